// Effective relationships: a row a rule, with the entities and actions that tell.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/unit/graph/effective_world.h"

namespace arnscope {
namespace {

using nlohmann::json;

const std::string kAnna = iam("user/anna");
const std::string kApp = iam("role/app");
const std::string kOtherApp = "arn:aws:iam::444455556666:role/app";
const std::string kBucket = "arn:aws:s3:::data";
const std::string kQueue = "arn:aws:sqs:eu-west-1:111122223333:jobs";
const std::string kOtherQueue = "arn:aws:sqs:eu-west-1:444455556666:jobs";
const std::string kKey = "arn:aws:kms:eu-west-1:111122223333:key/k1";
const std::string kEveryone = "global:everyone";
const std::string kUnknownTrust = trusting(R"({"Service": "ec2.amazonaws.com"})");
const std::string kBounded =
    R"(, "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/limit"})";

std::string allow(std::string_view action, std::string_view resource, std::string_view more = "") {
  return fmt::format(R"({{"Effect": "Allow", "Action": "{}", "Resource": "{}"{}}})", action, resource, more);
}
std::string deny(std::string_view action, std::string_view resource, std::string_view more = "") {
  return fmt::format(R"({{"Effect": "Deny", "Action": "{}", "Resource": "{}"{}}})", action, resource, more);
}
std::string to(std::string_view effect, std::string_view principal, std::string_view action,
               std::string_view resource, std::string_view more = "") {
  return fmt::format(R"({{"Effect": "{}", "Principal": {}, "Action": "{}", "Resource": "{}"{}}})", effect,
                     principal, action, resource, more);
}
std::string document(const std::string& statements) {
  return fmt::format(R"({{"Version": "2012-10-17", "Statement": [{}]}})", statements);
}

Item bucket(const std::string& statements = "") {
  return {.type = "aws_s3_bucket", .arn = kBucket, .policy = statements.empty() ? "" : document(statements)};
}
Item queue(const std::string& statements = "", std::string_view account = kAccount) {
  return {.type = "aws_sqs_queue",
          .arn = fmt::format("arn:aws:sqs:eu-west-1:{}:jobs", account),
          .account = std::string(account),
          .policy = statements.empty() ? "" : document(statements)};
}
Item key(const std::string& statements) {
  return {.type = "aws_kms_key", .arn = kKey, .policy = statements.empty() ? "" : document(statements)};
}

struct Question {
  std::string from, to, action, answer;
};

struct Row {
  const char* name;
  EffectiveWorld world;
  std::vector<Question> questions;
};

const std::string kMfaClause = R"({"key":"aws:MultiFactorAuthPresent","operator":"Bool","values":["true"]})";
const std::string kMfa = R"(, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}})";
const std::string kFull = allow("*", "*");

std::vector<Row> identity_rows() {
  return {
      {"an Allow, on what its resources hold",
       {.own = {.users = user("anna", allow("s3:GetObject", "arn:aws:s3:::data/*"))},
        .items = {bucket(), queue()}},
       {{kAnna, kBucket, "s3:GetObject", "yes"},
        {kAnna, kBucket, "s3:PutObject", "no"},
        {kAnna, kBucket, "s3:ListBucket", "no"},
        {kAnna, kQueue, "sqs:SendMessage", "no"}}},
      {"a boundary limits",
       {.own = {.users = user("anna", kFull, kBounded), .policies = managed("limit", allow("sqs:*", "*"))},
        .items = {bucket(), queue()}},
       {{kAnna, kQueue, "sqs:SendMessage", "yes"}, {kAnna, kBucket, "s3:GetObject", "no"}}},
      {"through a group",
       {.own = {.users = user("anna", "", R"(, "GroupList": ["admins"])"),
                .groups = group("admins", allow("sqs:*", "*"))},
        .items = {queue()}},
       {{kAnna, kQueue, "sqs:SendMessage", "yes"}}},
      {"what remains to hold",
       {.own = {.users = user("anna", allow("sqs:*", "*", kMfa) + "," + allow("sqs:SendMessage", "*"))},
        .items = {queue()}},
       {{kAnna, kQueue, "sqs:SendMessage", "yes"}, {kAnna, kQueue, "sqs:PurgeQueue", kMfaClause}}},
      {"a Deny on a part of the objects leaves the rest",
       {.own = {.users =
                    user("anna", allow("s3:*", "*") + "," + deny("s3:GetObject", "arn:aws:s3:::data/x/*"))},
        .items = {bucket()}},
       {{kAnna, kBucket, "s3:GetObject", "yes"}, {kAnna, kBucket, "s3:ListBucket", "yes"}}},
      {"a Deny on all objects leaves the bucket",
       {.own = {.users = user("anna", allow("s3:*", "*") + "," + deny("s3:*", "arn:aws:s3:::data/*"))},
        .items = {bucket()}},
       {{kAnna, kBucket, "s3:GetObject", "no"}, {kAnna, kBucket, "s3:ListBucket", "yes"}}},
      {"NotAction",
       {.own = {.users =
                    user("anna", R"({"Effect": "Allow", "NotAction": ["s3:*", "iam:*"], "Resource": "*"})")},
        .items = {bucket(), queue()}},
       {{kAnna, kQueue, "sqs:SendMessage", "yes"},
        {kAnna, kBucket, "s3:ListBucket", "no"},
        {kAnna, kAnna, "iam:GetUser", "no"}}},
      {"NotResource",
       {.own = {.users =
                    user("anna", R"({"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::*"})")},
        .items = {bucket(), queue()}},
       {{kAnna, kQueue, "sqs:SendMessage", "yes"}, {kAnna, kBucket, "s3:ListBucket", "no"}}},
      {"actions that take no resource go to the service",
       {.own = {.users = user("anna", allow("s3:ListAllMyBuckets", "*") + "," + allow("ec2:Describe*", "*") +
                                          "," + deny("ec2:DescribeVpcs", "*"))}},
       {{kAnna, "111122223333:aws_s3", "s3:ListAllMyBuckets", "yes"},
        {kAnna, "111122223333:aws_ec2", "ec2:DescribeInstances", "yes"},
        {kAnna, "111122223333:aws_ec2", "ec2:DescribeVpcs", "no"}}},
      {"all buckets are asked about by their ARN, of actions without a resource one alone",
       {.own = {.users = user("anna", allow("s3:*", "arn:aws:s3:::*")) + "," +
                         user("carl", allow("s3:ListJobs", "*"))}},
       {{kAnna, "111122223333:aws_s3", "s3:ListAllMyBuckets", "yes"},
        {kAnna, "111122223333:aws_s3", "s3:ListJobs", "no"},
        {iam("user/carl"), "111122223333:aws_s3", "s3:ListJobs", "yes"}}},
      {"a pattern that leaves out a field",
       {.own = {.users = user("anna", allow("lambda:*", "arn:aws:lambda:*:*:f1"))},
        .items = {{.type = "aws_lambda_function",
                   .arn = "arn:aws:lambda:eu-west-1:111122223333:function:f1"}}},
       {{kAnna, "arn:aws:lambda:eu-west-1:111122223333:function:f1", "lambda:InvokeFunction", "yes"}}},
      {"the caller's own name in a resource",
       {.own = {.users = user("anna", allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}")) +
                         "," + user("carl")}},
       {{kAnna, kAnna, "iam:CreateAccessKey", "yes"},
        {kAnna, iam("user/carl"), "iam:CreateAccessKey", "no"}}},
      {"tags of the resource",
       {.own = {.users = user("anna",
                              allow("iam:*", "*",
                                    R"(, "Condition": {"StringEquals": {"aws:ResourceTag/team": "red"}})")) +
                         "," + user("red", "", R"(, "Tags": [{"Key": "team", "Value": "red"}])")}},
       {{kAnna, iam("user/red"), "iam:DeleteUser", "yes"}, {kAnna, kAnna, "iam:DeleteUser", "no"}}},
      {"what AWS never allows",
       {.own = {.users = user("anna", kFull),
                .roles =
                    R"({"Path": "/aws-service-role/x.amazonaws.com/", "RoleName": "linked", "RoleId": "R",
                  "Arn": "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/linked",
                  "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}})"}},
       {{kAnna, iam("role/aws-service-role/x.amazonaws.com/linked"), "iam:PutRolePolicy", "no"},
        {kAnna, iam("role/aws-service-role/x.amazonaws.com/linked"), "iam:GetRole", "yes"}}},
  };
}

std::vector<Row> resource_rows() {
  const std::string anna = R"({"AWS": "arn:aws:iam::111122223333:user/anna"})";
  return {
      {"a resource policy's Deny",
       {.own = {.users = user("anna", kFull)}, .items = {queue(to("Deny", R"("*")", "sqs:Purge*", "*"))}},
       {{kAnna, kQueue, "sqs:PurgeQueue", "no"}, {kAnna, kQueue, "sqs:SendMessage", "yes"}}},
      {"a resource policy that names the user is enough",
       {.own = {.users = user("anna")}, .items = {queue(to("Allow", anna, "sqs:SendMessage", "*"))}},
       {{kAnna, kQueue, "sqs:SendMessage", "yes"}, {kAnna, kQueue, "sqs:PurgeQueue", "no"}}},
      {"one that names the account is not",
       {.own = {.users = user("anna")},
        .items = {queue(to("Allow", R"({"AWS": "111122223333"})", "sqs:*", "*"))}},
       {{kAnna, kQueue, "sqs:SendMessage", "no"}}},
      {"everyone, through a public bucket",
       {.own = {.users = user("anna")},
        .items = {bucket(to("Allow", R"("*")", "s3:GetObject", "arn:aws:s3:::data/pub/*"))}},
       {{kEveryone, kBucket, "s3:GetObject", "yes"},
        {kEveryone, kBucket, "s3:ListBucket", "no"},
        {kAnna, kBucket, "s3:GetObject", "yes"}}},
      {"everyone under a condition, and not who is of no organization",
       {.own = {.users = user("anna")},
        .items = {bucket(to("Allow", R"("*")", "s3:ListBucket", kBucket,
                            R"(, "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}})") +
                         "," +
                         to("Allow", R"("*")", "s3:GetObject", "arn:aws:s3:::data/*",
                            R"(, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-abc"}})"))},
        .scp = kFull},
       {{kEveryone, kBucket, "s3:ListBucket",
         R"({"key":"aws:SourceIp","operator":"IpAddress","values":["203.0.113.0/24"]})"},
        {kEveryone, kBucket, "s3:GetObject", "no"},
        {kAnna, kBucket, "s3:GetObject", "yes"}}},
      {"a service that a resource policy names",
       {.items = {queue(to("Allow", R"({"Service": "sns.amazonaws.com"})", "sqs:SendMessage", "*"))}},
       {{"sns.amazonaws.com", kQueue, "sqs:SendMessage", "yes"},
        {kEveryone, kQueue, "sqs:SendMessage", "no"}}},
      {"and not on what lies inside, whose policies nobody has",
       {.items = {{.type = "aws_lambda_function",
                   .arn = "arn:aws:lambda:eu-west-1:111122223333:function:f1",
                   .policy =
                       document(to("Allow", R"({"Service": "sns.amazonaws.com"})", "lambda:InvokeFunction",
                                   "arn:aws:lambda:eu-west-1:111122223333:function:f1"))}}},
       {{"sns.amazonaws.com", "arn:aws:lambda:eu-west-1:111122223333:function:f1", "lambda:InvokeFunction",
         "yes"},
        {"sns.amazonaws.com", "arn:aws:lambda:eu-west-1:111122223333:function:f1",
         "lambda:GetProvisionedConcurrencyConfig", "no"}}},
      {"a key policy that delegates to the account",
       {.own = {.users = user("anna", allow("kms:*", "*")) + "," + user("carl")},
        .items = {key(to("Allow", R"({"AWS": "arn:aws:iam::111122223333:root"})", "kms:*", "*"))}},
       {{kAnna, kKey, "kms:Decrypt", "yes"}, {iam("user/carl"), kKey, "kms:Decrypt", "no"}}},
      {"a key policy that does not",
       {.own = {.users = user("anna", allow("kms:*", "*")), .roles = role("app", kUnknownTrust)},
        .items = {key(to("Allow", R"({"AWS": "arn:aws:iam::111122223333:role/app"})", "kms:Decrypt", "*"))}},
       {{kAnna, kKey, "kms:Decrypt", "no"},
        {kApp, kKey, "kms:Decrypt", "yes"},
        {kApp, kKey, "kms:Encrypt", "no"}}},
      {"a key whose policy is unknown",
       {.own = {.users = user("anna", allow("kms:Decrypt", "*"))}, .items = {key("")}},
       {{kAnna, kKey, "kms:Decrypt",
         R"({"key":"resource policy","operator":"unknown","values":["arn:aws:kms:eu-west-1:111122223333:key/k1"]})"}}},
      {"a trust policy decides on its role alone",
       {.own = {.users = user("anna", allow("sts:AssumeRole", "*") + "," + allow("iam:GetRole", "*")),
                .roles = role("app", trusting(R"({"AWS": "arn:aws:iam::111122223333:root"})")) + "," +
                         role("closed", kUnknownTrust)}},
       {{kAnna, kApp, "sts:AssumeRole", "yes"},
        {kAnna, kApp, "iam:GetRole", "yes"},
        {kAnna, iam("role/closed"), "sts:AssumeRole", "no"},
        {kAnna, iam("role/closed"), "iam:GetRole", "yes"}}},
      {"nobody assumes a role unauthenticated",
       {.own = {.roles = role("app", trusting(R"("*")"))}},
       {{kEveryone, kApp, "sts:AssumeRole", "no"}}},
  };
}

std::vector<Row> organization_rows() {
  const std::string app = R"({"AWS": "arn:aws:iam::444455556666:role/app"})";
  const Export other{.roles = role("app", kUnknownTrust, allow("sqs:SendMessage", "*"))};
  const Export mute{.roles = role("app", kUnknownTrust)};
  return {
      {"both sides agree across accounts",
       {.own = {.users = user("anna")}, .other = other, .items = {queue(to("Allow", app, "sqs:*", "*"))}},
       {{kOtherApp, kQueue, "sqs:SendMessage", "yes"}, {kOtherApp, kQueue, "sqs:PurgeQueue", "no"}}},
      {"the resource's side alone",
       {.own = {.users = user("anna")}, .other = mute, .items = {queue(to("Allow", app, "sqs:*", "*"))}},
       {{kOtherApp, kQueue, "sqs:SendMessage", "no"}}},
      {"the principal's side alone",
       {.own = {.users = user("anna")},
        .other = other,
        .items = {queue(to("Allow", R"({"AWS": "111122223333"})", "sqs:*", "*"))}},
       {{kOtherApp, kQueue, "sqs:SendMessage", "no"}}},
      {"an SCP denies principals of its account and not others",
       {.own = {.users = user("anna", kFull)},
        .other = other,
        .items = {queue(to("Allow", app, "sqs:*", "*"))},
        .scp = kFull + "," + deny("sqs:SendMessage", "*")},
       {{kAnna, kQueue, "sqs:SendMessage", "no"},
        {kAnna, kQueue, "sqs:PurgeQueue", "yes"},
        {kOtherApp, kQueue, "sqs:SendMessage", "yes"}}},
      {"what no SCP allows",
       {.own = {.users = user("anna", kFull)}, .items = {queue(), bucket()}, .scp = allow("s3:*", "*")},
       {{kAnna, kQueue, "sqs:SendMessage", "no"}, {kAnna, kBucket, "s3:ListBucket", "yes"}}},
      {"an RCP denies on resources of its account, whoever calls",
       {.own = {.users = user("anna", kFull)},
        .other = {.roles = role("app", kUnknownTrust, allow("sqs:*", "*"))},
        .items = {queue(to("Allow", app, "sqs:*", "*")), queue("", kOther)},
        .rcp = to("Deny", R"("*")", "sqs:SendMessage", "*")},
       {{kAnna, kQueue, "sqs:SendMessage", "no"},
        {kAnna, kQueue, "sqs:PurgeQueue", "yes"},
        {kOtherApp, kQueue, "sqs:SendMessage", "no"},
        {kOtherApp, kOtherQueue, "sqs:SendMessage", "yes"}}},
      {"an RCP on one of several queues",
       {.own = {.users = user("anna", kFull)},
        .items = {queue(), {.type = "aws_sqs_queue", .arn = "arn:aws:sqs:eu-west-1:111122223333:mail"}},
        .rcp = to("Deny", R"("*")", "sqs:*", kQueue)},
       {{kAnna, kQueue, "sqs:SendMessage", "no"},
        {kAnna, "arn:aws:sqs:eu-west-1:111122223333:mail", "sqs:SendMessage", "yes"}}},
      {"an SCP does not hold a service-linked role",
       {.own = {.roles =
                    R"({"Path": "/aws-service-role/x.amazonaws.com/", "RoleName": "linked", "RoleId": "R",
                  "Arn": "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/linked",
                  "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": {"Version": "2012-10-17",
                    "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}}],
                  "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}})"},
        .items = {queue()},
        .scp = allow("s3:*", "*")},
       {{iam("role/aws-service-role/x.amazonaws.com/linked"), kQueue, "sqs:SendMessage", "yes"}}},
  };
}

void expect_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const EffectiveGraph drawn(row.world);
    for (const Question& each : row.questions)
      EXPECT_EQ(drawn.answer(each.from, each.to, each.action), each.answer)
          << row.name << ": " << each.from << " " << each.action << " " << each.to;
  }
}

TEST(Effective, IdentitySide) { expect_rows(identity_rows()); }
TEST(Effective, ResourceSide) { expect_rows(resource_rows()); }
TEST(Effective, AcrossAccounts) { expect_rows(organization_rows()); }

TEST(Effective, ARecordSaysWhatDecided) {
  const EffectiveGraph drawn(EffectiveWorld{
      .own = {.users =
                  user("anna", allow("sqs:SendMessage", "*") + "," + allow("sqs:PurgeQueue", "*", kMfa))},
      .items = {queue()}});
  const auto from_anna = [&](bool conditional) {
    for (const json& each : drawn.records())
      if (each["_toEntityKey"] == kQueue && each["conditional"] == conditional) return each;
    return json();
  };
  const json allowed = from_anna(false), conditional = from_anna(true);
  EXPECT_EQ(allowed["_key"], kAnna + "|ALLOWS|" + kQueue + "|0");
  EXPECT_EQ(allowed["_class"], "ALLOWS");
  EXPECT_EQ(allowed["actions"], json({"sqs:SendMessage"}));
  EXPECT_EQ(allowed["normalizedActions"], json({"sqs:sendmessage"}));
  EXPECT_EQ(allowed["accessLevels"], json({"write"}));
  EXPECT_FALSE(allowed.contains("condition"));
  EXPECT_EQ(
      allowed["decidedBy"].dump(),
      R"([{"effect":"Allow","layer":"identity","policy":"arn:aws:iam::111122223333:user/anna/policy/own","statement":0}])");
  EXPECT_EQ(conditional["_key"], kAnna + "|ALLOWS|" + kQueue + "|1");
  EXPECT_EQ(conditional["actions"], json({"sqs:PurgeQueue"}));
  EXPECT_EQ(conditional["condition"].dump(), kMfaClause);
  EXPECT_EQ(conditional["decidedBy"][0]["statement"], 1);
}

TEST(Effective, AreThereOnlyWhereTheyAreAskedFor) {
  const Drawn drawn(to_snapshot(EffectiveWorld{.own = {.users = user("anna", kFull)}, .items = {queue()}}));
  for (const json& each : drawn.relationships()) EXPECT_FALSE(each.contains("effective"));
  EXPECT_TRUE(drawn.graph().effective_grants.empty());
}

// Thousands of entities that nothing tells apart share what is said of them.
TEST(Effective, EqualAnswersStandOnce) {
  EffectiveWorld world{.own = {.users = user("anna", kFull)}};
  for (int i = 0; i < 500; ++i)
    world.items.push_back(
        {.type = "aws_sqs_queue", .arn = fmt::format("arn:aws:sqs:eu-west-1:111122223333:q{}", i)});
  const EffectiveGraph drawn(world);
  EXPECT_EQ(drawn.answer(kAnna, "arn:aws:sqs:eu-west-1:111122223333:q499", "sqs:SendMessage"), "yes");
  const auto edges = drawn.graph().of(RelationClass::kAllows);
  std::set<uint32_t> details;
  for (const Relationship& edge : edges)
    if (is_effective(edge) && drawn.graph().entities[edge.to].type == "aws_sqs_queue")
      details.insert(edge.detail);
  EXPECT_EQ(details.size(), 1U);
  EXPECT_TRUE(std::is_sorted(edges.begin(), edges.end(), [](const Relationship& a, const Relationship& b) {
    return std::tuple(a.from, a.to, a.detail) < std::tuple(b.from, b.to, b.detail);
  }));
}

}  // namespace
}  // namespace arnscope
