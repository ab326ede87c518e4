// What a scenario or an access test expects of a decision, and where a decision differs from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/document/document.h"
#include "engine/evaluate/grants.h"

namespace arnscope {

// One entry of `decidedBy` as it is expected; what is empty does not count.
struct ExpectedStatement {
  std::string layer, policy, sid, effect;
  std::optional<uint32_t> statement;
};

// What is not given does not count, but for the verdict.
struct Expectation {
  Verdict verdict = Verdict::kAllowed;
  std::optional<std::vector<Layer>> blocked_by;
  std::vector<ExpectedStatement> decided_by;       // each must be among the deciding statements
  std::string condition;                           // compact JSON, places left out
  std::optional<Extent> extent;                    // of a pattern of resources
  std::optional<std::vector<std::string>> grants;  // the granted parts of the pattern, sorted
};

// Reads {"decision", "blockedBy", "decidedBy", "condition", "extent", "grants"}; decision is a must.
// Errors: an unknown field, a wrong type, an unknown decision, layer, effect or condition operator.
Result<Expectation> read_expectation(Value value);

// What the expectation says and the answer does not, a line each; empty where they agree.
std::vector<std::string> differences(const Expectation& expected, const ResourceDecision& actual);

}  // namespace arnscope
