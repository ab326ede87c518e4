// What a team has decided about findings: which are off, of which severity, and which are known and why.
// Plain values; any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/document/document.h"
#include "engine/lint/lint.h"

namespace arnscope {

struct Ignore {
  std::string code;    // "" of any
  std::string file;    // a glob over the file's name; "" of any
  std::string path;    // a glob over the JSON pointer; "" of any
  std::string reason;  // never empty
  std::string until;   // "2027-01-31", the last day; "" of no end
  Place place;
};

struct LintProfile {
  struct ChangedSeverity {
    std::string code;
    std::optional<Severity> severity;  // nothing: off
  };
  std::vector<ChangedSeverity> severities;
  std::vector<Ignore> ignores;
};

// "error", "securityWarning", "warning", "suggestion"; nothing for another name.
std::optional<Severity> severity_of(std::string_view name);

// Reads {"severity": {CODE: SEVERITY or "off"}, "ignore": [{"code", "file", "path", "reason", "until"}]}.
// Errors, each with its place: another member, a code that no check has, a severity that does not exist, an
// ignore without a reason, a day that is not written as 2027-01-31.
Result<LintProfile> read_profile(const Document& document);

// Applies it: takes out what is off or ignored, and sets severities. An ignore whose last day is before
// `today` ("2026-11-22") has no effect and is a finding of its own (code IGNORE_EXPIRED, a warning).
void apply_profile(const LintProfile& profile, std::string_view today, std::vector<LintFinding>& findings);

// Takes out the findings that `baseline` has, which is the JSON that `lint` wrote before: of the same code,
// file, path and message, each as often as it was there. Returns how many. Errors: a document without
// `findings`.
Result<size_t> apply_baseline(const Document& baseline, std::vector<LintFinding>& findings);

}  // namespace arnscope
