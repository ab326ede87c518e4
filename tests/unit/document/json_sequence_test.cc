#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "engine/document/json_reader.h"

namespace arnscope {
namespace {

struct Row {
  std::string text;
  std::string documents;  // the text that each covers, in angle brackets
};

TEST(JsonSequence, Documents) {
  for (const Row& row : std::initializer_list<Row>{
           {"{}", "<{}>"},
           {"{}{}", "<{}><{}>"},
           {" {\"a\":1}\n{\"b\":[2]}\n\n[3] ", "<{\"a\":1}><{\"b\":[2]}><[3]>"},
           {"1 2 3", "<1><2><3>"},
           {"1\"a\"[]true{}null", "<1><\"a\"><[]><true><{}><null>"},
           {"\"a\"\"b\\\"\" \"}\"", "<\"a\"><\"b\\\"\"><\"}\">"},
           {"{\"a\":\"}\"}{\"a\":\"\\\\\"}[\"[\"]", "<{\"a\":\"}\"}><{\"a\":\"\\\\\"}><[\"[\"]>"},
           {"\"x\"\n", "<\"x\">"}}) {
    const auto source = Source::from_text("x.json", row.text);
    const auto documents = read_json_sequence(source);
    ASSERT_TRUE(documents) << row.text << ": " << documents.error().message;
    std::string found;
    for (const auto& document : *documents) {
      const Span span = document->root().span();
      found += "<" + row.text.substr(span.begin, span.end - span.begin) + ">";
      EXPECT_EQ(document->source(), source);
    }
    EXPECT_EQ(found, row.documents);
  }
}

TEST(JsonSequence, PlacesAreTrue) {
  const auto documents =
      read_json_sequence(Source::from_text("x.json", "{\"a\": 1}\n{\n  \"b\\n\": [2, 3]\n}\n"));
  ASSERT_TRUE(documents);
  ASSERT_EQ(documents->size(), 2U);
  const auto [key, value] = *(*documents)[1]->root().members().begin();
  EXPECT_EQ(key.text(), "b\n");
  EXPECT_EQ(format_place(key.place()), "x.json:3:3");
  EXPECT_EQ(format_place(value.place()), "x.json:3:10");
  EXPECT_EQ(value.span().end, 26U);
}

TEST(JsonSequence, Errors) {
  struct ErrorRow {
    std::string text, error;
  };
  for (const ErrorRow& row : std::initializer_list<ErrorRow>{
           {"", "x.json: error: the file is empty"},
           {" \n", "x.json:1:1: error: the file is empty but for white space"},
           {"\xef\xbb\xbf{}{}",
            "x.json:1:1: error: a byte order mark begins the file: save it as UTF-8 without one"},
           {"{}\n}", "x.json:2:1: error: expected a value, found `}`"},
           {"{},{}", "x.json:1:3: error: expected a value, found `,`"},
           {"{}{\"a\" 1}{}", "x.json:1:8: error: expected `:` after a key, found `1`"},
           {"{}\n{]", "x.json:2:2: error: expected a key in quotes or `}`, found `]`"},
           {"{}\n{\"a\":\n",
            "x.json:2:6: error: the text ends inside an object that begins at line 2: is the file cut off?"},
           {"{}\n\"a",
            "x.json:2:3: error: the text ends inside a string that begins at line 2: is the file cut off?"},
           {"{\"a\": \"b, \"c\": 1}\n{}",
            "x.json:1:12: error: expected `,` or `}` after a member, found `c`"},
           {"1 truefalse", "x.json:1:3: error: expected a value, found `truefalse`"},
           {"{} 01", "x.json:1:4: error: `01` is no number: write numbers like `-1`, `0.5` or `1e10`"}}) {
    const auto documents = read_json_sequence(Source::from_text("x.json", row.text));
    ASSERT_FALSE(documents) << row.text;
    const std::string error = format_error(documents.error());
    EXPECT_EQ(error.substr(0, error.find('\n')), row.error) << row.text;
  }
}

// Reading n times as many documents takes about n times as long. The bound is wide: a quadratic reader would
// take 64 times as long for each.
TEST(JsonSequence, TakesLinearTime) {
  std::string document = "{\"RoleDetailList\": [";
  while (document.size() < 20000) document += "{\"RoleName\": \"app\", \"Path\": \"/\"}, ";
  document += "0]}\n";
  const auto milliseconds_each = [&document](size_t count) {
    std::string text;
    for (size_t i = 0; i < count; ++i) text += document;
    const auto source = Source::from_text("x.json", std::move(text));
    const auto begin = std::chrono::steady_clock::now();
    const auto documents = read_json_sequence(source);
    const std::chrono::duration<double, std::milli> taken = std::chrono::steady_clock::now() - begin;
    EXPECT_TRUE(documents && documents->size() == count);
    return taken.count() / static_cast<double>(count);
  };
  double small = milliseconds_each(10);
  for (int i = 0; i < 4; ++i) small = std::max(small, milliseconds_each(10));
  EXPECT_LT(milliseconds_each(640), small * 10 + 1);
}

}  // namespace
}  // namespace arnscope
