// ARNs of resources.
#include "engine/lint/linted_policy.h"

namespace arnscope {

std::span<const Check> arn_checks() { return {}; }

}  // namespace arnscope
