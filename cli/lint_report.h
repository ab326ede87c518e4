// What `lint` prints.
#pragma once

#include <span>

#include "cli/command.h"
#include "engine/lint/lint.h"

namespace arnscope::cli {

// In the format that the options name. REQUIRES: sorted.
void write_lint_report(std::span<const LintFinding> findings, const Options& options, Terminal& terminal);

// The table of checks: as text, or as JSON.
void write_lint_catalogue(const Options& options, Terminal& terminal);

}  // namespace arnscope::cli
