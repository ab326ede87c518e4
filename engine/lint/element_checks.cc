// Elements, as such: what is empty, what is missing, Sids, the version.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_map>

#include "engine/base/text.h"
#include "engine/lint/linted_policy.h"
#include "engine/policy/printer.h"

namespace arnscope {
namespace {

// Whether a text of the policy would be read as having a variable if the version were 2012-10-17.
bool may_have_variables(Value policy) {
  for (const Node& node : policy.document().nodes())
    if (node.kind == Kind::kString && policy.document().text_of(node).find("${") != std::string_view::npos)
      return true;
  return false;
}

// As the other members stand: each on a line of its own, or all on one.
std::vector<Edit> with_version(Value policy) {
  if (policy.document().syntax() != Syntax::kJson || policy.size() == 0 || may_have_variables(policy))
    return {};
  const std::string_view text = policy.document().source()->text();
  const uint32_t begin = policy.span().begin + 1;
  const size_t member = text.find_first_not_of(" \t\r\n", begin);
  const std::string_view space = text.substr(begin, member - begin);
  return {{{begin, begin}, fmt::format("{}\"Version\": \"2012-10-17\",{}", space, space.empty() ? " " : "")}};
}

// Sources: Amazon S3 User Guide, "Bucket policies"; IAM User Guide, "IAM JSON policy elements: Resource",
// where ECR's and others' policies do without.
void check_required_resource(const LintedPolicy& policy, Report& report) {
  if (policy.type == kServiceControlPolicy || (policy.type & kIdentityTypes) != 0) return;  // the reader's
  const bool needs_resource = policy.type == kResourceControlPolicy || policy.type == kEndpointPolicy ||
                              policy.service == "s3" || policy.service == "sns" || policy.service == "kms" ||
                              policy.service == "lambda" || policy.service == "dynamodb" ||
                              policy.service == "secretsmanager";
  if (!needs_resource) return;
  for (const Statement& statement : policy.policy.statements)
    if (!statement.resource)
      report.add("MISSING_RESOURCE", statement.span, "the statement has no Resource and no NotResource");
}

void check_missing(const LintedPolicy& policy, Report& report) {
  check_required_resource(policy, report);
  if (!policy.value.is_object() || policy.value.find("Version")) return;
  report.add("MISSING_VERSION", policy.value.span(),
             "the policy has no Version, which means 2008-10-17: policy variables are plain text. Write "
             "`2012-10-17`",
             with_version(policy.value));
}

bool is_plain_sid(std::string_view sid) {
  return std::all_of(sid.begin(), sid.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
}

void check_sids(const LintedPolicy& policy, Report& report) {
  std::unordered_map<std::string_view, const Statement*> first;
  for (const Statement& statement : policy.policy.statements) {
    if (!statement.sid || !policy.is_known(*statement.sid)) continue;
    const Text& sid = *statement.sid;
    if (sid.value.empty()) {
      report.add("EMPTY_SID_VALUE", sid.span, "the Sid is empty: name the statement, or take Sid out");
      continue;
    }
    if (!is_plain_sid(sid.value))
      report.add("UNSUPPORTED_SID", sid.span,
                 fmt::format("the Sid `{}` may have letters and digits alone", sid.value));
    if (first.try_emplace(sid.value, &statement).second) continue;
    for (const char* code : {"UNIQUE_SIDS_REQUIRED", "UNIQUE_SIDS_RECOMMENDED"})
      report.add(code, sid.span, fmt::format("another statement has the Sid `{}`, too", sid.value));
  }
}

struct EmptyElement {
  std::string_view name, code;
};
constexpr std::array kEmptyElements = {
    EmptyElement{"Action", "EMPTY_ARRAY_ACTION"},
    EmptyElement{"NotAction", "EMPTY_ARRAY_ACTION"},
    EmptyElement{"Resource", "EMPTY_ARRAY_RESOURCE"},
    EmptyElement{"NotResource", "EMPTY_ARRAY_RESOURCE"},
    EmptyElement{"Principal", "EMPTY_OBJECT_PRINCIPAL"},
    EmptyElement{"NotPrincipal", "EMPTY_OBJECT_PRINCIPAL"},
};

void check_empty(const LintedPolicy& policy, Report& report) {
  for (Value statement : policy.statements) {
    for (const EmptyElement& row : kEmptyElements) {
      const auto value = statement.find(row.name);
      if (!value) continue;
      const bool is_empty = (value->is_array() || value->is_object()) && value->size() == 0;
      if (is_empty)
        report.add(row.code, value->span(), fmt::format("{} is empty: the statement says nothing", row.name));
      if (row.code != "EMPTY_OBJECT_PRINCIPAL") continue;
      for (auto [kind, listed] : value->members())
        if (listed.is_array() && listed.size() == 0)
          report.add("EMPTY_ARRAY_PRINCIPAL", listed.span(),
                     fmt::format("{} of {} is empty: it names nobody", kind.text(), row.name));
    }
  }
}

void check_repeated_statements(const LintedPolicy& policy, Report& report) {
  std::unordered_map<std::string, uint32_t> first;
  for (const Statement& statement : policy.policy.statements) {
    Statement unnamed = statement;
    unnamed.sid.reset();
    const auto [at, is_new] = first.try_emplace(print_statement(unnamed), statement.index);
    if (is_new) continue;
    std::vector<Edit> fix;
    const auto list = policy.value.find("Statement");
    if (list && list->is_array()) fix = without_elements(*list, {statement.index});
    report.add("REDUNDANT_STATEMENT", statement.span,
               fmt::format("statement {} says the same: once is enough", at->second), std::move(fix));
  }
}

constexpr LintedTypes kIamTypes = kIdentityTypes | kTrustPolicy;

constexpr std::array kRows = {
    Check{"EMPTY_ARRAY_ACTION", Severity::kSuggestion, kAllTypes, "no action in the list",
          "A statement with an empty list of actions allows and denies nothing. Name some, or take it out.",
          check_empty},
    Check{"EMPTY_ARRAY_PRINCIPAL", Severity::kSuggestion, kTypesWithPrincipal, "no principal in the list",
          "A statement that names no principal speaks of nobody. Name some, or take it out.", check_empty},
    Check{"EMPTY_ARRAY_RESOURCE", Severity::kSuggestion, kTypesWithResource, "no resource in the list",
          "A statement with an empty list of resources allows and denies nothing. Name some, or take it out.",
          check_empty},
    Check{"EMPTY_OBJECT_PRINCIPAL", Severity::kSuggestion, kTypesWithPrincipal, "no principal in the object",
          "A statement that names no principal speaks of nobody. Name some, or take it out.", check_empty},
    Check{"EMPTY_SID_VALUE", Severity::kSuggestion, kAllTypes, "empty Sid",
          "Sid is optional: an empty one names nothing.", check_sids},
    Check{"MISSING_VERSION", Severity::kWarning, kAllTypes, "no version",
          "Without Version the older language of 2008-10-17 holds, in which policy variables are plain text.",
          check_missing},
    Check{"REDUNDANT_STATEMENT", Severity::kSuggestion, kAllTypes, "statement given twice",
          "Two statements of one policy say the same: take one out.", check_repeated_statements},
    Check{"UNIQUE_SIDS_RECOMMENDED", Severity::kWarning, static_cast<LintedTypes>(kAllTypes & ~kIamTypes),
          "Sid given twice", "Statements are told apart by their Sids. Give each its own.", check_sids},
    Check{"UNIQUE_SIDS_REQUIRED", Severity::kError, kIamTypes, "Sid given twice",
          "IAM refuses a policy in which two statements have the same Sid.", check_sids},
    Check{"UNSUPPORTED_SID", Severity::kError, kIamTypes | kServiceControlPolicy | kResourceControlPolicy,
          "Sid with other characters", "IAM takes the letters A to Z, a to z, and digits.", check_sids},
};

}  // namespace

std::span<const Check> element_checks() { return kRows; }

}  // namespace arnscope
