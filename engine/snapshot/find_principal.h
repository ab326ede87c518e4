// Principals as people write them.
#pragma once

#include <string_view>

#include "engine/base/result.h"
#include "engine/evaluate/principal.h"
#include "engine/snapshot/snapshot.h"

namespace arnscope {

// The principal that a text means in this snapshot: an ARN, `user/name`, `role/name`, a lone name that only
// one principal has, `*`, a service (`lambda.amazonaws.com`, or whatever a policy of the snapshot names as
// one), or a provider: a web identity that AWS knows (`accounts.google.com`), else one that the snapshot has
// or that a policy names. O(principals); of a name that is none of theirs O(statements).
// Errors: nobody, or several, have the name; not the ARN of a principal.
Result<Principal> find_principal(const Snapshot& snapshot, std::string_view text);

}  // namespace arnscope
