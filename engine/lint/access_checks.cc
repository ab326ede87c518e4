// What a policy lets happen that its author may not want, and what it seems to allow and does not. Checks of
// our own: IAM Access Analyzer has none of them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/evaluate/public_access.h"
#include "engine/lint/conditions.h"
#include "engine/policy/arn.h"
#include "engine/policy/glob.h"

namespace arnscope {
namespace {

const Text* find_star(const ElementList& list) {
  if (list.polarity == Polarity::kAllBut) return nullptr;
  const auto at = std::find_if(list.values.begin(), list.values.end(),
                               [](const Text& each) { return is_match_all(each.value); });
  return at == list.values.end() ? nullptr : &*at;
}

// "s3" of `s3:*`, "" of all other patterns.
std::string_view whole_service(std::string_view action) {
  const size_t colon = action.find(':');
  if (colon == std::string_view::npos || !is_match_all(action.substr(colon + 1))) return "";
  const std::string_view service = action.substr(0, colon);
  return has_wildcard(service) ? "" : service;
}

void check_admin(const LintedPolicy& policy, Report& report) {
  for (const Statement& statement : policy.policy.statements) {
    if (statement.effect != Effect::kAllow || !statement.resource || !statement.conditions.empty()) continue;
    if (find_star(*statement.resource) == nullptr || statement.action.polarity == Polarity::kAllBut) continue;
    for (const Text& action : statement.action.values) {
      if (is_match_all(action.value) || action.value == "*:*")
        report.add("FULL_ADMIN", action.span, "everything is allowed on every resource");
      else if (!whole_service(action.value).empty())
        report.add("SERVICE_ADMIN", action.span,
                   fmt::format("everything of {} is allowed on every resource", whole_service(action.value)));
    }
  }
}

void check_negations(const LintedPolicy& policy, Report& report) {
  for (const Statement& statement : policy.policy.statements) {
    if (statement.effect != Effect::kAllow) continue;
    if (statement.action.polarity == Polarity::kAllBut)
      report.add("ALLOW_WITH_NOT_ACTION", statement.action.span,
                 "Allow with NotAction allows all other actions, of services to come too: list actions");
    if (statement.resource && statement.resource->polarity == Polarity::kAllBut)
      report.add("ALLOW_WITH_NOT_RESOURCE", statement.resource->span,
                 "Allow with NotResource allows all other resources, those to come too: list resources");
  }
}

bool takes_any(ActionId action, const std::vector<std::string>& resources) {
  return std::any_of(resources.begin(), resources.end(),
                     [&](const std::string& each) { return catalog::action_takes(action, each); });
}

void check_mismatch(const Text& action, const std::vector<std::string>& resources, Report& report) {
  std::vector<ActionId> matched;
  catalog::expand(action.value, matched);
  if (matched.empty() ||
      std::any_of(matched.begin(), matched.end(), [&](ActionId each) { return takes_any(each, resources); }))
    return;
  const bool takes_none = std::all_of(matched.begin(), matched.end(),
                                      [](ActionId each) { return catalog::action_resources(each).empty(); });
  report.add("RESOURCE_MISMATCH", action.span,
             takes_none ? fmt::format("`{}` takes no resource: it is allowed on `*` alone", action.value)
                        : fmt::format("`{}` takes none of the statement's resources: it is not allowed by it",
                                      action.value));
}

void check_resources(const LintedPolicy& policy, Report& report) {
  for (const Statement& statement : policy.policy.statements) {
    if (statement.effect != Effect::kAllow || !statement.resource) continue;
    if (statement.action.polarity == Polarity::kAllBut || statement.resource->polarity == Polarity::kAllBut)
      continue;
    std::vector<std::string> resources;
    bool known = true;
    for (const Text& each : statement.resource->values) {
      known = known && policy.is_known(each);
      resources.push_back(without_variables(each.value, "*"));
    }
    if (!known || resources.empty()) continue;
    for (const Text& action : statement.action.values)
      if (policy.is_known(action)) check_mismatch(action, resources, report);
  }
}

// Source: IAM User Guide, "Secure API access with MFA": temporary credentials carry the key, long-term ones
// do not.
void check_mfa(const LintedPolicy& policy, Report& report) {
  for (const Statement& statement : policy.policy.statements) {
    if (statement.effect != Effect::kDeny) continue;
    for (const ConditionClause& clause : statement.conditions) {
      const bool asks_for_false = clause.values.size() == 1 && equal_folded(clause.values[0].value, "false");
      if (clause.op.op == Operator::kBool && !clause.op.if_exists && asks_for_false &&
          is_key(clause, "aws:MultiFactorAuthPresent"))
        report.add(
            "MFA_ANTIPATTERN", clause.operator_text.span,
            "who calls with an access key sends no aws:MultiFactorAuthPresent and is not denied: write "
            "`BoolIfExists`");
    }
  }
}

void check_public(const LintedPolicy& policy, Report& report) {
  if (policy.open) return;
  for (const Statement& statement : policy.policy.statements) {
    if (statement.effect != Effect::kAllow || !statement.principal) continue;
    if (policy.type == kTrustPolicy) {
      for (const PrincipalEntry& entry : statement.principal->entries)
        if (entry.kind == PrincipalKind::kAws && entry.value.value == "*" && statement.conditions.empty())
          report.add("TRUST_ANY_PRINCIPAL", entry.value.span, "every AWS account may assume the role");
      continue;
    }
    Policy alone = policy.policy;
    alone.statements = {statement};
    if (is_public(alone, PolicyOf::kBucket))
      report.add("PUBLIC_ACCESS", statement.principal->span,
                 "everyone is let in, and no condition says from where or of which organization");
  }
}

constexpr LintedTypes kGranting = kIdentityPolicy | kSessionPolicy;

constexpr std::array kRows = {
    Check{"ALLOW_WITH_NOT_ACTION", Severity::kSecurityWarning, kGranting, "Allow for all actions but some",
          "Actions that AWS adds later are allowed as well.", check_negations},
    Check{"ALLOW_WITH_NOT_RESOURCE", Severity::kSecurityWarning, kGranting,
          "Allow for all resources but some", "Resources that are created later are allowed as well.",
          check_negations},
    Check{"FULL_ADMIN", Severity::kSecurityWarning, kGranting, "everything on every resource",
          "Whoever has this policy can do anything in the account.", check_admin},
    Check{
        "MFA_ANTIPATTERN", Severity::kWarning, kAllTypes, "Deny that lets access keys pass",
        "The key is absent from requests that are signed with long-term credentials, and Bool does not match "
        "an absent key.",
        check_mfa},
    Check{"PUBLIC_ACCESS", Severity::kSecurityWarning, kResourcePolicy, "open to everyone",
          "Anyone on the internet may use the resource. Name whom to let in, or limit it by condition keys "
          "such "
          "as aws:PrincipalOrgID.",
          check_public},
    Check{"RESOURCE_MISMATCH", Severity::kWarning, kIdentityTypes | kResourcePolicy,
          "action that takes none of the resources",
          "An action is allowed only on resources of the types that it takes: this grant is dead.",
          check_resources},
    Check{"SERVICE_ADMIN", Severity::kSecurityWarning, kGranting, "all of a service on every resource",
          "Actions that change permissions and delete data are among them.", check_admin},
    Check{
        "TRUST_ANY_PRINCIPAL", Severity::kSecurityWarning, kTrustPolicy, "role that everyone may assume",
        "Any principal of any AWS account may assume the role whose own policies let it. Name whom to trust.",
        check_public},
};

}  // namespace

std::span<const Check> access_checks() { return kRows; }

}  // namespace arnscope
