// Operators of conditions, and whether they fit their keys.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/text.h"
#include "engine/evaluate/condition.h"
#include "engine/lint/conditions.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

using catalog::KeyType;

void check_set_operator(const ConditionClause& clause, Report& report) {
  const bool has_set_operator = clause.op.set_operator != SetOperator::kNone;
  if (clause.op.op == Operator::kNull) {
    if (has_set_operator)
      report.add("NULL_WITH_QUALIFIER", clause.operator_text.span,
                 fmt::format("`{}` is always {}: write `Null`", clause.operator_text.value,
                             clause.op.set_operator == SetOperator::kForAllValues ? "true" : "false"));
    return;
  }
  const auto key = known_key(clause);
  if (!key) return;
  if (is_multivalued(key->type) && !has_set_operator)
    report.add("MISSING_QUALIFIER", clause.key.span,
               fmt::format("`{0}` can have several values: write `ForAnyValue:{1}` or `ForAllValues:{1}`",
                           clause.key.value, clause.operator_text.value));
  if (!is_multivalued(key->type) && clause.op.set_operator == SetOperator::kForAllValues)
    report.add("FORALLVALUES_WITH_SINGLE_VALUED_KEY", clause.key.span,
               fmt::format("`{}` has one value, and `ForAllValues` holds for requests without it: leave "
                           "`ForAllValues:` out",
                           clause.key.value));
}

void check_wildcards(const LintedPolicy& policy, const ConditionClause& clause, Report& report) {
  const Operator op = clause.op.op;
  if (family_of(op) != OperatorFamily::kString || takes_wildcards(op)) return;
  const std::string_view like = is_negated(op) ? "StringNotLike" : "StringLike";
  for (const Text& value : clause.values)
    if (policy.is_known(value) && has_wildcard(without_variables(value.value)))
      report.add("WILDCARD_WITHOUT_LIKE_OPERATOR", value.span,
                 fmt::format("`{}` takes the wildcard of `{}` for a plain character: did you mean `{}`?",
                             operator_name(op), value.value, like));
}

struct FamilyRow {
  KeyType type;
  OperatorFamily family;
  std::string_view operators;  // for messages
};
constexpr std::array kFamilies = {
    FamilyRow{KeyType::kString, OperatorFamily::kString, "a String operator"},
    FamilyRow{KeyType::kStrings, OperatorFamily::kString, "a String operator"},
    FamilyRow{KeyType::kArn, OperatorFamily::kArn, "an Arn operator"},
    FamilyRow{KeyType::kArns, OperatorFamily::kArn, "an Arn operator"},
    FamilyRow{KeyType::kBool, OperatorFamily::kBool, "`Bool`"},
    FamilyRow{KeyType::kBools, OperatorFamily::kBool, "`Bool`"},
    FamilyRow{KeyType::kDate, OperatorFamily::kDate, "a Date operator"},
    FamilyRow{KeyType::kNumeric, OperatorFamily::kNumeric, "a Numeric operator"},
    FamilyRow{KeyType::kNumerics, OperatorFamily::kNumeric, "a Numeric operator"},
    FamilyRow{KeyType::kIpAddress, OperatorFamily::kIp, "`IpAddress` or `NotIpAddress`"},
    FamilyRow{KeyType::kBinary, OperatorFamily::kBinary, "`BinaryEquals`"},
};

// The catalog has some keys as strings that hold ARNs: tags, encryption contexts, aws:SourceVpcArn.
bool holds_arns(const ConditionClause& clause) {
  return std::all_of(clause.values.begin(), clause.values.end(), [](const Text& value) {
    return value.value.starts_with("arn:") || is_match_all(value.value);
  });
}

bool fits(const catalog::ConditionKey& key, const FamilyRow& row, const ConditionClause& clause) {
  const OperatorFamily family = family_of(clause.op.op);
  if (family == row.family || family == OperatorFamily::kNull) return true;
  if (row.family == OperatorFamily::kString && family == OperatorFamily::kArn) return holds_arns(clause);
  // AWS says of this key that it takes either.
  return family == OperatorFamily::kNumeric && equal_folded(key.name, "aws:EpochTime");
}

void check_family(const LintedPolicy& policy, const ConditionClause& clause, Report& report) {
  const auto key = known_key(clause);
  if (!key) return;
  // Other families take no policy variables, and AWS itself compares addresses as strings to use them.
  if (!has_known_values(policy, clause)) return;
  for (const Text& value : clause.values)
    if (!variables_of(value.value).empty()) return;
  for (const FamilyRow& row : kFamilies) {
    if (row.type != key->type || fits(*key, row, clause)) continue;
    if (row.family == OperatorFamily::kArn && family_of(clause.op.op) == OperatorFamily::kString) {
      if (takes_wildcards(clause.op.op))
        report.add("STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS", clause.key.span,
                   fmt::format("`{}` is an ARN, which `{}` compares without its fields: write `{}`",
                               clause.key.value, operator_name(clause.op.op),
                               is_negated(clause.op.op) ? "ArnNotLike" : "ArnLike"));
      continue;
    }
    report.add("TYPE_MISMATCH", clause.key.span,
               fmt::format("`{}` does not fit `{}`: use {}", operator_name(clause.op.op), clause.key.value,
                           row.operators));
  }
}

void check_operators(const LintedPolicy& policy, Report& report) {
  for_each_clause(policy, [&](const Statement&, const ConditionClause& clause) {
    check_set_operator(clause, report);
    check_wildcards(policy, clause, report);
    check_family(policy, clause, report);
  });
}

constexpr std::array kRows = {
    Check{"FORALLVALUES_WITH_SINGLE_VALUED_KEY", Severity::kSecurityWarning, kAllTypes,
          "ForAllValues on a key with one value",
          "ForAllValues also holds for a request that does not carry the key, so the condition can be met by "
          "leaving it out. Use the operator alone.",
          check_operators},
    Check{"MISSING_QUALIFIER", Severity::kError, kAllTypes, "no set operator on a key with several values",
          "A key that can have several values is compared with ForAnyValue (one of them matches) or "
          "ForAllValues (each matches, or there is none).",
          check_operators},
    Check{"NULL_WITH_IF_EXISTS", Severity::kError, kAllTypes, "Null with IfExists",
          "Null asks whether a key is there, so IfExists makes no sense with it, and AWS refuses it.",
          nullptr},
    Check{"NULL_WITH_QUALIFIER", Severity::kSuggestion, kAllTypes, "Null with a set operator",
          "Null asks whether a key is there, not for its values. Use it alone.", check_operators},
    Check{"STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS", Severity::kSecurityWarning, kAllTypes,
          "string operator on an ARN",
          "A wildcard under StringLike also matches beyond the field of the ARN that it stands in; ArnLike "
          "compares field by field.",
          check_operators},
    Check{"TYPE_MISMATCH", Severity::kWarning, kAllTypes, "operator of another type than the key",
          "A value of one type compared as another rarely matches. Use an operator of the key's type.",
          check_operators},
    Check{"WILDCARD_WITHOUT_LIKE_OPERATOR", Severity::kWarning, kAllTypes,
          "wildcard that is a plain character",
          "`*` and `?` are wildcards under the Like operators alone; others look for the characters "
          "themselves.",
          check_operators},
};

}  // namespace

std::span<const Check> operator_checks() { return kRows; }

}  // namespace arnscope
