// TRUSTS: one a role and principal that an Allow of the role's trust policy names.
#include <algorithm>
#include <map>

#include "engine/catalog/catalog.h"
#include "engine/graph/builder.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

std::vector<EntityId> trusted(const GraphBuilder& builder, const Statement& statement,
                              std::string_view partition) {
  std::vector<EntityId> result;
  const auto add = [&](const NamedPrincipal& named) {
    if (auto id = builder.graph.find(named.key)) result.push_back(*id);
  };
  if (statement.principal->polarity == Polarity::kAllBut) {
    add(named_everyone());
  } else {
    for (const PrincipalEntry& entry : statement.principal->entries) add(named_principal(entry, partition));
  }
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

bool lets_assume(const Statement& statement) {
  const ActionSet actions = actions_of(statement);
  const AssumeActions assume = assume_actions();
  return actions.contains(assume.role) || actions.contains(assume.with_saml) ||
         actions.contains(assume.with_web_identity);
}

}  // namespace

AssumeActions assume_actions() {
  return {catalog::find_action("sts:AssumeRole"), catalog::find_action("sts:AssumeRoleWithSAML"),
          catalog::find_action("sts:AssumeRoleWithWebIdentity")};
}

void add_trusts(GraphBuilder& builder) {
  for (RoleId role = 0; role < builder.snapshot.roles.size(); ++role) {
    const PolicyId policy = builder.snapshot.roles[role].trust;
    const auto arn = parse_arn(builder.snapshot.roles[role].arn);
    const std::vector<Statement>& statements = builder.snapshot.policies[policy].policy->statements;
    std::map<EntityId, Trust> trusts;
    std::map<EntityId, bool> freely;
    for (uint32_t i = 0; i < statements.size(); ++i) {
      if (statements[i].effect != Effect::kAllow || !statements[i].principal) continue;
      const bool free = statements[i].conditions.empty() && lets_assume(statements[i]);
      for (EntityId to : trusted(builder, statements[i], arn ? arn->partition : "aws")) {
        trusts[to].statements.push_back(i);
        freely[to] = freely[to] || free;
      }
    }
    for (auto& [to, trust] : trusts) {
      trust.policy = policy;
      trust.conditional = !freely[to];
      builder.add(RelationClass::kTrusts, builder.roles[role], to,
                  static_cast<uint32_t>(builder.graph.trusts.size()));
      builder.graph.trusts.push_back(std::move(trust));
    }
  }
}

}  // namespace arnscope
