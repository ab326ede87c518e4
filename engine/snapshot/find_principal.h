// Principals as people write them.
#pragma once

#include <string_view>

#include "engine/base/result.h"
#include "engine/evaluate/principal.h"
#include "engine/snapshot/snapshot.h"

namespace arnscope {

// The principal that a text means in this snapshot: an ARN, `user/name`, `role/name`, a lone name that only
// one principal has, a service, a provider, or `*`. O(principals).
// Errors: nobody, or several, have the name; not the ARN of a principal.
Result<Principal> find_principal(const Snapshot& snapshot, std::string_view text);

}  // namespace arnscope
