// What lint says of policies, from lint/*.cases: for each code policies that raise it, with the places
// marked, and policies that do not.
//
//   CODE TYPE                         the code, and the type of the policies unless a line says another
//   raises [TYPE] POLICY              the code is raised at exactly the places between « and »
//   says MESSAGE                      of the line above: the message of the first place
//   fixed POLICY                      of the line above: what is left when the fixes of this code are applied
//   passes [TYPE] POLICY              the code is not raised
//
// POLICY is a document, or the members of a statement, `"Effect": "Allow"` where it says none, of a policy of
// Version 2012-10-17; `[[9*a]]` in it is `aaaaaaaaa`. TYPE is what linted_as() takes. Lines that begin with
// `#` are comments.
#include "engine/lint/lint.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

namespace arnscope {
namespace {

constexpr std::string_view kOpen = "«", kClose = "»";

struct Case {
  std::string where;  // file:line
  std::string code, type, policy, says, fixed;
  bool raises = false;
};

std::string repeated(std::string text) {
  for (size_t at; (at = text.find("[[")) != std::string::npos;) {
    const size_t star = text.find('*', at), end = text.find("]]", at);
    const std::string piece = text.substr(star + 1, end - star - 1);
    std::string pieces;
    for (int left = std::stoi(text.substr(at + 2)); left > 0; --left) pieces += piece;
    text.replace(at, end + 2 - at, pieces);
  }
  return text;
}

std::string whole_policy(std::string text) {
  text = repeated(std::move(text));
  if (text.starts_with('{') || text.starts_with('[') || text.starts_with("«{")) {
    const bool is_document = text.find("\"Statement") != std::string::npos;
    if (!text.starts_with("«{") || is_document) return text;
    return fmt::format(R"({{"Version": "2012-10-17", "Statement": [{}]}})", text);
  }
  const std::string effect = text.find("\"Effect\"") == std::string::npos ? R"("Effect": "Allow", )" : "";
  return fmt::format(R"({{"Version": "2012-10-17", "Statement": [{{{}{}}}]}})", effect, text);
}

class CaseReader {
 public:
  explicit CaseReader(const std::filesystem::path& path) : path_(path) {}

  std::vector<Case> read() {
    std::ifstream file(path_);
    int number = 0;
    for (std::string line; std::getline(file, line);) {
      ++number;
      if (!line.empty() && line[0] != '#') add(line, fmt::format("{}:{}", path_.filename().string(), number));
    }
    return std::move(cases_);
  }

 private:
  void add(const std::string& line, const std::string& where) {
    const size_t space = line.find(' ');
    const std::string word = line.substr(0, space);
    std::string rest = line.substr(space + 1);
    if (word == "says") {
      cases_.back().says = rest;
    } else if (word == "fixed") {
      cases_.back().fixed = whole_policy(rest);
    } else if (word == "raises" || word == "passes") {
      std::string type = type_;
      const std::string first = rest.substr(0, rest.find(' '));
      if (linted_as(first)) type = first, rest.erase(0, first.size() + 1);
      cases_.push_back({where, code_, type, whole_policy(rest), "", "", word == "raises"});
    } else {
      code_ = word, type_ = rest;
      EXPECT_NE(find_check(code_), nullptr) << where << ": no such code";
      EXPECT_TRUE(linted_as(type_)) << where << ": no such type";
    }
  }

  std::filesystem::path path_;
  std::string code_, type_;
  std::vector<Case> cases_;
};

std::vector<Case> all_cases() {
  std::vector<std::filesystem::path> files;
  for (const auto& each : std::filesystem::directory_iterator(ARNSCOPE_SOURCE_DIR "/tests/conformance/lint"))
    if (each.path().extension() == ".cases") files.push_back(each.path());
  std::sort(files.begin(), files.end());
  std::vector<Case> cases;
  for (const auto& file : files)
    for (Case& each : CaseReader(file).read()) cases.push_back(std::move(each));
  return cases;
}

// Takes the marks out of the text; returns where they stood.
std::vector<Span> take_marks(std::string& text) {
  std::vector<Span> spans;
  for (size_t at; (at = text.find(kOpen)) != std::string::npos;) {
    text.erase(at, kOpen.size());
    const size_t end = text.find(kClose, at);
    text.erase(end, kClose.size());
    spans.push_back({static_cast<uint32_t>(at), static_cast<uint32_t>(end)});
  }
  return spans;
}

std::string show(const std::vector<Span>& spans, const std::string& text) {
  std::string out;
  for (Span each : spans)
    out += fmt::format(" {}-{} {}", each.begin, each.end, text.substr(each.begin, each.end - each.begin));
  return out;
}

std::string applied(std::string text, std::vector<Edit> edits) {
  std::sort(edits.begin(), edits.end(),
            [](const Edit& a, const Edit& b) { return a.span.begin > b.span.begin; });
  for (const Edit& each : edits) text.replace(each.span.begin, each.span.end - each.span.begin, each.text);
  return text;
}

TEST(Lint, SaysWhatItShouldAndWhere) {
  for (const Case& each : all_cases()) {
    std::string text = each.policy;
    const std::vector<Span> wanted = take_marks(text);
    const auto source = Source::from_text("case.json", text);
    const LintResult result = lint_source(source, {.type = linted_as(each.type)});
    std::vector<Span> found;
    std::string first, codes;
    std::vector<Edit> edits;
    for (const LintFinding& finding : result.findings) {
      codes += fmt::format("\n  {}: {}", finding.finding.code, finding.finding.message);
      if (finding.finding.code != each.code) continue;
      if (found.empty()) first = finding.finding.message;
      const Place& place = finding.finding.place;
      found.push_back(place.source ? place.source->to_outermost(place.span) : Span{});
      edits.insert(edits.end(), finding.fix.begin(), finding.fix.end());
    }
    const std::string what = fmt::format("{} {} {}\nfound:{}", each.where, each.code, text, codes);
    if (!each.raises) {
      EXPECT_EQ(show(found, text), "") << what;
      continue;
    }
    EXPECT_FALSE(wanted.empty()) << what << ": no place is marked";
    EXPECT_EQ(show(found, text), show(wanted, text)) << what;
    if (!each.says.empty()) {
      EXPECT_EQ(first, each.says) << what;
    }
    if (!each.fixed.empty()) {
      EXPECT_EQ(applied(text, edits), each.fixed) << what;
    }
  }
}

// So that no check is without a policy that raises it and one that it must leave alone.
TEST(Lint, EveryCodeHasBothCases) {
  std::set<std::string> raised, passed;
  for (const Case& each : all_cases()) (each.raises ? raised : passed).insert(each.code);
  for (const Check& row : checks()) {
    EXPECT_TRUE(raised.contains(std::string(row.code))) << row.code << " is raised by no case";
    EXPECT_TRUE(passed.contains(std::string(row.code))) << row.code << " is left out by no case";
  }
}

TEST(Lint, TheTableIsWhole) {
  std::string_view last;
  for (const Check& row : checks()) {
    EXPECT_LT(last, row.code);
    EXPECT_NE(row.types, 0) << row.code;
    EXPECT_FALSE(row.title.empty() || row.title.back() == '.') << row.code;
    EXPECT_TRUE(row.help.ends_with('.')) << row.code;
    last = row.code;
  }
}

}  // namespace
}  // namespace arnscope
