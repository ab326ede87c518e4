#include "cli/documentation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command.h"
#include "engine/base/text.h"

namespace arnscope::cli {
namespace {

// Text for roff: a backslash and a leading dot or quote mean themselves.
std::string roff(std::string_view text) {
  std::string result;
  for (char c : text) {
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      result += c;
    }
  }
  if (result.starts_with('.') || result.starts_with('\'')) result.insert(0, "\\&");
  return result;
}

std::string synopsis(const Command& command) {
  std::string text = command.name;
  for (const Argument& argument : command.arguments)
    if (argument.flags[0] != '-')
      text += argument.required ? fmt::format(" {}", argument.flags) : fmt::format(" [{}]", argument.flags);
  return text;
}

// The options every command has, beside its own.
constexpr std::string_view kCommonOptions = "--format --output --color --quiet --help";

std::string long_options(const Command& command) {
  std::string text(kCommonOptions);
  for (const Argument& argument : command.arguments) {
    std::string_view flags = argument.flags;
    if (size_t at = flags.find("--"); at != std::string_view::npos)
      text += fmt::format(" {}", flags.substr(at));
  }
  return text;
}

std::string command_section(const Command& command) {
  std::string text = fmt::format(".SS {}\n{}.\n", roff(synopsis(command)), roff(command.summary));
  for (const Argument& argument : command.arguments) {
    std::string help(argument.help);
    for (char& c : help) c = c == '\n' ? ' ' : c;
    text += fmt::format(".TP\n.B {} {}\n{}\n", roff(argument.flags), roff(argument.value), roff(help));
  }
  text += fmt::format(".TP\n.B \\-f, \\-\\-format NAME\n{}\n",
                      roff(fmt::format("{}", fmt::join(command.formats, ", "))));
  text += ".PP\n.nf\n";
  for (std::string_view line : split(command.examples, '\n')) text += fmt::format("    {}\n", roff(line));
  text += ".fi\n";
  if (command.exit_codes != nullptr) text += fmt::format(".PP\nExit status: {}.\n", roff(command.exit_codes));
  return text;
}

}  // namespace

std::string manual_page() {
  std::string text =
      ".TH ARNSCOPE 1\n.SH NAME\narnscope \\- who can do what to what in AWS, and why, offline\n"
      ".SH SYNOPSIS\n.B arnscope\nCOMMAND [options] [arguments]\n.SH COMMANDS\n";
  for (const Command& command : commands()) text += command_section(command);
  text +=
      ".SH COMMON OPTIONS\n.TP\n.B \\-o, \\-\\-output FILE\nwrite to this file instead of standard output\n"
      ".TP\n.B \\-\\-color WHEN\nauto, always or never; NO_COLOR is obeyed\n"
      ".TP\n.B \\-q, \\-\\-quiet\nnothing on standard error but errors\n"
      ".SH EXIT STATUS\n0 allowed, nothing found, done; 1 denied, conditional, something found; 2 could not "
      "run.\n";
  return text;
}

std::string bash_completion() {
  std::string names;
  std::string cases;
  for (const Command& command : commands()) {
    names += fmt::format("{}{}", names.empty() ? "" : " ", command.name);
    cases += fmt::format("    {}) options=\"{}\"; formats=\"{}\" ;;\n", command.name, long_options(command),
                         fmt::join(command.formats, " "));
  }
  return fmt::format(
      "_arnscope() {{\n"
      "  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} options formats\n"
      "  if ((COMP_CWORD == 1)); then\n"
      "    COMPREPLY=($(compgen -W \"{} --help --version\" -- \"$word\"))\n"
      "    return\n"
      "  fi\n"
      "  case ${{COMP_WORDS[1]}} in\n{}  esac\n"
      "  case $before in\n"
      "    -f|--format) COMPREPLY=($(compgen -W \"$formats\" -- \"$word\")) ;;\n"
      "    --color) COMPREPLY=($(compgen -W \"auto always never\" -- \"$word\")) ;;\n"
      "    *) if [[ $word == -* ]]; then COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
      "       else COMPREPLY=($(compgen -f -- \"$word\")); fi ;;\n"
      "  esac\n"
      "}}\n"
      "complete -o filenames -F _arnscope arnscope\n",
      names, cases);
}

}  // namespace arnscope::cli
