// The organization in the graph.
#include <gtest/gtest.h>

#include "tests/unit/graph/described.h"

namespace arnscope {
namespace {

using nlohmann::json;

constexpr std::string_view kRoot = "arn:aws:organizations::111122223333:root/o-abc/r-ab12";
constexpr std::string_view kUnit = "arn:aws:organizations::111122223333:ou/o-abc/ou-ab12-1";
constexpr std::string_view kTop = "arn:aws:organizations::111122223333:organization/o-abc";
constexpr std::string_view kScp =
    "arn:aws:organizations::111122223333:policy/o-abc/service_control_policy/p-1";

// A management account, described, and a member that the organization names and no more.
std::unique_ptr<Snapshot> organized() {
  auto snapshot =
      to_snapshot({{.users = user("anna", R"({"Effect": "Allow", "Action": "*", "Resource": "*"})"),
                    .roles = role("app", trusting(R"({"AWS": "444455556666"})"))}});
  Account member{kOther, "aws"};
  member.name = "payments";
  member.described = false;
  snapshot->accounts.push_back(member);
  PolicyEntry scp;
  scp.type = PolicyType::kServiceControl;
  scp.arn = kScp;
  scp.name = "limits";
  scp.policy = snapshot->policies[0].policy;
  const auto policy = static_cast<PolicyId>(snapshot->policies.size());
  snapshot->policies.push_back(scp);
  Organization& organization = snapshot->organization.emplace();
  organization.id = "o-abc";
  organization.arn = kTop;
  organization.management_account = kAccount;
  organization.units = {{"ou-ab12-1", kUnit, "Workloads", UnitId{1}, {policy}, {}},
                        {"r-ab12", kRoot, "Root", std::nullopt, {}, {}}};
  organization.members = {{0, UnitId{1}, {}, {}}, {1, UnitId{0}, {policy}, {}}};
  return snapshot;
}

TEST(OrganizationGraph, Tree) {
  const Drawn drawn(organized());
  const std::string own = iam("root");
  const std::string member = "arn:aws:iam::444455556666:root";
  for (const auto& [from, to] : std::vector<std::pair<std::string_view, std::string_view>>{
           {kTop, kRoot}, {kRoot, kUnit}, {kRoot, own}, {kUnit, member}, {own, member}})
    EXPECT_FALSE(drawn.edge("HAS", from, to).is_null()) << from << " " << to;
  EXPECT_TRUE(drawn.edge("HAS", own, own).is_null());
  EXPECT_TRUE(drawn.edge("HAS", kTop, kUnit).is_null());
  EXPECT_EQ(drawn.entity(kUnit)["displayName"], "Workloads");
  EXPECT_EQ(drawn.entity(kRoot)["_type"], "aws_organizations_root");
  EXPECT_EQ(drawn.entity(kTop)["_class"], json({"Organization"}));
  EXPECT_EQ(drawn.edge("HAS", own, member)["_type"], "aws_account_has_account");
}

// Its own data was not read: it is external, has no services, and its principals are unknown.
TEST(OrganizationGraph, MemberThatIsNotDescribed) {
  const Drawn drawn(organized());
  const std::string member = "arn:aws:iam::444455556666:root";
  EXPECT_EQ(drawn.entity(member)["displayName"], "payments");
  EXPECT_EQ(drawn.entity(member)["external"], true);
  EXPECT_FALSE(drawn.entity(member).contains("named"));
  EXPECT_TRUE(drawn.entity("444455556666:aws_iam").is_null());
  EXPECT_EQ(drawn.edge("TRUSTS", iam("role/app"), member)["inSnapshot"], false);
  EXPECT_FALSE(drawn.edge("CAN_ASSUME", member, iam("role/app")).is_null());
}

// They deny and permit, but grant nothing.
TEST(OrganizationGraph, PoliciesAreAssignedAndAllowNothing) {
  const Drawn drawn(organized());
  EXPECT_EQ(drawn.entity(kScp)["_type"], "aws_organizations_policy");
  EXPECT_TRUE(drawn.entity(kScp).contains("policyDocument"));
  EXPECT_FALSE(drawn.edge("ASSIGNED", kScp, kUnit).is_null());
  EXPECT_FALSE(drawn.edge("ASSIGNED", kScp, "arn:aws:iam::444455556666:root").is_null());
  for (const char* relation : {"ALLOWS", "DENIES"})
    for (const std::string& edge : drawn.edges(relation)) EXPECT_FALSE(edge.starts_with(kScp)) << edge;
  EXPECT_FALSE(drawn.edge("ALLOWS", iam("user/anna/policy/own"), kScp).is_null());
}

}  // namespace
}  // namespace arnscope
