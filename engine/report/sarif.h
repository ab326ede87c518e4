// Findings as SARIF 2.1.0, which code scanning reads. Source: OASIS, "Static Analysis Results Interchange
// Format (SARIF) Version 2.1.0"; GitHub, "SARIF support for code scanning". Any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/base/finding.h"
#include "engine/report/findings.h"
#include "engine/report/output.h"

namespace arnscope {

// A kind of finding.
struct SarifRule {
  std::string_view code;
  Severity severity = Severity::kError;
  std::string_view title, help;
};

// Writes one run. `rules` ascend by code; a finding whose code none has is written without a rule's place.
// Levels: error; warning of security warnings and warnings; note of suggestions. Rules carry
// `security-severity`, lines and columns count from 1, columns in characters. What tells a finding from
// others when lines move (partialFingerprints) is made of code, file, path and message. `details` is empty or
// has one for each finding.
void write_sarif(std::span<const Finding> findings, std::span<const FindingDetails> details,
                 std::span<const SarifRule> rules, std::string_view version, Output& output);

}  // namespace arnscope
