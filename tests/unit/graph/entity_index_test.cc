// What the texts of resources name.
#include "engine/graph/entity_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "tests/unit/graph/described.h"

namespace arnscope {
namespace {

std::string ec2(std::string_view account, std::string_view region, std::string_view rest) {
  return fmt::format("arn:aws:ec2:{}:{}:{}", region, account, rest);
}

const std::string kFunction = "arn:aws:lambda:eu-west-1:111122223333:function:resize";
const std::string kBalancer = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/1";
const std::string kKey = "arn:aws:kms:eu-west-1:444455556666:key/6f2a";
const std::string kLogs = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/vpc/flow";

Item item(std::string type, std::string arn, std::string id, std::string_view account = kAccount,
          std::string region = "eu-west-1", std::string name = "") {
  Item made;
  made.type = std::move(type);
  made.arn = std::move(arn);
  made.id = std::move(id);
  made.name = std::move(name);
  made.region = std::move(region);
  made.account = account;
  return made;
}

std::unique_ptr<Snapshot> snapshot() {
  Described described;
  described.iam = {.users = user("anna"),
                   .roles = role("app", trusting(R"({"Service": "ec2.amazonaws.com"})"), "",
                                 R"(, "InstanceProfileList": [{"InstanceProfileName": "web", "Path": "/",
                                     "InstanceProfileId": "AIPA1",
                                     "Arn": "arn:aws:iam::111122223333:instance-profile/web"}])")};
  described.items = {
      item("aws_security_group", ec2(kAccount, "eu-west-1", "security-group/sg-1"), "sg-1"),
      item("aws_security_group", ec2(kOther, "eu-west-1", "security-group/sg-2"), "sg-2", kOther),
      item("aws_vpc", ec2(kAccount, "eu-west-1", "vpc/vpc-1"), "vpc-1", kAccount, "eu-west-1", "main"),
      item("aws_vpc", ec2(kAccount, "us-east-1", "vpc/vpc-1"), "vpc-1", kAccount, "us-east-1", "spare"),
      item("aws_vpc", ec2(kOther, "eu-west-1", "vpc/vpc-1"), "vpc-1", kOther),
      item("aws_subnet", ec2(kAccount, "eu-west-1", "subnet/a"), "subnet-a", kAccount, "eu-west-1", "twin"),
      item("aws_subnet", ec2(kAccount, "eu-west-1", "subnet/b"), "subnet-b", kAccount, "eu-west-1", "twin"),
      item("aws_lambda_function", kFunction, "resize"),
      item("aws_cloudwatch_log_group", kLogs, "/aws/vpc/flow"),
      item("aws_s3_bucket", "arn:aws:s3:::resize", "resize"),
      item("aws_key_pair", ec2(kAccount, "us-east-1", "key-pair/spare"), "spare", kAccount, "us-east-1"),
      item("aws_key_pair", ec2(kOther, "eu-west-1", "key-pair/default"), "default", kOther),
      item("aws_vpc", ec2(kOther, "eu-west-1", "vpc/vpc-2"), "vpc-2", kOther, "eu-west-1", "theirs"),
      item("aws_s3_bucket", "arn:aws:s3:::theirs", "theirs", kOther, "us-east-1"),
      item("aws_waf_web_acl", "arn:aws:waf::111122223333:webacl/acl-1", "acl-1", kAccount, "", "front"),
      item("aws_kms_key", kKey, "6f2a", kOther),
      item("aws_eni", ec2(kOther, "eu-west-1", "network-interface/eni-1"), "eni-1", kOther),
      item("aws_alb", kBalancer, "web"),
  };
  described.items.back().addresses = {"web-1.eu-west-1.elb.amazonaws.com"};
  for (Item& each : described.items) {
    if (each.type == "aws_kms_key")
      each.addresses = {"alias/data", "arn:aws:kms:eu-west-1:444455556666:alias/data"};
    if (each.type == "aws_eni")
      each.addresses = {"10.1.2.3", "192.0.2.7", "ip-10-1-2-3.ec2.internal", "fd00::7", "2001:db8::7"};
  }
  return to_snapshot(described);
}

struct Row {
  const char* name;
  std::string_view type;
  std::string text;
  std::vector<std::string> keys;
  std::string_view region = "eu-west-1";
  AccountId account = 0;
};

const std::vector<Row> kRows = {
    {"an ARN", "aws_lambda_function", kFunction, {kFunction}},
    {"a version is not the function", "aws_lambda_function", kFunction + ":7", {}},
    {"an ARN of another type", "aws_s3_bucket", kFunction, {}},
    {"no prefix of a name", "aws_lambda_function", kFunction + "-more", {}},
    {"an id", "aws_security_group", "sg-1", {ec2(kAccount, "eu-west-1", "security-group/sg-1")}},
    {"an id of another account",
     "aws_security_group",
     "sg-2",
     {ec2(kOther, "eu-west-1", "security-group/sg-2")}},
    {"the same region first", "aws_vpc", "vpc-1", {ec2(kAccount, "us-east-1", "vpc/vpc-1")}, "us-east-1"},
    {"the same account first", "aws_vpc", "vpc-1", {ec2(kOther, "eu-west-1", "vpc/vpc-1")}, "ap-south-1", 1},
    {"ids of one account in several regions",
     "aws_vpc",
     "vpc-1",
     {ec2(kAccount, "eu-west-1", "vpc/vpc-1"), ec2(kAccount, "us-east-1", "vpc/vpc-1")},
     "ap-south-1"},
    {"a name", "aws_vpc", "main", {ec2(kAccount, "eu-west-1", "vpc/vpc-1")}},
    {"a name of another region", "aws_vpc", "main", {}, "us-east-1"},
    {"a name of another account", "aws_vpc", "theirs", {}},
    {"a name from where no region is", "aws_vpc", "main", {ec2(kAccount, "eu-west-1", "vpc/vpc-1")}, ""},
    {"a name that has no region", "aws_waf_web_acl", "front", {"arn:aws:waf::111122223333:webacl/acl-1"}},
    {"an id that is a name",
     "aws_key_pair",
     "default",
     {ec2(kOther, "eu-west-1", "key-pair/default")},
     "eu-west-1",
     1},
    {"an id that is a name, in another account", "aws_key_pair", "default", {}},
    {"an id that is a name, in another region", "aws_key_pair", "spare", {}},
    {"a bucket of another account", "aws_s3_bucket", "theirs", {"arn:aws:s3:::theirs"}},
    {"a user of another account", "aws_iam_user", "anna", {}, "", 1},
    {"a role of another account by its name", "aws_iam_role", "app", {}, "eu-west-1", 1},
    {"an alias", "aws_kms_key", "alias/data", {kKey}, "eu-west-1", 1},
    {"an alias in another region", "aws_kms_key", "alias/data", {}, "us-east-1", 1},
    {"an alias in another account", "aws_kms_key", "alias/data", {}},
    {"an alias by its ARN", "aws_kms_key", "arn:aws:kms:eu-west-1:444455556666:alias/data", {kKey}},
    {"a name that two have", "aws_subnet", "twin", {}},
    {"a name where any type goes", "*", "main", {}},
    {"an id where any type goes", "*", "sg-1", {ec2(kAccount, "eu-west-1", "security-group/sg-1")}},
    {"the type tells ids apart", "aws_s3_bucket", "resize", {"arn:aws:s3:::resize"}},
    {"a role", "aws_iam_role", iam("role/app"), {iam("role/app")}},
    {"a role by its name", "aws_iam_role", "app", {iam("role/app")}},
    {"the role of an instance profile", "aws_iam_role", iam("instance-profile/web"), {iam("role/app")}},
    {"the role of an instance profile by name", "aws_iam_role", "web", {iam("role/app")}},
    {"an address", "aws_alb", "web-1.eu-west-1.elb.amazonaws.com", {kBalancer}},
    {"an account by its id", "aws_account", std::string(kOther), {"arn:aws:iam::444455556666:root"}},
    {"nothing", "aws_vpc", "vpc-9", {}},
    {"no text", "*", "", {}},
    {"half an ARN", "*", "arn:", {}},
};

class EntityIndexTest : public testing::Test {
 protected:
  EntityIndexTest() { add_entities(builder_); }

  std::vector<std::string> keys(const std::vector<EntityId>& found) const {
    std::vector<std::string> result;
    for (EntityId id : found) result.emplace_back(graph_.entities[id].key);
    std::sort(result.begin(), result.end());
    return result;
  }

  std::unique_ptr<Snapshot> snapshot_ = snapshot();
  Access access_{*snapshot_};
  Graph graph_;
  GraphBuilder builder_ = [this] {
    graph_.snapshot = snapshot_.get();
    return GraphBuilder(graph_, access_, GraphOptions());
  }();
};

TEST_F(EntityIndexTest, References) {
  EntityIndex index(builder_);
  std::vector<EntityId> found;
  for (const Row& row : kRows) {
    index.by_reference(row.text, {row.account, row.region}, row.type, found);
    std::vector<std::string> expected = row.keys;
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(keys(found), expected) << row.name;
  }
}

TEST_F(EntityIndexTest, ContainedArns) {
  EntityIndex index(builder_);
  std::vector<EntityId> found;
  const std::string uri = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/";
  for (const auto& [text, type, key] : std::vector<std::array<std::string, 3>>{
           {kFunction, "aws_lambda_function", kFunction},
           {kFunction + ":7", "*", kFunction},
           {uri + kFunction + "/invocations", "*", kFunction},
           {kLogs + ":*", "aws_cloudwatch_log_group", kLogs},
           {"arn:aws:s3:::resize/a/b", "aws_s3_bucket", "arn:aws:s3:::resize"},
           {kFunction, "aws_s3_bucket", ""},
           {kFunction + "-more", "aws_lambda_function", ""},
           {"resize", "*", ""},
           {"arn:", "*", ""}}) {
    index.by_contained_arn(text, type, found);
    EXPECT_EQ(keys(found), key.empty() ? std::vector<std::string>() : std::vector{key}) << text;
  }
}

TEST_F(EntityIndexTest, Addresses) {
  EntityIndex index(builder_);
  std::vector<EntityId> found;
  for (const char* text :
       {"web-1.eu-west-1.elb.amazonaws.com", "dualstack.web-1.eu-west-1.elb.amazonaws.com.",
        "DUALSTACK.Web-1.eu-west-1.elb.amazonaws.com"}) {
    index.by_address(text, {0, "us-east-1"}, "*", found);
    EXPECT_EQ(found.size(), 1u) << text;
    index.by_address(text, {1, "us-east-1"}, "aws_alb", found);
    EXPECT_EQ(found.size(), 1u) << text;
    index.by_address(text, {0, "us-east-1"}, "aws_instance", found);
    EXPECT_TRUE(found.empty()) << text;
  }
  index.by_address("web", {0, "eu-west-1"}, "*", found);
  EXPECT_TRUE(found.empty());
}

// Networks give the same addresses again: those tell nothing of other accounts.
TEST_F(EntityIndexTest, AddressesOfNetworks) {
  EntityIndex index(builder_);
  std::vector<EntityId> found;
  struct Address {
    const char* text;
    bool everywhere;
  };
  for (const auto& [text, everywhere] :
       {Address{"10.1.2.3", false}, Address{"ip-10-1-2-3.ec2.internal", false}, Address{"fd00::7", false},
        Address{"192.0.2.7", true}, Address{"2001:db8::7", true}}) {
    index.by_address(text, {1, "eu-west-1"}, "*", found);
    EXPECT_EQ(found.size(), 1u) << text;
    index.by_address(text, {1, "us-east-1"}, "*", found);
    EXPECT_EQ(found.size(), everywhere ? 1u : 0u) << text;
    index.by_address(text, {1, ""}, "*", found);
    EXPECT_EQ(found.size(), 1u) << text;
    index.by_address(text, {0, "eu-west-1"}, "*", found);
    EXPECT_EQ(found.size(), everywhere ? 1u : 0u) << text;
  }
}

// A name that everything has costs nothing.
TEST(TextIndexTest, ManyOfOneName) {
  TextIndex index;
  for (EntityId id = 0; id < 100'000; ++id) index.add("default", 0, id);
  std::vector<EntityId> found;
  for (int i = 0; i < 10'000; ++i) index.find("default", 0, found);
  EXPECT_LE(found.size(), 1000u);
  EXPECT_EQ(found.front(), 0u);
}

}  // namespace
}  // namespace arnscope
