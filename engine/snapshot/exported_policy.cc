#include "engine/snapshot/exported_policy.h"

#include <fmt/format.h>

#include <optional>

#include "engine/base/text.h"
#include "engine/document/json_reader.h"

namespace arnscope {
namespace {

// The text of a policy that stands in a string: plain JSON, or JSON with percent-encoding.
struct Unwrapped {
  std::string text;
  Embedding embedding = Embedding::kJsonString;
};

Unwrapped unwrap(std::string_view text) {
  size_t first = text.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && text[first] == '%') {
    if (auto decoded = percent_decode(text)) return {std::move(*decoded), Embedding::kJsonStringPercent};
  }
  return {std::string(text), Embedding::kJsonString};
}

// The text of a policy whose string was escaped twice: `{\"Version\": ...`, as API Gateway gives that of a
// REST API. Source: API Gateway API Reference, RestApi, policy: "a stringified JSON policy document".
std::optional<std::string> unescape(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n{");
  if (first == std::string_view::npos || first == 0 || text[first] != '\\') return std::nullopt;
  const auto read = read_json(Source::from_text({}, fmt::format("\"{}\"", text)));
  if (!read) return std::nullopt;
  return std::string((*read)->root().text());
}

std::shared_ptr<const Source> policy_source(Value value) {
  const std::shared_ptr<const Source>& source = value.document().source();
  if (auto text = unescape(value.text()))
    return Source::embedded(source, value.span(), std::vector<Source::Mark>(), std::move(*text));
  Unwrapped unwrapped = unwrap(value.text());
  return Source::embedded(source, value.span(), unwrapped.embedding, std::move(unwrapped.text));
}

}  // namespace

ParsedPolicy parse_exported(const ExportedPolicy& found, PolicyKind kind, std::string_view subject,
                            std::vector<Finding>& findings) {
  auto empty = [] { return std::make_shared<const Policy>(); };
  if (!found.document) return {empty(), false};
  Value value(found.document.get(), found.value);
  std::shared_ptr<const Document> inner;
  if (value.is_string()) {
    auto read = read_json(policy_source(value));
    if (!read) {
      findings.push_back({Severity::kError, "JSON_SYNTAX_ERROR",
                          fmt::format("the policy document is not JSON: {}", read.error().message),
                          read.error().place, std::string(subject)});
      return {empty(), false};
    }
    inner = *read;
    value = inner->root();
    const size_t first = findings.size();
    find_duplicate_keys(*inner, findings);
    for (size_t i = first; i < findings.size(); ++i) findings[i].subject = subject;
  }
  if (!value.is_object()) {
    findings.push_back(
        {Severity::kError, "DATA_TYPE_MISMATCH",
         fmt::format("the policy document is {}: an object must stand here", kind_name(value.kind())),
         value.place(), std::string(subject)});
    return {empty(), false};
  }
  return {std::make_shared<const Policy>(parse_policy(value, kind, subject, findings)), true};
}

}  // namespace arnscope
