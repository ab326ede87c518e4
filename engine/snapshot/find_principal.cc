#include "engine/snapshot/find_principal.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

#include "engine/base/text.h"

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

Error unknown_principal(const Snapshot& snapshot, std::string_view text) {
  std::vector<std::string_view> names;
  for (const User& user : snapshot.users) names.push_back(user.name);
  for (const Role& role : snapshot.roles) names.push_back(role.name);
  const size_t slash = text.rfind('/');
  const auto nearest = nearest_name(slash == std::string_view::npos ? text : text.substr(slash + 1), names);
  return {fmt::format("there is no principal `{}`: {}", printable(text),
                      nearest ? fmt::format("did you mean `{}`?", printable(*nearest))
                              : "write an ARN, user/NAME or role/NAME"),
          {}};
}

bool is_provider(std::string_view text) {
  return text.find('.') != std::string_view::npos && text.find_first_of("/@") == std::string_view::npos;
}

}  // namespace

Result<Principal> find_principal(const Snapshot& snapshot, std::string_view text) {
  const std::vector<std::string> found = named_principals(snapshot, text);
  if (found.size() > 1)
    return Error{
        fmt::format("`{}` is the name of several principals: {}", printable(text), fmt::join(found, ", ")),
        {}};
  if (found.size() == 1) return parse_principal(found.front());
  if (text == "*" || text.starts_with("arn:")) return parse_principal(text);
  if (is_service_name(text)) return service_principal(text);
  if (is_provider(text)) return federated_principal(text);
  return unknown_principal(snapshot, text);
}

}  // namespace arnscope
