#include "engine/template/policies.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/document/json_reader.h"
#include "engine/template/layouts.h"

namespace arnscope {
namespace {

constexpr std::array kLayouts = {&kPolicyLayout, &kPolicyListLayout, &kCloudFormationLayout,
                                 &kTerraformLayout};

Node node_at(Kind kind, Span span, uint32_t next) {
  Node node;
  node.kind = kind;
  node.span = span;
  node.next = next;
  return node;
}

}  // namespace

FoundPolicies find_policies(const std::shared_ptr<const Document>& document) {
  FoundPolicies found;
  for (const PolicyLayout* layout : kLayouts) {
    if (!layout->recognises(document->root())) continue;
    found.known_layout = true;
    layout->find(document, found);
    break;
  }
  return found;
}

std::span<const PolicyProperty> rows_of(std::span<const PolicyProperty> rows, std::string_view resource) {
  const auto [first, last] = std::equal_range(
      rows.begin(), rows.end(), PolicyProperty{resource, "", "", ""},
      [](const PolicyProperty& a, const PolicyProperty& b) { return a.resource < b.resource; });
  return {first, last};
}

std::string_view organization_policy_type(std::string_view type) {
  if (type == "SERVICE_CONTROL_POLICY") return "scp";
  return type == "RESOURCE_CONTROL_POLICY" ? "rcp" : "";
}

std::string pointer_step(std::string_view name) {
  std::string step = "/";
  for (const char c : name) step += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return step;
}

FoundPolicy unknown_policy(Value at) {
  constexpr std::string_view kText = "StatementVersion2012-10-17";
  std::vector<Node> nodes = {node_at(Kind::kObject, at.span(), 5), node_at(Kind::kString, at.span(), 2),
                             node_at(Kind::kString, at.span(), 3), node_at(Kind::kString, at.span(), 4),
                             node_at(Kind::kArray, at.span(), 5)};
  nodes[0].text_size = 2;
  const auto text = [&nodes](size_t node, uint32_t begin, uint32_t size) {
    nodes[node].in_arena = true;
    nodes[node].text_begin = begin;
    nodes[node].text_size = size;
  };
  text(1, 9, 7);
  text(2, 16, 10);
  text(3, 0, 9);
  const auto document = std::make_shared<const Document>(at.document().source(), std::move(nodes),
                                                         std::string(kText), at.document().syntax());
  return {document, document->root(), "", "", "", "", true};
}

void add_policy_text(const std::shared_ptr<const Source>& text, FoundPolicy found, FoundPolicies& out) {
  auto read = read_json(text);
  if (!read) {
    out.findings.push_back({Severity::kError, "JSON_SYNTAX_ERROR",
                            fmt::format("the policy document is not JSON: {}", read.error().message),
                            read.error().place, found.name});
    return;
  }
  const Value root = (*read)->root();
  if (!root.is_object()) {
    out.findings.push_back(
        {Severity::kError, "DATA_TYPE_MISMATCH",
         fmt::format("the policy document is {}: an object must stand here", kind_name(root.kind())),
         root.place(), found.name});
    return;
  }
  found.document = *read;
  found.value = root;
  out.policies.push_back(std::move(found));
}

}  // namespace arnscope
