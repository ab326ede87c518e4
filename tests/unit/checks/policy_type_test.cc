#include "engine/checks/policy_type.h"

#include <gtest/gtest.h>

#include "engine/checks/limits.h"
#include "engine/document/json_reader.h"

namespace arnscope {
namespace {

struct TypeRow {
  std::string_view statement;
  std::string_view type;
};

TEST(PolicyType, IsToldByShape) {
  constexpr TypeRow kRows[] = {
      {R"({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})", "managed"},
      {R"([])", "managed"},
      {R"("no statement")", "managed"},
      {R"({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"})",
       "trust"},
      {R"({"Effect": "Deny", "NotPrincipal": "*", "Action": ["sts:AssumeRole", "sts:TagSession"]})", "trust"},
      {R"({"Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage"]})", "ecr-repository"},
      {R"([{"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
           {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"}])",
       ""},
      {R"({"Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::b", "arn:aws-cn:s3:::b/*"]})",
       "s3-bucket"},
      {R"({"Principal": "*", "Action": "s3:*", "NotResource": "arn:aws:s3:::b"})", "s3-bucket"},
      {R"({"Principal": "*", "Action": "*", "Resource": "arn:aws:sqs:eu-west-1:111122223333:q"})",
       "sqs-queue"},
      {R"({"Principal": "*", "Action": "*", "Resource": "arn:aws:sns:eu-west-1:111122223333:t"})",
       "sns-topic"},
      {R"({"Principal": "*", "Action": "*", "Resource": "arn:aws:lambda:eu-west-1:111122223333:function:f"})",
       "lambda-function"},
      {R"({"Principal": "*", "Action": "*", "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/t"})",
       "dynamodb-table"},
      {R"({"Principal": "*", "Action": "*", "Resource": "arn:aws:events:eu-west-1:111122223333:event-bus/b"})",
       "event-bus"},
      {R"({"Principal": "*", "Action": ["kms:*"], "Resource": "*"})", "kms-key"},
      {R"({"Principal": "*", "Action": "KMS:Decrypt", "Resource": "*"})", "kms-key"},
      {R"({"Principal": "*", "Action": "secretsmanager:GetSecretValue", "Resource": "*"})",
       "secretsmanager-secret"},
      {R"({"Principal": "*", "Action": "s3:*", "Resource": "*"})", ""},
      {R"({"Principal": "*", "Action": ["kms:*", "s3:*"], "Resource": "*"})", ""},
      {R"({"Principal": "*", "Action": "*", "Resource": ["arn:aws:s3:::b", "arn:aws:sqs:eu-west-1:111122223333:q"]})",
       ""},
      {R"({"Principal": "*", "Action": "glacier:*", "Resource": "arn:aws:glacier:eu-west-1:111122223333:vaults/v"})",
       ""},
  };
  for (const TypeRow& row : kRows) {
    auto document = read_json(Source::from_text("p", R"({"Statement": )" + std::string(row.statement) + "}"));
    ASSERT_TRUE(document) << format_error(document.error());
    const std::string_view type = policy_type((*document)->root());
    EXPECT_EQ(type, row.type) << row.statement;
    EXPECT_TRUE(type.empty() || size_limit(published_limits(), type) != nullptr) << type;
  }
}

}  // namespace
}  // namespace arnscope
