// Whether somebody has the permissions that are required: each requirement decided by the evaluator, with
// the statement that grants it, or what is in the way. Answers point into the requirements and the holder,
// which must outlive them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/checks/permission_holder.h"
#include "engine/checks/required_permissions.h"
#include "engine/evaluate/examine.h"
#include "engine/evaluate/grants.h"

namespace arnscope {

// A requirement on a pattern of resources is covered where it is granted on all of it, and missing where it
// is granted on a part.
enum class Coverage : uint8_t { kMissing, kConditional, kCovered };

struct RequirementAnswer {
  const Requirement* requirement = nullptr;
  Coverage coverage = Coverage::kMissing;
  std::vector<StatementReference> by;  // of covered and conditional: the Allow statements, in order
  std::string rule;                    // a rule of AWS's own that decided, in words; often empty
  Expression condition;                // of conditional: what remains to hold
  // Of missing: the layers in the way, the parts of the pattern that are granted all the same, and the
  // nearest statement: the Deny in the way, or the Allow that nearly reaches.
  std::vector<Layer> blocked_by;
  std::vector<ResourceGrant> granted;
  std::optional<ExaminedStatement> nearest;
};

// Where no Allow speaks of the action at all, the nearest is looked for among those on other actions: of so
// many missing requirements, the first, for it takes a thousand times as long.
constexpr size_t kNearestLookedFor = 100;

// One answer a requirement, in order. A microsecond or two for each that is covered.
std::vector<RequirementAnswer> check_requirements(PermissionHolder& holder,
                                                  const RequiredPermissions& required);

}  // namespace arnscope
