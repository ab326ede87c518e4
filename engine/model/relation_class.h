// The classes of relationships, and what a relationship between two types is called. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace arnscope {

// In the order of their names.
enum class RelationClass : uint8_t {
  kAllows,
  kAssigned,
  kCanAssume,
  kConnects,
  kContains,
  kDefines,
  kDenies,
  kEvaluates,
  kHas,
  kIdentified,
  kIs,
  kLogs,
  kProtects,
  kRuns,
  kTriggers,
  kTrusts,
  kUses
};
constexpr size_t kRelationClassCount = 17;

// "ALLOWS", "CAN_ASSUME", ...
std::string_view relation_class_name(RelationClass relation);
std::optional<RelationClass> find_relation_class(std::string_view name);  // without regard to case

// Classes as a set of bits.
using RelationClasses = uint32_t;
constexpr RelationClasses kAllRelationClasses = (1U << kRelationClassCount) - 1;
constexpr RelationClasses class_bit(RelationClass relation) {
  return RelationClasses{1} << static_cast<unsigned>(relation);
}
constexpr bool has_class(RelationClasses set, RelationClass relation) {
  return (set & class_bit(relation)) != 0;
}

// A relationship's `_type`: the from type, the class in lower case, the to type. Of the to type is dropped
// what it shares with the from type: all of that one where it is a prefix (aws_s3_bucket_has_policy), else
// "aws_" (aws_iam_role_has_iam_policy, aws_autoscaling_group_has_instance). After a service nothing is
// dropped (aws_autoscaling_has_aws_autoscaling_group). These are the forms of the data model's examples.
enum class FromService : uint8_t { kNo, kYes };
std::string relationship_type(std::string_view from, FromService from_service, RelationClass relation,
                              std::string_view to);

}  // namespace arnscope
