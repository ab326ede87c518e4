#include "engine/catalog/catalog.h"

#include <algorithm>
#include <cassert>

#include "engine/base/text.h"
#include "engine/catalog/tables.h"

namespace arnscope::catalog {
namespace {

constexpr AccessLevelName kAccessLevelNames[] = {
    {kList, "list", "List"},
    {kRead, "read", "Read"},
    {kWrite, "write", "Write"},
    {kTagging, "tagging", "Tagging"},
    {kPermissionsManagement, "permissions-management", "Permissions management"},
};

// The first of [first, last) that `before(i)` does not hold for; it holds for none behind that.
template <class Before>
uint32_t lower_bound(uint32_t first, uint32_t last, Before before) {
  while (first < last) {
    const uint32_t middle = first + (last - first) / 2;
    if (before(middle))
      first = middle + 1;
    else
      last = middle;
  }
  return first;
}

std::string_view prefix_of(size_t service) {
  return data::text_at(data::kServicePrefixes, data::kServicePrefixAt, service);
}

std::string_view key_name(size_t key) { return data::text_at(data::kKeyNames, data::kKeyNameAt, key); }

// Whether `name` is the template with something in its variable's place.
bool is_member(const data::KeyRow& row, std::string_view text, std::string_view name) {
  const std::string_view head = text.substr(0, row.variable_at);
  const std::string_view tail = text.substr(row.variable_end);
  return name.size() > head.size() + tail.size() && equal_folded(name.substr(0, head.size()), head) &&
         equal_folded(name.substr(name.size() - tail.size()), tail);
}

std::optional<ConditionKeyId> find_exact_key(std::string_view name) {
  const uint32_t at =
      lower_bound(0, data::kKeys, [&](uint32_t i) { return compare_folded(key_name(i), name) < 0; });
  if (at == data::kKeys || !equal_folded(key_name(at), name)) return std::nullopt;
  return static_cast<ConditionKeyId>(at);
}

// AWS's pages write the variable of some templates in other ways: `s3:ExistingObjectTag/<key>`,
// `ssm:resourceTag/tag-key`, `sagemaker:ResourceTag/`.
std::optional<ConditionKeyId> find_tag_template(std::string_view name) {
  const size_t slash = name.find('/');
  if (slash == std::string_view::npos || slash + 1 == name.size()) return std::nullopt;
  for (std::string_view variable : {"<key>", "tag-key", ""})
    if (const auto found = find_exact_key(std::string(name.substr(0, slash + 1)).append(variable)))
      return found;
  return std::nullopt;
}

void add_keys(std::vector<ConditionKeyId>& keys, ServiceId service, const uint8_t* indexes, uint32_t first,
              uint32_t last) {
  for (uint32_t i = first; i < last; ++i)
    keys.push_back(data::kServiceKeyIds[data::kServiceKeyAt[service] + indexes[i]]);
}

}  // namespace

std::span<const AccessLevelName> access_level_names() { return kAccessLevelNames; }

std::span<const Origin> origins() { return data::kOriginRows; }

uint32_t service_count() { return data::kServices; }

Service service(ServiceId id) {
  assert(id < data::kServices);
  return {prefix_of(id), data::text_at(data::kServiceNames, data::kServiceNameAt, id),
          data::kServiceActionAt[id], data::kServiceActionAt[id + 1u], data::kServiceRows[id].supports_rcp};
}

std::optional<ServiceId> find_service(std::string_view prefix) {
  const uint32_t found =
      lower_bound(0, data::kServices, [&](uint32_t i) { return compare_folded(prefix_of(i), prefix) < 0; });
  if (found == data::kServices || !equal_folded(prefix_of(found), prefix)) return std::nullopt;
  return static_cast<ServiceId>(found);
}

uint32_t action_count() { return data::kActions; }

Action action(ActionId id) {
  assert(id < data::kActions);
  const ServiceId service = data::kActionService[id];
  const std::string_view joined = data::text_at(data::kActionNames, data::kActionNameAt, id);
  return {joined.substr(prefix_of(service).size() + 1), service, data::kActionRows[id].levels};
}

std::string action_name(ActionId id) {
  assert(id < data::kActions);
  return std::string(data::text_at(data::kActionNames, data::kActionNameAt, id));
}

std::string_view folded_action_name(ActionId id) {
  assert(id < data::kActions);
  return data::text_at(data::kFoldedActionNames, data::kActionNameAt, id);
}

ActionId find_action(std::string_view name) {
  const size_t colon = name.find(':');
  if (colon == std::string_view::npos) return kNoAction;
  const auto service = find_service(name.substr(0, colon));
  if (!service) return kNoAction;
  const std::string_view wanted = name.substr(colon + 1);
  const auto own_name = [&](ActionId id) { return folded_action_name(id).substr(colon + 1); };
  const ActionId last = data::kServiceActionAt[*service + 1u];
  const ActionId found = lower_bound(data::kServiceActionAt[*service], last,
                                     [&](ActionId id) { return compare_folded(own_name(id), wanted) < 0; });
  return found != last && equal_folded(own_name(found), wanted) ? found : kNoAction;
}

std::optional<std::string> nearest_action(std::string_view name) {
  const size_t colon = name.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  auto own = find_service(name.substr(0, colon));
  std::vector<std::string_view> names;
  if (!own) {
    for (ServiceId id = 0; id < service_count(); ++id) names.push_back(service(id).prefix);
    const auto prefix = nearest_name(name.substr(0, colon), names);
    if (!prefix) return std::nullopt;
    own = find_service(*prefix);
    names.clear();
  }
  const Service of = service(*own);
  for (ActionId id = of.first_action; id < of.last_action; ++id) names.push_back(action(id).name);
  const auto nearest = nearest_name(name.substr(colon + 1), names);
  if (!nearest) return std::nullopt;
  return std::string(of.prefix) + ":" + std::string(*nearest);
}

std::vector<ConditionKeyId> action_condition_keys(ActionId id) {
  assert(id < data::kActions);
  std::vector<ConditionKeyId> keys;
  const ServiceId service = data::kActionService[id];
  add_keys(keys, service, data::kActionKeyIndexes, data::kActionKeyAt[id], data::kActionKeyAt[id + 1u]);
  for (const ActionResource& resource : action_resources(id))
    add_keys(keys, service, data::kTypeKeyIndexes, data::kTypeKeyAt[resource.type],
             data::kTypeKeyAt[resource.type + 1u]);
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

uint32_t condition_key_count() { return data::kKeys; }

ConditionKey condition_key(ConditionKeyId id) {
  assert(id < data::kKeys);
  return {key_name(id), data::kKeyRows[id].service, data::kKeyRows[id].type};
}

std::optional<ConditionKeyId> find_condition_key(std::string_view name) {
  if (const auto exact = find_exact_key(name)) return exact;
  std::optional<ConditionKeyId> best;
  size_t best_own = 0;
  for (uint32_t i = 0; i < data::kKeys; ++i) {
    const data::KeyRow& row = data::kKeyRows[i];
    if (row.variable_end == 0 || !is_member(row, key_name(i), name)) continue;
    const size_t own = row.name_length - (row.variable_end - size_t{row.variable_at});
    if (best && own <= best_own) continue;
    best = static_cast<ConditionKeyId>(i);
    best_own = own;
  }
  return best ? best : find_tag_template(name);
}

}  // namespace arnscope::catalog
