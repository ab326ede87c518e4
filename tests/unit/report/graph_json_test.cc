#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/base/text.h"
#include "tests/unit/report/capture.h"
#include "tests/unit/report/graph_sample.h"

namespace arnscope {
namespace {

constexpr std::string_view kUser =
    R"("_key":"arn:aws:iam::111122223333:user/ana","_type":"aws_iam_user","_class":["User"],)"
    R"("displayName":"ana","accountId":"111122223333","tags":{"team":"a b\" c","n":1}})";
constexpr std::string_view kRole =
    R"("_key":"arn:aws:iam::111122223333:role/app","_type":"aws_iam_role","_class":["AccessRole"],)"
    R"("displayName":"app"})";
constexpr std::string_view kBucket =
    R"("_key":"arn:aws:s3:::data","_type":"aws_s3_bucket","_class":["DataStore","Archive"],)"
    R"("displayName":"data","named":true,"accountId":"","tag.aws:a/b \"<c>\" {d}%":"e"})";
constexpr std::string_view kAssumes =
    R"("_key":"r1","_type":"aws_iam_user_can_assume_role","_class":"CAN_ASSUME",)"
    R"("_fromEntityKey":"arn:aws:iam::111122223333:user/ana","_toEntityKey":"arn:aws:iam::111122223333:role/app",)"
    R"("condition":{"key":"aws:MultiFactorAuthPresent"}})";
constexpr std::string_view kAllows =
    R"("_key":"r2","_type":"aws_iam_role_allows_aws_s3_bucket","_class":"ALLOWS",)"
    R"("_fromEntityKey":"arn:aws:iam::111122223333:role/app","_toEntityKey":"arn:aws:s3:::data",)"
    R"("actions":["s3:Get*","s3:PutObject","s3:ListBucket","s3:DeleteObject","s3:Abort*","s3:x"],"statement":-2})";
constexpr std::string_view kHas =
    R"("_key":"r3","_type":"aws_iam_role_has_user","_class":"HAS",)"
    R"("_fromEntityKey":"arn:aws:iam::111122223333:role/app","_toEntityKey":"arn:aws:iam::111122223333:user/ana"})";

TEST(GraphJson, IsOneRecordALine) {
  std::string expected = "{\n  \"entities\": [\n";
  for (const std::string_view record : {kUser, kRole, kBucket})
    expected.append("    {").append(record).append(record == kBucket ? "\n" : ",\n");
  expected += "  ],\n  \"relationships\": [\n";
  for (const std::string_view record : {kAssumes, kAllows, kHas})
    expected.append("    {").append(record).append(record == kHas ? "\n" : ",\n");
  expected += "  ]\n}\n";
  EXPECT_EQ(written("json", Sample::kSmall).at(0), expected);
}

TEST(GraphJson, OfNothing) {
  EXPECT_EQ(written("json", Sample::kEmpty).at(0), "{\n  \"entities\": [],\n  \"relationships\": []\n}\n");
}

TEST(GraphNdjson, SaysOfEachLineWhatItIs) {
  std::string expected;
  for (const std::string_view record : {kUser, kRole, kBucket})
    expected.append("{\"_kind\":\"entity\",").append(record).append("\n");
  for (const std::string_view record : {kAssumes, kAllows, kHas})
    expected.append("{\"_kind\":\"relationship\",").append(record).append("\n");
  EXPECT_EQ(written("ndjson", Sample::kSmall).at(0), expected);
  EXPECT_EQ(written("ndjson", Sample::kEmpty).at(0), "");
}

// The hostile graph, from either format's records.
void expect_hostile(const nlohmann::json& entities, const nlohmann::json& relationships) {
  ASSERT_EQ(entities.size(), std::size(kHostileNames));
  ASSERT_EQ(relationships.size(), std::size(kHostileNames));
  for (size_t i = 0; i < entities.size(); ++i) {
    const std::string name = as_utf8(kHostileNames[i]);
    for (const char* member : {"_key", "_type", "displayName", "accountId"})
      EXPECT_EQ(entities[i].at(member), name) << member;
    EXPECT_EQ(entities[i].at("_class"), nlohmann::json::array({name}));
    EXPECT_EQ(entities[i].at("tags"), nlohmann::json::array({name}));
    for (const char* member : {"_key", "_type", "_class", "_fromEntityKey", "_toEntityKey"})
      EXPECT_EQ(relationships[i].at(member), name) << member;
    EXPECT_EQ(relationships[i].at("actions"), nlohmann::json::array({name, "", name}));
  }
}

TEST(GraphJson, ReadsBack) {
  const nlohmann::json read = nlohmann::json::parse(written("json", Sample::kHostile).at(0), nullptr, false);
  ASSERT_TRUE(read.is_object());
  expect_hostile(read.at("entities"), read.at("relationships"));
}

TEST(GraphNdjson, ReadsBack) {
  nlohmann::json entities = nlohmann::json::array();
  nlohmann::json relationships = nlohmann::json::array();
  const std::string text = written("ndjson", Sample::kHostile).at(0);
  ASSERT_TRUE(text.ends_with('\n'));
  for (const std::string_view line : split(std::string_view(text).substr(0, text.size() - 1), '\n')) {
    nlohmann::json record = nlohmann::json::parse(line, nullptr, false);
    ASSERT_TRUE(record.is_object()) << line;
    (record.at("_kind") == "entity" ? entities : relationships).push_back(std::move(record));
  }
  expect_hostile(entities, relationships);
}

}  // namespace
}  // namespace arnscope
