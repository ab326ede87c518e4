#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/base/text.h"
#include "tests/unit/report/capture.h"
#include "tests/unit/report/csv_reader.h"
#include "tests/unit/report/graph_sample.h"

namespace arnscope {
namespace {

TEST(GraphCsv, HasTheHeadersOfTheImporter) {
  const std::vector<std::string> texts = written("csv", Sample::kSmall);
  ASSERT_EQ(texts.size(), 2U);
  EXPECT_EQ(texts[0],
            "_key:ID,_type,displayName,accountId,tags,named:boolean,\"tag.aws:a/b \"\"<c>\"\" "
            "%7Bd%7D%25:string\",:LABEL\r\n"
            "arn:aws:iam::111122223333:user/ana,aws_iam_user,ana,111122223333,"
            "\"{\"\"team\"\":\"\"a b\\\"\" c\"\",\"\"n\"\":1}\",,,User\r\n"
            "arn:aws:iam::111122223333:role/app,aws_iam_role,app,,,,,AccessRole\r\n"
            "arn:aws:s3:::data,aws_s3_bucket,data,\"\",,true,e,DataStore;Archive\r\n");
  EXPECT_EQ(
      texts[1],
      ":START_ID,:END_ID,:TYPE,_key,_type,actions:string[],statement:long,condition\r\n"
      "arn:aws:iam::111122223333:user/ana,arn:aws:iam::111122223333:role/app,CAN_ASSUME,r1,"
      "aws_iam_user_can_assume_role,,,\"{\"\"key\"\":\"\"aws:MultiFactorAuthPresent\"\"}\"\r\n"
      "arn:aws:iam::111122223333:role/app,arn:aws:s3:::data,ALLOWS,r2,aws_iam_role_allows_aws_s3_bucket,"
      "s3:Get*;s3:PutObject;s3:ListBucket;s3:DeleteObject;s3:Abort*;s3:x,-2,\r\n"
      "arn:aws:iam::111122223333:role/app,arn:aws:iam::111122223333:user/ana,HAS,r3,aws_iam_role_has_user,,,"
      "\r\n");
}

TEST(GraphCsv, OfNothingIsItsHeaders) {
  for (const std::string& text : written("csv", Sample::kEmpty)) EXPECT_EQ(read_csv(text).size(), 1U);
}

// A key as it stands in the files: a backslash of its own is doubled, an escape's is not.
std::string shown_key(std::string_view name) {
  std::string doubled;
  for (const char c : name) doubled += c == '\\' ? "\\\\" : std::string(1, c);
  return printable(doubled);
}

std::string shown_in_list(std::string_view name) {
  std::string out;
  for (const char c : printable(name)) out += c == ';' ? "%3B" : std::string(1, c);
  return out;
}

TEST(GraphCsv, ReadsBack) {
  const std::vector<std::string> texts = written("csv", Sample::kHostile);
  const CsvRecords entities = read_csv(texts.at(0));
  const CsvRecords relationships = read_csv(texts.at(1));
  ASSERT_EQ(entities.size(), std::size(kHostileNames) + 1);
  ASSERT_EQ(relationships.size(), std::size(kHostileNames) + 1);
  std::set<std::string> keys;
  for (size_t i = 0; i < std::size(kHostileNames); ++i) {
    const std::string_view name = kHostileNames[i];
    const std::vector<std::string>& entity = entities[i + 1];
    EXPECT_TRUE(keys.insert(entity[0]).second) << entity[0];
    EXPECT_EQ(entity[0], shown_key(name));
    for (const size_t column : {1U, 2U, 3U}) EXPECT_EQ(entity[column], printable(name)) << column;
    EXPECT_EQ(nlohmann::json::parse(entity[4], nullptr, false), nlohmann::json::array({as_utf8(name)}))
        << entity[4];
    EXPECT_EQ(entity[5], "");
    EXPECT_EQ(entity[7], shown_in_list(name));
    const std::vector<std::string>& relationship = relationships[i + 1];
    for (const size_t column : {0U, 1U, 3U}) EXPECT_EQ(relationship[column], entity[0]) << column;
    EXPECT_EQ(relationship[5], shown_in_list(name) + ";;" + shown_in_list(name));
  }
}

// The importer takes a record to be a line, and the raw text of a name never moves a terminal's cursor.
TEST(GraphCsv, ARecordIsALine) {
  for (const std::string& text : written("csv", Sample::kHostile)) {
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), static_cast<int>(std::size(kHostileNames)) + 1);
    for (const std::string_view line : split(text, '\n')) {
      const std::string_view record = line.substr(0, line.size() - (line.empty() ? 0 : 1));
      EXPECT_EQ(printable(record), record);
    }
  }
}

}  // namespace
}  // namespace arnscope
