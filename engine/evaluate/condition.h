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

// The steps of it.

// Whether the operator is one that holds for the values that are not listed: StringNotEquals and its like.
bool is_negated(Operator op);

// Whether the clause holds by what the key is alone: for a key that the request does not carry, and, of Null,
// for one that it carries. REQUIRES: the operator is known.
bool holds_by_state(const CompiledClause& clause, KeyState state);

// Whether one value is among those that the clause lists, before negation. A variable without a value is like
// nothing. REQUIRES: the operator is known and not Null; `actual` was read for it. Source: IAM User Guide,
// "IAM policy elements: Variables and tags", "Policy variables with no value".
Answer listed(const CompiledClause& clause, const ConditionValue& actual, const Request& request);

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

// A literal text as a pattern that matches it alone, and back.
std::string with_stand_ins(std::string_view text);
std::string without_stand_ins(std::string_view text);

Substituted substitute(const std::vector<TextPart>& parts, const Request& request);

}  // namespace arnscope
