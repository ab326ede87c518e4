// What is wrong with policies: IAM Access Analyzer's checks and more, with the exact place of each. Offline,
// any thread.
//
//   auto source = Source::read("team.json");
//   LintResult result = lint_source(*source, {});
//   for (const LintFinding& each : result.findings) std::cerr << format_finding(each.finding);
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/lint/check.h"
#include "engine/template/policies.h"

namespace arnscope {

// Of a text: what stands in `span` becomes `text`.
struct Edit {
  Span span;
  std::string text;
};

struct LintFinding {
  Finding finding;
  std::string path;       // JSON pointer (RFC 6901) of the nearest value, in the document; "" of the whole
  const Check* check;     // its row; null for what is no check's: an unreadable part of a template
  std::vector<Edit> fix;  // a mend that leaves no doubt, in the outermost source; empty where there is none
};

// What a name of a type means: one of linted_type_name(), or a type of policies/limits.json, which tells more
// ("s3-bucket"). Nothing for another name.
struct LintedAs {
  LintedType type = kIdentityPolicy;
  std::string_view size_type;
};
std::optional<LintedAs> linted_as(std::string_view name);

struct LintOptions {
  std::optional<LintedAs> type;  // of policies; else what stands around them tells, else their shape
};

struct LintResult {
  std::vector<LintFinding> findings;  // sorted by place, severity, code
  size_t policies = 0;
  bool known_layout = false;  // what is linted is a policy, or may hold some
};

// Lints all policies of a text: what find_policies() finds. Malformed JSON is read past each fault whose mend
// is certain, so that one run tells all; a text that cannot be read has the fault as a finding.
// O(size log size) but for REDUNDANT_RESOURCE and the like, which compare the patterns of one statement.
LintResult lint_source(const std::shared_ptr<const Source>& source, const LintOptions& options);

// By place, severity, code and message; exact repetitions go. O(n log n).
void sort_lint_findings(std::vector<LintFinding>& findings);

// Lints one policy. Appends. Findings carry `found.name` as their subject, and paths from `found.path`.
void lint_policy(const FoundPolicy& found, const LintOptions& options, std::vector<LintFinding>& findings);

}  // namespace arnscope
