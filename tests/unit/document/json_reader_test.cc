// Reading many values with one reader, and stepping over a member of each.
#include "engine/document/json_reader.h"

#include <gtest/gtest.h>

namespace arnscope {
namespace {

std::string shape(Value value) {
  if (value.is_unread()) return "<" + std::string(value.json()) + ">";
  std::string out;
  if (value.is_array()) {
    for (Value each : value.elements()) out += shape(each) + ",";
    return "[" + out + "]";
  }
  if (value.is_object()) {
    for (auto [key, each] : value.members()) out += std::string(key.text()) + ":" + shape(each) + ",";
    return "{" + out + "}";
  }
  return std::string(value.text());
}

std::string read(std::string_view text, std::string_view step_over) {
  auto source = Source::from_text("t", std::string(text));
  JsonReader reader;
  auto document = reader.read(source, {0, static_cast<uint32_t>(text.size())}, step_over);
  return document ? shape((*document)->root()) : document.error().message;
}

TEST(JsonReader, StepsOverOneMemberOfTheOutermostObject) {
  const std::pair<const char*, const char*> kRows[] = {
      {R"({"a":1,"p":{"x":[1,{"y":"}"}]},"b":2})", R"({a:1,p:<{"x":[1,{"y":"}"}]}>,b:2,})"},
      {R"({"p": [ 1, 2 ] , "b":2})", R"({p:<[ 1, 2 ]>,b:2,})"},
      {R"({"b":2,"p":{} })", R"({b:2,p:<{}>,})"},
      {R"({"p":"text","b":2})", "{p:text,b:2,}"},
      {R"({"p":null})", "{p:null,}"},
      {R"({"a":{"p":{"x":1}}})", "{a:{p:{x:1,},},}"},
      {R"([{"p":{"x":1}}])", "[{p:{x:1,},},]"},
      {R"({"p":{"x":1},"p":{"x":2}})", "{p:{x:1,},p:{x:2,},}"},
      {R"({"p":{"x"},"p":{"x":2}})", "expected `:` after a key, found `}`"},
      {R"({"\u0070":{"x":1}})", R"({p:<{"x":1}>,})"},
      {R"({"p":{"x":1})", "the text ends inside an object that begins at line 1: is the file cut off?"},
      {R"({"p":{"x":1}} 7)", "text after the end of the document: `7`"},
      {R"({"p":[1,2}})", "{p:<[1,2}>,}"},  // its faults show when it is read
  };
  for (const auto& [text, expected] : kRows) EXPECT_EQ(read(text, "p"), expected) << text;
  EXPECT_EQ(read(R"({"p":{"x":1}})", ""), "{p:{x:1,},}");
}

TEST(JsonReader, ReadsSpansOfASourceOneAfterTheOther) {
  const std::string text = "{\"a\":1}\n{\"a\":\n[2]\n{\"a\":3}";
  auto source = Source::from_text("t", text, 11);
  JsonReader reader;
  auto first = reader.read(source, {0, 7});
  auto broken = reader.read(source, {8, 13});
  auto last = reader.read(source, {18, static_cast<uint32_t>(text.size())});
  ASSERT_TRUE(first && last);
  EXPECT_EQ(shape((*first)->root()), "{a:1,}");
  EXPECT_EQ(shape((*last)->root()), "{a:3,}");
  EXPECT_EQ(format_place((*last)->root().place()), "t:14:1");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().message,
            "the text ends inside an object that begins at line 12: is the file cut off?");
}

}  // namespace
}  // namespace arnscope
