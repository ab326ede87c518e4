// YAML becomes what the same document in JSON would be, with the places of its own text.
#include "engine/document/yaml_reader.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/document/embedded.h"
#include "engine/document/json_reader.h"
#include "engine/document/read_document.h"
#include "tests/unit/document/as_json.h"

namespace arnscope {
namespace {

std::string read(std::string text) {
  const auto document = read_yaml(Source::from_text("t.yaml", std::move(text)));
  return document ? as_json((*document)->root())
                  : format_place(document.error().place) + ": " + document.error().message;
}

struct Row {
  std::string yaml, json;
};

void expect_rows(std::initializer_list<Row> rows) {
  for (const Row& row : rows) EXPECT_EQ(read(row.yaml), row.json) << row.yaml;
}

TEST(YamlReader, Scalars) {
  expect_rows({
      {"Version: 2012-10-17", R"({"Version":"2012-10-17"})"},
      {"[1, -2.5, 1e3, 012, 0x1F, 1_000, .5, 111122223333, 012345670123]",
       R"([1,-2.5,1e3,"012","0x1F","1_000",".5",111122223333,"012345670123"])"},
      {"[true, False, yes, OFF, y, n, 'true', \"no\", !!str true]",
       R"([true,false,true,false,"y","n","true","no","true"])"},
      {"[~, null, '', 'null', !!str null]", R"([null,null,"","null","null"])"},
      {"a:\nb: \n", R"({"a":null,"b":null})"},
      {"\"\\u00e9\\x41\\n\\\"\"", R"("éA\n\"")"},
      {"'it''s'", R"("it's")"},
      {"a: one\n  two\n\n  three", R"({"a":"one two\nthree"})"},
      {"a: |\n  one\n    two\n\n  three\nb: >-\n  one\n  two\n",
       R"({"a":"one\n  two\n\nthree\n","b":"one two"})"},
      {"12: a\ntrue: b\n2012-10-17: c", R"({"12":"a","true":"b","2012-10-17":"c"})"},
      {"a: 1\na: 2", R"({"a":1,"a":2})"},
      {"%YAML 1.1\n---\na: b\n...\n", R"({"a":"b"})"},
      {"# only a comment\na: b # another\n", R"({"a":"b"})"},
      {"[a: b, c]", R"([{"a":"b"},"c"])"},
      {"{a, b: }", R"({"a":null,"b":null})"},
      {"a: b\r\nc:\r\n  - d\r\n", R"({"a":"b","c":["d"]})"},
  });
}

TEST(YamlReader, ShortFormsOfFunctions) {
  expect_rows({
      {"!Ref Bucket", R"({"Ref":"Bucket"})"},
      {"!Condition IsProd", R"({"Condition":"IsProd"})"},
      {"!GetAtt Bucket.Arn", R"({"Fn::GetAtt":["Bucket","Arn"]})"},
      {"!GetAtt \"Nested.Outputs.Arn\"", R"({"Fn::GetAtt":["Nested","Outputs.Arn"]})"},
      {"!GetAtt [Bucket, Arn]", R"({"Fn::GetAtt":["Bucket","Arn"]})"},
      {"!GetAtt Bucket", R"({"Fn::GetAtt":"Bucket"})"},
      {"!Sub 'arn:${AWS::Partition}:s3:::x'", R"({"Fn::Sub":"arn:${AWS::Partition}:s3:::x"})"},
      {"!Join ['', [a, !Ref B]]", R"({"Fn::Join":["",["a",{"Ref":"B"}]]})"},
      {"!If\n- IsProd\n- a\n- !Ref AWS::NoValue\n", R"({"Fn::If":["IsProd","a",{"Ref":"AWS::NoValue"}]})"},
      {"!Transform\n  Name: AWS::Include\n", R"({"Fn::Transform":{"Name":"AWS::Include"}})"},
      {"!ToJsonString {a: 1}", R"({"Fn::ToJsonString":{"a":1}})"},
      {"a: !Base64\n  !Sub x", "t.yaml:2:3: cannot assign multiple tags to the same node"},
      {"Fn::Base64: !Sub x", R"({"Fn::Base64":{"Fn::Sub":"x"}})"},
      {"!Sub 12", R"({"Fn::Sub":"12"})"},
      {"- !Ref\n- b", R"([{"Ref":""},"b"])"},
  });
}

TEST(YamlReader, AliasesAndMergeKeys) {
  expect_rows({
      {"a: &x [1, 2]\nb: *x", R"({"a":[1,2],"b":[1,2]})"},
      {"a: &x !Ref B\nb: *x", R"({"a":{"Ref":"B"},"b":{"Ref":"B"}})"},
      {"&k a: *k", R"({"a":"a"})"},
      {"a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  q: 3\n", R"({"a":{"p":1,"q":2},"b":{"p":1,"q":3}})"},
      {"a: &x {p: 1, q: 2}\nb:\n  q: 3\n  <<: *x\n", R"({"a":{"p":1,"q":2},"b":{"q":3,"p":1}})"},
      {"a: &x {p: 1}\nb: &y {p: 2, q: 2}\nc:\n  <<: [*x, *y]\n  r: 3",
       R"({"a":{"p":1},"b":{"p":2,"q":2},"c":{"p":1,"q":2,"r":3}})"},
      {"a: &x {p: {z: 1}, q: 2}\nb: &y\n  <<: *x\n  p: 3\nc:\n  <<: *y\n  s: 4\nd: *y",
       R"({"a":{"p":{"z":1},"q":2},"b":{"q":2,"p":3},"c":{"q":2,"p":3,"s":4},"d":{"q":2,"p":3}})"},
      {"a: &x {p: 1}\nb:\n  <<: *x\n  p: 2\n  p: 3", R"({"a":{"p":1},"b":{"p":2,"p":3}})"},
      {"'<<': a", R"({"<<":"a"})"},
      {"a: &x [1]\n<<: *x", "t.yaml:2:5: `<<` takes an alias of an object, and this one is a list"},
      {"<<: {a: b}", "t.yaml:1:5: `<<` takes an alias of an object, or a list of such aliases"},
      {"<<: [a]", "t.yaml:1:6: `<<` takes an alias of an object, or a list of such aliases"},
      {"a: &x [*x]", "t.yaml:1:8: an alias cannot stand inside what it repeats"},
      {"a: *x", "t.yaml:1:4: an alias of an anchor that is not there"},
  });
}

TEST(YamlReader, AliasBombsAreRefused) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 10; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int k = 0; k < 9; ++k) text += ", " + before;
    text += "]\n";
  }
  EXPECT_EQ(read(text), "t.yaml:6:45: aliases repeat more than 1000000 values");
}

TEST(YamlReader, DepthIsBounded) {
  const auto nested = [](size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(read(nested(200)), nested(200));
  EXPECT_EQ(read(nested(201)), "t.yaml:1:201: lists and objects nest deeper than 200 levels");
  EXPECT_EQ(read(nested(100'000)), "t.yaml:1:201: lists and objects nest deeper than 200 levels");
  EXPECT_EQ(read(std::string(199, '[') + "!Ref a" + std::string(199, ']')),
            std::string(199, '[') + R"({"Ref":"a"})" + std::string(199, ']'));
  EXPECT_EQ(read(std::string(200, '[') + "!Ref a" + std::string(200, ']')),
            "t.yaml:1:201: lists and objects nest deeper than 200 levels");
  EXPECT_EQ(read("- &a " + nested(150) + "\n- " + std::string(50, '[') + "*a" + std::string(50, ']')),
            "t.yaml:2:53: lists and objects nest deeper than 200 levels");
}

TEST(YamlReader, Errors) {
  expect_rows({
      {"", "t.yaml: the file is empty"},
      {" \n", "t.yaml:1:1: the file is empty but for white space"},
      {"# nothing\n", "t.yaml:1:1: the file is empty but for comments"},
      {"\xEF\xBB\xBF"
       "a: b",
       "t.yaml:1:1: a byte order mark begins the file: save it as UTF-8 without one"},
      {std::string("a: \0b", 5), "t.yaml:1:4: a NUL byte: is the file damaged, or not UTF-8?"},
      {"a: \x04", "t.yaml:1:4: a control character, 0x04: write it as an escape in double quotes"},
      {"a: \xff", "t.yaml:1:4: not UTF-8: byte 0xff"},
      {"a: b\n  c: d",
       "t.yaml:2:4: a `:` cannot stand here: is the indentation right, or does a text with a "
       "colon lack its quotes?"},
      {"Action: s3:Get: x",
       "t.yaml:1:15: a `:` cannot stand here: is the indentation right, or does a text with a "
       "colon lack its quotes?"},
      {"a:\n\tb: c",
       "t.yaml:2:3: a `:` cannot stand here: is the indentation right, or does a text with a colon "
       "lack its quotes?"},
      {"Action: *", "t.yaml:1:10: an alias needs a name: a text that begins with `*` must stand in quotes"},
      {"Action: @a", "t.yaml:1:9: this character cannot begin a text: write the text in quotes"},
      {"a: \"b", "t.yaml:1:6: the text ends inside quotes"},
      {"a: \"\\q\"", "t.yaml:1:7: this is no escape: write `\\\\` for a backslash"},
      {"a: [b", "t.yaml:1:6: expected `,` or `]` in a list in brackets"},
      {"a: {b: c", "t.yaml:1:9: expected `,` or `}` in an object in braces"},
      {"{a: b}}", "t.yaml:1:7: a closing bracket without one that opens"},
      {"a: b\n---\nc: d\n", "t.yaml:2:1: a second document begins here: one alone may stand in a file"},
      {"- a\nb", "t.yaml:2:1: text after the end of the document: is the indentation right?"},
      {"? [a]\n: b", "t.yaml:1:3: a list cannot be a key: a text must stand here"},
      {"~: b", "t.yaml:1:1: null cannot be a key: a text must stand here"},
      {"!Ref a: b", "t.yaml:1:1: a key has no tag: a text must stand here"},
      {"a: !<tag:x,2000:foo> b",
       "t.yaml:1:4: the tag `tag:x,2000:foo` is not known: CloudFormation's functions "
       "are, such as `!Ref`"},
      {"a: !foo!bar b",
       "t.yaml:1:4: the tag `!foo!bar` is not known: CloudFormation's functions are, such as `!Ref`"},
  });
}

// Every node's text in the source.
std::string spans(const std::string& text) {
  const auto document = read_yaml(Source::from_text("t.yaml", text));
  if (!document) return document.error().message;
  std::string out;
  for (const Node& node : (*document)->nodes())
    out += "<" + text.substr(node.span.begin, node.span.end - node.span.begin) + ">";
  return out;
}

TEST(YamlReader, Spans) {
  EXPECT_EQ(spans("a: b # c\n"), "<a: b><a><b>");
  EXPECT_EQ(spans("a: 'it''s'\nb: \"x\\\"y\" # z"), "<a: 'it''s'\nb: \"x\\\"y\"><a><'it''s'><b><\"x\\\"y\">");
  EXPECT_EQ(spans("a: [b, {c: d} , ] # e\n"), "<a: [b, {c: d} , ]><a><[b, {c: d} , ]><b><{c: d}><c><d>");
  EXPECT_EQ(spans("a:\n  - b\n  - c: d\n    e:\nf: g"),
            "<a:\n  - b\n  - c: d\n    e:\nf: g><a><- b\n  - c: d\n    e><b><c: d\n    e><c><d><e><><f><g>");
  EXPECT_EQ(spans("- !Ref B\n- !GetAtt B.Arn\n- &x !Join [a, b]\n- *x"),
            "<- !Ref B\n- !GetAtt B.Arn\n- &x !Join [a, b]\n- *x><!Ref B><!Ref><B>"
            "<!GetAtt B.Arn><!GetAtt><B.Arn><B><Arn>"
            "<&x !Join [a, b]><&x><[a, b]><a><b><&x !Join [a, b]><&x><[a, b]><a><b>");
  EXPECT_EQ(spans("a: |\n  one\n   two\n\nb: one\n  two\nc: ~"),
            "<a: |\n  one\n   two\n\nb: one\n  two\nc: ~><a><|\n  one\n   two><b><one\n  two><c><~>");
}

TEST(YamlReader, TextInsideATextKeepsItsPlaces) {
  const std::pair<std::string, std::string> kRows[] = {
      {"a: |\n  {\"x\":\n    [1, oops]}\n", "t.yaml:3:9"},
      {"a: >-\n  {\"x\":\n  [1, oops]}\n", "t.yaml:3:7"},
      {"a: '{\"x\": [1, oops]}'", "t.yaml:1:15"},
      {"a: '{\"it''s\": [1, oops]}'", "t.yaml:1:19"},
      {"a: \"{\\\"x\\\": [1, oops]}\"", "t.yaml:1:17"},
      {"a: \"{\\\"x\\\":\n  [1, oops]}\"", "t.yaml:2:7"},
      {"a: !Sub \"{\\\"x\\\": [1, oops]}\"", "t.yaml:1:22"},
      {R"({"a": "{\"x\": [1, oops]}"})", "t.yaml:1:20"},
      {R"(["{\"\u00e9\": [1, oops]}"])", "t.yaml:1:20"},
  };
  for (const auto& [text, place] : kRows) {
    const auto document = read_document(Source::from_text("t.yaml", text));
    ASSERT_TRUE(document) << text;
    const uint32_t count = static_cast<uint32_t>((*document)->nodes().size());
    const Value value(document->get(), count - 1);
    const auto inside = read_json(embedded_source(value));
    ASSERT_FALSE(inside) << text;
    EXPECT_EQ(format_place(inside.error().place), place) << text;
    const auto again = read_json(
        Source::embedded((*document)->source(), value.span(), text_marks(value), std::string(value.text())));
    EXPECT_EQ(format_place(again.error().place), place) << text;
  }
}

TEST(ReadDocument, GoesByTheFirstCharacter) {
  const auto read_any = [](std::string text) {
    const auto document = read_document(Source::from_text("t", std::move(text)));
    return document ? as_json((*document)->root()) : document.error().message;
  };
  EXPECT_EQ(read_any("\n {\"a\": 1}"), R"({"a":1})");
  EXPECT_EQ(read_any("a: 1"), R"({"a":1})");
  EXPECT_EQ(read_any("# c\n- 1"), R"([1])");
  EXPECT_EQ(read_any(""), "the file is empty");
  EXPECT_EQ(read_any("{a: 1}"), "expected a key in quotes or `}`, found `a`");
}

}  // namespace
}  // namespace arnscope
