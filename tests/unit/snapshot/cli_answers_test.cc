// What an operation's answer, or the want of one, tells.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/snapshot/missing.h"
#include "tests/unit/snapshot/cli_outputs.h"

namespace arnscope {
namespace {

TEST(CliOutput, PublicAcls) {
  TestFolder folder;
  folder.write("prod/us-east-1/sts-get-caller-identity.json", kCaller)
      .write("prod/us-east-1/s3api-list-buckets.json", R"({"Buckets": [{"Name": "pub"}]})")
      .write(
          "prod/us-east-1/s3api-get-bucket-acl/pub.json",
          R"({"Owner": {"ID": "a"}, "Grants": [{"Grantee": {"Type": "CanonicalUser", "ID": "a"}, "Permission": "FULL_CONTROL"},
  {"Grantee": {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/global/AllUsers"}, "Permission": "READ"},
  {"Grantee": {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"}, "Permission": "WRITE"},
  {"Grantee": {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/s3/LogDelivery"}, "Permission": "WRITE"}]})");
  const std::string at = "prod/us-east-1/s3api-get-bucket-acl/pub.json:";
  EXPECT_EQ(
      folder.lines(*folder.snapshot()),
      (Texts{at + "2:3 warning PUBLIC_ACL the ACL of the bucket `pub` grants READ to everyone: ACLs are not "
                  "counted in answers",
             at + "3:3 warning PUBLIC_ACL the ACL of the bucket `pub` grants WRITE to all AWS accounts: ACLs "
                  "are not counted in answers"}));
}

// An empty answer of an operation that always has one is no answer.
TEST(CliOutput, EmptyAnswers) {
  struct Row {
    std::string_view operation, parameter, member;  // member "": nothing is said
  };
  for (const Row& row : {
           Row{"iam-get-account-authorization-details", "", "UserDetailList"},
           Row{"kms-get-key-policy", "k-1", "Policy"},
           Row{"sns-get-topic-attributes", "t", "Attributes"},
           Row{"sqs-get-queue-attributes", "q", "Attributes"},
           Row{"secretsmanager-get-resource-policy", "s", "ARN"},
           Row{"organizations-list-targets-for-policy", "p-1", "Targets"},
           Row{"organizations-list-accounts", "", "Accounts"},
           Row{"sqs-list-queues", "", ""},
           Row{"ec2-describe-instances", "", ""},
           Row{"dynamodb-get-resource-policy", "t", ""},
           Row{"organizations-describe-organization", "", ""},
       }) {
    std::string file = fmt::format("prod/us-east-1/{}", row.operation);
    if (!row.parameter.empty()) file += fmt::format("/{}", row.parameter);
    file += ".json";
    TestFolder folder;
    folder.write("prod/us-east-1/iam-list-account-aliases.json", R"({"AccountAliases": []})")
        .write("prod/manifest.jsonl",
               R"({"account": "111122223333", "operation": "iam-list-account-aliases"})")
        .write(file, "{}");
    const auto s = folder.snapshot();
    Texts found = folder.lines(*s);
    std::erase_if(found, [&](const std::string& line) { return !line.starts_with(file); });
    std::erase_if(found, [](const std::string& line) { return line.find("RESOURCE_MISSING") != line.npos; });
    EXPECT_EQ(found, row.member.empty()
                         ? Texts{}
                         : Texts{fmt::format("{}:1:1 error UNREADABLE_INPUT left out: this is no output of "
                                             "`{}`: an object with `{}` must stand here",
                                             file, row.operation, row.member)})
        << row.operation;
    for (const OperationRead& each : s->operations)
      if (operations()[each.operation].name == row.operation) {
        EXPECT_EQ(each.error, row.member.empty() ? "" : "UnreadableOutput") << row.operation;
      }
  }
}

// Lists of an organization are due where there is something to list them of.
TEST(CliOutput, ListsOfAnOrganizationThatAreDue) {
  const auto missing = [](const TestFolder& folder) {
    const auto s = folder.snapshot();
    Texts names;
    for (const MissingOperation& each : missing_operations(*s)) {
      const std::string_view name = operations()[each.operation].name;
      if (name.starts_with("organizations-")) names.emplace_back(name.substr(name.find('-') + 1));
    }
    return names;
  };
  TestFolder folder;
  folder.write("m/us-east-1/sts-get-caller-identity.json", kCaller)
      .write("m/us-east-1/organizations-describe-organization.json",
             R"({"Organization": {"Id": "o-a1b2c3d4e5", "MasterAccountId": "111122223333"}})")
      .write("m/us-east-1/organizations-list-accounts.json", R"({"Accounts": [{"Id": "111122223333"}]})");
  EXPECT_EQ(missing(folder), (Texts{"list-roots", "list-policies", "list-delegated-administrators"}));
  folder.write("m/us-east-1/organizations-list-roots.json", R"({"Roots": [{"Id": "r-ab12"}]})")
      .write("m/us-east-1/organizations-list-policies/SERVICE_CONTROL_POLICY.json",
             R"({"Policies": [{"Id": "p-x", "Type": "SERVICE_CONTROL_POLICY"}]})");
  EXPECT_EQ(missing(folder),
            (Texts{"list-organizational-units-for-parent", "list-accounts-for-parent", "describe-policy",
                   "list-targets-for-policy", "list-delegated-administrators"}));
}

// Every key has a policy: an empty file, or an empty answer, does not tell that there is none.
TEST(CliOutput, AKeyAlwaysHasAPolicy) {
  for (std::string_view text : {"{}", ""}) {
    TestFolder folder;
    folder.write("prod/us-east-1/sts-get-caller-identity.json", kCaller)
        .write("prod/us-east-1/kms-list-keys.json",
               R"({"Keys": [{"KeyId": "k-1", "KeyArn": "arn:aws:kms:us-east-1:111122223333:key/k-1"}]})")
        .write("prod/us-east-1/kms-get-key-policy/k-1.json", std::string(text));
    const auto s = folder.snapshot();
    ASSERT_EQ(s->resources.size(), 1u);
    EXPECT_EQ(s->resources[0].policy_knowledge, PolicyKnowledge::kUnknown) << text;
    EXPECT_EQ(folder.lines(*s).size(), 1u) << text;
  }
}

TEST(CliOutput, WhetherThereIsAPolicy) {
  struct Row {
    std::string policy;  // of get-bucket-policy; "-": no such file
    std::string manifest;
    PolicyKnowledge expected;
    Texts lines;
  };
  const std::string place = "prod/us-east-1/s3api-get-bucket-policy/b.json";
  const std::string call =
      R"({"account": "111122223333", "region": "us-east-1", "operation": "s3api-get-bucket-policy", "parameters": ["b"], "error": ")";
  for (const Row& row : {
           Row{R"({"Policy": "{\"Statement\": []}"})", "", PolicyKnowledge::kPresent, {}},
           Row{"{}", "", PolicyKnowledge::kNone, {}},
           Row{"",
               "",
               PolicyKnowledge::kNone,
               {place + " warning EMPTY_INPUT the file is empty: `s3api-get-bucket-policy` is taken to have "
                        "found no policy"}},
           Row{"-", "", PolicyKnowledge::kUnknown, {}},
           Row{"-", call + "NoSuchBucketPolicy\"}", PolicyKnowledge::kNone, {}},
           Row{"-",
               call + "AccessDenied\"}",
               PolicyKnowledge::kUnknown,
               {"prod/manifest.jsonl:1:1 warning OPERATION_FAILED `s3api-get-bucket-policy` failed in "
                "us-east-1 "
                "with AccessDenied: what it would have told is unknown"}},
           Row{"{}", call + "AccessDenied\"}\n" + call + "\"}", PolicyKnowledge::kNone, {}},
           Row{"7",
               "",
               PolicyKnowledge::kUnknown,
               {place +
                ":1:1 error UNREADABLE_INPUT left out: this is no output of `s3api-get-bucket-policy`: "
                "an object with `Policy` must stand here"}},
           Row{"{\"Policy\": ",
               "",
               PolicyKnowledge::kUnknown,
               {place + ":1:11 error UNREADABLE_INPUT left out: the text ends inside an object that begins "
                        "at line 1: is the file cut off?"}},
       }) {
    TestFolder folder;
    folder.write("prod/us-east-1/sts-get-caller-identity.json", kCaller)
        .write("prod/us-east-1/s3api-list-buckets.json", R"({"Buckets": [{"Name": "b"}]})");
    if (row.policy != "-") folder.write(place, row.policy);
    if (!row.manifest.empty()) folder.write("prod/manifest.jsonl", row.manifest);
    const auto s = folder.snapshot();
    ASSERT_EQ(s->resources.size(), 1u);
    EXPECT_EQ(s->resources[0].policy_knowledge, row.expected) << row.policy << row.manifest;
    EXPECT_EQ(folder.lines(*s), row.lines) << row.policy << row.manifest;
  }
}

TEST(CliOutput, CallsThatFailed) {
  TestFolder folder;
  folder.write("prod/us-east-1/sts-get-caller-identity.json", kCaller)
      .write(
          "prod/manifest.jsonl",
          R"({"region": "eu-west-1", "operation": "ec2-describe-instances", "parameters": [], "exit": 254, "error": "UnauthorizedOperation"}
                {"region": "us-east-1", "operation": "s3api-get-bucket-acl", "parameters": ["a"], "error": "AccessDenied"}
                {"region": "us-east-1", "operation": "s3api-get-bucket-acl", "parameters": ["b"], "error": "AccessDenied"}
                {"region": "us-east-1", "operation": "s3api-list-buckets", "exit": 255, "error": ""}
                {"region": "us-east-1", "operation": "none-of-the-table", "error": "AccessDenied"})");
  const auto s = folder.snapshot();
  EXPECT_EQ(
      operations_of(*s),
      (Texts{"eu-west-1 ec2-describe-instances UnauthorizedOperation", "us-east-1 sts-get-caller-identity",
             "us-east-1 s3api-list-buckets exit 255", "us-east-1 s3api-get-bucket-acl AccessDenied"}));
  EXPECT_EQ(
      folder.lines(*s),
      (Texts{"prod/manifest.jsonl:1:1 warning OPERATION_FAILED `ec2-describe-instances` failed in eu-west-1 "
             "with UnauthorizedOperation: what it would have told is unknown",
             "prod/manifest.jsonl:2:17 warning OPERATION_FAILED `s3api-get-bucket-acl` failed in us-east-1 "
             "with AccessDenied, 2 calls: what it would have told is unknown",
             "prod/manifest.jsonl:4:17 warning OPERATION_FAILED `s3api-list-buckets` failed in us-east-1 "
             "with exit 255: what it would have told is unknown"}));
}

TEST(CliOutput, AnswersThatAreNotThere) {
  TestFolder folder;
  folder.write("prod/us-east-1/sts-get-caller-identity.json", kCaller)
      .write("prod/us-east-1/kms-describe-key/a.json",
             R"({"KeyMetadata": {"KeyId": "a", "Arn": "arn:aws:kms:us-east-1:111122223333:key/a"}})")
      .write("prod/eu-west-1/ec2-describe-vpcs.json", "garbage")
      .write("prod/us-east-1/ec2-describe-volumes.json", R"({"Volumes": 42})")
      .write(
          "prod/manifest.jsonl",
          R"({"region": "us-east-1", "operation": "kms-describe-key", "parameters": ["a"], "exit": 0, "error": ""}
{"region": "us-east-1", "operation": "kms-describe-key", "parameters": ["b/c:d"], "exit": 0, "error": ""}
{"region": "us-east-1", "operation": "kms-describe-key", "parameters": ["e"], "exit": 0, "error": ""}
{"region": "us-east-1", "operation": "ec2-describe-vpcs", "parameters": [], "exit": 0, "error": ""}
{"region": "eu-west-1", "operation": "ec2-describe-vpcs", "parameters": [], "exit": 0, "error": ""}
42)")
      .write("other/us-east-1/sts-get-caller-identity.json",
             R"({"UserId": "AIDA", "Account": "444455556666"})");
  const auto s = folder.snapshot();
  std::string said;
  for (const std::string& line : folder.lines(*s)) said += line + "\n";
  for (std::string_view expected : {
           "prod/us-east-1/kms-describe-key/b%2Fc%3Ad.json` is missing, and 1 more of the operation there",
           "prod/us-east-1/ec2-describe-vpcs.json` is missing, though",
           "prod/eu-west-1/ec2-describe-vpcs.json:1:1 error UNREADABLE_INPUT",
           "`Volumes` is a number: `ec2-describe-volumes` answers a list here",
           "prod/manifest.jsonl:6:1 error UNREADABLE_INPUT",
           "other/manifest.jsonl warning MISSING_INPUT",
       })
    EXPECT_NE(said.find(expected), std::string::npos) << expected << "\nin\n" << said;
  EXPECT_EQ(s->findings.size(), 6u) << said;
  const Texts operations = operations_of(*s);
  for (const char* expected :
       {"us-east-1 kms-describe-key MissingOutput", "us-east-1 ec2-describe-vpcs MissingOutput",
        "eu-west-1 ec2-describe-vpcs UnreadableOutput", "us-east-1 ec2-describe-volumes UnreadableOutput"})
    EXPECT_NE(std::find(operations.begin(), operations.end(), expected), operations.end()) << expected;
}

}  // namespace
}  // namespace arnscope
