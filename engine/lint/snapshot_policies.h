// The policies of a snapshot, linted. Any thread.
#pragma once

#include <vector>

#include "engine/lint/lint.h"
#include "engine/snapshot/snapshot.h"

namespace arnscope {

// Lints every policy that the snapshot's own files hold, each as the type it hangs as; findings carry its
// ARN. AWS managed policies are AWS's. Appends. O(size of the policies).
void lint_snapshot(const Snapshot& snapshot, std::vector<LintFinding>& findings);

}  // namespace arnscope
