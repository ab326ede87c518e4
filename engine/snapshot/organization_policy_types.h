// The types of organization policies that decide access, as AWS Organizations calls them. Any thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "engine/base/text.h"
#include "engine/snapshot/snapshot.h"

namespace arnscope {

// What a layout can tell of an organization beside its parts.
enum class OrganizationFact : uint8_t {
  kAllAccounts,                // the members that are given are all that there are
  kNoServiceControlPolicies,   // SCPs are not enabled
  kNoResourceControlPolicies,  // RCPs are not enabled
};

// Lists of an organization that are asked for one by one: of each policy, or of each unit and root.
enum class OrganizationList : uint8_t {
  kTargets,   // what a policy is attached to
  kUnits,     // the units in a unit
  kAccounts,  // the accounts in a unit
};

// Source: AWS Organizations API Reference, PolicySummary, Type.
struct OrganizationPolicyType {
  std::string_view name;
  PolicyType type;
  OrganizationFact none;  // that the type is not enabled
};
inline constexpr std::array kOrganizationPolicyTypes = {
    OrganizationPolicyType{"SERVICE_CONTROL_POLICY", PolicyType::kServiceControl,
                           OrganizationFact::kNoServiceControlPolicies},
    OrganizationPolicyType{"RESOURCE_CONTROL_POLICY", PolicyType::kResourceControl,
                           OrganizationFact::kNoResourceControlPolicies},
};

// The row with a name, without regard to case; nullptr where there is none.
inline const OrganizationPolicyType* find_organization_policy_type(std::string_view name) {
  const auto at =
      std::find_if(kOrganizationPolicyTypes.begin(), kOrganizationPolicyTypes.end(),
                   [&](const OrganizationPolicyType& row) { return equal_folded(row.name, name); });
  return at == kOrganizationPolicyTypes.end() ? nullptr : &*at;
}

}  // namespace arnscope
