// The folders stand on floors: a file includes only from its own folder or from a lower floor, and some
// outside libraries live in one folder alone. This program reads every #include of engine/ and cli/ and says
// where one of these rules is broken.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace arnscope {
namespace {

struct Floor {
  std::string_view folder;
  int level;
};

constexpr Floor kFloors[] = {
    {"engine/base/", 0},     {"engine/document/", 1},
    {"engine/policy/", 2},   {"engine/report/", 2},
    {"engine/catalog/", 3},  {"engine/template/", 3},
    {"engine/evaluate/", 4}, {"engine/model/", 4},
    {"engine/snapshot/", 5}, {"engine/graph/", 6},
    {"engine/checks/", 7},   {"engine/events/", 7},
    {"engine/lint/", 8},     {"cli/", 9},  // nobody includes it
};

// An outside library and the only place that may include it: files whose path begins with `folder` and ends
// with `ending`.
struct Home {
  std::string_view include;
  std::string_view folder;
  std::string_view ending;
};

constexpr Home kHomes[] = {
    {"boost/", "engine/graph/", ".cc"},
    {"simdjson", "engine/document/", ""},
    {"yaml-cpp/", "engine/document/", ".cc"},
    {"sqlite3.h", "engine/report/", ".cc"},
    {"CLI/", "cli/", ""},
};

struct Text {
  std::string path;  // from the root
  std::string content;
};

const Floor* floor_of(std::string_view path) {
  for (const Floor& floor : kFloors)
    if (path.starts_with(floor.folder)) return &floor;
  return nullptr;
}

// The rule that `path` breaks by including `name`; "" where it breaks none.
std::string broken_rule(std::string_view path, std::string_view name, bool quoted) {
  const Floor* own = floor_of(path);
  if (own == nullptr) return "its folder has no floor: give it a row in kFloors";
  for (const Home& home : kHomes)
    if (name.starts_with(home.include) && !(path.starts_with(home.folder) && path.ends_with(home.ending)))
      return fmt::format("only {}*{} includes this library", home.folder, home.ending);
  if (!quoted && floor_of(name) == nullptr) return "";
  const Floor* other = floor_of(name);
  if (other == nullptr) return "our own files are included from the root: \"engine/...\" or \"cli/...\"";
  if (other->folder == own->folder || other->level < own->level) return "";
  return fmt::format("{} (floor {}) includes its own folder and lower floors only, and {} is on floor {}",
                     own->folder, own->level, other->folder, other->level);
}

// The name between quotes or angle brackets of an #include line, brackets kept; "" of any other line.
std::string_view included(std::string_view line) {
  const auto skip_blanks = [&line] {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  };
  skip_blanks();
  if (!line.starts_with('#')) return "";
  line.remove_prefix(1);
  skip_blanks();
  if (!line.starts_with("include")) return "";
  line.remove_prefix(7);
  skip_blanks();
  if (!line.starts_with('"') && !line.starts_with('<')) return "";
  const size_t end = line.find(line.front() == '"' ? '"' : '>', 1);
  return end == std::string_view::npos ? "" : line.substr(0, end);
}

// "path:line: #include ...: rule", a line for each offence.
std::vector<std::string> offences(const Text& text) {
  std::vector<std::string> found;
  std::istringstream lines(text.content);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const std::string_view name = included(line);
    if (name.empty()) continue;
    const std::string rule = broken_rule(text.path, name.substr(1), name.front() == '"');
    if (!rule.empty()) found.push_back(fmt::format("{}:{}: `{}`: {}", text.path, number, line, rule));
  }
  return found;
}

std::vector<Text> read_sources() {
  const std::filesystem::path root = ARNSCOPE_SOURCE_DIR;
  std::vector<Text> texts;
  for (const char* top : {"engine", "cli"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / top)) {
      const std::string ending = entry.path().extension().string();
      if (ending != ".h" && ending != ".cc" && ending != ".inc") continue;
      std::ostringstream content;
      content << std::ifstream(entry.path(), std::ios::binary).rdbuf();
      texts.push_back({entry.path().lexically_relative(root).generic_string(), content.str()});
    }
  return texts;
}

TEST(Floors, EverySourceKeepsThem) {
  const std::vector<Text> texts = read_sources();
  ASSERT_FALSE(texts.empty()) << "no source found under " ARNSCOPE_SOURCE_DIR;
  size_t includes = 0;
  for (const Text& text : texts) {
    for (const std::string& offence : offences(text)) ADD_FAILURE() << offence;
    includes += text.content.find("#include \"engine/") != std::string::npos;
  }
  EXPECT_GT(includes, 0U) << "no file includes another: this test reads them wrongly";
}

TEST(Floors, OffencesAreCaught) {
  struct Row {
    const char* path;
    const char* line;
    const char* offence;  // "" where the line is good
  };
  const Row rows[] = {
      {"engine/policy/arn.cc", "#include \"engine/policy/arn.h\"", ""},
      {"engine/policy/arn.cc", "#include \"engine/base/text.h\"", ""},
      {"cli/main.cc", "#include \"engine/graph/graph.h\"", ""},
      {"cli/main.cc", "#include <CLI/CLI.hpp>", ""},
      {"engine/base/text.cc", "#include <string>", ""},
      {"engine/graph/query.cc", "#include <boost/graph/dijkstra_shortest_paths.hpp>", ""},
      {"engine/base/text.cc", "// #include \"engine/graph/graph.h\"", ""},
      {"engine/base/text.cc", "#include \"engine/policy/arn.h\"",
       "engine/base/text.cc:1: `#include \"engine/policy/arn.h\"`: engine/base/ (floor 0) includes its own "
       "folder and "
       "lower floors only, and engine/policy/ is on floor 2"},
      {"engine/report/text.cc", " #  include\t<engine/policy/arn.h>",
       "engine/report/text.cc:1: ` #  include\t<engine/policy/arn.h>`: engine/report/ (floor 2) includes its "
       "own "
       "folder and lower floors only, and engine/policy/ is on floor 2"},
      {"engine/graph/graph.cc", "#include \"cli/input.h\"",
       "engine/graph/graph.cc:1: `#include \"cli/input.h\"`: engine/graph/ (floor 6) includes its own folder "
       "and lower "
       "floors only, and cli/ is on floor 9"},
      {"engine/graph/graph.h", "#include <boost/graph/adjacency_list.hpp>",
       "engine/graph/graph.h:1: `#include <boost/graph/adjacency_list.hpp>`: only engine/graph/*.cc includes "
       "this "
       "library"},
      {"engine/snapshot/load.cc", "#include <simdjson.h>",
       "engine/snapshot/load.cc:1: `#include <simdjson.h>`: only engine/document/* includes this library"},
      {"engine/report/text.cc", "#include <CLI/CLI.hpp>",
       "engine/report/text.cc:1: `#include <CLI/CLI.hpp>`: only cli/* includes this library"},
      {"engine/policy/arn.cc", "#include \"arn.h\"",
       "engine/policy/arn.cc:1: `#include \"arn.h\"`: our own files are included from the root: "
       "\"engine/...\" or "
       "\"cli/...\""},
      {"engine/policy/arn.cc", "#include \"engine/attic/arn.h\"",
       "engine/policy/arn.cc:1: `#include \"engine/attic/arn.h\"`: our own files are included from the root: "
       "\"engine/...\" or \"cli/...\""},
      {"engine/attic/arn.cc", "#include <string>",
       "engine/attic/arn.cc:1: `#include <string>`: its folder has no floor: give it a row in kFloors"},
  };
  for (const Row& row : rows) {
    const std::vector<std::string> expected =
        *row.offence == '\0' ? std::vector<std::string>{} : std::vector<std::string>{row.offence};
    EXPECT_EQ(offences({row.path, row.line}), expected) << row.path << " with " << row.line;
  }
}

TEST(Floors, AnOffenceNamesItsLine) {
  const Text text{"engine/base/text.cc", "#include <string>\n\n#include \"cli/input.h\"\nint x;\n"};
  ASSERT_EQ(offences(text).size(), 1U);
  EXPECT_TRUE(offences(text).front().starts_with("engine/base/text.cc:3: ")) << offences(text).front();
}

}  // namespace
}  // namespace arnscope
