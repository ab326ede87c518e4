#include "engine/lint/conditions.h"

#include <algorithm>
#include <cassert>

#include "engine/base/text.h"
#include "engine/evaluate/condition.h"
#include "engine/policy/glob.h"

namespace arnscope {

OperatorFamily family_of(Operator op) {
  assert(op != Operator::kUnknown);
  if (op <= Operator::kStringNotLike) return OperatorFamily::kString;
  if (op <= Operator::kNumericGreaterThanEquals) return OperatorFamily::kNumeric;
  if (op <= Operator::kDateGreaterThanEquals) return OperatorFamily::kDate;
  if (op == Operator::kBool) return OperatorFamily::kBool;
  if (op == Operator::kBinaryEquals) return OperatorFamily::kBinary;
  if (op <= Operator::kNotIpAddress) return OperatorFamily::kIp;
  return op == Operator::kNull ? OperatorFamily::kNull : OperatorFamily::kArn;
}

bool takes_wildcards(Operator op) {
  return op == Operator::kStringLike || op == Operator::kStringNotLike ||
         (op >= Operator::kArnEquals && op <= Operator::kArnNotLike);
}

bool holds_when_absent(const ConditionClause& clause) {
  CompiledClause compiled;
  compiled.op = clause.op.op;
  compiled.set_operator = clause.op.set_operator;
  compiled.if_exists = clause.op.if_exists;
  for (const Text& value : clause.values) compiled.values.push_back(read_value(value.value, clause.op.op));
  return holds_by_state(compiled, KeyState::kAbsent);
}

bool is_key(const ConditionClause& clause, std::string_view name) {
  return equal_folded(clause.key.value, name);
}

bool has_known_values(const LintedPolicy& policy, const ConditionClause& clause) {
  return std::all_of(clause.values.begin(), clause.values.end(),
                     [&](const Text& value) { return policy.is_known(value); });
}

bool may_have_key(const LintedPolicy& policy, const Statement& statement, std::string_view name) {
  return std::any_of(
      statement.conditions.begin(), statement.conditions.end(),
      [&](const ConditionClause& clause) { return !policy.is_known(clause.key) || is_key(clause, name); });
}

bool has_action(const ElementList& actions, std::string_view name) {
  const bool listed = std::any_of(actions.values.begin(), actions.values.end(), [&](const Text& action) {
    return glob_match(action.value, name, Case::kInsensitive);
  });
  return listed == (actions.polarity == Polarity::kListed);
}

std::optional<catalog::ConditionKey> known_key(const ConditionClause& clause) {
  const auto id = catalog::find_condition_key(clause.key.value);
  if (!id) return std::nullopt;
  return catalog::condition_key(*id);
}

bool is_multivalued(catalog::KeyType type) { return type >= catalog::KeyType::kStrings; }

std::string_view Variable::name() const {
  std::string_view name = content.substr(0, content.find(','));
  const size_t first = name.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return name.substr(first, name.find_last_not_of(' ') - first + 1);
}

std::vector<Variable> variables_of(std::string_view text) {
  std::vector<Variable> variables;
  for (size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at)) {
    const size_t close = text.find('}', at);
    if (close == std::string_view::npos) {
      variables.push_back({text.substr(at + 2), false});
      break;
    }
    const std::string_view content = text.substr(at + 2, close - at - 2);
    if (content != "*" && content != "?" && content != "$") variables.push_back({content, true});
    at = close + 1;
  }
  return variables;
}

std::string without_variables(std::string_view text, std::string_view instead) {
  std::string rest;
  for (size_t at = 0; at < text.size();) {
    const size_t open = text.find("${", at);
    const size_t close = open == std::string_view::npos ? open : text.find('}', open);
    rest += text.substr(at, close == std::string_view::npos ? close : open - at);
    if (close == std::string_view::npos) break;
    rest += instead;
    at = close + 1;
  }
  return rest;
}

}  // namespace arnscope
