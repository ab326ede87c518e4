// Whom the entries of a Principal name, as entities.
#include <fmt/format.h>

#include "engine/base/text.h"
#include "engine/evaluate/principal.h"
#include "engine/graph/builder.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

NamedPrincipal make(EntityKind kind, EntityType type, std::string_view key) {
  return {std::string(key), std::move(type), kind, "", "", std::string(key)};
}

NamedPrincipal make(EntityKind kind, std::string_view type, std::string_view key) {
  return make(kind, model_type(type), key);
}

NamedPrincipal account_principal(std::string_view partition, std::string_view id) {
  const std::string key = account_key(partition, id);
  NamedPrincipal named = make(EntityKind::kAccount, "aws_account", key);
  named.arn = key;
  named.account = named.display_name = id;
  return named;
}

NamedPrincipal of_type(const Principal& principal) {
  switch (principal.type) {
    case PrincipalType::kUser:
      return make(EntityKind::kUser, "aws_iam_user", principal.arn);
    case PrincipalType::kRole:
      return make(EntityKind::kRole, "aws_iam_role", principal.arn);
    case PrincipalType::kSession:
      return make(EntityKind::kSession, "aws_sts_assumed_role", principal.arn);
    case PrincipalType::kFederatedUser:
      return make(EntityKind::kSession, "aws_sts_federated_user", principal.arn);
    default:
      return make(EntityKind::kUnknownPrincipal, "aws_iam_unknown_principal", principal.arn);
  }
}

NamedPrincipal aws_principal(std::string_view text, std::string_view partition) {
  if (text == "*") return named_everyone();
  if (is_account_id(text)) return account_principal(partition, text);
  const auto principal = parse_principal(text);
  // The id of a deleted user or role stands in place of its ARN.
  // Source: IAM User Guide, "AWS JSON policy elements: Principal".
  if (!principal) return make(EntityKind::kUnknownPrincipal, "aws_iam_unknown_principal", text);
  if (principal->type == PrincipalType::kRoot)
    return account_principal(principal->partition, principal->account);
  NamedPrincipal named = of_type(*principal);
  named.arn = text;
  named.account = principal->account;
  if (!principal->name.empty()) named.display_name = principal->name;
  if (principal->type == PrincipalType::kSession) named.display_name = parse_arn(text)->resource_name();
  return named;
}

NamedPrincipal provider(std::string_view text) {
  const auto arn = parse_arn(text);
  if (!arn) return make(EntityKind::kProvider, "identity_provider", text);
  NamedPrincipal named = make(EntityKind::kProvider, "identity_provider", text);
  if (arn->resource_type() == "saml-provider") named.type = model_type("aws_iam_saml_provider");
  if (arn->resource_type() == "oidc-provider") named.type = model_type("aws_iam_oidc_provider");
  named.arn = text;
  named.account = arn->account;
  named.display_name = arn->resource_name();
  return named;
}

}  // namespace

NamedPrincipal named_everyone() {
  NamedPrincipal everyone = make(EntityKind::kEveryone, "everyone", "global:everyone");
  everyone.display_name = "Everyone";
  return everyone;
}

NamedPrincipal named_principal(const PrincipalEntry& entry, std::string_view partition) {
  const std::string_view text = entry.value.value;
  switch (entry.kind) {
    case PrincipalKind::kEveryone:
      return named_everyone();
    case PrincipalKind::kAws:
      return aws_principal(text, partition);
    case PrincipalKind::kService:
      return make(EntityKind::kServicePrincipal, service_principal_type(text), text);
    case PrincipalKind::kFederated:
      return provider(text);
    case PrincipalKind::kCanonicalUser:
      break;
  }
  return make(EntityKind::kUnknownPrincipal, "aws_iam_unknown_principal", text);
}

}  // namespace arnscope
