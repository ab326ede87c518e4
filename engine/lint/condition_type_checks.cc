// Values of conditions that their operator cannot read, and conditions without values.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/text.h"
#include "engine/evaluate/condition.h"
#include "engine/evaluate/values.h"
#include "engine/lint/conditions.h"

namespace arnscope {
namespace {

bool is_base64(std::string_view text) {
  if (text.size() % 4 != 0) return false;
  const size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  text.remove_suffix(padding);
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
  });
}

struct TypeRow {
  OperatorFamily family;
  std::string_view code;
  std::string_view wanted;  // for messages
  bool (*reads)(std::string_view text);
};
constexpr std::array kTypes = {
    TypeRow{OperatorFamily::kNumeric, "TYPE_MISMATCH_NUMBER", "a number",
            [](std::string_view text) { return parse_number(text).has_value(); }},
    TypeRow{OperatorFamily::kDate, "TYPE_MISMATCH_DATE", "a date such as `2026-01-31T12:00:00Z`",
            [](std::string_view text) { return parse_date(text).has_value(); }},
    TypeRow{OperatorFamily::kBool, "TYPE_MISMATCH_BOOLEAN", "`true` or `false`",
            [](std::string_view text) { return parse_bool(text).has_value(); }},
    TypeRow{OperatorFamily::kNull, "TYPE_MISMATCH_BOOLEAN", "`true` or `false`",
            [](std::string_view text) { return parse_bool(text).has_value(); }},
    TypeRow{OperatorFamily::kBinary, "TYPE_MISMATCH_STRING", "base64", is_base64},
    TypeRow{OperatorFamily::kIp, "TYPE_MISMATCH_IP_RANGE", "an address or a range such as `203.0.113.0/24`",
            [](std::string_view text) { return parse_ip(text).has_value(); }},
};

// More digits than a year has.
bool is_epoch(std::string_view text) {
  return text.size() > 4 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

void check_values(const LintedPolicy& policy, const ConditionClause& clause, Report& report) {
  const OperatorFamily family = family_of(clause.op.op);
  for (const Text& value : clause.values) {
    // A variable has a finding of its own where the operator takes none.
    if (!policy.is_known(value) || !variables_of(value.value).empty()) continue;
    for (const TypeRow& row : kTypes)
      if (row.family == family && !row.reads(value.value))
        report.add(row.code, value.span,
                   fmt::format("`{}` is no value for `{}`: write {}", value.value,
                               operator_name(clause.op.op), row.wanted));
    if (family == OperatorFamily::kDate && is_epoch(value.value) && !is_key(clause, "aws:EpochTime"))
      report.add("INVALID_DATE_VALUE", value.span,
                 fmt::format("`{}` is a date as seconds since 1970: write it as `2026-01-31T12:00:00Z`",
                             value.value));
  }
  const auto key = known_key(clause);
  if (family == OperatorFamily::kBool && clause.values.size() > 1 && !(key && is_multivalued(key->type)))
    report.add("INVALID_CONDITION_MULTIPLE_BOOLEAN", clause.key.span,
               fmt::format("`{}` has {} values: `Bool` takes `true` or `false`", clause.key.value,
                           clause.values.size()));
}

std::string_view empty_list_code(const OperatorName& op) {
  if (op.set_operator == SetOperator::kForAllValues) return "EMPTY_ARRAY_CONDITION_FORALLVALUES";
  if (op.set_operator == SetOperator::kForAnyValue) return "EMPTY_ARRAY_CONDITION_FORANYVALUE";
  return op.if_exists ? "EMPTY_ARRAY_CONDITION_IFEXISTS" : "EMPTY_ARRAY_CONDITION";
}

void check_empty_list(const OperatorName& op, Value key, Value values, Report& report) {
  if (op.op == Operator::kUnknown) return;
  ConditionClause clause;
  clause.op = op;
  // Nothing is among no values, so the operator's sign alone decides where the key is there.
  const bool present = is_negated(op.op), absent = holds_when_absent(clause);
  const std::string_view meaning = present == absent ? (present ? "always holds" : "never holds")
                                   : present
                                       ? "holds only for requests with the key: write `Null` with `false`"
                                       : "holds only for requests without the key: write `Null` with `true`";
  report.add(empty_list_code(op), values.span(),
             fmt::format("`{}` without values {}{} give values", key.text(), meaning,
                         present == absent ? ":" : ", or"));
}

void check_mixed_list(const LintedPolicy& policy, Value values, Report& report) {
  std::optional<Kind> first;
  for (Value value : values.elements()) {
    if (value.kind() != Kind::kString && value.kind() != Kind::kNumber && value.kind() != Kind::kBool)
      continue;
    if (!policy.is_known({std::string(value.text()), value.span()})) continue;
    if (!first) first = value.kind();
    if (value.kind() != *first)
      report.add("INVALID_CONDITION_DATA_TYPE", value.span(),
                 fmt::format("`{}` is {}, the first value {}: write all as one JSON type", value.text(),
                             kind_name(value.kind()), kind_name(*first)));
  }
}

// What only the document shows.
void check_shape(const LintedPolicy& policy, Value condition, Report& report) {
  if (condition.is_object() && condition.size() == 0)
    report.add("EMPTY_OBJECT_CONDITION", condition.span(),
               "the condition is empty, the statement holds without one: name conditions, or leave it out");
  for (auto [op, block] : condition.members()) {
    if (block.is_object() && block.size() == 0)
      report.add("EMPTY_OBJECT_CONDITION", block.span(),
                 fmt::format("`{}` has no condition keys: name some, or leave it out", op.text()));
    for (auto [key, values] : block.members()) {
      if (!values.is_array()) continue;
      if (values.size() == 0) check_empty_list(parse_operator(op.text()), key, values, report);
      check_mixed_list(policy, values, report);
    }
  }
}

void check_types(const LintedPolicy& policy, Report& report) {
  for_each_clause(
      policy, [&](const Statement&, const ConditionClause& clause) { check_values(policy, clause, report); });
  for (Value statement : policy.statements)
    if (const auto condition = statement.find("Condition")) check_shape(policy, *condition, report);
}

constexpr std::array kRows = {
    Check{
        "EMPTY_ARRAY_CONDITION", Severity::kSuggestion, kAllTypes, "condition key without values",
        "A condition with an empty list never holds, or always under a negated operator: the statement does "
        "not say what it seems to.",
        check_types},
    Check{"EMPTY_ARRAY_CONDITION_FORALLVALUES", Severity::kSuggestion, kAllTypes,
          "ForAllValues without values",
          "It holds only where the request does not carry the key, which Null with `true` says plainly.",
          check_types},
    Check{"EMPTY_ARRAY_CONDITION_FORANYVALUE", Severity::kSuggestion, kAllTypes, "ForAnyValue without values",
          "Nothing is among no values, so the statement never matches.", check_types},
    Check{"EMPTY_ARRAY_CONDITION_IFEXISTS", Severity::kSuggestion, kAllTypes, "IfExists without values",
          "It holds only where the request does not carry the key, which Null with `true` says plainly.",
          check_types},
    Check{"EMPTY_OBJECT_CONDITION", Severity::kSuggestion, kAllTypes, "empty condition",
          "An empty condition restricts nothing.", check_types},
    Check{"INVALID_CONDITION_DATA_TYPE", Severity::kError, kAllTypes, "values of several JSON types",
          "The values of one condition key are all strings, all numbers or all booleans.", check_types},
    Check{"INVALID_CONDITION_MULTIPLE_BOOLEAN", Severity::kError, kAllTypes, "several boolean values",
          "Bool with several values matches either of them, which restricts nothing. Give the one that is "
          "meant.",
          check_types},
    Check{"INVALID_DATE_VALUE", Severity::kWarning, kAllTypes, "date as a number",
          "Seconds since 1970 are hard to read and easy to get wrong. Write the date as ISO 8601.",
          check_types},
    Check{"TYPE_MISMATCH_BOOLEAN", Severity::kWarning, kAllTypes, "value that is no boolean",
          "Bool and Null compare with `true` or `false`; another value never matches.", check_types},
    Check{"TYPE_MISMATCH_DATE", Severity::kWarning, kAllTypes, "value that is no date",
          "Date operators compare dates in ISO 8601; another value never matches.", check_types},
    Check{"TYPE_MISMATCH_IP_RANGE", Severity::kError, kAllTypes, "value that is no address",
          "IpAddress and NotIpAddress compare with addresses and ranges in CIDR notation, IPv4 or IPv6.",
          check_types},
    Check{"TYPE_MISMATCH_NUMBER", Severity::kWarning, kAllTypes, "value that is no number",
          "Numeric operators compare numbers; another value never matches.", check_types},
    Check{"TYPE_MISMATCH_STRING", Severity::kWarning, kAllTypes, "value that is not base64",
          "BinaryEquals compares bytes, which a policy gives as base64.", check_types},
};

}  // namespace

std::span<const Check> condition_type_checks() { return kRows; }

}  // namespace arnscope
