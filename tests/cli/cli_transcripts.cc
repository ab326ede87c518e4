// cli_transcripts [--update] ROOT BINARIES PATH...
// Runs transcripts (see transcript.h): files, Markdown files, or folders of *.transcript. Commands run in the
// folder ROOT with the folder BINARIES before PATH. Exit code 0: all hold (or, with --update, now do).
#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/cli/transcript.h"

namespace {

namespace transcript = arnscope::transcript;

int run(std::vector<std::string> arguments) {
  auto mode = transcript::Mode::kCheck;
  if (!arguments.empty() && arguments[0] == "--update") {
    mode = transcript::Mode::kUpdate;
    arguments.erase(arguments.begin());
  }
  if (arguments.size() < 3) {
    fmt::print(stderr, "usage: cli_transcripts [--update] ROOT BINARIES PATH...\n");
    return 2;
  }
  const transcript::Setting setting{arguments[0], arguments[1]};
  std::vector<std::string> paths;
  for (size_t i = 2; i < arguments.size(); ++i) {
    if (arguments[i].ends_with(".transcript") || arguments[i].ends_with(".md")) {
      paths.push_back(arguments[i]);
      continue;
    }
    const std::vector<std::string> found = transcript::transcripts_in(arguments[i]);
    if (found.empty()) {
      fmt::print(stderr, "{}: holds no *.transcript\n", arguments[i]);
      return 1;
    }
    paths.insert(paths.end(), found.begin(), found.end());
  }
  size_t faults = 0;
  for (const std::string& path : paths)
    for (const std::string& fault : transcript::run_transcript(path, setting, mode)) {
      fmt::print("{}\n", fault);
      ++faults;
    }
  fmt::print("{} transcripts, {} faults\n", paths.size(), faults);
  return faults == 0 ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) { return run({arguments + 1, arguments + count}); }
