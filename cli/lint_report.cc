#include "cli/lint_report.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "engine/document/json_writer.h"
#include "engine/report/findings.h"
#include "engine/report/junit.h"
#include "engine/report/sarif.h"
#include "engine/report/table.h"

namespace arnscope::cli {
namespace {

struct Split {
  std::vector<Finding> findings;
  std::vector<FindingDetails> details;
};

Split split(std::span<const LintFinding> findings) {
  Split out;
  for (const LintFinding& each : findings) {
    out.findings.push_back(each.finding);
    out.details.push_back({each.path, each.check == nullptr ? "" : each.check->help});
  }
  return out;
}

void write_text(std::span<const LintFinding> findings, const Split& split, Terminal& terminal) {
  write_findings_text(split.findings, terminal.color(), terminal.data(), split.details);
  const FindingCounts counts = count_findings(split.findings);
  size_t fixable = 0;
  for (const LintFinding& each : findings) fixable += each.fix.empty() ? 0 : 1;
  terminal.data().write(fmt::format("{}{} errors, {} security warnings, {} warnings, {} suggestions{}\n",
                                    findings.empty() ? "" : "\n", counts[0], counts[1], counts[2], counts[3],
                                    fixable == 0 ? "" : fmt::format("; --fix mends {}", fixable)));
}

void write_sarif_report(const Split& split, Terminal& terminal) {
  std::vector<SarifRule> rules;
  for (const Check& row : checks()) rules.push_back({row.code, row.severity, row.title, row.help});
  write_sarif(split.findings, split.details, rules, ARNSCOPE_VERSION, terminal.data());
}

// A case for each finding; suggestions are no failures.
void write_junit_report(const Split& split, Terminal& terminal) {
  std::vector<JunitCase> cases;
  for (size_t i = 0; i < split.findings.size(); ++i) {
    const Finding& each = split.findings[i];
    JunitCase& test = cases.emplace_back();
    if (each.place.source) {
      const Source& source = each.place.source->outermost();
      test.suite = source.name();
      test.line = source.position(each.place.source->to_outermost(each.place.span).begin).line;
    }
    test.name = fmt::format("{} {}", each.code, split.details[i].path);
    if (each.severity != Severity::kSuggestion) test.failures = {each.message};
  }
  write_junit(cases, terminal.data());
}

std::vector<std::string_view> type_names(LintedTypes types) {
  std::vector<std::string_view> names;
  for (unsigned bit = 1; bit < kAllTypes + 1U; bit <<= 1U)
    if ((types & bit) != 0) names.push_back(linted_type_name(static_cast<LintedType>(bit)));
  return names;
}

}  // namespace

void write_lint_report(std::span<const LintFinding> findings, const Options& options, Terminal& terminal) {
  const Split parts = split(findings);
  if (options.format == "json") {
    write_findings_json(parts.findings, terminal.data(), parts.details);
  } else if (options.format == "sarif") {
    write_sarif_report(parts, terminal);
  } else if (options.format == "junit") {
    write_junit_report(parts, terminal);
  } else {
    write_text(findings, parts, terminal);
  }
}

void write_lint_catalogue(const Options& options, Terminal& terminal) {
  std::string text;
  if (options.format != "json") {
    for (const Check& row : checks())
      text += fmt::format("{:<68} {:<16} {}\n", row.code, severity_name(row.severity), row.title);
    terminal.data().write(text);
    return;
  }
  JsonWriter json(text, Layout::kIndented);
  json.begin_array();
  for (const Check& row : checks()) {
    json.begin_object().member("code", row.code).member("severity", severity_key(row.severity));
    json.member_list("types", type_names(row.types));
    json.member("title", row.title).member("help", row.help).end_object();
  }
  json.end_array();
  terminal.data().write(text += '\n');
}

}  // namespace arnscope::cli
