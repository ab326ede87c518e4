// Iam:PassRole and iam:CreateServiceLinkedRole.
#include "engine/lint/linted_policy.h"

namespace arnscope {

std::span<const Check> delegation_checks() { return {}; }

}  // namespace arnscope
