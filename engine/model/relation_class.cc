#include "engine/model/relation_class.h"

#include <fmt/format.h>

#include <array>

#include "engine/base/text.h"

namespace arnscope {
namespace {

constexpr std::array<std::string_view, kRelationClassCount> kClassNames = {
    "ALLOWS",     "ASSIGNED", "CAN_ASSUME", "CONNECTS", "CONTAINS", "DEFINES",  "DENIES", "EVALUATES", "HAS",
    "IDENTIFIED", "IS",       "LOGS",       "PROTECTS", "RUNS",     "TRIGGERS", "TRUSTS", "USES"};

}  // namespace

std::string_view relation_class_name(RelationClass relation) {
  return kClassNames[static_cast<size_t>(relation)];
}

std::optional<RelationClass> find_relation_class(std::string_view name) {
  for (size_t i = 0; i < kClassNames.size(); ++i)
    if (equal_folded(kClassNames[i], name)) return static_cast<RelationClass>(i);
  return std::nullopt;
}

std::string relationship_type(std::string_view from, FromService from_service, RelationClass relation,
                              std::string_view to) {
  constexpr std::string_view kShared = "aws_";
  const bool inside = to.size() > from.size() && to.starts_with(from) && to[from.size()] == '_';
  if (from_service == FromService::kNo) {
    if (inside) {
      to.remove_prefix(from.size() + 1);
    } else if (to.starts_with(kShared) && from.starts_with(kShared)) {
      to.remove_prefix(kShared.size());
    }
  }
  return fmt::format("{}_{}_{}", from, fold(relation_class_name(relation)), to);
}

}  // namespace arnscope
