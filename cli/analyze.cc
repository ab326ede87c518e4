// `analyze SNAPSHOT...`: what is in this snapshot, and what is wrong with it.
#include <fmt/format.h>

#include "cli/input.h"

namespace arnscope::cli {

int run_analyze(const Options& options, Terminal& terminal) {
  auto snapshot = load(options, terminal);
  return snapshot ? kYes : kFailed;
}

}  // namespace arnscope::cli
