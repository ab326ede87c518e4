// Work on several threads: each index once, and the caller hears of it.
#include "engine/base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace arnscope {
namespace {

TEST(Parallel, EachIndexOnce) {
  for (size_t count : {0, 1, 2, 15, 16, 17, 1000})
    for (unsigned jobs : {0U, 1U, 2U, 7U}) {
      std::vector<std::atomic<int>> calls(count);
      parallel_for(count, jobs, [&](size_t i) { ++calls[i]; });
      for (size_t i = 0; i < count; ++i) EXPECT_EQ(calls[i], 1) << count << " " << jobs << " " << i;
    }
}

TEST(Parallel, TicksRiseOnTheCallersThread) {
  size_t last = 0;
  const auto caller = std::this_thread::get_id();
  parallel_for(
      500, 3, [](size_t) {},
      [&](size_t done) {
        EXPECT_EQ(std::this_thread::get_id(), caller);
        EXPECT_GE(done, last);
        EXPECT_LE(done, 500u);
        last = done;
      });
  EXPECT_EQ(last, 500u);
}

}  // namespace
}  // namespace arnscope
