// An organization made up for benchmarks: the same numbers, the same bytes. Policies are AWS managed ones
// from the catalog, copies of them as customer managed policies, and statements on the account's own
// resources as applications have them. Written as an export, in one of two layouts.
#pragma once

#include <cstdint>
#include <string>

namespace arnscope {

struct OrganizationSize {
  uint32_t accounts = 50;
  uint32_t roles = 200;      // of each account
  uint32_t users = 0;        // of each account
  uint32_t resources = 100;  // of each account: buckets, queues, topics, functions, instances, volumes, keys
  uint64_t seed = 1;
};

// The bucket that the benchmarks ask about; the first account has it.
inline constexpr const char* kMadeBucket = "arn:aws:s3:::app-100000000000-0";

// Write into a folder that is empty or not there. Return the number of files.
uint64_t write_iam_collect(const std::string& folder, const OrganizationSize& size);
uint64_t write_cli_output(const std::string& folder, const OrganizationSize& size);

}  // namespace arnscope
