// Resource types, and which of them an ARN can be.
#include <algorithm>
#include <cassert>
#include <numeric>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/catalog/catalog.h"
#include "engine/catalog/tables.h"
#include "engine/policy/arn.h"
#include "engine/policy/glob.h"

namespace arnscope::catalog {
namespace {

std::string_view shape_pattern(size_t shape) {
  return data::text_at(data::kShapePatterns, data::kShapeAt, shape);
}

// The service in the ARNs of a shape.
std::string_view shape_service(size_t shape) {
  return shape_pattern(shape).substr(std::string_view("arn:*:").size(),
                                     data::kShapeRows[shape].service_length);
}

std::string_view service_prefix(ServiceId id) {
  return data::text_at(data::kServicePrefixes, data::kServicePrefixAt, id);
}

// An ARN or a pattern of ARNs.
struct Target {
  ArnFields fields;
  bool is_pattern;
};

std::optional<Target> to_target(std::string_view arn) {
  const auto fields = split_arn_pattern(arn, ShortArn::kCompleted);
  if (!fields) return std::nullopt;
  const bool is_completed = fields->field.back() == "*";
  return Target{*fields, is_completed || has_wildcard(arn)};
}

// A field before the resource: a type's pattern has `*` or a text there.
bool field_meets(std::string_view shape, std::string_view field, bool is_pattern) {
  return shape == field || shape == "*" || (is_pattern && glob_match(field, shape));
}

// Whether some resource of the shape matches the target.
bool shape_meets(size_t shape, bool flat_name, const Target& target) {
  const data::ShapeRow& row = data::kShapeRows[shape];
  const char* at = data::kShapePatterns + data::kShapeAt[shape] + std::string_view("arn:*:").size();
  const auto next = [&](size_t length) {
    return std::string_view(std::exchange(at, at + length + 1), length);
  };
  const auto& [arn, partition, service, region, account, resource] = target.fields.field;
  if (!field_meets(next(row.service_length), service, target.is_pattern)) return false;
  const std::string_view own_region = next(row.region_length);
  const std::string_view own_account = next(row.account_length);
  if (!field_meets(own_region, region, target.is_pattern)) return false;
  if (!field_meets(own_account, account, target.is_pattern)) return false;
  // What is of a region or of an account names one of them: `arn:aws:s3:::*` is no access point.
  const bool is_placed = own_region == "*" || own_account == "*";
  if (is_placed && region.empty() && account.empty()) return false;
  if (flat_name && std::count(resource.begin(), resource.end(), '/') > row.slashes) return false;
  const char* const end = data::kShapePatterns + data::kShapeAt[shape + 1];
  const std::string_view own_resource(at, static_cast<size_t>(end - at));
  return target.is_pattern ? glob_intersects(own_resource, resource) : glob_match(own_resource, resource);
}

// The shape of a type that meets the target, or kNone.
constexpr size_t kNone = static_cast<size_t>(-1);

size_t meeting_shape(ResourceTypeId type, const Target& target) {
  const bool flat = data::kTypeRows[type].flat_name;
  for (size_t shape = data::kTypeShapeAt[type]; shape < data::kTypeShapeAt[type + 1u]; ++shape)
    if (shape_meets(shape, flat, target)) return shape;
  return kNone;
}

// The types by the service in their ARNs, which need not be their own; ascending. Each resource of a
// snapshot is asked for its types, and there may be a million.
class TypesByService {
 public:
  TypesByService() : all_(data::kResourceTypes) {
    std::iota(all_.begin(), all_.end(), ResourceTypeId{0});
    for (ResourceTypeId type : all_)
      for_each_service(type, [&](std::string_view service) { lists_.try_emplace(service); });
    for (ResourceTypeId type : all_) {
      for_each_service(type, [&](std::string_view service) {
        if (service != "*") return add(lists_.at(service), type);
        for (auto& [name, list] : lists_) add(list, type);
      });
    }
  }

  // Those that can meet a target of the service; more of them where it is a pattern.
  const std::vector<ResourceTypeId>& of(std::string_view service) const {
    if (has_wildcard(service)) return all_;
    const auto found = lists_.find(service);
    return found == lists_.end() ? lists_.at("*") : found->second;
  }

 private:
  template <class Visit>
  static void for_each_service(ResourceTypeId type, Visit visit) {
    for (size_t shape = data::kTypeShapeAt[type]; shape < data::kTypeShapeAt[type + 1u]; ++shape)
      visit(shape_service(shape));
  }
  static void add(std::vector<ResourceTypeId>& list, ResourceTypeId type) {
    if (list.empty() || list.back() != type) list.push_back(type);
  }

  std::vector<ResourceTypeId> all_;
  // Under `*` those of any service, which stand in the others as well.
  std::unordered_map<std::string_view, std::vector<ResourceTypeId>> lists_{{"*", {}}};
};

}  // namespace

std::span<const ActionResource> action_resources(ActionId id) {
  assert(id < data::kActions);
  return std::span(data::kActionResourceRows)
      .subspan(data::kActionResourceAt[id], data::kActionRows[id].types);
}

uint32_t resource_type_count() { return data::kResourceTypes; }

ResourceType resource_type(ResourceTypeId id) {
  assert(id < data::kResourceTypes);
  const size_t shape = data::kTypeShapeAt[id];
  return {data::text_at(data::kTypeNames, data::kTypeNameAt, id), data::kTypeService[id],
          shape_pattern(shape), data::kTypeRows[id].flat_name,
          data::kTypeRows[id].shapes > 1 ? shape_pattern(shape + 1) : std::string_view()};
}

ActionSet actions_on(ResourceTypeId id) {
  assert(id < data::kResourceTypes);
  ActionSet actions(data::kActions);
  const ServiceId service = data::kTypeService[id];
  for (ActionId action = data::kServiceActionAt[service]; action < data::kServiceActionAt[service + 1u];
       ++action)
    for (const ActionResource& resource : action_resources(action))
      if (resource.type == id) actions.insert(action);
  return actions;
}

ActionSet actions_without_resource() {
  ActionSet actions(data::kActions);
  for (ActionId action = 0; action < data::kActions; ++action)
    if (data::kActionRows[action].types == 0) actions.insert(action);
  return actions;
}

std::vector<ResourceTypeId> resource_types_of(std::string_view arn) {
  const auto target = to_target(arn);
  if (!target) return {};
  struct Found {
    size_t letters;
    bool own_service;
    ResourceTypeId type;
  };
  static const TypesByService kByService;
  std::vector<Found> found;
  for (ResourceTypeId type : kByService.of(target->fields.field[2])) {
    const size_t shape = meeting_shape(type, *target);
    if (shape == kNone) continue;
    const std::string_view pattern = shape_pattern(shape);
    const auto stars = std::count(pattern.begin(), pattern.end(), '*');
    found.push_back({pattern.size() - static_cast<size_t>(stars),
                     service_prefix(data::kTypeService[type]) == target->fields.field[2], type});
  }
  // A pattern inside another has at least its letters.
  std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    return a.letters != b.letters ? a.letters > b.letters : a.own_service > b.own_service;
  });
  std::vector<ResourceTypeId> types;
  types.reserve(found.size());
  for (const Found& each : found) types.push_back(each.type);
  return types;
}

bool action_takes(ActionId id, std::string_view arn) {
  if (is_match_all(arn)) return true;
  const auto resources = action_resources(id);
  if (resources.empty()) return false;
  const auto target = to_target(arn);
  return target && std::any_of(resources.begin(), resources.end(), [&](const ActionResource& resource) {
           return meeting_shape(resource.type, *target) != kNone;
         });
}

}  // namespace arnscope::catalog
