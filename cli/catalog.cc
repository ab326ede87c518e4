// `catalog show NAME | search TEXT | date`: what AWS publishes of its services, as of the catalog's date.
#include "engine/catalog/catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/command.h"
#include "engine/base/text.h"
#include "engine/document/json_reader.h"
#include "engine/document/json_writer.h"
#include "engine/policy/glob.h"
#include "engine/policy/parser.h"
#include "engine/policy/printer.h"

namespace arnscope::cli {
namespace {

std::vector<std::string_view> level_names(catalog::AccessLevels levels) {
  std::vector<std::string_view> names;
  for (const auto& row : catalog::access_level_names())
    if ((levels & row.level) != 0) names.push_back(row.name);
  return names;
}

void write_action(JsonWriter& json, ActionId id) {
  json.begin_object().member("action", catalog::action_name(id));
  json.member_list("accessLevels", level_names(catalog::action(id).levels));
  json.key("resourceTypes").begin_array();
  for (const catalog::ActionResource& each : catalog::action_resources(id)) {
    const catalog::ResourceType type = catalog::resource_type(each.type);
    json.begin_object()
        .member("name", type.name)
        .member("arn", type.arn)
        .key("required")
        .boolean(each.required)
        .end_object();
  }
  json.end_array().key("conditionKeys").begin_array();
  for (catalog::ConditionKeyId key : catalog::action_condition_keys(id))
    json.string(catalog::condition_key(key).name);
  json.end_array().end_object();
}

Table action_table(const std::vector<ActionId>& actions) {
  Table table{{{"ACTION", "action"}, {"ACCESS LEVEL", "accessLevels"}, {"RESOURCE TYPES", "resourceTypes"}},
              {}};
  for (ActionId id : actions) {
    std::vector<std::string_view> types;
    for (const catalog::ActionResource& each : catalog::action_resources(id))
      types.push_back(catalog::resource_type(each.type).name);
    if (types.empty()) types.push_back("*");
    table.rows.push_back({Cell(catalog::action_name(id)), Cell::list(level_names(catalog::action(id).levels)),
                          Cell::list(types)});
  }
  return table;
}

void show_action(ActionId id, const Options& options, Terminal& terminal) {
  std::string text;
  JsonWriter json(text, Layout::kIndented);
  write_action(json, id);
  if (options.format == "json") {
    terminal.data().write(text + "\n");
    return;
  }
  write_table_text(action_table({id}), terminal.layout(), terminal.data());
  Table table{{{"", "what"}, {"", "name"}, {"", "detail"}}, {}};
  for (const catalog::ActionResource& each : catalog::action_resources(id)) {
    const catalog::ResourceType type = catalog::resource_type(each.type);
    table.rows.push_back({each.required ? "resource, required" : "resource", type.name, type.arn});
  }
  constexpr std::array<std::string_view, 11> kTypes = {"string",  "arn",        "bool",    "date",
                                                       "numeric", "ip address", "binary",  "strings",
                                                       "arns",    "bools",      "numerics"};
  for (catalog::ConditionKeyId key : catalog::action_condition_keys(id))
    table.rows.push_back({"condition key", catalog::condition_key(key).name,
                          kTypes[static_cast<size_t>(catalog::condition_key(key).type)]});
  write_table_text(table, terminal.layout(), terminal.data());
}

void show_policy(const catalog::ManagedPolicy& managed, Terminal& terminal) {
  terminal.say(fmt::format("{}, {} of {}", managed.arn, managed.version, managed.updated.substr(0, 10)));
  auto document = read_json(Source::from_static(std::string(managed.name), managed.document));
  std::vector<Finding> findings;
  if (!document) return;
  terminal.data().write(
      print_policy(parse_policy((*document)->root(), PolicyKind::kIdentity, managed.name, findings)) + "\n");
}

void show_actions(const std::vector<ActionId>& actions, const Options& options, Terminal& terminal) {
  if (options.format == "json") {
    write_table_json(action_table(actions), terminal.data());
  } else {
    write_table_text(action_table(actions), terminal.layout(), terminal.data());
  }
}

int show(const std::string& name, const Options& options, Terminal& terminal) {
  if (ActionId id = catalog::find_action(name); id != kNoAction)
    return show_action(id, options, terminal), kYes;
  if (auto managed = catalog::find_managed_policy(name)) return show_policy(*managed, terminal), kYes;
  if (auto service = catalog::find_service(name)) {
    std::vector<ActionId> actions;
    for (ActionId id = catalog::service(*service).first_action; id < catalog::service(*service).last_action;
         ++id)
      actions.push_back(id);
    return show_actions(actions, options, terminal), kYes;
  }
  std::vector<ActionId> actions;
  if (name.find(':') != std::string::npos) catalog::expand(name, actions);
  if (!actions.empty()) return show_actions(actions, options, terminal), kYes;
  terminal.fail(fmt::format(
      "`{}` is no action, service or AWS managed policy of the catalog: try `arnscope catalog search {}`",
      printable(name), printable(name)));
  return kNo;
}

int search(const std::string& text, const Options& options, Terminal& terminal) {
  std::string pattern = fmt::format("*{}*", text);
  Table table{{{"KIND", "kind"}, {"NAME", "name"}, {"DETAIL", "detail"}}, {}};
  auto offer = [&](std::string_view kind, std::string_view name, std::string_view detail) {
    if (glob_match(pattern, name, Case::kInsensitive) || glob_match(pattern, detail, Case::kInsensitive))
      table.rows.push_back({kind, name, detail});
  };
  for (uint32_t id = 0; id < catalog::service_count(); ++id)
    offer("service", catalog::service(static_cast<catalog::ServiceId>(id)).prefix,
          catalog::service(static_cast<catalog::ServiceId>(id)).name);
  for (ActionId id = 0; id < catalog::action_count(); ++id) offer("action", catalog::action_name(id), "");
  for (uint32_t id = 0; id < catalog::resource_type_count(); ++id) {
    const auto type = catalog::resource_type(static_cast<catalog::ResourceTypeId>(id));
    offer("resource type", type.name, type.arn);
  }
  for (uint32_t id = 0; id < catalog::condition_key_count(); ++id)
    offer("condition key", catalog::condition_key(static_cast<catalog::ConditionKeyId>(id)).name, "");
  for (uint32_t id = 0; id < catalog::managed_policy_count(); ++id)
    offer("managed policy", catalog::managed_policy(id).name, catalog::managed_policy(id).arn);
  if (options.format == "json") {
    write_table_json(table, terminal.data());
  } else {
    write_table_text(table, terminal.layout(), terminal.data());
  }
  return table.rows.empty() ? kNo : kYes;
}

int date(const Options& options, Terminal& terminal) {
  Table table{{{"SOURCE", "package"}, {"VERSION", "version"}, {"DATE", "date"}, {"LICENSE", "license"}}, {}};
  for (const catalog::Origin& origin : catalog::origins())
    table.rows.push_back({origin.package, origin.version, origin.date, origin.license});
  if (options.format == "json") {
    write_table_json(table, terminal.data());
    return kYes;
  }
  write_table_text(table, terminal.layout(), terminal.data());
  terminal.data().write(fmt::format(
      "\n{} services, {} actions, {} resource types, {} condition keys, {} AWS managed policies\n",
      catalog::service_count(), catalog::action_count(), catalog::resource_type_count(),
      catalog::condition_key_count(), catalog::managed_policy_count()));
  return kYes;
}

}  // namespace

int run_catalog(const Options& options, Terminal& terminal) {
  const std::string& verb = options.words.front();
  if (verb == "date" && options.words.size() == 1) return date(options, terminal);
  if (verb == "show" && options.words.size() == 2) return show(options.words[1], options, terminal);
  if (verb == "search" && options.words.size() == 2) return search(options.words[1], options, terminal);
  terminal.fail("write `catalog show NAME`, `catalog search TEXT` or `catalog date`");
  return kFailed;
}

}  // namespace arnscope::cli
