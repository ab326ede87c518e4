// How `require` writes its answer, one function a format.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/terminal.h"
#include "engine/checks/require.h"
#include "engine/checks/surplus.h"

namespace arnscope::cli {

struct RequireReport {
  std::string spec;  // as named on the command line
  const RequiredPermissions* required = nullptr;
  std::vector<RequirementAnswer> answers;
  std::vector<SurplusAction> surplus;
  std::vector<RedundantAction> redundant;
  std::vector<std::string> notes;
  bool list_surplus = false;
  bool list_all = false;
};

// Whether everything that is required is granted, and without a condition.
bool is_fulfilled(const RequireReport& report);

void write_text(const RequireReport& report, Terminal& terminal);
void write_json(const RequireReport& report, Terminal& terminal);
void write_junit(const RequireReport& report, Terminal& terminal);

}  // namespace arnscope::cli
