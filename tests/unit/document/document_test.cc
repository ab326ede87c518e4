#include "engine/document/document.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/document/json_reader.h"

namespace arnscope {
namespace {

std::shared_ptr<const Document> read(std::shared_ptr<const Source> source) {
  auto document = read_json(std::move(source));
  EXPECT_TRUE(document) << (document ? "" : format_error(document.error()));
  return document ? *document : nullptr;
}

std::shared_ptr<const Document> read(std::string text) {
  return read(Source::from_text("x.json", std::move(text)));
}

std::string covered(Value value) {
  const Span span = value.span();
  return std::string(value.place().source->text().substr(span.begin, span.end - span.begin));
}

TEST(Document, Kinds) {
  struct Row {
    std::string text;
    Kind kind;
    std::string_view name, value;
    uint32_t size;
  };
  for (const Row& row :
       std::initializer_list<Row>{{" null ", Kind::kNull, "null", "null", 0},
                                  {"true", Kind::kBool, "a boolean", "true", 0},
                                  {"false", Kind::kBool, "a boolean", "false", 0},
                                  {"-1.50E+3\n", Kind::kNumber, "a number", "-1.50E+3", 0},
                                  {"\"x\"", Kind::kString, "a string", "x", 0},
                                  {R"("\u0041\n")", Kind::kString, "a string", "A\n", 0},
                                  {"[]", Kind::kArray, "a list", "", 0},
                                  {"[1,[2,3]]", Kind::kArray, "a list", "", 2},
                                  {"{}", Kind::kObject, "an object", "", 0},
                                  {R"({"a":1,"b":{},"a":2})", Kind::kObject, "an object", "", 3}}) {
    const auto document = read(row.text);
    ASSERT_NE(document, nullptr);
    const Value root = document->root();
    EXPECT_EQ(root.kind(), row.kind) << row.text;
    EXPECT_EQ(kind_name(root.kind()), row.name) << row.text;
    EXPECT_EQ(root.text(), row.value) << row.text;
    EXPECT_EQ(root.size(), row.size) << row.text;
    EXPECT_EQ(root.is_object(), row.kind == Kind::kObject) << row.text;
    EXPECT_EQ(root.is_array(), row.kind == Kind::kArray) << row.text;
    EXPECT_EQ(root.is_string(), row.kind == Kind::kString) << row.text;
  }
}

TEST(Document, Iterates) {
  const auto document = read(R"( {"a": [1, "two", [], {"x": [[]]}, null], "b" : {} , "c\"": "d"} )");
  ASSERT_NE(document, nullptr);
  std::string members;
  for (const auto [key, value] : document->root().members()) {
    members += std::string(key.text()) + "=" + covered(key) + covered(value) + ";";
  }
  EXPECT_EQ(members, R"(a="a"[1, "two", [], {"x": [[]]}, null];b="b"{};c"="c\"""d";)");
  std::string elements;
  for (const Value element : document->root().find("a")->elements()) elements += covered(element) + ";";
  EXPECT_EQ(elements, R"(1;"two";[];{"x": [[]]};null;)");
}

TEST(Document, IteratesOverNothingInOtherKinds) {
  const auto document = read(R"({"list": [1], "object": {"a": 1}, "string": "s"})");
  ASSERT_NE(document, nullptr);
  const auto count = [](auto range) {
    int n = 0;
    for (auto it = range.begin(); it != range.end(); ++it) ++n;
    return n;
  };
  EXPECT_EQ(count(document->root().find("list")->elements()), 1);
  EXPECT_EQ(count(document->root().find("list")->members()), 0);
  EXPECT_EQ(count(document->root().find("object")->elements()), 0);
  EXPECT_EQ(count(document->root().find("object")->members()), 1);
  EXPECT_EQ(count(document->root().find("string")->elements()), 0);
  EXPECT_EQ(count(document->root().find("string")->members()), 0);
  EXPECT_EQ(document->root().find("list")->find("a"), std::nullopt);
}

TEST(Document, FindsTheLastOfDuplicates) {
  const auto document = read(R"({"a": 1, "b": 2, "\u0061": 3, "": 4})");
  ASSERT_NE(document, nullptr);
  EXPECT_EQ(document->root().find("a")->text(), "3");
  EXPECT_EQ(document->root().find("b")->text(), "2");
  EXPECT_EQ(document->root().find("")->text(), "4");
  EXPECT_FALSE(document->root().find("A"));
  EXPECT_EQ(document->root().size(), 4U);
}

TEST(Document, NumbersStayAsWritten) {
  const auto document = read("[123456789012345678901234567890, 0.10000000000000000000000001, 1e999, -0]");
  ASSERT_NE(document, nullptr);
  std::string numbers;
  for (const Value number : document->root().elements()) numbers += std::string(number.text()) + " ";
  EXPECT_EQ(numbers, "123456789012345678901234567890 0.10000000000000000000000001 1e999 -0 ");
}

TEST(Document, SpansCoverQuotesAndBrackets) {
  const auto document = read("\n{ \"key\" :\n [ 10 , \"\\u0041\" , { } ] \n }\n");
  ASSERT_NE(document, nullptr);
  const Value root = document->root();
  EXPECT_EQ(root.span(), (Span{1, 39}));
  const Value list = *root.find("key");
  EXPECT_EQ(covered(list), "[ 10 , \"\\u0041\" , { } ]");
  EXPECT_EQ(format_place(list.place()), "x.json:3:2");
  std::string elements;
  for (const Value element : list.elements()) elements += covered(element) + ";";
  EXPECT_EQ(elements, "10;\"\\u0041\";{ };");
}

// A text without padding behind it is read from a copy; its places are those of the text.
TEST(Document, StaticText) {
  const std::string text = R"({"a": ["b", "\n", 1]})";
  const auto source = Source::from_static("static", text);
  const auto document = read(source);
  ASSERT_NE(document, nullptr);
  EXPECT_EQ(document->source(), source);
  const Value list = *document->root().find("a");
  EXPECT_EQ(covered(list), R"(["b", "\n", 1])");
  EXPECT_EQ((*list.elements().begin()).text().data(), text.data() + 8) << "the text itself, not the copy";
  EXPECT_FALSE(read_json(Source::from_static("static", "")));
  EXPECT_FALSE(read_json(Source::from_static("static", "[1")));
}

TEST(Document, NodesSkipWholeSubtrees) {
  const auto document = read(R"([[1, [2]], {"a": 3}, 4])");
  ASSERT_NE(document, nullptr);
  std::string next;
  for (const Node& node : document->nodes()) next += std::to_string(node.next) + " ";
  EXPECT_EQ(next, "9 5 3 5 5 8 7 8 9 ");
}

TEST(DuplicateKeys, EachRepetitionIsAFinding) {
  const auto document = read(R"({
  "a": {"x": 1, "y": 2, "x": 3},
  "b": [{"k": 1, "\u006b": 2, "l": 0,
         "k": 3}],
  "c": {"x": 1},
  "": 1, "A": 2, "": 3
})");
  ASSERT_NE(document, nullptr);
  std::vector<Finding> findings;
  find_duplicate_keys(*document, findings);
  sort_findings(findings);
  std::string all;
  for (const Finding& finding : findings) {
    const std::string text = format_finding(finding);
    all += text.substr(0, text.find('\n') + 1);
  }
  EXPECT_EQ(
      all,
      "x.json:2:25: warning: `x` stands more than once in this object, first at line 2: the last one counts "
      "[DUPLICATE_KEY]\n"
      "x.json:3:18: warning: `k` stands more than once in this object, first at line 3: the last one counts "
      "[DUPLICATE_KEY]\n"
      "x.json:4:10: warning: `k` stands more than once in this object, first at line 3: the last one counts "
      "[DUPLICATE_KEY]\n"
      "x.json:6:18: warning: `` stands more than once in this object, first at line 6: the last one counts "
      "[DUPLICATE_KEY]\n");
}

TEST(DuplicateKeys, NoneInADocumentWithout) {
  for (const std::string text : {"1", "[]", "{}", R"({"a": {"a": {"a": 1}}, "b": [{"a": 1}, {"a": 1}]})"}) {
    std::vector<Finding> findings;
    find_duplicate_keys(*read(text), findings);
    EXPECT_TRUE(findings.empty()) << text;
  }
}

}  // namespace
}  // namespace arnscope
