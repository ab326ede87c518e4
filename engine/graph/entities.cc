// The entities of accounts and their IAM, whom trust policies name, which resources policies name.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "engine/evaluate/compiled.h"
#include "engine/graph/effective.h"
#include "engine/graph/entity_collector.h"
#include "engine/graph/joined.h"
#include "engine/graph/reach.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

Entity described(const EntityCollector& collector, EntityKind kind, size_t index, std::string_view arn,
                 std::string_view name, AccountId account) {
  Entity entity;
  entity.key = entity.arn = arn;
  entity.display_name = name;
  entity.account = collector.builder.account_id(account);
  entity.kind = kind;
  entity.index = static_cast<uint32_t>(index);
  return entity;
}

template <class Table>
void add_table(EntityCollector& collector, EntityKind kind, const Table& table, std::string_view type) {
  for (size_t i = 0; i < table.size(); ++i)
    collector.add(described(collector, kind, i, table[i].arn, table[i].name, table[i].account),
                  model_type(type));
}

// "" for trust policies, which are part of their role, and for those of resources: resource_entities.cc.
std::string_view policy_type(PolicyType type) {
  switch (type) {
    case PolicyType::kCustomerManaged:
    case PolicyType::kAwsManaged:
      return "aws_iam_policy";
    case PolicyType::kUserInline:
      return "aws_iam_user_policy";
    case PolicyType::kGroupInline:
      return "aws_iam_group_policy";
    case PolicyType::kRoleInline:
      return "aws_iam_role_policy";
    case PolicyType::kServiceControl:
    case PolicyType::kResourceControl:
      return "aws_organizations_policy";
    case PolicyType::kTrust:
    case PolicyType::kResource:
      break;
  }
  return "";
}

bool is_inline(PolicyType type) {
  return type == PolicyType::kUserInline || type == PolicyType::kGroupInline ||
         type == PolicyType::kRoleInline;
}

void add_policies(EntityCollector& collector) {
  for (size_t i = 0; i < collector.snapshot.policies.size(); ++i) {
    const PolicyEntry& policy = collector.snapshot.policies[i];
    const std::string_view type = policy_type(policy.type);
    if (type.empty()) continue;
    Entity entity = described(collector, EntityKind::kPolicy, i, policy.arn, policy.name, policy.account);
    if (is_inline(policy.type) || !parse_arn(policy.arn)) entity.arn = {};
    if (entity.key.empty()) entity.key = policy.name;
    if (const auto arn = parse_arn(policy.arn); arn && arn->account == "aws") entity.account = "aws";
    collector.add(entity, model_type(type));
  }
}

void add_trusted(EntityCollector& collector, const Role& role, const Statement& statement) {
  if (statement.effect != Effect::kAllow || !statement.principal) return;
  const auto add_named = [&](const NamedPrincipal& named) {
    Entity entity;
    entity.key = collector.intern(named.key);
    entity.display_name = collector.intern(named.display_name);
    entity.arn = collector.intern(named.arn);
    entity.account = collector.intern(named.account);
    entity.kind = named.kind;
    entity.named = true;
    collector.add(entity, named.type);
  };
  if (statement.principal->polarity == Polarity::kAllBut) return add_named(named_everyone());
  const auto arn = parse_arn(role.arn);
  for (const PrincipalEntry& entry : statement.principal->entries)
    add_named(named_principal(entry, arn ? arn->partition : "aws"));
}

std::vector<std::vector<AccountId>> homes_of_policies(const Snapshot& snapshot) {
  std::vector<std::vector<AccountId>> homes(snapshot.policies.size());
  auto hold = [&](PolicyId policy, AccountId account) {
    if (snapshot.policies[policy].type == PolicyType::kAwsManaged && account < snapshot.accounts.size())
      homes[policy].push_back(account);
  };
  auto hold_all = [&](const auto& holder) {
    for (PolicyId policy : holder.attached_policies) hold(policy, holder.account);
  };
  for (const User& user : snapshot.users) {
    hold_all(user);
    if (user.boundary) hold(*user.boundary, user.account);
  }
  for (const Group& group : snapshot.groups) hold_all(group);
  for (const Role& role : snapshot.roles) {
    hold_all(role);
    if (role.boundary) hold(*role.boundary, role.account);
  }
  for (PolicyId id = 0; id < homes.size(); ++id) {
    std::vector<AccountId>& accounts = homes[id];
    std::sort(accounts.begin(), accounts.end());
    accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
    const PolicyEntry& policy = snapshot.policies[id];
    if (policy.type != PolicyType::kAwsManaged && policy.account < snapshot.accounts.size()) {
      accounts = {policy.account};
    } else if (accounts.empty()) {
      for (AccountId account = 0; account < snapshot.accounts.size(); ++account) accounts.push_back(account);
    }
  }
  return homes;
}

}  // namespace

bool grants_to_holders(PolicyType type) { return policy_type(type).starts_with("aws_iam"); }

void add_account_entities(EntityCollector& collector) {
  for (AccountId id = 0; id < collector.snapshot.accounts.size(); ++id) {
    const Account& account = collector.snapshot.accounts[id];
    const std::string_view key = collector.intern(account_key(account.partition, account.id));
    const std::string_view name = account.name.empty() ? account.id : account.name;
    Entity entity = described(collector, EntityKind::kAccount, id, key, name, id);
    entity.external = !account.described;
    collector.add(entity, model_type("aws_account"));
    if (account.described) collector.add_service(id, "iam");
  }
}

void add_iam_entities(EntityCollector& collector) {
  const Snapshot& snapshot = collector.snapshot;
  add_table(collector, EntityKind::kUser, snapshot.users, "aws_iam_user");
  add_table(collector, EntityKind::kGroup, snapshot.groups, "aws_iam_group");
  add_table(collector, EntityKind::kRole, snapshot.roles, "aws_iam_role");
  add_table(collector, EntityKind::kInstanceProfile, snapshot.instance_profiles, "aws_iam_instance_profile");
  add_policies(collector);
}

void add_trusted_entities(EntityCollector& collector) {
  for (const Role& role : collector.snapshot.roles)
    for (const Statement& statement : collector.snapshot.policies[role.trust].policy->statements)
      add_trusted(collector, role, statement);
}

void add_policy_resource_entities(EntityCollector& collector) {
  GraphBuilder& builder = collector.builder;
  std::set<std::string> arns;
  for (PolicyId id = 0; id < collector.snapshot.policies.size(); ++id) {
    if (!grants_to_holders(collector.snapshot.policies[id].type)) continue;
    for (const CompiledStatement& statement : builder.access.compiled(id)->statements)
      for (const ResourcePattern& pattern : statement.resources)
        if (auto arn = builder.shapes.named_by(pattern)) arns.insert(std::move(*arn));
  }
  for (const std::string& arn : arns) collector.add_named(arn);
}

void add_granted_services(EntityCollector& collector) {
  GraphBuilder& builder = collector.builder;
  const ActionSet without_resource = catalog::actions_without_resource();
  std::set<std::pair<AccountId, catalog::ServiceId>> services;
  for (PolicyId id = 0; id < collector.snapshot.policies.size(); ++id) {
    if (!grants_to_holders(collector.snapshot.policies[id].type)) continue;
    const CompiledPolicy& policy = *builder.access.compiled(id);
    for (size_t i = 0; i < policy.statements.size(); ++i) {
      if (!reaches_no_resource(policy.statements[i])) continue;
      ActionSet actions = actions_of(policy, i);
      actions.intersect(without_resource);
      catalog::ServiceId last = catalog::kNoService;
      actions.for_each([&](ActionId action) {
        const catalog::ServiceId service = catalog::action(action).service;
        if (service == last) return;
        last = service;
        for (AccountId account : builder.homes[id]) services.emplace(account, service);
      });
    }
  }
  for (const auto& [account, service] : services)
    collector.add_service(account, catalog::service(service).prefix);
}

std::string account_key(std::string_view partition, std::string_view account) {
  return fmt::format("arn:{}:iam::{}:root", partition, account);
}

std::string service_key(std::string_view account, std::string_view type) {
  return fmt::format("{}:{}", account, type);
}

void add_entities(GraphBuilder& builder) {
  builder.homes = homes_of_policies(builder.snapshot);
  EntityCollector collector(builder);
  add_account_entities(collector);
  add_iam_entities(collector);
  add_resource_entities(collector);
  add_organization_entities(collector);
  add_network_entities(collector);
  add_outside_entities(collector);
  add_trusted_entities(collector);
  if (builder.wants_grants()) add_policy_resource_entities(collector);
  if (builder.effective) add_granted_principals(collector);
  add_referenced_entities(collector);
  add_joined_services(collector);
  if (builder.wants_grants() || builder.wants(RelationClass::kHas)) add_granted_services(collector);
  collector.finish();
}

}  // namespace arnscope
