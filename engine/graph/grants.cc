// ALLOWS and DENIES: for each statement of a policy, the entities that it speaks of and the actions that it
// means there. An action counts on a resource only where it applies to resources of that type; an action
// without a resource type counts on the service, and only where the statement's resources hold `*`. A
// resource's policy speaks of that resource and of what lies in it, and so `*` in a key's policy is the key.
// Whom else a statement reaches is said in grant_index.h. Source: IAM User Guide, "IAM JSON policy elements:
// Resource"; AWS KMS Developer Guide, "Key policies in AWS KMS"; Service Authorization Reference.
#include "engine/graph/grants.h"

#include <algorithm>
#include <unordered_map>

#include "engine/graph/grant_index.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

// Stands in Parts for "of another account": see actions_on.
constexpr Parts kForeign = contents_part(ResourceShapes::kMaxContents);

class GrantDrawer {
 public:
  GrantDrawer(const Graph& graph, const GrantIndex& index);

  // Adds what the policy's statements of that effect draw to `drawn`, sorted by `to` and detail; the details
  // are positions in `grants`.
  void draw(EntityId policy, Effect effect, std::vector<Relationship>& drawn, std::vector<Grant>& grants,
            ActionSets& sets);
  // Action sets begin anew.
  void forget_sets() { known_sets_.clear(); }

 private:
  void draw_on_services();
  void draw_on_resources(StatementReach& reach);
  void draw_on_group(StatementReach& reach, const ReachGroup& group, uint32_t id);
  void draw_on_own(StatementReach& reach);
  void draw_on(StatementReach& reach, const ReachGroup& group, std::span<const uint32_t> positions);
  Parts live_parts(const ResourceShape& shape) const;
  std::vector<ActionId> actions_on(const ResourceShape& shape, Parts parts) const;
  bool is_foreign(EntityId entity) const;
  ActionSetId intern(const std::vector<ActionId>& actions);
  uint32_t grant(const ResourceShape& shape, Parts parts, bool maybe);
  uint32_t add_grant(const std::vector<ActionId>& actions, bool maybe);
  void add(EntityId to, uint32_t detail) { drawn_->push_back({from_, to, detail}); }

  const Graph& graph_;
  const Snapshot& snapshot_;
  const GrantIndex& index_;
  ActionSet without_resource_;
  ActionId iam_first_ = 0, iam_last_ = 0;
  std::function<AccountId(std::string_view)> account_of_;
  std::unordered_multimap<uint64_t, ActionSetId> known_sets_;
  std::vector<Relationship>* drawn_ = nullptr;
  std::vector<Grant>* grants_ = nullptr;
  ActionSets* sets_ = nullptr;
  // Of the policy at hand.
  EntityId from_ = 0;
  PolicyId policy_ = 0;
  Effect effect_ = Effect::kAllow;
  // Of the statement at hand.
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
  Parts live_ = 0;
  std::vector<Reached> found_;
  std::vector<uint32_t> elsewhere_;
};

uint64_t hash_of(std::span<const ActionId> actions) {
  uint64_t hash = actions.size();
  for (ActionId id : actions) {
    hash = (hash ^ id) * 0x9E3779B97F4A7C15;
    hash ^= hash >> 32;
  }
  return hash;
}

GrantDrawer::GrantDrawer(const Graph& graph, const GrantIndex& index)
    : graph_(graph),
      snapshot_(*graph.snapshot),
      index_(index),
      without_resource_(catalog::actions_without_resource()) {
  if (auto iam = catalog::find_service("iam")) {
    iam_first_ = catalog::service(*iam).first_action;
    iam_last_ = catalog::service(*iam).last_action;
  }
  account_of_ = [&](std::string_view id) {
    const auto at =
        std::lower_bound(snapshot_.accounts.begin(), snapshot_.accounts.end(), id,
                         [](const Account& account, std::string_view wanted) { return account.id < wanted; });
    const bool known = at != snapshot_.accounts.end() && at->id == id && at->described;
    return known ? static_cast<AccountId>(at - snapshot_.accounts.begin()) : kOpenAccount;
  };
}

ActionSetId GrantDrawer::intern(const std::vector<ActionId>& actions) {
  ActionSets& sets = *sets_;
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

bool GrantDrawer::is_foreign(EntityId id) const {
  const Entity& entity = graph_.entities[id];
  if (!is_account_id(entity.account)) return false;
  const std::vector<AccountId>& homes = index_.homes[policy_];  // they ascend, and so do the accounts' ids
  const auto at = std::lower_bound(
      homes.begin(), homes.end(), entity.account,
      [&](AccountId home, std::string_view wanted) { return snapshot_.accounts[home].id < wanted; });
  return at == homes.end() || snapshot_.accounts[*at].id != entity.account;
}

uint32_t GrantDrawer::add_grant(const std::vector<ActionId>& actions, bool maybe) {
  if (actions.empty()) return kNoId;
  grants_->push_back({policy_, statement_, intern(actions), conditional_ || maybe});
  return static_cast<uint32_t>(grants_->size() - 1);
}

// kNoId where nothing is left.
uint32_t GrantDrawer::grant(const ResourceShape& shape, Parts parts, bool maybe) {
  for (const Made& made : made_)
    if (made.parts == parts && made.maybe == maybe) return made.grant;
  made_.push_back({parts, maybe, add_grant(actions_on(shape, parts), maybe)});
  return made_.back().grant;
}

void GrantDrawer::draw_on_services() {
  ActionSet left = actions_;
  left.intersect(without_resource_);
  std::vector<ActionId> actions;
  const auto flush = [&] {
    if (actions.empty()) return;
    const catalog::ServiceId service = catalog::action(actions.front()).service;
    const uint32_t detail = add_grant(actions, false);
    for (AccountId account : index_.homes[policy_])
      if (const EntityId to = index_.service_entities[account][service]; to != kNoId) add(to, detail);
    actions.clear();
  };
  left.for_each([&](ActionId id) {
    if (!actions.empty() && catalog::action(actions.front()).service != catalog::action(id).service) flush();
    actions.push_back(id);
  });
  flush();
}

void GrantDrawer::draw_on(StatementReach& reach, const ReachGroup& group,
                          std::span<const uint32_t> positions) {
  reach.find(group, positions, live_, found_);
  const bool of_iam = effect_ == Effect::kAllow && group.shape.service == "iam";
  for (const Reached& reached : found_) {
    const Parts foreign = of_iam && is_foreign(reached.entity) ? kForeign : 0;
    const uint32_t detail = grant(group.shape, reached.surely | reached.maybe | foreign, reached.maybe != 0);
    if (detail != kNoId) add(reached.entity, detail);
  }
}

void GrantDrawer::draw_on_group(StatementReach& reach, const ReachGroup& group, uint32_t id) {
  live_ = live_parts(group.shape);
  if (live_ == 0) return;
  made_.clear();
  const std::vector<AccountId>& homes = index_.homes[policy_];
  draw_on(reach, group, group.of(kOpenAccount));
  elsewhere_.clear();
  for (AccountId home : homes) {
    draw_on(reach, group, group.of(home));
    const std::vector<GrantIndex::Place>& open = index_.open_to[home];
    for (auto at = std::lower_bound(open.begin(), open.end(), GrantIndex::Place{id, 0});
         at != open.end() && at->group == id; ++at)
      if (!std::binary_search(homes.begin(), homes.end(), group.accounts[at->position]))
        elsewhere_.push_back(at->position);
  }
  reach.name_elsewhere(group, homes, account_of_, elsewhere_);
  std::sort(elsewhere_.begin(), elsewhere_.end());
  elsewhere_.erase(std::unique(elsewhere_.begin(), elsewhere_.end()), elsewhere_.end());
  draw_on(reach, group, elsewhere_);
}

void GrantDrawer::draw_on_resources(StatementReach& reach) {
  for (const GrantIndex::Service& service : index_.services)
    if (reach.may_reach(service.name))
      for (uint32_t id : service.groups) draw_on_group(reach, index_.groups[id], id);
}

void GrantDrawer::draw_on_own(StatementReach& reach) {
  for (const GrantIndex::Place& place : index_.governed[policy_]) {
    const ReachGroup& group = index_.groups[place.group];
    live_ = live_parts(group.shape);
    made_.clear();
    draw_on(reach, group, std::span(&place.position, 1));
  }
}

void GrantDrawer::draw(EntityId from, Effect effect, std::vector<Relationship>& drawn,
                       std::vector<Grant>& grants, ActionSets& sets) {
  from_ = from;
  policy_ = graph_.entities[from].index;
  effect_ = effect;
  drawn_ = &drawn;
  grants_ = &grants;
  sets_ = &sets;
  const bool of_resource = snapshot_.policies[policy_].type == PolicyType::kResource;
  if (!of_resource && !grants_to_holders(snapshot_.policies[policy_].type)) return;
  const auto begin = static_cast<std::ptrdiff_t>(drawn.size());
  const CompiledPolicy& compiled = *graph_.access->compiled(policy_);
  for (statement_ = 0; statement_ < compiled.statements.size(); ++statement_) {
    const CompiledStatement& statement = compiled.statements[statement_];
    if (statement.effect != effect) continue;
    actions_ = actions_of(compiled, statement_);
    conditional_ = !statement.clauses.empty();
    StatementReach reach(statement);
    if (of_resource) {
      draw_on_own(reach);
      continue;
    }
    if (reaches_no_resource(statement)) draw_on_services();
    draw_on_resources(reach);
  }
  std::sort(drawn.begin() + begin, drawn.end(), [](const Relationship& a, const Relationship& b) {
    return a.to != b.to ? a.to < b.to : a.detail < b.detail;
  });
}

bool is_policy(const Entity& entity) { return entity.kind == EntityKind::kPolicy && entity.index != kNoId; }

RelationClass class_of(Effect effect) {
  return effect == Effect::kAllow ? RelationClass::kAllows : RelationClass::kDenies;
}

}  // namespace

void add_grants(GraphBuilder& builder, Effect effect) {
  Graph& graph = builder.graph;
  if (!graph.grant_index) graph.grant_index = std::make_shared<const GrantIndex>(builder);
  if (!builder.keeps_grants) return;
  GrantDrawer drawer(graph, *graph.grant_index);
  auto& drawn = graph.relationships[static_cast<size_t>(class_of(effect))];
  for (EntityId id = 0; id < graph.entities.size(); ++id)
    if (is_policy(graph.entities[id])) drawer.draw(id, effect, drawn, graph.grants, graph.action_sets);
}

struct PolicyGrants::Drawn {
  explicit Drawn(const Graph& graph) : drawer(graph, *graph.grant_index) {}

  GrantDrawer drawer;
  std::vector<Relationship> relationships;
  std::vector<Grant> grants;
  ActionSets sets;
};

PolicyGrants::PolicyGrants(const Graph& graph)
    : graph_(graph), drawn_(graph.grant_index ? std::make_unique<Drawn>(graph) : nullptr) {}
PolicyGrants::~PolicyGrants() = default;

std::span<const Relationship> PolicyGrants::of(EntityId policy, Effect effect) {
  if (!is_policy(graph_.entities[policy])) return {};
  if (!drawn_) {
    const auto all = graph_.of(class_of(effect));
    const auto [begin, end] =
        std::equal_range(all.begin(), all.end(), Relationship{policy},
                         [](const Relationship& a, const Relationship& b) { return a.from < b.from; });
    return {begin, end};
  }
  drawn_->relationships.clear();
  drawn_->grants.clear();
  drawn_->sets = {};
  drawn_->drawer.forget_sets();
  drawn_->drawer.draw(policy, effect, drawn_->relationships, drawn_->grants, drawn_->sets);
  return drawn_->relationships;
}

const Grant& PolicyGrants::grant(uint32_t detail) const {
  return drawn_ ? drawn_->grants[detail] : graph_.grants[detail];
}

std::span<const ActionId> PolicyGrants::actions(const Grant& grant) const {
  return drawn_ ? drawn_->sets[grant.actions] : graph_.action_sets[grant.actions];
}

bool for_each_run(const Graph& graph, PolicyGrants& grants, RelationClass relation,
                  const std::function<bool(std::span<const Relationship>)>& visit) {
  std::span<const Relationship> kept = graph.of(relation);
  const bool of_policies = relation == RelationClass::kAllows || relation == RelationClass::kDenies;
  if (!of_policies || !graph.grant_index || !has_class(graph.classes, relation))
    return kept.empty() || visit(kept);
  const Effect effect = relation == RelationClass::kAllows ? Effect::kAllow : Effect::kDeny;
  for (EntityId id = 0; id < graph.entities.size(); ++id) {
    if (!is_policy(graph.entities[id])) continue;
    const auto before =
        std::find_if(kept.begin(), kept.end(), [&](const Relationship& each) { return each.from > id; });
    const auto count = static_cast<size_t>(before - kept.begin());
    if (count != 0 && !visit(kept.first(count))) return false;
    kept = kept.subspan(count);
    const auto drawn = grants.of(id, effect);
    if (!drawn.empty() && !visit(drawn)) return false;
  }
  return kept.empty() || visit(kept);
}

}  // namespace arnscope
