#include <fmt/format.h>

#include <array>
#include <optional>

#include "engine/base/text.h"
#include "engine/document/embedded.h"
#include "engine/template/layouts.h"

namespace arnscope {
namespace {

bool is_policy(Value value) { return value.is_object() && value.find("Statement").has_value(); }

// What stands around one policy in the output of the AWS CLI.
struct Wrapping {
  std::string_view way;    // the members that lead to the policy, "/" between them
  std::string_view type;   // of the policy; "" where it shows by itself
  std::string_view owner;  // the member that says what holds an inline policy, and must be there; or ""
};
constexpr std::array kWrappings = {
    Wrapping{"PolicyDocument", "role-inline", "RoleName"},
    Wrapping{"PolicyDocument", "user-inline", "UserName"},
    Wrapping{"PolicyDocument", "group-inline", "GroupName"},
    Wrapping{"PolicyDocument", "", ""},
    Wrapping{"PolicyVersion/Document", "", ""},
    Wrapping{"Role/AssumeRolePolicyDocument", "trust", ""},
    Wrapping{"Policy/Content", "organization", ""},
    Wrapping{"Policy", "", ""},
    Wrapping{"Attributes/Policy", "", ""},
    Wrapping{"ResourcePolicy", "secretsmanager-secret", ""},
    Wrapping{"policyText", "ecr-repository", ""},
};

std::string_view text(std::optional<Value> value) {
  return value && value->is_string() ? value->text() : std::string_view();
}

std::optional<Value> follow(Value value, std::string_view way) {
  std::optional<Value> at = value;
  for (std::string_view step : split(way, '/')) {
    if (at && !at->is_object()) return std::nullopt;
    if (at) at = at->find(step);
  }
  return at;
}

// A policy may be an object or a text that holds one.
bool holds_policy(Value value) {
  return is_policy(value) || (value.is_string() && value.text().starts_with('{') &&
                              value.text().find("\"Statement\"") != std::string_view::npos);
}

struct Unwrapped {
  Value value;
  const Wrapping* wrapping = nullptr;  // null: nothing is around it
};

std::optional<Unwrapped> unwrap(Value value) {
  if (is_policy(value)) return Unwrapped{value, nullptr};
  for (const Wrapping& wrapping : kWrappings) {
    if (!wrapping.owner.empty() && text(value.find(wrapping.owner)).empty()) continue;
    if (auto inside = follow(value, wrapping.way); inside && holds_policy(*inside))
      return Unwrapped{*inside, &wrapping};
  }
  return std::nullopt;
}

std::string_view type_of(Value value, const Wrapping& wrapping) {
  if (wrapping.type != "organization") return wrapping.type;
  return organization_policy_type(text(follow(value, "Policy/PolicySummary/Type")));
}

void add(const SharedDocument& document, Value value, std::string path, FoundPolicies& out) {
  auto unwrapped = unwrap(value);
  if (!unwrapped) return;
  FoundPolicy found{
      document, unwrapped->value, std::move(path), std::string(text(value.find("PolicyName"))), "", "",
      false};
  if (const Wrapping* wrapping = unwrapped->wrapping) {
    found.path += fmt::format("/{}", wrapping->way);
    found.type = type_of(value, *wrapping);
    if (!wrapping->owner.empty()) found.owner = text(value.find(wrapping->owner));
  }
  if (found.value.is_string()) {
    add_policy_text(embedded_source(unwrapped->value), std::move(found), out);
  } else {
    out.policies.push_back(std::move(found));
  }
}

void add_all(const SharedDocument& document, Value list, const std::string& path, FoundPolicies& out) {
  size_t position = 0;
  for (Value element : list.elements()) add(document, element, fmt::format("{}/{}", path, position++), out);
}

// A list of policies, also the one in what `split --format json` prints.
std::optional<Value> policy_list(Value root) {
  auto list = root.is_object() ? root.find("documents") : std::optional(root);
  if (list)
    for (Value element : list->elements())
      if (unwrap(element)) return list;
  return std::nullopt;
}

}  // namespace

const PolicyLayout kPolicyLayout = {
    [](Value root) { return unwrap(root).has_value(); },
    [](const SharedDocument& document, FoundPolicies& out) { add(document, document->root(), "", out); }};

const PolicyLayout kPolicyListLayout = {[](Value root) { return policy_list(root).has_value(); },
                                        [](const SharedDocument& document, FoundPolicies& out) {
                                          const Value root = document->root();
                                          add_all(document, *policy_list(root),
                                                  root.is_object() ? "/documents" : "", out);
                                        }};

}  // namespace arnscope
