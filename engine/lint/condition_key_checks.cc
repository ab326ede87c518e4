// Condition keys.
#include "engine/lint/linted_policy.h"

namespace arnscope {

std::span<const Check> condition_key_checks() { return {}; }

}  // namespace arnscope
