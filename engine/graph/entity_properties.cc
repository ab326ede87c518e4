#include "engine/graph/entity_properties.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "engine/document/json_writer.h"
#include "engine/policy/printer.h"
#include "engine/snapshot/graph_json.h"
#include "engine/snapshot/organization_policy_types.h"

namespace arnscope {
namespace {

constexpr std::array kColumns = {
    PropertyColumn{"arn", PropertyType::kText},
    PropertyColumn{"account", PropertyType::kText},
    PropertyColumn{"region", PropertyType::kText},
    PropertyColumn{"external", PropertyType::kBoolean},
    PropertyColumn{"named", PropertyType::kBoolean},
    PropertyColumn{"name", PropertyType::kText},
    PropertyColumn{"email", PropertyType::kText},
    PropertyColumn{"status", PropertyType::kText},
    PropertyColumn{"joinedOn", PropertyType::kText},
    PropertyColumn{kRestrictPublicBuckets, PropertyType::kBoolean},
    PropertyColumn{kDelegatedServices, PropertyType::kTexts},
    PropertyColumn{kMissingGroups, PropertyType::kTexts},
    PropertyColumn{kTruncatedOperations, PropertyType::kTexts},
    PropertyColumn{kHasAllAccounts, PropertyType::kBoolean},
    PropertyColumn{kHasServiceControlPolicies, PropertyType::kBoolean},
    PropertyColumn{kHasResourceControlPolicies, PropertyType::kBoolean},
    PropertyColumn{"path", PropertyType::kText},
    PropertyColumn{"id", PropertyType::kText},
    PropertyColumn{"createdOn", PropertyType::kText},
    PropertyColumn{"lastUsedOn", PropertyType::kText},
    PropertyColumn{"version", PropertyType::kText},
    PropertyColumn{"origin", PropertyType::kText},
    PropertyColumn{"policyType", PropertyType::kText},
    PropertyColumn{"policyTargets", PropertyType::kText},
    PropertyColumn{"hasPolicy", PropertyType::kBoolean},
    PropertyColumn{"policyDocument", PropertyType::kJson},
    PropertyColumn{"trustPolicy", PropertyType::kJson},
    PropertyColumn{kOperations, PropertyType::kJson},
};

// Members that a resource's record has of its own. A property of that name has kPropertyPrefix before it.
constexpr std::array<std::string_view, 9> kResourceMembers = {
    "displayName", "arn", "account", "region", "external", "named", "id", "hasPolicy", "policyDocument"};

// Whether a resource's property may not stand under its own name.
bool is_reserved(std::string_view name) {
  return name.empty() || name.front() == '_' || name.starts_with(kTagPrefix) ||
         name.starts_with(kPropertyPrefix) ||
         std::find(kResourceMembers.begin(), kResourceMembers.end(), name) != kResourceMembers.end();
}

bool is_resource(const Entity& entity) {
  return entity.index != kNoId &&
         (entity.kind == EntityKind::kResource || entity.kind == EntityKind::kProvider);
}

// As AWS Organizations calls them; "" of the others.
std::string_view policy_type_name(PolicyType type) {
  for (const OrganizationPolicyType& row : kOrganizationPolicyTypes)
    if (row.type == type) return row.name;
  return "";
}

// Whether it is a policy of the organization of which it is not known what it is attached to.
bool is_unplaced(const Snapshot& snapshot, PolicyId id) {
  if (!snapshot.organization) return false;
  const std::vector<PolicyId>& unplaced = snapshot.organization->unplaced_policies;
  return std::find(unplaced.begin(), unplaced.end(), id) != unplaced.end();
}

std::string_view origin_name(PolicyOrigin origin) {
  constexpr std::array<std::string_view, 3> kNames = {"snapshot", "catalog", "missing"};
  return kNames[static_cast<size_t>(origin)];
}

// A scalar with its type; a number that is no integer stays as it is written.
PropertyValue value_of(const ResourceProperty& property) {
  if (property.kind == Kind::kBool) return property.text == "true";
  if (property.kind != Kind::kNumber) return property.text;
  int64_t number = 0;
  const char* const end = property.text.data() + property.text.size();
  const auto read = std::from_chars(property.text.data(), end, number);
  if (read.ec == std::errc() && read.ptr == end) return number;
  return RawJson{property.text};
}

// Sorts by name and keeps the first of each.
template <class Element, class Name>
void sort_by_name(std::vector<Element>& elements, Name name) {
  std::stable_sort(elements.begin(), elements.end(),
                   [&](const Element& a, const Element& b) { return name(a) < name(b); });
  elements.erase(std::unique(elements.begin(), elements.end(),
                             [&](const Element& a, const Element& b) { return name(a) == name(b); }),
                 elements.end());
}

}  // namespace

EntityProperties::EntityProperties(const Graph& graph) : graph_(graph) {
  for (const Account& account : graph.snapshot->accounts)
    if (account.named_by_user || account.production) labelled_.emplace(account.id, &account);
}

std::vector<PropertyColumn> EntityProperties::columns() {
  std::map<std::string_view, PropertyType> more;
  for (const Entity& entity : graph_.entities) {
    properties_.clear();
    if (is_resource(entity)) add_resource(entity);
    add_tags(entity);
    for (const Property& property : properties_) {
      const auto type = static_cast<PropertyType>(property.value.index());
      const auto [at, is_new] = more.try_emplace(property.name, type);
      if (at->second != type) at->second = PropertyType::kText;
    }
  }
  std::vector<PropertyColumn> columns(kColumns.begin(), kColumns.end());
  for (const PropertyColumn& column : kColumns) {
    const auto same = more.find(column.name);
    if (same == more.end()) continue;
    if (same->second != column.type)
      columns[static_cast<size_t>(&column - kColumns.data())].type = PropertyType::kText;
    more.erase(same);
  }
  for (const auto& [name, type] : more) columns.push_back({name, type});
  return columns;
}

void EntityProperties::add_text(std::string_view name, std::string_view text) {
  if (!text.empty()) add(name, text);
}

std::string_view EntityProperties::named(std::string_view prefix, std::string_view name) {
  auto& names = prefix == kTagPrefix ? tag_names_ : property_names_;
  const auto [at, is_new] = names.try_emplace(name);
  if (is_new) at->second.append(prefix).append(name);
  return at->second;
}

// What the user says of an account goes before a tag of that name.
void EntityProperties::add_tags(const Entity& entity) {
  const Snapshot& snapshot = *graph_.snapshot;
  tags_.clear();
  if (const auto account = labelled_.find(entity.account); account != labelled_.end()) {
    if (account->second->named_by_user) tags_.push_back({kAccountNameTag, account->second->name});
    if (account->second->production) tags_.push_back({kProductionTag, "true"});
  }
  const auto add_all = [&](const auto& tags) { tags_.insert(tags_.end(), tags.begin(), tags.end()); };
  if (entity.index != kNoId) {
    if (entity.kind == EntityKind::kUser) add_all(snapshot.users[entity.index].tags);
    if (entity.kind == EntityKind::kRole) add_all(snapshot.roles[entity.index].tags);
    if (entity.kind == EntityKind::kPolicy) add_all(snapshot.policies[entity.index].tags);
    if (is_resource(entity))
      add_all(Snapshot::part(snapshot.resource_tags, snapshot.resources[entity.index].tags));
  }
  sort_by_name(tags_, [](const Tag& tag) { return tag.key; });
  for (const Tag& tag : tags_) add(named(kTagPrefix, tag.key), tag.value);
}

void EntityProperties::add_document(std::string_view name, const PolicyEntry& policy) {
  if (policy.origin == PolicyOrigin::kMissing) return;
  document_ = print_policy(*policy.policy, Layout::kCompact);
  add(name, RawJson{document_});
}

void EntityProperties::add_policy(const PolicyEntry& policy) {
  add_text("version", policy.version);
  add("origin", origin_name(policy.origin));
  add_text("policyType", policy_type_name(policy.type));
}

// Without what was asked, and what failed, nobody could tell what the graph lacks. Operations that were
// called in the same regions and ended alike stand together.
void EntityProperties::add_operations(AccountId id) {
  const std::vector<OperationRead>& all = graph_.snapshot->operations;  // by account
  auto at = std::lower_bound(all.begin(), all.end(), id, [](const OperationRead& each, AccountId account) {
    return each.account < account;
  });
  using Texts = std::vector<std::string_view>;
  std::map<std::pair<OperationId, std::string_view>, Texts> regions;  // by operation and error
  for (; at != all.end() && at->account == id; ++at)
    regions[{at->operation, at->error}].push_back(at->region);
  if (regions.empty()) return;
  std::map<std::pair<std::string_view, Texts>, Texts> groups;  // by error and regions
  for (auto& [key, where] : regions)
    groups[{key.second, std::move(where)}].push_back(operations()[key.first].name);
  document_.clear();
  JsonWriter json(document_, Layout::kCompact);
  json.begin_array();
  for (const auto& [key, names] : groups) {
    json.begin_object().member_list("regions", key.second).member_list(kOperations, names);
    if (!key.first.empty()) json.member("error", key.first);
    json.end_object();
  }
  json.end_array();
  add(kOperations, RawJson{document_});
}

void EntityProperties::add_account(AccountId id) {
  const Account& account = graph_.snapshot->accounts[id];
  add_text("name", account.name);
  add_text("email", account.email);
  add_text("status", account.status);
  add_text("joinedOn", account.joined);
  if (account.restricts_public_buckets) add(kRestrictPublicBuckets, *account.restricts_public_buckets);
  add_truncated(account);
  if (graph_.snapshot->organization)
    for (const DelegatedAdministrator& each : graph_.snapshot->organization->delegated_administrators)
      if (each.account == id) add(kDelegatedServices, each.services);
}

void EntityProperties::add_truncated(const Account& account) {
  truncated_.clear();
  for (const TruncatedOutput& each : graph_.snapshot->truncated)
    if (each.account == account.id) truncated_.push_back(operations()[each.operation].name);
  std::sort(truncated_.begin(), truncated_.end());
  truncated_.erase(std::unique(truncated_.begin(), truncated_.end()), truncated_.end());
  if (!truncated_.empty()) add(kTruncatedOperations, truncated_);
}

void EntityProperties::add_organization() {
  const Organization& organization = *graph_.snapshot->organization;
  add(kHasAllAccounts, organization.has_all_accounts);
  add(kHasServiceControlPolicies, organization.has_service_control_policies);
  add(kHasResourceControlPolicies, organization.has_resource_control_policies);
}

// A property that says what the record says anyway is left out.
void EntityProperties::add_resource(const Entity& entity) {
  const Snapshot& snapshot = *graph_.snapshot;
  const Resource& resource = snapshot.resources[entity.index];
  add_text("id", resource.id);
  if (resource.policy_knowledge != PolicyKnowledge::kUnknown)
    add("hasPolicy", resource.policy_knowledge == PolicyKnowledge::kPresent);
  const auto own = Snapshot::part(snapshot.properties, resource.properties);
  resource_.assign(own.begin(), own.end());
  sort_by_name(resource_, [](const ResourceProperty& property) { return property.name; });
  for (const ResourceProperty& property : resource_) {
    const auto repeats = [&](std::string_view name, std::string_view text) {
      return property.name == name && property.text == text;
    };
    if (property.kind == Kind::kNull || repeats("arn", entity.arn) || repeats("account", entity.account) ||
        repeats("region", entity.region) || repeats("id", resource.id) ||
        repeats("displayName", entity.display_name))
      continue;
    add(is_reserved(property.name) ? named(kPropertyPrefix, property.name) : property.name,
        value_of(property));
  }
}

void EntityProperties::add_described(const Entity& entity) {
  const Snapshot& snapshot = *graph_.snapshot;
  const auto add_name = [&](const auto& described) {
    add_text("path", described.path);
    add_text("id", described.id);
  };
  if (entity.kind == EntityKind::kAccount) {
    add_account(entity.index);
  } else if (entity.kind == EntityKind::kUser) {
    add_name(snapshot.users[entity.index]);
    add_text("createdOn", snapshot.users[entity.index].created);
    if (!snapshot.users[entity.index].missing_groups.empty())
      add(kMissingGroups, snapshot.users[entity.index].missing_groups);
  } else if (entity.kind == EntityKind::kGroup) {
    add_name(snapshot.groups[entity.index]);
    add_text("createdOn", snapshot.groups[entity.index].created);
  } else if (entity.kind == EntityKind::kRole) {
    const Role& role = snapshot.roles[entity.index];
    add_name(role);
    add_text("createdOn", role.created);
    add_text("lastUsedOn", role.last_used);
  } else if (entity.kind == EntityKind::kInstanceProfile) {
    add_name(snapshot.instance_profiles[entity.index]);
  } else if (entity.kind == EntityKind::kPolicy) {
    add_policy(snapshot.policies[entity.index]);
    if (is_unplaced(snapshot, entity.index)) add("policyTargets", kUnknownTargets);
  } else if (entity.kind == EntityKind::kUnit) {
    add_text("id", snapshot.organization->units[entity.index].id);
  } else if (is_resource(entity)) {
    add_resource(entity);
  }
}

void EntityProperties::add_documents(const Entity& entity) {
  const Snapshot& snapshot = *graph_.snapshot;
  if (entity.kind == EntityKind::kRole) {
    add_document("trustPolicy", snapshot.policies[snapshot.roles[entity.index].trust]);
  } else if (entity.kind == EntityKind::kPolicy) {
    add_document("policyDocument", snapshot.policies[entity.index]);
  } else if (is_resource(entity)) {
    const Resource& resource = snapshot.resources[entity.index];
    if (resource.policy_knowledge == PolicyKnowledge::kPresent)
      add_document("policyDocument", snapshot.policies[resource.policy]);
  } else if (entity.kind == EntityKind::kAccount) {
    add_operations(entity.index);
  }
}

std::span<const Property> EntityProperties::of(const Entity& entity) {
  properties_.clear();
  add_text("arn", entity.arn);
  add_text("account", entity.account);
  add_text("region", entity.region);
  if (entity.external) add("external", true);
  if (entity.named) add("named", true);
  if (entity.kind == EntityKind::kOrganization && !entity.named) add_organization();
  if (entity.index != kNoId) add_described(entity);
  add_tags(entity);
  if (entity.index != kNoId) add_documents(entity);
  return properties_;
}

}  // namespace arnscope
