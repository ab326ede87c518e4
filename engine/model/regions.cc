#include "engine/model/regions.h"

#include <algorithm>

namespace arnscope {
namespace {

using enum RegionAccess;

// Source: AWS General Reference, "AWS Regions".
constexpr Region kRegions[] = {
    {"af-south-1", "aws", kOptIn},
    {"ap-east-1", "aws", kOptIn},
    {"ap-east-2", "aws", kOptIn},
    {"ap-northeast-1", "aws", kModelled},
    {"ap-northeast-2", "aws", kModelled},
    {"ap-northeast-3", "aws", kEnabled},
    {"ap-south-1", "aws", kModelled},
    {"ap-south-2", "aws", kOptIn},
    {"ap-southeast-1", "aws", kModelled},
    {"ap-southeast-2", "aws", kModelled},
    {"ap-southeast-3", "aws", kOptIn},
    {"ap-southeast-4", "aws", kOptIn},
    {"ap-southeast-5", "aws", kOptIn},
    {"ap-southeast-6", "aws", kOptIn},
    {"ap-southeast-7", "aws", kOptIn},
    {"ca-central-1", "aws", kModelled},
    {"ca-west-1", "aws", kOptIn},
    {"eu-central-1", "aws", kModelled},
    {"eu-central-2", "aws", kOptIn},
    {"eu-north-1", "aws", kModelled},
    {"eu-south-1", "aws", kOptIn},
    {"eu-south-2", "aws", kOptIn},
    {"eu-west-1", "aws", kModelled},
    {"eu-west-2", "aws", kModelled},
    {"eu-west-3", "aws", kModelled},
    {"il-central-1", "aws", kOptIn},
    {"me-central-1", "aws", kOptIn},
    {"me-south-1", "aws", kOptIn},
    {"mx-central-1", "aws", kOptIn},
    {"sa-east-1", "aws", kModelled},
    {"us-east-1", "aws", kModelled},
    {"us-east-2", "aws", kModelled},
    {"us-west-1", "aws", kModelled},
    {"us-west-2", "aws", kModelled},
    {"cn-north-1", "aws-cn", kEnabled},
    {"cn-northwest-1", "aws-cn", kEnabled},
    {"us-gov-east-1", "aws-us-gov", kEnabled},
    {"us-gov-west-1", "aws-us-gov", kEnabled},
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
