// Whose permissions are held against what is required: policies by themselves, or a principal of a snapshot.
// It makes the requests, and says with which policies they are decided. One thread.
//
// Policies by themselves are read as those of a role in the account of the resource, which is nobody in
// particular: what its ARN, name, account and tags hold is unknown. A policy of the resource that must let
// the account's own policies decide (a key's, a role's trust policy) is taken to do so.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/checks/required_permissions.h"
#include "engine/evaluate/authorize.h"
#include "engine/snapshot/access.h"

namespace arnscope {

// Condition keys that somebody gave, and what those mean that nobody did.
struct GivenContext {
  std::vector<std::pair<std::string, std::string>> keys;
  Unlisted unlisted = Unlisted::kUnknown;
};

class PermissionHolder {
 public:
  using PolicyList = std::vector<std::shared_ptr<const CompiledPolicy>>;

  // Whoever has these policies, and this boundary where it is not empty.
  PermissionHolder(PolicyList identity, PolicyList boundary, const GivenContext& given);
  // A principal of a snapshot, with all layers that the snapshot has. REQUIRES: the access outlives this.
  PermissionHolder(Access& access, Caller caller, const GivenContext& given);

  // A request and the policies that decide it. Valid until the next call and as long as the holder.
  struct Asked {
    Request request;
    const Policies* policies;
  };
  Asked ask(const RequiredPermissions& required, const Requirement& requirement, const AskedResource& on);
  // The same asked by a user where a role can never do it; nothing where that is no question: a principal of
  // a snapshot is what it is.
  std::optional<Asked> ask_as_user(const Asked& asked);

  // Its own policies, and what else limits them.
  const Policies& policies() const { return caller_.policies; }
  // Whether policies of resources are taken to be there, and a statement is of one of them.
  bool assumes_resource_policies() const { return no_access_ != nullptr; }
  bool is_assumed(const StatementReference& reference) const;
  // What the answers rest on beside the policies, each once, in the order in which it mattered.
  const std::vector<std::string>& notes() const { return notes_; }
  void note(std::string text);
  // "aws" where nobody says.
  std::string_view partition() const;

  Access& access() { return *access_; }
  // Who asks, of any resource. Policies by themselves are nobody's: their owner is unknown, and may be in
  // each account that the resources of their Allow statements name.
  std::vector<Caller> callers_anywhere() const;

 private:
  // The role and the user of an account as whom policies by themselves are asked.
  struct Example {
    Principal role, user;
    std::optional<Policies> with_key_policy, with_trust_policy;
  };

  Example& example_of(const AskedResource& resource);
  const Context& context_for(const RequiredPermissions& required, const Requirement& requirement,
                             const AskedResource& on);
  const Policies& with_assumed(const Request& request, Example& example);

  std::unique_ptr<const Snapshot> no_snapshot_;  // of policies by themselves
  std::unique_ptr<Access> no_access_;
  Access* access_;
  Caller caller_;
  Policies asked_policies_;  // of a principal of a snapshot, with the policy of the resource asked about
  std::map<std::pair<std::string, std::string>, Example> examples_;  // by partition and account
  std::map<std::pair<uint32_t, bool>, Context>
      contexts_;         // by what is required, and whether the owner is known
  Context own_context_;  // of one resource of a snapshot
  std::vector<std::string> notes_;
};

}  // namespace arnscope
