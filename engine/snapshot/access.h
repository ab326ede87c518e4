// The principals of a snapshot as callers and its resources as what they call on: policies compiled, context
// known as far as the snapshot tells, the policies of the organization and of resources as layers. Policies
// are compiled on first use and shared by all who hold them; so is what an account's place in the
// organization means. For one thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/evaluate/authorize.h"
#include "engine/snapshot/snapshot.h"

namespace arnscope {

// A principal with everything that a decision needs of it. Requests point into it.
struct Caller {
  Principal principal;
  Context context{Unlisted::kUnknown};
  Policies policies;               // SCPs, identity, boundary
  std::vector<std::string> notes;  // what the snapshot lacks of it
};

// What the snapshot knows of an account's place in its organization.
struct AccountStanding {
  // The values of aws:PrincipalOrgID, aws:ResourceOrgID and their OrgPaths; "" where they are not known. Of
  // an account that is known to be outside they are those of no organization that there is: of which one it
  // is, or of none, nobody says.
  std::string organization, path;
  LayerPolicies service_control_policies, resource_control_policies;
  // What the snapshot lacks of them.
  std::vector<std::string> service_control_notes, resource_control_notes;
};

class Access {
 public:
  // REQUIRES: the snapshot outlives this. `unlisted` is what a condition key means that nobody gave.
  explicit Access(const Snapshot& snapshot, Unlisted unlisted = Unlisted::kUnknown);

  const Snapshot& snapshot() const { return snapshot_; }

  Caller user(UserId id);
  Caller role(RoleId id);

  // Any caller: a principal of the snapshot, a session of one of its roles, its account's root, a service, a
  // provider, or a principal of another account, of whose identity policies nothing is known.
  Caller caller(Principal principal);

  // Tells a request, and the policies that it is decided by, what the snapshot knows of the resource's side:
  // the organization's management account; the RCPs of the account that owns the resource; the resource
  // policy, of the resource or of the one that it lies in, for a role its trust policy; whether Amazon S3
  // Block Public Access restricts it. A resource policy that may exist and is not in the snapshot becomes
  // unknown where the answer hangs on it. Returns a note that says what is lacking; often empty. `request`
  // has its action, resource and resource account. Microseconds.
  std::string add_resource_policy(Request& request, Policies& policies);

  // Tells the context the tags of a resource that the snapshot holds: a user, a role, a customer managed
  // policy, any other whose tags were read. What it has no tag for is then known to be absent.
  void add_resource_tags(std::string_view arn, Context& context);
  // Tells the context the organization of the account that owns a resource; "" is not known.
  void add_resource_organization(std::string_view account, Context& context);

  // The account that owns a resource, of the snapshot where its ARN does not say. "" where it does not hold
  // it. `arn` may be a pattern.
  std::string_view known_owner(std::string_view arn);
  // The same, or else the account that is taken to own it: the only one that is described, else the
  // caller's.
  std::string_view owner_account(const Principal& principal, std::string_view arn = {});
  // The number of accounts whose own data was read.
  size_t described_accounts() const { return described_accounts_; }

  // The policies that are attached to the resource, or to the one that it lies in; for a role its trust
  // policy. Empty where there are none or the snapshot does not have them. `arn` may be a pattern.
  std::vector<PolicyId> resource_policies(std::string_view arn);

  // Made on first use; valid as long as this.
  const AccountStanding& standing(std::string_view account);

  const std::shared_ptr<const CompiledPolicy>& compiled(PolicyId id);

 private:
  // The resources of the snapshot whose policies govern one: itself, what it lies in.
  struct Governing {
    std::string arn;
    std::vector<ResourceId> resources;  // nearest first
  };

  Caller start(Principal principal);
  void add_service_control_policies(Caller& caller);
  void add_identity(Caller& caller, const std::vector<PolicyId>& ids);
  void add_boundary(Caller& caller, std::optional<PolicyId> id);
  void add_resource_control_policies(const Request& request, Policies& policies,
                                     std::vector<std::string>& notes);
  std::string add_trust_policy(const Request& request, Policies& policies);
  bool add_policy_of_resource(const Request& request, Policies& policies, std::string& note);
  AccountStanding standing_of(std::string_view account);
  void add_levels(AccountStanding& standing, const Member& member);
  const Governing& governing(std::string_view arn);
  const std::vector<Tag>* tags_of(std::string_view arn);
  std::string add_public_access_block(const Request& request, Policies& policies);
  bool is_public(const Resource& resource);

  const Snapshot& snapshot_;
  Unlisted unlisted_;
  std::vector<std::shared_ptr<const CompiledPolicy>> compiled_;
  size_t described_accounts_ = 0;
  std::map<std::string, AccountStanding, std::less<>> standings_;
  Governing governing_;  // of the resource that was asked last: many callers are asked on one resource
  std::unordered_map<PolicyId, bool> public_;
  std::optional<std::unordered_map<std::string_view, PolicyId>> managed_;  // customer managed, by ARN
};

}  // namespace arnscope
