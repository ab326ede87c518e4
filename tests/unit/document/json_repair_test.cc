// Mends of malformed JSON: the mended text, and each mend and each fault without one to the letter.
#include "engine/document/json_repair.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "engine/document/document.h"

namespace arnscope {
namespace {

using std::string_literals::operator""s;

std::string at(const Source& source, Span span, std::string_view what) {
  const LineColumn place = source.position(span.begin);
  return fmt::format("{}:{} {}", place.line, place.column, what);
}

std::vector<std::string> shown(const Source& source, const std::vector<JsonMend>& mends) {
  std::vector<std::string> out;
  for (const JsonMend& mend : mends) out.push_back(at(source, mend.span, mend.what));
  return out;
}

struct Row {
  std::string text;
  std::string mended;
  std::vector<std::string> mends;
};

void expect_mended(const Row& row) {
  const auto source = Source::from_text("x.json", row.text);
  const auto repaired = repair_json(source);
  ASSERT_TRUE(repaired) << row.text << '\n' << format_error(repaired.error());
  EXPECT_EQ(repaired->text, row.mended);
  EXPECT_EQ(shown(*source, repaired->mends), row.mends) << row.text;
}

void expect_mended(const std::vector<Row>& rows) {
  for (const Row& row : rows) expect_mended(row);
}

TEST(JsonRepair, JsonIsLeftAlone) {
  for (const std::string text : {R"({"a": [1, 2, {}], "a": "// no comment /* */ ,, ,]"})", "  7 \n", "[\r\n]",
                                 R"("\u00e9,]")", "[1e5]"})
    expect_mended(Row{text, text, {}});
}

TEST(JsonRepair, MissingComma) {
  expect_mended({
      {R"(["a" "b"])", R"(["a", "b"])", {R"(1:5 a comma is missing after `"a"`)"}},
      {"[\"a\"\n \"b\"\n]", "[\"a\",\n \"b\"\n]", {R"(1:5 a comma is missing after `"a"`)"}},
      {"[1 2\t-3]", "[1, 2,\t-3]", {"1:3 a comma is missing after `1`", "1:5 a comma is missing after `2`"}},
      {"[true null]", "[true, null]", {"1:6 a comma is missing after `true`"}},
      {"[{}{}]", "[{},{}]", {"1:4 a comma is missing after `}`"}},
      {"[[1][]2{}]",
       "[[1],[],2,{}]",
       {"1:5 a comma is missing after `]`", "1:7 a comma is missing after `]`",
        "1:8 a comma is missing after `2`"}},
      {R"({"a": 1 "b": 2})", R"({"a": 1, "b": 2})", {"1:8 a comma is missing after `1`"}},
      {R"({"a":"x""b":[]"c" :0})",
       R"({"a":"x","b":[],"c" :0})",
       {R"(1:9 a comma is missing after `"x"`)", "1:15 a comma is missing after `]`"}},
      {R"({"a": "\"" "\"": "\\" "c": 1})",
       R"({"a": "\"", "\"": "\\", "c": 1})",
       {R"(1:11 a comma is missing after `"\""`)", R"(1:22 a comma is missing after `"\\"`)"}},
      {"[\n  {\n    \"a\": 1\n  }\n  {\n    \"b\": 2\n  }\n]",
       "[\n  {\n    \"a\": 1\n  },\n  {\n    \"b\": 2\n  }\n]",
       {"4:4 a comma is missing after `}`"}},
      {R"(["0123456789012345678901234567890123456789" "b"])",
       R"(["0123456789012345678901234567890123456789", "b"])",
       {R"(1:44 a comma is missing after `"012345678901234567890123456789012345678...`)"}},
  });
}

TEST(JsonRepair, CommaTooMany) {
  expect_mended({
      {"[1,]", "[1]", {"1:3 a comma before the closing bracket"}},
      {"{\"a\": 1,\n}", "{\"a\": 1\n}", {"1:8 a comma before the closing bracket"}},
      {"[[1 ,\n] , ]",
       "[[1 \n]  ]",
       {"1:5 a comma before the closing bracket", "2:3 a comma before the closing bracket"}},
      {"[1,,2]", "[1,2]", {"1:4 a second comma"}},
      {"{\"a\":1,\n, \"b\":2}", "{\"a\":1,\n \"b\":2}", {"2:1 a second comma"}},
      {"[1,, ,2]", "[1, 2]", {"1:4 a second comma", "1:6 a second comma"}},
      {"[1,,]", "[1]", {"1:3 a comma before the closing bracket", "1:4 a second comma"}},
      {R"(["a" "b",,"c",])",
       R"(["a", "b","c"])",
       {R"(1:5 a comma is missing after `"a"`)", "1:10 a second comma",
        "1:14 a comma before the closing bracket"}},
  });
}

TEST(JsonRepair, CommentsAndByteOrderMark) {
  expect_mended({
      {"\xef\xbb\xbf[]", "[]", {"1:1 a byte order mark"}},
      {"// x\n[] // y", "\n[] ", {"1:1 a comment", "2:4 a comment"}},
      {"// x\r\n[]//\r", "\r\n[]\r", {"1:1 a comment", "2:3 a comment"}},
      {"/**/[/*\n*/1/* ] */]/***/",
       "[1]",
       {"1:1 a comment", "1:6 a comment", "2:4 a comment", "2:12 a comment"}},
      {"{/* \xff\0 */\"a\" : // \"\n1}"s, "{\"a\" : \n1}", {"1:2 a comment", "1:16 a comment"}},
      {"[1/**/2]", "[1,2]", {"1:3 a comma is missing after `1`", "1:3 a comment"}},
      {"[\"a\" // x\n /* y */ \"b\", // z\n]",
       "[\"a\", \n  \"b\" \n]",
       {R"(1:5 a comma is missing after `"a"`)", "1:6 a comment", "2:2 a comment",
        "2:13 a comma before the closing bracket", "2:15 a comment"}},
      {"{\"a\":1/**/\"b\" /**/ :2}",
       "{\"a\":1,\"b\"  :2}",
       {"1:7 a comma is missing after `1`", "1:7 a comment", "1:15 a comment"}},
      {"[true//\n]", "[true\n]", {"1:6 a comment"}},
  });
}

struct Uncertain {
  std::string text;
  std::string error;
  std::vector<std::string> mends;  // before it
};

void expect_uncertain(const Uncertain& row) {
  const auto source = Source::from_text("x.json", row.text);
  const auto repaired = repair_json(source);
  ASSERT_FALSE(repaired) << row.text << '\n' << repaired->text;
  EXPECT_EQ(at(*source, repaired.error().place.span, repaired.error().message), row.error);
  const JsonFaults faults = find_json_faults(source);
  ASSERT_TRUE(faults.uncertain);
  EXPECT_EQ(faults.uncertain->message, repaired.error().message);
  EXPECT_EQ(faults.uncertain->place.span, repaired.error().place.span);
  EXPECT_EQ(shown(*source, faults.mends), row.mends) << row.text;
}

void expect_uncertain(const std::vector<Uncertain>& rows) {
  for (const Uncertain& row : rows) expect_uncertain(row);
}

TEST(JsonRepair, Uncertain) {
  expect_uncertain({
      {"", "1:1 the file is empty", {}},
      {"\xef\xbb\xbf", "1:4 the file is empty", {"1:1 a byte order mark"}},
      {"\xef\xbb\xbf \n", "1:4 the file is empty but for white space", {"1:1 a byte order mark"}},
      {"// x\n/**/", "1:1 the file is empty but for comments", {"1:1 a comment", "2:1 a comment"}},
      {"[,]", "1:2 expected a value or `]`, found `,`", {}},
      {"[,1]", "1:2 expected a value or `]`, found `,`", {}},
      {"{,}", "1:2 expected a key in quotes or `}`, found `,`", {}},
      {R"({"a" 1})", "1:6 expected `:` after a key, found `1`", {}},
      {R"({"a": , "b": 1})", "1:7 expected a value after `:`, found `,`", {}},
      {R"({"a": 1 b: 2})", "1:9 expected `,` or `}` after a member, found `b`", {}},
      {R"({"a": "b" "c"})", R"(1:11 expected `,` or `}` after a member, found `"c"`)", {}},
      {R"({"a": 1 "b)", R"(1:9 expected `,` or `}` after a member, found `"b`)", {}},
      {R"({"a": 1 2})", "1:9 expected `,` or `}` after a member, found `2`", {}},
      {R"({"a": 1 "b" 2})", R"(1:9 expected `,` or `}` after a member, found `"b"`)", {}},
      {"[1 2}", "1:5 expected `,` or `]` after an element, found `}`", {"1:3 a comma is missing after `1`"}},
      {R"({"a": [{} "b": 1})", R"(1:11 expected `,` or `]` after an element, found `"b"`)", {}},
      {"[1,}", "1:4 expected another element after `,`, found `}`", {}},
      {"{\"a\":1,]", "1:8 expected another key in quotes after `,`, found `]`", {}},
      {"[\"a\" b]", "1:6 expected `,` or `]` after an element, found `b`", {}},
      {"['a',]", "1:2 expected a value or `]`, found `'a'`: strings stand in straight double quotes", {}},
      {"[1,] x", "1:6 text after the end of the document: `x`", {"1:3 a comma before the closing bracket"}},
      {"[1],", "1:4 text after the end of the document: `,`", {}},
      {"[1 2",
       "1:5 the text ends inside a list that begins at line 1: is the file cut off?",
       {"1:3 a comma is missing after `1`"}},
      {"[1 \"a\n\"]",
       "1:6 a line ends inside a string: close the string, or write `\\n`",
       {"1:3 a comma is missing after `1`"}},
      {"[1,, \"\\x\"]", "1:7 `\\x` is no escape: write `\\\\` for a backslash", {"1:4 a second comma"}},
      {"[1,, 01]", "1:6 `01` is no number: write numbers like `-1`, `0.5` or `1e10`", {"1:4 a second comma"}},
      {"[/* x ]", "1:2 expected a value or `]`, found `/*`: JSON has no comments", {}},
      {"[1 /*/ ]", "1:4 expected `,` or `]` after an element, found `/*/`", {}},
      {"[# x\n1]", "1:2 expected a value or `]`, found `#`: JSON has no comments", {}},
      {"[tr/**/ue]", "1:2 expected a value or `]`, found `tr/**/ue`", {}},
      {"[1 / 2]", "1:4 expected `,` or `]` after an element, found `/`", {}},
  });
}

// A quote inside a string that was not escaped, or that stands too early, must not pass for a missing comma
// or a comment.
TEST(JsonRepair, UncertainWhereAStringTouches) {
  expect_uncertain({
      {R"(["say ""yes"""])", R"(1:8 expected `,` or `]` after an element, found `"yes"`)", {}},
      {R"(["a"5"b"])", "1:5 expected `,` or `]` after an element, found `5`", {}},
      {R"([5"b"])", R"(1:3 expected `,` or `]` after an element, found `"b"`)", {}},
      {R"(["a"{"b":1}])", "1:5 expected `,` or `]` after an element, found `{`", {}},
      {R"(["arn:aws:s3:::b"/*", "arn:aws:s3:::c*/"])",
       R"(1:18 expected `,` or `]` after an element, found `/*`)",
       {}},
      {R"({"a": "arn:aws:s3:::b"//x"
})",
       R"(1:23 expected `,` or `}` after a member, found `//x`)",
       {}},
  });
}

TEST(JsonRepair, DepthIsBounded) {
  const std::string deep(Document::kMaxDepth, '[');
  const std::string ends(Document::kMaxDepth, ']');
  const std::string column = std::to_string(Document::kMaxDepth + 2);
  expect_mended(
      Row{deep + "1," + ends, deep + "1" + ends, {"1:" + column + " a comma before the closing bracket"}});
  expect_uncertain(
      Uncertain{deep + "1 [],]" + ends,
                fmt::format("1:{} lists and objects nest deeper than 200 levels", deep.size() + 3),
                {"1:" + column + " a comma is missing after `1`"}});
}

TEST(JsonRepair, TextWithMoreFaultsThanSlipsIsUncertain) {
  std::string ones = "[1";
  for (size_t i = 0; i < kMaxJsonMends; ++i) ones += " 1";
  const auto repaired = repair_json(Source::from_text("x.json", ones + "]"));
  ASSERT_TRUE(repaired);
  EXPECT_EQ(repaired->mends.size(), kMaxJsonMends);
  for (const std::string_view more : {" 1]", ",]", "//\n]"}) {
    const auto source = Source::from_text("x.json", ones + std::string(more));
    EXPECT_FALSE(repair_json(source));
    EXPECT_EQ(find_json_faults(source).mends.size(), kMaxJsonMends) << more;
  }
}

// A policy inside a string of another document: the places are those of the file.
TEST(JsonRepair, EmbeddedText) {
  const auto file = Source::from_text("x.json", "{\n\"p\": \"[1,\\n]\"}");
  const auto source = Source::embedded(file, {7, 15}, Embedding::kJsonString, "[1,\n]");
  const auto repaired = repair_json(source);
  ASSERT_TRUE(repaired);
  EXPECT_EQ(repaired->text, "[1\n]");
  ASSERT_EQ(repaired->mends.size(), 1U);
  EXPECT_EQ(at(*file, source->to_outermost(repaired->mends[0].span), ""), "2:9 ");
}

}  // namespace
}  // namespace arnscope
