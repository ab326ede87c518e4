// Faults of scenarios, tested to the letter and to the byte.
#pragma once

#include "tests/unit/evaluate/build.h"
#include "tests/unit/policy/faults.h"

namespace arnscope {

struct ScenarioError {
  std::string_view text;  // `^` before what is wrong
  std::string_view message;
};

inline void check_scenario_errors(std::initializer_list<ScenarioError> rows, std::string_view before,
                                  std::string_view after) {
  for (const ScenarioError& row : rows) {
    Marked marked(std::string(before) + std::string(row.text) + std::string(after));
    ASSERT_EQ(marked.marks.size(), 1u) << row.text;
    auto scenario = scenario_of(marked.text);
    ASSERT_FALSE(scenario) << row.text;
    EXPECT_EQ(scenario.error().message, row.message);
    EXPECT_EQ(scenario.error().place.span.begin, marked.marks[0]) << row.text;
  }
}

}  // namespace arnscope
