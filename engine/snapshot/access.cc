#include "engine/snapshot/access.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.h"
#include "engine/evaluate/services.h"

namespace arnscope {
namespace {

void add_tags(Context& context, const std::vector<Tag>& tags) {
  for (const Tag& tag : tags)
    context.set(fmt::format("aws:PrincipalTag/{}", tag.key), std::string(tag.value));
}

PolicyKind kind_of(const PolicyEntry& entry) {
  return entry.type == PolicyType::kTrust ? PolicyKind::kTrust : PolicyKind::kIdentity;
}

}  // namespace

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

// Source: Service Authorization Reference, "Condition keys for AWS Identity and Access Management".
void Access::add_resource_tags(std::string_view arn, Context& context) const {
  const std::vector<Tag>* tags = nullptr;
  if (auto user_id = snapshot_.user_by_arn.find(arn); user_id != snapshot_.user_by_arn.end())
    tags = &snapshot_.users[user_id->second].tags;
  if (auto role_id = snapshot_.role_by_arn.find(arn); role_id != snapshot_.role_by_arn.end())
    tags = &snapshot_.roles[role_id->second].tags;
  if (tags == nullptr) {
    for (const PolicyEntry& entry : snapshot_.policies)
      if (entry.type == PolicyType::kCustomerManaged && entry.arn == arn) tags = &entry.tags;
  }
  if (tags == nullptr) return;
  for (std::string_view prefix : {"aws:ResourceTag/", "iam:ResourceTag/"}) {
    for (const Tag& tag : *tags) context.set(fmt::format("{}{}", prefix, tag.key), std::string(tag.value));
    context.close_prefix(prefix);
  }
}

std::string_view Access::owner_account(const Principal& principal) const {
  return snapshot_.accounts.size() == 1 ? snapshot_.accounts.front().id : std::string_view(principal.account);
}

std::string Access::add_resource_policy(const Request& request, Policies& policies) {
  LayerPolicies& layer = policies[Layer::kResource];
  layer = {};
  if (request.resource_fields() == nullptr) return "";
  const bool on_role = request.service() == "sts";
  if (on_role) {
    auto role_id = snapshot_.role_by_arn.find(request.resource());
    if (role_id == snapshot_.role_by_arn.end()) {
      layer.state = LayerState::kUnknown;
      return fmt::format("{} is not in the snapshot: its trust policy is unknown",
                         printable(request.resource()));
    }
    const PolicyEntry& trust = snapshot_.policies[snapshot_.roles[role_id->second].trust];
    if (trust.origin == PolicyOrigin::kMissing) {
      layer.state = LayerState::kUnknown;
      return fmt::format("the trust policy of {} could not be read", printable(request.resource()));
    }
    policies.add(Layer::kResource, compiled(snapshot_.roles[role_id->second].trust));
    return "";
  }
  if (!has_resource_policies(request.service())) return "";
  const bool foreign =
      !request.principal().has_identity() ||
      (!request.resource_account().empty() && request.resource_account() != request.principal().account);
  if (foreign || request.service() == "kms") layer.state = LayerState::kUnknown;
  return fmt::format("resource policies of {} are not in the snapshot", request.service());
}

}  // namespace arnscope
