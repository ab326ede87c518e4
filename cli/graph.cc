// `graph SNAPSHOT`: the entities and relationships.
#include "cli/input.h"

namespace arnscope::cli {

int run_graph(const Options& options, Terminal& terminal) {
  auto snapshot = load(options, terminal);
  return snapshot ? kYes : kFailed;
}

}  // namespace arnscope::cli
