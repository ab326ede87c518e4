// The organization: its tree, and the policies that are attached to the parts of it.
#include "engine/graph/entity_collector.h"

namespace arnscope {
namespace {

// The root of the tree is a type of its own. Source: AWS Organizations User Guide, "Terminology and concepts
// for AWS Organizations".
void add_units(EntityCollector& collector, const Organization& organization) {
  for (UnitId id = 0; id < organization.units.size(); ++id) {
    const OrganizationalUnit& unit = organization.units[id];
    Entity entity;
    entity.key = unit.arn.empty() ? unit.id : unit.arn;
    entity.arn = unit.arn;
    entity.display_name = unit.name.empty() ? unit.id : unit.name;
    entity.account = organization.management_account;
    entity.kind = EntityKind::kUnit;
    entity.index = id;
    collector.add(
        entity, model_type(unit.parent ? "aws_organizations_organizational_unit" : "aws_organizations_root"));
  }
}

}  // namespace

void add_organization_entities(EntityCollector& collector) {
  if (!collector.snapshot.organization) return;
  const Organization& organization = *collector.snapshot.organization;
  Entity entity;
  entity.key = organization.arn.empty() ? organization.id : organization.arn;
  entity.arn = organization.arn;
  entity.display_name = organization.id;
  entity.account = organization.management_account;
  entity.kind = EntityKind::kOrganization;
  collector.add(entity, model_type("aws_organizations_organization"));
  add_units(collector, organization);
}

void management_account_has_accounts(GraphBuilder& builder) {
  if (!builder.snapshot.organization) return;
  const Organization& organization = *builder.snapshot.organization;
  const auto management = builder.account_of(organization.management_account);
  if (!management) return;
  for (const Member& member : organization.members)
    if (member.account != *management)
      builder.add(RelationClass::kHas, builder.accounts[*management], builder.accounts[member.account]);
}

void organization_has_units(GraphBuilder& builder) {
  if (!builder.snapshot.organization) return;
  const Organization& organization = *builder.snapshot.organization;
  const auto top = builder.graph.find(organization.arn.empty() ? organization.id : organization.arn);
  for (UnitId id = 0; id < organization.units.size(); ++id) {
    const auto parent = organization.units[id].parent;
    if (parent) {
      builder.add(RelationClass::kHas, builder.units[*parent], builder.units[id]);
    } else if (top) {
      builder.add(RelationClass::kHas, *top, builder.units[id]);
    }
  }
  for (const Member& member : organization.members)
    if (member.parent)
      builder.add(RelationClass::kHas, builder.units[*member.parent], builder.accounts[member.account]);
}

void organization_policies_are_assigned(GraphBuilder& builder) {
  if (!builder.snapshot.organization) return;
  const Organization& organization = *builder.snapshot.organization;
  const auto assign = [&](const auto& target, EntityId to) {
    for (const auto* policies : {&target.service_control_policies, &target.resource_control_policies})
      for (PolicyId id : *policies)
        if (builder.policies[id] != kNoId) builder.add(RelationClass::kAssigned, builder.policies[id], to);
  };
  for (UnitId id = 0; id < organization.units.size(); ++id) assign(organization.units[id], builder.units[id]);
  for (const Member& member : organization.members) assign(member, builder.accounts[member.account]);
}

}  // namespace arnscope
