// Principals.
#include "engine/lint/linted_policy.h"

namespace arnscope {

std::span<const Check> principal_checks() { return {}; }

}  // namespace arnscope
