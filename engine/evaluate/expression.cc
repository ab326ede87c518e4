#include "engine/evaluate/expression.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "engine/evaluate/simplify.h"

namespace arnscope {
namespace {

using Kind = Expression::Kind;

// The parts of `expression` under a connective: itself where it is not one of that kind.
std::vector<Expression> parts(Kind kind, Expression expression) {
  if (expression.kind() == kind) return std::move(expression).children();
  std::vector<Expression> one;
  one.push_back(std::move(expression));
  return one;
}

bool add_part(Kind kind, std::vector<Expression>& children, Expression part);

// Adds the children one by one: one that became smaller may say something of the others.
bool add_again(Kind kind, std::vector<Expression>& children) {
  std::vector<Expression> before = std::move(children);
  children.clear();
  for (Expression& each : before)
    for (Expression& part : parts(kind, std::move(each)))
      if (add_part(kind, children, std::move(part))) return true;
  return false;
}

// Simplifies the children of a connective by a part that comes to them, and adds it. What holds beside the
// part is known to hold: under `or`, that the others do not. Returns whether the whole became the constant
// that absorbs it: false for and, true for or.
bool add_part(Kind kind, std::vector<Expression>& children, Expression part) {
  const bool neutral = kind == Kind::kAnd;
  Facts others;
  for (const Expression& child : children) others.add({&child, !neutral});
  if (std::optional<Expression> rest = others.simplify(part)) part = std::move(*rest);
  if (part.is(neutral)) return false;
  if (part.is(!neutral)) return true;
  if (part.kind() == kind) {
    return std::any_of(part.children().begin(), part.children().end(),
                       [&](const Expression& each) { return add_part(kind, children, each); });
  }
  Facts itself;
  itself.add({&part, !neutral});
  bool changed = false;
  for (Expression& child : children) {
    std::optional<Expression> rest = itself.simplify(child);
    if (!rest) continue;
    if (rest->is(!neutral)) return true;
    changed = changed || !rest->is(neutral);
    child = std::move(*rest);
  }
  std::erase_if(children, [&](const Expression& child) { return child.is(neutral); });
  children.push_back(std::move(part));
  return changed && add_again(kind, children);
}

}  // namespace

Expression::Expression(Clause clause) : kind_(Kind::kClause) {
  if (const std::optional<bool> constant = constant_of(clause)) {
    kind_ = *constant ? Kind::kTrue : Kind::kFalse;
  } else {
    clause_ = std::move(clause);
  }
}

Expression Expression::join(Kind kind, Expression a, Expression b) {
  const bool neutral = kind == Kind::kAnd;  // true for and, false for or
  if (a.is(!neutral) || b.is(neutral)) return a;
  if (b.is(!neutral) || a.is(neutral)) return b;
  Expression result;
  result.kind_ = kind;
  result.children_ = parts(kind, std::move(a));
  for (Expression& part : parts(kind, std::move(b)))
    if (add_part(kind, result.children_, std::move(part))) return Expression(!neutral);
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

Expression beside(Expression a, Expression b) {
  if (a.is(false) || b.is(true)) return a;
  if (b.is(false) || a.is(true)) return b;
  Expression result;
  result.kind_ = Kind::kAnd;
  result.children_ = parts(Kind::kAnd, std::move(a));
  for (Expression& part : parts(Kind::kAnd, std::move(b)))
    if (std::find(result.children_.begin(), result.children_.end(), part) == result.children_.end())
      result.children_.push_back(std::move(part));
  if (result.children_.size() == 1) return Expression(result.children_.front());
  return result;
}

std::string to_text(const Expression& expression) {
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
