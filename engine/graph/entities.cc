// The entities: what the snapshot holds, whom its trust policies name, which resources its policies name.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_set>

#include "engine/evaluate/compiled.h"
#include "engine/graph/builder.h"
#include "engine/graph/reach.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

class EntityCollector {
 public:
  explicit EntityCollector(GraphBuilder& builder) : builder_(builder), snapshot_(builder.snapshot) {}

  void collect();

 private:
  std::string_view intern(std::string_view text) { return builder_.graph.texts.intern(text); }
  void add(Entity entity, const EntityType& type);
  void add_described(EntityKind kind, size_t index, std::string_view type, std::string_view arn,
                     std::string_view name, AccountId account);
  void add_accounts();
  void add_principals_and_profiles();
  void add_policies();
  void add_service(AccountId account, std::string_view prefix);
  void add_services();
  void add_trusted();
  void add_trusted(const Role& role, const Statement& statement);
  void add_resources();
  void add_resource(const std::string& arn);
  void add_other_accounts();
  void finish();

  GraphBuilder& builder_;
  const Snapshot& snapshot_;
  std::unordered_set<std::string_view> keys_;
  std::unordered_map<std::string_view, AccountId> account_ids_;
};

// The first entity with a key stays. What the snapshot describes gets a key in any case: that of an inline
// policy may be the ARN of something else.
void EntityCollector::add(Entity entity, const EntityType& type) {
  entity.type = intern(type.name);
  entity.classes = type.classes;
  const bool described = entity.index != kNoId && entity.kind != EntityKind::kService;
  if (!described && (entity.key.empty() || keys_.contains(entity.key))) return;
  while (!keys_.insert(entity.key).second) entity.key = intern(fmt::format("{}|{}", entity.key, type.name));
  builder_.graph.entities.push_back(entity);
}

void EntityCollector::add_described(EntityKind kind, size_t index, std::string_view type,
                                    std::string_view arn, std::string_view name, AccountId account) {
  Entity entity;
  entity.key = entity.arn = arn;
  entity.display_name = name;
  entity.account = builder_.account_id(account);
  entity.kind = kind;
  entity.index = static_cast<uint32_t>(index);
  add(entity, model_type(type));
}

void EntityCollector::add_accounts() {
  for (size_t i = 0; i < snapshot_.accounts.size(); ++i) {
    const Account& account = snapshot_.accounts[i];
    account_ids_.emplace(account.id, static_cast<AccountId>(i));
    const std::string_view key = intern(account_key(account.partition, account.id));
    add_described(EntityKind::kAccount, i, "aws_account", key, account.id, static_cast<AccountId>(i));
    add_service(static_cast<AccountId>(i), "iam");
  }
}

void EntityCollector::add_principals_and_profiles() {
  const Snapshot& s = snapshot_;
  for (size_t i = 0; i < s.users.size(); ++i)
    add_described(EntityKind::kUser, i, "aws_iam_user", s.users[i].arn, s.users[i].name, s.users[i].account);
  for (size_t i = 0; i < s.groups.size(); ++i)
    add_described(EntityKind::kGroup, i, "aws_iam_group", s.groups[i].arn, s.groups[i].name,
                  s.groups[i].account);
  for (size_t i = 0; i < s.roles.size(); ++i)
    add_described(EntityKind::kRole, i, "aws_iam_role", s.roles[i].arn, s.roles[i].name, s.roles[i].account);
  for (size_t i = 0; i < s.instance_profiles.size(); ++i) {
    const InstanceProfile& profile = s.instance_profiles[i];
    add_described(EntityKind::kInstanceProfile, i, "aws_iam_instance_profile", profile.arn, profile.name,
                  profile.account);
  }
}

// "" for trust policies, which are part of their role.
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
    case PolicyType::kTrust:
    case PolicyType::kResource:
    case PolicyType::kServiceControl:
    case PolicyType::kResourceControl:
      break;
  }
  return "";
}

void EntityCollector::add_policies() {
  for (size_t i = 0; i < snapshot_.policies.size(); ++i) {
    const PolicyEntry& policy = snapshot_.policies[i];
    const std::string_view type = policy_type(policy.type);
    if (type.empty()) continue;
    Entity entity;
    entity.key = policy.arn;
    entity.display_name = policy.name;
    entity.kind = EntityKind::kPolicy;
    entity.index = static_cast<uint32_t>(i);
    if (type == "aws_iam_policy") entity.arn = policy.arn;
    entity.account = policy.type == PolicyType::kAwsManaged ? "aws" : builder_.account_id(policy.account);
    add(entity, model_type(type));
  }
}

void EntityCollector::add_service(AccountId account, std::string_view prefix) {
  const EntityType type = service_type(prefix);
  Entity entity;
  entity.key = intern(service_key(builder_.account_id(account), type.name));
  entity.display_name = prefix;
  entity.account = builder_.account_id(account);
  entity.kind = EntityKind::kService;
  entity.index = catalog::find_service(prefix).value_or(catalog::kNoService);
  add(entity, type);
}

// The services of which a policy grants or denies actions that take no resource.
void EntityCollector::add_services() {
  const ActionSet without_resource = catalog::actions_without_resource();
  std::set<std::pair<AccountId, catalog::ServiceId>> services;
  for (PolicyId id = 0; id < snapshot_.policies.size(); ++id) {
    if (snapshot_.policies[id].type == PolicyType::kTrust) continue;
    const CompiledPolicy& policy = *builder_.access.compiled(id);
    for (size_t i = 0; i < policy.statements.size(); ++i) {
      if (!reaches_no_resource(policy.statements[i])) continue;
      ActionSet actions = actions_of(policy, i);
      actions.intersect(without_resource);
      catalog::ServiceId last = catalog::kNoService;
      actions.for_each([&](ActionId action) {
        const catalog::ServiceId service = catalog::action(action).service;
        if (service == last) return;
        last = service;
        for (AccountId account : builder_.homes[id]) services.emplace(account, service);
      });
    }
  }
  for (const auto& [account, service] : services) add_service(account, catalog::service(service).prefix);
}

void EntityCollector::add_trusted(const Role& role, const Statement& statement) {
  if (statement.effect != Effect::kAllow || !statement.principal) return;
  auto add_named = [&](const NamedPrincipal& named) {
    Entity entity;
    entity.key = intern(named.key);
    entity.display_name = intern(named.display_name);
    entity.arn = intern(named.arn);
    entity.account = intern(named.account);
    entity.kind = named.kind;
    entity.named = true;
    add(entity, named.type);
  };
  if (statement.principal->polarity == Polarity::kAllBut) return add_named(named_everyone());
  const auto arn = parse_arn(role.arn);
  for (const PrincipalEntry& entry : statement.principal->entries)
    add_named(named_principal(entry, arn ? arn->partition : "aws"));
}

void EntityCollector::add_trusted() {
  for (const Role& role : snapshot_.roles)
    for (const Statement& statement : snapshot_.policies[role.trust].policy->statements)
      add_trusted(role, statement);
}

// The most specific type of the ARN's own service, or of any.
std::optional<catalog::ResourceType> type_of(std::string_view arn) {
  std::optional<catalog::ResourceType> first;
  for (catalog::ResourceTypeId id : ResourceShapes::types_of(arn)) {
    const catalog::ResourceType type = catalog::resource_type(id);
    if (catalog::service(type.service).prefix == parse_arn(arn)->service) return type;
    if (!first) first = type;
  }
  return first;
}

void EntityCollector::add_resource(const std::string& arn) {
  const auto type = type_of(arn);
  if (!type || keys_.contains(arn)) return;
  const EntityType named = resource_entity_type(catalog::service(type->service).prefix, type->name);
  Entity entity;
  entity.key = entity.arn = intern(arn);
  const auto fields = parse_arn(entity.arn);
  if (fields->service == "iam" && fields->resource == "root") return;  // the account
  entity.display_name = fields->resource_name().empty() ? fields->resource : fields->resource_name();
  entity.account = fields->account;
  entity.region = fields->region;
  entity.named = true;
  if (named.name == "aws_iam_user") entity.kind = EntityKind::kUser;
  if (named.name == "aws_iam_group") entity.kind = EntityKind::kGroup;
  if (named.name == "aws_iam_role") entity.kind = EntityKind::kRole;
  if (named.name == "aws_iam_policy") entity.kind = EntityKind::kPolicy;
  if (named.name == "aws_iam_instance_profile") entity.kind = EntityKind::kInstanceProfile;
  add(entity, named);
}

void EntityCollector::add_resources() {
  std::set<std::string> arns;
  for (PolicyId id = 0; id < snapshot_.policies.size(); ++id) {
    if (snapshot_.policies[id].type == PolicyType::kTrust) continue;
    for (const CompiledStatement& statement : builder_.access.compiled(id)->statements)
      for (const ResourcePattern& pattern : statement.resources)
        if (auto arn = builder_.shapes.named_by(pattern)) arns.insert(std::move(*arn));
  }
  for (const std::string& arn : arns) add_resource(arn);
}

// The accounts that are named, or whose entities are, and that the snapshot does not hold.
void EntityCollector::add_other_accounts() {
  std::vector<Entity>& entities = builder_.graph.entities;
  for (size_t i = 0, count = entities.size(); i < count; ++i) {
    if (!is_account_id(entities[i].account) || account_ids_.contains(entities[i].account)) continue;
    entities[i].external = true;
    if (entities[i].kind == EntityKind::kAccount) continue;
    const auto arn = parse_arn(entities[i].arn);
    Entity entity;
    entity.key = entity.arn = intern(account_key(arn ? arn->partition : "aws", entities[i].account));
    entity.display_name = entity.account = entities[i].account;
    entity.kind = EntityKind::kAccount;
    entity.named = entity.external = true;
    add(entity, model_type("aws_account"));
  }
}

void EntityCollector::finish() {
  std::vector<Entity>& entities = builder_.graph.entities;
  std::sort(entities.begin(), entities.end(), [](const Entity& a, const Entity& b) { return a.key < b.key; });
  builder_.accounts.assign(snapshot_.accounts.size(), kNoId);
  builder_.users.assign(snapshot_.users.size(), kNoId);
  builder_.groups.assign(snapshot_.groups.size(), kNoId);
  builder_.roles.assign(snapshot_.roles.size(), kNoId);
  builder_.policies.assign(snapshot_.policies.size(), kNoId);
  builder_.instance_profiles.assign(snapshot_.instance_profiles.size(), kNoId);
  builder_.services.assign(snapshot_.accounts.size(), std::vector<EntityId>(catalog::service_count(), kNoId));
  for (EntityId id = 0; id < entities.size(); ++id) {
    const Entity& entity = entities[id];
    if (entity.index == kNoId) continue;
    if (entity.kind == EntityKind::kService)
      builder_.services[account_ids_.at(entity.account)][entity.index] = id;
    if (entity.kind == EntityKind::kAccount) builder_.accounts[entity.index] = id;
    if (entity.kind == EntityKind::kUser) builder_.users[entity.index] = id;
    if (entity.kind == EntityKind::kGroup) builder_.groups[entity.index] = id;
    if (entity.kind == EntityKind::kRole) builder_.roles[entity.index] = id;
    if (entity.kind == EntityKind::kPolicy) builder_.policies[entity.index] = id;
    if (entity.kind == EntityKind::kInstanceProfile) builder_.instance_profiles[entity.index] = id;
  }
}

void EntityCollector::collect() {
  add_accounts();
  add_principals_and_profiles();
  add_policies();
  add_trusted();
  if (builder_.wants_grants()) add_resources();
  if (builder_.wants_grants() || builder_.wants(RelationClass::kHas)) add_services();
  add_other_accounts();
  finish();
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

std::string account_key(std::string_view partition, std::string_view account) {
  return fmt::format("arn:{}:iam::{}:root", partition, account);
}

std::string service_key(std::string_view account, std::string_view type) {
  return fmt::format("{}:{}", account, type);
}

void add_entities(GraphBuilder& builder) {
  builder.homes = homes_of_policies(builder.snapshot);
  EntityCollector(builder).collect();
}

}  // namespace arnscope
