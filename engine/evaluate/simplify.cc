#include "engine/evaluate/simplify.h"

#include <algorithm>
#include <span>

namespace arnscope {
namespace {

using Kind = Expression::Kind;

// The term without `not` in front.
Term bare(Term term) {
  while (term.expression->kind() == Kind::kNot) term = {&term.expression->children().front(), !term.negated};
  return term;
}

// Whether all parts of the term must hold, or one of them. REQUIRES: the term is bare.
bool is_all(Term term) { return term.expression->kind() == (term.negated ? Kind::kOr : Kind::kAnd); }
bool is_choice(Term term) { return term.expression->kind() == (term.negated ? Kind::kAnd : Kind::kOr); }
bool is_literal(Term term) { return term.expression->kind() == Kind::kClause; }
bool is_constant(Term term, bool value) { return term.expression->is(value != term.negated); }

Literal literal_of(Term term) { return {&term.expression->clause(), term.negated}; }

template <class Test>
bool all_parts(Term term, Test test) {
  const std::vector<Expression>& parts = term.expression->children();
  return std::all_of(parts.begin(), parts.end(), [&](const Expression& part) {
    return test(Term{&part, term.negated});
  });
}

template <class Test>
bool any_part(Term term, Test test) {
  return !all_parts(term, [&](Term part) { return !test(part); });
}

// Whether a part, by its key, may say anything of a literal: the quick no for nearly all.
bool may_relate(Term part, Term literal) {
  part = bare(part);
  return !is_literal(part) || same_key(part.expression->clause(), literal.expression->clause());
}

// As many conditions on one key are taken together; of more each is taken with each.
constexpr size_t kTogether = 16;

// Whether the literal cannot hold together with those of the list, which can.
bool contradicts(const Literal& literal, std::span<const Literal> list) {
  std::vector<Literal> same;
  for (const Literal& each : list)
    if (same_key(*each.clause, *literal.clause)) same.push_back(each);
  if (same.empty()) return false;
  if (same.size() > kTogether)
    return std::any_of(same.begin(), same.end(),
                       [&](const Literal& each) { return implies(each, !literal); });
  same.push_back(literal);
  return contradict(same);
}

// Looks for a way to satisfy all terms of a list, one part of each choice.
class Search {
 public:
  explicit Search(Term term) : open_{term} {}

  // Whether one was found, or the limit was met. From the term at `next` on, those before it being satisfied.
  bool find(size_t next = 0) {
    const size_t literals = literals_.size();
    const size_t open = open_.size();
    const bool found = advance(next) && (next == open_.size() || choose(next));
    if (!found) {
      literals_.resize(literals);
      open_.resize(open);
    }
    return found;
  }

 private:
  static constexpr size_t kLimit = 1000;

  // Takes terms up to the next choice. Returns whether they can hold.
  bool advance(size_t& next) {
    for (; next < open_.size(); ++next) {
      const Term term = bare(open_[next]);
      if (is_constant(term, false)) return false;
      if (is_choice(term)) return true;
      if (is_all(term))
        for (const Expression& part : term.expression->children()) open_.push_back({&part, term.negated});
      if (!is_literal(term)) continue;
      if (contradicts(literal_of(term), literals_)) return false;
      literals_.push_back(literal_of(term));
    }
    return true;
  }

  bool choose(size_t next) {
    const Term choice = bare(open_[next]);
    for (const Expression& part : choice.expression->children()) {
      if (++tried_ > kLimit) return true;
      open_.push_back({&part, choice.negated});
      if (find(next + 1)) return true;
      open_.pop_back();
    }
    return false;
  }

  std::vector<Term> open_;
  std::vector<Literal> literals_;
  size_t tried_ = 0;
};

}  // namespace

bool implies(Term a, Term b) {
  a = bare(a);
  b = bare(b);
  if (is_constant(a, false) || is_constant(b, true)) return true;
  if (is_choice(a)) {
    const bool related = !is_literal(b) || all_parts(a, [&](Term part) { return may_relate(part, b); });
    return related && all_parts(a, [&](Term part) { return implies(part, b); });
  }
  if (is_all(b)) return all_parts(b, [&](Term part) { return implies(a, part); });
  if (is_all(a) && any_part(a, [&](Term part) { return implies(part, b); })) return true;
  if (is_choice(b)) return any_part(b, [&](Term part) { return implies(a, part); });
  return is_literal(a) && is_literal(b) && implies(literal_of(a), literal_of(b));
}

void Facts::add(Term term) {
  term = bare(term);
  if (is_literal(term)) {
    literals_.push_back(literal_of(term));
  } else if (is_choice(term)) {
    choices_.push_back(term);
  } else {
    for (const Expression& part : term.expression->children()) add({&part, term.negated});
  }
}

Answer Facts::judge(Term term) const {
  if (is_literal(term)) {
    if (contradicts(literal_of(term), literals_)) return Answer::kNo;
    if (contradicts(literal_of(!term), literals_)) return Answer::kYes;
  }
  for (const Term& choice : choices_) {
    if (implies(choice, term)) return Answer::kYes;
    if (implies(choice, !term)) return Answer::kNo;
  }
  return Answer::kUnknown;
}

std::optional<Expression> Facts::simplify(const Expression& expression) const {
  const Answer holds = judge({&expression, false});
  if (holds != Answer::kUnknown) return Expression(holds == Answer::kYes);
  const std::vector<Expression>& parts = expression.children();
  std::vector<std::optional<Expression>> rests;
  bool changed = false;
  for (const Expression& part : parts) {
    rests.push_back(simplify(part));
    changed = changed || rests.back();
  }
  if (!changed) return std::nullopt;
  if (expression.kind() == Kind::kNot) return !std::move(*rests.front());
  const bool conjunction = expression.kind() == Kind::kAnd;
  Expression result(conjunction);
  for (size_t i = 0; i < parts.size(); ++i) {
    if (!rests[i]) rests[i] = parts[i];
    result =
        conjunction ? std::move(result) && std::move(*rests[i]) : std::move(result) || std::move(*rests[i]);
  }
  return result;
}

Expression settle(Expression expression) {
  for (bool negated : {false, true})
    if (!Search({&expression, negated}).find()) return Expression(negated);
  return expression;
}

}  // namespace arnscope
