// What is found while a policy is read: the rows alone.
#include <array>

#include "engine/lint/check.h"

namespace arnscope {
namespace {

constexpr std::array kRows = {
    Check{"DATA_TYPE_MISMATCH", Severity::kError, kAllTypes, "value of a wrong type",
          "AWS refuses a policy with a value of another type than the element takes. Write the type that the "
          "message names.",
          nullptr},
    Check{"DUPLICATE_KEY", Severity::kError, kAllTypes, "key given twice",
          "JSON readers keep the last of two members with one name and drop the other without a word. Unite "
          "their values.",
          nullptr},
    Check{"INVALID_CONDITION_OPERATOR", Severity::kError, kAllTypes, "unknown condition operator",
          "AWS refuses a policy with an operator that it does not know.", nullptr},
    Check{"INVALID_EFFECT", Severity::kError, kAllTypes, "unknown effect",
          "Effect is `Allow` or `Deny`, with these capitals.", nullptr},
    Check{"INVALID_POLICY_ELEMENT", Severity::kError, kAllTypes, "unknown element",
          "Names of elements are the grammar's, with its capitals: AWS refuses others.", nullptr},
    Check{"INVALID_PRINCIPAL_FORMAT", Severity::kError, kTypesWithPrincipal, "principal that is a bare text",
          "A principal is `*` or an object such as {\"AWS\": \"111122223333\"}.", nullptr},
    Check{"INVALID_PRINCIPAL_KEY", Severity::kError, kTypesWithPrincipal, "unknown kind of principal",
          "Kinds of principals are AWS, Service, Federated and CanonicalUser.", nullptr},
    Check{"INVALID_VERSION", Severity::kError, kAllTypes, "unknown version",
          "The policy language has the versions 2012-10-17 and 2008-10-17. Use the first.", nullptr},
    Check{"JSON_SYNTAX_ERROR", Severity::kError, kAllTypes, "malformed text",
          "What is not JSON (or YAML, in a template) cannot be attached. Each fault is told at its place.",
          nullptr},
    Check{"MISSING_ACTION", Severity::kError, kAllTypes, "no action",
          "A statement needs Action or NotAction.", nullptr},
    Check{"MISSING_EFFECT", Severity::kError, kAllTypes, "no effect",
          "A statement needs Effect: `Allow` or `Deny`.", nullptr},
    Check{"MISSING_PRINCIPAL", Severity::kError, kTypesWithPrincipal, "no principal",
          "A policy that hangs on a resource, a role or an endpoint says of whom it speaks, in Principal or "
          "NotPrincipal.",
          nullptr},
    Check{"MISSING_RESOURCE", Severity::kError, kTypesWithResource, "no resource",
          "A statement needs Resource or NotResource here.", nullptr},
    Check{"MISSING_STATEMENT", Severity::kError, kAllTypes, "no statement",
          "A policy without Statement says nothing, and AWS refuses it.", nullptr},
    Check{"ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE", Severity::kError, kTrustPolicy,
          "resource in a trust policy", "A trust policy speaks of its own role: take Resource out.", nullptr},
    Check{
        "UNSUPPORTED_ELEMENT_COMBINATION", Severity::kError, kAllTypes, "an element and its negation",
        "Of Action and NotAction, Resource and NotResource, Principal and NotPrincipal a statement has one.",
        nullptr},
    Check{"UNSUPPORTED_PRINCIPAL", Severity::kError, kIdentityTypes, "principal in an identity policy",
          "An identity policy speaks of whoever it is attached to: take the principal out.", nullptr},
};

}  // namespace

std::span<const Check> syntax_checks() { return kRows; }

}  // namespace arnscope
