#include "engine/evaluate/expression.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace arnscope {
namespace {

bool contains(const std::vector<Expression>& list, const Expression& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

// The parts of `expression` under a connective: itself where it is not one of that kind.
std::vector<Expression> parts(Expression::Kind kind, const Expression& expression) {
  if (expression.kind() == kind) return expression.children();
  return {expression};
}

// Whether every part of `small` is a part of `large`: then `small or large` is `small` for a conjunction.
bool subsumes(const std::vector<Expression>& small, const std::vector<Expression>& large) {
  return std::all_of(small.begin(), small.end(),
                     [&](const Expression& part) { return contains(large, part); });
}

// Adds a part to the children of a connective, whose other connective is `inner`, unless a child makes it
// superfluous (a or (a and b), a and (a or b)); drops those that it makes superfluous. Returns whether it
// contradicts a child.
bool add_part(Expression::Kind inner, std::vector<Expression>& children, Expression part) {
  if (contains(children, !part)) return true;
  const std::vector<Expression> own = parts(inner, part);
  for (const Expression& child : children)
    if (subsumes(parts(inner, child), own)) return false;
  std::erase_if(children, [&](const Expression& child) { return subsumes(own, parts(inner, child)); });
  children.push_back(std::move(part));
  return false;
}

}  // namespace

Expression Expression::join(Kind kind, Expression a, Expression b) {
  const bool neutral = kind == Kind::kAnd;  // true for and, false for or
  if (a.is(!neutral) || b.is(neutral)) return a;
  if (b.is(!neutral) || a.is(neutral)) return b;
  Expression result;
  result.kind_ = kind;
  result.children_ = parts(kind, a);
  for (Expression& part : parts(kind, b))
    if (add_part(neutral ? Kind::kOr : Kind::kAnd, result.children_, std::move(part)))
      return Expression(!neutral);
  if (result.children_.size() == 1) return Expression(result.children_.front());
  return result;
}

Expression operator&&(Expression a, Expression b) {
  return Expression::join(Expression::Kind::kAnd, std::move(a), std::move(b));
}

Expression operator||(Expression a, Expression b) {
  return Expression::join(Expression::Kind::kOr, std::move(a), std::move(b));
}

Expression operator!(Expression a) {
  if (a.is(true)) return Expression(false);
  if (a.is(false)) return Expression(true);
  if (a.kind_ == Expression::Kind::kNot) return Expression(a.children_.front());
  Expression result;
  result.kind_ = Expression::Kind::kNot;
  result.children_.push_back(std::move(a));
  return result;
}

std::string to_text(const Expression& expression) {
  using Kind = Expression::Kind;
  switch (expression.kind()) {
    case Kind::kTrue:
      return "always";
    case Kind::kFalse:
      return "never";
    case Kind::kClause: {
      const Clause& clause = expression.clause();
      if (clause.op == "unknown")
        return fmt::format("{} of {} allows", clause.key, fmt::join(clause.values, ", "));
      return fmt::format("{} {} {}", clause.key, clause.op, fmt::join(clause.values, " | "));
    }
    case Kind::kNot: {
      const Expression& child = expression.children().front();
      return child.kind() == Kind::kClause ? fmt::format("not {}", to_text(child))
                                           : fmt::format("not ({})", to_text(child));
    }
    case Kind::kAnd:
    case Kind::kOr: {
      std::string text;
      for (const Expression& child : expression.children()) {
        if (!text.empty()) text += expression.kind() == Kind::kAnd ? " and " : " or ";
        bool nested = child.kind() == Kind::kAnd || child.kind() == Kind::kOr;
        text += nested ? fmt::format("({})", to_text(child)) : to_text(child);
      }
      return text;
    }
  }
  return "";
}

}  // namespace arnscope
