// The properties of a relationship as records have them, expanded from the graph's tables. What a policy's
// grants share is expanded once while that policy's relationships are written. Of this folder alone.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/evaluate/decision_json.h"
#include "engine/graph/assumptions.h"
#include "engine/graph/grants.h"
#include "engine/graph/graph.h"
#include "engine/report/graph_writer.h"

namespace arnscope {

class RelationshipProperties {
 public:
  // `grants` gives the details of ALLOWS and DENIES; both outlive this.
  RelationshipProperties(const Graph& graph, const PolicyGrants& policy_grants, Places places)
      : graph_(graph), policy_grants_(policy_grants), places_(places), evidence_(graph) {}

  static std::span<const PropertyColumn> columns();
  // Valid until the next call.
  std::span<const Property> of(RelationClass relation, const Relationship& relationship);
  // The position of the statement in its document that tells relationships with the same ends apart.
  uint32_t statement_of(RelationClass relation, const Relationship& relationship) const;

 private:
  struct GrantTexts {
    std::vector<std::string_view> actions, normalized_actions, access_levels;
  };
  struct StatementTexts {
    std::vector<std::vector<ActionId>> expanded;  // each Action pattern; ascending
    std::vector<std::string_view> resources, principals;
    std::string conditions;
    std::string_view file;
    uint32_t line = 0;
  };

  void add(std::string_view name, PropertyValue value) { properties_.push_back({name, value}); }
  const Statement& statement(const Grant& grant) const;
  const GrantTexts& texts_of(uint32_t grant);
  const StatementTexts& texts_of(const Grant& grant);
  void add_grant(RelationClass relation, uint32_t grant);
  void add_rule(uint32_t rule);
  void add_trust(const Trust& trust, bool in_snapshot);
  // Where the principal is that a role trusts: "snapshot"; "unknown" where the snapshot describes its account
  // and not it; "organization" in another account of it; "external"; "service"; "everyone".
  std::string_view target_of(const Entity& entity) const;
  void add_assumption(const Relationship& relationship);
  void add_effective(const EffectiveGrant& grant);
  void add_condition(uint32_t condition);
  void add_decided_by(std::vector<StatementReference> reasons);
  const GrantTexts& texts_of_set(ActionSetId actions);

  const Graph& graph_;
  const PolicyGrants& policy_grants_;
  const Places places_;
  AssumptionEvidence evidence_;
  std::vector<Property> properties_;
  // Of the policy and the class at hand.
  PolicyId policy_ = kNoId;
  RelationClass relation_ = RelationClass::kHas;
  std::unordered_map<uint32_t, GrantTexts> grants_;
  std::unordered_map<uint32_t, StatementTexts> statements_;
  // Of effective ALLOWS: those of the sets that were met last, and the names of actions.
  std::unordered_map<ActionSetId, GrantTexts> sets_;
  std::vector<std::string> names_;
  // Of the relationship at hand.
  std::vector<std::string_view> actions_, not_actions_, not_principals_;
  std::string action_, statements_json_, conditions_, condition_, decided_by_;
};

}  // namespace arnscope
