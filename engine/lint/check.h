// The catalogue of lint: every code with its severity, the kinds of policies it is for, and the function that
// raises it. Codes and severities are those of IAM Access Analyzer where it has the check; the rest are ours.
// Source: IAM User Guide, "Access Analyzer policy check reference". Plain values; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/base/finding.h"

namespace arnscope {

struct LintedPolicy;
class Report;

// Where a policy hangs. A set of them is LintedTypes.
enum LintedType : uint16_t {
  kIdentityPolicy = 1,
  kPermissionsBoundary = 2,
  kSessionPolicy = 4,
  kTrustPolicy = 8,  // of a role
  kResourcePolicy = 16,
  kServiceControlPolicy = 32,
  kResourceControlPolicy = 64,
  kEndpointPolicy = 128,  // of a VPC endpoint
};
using LintedTypes = uint16_t;

inline constexpr LintedTypes kIdentityTypes = kIdentityPolicy | kPermissionsBoundary | kSessionPolicy;
inline constexpr LintedTypes kTypesWithPrincipal =
    kTrustPolicy | kResourcePolicy | kResourceControlPolicy | kEndpointPolicy;
inline constexpr LintedTypes kTypesWithResource = static_cast<LintedTypes>(0xFF & ~kTrustPolicy);
inline constexpr LintedTypes kAllTypes = 0xFF;

// Raises what is wrong with a policy. Several rows may share one: it is called once.
using CheckFunction = void (*)(const LintedPolicy& policy, Report& report);

struct Check {
  std::string_view code;
  Severity severity;
  LintedTypes types;       // a finding in a policy of another type is dropped
  std::string_view title;  // a few words: "redundant action"
  std::string_view help;   // a sentence or two: what follows from it, and the mend
  CheckFunction run;       // null: found while the text is read
};

// All rows, sorted by code. Built on first use.
std::span<const Check> checks();

// Null where no row has the code. O(log rows).
const Check* find_check(std::string_view code);

// "identity", "boundary", "session", "trust", "resource", "scp", "rcp", "endpoint".
std::string_view linted_type_name(LintedType type);

// The rows of each topic, a file each.
std::span<const Check> access_checks();
std::span<const Check> action_checks();
std::span<const Check> arn_checks();
std::span<const Check> condition_key_checks();
std::span<const Check> condition_service_checks();
std::span<const Check> condition_type_checks();
std::span<const Check> condition_value_checks();
std::span<const Check> condition_wildcard_checks();
std::span<const Check> delegation_checks();
std::span<const Check> element_checks();
std::span<const Check> operator_checks();
std::span<const Check> organization_checks();
std::span<const Check> principal_checks();
std::span<const Check> redundancy_checks();
std::span<const Check> size_checks();
std::span<const Check> syntax_checks();
std::span<const Check> trust_checks();
std::span<const Check> variable_checks();

}  // namespace arnscope
