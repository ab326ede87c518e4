// Policies into JSON text.
#pragma once

#include <string>

#include "engine/document/json_writer.h"
#include "engine/policy/policy.h"

namespace arnscope {

// The policy in canonical form: elements in the order of the grammar (Version, Id, Statement; Sid, Effect,
// Principal, Action, Resource, Condition), Statement always a list, one value as a string and several as a
// list, values in their written order. parse_policy(print_policy(p)) == p. O(size).
std::string print_policy(const Policy& policy, Layout layout = Layout::kIndented);

// One statement in the same form.
std::string print_statement(const Statement& statement, Layout layout = Layout::kCompact);

// The same two as parts of a larger text.
void print_policy(JsonWriter& json, const Policy& policy);
void print_statement(JsonWriter& json, const Statement& statement);

}  // namespace arnscope
