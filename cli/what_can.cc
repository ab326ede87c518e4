// `what-can SNAPSHOT PRINCIPAL`: what may this principal do, by service and access level, or as one policy.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "cli/answers.h"
#include "cli/input.h"
#include "engine/catalog/catalog.h"
#include "engine/policy/printer.h"

namespace arnscope::cli {
namespace {

// A remaining condition as a Condition element, where it is a conjunction of clauses that have one.
// Null operators and operators with a plain inverse can stand under a not.
bool condition_clauses(const Expression& expression, std::vector<ConditionClause>& out) {
  using Kind = Expression::Kind;
  if (expression.kind() == Kind::kAnd) {
    return std::all_of(expression.children().begin(), expression.children().end(),
                       [&](const Expression& child) { return condition_clauses(child, out); });
  }
  if (expression.kind() != Kind::kClause || expression.clause().op == "unknown" ||
      expression.clause().key == kResourceKey)
    return false;
  const Clause& clause = expression.clause();
  ConditionClause written;
  written.operator_text.value = clause.op;
  written.key.value = clause.key;
  for (const std::string& value : clause.values) written.values.push_back({value, {}});
  out.push_back(std::move(written));
  return true;
}

// Actions as short as exact: a whole service is `service:*`.
std::vector<Text> action_patterns(const std::vector<ActionId>& actions) {
  std::vector<Text> values;
  for (size_t i = 0; i < actions.size();) {
    const catalog::Service service = catalog::service(catalog::action(actions[i]).service);
    const size_t whole = service.last_action - service.first_action;
    if (actions[i] == service.first_action && i + whole <= actions.size() &&
        actions[i + whole - 1] + 1 == service.last_action) {
      values.push_back({fmt::format("{}:*", service.prefix), {}});
      i += whole;
    } else {
      values.push_back({catalog::action_name(actions[i++]), {}});
    }
  }
  return values;
}

// Grants that agree in resource, exceptions and condition become one statement, and their exceptions a Deny.
Policy effective_policy(const std::vector<Permission>& permissions, size_t& left_out) {
  struct Statements {
    std::vector<ActionId> actions;
    const Decision* decision;
    std::string pattern;
    std::vector<std::string> except;
  };
  std::map<std::string, Statements> groups;
  for (const Permission& permission : permissions) {
    for (const ResourceGrant& grant : permission.grants) {
      std::vector<std::string> except = excepted_on({grant});
      std::string key = fmt::format(
          "{}\n{}\n{}", grant.pattern, fmt::join(except, "\n"),
          grant.decision.verdict == Verdict::kConditional ? to_text(grant.decision.condition) : "");
      Statements& group =
          groups.try_emplace(key, Statements{{}, &grant.decision, grant.pattern, except}).first->second;
      group.actions.insert(group.actions.end(), permission.actions.begin(), permission.actions.end());
    }
  }
  Policy policy;
  policy.version = Version::k2012;
  for (auto& [key, group] : groups) {
    std::sort(group.actions.begin(), group.actions.end());
    Statement statement;
    if (group.decision->verdict == Verdict::kConditional && !only_on_resource(group.decision->condition) &&
        (!group.except.empty() || !condition_clauses(group.decision->condition, statement.conditions))) {
      left_out += group.actions.size();
      continue;
    }
    statement.action.values = action_patterns(group.actions);
    statement.resource.emplace();
    if (group.except.empty() || group.pattern != "*") {
      statement.resource->values.push_back({group.pattern, {}});
    } else {
      statement.resource->polarity = Polarity::kAllBut;
      for (const std::string& except : group.except) statement.resource->values.push_back({except, {}});
    }
    policy.statements.push_back(statement);
    if (group.except.empty() || group.pattern == "*") continue;
    statement.effect = Effect::kDeny;
    statement.resource->values.clear();
    for (const std::string& except : group.except) statement.resource->values.push_back({except, {}});
    policy.statements.push_back(std::move(statement));
  }
  return policy;
}

// The best verdict of a permission's parts, where exceptions of resources are no condition.
Verdict best(const Permission& permission) {
  for (const ResourceGrant& grant : permission.grants)
    if (grant.decision.verdict == Verdict::kAllowed || only_on_resource(grant.decision.condition))
      return Verdict::kAllowed;
  return Verdict::kConditional;
}

// One condition of those that the parts have, for a person.
std::string condition_of(const Permission& permission) {
  for (const ResourceGrant& grant : permission.grants)
    if (grant.decision.verdict == Verdict::kConditional)
      if (std::string text = condition_text(grant.decision.condition); !text.empty()) return text;
  return "";
}

struct ServiceLine {
  std::string_view service;
  Verdict verdict;
  std::vector<std::string> on, except;
  std::string condition, through;
  std::map<catalog::AccessLevel, size_t> levels;
  size_t actions = 0;
};

std::string through(const Permission& permission) {
  std::vector<std::string> names;
  for (const ResourceGrant& grant : permission.grants)
    for (const std::string& name : deciding_policies(grant.decision)) {
      std::string last = name.substr(name.rfind('/') + 1);
      if (std::find(names.begin(), names.end(), last) == names.end()) names.push_back(std::move(last));
    }
  return fmt::format("{}", fmt::join(names, ", "));
}

// One line for the actions of a service that are decided alike.
std::vector<ServiceLine> lines_of(const std::vector<Permission>& permissions) {
  std::map<std::string, ServiceLine> lines;
  for (const Permission& permission : permissions) {
    ServiceLine line{{},
                     best(permission),
                     granted_on(permission.grants),
                     excepted_on(permission.grants),
                     best(permission) == Verdict::kConditional ? condition_of(permission) : "",
                     through(permission),
                     {},
                     0};
    std::string tail = fmt::format("{}\n{}\n{}\n{}\n{}", verdict_name(line.verdict), fmt::join(line.on, " "),
                                   fmt::join(line.except, " "), line.condition, line.through);
    for (ActionId id : permission.actions) {
      const catalog::Action action = catalog::action(id);
      line.service = catalog::service(action.service).prefix;
      ServiceLine& target = lines.try_emplace(fmt::format("{}\n{}", line.service, tail), line).first->second;
      ++target.actions;
      for (const auto& row : catalog::access_level_names())
        if ((action.levels & row.level) != 0) ++target.levels[row.level];
    }
  }
  std::vector<ServiceLine> result;
  for (auto& [key, line] : lines) result.push_back(std::move(line));
  return result;
}

std::string levels_text(const ServiceLine& line) {
  std::vector<std::string> parts;
  for (const auto& row : catalog::access_level_names())
    if (auto found = line.levels.find(row.level); found != line.levels.end())
      parts.push_back(fmt::format("{} {}", row.name, found->second));
  return fmt::format("{}", fmt::join(parts, ", "));
}

Table table_of(const std::vector<Permission>& permissions) {
  Table table{{{"SERVICE", "service"},
               {"ACTIONS", "actions", Align::kRight},
               {"BY ACCESS LEVEL", "levels"},
               {"DECISION", "decision"},
               {"THROUGH", "through"},
               {"ON, EXCEPT, IF", "limits"}},
              {}};
  for (const ServiceLine& line : lines_of(permissions)) {
    std::vector<std::string> parts;
    if (line.on != std::vector<std::string>{"*"})
      parts.push_back(fmt::format("on {}", fmt::join(line.on, ", ")));
    if (!line.except.empty()) parts.push_back(fmt::format("except {}", fmt::join(line.except, ", ")));
    if (!line.condition.empty()) parts.push_back(fmt::format("if {}", line.condition));
    table.rows.push_back({Cell(line.service), Cell::number(static_cast<int64_t>(line.actions)),
                          Cell(levels_text(line)),
                          Cell(verdict_name(line.verdict), verdict_style(line.verdict)), Cell(line.through),
                          Cell(fmt::format("{}", fmt::join(parts, "; ")))});
  }
  return table;
}

void write_json(const Caller& caller, const std::vector<Permission>& permissions, Terminal& terminal) {
  std::string text;
  JsonWriter json(text, Layout::kIndented);
  json.begin_object().member("principal", caller.principal.arn).key("permissions").begin_array();
  std::vector<std::pair<ActionId, const Permission*>> sorted;
  for (const Permission& permission : permissions)
    for (ActionId id : permission.actions) sorted.emplace_back(id, &permission);
  std::sort(sorted.begin(), sorted.end());
  for (const auto& [id, permission] : sorted) {
    json.begin_object().member("action", catalog::action_name(id));
    std::vector<std::string_view> levels;
    for (const auto& row : catalog::access_level_names())
      if ((catalog::action(id).levels & row.level) != 0) levels.push_back(row.name);
    json.member_list("accessLevels", levels);
    json.member_list("resources", granted_on(permission->grants));
    json.member_list("exceptResources", excepted_on(permission->grants));
    write_decision(json, best(*permission), permission->grants.front().decision, Places::kWritten);
    json.end_object();
    if (text.size() > Output::kBufferBytes) {
      terminal.data().write(text);
      text.clear();
    }
  }
  json.end_array().member_list("notes", caller.notes).end_object();
  terminal.data().write(text + "\n");
}

int write_policy(const std::vector<Permission>& permissions, Terminal& terminal) {
  size_t left_out = 0;
  Policy policy = effective_policy(permissions, left_out);
  terminal.data().write(print_policy(policy) + "\n");
  if (left_out > 0) {
    terminal.say(
        fmt::format("{} actions are left out: a policy's Condition cannot say what they hang on", left_out));
  }
  return permissions.empty() ? kNo : kYes;
}

bool has_resource_policies(const Snapshot& snapshot) {
  return std::any_of(snapshot.policies.begin(), snapshot.policies.end(),
                     [](const PolicyEntry& each) { return each.type == PolicyType::kResource; });
}

}  // namespace

int run_what_can(const Options& options, Terminal& terminal) {
  auto one = read_caller(options, terminal);
  if (!one) return kFailed;
  Caller& caller = one->caller;
  for (const auto& [key, value] : one->question.context) caller.context.set(key, value);
  std::vector<Permission> permissions = what_can(*one->access, caller, one->question.resource);
  if (options.as_policy) return write_policy(permissions, terminal);
  if (options.format == "json") {
    write_json(caller, permissions, terminal);
  } else if (options.format == "csv") {
    write_table_csv(table_of(permissions), terminal.data());
  } else {
    write_table_text(table_of(permissions), terminal.layout(), terminal.data());
    if (permissions.empty()) terminal.say("nothing is allowed");
    for (const std::string& note : caller.notes) terminal.say(note);
    if (one->question.resource.empty() && has_resource_policies(one->access->snapshot()))
      terminal.say(
          "what policies of resources and roles allow is not among it: ask about one with --resource");
  }
  return permissions.empty() ? kNo : kYes;
}

}  // namespace arnscope::cli
