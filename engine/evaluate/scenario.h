// A request and its policies as one JSON object, with what is expected of the decision: what conformance
// cases and access tests are written in.
//   {"name": ..., "request": {"principal", "action", "resource", "resourceAccount", "managementAccount",
//                             "context"},
//    "policies": {"identity": [...], "resource": {...}, "grants": [...], "publicAccessBlock": {...}, ...},
//    "context": "complete" | "open", "expect": {...}}
// A policy is a document, or {"name": ..., "document": {...}}; one of `resource` may also say with "resource"
// which ARN it is attached to, and then counts only where it governs the resource of the request.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/document/document.h"
#include "engine/document/json_writer.h"
#include "engine/evaluate/authorize.h"

namespace arnscope {

// One entry of `decidedBy` as it is expected; what is empty does not count.
struct ExpectedStatement {
  std::string layer, policy, sid, effect;
  std::optional<uint32_t> statement;
};

struct Expectation {
  Verdict verdict = Verdict::kAllowed;
  std::optional<std::vector<Layer>> blocked_by;
  std::vector<ExpectedStatement> decided_by;  // each must be among the deciding statements
  std::string condition;                      // compact JSON, places left out; "" does not count
};

struct Scenario {
  std::string name;
  std::string source;  // the page that states the rule
  Principal principal;
  std::string action;
  std::string resource = "*";
  std::string resource_account;
  std::string management_account;
  Context context{Unlisted::kAbsent};
  Policies policies;
  std::optional<Expectation> expect;
  std::vector<Finding> findings;  // of the policies

  // REQUIRES: the scenario outlives the request.
  Request request() const;
};

// Errors: an unknown field, a wrong type, an impossible principal, an unknown layer, decision or operator
// name in `expect`; each names the field and what would be right. Policies are read leniently; their faults
// are findings.
Result<Scenario> read_scenario(Value value);

// What the expectation says and the decision does not; empty where they agree.
std::vector<std::string> differences(const Expectation& expected, const Decision& decision);

// The remaining condition as JSON; `from` is written unless places are left out.
enum class Places : uint8_t { kWritten, kLeftOut };
void write_condition(JsonWriter& json, const Expression& condition, Places places);

}  // namespace arnscope
