#include "engine/graph/relations.h"

#include <array>

#include "engine/graph/effective.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

constexpr RelationClass kHas = RelationClass::kHas;
constexpr RelationClass kAssigned = RelationClass::kAssigned;

void account_has_services(GraphBuilder& builder) {
  for (AccountId account = 0; account < builder.services.size(); ++account)
    for (EntityId service : builder.services[account])
      if (service != kNoId) builder.add(kHas, builder.accounts[account], service);
}

// From the account's IAM to the entity.
void iam_has(GraphBuilder& builder, AccountId account, EntityId entity) {
  const auto service = catalog::find_service("iam");
  const EntityId iam = service ? builder.service(account, *service) : kNoId;
  if (iam != kNoId) builder.add(kHas, iam, entity);
}

void iam_has_users(GraphBuilder& b) {
  for (UserId id = 0; id < b.users.size(); ++id) iam_has(b, b.snapshot.users[id].account, b.users[id]);
}

void iam_has_groups(GraphBuilder& b) {
  for (GroupId id = 0; id < b.groups.size(); ++id) iam_has(b, b.snapshot.groups[id].account, b.groups[id]);
}

void iam_has_roles(GraphBuilder& b) {
  for (RoleId id = 0; id < b.roles.size(); ++id) iam_has(b, b.snapshot.roles[id].account, b.roles[id]);
}

void iam_has_instance_profiles(GraphBuilder& b) {
  for (InstanceProfileId id = 0; id < b.instance_profiles.size(); ++id)
    iam_has(b, b.snapshot.instance_profiles[id].account, b.instance_profiles[id]);
}

// An AWS managed policy belongs to each account where somebody holds it.
void iam_has_policies(GraphBuilder& b) {
  for (PolicyId id = 0; id < b.policies.size(); ++id)
    if (b.policies[id] != kNoId)
      for (AccountId account : b.homes[id]) iam_has(b, account, b.policies[id]);
}

template <class Holder>
void has_policies(GraphBuilder& b, EntityId holder, const Holder& held) {
  for (PolicyId id : held.inline_policies) b.add(kHas, holder, b.policies[id]);
  for (PolicyId id : held.attached_policies) b.add(kHas, holder, b.policies[id]);
}

void user_has_policies(GraphBuilder& b) {
  for (UserId id = 0; id < b.users.size(); ++id) has_policies(b, b.users[id], b.snapshot.users[id]);
}

void group_has_policies(GraphBuilder& b) {
  for (GroupId id = 0; id < b.groups.size(); ++id) has_policies(b, b.groups[id], b.snapshot.groups[id]);
}

void role_has_policies(GraphBuilder& b) {
  for (RoleId id = 0; id < b.roles.size(); ++id) has_policies(b, b.roles[id], b.snapshot.roles[id]);
}

// A session that a trust policy names is of the role with that name, whatever its path.
void role_has_sessions(GraphBuilder& b) {
  std::unordered_multimap<std::string_view, RoleId> by_name;
  for (RoleId id = 0; id < b.roles.size(); ++id) by_name.emplace(b.snapshot.roles[id].name, id);
  for (EntityId id = 0; id < b.graph.entities.size(); ++id) {
    const Entity& session = b.graph.entities[id];
    if (session.type != "aws_sts_assumed_role") continue;
    const auto principal = parse_principal(session.arn);
    if (!principal) continue;
    const auto [begin, end] = by_name.equal_range(principal->name);
    for (auto role = begin; role != end; ++role)
      if (b.account_id(b.snapshot.roles[role->second].account) == principal->account)
        b.add(kHas, b.roles[role->second], id);
  }
}

void resource_has_policy(GraphBuilder& b) {
  for (ResourceId id = 0; id < b.resources.size(); ++id)
    if (b.snapshot.resources[id].policy_knowledge == PolicyKnowledge::kPresent && b.resources[id] != kNoId)
      b.add(kHas, b.resources[id], b.policies[b.snapshot.resources[id].policy]);
}

void group_contains_users(GraphBuilder& b) {
  for (GroupId id = 0; id < b.groups.size(); ++id)
    for (UserId member : b.snapshot.groups[id].members)
      b.add(RelationClass::kContains, b.groups[id], b.users[member]);
}

void user_is_bounded(GraphBuilder& b) {
  for (UserId id = 0; id < b.users.size(); ++id)
    if (auto boundary = b.snapshot.users[id].boundary)
      b.add(kAssigned, b.users[id], b.policies[*boundary], kBoundary);
}

void role_is_bounded(GraphBuilder& b) {
  for (RoleId id = 0; id < b.roles.size(); ++id)
    if (auto boundary = b.snapshot.roles[id].boundary)
      b.add(kAssigned, b.roles[id], b.policies[*boundary], kBoundary);
}

void instance_profile_has_role(GraphBuilder& b) {
  for (InstanceProfileId id = 0; id < b.instance_profiles.size(); ++id)
    for (RoleId role : b.snapshot.instance_profiles[id].roles)
      b.add(kAssigned, b.instance_profiles[id], b.roles[role]);
}

void policy_allows(GraphBuilder& b) { add_grants(b, Effect::kAllow); }
void policy_denies(GraphBuilder& b) { add_grants(b, Effect::kDeny); }

constexpr std::array kRelations = {
    Relation{kHas, "aws_account", "aws_*", account_has_services},
    Relation{kHas, "aws_iam", "aws_iam_user", iam_has_users},
    Relation{kHas, "aws_iam", "aws_iam_group", iam_has_groups},
    Relation{kHas, "aws_iam", "aws_iam_role", iam_has_roles},
    Relation{kHas, "aws_iam", "aws_iam_instance_profile", iam_has_instance_profiles},
    Relation{kHas, "aws_iam", "aws_iam*_policy", iam_has_policies},
    Relation{kHas, "aws_iam_user", "aws_iam*_policy", user_has_policies},
    Relation{kHas, "aws_iam_group", "aws_iam*_policy", group_has_policies},
    Relation{kHas, "aws_iam_role", "aws_iam*_policy", role_has_policies},
    Relation{kHas, "aws_iam_role", "aws_sts_assumed_role", role_has_sessions},
    Relation{kHas, "aws_*", "aws_*_policy", resource_has_policy},
    Relation{kHas, "aws_account", "aws_account", management_account_has_accounts},
    Relation{kHas, "aws_organizations_*", "aws_*", organization_has_units},
    Relation{RelationClass::kContains, "aws_iam_group", "aws_iam_user", group_contains_users},
    Relation{kAssigned, "aws_iam_user", "aws_iam_policy", user_is_bounded},
    Relation{kAssigned, "aws_iam_role", "aws_iam_policy", role_is_bounded},
    Relation{kAssigned, "aws_iam_instance_profile", "aws_iam_role", instance_profile_has_role},
    Relation{kAssigned, "aws_organizations_policy", "aws_*", organization_policies_are_assigned},
    Relation{RelationClass::kIs, "aws_iam_user", "person", user_is_person},
    Relation{kHas, "*domain", "aws_route53_zone", domain_has_zones},
    Relation{RelationClass::kAllows, "aws_security_group", "*", security_group_allows},
    Relation{RelationClass::kTrusts, "aws_iam_role", "*", add_trusts},
    Relation{RelationClass::kCanAssume, "*", "aws_iam_role", add_assumptions},
    Relation{RelationClass::kAllows, "aws_*_policy", "*", policy_allows},
    Relation{RelationClass::kAllows, "*", "*", add_effective_grants},
    Relation{RelationClass::kDenies, "aws_*_policy", "*", policy_denies},
};

}  // namespace

std::span<const Relation> relations() { return kRelations; }

}  // namespace arnscope
