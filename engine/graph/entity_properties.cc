#include "engine/graph/entity_properties.h"

#include <array>

#include "engine/document/json_writer.h"
#include "engine/policy/printer.h"

namespace arnscope {
namespace {

constexpr std::array kColumns = {
    PropertyColumn{"arn", PropertyType::kText},
    PropertyColumn{"account", PropertyType::kText},
    PropertyColumn{"region", PropertyType::kText},
    PropertyColumn{"external", PropertyType::kBoolean},
    PropertyColumn{"named", PropertyType::kBoolean},
    PropertyColumn{"path", PropertyType::kText},
    PropertyColumn{"id", PropertyType::kText},
    PropertyColumn{"createdOn", PropertyType::kText},
    PropertyColumn{"lastUsedOn", PropertyType::kText},
    PropertyColumn{"version", PropertyType::kText},
    PropertyColumn{"origin", PropertyType::kText},
    PropertyColumn{"tags", PropertyType::kJson},
    PropertyColumn{"policyDocument", PropertyType::kJson},
    PropertyColumn{"trustPolicy", PropertyType::kJson},
};

std::string_view origin_name(PolicyOrigin origin) {
  constexpr std::array<std::string_view, 3> kNames = {"snapshot", "catalog", "missing"};
  return kNames[static_cast<size_t>(origin)];
}

}  // namespace

std::span<const PropertyColumn> EntityProperties::columns() { return kColumns; }

void EntityProperties::add_text(std::string_view name, std::string_view text) {
  if (!text.empty()) add(name, text);
}

void EntityProperties::add_tags(const std::vector<Tag>& tags) {
  if (tags.empty()) return;
  tags_.clear();
  JsonWriter json(tags_, Layout::kCompact);
  json.begin_object();
  for (const Tag& tag : tags) json.member(tag.key, tag.value);
  json.end_object();
  add("tags", RawJson{tags_});
}

void EntityProperties::add_document(std::string_view name, const PolicyEntry& policy) {
  if (policy.origin == PolicyOrigin::kMissing) return;
  document_ = print_policy(*policy.policy, Layout::kCompact);
  add(name, RawJson{document_});
}

void EntityProperties::add_policy(const PolicyEntry& policy) {
  add_text("version", policy.version);
  add("origin", origin_name(policy.origin));
  add_tags(policy.tags);
  add_document("policyDocument", policy);
}

void EntityProperties::add_described(const Entity& entity) {
  const Snapshot& snapshot = *graph_.snapshot;
  const auto add_name = [&](const auto& described) {
    add_text("path", described.path);
    add_text("id", described.id);
  };
  if (entity.kind == EntityKind::kUser) {
    const User& user = snapshot.users[entity.index];
    add_name(user);
    add_text("createdOn", user.created);
    add_tags(user.tags);
  } else if (entity.kind == EntityKind::kGroup) {
    const Group& group = snapshot.groups[entity.index];
    add_name(group);
    add_text("createdOn", group.created);
  } else if (entity.kind == EntityKind::kRole) {
    const Role& role = snapshot.roles[entity.index];
    add_name(role);
    add_text("createdOn", role.created);
    add_text("lastUsedOn", role.last_used);
    add_tags(role.tags);
    add_document("trustPolicy", snapshot.policies[role.trust]);
  } else if (entity.kind == EntityKind::kInstanceProfile) {
    add_name(snapshot.instance_profiles[entity.index]);
  } else if (entity.kind == EntityKind::kPolicy) {
    add_policy(snapshot.policies[entity.index]);
  }
}

std::span<const Property> EntityProperties::of(const Entity& entity) {
  properties_.clear();
  add_text("arn", entity.arn);
  add_text("account", entity.account);
  add_text("region", entity.region);
  if (entity.external) add("external", true);
  if (entity.named) add("named", true);
  if (entity.index != kNoId) add_described(entity);
  return properties_;
}

}  // namespace arnscope
