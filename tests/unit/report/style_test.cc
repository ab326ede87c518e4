#include "engine/report/style.h"

#include <gtest/gtest.h>

#include "engine/base/text.h"
#include "tests/unit/report/capture.h"

namespace arnscope {
namespace {

TEST(Style, EachHasItsSequence) {
  const struct {
    Style style;
    std::string_view expected;
  } rows[] = {
      {Style::kPlain, "x"},
      {Style::kHeading, "\x1b[1mx\x1b[0m"},
      {Style::kDim, "\x1b[2mx\x1b[0m"},
      {Style::kAllowed, "\x1b[32mx\x1b[0m"},
      {Style::kDenied, "\x1b[31mx\x1b[0m"},
      {Style::kConditional, "\x1b[33mx\x1b[0m"},
      {Style::kError, "\x1b[1;31mx\x1b[0m"},
      {Style::kSecurityWarning, "\x1b[35mx\x1b[0m"},
      {Style::kWarning, "\x1b[33mx\x1b[0m"},
      {Style::kSuggestion, "\x1b[36mx\x1b[0m"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(styled("x", row.style, Color::kOn), row.expected);
    EXPECT_EQ(styled("x", row.style, Color::kOff), "x");
    EXPECT_EQ(styled("", row.style, Color::kOn), "");
  }
}

TEST(Style, SeveritiesHaveTheirOwn) {
  EXPECT_EQ(severity_style(Severity::kError), Style::kError);
  EXPECT_EQ(severity_style(Severity::kSecurityWarning), Style::kSecurityWarning);
  EXPECT_EQ(severity_style(Severity::kWarning), Style::kWarning);
  EXPECT_EQ(severity_style(Severity::kSuggestion), Style::kSuggestion);
}

TEST(Style, TextOfTheInputCannotStyleItself) {
  EXPECT_EQ(styled("a\x1b[31mb\n\xff\u202e", Style::kAllowed, Color::kOn),
            "\x1b[32ma\\u001b[31mb\\n\\xff\\u202e\x1b[0m");
  for (const std::string_view name : kHostileNames)
    EXPECT_EQ(styled(name, Style::kPlain, Color::kOn), printable(name));
}

TEST(Style, AppendsToWhatIsThere) {
  std::string out = "is ";
  append_styled(out, "denied", Style::kDenied, Color::kOn);
  EXPECT_EQ(out, "is \x1b[31mdenied\x1b[0m");
}

TEST(DisplayWidth, CountsColumns) {
  const struct {
    std::string_view text;
    size_t expected;
  } rows[] = {
      {"", 0},       {"role/app", 8}, {"caf\u00e9", 4},  {"cafe\u0301", 4}, {"\u65e5\u672c\u8a9e", 6},
      {"\uac00", 2}, {"\uff21", 2},   {"\U0001f600", 2}, {"\u2192", 1},     {"x\ufe0f", 1},
  };
  for (const auto& row : rows) EXPECT_EQ(display_width(row.text), row.expected) << row.text;
}

}  // namespace
}  // namespace arnscope
