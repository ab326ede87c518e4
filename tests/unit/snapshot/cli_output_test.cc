// Folders of the AWS CLI's output: whose files they are, what is read of them, and what is said of the rest.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/snapshot/missing.h"
#include "tests/unit/snapshot/cli_outputs.h"

namespace arnscope {
namespace {

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

// Whom policies and shared resources name most is not whose account it is.
TEST(CliOutput, WhoseAccountItIsWhereOthersAreMentionedMore) {
  constexpr std::string_view kDetails =
      R"({"UserDetailList": [], "RoleDetailList": [{"Arn": "arn:aws:iam::111122223333:role/sync",
          "RoleName": "sync", "AssumeRolePolicyDocument": {"Statement": {"Effect": "Allow",
            "Principal": {"AWS": ["arn:aws:iam::444455556666:role/a", "arn:aws:iam::444455556666:role/b"]},
            "Action": "sts:AssumeRole"}}}], "GroupDetailList": [], "Policies": []})";
  constexpr std::string_view kFunctions =
      R"({"Functions": [{"FunctionName": "f", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:f",
          "Role": "arn:aws:iam::444455556666:role/a", "Layers": [{"Arn": "arn:aws:lambda:eu-west-1:444455556666:layer:l:1"}]}]})";
  constexpr std::string_view kSubnets =
      R"({"Subnets": [{"SubnetId": "subnet-1", "OwnerId": "444455556666",
          "SubnetArn": "arn:aws:ec2:eu-west-1:444455556666:subnet/subnet-1"}]})";
  constexpr std::string_view kTrails =
      R"({"trailList": [{"Name": "all", "TrailARN": "arn:aws:cloudtrail:eu-west-1:444455556666:trail/all"}]})";
  constexpr std::string_view kTopics =
      R"({"Topics": [{"TopicArn": "arn:aws:sns:eu-west-1:777788889999:a"}]})";
  using Files = std::vector<std::pair<std::string, std::string_view>>;
  struct Row {
    Files files;
    std::string_view account;
    bool guessed;
  };
  for (const Row& row : {
           Row{Files{{"us-east-1/iam-get-account-authorization-details.json", kDetails},
                     {"eu-west-1/ec2-describe-subnets.json", kSubnets},
                     {"eu-west-1/sns-list-topics.json", kTopics}},
               "111122223333", false},
           Row{Files{{"eu-west-1/lambda-list-functions.json", kFunctions},
                     {"eu-west-1/ec2-describe-subnets.json", kSubnets},
                     {"eu-west-1/cloudtrail-describe-trails.json", kTrails}},
               "111122223333", false},
           Row{Files{{"eu-west-1/ec2-describe-subnets.json", kSubnets}}, "444455556666", true},
           Row{Files{{"eu-west-1/cloudtrail-describe-trails.json", kTrails}}, "444455556666", true},
           Row{Files{{"eu-west-1/lambda-list-functions.json", kFunctions},
                     {"eu-west-1/sns-list-topics.json", kTopics}},
               "444455556666", true},
       }) {
    TestFolder folder;
    for (const auto& [file, text] : row.files) folder.write("prod/" + file, text);
    const auto s = folder.snapshot();
    EXPECT_TRUE(std::any_of(s->accounts.begin(), s->accounts.end(), [&](const Account& each) {
      return each.id == row.account && each.name == "prod";
    })) << row.account;
    Texts guesses;
    for (const std::string& each : folder.lines(*s))
      if (each.find("ACCOUNT_GUESSED") != each.npos) guesses.push_back(each.substr(each.find(' ')));
    EXPECT_EQ(guesses, row.guessed
                           ? Texts{" warning ACCOUNT_GUESSED `" + folder.path() +
                                   "/prod` is taken to be of " + std::string(row.account) +
                                   ", which its files mention most: sts-get-caller-identity.json would "
                                   "tell"}
                           : Texts{});
  }
}

// Source: Service Authorization Reference, "Resource types defined by AWS Systems Manager":
// parameter/${ParameterNameWithoutLeadingSlash}.
TEST(CliOutput, ParametersInHierarchies) {
  TestFolder folder;
  folder.write("prod/us-east-1/sts-get-caller-identity.json", kCaller)
      .write("prod/us-east-1/ssm-describe-parameters.json",
             R"({"Parameters": [{"Name": "/app/db"}, {"Name": "flag"},
                 {"Name": "/app/url", "ARN": "arn:aws:ssm:us-east-1:111122223333:parameter/app/url"}]})");
  const auto s = folder.snapshot();
  EXPECT_EQ(keys(*s), (Texts{"arn:aws:ssm:us-east-1:111122223333:parameter/app/db",
                             "arn:aws:ssm:us-east-1:111122223333:parameter/app/url",
                             "arn:aws:ssm:us-east-1:111122223333:parameter/flag"}));
  EXPECT_EQ(s->resources[0].id, "/app/db");
}

// An account that could not be entered, one that was entered later on, and one that was of no use before.
TEST(CliOutput, AccountsThatCouldNotBeEntered) {
  constexpr std::string_view kRefused =
      R"({"account": "333333333333", "region": "cn-north-1", "operation": "sts-assume-role", "exit": 254, "error": "AccessDenied"})";
  TestFolder folder;
  folder.write("shop/manifest.jsonl", kRefused)
      .write("prod/us-east-1/sts-get-caller-identity.json", kCaller)
      .write(
          "prod/manifest.jsonl",
          R"({"account": "111122223333", "region": "us-east-1", "operation": "sts-assume-role", "exit": 254, "error": "AccessDenied"}
{"account": "111122223333", "region": "us-east-1", "operation": "sts-assume-role", "exit": 0, "error": ""}
{"account": "111122223333", "region": "us-east-1", "operation": "ec2-describe-regions", "exit": 254, "error": "UnauthorizedOperation"})")
      .write("both/us-east-1/sts-get-caller-identity.json", R"({"UserId": "A", "Account": "444455556666"})")
      .write(
          "both/manifest.jsonl",
          R"({"account": "444455556666", "region": "us-east-1", "operation": "sts-assume-role", "exit": 254, "error": "AccessDenied"})");
  const auto s = folder.snapshot();
  EXPECT_EQ(accounts(*s),
            (Texts{"111122223333 aws prod", "333333333333 aws-cn shop named", "444455556666 aws both"}));
  EXPECT_EQ(
      folder.lines(*s),
      (Texts{"both/manifest.jsonl:1:1 warning OPERATION_FAILED `sts-assume-role` failed in us-east-1 with "
             "AccessDenied: what it would have told is unknown",
             "prod/manifest.jsonl:3:1 warning OPERATION_FAILED `ec2-describe-regions` failed in us-east-1 "
             "with UnauthorizedOperation: what it would have told is unknown",
             "shop/manifest.jsonl:1:1 warning OPERATION_FAILED `sts-assume-role` failed in cn-north-1 with "
             "AccessDenied: what it would have told is unknown"}));
  Texts missing;
  for (const MissingOperation& each : missing_operations(*s))
    if (!each.error.empty())
      missing.push_back(std::string(s->accounts[each.account].id) + " " +
                        std::string(operations()[each.operation].name));
  EXPECT_EQ(missing, (Texts{"111122223333 ec2-describe-regions", "333333333333 sts-assume-role",
                            "444455556666 sts-assume-role"}));
  for (const MissingOperation& each : missing_operations(*s))
    EXPECT_TRUE(each.account != 1 || !each.error.empty()) << operations()[each.operation].name;
}

// Those that AWS has, those of the data model among them, and one that nobody knows.
TEST(CliOutput, Regions) {
  TestFolder folder;
  folder.write("prod/us-east-1/sts-get-caller-identity.json", kCaller);
  for (std::string_view region : {"ap-southeast-2", "me-south-1", "us-gov-west-1", "xx-moon-1"})
    folder.write("prod/" + std::string(region) + "/ec2-describe-volumes.json",
                 R"({"Volumes": [{"VolumeId": "vol-1"}]})");
  const auto s = folder.snapshot();
  EXPECT_EQ(s->resources.size(), 4u);
  EXPECT_EQ(
      folder.lines(*s),
      (Texts{"prod/me-south-1/ec2-describe-volumes.json:1:1 suggestion UNSUPPORTED_REGION the region "
             "`me-south-1` is none of those that the data model names: what stands there is read all the "
             "same",
             "prod/us-gov-west-1/ec2-describe-volumes.json:1:1 suggestion UNSUPPORTED_REGION the region "
             "`us-gov-west-1` is none of those that the data model names: what stands there is read all "
             "the same",
             "prod/xx-moon-1/ec2-describe-volumes.json:1:1 suggestion UNSUPPORTED_REGION the region "
             "`xx-moon-1` is not known: what stands there is read all the same"}));
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
          "prod/us-east-1/ec2-describe-vpcs.json:1:1 error UNREADABLE_INPUT left out: this is not JSON: run "
          "`aws` with "
          "`--output json`",
          "prod/us-east-1/lambda-get-policy/f.json:1:1 warning RESOURCE_MISSING no aws_lambda_function of "
          "111122223333 in us-east-1 is called `f`: what stands here of it is left out",
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

// Regions name their resources each for itself: what a region says of one is never taken for another's.
TEST(CliOutput, ANameCountsInItsRegion) {
  TestFolder folder;
  folder.write("prod/us-east-1/sts-get-caller-identity.json", kCaller)
      .write("prod/us-east-1/lambda-list-functions.json",
             R"({"Functions": [{"FunctionName": "app",
                 "FunctionArn": "arn:aws:lambda:us-east-1:111122223333:function:app"}]})")
      .write("prod/eu-west-1/lambda-get-policy/app.json", R"({"Policy": "{\"Statement\": []}"})");
  const auto s = folder.snapshot();
  ASSERT_EQ(keys(*s), Texts{"arn:aws:lambda:us-east-1:111122223333:function:app"});
  EXPECT_EQ(s->resources[0].policy_knowledge, PolicyKnowledge::kUnknown);
  EXPECT_EQ(folder.lines(*s),
            Texts{"prod/eu-west-1/lambda-get-policy/app.json:1:1 warning RESOURCE_MISSING no "
                  "aws_lambda_function of 111122223333 in eu-west-1 is called `app`: what stands here of it "
                  "is left out"});
  folder.write("prod/us-east-1/lambda-get-policy/app.json", R"({"Policy": "{\"Statement\": []}"})");
  EXPECT_EQ(folder.snapshot()->resources[0].policy_knowledge, PolicyKnowledge::kPresent);
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
