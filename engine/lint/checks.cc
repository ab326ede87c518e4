#include <algorithm>
#include <array>
#include <vector>

#include "engine/lint/check.h"

namespace arnscope {
namespace {

constexpr std::array kTopics = {access_checks,
                                action_checks,
                                arn_checks,
                                condition_key_checks,
                                condition_service_checks,
                                condition_type_checks,
                                condition_value_checks,
                                condition_wildcard_checks,
                                delegation_checks,
                                element_checks,
                                operator_checks,
                                organization_checks,
                                principal_checks,
                                redundancy_checks,
                                size_checks,
                                syntax_checks,
                                trust_checks,
                                variable_checks};

struct TypeName {
  LintedType type;
  std::string_view name;
};
constexpr std::array kTypeNames = {
    TypeName{kIdentityPolicy, "identity"},   TypeName{kPermissionsBoundary, "boundary"},
    TypeName{kSessionPolicy, "session"},     TypeName{kTrustPolicy, "trust"},
    TypeName{kResourcePolicy, "resource"},   TypeName{kServiceControlPolicy, "scp"},
    TypeName{kResourceControlPolicy, "rcp"}, TypeName{kEndpointPolicy, "endpoint"},
};

std::vector<Check> collect_checks() {
  std::vector<Check> rows;
  for (const auto topic : kTopics) {
    const std::span<const Check> more = topic();
    rows.insert(rows.end(), more.begin(), more.end());
  }
  std::sort(rows.begin(), rows.end(), [](const Check& a, const Check& b) { return a.code < b.code; });
  return rows;
}

}  // namespace

std::span<const Check> checks() {
  static const std::vector<Check> rows = collect_checks();
  return rows;
}

const Check* find_check(std::string_view code) {
  const std::span<const Check> rows = checks();
  const auto at =
      std::lower_bound(rows.begin(), rows.end(), code,
                       [](const Check& row, std::string_view wanted) { return row.code < wanted; });
  return at == rows.end() || at->code != code ? nullptr : &*at;
}

std::string_view linted_type_name(LintedType type) {
  for (const TypeName& row : kTypeNames)
    if (row.type == type) return row.name;
  return "";
}

}  // namespace arnscope
