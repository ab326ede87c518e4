// ...
#include "engine/lint/linted_policy.h"

namespace arnscope {

std::span<const Check> condition_service_checks() { return {}; }

}  // namespace arnscope
