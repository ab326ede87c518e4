// Conditions simplified by what they mean, not by how they are written. Everything rests on one relation
// between clauses (relation.h); what it cannot tell stays as it is.
#pragma once

#include <optional>
#include <vector>

#include "engine/evaluate/relation.h"

namespace arnscope {

// An expression or its negation. REQUIRES: the expression outlives it.
struct Term {
  const Expression* expression = nullptr;
  bool negated = false;

  Term operator!() const { return {expression, !negated}; }
};

// Whether every request that satisfies `a` satisfies `b`, part by part. A no means that it could not be told.
bool implies(Term a, Term b);

// What is known to hold.
class Facts {
 public:
  void add(Term term);

  // What is left of the expression where the facts hold: parts that must hold are true, those that cannot are
  // false. Nothing where that is the expression itself. O(parts * facts) relations.
  std::optional<Expression> simplify(const Expression& expression) const;

 private:
  Answer judge(Term term) const;

  std::vector<Literal> literals_;
  std::vector<Term> choices_;  // of which one part or another holds
};

// The constant that the expression amounts to, where every way to satisfy its parts contradicts itself, or
// every way to violate them; else the expression. Ways are tried up to a limit.
Expression settle(Expression expression);

}  // namespace arnscope
