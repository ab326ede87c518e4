// What the checks of conditions share. Of this folder alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/catalog/catalog.h"
#include "engine/lint/linted_policy.h"

namespace arnscope {

enum class OperatorFamily : uint8_t { kString, kNumeric, kDate, kBool, kBinary, kIp, kArn, kNull };

// REQUIRES: op != Operator::kUnknown.
OperatorFamily family_of(Operator op);

// Whether `*` and `?` of a value are wildcards under the operator.
bool takes_wildcards(Operator op);

// Whether the clause holds for a request that does not carry the key. REQUIRES: the operator is known.
bool holds_when_absent(const ConditionClause& clause);

// Whether the clause asks for the key, which compares without regard to case.
bool is_key(const ConditionClause& clause, std::string_view name);

// Whether all values are known whole.
bool has_known_values(const LintedPolicy& policy, const ConditionClause& clause);

// Whether the statement has the key, or may have it: one of its keys is not known.
bool may_have_key(const LintedPolicy& policy, const Statement& statement, std::string_view name);

// Whether an Action or NotAction names the action, given as "service:Name".
bool has_action(const ElementList& actions, std::string_view name);

// What the catalog knows of the clause's key; nothing for a key that it does not have.
std::optional<catalog::ConditionKey> known_key(const ConditionClause& clause);

// Whether requests can carry several values of such a key at once.
bool is_multivalued(catalog::KeyType type);

// A `${...}` of a text, as it is written between the braces.
struct Variable {
  std::string_view content;
  bool closed = true;  // false: the text ends before `}`

  std::string_view name() const;  // the text before the fallback, without spaces around it
};

// Views into `text`. `${*}`, `${?}` and `${$}` stand for those characters and are no variables.
// Source: IAM User Guide, "IAM policy elements: Variables and tags".
std::vector<Variable> variables_of(std::string_view text);

// The text with `instead` in the place of each `${...}`: what is left is literal, or a wildcard. With `*` it
// is the pattern that matches whatever the variables come to.
std::string without_variables(std::string_view text, std::string_view instead = {});

// Calls `visit(statement, clause)` for each clause whose operator and key are known.
template <class Visit>
void for_each_clause(const LintedPolicy& policy, Visit visit) {
  for (const Statement& statement : policy.policy.statements)
    for (const ConditionClause& clause : statement.conditions)
      if (clause.op.op != Operator::kUnknown && policy.is_known(clause.key)) visit(statement, clause);
}

}  // namespace arnscope
