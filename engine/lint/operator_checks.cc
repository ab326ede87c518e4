// Operators of conditions and the values they take.
#include "engine/lint/linted_policy.h"

namespace arnscope {

std::span<const Check> operator_checks() { return {}; }

}  // namespace arnscope
