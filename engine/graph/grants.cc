// ALLOWS and DENIES: for each statement of a policy, the entities that it speaks of and the actions that it
// means there. An action counts on a resource only where it applies to resources of that type; an action
// without a resource type counts on the service, and only where the statement's resources hold `*`. Source:
// IAM User Guide, "IAM JSON policy elements: Resource"; Service Authorization Reference.
#include <algorithm>
#include <unordered_map>

#include "engine/graph/builder.h"
#include "engine/graph/reach.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

// Stands in Parts for "of another account": see actions_on.
constexpr Parts kForeign = contents_part(ResourceShapes::kMaxContents);

class GrantDrawer {
 public:
  GrantDrawer(GraphBuilder& builder, Effect effect);

  void draw();

 private:
  void draw(EntityId from, PolicyId policy);
  void draw_on_services(EntityId from);
  void draw_on_resources(EntityId from, StatementReach& reach, const ReachGroup& group);
  Parts live_parts(const ResourceShape& shape) const;
  std::vector<ActionId> actions_on(const ResourceShape& shape, Parts parts) const;
  bool is_foreign(EntityId entity, PolicyId policy) const;
  ActionSetId intern(const std::vector<ActionId>& actions);
  uint32_t grant(const ResourceShape& shape, Parts parts, bool maybe);
  uint32_t add_grant(const std::vector<ActionId>& actions, bool maybe);

  GraphBuilder& builder_;
  const Effect effect_;
  const RelationClass relation_;
  ActionSet without_resource_;
  ActionId iam_first_ = 0, iam_last_ = 0;
  std::unordered_multimap<uint64_t, ActionSetId> known_sets_;
  // Of the statement at hand.
  PolicyId policy_ = 0;
  uint32_t statement_ = 0;
  bool conditional_ = false;
  ActionSet actions_;
  // Of the statement and the group at hand.
  struct Made {
    Parts parts;
    bool maybe;
    uint32_t grant;
  };
  std::vector<Made> made_;
  std::vector<Reached> found_;
};

uint64_t hash_of(std::span<const ActionId> actions) {
  uint64_t hash = actions.size();
  for (ActionId id : actions) {
    hash = (hash ^ id) * 0x9E3779B97F4A7C15;
    hash ^= hash >> 32;
  }
  return hash;
}

GrantDrawer::GrantDrawer(GraphBuilder& builder, Effect effect)
    : builder_(builder),
      effect_(effect),
      relation_(effect == Effect::kAllow ? RelationClass::kAllows : RelationClass::kDenies),
      without_resource_(catalog::actions_without_resource()) {
  if (auto iam = catalog::find_service("iam")) {
    iam_first_ = catalog::service(*iam).first_action;
    iam_last_ = catalog::service(*iam).last_action;
  }
  const ActionSets& sets = builder.graph.action_sets;
  for (ActionSetId id = 0; id < sets.size(); ++id) known_sets_.emplace(hash_of(sets[id]), id);
}

ActionSetId GrantDrawer::intern(const std::vector<ActionId>& actions) {
  ActionSets& sets = builder_.graph.action_sets;
  const uint64_t hash = hash_of(actions);
  auto [at, end] = known_sets_.equal_range(hash);
  for (; at != end; ++at)
    if (std::equal(actions.begin(), actions.end(), sets[at->second].begin(), sets[at->second].end()))
      return at->second;
  const ActionSetId id = sets.add(actions);
  known_sets_.emplace(hash, id);
  return id;
}

// The parts of such a resource on which the statement's actions mean anything.
Parts GrantDrawer::live_parts(const ResourceShape& shape) const {
  const auto any = [&](const std::vector<ActionId>& actions) {
    return std::any_of(actions.begin(), actions.end(), [&](ActionId id) { return actions_.contains(id); });
  };
  Parts parts = any(shape.actions) ? kItself : 0;
  for (size_t i = 0; i < shape.contents.size(); ++i)
    if (any(shape.contents[i].actions)) parts |= contents_part(i);
  return parts;
}

// What the statement means on these parts. An Allow grants nothing that AWS's own rules never allow, and in
// another account none of IAM's actions: that account has no policy with which it could agree. Source: IAM
// User Guide, "Cross account resource access in IAM".
std::vector<ActionId> GrantDrawer::actions_on(const ResourceShape& shape, Parts parts) const {
  std::vector<ActionId> actions;
  const auto add = [&](ActionId id) {
    if (actions_.contains(id)) actions.push_back(id);
  };
  if ((parts & kItself) != 0) {
    for (ActionId id : shape.actions) {
      if (effect_ == Effect::kAllow) {
        if (std::binary_search(shape.never.begin(), shape.never.end(), id)) continue;
        if ((parts & kForeign) != 0 && id >= iam_first_ && id < iam_last_) continue;
      }
      add(id);
    }
  }
  for (size_t i = 0; i < shape.contents.size(); ++i)
    if ((parts & contents_part(i)) != 0)
      for (ActionId id : shape.contents[i].actions) add(id);
  std::sort(actions.begin(), actions.end());
  actions.erase(std::unique(actions.begin(), actions.end()), actions.end());
  return actions;
}

bool GrantDrawer::is_foreign(EntityId id, PolicyId policy) const {
  const Entity& entity = builder_.graph.entities[id];
  if (!is_account_id(entity.account)) return false;
  const std::vector<AccountId>& homes = builder_.homes[policy];
  return std::none_of(homes.begin(), homes.end(),
                      [&](AccountId home) { return builder_.account_id(home) == entity.account; });
}

uint32_t GrantDrawer::add_grant(const std::vector<ActionId>& actions, bool maybe) {
  if (actions.empty()) return kNoId;
  std::vector<Grant>& grants = builder_.graph.grants;
  grants.push_back({policy_, statement_, intern(actions), conditional_ || maybe});
  return static_cast<uint32_t>(grants.size() - 1);
}

// kNoId where nothing is left.
uint32_t GrantDrawer::grant(const ResourceShape& shape, Parts parts, bool maybe) {
  for (const Made& made : made_)
    if (made.parts == parts && made.maybe == maybe) return made.grant;
  made_.push_back({parts, maybe, add_grant(actions_on(shape, parts), maybe)});
  return made_.back().grant;
}

void GrantDrawer::draw_on_services(EntityId from) {
  ActionSet left = actions_;
  left.intersect(without_resource_);
  std::vector<ActionId> actions;
  const auto flush = [&] {
    if (actions.empty()) return;
    const catalog::ServiceId service = catalog::action(actions.front()).service;
    const uint32_t detail = add_grant(actions, false);
    for (AccountId account : builder_.homes[policy_]) {
      const EntityId to = builder_.service(account, service);
      if (to != kNoId) builder_.add(relation_, from, to, detail);
    }
    actions.clear();
  };
  left.for_each([&](ActionId id) {
    if (!actions.empty() && catalog::action(actions.front()).service != catalog::action(id).service) flush();
    actions.push_back(id);
  });
  flush();
}

void GrantDrawer::draw_on_resources(EntityId from, StatementReach& reach, const ReachGroup& group) {
  const Parts parts = live_parts(group.shape);
  if (parts == 0) return;
  made_.clear();
  reach.find(group, parts, found_);
  const bool of_iam = effect_ == Effect::kAllow && group.shape.service == "iam";
  for (const Reached& reached : found_) {
    const Parts foreign = of_iam && is_foreign(reached.entity, policy_) ? kForeign : 0;
    const uint32_t detail = grant(group.shape, reached.surely | reached.maybe | foreign, reached.maybe != 0);
    if (detail != kNoId) builder_.add(relation_, from, reached.entity, detail);
  }
}

void GrantDrawer::draw(EntityId from, PolicyId policy) {
  const CompiledPolicy& compiled = *builder_.access.compiled(policy);
  policy_ = policy;
  for (statement_ = 0; statement_ < compiled.statements.size(); ++statement_) {
    const CompiledStatement& statement = compiled.statements[statement_];
    if (statement.effect != effect_) continue;
    actions_ = actions_of(compiled, statement_);
    conditional_ = !statement.clauses.empty();
    StatementReach reach(statement);
    if (reaches_no_resource(statement)) draw_on_services(from);
    for (const ReachGroup& group : builder_.reach_groups)
      if (reach.may_reach(group.shape.service)) draw_on_resources(from, reach, group);
  }
}

void GrantDrawer::draw() {
  auto& drawn = builder_.graph.relationships[static_cast<size_t>(relation_)];
  for (EntityId id = 0; id < builder_.graph.entities.size(); ++id) {
    const Entity& entity = builder_.graph.entities[id];
    if (entity.kind != EntityKind::kPolicy || entity.index == kNoId) continue;
    if (!grants_to_holders(builder_.snapshot.policies[entity.index].type)) continue;
    const auto begin = static_cast<std::ptrdiff_t>(drawn.size());
    draw(id, entity.index);
    std::sort(drawn.begin() + begin, drawn.end(), [](const Relationship& a, const Relationship& b) {
      return a.to != b.to ? a.to < b.to : a.detail < b.detail;
    });
  }
}

}  // namespace

void add_grants(GraphBuilder& builder, Effect effect) { GrantDrawer(builder, effect).draw(); }

}  // namespace arnscope
