// What remains to hold for a conditional decision: an expression over condition clauses on one request, kept
// simple as it is built. Constants fold, nested and/or flatten, and what a part beside it implies or excludes
// goes, by the meaning of the clauses (simplify.h): `a or (a and b)` is `a`, and two organizations at once
// are never. Of two parts that mean the same the first stays. Plain values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/evaluate/answer.h"

namespace arnscope {

struct CompiledClause;
struct CompiledPolicy;
struct Statement;

// The layers of policies that take part in a decision, in the order in which they are reported.
enum class Layer : uint8_t { kScp, kRcp, kEndpoint, kResource, kIdentity, kBoundary, kSession };
constexpr size_t kLayerCount = 7;

// One statement in its place: the layer, the position in it, the policy and the statement.
struct StatementReference {
  Layer layer = Layer::kIdentity;
  uint32_t level = 0;     // SCPs and RCPs: the level of the organization, root first
  uint32_t position = 0;  // of the policy in its level
  const CompiledPolicy* policy = nullptr;
  const Statement* statement = nullptr;

  bool operator==(const StatementReference&) const = default;
};

// A test that could not be made, for want of a value.
struct Clause {
  std::string op;   // as written: "ForAnyValue:StringLike"
  std::string key;  // "aws:SourceIp"; kResourceKey for the resource itself
  std::vector<std::string> values;
  StatementReference from;
  const CompiledClause* compiled = nullptr;  // of the statement, where the values are as written there

  // Two statements may ask the same: their places do not take part.
  bool operator==(const Clause& other) const {
    return op == other.op && key == other.key && values == other.values;
  }
};

// The key of a clause on the resource that was asked about, when the question was a pattern.
inline constexpr const char* kResourceKey = "resource";

class Expression {
 public:
  enum class Kind : uint8_t { kFalse, kTrue, kClause, kAnd, kOr, kNot };

  Expression(bool value = false) : kind_(value ? Kind::kTrue : Kind::kFalse) {}
  Expression(Clause clause);  // a constant where the clause amounts to one

  Kind kind() const { return kind_; }
  const Clause& clause() const { return clause_; }                        // REQUIRES: kClause
  const std::vector<Expression>& children() const& { return children_; }  // of kAnd, kOr, kNot
  std::vector<Expression> children() && { return std::move(children_); }
  bool is(bool value) const { return kind_ == (value ? Kind::kTrue : Kind::kFalse); }

  friend Expression operator&&(Expression a, Expression b);
  friend Expression operator||(Expression a, Expression b);
  friend Expression operator!(Expression a);
  // That both hold, each of another request: the steps of a chain. They do not speak of each other; only
  // repetitions go.
  friend Expression beside(Expression a, Expression b);

  // Equality of form, not of meaning.
  bool operator==(const Expression&) const = default;

 private:
  static Expression join(Kind kind, Expression a, Expression b);

  Kind kind_;
  Clause clause_;
  std::vector<Expression> children_;
};

// For people: `aws:MultiFactorAuthPresent is true and not (aws:SourceIp in 203.0.113.0/24)`.
std::string to_text(const Expression& expression);

}  // namespace arnscope
