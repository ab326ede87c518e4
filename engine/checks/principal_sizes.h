// The policies and principals of a snapshot against their limits. Any thread.
#pragma once

#include <string_view>
#include <vector>

#include "engine/checks/limits.h"
#include "engine/checks/size.h"
#include "engine/snapshot/snapshot.h"

namespace arnscope {

// The type of policies/limits.json that a policy of a snapshot is of; "" of resources' policies and of AWS's.
std::string_view size_type(PolicyType policy);

struct SizedPolicy {
  PolicyId policy = 0;
  std::string_view type;  // of policies/limits.json
  DocumentSize size;
  Measurement measurement;
};

// A user, group or role: its inline policies together, its attached policies, a user's groups. The row of
// each measurement's limit says which.
struct SizedPrincipal {
  std::string_view arn;
  std::vector<Measurement> measurements;
  bool at_least = false;  // an inline policy could not be read
};

struct SnapshotSizes {
  std::vector<SizedPolicy> policies;       // in the snapshot's order
  std::vector<SizedPrincipal> principals;  // users, groups, roles
};

// Customer managed, inline and trust policies that could be read, and every principal; AWS managed policies
// are not the account's to shorten. REQUIRES: `limits` outlives the result. O(bytes of the policies).
// Source: IAM User Guide, "IAM and AWS STS quotas".
SnapshotSizes snapshot_sizes(const Snapshot& snapshot, const Limits& limits);

}  // namespace arnscope
