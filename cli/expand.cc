// `expand PATTERN...`: the actions that wildcards grant, or a policy with its wildcards written out.
#include <fmt/format.h>

#include <array>
#include <fstream>
#include <optional>

#include "cli/input.h"
#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/document/json_writer.h"
#include "engine/document/read_document.h"
#include "engine/evaluate/compiled.h"
#include "engine/policy/parser.h"
#include "engine/policy/printer.h"

namespace arnscope::cli {
namespace {

// Which actions are wanted beside those of the pattern; nothing, having said why, for an unknown name.
std::optional<ActionSet> wanted(const Options& options, Terminal& terminal) {
  ActionSet result(catalog::action_count());
  result.complement();
  const auto levels = read_levels(options, terminal);
  if (!levels) return std::nullopt;
  ActionSet services(catalog::action_count());
  for (const std::string& name : options.services) {
    auto id = catalog::find_service(name);
    if (!id)
      return terminal.fail(fmt::format("`{}` is no service of the catalog", printable(name))), std::nullopt;
    services.insert_range(catalog::service(*id).first_action, catalog::service(*id).last_action);
  }
  if (!options.services.empty()) result.intersect(services);
  if (*levels == 0) return result;
  ActionSet leveled(catalog::action_count());
  result.for_each([&](ActionId id) {
    if ((catalog::action(id).levels & *levels) != 0) leveled.insert(id);
  });
  return leveled;
}

bool is_file(const std::string& word) { return word == "-" || std::ifstream(word).good(); }

void write_names(JsonWriter& json, const ActionSet& set) {
  json.begin_array();
  set.for_each([&](ActionId id) { json.string(catalog::action_name(id)); });
  json.end_array();
}

int expand_patterns(const Options& options, const ActionSet& filter, Terminal& terminal) {
  std::string text;
  JsonWriter json(text, Layout::kIndented);
  json.begin_array();
  ActionSet all(catalog::action_count());
  for (const std::string& pattern : options.words) {
    ActionSet set(catalog::action_count());
    if (!catalog::expand(pattern, set))
      terminal.say(fmt::format("`{}` matches no action of the catalog of {}", printable(pattern),
                               catalog::origins().front().date.substr(0, 10)));
    all.unite(set);
    if (options.invert) set.complement();
    set.intersect(filter);
    json.begin_object().member("pattern", pattern).key("actions");
    write_names(json, set);
    json.end_object();
  }
  json.end_array();
  if (options.invert) all.complement();
  all.intersect(filter);
  if (options.format == "json") {
    terminal.data().write(text + "\n");
  } else {
    all.for_each([&](ActionId id) { terminal.data().write(catalog::action_name(id) + "\n"); });
  }
  return all.empty() ? kNo : kYes;
}

// The statement with its Action patterns written out; what the catalog does not know stays as it is.
void expand_actions(Statement& statement, const ActionSet& filter) {
  ActionSet set = actions_of(statement);
  set.intersect(filter);
  std::vector<Text> values;
  set.for_each([&](ActionId id) { values.push_back({catalog::action_name(id), {}}); });
  if (statement.action.polarity == Polarity::kListed) {
    for (Text& pattern : statement.action.values) {
      std::vector<ActionId> known;
      catalog::expand(pattern.value, known);
      if (known.empty()) values.push_back(std::move(pattern));
    }
  }
  statement.action.polarity = Polarity::kListed;
  statement.action.values = std::move(values);
}

int expand_policy(const std::string& path, const ActionSet& filter, Terminal& terminal) {
  auto source = Source::read(path);
  if (!source) return terminal.fail(source.error()), kFailed;
  auto document = read_document(*source);
  if (!document) return terminal.fail(document.error()), kFailed;
  std::vector<Finding> findings;
  Policy policy = parse_policy((*document)->root(), PolicyKind::kResource, path, findings);
  for (const Finding& finding : findings)
    if (finding.code != "MISSING_PRINCIPAL") terminal.warn(finding);
  for (Statement& statement : policy.statements) expand_actions(statement, filter);
  terminal.data().write(print_policy(policy) + "\n");
  return kYes;
}

}  // namespace

int run_expand(const Options& options, Terminal& terminal) {
  auto filter = wanted(options, terminal);
  if (!filter) return kFailed;
  if (options.words.size() == 1 && is_file(options.words.front()))
    return expand_policy(options.words.front(), *filter, terminal);
  return expand_patterns(options, *filter, terminal);
}

}  // namespace arnscope::cli
