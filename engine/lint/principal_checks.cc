// Principals.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "engine/base/text.h"
#include "engine/lint/linted_policy.h"
#include "engine/policy/glob.h"

namespace arnscope {
namespace {

// Source: IAM User Guide, "IAM identifiers", Understanding unique ID prefixes.
bool is_unique_id(std::string_view text, std::string_view prefix) {
  return text.size() >= 16 && text.starts_with(prefix) &&
         std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isupper(c) != 0 || std::isdigit(c) != 0; });
}

// Source: IAM User Guide, "AWS JSON policy elements: Principal", AWS service principals; the endings are
// those of the partitions.
bool is_service_principal(std::string_view text) {
  constexpr std::array<std::string_view, 6> kEndings = {".amazonaws.com", ".amazonaws.com.cn",
                                                        ".amazonaws.eu",  ".c2s.ic.gov",
                                                        ".sc2s.sgov.gov", ".aws.internal"};
  return !has_wildcard(text) && std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) {
    return text.ends_with(ending) && text.size() > ending.size();
  });
}

void check_aws(const Text& value, Report& report) {
  const std::string& text = value.value;
  if (text == "*") return;
  if (has_wildcard(text))
    report.add("UNSUPPORTED_WILDCARD_IN_PRINCIPAL", value.span,
               fmt::format("`{}` has a wildcard inside: a principal is named whole, or is `*`", text));
  if (is_unique_id(text, "AROA"))
    report.add("INVALID_ROLE_REFERENCE", value.span,
               fmt::format("`{}` is the id of a role that is gone: name a role by its ARN", text));
  if (is_unique_id(text, "AIDA"))
    report.add("INVALID_USER_REFERENCE", value.span,
               fmt::format("`{}` is the id of a user who is gone: name a user by the ARN", text));
}

// Source: IAM User Guide, "Cross-service confused deputy prevention".
bool names_source(const Statement& statement) {
  constexpr std::array<std::string_view, 4> kKeys = {"aws:SourceArn", "aws:SourceAccount", "aws:SourceOrgID",
                                                     "aws:SourceOrgPaths"};
  return std::any_of(
      statement.conditions.begin(), statement.conditions.end(), [&](const ConditionClause& clause) {
        return std::any_of(kKeys.begin(), kKeys.end(),
                           [&](std::string_view key) { return equal_folded(key, clause.key.value); });
      });
}

void check_service(const Text& value, const Statement& statement, Report& report) {
  if (!is_service_principal(value.value)) {
    report.add("INVALID_SERVICE_PRINCIPAL_FORMAT", value.span,
               fmt::format("`{}` is no service principal: they end in `.amazonaws.com`", value.value));
  } else if (statement.effect == Effect::kAllow && !names_source(statement)) {
    report.add("RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL", value.span,
               fmt::format("`{}` may come on anyone's behalf: limit it by aws:SourceArn or aws:SourceAccount",
                           value.value));
  }
}

void check_principals(const LintedPolicy& policy, Report& report) {
  for (const Statement& statement : policy.policy.statements) {
    if (!statement.principal) continue;
    if (statement.effect == Effect::kAllow && statement.principal->polarity == Polarity::kAllBut)
      report.add("ALLOW_WITH_NOT_PRINCIPAL", statement.principal->span,
                 "Allow with NotPrincipal lets in everyone else, strangers too: name whom to allow");
    for (const PrincipalEntry& entry : statement.principal->entries) {
      if (!policy.is_known(entry.value)) continue;
      if (entry.kind == PrincipalKind::kAws) check_aws(entry.value, report);
      if (entry.kind == PrincipalKind::kService) check_service(entry.value, statement, report);
    }
  }
}

constexpr std::array kRows = {
    Check{"ALLOW_WITH_NOT_PRINCIPAL", Severity::kSecurityWarning, kResourcePolicy | kEndpointPolicy,
          "Allow for all but some",
          "Whoever is not named is allowed, those of other accounts and without credentials too.",
          check_principals},
    Check{
        "INVALID_ROLE_REFERENCE", Severity::kWarning, kTypesWithPrincipal, "id of a role",
        "AWS shows the id in place of the ARN when the role was deleted. A new role of that name is another "
        "one.",
        check_principals},
    Check{"INVALID_SERVICE_PRINCIPAL_FORMAT", Severity::kError, kTypesWithPrincipal,
          "service principal of another form", "A service principal is written as in `lambda.amazonaws.com`.",
          check_principals},
    Check{
        "INVALID_USER_REFERENCE", Severity::kWarning, kTypesWithPrincipal, "id of a user",
        "AWS shows the id in place of the ARN when the user was deleted. A new user of that name is another "
        "one.",
        check_principals},
    Check{"RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL", Severity::kSecurityWarning, kResourcePolicy,
          "service that may act for anyone",
          "Someone else can make the service use their setup on your resource. Say on whose behalf it may "
          "come, by aws:SourceArn, aws:SourceAccount, aws:SourceOrgID or aws:SourceOrgPaths.",
          check_principals},
    Check{"UNSUPPORTED_WILDCARD_IN_PRINCIPAL", Severity::kError, kTypesWithPrincipal,
          "wildcard inside a principal",
          "Principals are not patterns. Write `*` and limit it by aws:PrincipalArn in Condition.",
          check_principals},
};

}  // namespace

std::span<const Check> principal_checks() { return kRows; }

}  // namespace arnscope
