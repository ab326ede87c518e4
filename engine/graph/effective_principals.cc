#include "engine/graph/effective_principals.h"

#include <algorithm>

#include "engine/graph/effective.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

std::string_view partition_of(const Snapshot& snapshot, const PolicyEntry& policy) {
  return policy.account < snapshot.accounts.size() ? snapshot.accounts[policy.account].partition : "aws";
}

// Calls visit(NamedPrincipal) for those whom the statement's Principal lets in.
template <class Visit>
void visit_named(const Statement& statement, std::string_view partition, Visit visit) {
  if (statement.effect != Effect::kAllow || !statement.principal) return;
  if (statement.principal->polarity == Polarity::kAllBut) return visit(named_everyone());
  for (const PrincipalEntry& entry : statement.principal->entries) visit(named_principal(entry, partition));
}

template <class Table, class Key>
void add_of(const Table& table, const Key& key, std::vector<EntityId>& entities) {
  const auto found = table.find(key);
  if (found != table.end()) entities.insert(entities.end(), found->second.begin(), found->second.end());
}

}  // namespace

void add_granted_principals(EntityCollector& collector) {
  for (const PolicyEntry& policy : collector.snapshot.policies) {
    if (policy.type != PolicyType::kResource) continue;
    for (const Statement& statement : policy.policy->statements)
      visit_named(statement, partition_of(collector.snapshot, policy), [&](const NamedPrincipal& named) {
        if (named.kind != EntityKind::kEveryone && named.kind != EntityKind::kServicePrincipal) return;
        Entity entity;
        entity.key = collector.intern(named.key);
        entity.display_name = collector.intern(named.display_name);
        entity.kind = named.kind;
        entity.named = true;
        collector.add(entity, named.type);
      });
  }
}

GrantedPrincipals::GrantedPrincipals(GraphBuilder& builder) : builder_(builder) {
  for (const ReachGroup& group : builder.reach_groups)
    for (size_t at = 0; at < group.entities.size(); ++at) {
      const std::string_view arn = builder.graph.entities[group.entities[at]].arn;
      const std::string_view account = group.fields[at].field[4];
      const std::string_view owner = is_account_id(account) ? account : builder.access.known_owner(arn);
      for (PolicyId policy : builder.access.resource_policies(arn)) read(group.entities[at], owner, policy);
    }
}

void GrantedPrincipals::read(EntityId entity, std::string_view owner, PolicyId id) {
  const CompiledPolicy& compiled = *builder_.access.compiled(id);
  for (size_t i = 0; i < compiled.statements.size(); ++i)
    read(entity, owner, builder_.snapshot.policies[id], compiled, i);
}

void GrantedPrincipals::read(EntityId entity, std::string_view owner, const PolicyEntry& policy,
                             const CompiledPolicy& compiled, size_t position) {
  const bool trust = policy.type == PolicyType::kTrust;
  const auto speaks_of = [&](ActionId action) {
    const uint64_t* row = compiled.statements_on(action);
    return row != nullptr && (row[position / 64] >> (position % 64) & 1) != 0;
  };
  // The two that ask for no identity: see engine/evaluate/services.cc.
  const bool alone = trust && (speaks_of(assume_.with_saml) || speaks_of(assume_.with_web_identity));
  visit_named(*compiled.statements[position].written, partition_of(builder_.snapshot, policy),
              [&](const NamedPrincipal& named) {
                if (named.kind == EntityKind::kAccount && alone)
                  by_trust_alone_[named.account].push_back(entity);
                if (named.kind == EntityKind::kUser || named.kind == EntityKind::kRole ||
                    named.kind == EntityKind::kServicePrincipal)
                  by_name_[named.key].push_back(entity);
                if (named.kind != EntityKind::kEveryone) return;
                open_[owner].push_back(entity);
                if (!trust) anonymous_.push_back(entity);
                if (alone) by_trust_alone_["*"].push_back(entity);
              });
}

std::vector<EntityId> GrantedPrincipals::granted_to(const Principal& principal) const {
  std::vector<EntityId> entities;
  if (principal.type == PrincipalType::kAnonymous) {
    entities = anonymous_;
  } else {
    add_of(by_name_, principal.arn, entities);
  }
  if (principal.has_identity()) {
    add_of(open_, principal.account, entities);
    add_of(open_, std::string_view(), entities);
    add_of(by_trust_alone_, principal.account, entities);
    add_of(by_trust_alone_, std::string("*"), entities);
  }
  std::sort(entities.begin(), entities.end());
  entities.erase(std::unique(entities.begin(), entities.end()), entities.end());
  return entities;
}

}  // namespace arnscope
