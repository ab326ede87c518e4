// Grants of AWS KMS keys as policies: what a grant allows is said in statements, so that the one evaluator
// decides it. Source: AWS KMS Developer Guide, "Grants in AWS KMS" and "Creating grants"; AWS KMS API
// Reference, "GrantListEntry" and "GrantConstraints".
#pragma once

#include <memory>
#include <vector>

#include "engine/base/result.h"
#include "engine/document/document.h"
#include "engine/evaluate/compiled.h"

namespace arnscope {

// Reads the output of `aws kms list-grants`, or its list alone: a policy a grant, named `grant ID`, of kind
// kResource. The grantee gets the operations on the key, under the constraints where they apply; the retiring
// principal and the issuing account may retire the grant.
// Errors: an unknown field, a wrong type, an operation that grants do not have, a key that is no ARN, a grant
// without id, key, grantee or operations, a list that lacks its further pages.
Result<std::vector<std::shared_ptr<const CompiledPolicy>>> read_kms_grants(Value value);

}  // namespace arnscope
