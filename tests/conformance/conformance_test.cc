// Every case under cases/ is a test of its own, named after its file and its place in it. Unreadable files,
// unknown fields, cases without a source or an expectation, names that repeat and empty folders fail.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <ostream>
#include <set>

#include "engine/document/json_reader.h"
#include "engine/evaluate/scenario.h"

namespace arnscope {
namespace {

namespace fs = std::filesystem;

struct Case {
  std::string id;  // operators/string/3
  std::shared_ptr<const Document> document;
  uint32_t value = 0;
  std::string broken;  // why the file could not be read
};

void PrintTo(const Case& test, std::ostream* out) { *out << test.id; }

std::string test_name(std::string id) {
  for (char& c : id)
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  return id;
}

// The one case that this process was started for: ctest starts one for each, and reading all files for it
// would take longer than the case.
std::string& only_case() {
  static std::string name;
  return name;
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  const fs::path root = fs::path(ARNSCOPE_SOURCE_DIR) / "tests/conformance/cases";
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(root))
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    std::string stem = fs::relative(file, root).replace_extension().string();
    if (!only_case().empty() && !only_case().starts_with(test_name(stem))) continue;
    auto source = Source::read(file.string());
    auto document = source ? read_json(*source) : Result<std::shared_ptr<const Document>>(source.error());
    if (!document || !(*document)->root().is_array() || (*document)->root().size() == 0) {
      cases.push_back({stem, nullptr, 0, document ? "not a list of cases" : format_error(document.error())});
      continue;
    }
    size_t number = 0;
    for (Value value : (*document)->root().elements())
      cases.push_back({fmt::format("{}/{}", stem, number++), *document, value.index(), ""});
  }
  return cases;
}

class Conformance : public testing::TestWithParam<Case> {};

TEST_P(Conformance, Holds) {
  const Case& test = GetParam();
  ASSERT_TRUE(test.broken.empty()) << test.broken;
  Value value(test.document.get(), test.value);
  auto scenario = ScenarioReader().read(value);
  ASSERT_TRUE(scenario) << format_error(scenario.error());
  ASSERT_FALSE(scenario->source.empty()) << scenario->name << ": no source";
  ASSERT_TRUE(scenario->expect) << scenario->name << ": no expectation";
  const Request request = scenario->request();
  const ResourceDecision decision = explain_resources(request, *scenario->policies);
  for (const std::string& difference : differences(*scenario->expect, decision)) {
    ADD_FAILURE() << format_place(value.place()) << ": " << scenario->name << "\n  " << difference
                  << "\n  source: " << scenario->source;
  }
  // The verdict alone comes by another way through the same rules: it may only be less sharp.
  const Verdict verdict = decide(request, *scenario->policies);
  const bool denies = verdict == Verdict::kImplicitDeny && decision.verdict == Verdict::kExplicitDeny;
  if (verdict != Verdict::kConditional && !denies && !decision.extent) {
    EXPECT_EQ(verdict_name(verdict), verdict_name(decision.verdict)) << scenario->name;
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, Conformance, testing::ValuesIn(all_cases()),
                         [](const auto& info) { return test_name(info.param.id); });

TEST(ConformanceFiles, NamesAreUniqueAndThereAreEnough) {
  std::set<std::string> names;
  size_t count = 0;
  for (const Case& test : all_cases()) {
    if (!test.document) continue;
    ++count;
    auto name = Value(test.document.get(), test.value).find("name");
    ASSERT_TRUE(name) << test.id;
    EXPECT_TRUE(names.insert(std::string(name->text())).second) << "twice: " << name->text();
  }
  EXPECT_GE(count, 1000u);
}

TEST(ConformanceFiles, EveryFolderHasCases) {
  for (const auto& entry : fs::directory_iterator(fs::path(ARNSCOPE_SOURCE_DIR) / "tests/conformance/cases"))
    EXPECT_TRUE(entry.is_directory() && !fs::is_empty(entry.path())) << entry.path();
}

}  // namespace
}  // namespace arnscope

int main(int argc, char** argv) {
  constexpr std::string_view kOne = "--gtest_filter=Cases/Conformance.Holds/";
  for (int i = 1; i < argc; ++i)
    if (std::string_view argument = argv[i];
        argument.starts_with(kOne) && argument.find_first_of("*?:-") == std::string_view::npos)
      arnscope::only_case() = argument.substr(kOne.size());
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
