#include "engine/model/regions.h"

#include <algorithm>

namespace arnscope {
namespace {

// Supported are those of the data model. Those that AWS opened after it was written are not: an account must
// enable each of them before it answers, as it must those of 2019 that the data model leaves out.
// Source: AWS General Reference, "AWS Regions"; AWS Account Management Reference Guide, "Enable or disable
// AWS Regions in your account".
constexpr Region kRegions[] = {
    {"af-south-1", "aws", false},
    {"ap-east-1", "aws", false},
    {"ap-east-2", "aws", false},
    {"ap-northeast-1", "aws", true},
    {"ap-northeast-2", "aws", true},
    {"ap-northeast-3", "aws", false},
    {"ap-south-1", "aws", true},
    {"ap-south-2", "aws", false},
    {"ap-southeast-1", "aws", true},
    {"ap-southeast-2", "aws", true},
    {"ap-southeast-3", "aws", false},
    {"ap-southeast-4", "aws", false},
    {"ap-southeast-5", "aws", false},
    {"ap-southeast-6", "aws", false},
    {"ap-southeast-7", "aws", false},
    {"ca-central-1", "aws", true},
    {"ca-west-1", "aws", false},
    {"eu-central-1", "aws", true},
    {"eu-central-2", "aws", false},
    {"eu-north-1", "aws", true},
    {"eu-south-1", "aws", false},
    {"eu-south-2", "aws", false},
    {"eu-west-1", "aws", true},
    {"eu-west-2", "aws", true},
    {"eu-west-3", "aws", true},
    {"il-central-1", "aws", false},
    {"me-central-1", "aws", false},
    {"me-south-1", "aws", false},
    {"mx-central-1", "aws", false},
    {"sa-east-1", "aws", true},
    {"us-east-1", "aws", true},
    {"us-east-2", "aws", true},
    {"us-west-1", "aws", true},
    {"us-west-2", "aws", true},
    {"cn-north-1", "aws-cn", false},
    {"cn-northwest-1", "aws-cn", false},
    {"us-gov-east-1", "aws-us-gov", false},
    {"us-gov-west-1", "aws-us-gov", false},
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
