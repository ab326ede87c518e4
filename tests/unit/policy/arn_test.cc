#include "engine/policy/arn.h"

#include <gtest/gtest.h>

namespace arnscope {
namespace {

TEST(arn, parse) {
  const auto arn = parse_arn("arn:aws:iam::111122223333:role/team/deploy");
  ASSERT_TRUE(arn);
  EXPECT_EQ(*arn, (Arn{"aws", "iam", "", "111122223333", "role/team/deploy"}));
  EXPECT_EQ(arn->resource_type(), "role");
  EXPECT_EQ(arn->resource_name(), "team/deploy");
}

struct PartsRow {
  std::string_view arn, type, name;
};

constexpr PartsRow kPartsRows[] = {
    {"arn:aws:lambda:eu-west-1:111122223333:function:f:live", "function", "f:live"},
    {"arn:aws:sns:eu-west-1:111122223333:topic", "", "topic"},
    {"arn:aws:apigateway:eu-west-1::/restapis/a", "", "/restapis/a"},
    {"arn:aws:s3:::bucket/key", "bucket", "key"},
    {"arn:aws-cn:s3:::", "", ""},
    {"arn:aws:logs:eu-west-1:111122223333:log-group:a:*", "log-group", "a:*"},
};

TEST(arn, resource_type_and_name) {
  for (const PartsRow& row : kPartsRows) {
    const auto arn = parse_arn(row.arn);
    ASSERT_TRUE(arn) << row.arn;
    EXPECT_EQ(arn->resource_type(), row.type) << row.arn;
    EXPECT_EQ(arn->resource_name(), row.name) << row.arn;
  }
}

TEST(arn, parse_refuses) {
  for (const std::string_view text :
       {"", "*", "arn", "arn:aws:s3::", "ARN:aws:s3:::b", "urn:aws:s3:::b", "arn:::"})
    EXPECT_FALSE(parse_arn(text)) << text;
}

TEST(arn, account_id) {
  EXPECT_TRUE(is_account_id("111122223333"));
  for (const std::string_view text : {"", "11112222333", "1111222233334", "11112222333a", "aws"})
    EXPECT_FALSE(is_account_id(text)) << text;
}

struct MatchRow {
  const char* name;
  std::string_view pattern, arn;
  bool in_identity_policy, in_resource_policy;
};

constexpr std::string_view kQueue = "arn:aws:sqs:us-east-1:111122223333:jobs";
constexpr MatchRow kMatchRows[] = {
    {"the same text", kQueue, kQueue, true, true},
    {"star matches an ARN", "*", kQueue, true, true},
    {"star matches a request without resource", "*", "*", true, true},
    {"stars match too", "**", "*", true, true},
    {"an ARN of stars is no star", "arn:*:*:*:*:*", "*", false, false},
    {"a name is no ARN", "jobs", "jobs", false, false},
    {"empty matches nothing", "", kQueue, false, false},
    {"star in the account", "arn:aws:sqs:us-east-1:*:jobs", kQueue, true, true},
    {"star does not cross a colon", "arn:aws:sqs:*:jobs", kQueue, false, false},
    {"star in the last place crosses colons", "arn:aws:lambda:*:*:function:*",
     "arn:aws:lambda:eu-west-1:111122223333:function:f:live", true, true},
    {"star in the last place crosses slashes", "arn:aws:s3:::b/*", "arn:aws:s3:::b/a/b/c", true, true},
    {"a bucket is not its objects", "arn:aws:s3:::b", "arn:aws:s3:::b/k", false, false},
    {"objects are not their bucket", "arn:aws:s3:::b/*", "arn:aws:s3:::b", false, false},
    {"question mark", "arn:aws:s3:::log-?", "arn:aws:s3:::log-a", true, true},
    {"letters count", "arn:aws:s3:::B", "arn:aws:s3:::b", false, false},
    {"a short pattern is completed", "arn:aws:sqs*", kQueue, true, false},
    {"a short pattern of another service", "arn:aws:s3*", kQueue, false, false},
    {"a star in the first field", "*:aws:sqs:*:*:*", kQueue, true, true},
    {"a short pattern that begins with a star", "a*", kQueue, true, false},
    {"another partition", "arn:aws-cn:sqs:*:*:*", kQueue, false, false},
    {"key with a newline", "arn:aws:s3:::b/*", "arn:aws:s3:::b/a\nb", true, true},
};

TEST(arn, match) {
  for (const MatchRow& row : kMatchRows) {
    EXPECT_EQ(arn_match(row.pattern, row.arn), row.in_identity_policy) << row.name;
    EXPECT_EQ(arn_match(row.pattern, row.arn, ShortArn::kNeverMatches), row.in_resource_policy)
        << row.name << ", resource policy";
  }
}

struct RelationRow {
  const char* name;
  std::string_view a, b;
  bool intersect, a_contains_b;
};

constexpr RelationRow kRelationRows[] = {
    {"star and star", "*", "*", true, true},
    {"star and an ARN", "*", "arn:aws:s3:::b", true, true},
    {"all ARNs are not all", "arn:*:*:*:*:*", "*", true, false},
    {"crossing regions", "arn:aws:sqs:us-*:*:a", "arn:aws:sqs:*-1:*:*", true, false},
    {"other regions", "arn:aws:sqs:us-*:*:*", "arn:aws:sqs:eu-*:*:*", false, false},
    {"dev functions are functions", "arn:aws:lambda:*:*:function:*", "arn:aws:lambda:*:*:function:dev-*",
     true, true},
    {"short is completed", "arn:aws:s3", "arn:aws:s3:::b/*", true, true},
    {"a colon is not crossed", "arn:aws:*:b", "arn:aws:s3:::b", false, false},
    {"what matches nothing lies in all", "arn:aws:s3:::b", "urn:x", false, true},
    {"what matches nothing holds nothing", "urn:x", "arn:aws:s3:::b", false, false},
};

TEST(arn, relations) {
  for (const RelationRow& row : kRelationRows) {
    EXPECT_EQ(arn_intersects(row.a, row.b), row.intersect) << row.name;
    EXPECT_EQ(arn_intersects(row.b, row.a), row.intersect) << row.name << ", turned";
    EXPECT_EQ(arn_contains(row.a, row.b), row.a_contains_b) << row.name;
  }
  EXPECT_FALSE(arn_intersects("arn:aws:s3", "arn:aws:s3:::b", ShortArn::kNeverMatches));
  EXPECT_FALSE(arn_contains("arn:aws:s3", "arn:aws:s3:::b", ShortArn::kNeverMatches));
  EXPECT_TRUE(arn_contains("arn:aws:s3:::b", "arn:aws:s3", ShortArn::kNeverMatches));
}

TEST(arn, fields_of_a_pattern) {
  const auto fields = split_arn_pattern("arn:aws:s3", ShortArn::kCompleted);
  ASSERT_TRUE(fields);
  EXPECT_EQ(*fields, (ArnFields{{"arn", "aws", "s3", "*", "*", "*"}}));
  EXPECT_FALSE(split_arn_pattern("arn:aws:s3", ShortArn::kNeverMatches));
  EXPECT_EQ(split_arn_pattern("*", ShortArn::kNeverMatches), (ArnFields{{"*", "*", "*", "*", "*", "*"}}));
}

}  // namespace
}  // namespace arnscope
