// ALLOWS and DENIES over what the snapshot describes, in several accounts, and of the resources' own
// policies.
#include <gtest/gtest.h>

#include "engine/graph/grants.h"
#include "engine/graph/write.h"
#include "tests/unit/graph/described.h"

namespace arnscope {
namespace {

using nlohmann::json;

std::string document(std::string_view statements) {
  return fmt::format(R"({{"Version": "2012-10-17", "Statement": [{}]}})", statements);
}

std::string of_other(std::string text) {
  for (size_t at = text.find(kAccount); at != std::string::npos; at = text.find(kAccount, at))
    text.replace(at, kAccount.size(), kOther);
  return text;
}

Item in(std::string_view account, std::string type, std::string arn, std::string policy = "") {
  Item item;
  item.account = account;
  item.type = std::move(type);
  item.arn = std::move(arn);
  item.policy = std::move(policy);
  return item;
}

std::string queue(std::string_view account, std::string_view name) {
  return fmt::format("arn:aws:sqs:eu-west-1:{}:{}", account, name);
}

std::string opened_to(std::string_view principal) {
  return document(fmt::format(
      R"({{"Effect": "Allow", "Principal": {}, "Action": "sqs:SendMessage", "Resource": "*"}})", principal));
}

// What a policy of the first account reaches in a second one that the snapshot describes as well.
struct AccountRow {
  const char* name;
  std::string_view actions, resource;
  std::string to;
  bool reached;
};

const std::string kVolume = "arn:aws:ec2:eu-west-1:444455556666:volume/vol-0b";
const std::vector<AccountRow> kAccountRows = {
    {"its own", "sqs:*", "*", queue(kAccount, "own"), true},
    {"its own, by its account", "sqs:*", "arn:aws:sqs:*:111122223333:*", queue(kAccount, "own"), true},
    {"* is its own account's", "sqs:*", "*", queue(kOther, "closed"), false},
    {"a region's", "sqs:*", "arn:aws:sqs:eu-west-1:*:*", queue(kOther, "closed"), false},
    {"the other account by its id", "sqs:*", "arn:aws:sqs:*:444455556666:*", queue(kOther, "closed"), true},
    {"by name", "sqs:*", "arn:aws:sqs:*:*:clo*", queue(kOther, "closed"), true},
    {"by another name", "sqs:*", "arn:aws:sqs:*:*:clos", queue(kOther, "closed"), false},
    {"* and the other side agrees", "sqs:*", "*", queue(kOther, "open"), true},
    {"* and it agrees with somebody of the account", "sqs:*", "*", queue(kOther, "to-anna"), true},
    {"* and it agrees with another action of it", "sqs:Receive*", "*", queue(kOther, "open"), true},
    {"* and everyone may", "sqs:*", "*", queue(kOther, "public"), false},
    {"a bucket by its name", "s3:GetObject", "arn:aws:s3:::theirs/*", "arn:aws:s3:::theirs", true},
    {"a volume by all of its name", "ec2:*", "arn:aws:ec2:*:*:volume/vol-0b", kVolume, true},
    {"volumes have no policies, some of the name is none", "ec2:*", "arn:aws:ec2:*:*:volume/vol-*", kVolume,
     false},
    {"some of its name and the account", "ec2:*", "arn:aws:ec2:*:444455556666:volume/vol-*", kVolume, true},
    {"any bucket", "s3:GetObject", "arn:aws:s3:::*", "arn:aws:s3:::theirs", false},
    {"any bucket of its own", "s3:GetObject", "arn:aws:s3:::*", "arn:aws:s3:::ours", true},
    {"a role that trusts it", "sts:AssumeRole", "*", of_other(iam("role/audit")), true},
    {"a role that does not", "sts:AssumeRole", "*", of_other(iam("role/app")), false},
    {"such a role by name", "sts:AssumeRole", "arn:aws:iam::*:role/app", of_other(iam("role/app")), true},
    {"any role", "sts:AssumeRole", "arn:aws:iam::*:role/*", of_other(iam("role/app")), false},
    {"IAM of another account", "iam:*", "arn:aws:iam::444455556666:role/app", of_other(iam("role/app")),
     false},
    {"an account that is not described", "sqs:*", "*", queue("999999999999", "far"), true},
};

Described two_accounts(std::string_view statements) {
  const std::string naming = R"({"Effect": "Allow", "Action": "sqs:SendMessage",
                                 "Resource": "arn:aws:sqs:eu-west-1:999999999999:far"})";
  const std::string service = R"({"Service": "ec2.amazonaws.com"})";
  Described described;
  described.iam = {.users = user("anna", statements) + "," + user("bert", naming)};
  described.exports = {
      of_other(to_json({.users = user("carl"),
                        .roles = role("app", trusting(service)) + "," +
                                 role("audit", trusting(R"({"AWS": "arn:aws:iam::111122223333:root"})"))}))};
  // The trust policy names the first account.
  std::string& other = described.exports.front();
  const std::string own = "arn:aws:iam::444455556666:root";
  other.replace(other.find(own), own.size(), "arn:aws:iam::111122223333:root");
  described.items = {
      in(kAccount, "aws_sqs_queue", queue(kAccount, "own")),
      in(kOther, "aws_sqs_queue", queue(kOther, "closed")),
      in(kOther, "aws_sqs_queue", queue(kOther, "open"), opened_to(R"({"AWS": "111122223333"})")),
      in(kOther, "aws_sqs_queue", queue(kOther, "to-anna"),
         opened_to(R"({"AWS": ["arn:aws:iam::111122223333:user/anna"]})")),
      in(kOther, "aws_sqs_queue", queue(kOther, "public"), opened_to(R"("*")")),
      in(kAccount, "aws_s3_bucket", "arn:aws:s3:::ours"),
      in(kOther, "aws_s3_bucket", "arn:aws:s3:::theirs"),
      in(kOther, "aws_ebs_volume", kVolume),
  };
  return described;
}

TEST(GrantsOfAccounts, WhomAPolicyReaches) {
  for (const AccountRow& row : kAccountRows) {
    for (const char* effect : {"Allow", "Deny"}) {
      if (std::string_view(row.name) == "IAM of another account" && std::string_view(effect) == "Deny")
        continue;
      const Drawn drawn(to_snapshot(two_accounts(fmt::format(
          R"({{"Effect": "{}", "Action": "{}", "Resource": "{}"}})", effect, row.actions, row.resource))));
      const char* relation = std::string_view(effect) == "Allow" ? "ALLOWS" : "DENIES";
      EXPECT_EQ(!drawn.edge(relation, iam("user/anna/policy/own"), row.to).is_null(), row.reached)
          << row.name << " " << effect;
    }
  }
}

// An AWS managed policy counts in each account where somebody holds it, and in no other.
TEST(GrantsOfAccounts, AwsManagedPolicy) {
  const std::string held =
      R"(, "AttachedManagedPolicies": [{"PolicyName": "AmazonSQSFullAccess",
                                        "PolicyArn": "arn:aws:iam::aws:policy/AmazonSQSFullAccess"}])";
  Described described = two_accounts("");
  described.iam.users = user("anna", "", held);
  const std::string policy = "arn:aws:iam::aws:policy/AmazonSQSFullAccess";
  const Drawn one(to_snapshot(described));
  EXPECT_FALSE(one.edge("ALLOWS", policy, queue(kAccount, "own")).is_null());
  EXPECT_TRUE(one.edge("ALLOWS", policy, queue(kOther, "closed")).is_null());
  described.exports.push_back(of_other(to_json({.users = user("dora", "", held)})));
  const Drawn both(to_snapshot(described));
  EXPECT_FALSE(both.edge("ALLOWS", policy, queue(kAccount, "own")).is_null());
  EXPECT_FALSE(both.edge("ALLOWS", policy, queue(kOther, "closed")).is_null());
}

struct PolicyRow {
  const char* name;
  std::string type, arn, statement;
  std::vector<std::string> actions;  // empty: no edge
};

const std::vector<PolicyRow> kPolicyRows = {
    {"objects of the bucket",
     "aws_s3_bucket",
     "arn:aws:s3:::b",
     R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*")",
     {"s3:getobject"}},
    {"another bucket is none of its business",
     "aws_s3_bucket",
     "arn:aws:s3:::b",
     R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::other/*")",
     {}},
    {"* of a key's policy is the key",
     "aws_kms_key",
     "arn:aws:kms:eu-west-1:111122223333:key/k",
     R"("Action": "kms:Decrypt", "Resource": "*")",
     {"kms:decrypt"}},
    {"no Resource is the resource itself",
     "aws_ecr_repository",
     "arn:aws:ecr:eu-west-1:111122223333:repository/r",
     R"("Action": "ecr:GetDownloadUrlForLayer")",
     {"ecr:getdownloadurlforlayer"}},
    {"actions of no such resource",
     "aws_sqs_queue",
     queue(kAccount, "q"),
     R"("Action": "s3:GetObject", "Resource": "*")",
     {}},
    {"NotResource leaves the bucket",
     "aws_s3_bucket",
     "arn:aws:s3:::b",
     R"("Action": ["s3:ListBucket", "s3:GetObject"], "NotResource": "arn:aws:s3:::b/*")",
     {"s3:listbucket"}},
};

TEST(GrantsOfResourcePolicies, TheirOwnResource) {
  for (const PolicyRow& row : kPolicyRows) {
    Described described;
    described.iam = {.users = user("anna")};
    described.items = {
        in(kAccount, row.type, row.arn,
           document(fmt::format(R"({{"Effect": "Allow", "Principal": {{"AWS": ["444455556666", "*"]}}, {}}})",
                                row.statement))),
        in(kAccount, "aws_s3_bucket", "arn:aws:s3:::other"),
        in(kAccount, "aws_sqs_queue", queue(kAccount, "z"))};
    const Drawn drawn(to_snapshot(described));
    const json edge = drawn.edge("ALLOWS", row.arn + "/policy", row.arn);
    EXPECT_EQ(drawn.count("ALLOWS"), row.actions.empty() ? 0u : 1u) << row.name;
    if (row.actions.empty()) continue;
    ASSERT_FALSE(edge.is_null()) << row.name;
    EXPECT_EQ(edge["normalizedActions"], json(row.actions)) << row.name;
    EXPECT_EQ(edge["principals"], json({"444455556666", "*"})) << row.name;
    EXPECT_EQ(edge["effect"], "Allow") << row.name;
  }
}

TEST(GrantsOfResourcePolicies, NotPrincipal) {
  Described described;
  described.items = {in(kAccount, "aws_s3_bucket", "arn:aws:s3:::b",
                        document(R"({"Effect": "Deny", "NotPrincipal": {"AWS": "444455556666"},
                                     "Action": "s3:*", "Resource": "arn:aws:s3:::b"})"))};
  const Drawn drawn(to_snapshot(described));
  const json edge = drawn.edge("DENIES", "arn:aws:s3:::b/policy", "arn:aws:s3:::b");
  EXPECT_EQ(edge["notPrincipals"], json({"444455556666"}));
  EXPECT_FALSE(edge.contains("principals"));
}

// Drawn while they are written, or kept: the same bytes and the same counts.
TEST(PolicyGrants, DrawnIsKept) {
  std::string statements = R"({"Effect": "Allow", "Action": "*", "Resource": "*"},
                              {"Effect": "Deny", "Action": "sqs:*", "Resource": "*"},
                              {"Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:sqs:*:*:o*"})";
  Described described = two_accounts(statements);
  described.items.push_back(
      in(kAccount, "aws_security_group", "arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1"));
  described.items.back().rules = {{.target = "0.0.0.0/0"}, {.target = "::/0"}};
  const auto snapshot = to_snapshot(described);
  Access access(*snapshot);
  const Graph kept = build_graph(access);
  const Graph drawn = build_graph(access, {kAllRelationClasses, GrantStorage::kDrawn});
  EXPECT_EQ(drawn.of(RelationClass::kAllows).size(), 2u);
  EXPECT_TRUE(drawn.of(RelationClass::kDenies).empty());
  EXPECT_EQ(written(kept, kAllRelationClasses), written(drawn, kAllRelationClasses));
  for (RelationClass relation : {RelationClass::kAllows, RelationClass::kDenies})
    EXPECT_EQ(written(kept, class_bit(relation)), written(drawn, class_bit(relation)));
  EXPECT_EQ(count_graph(kept).relationships, count_graph(drawn).relationships);
  PolicyGrants of_kept(kept), of_drawn(drawn);
  const EntityId policy = *kept.find(iam("user/anna/policy/own"));
  EXPECT_EQ(of_kept.of(policy, Effect::kDeny).size(), of_drawn.of(policy, Effect::kDeny).size());
  EXPECT_TRUE(of_drawn.of(*kept.find(iam("user/anna")), Effect::kAllow).empty());
}

// A graph of other classes has none of them.
TEST(PolicyGrants, NotAskedFor) {
  const auto snapshot = to_snapshot(two_accounts(R"({"Effect": "Allow", "Action": "*", "Resource": "*"})"));
  Access access(*snapshot);
  const Graph graph = build_graph(access, {class_bit(RelationClass::kAllows), GrantStorage::kDrawn});
  for (const auto& [name, count] : count_graph(graph).relationships)
    EXPECT_EQ(count != 0, name == "ALLOWS") << name;
}

}  // namespace
}  // namespace arnscope
