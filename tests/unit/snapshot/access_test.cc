// The principals of a snapshot as callers, and what the snapshot does not know.
#include "engine/snapshot/access.h"

#include "tests/unit/snapshot/build.h"

namespace arnscope {
namespace {

constexpr std::string_view kAnn = "arn:aws:iam::111122223333:user/ann";
constexpr std::string_view kQueue = "arn:aws:sqs:eu-west-1:111122223333:q";
constexpr std::string_view kRole = "arn:aws:iam::111122223333:role/path/job";

std::unique_ptr<const Snapshot> company() {
  return snapshot_of({R"({
    "UserDetailList": [
      {"UserName": "ann", "UserId": "AIDA1", "Arn": "arn:aws:iam::111122223333:user/ann", "GroupList": ["g"],
       "Tags": [{"Key": "team", "Value": "blue"}],
       "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": {"Statement": [
         {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "blue"}}},
         {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*", "Condition": {"Null": {"aws:PrincipalTag/other": "true"}}},
         {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": {"StringEquals": {"iam:ResourceTag/env": "dev"}}}]}}]},
      {"UserName": "bob", "Arn": "arn:aws:iam::111122223333:user/bob",
       "AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::111122223333:policy/gone"}]},
      {"UserName": "cat", "Arn": "arn:aws:iam::111122223333:user/cat",
       "AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::aws:policy/AmazonSQSFullAccess"}],
       "PermissionsBoundary": {"PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/limit"}},
      {"UserName": "dan", "Arn": "arn:aws:iam::111122223333:user/dan",
       "AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::aws:policy/AmazonSQSFullAccess"}],
       "PermissionsBoundary": {"PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/gone"}},
      {"UserName": "eve", "Arn": "arn:aws:iam::111122223333:user/eve",
       "AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::aws:policy/AmazonSQSFullAccess"}],
       "PermissionsBoundary": "not an object"}],
    "GroupDetailList": [{"GroupName": "g", "Arn": "arn:aws:iam::111122223333:group/g",
      "GroupPolicyList": [{"PolicyName": "gp", "PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}}}]}],
    "RoleDetailList": [
      {"RoleName": "job", "Path": "/path/", "Arn": "arn:aws:iam::111122223333:role/path/job", "Tags": [{"Key": "env", "Value": "dev"}],
       "AssumeRolePolicyDocument": {"Statement": {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:user/ann"}, "Action": "sts:AssumeRole"}},
       "RolePolicyList": [{"PolicyName": "rp", "PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*",
          "Condition": {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/path/job"}}}}}]},
      {"RoleName": "broken", "Arn": "arn:aws:iam::111122223333:role/broken", "AssumeRolePolicyDocument": "%7B"}],
    "Policies": [{"PolicyName": "limit", "Arn": "arn:aws:iam::111122223333:policy/limit", "DefaultVersionId": "v1",
      "PolicyVersionList": [{"VersionId": "v1", "Document": {"Statement": {"Effect": "Allow", "Action": "sqs:ReceiveMessage", "Resource": "*"}}}]}]})"});
}

TEST(Access, AttachedPoliciesThatTheInputLacks) {
  auto s = company();
  std::vector<std::string> codes;
  for (const Finding& finding : s->findings)
    codes.push_back(std::string(finding.code) + " " + finding.subject);
  std::sort(codes.begin(), codes.end());
  EXPECT_EQ(codes, (std::vector<std::string>{
                       "JSON_SYNTAX_ERROR arn:aws:iam::111122223333:role/broken",
                       "POLICY_FROM_CATALOG arn:aws:iam::aws:policy/AmazonSQSFullAccess",
                       "POLICY_MISSING arn:aws:iam::111122223333:policy/gone",
                       "POLICY_MISSING arn:aws:iam::111122223333:user/eve",
                       "SNAPSHOT_DATA_TYPE_MISMATCH ",
                   }));
}

// What the input has stands, though the catalog has another.
TEST(Access, APolicyOfAwsInTheInputIsNotTakenFromTheCatalog) {
  auto s = snapshot_of({R"({"UserDetailList":[{"UserName":"ann","Arn":"arn:aws:iam::111122223333:user/ann",
    "AttachedManagedPolicies":[{"PolicyArn":"arn:aws:iam::aws:policy/AmazonSQSFullAccess"}]}],
    "Policies":[{"Arn":"arn:aws:iam::aws:policy/AmazonSQSFullAccess","DefaultVersionId":"v9",
      "PolicyVersionList":[{"VersionId":"v9","Document":{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}}]}]})"});
  EXPECT_TRUE(s->findings.empty());
  ASSERT_EQ(s->policies.size(), 1u);
  EXPECT_EQ(s->policies[0].type, PolicyType::kAwsManaged);
  EXPECT_EQ(s->policies[0].origin, PolicyOrigin::kSnapshot);
  EXPECT_EQ(verdict(*s, kAnn, "sqs:SendMessage", kQueue), "implicitDeny");
  EXPECT_EQ(verdict(*s, kAnn, "s3:GetObject", "arn:aws:s3:::b/k"), "allowed");
}

TEST(Access, Verdicts) {
  auto s = company();
  struct Row {
    std::string_view principal, action, resource, verdict;
  };
  for (const Row& row : {
           Row{kAnn, "sqs:SendMessage", kQueue, "allowed"},           // by her group
           Row{kAnn, "s3:GetObject", "arn:aws:s3:::b/k", "allowed"},  // by her tag
           Row{kAnn, "s3:PutObject", "arn:aws:s3:::b/k", "allowed"},  // by a tag that she is known to lack
           Row{kAnn, "sqs:SendMessage", "arn:aws:s3:::b", "implicitDeny"},
           Row{"arn:aws:iam::111122223333:user/bob", "sqs:SendMessage", kQueue,
               "conditional identity policy of arn:aws:iam::111122223333:policy/gone allows"},
           Row{"arn:aws:iam::111122223333:user/cat", "sqs:SendMessage", kQueue, "implicitDeny"},
           Row{"arn:aws:iam::111122223333:user/cat", "sqs:ReceiveMessage", kQueue, "allowed"},
           Row{"arn:aws:iam::111122223333:user/dan", "sqs:SendMessage", kQueue,
               "conditional boundary policy of arn:aws:iam::111122223333:policy/gone allows"},
           Row{"arn:aws:iam::111122223333:user/eve", "sqs:SendMessage", kQueue,
               "conditional boundary policy of arn:aws:iam::111122223333:user/eve/?boundary allows"},
           Row{kRole, "sqs:SendMessage", kQueue, "allowed"},
           Row{"arn:aws:sts::111122223333:assumed-role/job/s", "sqs:SendMessage", kQueue, "allowed"},
           Row{"arn:aws:sts::111122223333:assumed-role/nobody/s", "sqs:SendMessage", kQueue,
               "conditional identity policy of arn:aws:sts::111122223333:assumed-role/nobody/s allows"},
           Row{"arn:aws:sts::444455556666:assumed-role/job/s", "sqs:SendMessage",
               "arn:aws:sqs:eu-west-1:444455556666:q",
               "conditional identity policy of arn:aws:sts::444455556666:assumed-role/job/s allows"},
           Row{"arn:aws:iam::111122223333:root", "sqs:SendMessage", kQueue, "allowed"},
           Row{"arn:aws:iam::111122223333:user/zoe", "sqs:SendMessage", kQueue,
               "conditional identity policy of arn:aws:iam::111122223333:user/zoe allows"},
           Row{kAnn, "sts:AssumeRole", kRole, "allowed"},
           Row{"arn:aws:iam::111122223333:user/cat", "sts:AssumeRole", kRole, "implicitDeny"},
           Row{"*", "sts:AssumeRole", kRole, "implicitDeny"},
       }) {
    EXPECT_EQ(verdict(*s, row.principal, row.action, row.resource), row.verdict)
        << row.principal << " " << row.action;
  }
}

TEST(Access, CallersAndTheirNotes) {
  auto s = company();
  Access access(*s);
  Caller session = access.caller(*parse_principal("arn:aws:sts::111122223333:assumed-role/job/s"));
  EXPECT_EQ(session.principal.type, PrincipalType::kSession);
  EXPECT_EQ(session.principal.arn, "arn:aws:sts::111122223333:assumed-role/job/s");
  EXPECT_EQ(session.principal.role_arn, kRole);
  EXPECT_TRUE(session.notes.empty());
  // A session may carry more tags than its role.
  EXPECT_EQ(session.context.get(make_key("aws:PrincipalTag/env"))[0], "dev");
  EXPECT_EQ(session.context.get(make_key("aws:PrincipalTag/x")).state, KeyState::kUnknown);
  Caller ann = access.caller(*parse_principal(kAnn));
  EXPECT_EQ(ann.context.get(make_key("aws:userid"))[0], "AIDA1");
  EXPECT_EQ(ann.context.get(make_key("aws:PrincipalTag/x")).state, KeyState::kAbsent);
  EXPECT_EQ(access.caller(*parse_principal("arn:aws:iam::111122223333:user/bob")).notes,
            (std::vector<std::string>{
                "the document of arn:aws:iam::111122223333:policy/gone is not in the snapshot"}));
  EXPECT_EQ(
      access.caller(*parse_principal("arn:aws:iam::111122223333:user/dan")).notes,
      (std::vector<std::string>{
          "the document of its boundary arn:aws:iam::111122223333:policy/gone is not in the snapshot"}));
  EXPECT_EQ(access.caller(*parse_principal("arn:aws:iam::111122223333:user/zoe")).notes,
            (std::vector<std::string>{
                "arn:aws:iam::111122223333:user/zoe is not in the snapshot: its policies are unknown"}));
  EXPECT_TRUE(access.caller(*parse_principal("arn:aws:iam::111122223333:root")).notes.empty());
  EXPECT_TRUE(access.caller(service_principal("lambda.amazonaws.com")).notes.empty());
  EXPECT_EQ(access.owner_account(ann.principal), "111122223333");
  EXPECT_EQ(access.compiled(s->users[0].inline_policies[0])->policy,
            s->policies[s->users[0].inline_policies[0]].policy);
}

TEST(Access, ResourceTagsOfWhatTheSnapshotHolds) {
  auto s = company();
  Access access(*s);
  Context context(Unlisted::kUnknown);
  access.add_resource_tags(kRole, context);
  EXPECT_EQ(context.get(make_key("aws:ResourceTag/env"))[0], "dev");
  EXPECT_EQ(context.get(make_key("iam:ResourceTag/ENV"))[0], "dev");
  EXPECT_EQ(context.get(make_key("iam:ResourceTag/x")).state, KeyState::kAbsent);
  Context other(Unlisted::kUnknown);
  access.add_resource_tags("arn:aws:iam::111122223333:role/unknown", other);
  EXPECT_EQ(other.get(make_key("aws:ResourceTag/env")).state, KeyState::kUnknown);
  Caller ann = access.caller(*parse_principal(kAnn));
  access.add_resource_tags(kRole, ann.context);
  Request request(ann.principal, ann.context);
  request.set_action("iam:PassRole");
  request.set_resource(kRole);
  EXPECT_EQ(decide(request, ann.policies), Verdict::kAllowed);
}

TEST(Access, TrustPoliciesThatAreNotKnown) {
  auto s = company();
  Access access(*s);
  Caller ann = access.caller(*parse_principal(kAnn));
  Request request(ann.principal, ann.context);
  request.set_action("sts:AssumeRole");
  request.set_resource("arn:aws:iam::444455556666:role/x");
  EXPECT_EQ(access.add_resource_policy(request, ann.policies),
            "arn:aws:iam::444455556666:role/x is not in the snapshot: its trust policy is unknown");
  EXPECT_EQ(ann.policies[Layer::kResource].state, LayerState::kUnknown);
  request.set_resource("arn:aws:iam::111122223333:role/broken");
  EXPECT_EQ(access.add_resource_policy(request, ann.policies),
            "the trust policy of arn:aws:iam::111122223333:role/broken could not be read");
  request.set_action("s3:GetObject");
  request.set_resource("arn:aws:s3:::b/k");
  EXPECT_EQ(access.add_resource_policy(request, ann.policies),
            "resource policies of s3 are not in the snapshot");
  EXPECT_EQ(ann.policies[Layer::kResource].state, LayerState::kNone);
}

}  // namespace
}  // namespace arnscope
