// Which S3 policies are public, and what the reader of the settings refuses.
#include "engine/evaluate/public_access.h"

#include "tests/unit/evaluate/scenario_errors.h"

namespace arnscope {
namespace {

struct Row {
  std::string_view statement;  // what stands between its braces beside Effect, Action and Resource
  bool is_public;
};

bool is_public_statement(std::string_view rest, PolicyOf of = PolicyOf::kBucket,
                         std::string_view effect = "Allow") {
  auto policy =
      compiled_policy(one_statement(R"("Effect":")" + std::string(effect) +
                                    R"(","Action":"s3:GetObject","Resource":"*",)" + std::string(rest)),
                      PolicyKind::kResource);
  return is_public(*policy->policy, of);
}

void check(std::initializer_list<Row> rows, std::string_view before = "", std::string_view after = "",
           PolicyOf of = PolicyOf::kBucket) {
  for (const Row& row : rows)
    EXPECT_EQ(is_public_statement(std::string(before) + std::string(row.statement) + std::string(after), of),
              row.is_public)
        << row.statement;
}

TEST(PublicAccess, Principals) {
  check({
      {R"("Principal":"*")", true},
      {R"("Principal":{"AWS":"*"})", true},
      {R"("Principal":{"AWS":["111122223333","*"]})", true},
      {R"("Principal":{"AWS":"111122223333"})", false},
      {R"("Principal":{"AWS":["arn:aws:iam::111122223333:root","arn:aws:iam::111122223333:user/a"]})", false},
      {R"("Principal":{"AWS":"arn:aws:iam::*:root"})", true},
      {R"("Principal":{"Service":"cloudtrail.amazonaws.com"})", false},
      {R"("Principal":{"CanonicalUser":"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"})",
       false},
      {R"("Principal":{"Federated":"graph.facebook.com"})", true},
      {R"("NotPrincipal":{"AWS":"111122223333"})", true},
  });
  EXPECT_FALSE(is_public_statement(R"("Principal":"*")", PolicyOf::kBucket, "Deny"));
}

TEST(PublicAccess, OneStatementMakesThePolicyPublic) {
  auto policy = compiled_policy(R"({"Statement":[
    {"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*"},
    {"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}]})",
                                PolicyKind::kResource);
  EXPECT_TRUE(is_public(*policy->policy, PolicyOf::kBucket));
  auto nothing = compiled_policy(R"({"Statement":[]})", PolicyKind::kResource);
  EXPECT_FALSE(is_public(*nothing->policy, PolicyOf::kBucket));
}

TEST(PublicAccess, KeysAndValues) {
  check(
      {
          {R"("aws:PrincipalOrgID":"o-1")", false},
          {R"("aws:PrincipalAccount":["111122223333","444455556666"])", false},
          {R"("aws:PrincipalArn":"arn:aws:iam::111122223333:role/r")", false},
          {R"("aws:PrincipalArn":"arn:aws:iam::111122223333:role/*")", true},
          {R"("aws:SourceArn":"arn:aws:sns:us-east-1:111122223333:t")", false},
          {R"("aws:SourceArn":"arn:aws:sns:us-east-1:111122223333:*")", true},
          {R"("aws:SourceVpc":"vpc-91237329")", false},
          {R"("AWS:sourcevpc":"vpc-91237329")", false},
          {R"("aws:SourceVpc":"vpc-*")", true},
          {R"("aws:SourceVpc":["vpc-91237329","vpc-?"])", true},
          {R"("aws:SourceVpce":"vpce-1")", false},
          {R"("aws:SourceOwner":"111122223333")", false},
          {R"("aws:SourceAccount":"111122223333")", false},
          {R"("aws:SourceAccount":"${aws:PrincipalAccount}")", true},
          {R"("aws:userid":"AIDAEXAMPLE")", false},
          {R"("aws:userid":"AROAEXAMPLE:*")", true},
          {R"("s3:x-amz-server-side-encryption-aws-kms-key-id":"arn:aws:kms:us-east-1:111122223333:key/k")",
           false},
          {R"("s3:DataAccessPointAccount":"111122223333")", false},
          {R"("s3:DataAccessPointArn":"arn:aws:s3:us-west-2:111122223333:accesspoint/*")", false},
          {R"("s3:DataAccessPointArn":"arn:aws:s3:us-west-2:*:accesspoint/a")", true},
          {R"("s3:prefix":"a")", true},
          {R"("aws:SourceVpc":"vpc-*","aws:SourceVpce":"vpce-1")", false},
      },
      R"("Principal":"*","Condition":{"StringLike":{)", "}}");
}

TEST(PublicAccess, Operators) {
  check(
      {
          {R"("StringEquals":{"aws:SourceVpc":"vpc-1"})", false},
          {R"("StringEqualsIgnoreCase":{"aws:SourceVpc":"vpc-1"})", false},
          {R"("ForAnyValue:StringEquals":{"aws:PrincipalOrgPaths":"o-1/r-1/ou-1/"})", false},
          {R"("ForAllValues:StringEquals":{"aws:PrincipalOrgPaths":"o-1/r-1/ou-1/"})", true},
          {R"("StringEqualsIfExists":{"aws:SourceVpc":"vpc-1"})", true},
          {R"("StringNotEquals":{"aws:SourceVpc":"vpc-1"})", true},
          {R"("Null":{"aws:SourceVpc":"false"})", true},
          {R"("ArnEquals":{"aws:SourceArn":"arn:aws:sns:us-east-1:111122223333:t"})", false},
          {R"("Strings":{"aws:SourceVpc":"vpc-1"})", false},
          {R"("Bool":{"aws:SecureTransport":"true"})", true},
      },
      R"("Principal":"*","Condition":{)", "}");
}

TEST(PublicAccess, RangesOfAddresses) {
  check(
      {
          {R"("203.0.113.0/24")", false},
          {R"("203.0.113.7")", false},
          {R"("10.0.0.0/8")", false},
          {R"("192.168.0.0/16")", false},
          {R"("54.0.0.0/8")", false},
          {R"("54.0.0.0/7")", true},
          {R"("0.0.0.0/1")", true},
          {R"("0.0.0.0/0")", true},
          {R"(["203.0.113.0/24","0.0.0.0/0"])", true},
          {R"("2001:db8::/32")", false},
          {R"("2001:db8::/31")", true},
          {R"("::/0")", true},
      },
      R"("Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":)", "}}");
}

TEST(PublicAccess, AccessPoints) {
  check(
      {
          {R"("s3:DataAccessPointArn":"arn:aws:s3:us-west-2:111122223333:accesspoint/*")", true},
          {R"("s3:DataAccessPointArn":"arn:aws:s3:us-west-2:111122223333:accesspoint/a")", false},
      },
      R"("Principal":"*","Condition":{"StringLike":{)", "}}", PolicyOf::kAccessPoint);
}

TEST(PublicAccess, VariablesAreTextInAnOlderVersion) {
  auto policy = compiled_policy(R"({"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*",
    "Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:SourceAccount":"${a}"}}}]})",
                                PolicyKind::kResource);
  EXPECT_FALSE(is_public(*policy->policy, PolicyOf::kBucket));
}

TEST(PublicAccess, ReadsSettings) {
  auto all =
      read_public_access_block(json_document(R"({"PublicAccessBlockConfiguration":{"BlockPublicAcls":true,
    "IgnorePublicAcls":true,"BlockPublicPolicy":true,"RestrictPublicBuckets":true}})")
                                   ->root());
  ASSERT_TRUE(all);
  EXPECT_TRUE(all->block_public_acls && all->ignore_public_acls && all->block_public_policy &&
              all->restrict_public_buckets);
  auto one = read_public_access_block(json_document(R"({"RestrictPublicBuckets":true})")->root());
  ASSERT_TRUE(one);
  EXPECT_TRUE(!one->block_public_acls && !one->ignore_public_acls && !one->block_public_policy &&
              one->restrict_public_buckets);
}

TEST(PublicAccess, Errors) {
  check_scenario_errors(
      {
          {R"(^true)", "publicAccessBlock is a boolean: an object must stand here"},
          {R"({^"RestrictPublicBucket":true})",
           "`RestrictPublicBucket` is no field of publicAccessBlock: did you mean `RestrictPublicBuckets`?"},
          {R"({"RestrictPublicBuckets":^"true"})",
           "RestrictPublicBuckets is a string: a boolean must stand here"},
          {R"({"PublicAccessBlockConfiguration":^[]})",
           "publicAccessBlock is a list: an object must stand here"},
          {R"({"PublicAccessBlockConfiguration":{},^"BlockPublicAcls":true})",
           "`BlockPublicAcls` is no field of publicAccessBlock: it has PublicAccessBlockConfiguration"},
      },
      R"({"request":{"principal":"*","action":"s3:GetObject"},"policies":{"publicAccessBlock":)", "}}");
}

TEST(PublicAccess, TheDecisionCarriesTheRule) {
  const std::string policies = R"("policies":{"publicAccessBlock":{"RestrictPublicBuckets":true},
    "resource":{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}]}}})";
  auto outsider = scenario_of(R"({"request":{"principal":"*","action":"s3:GetObject",
    "resource":"arn:aws:s3:::b/k","resourceAccount":"111122223333"},)" +
                              policies);
  ASSERT_TRUE(outsider);
  EXPECT_EQ(explain(outsider->request(), *outsider->policies).rule,
            "RestrictPublicBuckets leaves a public policy to AWS services and the bucket owner's account");
  auto owner =
      scenario_of(R"({"request":{"principal":"arn:aws:iam::111122223333:user/a","action":"s3:GetObject",
    "resource":"arn:aws:s3:::b/k","resourceAccount":"111122223333"},)" +
                  policies);
  ASSERT_TRUE(owner);
  EXPECT_EQ(explain(owner->request(), *owner->policies).rule, "");
}

}  // namespace
}  // namespace arnscope
