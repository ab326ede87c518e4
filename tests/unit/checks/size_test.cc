#include "engine/checks/size.h"

#include <gtest/gtest.h>

#include "engine/catalog/catalog.h"
#include "engine/document/json_reader.h"

namespace arnscope {
namespace {

std::shared_ptr<const Document> read(std::string text) {
  auto document = read_json(Source::from_text("policy.json", std::move(text)));
  EXPECT_TRUE(document) << (document ? "" : format_error(document.error()));
  return document ? *document : nullptr;
}

struct SizeRow {
  std::string_view what, text;
  uint32_t without_white_space, characters, bytes;
};

TEST(DocumentSize, IsCountedToTheLetter) {
  constexpr SizeRow kRows[] = {
      {"compact", R"({"Statement":[]})", 16, 16, 16},
      {"white space of every kind, around it too", "\t{ \"Statement\" :\r\n[ ]\n}\n", 16, 24, 24},
      {"blanks in strings count", R"({ "Statement": "a b  c" })", 22, 25, 25},
      {"a quote in a string", R"({ "Statement": "a\" b" })", 21, 24, 24},
      {"a backslash before a string's end", R"({ "Statement": "a\\" , "Id": "b c" })", 30, 36, 36},
      {"an escape counts as it is written", R"({"Statement":"\u00e9\n"})", 24, 24, 24},
      {"code points, not bytes", "{\"Statement\":\"\u00e9\u00fc\"}", 18, 18, 20},
      {"a character beyond the basic plane", "{ \"Statement\":\"\U0001F600\"}", 17, 18, 21},
      {"numbers, words, duplicates", R"({"Statement": [1.50, true, null], "Statement": {}})", 45, 50, 50},
  };
  for (const SizeRow& row : kRows) {
    SCOPED_TRACE(row.what);
    auto document = read(std::string(row.text));
    const DocumentSize size = document_size(document->root());
    EXPECT_EQ(size.characters_without_white_space, row.without_white_space);
    EXPECT_EQ(size.characters, row.characters);
    EXPECT_EQ(size.bytes, row.bytes);
    EXPECT_TRUE(size.as_submitted);
  }
}

// The lengths of the documents written without white space by another program.
TEST(DocumentSize, OfAwsManagedPolicies) {
  struct Row {
    std::string_view name;
    uint32_t characters;
  };
  for (const Row& row : {Row{"SecurityAudit", 32677},
                         {"ReadOnlyAccess", 91266},
                         {"AdministratorAccess", 85},
                         {"IAMFullAccess", 421},
                         {"AmazonS3ReadOnlyAccess", 168},
                         {"ViewOnlyAccess", 12303}}) {
    auto policy = catalog::find_managed_policy(row.name);
    ASSERT_TRUE(policy);
    auto document = read(std::string(policy->document));
    EXPECT_EQ(document_size(document->root()).characters_without_white_space, row.characters) << row.name;
  }
}

// A policy inside a larger document is not what is submitted: white space of the file is not its own.
TEST(DocumentSize, OfAPartIsWithoutWhiteSpace) {
  auto document = read(R"({"PolicyDocument": { "Statement": [ "\u00e9\u00e9" ] }})");
  const DocumentSize size = document_size(*document->root().find("PolicyDocument"));
  EXPECT_EQ(size.characters_without_white_space, 30U);
  EXPECT_EQ(size.characters, 30U);
  EXPECT_EQ(size.bytes, 30U);
  EXPECT_FALSE(size.as_submitted);
}

TEST(DocumentSize, OfAPolicyInAString) {
  auto document = read(R"({"Content": "{ \"Statement\": [] }"})");
  const Value string = *document->root().find("Content");
  auto source =
      Source::embedded(document->source(), string.span(), Embedding::kJsonString, std::string(string.text()));
  auto policy = read_json(source);
  ASSERT_TRUE(policy);
  const DocumentSize size = document_size((*policy)->root());
  EXPECT_EQ(size.characters_without_white_space, 16U);
  EXPECT_EQ(size.characters, 19U);
  EXPECT_TRUE(size.as_submitted);
}

// A document whose text is not its JSON, as YAML and resolved templates are: `json` is the document, `text`
// what stands in the source at the place of each of its nodes.
std::shared_ptr<const Document> elsewhere(const std::string& json, std::string text) {
  auto document = read(json);
  std::string arena;
  std::vector<Node> nodes = document->nodes();
  const auto end = static_cast<uint32_t>(text.size());
  for (Node& node : nodes) {
    const std::string_view old = document->text_of(node);
    if (node.kind != Kind::kObject && node.kind != Kind::kArray) {
      node.text_begin = static_cast<uint32_t>(arena.size());
      node.in_arena = true;
      arena += old;
    }
    node.span = {0, end};
  }
  return std::make_shared<const Document>(Source::from_text("policy.yaml", std::move(text)), std::move(nodes),
                                          std::move(arena));
}

TEST(DocumentSize, OfWhatIsNotJsonIsItsJson) {
  struct Row {
    std::string_view what, json, text;
    uint32_t characters;
  };
  for (const Row& row : {
           Row{"YAML", R"({"Statement": [{"Sid": "a b", "n": 1}, {}, [], true]})",
               "Statement:\n  - Sid: a b\n", 46},
           {"YAML's flow mapping", R"({"Statement": []})", "{Statement: []}", 16},
           {"a function resolved", R"({"Statement": "longer than its function"})",
            R"({"Statement": {"Ref": "P"}})", 40},
           {"the same shape, other text", R"({"Statement": "abc"})", R"({"Statement": "${Parameter}"})", 19},
           {"a quote needs an escape", R"({"Statement": "say \"hi\""})", "Statement: say \"hi\"\n", 26},
       }) {
    SCOPED_TRACE(row.what);
    auto document = elsewhere(std::string(row.json), std::string(row.text));
    const DocumentSize size = document_size(document->root());
    EXPECT_EQ(size.characters_without_white_space, row.characters);
    EXPECT_EQ(size.characters, row.characters);
    EXPECT_FALSE(size.as_submitted);
  }
}

Measurement measured(std::string_view type, uint64_t number, uint64_t documents = 1) {
  return measure(*size_limit(published_limits(), type), number, documents);
}

// AWS's figure is one more than the compact length wherever white space does not count.
TEST(Measurement, OfIamLeavesOneOut) {
  EXPECT_EQ(measured("managed", 6143).headroom(), 0);
  EXPECT_FALSE(measured("managed", 6143).over());
  EXPECT_EQ(measured("managed", 6144).headroom(), -1);
  EXPECT_TRUE(measured("managed", 6144).over());
  EXPECT_EQ(measured("managed", 8161).headroom(), -2018);
  EXPECT_EQ(measured("role-inline", 10000, 3).headroom(), 237);
  EXPECT_EQ(measured("user-inline", 0, 0).headroom(), 2048);
}

TEST(Measurement, OfOthersDoesNot) {
  EXPECT_EQ(measured("scp", 10240).headroom(), 0);
  EXPECT_TRUE(measured("scp", 10241).over());
  EXPECT_EQ(measured("s3-bucket", 20480).headroom(), 0);
  EXPECT_TRUE(measured("s3-bucket", 20481).over());
}

std::string numbers(const std::string& policy, std::string_view type) {
  auto document = read(policy);
  std::string text;
  for (const Measurement& each :
       measure_document(document->root(), document_size(document->root()), type, published_limits()))
    text += (text.empty() ? "" : ", ") + std::to_string(each.number) + " " +
            std::string(counted_name(each.counted));
  return text;
}

// An SCP's white space counts, an identity policy's does not.
TEST(MeasureDocument, CountsAsTheTypeIsCounted) {
  const std::string policy = "{ \"Statement\": [ \"\u00e9\" ] }\n";
  EXPECT_EQ(numbers(policy, "managed"), "19 characters without white space");
  EXPECT_EQ(numbers(policy, "scp"), "25 characters");
  EXPECT_EQ(numbers(policy, "kms-key"), "26 bytes");
  EXPECT_EQ(numbers(policy, "permission-set-inline"), "19 characters without white space, 26 bytes");
  EXPECT_EQ(numbers(policy, ""), "");
  EXPECT_EQ(numbers(policy, "user"), "");
}

TEST(MeasureDocument, CountsStatements) {
  EXPECT_EQ(numbers(R"({"Statement":[{"Principal":{"AWS":["a","b"],"Service":"c"},"Action":["x","y","z"],)"
                    R"("Condition":{"StringEquals":{"k":["1","2"],"l":"3"},"Bool":{"m":"true"}}},)"
                    R"({"NotPrincipal":"*","NotAction":"x"}]})",
                    "sqs-queue"),
            "194 bytes, 2 statements, 4 principals, 3 conditions, 3 actions in a statement");
  EXPECT_EQ(numbers(R"({"Statement":{"Principal":"*","Action":"x"}})", "sns-topic"),
            "44 bytes, 1 statements, 1 principals");
  EXPECT_EQ(numbers(R"({"Id":"x"})", "sns-topic"), "10 bytes, 0 statements, 0 principals");
}

std::vector<std::string> invalid(const Document& document, std::string_view type) {
  std::vector<Finding> findings;
  find_invalid_character(document.root(), type, published_limits(), "policy", findings);
  std::vector<std::string> lines;
  for (const Finding& each : findings) {
    EXPECT_EQ(each.severity, Severity::kError);
    lines.push_back(format_place(each.place) + " " + each.message.substr(0, each.message.find(' ')));
  }
  return lines;
}

TEST(InvalidCharacter, IsFoundAtItsPlace) {
  using Lines = std::vector<std::string>;
  auto dash = read("{\"Statement\": \"a\u00ff\",\t\r\n \"Id\": \"\u2013\u2014\"}");
  EXPECT_EQ(invalid(*dash, "managed"), Lines{"policy.json:2:9 U+2013"});
  EXPECT_EQ(invalid(*dash, "session"), Lines{"policy.json:2:9 U+2013"});
  EXPECT_EQ(invalid(*dash, "permission-set-inline"), Lines{"policy.json:2:9 U+2013"});
  EXPECT_EQ(invalid(*dash, "s3-bucket"), Lines{});
  EXPECT_EQ(invalid(*dash, ""), Lines{});
  EXPECT_EQ(invalid(*read("{\"Statement\": \"\u0100\"}"), "trust"), Lines{"policy.json:1:16 U+0100"});
  EXPECT_EQ(invalid(*read(R"({"Statement": "\u2013\u0001"})"), "trust"), Lines{});
  EXPECT_EQ(invalid(*elsewhere("{\"Statement\": \"\\u0001\"}", "Statement: x"), "trust"), Lines{});
  EXPECT_EQ(invalid(*elsewhere("{\"Statement\": \"\\u0001\u2013\"}", "Statement: x"), "trust"),
            Lines{"policy.yaml:1:1 U+2013"});
}

}  // namespace
}  // namespace arnscope
