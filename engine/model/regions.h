// The regions of AWS, which of them the data model names, and which of them every account has. Any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace arnscope {

// Source: AWS Account Management Reference Guide, "Enable or disable AWS Regions in your account".
enum class RegionAccess : uint8_t {
  kModelled,  // every account has it, and the data model names it as supported
  kEnabled,   // every account of the partition has it
  kOptIn,     // an account must enable it first
};

struct Region {
  std::string_view name;       // "eu-central-1"
  std::string_view partition;  // "aws"
  RegionAccess access = RegionAccess::kOptIn;

  // What is found in another one is read all the same, with a finding.
  bool supported() const { return access == RegionAccess::kModelled; }
};

// By partition, then by name.
std::span<const Region> regions();
const Region* find_region(std::string_view name);  // nullptr where there is none

// The region under which the data of global services stands: us-east-1, cn-north-1, us-gov-west-1.
std::string_view global_region(std::string_view partition);

}  // namespace arnscope
