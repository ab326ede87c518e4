// What keeps a statement from a request, and the nearest change. Texts to the letter.
#include "tests/unit/evaluate/examination.h"

namespace arnscope {
namespace {

// One statement in an identity policy that nearly matches.
struct NearRow {
  std::string_view name;
  Asked question;
  std::string_view statement;
  std::string_view expected;
};

void check(const NearRow& row, Layer layer = Layer::kIdentity) {
  auto read = scenario(row.question, "\"" + std::string(layer_name(layer)) +
                                         R"(":[{"Version":"2012-10-17","Statement":{)" +
                                         std::string(row.statement) + "}}]");
  ASSERT_TRUE(read) << row.name << ": " << read.error().message;
  const Examination examination = examine(read->request(), *read->policies);
  EXPECT_EQ(show(examination.layers[static_cast<size_t>(layer)]), Lines{std::string(row.expected)})
      << row.name;
}

TEST(NearestChange, OfResource) {
  const Asked put{"s3:PutObject", "arn:aws:s3:::b/k"};
  const Asked send{"sqs:SendMessage", kQueue};
  for (
      const NearRow& row : {
          NearRow{"the bucket", put, R"("Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b")",
                  "0/0 nearly; Resource: `arn:aws:s3:::b` is the bucket and not the objects in it -> with "
                  "arn:aws:s3:::b/* in Resource"},
          NearRow{
              "its objects",
              {"s3:ListBucket", "arn:aws:s3:::b"},
              R"("Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::other/*","arn:aws:s3:::b/*"])",
              "0/0 nearly; Resource: `arn:aws:s3:::b/*` is the objects in the bucket and not the bucket -> "
              "with "
              "arn:aws:s3:::b in Resource"},
          NearRow{"below a folder",
                  {"s3:GetObject", "arn:aws:s3:::b/in/k"},
                  R"("Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/in")",
                  "0/0 nearly; Resource: `arn:aws:s3:::b/in` is not what stands below it -> with "
                  "arn:aws:s3:::b/in/* in Resource"},
          NearRow{
              "a stream of a log group",
              {"logs:PutLogEvents", "arn:aws:logs:eu-west-1:111122223333:log-group:g:log-stream:s"},
              R"("Effect":"Allow","Action":"logs:*","Resource":"arn:aws:logs:eu-west-1:111122223333:log-group:g")",
              "0/0 nearly; Resource: `arn:aws:logs:eu-west-1:111122223333:log-group:g` is not what stands "
              "below it "
              "-> with arn:aws:logs:eu-west-1:111122223333:log-group:g:* in Resource"},
          NearRow{"the account", send,
                  R"("Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:*:444455556666:jobs")",
                  "0/0 nearly; Resource: `arn:aws:sqs:*:444455556666:jobs` has another account -> with "
                  "arn:aws:sqs:*:111122223333:jobs in Resource"},
          NearRow{"the region and the account", send,
                  R"("Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:us-east-1:444455556666:j*")",
                  "0/0 nearly; Resource: `arn:aws:sqs:us-east-1:444455556666:j*` has another region and "
                  "account -> "
                  "with arn:aws:sqs:eu-west-1:111122223333:j* in Resource"},
          NearRow{
              "the partition", send,
              R"("Effect":"Allow","Action":"sqs:*","Resource":"arn:aws-cn:sqs:eu-west-1:111122223333:*")",
              "0/0 nearly; Resource: `arn:aws-cn:sqs:eu-west-1:111122223333:*` has another partition -> with "
              "arn:aws:sqs:eu-west-1:111122223333:* in Resource"},
          NearRow{"the region and the name", send,
                  R"("Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:us-east-1:111122223333:mail")",
                  "0/0 nearly; Resource: `arn:aws:sqs:us-east-1:111122223333:mail` has another region and "
                  "another "
                  "name -> with arn:aws:sqs:eu-west-1:111122223333:jobs in Resource"},
          NearRow{"case", send,
                  R"("Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:eu-west-1:111122223333:Jobs")",
                  "0/0 nearly; Resource: `arn:aws:sqs:eu-west-1:111122223333:Jobs` differs in case -> with "
                  "arn:aws:sqs:eu-west-1:111122223333:jobs in Resource"},
          NearRow{
              "another service", send, R"("Effect":"Allow","Action":"*","Resource":"arn:aws:sns:*:*:*")",
              "0/0 nearly; Resource: `arn:aws:sns:*:*:*` is of another service -> with arn:aws:sqs:*:*:* in "
              "Resource"},
          NearRow{
              "another name", send,
              R"("Effect":"Allow","Action":"sqs:*","Resource":["arn:aws:sqs:*:*:mail","arn:aws:sqs:*:*:jot"])",
              "0/0 nearly; Resource: `arn:aws:sqs:*:*:jot` is another resource -> with arn:aws:sqs:*:*:jobs "
              "in "
              "Resource"},
          NearRow{"no ARN", send, R"("Effect":"Allow","Action":"sqs:*","Resource":"jobs")",
                  "0/0 nearly; Resource: `jobs` matches no ARN -> with "
                  "arn:aws:sqs:eu-west-1:111122223333:jobs in "
                  "Resource"},
          NearRow{
              "an action without a resource",
              {"ec2:DescribeInstances", "*"},
              R"("Effect":"Allow","Action":"ec2:*","Resource":"arn:aws:ec2:*:*:instance/*")",
              "0/0 nearly; Resource: the action takes no resource: `*` alone matches -> with * in Resource"},
          NearRow{
              "the random end of a secret",
              {"secretsmanager:GetSecretValue",
               "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbC1d2"},
              R"("Effect":"Allow","Action":"secretsmanager:*","Resource":"arn:aws:secretsmanager:*:*:secret:db")",
              "0/0 nearly; Resource: `arn:aws:secretsmanager:*:*:secret:db` lacks the six random characters "
              "of a "
              "secret's ARN -> with arn:aws:secretsmanager:*:*:secret:db-?????? in Resource"},
          NearRow{
              "a variable without a value",
              {"s3:PutObject", "arn:aws:s3:::b/x/k", kAnn, R"("aws:PrincipalTag/team":[])"},
              R"("Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${aws:PrincipalTag/team}/*")",
              "0/0 nearly; Resource: a variable of `arn:aws:s3:::b/${aws:PrincipalTag/team}/*` has no value "
              "-> "
              "with arn:aws:s3:::b/x/k in Resource"},
          NearRow{"a variable with another value",
                  {"s3:PutObject", "arn:aws:s3:::b/bob/k"},
                  R"("Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${aws:username}/*")",
                  "0/0 nearly; Resource: `arn:aws:s3:::b/${aws:username}/*` (here b/ann/*) is another "
                  "resource -> with "
                  "arn:aws:s3:::b/bob/k in Resource"},
          NearRow{"NotResource", put,
                  R"("Effect":"Allow","Action":"s3:*","NotResource":["arn:aws:s3:::c/*","arn:aws:s3:::b/*"])",
                  "0/0 nearly; NotResource: arn:aws:s3:::b/* leaves out arn:aws:s3:::b/k -> without "
                  "arn:aws:s3:::b/* "
                  "in NotResource"},
          NearRow{"NotResource with nothing else", put,
                  R"("Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::b/*")",
                  "0/0 nearly; NotResource: arn:aws:s3:::b/* leaves out arn:aws:s3:::b/k"},
      })
    check(row);
}

TEST(NearestChange, OfAction) {
  const Asked get{"s3:GetObject", "arn:aws:s3:::b/k"};
  for (
      const NearRow& row : {
          NearRow{"a typing error", get,
                  R"("Effect":"Allow","Action":["s3:ListBucket","s3:GetObjcet"],"Resource":"*")",
                  "0/0 nearly; Action: `s3:GetObjcet` is no action -> with s3:GetObject in Action"},
          NearRow{"in a Deny", get, R"("Effect":"Deny","Action":"s3:GetObjcet","Resource":"*")",
                  "0/0 nearly; Action: `s3:GetObjcet` is no action -> with s3:GetObject in Action"},
          NearRow{"no wildcard", get, R"("Effect":"Allow","Action":["s3:Put","s3:Get"],"Resource":"*")",
                  "0/0 nearly; Action: `s3:Get` is no action and has no wildcard -> with s3:Get* in Action"},
          NearRow{
              "another action", get,
              R"("Effect":"Allow","Action":["sqs:*","s3:PutObject","s3:List*","s3:DeleteObject","s3:GetObjectAcl"],"Resource":"*")",
              "0/0 nearly; Action: s3:GetObject is not among s3:PutObject | s3:List* | s3:DeleteObject (1 "
              "more) -> "
              "with s3:GetObject in Action"},
          NearRow{
              "an action younger than the catalog",
              {"s3:FoldObject", "arn:aws:s3:::b/k"},
              R"("Effect":"Allow","Action":"s3:ListBucket","Resource":"*")",
              "0/0 nearly; Action: s3:foldobject is not among s3:ListBucket -> with s3:foldobject in Action"},
          NearRow{
              "NotAction", get, R"("Effect":"Allow","NotAction":["iam:*","s3:Get*","s3:*"],"Resource":"*")",
              "0/0 nearly; NotAction: s3:Get* | s3:* leaves out s3:GetObject -> without s3:Get* | s3:* in "
              "NotAction"},
          NearRow{"NotAction with nothing else", get, R"("Effect":"Allow","NotAction":"s3:*","Resource":"*")",
                  "0/0 nearly; NotAction: s3:* leaves out s3:GetObject"},
      })
    check(row);
}

TEST(NearestChange, OfPrincipal) {
  const Asked get{"s3:GetObject", "arn:aws:s3:::b/k"};
  const std::string_view bob =
      R"("Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/bob"},"Action":"s3:*","Resource":"*")";
  for (
      const NearRow& row : {
          NearRow{"a user", get, bob,
                  "0/0 nearly; Principal: it names arn:aws:iam::111122223333:user/bob -> with "
                  "arn:aws:iam::111122223333:user/ann in Principal"},
          NearRow{"a session by its role",
                  {get.action, get.resource, R"("arn:aws:iam::111122223333:role/x/r")"},
                  bob,
                  "0/0 nearly; Principal: it names arn:aws:iam::111122223333:user/bob -> with "
                  "arn:aws:iam::111122223333:role/x/r in Principal"},
          NearRow{"a session whose role is not known",
                  {get.action, get.resource, R"("arn:aws:sts::111122223333:assumed-role/r/s")"},
                  bob,
                  "0/0 nearly; Principal: it names arn:aws:iam::111122223333:user/bob -> with "
                  "arn:aws:sts::111122223333:assumed-role/r/s in Principal"},
          NearRow{"a service",
                  {get.action, get.resource, R"({"Service":"lambda.amazonaws.com"})"},
                  bob,
                  "0/0 nearly; Principal: it names arn:aws:iam::111122223333:user/bob -> with "
                  "lambda.amazonaws.com in "
                  "Principal"},
          NearRow{
              "anonymous",
              {get.action, get.resource, R"("*")"},
              bob,
              "0/0 nearly; Principal: it names arn:aws:iam::111122223333:user/bob -> with * in Principal"},
          NearRow{
              "spared", get,
              R"("Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/ann"},"Action":"s3:*","Resource":"*")",
              "0/0 nearly; NotPrincipal: it spares arn:aws:iam::111122223333:user/ann"},
      })
    check(row, Layer::kResource);
  check(
      {"a provider",
       {"sts:AssumeRoleWithWebIdentity", "arn:aws:iam::111122223333:role/r",
        R"({"Federated":"accounts.google.com"})"},
       R"("Effect":"Allow","Principal":{"Service":["a.amazonaws.com","b.amazonaws.com","c.amazonaws.com","d.amazonaws.com"]},"Action":"sts:AssumeRoleWithWebIdentity")",
       "0/0 nearly; Principal: it names a.amazonaws.com | b.amazonaws.com | c.amazonaws.com (1 more) -> with "
       "accounts.google.com in Principal"},
      Layer::kResource);
}

// A clause, what the request holds, and what is said of it.
struct ConditionRow {
  std::string_view clause;
  std::string_view context;
  std::string_view expected;
};

TEST(NearestChange, OfCondition) {
  for (
      const ConditionRow& row : {
          ConditionRow{R"("Bool":{"aws:MultiFactorAuthPresent":"true"})", "",
                       "may; Condition: aws:MultiFactorAuthPresent is not given; the statement wants Bool "
                       "true -> with "
                       "aws:MultiFactorAuthPresent = true"},
          ConditionRow{
              R"("Bool":{"aws:MultiFactorAuthPresent":"true"})", R"("aws:MultiFactorAuthPresent":"false")",
              "nearly; Condition: aws:MultiFactorAuthPresent is false; the statement wants Bool true -> with "
              "aws:MultiFactorAuthPresent = true"},
          ConditionRow{
              R"("StringEquals":{"k":["a","b","c","d","a"]})", R"("k":[])",
              "nearly; Condition: k is absent; the statement wants StringEquals a | b | c (2 more) -> with k "
              "= a | b | c (1 more)"},
          ConditionRow{R"("StringLike":{"k":"a*"})", R"("k":["b","c"])",
                       "nearly; Condition: k is b | c; the statement wants StringLike a* -> with k like a*"},
          ConditionRow{
              R"("StringNotEquals":{"k":["a","b"]})", R"("k":"a")",
              "nearly; Condition: k is a; the statement wants StringNotEquals a | b -> with k other than a | "
              "b"},
          ConditionRow{R"("StringNotLike":{"k":"*"})", R"("k":"a")",
                       "nearly; Condition: k is a; the statement wants StringNotLike * -> with k absent"},
          ConditionRow{
              R"("NumericLessThan":{"k":"100"})", R"("k":"100")",
              "nearly; Condition: k is 100; the statement wants NumericLessThan 100 -> with k < 100"},
          ConditionRow{
              R"("NumericGreaterThanEquals":{"k":"100"})", R"("k":"1")",
              "nearly; Condition: k is 1; the statement wants NumericGreaterThanEquals 100 -> with k >= 100"},
          ConditionRow{R"("NumericEquals":{"k":"ten"})", R"("k":"10")",
                       "nearly; Condition: k is 10; the statement wants NumericEquals ten"},
          ConditionRow{
              R"("DateLessThan":{"aws:CurrentTime":"2027-01-01T00:00:00Z"})",
              R"("aws:CurrentTime":"2028-01-01T00:00:00Z")",
              "nearly; Condition: aws:CurrentTime is 2028-01-01T00:00:00Z; the statement wants DateLessThan "
              "2027-01-01T00:00:00Z -> with aws:CurrentTime before 2027-01-01T00:00:00Z"},
          ConditionRow{
              R"("IpAddress":{"aws:SourceIp":["203.0.113.0/24","2001:db8::/32"]})",
              R"("aws:SourceIp":"10.0.0.1")",
              "nearly; Condition: aws:SourceIp is 10.0.0.1; the statement wants IpAddress 203.0.113.0/24 | "
              "2001:db8::/32 -> with aws:SourceIp in 203.0.113.0/24 | 2001:db8::/32"},
          ConditionRow{
              R"("NotIpAddress":{"aws:SourceIp":"0.0.0.0/0"})", R"("aws:SourceIp":"10.0.0.1")",
              "nearly; Condition: aws:SourceIp is 10.0.0.1; the statement wants NotIpAddress 0.0.0.0/0 -> "
              "with aws:SourceIp not in 0.0.0.0/0"},
          ConditionRow{
              R"("ArnLike":{"aws:SourceArn":"arn:aws:sns:*:111122223333:*"})", R"("aws:SourceArn":[])",
              "nearly; Condition: aws:SourceArn is absent; the statement wants ArnLike "
              "arn:aws:sns:*:111122223333:* -> with aws:SourceArn like arn:aws:sns:*:111122223333:*"},
          ConditionRow{R"("Null":{"k":"true"})", R"("k":"a")",
                       "nearly; Condition: k is a; the statement wants Null true -> with k absent"},
          ConditionRow{R"("Null":{"k":"false"})", "",
                       "may; Condition: k is not given; the statement wants Null false -> with k present"},
          ConditionRow{
              R"("ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]})", R"("aws:TagKeys":["a","c"])",
              "nearly; Condition: aws:TagKeys is a | c; the statement wants ForAllValues:StringEquals a | b "
              "-> with every value of aws:TagKeys = a | b"},
          ConditionRow{
              R"("ForAnyValue:StringLike":{"k":"a*"})", R"("k":[])",
              "nearly; Condition: k is absent; the statement wants ForAnyValue:StringLike a* -> with some "
              "value of k like a*"},
          ConditionRow{R"("StringEquals":{"k":"${aws:username}"})", R"("k":"bob")",
                       "nearly; Condition: k is bob; the statement wants StringEquals ${aws:username} -> "
                       "with k = ann"},
          ConditionRow{
              R"("StringEquals":{"k":"${aws:PrincipalTag/team}"})", R"("k":"bob","aws:PrincipalTag/team":[])",
              "nearly; Condition: k is bob; the statement wants StringEquals ${aws:PrincipalTag/team}"},
          ConditionRow{
              R"("StringEquals":{"k":"a"},"StringNotEquals":{"j":"b"})", R"("k":"b")",
              "nearly; Condition: k is b; the statement wants StringEquals a -> with k = a; Condition: j is "
              "not given; the statement wants StringNotEquals b -> with j other than b"},
          ConditionRow{R"("StringEquals":{"k":"a"},"StringNotLike":{"k":"a*"})", "",
                       "may; Condition: k is not given; the statement wants StringEquals a; Condition: k is "
                       "not given; "
                       "the statement wants StringNotLike a*"},
      }) {
    const std::string statement =
        R"("Effect":"Allow","Action":"sqs:*","Resource":"*","Condition":{)" + std::string(row.clause) + "}";
    check({row.clause,
           {"sqs:SendMessage", kQueue, kAnn, row.context},
           statement,
           "0/0 " + std::string(row.expected)});
  }
}

}  // namespace
}  // namespace arnscope
