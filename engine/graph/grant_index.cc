#include "engine/graph/grant_index.h"

#include <algorithm>
#include <map>

#include "engine/evaluate/policy_owner.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

// The account that an AWS entry of a Principal names, or is of; "" where it does not say.
std::string_view account_named(const PrincipalEntry& entry) {
  if (entry.kind != PrincipalKind::kAws) return "";
  if (is_account_id(entry.value.value)) return entry.value.value;
  const auto arn = parse_arn(entry.value.value);
  return arn ? arn->account : std::string_view();
}

}  // namespace

void GrantIndex::add_open(const GraphBuilder& builder, const std::vector<Place>& places, EntityId entity,
                          AccountId owner, PolicyId policy) {
  if (entity == kNoId || places[entity].group == kNoId) return;
  for (const Statement& statement : builder.snapshot.policies[policy].policy->statements) {
    if (statement.effect != Effect::kAllow || !statement.principal) continue;
    if (statement.principal->polarity == Polarity::kAllBut) continue;
    for (const PrincipalEntry& entry : statement.principal->entries)
      if (const auto account = builder.account_of(account_named(entry)); account && *account != owner)
        open_to[*account].push_back(places[entity]);
  }
}

// A policy governs its resource, and what has no policy of its own and lies in it.
void GrantIndex::add_governed(const GraphBuilder& builder, const std::vector<Place>& places) {
  const Snapshot& snapshot = builder.snapshot;
  std::unordered_map<std::string_view, PolicyId> by_arn;
  for (const Resource& resource : snapshot.resources)
    if (resource.policy_knowledge == PolicyKnowledge::kPresent) by_arn.emplace(resource.arn, resource.policy);
  if (by_arn.empty()) return;
  for (ResourceId id = 0; id < snapshot.resources.size(); ++id) {
    const EntityId entity = builder.resources[id];
    if (entity == kNoId || places[entity].group == kNoId) continue;
    for (const std::string& owner : policy_owners(snapshot.resources[id].arn))
      if (const auto policy = by_arn.find(owner); policy != by_arn.end())
        governed[policy->second].push_back(places[entity]);
  }
}

GrantIndex::GrantIndex(const GraphBuilder& builder)
    : groups(builder.reach_groups),
      homes(builder.homes),
      service_entities(builder.services),
      open_to(builder.snapshot.accounts.size()),
      governed(builder.snapshot.policies.size()) {
  std::map<std::string_view, std::vector<uint32_t>> by_service;
  std::vector<Place> places(builder.graph.entities.size());
  for (uint32_t group = 0; group < groups.size(); ++group) {
    by_service[groups[group].shape.service].push_back(group);
    for (uint32_t position = 0; position < groups[group].entities.size(); ++position)
      places[groups[group].entities[position]] = {group, position};
  }
  for (auto& [name, list] : by_service) services.push_back({name, std::move(list)});
  for (ResourceId id = 0; id < builder.resources.size(); ++id)
    if (const Resource& resource = builder.snapshot.resources[id];
        resource.policy_knowledge == PolicyKnowledge::kPresent)
      add_open(builder, places, builder.resources[id], resource.account, resource.policy);
  for (RoleId id = 0; id < builder.roles.size(); ++id)
    add_open(builder, places, builder.roles[id], builder.snapshot.roles[id].account,
             builder.snapshot.roles[id].trust);
  add_governed(builder, places);
  for (auto* table : {&open_to, &governed})
    for (std::vector<Place>& list : *table) {
      std::sort(list.begin(), list.end());
      list.erase(std::unique(list.begin(), list.end()), list.end());
    }
}

}  // namespace arnscope
