// The main of a fuzz target where libFuzzer is not linked: runs the target on every file of the given folders
// and files, and on a few degenerate inputs of its own. A target fails by ending the program; the last line
// before that names the input.
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

void run(const std::string& name, const std::string& input) {
  fmt::print("{}\n", name);
  std::fflush(stdout);
  // A copy of exactly this size, so that the address sanitizer sees a read past its end.
  const std::vector<uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

size_t run_builtin() {
  const std::string inputs[] = {
      "",
      std::string(1, '\0'),
      "\n",
      "\xEF\xBB\xBF",
      "\xFF\xFE\x80",
      std::string(256, '\xFF'),
      std::string(4096, '*'),
      std::string(4096, '?'),
      std::string(4096, ':'),
      std::string(4096, '['),
      std::string(4096, '"'),
      std::string(4096, '\\'),
      std::string(65536, 'a'),
  };
  size_t number = 0;
  for (const std::string& input : inputs) run(fmt::format("built-in {}", number++), input);
  return number;
}

int run_files(int count, char** arguments) {
  namespace fs = std::filesystem;
  size_t files = 0;
  for (int i = 1; i < count; ++i) {
    std::vector<std::string> paths;
    if (fs::is_directory(arguments[i])) {
      for (const auto& entry : fs::recursive_directory_iterator(arguments[i]))
        if (entry.is_regular_file()) paths.push_back(entry.path().string());
      if (paths.empty()) {
        fmt::print(stderr, "{}: holds no file\n", arguments[i]);
        return 1;
      }
    } else {
      paths.emplace_back(arguments[i]);
    }
    std::sort(paths.begin(), paths.end());
    for (const std::string& path : paths) {
      std::ifstream file(path, std::ios::binary);
      if (!file) {
        fmt::print(stderr, "{}: cannot read\n", path);
        return 1;
      }
      std::ostringstream content;
      content << file.rdbuf();
      run(path, content.str());
      ++files;
    }
  }
  if (files == 0) {
    fmt::print(stderr, "usage: {} FOLDER|FILE...\n", arguments[0]);
    return 1;
  }
  const size_t builtin = run_builtin();
  fmt::print("ran {} files and {} built-in inputs\n", files, builtin);
  return 0;
}

}  // namespace

int main(int count, char** arguments) { return run_files(count, arguments); }
