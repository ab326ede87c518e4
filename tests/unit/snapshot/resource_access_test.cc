// Resource policies, owners and tags of a snapshot's resources in decisions.
#include <gtest/gtest.h>

#include "tests/unit/snapshot/build.h"
#include "tests/unit/snapshot/organization.h"

namespace arnscope {
namespace {

constexpr std::string_view kAnn = "arn:aws:iam::111122223333:user/ann";    // may do everything
constexpr std::string_view kBob = "arn:aws:iam::111122223333:user/bob";    // may do nothing
constexpr std::string_view kEve = "arn:aws:iam::444455556666:user/eve";    // may do everything
constexpr std::string_view kEmil = "arn:aws:iam::444455556666:user/emil";  // may do nothing

std::vector<std::string> exports() {
  constexpr std::string_view kUsers = R"({{"UserDetailList": [
      {{"UserName": "{1}", "Arn": "arn:aws:iam::{0}:user/{1}", "UserPolicyList": [{{"PolicyName": "all",
        "PolicyDocument": {{"Statement": {{"Effect": "Allow", "Action": "*", "Resource": "*"}}}}}}]}},
      {{"UserName": "{2}", "Arn": "arn:aws:iam::{0}:user/{2}"}}]}})";
  return {fmt::format(kUsers, "111122223333", "ann", "bob"),
          fmt::format(kUsers, "444455556666", "eve", "emil")};
}

struct OneResource {
  std::string type, arn, account;
  PolicyKnowledge knowledge = PolicyKnowledge::kUnknown;
  std::string statements = "";  // JSON
  std::string description = "{}";
};

std::unique_ptr<const Snapshot> snapshot_with(const std::vector<OneResource>& resources) {
  SnapshotBuilder builder;
  for (const std::string& text : exports()) add_export(builder, text);
  for (const OneResource& each : resources) {
    FoundResource found;
    found.type = builder.intern(each.type);
    found.key = builder.intern(each.arn);
    found.account = builder.intern(each.account);
    found.descriptions.push_back({document_of("resource.json", each.description), 0, {}});
    found.policy_knowledge = each.knowledge;
    if (each.knowledge == PolicyKnowledge::kPresent)
      found.policy.document =
          document_of("policy.json",
                      each.statements.starts_with("not")
                          ? "7"
                          : fmt::format(R"({{"Version": "2012-10-17", "Statement": {}}})", each.statements));
    builder.add(std::move(found));
  }
  return builder.finish();
}

// Of a decision its verdict, the layers in the way, and whether it is open.
std::string decided(const Snapshot& s, std::string_view principal, std::string_view action,
                    std::string_view resource) {
  Access access(s);
  const Decision decision = ask(access, principal, action, resource);
  std::string out(verdict_name(decision.verdict));
  for (Layer layer : decision.blocked_by) out += fmt::format(" {}", layer_name(layer));
  return out;
}

std::string allow(std::string_view principal, std::string_view action, std::string_view resource,
                  std::string_view more = "") {
  return fmt::format(R"({{"Effect": "Allow", "Principal": {}, "Action": "{}", "Resource": "{}"{}}})",
                     principal, action, resource, more);
}

constexpr std::string_view kEmilAlone = R"({"AWS": "arn:aws:iam::444455556666:user/emil"})";
constexpr std::string_view kTheirAccount = R"({"AWS": "444455556666"})";
constexpr std::string_view kOwnAccount = R"({"AWS": "arn:aws:iam::111122223333:root"})";
constexpr std::string_view kBobAlone = R"({"AWS": "arn:aws:iam::111122223333:user/bob"})";
constexpr std::string_view kSns = R"({"Service": "sns.amazonaws.com"})";

TEST(ResourceAccess, Policies) {
  const std::string queue = "arn:aws:sqs:eu-west-1:111122223333:q";
  const std::string topic = "arn:aws:sns:eu-west-1:111122223333:t";
  const std::string function = "arn:aws:lambda:eu-west-1:111122223333:function:f";
  const std::string key = "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555";
  const std::string group = "arn:aws:logs:eu-west-1:111122223333:log-group:/app";
  const std::string table = "arn:aws:dynamodb:eu-west-1:111122223333:table/t";
  constexpr auto kPresent = PolicyKnowledge::kPresent;
  auto s = snapshot_with({
      {"aws_s3_bucket", "arn:aws:s3:::shared", "111122223333", kPresent,
       fmt::format(
           "[{}, {}, {}]", allow(kTheirAccount, "s3:GetObject", "arn:aws:s3:::shared/*"),
           allow(kBobAlone, "s3:ListBucket", "arn:aws:s3:::shared"),
           R"({"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::shared/*"})")},
      {"aws_s3_bucket", "arn:aws:s3:::quiet", "111122223333", PolicyKnowledge::kNone},
      {"aws_s3_bucket", "arn:aws:s3:::theirs", "444455556666", PolicyKnowledge::kNone},
      {"aws_s3_bucket", "arn:aws:s3:::unread", "444455556666", PolicyKnowledge::kUnknown},
      {"aws_s3_bucket", "arn:aws:s3:::broken", "444455556666", kPresent, "not JSON"},
      {"aws_sqs_queue", queue, "111122223333", kPresent,
       fmt::format("[{}, {}]", allow(kSns, "sqs:SendMessage", queue), allow(kEmilAlone, "sqs:*", queue))},
      {"aws_sns_topic", topic, "111122223333", kPresent, allow(kTheirAccount, "sns:Publish", topic)},
      {"aws_lambda_function", function, "111122223333", kPresent,
       allow(kTheirAccount, "lambda:InvokeFunction", function)},
      {"aws_kms_key", key, "111122223333", kPresent, allow(kOwnAccount, "kms:*", "*")},
      {"aws_kms_key", key + "0", "111122223333", kPresent, allow(kBobAlone, "kms:Decrypt", "*")},
      {"aws_cloudwatch_log_group", group + ":*", "111122223333", kPresent,
       allow(kTheirAccount, "logs:GetLogEvents", group + ":*")},
      {"aws_dynamodb_table", table, "111122223333", kPresent,
       allow(kTheirAccount, "dynamodb:Query", table + "/index/i")},
  });
  struct Row {
    std::string_view principal, action;
    std::string resource;
    std::string_view decided;
  };
  for (const Row& row : {
           // A bucket's policy is its objects'. Across accounts both sides must allow.
           Row{kEve, "s3:GetObject", "arn:aws:s3:::shared/k", "allowed"},
           Row{kEmil, "s3:GetObject", "arn:aws:s3:::shared/k", "implicitDeny identity"},
           Row{kEve, "s3:PutObject", "arn:aws:s3:::shared/k", "implicitDeny resource"},
           Row{kAnn, "s3:PutObject", "arn:aws:s3:::shared/k", "allowed"},
           Row{kAnn, "s3:DeleteObject", "arn:aws:s3:::shared/k", "explicitDeny resource"},
           Row{"arn:aws:iam::111122223333:root", "s3:DeleteObject", "arn:aws:s3:::shared/k",
               "explicitDeny resource"},
           Row{kBob, "s3:ListBucket", "arn:aws:s3:::shared", "allowed"},
           Row{kBob, "s3:GetObject", "arn:aws:s3:::shared/k", "implicitDeny identity"},
           Row{"*", "s3:GetObject", "arn:aws:s3:::shared/k", "implicitDeny resource"},
           // There is none.
           Row{kEve, "s3:GetObject", "arn:aws:s3:::quiet/k", "implicitDeny resource"},
           Row{kAnn, "s3:GetObject", "arn:aws:s3:::quiet/k", "allowed"},
           Row{kEve, "s3:GetObject", "arn:aws:s3:::theirs/k", "allowed"},
           Row{kAnn, "s3:GetObject", "arn:aws:s3:::theirs/k", "implicitDeny resource"},
           // Nobody knows.
           Row{kAnn, "s3:GetObject", "arn:aws:s3:::unread/k", "conditional"},
           Row{kEve, "s3:GetObject", "arn:aws:s3:::unread/k", "allowed"},
           Row{kAnn, "s3:GetObject", "arn:aws:s3:::broken/k", "conditional"},
           // Other services.
           Row{"sns.amazonaws.com", "sqs:SendMessage", queue, "allowed"},
           Row{"s3.amazonaws.com", "sqs:SendMessage", queue, "implicitDeny resource"},
           Row{kEve, "sqs:SendMessage", queue, "implicitDeny resource"},
           Row{kEmil, "sqs:SendMessage", queue, "implicitDeny identity"},
           Row{kEve, "sns:Publish", topic, "allowed"},
           Row{kEve, "sns:Subscribe", topic, "implicitDeny resource"},
           Row{kEve, "lambda:InvokeFunction", function, "allowed"},
           // A version and an alias have policies of their own, which nobody has read.
           Row{kEve, "lambda:InvokeFunction", function + ":live", "conditional"},
           Row{kEve, "logs:GetLogEvents", group + ":log-stream:s", "allowed"},
           Row{kEve, "logs:GetLogEvents", group + ":*", "allowed"},
           Row{kEve, "dynamodb:Query", table + "/index/i", "allowed"},
           Row{kEve, "dynamodb:Query", table, "implicitDeny resource"},
           // A key's policy must grant, or leave it to the account.
           Row{kAnn, "kms:Decrypt", key, "allowed"},
           Row{kBob, "kms:Decrypt", key, "implicitDeny identity"},
           Row{kAnn, "kms:Decrypt", key + "0", "implicitDeny resource"},
           Row{kBob, "kms:Decrypt", key + "0", "allowed"},
           Row{kEve, "kms:Decrypt", key, "implicitDeny resource"},
       })
    EXPECT_EQ(decided(*s, row.principal, row.action, row.resource), row.decided)
        << row.principal << " " << row.action << " " << row.resource;
}

TEST(ResourceAccess, Notes) {
  auto s = snapshot_with(
      {{"aws_s3_bucket", "arn:aws:s3:::quiet", "111122223333", PolicyKnowledge::kNone},
       {"aws_s3_bucket", "arn:aws:s3:::unread", "444455556666", PolicyKnowledge::kUnknown},
       {"aws_s3_bucket", "arn:aws:s3:::broken", "444455556666", PolicyKnowledge::kPresent, "not"},
       {"aws_instance", "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", "111122223333"}});
  struct Row {
    std::string_view action, resource, note, owner;
  };
  for (const Row& row : {
           Row{"s3:GetObject", "arn:aws:s3:::quiet/k", "", "111122223333"},
           Row{"s3:GetObject", "arn:aws:s3:::quiet/*", "", "111122223333"},
           Row{"s3:GetObject", "arn:aws:s3:::unread/k",
               "the resource policy of arn:aws:s3:::unread is not in the snapshot", "444455556666"},
           Row{"s3:GetObject", "arn:aws:s3:::broken/k",
               "the resource policy of arn:aws:s3:::broken could not be read", "444455556666"},
           Row{"s3:GetObject", "arn:aws:s3:::gone/k",
               "arn:aws:s3:::gone/k is not in the snapshot: its resource policy is unknown", ""},
           Row{"s3:GetObject", "arn:aws:s3:::q*",
               "resource policies are not asked about a pattern: they may allow more, ask about one resource",
               ""},
           Row{"ec2:RebootInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", "", "111122223333"},
           Row{"ec2:RebootInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/i-2", "", ""},
       }) {
    Access access(*s);
    Caller ann = access.caller(*parse_principal(kAnn));
    Request request(ann.principal, ann.context);
    request.set_action(row.action);
    request.set_resource_account(access.owner_account(ann.principal, row.resource));
    request.set_resource(row.resource, ResourceMeaning::kSome);
    EXPECT_EQ(access.add_resource_policy(request, ann.policies), row.note) << row.resource;
    EXPECT_EQ(access.known_owner(row.resource), row.owner) << row.resource;
  }
}

// One request's layers do not stay for the next.
TEST(ResourceAccess, LayersAreThoseOfTheRequest) {
  auto s = snapshot_with(
      {{"aws_s3_bucket", "arn:aws:s3:::open", "111122223333", PolicyKnowledge::kPresent,
        allow("\"*\"", "s3:GetObject", "arn:aws:s3:::open/*"), R"({"restrictPublicBuckets": true})"},
       {"aws_s3_bucket", "arn:aws:s3:::quiet", "111122223333", PolicyKnowledge::kNone}});
  Access access(*s);
  Caller eve = access.caller(*parse_principal(kEve));
  Request request(eve.principal, eve.context);
  request.set_action("s3:GetObject");
  request.set_resource("arn:aws:s3:::open/k");
  access.add_resource_policy(request, eve.policies);
  EXPECT_EQ(eve.policies[Layer::kResource].state, LayerState::kPresent);
  EXPECT_TRUE(eve.policies.public_buckets_restricted);
  request.set_resource("arn:aws:s3:::quiet/k");
  access.add_resource_policy(request, eve.policies);
  EXPECT_EQ(eve.policies[Layer::kResource].state, LayerState::kNone);
  EXPECT_FALSE(eve.policies.public_buckets_restricted);
}

TEST(ResourceAccess, BlockPublicAccess) {
  const std::string for_all = allow("\"*\"", "s3:GetObject", "arn:aws:s3:::b/*");
  const std::string for_one = allow(kTheirAccount, "s3:GetObject", "arn:aws:s3:::b/*");
  struct Row {
    std::string_view policy, description, eve, anybody;
  };
  for (const Row& row : {
           Row{for_all, R"({"restrictPublicBuckets": true})", "implicitDeny resource",
               "implicitDeny resource"},
           Row{for_all, R"({"RestrictPublicBuckets": true})", "implicitDeny resource",
               "implicitDeny resource"},
           Row{for_all, R"({"restrictPublicBuckets": false})", "allowed", "allowed"},
           Row{for_all, "{}", "allowed", "allowed"},
           Row{for_one, R"({"restrictPublicBuckets": true})", "allowed", "implicitDeny resource"},
       }) {
    auto s = snapshot_with({{"aws_s3_bucket", "arn:aws:s3:::b", "111122223333", PolicyKnowledge::kPresent,
                             std::string(row.policy), std::string(row.description)}});
    EXPECT_EQ(decided(*s, kEve, "s3:GetObject", "arn:aws:s3:::b/k"), row.eve)
        << row.policy << row.description;
    EXPECT_EQ(decided(*s, "*", "s3:GetObject", "arn:aws:s3:::b/k"), row.anybody)
        << row.policy << row.description;
  }
}

TEST(ResourceAccess, Tags) {
  constexpr std::string_view kTagged = R"(, "Condition": {"StringEquals": {"aws:ResourceTag/team": "blue"}})";
  auto s = snapshot_with({{"aws_s3_bucket", "arn:aws:s3:::blue", "111122223333", PolicyKnowledge::kPresent,
                           allow(kTheirAccount, "s3:ListBucket", "arn:aws:s3:::blue", kTagged),
                           R"({"Tags": [{"Key": "team", "Value": "blue"}]})"},
                          {"aws_s3_bucket", "arn:aws:s3:::red", "111122223333", PolicyKnowledge::kPresent,
                           allow(kTheirAccount, "s3:ListBucket", "arn:aws:s3:::red", kTagged),
                           R"({"Tags": [{"Key": "color", "Value": "red"}]})"},
                          {"aws_s3_bucket", "arn:aws:s3:::unread", "111122223333", PolicyKnowledge::kPresent,
                           allow(kTheirAccount, "s3:ListBucket", "arn:aws:s3:::unread", kTagged)}});
  EXPECT_EQ(decided(*s, kEve, "s3:ListBucket", "arn:aws:s3:::blue"), "allowed");
  EXPECT_EQ(decided(*s, kEve, "s3:ListBucket", "arn:aws:s3:::red"), "implicitDeny resource");
  EXPECT_EQ(decided(*s, kEve, "s3:ListBucket", "arn:aws:s3:::unread"), "conditional");
}

TEST(ResourceAccess, OrganizationsInBucketPolicies) {
  constexpr std::string_view kOurs =
      R"(, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}})";
  SnapshotBuilder builder;
  for (const std::string& text : exports()) add_export(builder, text);
  add_export(builder, R"({"UserDetailList": [{"UserName": "out", "Arn": "arn:aws:iam::222233334444:user/out",
      "UserPolicyList": [{"PolicyName": "all", "PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}}]}]})");
  add_files(builder, company_tree() + company_policies());
  FoundResource bucket;
  bucket.type = "aws_s3_bucket";
  bucket.key = "arn:aws:s3:::b";
  bucket.account = "111122223333";
  bucket.policy_knowledge = PolicyKnowledge::kPresent;
  bucket.policy.document =
      document_of("p.json", fmt::format(R"({{"Version": "2012-10-17", "Statement": {}}})",
                                        allow("\"*\"", "s3:GetObject", "arn:aws:s3:::b/*", kOurs)));
  builder.add(std::move(bucket));
  auto s = builder.finish();
  EXPECT_EQ(decided(*s, kEve, "s3:GetObject", "arn:aws:s3:::b/k"), "allowed");
  EXPECT_EQ(decided(*s, kEmil, "s3:GetObject", "arn:aws:s3:::b/k"), "implicitDeny identity");
  EXPECT_EQ(decided(*s, "arn:aws:iam::222233334444:user/out", "s3:GetObject", "arn:aws:s3:::b/k"),
            "implicitDeny resource");
  EXPECT_EQ(decided(*s, "*", "s3:GetObject", "arn:aws:s3:::b/k"), "implicitDeny resource");
  EXPECT_EQ(decided(*s, "cloudfront.amazonaws.com", "s3:GetObject", "arn:aws:s3:::b/k"),
            "implicitDeny resource");
}

TEST(ResourceAccess, OtherPartitions) {
  SnapshotBuilder builder;
  add_export(builder, R"({"UserDetailList": [{"UserName": "li", "Arn": "arn:aws-cn:iam::111122223333:user/li",
      "UserPolicyList": [{"PolicyName": "all", "PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}}]}]})");
  FoundResource bucket;
  bucket.type = "aws_s3_bucket";
  bucket.key = "arn:aws-cn:s3:::b";
  bucket.account = "444455556666";
  bucket.policy_knowledge = PolicyKnowledge::kPresent;
  bucket.policy.document = document_of(
      "p.json", fmt::format(R"({{"Statement": {}}})", allow(R"({"AWS": "arn:aws-cn:iam::111122223333:root"})",
                                                            "s3:GetObject", "arn:aws-cn:s3:::b/*")));
  builder.add(std::move(bucket));
  auto s = builder.finish();
  EXPECT_EQ(decided(*s, "arn:aws-cn:iam::111122223333:user/li", "s3:GetObject", "arn:aws-cn:s3:::b/k"),
            "allowed");
  EXPECT_EQ(decided(*s, "arn:aws-cn:iam::111122223333:user/li", "s3:PutObject", "arn:aws-cn:s3:::b/k"),
            "implicitDeny resource");
  EXPECT_EQ(decided(*s, "arn:aws:iam::111122223333:root", "s3:GetObject", "arn:aws-cn:s3:::b/k"),
            "implicitDeny");
}

}  // namespace
}  // namespace arnscope
