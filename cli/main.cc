// Reads the command line by the table of commands and calls the one that it names.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>

#include "cli/command.h"
#include "cli/documentation.h"
#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/report/graph_writer.h"

namespace arnscope::cli {
namespace {

std::string version_text() {
  std::string text = fmt::format("arnscope {}\n", ARNSCOPE_VERSION);
  for (const catalog::Origin& origin : catalog::origins())
    text += fmt::format("catalog: {} {}, {} ({})\n", origin.package, origin.version,
                        origin.date.substr(0, 10), origin.license);
  text.pop_back();
  return text;
}

void add_argument(CLI::App& app, const Argument& argument, Options& options) {
  CLI::Option* option = nullptr;
  if (argument.flag != nullptr) {
    option = app.add_flag(argument.flags, options.*argument.flag, argument.help);
  } else if (argument.texts != nullptr) {
    option = app.add_option(argument.flags, options.*argument.texts, argument.help);
    if (argument.flags[0] == '-') option->allow_extra_args(false);  // one value each time that it is written
    if (std::string_view(argument.value).ends_with(",...")) option->delimiter(',');
  } else {
    option = app.add_option(argument.flags, options.*argument.text, argument.help);
  }
  if (argument.value[0] != '\0') option->option_text(argument.flags[0] == '-' ? argument.value : "");
  if (argument.required) option->required();
}

void add_command(CLI::App& app, const Command& command, Options& options) {
  CLI::App* sub = app.add_subcommand(command.name, command.summary);
  for (const Argument& argument : command.arguments) add_argument(*sub, argument, options);
  std::string names = fmt::format("{}", fmt::join(command.formats, ", "));
  sub->add_option("-f,--format", options.format, names)->option_text("NAME");
  sub->add_option("-o,--output", options.output, "write to this file instead of standard output")
      ->option_text("FILE");
  sub->add_option("--color", options.color, "auto, always or never")->option_text("WHEN");
  sub->add_flag("-q,--quiet", options.quiet, "nothing on standard error but errors");
  std::string examples = "Examples:\n";
  for (std::string_view line : split(command.examples, '\n')) examples += fmt::format("  {}\n", line);
  if (command.exit_codes != nullptr) examples += fmt::format("\nExit codes: {}\n", command.exit_codes);
  sub->footer(examples);
}

// The names that could have been meant: of commands, or of a command's options.
std::vector<std::string> known_names(const CLI::App& app, bool option) {
  std::vector<std::string> names;
  if (!option) {
    for (const Command& command : commands()) names.emplace_back(command.name);
    return names;
  }
  const auto chosen = app.get_subcommands();
  for (const CLI::Option* each : (chosen.empty() ? &app : chosen.front())->get_options())
    for (const std::string& name : each->get_lnames()) names.push_back("--" + name);
  return names;
}

// What is to be said of a word that a command does not take.
std::string surplus_word(const CLI::App& command, const std::string& word) {
  const bool takes_more = command.get_option_no_throw("--snapshot") != nullptr;
  return fmt::format("`{}` is one argument too many{}", printable(word),
                     takes_more ? ": more files of a snapshot are given with `--snapshot`" : "");
}

int usage_error(const CLI::App& app, const std::string& word, std::string message) {
  const auto chosen = app.get_subcommands();
  if (!chosen.empty() && !word.empty() && !word.starts_with("-")) {
    message = surplus_word(*chosen.front(), word);
  } else if (!word.empty()) {
    std::vector<std::string> names = known_names(app, word.starts_with("-"));
    std::vector<std::string_view> views(names.begin(), names.end());
    message =
        fmt::format("`{}` is no {}", printable(word), word.starts_with("-") ? "option here" : "command");
    if (auto nearest = nearest_name(word, views)) message += fmt::format(": did you mean `{}`?", *nearest);
  }
  fmt::print(stderr, "error: {}\n", message);
  fmt::print(stderr, "see `arnscope {}--help`\n", chosen.empty() ? "" : chosen.front()->get_name() + " ");
  return kFailed;
}

// The first word that the parser did not know.
std::string unknown_word(const CLI::App& app) {
  std::vector<std::string> rest = app.remaining(true);
  return rest.empty() ? "" : rest.front();
}

// Whether the command writes to --output itself: a folder of files, or a file that is no text.
bool takes_output(const Command& command, std::string_view format) {
  if (format == "files") return true;
  const GraphFormat* of_graph = command.run == run_graph ? find_graph_format(format) : nullptr;
  return of_graph != nullptr && (of_graph->open != nullptr || !of_graph->outputs.empty());
}

int run(const Command& command, Options& options) {
  if (options.format.empty()) options.format = command.formats.front();
  if (std::find(command.formats.begin(), command.formats.end(), options.format) == command.formats.end()) {
    auto nearest = nearest_name(options.format, command.formats);
    fmt::print(stderr, "error: `{}` is no format of `{}`: {}\n", printable(options.format), command.name,
               nearest ? fmt::format("did you mean `{}`?", *nearest)
                       : fmt::format("{}", fmt::join(command.formats, ", ")));
    return kFailed;
  }
  Terminal terminal(options.color, options.quiet);
  if (!takes_output(command, options.format) && !terminal.redirect(options.output)) return kFailed;
  int code = command.run(options, terminal);
  return terminal.finish() ? code : kFailed;
}

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app("Who can do what to what in AWS, and why: IAM policies analysed offline, from an export.",
               "arnscope");
  Options options;
  app.set_version_flag("-V,--version", version_text(),
                       "the program's version and the catalog's sources and dates");
  bool manual = false;
  bool completion = false;
  app.add_flag("--manual", manual, "print the manual page")->group("");
  app.add_flag("--completion", completion, "print the completion for bash")->group("");
  app.require_subcommand(0, 1);
  app.allow_extras();
  app.footer(
      "Exit codes: 0 allowed, nothing found, done; 1 denied, conditional, something found; 2 could not "
      "run.\n");
  for (const Command& command : commands()) add_command(app, command, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ExtrasError&) {
    return usage_error(app, unknown_word(app), "unknown argument");
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::string word = unknown_word(app);
    return usage_error(app, app.get_subcommands().empty() ? word : "", error.what());
  }
  if (std::string word = unknown_word(app); !word.empty()) return usage_error(app, word, "");
  const auto chosen = app.get_subcommands();
  if (manual || completion) {
    fmt::print("{}", manual ? manual_page() : bash_completion());
    return kYes;
  }
  if (chosen.empty()) {
    fmt::print("{}", app.help());
    return argc > 1 ? kFailed : kYes;
  }
  for (const Command& command : commands())
    if (chosen.front()->get_name() == command.name) return run(command, options);
  return kFailed;
}

}  // namespace
}  // namespace arnscope::cli

int main(int argc, char** argv) { return arnscope::cli::main(argc, argv); }
