// Input: a file of a snapshot as text. Where the first byte has its highest bit, that and the next one choose
// the path, and so the layout. Every id of the snapshot is in range, every policy compiles, every principal
// can ask, and the graph is drawn.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/graph/graph.h"
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

// Files of an iam-collect directory that are read.
constexpr std::string_view kCollected[] = {
    "accounts/111122223333/iam/role/r/metadata.json",
    "accounts/111122223333/iam/role/r/trust-policy.json",
    "accounts/111122223333/iam/role/r/inline-policies.json",
    "accounts/111122223333/iam/role/r/managed-policies.json",
    "accounts/111122223333/iam/role/r/instance-profiles.json",
    "accounts/111122223333/iam/role/r/tags.json",
    "accounts/111122223333/iam/user/u/groups.json",
    "accounts/111122223333/iam/policy/p/current-policy.json",
    "accounts/111122223333/s3/b/metadata.json",
    "accounts/111122223333/s3/b/policy.json",
    "accounts/111122223333/ram/us-east-1/share.json",
    "organizations/o-1/metadata.json",
    "organizations/o-1/accounts.json",
    "organizations/o-1/ous.json",
    "organizations/o-1/delegated-admins.json",
    "organizations/o-1/ous/ou-1/metadata.json",
    "organizations/o-1/scps/p-1/metadata.json",
    "organizations/o-1/scps/p-1/policy.json",
};

// What stands beside them, so that they are somebody's.
constexpr std::string_view kBeside[][2] = {
    {"accounts/111122223333/iam/role/r/metadata.json",
     R"({"arn": "arn:aws:iam::111122223333:role/r", "name": "r"})"},
    {"accounts/111122223333/iam/user/u/metadata.json",
     R"({"arn": "arn:aws:iam::111122223333:user/u", "name": "u"})"},
    {"accounts/111122223333/iam/policy/p/metadata.json", R"({"arn": "arn:aws:iam::111122223333:policy/p"})"},
    {"accounts/111122223333/s3/b/metadata.json", R"({"arn": "arn:aws:s3:::b", "name": "b"})"},
    {"organizations/o-1/scps/p-1/metadata.json",
     R"({"arn": "arn:aws:organizations::111122223333:policy/o-1/service_control_policy/p-1"})"},
};

std::string cli_file(OperationId id) {
  const Operation& operation = operations()[id];
  std::string path = "111122223333/us-east-1/" + std::string(operation.name);
  for (size_t i = 0; i < operation.parameters.size(); ++i) path += "/b";
  return path + ".json";
}

using Sources = std::vector<std::shared_ptr<const Source>>;

// `layout` and `file`: the bytes that choose.
Sources sources_of(uint8_t layout, uint8_t file, std::string text) {
  if ((layout & 3) == 0) {
    const size_t chosen = (size_t{layout} / 4 % 32 * 256 + file) % operations().size();
    return {Source::from_text(cli_file(static_cast<OperationId>(chosen)), std::move(text))};
  }
  if ((layout & 3) == 1) return {Source::from_text("111122223333/manifest.jsonl", std::move(text))};
  Sources sources;
  const std::string_view chosen = kCollected[file % std::size(kCollected)];
  const auto path = [](std::string_view name) { return "aws/aws/" + std::string(name); };
  for (const auto& [name, beside] : kBeside)
    if (name != chosen) sources.push_back(Source::from_text(path(name), std::string(beside)));
  sources.push_back(Source::from_text(path(chosen), std::move(text)));
  return sources;
}

}  // namespace
}  // namespace arnscope

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace arnscope;
  if (size > 65536) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const bool is_placed = size >= 2 && data[0] >= 128;
  const Sources sources = is_placed ? sources_of(data[0], data[1], std::string(input.substr(2)))
                                    : Sources{Source::from_text("s", std::string(input))};
  const auto loaded = load_snapshot(sources);
  if (!loaded) {
    ARNSCOPE_REQUIRE(!format_error(loaded.error()).empty());
    return 0;
  }
  const Snapshot& snapshot = **loaded;
  for (const Finding& finding : snapshot.findings) ARNSCOPE_REQUIRE(!format_finding(finding).empty());
  check_ids(snapshot);
  check_callers(snapshot);
  Access access(snapshot);
  ARNSCOPE_REQUIRE(build_graph(access).entities.size() >= snapshot.resources.size());
  return 0;
}
