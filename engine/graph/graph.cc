#include "engine/graph/graph.h"

#include <algorithm>

#include "engine/base/text.h"
#include "engine/graph/builder.h"
#include "engine/graph/grant_index.h"
#include "engine/graph/joined.h"
#include "engine/graph/relations.h"

namespace arnscope {
namespace {

auto ends_and_detail(const Relationship& each) { return std::tuple(each.from, each.to, each.detail); }

// Grants are drawn in order, and there are many.
void sort_relationships(std::vector<Relationship>& relationships) {
  const auto less = [](const Relationship& a, const Relationship& b) {
    return ends_and_detail(a) < ends_and_detail(b);
  };
  if (!std::is_sorted(relationships.begin(), relationships.end(), less))
    std::sort(relationships.begin(), relationships.end(), less);
  relationships.erase(std::unique(relationships.begin(), relationships.end()), relationships.end());
}

}  // namespace

ActionSetId ActionSets::add(std::span<const ActionId> actions) {
  actions_.insert(actions_.end(), actions.begin(), actions.end());
  begins_.push_back(actions_.size());
  return size() - 1;
}

const Resource* Graph::resource_of(const Entity& entity) const {
  const bool resource = entity.kind == EntityKind::kResource || entity.kind == EntityKind::kProvider;
  return resource && entity.index != kNoId ? &snapshot->resources[entity.index] : nullptr;
}

std::optional<AccountId> GraphBuilder::account_of(std::string_view id) const {
  const auto at =
      std::lower_bound(snapshot.accounts.begin(), snapshot.accounts.end(), id,
                       [](const Account& account, std::string_view wanted) { return account.id < wanted; });
  if (at == snapshot.accounts.end() || at->id != id) return std::nullopt;
  return static_cast<AccountId>(at - snapshot.accounts.begin());
}

EntityId GraphBuilder::service(AccountId account, std::string_view type) const {
  const auto at = services_by_key.find(service_key(account_id(account), type));
  return at == services_by_key.end() ? kNoId : at->second;
}

std::optional<EntityId> Graph::find(std::string_view key) const {
  const auto at =
      std::lower_bound(entities.begin(), entities.end(), key,
                       [](const Entity& entity, std::string_view text) { return entity.key < text; });
  if (at == entities.end() || at->key != key) return std::nullopt;
  return static_cast<EntityId>(at - entities.begin());
}

ActionSet actions_of(const CompiledPolicy& policy, size_t statement) {
  ActionSet actions(catalog::action_count());
  const std::vector<ActionId>& starts = policy.interval_starts;
  for (size_t i = 0; i + 1 < starts.size(); ++i)
    if ((policy.interval_bits[i * policy.words + statement / 64] >> (statement % 64) & 1) != 0)
      actions.insert_range(starts[i], starts[i + 1]);
  return actions;
}

Graph build_graph(Access& access, const GraphOptions& options) {
  Graph graph;
  graph.snapshot = &access.snapshot();
  graph.access = &access;
  graph.classes = options.classes;
  GraphBuilder builder(graph, access, options);
  add_entities(builder);
  if (builder.wants_grants() || builder.wants(RelationClass::kCanAssume))
    builder.reach_groups = group_by_shape(builder);
  for (const Relation& relation : relations())
    if (builder.wants(relation.relation)) relation.draw(builder);
  add_joined(builder);
  add_stated(builder);
  for (auto& relationships : graph.relationships) sort_relationships(relationships);
  if (builder.keeps_grants) graph.grant_index.reset();
  return graph;
}

}  // namespace arnscope
