// How large a policy may be.
#include "engine/lint/linted_policy.h"

namespace arnscope {

std::span<const Check> size_checks() { return {}; }

}  // namespace arnscope
