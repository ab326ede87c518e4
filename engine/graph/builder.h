// What the functions that draw entities and relationships share while a graph is built. Of this folder alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/graph/reach.h"
#include "engine/graph/resource_shapes.h"
#include "engine/model/entity_types.h"

namespace arnscope {

struct GraphBuilder {
  GraphBuilder(Graph& made, Access& given, const GraphOptions& options)
      : graph(made),
        access(given),
        snapshot(given.snapshot()),
        classes(options.classes),
        keeps_grants(options.grants == GrantStorage::kKept),
        effective(options.effective && wants(RelationClass::kAllows)) {}

  Graph& graph;
  Access& access;
  const Snapshot& snapshot;
  RelationClasses classes;
  bool keeps_grants;
  bool effective;  // effective ALLOWS are wanted
  ResourceShapes shapes;

  // The entities of the snapshot's tables. Trust policies have none: kNoId.
  std::vector<EntityId> accounts, users, groups, roles, policies, instance_profiles, resources, units;
  std::vector<std::vector<EntityId>> services;  // by AccountId and catalog::ServiceId
  std::unordered_map<std::string_view, EntityId> services_by_key;
  // The accounts in which a policy counts: its own; of an AWS managed one those where somebody holds it, or
  // all where nobody does. By PolicyId.
  std::vector<std::vector<AccountId>> homes;
  // The entities by shape: for grants and assumptions.
  std::vector<ReachGroup> reach_groups;

  bool wants(RelationClass relation) const { return has_class(classes, relation); }
  bool wants_grants() const { return wants(RelationClass::kAllows) || wants(RelationClass::kDenies); }
  void add(RelationClass relation, EntityId from, EntityId to, uint32_t detail = 0) {
    graph.relationships[static_cast<size_t>(relation)].push_back({from, to, detail});
  }
  // "" where the snapshot has no such account: an ARN did not tell.
  std::string_view account_id(AccountId id) const {
    return id < snapshot.accounts.size() ? snapshot.accounts[id].id : std::string_view();
  }
  // Nothing where the snapshot has no such account.
  std::optional<AccountId> account_of(std::string_view id) const;
  // Whether the snapshot holds the account's own data, and not its name alone.
  bool is_described(std::string_view account) const {
    const auto id = account_of(account);
    return id && snapshot.accounts[*id].described;
  }
  // The service as the account uses it; kNoId where it has no entity.
  EntityId service(AccountId account, catalog::ServiceId service) const {
    return account < services.size() ? services[account][service] : kNoId;
  }
  EntityId service(AccountId account, std::string_view type) const;
};

// Makes the entities and fills the builder's tables.
void add_entities(GraphBuilder& builder);

// Of IAM's and of identity providers' types those of their own; of all others kResource.
EntityKind kind_of_type(std::string_view type);

// Whether a policy of this type grants to those who hold it: not so a resource's, an SCP, an RCP.
bool grants_to_holders(PolicyType type);

// What an entry of a trust policy's Principal names.
struct NamedPrincipal {
  std::string key;
  EntityType type;
  EntityKind kind = EntityKind::kUnknownPrincipal;
  std::string arn, account, display_name;
};
// `partition` is the role's: an entry may name an account by its id alone.
NamedPrincipal named_principal(const PrincipalEntry& entry, std::string_view partition);
// What an element with NotPrincipal names: everyone, but for its entries.
NamedPrincipal named_everyone();
std::string account_key(std::string_view partition, std::string_view account);
std::string service_key(std::string_view account, std::string_view type);

// The catalog's actions that a statement of the policy speaks of: actions_of() from what was compiled.
ActionSet actions_of(const CompiledPolicy& policy, size_t statement);

// The actions that let a role be assumed.
struct AssumeActions {
  ActionId role, with_saml, with_web_identity;
};
AssumeActions assume_actions();

// Draw the relationships of one class, in any order.
void add_trusts(GraphBuilder& builder);
void management_account_has_accounts(GraphBuilder& builder);
void organization_has_units(GraphBuilder& builder);  // and units what lies in them
void organization_policies_are_assigned(GraphBuilder& builder);
void security_group_allows(GraphBuilder& builder);
void user_is_person(GraphBuilder& builder);
void domain_has_zones(GraphBuilder& builder);
void add_assumptions(GraphBuilder& builder);
// Sorted. `effect` decides between ALLOWS and DENIES. Where they are not kept, they are made ready to be
// drawn.
void add_grants(GraphBuilder& builder, Effect effect);

}  // namespace arnscope
