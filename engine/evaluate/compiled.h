// A policy made ready for many decisions: actions as ranges over the catalog's numbering, resource patterns
// split and sorted by how they can be compared, condition values read. Compile once, evaluate many: a
// CompiledPolicy never changes afterwards and any number of threads may use it. It keeps its Policy, whose
// text the views point into.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/evaluate/context.h"
#include "engine/evaluate/values.h"
#include "engine/policy/action_set.h"
#include "engine/policy/arn.h"
#include "engine/policy/parser.h"
#include "engine/policy/policy.h"

namespace arnscope {

// A part of a text with policy variables: literal text (a pattern, in which the characters of `${*}` and
// `${?}` are kLiteralStar and kLiteralQuestion), or a variable.
struct TextPart {
  std::string literal;
  std::optional<KeyName> variable;
  std::optional<std::string> fallback;  // `${key, 'fallback'}`
};

// Stand-ins for characters that a pattern must not take as wildcards; neither occurs in UTF-8.
constexpr char kLiteralStar = static_cast<char>(0xFF);
constexpr char kLiteralQuestion = static_cast<char>(0xFE);

// The parts of a text with variables; empty for a text without. A `${` that is not closed is literal.
// Source: IAM User Guide, "IAM policy elements: Variables and tags".
std::vector<TextPart> split_variables(std::string_view text);

struct ResourcePattern {
  enum class Form : uint8_t {
    kNever,     // can match no ARN
    kAll,       // `*`
    kLiteral,   // no wildcard
    kPrefix,    // literal text, then one `*` in the last field
    kFields,    // compared field by field
    kVariable,  // its last field has variables
  };
  Form form = Form::kNever;
  char literal_end = 0;  // the last character of `literal`, beside its length: most patterns are told apart
                         // by it, without a look at their text
  std::string_view literal;  // kLiteral, kPrefix: the text to compare; others: what every match begins with
  std::string_view written;
  ArnFields fields;  // of all but kNever and kAll
  // A `*` that ends one of the first five fields can match beyond its colon. Source: IAM User Guide, "IAM
  // JSON policy elements: Resource", "Using wildcards in resource ARNs".
  bool crosses_colons = false;
  std::vector<TextPart> parts;  // kVariable: of the last field
};

struct ConditionValue {
  std::string_view text;
  std::vector<TextPart> parts;   // not empty: the text has variables
  std::optional<double> number;  // of Numeric operators
  std::optional<int64_t> date;   // of Date operators
  std::optional<IpRange> ip;     // of IpAddress operators
  std::optional<bool> boolean;   // of Bool and Null
};

// A value of a policy or of a request, read as the operator compares it; without its variables.
ConditionValue read_value(std::string_view text, Operator op);

// Whether the operator's values may have policy variables: those of texts and ARNs, and of Bool, where AWS
// contradicts itself ("Condition operators" says yes, "Variables and tags" no) and no access is hidden.
// Source: IAM User Guide, "IAM policy elements: Variables and tags", "Where you can use policy variables".
bool takes_variables(Operator op);

struct CompiledClause {
  Operator op = Operator::kUnknown;
  SetOperator set_operator = SetOperator::kNone;
  bool if_exists = false;
  KeyName key;
  std::vector<ConditionValue> values;
  const ConditionClause* written = nullptr;
};

struct CompiledStatement {
  const Statement* written = nullptr;
  Effect effect = Effect::kAllow;
  Polarity resource_polarity = Polarity::kListed;
  bool has_resource = false;
  std::vector<ResourcePattern> resources;
  std::vector<CompiledClause> clauses;
};

struct CompiledPolicy {
  std::shared_ptr<const Policy> policy;
  PolicyKind kind = PolicyKind::kIdentity;
  std::string name;  // for answers: an ARN, a name, a position
  // Of a grant of an AWS KMS key, the account that issued it; of all other policies empty.
  std::string grant_issuer;
  std::vector<CompiledStatement> statements;

  // Which statements speak of an action: intervals of action ids, and for each a row of bits, one a
  // statement.
  std::vector<ActionId> interval_starts;
  std::vector<uint64_t> interval_bits;
  uint32_t words = 0;  // of a row

  // The row of the action's interval; null where no statement speaks of it. O(log intervals).
  const uint64_t* statements_on(ActionId id) const;

  // Calls `visit(const CompiledStatement&)` for each statement that speaks of the action, in order.
  template <class Visit>
  void for_each_on(ActionId id, Visit visit) const {
    const uint64_t* row = statements_on(id);
    for (uint32_t w = 0; row != nullptr && w < words; ++w)
      for (uint64_t bits = row[w]; bits != 0; bits &= bits - 1)
        visit(statements[w * 64 + static_cast<size_t>(std::countr_zero(bits))]);
  }
};

// Compiles a policy. Actions that the catalog does not know stay as patterns that match by name.
// O(actions of the policy * log catalog + size of the policy).
std::shared_ptr<const CompiledPolicy> compile(std::shared_ptr<const Policy> policy, PolicyKind kind,
                                              std::string name);

// The actions of the catalog that a statement speaks of: its Action patterns expanded, or the complement of
// its NotAction patterns.
ActionSet actions_of(const Statement& statement);

}  // namespace arnscope
