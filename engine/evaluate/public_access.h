// Amazon S3 Block Public Access: which policies are public, and the settings that restrict them. Source:
// Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage".
#pragma once

#include "engine/base/result.h"
#include "engine/document/document.h"
#include "engine/policy/policy.h"

namespace arnscope {

enum class PolicyOf : uint8_t { kBucket, kAccessPoint };

// Whether Amazon S3 takes the policy for public: one of its Allow statements lets in more than fixed
// principals and has no condition that holds fixed values of one of the keys that S3 names. Where S3 leaves
// open whether a value is fixed, it is. O(size of the policy). Source: as above, "The meaning of `public`".
bool is_public(const Policy& policy, PolicyOf of);

// The four settings. Those on ACLs and on putting policies change no decision on a request.
struct PublicAccessBlock {
  bool block_public_acls = false;
  bool ignore_public_acls = false;
  bool block_public_policy = false;
  bool restrict_public_buckets = false;
};

// Reads a PublicAccessBlockConfiguration, or the output of `aws s3api get-public-access-block` around it. A
// setting that is left out is off.
// Errors: an unknown field, a value that is no boolean.
Result<PublicAccessBlock> read_public_access_block(Value value);

}  // namespace arnscope
