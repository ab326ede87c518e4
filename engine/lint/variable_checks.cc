// Policy variables: how they are written, and where they may stand.
// Source: IAM User Guide, "IAM policy elements: Variables and tags".
#include <fmt/format.h>

#include <array>

#include "engine/evaluate/compiled.h"
#include "engine/lint/conditions.h"

namespace arnscope {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

bool has_space(std::string_view text) { return text.find_first_of(kSpaces) != std::string_view::npos; }

// The text behind the comma, as it is written; nothing where there is no comma.
std::optional<std::string_view> fallback_of(const Variable& variable) {
  const size_t comma = variable.content.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const std::string_view fallback = variable.content.substr(comma + 1);
  const size_t first = fallback.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return std::string_view();
  return fallback.substr(first, fallback.find_last_not_of(kSpaces) - first + 1);
}

bool is_quoted(std::string_view text) {
  return text.size() >= 2 && text.starts_with('\'') && text.ends_with('\'');
}

void check_variable(const Variable& variable, const Text& text, Report& report) {
  if (!variable.closed) {
    report.add("MISSING_BRACE_IN_VARIABLE", text.span,
               fmt::format("`${{{}` has no closing brace: write `}}` behind the name", variable.content));
    return;
  }
  const std::string_view name = variable.content.substr(0, variable.content.find(','));
  if (name.find_first_not_of(kSpaces) == std::string_view::npos) {
    report.add("EMPTY_VARIABLE", text.span,
               fmt::format("`${{{}}}` names no variable: name one, or take it out", variable.content));
    return;
  }
  if (has_space(name))
    report.add("UNSUPPORTED_SPACE_IN_VARIABLE", text.span,
               fmt::format("`${{{}}}` has a space in its name: take it out", variable.content));
  if (const auto fallback = fallback_of(variable); fallback && !is_quoted(*fallback))
    report.add("MISSING_QUOTE_IN_VARIABLE", text.span,
               fmt::format("the fallback of `${{{0}}}` lacks a quote: write `${{{1}, 'text'}}`",
                           variable.content, variable.name()));
}

// Sees every text of a policy that may have variables, and every one that must not.
class VariableCheck {
 public:
  VariableCheck(const LintedPolicy& policy, Report& report) : policy_(policy), report_(report) {}

  void run() {
    for (const Statement& statement : policy_.policy.statements) {
      refuse(statement.action.values,
             statement.action.polarity == Polarity::kListed ? "Action" : "NotAction");
      if (statement.principal)
        for (const PrincipalEntry& entry : statement.principal->entries) refuse({entry.value}, "Principal");
      if (statement.resource)
        for (const Text& text : statement.resource->values) check(text);
      for (const ConditionClause& clause : statement.conditions) check(clause);
    }
    if (has_variables_) check_version();
  }

 private:
  void refuse(const std::vector<Text>& texts, std::string_view element) {
    for (const Text& text : texts)
      if (policy_.is_known(text) && !variables_of(text.value).empty())
        report_.add("VARIABLE_UNSUPPORTED_IN_ELEMENT", text.span,
                    fmt::format("`{}` has a variable, which {} does not know: Resource and Condition do",
                                text.value, element));
  }

  void check(const Text& text) {
    if (!policy_.is_known(text)) return;
    const std::vector<Variable> variables = variables_of(text.value);
    if (variables.empty()) return;
    has_variables_ = true;
    if (policy_.policy.version != Version::k2012) {
      report_.add(
          "VARIABLE_UNSUPPORTED_IN_VERSION", text.span,
          fmt::format("`{}` is taken literally, variables and all: set Version to `2012-10-17`", text.value));
      return;
    }
    for (const Variable& variable : variables) check_variable(variable, text, report_);
  }

  void check(const ConditionClause& clause) {
    if (clause.op.op == Operator::kUnknown) return;
    for (const Text& text : clause.values) {
      if (takes_variables(clause.op.op)) {
        check(text);
      } else if (policy_.is_known(text) && !variables_of(text.value).empty()) {
        report_.add("INVALID_VARIABLE_FOR_OPERATOR", text.span,
                    fmt::format("`{}` has a variable, which `{}` does not know: String and Arn operators do",
                                text.value, operator_name(clause.op.op)));
      }
    }
  }

  void check_version() {
    if (policy_.policy.version == Version::k2012) return;
    const auto version = policy_.value.find("Version");
    report_.add("DEPRECATED_VERSION", version ? version->span() : policy_.value.span(),
                version
                    ? fmt::format("Version `{}` has no policy variables: use `2012-10-17`", version->text())
                    : "a policy without Version has no policy variables: set it to `2012-10-17`");
  }

  const LintedPolicy& policy_;
  Report& report_;
  bool has_variables_ = false;
};

void check_variables(const LintedPolicy& policy, Report& report) { VariableCheck(policy, report).run(); }

constexpr std::array kRows = {
    Check{
        "DEPRECATED_VERSION", Severity::kWarning, kAllTypes, "old version with policy variables",
        "Without Version 2012-10-17 a policy variable is plain text: an Allow with it grants nothing, a Deny "
        "denies nothing.",
        check_variables},
    Check{"EMPTY_VARIABLE", Severity::kError, kAllTypes, "variable without a name",
          "A policy variable names the condition key whose value takes its place.", check_variables},
    Check{"INVALID_VARIABLE_FOR_OPERATOR", Severity::kError, kAllTypes, "variable under a wrong operator",
          "Variables are replaced under String and Arn operators alone; others take the text as it is, which "
          "matches nothing.",
          check_variables},
    Check{"MISSING_BRACE_IN_VARIABLE", Severity::kError, kAllTypes, "variable without a closing brace",
          "A policy variable is `${` and a name and `}`.", check_variables},
    Check{"MISSING_QUOTE_IN_VARIABLE", Severity::kError, kAllTypes, "fallback without quotes",
          "What takes the place of a variable that has no value stands behind a comma, in single quotes.",
          check_variables},
    Check{"UNSUPPORTED_SPACE_IN_VARIABLE", Severity::kError, kAllTypes, "space in a variable's name",
          "The name of a policy variable stands between the braces without spaces.", check_variables},
    Check{"VARIABLE_UNSUPPORTED_IN_ELEMENT", Severity::kError, kAllTypes, "variable in a wrong element",
          "Variables are replaced in Resource and Condition; elsewhere they are plain text.",
          check_variables},
    Check{"VARIABLE_UNSUPPORTED_IN_VERSION", Severity::kError, kAllTypes, "variable in an old version",
          "Variables are replaced in policies of Version 2012-10-17 alone; in others they are plain text.",
          check_variables},
};

}  // namespace

std::span<const Check> variable_checks() { return kRows; }

}  // namespace arnscope
