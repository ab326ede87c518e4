#include "engine/evaluate/policy_owner.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "engine/policy/arn.h"

namespace arnscope {
namespace {

enum class InArn : uint8_t { kAccount, kNoAccount };

// Resources of one form and the owner of their policy. `%` is a run without `/` and `:`, `*` any run, which
// is the longest where more follows it. `$1` is what the first of them matched. The owner is in the same
// service, Region and account; one that begins with `arn:` stands for itself, its `$0` for the partition and
// its `$r` for the Region.
struct PolicyOwner {
  std::string_view service;
  InArn in_arn;
  std::string_view resource;
  std::string_view owner;  // empty: the resource's own policy alone
  std::string_view page;   // where AWS states it
};

constexpr std::string_view kAccessPoints =
    "Amazon S3 User Guide, Configuring IAM policies for using access points";
constexpr std::string_view kOutposts = "Amazon S3 on Outposts User Guide, Setting up IAM with S3 on Outposts";
constexpr std::string_view kGlue =
    "AWS Glue Developer Guide, How AWS Glue works with IAM, Resource-based policies";
constexpr std::string_view kLogs =
    "Amazon CloudWatch Logs API Reference, PutResourcePolicy: policies are attached to log groups";
constexpr std::string_view kRules =
    "Amazon EventBridge User Guide, Permissions for event buses in Amazon EventBridge";

constexpr std::array kOwners = {
    PolicyOwner{"codeartifact", InArn::kAccount, "package/%/%/*", "repository/$1/$2",
                "CodeArtifact User Guide, Repository policies"},
    PolicyOwner{"dynamodb", InArn::kAccount, "table/%/index/*", "table/$1",
                "Amazon DynamoDB Developer Guide, Using resource-based policies for DynamoDB"},
    PolicyOwner{"es", InArn::kAccount, "domain/%/*", "domain/$1",
                "Amazon OpenSearch Service Developer Guide, Identity and Access Management, Resource-based "
                "policies"},
    PolicyOwner{"events", InArn::kAccount, "rule/*/%", "event-bus/$1", kRules},
    PolicyOwner{"events", InArn::kAccount, "rule/%", "event-bus/default", kRules},
    PolicyOwner{"execute-api", InArn::kAccount, "%/*", "arn:$0:apigateway:$r::/restapis/$1",
                "Amazon API Gateway Developer Guide, Control access to a REST API with API Gateway resource "
                "policies"},
    PolicyOwner{"glue", InArn::kAccount, "catalog/*", "catalog", kGlue},
    PolicyOwner{"glue", InArn::kAccount, "connection/*", "catalog", kGlue},
    PolicyOwner{"glue", InArn::kAccount, "database/*", "catalog", kGlue},
    PolicyOwner{"glue", InArn::kAccount, "table/*", "catalog", kGlue},
    PolicyOwner{"glue", InArn::kAccount, "tableVersion/*", "catalog", kGlue},
    PolicyOwner{"glue", InArn::kAccount, "userDefinedFunction/*", "catalog", kGlue},
    PolicyOwner{"logs", InArn::kAccount, "log-group:*:log-stream:*", "log-group:$1", kLogs},
    PolicyOwner{"logs", InArn::kAccount, "log-group:*:*", "log-group:$1", kLogs},
    PolicyOwner{"mediastore", InArn::kAccount, "container/%/*", "container/$1",
                "AWS Elemental MediaStore User Guide, Container policies"},
    PolicyOwner{"s3", InArn::kNoAccount, "%/*", "$1", "Amazon S3 User Guide, Bucket policies for Amazon S3"},
    PolicyOwner{"s3", InArn::kAccount, "accesspoint/%/object/*", "accesspoint/$1", kAccessPoints},
    PolicyOwner{"s3-outposts", InArn::kAccount, "outpost/%/accesspoint/%/object/*",
                "outpost/$1/accesspoint/$2", kOutposts},
    PolicyOwner{"s3-outposts", InArn::kAccount, "outpost/%/bucket/%/object/*", "outpost/$1/bucket/$2",
                kOutposts},
    PolicyOwner{"s3tables", InArn::kAccount, "bucket/%/table/*", "bucket/$1",
                "Amazon S3 User Guide, Resource-based policies for S3 Tables"},
    PolicyOwner{"s3vectors", InArn::kAccount, "bucket/%/index/*", "bucket/$1",
                "Amazon S3 User Guide, S3 Vectors resource-based policy examples"},
    PolicyOwner{"sagemaker", InArn::kAccount, "model-package/%/%", "model-package-group/$1",
                "Amazon SageMaker AI Developer Guide, Deploy a Model Version from a Different Account"},
    PolicyOwner{"schemas", InArn::kAccount, "schema/%/%", "registry/$1",
                "Amazon EventBridge User Guide, Resource-based policies for Amazon EventBridge schemas"},
    PolicyOwner{"sns", InArn::kAccount, "%:%", "$1",
                "Amazon SNS Developer Guide, Amazon SNS API permissions: the topic is the resource"},
    PolicyOwner{"vpc-lattice", InArn::kAccount, "service/%/*", "service/$1",
                "Amazon VPC Lattice User Guide, Control access to VPC Lattice services using auth policies"},
};

constexpr size_t kMaxParts = 3;
using Parts = std::array<std::string_view, kMaxParts>;

// How much of `rest` the wildcard takes before `literal`, the text that follows it in the pattern; npos where
// it cannot.
size_t taken(char wildcard, std::string_view rest, std::string_view literal) {
  if (wildcard == '%') {
    const size_t end = std::min(rest.find_first_of("/:"), rest.size());
    return end != 0 && rest.substr(end).starts_with(literal) ? end : std::string_view::npos;
  }
  return literal.empty() ? rest.size() : rest.rfind(literal);
}

// What each wildcard of the pattern took of `text`; nothing where it does not match.
std::optional<Parts> match(std::string_view pattern, std::string_view text) {
  Parts parts;
  size_t count = 0;
  while (true) {
    const size_t literal = std::min(pattern.find_first_of("%*"), pattern.size());
    if (!text.starts_with(pattern.substr(0, literal))) return std::nullopt;
    text.remove_prefix(literal);
    pattern.remove_prefix(literal);
    if (pattern.empty()) return text.empty() ? std::optional(parts) : std::nullopt;
    const std::string_view rest = pattern.substr(1);
    const size_t size = taken(pattern.front(), text, rest.substr(0, rest.find_first_of("%*")));
    if (size == std::string_view::npos) return std::nullopt;
    if (count < kMaxParts) parts[count++] = text.substr(0, size);
    text.remove_prefix(size);
    pattern = rest;
  }
}

std::string owner_of(const PolicyOwner& row, const Arn& arn, const Parts& parts) {
  std::string owner = row.owner.starts_with("arn:") ? ""
                                                    : fmt::format("arn:{}:{}:{}:{}:", arn.partition,
                                                                  arn.service, arn.region, arn.account);
  for (size_t i = 0; i < row.owner.size(); ++i) {
    if (row.owner[i] != '$') {
      owner += row.owner[i];
      continue;
    }
    const char which = row.owner[++i];
    owner += which == '0'   ? arn.partition
             : which == 'r' ? arn.region
                            : parts[static_cast<size_t>(which - '1')];
  }
  return owner;
}

}  // namespace

std::vector<std::string> policy_owners(std::string_view text) {
  std::vector<std::string> owners = {std::string(text)};
  auto arn = parse_arn(text);
  for (const PolicyOwner& row : kOwners) {
    if (!arn || row.service != arn->service || (row.in_arn == InArn::kAccount) == arn->account.empty())
      continue;
    auto parts = match(row.resource, arn->resource);
    if (!parts) continue;
    owners.push_back(owner_of(row, *arn, *parts));
    break;
  }
  return owners;
}

// Log groups are often written with `:*` behind them.
bool governs(std::string_view owner, std::string_view resource) {
  if (owner.ends_with(":*")) owner.remove_suffix(2);
  const std::vector<std::string> owners = policy_owners(resource);
  return std::any_of(owners.begin(), owners.end(),
                     [&](const std::string& each) { return arn_match(each, owner); });
}

}  // namespace arnscope
