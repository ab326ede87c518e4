// The reader against nlohmann's parser, on the well-known edge cases of JSON.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "tests/fuzz/json_document_judge.h"

namespace arnscope {
namespace {

using json_judge::judge_json;
using json_judge::nlohmann_verdict;
using std::string_literals::operator""s;

std::string nested(size_t depth, std::string_view open, std::string_view middle, std::string_view close) {
  std::string text;
  for (size_t i = 0; i < depth; ++i) text += open;
  text += middle;
  for (size_t i = 0; i < depth; ++i) text += close;
  return text;
}

const std::vector<std::string> kValid = {
    // values alone, and white space around them
    "null", "true", "false", "0", "\"\"", "[]", "{}", " \t\r\n null \t\r\n ", "[ ]", "{ }", "\n[\n]\n", "1 ",
    // numbers
    "-0", "-1", "12", "10", "0.5", "-0.5", "1.0", "1.50", "0.0", "1e5", "1E5", "1e+5", "1e-5", "0e0", "0E+00",
    "1.5e007", "9007199254740993", "18446744073709551615", "18446744073709551616", "-9223372036854775808",
    "-9223372036854775809", "123456789012345678901234567890", "0.1234567890123456789012345678901234567890",
    "2.2250738585072011e-308", "1e-400", "1.7976931348623157e308", "[1,-1,1.5,1e1]", "[0,0,0]",
    // strings
    "\"a\"", "\"\\\"\"", "\"\\\\\"", "\"\\\\\\\"\"", R"("\/\b\f\n\r\t")", R"("\u0000")",
    R"("\u0041\u00e9\u20ac")", R"("\ud83d\ude00")", R"("\uD83D\uDE00")", R"("\ud800\udc00\udbff\udfff")",
    R"("\uffff\ufffe\ufdd0")", R"("\u2028\u2029")", R"("a\u0062c\u0064")", "\"\u00e9\u20ac\U0001F600\"",
    "\"\x7f\"", "\"\u2028\"", "\"\xef\xbb\xbf\"", R"("[{,:}]")", R"("// no comment")", R"("\\u0041")",
    R"("\\\\\\")", R"(["\\","\\\"",""])", "\"" + std::string(31, 'a') + "\"",
    "\"" + std::string(63, 'a') + "\\n\"", "\"" + std::string(200, '\\') + "\"",
    // containers
    "[1]", "[1,2]", "[ 1 , 2 ]", "[[]]", "[{}]", "[[],[]]", "[null,true,false]", R"([""])", R"(["a","b"])",
    R"({"":0})", R"({"a":1})", R"({"a":1,"b":2})", R"( { "a" : 1 , "b" : [ ] } )", R"({"a":{}})",
    R"({"a":[]})", R"({"a":{"b":{"c":[1,{"d":null}]}}})", R"({"a":1,"a":2})", R"({"a\u0062":1,"ab":2})",
    R"({"\"":"\""})", R"({"a":[],"b":{},"c":"","d":0})", "[\n\n[\n]\n,\n{\n}\n\n]", "[[[1],2],3]",
    "[1,[2,[3]]]", R"([{"a":1},{"a":2}])",
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})",
    nested(200, "[", "", "]"), nested(200, "[", "1", "]"), nested(200, "{\"a\":", "1", "}"),
    nested(100, "[{\"a\":", "\"x\"", "}]"), nested(199, "[1,", "{}", ",2]"),
    "[" + std::string(500, ' ') + "]", nested(1, "[", nested(300, "1,", "1", ""), "]")};

const std::vector<std::string> kInvalid = {
    // nothing
    "", " ", "\n\t\r ",
    // numbers
    "-", "+1", "01", "-01", "00", "1.", ".5", "-.5", "1.e5", "1e", "1e+", "1e-", "1E", "--1", "-+1", "1.2.3",
    "1e5e5", "1e5.5", "0x10", "1_000", "1,5", "NaN", "Infinity", "-Infinity", "-NaN", "nan", "1a", "1\f",
    "1\v", "[01]", "[1.]", "[-]", "[.5]", "[1e]", "[1 2]", "[1\u00a0]", "- 1", "1 .5", "\u0661", "[-,1]",
    "[0 1]", "2.e3", "[1+2]", "0.e1", "1/2",
    // words
    "nul", "nulll", "Null", "NULL", "tru", "truee", "True", "fals", "False", "n", "t", "f", "undefined",
    "None", "yes", "a", "truefalse", "[truefalse]", "[nul]", "[True]", "true1", "true\"a\"", "null[]",
    "nu ll", "*", "&", "#", "$", "\\", "/",
    // strings
    "\"", "\"a", "\"\\\"", "\"\\", "\"a\nb\"", "\"a\rb\"", "\"\t\"", "\"\x01\"", "\"\x1f\"", "\"\\x41\"",
    "\"\\q\"", "\"\\'\"", "\"\\N\"", "\"\\\n\"", "\"\\u\"", "\"\\u1\"", "\"\\u12\"", "\"\\u123\"",
    "\"\\u123G\"", "\"\\uG123\"", "\"\\U0041\"", "\"\\u 041\"", "\"\\u+041\"", "\"\\ud83d\"", "\"\\ude00\"",
    "\"\\ud83d\\n\"", "\"\\ud83d\\u0041\"", "\"\\ud83d\\ud83d\"", "\"\\ud83dx\"", "\"\\ude00\\ud83d\"",
    "\"\\ud83d\\ude0\"", "\"\\u12", "\"\\ud83d\\u", "'a'", "\"a\"b", "\"a\"\"b\"", "\"a\" \"b\"", "a\"b\"",
    "\"\\e\"", "\"\\0\"", "\"\\u00", "\"\\",
    // not UTF-8
    "\"\xff\"", "\"\x80\"", "\"\xc3\"", "\"\xc3(\"", "\"\xc0\xaf\"", "\"\xe0\x80\xaf\"", "\"\xe2\x82\"",
    "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xf0\x9f\x98\"", "\"\xf8\x88\x80\x80\x80\"", "\xff",
    "[\xff]", "{}\xff", "\xff\xfe[\0]\0"s, "\"ab\xe9z\"", "[\"\xfe\"]", "{\"\xff\":1}", "\xc3\xa9",
    "[\xe2\x82\xac]",
    // brackets
    "[", "]", "{", "}", "[[", "]]", "{{", "}}", "[}", "{]", "[1}", "{\"a\":1]", "[[]", "[]]", "{}}", "{{}}",
    "{[]}", "[{]}", "[{}", "[1", "[1,", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":{}",
    "{\"a\":[}", "{\"a\":[1}", "[{\"a\":1]", "[\"a\"", "[\"a", "[\"a]", "{\"a\":{\"b\":1}", "{\"a\":{}]",
    "{\"a\":[]]", "[{}]}", "[[1]}", "([1])", "<a>", "[1)", "{\"a\":\"b}", "[{}}", "[[}", "{\"a\":{]",
    "{\"a\":{}}}", "[[[[[", "{\"a\":{\"a\":{\"a\":", "[1]]]]]]", "}{", "][",
    // commas and colons
    ",", ":", "[,]", "[1,]", "[,1]", "[1,,2]", "[1,2,]", "[1;2]", "{,}", "{\"a\":1,}", "{,\"a\":1}",
    "{\"a\":1,,\"b\":2}", "{\"a\":1 \"b\":2}", "{\"a\" \"b\"}", "{\"a\"}", "{\"a\",1}", "{\"a\"=1}",
    "{\"a\"::1}", "{\"a\":1:2}", "{\"a\":\"b\":{}}", "[\"a\":[]]", "{:1}", "{\"a\":}", "{\"a\":,}", "{1:2}",
    "{a:1}", "{'a':1}", "{null:1}", "{[]:1}", "{{}:1}", "{\"a\":1;\"b\":2}", "[\"a\":1]", "[1:2]",
    "[\"a\" \"b\"]", "[\"a\"\"b\"]", "[1\"a\"]", "[\"a\"1]", "[null null]", "[[][]]", "[{}{}]",
    "{\"a\":{}{}}", "{\"a\":1\"b\":2}", "{\"a\":\"b\"\"c\":1}", "{\"a\":1,2}", "{\"a\":1,\"b\"}",
    "{\"a\":1,\"b\":}", "{\"a\":1,\"b\",\"c\":1}", "[:1]", "[1,:]", "{\"a\":1,:2}",
    // text behind
    "1 2", "{} {}", "[] []", "{} x", "[]1", "null null", "{},", "[],", "{};", "\"a\",", "1,", "{}\n{}",
    "true,false", "{}/", "[]#",
    // comments, other languages
    "// a\n1", "1 // a", "/* a */ 1", "[1, /* a */ 2]", "# a\n1", "[1 # a\n]", "[1, // a\n2]", "a: 1", "- a",
    "--- a", "<?xml?>", "a,b", "{\"a\":undefined}", "{\"a\":'b'}", "{\"a\":NaN}", "{\"a\":0x1}", "[`a`]",
    "{\u201ca\u201d:1}", "\u00a0{}", "{}\u00a0", "[1,\u2028 2]", "\f{}", "{}\v", "[\b]", "\x1b[31m", "\x01",
    // escapes outside strings
    "\\n", "[\\n]", "{\"a\":\\\"b\\\"}", "\\u0031", "{\\\"a\\\":1}"};

TEST(JsonDifferential, ValidTexts) {
  for (const std::string& text : kValid) {
    EXPECT_TRUE(nlohmann_verdict(text).accepted) << printable(text);
    EXPECT_EQ(judge_json(text), "") << printable(text);
  }
}

TEST(JsonDifferential, InvalidTexts) {
  for (const std::string& text : kInvalid) {
    EXPECT_FALSE(nlohmann_verdict(text).accepted) << printable(text);
    EXPECT_EQ(judge_json(text), "") << printable(text);
  }
}

TEST(JsonDifferential, OurOwnLimits) {
  for (const std::string& text :
       {"\xef\xbb\xbf{}"s, "{}\0"s, "\"\0\""s, "\0"s, "[1]\0x"s, nested(201, "[", "", "]"),
        nested(201, "{\"a\":", "1", "}"), nested(101, "[{\"a\":", "1", "}]"), nested(100000, "[", "", "]"),
        nested(100000, "{\"a\":", "", "")}) {
    EXPECT_FALSE(read_json(Source::from_text("x", text))) << printable(text).substr(0, 80);
    EXPECT_EQ(judge_json(text), "") << printable(text).substr(0, 80);
  }
  EXPECT_TRUE(read_json(Source::from_text("x", "[1e999]")))
      << "a number that no double holds is kept as text";
}

// Every prefix of every valid text, and every valid text with one byte changed, left out or put in.
TEST(JsonDifferential, Mutations) {
  constexpr std::string_view kBytes = "{}[],:\"\\ \n0-.eutfn1/a\x01\x80\xc3\xff";
  std::mt19937 random(11);
  for (const std::string& valid : kValid) {
    if (valid.size() > 120) continue;
    for (size_t at = 0; at <= valid.size(); ++at) {
      const std::string head = valid.substr(0, at);
      const std::string tail = valid.substr(at);
      const char byte = kBytes[random() % kBytes.size()];
      std::vector<std::string> texts = {head, head + byte + tail, head + head,
                                        head + tail.substr(0, at) + byte};
      if (!tail.empty()) texts.insert(texts.end(), {head + tail.substr(1), head + byte + tail.substr(1)});
      for (const std::string& text : texts) ASSERT_EQ(judge_json(text), "") << printable(text);
    }
  }
}

// Texts of tokens thrown together.
TEST(JsonDifferential, TokensAtRandom) {
  const std::vector<std::string> tokens = {"{", "}",    "[", "]",       ",",  ":",       "\"a\"",
                                           "1", "true", " ", "\"\\n\"", "\n", "{\"k\":", "],"};
  std::mt19937 random(5);
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (size_t n = random() % 12; n > 0; --n) text += tokens[random() % tokens.size()];
    ASSERT_EQ(judge_json(text), "") << printable(text);
  }
}

}  // namespace
}  // namespace arnscope
