// Folders of the AWS CLI's output: whose files they are, what is read of them, and what is said of the rest.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/snapshot/missing.h"
#include "tests/unit/snapshot/folders.h"

namespace arnscope {
namespace {

using Texts = std::vector<std::string>;

constexpr std::string_view kCaller =
    R"({"UserId": "AIDA", "Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/audit"})";

Texts keys(const Snapshot& s) {
  Texts out;
  for (const Resource& each : s.resources) out.emplace_back(each.key);
  return out;
}
Texts accounts(const Snapshot& s) {
  Texts out;
  for (const Account& each : s.accounts)
    out.push_back(std::string(each.id) + " " + std::string(each.partition) + " " + std::string(each.name) +
                  (each.described ? "" : " named"));
  return out;
}
Texts operations_of(const Snapshot& s) {
  Texts out;
  for (const OperationRead& each : s.operations)
    out.push_back(std::string(each.region) + " " + std::string(operations()[each.operation].name) +
                  (each.error.empty() ? "" : " ") + std::string(each.error));
  return out;
}
const Resource* find(const Snapshot& s, std::string_view key) {
  for (const Resource& each : s.resources)
    if (each.key == key) return &each;
  ADD_FAILURE() << key;
  return &s.resources.front();
}

TEST(CliOutput, AnAccount) {
  TestFolder folder;
  folder.write("prod/us-east-1/sts-get-caller-identity.json", kCaller)
      .write("prod/eu-west-1/ec2-describe-instances.json",
             R"({"Reservations": [{"Instances": [{"InstanceId": "i-1", "InstanceType": "t3.micro"}]}]}
                {"Reservations": [{"Instances": [{"InstanceId": "i-2", "Tags": [{"Key": "Name", "Value": "web"}]}]}]})")
      .write("prod/us-east-1/s3api-list-buckets.json", R"({"Buckets": [{"Name": "my-bucket"}]})")
      .write("prod/us-east-1/s3api-get-bucket-location/my-bucket.json", R"({"LocationConstraint": "EU"})")
      .write("prod/us-east-1/s3api-get-bucket-policy/my-bucket.json", R"({"Policy": "{\"Statement\": []}"})");
  const auto s = folder.snapshot();
  EXPECT_EQ(keys(*s), (Texts{"arn:aws:ec2:eu-west-1:111122223333:instance/i-1",
                             "arn:aws:ec2:eu-west-1:111122223333:instance/i-2", "arn:aws:s3:::my-bucket"}));
  EXPECT_EQ(accounts(*s), Texts{"111122223333 aws prod"});
  EXPECT_EQ(operations_of(*s), (Texts{"eu-west-1 ec2-describe-instances", "us-east-1 sts-get-caller-identity",
                                      "us-east-1 s3api-list-buckets", "us-east-1 s3api-get-bucket-location",
                                      "us-east-1 s3api-get-bucket-policy"}));
  EXPECT_EQ(s->resources[1].name, "web");
  EXPECT_EQ(s->resources[1].id, "i-2");
  EXPECT_EQ(s->resources[1].region, "eu-west-1");
  const Resource& bucket = *find(*s, "arn:aws:s3:::my-bucket");
  EXPECT_EQ(bucket.region, "eu-west-1");
  EXPECT_EQ(bucket.policy_knowledge, PolicyKnowledge::kPresent);
  EXPECT_EQ(s->policies[bucket.policy].policy->statements.size(), 0u);
  EXPECT_EQ(folder.lines(*s), Texts{});
}

TEST(CliOutput, TheSameOnAnyNumberOfThreadsAndFromAnyFolderAbove) {
  TestFolder folder;
  folder.write("x/account-data/prod/us-east-1/sts-get-caller-identity.json", kCaller);
  for (int i = 0; i < 100; ++i)
    folder.write("x/account-data/prod/us-east-1/s3api-get-bucket-policy/b" + std::to_string(i),
                 R"({"Policy": "{}"})");
  folder.write("x/account-data/prod/us-east-1/s3api-list-buckets.json", R"({"Buckets": [{"Name": "b7"}]})");
  const auto one = folder.snapshot(1);
  EXPECT_EQ(one->findings.size(), 100u);
  EXPECT_EQ(folder.lines(*folder.snapshot(4)), folder.lines(*one));
  for (const char* below : {"/x", "/x/account-data", "/x/account-data/", "/x/account-data/prod"}) {
    const std::vector paths = {folder.path() + below};
    const auto loaded = load_snapshot(paths);
    ASSERT_TRUE(loaded) << below;
    EXPECT_EQ(accounts(**loaded), accounts(*one)) << below;
    EXPECT_EQ(keys(**loaded), keys(*one)) << below;
  }
}

TEST(CliOutput, WhoDescribesAnOrganizationIsInIt) {
  TestFolder folder;
  folder.write("prod/us-east-1/sts-get-caller-identity.json", kCaller)
      .write("prod/us-east-1/organizations-describe-organization.json",
             R"({"Organization": {"Id": "o-abcdefghij", "MasterAccountId": "444455556666"}})");
  const auto s = folder.snapshot();
  ASSERT_TRUE(s->organization);
  ASSERT_EQ(s->organization->members.size(), 2u);
  EXPECT_EQ(s->accounts[s->organization->members[0].account].id, "111122223333");
}

TEST(CliOutput, CloudMappersNamesOfFiles) {
  TestFolder folder;
  folder.write("account-data/demo/us-east-1/sts-get-caller-identity.json", kCaller)
      .write("account-data/demo/us-east-1/s3-list-buckets.json", R"({"Buckets": [{"Name": "b.example.sh"}]})")
      .write("account-data/demo/us-east-1/s3-get-bucket-policy/b.example.sh",
             R"({"Policy": "{\"Statement\": []}"})")
      .write("account-data/demo/us-east-1/sqs-list-queues.json",
             R"({"QueueUrls": ["https://sqs.us-east-1.amazonaws.com/111122223333/q"]})")
      .write(
          "account-data/demo/us-east-1/sqs-get-queue-attributes/"
          "https%3A%2F%2Fsqs.us-east-1.amazonaws.com%2F111122223333%2Fq",
          R"({"Attributes": {"QueueArn": "arn:aws:sqs:us-east-1:111122223333:q", "Policy": "{\"Statement\": []}"}})");
  const auto s = folder.snapshot();
  EXPECT_EQ(keys(*s), (Texts{"arn:aws:s3:::b.example.sh", "arn:aws:sqs:us-east-1:111122223333:q"}));
  for (const Resource& each : s->resources)
    EXPECT_EQ(each.policy_knowledge, PolicyKnowledge::kPresent) << each.key;
  EXPECT_EQ(accounts(*s), Texts{"111122223333 aws demo"});
  EXPECT_EQ(folder.lines(*s), Texts{});
}

TEST(CliOutput, WhoseAccountItIs) {
  struct Row {
    std::string folder, file, text;
    std::string_view account;  // "": nobody's
  };
  for (const Row& row : {
           Row{"prod", "us-east-1/sts-get-caller-identity.json", std::string(kCaller),
               "111122223333 aws prod"},
           Row{"444455556666", "us-east-1/sts-get-caller-identity.json", std::string(kCaller),
               "111122223333 aws "},
           Row{"444455556666", "us-east-1/s3api-list-buckets.json", R"({"Buckets": []})",
               "444455556666 aws "},
           Row{"prod", "manifest.jsonl",
               R"({"account": "444455556666", "operation": "sts-get-caller-identity"})",
               "444455556666 aws prod"},
           Row{"prod", "eu-west-1/sns-list-topics.json",
               R"({"Topics": [{"TopicArn": "arn:aws:sns:eu-west-1:111122223333:a"}]})",
               "111122223333 aws prod"},
           Row{"prod", "eu-west-1/ec2-describe-vpcs.json",
               R"({"Vpcs": [{"VpcId": "vpc-1", "OwnerId": "111122223333"}]})", "111122223333 aws prod"},
           Row{"gov", "us-gov-west-1/sns-list-topics.json",
               R"({"Topics": [{"TopicArn": "arn:aws-us-gov:sns:us-gov-west-1:111122223333:a"}]})",
               "111122223333 aws-us-gov gov"},
           Row{"prod", "eu-west-1/sns-list-topics.json", R"({"Topics": []})", ""},
       }) {
    TestFolder folder;
    folder.write(row.folder + "/" + row.file, row.text);
    const auto s = folder.snapshot();
    EXPECT_EQ(accounts(*s), row.account.empty() ? Texts{} : Texts{std::string(row.account)}) << row.file;
    const Texts lines = folder.lines(*s);
    EXPECT_EQ(
        std::count_if(lines.begin(), lines.end(),
                      [](const std::string& each) { return each.find("ACCOUNT_UNKNOWN") != each.npos; }),
        row.account.empty() ? 1 : 0)
        << row.file;
  }
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

TEST(CliOutput, WhatIsNotUnderstoodIsSaid) {
  TestFolder folder;
  folder.write("prod/us-east-1/sts-get-caller-identity.json", kCaller)
      .write("prod/us-east-1/ec2-describe-instances.json", "")
      .write("prod/us-east-1/ec2-describe-volumes.json", R"({"Volumes": [{"Size": 8}]})")
      .write("prod/us-east-1/ec2-describe-vpcs.json", "garbage")
      .write("prod/us-east-1/ec2-describe-subnets.json", R"({"Vpcs": []})")
      .write("prod/us-east-1/quux-list-things.json", R"({"Things": []})")
      .write("prod/us-east-1/lambda-get-policy/f.json", R"({"Policy": "{}"})")
      .write("prod/xx-moon-1/sns-list-topics.json", R"({"Topics": []})")
      .write("README.md", "# notes")
      .write("notes.txt", "{")
      .write("collect.sh", "#!/bin/sh");
  const auto s = folder.snapshot();
  EXPECT_EQ(
      folder.lines(*s),
      (Texts{
          "prod/us-east-1/ec2-describe-instances.json warning EMPTY_INPUT the file is empty: what "
          "`ec2-describe-instances` answers is unknown",
          "prod/us-east-1/ec2-describe-subnets.json:1:1 error UNREADABLE_INPUT left out: this is no output "
          "of "
          "`ec2-describe-subnets`: an object with `Subnets` must stand here",
          "prod/us-east-1/ec2-describe-volumes.json:1:14 warning KEY_MISSING left out: aws_ebs_volume stands "
          "here "
          "without what its key `arn:{$partition}:ec2:{$region}:{$account}:volume/{VolumeId}` is made of",
          "prod/us-east-1/ec2-describe-vpcs.json:1:1 error UNREADABLE_INPUT left out: expected a value, "
          "found `garbage`",
          "prod/us-east-1/lambda-get-policy/f.json:1:1 warning RESOURCE_MISSING no aws_lambda_function of "
          "the "
          "snapshot is called `f`: what stands here of it is left out",
          "prod/us-east-1/quux-list-things.json:1:1 suggestion UNKNOWN_INPUT left out: no layout of a "
          "snapshot has "
          "this file",
          "prod/xx-moon-1/sns-list-topics.json:1:1 suggestion UNSUPPORTED_REGION the region `xx-moon-1` is "
          "not "
          "known: what stands there is read all the same",
      }));
}

TEST(CliOutput, SharedResourcesBelongToTheirOwner) {
  TestFolder folder;
  folder.write("prod/us-east-1/sts-get-caller-identity.json", kCaller)
      .write("prod/eu-west-1/ec2-describe-subnets.json",
             R"({"Subnets": [{"SubnetId": "subnet-1", "OwnerId": "444455556666",
                 "SubnetArn": "arn:aws:ec2:eu-west-1:444455556666:subnet/subnet-1"}]})");
  const auto s = folder.snapshot();
  EXPECT_EQ(accounts(*s), (Texts{"111122223333 aws prod", "444455556666 aws  named"}));
  EXPECT_EQ(s->resources[0].account, 1u);
}

TEST(CliOutput, ApiGatewaysPolicyIsEscapedTwice) {
  TestFolder folder;
  folder.write("prod/us-east-1/sts-get-caller-identity.json", kCaller)
      .write(
          "prod/eu-west-1/apigateway-get-rest-apis.json",
          R"({"items": [{"id": "a1", "name": "orders", "policy": "{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[{\\\"Effect\\\":\\\"Allow\\\",\\\"Principal\\\":\\\"*\\\",\\\"Action\\\":\\\"execute-api:Invoke\\\",\\\"Resource\\\":\\\"*\\\"}]}"}]})");
  const auto s = folder.snapshot();
  ASSERT_EQ(s->policies.size(), 1u);
  EXPECT_EQ(s->policies[0].policy->statements.size(), 1u);
  EXPECT_EQ(folder.lines(*s), Texts{});
}

TEST(CliOutput, PrincipalsComeFromTheAccountsDetails) {
  TestFolder folder;
  folder.write("prod/us-east-1/sts-get-caller-identity.json", kCaller)
      .write("prod/us-east-1/iam-get-account-authorization-details.json",
             R"({"UserDetailList": [{"UserName": "ann", "Arn": "arn:aws:iam::111122223333:user/ann"}],
                 "GroupDetailList": [], "RoleDetailList": [], "Policies": []})");
  const auto s = folder.snapshot();
  EXPECT_EQ(s->users.size(), 1u);
  EXPECT_EQ(operations_of(*s),
            (Texts{"us-east-1 sts-get-caller-identity", "us-east-1 iam-get-account-authorization-details"}));
}

TEST(CliOutput, NothingThatIsKnown) {
  TestFolder folder;
  folder.write("a.json", "{}").write("b.md", "x");
  const auto loaded = folder.load();
  ASSERT_FALSE(loaded);
  EXPECT_EQ(
      format_error(loaded.error()),
      "error: `" + folder.path() +
          "` holds no snapshot: a folder of the AWS CLI's output, the directory that iam-collect writes, "
          "what AWS Config records, what `arnscope graph` writes as JSON and the output of `aws iam "
          "get-account-authorization-details` are "
          "read\n");
}

TEST(CliOutput, FilesThatAreTooLargeAreRefusedInOneLine) {
  TestFolder folder;
  folder.write("prod/us-east-1/sts-get-caller-identity.json", kCaller)
      .write("prod/us-east-1/ec2-describe-vpcs.json", "");
  std::filesystem::resize_file(folder.path() + "/prod/us-east-1/ec2-describe-vpcs.json", uint64_t{1} << 31);
  const auto s = folder.snapshot();
  ASSERT_EQ(s->findings.size(), 1u);
  EXPECT_EQ(s->findings[0].message,
            "left out: `" + folder.path() +
                "/prod/us-east-1/ec2-describe-vpcs.json` holds more than 1073741824 bytes, the most that one "
                "file may");
}

TEST(CliOutput, TheFixtureOrganizationIsUnderstood) {
  const std::vector<std::string> paths = {ARNSCOPE_SOURCE_DIR "/fixtures/acme-org"};
  const auto loaded = load_snapshot(paths, {3, {}});
  ASSERT_TRUE(loaded);
  const Snapshot& s = **loaded;
  EXPECT_GE(std::count_if(s.accounts.begin(), s.accounts.end(), [](const Account& a) { return a.described; }),
            4);
  EXPECT_FALSE(s.resources.empty());
  for (const Finding& each : s.findings) {
    EXPECT_NE(each.severity, Severity::kError) << format_finding(each);
    for (std::string_view code : {"KEY_MISSING", "RESOURCE_MISSING", "CONTRADICTING_ENTITY", "UNKNOWN_INPUT"})
      EXPECT_NE(each.code, code) << format_finding(each);
  }
}

}  // namespace
}  // namespace arnscope
