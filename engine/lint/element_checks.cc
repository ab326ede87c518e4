// Elements, as such: what is empty, what is missing, Sids, the version.
#include "engine/lint/linted_policy.h"

namespace arnscope {

std::span<const Check> element_checks() { return {}; }

}  // namespace arnscope
