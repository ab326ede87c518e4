// What two or more conditions on one key say of each other, whatever the request: whether they exclude or
// imply one another. A condition is taken as what it holds for: the absent key, sets of several values, and
// single values. The comparison of values is the evaluator's own (condition.h). Sound and not complete: a no
// means that it could not be told. Source: IAM User Guide, "IAM JSON policy elements: Condition operators"
// and "Set operators for multivalued context keys".
#pragma once

#include <optional>
#include <span>

#include "engine/evaluate/expression.h"

namespace arnscope {

// A clause or its negation. REQUIRES: the clause outlives it.
struct Literal {
  const Clause* clause = nullptr;
  bool negated = false;

  Literal operator!() const { return {clause, !negated}; }
};

// Whether both speak of the same key.
bool same_key(const Clause& a, const Clause& b);

// Whether no request satisfies all of them. Clauses on other keys than the last one's do not count. Policies
// that nobody has, and the resource itself, are related to themselves alone; values with policy variables are
// those that some text for the variable gives.
// Exact for numbers, dates, booleans and texts without wildcards under one kind of operator. Of patterns and
// of ranges of addresses each is compared with each: that several together cover another is not seen.
// O(values^2) comparisons.
//   StringEquals k [1, 2], StringEquals k [2, 3], StringEquals k [1, 3]  // true
bool contradict(std::span<const Literal> literals);

// The constant that the clause amounts to by itself: none of its values can be read, or they are all there
// are.
std::optional<bool> constant_of(const Clause& clause);

// Whether every request that satisfies `a` satisfies `b`.
//   implies(IpAddress k 10.1.0.0/16, IpAddress k 10.0.0.0/8)  // true
bool implies(const Literal& a, const Literal& b);

}  // namespace arnscope
