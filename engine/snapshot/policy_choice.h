// Which of two readings of one policy stands. Internal to snapshot/. Any thread.
#pragma once

#include "engine/snapshot/builder.h"

namespace arnscope {

struct Choice {
  bool second = false;      // the second stands
  bool contradict = false;  // the two differ, and neither merely lacks what the other has
};

// One that can be read goes before one that cannot. Of two that differ the one stands that grants all that
// the other does, where that can be told from the statements; else the one that allows more actions, then the
// one that names everyone; else the first. Nothing is said of documents that are not there. O(statements
// squared * their values).
Choice choose_policy(const ExportedPolicy& first, const ExportedPolicy& second, PolicyKind kind);

}  // namespace arnscope
