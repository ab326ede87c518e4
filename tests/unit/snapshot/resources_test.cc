// Resources through the builder: what is taken from descriptions, how records of one key are joined, and who
// an addition finds.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/document/json_reader.h"
#include "engine/snapshot/builder.h"
#include "tests/unit/snapshot/build.h"

namespace arnscope {
namespace {

constexpr std::string_view kAccount = "111122223333";

std::shared_ptr<const Document> document(std::string name, std::string text) {
  auto read = read_json(Source::from_text(std::move(name), std::move(text)));
  EXPECT_TRUE(read) << (read ? "" : format_error(read.error()));
  return read ? *read : nullptr;
}

FoundResource found(std::string_view type, std::string_view key, std::string text,
                    std::string file = "a.json") {
  FoundResource resource;
  resource.type = type;
  resource.key = key;
  resource.account = kAccount;
  resource.region = "eu-west-1";
  auto read = document(std::move(file), std::move(text));
  resource.place = {read->source(), {}};
  resource.descriptions.push_back({read, 0, {}});
  return resource;
}

FoundResource instance(std::string text, std::string file = "a.json") {
  return found("aws_instance", "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", std::move(text),
               std::move(file));
}

FoundAddition addition(std::string_view type, std::string_view named, std::string text) {
  FoundAddition addition;
  addition.row = find_entity_type(type);
  addition.named = named;
  addition.account = kAccount;
  addition.region = "eu-west-1";
  auto read = document("more.json", std::move(text));
  addition.place = {read->source(), {}};
  addition.description = {read, 0, {}};
  return addition;
}

void set_policy(FoundResource& resource, std::string text, std::string file = "policy.json") {
  resource.policy_knowledge = PolicyKnowledge::kPresent;
  resource.policy.document = document(std::move(file), std::move(text));
}

using Texts = std::vector<std::string>;

Texts properties(const Snapshot& s, size_t resource = 0) {
  Texts out;
  for (const ResourceProperty& each : Snapshot::part(s.properties, s.resources[resource].properties))
    out.push_back(std::string(each.name) + "=" + std::string(each.text));
  return out;
}
Texts tags(const Snapshot& s, size_t resource = 0) {
  Texts out;
  for (const Tag& each : Snapshot::part(s.resource_tags, s.resources[resource].tags))
    out.push_back(std::string(each.key) + "=" + std::string(each.value));
  return out;
}
Texts references(const Snapshot& s, size_t resource = 0) {
  Texts out;
  for (const Reference& each : Snapshot::part(s.references, s.resources[resource].references))
    out.push_back(std::string(joins()[each.join].path) + "=" + std::string(each.text));
  std::sort(out.begin(), out.end());  // two joins may have one path
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}
Texts rules(const Snapshot& s) {
  Texts out;
  for (const NetworkRule& each : s.network_rules)
    out.push_back((each.inbound ? "in " : "out ") + std::to_string(static_cast<int>(each.peer)) + " " +
                  std::string(each.target) + " " + std::string(each.protocol) + " " +
                  std::to_string(each.from_port) + "-" + std::to_string(each.to_port));
  return out;
}

TEST(Resources, NamesOfProperties) {
  for (const auto& [written, expected] : std::vector<std::pair<std::string, std::string>>{
           {"InstanceId", "instanceId"},
           {"instanceId", "instanceId"},
           {"ARN", "arn"},
           {"DBInstanceArn", "dbInstanceArn"},
           {"KMSKeyId", "kmsKeyId"},
           {"A", "a"},
           {"Ab", "ab"},
           {"S3Bucket", "s3Bucket"},
           {"kms-key.id", "kmsKeyId"},
           {"reverse_order", "reverseOrder"},
       }) {
    SnapshotBuilder builder;
    builder.add(instance("{\"" + written + "\": 1}"));
    EXPECT_EQ(properties(*builder.finish()), Texts{expected + "=1"}) << written;
  }
}

TEST(Resources, TopLevelScalarsAloneAreProperties) {
  SnapshotBuilder builder;
  builder.add(instance(R"({"b": 1.50, "A": "x", "no": null, "none": "", "is": true, "a": "second",
    "list": ["x"], "object": {"y": 1}, "Policy": "{\"Statement\": []}", "long": ")" +
                       std::string(5000, 'x') + "\", \"--\": 1}"));
  const auto s = builder.finish();
  EXPECT_EQ(properties(*s), (Texts{"a=x", "b=1.50", "is=true"}));
  EXPECT_EQ(s->properties[1].kind, Kind::kNumber);
  EXPECT_EQ(s->properties[2].kind, Kind::kBool);
}

TEST(Resources, TagsInEveryForm) {
  for (std::string_view text : {
           R"({"Tags": [{"Key": "k", "Value": "v"}, {"Key": "Name", "Value": "n"}]})",
           R"({"tags": [{"key": "Name", "value": "n"}, {"key": "k", "value": "v"}]})",
           R"({"TagList": [{"Key": "k", "Value": "v"}, {"Key": "Name", "Value": "n"}]})",
           R"({"TagSet": [{"Key": "k", "Value": "v"}, {"Key": "Name", "Value": "n"}]})",
           R"({"Tags": [{"TagKey": "k", "TagValue": "v"}, {"TagKey": "Name", "TagValue": "n"}]})",
           R"({"Tags": {"Name": "n", "k": "v"}})",
           R"({"Tags": {"Items": [{"Key": "k", "Value": "v"}, {"Key": "Name", "Value": "n"}]}})",
           R"("{\"Tags\": {\"Name\": \"n\", \"k\": \"v\"}}")",
       }) {
    SnapshotBuilder builder;
    builder.add(instance(std::string(text)));
    const auto s = builder.finish();
    EXPECT_EQ(tags(*s), (Texts{"Name=n", "k=v"})) << text;
    EXPECT_EQ(s->resources[0].name, "n") << text;
  }
}

TEST(Resources, ReferencesByTheJoinsOfTheType) {
  const std::string text =
      R"({"SecurityGroups": [{"GroupId": "sg-2"}, {"GroupId": "sg-1"}, {"GroupId": "sg-2"}]})";
  SnapshotBuilder builder;
  builder.add(instance(text));
  builder.add(found("aws_s3_bucket", "arn:aws:s3:::b", text));
  const auto s = builder.finish();
  EXPECT_EQ(references(*s, 0), (Texts{"SecurityGroups[].GroupId=sg-1", "SecurityGroups[].GroupId=sg-2"}));
  EXPECT_EQ(references(*s, 1), Texts{});
}

TEST(Resources, NetworkRulesOfTheCommandLineAndOfConfig) {
  const Texts expected = {
      "out 0 0.0.0.0/0 -1 -1--1", "in 0 203.0.113.0/24 tcp 443-443", "in 0 ::/0 tcp 443-443",
      "in 1 sg-1 tcp 443-443",    "in 2 pl-1 tcp 443-443",
  };
  for (
      std::string_view text : {
          R"({"IpPermissions": [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
               "IpRanges": [{"CidrIp": "203.0.113.0/24", "Description": "office"}], "Ipv6Ranges": [{"CidrIpv6": "::/0"}],
               "UserIdGroupPairs": [{"GroupId": "sg-1", "UserId": "111122223333"}], "PrefixListIds": [{"PrefixListId": "pl-1"}]}],
             "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]})",
          R"({"ipPermissions": [{"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "ipRanges": ["203.0.113.0/24"],
               "ipv4Ranges": [{"cidrIp": "203.0.113.0/24"}], "ipv6Ranges": [{"cidrIpv6": "::/0"}],
               "userIdGroupPairs": [{"groupId": "sg-1"}], "prefixListIds": [{"prefixListId": "pl-1"}]}],
             "ipPermissionsEgress": [{"ipProtocol": "-1", "ipRanges": ["0.0.0.0/0"]}]})",
      }) {
    SnapshotBuilder builder;
    builder.add(found("aws_security_group", "arn:aws:ec2:eu-west-1:111122223333:security-group/sg-9",
                      std::string(text)));
    builder.add(instance(std::string(text)));
    const auto s = builder.finish();
    EXPECT_EQ(rules(*s), expected) << text;
    for (const NetworkRule& rule : s->network_rules)
      EXPECT_EQ(s->resources[rule.group].type, "aws_security_group");
  }
}

TEST(Resources, RecordsOfOneKeyAreOneResource) {
  SnapshotBuilder builder;
  builder.add(instance(R"({"a": 1, "at": "2024-01-01T00:00:00+00:00", "Tags": {"x": "1"}})", "a.json"));
  builder.add(
      instance(R"({"a": 1, "at": "2024-01-01T00:00:00.000Z", "b": 2, "Tags": {"y": "2"}})", "b.json"));
  const auto s = builder.finish();
  ASSERT_EQ(s->resources.size(), 1u);
  EXPECT_EQ(properties(*s), (Texts{"a=1", "at=2024-01-01T00:00:00.000Z", "b=2"}));
  EXPECT_EQ(tags(*s), (Texts{"x=1", "y=2"}));
  EXPECT_EQ(lines(*s), Texts{});
}

TEST(Resources, TheFullerRecordStandsInEitherOrder) {
  const auto poor = instance(R"({"state": "stopped"})", "a.json");
  const auto rich = instance(R"({"state": "running", "type": "t3"})", "b.json");
  for (const auto& records : {std::vector{poor, rich}, std::vector{rich, poor}}) {
    SnapshotBuilder builder;
    for (const FoundResource& each : records) builder.add(each);
    const auto s = builder.finish();
    EXPECT_EQ(properties(*s), (Texts{"state=running", "type=t3"}));
    EXPECT_EQ(lines(*s), Texts{"a.json:1:1 warning CONTRADICTING_ENTITY "
                               "`arn:aws:ec2:eu-west-1:111122223333:instance/i-1` has another `state` here "
                               "than at b.json:1:1: that one stands"});
  }
}

TEST(Resources, PoliciesThatContradict) {
  constexpr std::string_view kOne =
      R"({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]})";
  constexpr std::string_view kSame =
      R"({ "Statement": {"Effect": "Allow", "Principal": "*", "Action": ["s3:*"], "Resource": "*"}})";
  struct Row {
    std::string first, second;  // "": that there is none
    bool contradict;
    bool present;
  };
  for (const Row& row :
       {Row{std::string(kOne), std::string(kOne), false, true}, Row{std::string(kOne), "", true, true},
        Row{"", std::string(kOne), true, true}, Row{"", "", false, false},
        Row{std::string(kOne), R"({"Statement": []})", true, true},
        Row{std::string(kOne), std::string(kSame), false, true}}) {
    SnapshotBuilder builder;
    for (const auto& [text, file] : {std::pair{row.first, "a.json"}, std::pair{row.second, "b.json"}}) {
      FoundResource bucket = found("aws_s3_bucket", "arn:aws:s3:::b", "{}", file);
      bucket.policy_knowledge = PolicyKnowledge::kNone;
      if (!text.empty()) set_policy(bucket, text);
      builder.add(std::move(bucket));
    }
    const auto s = builder.finish();
    EXPECT_EQ(lines(*s).size(), row.contradict ? 1u : 0u) << row.first << row.second;
    EXPECT_EQ(s->resources[0].policy_knowledge,
              row.present ? PolicyKnowledge::kPresent : PolicyKnowledge::kNone);
    EXPECT_EQ(s->policies.size(), row.present ? 1u : 0u);
  }
}

TEST(Resources, ThePolicyOfAResource) {
  SnapshotBuilder builder;
  FoundResource bucket = found("aws_s3_bucket", "arn:aws:s3:::b", "{}");
  set_policy(bucket, R"("{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:*\"}]}")");
  builder.add(instance("{}"));
  builder.add(std::move(bucket));
  const auto s = builder.finish();
  ASSERT_EQ(s->policies.size(), 1u);
  const PolicyEntry& policy = s->policies[0];
  EXPECT_EQ(policy.type, PolicyType::kResource);
  EXPECT_EQ(s->resources[policy.owner].type, "aws_s3_bucket");
  EXPECT_EQ(s->resources[policy.owner].policy, 0u);
  EXPECT_EQ(policy.arn, "arn:aws:s3:::b/policy/Policy");
  ASSERT_FALSE(s->findings.empty());  // no Principal
  EXPECT_EQ(s->findings[0].subject, "arn:aws:s3:::b");
}

TEST(Resources, WhatAnAdditionFinds) {
  struct Row {
    std::string_view named, region, account;
    std::string_view found;  // the key; "": nothing
  };
  for (const Row& row : {
           Row{"arn:aws:ec2:eu-west-1:111122223333:instance/i-1", "", "",
               "arn:aws:ec2:eu-west-1:111122223333:instance/i-1"},
           Row{"i-1", "eu-west-1", "111122223333", "arn:aws:ec2:eu-west-1:111122223333:instance/i-1"},
           Row{"i-1", "us-east-1", "111122223333", "arn:aws:ec2:us-east-1:111122223333:instance/i-1"},
           Row{"i-1", "sa-east-1", "111122223333", ""},
           Row{"i-1", "", "111122223333", "arn:aws:ec2:eu-west-1:111122223333:instance/i-1"},
           Row{"web", "us-east-1", "111122223333", ""},
           Row{"i-3", "us-east-1", "111122223333", "arn:aws:ec2:::instance/i-3"},
           Row{"web", "eu-west-1", "111122223333", "arn:aws:ec2:eu-west-1:111122223333:instance/i-1"},
           Row{"i-1", "eu-west-1", "444455556666", ""},
           Row{"i-2", "eu-west-1", "111122223333", ""},
       }) {
    SnapshotBuilder builder;
    FoundResource here = instance("{}");
    here.id = "i-1";
    here.name = "web";
    FoundResource there = found("aws_instance", "arn:aws:ec2:us-east-1:111122223333:instance/i-1", "{}");
    there.region = "us-east-1";
    there.id = "i-1";
    FoundResource other = found("aws_vpc", "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1", "{}");
    other.id = "i-2";
    FoundResource nowhere = found("aws_instance", "arn:aws:ec2:::instance/i-3", "{}");
    nowhere.region = {};
    nowhere.id = "i-3";
    for (const FoundResource& each : {there, other, here, nowhere}) builder.add(each);
    FoundAddition more = addition("aws_instance", row.named, R"({"added": 1})");
    more.region = row.region;
    more.account = row.account;
    builder.add(std::move(more));
    const auto s = builder.finish();
    std::string_view key;
    for (const Resource& each : s->resources)
      if (each.properties.begin != each.properties.end) key = each.key;
    EXPECT_EQ(key, row.found) << row.named;
    EXPECT_EQ(lines(*s),
              row.found.empty()
                  ? Texts{"more.json:1:1 warning RESOURCE_MISSING no aws_instance of " +
                          std::string(row.account) + " in " + std::string(row.region) + " is called `" +
                          std::string(row.named) + "`: what stands here of it is left out"}
                  : Texts{});
  }
}

TEST(Resources, AnAdditionDoesNotContradict) {
  SnapshotBuilder builder;
  FoundResource one = instance(R"({"state": "running"})");
  one.id = "i-1";
  builder.add(std::move(one));
  builder.add(addition("aws_instance", "i-1", R"({"state": "stopped", "protection": true})"));
  const auto s = builder.finish();
  EXPECT_EQ(properties(*s), (Texts{"protection=true", "state=running"}));
  EXPECT_EQ(lines(*s), Texts{});
}

TEST(Resources, WhatIsLeftOut) {
  SnapshotBuilder builder;
  builder.add(found("aws_instance", "", "{}"));
  FoundResource bucket = found("aws_s3_bucket", "arn:aws:s3:::b", "{}");
  bucket.account = {};
  builder.add(std::move(bucket));
  const auto s = builder.finish();
  EXPECT_TRUE(s->resources.empty());
  EXPECT_EQ(
      lines(*s),
      (Texts{"a.json:1:1 error INVALID_ARN `arn:aws:s3:::b` is left out: its account is not known",
             "a.json:1:1 error INVALID_ARN a resource of type aws_instance has neither ARN nor id and is "
             "left out"}));
}

TEST(Resources, AccountsAndOperations) {
  SnapshotBuilder builder;
  builder.name_account("444455556666", "", "stage");
  builder.name_account("444455556666", "aws-cn", "later");
  builder.add(instance("{}"));
  for (std::string_view error : {"AccessDenied", "", ""})
    builder.add_operation("777788889999", "us-east-1", 0, error);
  builder.add(StatedRelationship{RelationClass::kUses, "b", "c"});
  builder.add(StatedRelationship{RelationClass::kHas, "a", "c"});
  builder.add(StatedRelationship{RelationClass::kHas, "a", "c"});
  const auto s = builder.finish();
  Texts accounts;
  for (const Account& each : s->accounts)
    accounts.push_back(std::string(each.id) + " " + std::string(each.partition) + " " +
                       std::string(each.name));
  EXPECT_EQ(accounts, (Texts{"111122223333 aws ", "444455556666 aws-cn stage", "777788889999 aws "}));
  ASSERT_EQ(s->operations.size(), 2u);
  EXPECT_EQ(s->operations[0].account, 2u);
  EXPECT_EQ(s->operations[0].error, "");
  EXPECT_EQ(s->operations[1].error, "AccessDenied");
  ASSERT_EQ(s->stated.size(), 2u);
  EXPECT_EQ(s->stated[0].from, "a");
}

TEST(Resources, TheSameOnAnyNumberOfThreads) {
  const auto print = [](unsigned jobs) {
    SnapshotBuilder builder;
    for (int i = 0; i < 300; ++i) {
      const std::string id = "i-" + std::to_string(i % 200);
      FoundResource one = instance("{\"InstanceId\": \"" + id + "\", \"n\": " + std::to_string(i) + "}",
                                   "f" + std::to_string(i) + ".json");
      one.key = builder.intern("arn:aws:ec2:eu-west-1:111122223333:instance/" + id);
      set_policy(one, R"({"Statement": [{"Effect": "Maybe"}]})", "p" + std::to_string(i) + ".json");
      builder.add(std::move(one));
    }
    const auto s = builder.finish(jobs);
    Texts out = lines(*s);
    for (size_t i = 0; i < s->resources.size(); ++i) {
      out.emplace_back(s->resources[i].key);
      for (std::string& each : properties(*s, i)) out.push_back(std::move(each));
    }
    return out;
  };
  const Texts one = print(1);
  EXPECT_GT(one.size(), 600u);
  EXPECT_EQ(print(4), one);
}

}  // namespace
}  // namespace arnscope
