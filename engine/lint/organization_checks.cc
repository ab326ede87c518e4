// What AWS Organizations asks of SCPs and RCPs.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/lint/linted_policy.h"

namespace arnscope {
namespace {

// Source: AWS Organizations User Guide, "SCP syntax", "Action and NotAction elements": a wildcard stands
// alone or at the end.
void check_scp(const LintedPolicy& policy, Report& report) {
  for (const Statement& statement : policy.policy.statements) {
    if (statement.principal)
      report.add("SCP_SYNTAX_ERROR_PRINCIPAL", statement.principal->span,
                 "an SCP has no Principal: it speaks of all principals of the accounts it is attached to");
    for (const Text& action : statement.action.values) {
      const size_t wildcard = action.value.find_first_of("*?");
      if (!policy.is_known(action) || wildcard == std::string::npos || wildcard + 1 == action.value.size())
        continue;
      report.add("SCP_SYNTAX_ERROR_ACTION_WILDCARD", action.span,
                 fmt::format("`{}` has a wildcard before its end", action.value));
    }
  }
}

// Source: AWS Organizations User Guide, "RCP syntax".
void check_rcp_action(const Text& action, Report& report) {
  const std::string_view service = std::string_view(action.value).substr(0, action.value.find(':'));
  if (action.value == "*") {
    report.add("RCP_SYNTAX_ERROR_ACTION", action.span,
               "an RCP of one's own names its services: `*` alone is AWS's RCPFullAWSAccess");
    return;
  }
  const auto id = catalog::find_service(service);
  if (!id || catalog::service(*id).supports_rcp) return;
  report.add("RCP_SYNTAX_ERROR_ACTION", action.span,
             fmt::format("RCPs do not apply to `{}` (as of the catalog's date, {})", service,
                         catalog::origins().front().date.substr(0, 10)));
}

void check_rcp(const LintedPolicy& policy, Report& report) {
  for (const Statement& statement : policy.policy.statements) {
    if (statement.effect == Effect::kAllow)
      if (const auto effect = policy.statements[statement.index].find("Effect"))
        report.add("RCP_SYNTAX_ERROR_ALLOW", effect->span(),
                   "an RCP of one's own denies: AWS's RCPFullAWSAccess is what allows");
    if (statement.principal) {
      const auto& [polarity, entries, span] = *statement.principal;
      const bool everyone = polarity == Polarity::kListed && entries.size() == 1 &&
                            entries.front().kind == PrincipalKind::kEveryone;
      if (!everyone)
        report.add("RCP_SYNTAX_ERROR_PRINCIPAL", span,
                   "the Principal of an RCP is `*`: name principals in Condition, by aws:PrincipalArn");
    }
    if (statement.action.polarity == Polarity::kAllBut)
      report.add("RCP_SYNTAX_ERROR_NOTACTION", statement.action.span,
                 "an RCP has no NotAction: list actions");
    for (const Text& action : statement.action.values)
      if (policy.is_known(action)) check_rcp_action(action, report);
  }
}

bool is_one_of(std::string_view key, std::initializer_list<std::string_view> keys) {
  return std::any_of(keys.begin(), keys.end(),
                     [&](std::string_view each) { return equal_folded(each, key); });
}

bool has_key(const Statement& statement, std::string_view key) {
  return std::any_of(statement.conditions.begin(), statement.conditions.end(),
                     [&](const ConditionClause& clause) { return equal_folded(clause.key.value, key); });
}

bool has_null_check(const Statement& statement, std::string_view key) {
  return std::any_of(statement.conditions.begin(), statement.conditions.end(),
                     [&](const ConditionClause& clause) {
                       return clause.op.op == Operator::kNull && equal_folded(clause.key.value, key);
                     });
}

// Denies whoever is not of the organization: then AWS services, which are of none, need a word of their own.
// Source: AWS Organizations User Guide, "Resource control policy examples".
void check_rcp_conditions(const LintedPolicy& policy, Report& report) {
  for (const Statement& statement : policy.policy.statements) {
    if (statement.effect != Effect::kDeny) continue;
    const bool names_services = has_key(statement, "aws:PrincipalIsAWSService");
    for (const ConditionClause& clause : statement.conditions) {
      if (clause.op.op != Operator::kStringNotEquals && clause.op.op != Operator::kStringNotLike &&
          clause.op.op != Operator::kStringNotEqualsIgnoreCase)
        continue;
      const std::string& key = clause.key.value;
      if (!names_services &&
          is_one_of(key, {"aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:PrincipalAccount"}))
        report.add("RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY", clause.key.span,
                   fmt::format("`{}` is absent where an AWS service calls: add BoolIfExists "
                               "aws:PrincipalIsAWSService `false`",
                               key));
      if (!is_one_of(key, {"aws:SourceOrgID", "aws:SourceOrgPaths", "aws:SourceAccount"})) continue;
      if (!names_services)
        report.add("RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY", clause.key.span,
                   fmt::format("`{}` is there where an AWS service calls alone: add Bool "
                               "aws:PrincipalIsAWSService `true`",
                               key));
      if (!has_null_check(statement, "aws:SourceAccount") && !has_null_check(statement, key))
        report.add(
            "RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK", clause.key.span,
            fmt::format("some calls of AWS services have no `{}`: add Null aws:SourceAccount `false`", key));
    }
  }
}

constexpr std::array kRows = {
    Check{"RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY", Severity::kWarning, kResourceControlPolicy,
          "services not left out of a limit on principals",
          "A Deny of all principals outside an organization denies AWS services as well, which are in none. "
          "Leave them out by BoolIfExists aws:PrincipalIsAWSService `false`.",
          check_rcp_conditions},
    Check{"RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY", Severity::kWarning, kResourceControlPolicy,
          "others not left out of a limit on services",
          "The key is in the request only where an AWS service calls for a resource. Limit the Deny to such "
          "calls by Bool aws:PrincipalIsAWSService `true`.",
          check_rcp_conditions},
    Check{"RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK", Severity::kWarning, kResourceControlPolicy,
          "no check that the key is there",
          "Services that do not send the key would be denied. Add Null aws:SourceAccount `false`.",
          check_rcp_conditions},
    Check{"RCP_SYNTAX_ERROR_ACTION", Severity::kError, kResourceControlPolicy, "action that RCPs do not take",
          "RCPs name actions of the services that support them; `*` alone is not for RCPs of one's own.",
          check_rcp},
    Check{"RCP_SYNTAX_ERROR_ALLOW", Severity::kError, kResourceControlPolicy, "Allow in an RCP",
          "RCPs of one's own deny. What they leave is allowed by AWS's RCPFullAWSAccess.", check_rcp},
    Check{"RCP_SYNTAX_ERROR_NOTACTION", Severity::kError, kResourceControlPolicy, "NotAction in an RCP",
          "RCPs take Action alone.", check_rcp},
    Check{"RCP_SYNTAX_ERROR_PRINCIPAL", Severity::kError, kResourceControlPolicy,
          "principal of an RCP other than `*`", "RCPs speak of everyone; conditions make them narrower.",
          check_rcp},
    Check{"SCP_SYNTAX_ERROR_ACTION_WILDCARD", Severity::kError, kServiceControlPolicy,
          "wildcard inside an action of an SCP",
          "In the actions of SCPs a wildcard stands alone or at the end.", check_scp},
    Check{"SCP_SYNTAX_ERROR_PRINCIPAL", Severity::kError, kServiceControlPolicy, "principal in an SCP",
          "SCPs speak of all principals of the accounts they are attached to: take the principal out.",
          check_scp},
};

}  // namespace

std::span<const Check> organization_checks() { return kRows; }

}  // namespace arnscope
