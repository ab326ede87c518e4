#include "engine/snapshot/resource_type.h"

#include <fmt/format.h>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

// ARNs that differ in what follows the last separator alone are of one type.
std::string shape_of(const Arn& arn) {
  const size_t last = arn.resource.find_last_of("/:");
  return fmt::format("{}|{}|{}|{}", arn.service, arn.region.empty(), arn.account.empty(),
                     last == std::string_view::npos ? std::string_view() : arn.resource.substr(0, last + 1));
}

}  // namespace

ResourceTypes::ResourceTypes() {
  const auto rows = entity_types();
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto id = static_cast<EntityTypeId>(i);
    const EntityTypeRow& row = rows[i];
    if (!row.folder.empty()) by_folder_.try_emplace(row.folder, id);
    if (!row.config.empty())
      for (std::string_view config : split(row.config, '|')) by_config_.try_emplace(config, id);
    if (!row.resource.empty()) by_resource_.try_emplace(fmt::format("{}/{}", row.service, row.resource), id);
  }
}

// The most specific type of the ARN's own service. Of several that write their ARNs alike the one counts that
// the table of types has.
const ResourceTypes::Type& ResourceTypes::of_arn(std::string_view text) {
  const auto arn = parse_arn(text);
  auto [at, is_new] = by_shape_.try_emplace(arn ? shape_of(*arn) : std::string());
  Type& type = at->second;
  if (!is_new || !arn) return type;
  std::string_view pattern;
  for (catalog::ResourceTypeId id : catalog::resource_types_of(text)) {
    const catalog::ResourceType candidate = catalog::resource_type(id);
    const std::string_view service = catalog::service(candidate.service).prefix;
    if (service != arn->service || (!pattern.empty() && candidate.arn != pattern)) continue;
    if (pattern.empty()) type.name = resource_entity_type(service, candidate.name).name;
    pattern = candidate.arn;
    const auto row = by_resource_.find(fmt::format("{}/{}", service, candidate.name));
    if (row == by_resource_.end()) continue;
    type.row = row->second;
    break;
  }
  return type;
}

void ResourceTypes::set(FoundResource& found, const Type& type, SnapshotBuilder& builder) {
  found.row = type.row;
  if (type.row == kNoEntityType) found.type = builder.intern(type.name);
}

void ResourceTypes::set_by_arn(FoundResource& found, std::string_view folder, SnapshotBuilder& builder) {
  const Type& type = of_arn(found.arn);
  if (type.row != kNoEntityType || !type.name.empty()) return set(found, type, builder);
  if (const auto row = by_folder_.find(folder); row != by_folder_.end())
    return set(found, {row->second, {}}, builder);
  const auto arn = parse_arn(found.arn);
  const size_t slash = folder.find('/');
  const std::string_view service = !folder.empty() ? folder.substr(0, slash) : arn ? arn->service : "unknown";
  const std::string_view name = slash != std::string_view::npos ? folder.substr(slash + 1) : "resource";
  set(found, {kNoEntityType, resource_entity_type(service, name).name}, builder);
}

void ResourceTypes::set_by_config(FoundResource& found, std::string_view type, SnapshotBuilder& builder) {
  if (const auto row = by_config_.find(type); row != by_config_.end())
    return set(found, {row->second, {}}, builder);
  const Type& known = of_arn(found.arn);
  if (known.row != kNoEntityType || !known.name.empty()) return set(found, known, builder);
  const auto parts = split(type, ':');  // "AWS", "", "ApiGateway", "", "RestApi"
  if (parts.size() < 5) return set_by_arn(found, {}, builder);
  set(found, {kNoEntityType, resource_entity_type(parts[2], parts[4]).name}, builder);
}

}  // namespace arnscope
