// The regions of AWS and which of them the data model supports. Any thread.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace arnscope {

struct Region {
  std::string_view name;       // "eu-central-1"
  std::string_view partition;  // "aws"
  // Collected by default. What is found in another one is read all the same, with a finding.
  bool supported = false;
};

// By partition, then by name.
std::span<const Region> regions();
const Region* find_region(std::string_view name);  // nullptr where there is none

// The region under which the data of global services stands: us-east-1, cn-north-1, us-gov-west-1.
std::string_view global_region(std::string_view partition);

}  // namespace arnscope
