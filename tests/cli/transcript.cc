#include "tests/cli/transcript.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace arnscope::transcript {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAnyLines = "...";
constexpr std::string_view kNoLineEnd = "[no line end]";

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// The N of "[exit N]".
std::optional<int> exit_line(std::string_view line) {
  if (!line.starts_with("[exit ") || !line.ends_with("]")) return std::nullopt;
  const std::string_view number = line.substr(6, line.size() - 7);
  if (number.empty() || number.size() > 3) return std::nullopt;
  int value = 0;
  for (const char c : number) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::string escape(const std::string& line) {
  const bool special = line.starts_with("$ ") || line.starts_with("!") || line.starts_with("\\") ||
                       line.starts_with("```") || line == kAnyLines || line == kNoLineEnd || exit_line(line);
  return special ? "\\" + line : line;
}

void append_prefixed(std::string& text, std::string_view prefix, const std::vector<std::string>& lines,
                     size_t first, size_t last) {
  for (size_t i = first; i < last; ++i) text += fmt::format("  {}{}\n", prefix, lines[i]);
}

// Both lists with what they share at their ends left out, but for two lines.
std::string difference(const std::vector<std::string>& expected, const std::vector<std::string>& actual) {
  const size_t shorter = std::min(expected.size(), actual.size());
  size_t head = 0;
  while (head < shorter && expected[head] == actual[head]) ++head;
  size_t tail = 0;
  while (tail < shorter - head && expected[expected.size() - 1 - tail] == actual[actual.size() - 1 - tail])
    ++tail;
  std::string text;
  append_prefixed(text, " ", expected, head - std::min<size_t>(head, 2), head);
  append_prefixed(text, "-", expected, head, expected.size() - tail);
  append_prefixed(text, "+", actual, head, actual.size() - tail);
  append_prefixed(text, " ", expected, expected.size() - tail,
                  expected.size() - tail + std::min<size_t>(tail, 2));
  return text;
}

// What does not hold of one step; "" where all does.
std::string compare(const Step& step, const Output& output) {
  std::string text;
  const bool exit_holds = step.exit_code ? *step.exit_code == output.exit_code : output.exit_code <= 1;
  if (!exit_holds)
    text += fmt::format("  exit code {}, expected {}\n", output.exit_code,
                        step.exit_code ? std::to_string(*step.exit_code) : "0 or 1");
  if (!matches(step.out, output.out))
    text += "  stdout, expected (-) and printed (+):\n" + difference(step.out, output.out);
  if (!step.err.empty() && !matches(step.err, output.err))
    text += "  stderr, expected (-) and printed (+):\n" + difference(step.err, output.err);
  if (!text.empty() && step.err.empty() && !output.err.empty()) {
    text += "  stderr:\n";
    append_prefixed(text, " ", output.err, 0, output.err.size());
  }
  return text;
}

// Runs in the child; does not return.
[[noreturn]] void become(const std::string& command, const std::string& root, const std::string& out,
                         const std::string& err) {
  const auto redirect = [](const char* path, int flags, int to) {
    const int file = open(path, flags | O_CLOEXEC, 0600);
    return file >= 0 && dup2(file, to) >= 0;
  };
  constexpr int kWrite = O_WRONLY | O_CREAT | O_TRUNC;
  if (redirect("/dev/null", O_RDONLY, 0) && redirect(out.c_str(), kWrite, 1) &&
      redirect(err.c_str(), kWrite, 2) && chdir(root.c_str()) == 0)
    execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
  _exit(127);
}

// Results are files, not pipes, so that neither stream can block the other.
Output run_command(const std::string& command, const std::string& root, const std::string& scratch) {
  const std::string out = scratch + ".stdout";
  const std::string err = scratch + ".stderr";
  Output output;
  const pid_t child = fork();
  if (child == 0) become(command, root, out, err);
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) {
    output.exit_code = 127;
    output.err = {fmt::format("cannot start: {}", std::strerror(errno))};
    return output;
  }
  output.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  output.out = output_lines(read_file(out));
  output.err = output_lines(read_file(err));
  fs::remove(out);
  fs::remove(err);
  return output;
}

// The same surroundings on every machine: the terminal, the locale and the clock's zone change nothing.
void set_surroundings(const Setting& setting, const std::string& scratch) {
  const char* path = std::getenv("PATH");
  setenv("PATH", fmt::format("{}:{}", setting.binaries, path == nullptr ? "/usr/bin:/bin" : path).c_str(), 1);
  setenv("SCRATCH", scratch.c_str(), 1);
  setenv("LC_ALL", "C.UTF-8", 1);
  setenv("TZ", "UTC", 1);
  setenv("TERM", "dumb", 1);
  for (const char* name : {"NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "COLUMNS"})
    unsetenv(name);
}

// The blocks of a Markdown file that are transcripts, as half-open ranges of lines.
std::vector<std::pair<size_t, size_t>> console_blocks(const std::vector<std::string>& lines) {
  std::vector<std::pair<size_t, size_t>> blocks;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (lines[i] != "```console") continue;
    const size_t first = i + 1;
    while (i + 1 < lines.size() && lines[i + 1] != "```") ++i;
    if (first <= i && lines[first].starts_with("$ arnscope")) blocks.emplace_back(first, i + 1);
  }
  return blocks;
}

// The lines that stand after a command, as kUpdate writes them.
std::vector<std::string> written(const Step& step, const Output& output, bool with_exit) {
  std::vector<std::string> lines = matches(step.out, output.out) ? step.out : output.out;
  const bool with_err = !step.err.empty() || output.exit_code > 1;
  const std::vector<std::string>& err =
      !step.err.empty() && matches(step.err, output.err) ? step.err : output.err;
  if (with_err)
    for (const std::string& line : err) lines.push_back(line.empty() ? "!" : "! " + line);
  if (with_exit) lines.push_back(fmt::format("[exit {}]", output.exit_code));
  return lines;
}

}  // namespace

std::vector<Step> parse_steps(const std::vector<std::string>& lines, size_t first, size_t last,
                              std::vector<size_t>& stray) {
  std::vector<Step> steps;
  bool inside = false;
  const auto close = [&] {
    if (!inside) return;
    inside = false;
    std::vector<std::string>& out = steps.back().out;
    if (steps.back().exit_code) return;
    while (!out.empty() && out.back().empty() && steps.back().last > steps.back().first &&
           lines[steps.back().last - 1].empty()) {
      out.pop_back();
      --steps.back().last;
    }
  };
  for (size_t i = first; i < last; ++i) {
    const std::string& line = lines[i];
    if (line.starts_with("$ ")) {
      close();
      Step step;
      step.line = i + 1;
      step.command = line.substr(2);
      while (step.command.ends_with("\\") && i + 1 < last) step.command += "\n" + lines[++i];
      step.first = step.last = i + 1;
      steps.push_back(step);
      inside = true;
    } else if (!inside) {
      if (!line.empty() && !line.starts_with("#")) stray.push_back(i + 1);
    } else {
      Step& step = steps.back();
      step.last = i + 1;
      if ((step.exit_code = exit_line(line)))
        close();
      else if (line.starts_with("! "))
        step.err.push_back(line.substr(2));
      else if (line == "!")
        step.err.emplace_back();
      else
        step.out.push_back(line);
    }
  }
  close();
  return steps;
}

bool matches(const std::vector<std::string>& expected, const std::vector<std::string>& actual) {
  size_t e = 0;
  size_t a = 0;
  size_t any = std::string::npos;  // the last `...` seen, and the line up to which it reaches
  size_t reach = 0;
  while (a < actual.size()) {
    if (e < expected.size() && expected[e] == kAnyLines) {
      any = e++;
      reach = a;
    } else if (e < expected.size() && expected[e] == actual[a]) {
      ++e;
      ++a;
    } else if (any != std::string::npos) {
      e = any + 1;
      a = ++reach;
    } else {
      return false;
    }
  }
  while (e < expected.size() && expected[e] == kAnyLines) ++e;
  return e == expected.size();
}

std::vector<std::string> output_lines(std::string_view text) {
  std::vector<std::string> lines = split_lines(text);
  for (std::string& line : lines) line = escape(line);
  if (!text.empty() && text.back() != '\n') lines.emplace_back(kNoLineEnd);
  return lines;
}

std::vector<std::string> run_transcript(const std::string& path, const Setting& setting, Mode mode) {
  if (!fs::is_regular_file(path)) return {fmt::format("{}: no such file", path)};
  const bool markdown = path.ends_with(".md");
  const std::vector<std::string> lines = split_lines(read_file(path));
  std::vector<std::string> faults;
  std::vector<size_t> stray;
  std::vector<Step> steps;
  if (markdown) {
    for (const auto& [first, last] : console_blocks(lines))
      for (Step& step : parse_steps(lines, first, last, stray)) steps.push_back(std::move(step));
    if (steps.empty()) return {fmt::format("{}: no ```console block begins with `$ arnscope`", path)};
  } else {
    steps = parse_steps(lines, 0, lines.size(), stray);
    if (steps.empty()) return {fmt::format("{}: no command in it", path)};
  }
  for (const size_t line : stray) faults.push_back(fmt::format("{}:{}: belongs to no command", path, line));

  std::string scratch = (fs::temp_directory_path() / "arnscope-transcript-XXXXXX").string();
  if (mkdtemp(scratch.data()) == nullptr) return {fmt::format("cannot make a folder {}", scratch)};
  set_surroundings(setting, scratch);
  std::string rewritten;
  size_t copied = 0;
  const auto copy_until = [&](size_t line) {
    for (; copied < line; ++copied) rewritten += lines[copied] + "\n";
  };
  for (const Step& step : steps) {
    const Output output = run_command(step.command, setting.root, scratch);
    std::string fault = compare(step, output);
    if (!markdown && !step.exit_code) fault += "  no `[exit N]` line after it\n";
    if (fault.empty()) continue;
    if (mode == Mode::kCheck)
      faults.push_back(fmt::format("{}:{}: {}\n{}", path, step.line, step.command, fault));
    copy_until(step.first);
    for (const std::string& line : written(step, output, !markdown || step.exit_code))
      rewritten += line + "\n";
    copied = step.last;
  }
  copy_until(lines.size());
  fs::remove_all(scratch);
  if (mode == Mode::kUpdate && !(std::ofstream(path, std::ios::binary) << rewritten))
    faults.push_back(fmt::format("{}: cannot write", path));
  return faults;
}

std::vector<std::string> transcripts_in(const std::string& folder) {
  std::vector<std::string> paths;
  if (fs::is_directory(folder))
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().extension() == ".transcript") paths.push_back(entry.path().string());
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace arnscope::transcript
