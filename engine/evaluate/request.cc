#include "engine/evaluate/request.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"

namespace arnscope {
namespace {

KeyValues present(std::string_view value) {
  KeyValues result;
  if (value.empty()) return result;
  result.state = KeyState::kPresent;
  result.one = value;
  return result;
}

// Source: IAM User Guide, "AWS global condition context keys", aws:PrincipalType.
std::string_view type_value(PrincipalType type) {
  switch (type) {
    case PrincipalType::kRoot:
      return "Account";
    case PrincipalType::kUser:
      return "User";
    case PrincipalType::kRole:
    case PrincipalType::kSession:
      return "AssumedRole";
    case PrincipalType::kFederatedUser:
      return "FederatedUser";
    case PrincipalType::kAnonymous:
      return "Anonymous";
    case PrincipalType::kService:
    case PrincipalType::kFederated:
      return "";
  }
  return "";
}

// What an action without a resource type is asked on: nearly always `*`. A user may list the account's
// buckets by an Allow on all buckets. Source: IAM User Guide, "Policy evaluation for requests within a single
// account", example.
std::string_view resource_without_type(std::string_view folded_action) {
  return folded_action == "s3:listallmybuckets" ? "arn:aws:s3:::*" : "*";
}

// aws:PrincipalArn is the role's ARN for a session; services and anonymous callers have none.
std::string_view principal_arn(const Principal& principal) {
  switch (principal.type) {
    case PrincipalType::kRole:
    case PrincipalType::kSession:
      return principal.role_arn;
    case PrincipalType::kService:
    case PrincipalType::kFederated:
    case PrincipalType::kAnonymous:
      return "";
    default:
      return principal.arn;
  }
}

}  // namespace

Result<AskedResource> parse_resource(std::string_view written) {
  AskedResource asked{"", ResourceMeaning::kOne};
  bool escaped = false;
  for (std::string_view rest = written; !rest.empty();) {
    const size_t plain = std::min(rest.find_first_of("*?$"), rest.size());
    asked.text += rest.substr(0, plain);
    rest.remove_prefix(plain);
    if (rest.empty()) break;
    const bool escape = rest.starts_with("${*}") || rest.starts_with("${?}") || rest.starts_with("${$}");
    if (!escape && rest[0] != '$') asked.meaning = ResourceMeaning::kSome;
    escaped = escaped || escape;
    asked.text += escape ? rest[2] : rest[0];
    rest.remove_prefix(escape ? 4 : 1);
  }
  if (escaped && asked.meaning == ResourceMeaning::kSome)
    return Error{
        fmt::format("`{}` has wildcards and escaped characters: one of them alone", printable(written)), {}};
  const bool short_pattern = asked.meaning == ResourceMeaning::kSome && asked.text.starts_with("arn:");
  if (asked.text != "*" && !short_pattern && !parse_arn(asked.text))
    return Error{fmt::format("`{}` is no ARN: write arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE or `*`",
                             printable(written)),
                 {}};
  return asked;
}

void Request::set_action(std::string_view name) {
  action_ = catalog::find_action(name);
  if (action_ != kNoAction) return set_action(action_);
  unknown_action_ = fold(name);
}

void Request::set_action(ActionId id) {
  action_ = id;
  action_name_ = catalog::folded_action_name(id);
}

void Request::set_resource(std::string_view arn, ResourceMeaning meaning) {
  takes_resource_ = action_ == kNoAction || !catalog::action_resources(action_).empty();
  resource_ = takes_resource_ ? arn : resource_without_type(action_name());
  meaning_ = takes_resource_ ? meaning : ResourceMeaning::kOne;
  applicable_ = true;
  has_fields_ = false;
  if (resource_ == "*" && meaning_ == ResourceMeaning::kOne) return;
  if (auto fields = split_arn_pattern(resource_, ShortArn::kCompleted)) {
    fields_ = *fields;
    has_fields_ = true;
  }
  // An ARN of which the catalog knows no type may be younger than the catalog: it is not held against the
  // request.
  if (takes_resource_ && action_ != kNoAction && !catalog::action_takes(action_, resource_))
    applicable_ = catalog::resource_types_of(resource_).empty();
}

std::string_view Request::resource_account() const {
  if (!has_fields_) return given_resource_account_;
  std::string_view account = fields_.field[4];
  if (account == "aws") return principal_->account;  // AWS managed policies: every account has them
  return account.empty() || has_wildcard(account) ? given_resource_account_ : account;
}

// Calls to IAM are made in us-east-1. Source: IAM User Guide, "AWS global condition context keys",
// aws:RequestedRegion.
std::string_view Request::requested_region() const {
  if (has_fields_ && !fields_.field[3].empty() && !has_wildcard(fields_.field[3])) return fields_.field[3];
  if (service() == "iam" && (principal_->partition == "aws" || principal_->partition.empty()))
    return "us-east-1";
  return "";
}

KeyValues Request::get(const KeyName& key) const {
  if (key.known == KnownKey::kNone || context_->has(key)) return context_->get(key);
  const Principal& who = *principal_;
  const bool by_service = who.type == PrincipalType::kService;
  switch (key.known) {
    case KnownKey::kPrincipalArn:
      return present(principal_arn(who));
    case KnownKey::kPrincipalAccount:
    case KnownKey::kCallerAccount:
      return present(by_service ? std::string_view() : std::string_view(who.account));
    case KnownKey::kPrincipalType:
      return present(type_value(who.type));
    case KnownKey::kPrincipalIsAwsService:
      return present(who.type == PrincipalType::kAnonymous ? "" : by_service ? "true" : "false");
    case KnownKey::kPrincipalServiceName:
      return present(by_service ? std::string_view(who.arn) : std::string_view());
    case KnownKey::kUsername:
      return present(who.type == PrincipalType::kUser ? std::string_view(who.name) : std::string_view());
    case KnownKey::kUserId:
      if (!who.user_id.empty()) return present(who.user_id);
      break;
    case KnownKey::kResourceAccount:
      if (!resource_account().empty()) return present(resource_account());
      // Where the context is complete, a resource that says nothing else is taken to be the caller's own.
      if (context_->unlisted() == Unlisted::kAbsent) return present(who.account);
      break;
    case KnownKey::kRequestedRegion:
      if (!requested_region().empty()) return present(requested_region());
      // Requests of one region or another, each of which carries the key.
      if (meaning_ == ResourceMeaning::kSome && has_fields_ && has_wildcard(fields_.field[3]))
        return {KeyState::kUnknown, false, {}, {}};
      break;
    case KnownKey::kNone:
      break;
  }
  return context_->get(key);
}

}  // namespace arnscope
