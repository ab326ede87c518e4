#include "engine/graph/entity_collector.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/policy/arn.h"

namespace arnscope {
namespace {

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

}  // namespace

EntityKind kind_of_type(std::string_view type) {
  struct Row {
    std::string_view type;
    EntityKind kind;
  };
  constexpr Row kRows[] = {
      {"aws_iam_user", EntityKind::kUser},
      {"aws_iam_group", EntityKind::kGroup},
      {"aws_iam_role", EntityKind::kRole},
      {"aws_iam_policy", EntityKind::kPolicy},
      {"aws_iam_instance_profile", EntityKind::kInstanceProfile},
      {"aws_iam_saml_provider", EntityKind::kProvider},
      {"aws_iam_oidc_provider", EntityKind::kProvider},
  };
  for (const Row& row : kRows)
    if (row.type == type) return row.kind;
  return EntityKind::kResource;
}

void EntityCollector::add(Entity entity, const EntityType& type) {
  entity.type = intern(type.name);
  entity.classes = type.classes;
  const bool described = entity.index != kNoId && entity.kind != EntityKind::kService;
  if (!described && (entity.key.empty() || keys_.contains(entity.key))) return;
  while (!keys_.insert(entity.key).second) entity.key = intern(fmt::format("{}|{}", entity.key, type.name));
  builder.graph.entities.push_back(entity);
}

void EntityCollector::add_service(AccountId account, std::string_view prefix) {
  const EntityType type = service_type(prefix);
  Entity entity;
  entity.key = intern(service_key(builder.account_id(account), type.name));
  entity.display_name = intern(prefix);
  entity.account = builder.account_id(account);
  entity.kind = EntityKind::kService;
  entity.index = catalog::find_service(prefix).value_or(catalog::kNoService);
  add(entity, type);
}

void EntityCollector::add_named(std::string_view arn,
                                const std::function<bool(const EntityType&)>& is_wanted) {
  if (has(arn) || snapshot.resource_by_arn.contains(arn)) return;
  const auto type = type_of(arn);
  if (!type) return;
  const EntityType named = resource_entity_type(catalog::service(type->service).prefix, type->name);
  if (!is_wanted(named)) return;
  Entity entity;
  entity.key = entity.arn = intern(arn);
  const auto fields = parse_arn(entity.arn);
  if (fields->service == "iam" && fields->resource == "root") return;  // the account
  entity.display_name = fields->resource_name().empty() ? fields->resource : fields->resource_name();
  entity.account = fields->account;
  entity.region = fields->region;
  entity.kind = kind_of_type(named.name);
  entity.named = true;
  add(entity, named);
}

// The accounts that entities are of and that the snapshot does not describe.
void EntityCollector::add_accounts_of_entities() {
  std::vector<Entity>& entities = builder.graph.entities;
  for (size_t i = 0, count = entities.size(); i < count; ++i) {
    if (!is_account_id(entities[i].account) || builder.is_described(entities[i].account)) continue;
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

void EntityCollector::note(EntityId id) {
  const Entity& entity = builder.graph.entities[id];
  if (entity.index == kNoId) return;
  switch (entity.kind) {
    case EntityKind::kAccount:
      builder.accounts[entity.index] = id;
      return;
    case EntityKind::kService:
      builder.services_by_key.emplace(entity.key, id);
      if (entity.index != catalog::kNoService)
        builder.services[*builder.account_of(entity.account)][entity.index] = id;
      return;
    case EntityKind::kUser:
      builder.users[entity.index] = id;
      return;
    case EntityKind::kGroup:
      builder.groups[entity.index] = id;
      return;
    case EntityKind::kRole:
      builder.roles[entity.index] = id;
      return;
    case EntityKind::kPolicy:
      builder.policies[entity.index] = id;
      return;
    case EntityKind::kInstanceProfile:
      builder.instance_profiles[entity.index] = id;
      return;
    case EntityKind::kUnit:
      builder.units[entity.index] = id;
      return;
    case EntityKind::kProvider:
    case EntityKind::kResource:
      builder.resources[entity.index] = id;
      return;
    default:
      return;
  }
}

void EntityCollector::finish() {
  add_accounts_of_entities();
  std::vector<Entity>& entities = builder.graph.entities;
  std::sort(entities.begin(), entities.end(), [](const Entity& a, const Entity& b) { return a.key < b.key; });
  builder.accounts.assign(snapshot.accounts.size(), kNoId);
  builder.users.assign(snapshot.users.size(), kNoId);
  builder.groups.assign(snapshot.groups.size(), kNoId);
  builder.roles.assign(snapshot.roles.size(), kNoId);
  builder.policies.assign(snapshot.policies.size(), kNoId);
  builder.instance_profiles.assign(snapshot.instance_profiles.size(), kNoId);
  builder.resources.assign(snapshot.resources.size(), kNoId);
  builder.units.assign(snapshot.organization ? snapshot.organization->units.size() : 0, kNoId);
  builder.services.assign(snapshot.accounts.size(), std::vector<EntityId>(catalog::service_count(), kNoId));
  for (EntityId id = 0; id < entities.size(); ++id) note(id);
}

}  // namespace arnscope
