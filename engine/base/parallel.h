// Work on many threads at once.
#pragma once

#include <cstddef>
#include <functional>

namespace arnscope {

// Calls `body` with each of 0 ... count - 1 once, on up to `jobs` threads, the caller's among them, and
// returns when all are done; in which order is open, so a result belongs into a place of its own. `tick` is
// called on the caller's thread with the number of calls that are done: now and then, and with `count` at the
// end. It may be empty.
// REQUIRES: `body` does not throw.
void parallel_for(size_t count, unsigned jobs, const std::function<void(size_t)>& body,
                  const std::function<void(size_t)>& tick = {});

}  // namespace arnscope
