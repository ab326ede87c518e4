// Findings for people and for programs. Both write in the order given: sort_findings() first. Any thread.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "engine/base/finding.h"
#include "engine/document/json_writer.h"
#include "engine/report/output.h"
#include "engine/report/style.h"

namespace arnscope {

// How many findings there are of each severity, indexed by Severity.
using FindingCounts = std::array<size_t, 4>;
FindingCounts count_findings(std::span<const Finding> findings);

// What is known of a finding beside itself.
struct FindingDetails {
  std::string_view path;  // the JSON pointer of the value that it is about
  std::string_view help;  // what follows from it, and how to mend it; may be empty
};

// Each as format_finding() writes it, the severity in its colour. `details` is empty or has one for each
// finding: then the first finding of a code is followed by its help.
void write_findings_text(std::span<const Finding> findings, Color color, Output& output,
                         std::span<const FindingDetails> details = {});

// {"findings": [...], "summary": {"error": N, "securityWarning": N, "warning": N, "suggestion": N}}, one
// finding a line, each with
//   code, severity, message   severity as severity_key() spells it
//   file, line, column        line and column from 1, the column in bytes
//   span                      {"start": {"line", "column", "offset"}, "end": {...}}: line from 1, column and
//                             offset in bytes from 0, the end exclusive, as IAM Access Analyzer counts
//                             (https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Span.html)
//   policy                    the finding's subject
//   path, help                with `details` alone
// null where there is none. Places are those of the outermost source: in the file that a person can open.
void write_findings_json(std::span<const Finding> findings, Output& output,
                         std::span<const FindingDetails> details = {});

// One finding as such an object, as a part of a larger text.
void write_finding(JsonWriter& json, const Finding& finding, const FindingDetails* details = nullptr);

}  // namespace arnscope
