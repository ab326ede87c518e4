// Test results as JUnit's XML, as CI systems read it: a suite a file, a case a test, a failure with its
// lines.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/report/output.h"

namespace arnscope {

struct JunitCase {
  std::string suite;  // the file
  std::string name;
  uint32_t line = 0;                  // in the file; 0: none
  std::vector<std::string> failures;  // empty: passed
};

// Writes the cases in the order given; those of one suite stand together. REQUIRES: they do. Characters that
// XML 1.0 cannot hold become U+FFFD.
void write_junit(std::span<const JunitCase> cases, Output& output);

}  // namespace arnscope
