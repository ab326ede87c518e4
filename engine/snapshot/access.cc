#include "engine/snapshot/access.h"

#include <fmt/format.h>

#include <algorithm>

namespace arnscope {
namespace {

void add_tags(Context& context, const std::vector<Tag>& tags) {
  for (const Tag& tag : tags)
    context.set(fmt::format("aws:PrincipalTag/{}", tag.key), std::string(tag.value));
}

PolicyKind kind_of(const PolicyEntry& entry) {
  switch (entry.type) {
    case PolicyType::kTrust:
      return PolicyKind::kTrust;
    case PolicyType::kResource:
    case PolicyType::kResourceControl:
      return PolicyKind::kResource;
    default:
      return PolicyKind::kIdentity;
  }
}

}  // namespace

Access::Access(const Snapshot& snapshot, Unlisted unlisted)
    : snapshot_(snapshot), unlisted_(unlisted), compiled_(snapshot.policies.size()) {
  described_accounts_ =
      static_cast<size_t>(std::count_if(snapshot.accounts.begin(), snapshot.accounts.end(),
                                        [](const Account& account) { return account.described; }));
}

const std::shared_ptr<const CompiledPolicy>& Access::compiled(PolicyId id) {
  if (!compiled_[id]) {
    const PolicyEntry& entry = snapshot_.policies[id];
    compiled_[id] = compile(entry.policy, kind_of(entry), std::string(entry.arn));
  }
  return compiled_[id];
}

Caller Access::start(Principal principal) {
  Caller caller;
  caller.principal = std::move(principal);
  caller.context = Context(unlisted_);
  caller.policies[Layer::kIdentity].state = LayerState::kPresent;
  const bool of_account = caller.principal.has_identity() || caller.principal.type == PrincipalType::kRoot;
  if (!of_account) {
    // Source: IAM User Guide, "AWS global condition context keys", aws:PrincipalOrgID, Availability.
    caller.context.set_absent("aws:PrincipalOrgID");
    caller.context.set_absent("aws:PrincipalOrgPaths");
  } else if (!caller.principal.account.empty()) {
    const AccountStanding& known = standing(caller.principal.account);
    if (!known.organization.empty()) caller.context.set("aws:PrincipalOrgID", known.organization);
    if (!known.path.empty()) caller.context.set("aws:PrincipalOrgPaths", known.path);
    add_service_control_policies(caller);
  }
  return caller;
}

void Access::add_identity(Caller& caller, const std::vector<PolicyId>& ids) {
  for (PolicyId id : ids) {
    const PolicyEntry& entry = snapshot_.policies[id];
    if (entry.origin == PolicyOrigin::kMissing) {
      caller.policies[Layer::kIdentity].missing.emplace_back(entry.arn);
      caller.notes.push_back(fmt::format("the document of {} is not in the snapshot", entry.arn));
    } else {
      caller.policies.add(Layer::kIdentity, compiled(id));
    }
  }
}

void Access::add_boundary(Caller& caller, std::optional<PolicyId> id) {
  if (!id) return;
  const PolicyEntry& entry = snapshot_.policies[*id];
  caller.policies[Layer::kBoundary].state = LayerState::kPresent;
  if (entry.origin == PolicyOrigin::kMissing) {
    caller.policies[Layer::kBoundary].missing.emplace_back(entry.arn);
    caller.notes.push_back(fmt::format("the document of its boundary {} is not in the snapshot", entry.arn));
  } else {
    caller.policies.add(Layer::kBoundary, compiled(*id));
  }
}

Caller Access::user(UserId id) {
  const User& user = snapshot_.users[id];
  auto principal = parse_principal(user.arn);
  Caller caller = start(principal ? *principal : Principal{});
  caller.context.set("aws:userid", std::string(user.id));
  add_tags(caller.context, user.tags);
  caller.context.close_prefix("aws:PrincipalTag/");
  add_identity(caller, user.inline_policies);
  add_identity(caller, user.attached_policies);
  for (GroupId group : user.groups) {
    add_identity(caller, snapshot_.groups[group].inline_policies);
    add_identity(caller, snapshot_.groups[group].attached_policies);
  }
  for (std::string_view name : user.missing_groups) {
    caller.policies[Layer::kIdentity].missing.push_back(fmt::format("group {}", name));
    caller.notes.push_back(fmt::format("the group {} of {} is not in the snapshot", name, user.arn));
  }
  add_boundary(caller, user.boundary);
  return caller;
}

// A role's sessions may carry tags beyond the role's own, so what the role lacks is not known to be absent.
Caller Access::role(RoleId id) {
  const Role& role = snapshot_.roles[id];
  auto principal = parse_principal(role.arn);
  Caller caller = start(principal ? *principal : Principal{});
  add_tags(caller.context, role.tags);
  add_identity(caller, role.inline_policies);
  add_identity(caller, role.attached_policies);
  add_boundary(caller, role.boundary);
  return caller;
}

Caller Access::caller(Principal principal) {
  if (auto user_id = snapshot_.user_by_arn.find(principal.arn); user_id != snapshot_.user_by_arn.end())
    return user(user_id->second);
  if (auto role_id = snapshot_.role_by_arn.find(principal.arn); role_id != snapshot_.role_by_arn.end())
    return role(role_id->second);
  if (principal.type == PrincipalType::kSession) {
    for (RoleId id = 0; id < snapshot_.roles.size(); ++id) {
      const Role& role_entry = snapshot_.roles[id];
      if (role_entry.name != principal.name || snapshot_.accounts[role_entry.account].id != principal.account)
        continue;
      Caller found = role(id);
      found.principal = std::move(principal);
      set_role(found.principal, role_entry.arn);
      // Source: IAM User Guide, "IAM policy elements: Variables and tags", Principal key values.
      const std::string& arn = found.principal.arn;
      found.context.set("aws:userid", fmt::format("{}:{}", role_entry.id, arn.substr(arn.rfind('/') + 1)));
      return found;
    }
  }
  Caller unknown = start(std::move(principal));
  if (unknown.principal.has_identity()) {
    unknown.policies[Layer::kIdentity].missing.push_back(unknown.principal.arn);
    unknown.notes.push_back(
        fmt::format("{} is not in the snapshot: its policies are unknown", unknown.principal.arn));
  }
  return unknown;
}

}  // namespace arnscope
