// Trust policies of roles.
#include "engine/lint/linted_policy.h"

namespace arnscope {

std::span<const Check> trust_checks() { return {}; }

}  // namespace arnscope
