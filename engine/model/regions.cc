#include "engine/model/regions.h"

#include <algorithm>

namespace arnscope {
namespace {

constexpr Region kRegions[] = {
    {"us-east-1", "aws", true},
    {"cn-north-1", "aws-cn", false},
};

}  // namespace

std::span<const Region> regions() { return kRegions; }

const Region* find_region(std::string_view name) {
  const auto at = std::find_if(std::begin(kRegions), std::end(kRegions),
                               [&](const Region& region) { return region.name == name; });
  return at == std::end(kRegions) ? nullptr : at;
}

std::string_view global_region(std::string_view partition) {
  if (partition == "aws-cn") return "cn-north-1";
  if (partition == "aws-us-gov") return "us-gov-west-1";
  return "us-east-1";
}

}  // namespace arnscope
