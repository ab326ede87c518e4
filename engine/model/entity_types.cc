#include "engine/model/entity_types.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cctype>
#include <unordered_map>

#include "engine/base/text.h"

namespace arnscope {
namespace {

// Services that the data model calls otherwise than the catalog.
struct ServiceRow {
  std::string_view prefix, name;
};
constexpr std::array kServices = {
    ServiceRow{"access-analyzer", "aws_accessanalyzer"},
    ServiceRow{"elasticfilesystem", "aws_efs"},
    ServiceRow{"wafv2", "aws_waf_v2"},
};

constexpr EntityClasses kService = {"Service"};
constexpr EntityClasses kResource = {"Resource"};

using TypesByName = std::unordered_map<std::string_view, EntityTypeId>;

TypesByName types_by_name() {
  TypesByName result;
  const std::span<const EntityTypeRow> rows = entity_types();
  for (EntityTypeId id = 0; id < rows.size(); ++id) result.emplace(rows[id].name, id);
  return result;
}

std::span<const std::string_view> in_use(const EntityClasses& classes) {
  auto end = std::find(classes.begin(), classes.end(), std::string_view());
  return {classes.data(), static_cast<size_t>(end - classes.begin())};
}

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Snake case of "RestApi", "log-group", "listener/app", "ExportedAPI".
std::string snake(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!is_lower(c) && !is_upper(c) && !is_digit(c)) {
      if (!result.empty() && result.back() != '_') result += '_';
      continue;
    }
    const bool after_word = i > 0 && (is_lower(text[i - 1]) || is_digit(text[i - 1]));
    const bool before_word = i > 0 && is_upper(text[i - 1]) && i + 1 < text.size() && is_lower(text[i + 1]);
    if (is_upper(c) && (after_word || before_word) && result.back() != '_') result += '_';
    result += fold(c);
  }
  while (!result.empty() && result.back() == '_') result.pop_back();
  return result;
}

}  // namespace

EntityType service_type(std::string_view prefix) {
  for (const ServiceRow& row : kServices)
    if (row.prefix == prefix) return {std::string(row.name), in_use(kService)};
  std::string name = snake(prefix);
  return {name.starts_with("aws_") ? name : "aws_" + name, in_use(kService)};
}

EntityType service_principal_type(std::string_view principal) {
  const std::string_view name = principal.substr(0, principal.find(".amazonaws."));
  const auto labels = split(name, '.');
  for (auto label = labels.rbegin(); label != labels.rend(); ++label)
    if (catalog::find_service(*label)) return service_type(*label);
  return service_type(labels.front());
}

EntityType resource_entity_type(std::string_view service, std::string_view type) {
  for (const EntityTypeRow& row : entity_types())
    if (!row.resource.empty() && row.service == service && row.resource == type)
      return {std::string(row.name), in_use(row.classes)};
  return {fmt::format("{}_{}", service_type(service).name, snake(type)), in_use(kResource)};
}

EntityType model_type(std::string_view name) {
  const EntityTypeId id = find_entity_type(name);
  assert(id != kNoEntityType);
  const EntityTypeRow& row = entity_types()[id];
  return {std::string(row.name), in_use(row.classes)};
}

EntityTypeId find_entity_type(std::string_view name) {
  static const TypesByName kByName = types_by_name();
  const auto at = kByName.find(name);
  return at == kByName.end() ? kNoEntityType : at->second;
}

}  // namespace arnscope
