// JSON documents into policies. All faults are found in one pass, each a finding at its place with IAM Access
// Analyzer's code; what can be understood is kept, so that one broken statement does not hide the others.
#pragma once

#include <string_view>
#include <vector>

#include "engine/base/finding.h"
#include "engine/document/document.h"
#include "engine/policy/policy.h"

namespace arnscope {

// Where a policy hangs decides which elements it must and may have.
enum class PolicyKind : uint8_t {
  kIdentity,  // also boundaries and session policies: no Principal
  kResource,  // Principal and, as a rule, Resource
  kTrust,     // Principal, no Resource
};

// Reads the policy at `value`. A fault drops the least that it must: a statement without a usable Effect or
// without any Action is dropped; a string where a list may stand is read; a value of a wrong type inside a
// list is dropped. An element that cannot be understood in an Allow statement makes the statement narrower,
// never wider: where leaving out a value would widen it (a Condition, a value of NotAction or of
// StringNotEquals), it gets a clause with an unknown operator, which never matches. Findings carry `subject`.
// O(size of the value).
Policy parse_policy(Value value, PolicyKind kind, std::string_view subject, std::vector<Finding>& findings);

}  // namespace arnscope
