// Policy variables.
#include "engine/lint/linted_policy.h"

namespace arnscope {

std::span<const Check> variable_checks() { return {}; }

}  // namespace arnscope
