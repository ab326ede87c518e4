#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "engine/graph/builder.h"
#include "tests/unit/graph/drawn.h"

namespace arnscope {
namespace {

using nlohmann::json;

std::string may_assume(std::string_view resource, std::string_view more = "") {
  return fmt::format(R"({{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "{}"{}}})", resource,
                     more);
}

const std::string kRoot = R"({"AWS": "arn:aws:iam::111122223333:root"})";
const std::string kMfa = R"(, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}})";

// One role and one caller; what each edge says.
struct TrustRow {
  const char* name;
  std::string trust;            // statements
  std::string_view to;          // of the TRUSTS
  bool conditional;             // of the TRUSTS
  std::string_view can_assume;  // the caller; "": as `to`
  std::string_view can;         // "yes", "no", or its condition as JSON
};

const std::vector<TrustRow> kTrustRows = {
    {"a user by name needs no Allow of its own",
     trusting(R"({"AWS": "arn:aws:iam::111122223333:user/mute"})"), "arn:aws:iam::111122223333:user/mute",
     false, "", "yes"},
    {"the account: who is allowed to", trusting(kRoot), "arn:aws:iam::111122223333:root", false,
     "arn:aws:iam::111122223333:user/speaks", "yes"},
    {"the account: who is not", trusting(kRoot), "arn:aws:iam::111122223333:root", false,
     "arn:aws:iam::111122223333:user/mute", "no"},
    {"the account by its number", trusting(R"({"AWS": "111122223333"})"), "arn:aws:iam::111122223333:root",
     false, "arn:aws:iam::111122223333:role/speaks", "yes"},
    {"the account: who speaks of another role", trusting(kRoot), "arn:aws:iam::111122223333:root", false,
     "arn:aws:iam::111122223333:user/speaks-of-another", "no"},
    {"through a group", trusting(kRoot), "arn:aws:iam::111122223333:root", false,
     "arn:aws:iam::111122223333:user/member", "yes"},
    {"a condition keeps the edge", trusting(kRoot, kMfa), "arn:aws:iam::111122223333:root", true,
     "arn:aws:iam::111122223333:user/speaks",
     R"({"operator":"Bool","key":"aws:MultiFactorAuthPresent","values":["true"]})"},
    {"a service", trusting(R"({"Service": "lambda.amazonaws.com"})"), "lambda.amazonaws.com", false, "",
     "yes"},
    {"a service under a condition",
     trusting(R"({"Service": "ecs-tasks.amazonaws.com"})",
              R"(, "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}})"),
     "ecs-tasks.amazonaws.com", true, "",
     R"({"operator":"StringEquals","key":"aws:SourceAccount","values":["111122223333"]})"},
    {"OIDC subjects stay",
     R"({"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"},
         "Action": "sts:AssumeRoleWithWebIdentity",
         "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme/web:*"}}})",
     "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com", true, "",
     R"({"operator":"StringLike","key":"token.actions.githubusercontent.com:sub","values":["repo:acme/web:*"]})"},
    {"SAML",
     R"({"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/idp"},
         "Action": "sts:AssumeRoleWithSAML"})",
     "arn:aws:iam::111122223333:saml-provider/idp", false, "", "yes"},
    {"SAML with the wrong action trusts and cannot",
     R"({"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:saml-provider/idp"},
         "Action": "sts:AssumeRoleWithWebIdentity"})",
     "arn:aws:iam::111122223333:saml-provider/idp", false, "", "no"},
    {"a provider without an ARN",
     R"({"Effect": "Allow", "Principal": {"Federated": "accounts.google.com"}, "Action": "sts:AssumeRoleWithWebIdentity"})",
     "accounts.google.com", false, "", "yes"},
    {"another account: its policies are unknown", trusting(R"({"AWS": "999999999999"})"),
     "arn:aws:iam::999999999999:root", false, "",
     R"({"operator":"unknown","key":"identity policy","values":["arn:aws:iam::999999999999:root"]})"},
    {"another account: who its caller is, is open",
     trusting(R"({"AWS": "999999999999"})",
              R"(, "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::999999999999:role/ci"}})"),
     "arn:aws:iam::999999999999:root", true, "",
     R"({"and":[{"operator":"unknown","key":"identity policy","values":["arn:aws:iam::999999999999:root"]},{"operator":"ArnLike","key":"aws:PrincipalArn","values":["arn:aws:iam::999999999999:role/ci"]}]})"},
    {"another account's role", trusting(R"({"AWS": "arn:aws:iam::999999999999:role/partner"})"),
     "arn:aws:iam::999999999999:role/partner", false, "",
     R"({"operator":"unknown","key":"identity policy","values":["arn:aws:iam::999999999999:role/partner"]})"},
    {"everyone", trusting(R"("*")"), "global:everyone", false, "",
     R"({"operator":"unknown","key":"identity policy","values":["*"]})"},
    {"everyone: of the own account without an Allow", trusting(R"({"AWS": "*"})"), "global:everyone", false,
     "arn:aws:iam::111122223333:user/mute", "yes"},
    {"everyone but", R"({"Effect": "Allow", "NotPrincipal": {"AWS": "arn:aws:iam::111122223333:user/mute"},
         "Action": "sts:AssumeRole"})",
     "global:everyone", false, "arn:aws:iam::111122223333:user/speaks", "yes"},
    {"everyone but this one",
     R"({"Effect": "Allow", "NotPrincipal": {"AWS": "arn:aws:iam::111122223333:user/mute"},
         "Action": "sts:AssumeRole"})",
     "global:everyone", false, "arn:aws:iam::111122223333:user/mute", "no"},
    {"a Deny of the trust policy counts",
     trusting(kRoot) + R"(, {"Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::111122223333:user/speaks"},
         "Action": "sts:AssumeRole"})",
     "arn:aws:iam::111122223333:root", false, "arn:aws:iam::111122223333:user/speaks", "no"},
    {"a boundary limits a role", trusting(R"({"AWS": "arn:aws:iam::111122223333:role/bounded"})"),
     "arn:aws:iam::111122223333:role/bounded", false, "", "no"},
    {"the id of a deleted user", trusting(R"({"AWS": "AIDAEXAMPLEEXAMPLE"})"), "AIDAEXAMPLEEXAMPLE", false,
     "", "no"},
    {"one of several statements without a condition frees it",
     trusting(R"({"Service": "ec2.amazonaws.com"})", kMfa) + "," +
         trusting(R"({"Service": "ec2.amazonaws.com"})"),
     "ec2.amazonaws.com", false, "", "yes"},
    {"but not one that only lets tag the session",
     trusting(R"({"Service": "pods.eks.amazonaws.com"})",
              R"(, "Condition": {"StringEquals": {"aws:SourceAccount": "1"}})") +
         R"(, {"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": "sts:TagSession"})",
     "pods.eks.amazonaws.com", true, "",
     R"({"operator":"StringEquals","key":"aws:SourceAccount","values":["1"]})"},
    {"a session of a role", trusting(R"({"AWS": "arn:aws:sts::111122223333:assumed-role/speaks/release"})"),
     "arn:aws:sts::111122223333:assumed-role/speaks/release", false, "", "yes"},
    {"and not the role's other sessions",
     trusting(R"({"AWS": "arn:aws:sts::111122223333:assumed-role/speaks/release"})"),
     "arn:aws:sts::111122223333:assumed-role/speaks/release", false, "arn:aws:iam::111122223333:role/speaks",
     "no"},
};

Export around(const TrustRow& row) {
  const std::string target = iam("role/target");
  const std::string only_s3 = R"({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})";
  const std::string boundary = fmt::format(
      R"(, "PermissionsBoundary": {{"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "{}"}})",
      iam("policy/limit"));
  const std::string ec2 = trusting(R"({"Service": "ec2.amazonaws.com"})");
  return {user("speaks", may_assume(target)) + "," + user("mute") + "," +
              user("speaks-of-another", may_assume(iam("role/other*"))) + "," +
              user("member", "", R"(, "GroupList": ["team"])"),
          group("team", may_assume("*")),
          role("target", row.trust) + "," + role("speaks", ec2, may_assume("arn:aws:iam::*:role/tar*")) +
              "," + role("bounded", ec2, may_assume("*"), boundary),
          managed("limit", only_s3)};
}

TEST(Assumptions, TrustsAndCanAssume) {
  for (const TrustRow& row : kTrustRows) {
    const Drawn drawn(around(row), class_bit(RelationClass::kTrusts) | class_bit(RelationClass::kCanAssume));
    const json trusts = drawn.edge("TRUSTS", iam("role/target"), row.to);
    ASSERT_FALSE(trusts.is_null()) << row.name;
    EXPECT_EQ(trusts["conditional"], row.conditional) << row.name;
    const json can =
        drawn.edge("CAN_ASSUME", row.can_assume.empty() ? row.to : row.can_assume, iam("role/target"));
    EXPECT_EQ(can.is_null(), row.can == "no") << row.name << ": " << can.dump();
    if (can.is_null()) continue;
    EXPECT_EQ(can["conditional"], row.can != "yes") << row.name << ": " << can.dump();
    if (row.can != "yes") {
      EXPECT_EQ(can["condition"], json::parse(row.can)) << row.name;
    }
    EXPECT_FALSE(can["decidedBy"].empty()) << row.name;
  }
}

// What a group that the export lacks grants is unknown, as with a policy that it lacks.
TEST(Assumptions, MembersOfAMissingGroupMayAssume) {
  const std::string missing_policy = fmt::format(
      R"(, "AttachedManagedPolicies": [{{"PolicyName": "gone", "PolicyArn": "{}"}}])", iam("policy/gone"));
  const Drawn drawn(Export{user("member", "", R"(, "GroupList": ["admins"])") + "," +
                               user("holder", "", missing_policy) + "," + user("mute"),
                           "",
                           role("delegating", trusting(R"({"AWS": "111122223333"})")) + "," +
                               role("open", trusting(R"("*")")),
                           ""},
                    class_bit(RelationClass::kCanAssume));
  for (std::string_view name : {"user/member", "user/holder"}) {
    const json can = drawn.edge("CAN_ASSUME", iam(name), iam("role/delegating"));
    ASSERT_FALSE(can.is_null()) << name;
    EXPECT_EQ(can["conditional"], true) << name;
    EXPECT_FALSE(drawn.edge("CAN_ASSUME", iam(name), iam("role/open")).is_null()) << name;
  }
  EXPECT_TRUE(drawn.edge("CAN_ASSUME", iam("user/mute"), iam("role/delegating")).is_null());
}

TEST(Assumptions, OneTrustAPrincipal) {
  const Drawn drawn(Export{
      "", "",
      role("app",
           trusting(R"({"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com", "ec2.amazonaws.com"]})",
                    kMfa) +
               R"(, {"Sid": "Tag", "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"},
                            "Action": ["sts:TagSession", "sts:AssumeRole"]},
                          {"Effect": "Deny", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"})"),
      ""});
  EXPECT_EQ(drawn.count("TRUSTS"), 2u);
  const json ec2 = drawn.edge("TRUSTS", iam("role/app"), "ec2.amazonaws.com");
  EXPECT_EQ(ec2["_type"], "aws_iam_role_trusts_ec2");
  EXPECT_EQ(ec2["actions"], json({"sts:AssumeRole", "sts:TagSession"}));
  EXPECT_EQ(ec2["statements"], json({0, 1}));
  EXPECT_EQ(ec2["conditions"], json::parse(R"([{"Bool": {"aws:MultiFactorAuthPresent": ["true"]}}, {}])"));
  EXPECT_EQ(ec2["inSnapshot"], false);
  const json lambda = drawn.edge("TRUSTS", iam("role/app"), "lambda.amazonaws.com");
  EXPECT_EQ(lambda["conditions"], json::parse(R"({"Bool": {"aws:MultiFactorAuthPresent": ["true"]}})"));
}

TEST(Assumptions, NotPrincipals) {
  const Drawn drawn(Export{
      "", "", role("app", R"({"Effect": "Allow", "NotPrincipal": {"AWS": ["111122223333", "999999999999"]},
                                           "Action": "sts:AssumeRole"})"),
      ""});
  EXPECT_EQ(drawn.edge("TRUSTS", iam("role/app"), "global:everyone")["notPrincipals"],
            json({"111122223333", "999999999999"}));
}

TEST(Assumptions, AcrossAccountsBothSidesDecide) {
  const std::string other = "222233334444";
  std::string two = to_json(
      {user("bert", may_assume("arn:aws:iam::111122223333:role/open")) + "," + user("carl"), "", "", ""});
  for (size_t at = two.find("user/"); at != std::string::npos; at = two.find("user/", at + 1))
    two.replace(at - kAccount.size() - 1, kAccount.size(), other);
  const std::string one = to_json({"", "", role("open", trusting(R"({"AWS": "222233334444"})")), ""});
  const Drawn drawn(std::vector{one, two});
  EXPECT_EQ(drawn.edges("CAN_ASSUME"),
            std::vector<std::string>(
                {"arn:aws:iam::222233334444:user/bert -> arn:aws:iam::111122223333:role/open"}));
  EXPECT_EQ(drawn.edge("TRUSTS", iam("role/open"), "arn:aws:iam::222233334444:root")["inSnapshot"], true);
}

// A trust policy that cannot be read hides who can: whoever the account's policies let is drawn,
// conditionally.
TEST(Assumptions, UnreadableTrust) {
  const std::string broken = fmt::format(
      R"({{"Path": "/", "RoleName": "target", "RoleId": "I", "Arn": "{}", "AssumeRolePolicyDocument": "%7Bnonsense"}})",
      iam("role/target"));
  const Drawn drawn(Export{user("anna", may_assume("*")) + "," + user("bert"), "", broken, ""});
  EXPECT_EQ(drawn.edge("CAN_ASSUME", iam("user/anna"), iam("role/target"))["conditional"], true);
  EXPECT_TRUE(drawn.edge("CAN_ASSUME", iam("user/bert"), iam("role/target")).is_null());
}

TEST(Assumptions, UnknownPolicyMayAllow) {
  const Drawn drawn(Export{
      user(
          "anna", "",
          R"(, "AttachedManagedPolicies": [{"PolicyName": "gone", "PolicyArn": "arn:aws:iam::111122223333:policy/gone"}])"),
      "", role("target", trusting(kRoot)), ""});
  EXPECT_EQ(drawn.edge("CAN_ASSUME", iam("user/anna"), iam("role/target"))["conditional"], true);
  EXPECT_EQ(drawn.entity(iam("policy/gone"))["origin"], "missing");
}

// Candidates lose nobody: the slow way asks every user and role about every role.
TEST(Assumptions, AgreeWithAskingEveryPair) {
  Drawn drawn = Drawn::file("acme/account-authorization-details.json", class_bit(RelationClass::kCanAssume));
  std::set<std::string> expected;
  const Snapshot& snapshot = drawn.snapshot();
  const auto ask = [&](Caller caller) {
    for (const Role& role : snapshot.roles) {
      Request request(caller.principal, caller.context);
      request.set_action("sts:AssumeRole");
      request.set_resource(role.arn);
      drawn.access().add_resource_policy(request, caller.policies);
      const Verdict verdict = explain(request, caller.policies).verdict;
      if (verdict == Verdict::kAllowed || verdict == Verdict::kConditional)
        expected.insert(fmt::format("{} -> {}", caller.principal.arn, role.arn));
    }
  };
  for (UserId id = 0; id < snapshot.users.size(); ++id) ask(drawn.access().user(id));
  for (RoleId id = 0; id < snapshot.roles.size(); ++id) ask(drawn.access().role(id));
  std::set<std::string> actual;
  for (const Relationship& each : drawn.graph().of(RelationClass::kCanAssume)) {
    const Entity& from = drawn.graph().entities[each.from];
    if (from.index != kNoId)
      actual.insert(fmt::format("{} -> {}", from.key, drawn.graph().entities[each.to].key));
  }
  EXPECT_EQ(actual, expected);
}

// What the example company's notes say of its roles.
TEST(Assumptions, ExampleCompany) {
  const Drawn drawn =
      Drawn::file("acme/account-authorization-details.json", class_bit(RelationClass::kCanAssume));
  const auto can = [&](std::string_view from, std::string_view to) {
    const json edge = drawn.edge("CAN_ASSUME", from, iam(to));
    return edge.is_null() ? "no" : edge["conditional"].get<bool>() ? "conditional" : "yes";
  };
  EXPECT_STREQ(can(iam("user/ana.silva"), "role/team/data/data-admin"), "yes");
  EXPECT_STREQ(can(iam("user/kofi.mensah"), "role/team/data/data-admin"), "no");
  EXPECT_STREQ(can(iam("user/external/ext-devon"), "role/contractor-sandbox"), "no");
  EXPECT_STREQ(can(iam("user/omar.haddad"), "role/support-readonly"), "no");
  EXPECT_STREQ(can("arn:aws:iam::999999999999:root", "role/lookout-monitoring"), "conditional");
  EXPECT_STREQ(can("accounts.google.com", "role/sheets-export"), "conditional");
  EXPECT_STREQ(can("AROARTX3GSDSSI45YVKD6", "role/prod-hotfix"), "no");
  EXPECT_STREQ(can(iam("role/token-refresher"), "role/token-refresher"), "yes");
}

}  // namespace
}  // namespace arnscope
