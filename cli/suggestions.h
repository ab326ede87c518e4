// What somebody who mistyped a name most likely meant.
#pragma once

#include <string>
#include <string_view>

#include "cli/terminal.h"
#include "engine/graph/query.h"
#include "engine/snapshot/snapshot.h"

namespace arnscope::cli {

// What is to be said behind "matches no action": of a name without a service the actions that are called so
// or nearly so, those of the shortest prefixes first. Empty where there is nothing.
//   action_suggestion("RunInstances")  // ": did you mean `ec2:RunInstances`?"
std::string action_suggestion(std::string_view action);

// Says which condition keys of a question nobody knows: giving one changes no answer, so that it is likely a
// slip.
void tell_unknown_keys(const Question& question, const Snapshot& snapshot, Terminal& terminal);

}  // namespace arnscope::cli
