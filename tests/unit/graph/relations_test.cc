#include "engine/graph/relations.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "tests/unit/graph/drawn.h"

namespace arnscope {
namespace {

using nlohmann::json;

const Drawn& acme() {
  static const Drawn drawn = Drawn::file("acme/account-authorization-details.json");
  return drawn;
}

json acme_export() {
  return json::parse(std::ifstream(ARNSCOPE_SOURCE_DIR "/fixtures/acme/account-authorization-details.json"));
}

// What an independent walk of the export counts.
struct Walk {
  size_t principals = 0, instance_profiles = 0, inline_policies = 0, held = 0, memberships = 0, bounded = 0;
  size_t profile_roles = 0;
  std::set<std::string> managed;
};

void walk_holder(Walk& walk, const json& holder, const char* inline_key) {
  ++walk.principals;
  for (const json& policy : holder["AttachedManagedPolicies"]) walk.managed.insert(policy["PolicyArn"]);
  walk.held += holder["AttachedManagedPolicies"].size();
  if (holder.contains(inline_key)) walk.inline_policies += holder[inline_key].size();
  if (!holder.contains("PermissionsBoundary")) return;
  ++walk.bounded;
  walk.managed.insert(holder["PermissionsBoundary"]["PermissionsBoundaryArn"]);
}

Walk walk(const json& details) {
  Walk walk;
  std::set<std::string> profiles;
  for (const json& user : details["UserDetailList"]) {
    walk_holder(walk, user, "UserPolicyList");
    walk.memberships += user["GroupList"].size();
  }
  for (const json& group : details["GroupDetailList"]) walk_holder(walk, group, "GroupPolicyList");
  for (const json& role : details["RoleDetailList"]) {
    walk_holder(walk, role, "RolePolicyList");
    for (const json& profile : role["InstanceProfileList"]) profiles.insert(profile["Arn"]);
    walk.profile_roles += role["InstanceProfileList"].size();
  }
  for (const json& policy : details["Policies"]) walk.managed.insert(policy["Arn"]);
  walk.instance_profiles = profiles.size();
  return walk;
}

std::string type_of(const Drawn& drawn, const std::string& key) { return drawn.entity(key)["_type"]; }

size_t count_from(const Drawn& drawn, std::string_view relation, std::string_view type) {
  size_t count = 0;
  for (const json& each : drawn.relationships())
    if (each["_class"] == relation)
      count += drawn.entity(each["_fromEntityKey"].get<std::string>())["_type"] == type;
  return count;
}

// The example company: as many relationships as the export has attachments.
TEST(Relations, CountsOfTheExport) {
  const Walk counted = walk(acme_export());
  const Drawn& drawn = acme();
  EXPECT_EQ(count_from(drawn, "HAS", "aws_iam"), counted.principals + counted.instance_profiles +
                                                     counted.inline_policies + counted.managed.size());
  EXPECT_EQ(count_from(drawn, "HAS", "aws_iam_user") + count_from(drawn, "HAS", "aws_iam_group") +
                count_from(drawn, "HAS", "aws_iam_role"),
            counted.held + counted.inline_policies + 1);  // and a role its session that another trusts
  EXPECT_EQ(drawn.count("CONTAINS"), counted.memberships);
  EXPECT_EQ(drawn.count("ASSIGNED"), counted.bounded + counted.profile_roles);
  const size_t services = static_cast<size_t>(std::count_if(
      drawn.entities().begin(), drawn.entities().end(),
      [](const json& each) { return each["_key"].get<std::string>().starts_with("111122223333:"); }));
  EXPECT_EQ(count_from(drawn, "HAS", "aws_account"), services);
}

// Rows of what the example company's export does not hold: they have tests of their own.
const std::set<std::pair<std::string_view, std::string_view>> kElsewhere = {
    {"aws_*", "aws_*_policy"},        {"aws_account", "aws_account"},
    {"aws_organizations_*", "aws_*"}, {"aws_organizations_policy", "aws_*"},
    {"aws_iam_user", "person"},       {"*domain", "aws_route53_zone"},
    {"aws_security_group", "*"},
};

// Every relationship is of a row, and every row of IAM draws something for the example company.
TEST(Relations, TableAndDrawingAgree) {
  std::vector<size_t> drawn_by(relations().size());
  for (const json& each : acme().relationships()) {
    const std::string from = type_of(acme(), each["_fromEntityKey"]);
    const std::string to = type_of(acme(), each["_toEntityKey"]);
    bool found = false;
    for (size_t i = 0; i < relations().size(); ++i) {
      const Relation& row = relations()[i];
      if (relation_class_name(row.relation) != each["_class"].get<std::string>() ||
          !glob_match(row.from, from) || !glob_match(row.to, to))
        continue;
      found = true;
      ++drawn_by[i];
    }
    EXPECT_TRUE(found) << each["_class"] << " " << from << " " << to;
  }
  for (size_t i = 0; i < drawn_by.size(); ++i)
    if (!kElsewhere.contains({relations()[i].from, relations()[i].to})) {
      EXPECT_GT(drawn_by[i], 0u) << relation_class_name(relations()[i].relation) << " " << relations()[i].from
                                 << " " << relations()[i].to;
    }
}

const std::string kEc2 = R"({"Service": "ec2.amazonaws.com"})";

std::string bounded_by(std::string_view policy) {
  return fmt::format(
      R"(, "PermissionsBoundary": {{"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "{}"}})",
      iam(fmt::format("policy/{}", policy)));
}

std::string attached(std::string_view policy) {
  return fmt::format(R"(, "AttachedManagedPolicies": [{{"PolicyName": "{0}", "PolicyArn": "{1}"}}])", policy,
                     iam(fmt::format("policy/{}", policy)));
}

// A boundary is kept, and told from a grant.
TEST(Relations, Boundary) {
  const std::string any = R"({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})";
  const Drawn drawn(Export{user("anna", "", bounded_by("limit") + attached("limit")), "",
                           role("app", trusting(kEc2), "", bounded_by("limit")), managed("limit", any)});
  EXPECT_EQ(drawn.edge("ASSIGNED", iam("role/app"), iam("policy/limit"))["boundary"], true);
  EXPECT_EQ(drawn.edge("ASSIGNED", iam("user/anna"), iam("policy/limit"))["_type"],
            "aws_iam_user_assigned_iam_policy");
  EXPECT_TRUE(drawn.edge("HAS", iam("role/app"), iam("policy/limit")).is_null());
  EXPECT_EQ(drawn.edge("HAS", iam("user/anna"), iam("policy/limit"))["_type"], "aws_iam_user_has_iam_policy");
}

TEST(Relations, AttachedAndOwn) {
  const std::string any = R"({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})";
  const Drawn drawn(Export{user("anna", any, R"(, "GroupList": ["team"])" + attached("shared")),
                           group("team", any), role("app", trusting(kEc2), any), managed("shared", any)});
  EXPECT_EQ(drawn.edge("HAS", iam("user/anna"), iam("user/anna/policy/own"))["_type"],
            "aws_iam_user_has_policy");
  EXPECT_EQ(drawn.edge("HAS", iam("group/team"), iam("group/team/policy/own"))["_type"],
            "aws_iam_group_has_policy");
  EXPECT_EQ(drawn.edge("HAS", iam("role/app"), iam("role/app/policy/own"))["_type"],
            "aws_iam_role_has_policy");
  EXPECT_EQ(drawn.edge("CONTAINS", iam("group/team"), iam("user/anna"))["_type"],
            "aws_iam_group_contains_iam_user");
  EXPECT_EQ(drawn.edge("HAS", "111122223333:aws_iam", iam("policy/shared"))["_type"],
            "aws_iam_has_aws_iam_policy");
  EXPECT_EQ(drawn.edge("HAS", iam("root"), "111122223333:aws_iam")["_type"], "aws_account_has_iam");
}

TEST(Relations, Entities) {
  const std::string any = R"({"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b"})";
  const Drawn drawn(Export{
      user("anna", any, R"(, "Tags": [{"Key": "cost center", "Value": "7"}], "CreateDate": "2020-01-02")"),
      "", role("app", trusting(R"({"AWS": "999999999999"})")), ""});
  const json anna = drawn.entity(iam("user/anna"));
  EXPECT_EQ(anna["_class"], json({"User"}));
  EXPECT_EQ(anna["displayName"], "anna");
  EXPECT_EQ(anna["account"], "111122223333");
  EXPECT_EQ(anna["tag.cost center"], "7");
  EXPECT_EQ(anna["createdOn"], "2020-01-02");
  EXPECT_FALSE(anna.contains("named"));
  const json bucket = drawn.entity("arn:aws:s3:::b");
  EXPECT_EQ(bucket["_type"], "aws_s3_bucket");
  EXPECT_EQ(bucket["named"], true);
  EXPECT_FALSE(bucket.contains("account"));
  const json other = drawn.entity("arn:aws:iam::999999999999:root");
  EXPECT_EQ(other["_type"], "aws_account");
  EXPECT_EQ(other["external"], true);
  EXPECT_EQ(drawn.entity(iam("role/app"))["trustPolicy"]["Statement"][0]["Principal"]["AWS"], "999999999999");
  EXPECT_EQ(drawn.entity(iam("user/anna/policy/own"))["policyDocument"]["Statement"][0]["Resource"],
            "arn:aws:s3:::b");
}

// Names that collide or that are empty keep every entity apart, and nothing falls over.
TEST(Relations, HostileNames) {
  const std::string any = R"({"Effect": "Allow", "Action": "iam:*", "Resource": "*"})";
  const std::string twin =
      fmt::format(R"({{"Path": "/anna/policy/", "UserName": "own", "UserId": "I", "Arn": "{}"}})",
                  iam("user/anna/policy/own"));
  const Drawn drawn(Export{user("anna", any) + "," + twin + R"(, {"UserName": "", "Arn": ""})", "",
                           role("app", trusting(R"({"AWS": ["", "*", "not an arn", "arn:aws:iam::1:x"]})")),
                           ""});
  EXPECT_EQ(drawn.entity(iam("user/anna/policy/own"))["_type"], "aws_iam_user");
  EXPECT_EQ(drawn.entity(iam("user/anna/policy/own|aws_iam_user_policy"))["_type"], "aws_iam_user_policy");
  EXPECT_FALSE(
      drawn.edge("HAS", iam("user/anna"), iam("user/anna/policy/own|aws_iam_user_policy")).is_null());
  EXPECT_FALSE(drawn.edge("TRUSTS", iam("role/app"), "not an arn").is_null());
  std::set<std::string> keys;
  for (const json& each : drawn.entities()) EXPECT_TRUE(keys.insert(each["_key"]).second) << each["_key"];
}

TEST(Relations, EveryExportOfTheFixturesDraws) {
  for (const char* name : {"bare-statement", "broken-policy", "china", "govcloud", "hostile-names",
                           "missing-keys", "page-1", "page-2", "pages-concatenated", "url-encoded"}) {
    const Drawn drawn = Drawn::file(fmt::format("exports/{}.json", name));
    EXPECT_FALSE(drawn.entities().empty()) << name;
    std::set<std::string> keys;
    for (const json& each : drawn.entities())
      EXPECT_TRUE(keys.insert(each["_key"]).second) << name << each["_key"];
    for (const json& each : drawn.relationships()) {
      EXPECT_TRUE(keys.contains(each["_fromEntityKey"])) << name << " " << each;
      EXPECT_TRUE(keys.contains(each["_toEntityKey"])) << name << " " << each;
    }
  }
}

TEST(Relations, OtherPartitions) {
  const Drawn china = Drawn::file("exports/china.json");
  const Drawn government = Drawn::file("exports/govcloud.json");
  for (const auto& [drawn, partition] :
       {std::pair(&china, "arn:aws-cn:"), std::pair(&government, "arn:aws-us-gov:")}) {
    size_t accounts = 0;
    for (const json& each : drawn->entities())
      if (each["_type"] == "aws_account") {
        EXPECT_TRUE(each["_key"].get<std::string>().starts_with(partition)) << each;
        ++accounts;
      }
    EXPECT_GE(accounts, 1u);
    EXPECT_GT(drawn->count("HAS"), 0u);
  }
}

}  // namespace
}  // namespace arnscope
