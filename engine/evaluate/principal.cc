#include "engine/evaluate/principal.h"

#include <fmt/format.h>

#include <array>

#include "engine/base/text.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

std::string_view last_segment(std::string_view path) {
  size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

Error not_a_principal(std::string_view text, std::string_view why) {
  return {fmt::format("`{}` is not a principal: {}", printable(text), why), {}};
}

Result<Principal> parse_iam(const Arn& arn, Principal principal) {
  std::string_view type = arn.resource_type();
  if (arn.resource == "root") {
    principal.type = PrincipalType::kRoot;
    principal.user_id = principal.account;
  } else if (type == "user" || type == "role") {
    principal.type = type == "user" ? PrincipalType::kUser : PrincipalType::kRole;
    principal.name = last_segment(arn.resource_name());
    if (principal.name.empty()) return not_a_principal(principal.arn, "the name is empty");
    if (type == "role") principal.role_arn = principal.arn;
  } else if (type == "saml-provider" || type == "oidc-provider") {
    principal.type = PrincipalType::kFederated;
  } else {
    return not_a_principal(principal.arn, "a user, role, root or identity provider is one");
  }
  return principal;
}

Result<Principal> parse_sts(const Arn& arn, Principal principal) {
  std::string_view name = arn.resource_name();
  if (arn.resource_type() == "federated-user" && !name.empty()) {
    principal.type = PrincipalType::kFederatedUser;
    principal.name = name;
    principal.user_id = fmt::format("{}:{}", principal.account, name);
    return principal;
  }
  size_t slash = name.find('/');
  if (arn.resource_type() != "assumed-role" || slash == std::string_view::npos || slash == 0 ||
      slash + 1 == name.size()) {
    return not_a_principal(principal.arn, "a session is arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION");
  }
  principal.type = PrincipalType::kSession;
  principal.name = name.substr(0, slash);
  for (std::string_view part : {std::string_view("arn:"), arn.partition, std::string_view(":iam::"),
                                arn.account, std::string_view(":role/"), std::string_view(principal.name)})
    principal.role_arn += part;
  principal.role_path_known = false;
  return principal;
}

}  // namespace

std::string_view principal_type_name(PrincipalType type) {
  constexpr std::array<std::string_view, 8> kNames = {"root",          "user",    "role",      "session",
                                                      "federatedUser", "service", "federated", "anonymous"};
  return kNames[static_cast<size_t>(type)];
}

Result<Principal> parse_principal(std::string_view text) {
  Principal principal;
  principal.arn = text;
  if (text == "*") return principal;
  auto arn = parse_arn(text);
  if (!arn) return not_a_principal(text, "write its ARN, such as arn:aws:iam::111122223333:role/NAME");
  principal.partition = arn->partition;
  principal.account = arn->account;
  if (!is_account_id(arn->account)) return not_a_principal(text, "the account is twelve digits");
  if (arn->service == "iam") return parse_iam(*arn, std::move(principal));
  if (arn->service == "sts") return parse_sts(*arn, std::move(principal));
  return not_a_principal(text, "principals are of the services iam and sts");
}

Principal service_principal(std::string_view service) {
  Principal principal;
  principal.type = PrincipalType::kService;
  principal.arn = service;
  return principal;
}

bool is_service_name(std::string_view text) {
  return text.ends_with(".amazonaws.com") || text.ends_with(".amazonaws.com.cn");
}

Principal federated_principal(std::string_view provider) {
  Principal principal;
  principal.type = PrincipalType::kFederated;
  principal.arn = provider;
  if (auto arn = parse_arn(provider)) {
    principal.partition = arn->partition;
    principal.account = arn->account;
  }
  return principal;
}

void set_role(Principal& session, std::string_view role_arn) {
  session.role_arn = role_arn;
  session.role_path_known = true;
}

}  // namespace arnscope
