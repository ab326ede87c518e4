// Who makes a request. Plain values.
// Source: IAM User Guide, "AWS JSON policy elements: Principal".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace arnscope {

enum class PrincipalType : uint8_t {
  kRoot,           // arn:aws:iam::A:root
  kUser,           // arn:aws:iam::A:user/path/name
  kRole,           // arn:aws:iam::A:role/path/name: any session of the role
  kSession,        // arn:aws:sts::A:assumed-role/name/session
  kFederatedUser,  // arn:aws:sts::A:federated-user/name
  kService,        // lambda.amazonaws.com
  kFederated,      // an OIDC or SAML provider's ARN, or a bare provider such as accounts.google.com
  kAnonymous,      // *
};

// "root", "user", "role", "session", "federatedUser", "service", "federated", "anonymous".
std::string_view principal_type_name(PrincipalType type);

struct Principal {
  PrincipalType type = PrincipalType::kAnonymous;
  std::string arn;        // the ARN, the service, the provider, or "*"
  std::string partition;  // "" where there is no ARN
  std::string account;
  std::string name;      // user, role, federated user: its name without a path
  std::string user_id;   // aws:userid as far as the ARN tells: of root and of federated user sessions
  std::string role_arn;  // role: its ARN; session: its role's ARN, without a path until set_role is called
  bool role_path_known = true;

  // Whether identity policies can be attached to it.
  bool has_identity() const {
    return type == PrincipalType::kUser || type == PrincipalType::kRole || type == PrincipalType::kSession ||
           type == PrincipalType::kFederatedUser;
  }
  // Whether it is a role that is linked to a service, or a session of one whose path is known.
  bool is_service_linked() const { return role_arn.find(":role/aws-service-role/") != std::string::npos; }
};

// Reads a principal's ARN, or "*" for the anonymous caller.
// Errors: not the ARN of a principal.
Result<Principal> parse_principal(std::string_view text);
Principal service_principal(std::string_view service);
// Whether a text is the name of an AWS service as policies write it.
bool is_service_name(std::string_view text);
Principal federated_principal(std::string_view provider);

// Tells a session which role it is of: sessions name their role without its path.
void set_role(Principal& session, std::string_view role_arn);

}  // namespace arnscope
