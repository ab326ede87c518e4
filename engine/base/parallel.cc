#include "engine/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

namespace arnscope {
namespace {

// A thread takes this many at a time: few, for they differ in size.
constexpr size_t kStep = 16;

}  // namespace

void parallel_for(size_t count, unsigned jobs, const std::function<void(size_t)>& body,
                  const std::function<void(size_t)>& tick) {
  std::atomic<size_t> next = 0;
  std::atomic<size_t> done = 0;
  const size_t step = count < kStep * jobs ? 1 : kStep;
  const auto take = [&] {
    const size_t first = next.fetch_add(step);
    const size_t end = std::min(first + step, count);
    for (size_t i = first; i < end; ++i) body(i);
    if (first < end) done += end - first;
    return first < count;
  };
  std::vector<std::thread> threads;
  const size_t wanted = std::min<size_t>(std::max(jobs, 1U), count);
  while (threads.size() + 1 < wanted) {
    try {
      threads.emplace_back([&] {
        while (take()) {
        }
      });
    } catch (const std::system_error&) {  // no room for more: those that are there do the work
      break;
    }
  }
  while (take())
    if (tick) tick(done);
  for (std::thread& thread : threads) thread.join();
  if (tick) tick(done);  // the other threads may have left the caller nothing to tell between
}

}  // namespace arnscope
