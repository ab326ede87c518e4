// The records that several pages or sources have of one principal or managed policy, joined into one.
// Internal to snapshot/. Any thread.
#pragma once

#include <vector>

#include "engine/snapshot/builder.h"

namespace arnscope {

// Each part of a principal is taken from the record that has it: what one was read without, another has.
// Where records contradict in a part, a finding tells, and the one stands that hides no access: the longer
// list, the record without a permissions boundary, the policy that choose_policy() chooses; else the first by
// its place. The order of the records does not matter. REQUIRES: at least one record, all of one kind and
// ARN.
FoundPrincipal join_principals(std::vector<FoundPrincipal> records, std::vector<Finding>& findings);

// The same of a managed policy.
PlacedPolicy join_managed_policies(std::vector<PlacedPolicy> records, std::vector<Finding>& findings);

}  // namespace arnscope
