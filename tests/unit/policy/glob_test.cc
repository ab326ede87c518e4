#include "engine/policy/glob.h"

#include <gtest/gtest.h>

namespace arnscope {
namespace {

struct MatchRow {
  const char* name;
  std::string_view pattern, text;
  Case letters;
  bool matches;
};

constexpr MatchRow kMatchRows[] = {
    {"empty matches empty", "", "", Case::kSensitive, true},
    {"empty does not match text", "", "a", Case::kSensitive, false},
    {"star matches empty", "*", "", Case::kSensitive, true},
    {"stars match any text", "***", "s3:GetObject", Case::kSensitive, true},
    {"question mark is exactly one", "?", "", Case::kSensitive, false},
    {"question mark is not two", "a?c", "abbc", Case::kSensitive, false},
    {"question marks around a star", "?*?", "a", Case::kSensitive, false},
    {"letters count", "s3:get*", "s3:GetObject", Case::kSensitive, false},
    {"letters do not count", "S3:gEt*", "s3:GetObject", Case::kInsensitive, true},
    {"letters do not count behind a star", "*oBJ*T", "s3:GetObject", Case::kInsensitive, true},
    {"only ASCII folds", "\xC3\x89", "\xC3\xA9", Case::kInsensitive, false},
    {"star in the middle", "s3:*Object*", "s3:GetObjectAcl", Case::kSensitive, true},
    {"prefix and suffix may not overlap", "aba*aba", "abaaba", Case::kSensitive, true},
    {"overlapping prefix and suffix", "aba*aba", "ababa", Case::kSensitive, false},
    {"a later place is found", "*ab*abc*", "aab_ababc", Case::kSensitive, true},
    {"star crosses a newline", "a*b", "a\nb", Case::kSensitive, true},
    {"question mark is a newline", "a?b", "a\nb", Case::kSensitive, true},
    {"NUL is a character", "a?b", std::string_view("a\0b", 3), Case::kSensitive, true},
    {"question mark is one code point", "?", "\xF0\x9F\x98\x80", Case::kSensitive, true},
    {"four bytes are one character", "????", "\xF0\x9F\x98\x80", Case::kSensitive, false},
    {"star does not stop inside a code point", "*??", "\xC3\xA9", Case::kSensitive, false},
    {"an invalid byte is one character", "??", "\xC3.", Case::kSensitive, true},
    {"plus is a letter", "a+", "aa", Case::kSensitive, false},
    {"brackets and braces are letters", "[a](b){c}\\d|^$.", "[a](b){c}\\d|^$.", Case::kSensitive, true},
    {"dot is a letter", "a.c", "abc", Case::kSensitive, false},
};

TEST(glob, match) {
  for (const MatchRow& row : kMatchRows)
    EXPECT_EQ(glob_match(row.pattern, row.text, row.letters), row.matches) << row.name;
}

struct RelationRow {
  const char* name;
  std::string_view a, b;
  bool intersect, a_contains_b, b_contains_a;
};

constexpr RelationRow kRelationRows[] = {
    {"the same", "s3:Get*", "s3:Get*", true, true, true},
    {"one inside the other", "s3:*", "s3:Get*", true, true, false},
    {"side by side", "s3:Get*", "s3:Put*", false, false, false},
    {"crossing", "s3:*Acl", "s3:Get*", true, false, false},
    {"differing ends", "*Acl", "*Tagging", false, false, false},
    {"a text in a pattern", "function:dev-*", "function:dev-a", true, true, false},
    {"a text outside", "function:dev-*", "function:prod", false, false, false},
    {"wildcards in any order", "?*", "*?", true, true, true},
    {"a letter fills a place", "?*", "*a", true, true, false},
    {"a star may be nothing", "a?*", "a*", true, false, true},
    {"a place needs a letter", "a?b", "a*b", true, false, true},
    {"letters adjacent only by chance", "*ab*", "a*b", true, false, false},
    {"two stars must both be looked at", "a?*bc*", "a*bcb*c", true, false, false},
    {"code points", "?", "\xC3\xA9", true, true, false},
    {"two characters and one", "??", "\xC3\xA9", false, false, false},
    {"nothing", "", "", true, true, true},
    {"nothing and all", "*", "", true, true, false},
};

TEST(glob, relations) {
  for (const RelationRow& row : kRelationRows) {
    EXPECT_EQ(glob_intersects(row.a, row.b), row.intersect) << row.name;
    EXPECT_EQ(glob_intersects(row.b, row.a), row.intersect) << row.name << ", turned";
    EXPECT_EQ(glob_contains(row.a, row.b), row.a_contains_b) << row.name;
    EXPECT_EQ(glob_contains(row.b, row.a), row.b_contains_a) << row.name << ", turned";
  }
}

TEST(glob, relations_of_long_patterns) {
  const std::string a = std::string(2000, '?') + "*";
  EXPECT_TRUE(glob_intersects(a, "*" + std::string(1500, 'b')));
  EXPECT_FALSE(glob_intersects(a, std::string(1999, 'b')));
  EXPECT_TRUE(glob_contains(std::string(1500, '?') + "*", a));
}

TEST(glob, parts) {
  EXPECT_EQ(literal_prefix("s3:Get*"), "s3:Get");
  EXPECT_EQ(literal_prefix("?3"), "");
  EXPECT_EQ(literal_prefix("s3"), "s3");
  EXPECT_TRUE(has_wildcard("s3:Get?"));
  EXPECT_TRUE(has_wildcard("*"));
  EXPECT_FALSE(has_wildcard("s3:Get"));
  EXPECT_FALSE(has_wildcard(""));
}

}  // namespace
}  // namespace arnscope
