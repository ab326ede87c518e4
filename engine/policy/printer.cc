#include "engine/policy/printer.h"

namespace arnscope {
namespace {

// One value stands as a string, several as a list.
void print_values(JsonWriter& json, std::string_view name, const std::vector<Text>& values) {
  json.key(name);
  if (values.size() == 1) {
    json.string(values[0].value);
    return;
  }
  json.begin_array();
  for (const Text& value : values) json.string(value.value);
  json.end_array();
}

void print_principal(JsonWriter& json, const PrincipalElement& element) {
  std::string_view name = element.polarity == Polarity::kListed ? "Principal" : "NotPrincipal";
  const auto& entries = element.entries;
  if (entries.size() == 1 && entries[0].kind == PrincipalKind::kEveryone) {
    json.member(name, "*");
    return;
  }
  json.key(name).begin_object();
  for (size_t i = 0; i < entries.size();) {
    std::vector<Text> values;
    const PrincipalKind kind = entries[i].kind;
    for (; i < entries.size() && entries[i].kind == kind; ++i) values.push_back(entries[i].value);
    print_values(json, principal_kind_name(kind), values);
  }
  json.end_object();
}

void print_conditions(JsonWriter& json, const std::vector<ConditionClause>& clauses) {
  json.key("Condition").begin_object();
  for (size_t i = 0; i < clauses.size();) {
    const std::string& op = clauses[i].operator_text.value;
    json.key(op).begin_object();
    for (; i < clauses.size() && clauses[i].operator_text.value == op; ++i)
      print_values(json, clauses[i].key.value, clauses[i].values);
    json.end_object();
  }
  json.end_object();
}

}  // namespace

void print_statement(JsonWriter& json, const Statement& statement) {
  json.begin_object();
  if (statement.sid) json.member("Sid", statement.sid->value);
  json.member("Effect", effect_name(statement.effect));
  if (statement.principal) print_principal(json, *statement.principal);
  print_values(json, statement.action.polarity == Polarity::kListed ? "Action" : "NotAction",
               statement.action.values);
  if (statement.resource) {
    print_values(json, statement.resource->polarity == Polarity::kListed ? "Resource" : "NotResource",
                 statement.resource->values);
  }
  if (!statement.conditions.empty()) print_conditions(json, statement.conditions);
  json.end_object();
}

void print_policy(JsonWriter& json, const Policy& policy) {
  json.begin_object();
  if (policy.version != Version::kAbsent)
    json.member("Version", policy.version == Version::k2012 ? "2012-10-17" : "2008-10-17");
  if (policy.id) json.member("Id", policy.id->value);
  json.key("Statement").begin_array();
  for (const Statement& statement : policy.statements) print_statement(json, statement);
  json.end_array().end_object();
}

std::string print_statement(const Statement& statement, Layout layout) {
  std::string text;
  JsonWriter json(text, layout);
  print_statement(json, statement);
  return text;
}

std::string print_policy(const Policy& policy, Layout layout) {
  std::string text;
  JsonWriter json(text, layout);
  print_policy(json, policy);
  return text;
}

}  // namespace arnscope
