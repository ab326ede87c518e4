// What creates the role that collects: read-only, trusted by one principal under an external id. Source: IAM
// User Guide, "Access to AWS accounts owned by third parties".
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/policy/policy.h"

namespace arnscope::cli {

// Who may assume the role, and the external id, are asked for where it is created: parameters of the stack,
// variables of the module, variables of the shell.
struct CollectorRole {
  std::string name;
  std::string partition;
  std::vector<Policy> policies;  // beside SecurityAudit
};

struct SetupMethod {
  std::string_view name;  // "cloudformation"
  std::string (*print)(const CollectorRole& role);
};

// nullptr where there is none.
const SetupMethod* find_setup_method(std::string_view name);

// What is wrong with a role's name; "" where it is good. Source: IAM API Reference, CreateRole.
std::string why_no_role_name(std::string_view name);

}  // namespace arnscope::cli
