// Collects the entities of a graph. Each function below adds those of one sort; an entity that several speak
// of is one entity, by its key, and what the snapshot describes comes first. Of this folder alone.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "engine/graph/builder.h"

namespace arnscope {

class EntityCollector {
 public:
  explicit EntityCollector(GraphBuilder& given) : builder(given), snapshot(given.snapshot) {}

  GraphBuilder& builder;
  const Snapshot& snapshot;

  std::string_view intern(std::string_view text) { return builder.graph.texts.intern(text); }
  bool has(std::string_view key) const { return keys_.contains(key); }

  // The first entity with a key stays. What the snapshot describes gets a key in any case: that of an inline
  // policy may be the ARN of something else.
  void add(Entity entity, const EntityType& type);
  // A service as the account uses it. `prefix` is the catalog's, or another where the catalog has none.
  void add_service(AccountId account, std::string_view prefix);
  // What an ARN names that the snapshot does not describe, where the catalog knows its type and it is one
  // that is wanted.
  void add_named(
      std::string_view arn,
      const std::function<bool(const EntityType&)>& is_wanted = [](const auto&) { return true; });

  // Sorts the entities and fills the builder's tables. Nothing is added afterwards.
  void finish();

 private:
  void add_accounts_of_entities();
  void note(EntityId id);

  std::unordered_set<std::string_view> keys_;
};

// In the order in which they are called.
void add_account_entities(EntityCollector& collector);
void add_iam_entities(EntityCollector& collector);
void add_resource_entities(EntityCollector& collector);
void add_organization_entities(EntityCollector& collector);
// The other ends of security groups' rules.
void add_network_entities(EntityCollector& collector);
// People, and domains that the snapshot does not describe.
void add_outside_entities(EntityCollector& collector);
// Whom trust policies name.
void add_trusted_entities(EntityCollector& collector);
// What the resources of policies name.
void add_policy_resource_entities(EntityCollector& collector);
// The services on which policies grant or deny something.
void add_granted_services(EntityCollector& collector);

}  // namespace arnscope
