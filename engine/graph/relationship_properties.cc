#include "engine/graph/relationship_properties.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "engine/catalog/catalog.h"
#include "engine/document/json_writer.h"
#include "engine/evaluate/decision_json.h"

namespace arnscope {
namespace {

constexpr std::array kColumns = {
    PropertyColumn{"effect", PropertyType::kText},
    PropertyColumn{"effective", PropertyType::kBoolean},
    PropertyColumn{"actions", PropertyType::kTexts},
    PropertyColumn{"notActions", PropertyType::kTexts},
    PropertyColumn{"normalizedActions", PropertyType::kTexts},
    PropertyColumn{"accessLevels", PropertyType::kTexts},
    PropertyColumn{"resources", PropertyType::kTexts},
    PropertyColumn{"notResources", PropertyType::kTexts},
    PropertyColumn{"notPrincipals", PropertyType::kTexts},
    PropertyColumn{"principals", PropertyType::kTexts},
    PropertyColumn{"direction", PropertyType::kText},
    PropertyColumn{"peer", PropertyType::kText},
    PropertyColumn{"protocol", PropertyType::kText},
    PropertyColumn{"fromPort", PropertyType::kNumber},
    PropertyColumn{"toPort", PropertyType::kNumber},
    PropertyColumn{"statement", PropertyType::kNumber},
    PropertyColumn{"statements", PropertyType::kJson},
    PropertyColumn{"sid", PropertyType::kText},
    PropertyColumn{"file", PropertyType::kText},
    PropertyColumn{"line", PropertyType::kNumber},
    PropertyColumn{"conditional", PropertyType::kBoolean},
    PropertyColumn{"conditions", PropertyType::kJson},
    PropertyColumn{"condition", PropertyType::kJson},
    PropertyColumn{"decidedBy", PropertyType::kJson},
    PropertyColumn{"boundary", PropertyType::kBoolean},
    PropertyColumn{"inSnapshot", PropertyType::kBoolean},
    PropertyColumn{"target", PropertyType::kText},
};

// A statement's Condition element, each key's values a list.
void write_conditions(JsonWriter& json, const std::vector<ConditionClause>& clauses) {
  json.begin_object();
  for (size_t i = 0; i < clauses.size();) {
    const std::string& op = clauses[i].operator_text.value;
    json.key(op).begin_object();
    for (; i < clauses.size() && clauses[i].operator_text.value == op; ++i) {
      json.key(clauses[i].key.value).begin_array();
      for (const Text& value : clauses[i].values) json.string(value.value);
      json.end_array();
    }
    json.end_object();
  }
  json.end_object();
}

void add_values(std::vector<std::string_view>& out, const std::vector<Text>& values) {
  for (const Text& value : values)
    if (std::find(out.begin(), out.end(), value.value) == out.end()) out.push_back(value.value);
}

// Whether two ascending lists share an action.
bool share_any(std::span<const ActionId> a, std::span<const ActionId> b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (a.empty() || a.front() > b.back() || a.back() < b.front()) return false;
  return std::any_of(a.begin(), a.end(),
                     [&](ActionId id) { return std::binary_search(b.begin(), b.end(), id); });
}

// The actions as records have them, and their access levels.
void add_expanded(std::span<const ActionId> actions, std::vector<std::string_view>& normalized,
                  std::vector<std::string_view>& access_levels) {
  catalog::AccessLevels levels = 0;
  for (ActionId action : actions) {
    normalized.push_back(catalog::folded_action_name(action));
    levels |= catalog::action(action).levels;
  }
  std::sort(normalized.begin(), normalized.end());
  for (const catalog::AccessLevelName& name : catalog::access_level_names())
    if ((levels & name.level) != 0) access_levels.push_back(name.name);
}

bool is_in_snapshot(const Entity& entity) { return entity.index != kNoId && !entity.external; }

void write_reason(JsonWriter& json, const StatementReference& reason) {
  json.begin_object().member("layer", layer_name(reason.layer)).member("policy", reason.policy->name);
  json.key("statement").number(reason.statement->index);
  if (reason.statement->sid) json.member("sid", reason.statement->sid->value);
  json.member("effect", effect_name(reason.statement->effect)).end_object();
}

}  // namespace

std::span<const PropertyColumn> RelationshipProperties::columns() { return kColumns; }

const Statement& RelationshipProperties::statement(const Grant& grant) const {
  return graph_.snapshot->policies[grant.policy].policy->statements[grant.statement];
}

uint32_t RelationshipProperties::statement_of(RelationClass relation,
                                              const Relationship& relationship) const {
  const bool allows = relation == RelationClass::kAllows || relation == RelationClass::kDenies;
  if (!allows) return relationship.detail;
  if (graph_.entities[relationship.from].kind == EntityKind::kPolicy)
    return statement(policy_grants_.grant(relationship.detail)).index;
  if (relationship.detail == kNoId) return 0;
  if (is_effective(relationship)) return graph_.effective_grants[relationship.detail & ~kEffective].order;
  const std::vector<NetworkRule>& rules = graph_.snapshot->network_rules;
  const auto first =
      std::lower_bound(rules.begin(), rules.end(), rules[relationship.detail].group,
                       [](const NetworkRule& rule, ResourceId group) { return rule.group < group; });
  return relationship.detail - static_cast<uint32_t>(first - rules.begin());
}

const RelationshipProperties::GrantTexts& RelationshipProperties::texts_of(uint32_t id) {
  auto [at, is_new] = grants_.try_emplace(id);
  GrantTexts& texts = at->second;
  if (!is_new) return texts;
  const Grant& grant = policy_grants_.grant(id);
  const auto actions = policy_grants_.actions(grant);
  const ElementList& written = statement(grant).action;
  const StatementTexts& of_statement = texts_of(grant);
  for (size_t i = 0; i < written.values.size(); ++i)
    if (written.polarity == Polarity::kAllBut || share_any(of_statement.expanded[i], actions))
      texts.actions.push_back(written.values[i].value);
  add_expanded(actions, texts.normalized_actions, texts.access_levels);
  return texts;
}

const RelationshipProperties::StatementTexts& RelationshipProperties::texts_of(const Grant& grant) {
  auto [at, is_new] = statements_.try_emplace(grant.statement);
  StatementTexts& texts = at->second;
  if (!is_new) return texts;
  const Statement& written = statement(grant);
  if (written.action.polarity == Polarity::kListed)
    for (const Text& pattern : written.action.values)
      catalog::expand(pattern.value, texts.expanded.emplace_back());
  if (written.resource)
    for (const Text& resource : written.resource->values) texts.resources.push_back(resource.value);
  if (written.principal)
    for (const PrincipalEntry& entry : written.principal->entries)
      texts.principals.push_back(entry.value.value);
  if (!written.conditions.empty()) {
    JsonWriter json(texts.conditions, Layout::kCompact);
    write_conditions(json, written.conditions);
  }
  const auto& source = graph_.snapshot->policies[grant.policy].policy->source;
  if (source && places_ == Places::kWritten) {
    const Source& outermost = source->outermost();
    texts.file = outermost.name();
    texts.line = outermost.position(source->to_outermost(written.span).begin).line;
  }
  return texts;
}

// Without what it need not say: the ports of a protocol that has none, and of all of them.
void RelationshipProperties::add_rule(uint32_t id) {
  const NetworkRule& rule = graph_.snapshot->network_rules[id];
  add("direction", std::string_view(rule.inbound ? "inbound" : "outbound"));
  add("peer", rule.target);
  add("protocol", rule.protocol);
  if (rule.from_port >= 0) add("fromPort", static_cast<int64_t>(rule.from_port));
  if (rule.to_port >= 0) add("toPort", static_cast<int64_t>(rule.to_port));
}

void RelationshipProperties::add_grant(RelationClass relation, uint32_t id) {
  const Grant& grant = policy_grants_.grant(id);
  if (grant.policy != policy_ || relation != relation_) {
    policy_ = grant.policy;
    relation_ = relation;
    grants_.clear();
    statements_.clear();
  }
  const Statement& written = statement(grant);
  const GrantTexts& actions = texts_of(id);
  const StatementTexts& texts = texts_of(grant);
  add("effect", effect_name(written.effect));
  add(written.action.polarity == Polarity::kListed ? "actions" : "notActions", actions.actions);
  add("normalizedActions", actions.normalized_actions);
  add("accessLevels", actions.access_levels);
  if (written.resource)
    add(written.resource->polarity == Polarity::kListed ? "resources" : "notResources", texts.resources);
  if (written.principal)
    add(written.principal->polarity == Polarity::kListed ? "principals" : "notPrincipals", texts.principals);
  add("statement", static_cast<int64_t>(written.index));
  if (written.sid) add("sid", std::string_view(written.sid->value));
  if (!texts.file.empty()) add("file", texts.file);
  if (texts.line != 0) add("line", static_cast<int64_t>(texts.line));
  add("conditional", grant.conditional);
  if (!texts.conditions.empty()) add("conditions", RawJson{texts.conditions});
}

void RelationshipProperties::add_trust(const Trust& trust, bool in_snapshot) {
  const std::vector<Statement>& statements = graph_.snapshot->policies[trust.policy].policy->statements;
  actions_.clear();
  not_actions_.clear();
  not_principals_.clear();
  statements_json_.clear();
  conditions_.clear();
  JsonWriter numbers(statements_json_, Layout::kCompact);
  JsonWriter conditions(conditions_, Layout::kCompact);
  bool any_condition = false;
  numbers.begin_array();
  if (trust.statements.size() > 1) conditions.begin_array();
  for (uint32_t i : trust.statements) {
    const Statement& each = statements[i];
    add_values(each.action.polarity == Polarity::kListed ? actions_ : not_actions_, each.action.values);
    if (each.principal->polarity == Polarity::kAllBut)
      for (const PrincipalEntry& entry : each.principal->entries)
        not_principals_.push_back(entry.value.value);
    numbers.number(each.index);
    write_conditions(conditions, each.conditions);
    any_condition = any_condition || !each.conditions.empty();
  }
  numbers.end_array();
  if (trust.statements.size() > 1) conditions.end_array();
  if (!actions_.empty()) add("actions", actions_);
  if (!not_actions_.empty()) add("notActions", not_actions_);
  if (!not_principals_.empty()) add("notPrincipals", not_principals_);
  add("statements", RawJson{statements_json_});
  add("conditional", trust.conditional);
  if (any_condition) add("conditions", RawJson{conditions_});
  add("inSnapshot", in_snapshot);
}

std::string_view RelationshipProperties::target_of(const Entity& entity) const {
  const Snapshot& snapshot = *graph_.snapshot;
  if (entity.kind == EntityKind::kServicePrincipal) return "service";
  if (entity.kind == EntityKind::kEveryone) return "everyone";
  if (entity.kind == EntityKind::kUnknownPrincipal) return "unknown";
  const bool described =
      std::any_of(snapshot.accounts.begin(), snapshot.accounts.end(),
                  [&](const Account& each) { return each.described && each.id == entity.account; });
  if (described) return entity.index != kNoId ? "snapshot" : "unknown";
  const bool member = snapshot.organization && !snapshot.organization->id.empty() &&
                      graph_.access->standing(entity.account).organization == snapshot.organization->id;
  return member ? "organization" : "external";
}

void RelationshipProperties::add_assumption(const Relationship& relationship) {
  const Assumption& assumption = graph_.assumptions[relationship.detail];
  action_ = catalog::action_name(assumption.action);
  actions_.assign(1, action_);
  add("actions", actions_);
  add("conditional", assumption.condition != kNoId);
  add_condition(assumption.condition);
  add_decided_by(evidence_.of(relationship));
}

void RelationshipProperties::add_condition(uint32_t condition) {
  if (condition == kNoId) return;
  condition_.clear();
  JsonWriter json(condition_, Layout::kCompact);
  write_condition(json, graph_.conditions[condition], Places::kLeftOut);
  add("condition", RawJson{condition_});
}

void RelationshipProperties::add_decided_by(std::vector<StatementReference> reasons) {
  decided_by_.clear();
  JsonWriter json(decided_by_, Layout::kCompact);
  json.begin_array();
  // Not in the order in which the input lists policies, which says nothing.
  std::sort(reasons.begin(), reasons.end(), [](const StatementReference& a, const StatementReference& b) {
    const auto key = [](const StatementReference& each) {
      return std::tuple(each.layer, std::string_view(each.policy->name), each.statement->index);
    };
    return key(a) < key(b);
  });
  for (const StatementReference& reason : reasons) write_reason(json, reason);
  json.end_array();
  add("decidedBy", RawJson{decided_by_});
}

const RelationshipProperties::GrantTexts& RelationshipProperties::texts_of_set(ActionSetId id) {
  constexpr size_t kMost = 1000;
  if (sets_.size() > kMost) sets_.clear();
  auto [at, is_new] = sets_.try_emplace(id);
  GrantTexts& texts = at->second;
  if (!is_new) return texts;
  names_.resize(catalog::action_count());
  for (ActionId action : graph_.action_sets[id]) {
    if (names_[action].empty()) names_[action] = catalog::action_name(action);
    texts.actions.push_back(names_[action]);
  }
  add_expanded(graph_.action_sets[id], texts.normalized_actions, texts.access_levels);
  return texts;
}

void RelationshipProperties::add_effective(const EffectiveGrant& grant) {
  const GrantTexts& texts = texts_of_set(grant.actions);
  add("effective", true);
  add("actions", texts.actions);
  add("normalizedActions", texts.normalized_actions);
  add("accessLevels", texts.access_levels);
  add("conditional", grant.condition != kNoId);
  add_condition(grant.condition);
  add_decided_by(graph_.deciding[grant.decided_by]);
}

std::span<const Property> RelationshipProperties::of(RelationClass relation,
                                                     const Relationship& relationship) {
  properties_.clear();
  switch (relation) {
    case RelationClass::kAllows:
    case RelationClass::kDenies:
      if (graph_.entities[relationship.from].kind == EntityKind::kPolicy) {
        add_grant(relation, relationship.detail);
      } else if (is_effective(relationship)) {
        add_effective(graph_.effective_grants[relationship.detail & ~kEffective]);
      } else if (relationship.detail != kNoId) {
        add_rule(relationship.detail);
      }
      break;
    case RelationClass::kTrusts:
      add_trust(graph_.trusts[relationship.detail], is_in_snapshot(graph_.entities[relationship.to]));
      add("target", target_of(graph_.entities[relationship.to]));
      break;
    case RelationClass::kCanAssume:
      add_assumption(relationship);
      break;
    case RelationClass::kAssigned:
      if (relationship.detail == kBoundary) add("boundary", true);
      break;
    default:
      break;
  }
  return properties_;
}

}  // namespace arnscope
