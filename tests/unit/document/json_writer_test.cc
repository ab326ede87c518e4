#include "engine/document/json_writer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace arnscope {
namespace {

using std::string_literals::operator""s;

std::string written(std::string_view text) {
  std::string out = "x";
  write_json_string(out, text);
  return out.substr(1);
}

TEST(JsonWriter, Strings) {
  struct Row {
    std::string text, written;
  };
  for (const Row& row : std::initializer_list<Row>{{"", R"("")"},
                                                   {"plain / 'text'", R"("plain / 'text'")"},
                                                   {"\"\\", R"("\"\\")"},
                                                   {"\b\f\n\r\t", R"("\b\f\n\r\t")"},
                                                   {"\0\x1b\x1f\x7f"s, R"("\u0000\u001b\u001f\u007f")"},
                                                   {"é€😀\u2028", "\"é€😀\u2028\""},
                                                   {"a\xff\xc3!", "\"a\ufffd\ufffd!\""},
                                                   {"\xed\xa0\x80", "\"\ufffd\ufffd\ufffd\""}}) {
    EXPECT_EQ(written(row.text), row.written);
    EXPECT_TRUE(nlohmann::json::accept(written(row.text))) << row.written;
  }
}

TEST(JsonWriter, EveryCharacterGoesRound) {
  std::string text;
  for (int c = 0; c < 128; ++c) text += static_cast<char>(c);
  text += "é€😀";
  EXPECT_EQ(nlohmann::json::parse(written(text)).get<std::string>(), text);
}

std::string sample(Layout layout) {
  std::string out;
  JsonWriter json(out, layout);
  json.begin_object().member("name", "a\"b").key("empty").begin_array().end_array();
  json.member_list("list", std::vector<std::string>{"x", "y"});
  json.key("inner").begin_object().key("n").number(-5).key("t").boolean(true).key("z").null().end_object();
  json.key("raw").raw("[1, 2]").key("none").begin_object().end_object();
  json.end_object();
  return out;
}

TEST(JsonWriter, Compact) {
  EXPECT_EQ(
      sample(Layout::kCompact),
      R"({"name":"a\"b","empty":[],"list":["x","y"],"inner":{"n":-5,"t":true,"z":null},"raw":[1, 2],"none":{}})");
}

TEST(JsonWriter, Indented) {
  EXPECT_EQ(sample(Layout::kIndented),
            R"({
  "name": "a\"b",
  "empty": [],
  "list": [
    "x",
    "y"
  ],
  "inner": {
    "n": -5,
    "t": true,
    "z": null
  },
  "raw": [1, 2],
  "none": {}
})");
}

}  // namespace
}  // namespace arnscope
