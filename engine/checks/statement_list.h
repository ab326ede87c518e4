// The lists of a statement along which it may be divided into statements that together say the same: the
// actions, the resources, the values of one condition key. Not NotAction and NotResource, nor values under
// negated operators, IfExists and ForAllValues, of which two halves say something else than the whole.
// Source: IAM User Guide, "Policy evaluation logic", "Multivalued context keys".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/policy/policy.h"

namespace arnscope {

enum class ListKind : uint8_t { kActions, kResources, kValues };

struct StatementList {
  ListKind kind = ListKind::kActions;
  uint32_t clause = 0;  // of kValues: the position of the clause

  bool operator==(const StatementList&) const = default;
};

// The lists with several values along which the statement may be divided, at most one of them of values: the
// clause with the most characters.
std::vector<StatementList> divisible_lists(const Statement& statement);

// All lists with several values along which it may be divided, those of every clause too.
std::vector<StatementList> all_divisible_lists(const Statement& statement);

// The values of a list. REQUIRES: the statement has it.
const std::vector<Text>& values_of(const Statement& statement, StatementList list);
std::vector<Text>& values_of(Statement& statement, StatementList list);

// The statement with these values of the list in place of all.
Statement with_values(const Statement& statement, StatementList list, std::vector<Text> values);

// Characters (code points) of text, of a value as a JSON string in its quotes, and of a statement in compact
// form.
uint32_t count_characters(std::string_view text);
uint32_t count_quoted(std::string_view text);
uint32_t count_statement(const Statement& statement);

// "Action", "Resource", or the condition key.
std::string list_name(const Statement& statement, StatementList list);

}  // namespace arnscope
