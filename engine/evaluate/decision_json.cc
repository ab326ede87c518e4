#include "engine/evaluate/decision_json.h"

#include <set>
#include <utility>

namespace arnscope {
namespace {

void write_children(JsonWriter& json, std::string_view name, const Expression& condition, Places places) {
  json.begin_object().key(name).begin_array();
  for (const Expression& child : condition.children()) write_condition(json, child, places);
  json.end_array().end_object();
}

void write_clause(JsonWriter& json, const Clause& clause, Places places) {
  json.begin_object()
      .member("operator", clause.op)
      .member("key", clause.key)
      .member_list("values", clause.values);
  if (places == Places::kWritten && clause.from.statement != nullptr) {
    json.key("from").begin_object().member("layer", layer_name(clause.from.layer));
    write_reference(json, clause.from, Places::kLeftOut);
    json.end_object();
  }
  json.end_object();
}

}  // namespace

void write_reference(JsonWriter& json, const StatementReference& reference, Places places) {
  const Statement& statement = *reference.statement;
  json.member("policy", reference.policy->name).key("statement").number(statement.index);
  if (statement.sid) json.member("sid", statement.sid->value);
  json.member("effect", effect_name(statement.effect));
  if (places == Places::kWritten)
    json.member("place", format_place({reference.policy->policy->source, statement.span}));
}

void write_condition(JsonWriter& json, const Expression& condition, Places places) {
  switch (condition.kind()) {
    case Expression::Kind::kTrue:
    case Expression::Kind::kFalse:
      json.boolean(condition.is(true));
      break;
    case Expression::Kind::kClause:
      write_clause(json, condition.clause(), places);
      break;
    case Expression::Kind::kAnd:
      write_children(json, "and", condition, places);
      break;
    case Expression::Kind::kOr:
      write_children(json, "or", condition, places);
      break;
    case Expression::Kind::kNot:
      json.begin_object().key("not");
      write_condition(json, condition.children().front(), places);
      json.end_object();
      break;
  }
}

void write_decision(JsonWriter& json, Verdict verdict, const Decision& decision, Places places) {
  json.member("decision", verdict_name(verdict));
  json.key("blockedBy").begin_array();
  for (Layer layer : decision.blocked_by) json.string(layer_name(layer));
  json.end_array();
  json.key("decidedBy").begin_array();
  // One policy may be attached at several levels of the organization: its statement is written once.
  std::set<std::pair<Layer, const Statement*>> written;
  for (const StatementReference& reference : decision.decided_by) {
    const bool has_levels = reference.layer == Layer::kScp || reference.layer == Layer::kRcp;
    if (has_levels && !written.emplace(reference.layer, reference.statement).second) continue;
    json.begin_object().member("layer", layer_name(reference.layer));
    write_reference(json, reference, places);
    json.end_object();
  }
  json.end_array();
  json.key("condition");
  if (decision.verdict == Verdict::kConditional) {
    write_condition(json, decision.condition, Places::kWritten);
  } else {
    json.null();
  }
  if (!decision.rule.empty()) json.member("rule", decision.rule);
}

void write_decision(JsonWriter& json, const ResourceDecision& answer, Places places) {
  write_decision(json, answer.verdict, shown_decision(answer), places);
  if (answer.extent) json.member("extent", extent_name(*answer.extent));
  if (!answer.grants.empty()) write_grants(json, answer.grants, places);
}

void write_grants(JsonWriter& json, const std::vector<ResourceGrant>& grants, Places places) {
  json.key("grants").begin_array();
  for (const ResourceGrant& grant : grants) {
    json.begin_object().member("resource", grant.pattern);
    write_decision(json, grant.decision.verdict, grant.decision, places);
    json.end_object();
  }
  json.end_array();
}

}  // namespace arnscope
