#include "engine/checks/surplus.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <unordered_map>

#include "engine/checks/normal_form.h"
#include "engine/evaluate/grants.h"
#include "engine/graph/query.h"
#include "engine/policy/glob.h"

namespace arnscope {
namespace {

constexpr std::array kBySensitivity = {catalog::kPermissionsManagement, catalog::kWrite, catalog::kTagging,
                                       catalog::kRead, catalog::kList};

size_t sensitivity(catalog::AccessLevel level) {
  return static_cast<size_t>(std::find(kBySensitivity.begin(), kBySensitivity.end(), level) -
                             kBySensitivity.begin());
}

Verdict best_of(const Permission& permission) {
  for (const ResourceGrant& grant : permission.grants)
    if (grant.decision.verdict == Verdict::kAllowed || only_on_resource(grant.decision.condition))
      return Verdict::kAllowed;
  return Verdict::kConditional;
}

// An action of a statement, where it stands.
struct Position {
  const CompiledPolicy* policy;
  const CompiledStatement* statement;
  size_t position;

  std::string_view action() const { return statement->written->action.values[position].value; }
};

class RedundancySearch {
 public:
  explicit RedundancySearch(std::span<const std::shared_ptr<const CompiledPolicy>> policies) {
    for (const auto& policy : policies) {
      order_.emplace(policy.get(), order_.size());
      form_.add(policy);
    }
  }
  // The statement of another policy that makes the action redundant; none where it must stay.
  std::optional<StatementReference> find(const Position& place);

 private:
  const std::vector<StatementReference>& containers(const Position& place);
  bool outweighs(const StatementReference& other, const Position& place);
  bool contains_back(const Position& place, const Position& other);

  NormalForm form_;
  std::unordered_map<const CompiledStatement*, std::vector<std::vector<StatementReference>>> containers_;
  std::map<const CompiledPolicy*, size_t> order_;
};

const std::vector<StatementReference>& RedundancySearch::containers(const Position& place) {
  auto [lists, is_new] = containers_.try_emplace(place.statement);
  if (is_new) lists->second = form_.containers(*place.policy, *place.statement);
  return lists->second[place.position];
}

// Whether the place's statement contains the other action, on its part.
bool RedundancySearch::contains_back(const Position& place, const Position& other) {
  if (!glob_contains(place.action(), other.action(), Case::kInsensitive)) return false;
  const auto& all = containers(other);
  return std::any_of(all.begin(), all.end(), [&](const StatementReference& each) {
    return each.policy == place.policy && each.statement == place.statement->written;
  });
}

// A statement that contains the action makes it redundant where it says more, or as much and comes earlier:
// so that no two make each other redundant.
bool RedundancySearch::outweighs(const StatementReference& other, const Position& place) {
  if (other.policy == place.policy) return false;
  if (order_.at(other.policy) < order_.at(place.policy)) return true;
  const auto compiled =
      std::find_if(other.policy->statements.begin(), other.policy->statements.end(),
                   [&](const CompiledStatement& each) { return each.written == other.statement; });
  if (other.statement->action.polarity == Polarity::kAllBut) return true;
  for (size_t i = 0; i < other.statement->action.values.size(); ++i) {
    const Position there{other.policy, &*compiled, i};
    if (glob_contains(there.action(), place.action(), Case::kInsensitive) && !contains_back(place, there))
      return true;
  }
  return false;
}

std::optional<StatementReference> RedundancySearch::find(const Position& place) {
  for (const StatementReference& each : containers(place))
    if (outweighs(each, place)) return each;
  return std::nullopt;
}

}  // namespace

std::span<const catalog::AccessLevel> levels_by_sensitivity() { return kBySensitivity; }

catalog::AccessLevel sensitivity_level(ActionId action) {
  catalog::AccessLevels levels = catalog::action(action).levels;
  if ((levels & catalog::kTagging) != 0) levels &= static_cast<catalog::AccessLevels>(~catalog::kWrite);
  for (const catalog::AccessLevel level : kBySensitivity)
    if ((levels & level) != 0) return level;
  return catalog::kList;
}

std::vector<SurplusAction> find_surplus(PermissionHolder& holder, const RequiredPermissions& required) {
  ActionSet wanted(catalog::action_count());
  for (const Requirement& requirement : required.requirements)
    if (requirement.action != kNoAction) wanted.insert(requirement.action);
  std::map<ActionId, Verdict> granted;  // the best of all accounts
  for (const Caller& caller : holder.callers_anywhere()) {
    for (const Permission& permission : what_can(holder.access(), caller, "*")) {
      for (const ActionId action : permission.actions) {
        if (wanted.contains(action)) continue;
        auto [at, is_new] = granted.emplace(action, best_of(permission));
        if (!is_new && rank(best_of(permission)) > rank(at->second)) at->second = best_of(permission);
      }
    }
  }
  std::vector<SurplusAction> surplus;
  for (const auto& [action, verdict] : granted)
    surplus.push_back({action, sensitivity_level(action), verdict});
  std::sort(surplus.begin(), surplus.end(), [](const SurplusAction& a, const SurplusAction& b) {
    return std::pair(sensitivity(a.level), a.action) < std::pair(sensitivity(b.level), b.action);
  });
  return surplus;
}

std::vector<RedundantAction> find_redundant(std::span<const std::shared_ptr<const CompiledPolicy>> policies) {
  std::vector<RedundantAction> redundant;
  RedundancySearch search(policies);
  for (const auto& policy : policies) {
    for (const CompiledStatement& statement : policy->statements) {
      const ElementList& actions = statement.written->action;
      if (statement.effect == Effect::kDeny || actions.polarity == Polarity::kAllBut) continue;
      for (size_t i = 0; i < actions.values.size(); ++i)
        if (const auto by = search.find({policy.get(), &statement, i}))
          redundant.push_back({policy.get(), statement.written, actions.values[i].value, *by});
    }
  }
  return redundant;
}

}  // namespace arnscope
