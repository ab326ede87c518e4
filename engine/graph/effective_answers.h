// What one caller may do on an entity, asked of the evaluator, and the tables of the graph in which equal
// answers stand once. Of this folder alone.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/graph/effective_targets.h"

namespace arnscope {

// An action that is granted, or may be.
struct GrantedAction {
  ActionId action = 0;
  uint32_t condition = kNoId;  // into Graph::conditions; kNoId: it is allowed
  uint32_t decided_by = 0;     // into Graph::deciding
};

// The tables of the graph.
class EffectiveTables {
 public:
  explicit EffectiveTables(Graph& graph);

  uint32_t condition(const Expression& condition);
  uint32_t deciding(std::vector<StatementReference> statements);
  // The details of the relationships that say this: what is allowed first, then by condition. Actions that
  // stand several times count once, the best of them.
  std::vector<uint32_t> details(std::vector<GrantedAction> granted);

 private:
  uint32_t detail(const std::vector<GrantedAction>& granted, uint32_t order);

  Graph& graph_;
  std::unordered_map<std::string, uint32_t> conditions_, deciding_;
  std::map<std::vector<ActionId>, ActionSetId> action_sets_;
  std::map<EffectiveGrant, uint32_t> grants_;
};

class CallerAnswers {
 public:
  // REQUIRES: the caller and the others outlive it.
  CallerAnswers(Access& access, EffectiveTargets& targets, EffectiveTables& tables, Caller& caller);

  // By action: equal where the same statements of the caller's own policies speak of it.
  uint32_t statements_on(ActionId action) const { return rows_[action]; }
  // Whether one of them may allow the action on something.
  bool may_allow(ActionId action) const { return allows_[rows_[action]]; }
  bool may_allow_any(const std::vector<ActionId>& actions) const;

  // Whom the resource's side names is asked about all actions, others about those that they may be allowed.
  enum class Asked : uint8_t { kAllowed, kAll };
  // Adds what is granted on a part of an entity. Returns whether other entities of its kind have the same.
  bool ask(size_t group, uint32_t at, size_t part, std::string_view arn, Asked asked,
           std::vector<GrantedAction>& granted);
  void ask_without_resource(catalog::ServiceId service, std::vector<GrantedAction>& granted);

 private:
  struct Outcome {
    bool granted = false;
    uint32_t condition = kNoId;
    uint32_t decided_by = 0;
  };
  // Actions that no decision on the part can tell apart.
  struct Alike {
    uint32_t statements, rules, resource_side;
    Outcome outcome;
  };

  void read_rows();
  Context context_on(std::string_view resource, ResourceMeaning meaning);
  Outcome decide(ActionId action, std::string_view resource, ResourceMeaning meaning, const Context& context);
  void ask(const TargetPart& part, const std::vector<uint32_t>& resource_side, std::string_view resource,
           Asked asked, std::vector<GrantedAction>& granted);

  Access& access_;
  EffectiveTargets& targets_;
  EffectiveTables& tables_;
  Caller& caller_;
  Policies policies_;
  std::vector<uint32_t> rows_;  // by action
  std::vector<bool> allows_;    // by row
  std::vector<Alike> alike_;
  bool names_resource_ = false;  // a condition names the resource whose policy is unknown
};

}  // namespace arnscope
