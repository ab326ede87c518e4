#include "engine/model/value_path.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/document/json_reader.h"

namespace arnscope {
namespace {

constexpr std::string_view kText = R"({
  "Reservations": [
    {"Instances": [{"InstanceId": "i-1", "Groups": [{"Id": "sg-1"}, {"Id": "sg-2"}]}]},
    {"Instances": [{"InstanceId": "i-2", "Groups": []}, {"InstanceId": "i-3"}]}],
  "Name": "a", "name": "b",
  "Empty": "", "Null": null, "Port": 443, "Open": true, "Big": 1e2,
  "Zone": "/hostedzone/Z1", "Uri": "https://example.com/a/b", "Arn": "arn:aws:sns:eu-west-1:1:topic",
  "Policy": "{\"Statement\": [{\"Sid\": \"one\"}, {\"Sid\": \"two\"}]}",
  "Attributes": {"Policy": "{\"Id\": \"inner\"}"},
  "Broken": "{\"Statement\": ",
  "Methods": {"GET": {"uri": "u1"}, "PUT": {"uri": "u2"}},
  "List": ["x", ["y", "z"], 7]
})";

class ValuePath : public testing::Test {
 protected:
  void SetUp() override {
    auto read = read_json(Source::from_text("value.json", std::string(kText)));
    ASSERT_TRUE(read);
    document_ = *read;
  }
  Described described() const { return described(document_->root()); }
  Described described(Value value) const {
    return {.value = value,
            .parameters = parameters_,
            .partition = "aws",
            .account = "111122223333",
            .region = "eu-west-1"};
  }
  std::vector<std::string> texts(std::string_view path) const {
    std::vector<std::string> found;
    for_each_text(described(), path, [&](std::string_view text) { found.emplace_back(text); });
    return found;
  }

  std::shared_ptr<const Document> document_;
  std::vector<std::string> parameters_ = {"/hostedzone/Z9", "user|name"};
};

using Texts = std::vector<std::string>;
struct PathRow {
  std::string_view path;
  Texts expected;
};

TEST_F(ValuePath, Texts) {
  const std::vector<PathRow> rows = {
      {"Reservations[].Instances[].InstanceId", {"i-1", "i-2", "i-3"}},
      {"Reservations[].Instances[].Groups[].Id", {"sg-1", "sg-2"}},
      {"reservations[].INSTANCES[].instanceid", {"i-1", "i-2", "i-3"}},
      // The name as written goes before one that differs in case.
      {"name", {"b"}},
      {"Name", {"a"}},
      {"NAME", {"a"}},
      {"", {}},
      {"Missing", {}},
      {"Name.Below", {}},
      {"Name[]", {}},
      {"Reservations.Instances", {}},
      {"Empty", {}},
      {"Null", {}},
      {"Port", {"443"}},
      {"Open", {"true"}},
      {"Big", {"1e2"}},
      {"Methods.*.uri", {"u1", "u2"}},
      {"List[]", {"x", "7"}},
      {"$account", {"111122223333"}},
      {"$region", {"eu-west-1"}},
      {"$partition", {"aws"}},
      {"$1", {"/hostedzone/Z9"}},
      {"$2", {"user|name"}},
      {"$3", {}},
      {"$0", {}},
      {"$other", {}},
      {"$value", {}},
      // JSON inside strings.
      {"Policy.Statement[].Sid", {"one", "two"}},
      {"Attributes.Policy.Id", {"inner"}},
      {"Broken.Statement", {}},
      // The first that has a value, and all of that one.
      {"Missing|Empty|Reservations[].Instances[].InstanceId|Name", {"i-1", "i-2", "i-3"}},
      {"Missing|$3", {}},
      // Parts.
      {"Zone~/", {"Z1"}},
      {"$1~/", {"Z9"}},
      {"Name~/", {"a"}},
      {"Uri~/3", {"example.com"}},
      {"Uri~/1", {"https:"}},
      {"Uri~/2", {}},
      {"Uri~/9", {}},
      {"Zone~/0", {"hostedzone/Z1"}},
      {"Uri~/0", {"https://example.com/a/b"}},
      {"Arn~:", {"topic"}},
      {"Arn~:3", {"sns"}},
      {"Missing~/|Zone~/2", {"hostedzone"}},
  };
  for (const PathRow& row : rows) EXPECT_EQ(texts(row.path), row.expected) << row.path;
}

TEST_F(ValuePath, ValueIsText) {
  for_each_value(described(), "List[]", [&](Value value) {
    EXPECT_EQ(first_text(described(value), "$value"), value.is_string() ? "x" : "");
  });
}

TEST_F(ValuePath, Values) {
  const auto count = [&](std::string_view path) {
    size_t found = 0;
    for_each_value(described(), path, [&](Value) { ++found; });
    return found;
  };
  EXPECT_EQ(count(""), 1u);
  EXPECT_EQ(count("Reservations[]"), 2u);
  EXPECT_EQ(count("Null"), 1u);
  EXPECT_EQ(count("Missing"), 0u);
  EXPECT_EQ(count("Policy.Statement[]"), 2u);
}

struct TemplateRow {
  std::string_view text;
  std::optional<std::string> expected;
};

TEST_F(ValuePath, Templates) {
  const std::vector<TemplateRow> rows = {
      {"arn:{$partition}:ec2:{$region}:{$account}:instance/{Reservations[].Instances[].InstanceId}",
       "arn:aws:ec2:eu-west-1:111122223333:instance/i-1"},
      {"{Name}", "a"},
      {"no paths", "no paths"},
      {"{Missing}", std::nullopt},
      {"a{Name}b{Missing}c", std::nullopt},
      {"{Missing}|{Name}", "a"},
      {"{Missing|Name}", "a"},
      {"x{Missing|name}y|z", "xby"},
      {"x{Missing|Empty}y|z", "z"},
      {"{Zone~/}:{Port}", "Z1:443"},
      // What a value holds is no template.
      {"{$2}", "user|name"},
      {"", std::nullopt},
      {"{Name", "a"},
      {"a}", "a}"},
  };
  for (const TemplateRow& row : rows)
    EXPECT_EQ(fill_template(described(), row.text), row.expected) << row.text;
}

}  // namespace
}  // namespace arnscope
