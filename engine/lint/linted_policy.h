// What a check sees of a policy, and where it says what it found. Of this folder alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/lint/lint.h"
#include "engine/policy/policy.h"

namespace arnscope {

struct LintedPolicy {
  Value value;                    // as it is written
  std::vector<Value> statements;  // as they are written, by Statement::index
  Policy policy;                  // as far as it is understood
  LintedType type = kIdentityPolicy;
  std::string_view size_type;  // of policies/limits.json; "" where nothing tells
  std::string_view service;    // as ARNs name it: whose resource the policy hangs on; "" where nothing tells
  bool open = false;           // some texts hold placeholders for what only a deployment knows

  // Whether a text is known whole. A check must not judge the placeholders of a template.
  bool is_known(const Text& text) const {
    return !open || text.value.find('<') == std::string::npos || text.value.find('>') == std::string::npos;
  }
};

class Report {
 public:
  Report(const LintedPolicy& policy, std::string_view subject, std::vector<LintFinding>& findings)
      : policy_(policy), subject_(subject), findings_(findings) {}

  // Adds a finding at a place in the policy's source. Dropped where the code's row is not for the policy's
  // type. REQUIRES: checks() has the code.
  void add(std::string_view code, Span at, std::string message, std::vector<Edit> fix = {});
  // The same for what a reader found; a code that has no row is kept with the severity it came with.
  void add(Finding finding);

 private:
  const LintedPolicy& policy_;
  std::string_view subject_;
  std::vector<LintFinding>& findings_;
};

// The edits that take elements, by ascending position, out of a list: each with one comma beside it, white
// space kept tidy. REQUIRES: value.is_array(), positions below its size, and one element stays.
std::vector<Edit> without_elements(Value list, const std::vector<size_t>& positions);

}  // namespace arnscope
