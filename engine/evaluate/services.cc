#include "engine/evaluate/services.h"

#include <array>

#include "engine/catalog/catalog.h"

namespace arnscope {
namespace {

bool is_one_of(std::string_view action, std::span<const std::string_view> names) {
  for (std::string_view name : names)
    if (action == name) return true;
  return false;
}

bool is_authenticated(const Request& request) {
  return request.principal().type != PrincipalType::kAnonymous;
}

bool is_caller_identity(const Request& request, const Policies&) {
  return is_authenticated(request) && request.action_name() == "sts:getcalleridentity";
}

bool is_session_token(const Request& request, const Policies&) {
  PrincipalType type = request.principal().type;
  return request.action_name() == "sts:getsessiontoken" &&
         (type == PrincipalType::kUser || type == PrincipalType::kRoot);
}

bool is_root_assuming(const Request& request, const Policies&) {
  return request.principal().type == PrincipalType::kRoot && request.action_name() == "sts:assumerole";
}

// A federated user session may call nothing of STS but GetCallerIdentity.
bool is_federated_user_on_sts(const Request& request, const Policies&) {
  return request.principal().type == PrincipalType::kFederatedUser && request.service() == "sts";
}

// Tokens that a user alone can ask for, or the root user, by their long-term credentials.
bool is_role_asking_for_token(const Request& request, const Policies&) {
  constexpr std::array<std::string_view, 2> kActions = {"sts:getfederationtoken", "sts:getsessiontoken"};
  const PrincipalType type = request.principal().type;
  return (type == PrincipalType::kRole || type == PrincipalType::kSession) &&
         is_one_of(request.action_name(), kActions);
}

// The bucket owner's root user can always mend a bucket policy that locks everyone out.
bool is_root_on_bucket_policy(const Request& request, const Policies&) {
  constexpr std::array<std::string_view, 3> kActions = {"s3:getbucketpolicy", "s3:putbucketpolicy",
                                                        "s3:deletebucketpolicy"};
  return request.principal().type == PrincipalType::kRoot && is_one_of(request.action_name(), kActions) &&
         request.resource_account() == request.principal().account;
}

// The actions that a trust policy decides.
bool is_role_trust(const Request& request, const Policies&) {
  constexpr std::array<std::string_view, 3> kActions = {"sts:assumerole", "sts:tagsession",
                                                        "sts:setsourceidentity"};
  return is_one_of(request.action_name(), kActions);
}

bool is_web_trust(const Request& request, const Policies&) {
  constexpr std::array<std::string_view, 2> kActions = {"sts:assumerolewithsaml",
                                                        "sts:assumerolewithwebidentity"};
  return is_one_of(request.action_name(), kActions);
}

// A question on every resource (`*`) is one on keys where the action takes keys.
bool is_key(const Request& request, const Policies&) {
  const ArnFields* arn = request.resource_fields();
  if (request.service() != "kms" || arn == nullptr) return false;
  if (request.meaning() == ResourceMeaning::kSome) return glob_intersects(arn->field[5], "key/*");
  return arn->field[5].starts_with("key/");
}

bool changes(const Request& request) {
  if (request.service() != "iam" || request.action() == kNoAction) return false;
  return (catalog::action(request.action()).levels & (catalog::kList | catalog::kRead)) == 0;
}

bool changes_aws_managed_policy(const Request& request, const Policies&) {
  const ArnFields* arn = request.resource_fields();
  return changes(request) && arn != nullptr && arn->field[4] == "aws" && arn->field[5].starts_with("policy/");
}

bool changes_reserved_role(const Request& request, const Policies&) {
  const ArnFields* arn = request.resource_fields();
  return changes(request) && arn != nullptr && arn->field[2] == "iam" &&
         arn->field[5].starts_with("role/aws-reserved/") && request.action_name() != "iam:passrole" &&
         request.principal().role_arn.find(":role/aws-service-role/sso.amazonaws.com/") == std::string::npos;
}

// Whether a service-linked role is passed to the service that it is linked to, as Amazon EC2 Auto Scaling
// asks for roles with a suffix. Source: Amazon EC2 Auto Scaling User Guide, "Amazon EC2 Auto Scaling API
// permissions".
bool is_passed_to_own_service(const Request& request) {
  static const KeyName kPassedToService = make_key("iam:PassedToService");
  if (request.action_name() != "iam:passrole") return false;
  KeyValues service = request.get(kPassedToService);
  std::string_view path = request.resource_fields()->field[5];
  path.remove_prefix(path.find('/') + 1);
  path.remove_prefix(path.find('/') + 1);
  return service.size() == 1 && path.substr(0, path.find('/')) == service[0];
}

// What may be done with a service-linked role: make it, delete it, describe it in other words, tag it.
// Source: IAM User Guide, "Update a service-linked role"; IAM API Reference, TagRole.
bool changes_service_linked_role(const Request& request, const Policies&) {
  constexpr std::array<std::string_view, 6> kPossible = {"iam:createservicelinkedrole",
                                                         "iam:deleteservicelinkedrole",
                                                         "iam:updateroledescription",
                                                         "iam:updaterole",
                                                         "iam:tagrole",
                                                         "iam:untagrole"};
  const ArnFields* arn = request.resource_fields();
  return changes(request) && arn != nullptr && arn->field[2] == "iam" &&
         arn->field[5].starts_with("role/aws-service-role/") &&
         !is_one_of(request.action_name(), kPossible) && !is_passed_to_own_service(request);
}

// Whom RestrictPublicBuckets shuts out of a bucket with a public policy: all but AWS services and the owner's
// account. An owner that nobody gave is the caller's account, as in every decision.
bool is_shut_out(const Request& request, const Policies& policies) {
  const Principal& who = request.principal();
  if (!policies.public_buckets_restricted || request.service() != "s3") return false;
  if (!who.has_identity() && who.type != PrincipalType::kRoot) return who.type != PrincipalType::kService;
  if (request.resource_account().empty()) return request.context().unlisted() == Unlisted::kUnknown;
  return request.resource_account() != who.account;
}

constexpr std::array kRules = {
    ServiceRule{ServiceEffect::kAlwaysAllowed, is_caller_identity,
                "sts:GetCallerIdentity is allowed to every authenticated caller, whatever policies say",
                "AWS STS API Reference, GetCallerIdentity"},
    ServiceRule{ServiceEffect::kAlwaysAllowed, is_session_token, "sts:GetSessionToken needs no permission",
                "IAM User Guide, Permissions for GetSessionToken"},
    ServiceRule{ServiceEffect::kNeverAllowed, is_root_assuming, "the root user cannot assume a role",
                "AWS STS API Reference, AssumeRole"},
    ServiceRule{ServiceEffect::kNeverAllowed, is_federated_user_on_sts,
                "a federated user session calls nothing of STS but GetCallerIdentity",
                "AWS STS API Reference, GetFederationToken"},
    ServiceRule{ServiceEffect::kNeverAllowed, is_role_asking_for_token,
                "the token is for long-term credentials, which a role does not have",
                "IAM User Guide, Compare AWS STS credentials"},
    ServiceRule{ServiceEffect::kNeverAllowed, changes_aws_managed_policy,
                "AWS managed policies cannot be changed",
                "IAM User Guide, Managed policies and inline policies, AWS managed policies"},
    ServiceRule{ServiceEffect::kNeverAllowed, changes_reserved_role,
                "roles under /aws-reserved/ are changed by the service that owns them alone",
                "IAM Identity Center User Guide, Referencing permission sets in resource policies"},
    ServiceRule{ServiceEffect::kNeverAllowed, changes_service_linked_role,
                "a service-linked role is used and changed by its service alone",
                "IAM User Guide, Create a service-linked role"},
    ServiceRule{ServiceEffect::kNeedsResourceGrant, is_role_trust,
                "the role's trust policy must name the caller", "IAM User Guide, Methods to assume a role"},
    ServiceRule{ServiceEffect::kResourceGrantAlone, is_web_trust,
                "the role's trust policy must name the identity provider",
                "AWS STS API Reference, AssumeRoleWithWebIdentity and AssumeRoleWithSAML"},
    ServiceRule{ServiceEffect::kNeedsResourceGrant, is_key,
                "the key policy must grant, or let the account's identity policies grant",
                "AWS KMS Developer Guide, Key policies in AWS KMS"},
    ServiceRule{ServiceEffect::kResourceDenyIgnored, is_root_on_bucket_policy,
                "the bucket owner's root user can always read, replace and delete the bucket policy",
                "Amazon S3 API Reference, DeleteBucketPolicy"},
    ServiceRule{ServiceEffect::kNoGrantAcross, is_shut_out,
                "RestrictPublicBuckets leaves a public policy to AWS services and the bucket owner's account",
                "Amazon S3 User Guide, Blocking public access to your Amazon S3 storage"},
};

constexpr std::array<std::string_view, 28> kResourcePolicyServices = {
    "acm-pca", "apigateway",        "backup",    "codeartifact",   "codebuild",   "dynamodb", "ecr",
    "efs",     "elasticfilesystem", "es",        "events",         "execute-api", "glacier",  "glue",
    "iot",     "kinesis",           "kms",       "lambda",         "lex",         "logs",     "mediastore",
    "s3",      "s3-outposts",       "s3express", "secretsmanager", "ses",         "sns",      "sqs"};

}  // namespace

bool has_resource_policies(std::string_view service) { return is_one_of(service, kResourcePolicyServices); }

const ServiceRule* find_service_rule(const Request& request, const Policies& policies) {
  std::string_view service = request.service();
  if (service != "sts" && service != "kms" && service != "iam" && service != "s3") return nullptr;
  for (const ServiceRule& rule : kRules)
    if (rule.applies(request, policies)) return &rule;
  return nullptr;
}

}  // namespace arnscope
