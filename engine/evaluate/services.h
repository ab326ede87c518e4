// AWS services with rules of their own beside the policies, one row each.
#pragma once

#include <span>
#include <string_view>

#include "engine/evaluate/authorize.h"
#include "engine/evaluate/request.h"

namespace arnscope {

enum class ServiceEffect : uint8_t {
  kAlwaysAllowed,        // whatever policies say
  kNeverAllowed,         // whatever policies say
  kNeedsResourceGrant,   // identity policies count only if the resource policy delegates to the account
  kResourceGrantAlone,   // no identity is asked: the resource policy alone decides
  kResourceDenyIgnored,  // a Deny of the resource policy does not count
  kNoGrantAcross,        // the resource policy grants nobody of another account
};

struct ServiceRule {
  ServiceEffect effect;
  bool (*applies)(const Request& request, const Policies& policies);
  std::string_view text;  // the rule in words, for answers
  std::string_view page;  // where AWS states it
};

// The first rule that applies to the request; null for most.
const ServiceRule* find_service_rule(const Request& request, const Policies& policies);

// Whether resources of the service can carry a policy of their own; trust policies of roles are not meant.
// Source: IAM User Guide, "AWS services that work with IAM", column "Resource-based policies".
bool has_resource_policies(std::string_view service);

}  // namespace arnscope
