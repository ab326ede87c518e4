// The principals of a snapshot as callers: their policies compiled, their context known as far as the
// snapshot tells. Policies are compiled on first use and shared by all who hold them. For one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/evaluate/authorize.h"
#include "engine/snapshot/snapshot.h"

namespace arnscope {

// A principal with everything that a decision needs of it. Requests point into it.
struct Caller {
  Principal principal;
  Context context{Unlisted::kUnknown};
  Policies policies;               // identity, boundary
  std::vector<std::string> notes;  // what the snapshot lacks of it
};

class Access {
 public:
  // REQUIRES: the snapshot outlives this. `unlisted` is what a condition key means that nobody gave.
  explicit Access(const Snapshot& snapshot, Unlisted unlisted = Unlisted::kUnknown)
      : snapshot_(snapshot), unlisted_(unlisted), compiled_(snapshot.policies.size()) {}

  const Snapshot& snapshot() const { return snapshot_; }

  Caller user(UserId id);
  Caller role(RoleId id);

  // Any caller: a principal of the snapshot, a session of one of its roles, its account's root, a service, a
  // provider, or a principal of another account, of whose identity policies nothing is known.
  Caller caller(Principal principal);

  // Gives `policies` the resource policy of a resource: a role's trust policy, as far as the snapshot knows
  // it. A layer that may exist and is not in the snapshot becomes unknown where the answer hangs on it, and
  // the note says so. Returns the note; often empty.
  std::string add_resource_policy(const Request& request, Policies& policies);

  // Tells the context the tags of a resource that the snapshot holds: a user, a role, a customer managed
  // policy. What it has no tag for is then known to be absent.
  void add_resource_tags(std::string_view arn, Context& context) const;

  // The account that is taken to own a resource whose ARN does not say: the only one, else the caller's.
  std::string_view owner_account(const Principal& principal) const;

  const std::shared_ptr<const CompiledPolicy>& compiled(PolicyId id);

 private:
  Caller start(Principal principal);
  void add_identity(Caller& caller, const std::vector<PolicyId>& ids);
  void add_boundary(Caller& caller, std::optional<PolicyId> id);

  const Snapshot& snapshot_;
  Unlisted unlisted_;
  std::vector<std::shared_ptr<const CompiledPolicy>> compiled_;
};

}  // namespace arnscope
