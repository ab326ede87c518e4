// The snapshot's resources as entities, and the policies attached to them.
#include <fmt/format.h>

#include "engine/graph/entity_collector.h"

namespace arnscope {
namespace {

constexpr std::string_view kAnyResource[] = {"Resource"};  // the class of types that are in no table

std::string_view display_name(const Resource& resource) {
  if (!resource.name.empty()) return resource.name;
  return resource.id.empty() ? resource.key : resource.id;
}

// A policy that is attached to a resource, as AWS's own term for it goes: a bucket policy, a key policy.
void add_resource_policy(EntityCollector& collector, const Resource& resource, std::string_view type) {
  Entity entity;
  entity.key = collector.intern(fmt::format("{}/policy", resource.key));
  entity.display_name = collector.intern(fmt::format("{} policy", display_name(resource)));
  entity.account = collector.builder.account_id(resource.account);
  entity.region = resource.region;
  entity.kind = EntityKind::kPolicy;
  entity.index = resource.policy;
  collector.add(entity, {fmt::format("{}_policy", type), model_type("aws_iam_policy").classes});
}

}  // namespace

void add_resource_entities(EntityCollector& collector) {
  const Snapshot& snapshot = collector.snapshot;
  std::vector<EntityType> types;  // by row
  for (const EntityTypeRow& row : entity_types()) types.push_back(model_type(row.name));
  for (ResourceId id = 0; id < snapshot.resources.size(); ++id) {
    const Resource& resource = snapshot.resources[id];
    const bool known = resource.row != kNoEntityType;
    const EntityType type =
        known ? types[resource.row] : EntityType{std::string(resource.type), kAnyResource};
    Entity entity;
    entity.key = resource.key;
    entity.arn = resource.arn;
    entity.display_name = display_name(resource);
    entity.account = collector.builder.account_id(resource.account);
    entity.region = resource.region;
    entity.index = id;
    // A principal that another part of the input describes as a resource stays one.
    if (kind_of_type(type.name) == EntityKind::kProvider) entity.kind = EntityKind::kProvider;
    collector.add(entity, type);
    if (resource.policy_knowledge == PolicyKnowledge::kPresent)
      add_resource_policy(collector, resource, type.name);
  }
}

}  // namespace arnscope
