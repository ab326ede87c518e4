#include <fmt/format.h>

#include <array>
#include <optional>
#include <unordered_map>

#include "engine/base/text.h"
#include "engine/document/embedded.h"
#include "engine/template/layouts.h"

namespace arnscope {
namespace {

std::optional<Value> find(std::optional<Value> value, std::initializer_list<std::string_view> way) {
  for (const std::string_view step : way)
    if (value) value = value->find(step);
  return value;
}

std::string_view text(std::optional<Value> value) {
  return value && value->is_string() ? value->text() : std::string_view();
}

// A plan has what is planned, a state what is there. Both have their modules in the same form.
struct Root {
  std::string_view member;
  std::string_view path;
};
constexpr std::array kRoots = {Root{"planned_values", "/planned_values/root_module"},
                               Root{"values", "/values/root_module"}};

bool is_terraform(Value root) {
  if (!root.find("format_version")) return false;
  for (const Root& each : kRoots)
    if (find(root, {each.member, "root_module"})) return true;
  return root.find("terraform_version").has_value();
}

// What inline policies may name as what holds them, and by which attribute.
struct Holder {
  std::string_view type, by;
};
constexpr std::array kHolders = {Holder{"aws_iam_user", "name"}, Holder{"aws_iam_group", "name"},
                                 Holder{"aws_iam_role", "name"},
                                 Holder{"aws_ssoadmin_permission_set", "arn"}};

std::string_view holder_type(std::string_view policy_type) {
  return policy_type == "user-inline"    ? kHolders[0].type
         : policy_type == "group-inline" ? kHolders[1].type
         : policy_type == "role-inline"  ? kHolders[2].type
                                         : kHolders[3].type;
}

// "module.a[0].aws_iam_role.x[1]" without what is in brackets: how configuration names it.
std::string without_keys(std::string_view address) {
  std::string out;
  int depth = 0;
  bool in_text = false;
  for (size_t i = 0; i < address.size(); ++i) {
    const char c = address[i];
    if (in_text && c == '\\') {
      ++i;
    } else if (c == '"' && depth > 0) {
      in_text = !in_text;
    } else if (!in_text && (c == '[' || c == ']')) {
      depth += c == '[' ? 1 : -1;
    } else if (depth == 0) {
      out += c;
    }
  }
  return out;
}

class Terraform {
 public:
  Terraform(const SharedDocument& document, FoundPolicies& out) : document_(document), out_(out) {}

  void find();

 private:
  struct Resource {
    Value value;
    std::string path;
  };

  void find_resources(Value module, std::string path);
  void find_unknown();
  void find_configured(Value module, std::string prefix);
  void find_in(const Resource& resource);
  void add(const Resource& resource, const PolicyProperty& row, std::optional<Value> policy,
           std::optional<Value> around, std::string path, bool is_unknown);
  std::string owner(const PolicyProperty& row, Value resource);

  SharedDocument document_;
  FoundPolicies& out_;
  std::vector<Resource> resources_;
  std::unordered_map<std::string, std::string> addresses_;  // by "aws_iam_role name"
  std::unordered_map<std::string_view, Value> unknown_;     // after_unknown, by address
  std::unordered_map<std::string, Value> expressions_;      // of the configuration, by address without keys
};

// Modules and the modules in them. They are stacked and not called, so that their depth costs nothing.
void Terraform::find_resources(Value root_module, std::string root_path) {
  std::vector<Resource> modules = {{root_module, std::move(root_path)}};
  while (!modules.empty()) {
    const Resource module = std::move(modules.back());
    modules.pop_back();
    size_t position = 0;
    if (const auto list = module.value.find("resources"))
      for (Value resource : list->elements())
        resources_.push_back({resource, fmt::format("{}/resources/{}", module.path, position++)});
    std::vector<Resource> children;
    position = 0;
    if (const auto list = module.value.find("child_modules"))
      for (Value child : list->elements())
        children.push_back({child, fmt::format("{}/child_modules/{}", module.path, position++)});
    for (auto child = children.rbegin(); child != children.rend(); ++child)
      modules.push_back(std::move(*child));
  }
}

void Terraform::find_unknown() {
  const auto changes = document_->root().find("resource_changes");
  if (!changes) return;
  for (Value change : changes->elements())
    if (const auto unknown = arnscope::find(change, {"change", "after_unknown"}))
      unknown_.insert_or_assign(text(change.find("address")), *unknown);
}

void Terraform::find_configured(Value root_module, std::string root_prefix) {
  std::vector<std::pair<Value, std::string>> modules = {{root_module, std::move(root_prefix)}};
  while (!modules.empty()) {
    const auto [module, prefix] = std::move(modules.back());
    modules.pop_back();
    if (const auto list = module.find("resources"))
      for (Value resource : list->elements())
        if (const auto expressions = resource.find("expressions"))
          expressions_.insert_or_assign(prefix + std::string(text(resource.find("address"))), *expressions);
    if (const auto calls = module.find("module_calls"))
      for (auto [name, call] : calls->members())
        if (const auto inside = call.find("module"))
          modules.emplace_back(*inside, fmt::format("{}module.{}.", prefix, name.text()));
  }
}

void Terraform::find() {
  const Value root = document_->root();
  for (const Root& each : kRoots)
    if (const auto module = arnscope::find(root, {each.member, "root_module"}); module && resources_.empty())
      find_resources(*module, std::string(each.path));
  find_unknown();
  if (const auto module = arnscope::find(root, {"configuration", "root_module"}))
    find_configured(*module, "");
  for (const Resource& resource : resources_)
    for (const Holder& holder : kHolders)
      if (text(resource.value.find("type")) == holder.type)
        if (const auto name = text(arnscope::find(resource.value, {"values", holder.by})); !name.empty())
          addresses_.emplace(fmt::format("{} {}", holder.type, name), text(resource.value.find("address")));
  for (const Resource& resource : resources_) find_in(resource);
}

// The address of what holds an inline policy, or its name where the plan has no such resource; "" where
// neither is known. A name that is known only later still stands in the configuration, as a reference.
std::string Terraform::owner(const PolicyProperty& row, Value resource) {
  const std::string_view address = text(resource.find("address"));
  if (row.holder == kItself) return std::string(address);
  const std::string_view type = holder_type(row.type);
  if (const auto name = text(arnscope::find(resource, {"values", row.holder})); !name.empty()) {
    const auto found = addresses_.find(fmt::format("{} {}", type, name));
    return found == addresses_.end() ? std::string(name) : found->second;
  }
  const auto found = expressions_.find(without_keys(address));
  const auto references =
      found == expressions_.end() ? std::nullopt : arnscope::find(found->second, {row.holder, "references"});
  if (!references) return "";
  std::string_view nearest;
  for (Value reference : references->elements())
    if (reference.text().starts_with(type) && reference.text().substr(type.size()).starts_with('.') &&
        (nearest.empty() || reference.text().size() < nearest.size()))
      nearest = reference.text();
  if (nearest.empty()) return "";
  const std::string_view own = text(resource.find("type"));
  const size_t module = address.rfind(fmt::format("{}.", own));
  return std::string(address.substr(0, module == std::string_view::npos ? 0 : module)) + std::string(nearest);
}

void Terraform::find_in(const Resource& resource) {
  if (text(resource.value.find("mode")) == "data") return;
  const auto values = resource.value.find("values");
  const auto unknown = unknown_.find(text(resource.value.find("address")));
  const auto after = unknown == unknown_.end() ? std::nullopt : std::optional<Value>(unknown->second);
  for (const PolicyProperty& row : rows_of(terraform_policies(), text(resource.value.find("type")))) {
    const size_t star = row.property.find("/*/");
    const std::string path = resource.path + "/values/";
    if (star == std::string_view::npos) {
      const auto hidden = arnscope::find(after, {row.property});
      add(resource, row, arnscope::find(values, {row.property}), std::nullopt,
          path + std::string(row.property), hidden && hidden->text() == "true");
      continue;
    }
    const std::string_view list = row.property.substr(0, star), member = row.property.substr(star + 3);
    const auto hidden = arnscope::find(after, {list});
    const auto elements = arnscope::find(values, {list});
    if (!elements) {
      if (hidden && hidden->text() == "true")
        add(resource, row, std::nullopt, std::nullopt, path + std::string(list), true);
      continue;
    }
    size_t position = 0;
    for (Value element : elements->elements()) {
      std::optional<Value> hidden_element;
      size_t at = 0;
      if (hidden)
        for (Value each : hidden->elements())
          if (at++ == position) hidden_element = each.find(member);
      add(resource, row, element.find(member), element,
          fmt::format("{}{}/{}/{}", path, list, position, member),
          hidden_element && hidden_element->text() == "true");
      ++position;
    }
  }
}

void Terraform::add(const Resource& resource, const PolicyProperty& row, std::optional<Value> policy,
                    std::optional<Value> around, std::string path, bool is_unknown) {
  const bool is_there =
      policy && policy->kind() != Kind::kNull && !(policy->is_string() && policy->text().empty());
  if (!is_there && !is_unknown) return;
  FoundPolicy found{
      document_, resource.value, std::move(path), std::string(text(resource.value.find("address"))), row.type,
      "",        false};
  if (row.type.empty()) {  // aws_organizations_policy; its type has a default
    const std::string_view type = text(arnscope::find(resource.value, {"values", "type"}));
    found.type = organization_policy_type(type.empty() ? "SERVICE_CONTROL_POLICY" : type);
    if (found.type.empty()) return;
  }
  if (!row.holder.empty()) found.owner = owner(row, resource.value);
  if (around)
    if (const auto name = text(around->find("name")); !name.empty()) found.name = name;
  if (!is_there) {
    const Value at = resource.value.find("address").value_or(resource.value);
    out_.findings.push_back(
        {Severity::kWarning, "POLICY_NOT_KNOWN",
         "the policy is known after the plan is applied: it is taken for one without statements", at.place(),
         found.name});
    FoundPolicy unknown = unknown_policy(at);
    found.document = std::move(unknown.document);
    found.value = unknown.value;
    found.open = true;
    out_.policies.push_back(std::move(found));
    return;
  }
  if (policy->is_string()) return add_policy_text(embedded_source(*policy), std::move(found), out_);
  out_.findings.push_back(
      {Severity::kError, "DATA_TYPE_MISMATCH",
       fmt::format("the policy document is {}: JSON in a string must stand here", kind_name(policy->kind())),
       policy->place(), found.name});
}

}  // namespace

const PolicyLayout kTerraformLayout = {is_terraform, [](const SharedDocument& document, FoundPolicies& out) {
                                         Terraform(document, out).find();
                                       }};

}  // namespace arnscope
