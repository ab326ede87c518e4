// Which limits hold for a policy that nothing says the type of. Any thread.
#pragma once

#include <string_view>

#include "engine/document/document.h"

namespace arnscope {

// A type of policies/limits.json, or "" where the policy does not tell:
//   no Principal                                        "managed"
//   Principal, no Resource                              "trust", or of the service whose actions alone it has
//   Principal, and the Resources are ARNs of one service, or `*` and actions of one whose policies are
//   written so                                          that service's type
// A guess by shape: an S3 endpoint policy looks like a bucket's. O(size of the policy).
// Source: IAM User Guide, "AWS JSON policy elements: Principal", "IAM JSON policy elements: Resource".
std::string_view policy_type(Value policy);

}  // namespace arnscope
