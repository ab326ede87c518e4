// What a policy lets happen that its author may not want.
#include "engine/lint/linted_policy.h"

namespace arnscope {

std::span<const Check> access_checks() { return {}; }

}  // namespace arnscope
