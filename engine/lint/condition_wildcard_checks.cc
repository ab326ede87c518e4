// Conditions whose values match more than it seems: everything, or whatever a caller chooses.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/text.h"
#include "engine/evaluate/condition.h"
#include "engine/lint/conditions.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

// Whether one of the values matches whatever the key holds.
bool matches_everything(const LintedPolicy& policy, const ConditionClause& clause) {
  return takes_wildcards(clause.op.op) &&
         std::any_of(clause.values.begin(), clause.values.end(),
                     [&](const Text& value) { return policy.is_known(value) && is_match_all(value.value); });
}

// Of a clause that matches everything, what it comes to: it holds or not where the key is there, and where it
// is not.
void check_match_all(const ConditionClause& clause, Report& report) {
  const bool present = !is_negated(clause.op.op), absent = holds_when_absent(clause);
  const std::string_view key = clause.key.value, op = clause.operator_text.value;
  if (present && absent) {
    report.add("REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION", clause.key.span,
               fmt::format("`{}` under `{}` always holds: take it out", key, op));
  } else if (present) {
    report.add(
        "EQUIVALENT_TO_NULL_FALSE", clause.key.span,
        fmt::format("`{}` under `{}` asks only that the key is there: write `Null` with `false`", key, op));
  } else if (absent) {
    report.add("EQUIVALENT_TO_NULL_TRUE", clause.key.span,
               fmt::format("`{}` under `{}` asks only that the key is not there: write `Null` with `true`",
                           key, op));
  } else {
    report.add(
        "REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION", clause.key.span,
        fmt::format("`{}` under `{}` never holds, nor does the statement: name what is meant", key, op));
  }
}

// Source: IAM User Guide, "AWS global condition context keys", "Sensitive condition keys".
constexpr std::array<std::string_view, 10> kSensitiveKeys = {
    "aws:PrincipalAccount", "aws:PrincipalOrgID", "aws:ResourceAccount", "aws:ResourceOrgID",
    "aws:SourceAccount",    "aws:SourceOrgID",    "aws:SourceVpc",       "aws:SourceVpce",
    "aws:VpceAccount",      "aws:VpceOrgID"};

// Keys that say who calls, and from where. The reference does not name those of the six characters.
constexpr std::array<std::string_view, 6> kOriginKeys = {"aws:PrincipalArn",      "aws:SourceArn",
                                                         "aws:PrincipalOrgPaths", "aws:ResourceOrgPaths",
                                                         "aws:SourceOrgPaths",    "aws:VpceOrgPaths"};
constexpr size_t kEnoughText = 6;

template <size_t kSize>
bool is_one_of(const ConditionClause& clause, const std::array<std::string_view, kSize>& names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return is_key(clause, name); });
}

// AWS sets these, and a caller cannot choose them: comparing one with another is how an account is compared
// with the caller's.
bool is_set_by_aws(std::string_view variable) {
  constexpr std::array<std::string_view, 2> kMore = {"aws:Ec2InstanceSourceVpc", "aws:SourceVpcArn"};
  const auto same = [&](std::string_view name) { return equal_folded(name, variable); };
  return std::any_of(kSensitiveKeys.begin(), kSensitiveKeys.end(), same) ||
         std::any_of(kMore.begin(), kMore.end(), same);
}

void check_sensitive_key(const ConditionClause& clause, const Text& value, Report& report) {
  for (const Variable& variable : variables_of(value.value))
    if (variable.closed && !is_set_by_aws(variable.name()))
      report.add("VARIABLE_USAGE_TOO_PERMISSIVE", value.span,
                 fmt::format("`{}` lets the variable of `{}` decide: name the values that are meant",
                             clause.key.value, value.value));
  if (takes_wildcards(clause.op.op) && has_wildcard(without_variables(value.value)))
    report.add(
        "WILDCARD_USAGE_TOO_PERMISSIVE", value.span,
        fmt::format("`{}` admits any value that fits `{}`, also a stranger's: name those that are meant",
                    clause.key.value, value.value));
}

// The id of a role or user, a colon, and a session's name: what is not literal stands behind the colon, or is
// all that stands before it.
bool is_good_user_id(std::string_view text, std::string_view not_literal) {
  const size_t colon = text.find(':');
  const std::string_view id = text.substr(0, colon);
  return colon != std::string_view::npos &&
         (id.size() == 1 || id.find_first_of(not_literal) == std::string_view::npos);
}

constexpr char kVariable = '$';

// The text with one character in place of each variable.
std::string with_marked_variables(std::string_view text) {
  std::string marked;
  for (size_t at = 0; at < text.size(); ++at) {
    const size_t close = text.substr(at).starts_with("${") ? text.find('}', at) : std::string_view::npos;
    marked += close == std::string_view::npos ? text[at] : kVariable;
    if (close != std::string_view::npos) at = close;
  }
  return marked;
}

void check_user_id(const ConditionClause& clause, const Text& value, Report& report) {
  const std::string id = with_marked_variables(value.value);
  const auto add = [&](std::string_view code) {
    report.add(code, value.span,
               fmt::format("`{}` of `{}` is any caller's: name the id before a colon, as in "
                           "`AIDACKCEVSQ6C2EXAMPLE:*`",
                           value.value, clause.key.value));
  };
  if (!variables_of(value.value).empty() && !is_good_user_id(id, std::string_view(&kVariable, 1)))
    add("VARIABLE_USAGE_TOO_PERMISSIVE");
  if (takes_wildcards(clause.op.op) && has_wildcard(id) && !is_good_user_id(id, "*?"))
    add("WILDCARD_USAGE_TOO_PERMISSIVE");
}

void check_origin_key(const ConditionClause& clause, const Text& value, Report& report) {
  if (!takes_wildcards(clause.op.op)) return;
  const std::string rest = without_variables(value.value);
  const auto text = static_cast<size_t>(
      std::count_if(rest.begin(), rest.end(), [](char c) { return c != '*' && c != '?'; }));
  if (text >= kEnoughText) return;
  const std::string_view code = has_wildcard(rest)                  ? "WILDCARD_USAGE_TOO_PERMISSIVE"
                                : variables_of(value.value).empty() ? ""
                                                                    : "VARIABLE_USAGE_TOO_PERMISSIVE";
  if (!code.empty())
    report.add(code, value.span,
               fmt::format("`{}` says next to nothing of `{}`: give at least {} characters of it",
                           value.value, clause.key.value, kEnoughText));
}

void check_permissive_values(const LintedPolicy& policy, const ConditionClause& clause, Report& report) {
  const OperatorFamily family = family_of(clause.op.op);
  if (family != OperatorFamily::kString && family != OperatorFamily::kArn) return;
  for (const Text& value : clause.values) {
    if (!policy.is_known(value)) continue;
    if (is_one_of(clause, kSensitiveKeys)) check_sensitive_key(clause, value, report);
    if (is_one_of(clause, kOriginKeys)) check_origin_key(clause, value, report);
    if (is_key(clause, "aws:userid")) check_user_id(clause, value, report);
  }
}

void check_condition_wildcards(const LintedPolicy& policy, Report& report) {
  for_each_clause(policy, [&](const Statement&, const ConditionClause& clause) {
    if (matches_everything(policy, clause)) check_match_all(clause, report);
    check_permissive_values(policy, clause, report);
  });
}

constexpr std::array kRows = {
    Check{"EQUIVALENT_TO_NULL_FALSE", Severity::kSuggestion, kAllTypes, "condition that asks for any value",
          "A wildcard alone matches every value. Null with `false` says the same plainly.",
          check_condition_wildcards},
    Check{"EQUIVALENT_TO_NULL_TRUE", Severity::kSuggestion, kAllTypes, "condition that asks for no value",
          "Nothing is unlike a wildcard alone, so only requests without the key meet it. Null with `true` "
          "says the same plainly.",
          check_condition_wildcards},
    Check{"REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION", Severity::kSuggestion, kAllTypes,
          "condition that always holds",
          "A wildcard alone matches every value, and requests without the key meet the condition too: it "
          "restricts nothing.",
          check_condition_wildcards},
    Check{"REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION", Severity::kSuggestion, kAllTypes,
          "condition that never holds",
          "Neither a request with the key nor one without it meets the condition.",
          check_condition_wildcards},
    Check{"VARIABLE_USAGE_TOO_PERMISSIVE", Severity::kError, kAllTypes, "variable that a caller chooses",
          "Who can choose what the variable holds (a tag, a name) chooses whether the condition is met.",
          check_condition_wildcards},
    Check{"WILDCARD_USAGE_TOO_PERMISSIVE", Severity::kError, kAllTypes, "wildcard where none makes sense",
          "Accounts, organizations, VPCs and endpoints have numbers that nobody chooses: what matches some "
          "characters of one is also somebody else's.",
          check_condition_wildcards},
};

}  // namespace

std::span<const Check> condition_wildcard_checks() { return kRows; }

}  // namespace arnscope
