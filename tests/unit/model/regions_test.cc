#include "engine/model/regions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace arnscope {
namespace {

TEST(Regions, AreSorted) {
  const auto key = [](const Region& region) { return std::pair(region.partition, region.name); };
  for (size_t i = 1; i < regions().size(); ++i)
    EXPECT_LT(key(regions()[i - 1]), key(regions()[i])) << regions()[i].name;
}

struct RegionRow {
  std::string_view name, partition;
  bool supported;
};
constexpr RegionRow kRegionRows[] = {
    {"us-east-1", "aws", true},
    {"ap-southeast-2", "aws", true},
    {"eu-north-1", "aws", true},
    {"sa-east-1", "aws", true},
    {"ap-northeast-3", "aws", false},
    {"me-south-1", "aws", false},
    {"ap-southeast-7", "aws", false},
    {"cn-north-1", "aws-cn", false},
    {"cn-northwest-1", "aws-cn", false},
    {"us-gov-west-1", "aws-us-gov", false},
    {"us-gov-east-1", "aws-us-gov", false},
};

TEST(Regions, AreFound) {
  for (const RegionRow& row : kRegionRows) {
    const Region* region = find_region(row.name);
    ASSERT_NE(region, nullptr) << row.name;
    EXPECT_EQ(region->partition, row.partition) << row.name;
    EXPECT_EQ(region->supported, row.supported) << row.name;
  }
  EXPECT_EQ(find_region("us-east-1a"), nullptr);
  EXPECT_EQ(find_region(""), nullptr);
}

// Those of the data model, and no others.
TEST(Regions, SixteenAreSupported) {
  EXPECT_EQ(std::count_if(regions().begin(), regions().end(),
                          [](const Region& region) { return region.supported; }),
            16);
}

TEST(Regions, GlobalServicesHaveOne) {
  for (const Region& region : regions()) {
    const Region* global = find_region(global_region(region.partition));
    ASSERT_NE(global, nullptr) << region.partition;
    EXPECT_EQ(global->partition, region.partition);
  }
}

}  // namespace
}  // namespace arnscope
