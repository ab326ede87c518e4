#include "cli/input.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "cli/suggestions.h"
#include "engine/base/folder.h"
#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/snapshot/find_principal.h"
#include "engine/snapshot/load.h"

namespace arnscope::cli {

void tell_findings(const Snapshot& snapshot, Terminal& terminal) {
  size_t errors = 0;
  size_t warnings = 0;
  for (const Finding& finding : snapshot.findings) {
    if (finding.severity == Severity::kError) ++errors;
    if (finding.severity == Severity::kWarning) ++warnings;
    if (finding.severity == Severity::kError && errors <= 10) terminal.warn(finding);
  }
  if (errors + warnings > 0)
    terminal.say(fmt::format("{} errors and {} warnings in the snapshot; `arnscope analyze` lists them",
                             errors, warnings));
}

std::optional<std::vector<std::string>> files_of(const std::string& path,
                                                 std::span<const std::string_view> extensions,
                                                 Terminal& terminal) {
  if (path == "-" || !is_folder(path)) return std::vector{path};
  auto folder = list_folder(path);
  if (!folder) return terminal.fail(folder.error()), std::nullopt;
  bool failed = false;
  for (const Finding& finding : folder->findings) {
    terminal.warn(finding);
    failed = failed || finding.severity == Severity::kError;
  }
  if (failed) return std::nullopt;
  std::vector<std::string> files;
  for (const std::string& file : folder->files) {
    const std::string extension = std::filesystem::path(file).extension().string();
    if (std::find(extensions.begin(), extensions.end(), extension) != extensions.end())
      files.push_back(joined_path(path, file));
  }
  return files;
}

namespace {

// What --account-name and --production say. Nothing, having said why, for a malformed one.
std::optional<std::vector<AccountLabel>> read_labels(const Options& options, Terminal& terminal) {
  std::vector<AccountLabel> labels;
  for (const std::string& given : options.account_names) {
    const std::string_view text = given;
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos || !is_account_id(text.substr(0, equals)) ||
        equals + 1 == text.size()) {
      terminal.fail(
          fmt::format("`--account-name {}`: an account id and a name must stand here, such as "
                      "111122223333=payments",
                      printable(given)));
      return std::nullopt;
    }
    labels.push_back({text.substr(0, equals), text.substr(equals + 1), false});
  }
  for (const std::string& id : options.production) {
    if (!is_account_id(id)) {
      terminal.fail(
          fmt::format("`--production {}`: an account id must stand here: twelve digits", printable(id)));
      return std::nullopt;
    }
    labels.push_back({id, {}, true});
  }
  return labels;
}

// A label of an account that is not there is likely a slip.
void tell_strangers(const std::vector<AccountLabel>& labels, const Snapshot& snapshot, Terminal& terminal) {
  for (const AccountLabel& label : labels)
    if (std::none_of(snapshot.accounts.begin(), snapshot.accounts.end(),
                     [&](const Account& account) { return account.id == label.id; }))
      terminal.say(fmt::format("`{} {}`: this account is not in the snapshot",
                               label.production ? "--production" : "--account-name", label.id));
}

}  // namespace

std::unique_ptr<const Snapshot> load(const Options& options, Terminal& terminal, FindingTalk talk) {
  auto labels = read_labels(options, terminal);
  if (!labels) return nullptr;
  std::vector<std::string> paths = options.snapshots;
  if (!options.snapshot.empty()) paths.insert(paths.begin(), options.snapshot);
  LoadOptions how;
  how.labels = *labels;
  how.jobs = std::max(1U, std::thread::hardware_concurrency());
  how.progress = [&](size_t done, size_t all) { terminal.progress("reading", done, all); };
  auto snapshot = load_snapshot(paths, how);
  if (!snapshot) return terminal.fail(snapshot.error()), nullptr;
  tell_strangers(*labels, **snapshot, terminal);
  if (talk == FindingTalk::kErrors) tell_findings(**snapshot, terminal);
  return std::move(*snapshot);
}

std::optional<AskedQuestion> read_question(const Options& options, Terminal& terminal) {
  AskedQuestion asked;
  Question& question = asked.question;
  question.action = options.action;
  question.resource_account = options.resource_account;
  auto resource = parse_resource(options.resource.empty() ? "*" : options.resource);
  if (!resource) return terminal.fail(resource.error().message), std::nullopt;
  question.resource = resource->text;
  question.meaning = resource->meaning;
  if (!question.resource_account.empty() && !is_account_id(question.resource_account)) {
    terminal.fail(fmt::format("`{}` is no account id: twelve digits", printable(question.resource_account)));
    return std::nullopt;
  }
  for (const std::string& given : options.context) {
    size_t equals = given.find('=');
    if (given == "complete" || given == "open") {
      asked.unlisted = given == "complete" ? Unlisted::kAbsent : Unlisted::kUnknown;
    } else if (equals == std::string::npos || equals == 0) {
      terminal.fail(fmt::format("`{}` is no context: write KEY=VALUE, complete or open", printable(given)));
      return std::nullopt;
    } else {
      question.context.emplace_back(given.substr(0, equals), given.substr(equals + 1));
    }
  }
  std::vector<ActionId> matches;
  catalog::expand(question.action, matches);
  if (!question.action.empty() && matches.empty()) {
    const auto nearest = catalog::nearest_action(question.action);
    const std::string hint = nearest ? fmt::format(": did you mean `{}`?", *nearest)
                                     : std::string(": it is matched by its name alone");
    if (has_wildcard(question.action) || question.action.find(':') == std::string::npos) {
      terminal.fail(fmt::format("`{}` matches no action of the catalog of {}{}", printable(question.action),
                                catalog::origins().front().date.substr(0, 10),
                                action_suggestion(question.action)));
      return std::nullopt;
    }
    terminal.say(fmt::format("`{}` is not in the catalog of {}{}", printable(question.action),
                             catalog::origins().front().date.substr(0, 10), hint));
  }
  return asked;
}

std::optional<OneCaller> read_caller(const Options& options, Terminal& terminal) {
  auto asked = read_question(options, terminal);
  if (!asked) return std::nullopt;
  OneCaller one{load(options, terminal), nullptr, std::move(asked->question), {}};
  if (!one.snapshot) return std::nullopt;
  tell_unknown_keys(one.question, *one.snapshot, terminal);
  auto principal = find_principal(*one.snapshot, options.principal);
  if (!principal) return terminal.fail(principal.error().message), std::nullopt;
  one.access = std::make_unique<Access>(*one.snapshot, asked->unlisted);
  one.caller = one.access->caller(std::move(*principal));
  return one;
}

std::optional<catalog::AccessLevels> read_levels(const Options& options, Terminal& terminal) {
  catalog::AccessLevels levels = 0;
  for (const std::string& name : options.levels) {
    std::vector<std::string_view> names;
    catalog::AccessLevels found = 0;
    for (const auto& row : catalog::access_level_names()) {
      names.push_back(row.name);
      if (equal_folded(row.name, name)) found = row.level;
    }
    if (found == 0) {
      terminal.fail(fmt::format("`{}` is no access level: did you mean `{}`?", printable(name),
                                nearest_name(name, names).value_or("read")));
      return std::nullopt;
    }
    levels |= found;
  }
  return levels;
}

}  // namespace arnscope::cli
