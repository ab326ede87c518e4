// Whom the policies on the resource's side name: who may act on an entity without an Allow of its own. Of
// this folder alone.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/graph/builder.h"

namespace arnscope {

class GrantedPrincipals {
 public:
  // One pass over the entities that actions take.
  explicit GrantedPrincipals(GraphBuilder& builder);

  // The entities on which the caller may act without an Allow of its own, at most: ascending.
  std::vector<EntityId> granted_to(const Principal& principal) const;

 private:
  void read(EntityId entity, std::string_view owner, PolicyId id);
  void read(EntityId entity, std::string_view owner, const PolicyEntry& policy,
            const CompiledPolicy& compiled, size_t statement);

  GraphBuilder& builder_;
  const AssumeActions assume_ = assume_actions();
  std::unordered_map<std::string, std::vector<EntityId>> by_name_;  // ARN of a user or a role; a service
  // What is open to everyone: by the account that owns it; "" where nobody knows.
  std::unordered_map<std::string_view, std::vector<EntityId>> open_;
  std::vector<EntityId> anonymous_;  // the same, without roles, which nobody assumes unauthenticated
  // Roles whose trust policy alone decides, by the account that it names; "*" is everyone.
  std::unordered_map<std::string, std::vector<EntityId>> by_trust_alone_;
};

}  // namespace arnscope
