// Amazon S3 Block Public Access, of a bucket and of its account, in each layout: who is shut out of a bucket
// whose policy is public. Source: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage".
#include <gtest/gtest.h>

#include <array>
#include <optional>

#include "tests/unit/snapshot/build.h"
#include "tests/unit/snapshot/folders.h"

namespace arnscope {
namespace {

constexpr std::string_view kObject = "arn:aws:s3:::logs-b/a";
constexpr std::string_view kNote =
    "whether Amazon S3 Block Public Access of 111122223333 restricts public buckets is not in the snapshot";

using Setting = std::optional<bool>;

std::string policy() {
  return R"({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
      "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs-b/*"}]})";
}
std::string quoted(const std::string& json) {
  std::string result = "\"";
  for (const char c : json) result += c == '"' ? "\\\"" : c == '\n' ? " " : std::string(1, c);
  return result + "\"";
}
std::string as_text(Setting setting) { return *setting ? "true" : "false"; }
std::string settings(Setting setting) {
  return R"({"BlockPublicAcls": true, "RestrictPublicBuckets": )" + as_text(setting) + "}";
}
std::string config_settings(Setting setting) {
  return R"({"blockPublicAcls": true, "restrictPublicBuckets": )" + as_text(setting) + "}";
}

void write_cli_output(TestFolder& folder, Setting bucket, Setting account) {
  const std::string region = "111122223333/us-east-1/";
  folder.write(region + "s3api-list-buckets.json", R"({"Buckets": [{"Name": "logs-b"}]})")
      .write(region + "s3api-get-bucket-policy/logs-b.json", R"({"Policy": )" + quoted(policy()) + "}");
  if (bucket)
    folder.write(region + "s3api-get-public-access-block/logs-b.json",
                 R"({"PublicAccessBlockConfiguration": )" + settings(bucket) + "}");
  if (account)
    folder.write(region + "s3control-get-public-access-block/111122223333.json",
                 R"({"PublicAccessBlockConfiguration": )" + settings(account) + "}");
}

void write_iam_collect(TestFolder& folder, Setting bucket, Setting account) {
  const std::string owner = "aws/aws/accounts/111122223333/";
  folder.write(owner + "s3/logs-b/metadata.json", R"({"arn": "arn:aws:s3:::logs-b", "name": "logs-b"})")
      .write(owner + "s3/logs-b/policy.json", policy());
  if (bucket) folder.write(owner + "s3/logs-b/bpa.json", settings(bucket));
  if (account) folder.write(owner + "s3-bpa.json", settings(account));
}

void write_config_items(TestFolder& folder, const std::string& bucket, const std::string& account) {
  std::string items = R"({"configurationItems": [{"resourceType": "AWS::S3::Bucket",
      "arn": "arn:aws:s3:::logs-b", "awsAccountId": "111122223333", "resourceId": "logs-b",
      "configuration": {"name": "logs-b"}, "supplementaryConfiguration": {"BucketPolicy": {"policyText": )" +
                      quoted(policy()) + "}" + bucket + "}}" + account + "]}";
  folder.write("config.json", items);
}

void write_config(TestFolder& folder, Setting bucket, Setting account) {
  write_config_items(
      folder, bucket ? R"(, "PublicAccessBlockConfiguration": )" + config_settings(bucket) : "",
      account ? R"(, {"resourceType": "AWS::S3::AccountPublicAccessBlock", "awsAccountId": "111122223333",
                    "resourceId": "111122223333", "configuration": )" +
                    config_settings(account) + "}"
              : "");
}

// AWS Config has parts of items as texts, too.
void write_config_texts(TestFolder& folder, Setting bucket, Setting account) {
  write_config_items(
      folder, bucket ? R"(, "PublicAccessBlockConfiguration": )" + quoted(config_settings(bucket)) : "",
      account ? R"(, {"resourceType": "AWS::S3::AccountPublicAccessBlock", "awsAccountId": "111122223333",
                    "resourceId": "111122223333", "configuration": )" +
                    quoted(config_settings(account)) + "}"
              : "");
}

void write_graph_json(TestFolder& folder, Setting bucket, Setting account) {
  const auto property = [](Setting setting) {
    return setting ? R"(, "restrictPublicBuckets": )" + as_text(setting) : std::string();
  };
  folder.write("graph.json", R"({"entities": [
      {"_key": "arn:aws:iam::111122223333:root", "_type": "aws_account", "_class": ["Account"],
       "displayName": "111122223333", "account": "111122223333")" +
                                 property(account) + R"(},
      {"_key": "arn:aws:s3:::logs-b", "_type": "aws_s3_bucket", "_class": ["DataStore"], "displayName": "logs-b",
       "arn": "arn:aws:s3:::logs-b", "account": "111122223333", "hasPolicy": true, "policyDocument": )" +
                                 policy() + property(bucket) + R"(}], "relationships": []})");
}

struct Layout {
  std::string_view name;
  void (*write)(TestFolder& folder, Setting bucket, Setting account);
};
constexpr std::array kLayouts = {
    Layout{"AWS CLI", write_cli_output},    Layout{"iam-collect", write_iam_collect},
    Layout{"AWS Config", write_config},     Layout{"AWS Config, texts", write_config_texts},
    Layout{"graph JSON", write_graph_json},
};

// The verdict, and the note behind a blank.
std::string answer(Access& access, Principal principal, std::string_view resource = kObject) {
  Caller caller = access.caller(std::move(principal));
  Request request(caller.principal, caller.context);
  request.set_action("s3:GetObject");
  request.set_resource_account(access.owner_account(caller.principal, resource));
  request.set_resource(resource);
  const std::string note = access.add_resource_policy(request, caller.policies);
  const Decision decision = explain(request, caller.policies);
  return std::string(verdict_name(decision.verdict)) + (note.empty() ? "" : " ") + note;
}

TEST(PublicAccessBlock, InEachLayout) {
  const std::string open = "allowed " + std::string(kNote);
  struct Row {
    Setting bucket, account;
    std::string everyone;
  };
  for (const Layout& layout : kLayouts) {
    for (const Row& row : std::vector<Row>{
             {true, true, "implicitDeny"},
             {true, false, "implicitDeny"},
             {true, {}, "implicitDeny"},
             {false, true, "implicitDeny"},
             {{}, true, "implicitDeny"},
             {false, false, "allowed"},
             {{}, false, "allowed"},
             {false, {}, open},
             {{}, {}, open},
         }) {
      TestFolder folder;
      layout.write(folder, row.bucket, row.account);
      const auto s = folder.snapshot();
      Access access(*s);
      const std::string at =
          std::string(layout.name) + testing::PrintToString(row.bucket) + testing::PrintToString(row.account);
      EXPECT_EQ(answer(access, *parse_principal("*")), row.everyone) << at;
      EXPECT_EQ(answer(access, *parse_principal("arn:aws:iam::444455556666:root")), row.everyone) << at;
      EXPECT_EQ(answer(access, *parse_principal("arn:aws:iam::111122223333:root")), "allowed") << at;
      EXPECT_EQ(answer(access, service_principal("logging.s3.amazonaws.com")), "allowed") << at;
    }
  }
}

// An access point has settings of its own, and another meaning of `public`: of a bucket's policy a condition
// that names all access points of an account is none that lets in the public.
TEST(PublicAccessBlock, OfAnAccessPoint) {
  constexpr std::string_view kPoint = "arn:aws:s3:eu-west-1:111122223333:accesspoint/logs";
  for (const bool restricts : {true, false}) {
    TestFolder folder;
    folder.write("config.json",
                 R"({"configurationItems": [{"resourceType": "AWS::S3::AccessPoint", "arn": ")" +
                     std::string(kPoint) + R"(", "awsAccountId": "111122223333", "resourceId": "logs",
        "configuration": {"Name": "logs", "Policy": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
            "Principal": "*", "Action": "s3:GetObject", "Resource": "*", "Condition": {"StringLike":
            {"s3:DataAccessPointArn": "arn:aws:s3:eu-west-1:111122223333:accesspoint/*"}}}]},
          "PublicAccessBlockConfiguration": {"RestrictPublicBuckets": )" +
                     as_text(restricts) + "}}}]}");
    const auto s = folder.snapshot();
    Access access(*s);
    const std::string object = std::string(kPoint) + "/object/a";
    EXPECT_EQ(answer(access, *parse_principal("*"), object),
              restricts ? "implicitDeny" : "conditional " + std::string(kNote));
  }
}

// That there is no setting is known where the call was made.
TEST(PublicAccessBlock, AnAccountWithoutOne) {
  TestFolder folder;
  write_cli_output(folder, {}, {});
  folder.write("111122223333/manifest.jsonl",
               R"({"operation": "s3control-get-public-access-block", "region": "us-east-1",
                   "parameters": ["111122223333"], "exit": 254,
                   "error": "NoSuchPublicAccessBlockConfiguration"})");
  const auto s = folder.snapshot();
  Access access(*s);
  EXPECT_EQ(answer(access, *parse_principal("*")), "allowed");
}

// Of two answers one is older: what grants access is not hidden.
TEST(PublicAccessBlock, SourcesThatContradict) {
  TestFolder folder;
  write_cli_output(folder, {}, true);
  write_iam_collect(folder, {}, false);
  const auto s = folder.snapshot();
  ASSERT_EQ(s->accounts.size(), 1u);
  EXPECT_EQ(s->accounts[0].restricts_public_buckets, false);
}

TEST(PublicAccessBlock, AnswersThatSayNothing) {
  for (std::string_view text : {"{}", R"({"PublicAccessBlockConfiguration": null})",
                                R"({"PublicAccessBlockConfiguration": {"RestrictPublicBuckets": 7}})"}) {
    TestFolder folder;
    write_cli_output(folder, {}, {});
    folder.write("111122223333/us-east-1/s3control-get-public-access-block/111122223333.json", text);
    const auto s = folder.snapshot();
    EXPECT_EQ(s->accounts[0].restricts_public_buckets, std::nullopt) << text;
  }
}

}  // namespace
}  // namespace arnscope
