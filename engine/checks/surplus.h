// What policies carry beyond what is needed: permissions that nobody required, and those that another policy
// of the same identity grants already.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "engine/catalog/catalog.h"
#include "engine/checks/permission_holder.h"
#include "engine/checks/required_permissions.h"
#include "engine/evaluate/authorize.h"

namespace arnscope {

// The access levels, the most sensitive first: permissions management, write, tagging, read, list.
std::span<const catalog::AccessLevel> levels_by_sensitivity();

// The one level of an action that counts: the most sensitive of those that it has, but tagging before write,
// for all that tags also writes; list where the catalog gives none.
catalog::AccessLevel sensitivity_level(ActionId action);

struct SurplusAction {
  ActionId action = kNoAction;
  catalog::AccessLevel level = catalog::kList;  // sensitivity_level() of it
  Verdict verdict = Verdict::kAllowed;          // or conditional; on some resource
};

// The actions that are granted on any resource and are not required on any, the most sensitive first, then
// by name. O(actions of the catalog), tens of milliseconds for large policies.
std::vector<SurplusAction> find_surplus(PermissionHolder& holder, const RequiredPermissions& required);

// An action of a policy's statement that another policy of the same identity grants, on all the statement's
// resources and under no narrower condition.
struct RedundantAction {
  const CompiledPolicy* policy = nullptr;
  const Statement* statement = nullptr;
  std::string_view action;  // as written, which may be a pattern
  StatementReference by;
};

// In the order of the policies, statements and actions. All of them can be left out together: of two policies
// that contain each other's, the later is redundant. Deny and NotAction are never; sound and not complete, as
// NormalForm. O(actions * wildcards).
std::vector<RedundantAction> find_redundant(std::span<const std::shared_ptr<const CompiledPolicy>> policies);

}  // namespace arnscope
