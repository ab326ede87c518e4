#include "engine/model/regions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace arnscope {
namespace {

using enum RegionAccess;

TEST(Regions, AreSorted) {
  const auto key = [](const Region& region) { return std::pair(region.partition, region.name); };
  for (size_t i = 1; i < regions().size(); ++i)
    EXPECT_LT(key(regions()[i - 1]), key(regions()[i])) << regions()[i].name;
}

struct RegionRow {
  std::string_view name, partition;
  RegionAccess access;
};
constexpr RegionRow kRegionRows[] = {
    {"us-east-1", "aws", kModelled},           {"ap-southeast-2", "aws", kModelled},
    {"eu-north-1", "aws", kModelled},          {"sa-east-1", "aws", kModelled},
    {"ap-northeast-3", "aws", kEnabled},       {"me-south-1", "aws", kOptIn},
    {"ap-southeast-7", "aws", kOptIn},         {"mx-central-1", "aws", kOptIn},
    {"cn-north-1", "aws-cn", kEnabled},        {"cn-northwest-1", "aws-cn", kEnabled},
    {"us-gov-west-1", "aws-us-gov", kEnabled}, {"us-gov-east-1", "aws-us-gov", kEnabled},
};

TEST(Regions, AreFound) {
  for (const RegionRow& row : kRegionRows) {
    const Region* region = find_region(row.name);
    ASSERT_NE(region, nullptr) << row.name;
    EXPECT_EQ(region->partition, row.partition) << row.name;
    EXPECT_EQ(region->access, row.access) << row.name;
  }
  EXPECT_EQ(find_region("us-east-1a"), nullptr);
  EXPECT_EQ(find_region(""), nullptr);
}

// Those of the data model, and no others.
TEST(Regions, SixteenAreSupported) {
  EXPECT_EQ(std::count_if(regions().begin(), regions().end(),
                          [](const Region& region) { return region.supported(); }),
            16);
}

// AWS counts seventeen that need no opt-in, and the others of the partition that do.
TEST(Regions, EveryAccountHasSome) {
  const auto count = [](std::string_view partition, bool opt_in) {
    return std::count_if(regions().begin(), regions().end(), [&](const Region& region) {
      return region.partition == partition && (region.access == kOptIn) == opt_in;
    });
  };
  EXPECT_EQ(count("aws", false), 17);
  EXPECT_EQ(count("aws", true), 17);
  for (std::string_view partition : {"aws-cn", "aws-us-gov"}) {
    EXPECT_EQ(count(partition, false), 2) << partition;
    EXPECT_EQ(count(partition, true), 0) << partition;
  }
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
