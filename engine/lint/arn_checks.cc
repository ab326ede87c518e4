// ARNs of resources.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/lint/conditions.h"
#include "engine/model/regions.h"
#include "engine/policy/arn.h"
#include "engine/policy/glob.h"

namespace arnscope {
namespace {

// Source: IAM User Guide, "Identify AWS resources with Amazon Resource Names (ARNs)", partition; and the
// partitions of AWS's isolated and sovereign clouds.
constexpr std::array<std::string_view, 8> kPartitions = {"aws",       "aws-cn",    "aws-us-gov", "aws-iso",
                                                         "aws-iso-b", "aws-iso-e", "aws-iso-f",  "aws-eusc"};

// Services that have resources of AWS's own, whose ARNs have no account: documents of Systems Manager,
// managed views of Resource Explorer, the methods of API Gateway.
constexpr std::array<std::string_view, 3> kOwnedByAws = {"apigateway", "resource-explorer-2", "ssm"};

std::vector<std::string_view> fields_of(std::string_view text) {
  std::vector<std::string_view> fields;
  while (fields.size() < 5) {
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos) break;
    fields.push_back(text.substr(0, colon));
    text.remove_prefix(colon + 1);
  }
  fields.push_back(text);
  return fields;
}

// The types of the service that the resource part can be, whatever region and account it is written with.
std::vector<catalog::ResourceTypeId> types_of(std::string_view service, std::string_view resource) {
  return catalog::resource_types_of(fmt::format("arn:*:{}:*:*:{}", service, resource));
}

// Whether ARNs of some type have the service: it need not be a prefix of actions.
bool has_types(std::string_view service) {
  static const auto services = [] {
    std::set<std::string, std::less<>> found;
    for (uint32_t id = 0; id < catalog::resource_type_count(); ++id)
      found.emplace(fields_of(catalog::resource_type(static_cast<catalog::ResourceTypeId>(id)).arn)[2]);
    return found;
  }();
  return services.contains(service);
}

// Whether a field of the types' own pattern is empty in all of them, or in none.
enum class Needed : uint8_t { kNever, kSometimes, kAlways };

Needed needed(const std::vector<catalog::ResourceTypeId>& types, size_t field) {
  bool some = false, all = true;
  for (catalog::ResourceTypeId id : types) {
    const catalog::ResourceType type = catalog::resource_type(id);
    const bool here = !fields_of(type.arn)[field].empty() ||
                      (!type.other_arn.empty() && !fields_of(type.other_arn)[field].empty());
    some = some || here;
    all = all && here;
  }
  return all ? Needed::kAlways : some ? Needed::kSometimes : Needed::kNever;
}

class ArnChecker {
 public:
  ArnChecker(const Text& arn, const LintedPolicy& policy, Report& report)
      : arn_(arn), text_(without_variables(arn.value, "*")), policy_(policy), report_(report) {}

  void check() {
    fields_ = fields_of(text_);
    if (!glob_match(fields_[0], "arn"))
      return add("INVALID_ARN_PREFIX", fmt::format("`{}` does not begin with `arn:`", arn_.value));
    if (fields_.size() < 6)
      return add(
          "MISSING_ARN_FIELD",
          fmt::format("`{}` has {} of the six fields of `arn:partition:service:region:account:resource`",
                      arn_.value, fields_.size()));
    check_partition();
    check_region();
    check_account();
    check_service();
  }

 private:
  void add(std::string_view code, std::string message) { report_.add(code, arn_.span, std::move(message)); }

  void check_partition() {
    const std::string_view partition = fields_[1];
    if (std::any_of(kPartitions.begin(), kPartitions.end(),
                    [&](std::string_view each) { return glob_match(partition, each); }))
      return;
    const auto nearest = nearest_name(partition, kPartitions);
    add("INVALID_PARTITION", fmt::format("there is no partition `{}`{}", partition,
                                         nearest ? fmt::format(": did you mean `{}`?", *nearest) : ""));
  }

  void check_region() {
    const std::string_view region = fields_[3];
    if (region.empty() || has_wildcard(region) || find_region(region) != nullptr) return;
    add("INVALID_ARN_REGION", fmt::format("there is no region `{}`", region));
  }

  // CloudFront's origin access identities stand in an account of that name.
  void check_account() {
    const std::string_view account = fields_[4];
    if (account.empty() || has_wildcard(account) || is_account_id(account) || account == "aws" ||
        account == "cloudfront")
      return;
    add("INVALID_ARN_ACCOUNT", fmt::format("`{}` is no account id: twelve digits, or `*`", account));
  }

  void check_service() {
    const std::string_view service = fields_[2];
    if (has_wildcard(service)) {
      if (!is_match_all(arn_.value))
        add("WILDCARD_IN_SERVICE_NAME",
            fmt::format("`{}` has a wildcard in the service's name: name each service", arn_.value));
      return;
    }
    const std::string folded = fold(service);
    if (folded != service && (has_types(folded) || catalog::find_service(folded)))
      return add("INVALID_ARN_SERVICE_CASE",
                 fmt::format("services of ARNs are in lower case: write `{}`", folded));
    if (!has_types(service)) {
      if (!catalog::find_service(service))
        add("INVALID_SERVICE", fmt::format("there is no service `{}` in the catalog of {}", service,
                                           catalog::origins().front().date.substr(0, 10)));
      return;
    }
    if (!policy_.service.empty() && policy_.type == kResourcePolicy && service != policy_.service)
      add("UNSUPPORTED_RESOURCE_ARN_IN_POLICY",
          fmt::format("`{}` is not what this policy hangs on: that is of `{}`", arn_.value, policy_.service));
    check_resource(service);
  }

  void check_resource(std::string_view service) {
    const auto types = types_of(service, fields_[5]);
    if (types.empty())
      return add("INVALID_ARN_RESOURCE", fmt::format("`{}` is no resource of {} (catalog of {})", fields_[5],
                                                     service, catalog::origins().front().date.substr(0, 10)));
    const std::string_view region = fields_[3], account = fields_[4];
    if (region.empty() && needed(types, 3) == Needed::kAlways)
      add("MISSING_ARN_REGION", fmt::format("`{}` has no region: name one, or write `*`", arn_.value));
    if (!region.empty() && !has_wildcard(region) && needed(types, 3) == Needed::kNever)
      add("ARN_REGION_NOT_ALLOWED",
          fmt::format("resources of this type have no region in their ARNs: leave `{}` out", region));
    const bool is_aws_owned = std::find(kOwnedByAws.begin(), kOwnedByAws.end(), service) != kOwnedByAws.end();
    if (account.empty() && !is_aws_owned && needed(types, 4) == Needed::kAlways)
      add("MISSING_ARN_ACCOUNT", fmt::format("`{}` has no account: name one, or write `*`", arn_.value));
    if (!account.empty() && !has_wildcard(account) && needed(types, 4) == Needed::kNever)
      add("ARN_ACCOUNT_NOT_ALLOWED",
          fmt::format("resources of this type have no account in their ARNs: leave `{}` out", account));
  }

  const Text& arn_;
  std::string text_;
  const LintedPolicy& policy_;
  Report& report_;
  std::vector<std::string_view> fields_;
};

void check_arns(const LintedPolicy& policy, Report& report) {
  for (const Statement& statement : policy.policy.statements) {
    if (!statement.resource) continue;
    for (const Text& arn : statement.resource->values)
      if (policy.is_known(arn) && !is_match_all(arn.value)) ArnChecker(arn, policy, report).check();
  }
}

constexpr std::string_view kHelpOfFields =
    "An ARN is arn:partition:service:region:account:resource. One that is written otherwise matches nothing.";

constexpr std::array kRows = {
    Check{"ARN_ACCOUNT_NOT_ALLOWED", Severity::kError, kTypesWithResource, "account in an ARN that has none",
          kHelpOfFields, check_arns},
    Check{"ARN_REGION_NOT_ALLOWED", Severity::kError, kTypesWithResource, "region in an ARN that has none",
          kHelpOfFields, check_arns},
    Check{"INVALID_ARN_ACCOUNT", Severity::kError, kTypesWithResource, "account that is none", kHelpOfFields,
          check_arns},
    Check{"INVALID_ARN_PREFIX", Severity::kError, kTypesWithResource, "resource that is no ARN",
          kHelpOfFields, check_arns},
    Check{"INVALID_ARN_REGION", Severity::kError, kTypesWithResource, "region that does not exist",
          kHelpOfFields, check_arns},
    Check{"INVALID_ARN_RESOURCE", Severity::kError, kTypesWithResource, "ARN of no type of resource",
          "The service has no resource whose ARN looks so: the statement matches nothing by it.", check_arns},
    Check{"INVALID_ARN_SERVICE_CASE", Severity::kError, kTypesWithResource, "service in capitals",
          "ARNs compare with case, and services of ARNs are in lower case.", check_arns},
    Check{"INVALID_PARTITION", Severity::kError, kTypesWithResource, "partition that does not exist",
          "Partitions are aws, aws-cn, aws-us-gov and those of the isolated clouds.", check_arns},
    Check{"INVALID_SERVICE", Severity::kError, kTypesWithResource, "service of an ARN that does not exist",
          "No service has this name: the statement matches nothing by it.", check_arns},
    Check{"MISSING_ARN_ACCOUNT", Severity::kError, kTypesWithResource, "no account in an ARN", kHelpOfFields,
          check_arns},
    Check{"MISSING_ARN_FIELD", Severity::kError, kTypesWithResource, "ARN with fewer than six fields",
          kHelpOfFields, check_arns},
    Check{"MISSING_ARN_REGION", Severity::kError, kTypesWithResource, "no region in an ARN", kHelpOfFields,
          check_arns},
    Check{"UNSUPPORTED_RESOURCE_ARN_IN_POLICY", Severity::kError, kResourcePolicy, "ARN of another service",
          "A resource's policy speaks of that resource and what is inside it.", check_arns},
};

}  // namespace

std::span<const Check> arn_checks() { return kRows; }

}  // namespace arnscope
