// Values of conditions.
#include "engine/lint/linted_policy.h"

namespace arnscope {

std::span<const Check> condition_value_checks() { return {}; }

}  // namespace arnscope
