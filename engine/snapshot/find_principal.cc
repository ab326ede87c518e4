#include "engine/snapshot/find_principal.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "engine/base/text.h"
#include "engine/policy/glob.h"

namespace arnscope {
namespace {

// The last segment of an ARN's resource and what stands before its path: "user/ana" of any path.
bool is_called(std::string_view arn, std::string_view name, std::string_view type, std::string_view text) {
  return arn == text || name == text ||
         (text.size() == type.size() + 1 + name.size() && text.starts_with(type) &&
          text[type.size()] == '/' && text.ends_with(name));
}

std::vector<std::string> named_principals(const Snapshot& snapshot, std::string_view text) {
  std::vector<std::string> found;
  for (const User& user : snapshot.users)
    if (is_called(user.arn, user.name, "user", text)) found.emplace_back(user.arn);
  for (const Role& role : snapshot.roles)
    if (is_called(role.arn, role.name, "role", text)) found.emplace_back(role.arn);
  return found;
}

// Who is neither a user nor a role: the services and identity providers that policies name, and the providers
// that are resources. Ascending.
struct Named {
  std::string_view text;
  PrincipalKind kind = PrincipalKind::kService;

  // "accounts.google.com" of what has no ARN, "oidc-provider/accounts.google.com" of what has one.
  std::string_view short_name() const { return text.substr(text.rfind(':') + 1); }
  auto operator<=>(const Named&) const = default;
};

std::vector<Named> services_and_providers(const Snapshot& snapshot) {
  std::vector<Named> named;
  for (const PolicyEntry& policy : snapshot.policies)
    for (const Statement& statement : policy.policy->statements) {
      if (!statement.principal) continue;
      for (const PrincipalEntry& entry : statement.principal->entries)
        if ((entry.kind == PrincipalKind::kService || entry.kind == PrincipalKind::kFederated) &&
            !has_wildcard(entry.value.value))
          named.push_back({entry.value.value, entry.kind});
    }
  for (const Resource& resource : snapshot.resources)
    if (resource.arn.find("-provider/") != std::string_view::npos && parse_principal(resource.arn))
      named.push_back({resource.arn, PrincipalKind::kFederated});
  std::sort(named.begin(), named.end());
  named.erase(std::unique(named.begin(), named.end()), named.end());
  return named;
}

// Those of them that are called `text`: of a provider's ARN also by its type and name, or its name.
std::vector<Named> called(const std::vector<Named>& named, std::string_view text) {
  std::vector<Named> found;
  for (const Named& each : named) {
    const std::string_view name = each.short_name();
    const size_t slash = name.find('/');
    if (each.text == text ||
        (name.size() < each.text.size() &&
         (name == text || (slash != std::string::npos && name.substr(slash + 1) == text))))
      found.push_back(each);
  }
  return found;
}

// The web identities that need no provider of the account's own.
// Source: IAM User Guide, "AWS JSON policy elements: Principal", OIDC federated principals.
constexpr std::array<std::string_view, 4> kWebIdentities = {
    "accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com"};

Error ambiguous(std::string_view text, const std::vector<std::string>& found) {
  return {fmt::format("`{}` is the name of several principals: {}", printable(text), fmt::join(found, ", ")),
          {}};
}

Error unknown_principal(const Snapshot& snapshot, const std::vector<Named>& others, std::string_view text) {
  const size_t slash = text.rfind('/');
  std::vector<std::string_view> names;
  for (const User& user : snapshot.users) names.push_back(user.name);
  for (const Role& role : snapshot.roles) names.push_back(role.name);
  auto nearest = nearest_name(slash == std::string_view::npos ? text : text.substr(slash + 1), names);
  if (!nearest) {
    names.assign(kWebIdentities.begin(), kWebIdentities.end());
    for (const Named& each : others) {
      const std::string_view name = each.short_name();
      names.push_back(name.substr(name.find('/') + 1));
    }
    nearest = nearest_name(text, names);
  }
  return {fmt::format("there is no principal `{}`: {}", printable(text),
                      nearest ? fmt::format("did you mean `{}`?", printable(*nearest))
                              : "write an ARN, user/NAME, role/NAME or SERVICE.amazonaws.com"),
          {}};
}

}  // namespace

Result<Principal> find_principal(const Snapshot& snapshot, std::string_view text) {
  const std::vector<std::string> found = named_principals(snapshot, text);
  if (found.size() > 1) return ambiguous(text, found);
  if (found.size() == 1) return parse_principal(found.front());
  if (text == "*" || text.starts_with("arn:")) return parse_principal(text);
  if (std::find(kWebIdentities.begin(), kWebIdentities.end(), text) != kWebIdentities.end())
    return federated_principal(text);
  if (is_service_name(text)) return service_principal(text);
  const std::vector<Named> others = services_and_providers(snapshot);
  const std::vector<Named> named = called(others, text);
  if (named.empty()) return unknown_principal(snapshot, others, text);
  if (named.size() == 1)
    return named.front().kind == PrincipalKind::kService ? service_principal(named.front().text)
                                                         : federated_principal(named.front().text);
  std::vector<std::string> texts;
  for (const Named& each : named) texts.push_back(printable(each.text));
  return ambiguous(text, texts);
}

}  // namespace arnscope
