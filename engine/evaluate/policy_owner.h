// Resources that have no policy of their own: to which resource the policy is attached that governs them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace arnscope {

// The ARNs whose resource policies govern `arn`, nearest first; the first is `arn` itself. Nothing but `arn`
// for a resource whose policy is its own alone, and for those whose ARN does not say where its policy is: the
// bucket of an S3 access point, the file system of an EFS access point, the vault of a recovery point.
// `arn` may be a pattern. O(rows * size of the ARN).
std::vector<std::string> policy_owners(std::string_view arn);

// Whether a policy attached to `owner` governs the resource. REQUIRES: both are ARNs.
bool governs(std::string_view owner, std::string_view resource);

}  // namespace arnscope
