// Actions and services.
#include "engine/lint/linted_policy.h"

namespace arnscope {

std::span<const Check> action_checks() { return {}; }

}  // namespace arnscope
