#include "engine/lint/fix.h"

#include <gtest/gtest.h>

#include <string>

namespace arnscope {
namespace {

std::string fixed(std::string text) {
  auto result = fix_source(Source::from_text("policy.json", std::move(text)), {});
  EXPECT_TRUE(result) << (result ? "" : result.error().message);
  return result ? result->text : "";
}

struct FixRow {
  const char* name;
  const char* before;
  const char* after;
};

const FixRow kFixRows[] = {
    {"the first of a list, and one after it",
     R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["s3:GetObject", "s3:GetBucketAcl", "s3:Get*"], "Resource": "*"}})",
     R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["s3:Get*"], "Resource": "*"}})"},
    {"on lines of their own",
     "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{\n    \"Effect\": \"Allow\",\n    \"Action\": [\n"
     "      \"s3:Get*\",\n      \"s3:GetObject\",\n      \"s3:PutObject\"\n    ],\n    \"Resource\": \"*\"\n "
     " }]\n}\n",
     "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{\n    \"Effect\": \"Allow\",\n    \"Action\": [\n"
     "      \"s3:Get*\",\n      \"s3:PutObject\"\n    ],\n    \"Resource\": \"*\"\n  }]\n}\n"},
    {"commas first, then what they hid",
     R"({"Statement": [{"Effect": "Allow", "Action": ["s3:Get*" "s3:GetObject",], "Resource": "*"}]})",
     R"({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:Get*"], "Resource": "*"}]})"},
    {"a Version on a line of its own", "{\n  \"Statement\": []\n}\n",
     "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": []\n}\n"},
    {"what is not certain stays",
     R"({"Statement": [{"Effect": "Allow", "Action": "s3:GetObjcet", "Resource": "arn:aws:s3:::${aws:username}"}]})",
     R"({"Statement": [{"Effect": "Allow", "Action": "s3:GetObjcet", "Resource": "arn:aws:s3:::${aws:username}"}]})"},
    {"so does a comma beside a fault that is not certain",
     R"({"Statement": [{"Effect": "Allow" "Action": "s3:Get*", "Resource": }]})",
     R"({"Statement": [{"Effect": "Allow" "Action": "s3:Get*", "Resource": }]})"},
    {"so does what is no JSON", R"({"Statement": [{"Effect": )", R"({"Statement": [{"Effect": )"},
};

TEST(Fix, WhatIsCertainAndNothingElse) {
  for (const FixRow& row : kFixRows) {
    EXPECT_EQ(fixed(row.before), row.after) << row.name;
    EXPECT_EQ(fixed(row.after), row.after) << row.name << ", again";
  }
}

TEST(Fix, CountsFindings) {
  const auto result = fix_source(Source::from_text("policy.json", kFixRows[2].before), {});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->fixes, 4u);
}

}  // namespace
}  // namespace arnscope
