// Whose policies govern a resource.
#include "engine/evaluate/policy_owner.h"

#include "tests/unit/evaluate/scenario_errors.h"

namespace arnscope {
namespace {

using Strings = std::vector<std::string>;

struct Row {
  std::string_view resource;  // behind `arn:aws:`
  std::string_view owner;     // the same; empty: none but itself
};

TEST(PolicyOwner, Table) {
  for (const Row& row : std::initializer_list<Row>{
           {"s3:::bucket/key", "s3:::bucket"},
           {"s3:::bucket/a/b:c/d", "s3:::bucket"},
           {"s3:::accesspoint/a/object/k", "s3:::accesspoint"},
           {"s3:::bucket", ""},
           {"s3:us-west-2:111122223333:accesspoint/ap/object/a/b",
            "s3:us-west-2:111122223333:accesspoint/ap"},
           {"s3::111122223333:accesspoint/m.mrap/object/k", "s3::111122223333:accesspoint/m.mrap"},
           {"s3:us-west-2:111122223333:accesspoint/ap", ""},
           {"s3:us-west-2:111122223333:job/1", ""},
           {"s3-outposts:us-west-2:111122223333:outpost/op-1/bucket/b/object/k",
            "s3-outposts:us-west-2:111122223333:outpost/op-1/bucket/b"},
           {"s3-outposts:us-west-2:111122223333:outpost/op-1/accesspoint/a/object/k",
            "s3-outposts:us-west-2:111122223333:outpost/op-1/accesspoint/a"},
           {"s3tables:us-east-1:111122223333:bucket/b/table/t", "s3tables:us-east-1:111122223333:bucket/b"},
           {"s3vectors:us-east-1:111122223333:bucket/b/index/i", "s3vectors:us-east-1:111122223333:bucket/b"},
           {"dynamodb:us-east-1:111122223333:table/T/index/I", "dynamodb:us-east-1:111122223333:table/T"},
           {"dynamodb:us-east-1:111122223333:table/T/stream/2026", ""},
           {"dynamodb:us-east-1:111122223333:table/T", ""},
           {"kinesis:us-east-1:111122223333:stream/s/consumer/c:1", ""},
           {"lambda:us-east-1:111122223333:function:f:PROD", ""},
           {"lambda:us-east-1:111122223333:layer:l:3", ""},
           {"logs:us-east-1:111122223333:log-group:/aws/lambda/f:log-stream:s",
            "logs:us-east-1:111122223333:log-group:/aws/lambda/f"},
           {"logs:us-east-1:111122223333:log-group:g:*", "logs:us-east-1:111122223333:log-group:g"},
           {"logs:us-east-1:111122223333:log-group:g", ""},
           {"sns:us-east-1:111122223333:topic:0f1e2d3c", "sns:us-east-1:111122223333:topic"},
           {"sns:us-east-1:111122223333:topic", ""},
           {"sqs:us-east-1:111122223333:queue", ""},
           {"events:us-east-1:111122223333:rule/r", "events:us-east-1:111122223333:event-bus/default"},
           {"events:us-east-1:111122223333:rule/bus/r", "events:us-east-1:111122223333:event-bus/bus"},
           {"events:us-east-1:111122223333:rule/aws.partner/x.com/n/r",
            "events:us-east-1:111122223333:event-bus/aws.partner/x.com/n"},
           {"schemas:us-east-1:111122223333:schema/reg/s", "schemas:us-east-1:111122223333:registry/reg"},
           {"glue:us-east-1:111122223333:table/db/t", "glue:us-east-1:111122223333:catalog"},
           {"glue:us-east-1:111122223333:database/db", "glue:us-east-1:111122223333:catalog"},
           {"glue:us-east-1:111122223333:job/j", ""},
           {"es:us-east-1:111122223333:domain/d/index/_search", "es:us-east-1:111122223333:domain/d"},
           {"execute-api:us-east-1:111122223333:abc/prod/GET/pets", "apigateway:us-east-1::/restapis/abc"},
           {"codeartifact:us-east-1:111122223333:package/d/r/npm//p",
            "codeartifact:us-east-1:111122223333:repository/d/r"},
           {"mediastore:us-east-1:111122223333:container/c/a/b",
            "mediastore:us-east-1:111122223333:container/c"},
           {"sagemaker:us-east-1:111122223333:model-package/g/1",
            "sagemaker:us-east-1:111122223333:model-package-group/g"},
           {"vpc-lattice:us-east-1:111122223333:service/svc-1/path",
            "vpc-lattice:us-east-1:111122223333:service/svc-1"},
           {"ecr:us-east-1:111122223333:repository/a/b", ""},
           {"elasticfilesystem:us-east-1:111122223333:access-point/fsap-1", ""},
           {"secretsmanager:us-east-1:111122223333:secret:s-AbCdEf", ""},
       }) {
    const std::string arn = "arn:aws:" + std::string(row.resource);
    Strings expected = {arn};
    if (!row.owner.empty()) expected.push_back("arn:aws:" + std::string(row.owner));
    EXPECT_EQ(policy_owners(arn), expected);
  }
}

TEST(PolicyOwner, KeepsThePartition) {
  EXPECT_EQ(policy_owners("arn:aws-cn:s3:::b/k"), (Strings{"arn:aws-cn:s3:::b/k", "arn:aws-cn:s3:::b"}));
  EXPECT_EQ(policy_owners("arn:aws-cn:execute-api:cn-north-1:111122223333:abc/prod/GET/"),
            (Strings{"arn:aws-cn:execute-api:cn-north-1:111122223333:abc/prod/GET/",
                     "arn:aws-cn:apigateway:cn-north-1::/restapis/abc"}));
}

TEST(PolicyOwner, Governs) {
  EXPECT_TRUE(governs("arn:aws:s3:::b", "arn:aws:s3:::b/k"));
  EXPECT_TRUE(governs("arn:aws:s3:::b", "arn:aws:s3:::b"));
  EXPECT_TRUE(governs("arn:aws:s3:::bucket", "arn:aws:s3:::b*/k"));
  EXPECT_FALSE(governs("arn:aws:s3:::b", "arn:aws:s3:::bb/k"));
  EXPECT_FALSE(governs("arn:aws:s3:::b*", "arn:aws:s3:::bb/k"));
  EXPECT_FALSE(governs("arn:aws-cn:s3:::b", "arn:aws:s3:::b/k"));
  EXPECT_TRUE(governs("arn:aws:logs:us-east-1:111122223333:log-group:g:*",
                      "arn:aws:logs:us-east-1:111122223333:log-group:g:log-stream:s"));
}

TEST(PolicyOwner, ScenarioErrors) {
  const std::string before =
      R"({"request":{"principal":"*","action":"s3:GetObject","resource":"arn:aws:s3:::b/k"},"policies":)";
  check_scenario_errors(
      {
          {R"({"resource":{"resource":^7,"document":{}}})", "resource is a number: a string must stand here"},
          {R"({"resource":{"resource":^"b","document":{}}})",
           "`b` is no ARN: write arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE"},
          {R"({"resource":{"resource":"arn:aws:s3:::c","document":^7}})",
           "a policy is a number: an object must stand here"},
          {R"({"resource":{"resource":"arn:aws:s3:::b",^"nam":"x","document":{}}})",
           "`nam` is no field of a policy: did you mean `name`?"},
          {R"({"identity":[{^"resource":"arn:aws:s3:::b","document":{}}]})",
           "`resource` is no field of a policy: it has name, document"},
      },
      before, "}");
}

}  // namespace
}  // namespace arnscope
