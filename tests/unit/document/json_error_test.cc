// What the reader says of text that is not JSON, to the letter.
#include <gtest/gtest.h>

#include <string>

#include "engine/document/json_reader.h"

namespace arnscope {
namespace {

using std::string_literals::operator""s;

struct Row {
  std::string text;
  LineColumn at;
  std::string message;
};

void expect_error(const Row& row) {
  const auto document = read_json(Source::from_text("x.json", row.text));
  ASSERT_FALSE(document) << row.message;
  const Place& place = document.error().place;
  EXPECT_EQ(document.error().message, row.message);
  ASSERT_NE(place.source, nullptr) << row.message;
  const LineColumn at = place.source->position(place.span.begin);
  EXPECT_EQ(at, row.at) << row.message << "\nat " << at.line << ":" << at.column;
}

TEST(JsonError, Files) {
  for (const Row& row : std::initializer_list<Row>{
           {"", {1, 1}, "the file is empty"},
           {" \n\t\r\n", {1, 1}, "the file is empty but for white space"},
           {"\xef\xbb\xbf{}", {1, 1}, "a byte order mark begins the file: save it as UTF-8 without one"},
           {"\xff\xfe{\0}\0"s, {1, 1}, "the file is UTF-16: save it as UTF-8"},
           {"\xfe\xff\0{\0}"s, {1, 1}, "the file is UTF-16: save it as UTF-8"},
           {"{\"a\": 1}\n\0"s, {2, 1}, "a NUL byte: is the file damaged, or not UTF-8?"},
           {"{\0\"\0"s, {1, 2}, "a NUL byte: is the file damaged, or not UTF-8?"},
           {"[\"a\0\"]"s, {1, 4}, "a NUL byte: is the file damaged, or not UTF-8?"},
           {"{\n  \"name\": \"Andr\xe9\"\n}", {2, 16}, "not UTF-8: byte 0xe9"},
           {"[1, \xff]", {1, 5}, "not UTF-8: byte 0xff"},
           {"[\"\xc3\xa9\xc3\"]", {1, 5}, "not UTF-8: byte 0xc3"}}) {
    expect_error(row);
  }
}

TEST(JsonError, EndsTooEarly) {
  for (const Row& row : std::initializer_list<Row>{
           {"{\n  \"a\": [1,\n  2",
            {3, 4},
            "the text ends inside a list that begins at line 2: is the file cut off?"},
           {"{\n  \"a\": 1\n",
            {2, 9},
            "the text ends inside an object that begins at line 1: is the file cut off?"},
           {"{\"a\":", {1, 6}, "the text ends inside an object that begins at line 1: is the file cut off?"},
           {"{\"a\":1,",
            {1, 8},
            "the text ends inside an object that begins at line 1: is the file cut off?"},
           {"[", {1, 2}, "the text ends inside a list that begins at line 1: is the file cut off?"},
           {"[tru", {1, 5}, "the text ends inside a list that begins at line 1: is the file cut off?"},
           {"[true, fals",
            {1, 12},
            "the text ends inside a list that begins at line 1: is the file cut off?"},
           {"[1.", {1, 4}, "the text ends inside a list that begins at line 1: is the file cut off?"},
           {"[\n\n\"abc",
            {3, 5},
            "the text ends inside a string that begins at line 3: is the file cut off?"},
           {"[\"abc\\", {1, 7}, "the text ends inside a string that begins at line 1: is the file cut off?"},
           {"[\"abc\\u00",
            {1, 10},
            "the text ends inside a string that begins at line 1: is the file cut off?"},
           {"\"\\ud83d\\ude",
            {1, 12},
            "the text ends inside a string that begins at line 1: is the file cut off?"}}) {
    expect_error(row);
  }
}

TEST(JsonError, Structure) {
  for (const Row& row : std::initializer_list<Row>{
           {"{\"a\": 1 \"b\": 2}", {1, 9}, "expected `,` or `}` after a member, found `\"b\"`"},
           {"{\n  \"a\": 1\n  \"b\": 2\n}", {3, 3}, "expected `,` or `}` after a member, found `\"b\"`"},
           {"{\"a\": [1}", {1, 9}, "expected `,` or `]` after an element, found `}`"},
           {"{\"a\": 1]", {1, 8}, "expected `,` or `}` after a member, found `]`"},
           {"[1 2]", {1, 4}, "expected `,` or `]` after an element, found `2`"},
           {"[\"a\": 1]", {1, 5}, "expected `,` or `]` after an element, found `:`"},
           {"[1,]", {1, 4}, "expected another element after `,`, found `]`"},
           {"[,1]", {1, 2}, "expected a value or `]`, found `,`"},
           {"[}", {1, 2}, "expected a value or `]`, found `}`"},
           {"{\"a\": 1,}", {1, 9}, "expected another key in quotes after `,`, found `}`"},
           {"{\"a\" 1}", {1, 6}, "expected `:` after a key, found `1`"},
           {"{\"a\"}", {1, 5}, "expected `:` after a key, found `}`"},
           {"{\"a\": }", {1, 7}, "expected a value after `:`, found `}`"},
           {"{]", {1, 2}, "expected a key in quotes or `}`, found `]`"},
           {"{a: 1}", {1, 2}, "expected a key in quotes or `}`, found `a`"},
           {"{1: 1}", {1, 2}, "expected a key in quotes or `}`, found `1`"},
           {"}", {1, 1}, "expected a value, found `}`"},
           {"Version: 1", {1, 1}, "expected a value, found `Version`"},
           {"{\"a\": 1 \"" + std::string(60, 'x') + "\"}",
            {1, 9},
            "expected `,` or `}` after a member, found `\"" + std::string(39, 'x') + "...`"},
           {"[1 \"\u00e9\x1b\"]", {1, 4}, "expected `,` or `]` after an element, found `\"\u00e9\\u001b`"},
           {"[\x1b[31m]", {1, 2}, "expected a value or `]`, found `\\u001b`"},
           {"{} {}", {1, 4}, "text after the end of the document: `{}`"},
           {"{\n}\n}\nx", {3, 1}, "text after the end of the document: `}`"},
           {"[1]\r\n,[2]\r\n", {2, 1}, "text after the end of the document: `,[2]`"}}) {
    expect_error(row);
  }
}

TEST(JsonError, Words) {
  for (const Row& row : std::initializer_list<Row>{
           {"[True]", {1, 2}, "expected a value or `]`, found `True`: did you mean `true`?"},
           {"{\"a\": nul}", {1, 7}, "expected a value after `:`, found `nul`: did you mean `null`?"},
           {"{\"a\": None}", {1, 7}, "expected a value after `:`, found `None`"},
           {"{true: 1}", {1, 2}, "expected a key in quotes or `}`, found `true`"},
           {"{'a': 1}",
            {1, 2},
            "expected a key in quotes or `}`, found `'a'`: strings stand in straight double quotes"},
           {"{\u201cVersion\u201d: 1}",
            {1, 2},
            "expected a key in quotes or `}`, found `\u201cVersion\u201d`: strings stand in straight double "
            "quotes"},
           {"{\"a\": 'b'}",
            {1, 7},
            "expected a value after `:`, found `'b'`: strings stand in straight double quotes"},
           {"[1, // one\n 2]",
            {1, 5},
            "expected another element after `,`, found `//`: JSON has no comments"},
           {"# policy\n{}", {1, 1}, "expected a value, found `#`: JSON has no comments"},
           {"[01]", {1, 2}, "`01` is no number: write numbers like `-1`, `0.5` or `1e10`"},
           {"[1.]", {1, 2}, "`1.` is no number: write numbers like `-1`, `0.5` or `1e10`"},
           {"[.5]", {1, 2}, "`.5` is no number: write numbers like `-1`, `0.5` or `1e10`"},
           {"[+1]", {1, 2}, "`+1` is no number: write numbers like `-1`, `0.5` or `1e10`"},
           {"[-]", {1, 2}, "`-` is no number: write numbers like `-1`, `0.5` or `1e10`"},
           {"{\"a\":0x1F}", {1, 6}, "`0x1F` is no number: write numbers like `-1`, `0.5` or `1e10`"},
           {"{\"a\": 2012-10-17}",
            {1, 7},
            "`2012-10-17` is no number: write numbers like `-1`, `0.5` or `1e10`"}}) {
    expect_error(row);
  }
}

TEST(JsonError, Strings) {
  for (const Row& row : std::initializer_list<Row>{
           {"{\"a\": \"b\n}", {1, 9}, "a line ends inside a string: close the string, or write `\\n`"},
           {"[\"a\tb\"]", {1, 4}, "a control character in a string: write `\\t`"},
           {"[\"a\x1b\"]", {1, 4}, "a control character in a string: write `\\u001b`"},
           {R"(["a\qb"])", {1, 4}, R"(`\q` is no escape: write `\\` for a backslash)"},
           {R"(["C:\É"])", {1, 5}, R"(`\É` is no escape: write `\\` for a backslash)"},
           {"[\"a\\\nb\"]", {1, 4}, R"(`\` is no escape: write `\\` for a backslash)"},
           {R"(["\u12G4"])", {1, 3}, R"(`\u` takes four hex digits, as in `\u00e9`)"},
           {R"(["\u12"])", {1, 3}, R"(`\u` takes four hex digits, as in `\u00e9`)"},
           {R"(["\ud83d!"])", {1, 3}, R"(`\ud83d` is half of a surrogate pair: write both halves)"},
           {R"(["\ude00"])", {1, 3}, R"(`\ude00` is half of a surrogate pair: write both halves)"},
           {R"({"a": "b, "c": 1})", {1, 12}, "expected `,` or `}` after a member, found `c`"}}) {
    expect_error(row);
  }
}

TEST(JsonError, Depth) {
  std::string lists(201, '[');
  expect_error({lists, {1, 201}, "lists and objects nest deeper than 200 levels"});
  std::string objects;
  for (int i = 0; i < 1000000; ++i) objects += "{\"a\":\n";
  expect_error({objects, {201, 1}, "lists and objects nest deeper than 200 levels"});
}

// The first fault in reading order is the one that is told.
TEST(JsonError, TheFirstOfSeveral) {
  expect_error({"[1,,2,\xff", {1, 4}, "expected another element after `,`, found `,`"});
  expect_error({"{\"a\" \"unclosed", {1, 6}, "expected `:` after a key, found `\"unclosed`"});
  expect_error({"[\"\\q\", \"\n\"", {1, 3}, R"(`\q` is no escape: write `\\` for a backslash)"});
}

TEST(JsonError, InAnEmbeddedText) {
  const auto outer = Source::from_text("e.json", "{\n  \"PolicyDocument\": \"%7B%22Version%22:\"\n}");
  const auto inner = Source::embedded(outer, {22, 41}, Embedding::kJsonStringPercent, "{\"Version\":");
  const auto document = read_json(inner);
  ASSERT_FALSE(document);
  EXPECT_EQ(format_error(document.error()),
            "e.json:2:39: error: the text ends inside an object that begins at line 2: is the text cut off?\n"
            "    \"PolicyDocument\": \"%7B%22Version%22:\"\n"
            "                                        ^\n");
  const auto empty = read_json(Source::embedded(outer, {4, 20}, Embedding::kJsonString, ""));
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().message, "the text is empty");
}

}  // namespace
}  // namespace arnscope
