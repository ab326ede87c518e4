#include "engine/base/text.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace arnscope {
namespace {

using std::string_literals::operator""s;

TEST(Text, Fold) {
  EXPECT_EQ(fold("S3:GetObject-É@[`{"), "s3:getobject-É@[`{");
  EXPECT_EQ(fold(""), "");
  EXPECT_TRUE(equal_folded("AWS:SourceIp", "aws:sourceIP"));
  EXPECT_FALSE(equal_folded("aws:SourceIp", "aws:SourceIps"));
  EXPECT_FALSE(equal_folded("a@b", "a`b"));
}

TEST(Text, CompareFolded) {
  struct Row {
    std::string_view a, b;
    int order;
  };
  for (const Row& row : std::initializer_list<Row>{{"", "", 0},
                                                   {"a", "A", 0},
                                                   {"", "a", -1},
                                                   {"b", "A", 1},
                                                   {"ab", "A", 1},
                                                   {"_", "a", -1},
                                                   {"Z", "\x80", -1}}) {
    EXPECT_EQ(compare_folded(row.a, row.b), row.order) << row.a << " and " << row.b;
    EXPECT_EQ(compare_folded(row.b, row.a), -row.order) << row.b << " and " << row.a;
  }
}

TEST(Text, Split) {
  using Parts = std::vector<std::string_view>;
  EXPECT_EQ(split("", ':'), Parts{""});
  EXPECT_EQ(split("arn", ':'), Parts{"arn"});
  EXPECT_EQ(split(":a::b:", ':'), (Parts{"", "a", "", "b", ""}));
}

TEST(Text, PercentDecode) {
  struct Row {
    std::string_view text;
    std::optional<std::string> decoded;
  };
  for (const Row& row : std::initializer_list<Row>{{"", ""},
                                                   {"%7B%22a%22%7d", "{\"a\"}"},
                                                   {"a+b", "a+b"},
                                                   {"%00", "\0"s},
                                                   {"%C3%A9", "\u00e9"},
                                                   {"%25%32%35", "%25"},
                                                   {"%", std::nullopt},
                                                   {"%4", std::nullopt},
                                                   {"%4G", std::nullopt},
                                                   {"%%41", std::nullopt},
                                                   {"100%", std::nullopt}}) {
    EXPECT_EQ(percent_decode(row.text), row.decoded) << row.text;
  }
}

TEST(Text, JsonEscape) {
  struct Row {
    std::string_view text;
    uint32_t size;  // 0: no escape
    char32_t code_point;
  };
  for (const Row& row : std::initializer_list<Row>{{R"(\nx)", 2, '\n'},
                                                   {R"(\")", 2, '"'},
                                                   {R"(\\)", 2, '\\'},
                                                   {R"(\/)", 2, '/'},
                                                   {R"(\b)", 2, '\b'},
                                                   {R"(\f)", 2, '\f'},
                                                   {R"(\r)", 2, '\r'},
                                                   {R"(\t)", 2, '\t'},
                                                   {R"(\u0041)", 6, 'A'},
                                                   {R"(\u00E9)", 6, 0xE9},
                                                   {R"(\uffff)", 6, 0xFFFF},
                                                   {R"(\ud83d\ude00)", 12, 0x1F600},
                                                   {R"(\ud800\udc00)", 12, 0x10000},
                                                   {R"(\udbff\udfff)", 12, 0x10FFFF},
                                                   {"", 0, 0},
                                                   {R"(\)", 0, 0},
                                                   {"n", 0, 0},
                                                   {R"(\q)", 0, 0},
                                                   {R"(\N)", 0, 0},
                                                   {R"(\u004)", 0, 0},
                                                   {R"(\u00G1)", 0, 0},
                                                   {R"(\U0041)", 0, 0},
                                                   {R"(\ud83d)", 0, 0},
                                                   {R"(\ud83d\n)", 0, 0},
                                                   {R"(\ud83d\u0041)", 0, 0},
                                                   {R"(\ud83d\ud83d)", 0, 0},
                                                   {R"(\ude00)", 0, 0},
                                                   {R"(\ude00\ud83d)", 0, 0},
                                                   {R"(\ud83d\ude0)", 0, 0}}) {
    const std::optional<JsonEscape> escape = json_escape(row.text);
    ASSERT_EQ(escape.has_value(), row.size > 0) << row.text;
    if (!escape) continue;
    EXPECT_EQ(escape->size, row.size) << row.text;
    EXPECT_EQ(escape->code_point, row.code_point) << row.text;
  }
}

TEST(Text, NearestName) {
  constexpr std::array<std::string_view, 7> kNames = {
      "s3:GetObject",    "s3:PutObject", "s3:GetObjectAcl", "ec2:RunInstances", "iam:PassRole",
      "StringNotEquals", "Null"};
  struct Row {
    std::string name;
    std::optional<std::string_view> nearest;
  };
  for (const Row& row :
       std::initializer_list<Row>{{"s3:GetObjcet", "s3:GetObject"},   // two neighbours swapped
                                  {"S3:GETOBJECT", "s3:GetObject"},   // case only
                                  {"s3:GetObjects", "s3:GetObject"},  // one too many
                                  {"s3:GtObjectAc", "s3:GetObjectAcl"},
                                  {"iam:PassRoles", "iam:PassRole"},
                                  {"StringNotEqual", "StringNotEquals"},
                                  {"s3:xetObject", "s3:GetObject"},  // the first of equals
                                  {"nul", "Null"},
                                  {"nu", std::nullopt},  // two of two are too far
                                  {"lambda:Invoke", std::nullopt},
                                  {"", std::nullopt},
                                  {std::string(257, 's'), std::nullopt}}) {
    EXPECT_EQ(nearest_name(row.name, kNames), row.nearest) << row.name;
  }
  EXPECT_EQ(nearest_name("s3", {}), std::nullopt);
  const std::string long_name(256, 'a');
  const std::string longer_name(341, 'a');
  const std::array<std::string_view, 1> longer = {longer_name};
  EXPECT_EQ(nearest_name(long_name, longer), std::optional<std::string_view>(longer_name));
}

TEST(Text, Printable) {
  struct Row {
    std::string text;
    std::string_view shown;
  };
  for (const Row& row :
       std::initializer_list<Row>{{"plain \\ \"text\" é 日本 😀", "plain \\ \"text\" é 日本 😀"},
                                  {"\n\r\t", R"(\n\r\t)"},
                                  {"\0\x07\x1b[31m\x7f"s, R"(\u0000\u0007\u001b[31m\u007f)"},
                                  {"\u0085\u009b", R"(\u0085\u009b)"},
                                  {"a\u202eb\u2066\u200f\u061c", R"(a\u202eb\u2066\u200f\u061c)"},
                                  {"\u200b\ufeff\u2028\U000e0041", R"(\u200b\ufeff\u2028\U000e0041)"},
                                  {"\x80\xff\xc3", R"(\x80\xff\xc3)"},
                                  {"\xed\xa0\x80\xc0\xaf", R"(\xed\xa0\x80\xc0\xaf)"}}) {
    EXPECT_EQ(printable(row.text), row.shown);
    EXPECT_EQ(printable(printable(row.text)), row.shown) << "twice is once";
  }
}

TEST(Text, IsUtf8) {
  struct Row {
    std::string text;
    size_t bad;
  };
  constexpr size_t kGood = std::string::npos;
  for (const Row& row : std::initializer_list<Row>{{"", kGood},
                                                   {"0123456789abcdef é 日本 😀", kGood},
                                                   {"\xf4\x8f\xbf\xbf\xef\xbf\xbf\xed\x9f\xbf\x7f", kGood},
                                                   {"12345678\xff", 8},
                                                   {"1234567\xc3", 7},           // cut off
                                                   {"\xc3(", 0},                 // no continuation
                                                   {"ab\x80", 2},                // a continuation alone
                                                   {"\xc0\xaf", 0},              // longer than need be
                                                   {"\xe0\x80\xaf", 0},          // the same
                                                   {"\xf0\x80\x80\xaf", 0},      // the same
                                                   {"\xed\xa0\x80", 0},          // a surrogate
                                                   {"\xf4\x90\x80\x80", 0},      // past U+10FFFF
                                                   {"é\xf5\x80\x80\x80", 2}}) {  // no such lead
    size_t bad = kGood;
    EXPECT_EQ(is_utf8(row.text, &bad), row.bad == kGood) << printable(row.text);
    EXPECT_EQ(bad, row.bad) << printable(row.text);
    EXPECT_EQ(is_utf8(row.text), row.bad == kGood) << printable(row.text);
  }
}

TEST(Text, CharactersGoRound) {
  for (char32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 61) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    append_utf8(text, c);
    const Character character = first_character(text + "x");
    ASSERT_EQ(character.code_point, c);
    ASSERT_EQ(character.size, text.size());
  }
}

}  // namespace
}  // namespace arnscope
