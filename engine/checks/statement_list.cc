#include "engine/checks/statement_list.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "engine/document/json_writer.h"
#include "engine/evaluate/condition.h"
#include "engine/policy/printer.h"

namespace arnscope {
namespace {

bool unites_values(const OperatorName& name) {
  return name.op != Operator::kUnknown && name.op != Operator::kNull && !is_negated(name.op) &&
         !name.if_exists && name.set_operator != SetOperator::kForAllValues;
}

uint32_t count_values(const std::vector<Text>& values) {
  return std::accumulate(values.begin(), values.end(), uint32_t{0},
                         [](uint32_t sum, const Text& text) { return sum + count_quoted(text.value) + 1; });
}

}  // namespace

std::vector<StatementList> all_divisible_lists(const Statement& statement) {
  std::vector<StatementList> lists;
  if (statement.action.polarity == Polarity::kListed && statement.action.values.size() > 1)
    lists.push_back({ListKind::kActions, 0});
  if (statement.resource && statement.resource->polarity == Polarity::kListed &&
      statement.resource->values.size() > 1)
    lists.push_back({ListKind::kResources, 0});
  for (uint32_t i = 0; i < statement.conditions.size(); ++i) {
    const ConditionClause& clause = statement.conditions[i];
    if (unites_values(clause.op) && clause.values.size() > 1) lists.push_back({ListKind::kValues, i});
  }
  return lists;
}

std::vector<StatementList> divisible_lists(const Statement& statement) {
  std::vector<StatementList> lists = all_divisible_lists(statement);
  std::optional<StatementList> largest;
  uint32_t most = 0;
  for (StatementList list : lists) {
    if (list.kind != ListKind::kValues) continue;
    const uint32_t size = count_values(values_of(statement, list));
    if (size <= most) continue;
    largest = list;
    most = size;
  }
  std::erase_if(lists, [&](StatementList list) { return list.kind == ListKind::kValues && list != largest; });
  return lists;
}

const std::vector<Text>& values_of(const Statement& statement, StatementList list) {
  switch (list.kind) {
    case ListKind::kActions:
      return statement.action.values;
    case ListKind::kResources:
      return statement.resource->values;
    case ListKind::kValues:
      break;
  }
  return statement.conditions[list.clause].values;
}

std::vector<Text>& values_of(Statement& statement, StatementList list) {
  return const_cast<std::vector<Text>&>(values_of(std::as_const(statement), list));
}

Statement with_values(const Statement& statement, StatementList list, std::vector<Text> values) {
  Statement result = statement;
  values_of(result, list) = std::move(values);
  return result;
}

uint32_t count_characters(std::string_view text) {
  return static_cast<uint32_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<uint8_t>(c) & 0xC0U) != 0x80; }));
}

uint32_t count_quoted(std::string_view text) {
  std::string json;
  write_json_string(json, text);
  return count_characters(json);
}

uint32_t count_statement(const Statement& statement) {
  return count_characters(print_statement(statement, Layout::kCompact));
}

std::string list_name(const Statement& statement, StatementList list) {
  if (list.kind == ListKind::kActions) return "Action";
  if (list.kind == ListKind::kResources) return "Resource";
  return statement.conditions[list.clause].key.value;
}

}  // namespace arnscope
