#include "engine/model/collection.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.h"
#include "engine/model/collection_functions.h"
#include "engine/model/operations.h"
#include "engine/model/regions.h"

namespace arnscope {
namespace {

// The name of the shell function of an operation.
std::string function_name(const Operation& operation) {
  std::string name(operation.name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

// "ec2 describe-instances".
std::string command_of(const Operation& operation) {
  // Two services have a hyphen in their own name.
  for (std::string_view service : {"waf-regional-", "resource-groups-"})
    if (operation.name.starts_with(service))
      return fmt::format("{} {}", service.substr(0, service.size() - 1),
                         operation.name.substr(service.size()));
  const size_t hyphen = operation.name.find('-');
  return fmt::format("{} {}", operation.name.substr(0, hyphen), operation.name.substr(hyphen + 1));
}

// The options of a call whose parameters stand in the shell variables p1 and p2. Of one word each, for a
// value may begin with a hyphen.
std::string options_of(const Operation& operation) {
  std::string text;
  size_t number = 0;
  for (const OperationParameter& parameter : parameters_of(operation))
    text += fmt::format(" {}={}\"$p{}\"", parameter.option, parameter.before, ++number);
  if (!operation.arguments.empty()) text += fmt::format(" {}", operation.arguments);
  return text;
}

class FunctionWriter {
 public:
  explicit FunctionWriter(const Operation& operation)
      : operation_(operation), parameters_(parameters_of(operation)) {}

  std::string write() {
    out_ = fmt::format("{}() {{\n", function_name(operation_));
    const std::vector<OperationId> parents = parents_of();
    if (parents.empty()) {
      write_loops(nullptr, 0, 1);
    } else {
      for (OperationId parent : parents) write_parent(operations()[parent]);
    }
    return out_ + "}\n";
  }

 private:
  void line(size_t depth, std::string_view text) { out_ += fmt::format("{:{}}{}\n", "", depth * 2, text); }

  // The operations that parameters come from, this one itself last: it is then called on what it answered.
  std::vector<OperationId> parents_of() const {
    std::vector<OperationId> parents;
    for (const OperationParameter& parameter : parameters_)
      for (const ParameterSource& source : parameter.sources)
        if (source.operation && std::find(parents.begin(), parents.end(), *source.operation) == parents.end())
          parents.push_back(*source.operation);
    std::stable_partition(parents.begin(), parents.end(),
                          [&](OperationId id) { return operations()[id].name != operation_.name; });
    return parents;
  }

  // For each answer of the parent, and the parameters that it was asked for with. The list is read while it
  // grows where the parent is this operation itself.
  void write_parent(const Operation& parent) {
    std::string names;
    for (size_t i = 1; i <= parameters_of(parent).size(); ++i) names += fmt::format(" q{}", i);
    line(1, fmt::format("[ ! -f \"$calls/{0}\" ] || while IFS=$separator read -r found{1}; do", parent.name,
                        names.empty() ? " q1" : names));
    write_loops(&parent, 0, 2);
    line(1, fmt::format("done <\"$calls/{}\"", parent.name));
  }

  // What gives each parameter from `at` on its values, and in it the call.
  void write_loops(const Operation* parent, size_t at, size_t depth) {
    if (at == parameters_.size()) return write_call(depth);
    const std::string words = words_of(parameters_[at], parent);
    if (words.starts_with('$') && !words.starts_with("$(")) {
      line(depth, fmt::format("p{}={}", at + 1, words));
      return write_loops(parent, at + 1, depth);
    }
    line(depth, fmt::format("for p{} in {}; do", at + 1, words));
    write_loops(parent, at + 1, depth + 1);
    line(depth, "done");
  }

  // The shell words that a parameter's values are: one of the parent's own parameters, what stands in the
  // parent's answer, or the values themselves.
  static std::string words_of(const OperationParameter& parameter, const Operation* parent) {
    std::string words;
    for (const ParameterSource& source : parameter.sources) {
      if (!source.operation) {
        words += fmt::format("{}{}", words.empty() ? "" : " ", source.text);
      } else if (operations()[*source.operation].name == parent->name) {
        if (source.text.starts_with('$')) return fmt::format("$q{}", source.text.substr(1));
        return fmt::format("$(values '{}' \"$found\")", source.text);
      }
    }
    return words;
  }

  void write_call(size_t depth) {
    if (!operation_.next.empty()) {
      const size_t equals = operation_.next.find('=');
      line(depth, fmt::format("more={}$newline{}", operation_.next.substr(equals + 1),
                              operation_.next.substr(0, equals)));
    }
    std::string values;
    for (size_t i = 1; i <= parameters_.size(); ++i) values += fmt::format(" \"$p{}\"", i);
    line(depth, fmt::format("call {} '{}' {}{} {}{}", operation_.name, operation_.nothing, parameters_.size(),
                            values, command_of(operation_), options_of(operation_)));
    if (!operation_.next.empty()) line(depth, "more=''");
  }

  const Operation& operation_;
  const std::vector<OperationParameter> parameters_;
  std::string out_;
};

void write_scope(std::string& out, std::string_view name, OperationScope scope) {
  out += fmt::format("\n{}() {{\n  calls=$work/$account/$region\n  mkdir -p \"$calls\" \"$here/$region\"\n",
                     name);
  for (const Operation& operation : operations())
    if (operation.scope == scope) out += fmt::format("  {}\n", function_name(operation));
  out += "}\n";
}

// Where collection.sh takes the functions of the operations.
constexpr std::string_view kMark = "# OPERATIONS\n";

}  // namespace

std::string collection_script(std::string_view partition) {
  const size_t mark = kCollectionFunctions.find(kMark);
  std::string out(kCollectionFunctions.substr(0, mark));
  std::string enabled;
  for (const Region& region : regions())
    if (region.partition == partition && region.access != RegionAccess::kOptIn)
      enabled += fmt::format("{}{}", enabled.empty() ? "" : " ", region.name);
  out += fmt::format("partition={}\nglobal_region={}\ndefault_regions='{}'\n\n", partition,
                     global_region(partition), enabled);
  for (const Operation& operation : operations())
    if (operation.scope != OperationScope::kCollection) out += FunctionWriter(operation).write();
  write_scope(out, "collect_global", OperationScope::kAccount);
  write_scope(out, "collect_organization", OperationScope::kOrganization);
  write_scope(out, "collect_region", OperationScope::kRegion);
  out += kCollectionFunctions.substr(mark + kMark.size());
  return out;
}

std::vector<CollectionPermission> collection_permissions() {
  std::vector<CollectionPermission> permissions;
  for (const Operation& operation : operations()) {
    std::string_view action;
    bool on_resource = false;
    const auto take = [&](std::string_view resource) { permissions.push_back({action, resource}); };
    for (std::string_view word : split(operation.actions, ' ')) {
      if (word.starts_with("arn:")) {
        take(word);
        on_resource = true;
        continue;
      }
      if (!action.empty() && !on_resource) take("*");
      action = word;
      on_resource = false;
    }
    if (!action.empty() && !on_resource) take("*");
  }
  std::sort(permissions.begin(), permissions.end());
  permissions.erase(std::unique(permissions.begin(), permissions.end()), permissions.end());
  return permissions;
}

}  // namespace arnscope
