// The snapshot's resources as entities, with their policies.
#include <gtest/gtest.h>

#include "tests/unit/graph/described.h"

namespace arnscope {
namespace {

using nlohmann::json;

constexpr const char* kReading =
    R"({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"})";

std::string bucket_policy(std::string_view more) {
  return fmt::format(R"({{"Version": "2012-10-17", "Statement": [{}]}})", more);
}

TEST(ResourceEntities, DescribedOnesTakeTheirTypesAndNames) {
  const Drawn drawn(to_snapshot(
      {{user("anna")},
       {},
       {{.type = "aws_s3_bucket", .arn = "arn:aws:s3:::b", .id = "b", .region = "eu-central-1"},
        {.type = "aws_instance",
         .arn = "arn:aws:ec2:eu-west-1:111122223333:instance/i-1",
         .id = "i-1",
         .name = "web"},
        {.type = "aws_of_tomorrow", .id = "x", .key = "111122223333:eu-west-1:aws_of_tomorrow:x"}}}));
  const json bucket = drawn.entity("arn:aws:s3:::b");
  EXPECT_EQ(bucket["_type"], "aws_s3_bucket");
  EXPECT_EQ(bucket["_class"], json({"DataStore"}));
  EXPECT_EQ(bucket["account"], kAccount);
  EXPECT_EQ(bucket["region"], "eu-central-1");
  EXPECT_EQ(bucket["displayName"], "b");
  EXPECT_FALSE(bucket.contains("named"));
  EXPECT_EQ(drawn.entity("arn:aws:ec2:eu-west-1:111122223333:instance/i-1")["displayName"], "web");
  const json other = drawn.entity("111122223333:eu-west-1:aws_of_tomorrow:x");
  EXPECT_EQ(other["_type"], "aws_of_tomorrow");
  EXPECT_EQ(other["_class"], json({"Resource"}));
  EXPECT_FALSE(other.contains("arn"));
}

// A policy names it, and the snapshot describes it: one entity, the described one.
TEST(ResourceEntities, NamedAndDescribedIsOne) {
  const Drawn drawn(
      to_snapshot({{user("anna", kReading)}, {}, {{.type = "aws_s3_bucket", .arn = "arn:aws:s3:::b"}}}));
  EXPECT_FALSE(drawn.entity("arn:aws:s3:::b").contains("named"));
  EXPECT_FALSE(drawn.edge("ALLOWS", iam("user/anna/policy/own"), "arn:aws:s3:::b").is_null());
}

TEST(ResourceEntities, PolicyOfAResource) {
  const std::string text = bucket_policy(
      R"({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"})");
  const Drawn drawn(to_snapshot(
      {{user("anna")},
       {},
       {{.type = "aws_s3_bucket", .arn = "arn:aws:s3:::b", .id = "b", .policy = text},
        {.type = "aws_kms_key", .arn = "arn:aws:kms:eu-west-1:111122223333:key/k", .policy = text},
        {.type = "aws_s3_bucket", .arn = "arn:aws:s3:::without"}}}));
  const json policy = drawn.entity("arn:aws:s3:::b/policy");
  EXPECT_EQ(policy["_type"], "aws_s3_bucket_policy");
  EXPECT_EQ(policy["_class"], json({"AccessPolicy"}));
  EXPECT_EQ(policy["displayName"], "b policy");
  EXPECT_EQ(policy["policyDocument"]["Statement"][0]["Effect"], "Deny");
  EXPECT_EQ(drawn.edge("HAS", "arn:aws:s3:::b", "arn:aws:s3:::b/policy")["_type"],
            "aws_s3_bucket_has_policy");
  EXPECT_EQ(drawn.entity("arn:aws:kms:eu-west-1:111122223333:key/k/policy")["_type"], "aws_kms_key_policy");
  EXPECT_TRUE(drawn.entity("arn:aws:s3:::without/policy").is_null());
}

// AWS gives them ARNs that begin with another resource's, and no action a resource type for them.
TEST(ResourceEntities, NothingIsGrantedOnWhatHasNoResourceType) {
  const std::string all =
      R"({"Effect": "Allow", "Action": ["sns:*", "guardduty:*", "elasticache:*"], "Resource": "*"})";
  const std::string topic = "arn:aws:sns:eu-west-1:111122223333:news";
  const std::string detector = "arn:aws:guardduty:eu-west-1:111122223333:detector/d1";
  const std::string node = "arn:aws:elasticache:eu-west-1:111122223333:cluster:sessions-001";
  const Drawn drawn(to_snapshot({{user("anna", all)},
                                 {},
                                 {{.type = "aws_sns_topic", .arn = topic},
                                  {.type = "aws_sns_subscription", .arn = topic + ":6f2a"},
                                  {.type = "aws_guardduty_detector", .arn = detector},
                                  {.type = "aws_guardduty_finding", .arn = detector + "/finding/f1"},
                                  {.type = "aws_elasticache_cluster_node", .arn = node}}}));
  const auto is_allowed = [&](const std::string& arn) {
    return !drawn.edge("ALLOWS", iam("user/anna/policy/own"), arn).is_null();
  };
  EXPECT_TRUE(is_allowed(topic));
  EXPECT_TRUE(is_allowed(detector));
  EXPECT_TRUE(is_allowed(node));
  EXPECT_FALSE(is_allowed(topic + ":6f2a"));
  EXPECT_FALSE(is_allowed(detector + "/finding/f1"));
  EXPECT_EQ(drawn.entity(topic + ":6f2a")["_type"], "aws_sns_subscription");
}

// A provider that the snapshot describes is the one that trust policies name.
TEST(ResourceEntities, DescribedProvider) {
  const std::string arn = iam("saml-provider/corp");
  const Described described = {
      {.roles = role("app", R"({"Effect": "Allow", "Action": "sts:AssumeRoleWithSAML",
                                "Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/corp"}})")},
      {},
      {{.type = "aws_iam_saml_provider", .arn = arn}}};
  const Drawn drawn(to_snapshot(described));
  EXPECT_FALSE(drawn.entity(arn).contains("named"));
  EXPECT_EQ(drawn.edge("TRUSTS", iam("role/app"), arn)["inSnapshot"], true);
  EXPECT_FALSE(drawn.edge("CAN_ASSUME", arn, iam("role/app")).is_null());
}

// Keys that collide keep both entities, and nothing falls over.
TEST(ResourceEntities, HostileKeys) {
  const Drawn drawn(to_snapshot({{user("anna")},
                                 {},
                                 {{.type = "aws_iam_user", .arn = iam("user/anna")},
                                  {.type = "aws_s3_bucket", .key = "no arn\n"},
                                  {.type = "aws_s3_bucket", .arn = "arn:aws:s3:::"}}}));
  EXPECT_EQ(drawn.entity(iam("user/anna"))["_type"], "aws_iam_user");
  EXPECT_FALSE(drawn.entity(iam("user/anna|aws_iam_user")).is_null());
  EXPECT_FALSE(drawn.entity("no arn\n").is_null());
}

}  // namespace
}  // namespace arnscope
