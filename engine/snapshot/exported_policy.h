// The policy in an ExportedPolicy, read. Internal to snapshot/.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "engine/policy/parser.h"
#include "engine/snapshot/builder.h"

namespace arnscope {

struct ParsedPolicy {
  std::shared_ptr<const Policy> policy;  // never null; empty where it is not readable
  bool readable = true;
};

// Reads the policy; findings carry `subject`. Any thread. O(size).
ParsedPolicy parse_exported(const ExportedPolicy& found, PolicyKind kind, std::string_view subject,
                            std::vector<Finding>& findings);

}  // namespace arnscope
