#include <fmt/format.h>

#include <array>
#include <optional>

#include "engine/template/layouts.h"

namespace arnscope {
namespace {

bool is_policy(Value value) { return value.is_object() && value.find("Statement").has_value(); }

// What stands around one policy in the output of the AWS CLI: the members that lead to it.
struct Wrapping {
  std::string_view outer, inner;  // `inner` may be ""
};
constexpr std::array kWrappings = {Wrapping{"PolicyDocument", ""}, Wrapping{"PolicyVersion", "Document"}};

struct Unwrapped {
  Value value;
  std::string path;
};

std::optional<Unwrapped> unwrap(Value value) {
  if (is_policy(value)) return Unwrapped{value, ""};
  for (const Wrapping& wrapping : kWrappings) {
    auto inside = value.find(wrapping.outer);
    std::string path = fmt::format("/{}", wrapping.outer);
    if (inside && !wrapping.inner.empty()) {
      inside = inside->find(wrapping.inner);
      path += fmt::format("/{}", wrapping.inner);
    }
    if (inside && is_policy(*inside)) return Unwrapped{*inside, std::move(path)};
  }
  return std::nullopt;
}

void add(const SharedDocument& document, Value value, std::string path, FoundPolicies& out) {
  auto unwrapped = unwrap(value);
  if (!unwrapped) return;
  auto name = value.find("PolicyName");
  out.policies.push_back({document, unwrapped->value, std::move(path) + unwrapped->path,
                          name && name->is_string() ? std::string(name->text()) : "", "", "", false});
}

bool is_policy_list(Value root) {
  for (Value element : root.elements())
    if (unwrap(element)) return true;
  return false;
}

}  // namespace

const PolicyLayout kPolicyLayout = {
    [](Value root) { return unwrap(root).has_value(); },
    [](const SharedDocument& document, FoundPolicies& out) { add(document, document->root(), "", out); }};

const PolicyLayout kPolicyListLayout = {is_policy_list,
                                        [](const SharedDocument& document, FoundPolicies& out) {
                                          size_t position = 0;
                                          for (Value element : document->root().elements())
                                            add(document, element, fmt::format("/{}", position++), out);
                                        }};

}  // namespace arnscope
