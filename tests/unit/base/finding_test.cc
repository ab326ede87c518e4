#include "engine/base/finding.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/base/result.h"

namespace arnscope {
namespace {

using std::string_literals::operator""s;

Finding finding(std::shared_ptr<const Source> source, Span span, std::string message = "wrong") {
  return {Severity::kWarning, "CODE", std::move(message), {std::move(source), span}, ""};
}

TEST(Finding, Severities) {
  EXPECT_EQ(severity_name(Severity::kError), "error");
  EXPECT_EQ(severity_name(Severity::kSecurityWarning), "security warning");
  EXPECT_EQ(severity_name(Severity::kWarning), "warning");
  EXPECT_EQ(severity_name(Severity::kSuggestion), "suggestion");
  EXPECT_EQ(severity_key(Severity::kError), "error");
  EXPECT_EQ(severity_key(Severity::kSecurityWarning), "securityWarning");
  EXPECT_EQ(severity_key(Severity::kWarning), "warning");
  EXPECT_EQ(severity_key(Severity::kSuggestion), "suggestion");
}

TEST(Finding, Places) {
  const auto source = Source::from_text("p.json", "{\n  \"a\": 1\n}\n");
  EXPECT_EQ(format_place({}), "");
  EXPECT_EQ(format_place({Source::from_text("empty.json", ""), {}}), "empty.json");
  EXPECT_EQ(format_place({source, {0, 1}}), "p.json:1:1");
  EXPECT_EQ(format_place({source, {4, 7}}), "p.json:2:3");
  EXPECT_EQ(format_place({source, {13, 13}}), "p.json:4:1");
  EXPECT_EQ(format_place({Source::from_text("a\nb\x1b", "x"), {0, 1}}), "a\\nb\\u001b:1:1");
  const auto inner = Source::embedded(source, {4, 7}, Embedding::kJsonString, "a");
  EXPECT_EQ(format_place({inner, {0, 1}}), "p.json:2:4");
}

TEST(Finding, Formats) {
  const auto source = Source::from_text("p.json", "{\n  \"a\": 1\n}\n");
  EXPECT_EQ(format_finding(finding(source, {4, 7})),
            "p.json:2:3: warning: wrong [CODE]\n"
            "    \"a\": 1\n"
            "    ^\n");
  EXPECT_EQ(format_error({"cannot open `x`: No such file or directory", {}}),
            "error: cannot open `x`: No such file or directory\n");
  EXPECT_EQ(format_error({"the file is empty", {Source::from_text("x", ""), {}}}),
            "x: error: the file is empty\n");
  EXPECT_EQ(format_error({"a \x1b[31m", {source, {13, 13}}}), "p.json:4:1: error: a \\u001b[31m\n");
}

// The line that holds the caret's place, and the caret line, for a caret at a byte of one line of text.
TEST(Finding, CaretStandsUnderItsCharacter) {
  struct Row {
    std::string line;
    uint32_t at;
    std::string shown, caret;
  };
  for (const Row& row : std::initializer_list<Row>{{"abc", 0, "abc", "^"},
                                                   {"abc", 2, "abc", "  ^"},
                                                   {"abc", 3, "abc", "   ^"},
                                                   {"\tabc", 2, " abc", "  ^"},
                                                   {"\x1b[2J!", 4, "\\u001b[2J!", "         ^"},
                                                   {"a\x80!", 2, "a\\x80!", "     ^"},
                                                   {"a\u202e!", 4, "a\\u202e!", "       ^"},
                                                   {"é!", 2, "é!", " ^"},
                                                   {"é!", 1, "é!", "^"},  // inside a character
                                                   {"日本!", 6, "日本!", "    ^"},
                                                   {"e\u0301!", 3, "e\u0301!", " ^"},
                                                   {"a\0b"s, 2, "a\\u0000b", "       ^"},
                                                   {"abc\r", 4, "abc", "   ^"}}) {
    const auto source = Source::from_text("x", row.line + "\nnext");
    EXPECT_EQ(format_finding(finding(source, {row.at, row.at + 1})),
              "x:1:" + std::to_string(row.at + 1) + ": warning: wrong [CODE]\n  " + row.shown + "\n  " +
                  row.caret + "\n");
  }
}

TEST(Finding, LongLinesAreCutAroundTheCaret) {
  std::string digits;
  for (int i = 0; i < 100; ++i) digits += "0123456789";
  struct Row {
    size_t size;
    uint32_t at;
    size_t first, last;  // the part that is shown
    std::string before, after;
  };
  for (const Row& row : std::initializer_list<Row>{{100, 99, 0, 100, "", ""},
                                                   {101, 0, 0, 100, "", "..."},
                                                   {101, 100, 1, 101, "...", ""},
                                                   {1000, 0, 0, 100, "", "..."},
                                                   {1000, 30, 0, 100, "", "..."},
                                                   {1000, 500, 440, 540, "...", "..."},
                                                   {1000, 980, 900, 1000, "...", ""},
                                                   {1000, 1000, 900, 1000, "...", ""}}) {
    const auto source = Source::from_text("x", digits.substr(0, row.size));
    const std::string shown = row.before + digits.substr(row.first, row.last - row.first) + row.after;
    const std::string caret(row.before.size() + row.at - row.first, ' ');
    EXPECT_EQ(
        format_finding(finding(source, {row.at, row.at + 1})),
        "x:1:" + std::to_string(row.at + 1) + ": warning: wrong [CODE]\n  " + shown + "\n  " + caret + "^\n")
        << row.size << " bytes, caret at " << row.at;
  }
  const auto escapes = Source::from_text("x", std::string(1000, '\x01'));  // six columns each: 16 of them fit
  std::string ten;
  for (int i = 0; i < 16; ++i) ten += "\\u0001";
  EXPECT_EQ(format_finding(finding(escapes, {500, 501})),
            "x:1:501: warning: wrong [CODE]\n  ..." + ten + "...\n  " + std::string(3 + 60, ' ') + "^\n");
}

TEST(Finding, EmbeddedTextShowsTheLineThatCarriesIt) {
  const auto outer = Source::from_text("e.json", "[\n  \"%7B%22Efect%22:1%7D\"\n]");
  const auto inner = Source::embedded(outer, {4, 25}, Embedding::kJsonStringPercent, "{\"Efect\":1}");
  EXPECT_EQ(format_finding(finding(inner, {1, 8})),
            "e.json:2:7: warning: wrong [CODE]\n"
            "    \"%7B%22Efect%22:1%7D\"\n"
            "        ^\n");
}

TEST(Finding, SortsByPlaceAndDropsRepetitions) {
  const auto a = Source::from_text("a", "0123456789");
  const auto b = Source::from_text("b", "[\"xyz\"]");
  const auto inner = Source::embedded(b, {1, 6}, Embedding::kJsonString, "xyz");
  std::vector<Finding> findings = {
      finding(b, {4, 5}, "last"),       finding(inner, {1, 2}, "inner"), finding(b, {0, 1}, "first of b"),
      finding(a, {5, 6}, "second"),     finding(a, {5, 6}, "a message"), finding(a, {1, 2}, "first"),
      finding(nullptr, {}, "no place"), finding(a, {5, 6}, "second"),    finding(a, {5, 6}, "second"),
  };
  findings.push_back(finding(a, {5, 6}, "second"));
  findings.back().severity = Severity::kError;
  findings.push_back(finding(a, {5, 6}, "second"));
  findings.back().subject = "role/x";
  sort_findings(findings);
  std::vector<std::string> messages;
  messages.reserve(findings.size());
  for (const Finding& f : findings)
    messages.push_back(f.message + (f.subject.empty() ? "" : " of " + f.subject));
  EXPECT_EQ(messages, (std::vector<std::string>{"no place", "first", "second", "a message", "second",
                                                "second of role/x", "first of b", "inner", "last"}));
}

TEST(Result, HoldsOneOfTwo) {
  Result<std::string> value(std::string("x"));
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(*value + value.value(), "xx");
  EXPECT_EQ(value->size(), 1U);
  EXPECT_EQ(*std::move(value), "x");
  const Result<std::string> error(Error{"no", {}});
  ASSERT_FALSE(error);
  EXPECT_EQ(error.error().message, "no");
}

}  // namespace
}  // namespace arnscope
