#include <fmt/format.h>

#include <array>
#include <optional>
#include <unordered_map>

#include "engine/base/text.h"
#include "engine/template/functions.h"
#include "engine/template/layouts.h"

namespace arnscope {
namespace {

bool is_cloudformation(Value root) {
  const auto resources = root.find("Resources");
  if (!resources || !resources->is_object()) return false;
  if (root.find("AWSTemplateFormatVersion")) return true;
  for (auto [id, resource] : resources->members()) {
    const auto type = resource.find("Type");
    if (type && type->is_string() && type->text().find("::") != std::string_view::npos) return true;
  }
  return false;
}

// The property that gives a resource its name, where inline policies may name their holder by it.
struct NameProperty {
  std::string_view resource, property;
};
constexpr std::array kNames = {NameProperty{"AWS::IAM::User", "UserName"},
                               NameProperty{"AWS::IAM::Group", "GroupName"},
                               NameProperty{"AWS::IAM::Role", "RoleName"}};

// A value on the way to a policy, where it stands, and what stands around it.
struct Reached {
  Value value;
  std::string path;
  std::optional<Value> around;  // the last element of a list on the way
  bool open = false;            // a condition decides whether it is there
};

class CloudFormation {
 public:
  CloudFormation(const SharedDocument& document, FoundPolicies& out)
      : document_(document), functions_(document), out_(out) {}

  void find();

 private:
  struct Resource {
    std::string_view id, type;
    Value properties;
  };

  void find_names(const std::vector<Resource>& resources);
  void find_in(const Resource& resource);
  std::vector<Reached> reach(Value from, std::string_view way, std::string path);
  void add_branches(Value value, std::string path, std::optional<Value> around, bool open,
                    std::vector<Reached>& out);
  void add(const Resource& resource, const PolicyProperty& row, const Reached& policy);
  void add_value(const Reached& policy, FoundPolicy found);
  std::string owner(const PolicyProperty& row, Value holder);
  std::optional<std::string_view> type_of(const Resource& resource, const PolicyProperty& row);

  SharedDocument document_;
  Functions functions_;
  FoundPolicies& out_;
  std::unordered_map<std::string, std::string_view> ids_;  // by "AWS::IAM::Role name"
};

void CloudFormation::find() {
  std::vector<Resource> resources;
  for (auto [id, resource] : document_->root().find("Resources")->members()) {
    if (id.text().starts_with("Fn::")) {
      out_.findings.push_back(
          {Severity::kWarning, "TEMPLATE_NOT_EXPANDED",
           fmt::format("what {} makes is known after it was expanded: its policies are left out",
                       printable(id.text())),
           id.place(), std::string(id.text())});
      continue;
    }
    const auto type = resource.find("Type");
    const auto properties = resource.find("Properties");
    if (type && type->is_string() && properties) resources.push_back({id.text(), type->text(), *properties});
  }
  find_names(resources);
  for (const Resource& resource : resources) find_in(resource);
}

void CloudFormation::find_names(const std::vector<Resource>& resources) {
  for (const Resource& resource : resources)
    for (const NameProperty& row : kNames) {
      const auto name = row.resource == resource.type ? resource.properties.find(row.property) : std::nullopt;
      const auto text = name ? functions_.text(*name) : std::nullopt;
      if (text && !text->open) ids_.emplace(fmt::format("{} {}", resource.type, text->text), resource.id);
    }
}

// A value, or the branches of the Fn::If that stands there; nothing for AWS::NoValue.
void CloudFormation::add_branches(Value value, std::string path, std::optional<Value> around, bool open,
                                  std::vector<Reached>& out) {
  if (is_no_value(value)) return;
  const Value argument = function_called(value) == "Fn::If" ? function_argument(value) : value;
  if (argument.index() == value.index() || argument.size() != 3) {
    out.push_back({value, std::move(path), around, open});
    return;
  }
  size_t position = 0;
  for (Value branch : argument.elements()) {
    if (position++ == 0) continue;
    add_branches(branch, fmt::format("{}/Fn::If/{}", path, position - 1), around, true, out);
  }
}

// All that `way` leads to.
std::vector<Reached> CloudFormation::reach(Value from, std::string_view way, std::string path) {
  std::vector<Reached> at;
  add_branches(from, std::move(path), std::nullopt, false, at);
  for (const std::string_view step : split(way, '/')) {
    std::vector<Reached> next;
    for (const Reached& each : at) {
      size_t position = 0;
      if (step == "*") {
        for (Value element : each.value.elements()) {
          const size_t first = next.size();
          add_branches(element, fmt::format("{}/{}", each.path, position++), element, each.open, next);
          for (size_t i = first; i < next.size(); ++i) next[i].around = next[i].value;
        }
      } else if (const auto member = each.value.find(step)) {
        add_branches(*member, each.path + pointer_step(step), each.around, each.open, next);
      }
    }
    at = std::move(next);
  }
  return at;
}

// Nothing for a policy of AWS Organizations that is not written in IAM's language.
std::optional<std::string_view> CloudFormation::type_of(const Resource& resource, const PolicyProperty& row) {
  if (resource.type != "AWS::Organizations::Policy") return row.type;
  const auto type = resource.properties.find("Type");
  const auto text = type ? functions_.text(*type) : std::nullopt;
  if (!text || text->open) return "";
  const std::string_view known = organization_policy_type(text->text);
  return known.empty() ? std::nullopt : std::optional(known);
}

// What holds an inline policy: the logical id of a resource of the template, else the name; "" where neither
// is known.
std::string CloudFormation::owner(const PolicyProperty& row, Value holder) {
  const std::string_view id = functions_.resource(holder);
  if (!id.empty()) return std::string(id);
  const auto name = functions_.text(holder);
  if (!name || name->open) return "";
  const std::string_view kind = row.type == "user-inline"    ? kNames[0].resource
                                : row.type == "group-inline" ? kNames[1].resource
                                                             : kNames[2].resource;
  const auto found = ids_.find(fmt::format("{} {}", kind, name->text));
  return found == ids_.end() ? name->text : std::string(found->second);
}

void CloudFormation::find_in(const Resource& resource) {
  const auto rows = rows_of(cloudformation_policies(), resource.type);
  if (rows.empty()) return;
  const size_t before = out_.policies.size();
  const std::string path = fmt::format("/Resources{}/Properties", pointer_step(resource.id));
  for (const PolicyProperty& row : rows)
    for (const Reached& policy : reach(resource.properties, row.property, path)) add(resource, row, policy);
  // Inline policies of nobody whom the template names.
  if (out_.policies.size() != before || !rows[0].holder.ends_with("/*")) return;
  for (const Reached& policy : reach(resource.properties, rows[0].property, path))
    add(resource, {rows[0].resource, rows[0].property, "", ""}, policy);
}

void CloudFormation::add(const Resource& resource, const PolicyProperty& row, const Reached& policy) {
  // SAM lists names and templates of policies beside them.
  if (row.property == "Policies/*" && !policy.value.find("Statement")) return;
  const auto type = type_of(resource, row);
  if (!type) return;
  FoundPolicy found{document_, policy.value, policy.path, std::string(resource.id), *type, "", false};
  const auto name = policy.around ? policy.around->find("PolicyName") : std::nullopt;
  if (const auto text = name ? functions_.text(*name) : std::nullopt) found.name = text->text;
  found.open = policy.open;
  if (row.holder.empty()) return add_value(policy, std::move(found));
  if (row.holder == kItself) {
    found.owner = resource.id;
    return add_value(policy, std::move(found));
  }
  for (const Reached& holder : reach(resource.properties, row.holder, "")) {
    FoundPolicy held = found;
    held.owner = owner(row, holder.value);
    held.open |= holder.open;
    add_value(policy, std::move(held));
  }
}

// A policy as an object, or as JSON in a text, which may be what functions make.
void CloudFormation::add_value(const Reached& policy, FoundPolicy found) {
  Value value = policy.value;
  if (function_called(value) == "Fn::ToJsonString") {
    value = function_argument(value);
    found.path += "/Fn::ToJsonString";
  }
  const std::string_view function = function_called(value);
  if (value.is_object() && function.empty()) {
    ResolvedValue resolved = functions_.resolve(value);
    found.document = std::move(resolved.document);
    found.value = resolved.value;
    found.open |= resolved.open;
    out_.policies.push_back(std::move(found));
    return;
  }
  auto text = functions_.text(value);
  const bool is_json = text && text->text.find('{') != std::string::npos;
  if (function.empty() ? text.has_value() : is_json) {
    found.open |= text->open;
    auto inside =
        Source::embedded(document_->source(), value.span(), std::move(text->marks), std::move(text->text));
    return add_policy_text(inside, std::move(found), out_);
  }
  if (function.empty()) {
    out_.findings.push_back(
        {Severity::kError, "DATA_TYPE_MISMATCH",
         fmt::format("the policy document is {}: an object must stand here", kind_name(value.kind())),
         value.place(), found.name});
    return;
  }
  out_.findings.push_back(
      {Severity::kWarning, "POLICY_NOT_KNOWN",
       fmt::format("what {} comes to is known when the template is deployed: the policy is taken "
                   "for one without statements",
                   printable(function)),
       value.place(), found.name});
  FoundPolicy unknown = unknown_policy(value);
  found.document = std::move(unknown.document);
  found.value = unknown.value;
  found.open = true;
  out_.policies.push_back(std::move(found));
}

}  // namespace

const PolicyLayout kCloudFormationLayout = {
    is_cloudformation,
    [](const SharedDocument& document, FoundPolicies& out) { CloudFormation(document, out).find(); }};

}  // namespace arnscope
