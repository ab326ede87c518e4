// TRUSTS and CAN_ASSUME in an organization: where the trusted are, and SCPs that keep them from assuming.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/graph/graph.h"
#include "engine/graph/query.h"
#include "engine/graph/relationship_properties.h"
#include "tests/unit/snapshot/organization.h"

namespace arnscope {
namespace {

constexpr std::string_view kTrusting =
    R"({"RoleDetailList": [{"RoleName": "hub", "Arn": "arn:aws:iam::777788889999:role/hub",
    "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {
      "AWS": ["arn:aws:iam::444455556666:user/dev", "arn:aws:iam::444455556666:user/gone", "111122223333",
              "999900001111", "AIDAEXAMPLEEXAMPLE123", "*"],
      "Service": "lambda.amazonaws.com", "Federated": "accounts.google.com"}}}}]})";
constexpr std::string_view kMember =
    R"({"UserDetailList": [{"UserName": "dev", "Arn": "arn:aws:iam::444455556666:user/dev",
    "UserPolicyList": [{"PolicyName": "all", "PolicyDocument": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}}]}]})";

std::unique_ptr<const Snapshot> company(const std::vector<OrganizationFile>& more = {}) {
  return organization_of(company_tree() + company_policies() + more,
                         {std::string(kTrusting), std::string(kMember)});
}

TEST(OrganizationTrust, WhereTheTrustedAre) {
  auto s = company();
  Access access(*s);
  const Graph graph = build_graph(access, {class_bit(RelationClass::kTrusts)});
  const PolicyGrants grants(graph);
  RelationshipProperties properties(graph, grants, Places::kWritten);
  std::vector<std::string> found;
  for (const Relationship& each : graph.of(RelationClass::kTrusts))
    for (const Property& property : properties.of(RelationClass::kTrusts, each))
      if (property.name == "target")
        found.push_back(
            fmt::format("{} {}", graph.entities[each.to].key, std::get<std::string_view>(property.value)));
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, (std::vector<std::string>{
                       "AIDAEXAMPLEEXAMPLE123 unknown",
                       "accounts.google.com external",
                       "arn:aws:iam::111122223333:root organization",
                       "arn:aws:iam::444455556666:user/dev snapshot",
                       "arn:aws:iam::444455556666:user/gone unknown",
                       "arn:aws:iam::999900001111:root external",
                       "global:everyone everyone",
                       "lambda.amazonaws.com service",
                   }));
}

std::vector<std::string> assuming(const Snapshot& s) {
  Access access(s);
  const Graph graph = build_graph(access, {class_bit(RelationClass::kCanAssume)});
  std::vector<std::string> found;
  for (const Relationship& each : graph.of(RelationClass::kCanAssume))
    found.emplace_back(graph.entities[each.from].key);
  return found;
}

// An account of the organization that nobody describes is named as a whole, as one outside is.
TEST(OrganizationTrust, ServiceControlPoliciesKeepFromAssuming) {
  const auto before = assuming(*company());
  const auto after = assuming(*company(attached_policy(
      "SERVICE_CONTROL_POLICY", "p-no", R"({"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*"})",
      "ou-ab12-aaaaaaaa")));
  auto has = [](const auto& list, std::string_view key) {
    return std::find(list.begin(), list.end(), key) != list.end();
  };
  EXPECT_TRUE(has(before, "arn:aws:iam::444455556666:user/dev"));
  EXPECT_FALSE(has(after, "arn:aws:iam::444455556666:user/dev"));
  for (std::string_view other :
       {"arn:aws:iam::111122223333:root", "arn:aws:iam::999900001111:root", "lambda.amazonaws.com"}) {
    EXPECT_TRUE(has(before, other)) << other;
    EXPECT_TRUE(has(after, other)) << other;
  }
}

// "verdict principal" of those who may read a bucket with these statements.
std::vector<std::string> readers(const std::string& statements) {
  SnapshotBuilder builder;
  add_export(builder, std::string(kMember));
  add_files(builder, company_tree() + company_policies());
  FoundResource bucket;
  bucket.type = "aws_s3_bucket";
  bucket.key = "arn:aws:s3:::b";
  bucket.account = "777788889999";
  bucket.policy_knowledge = PolicyKnowledge::kPresent;
  bucket.policy.document = document_of(
      "policy.json", fmt::format(R"({{"Version": "2012-10-17", "Statement": [{}]}})", statements));
  builder.add(std::move(bucket));
  auto s = builder.finish();
  Access access(*s);
  std::vector<std::string> found;
  for (const WhoCanAnswer& each :
       who_can(access, {"s3:GetObject", "arn:aws:s3:::b/k", "", {}}, Include::kAllowed))
    found.push_back(fmt::format("{} {}", verdict_name(each.answer.verdict), each.principal.arn));
  return found;
}

std::string read_by(std::string_view effect, std::string_view whom) {
  return fmt::format(R"({{"Effect": "{}", {}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}})",
                     effect, whom);
}

// Whom a bucket's policy names and the snapshot does not hold is asked as well; accounts that nobody
// describes are not asked for nothing.
TEST(OrganizationTrust, WhoCanAsksThoseThatTheResourceNames) {
  EXPECT_EQ(readers(read_by("Allow", R"("Principal": {"AWS": ["999900001111", "444455556666"],
                                                      "Service": "cloudtrail.amazonaws.com"})")),
            (std::vector<std::string>{
                "allowed arn:aws:iam::444455556666:root",
                "allowed arn:aws:iam::444455556666:user/dev",
                "allowed arn:aws:iam::777788889999:root",
                "allowed arn:aws:iam::999900001111:root",
                "allowed cloudtrail.amazonaws.com",
            }));
}

// Who allows all but some allows the public, as with `*`; who denies all but some allows nobody.
TEST(OrganizationTrust, WhoCanAsksThePublicWhereAllButSomeAreAllowed) {
  const std::string but_one = R"("NotPrincipal": {"AWS": "arn:aws:iam::999900001111:user/bob"})";
  const std::vector<std::string> all = {
      "allowed *",
      "allowed arn:aws:iam::444455556666:root",
      "allowed arn:aws:iam::444455556666:user/dev",
      "allowed arn:aws:iam::777788889999:root",
  };
  EXPECT_EQ(readers(read_by("Allow", but_one)), all);
  EXPECT_EQ(readers(read_by("Allow", R"("Principal": "*")")), all);
  EXPECT_EQ(readers(read_by("Deny", but_one)), std::vector<std::string>());
}

}  // namespace
}  // namespace arnscope
