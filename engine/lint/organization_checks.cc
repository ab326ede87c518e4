// What AWS Organizations asks of SCPs and RCPs.
#include "engine/lint/linted_policy.h"

namespace arnscope {

std::span<const Check> organization_checks() { return {}; }

}  // namespace arnscope
