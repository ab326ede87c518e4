// Condition clauses and texts with policy variables, decided against a request.
// Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Multivalued context keys".
#pragma once

#include <string>

#include "engine/evaluate/answer.h"
#include "engine/evaluate/compiled.h"
#include "engine/evaluate/request.h"

namespace arnscope {

// Whether one clause holds: all operators, set operators and IfExists, with absent and unknown keys by the
// table of the operators. Allocates nothing, but for values with policy variables longer than a few hundred
// bytes.
Answer evaluate(const CompiledClause& clause, const Request& request);

// A text with its variables replaced. A substituted value is literal: its wildcards become the stand-ins of
// compiled.h, and `comparable` gives a text in which such a pattern can be looked for.
struct Substituted {
  enum class State : uint8_t { kKnown, kAbsent, kUnknown };
  State state = State::kKnown;  // kUnknown: an unknown variable was replaced by `*`
  bool stand_ins = false;
  std::string text;

  std::string comparable(std::string_view value) const;
  std::string plain() const;  // the stand-ins as the characters that they stand for
};
Substituted substitute(const std::vector<TextPart>& parts, const Request& request);

}  // namespace arnscope
