// How large a policy may be: Access Analyzer's codes with its thresholds, and the limits that AWS refuses by.
#include <fmt/format.h>

#include <array>

#include "engine/checks/size.h"
#include "engine/lint/linted_policy.h"

namespace arnscope {
namespace {

// Above this Access Analyzer warns; what AWS refuses for a managed policy is less.
constexpr uint64_t kAnalyzerIdentityQuota = 10'240;

std::string_view code_of(LintedType type) {
  switch (type) {
    case kTrustPolicy:
      return "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA";
    case kServiceControlPolicy:
      return "POLICY_SIZE_EXCEEDS_SCP_QUOTA";
    case kResourceControlPolicy:
      return "POLICY_SIZE_EXCEEDS_RCP_QUOTA";
    case kResourcePolicy:
    case kEndpointPolicy:
      return "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA";
    default:
      return "POLICY_SIZE_EXCEEDS_MANAGED_POLICY_QUOTA";
  }
}

void check_size(const LintedPolicy& policy, Report& report) {
  const Limits& limits = published_limits();
  const DocumentSize size = document_size(policy.value);
  if (size.characters_without_white_space > kAnalyzerIdentityQuota)
    report.add("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", policy.value.span(),
               fmt::format("the policy has {} characters, more than {}", size.characters_without_white_space,
                           kAnalyzerIdentityQuota));
  for (const Measurement& each : measure_document(policy.value, size, policy.size_type, limits)) {
    if (!is_size(each.counted) || !each.over()) continue;
    report.add(code_of(policy.type), policy.value.span(),
               fmt::format("the policy has {} {}: {} fit, {} too many. `arnscope split` makes several of it",
                           each.number, counted_name(each.counted), each.safe(), -each.headroom()));
  }
}

constexpr std::string_view kHelp = "AWS refuses larger ones. Divide the policy, or shorten it by wildcards.";

constexpr std::array kRows = {
    Check{"POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", Severity::kWarning, kIdentityTypes,
          "larger than any identity policy", kHelp, check_size},
    Check{"POLICY_SIZE_EXCEEDS_MANAGED_POLICY_QUOTA", Severity::kError, kIdentityTypes,
          "larger than the limit of its type", kHelp, check_size},
    Check{"POLICY_SIZE_EXCEEDS_RCP_QUOTA", Severity::kError, kResourceControlPolicy,
          "larger than an RCP may be", kHelp, check_size},
    Check{"POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA", Severity::kWarning, kResourcePolicy | kEndpointPolicy,
          "larger than the resource's policy may be", kHelp, check_size},
    Check{"POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA", Severity::kWarning, kTrustPolicy,
          "larger than a trust policy may be", kHelp, check_size},
    Check{"POLICY_SIZE_EXCEEDS_SCP_QUOTA", Severity::kError, kServiceControlPolicy,
          "larger than an SCP may be", kHelp, check_size},
};

}  // namespace

std::span<const Check> size_checks() { return kRows; }

}  // namespace arnscope
