// Input: an export as text. Every id of the snapshot is in range, every policy compiles, every principal can
// ask.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/snapshot/access.h"
#include "engine/snapshot/load.h"
#include "tests/fuzz/require.h"

namespace arnscope {
namespace {

template <class Ids, class Table>
void require_in_range(const Ids& ids, const Table& table) {
  for (const auto id : ids) ARNSCOPE_REQUIRE(id < table.size());
}

template <class Holder>
void check_holder(const Snapshot& s, const Holder& holder) {
  ARNSCOPE_REQUIRE(holder.account < s.accounts.size());
  require_in_range(holder.inline_policies, s.policies);
  require_in_range(holder.attached_policies, s.policies);
}

void check_ids(const Snapshot& s) {
  for (const User& user : s.users) {
    check_holder(s, user);
    require_in_range(user.groups, s.groups);
    if (user.boundary) ARNSCOPE_REQUIRE(*user.boundary < s.policies.size());
  }
  for (const Group& group : s.groups) {
    check_holder(s, group);
    require_in_range(group.members, s.users);
  }
  for (const Role& role : s.roles) {
    check_holder(s, role);
    ARNSCOPE_REQUIRE(role.trust < s.policies.size());
    ARNSCOPE_REQUIRE(s.policies[role.trust].type == PolicyType::kTrust);
    require_in_range(role.instance_profiles, s.instance_profiles);
    if (role.boundary) ARNSCOPE_REQUIRE(*role.boundary < s.policies.size());
  }
  for (const InstanceProfile& profile : s.instance_profiles) {
    ARNSCOPE_REQUIRE(profile.account < s.accounts.size());
    require_in_range(profile.roles, s.roles);
  }
  for (const PolicyEntry& entry : s.policies) {
    ARNSCOPE_REQUIRE(entry.policy != nullptr);
    ARNSCOPE_REQUIRE(entry.origin != PolicyOrigin::kMissing || entry.policy->statements.empty());
    const size_t owners = entry.type == PolicyType::kUserInline    ? s.users.size()
                          : entry.type == PolicyType::kGroupInline ? s.groups.size()
                          : entry.type == PolicyType::kRoleInline || entry.type == PolicyType::kTrust
                              ? s.roles.size()
                              : 1;
    ARNSCOPE_REQUIRE(entry.owner < owners);
  }
}

void check_callers(const Snapshot& s) {
  Access access(s);
  for (PolicyId id = 0; id < s.policies.size(); ++id) {
    const auto& compiled = access.compiled(id);
    ARNSCOPE_REQUIRE(compiled->statements.size() == s.policies[id].policy->statements.size());
  }
  const auto ask = [&](Caller caller) {
    Request request(caller.principal, caller.context);
    request.set_action("sts:AssumeRole");
    request.set_resource("arn:aws:iam::111122223333:role/r");
    access.add_resource_policy(request, caller.policies);
    const Verdict quick = decide(request, caller.policies);
    ARNSCOPE_REQUIRE(quick == explain(request, caller.policies).verdict || quick == Verdict::kConditional);
  };
  for (UserId id = 0; id < s.users.size(); ++id) ask(access.user(id));
  for (RoleId id = 0; id < s.roles.size(); ++id) ask(access.role(id));
}

}  // namespace
}  // namespace arnscope

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace arnscope;
  if (size > 65536) return 0;
  const std::vector sources = {
      Source::from_text("s", std::string(reinterpret_cast<const char*>(data), size))};
  const auto loaded = load_snapshot(sources);
  if (!loaded) {
    ARNSCOPE_REQUIRE(!format_error(loaded.error()).empty());
    return 0;
  }
  const Snapshot& snapshot = **loaded;
  for (const Finding& finding : snapshot.findings) ARNSCOPE_REQUIRE(!format_finding(finding).empty());
  check_ids(snapshot);
  check_callers(snapshot);
  return 0;
}
