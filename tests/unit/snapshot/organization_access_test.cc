// SCPs and RCPs of a snapshot as layers, and the condition keys of organizations.
#include <gtest/gtest.h>

#include "tests/unit/snapshot/build.h"
#include "tests/unit/snapshot/organization.h"

namespace arnscope {
namespace {

constexpr std::string_view kAllowAll = R"({"Effect": "Allow", "Action": "*", "Resource": "*"})";

std::string policy_list(std::string_view list, std::string_view statement) {
  return fmt::format(
      R"("{}": [{{"PolicyName": "own", "PolicyDocument": {{"Version": "2012-10-17", "Statement": {}}}}}])",
      list, statement);
}
std::string one_user(std::string_view arn, std::string_view statement = kAllowAll) {
  return fmt::format(R"({{"UserName": "{}", "Arn": "{}", {}}})", arn.substr(arn.rfind('/') + 1), arn,
                     policy_list("UserPolicyList", statement));
}
std::string one_role(std::string_view arn, std::string_view path, std::string_view trust) {
  return fmt::format(
      R"({{"RoleName": "{}", "Path": "{}", "Arn": "{}", "AssumeRolePolicyDocument": {{"Statement": {}}}, {}}})",
      arn.substr(arn.rfind('/') + 1), path, arn, trust, policy_list("RolePolicyList", kAllowAll));
}

constexpr std::string_view kTrustOrganization =
    R"({"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}})";
constexpr std::string_view kTrustUnit =
    R"({"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole",
        "Condition": {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/ou-ab12-aaaaaaaa/*"}}})";

constexpr std::string_view kBoss = "arn:aws:iam::111122223333:user/boss";
constexpr std::string_view kDev = "arn:aws:iam::444455556666:user/dev";
constexpr std::string_view kLinked =
    "arn:aws:iam::444455556666:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS";
constexpr std::string_view kOutsider = "arn:aws:iam::222233334444:user/out";
constexpr std::string_view kOpen = "arn:aws:iam::777788889999:role/open-to-organization";
constexpr std::string_view kUnit = "arn:aws:iam::777788889999:role/open-to-unit";

// The management account, a member in the unit prod, a member in the root, and an account outside.
std::vector<std::string> exports() {
  return {
      fmt::format(R"({{"UserDetailList": [{}]}})", one_user(kBoss)),
      fmt::format(
          R"({{"UserDetailList": [{}], "RoleDetailList": [{}]}})", one_user(kDev),
          one_role(
              kLinked, "/aws-service-role/ecs.amazonaws.com/",
              R"({"Effect": "Allow", "Principal": {"Service": "ecs.amazonaws.com"}, "Action": "sts:AssumeRole"})")),
      fmt::format(R"({{"RoleDetailList": [{}, {}]}})", one_role(kOpen, "/", kTrustOrganization),
                  one_role(kUnit, "/", kTrustUnit)),
      fmt::format(R"({{"UserDetailList": [{}]}})", one_user(kOutsider)),
  };
}

constexpr std::string_view kDenyDynamo = R"({"Effect": "Deny", "Action": "dynamodb:*", "Resource": "*"})";
std::string table_of(std::string_view account) {
  return fmt::format("arn:aws:dynamodb:eu-west-1:{}:table/t", account);
}

std::string decided(const Snapshot& s, std::string_view principal, std::string_view action,
                    std::string_view resource) {
  Access access(s);
  const Decision decision = ask(access, principal, action, resource);
  std::string out(verdict_name(decision.verdict));
  for (Layer layer : decision.blocked_by) out += fmt::format(" {}", layer_name(layer));
  if (decision.verdict == Verdict::kConditional) out += " " + to_text(decision.condition);
  return out;
}

TEST(OrganizationAccess, ServiceControlPoliciesAtEveryLevel) {
  struct Row {
    std::string_view target;
    std::string_view dev, boss, linked, root;
  };
  constexpr std::string_view kDenied = "explicitDeny scp";
  for (const Row& row : {
           Row{"r-ab12", kDenied, "allowed", "allowed", kDenied},
           Row{"ou-ab12-aaaaaaaa", kDenied, "allowed", "allowed", kDenied},
           Row{"ou-ab12-bbbbbbbb", kDenied, "allowed", "allowed", kDenied},
           Row{"444455556666", kDenied, "allowed", "allowed", kDenied},
           Row{"111122223333", "allowed", "allowed", "allowed", "allowed"},
           Row{"777788889999", "allowed", "allowed", "allowed", "allowed"},
       }) {
    auto s = organization_of(company_tree() + company_policies() +
                                 attached_policy("SERVICE_CONTROL_POLICY", "p-deny", kDenyDynamo, row.target),
                             exports());
    const std::string app_table = table_of("444455556666");
    EXPECT_EQ(decided(*s, kDev, "dynamodb:GetItem", app_table), row.dev) << row.target;
    EXPECT_EQ(decided(*s, kBoss, "dynamodb:GetItem", table_of("111122223333")), row.boss) << row.target;
    EXPECT_EQ(decided(*s, kLinked, "dynamodb:GetItem", app_table), row.linked) << row.target;
    EXPECT_EQ(decided(*s, "arn:aws:iam::444455556666:root", "dynamodb:GetItem", app_table), row.root)
        << row.target;
    EXPECT_EQ(decided(*s, kDev, "ec2:RunInstances", "arn:aws:ec2:eu-west-1:444455556666:instance/*"),
              "allowed")
        << row.target;
    // Somebody of the account whom the snapshot does not hold is under them all the same.
    EXPECT_EQ(decided(*s, "arn:aws:iam::444455556666:user/gone", "dynamodb:GetItem", app_table),
              row.dev == kDenied
                  ? std::string(kDenied)
                  : "conditional identity policy of arn:aws:iam::444455556666:user/gone allows")
        << row.target;
    EXPECT_EQ(decided(*s, kOutsider, "dynamodb:GetItem", table_of("222233334444")), "allowed") << row.target;
  }
}

// A level without an Allow shuts out what no SCP of it names.
TEST(OrganizationAccess, EveryLevelMustAllow) {
  auto files = company_tree() + company_policies();
  files.push_back({"list-targets-for-policy", "p-only",
                   R"({"Targets": [{"TargetId": "ou-ab12-cccccccc"}, {"TargetId": "222233334444"}]})"});
  files.push_back({"list-organizational-units-for-parent", "ou-ab12-bbbbbbbb",
                   R"({"OrganizationalUnits": [{"Id": "ou-ab12-cccccccc"}]})"});
  files.push_back(
      {"list-accounts-for-parent", "ou-ab12-cccccccc", R"({"Accounts": [{"Id": "222233334444"}]})"});
  files.push_back({"describe-policy", "p-only",
                   R"({"Policy": {"PolicySummary": {"Id": "p-only", "Type": "SERVICE_CONTROL_POLICY"},
                       "Content": "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"ec2:*\",\"Resource\":\"*\"}}"}})"});
  auto s = organization_of(files, exports());
  EXPECT_EQ(decided(*s, kOutsider, "ec2:DescribeInstances", "*"), "allowed");
  EXPECT_EQ(decided(*s, kOutsider, "dynamodb:GetItem", table_of("222233334444")), "implicitDeny scp");
}

TEST(OrganizationAccess, ResourceControlPolicies) {
  constexpr std::string_view kPerimeter =
      R"({"Effect": "Deny", "Principal": "*", "Action": ["dynamodb:*", "sqs:*", "sts:AssumeRole", "ec2:*"], "Resource": "*",
          "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"},
                        "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}})";
  auto s =
      organization_of(company_tree() + company_policies() +
                          attached_policy("RESOURCE_CONTROL_POLICY", "p-perimeter", kPerimeter, "r-ab12"),
                      exports());
  struct Row {
    std::string_view principal, action, resource, decided;
  };
  for (const Row& row : {
           Row{kOutsider, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:444455556666:q", "explicitDeny rcp"},
           Row{kDev, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:444455556666:q", "allowed"},
           // The management account's resources are not restricted, nor those outside.
           Row{kOutsider, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:222233334444:q", "allowed"},
           Row{kOutsider, "sts:AssumeRole", kOpen, "explicitDeny rcp resource"},
           // RCPs do not apply to Amazon EC2.
           Row{kOutsider, "ec2:TerminateInstances", "arn:aws:ec2:eu-west-1:444455556666:instance/i-1",
               "implicitDeny resource"},
       })
    EXPECT_EQ(decided(*s, row.principal, row.action, row.resource), row.decided)
        << row.principal << " " << row.action << " " << row.resource;
  EXPECT_EQ(decided(*s, kOutsider, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q"),
            "conditional resource policy of arn:aws:sqs:eu-west-1:111122223333:q allows");
}

TEST(OrganizationAccess, OrganizationsInTrustPolicies) {
  auto whole = organization_of(company_tree() + company_policies(), exports());
  auto files = company_tree() + company_policies();
  std::erase_if(files, [](const auto& file) { return file.operation == "list-accounts"; });
  auto part = organization_of(files, exports());
  auto none = organization_of({}, exports());
  const std::string open = "conditional StringEquals aws:PrincipalOrgID [o-a1b2c3d4e5]";
  struct Row {
    std::string_view principal, role, whole, part, none;
  };
  constexpr std::string_view kOutside = "implicitDeny resource";
  for (const Row& row : {
           Row{kBoss, kOpen, "allowed", "allowed", "?"},
           Row{kDev, kOpen, "allowed", "allowed", "?"},
           Row{kOutsider, kOpen, kOutside, "?", "?"},
           Row{"arn:aws:iam::999900001111:user/x", kOpen, kOutside, "?", "?"},
           Row{kDev, kUnit, "allowed", "allowed", "?"},
           Row{kBoss, kUnit, kOutside, kOutside, "?"},
           Row{kOutsider, kUnit, kOutside, "?", "?"},
       }) {
    auto expect = [&](const Snapshot& s, std::string_view wanted, std::string_view which) {
      const std::string found = decided(s, row.principal, "sts:AssumeRole", row.role);
      if (wanted == "?") {
        EXPECT_TRUE(found.starts_with("conditional "))
            << row.principal << " " << row.role << " " << which << found;
        EXPECT_NE(found.find("aws:PrincipalOrg"), std::string::npos) << found;
      } else {
        EXPECT_TRUE(found.starts_with(wanted)) << row.principal << " " << row.role << " " << which << found;
      }
    };
    expect(*whole, row.whole, "whole ");
    expect(*part, row.part, "part ");
    expect(*none, row.none, "none ");
  }
}

// The keys as a caller's context has them.
TEST(OrganizationAccess, ContextKeys) {
  auto s = organization_of(company_tree() + company_policies(), exports());
  Access access(*s);
  struct Row {
    std::string_view principal, id, path;
  };
  for (const Row& row : {
           Row{kBoss, "o-a1b2c3d4e5", "o-a1b2c3d4e5/r-ab12/"},
           Row{kDev, "o-a1b2c3d4e5", "o-a1b2c3d4e5/r-ab12/ou-ab12-aaaaaaaa/ou-ab12-bbbbbbbb/"},
           Row{"arn:aws:iam::444455556666:root", "o-a1b2c3d4e5",
               "o-a1b2c3d4e5/r-ab12/ou-ab12-aaaaaaaa/ou-ab12-bbbbbbbb/"},
           Row{kOutsider, "o-another-organization", "o-another-organization/"},
           Row{"*", "", ""},
       }) {
    Caller caller = access.caller(*parse_principal(row.principal));
    Context context(Unlisted::kUnknown);
    access.add_resource_organization(caller.principal.account, context);
    for (const auto& [key, wanted] :
         {std::pair{"aws:PrincipalOrgID", row.id}, {"aws:PrincipalOrgPaths", row.path}}) {
      const KeyValues found = caller.context.get(make_key(key));
      EXPECT_EQ(found.state, wanted.empty() ? KeyState::kAbsent : KeyState::kPresent) << row.principal;
      if (found.size() == 1) {
        EXPECT_EQ(found[0], wanted) << row.principal;
      }
    }
    const KeyValues resource = context.get(make_key("aws:ResourceOrgPaths"));
    EXPECT_EQ(resource.state, row.path.empty() ? KeyState::kUnknown : KeyState::kPresent) << row.principal;
    if (resource.size() == 1) {
      EXPECT_EQ(resource[0], row.path) << row.principal;
    }
  }
}

// A perimeter of one's own: an SCP that leaves an account's principals only to the organization's resources.
TEST(OrganizationAccess, ResourceOrganization) {
  constexpr std::string_view kPerimeter =
      R"({"Effect": "Deny", "Action": "sqs:*", "Resource": "*",
          "Condition": {"StringNotEquals": {"aws:ResourceOrgID": "${aws:PrincipalOrgID}"}}})";
  auto s = organization_of(company_tree() + company_policies() +
                               attached_policy("SERVICE_CONTROL_POLICY", "p-perimeter", kPerimeter, "r-ab12"),
                           exports());
  EXPECT_EQ(decided(*s, kDev, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:444455556666:q"), "allowed");
  EXPECT_EQ(decided(*s, kDev, "sqs:SendMessage", "arn:aws:sqs:eu-west-1:222233334444:q"), "explicitDeny scp");
}

// A policy that is described, and of which nobody tells what it is attached to.
std::vector<OrganizationFile> one_without_targets(std::string_view type) {
  auto files = attached_policy(type, "p-deny", kDenyDynamo, "r-ab12");
  files.pop_back();
  return company_tree() + company_policies() + files;
}

// What is not known of the organization is said once and never taken for a Deny, nor for leave.
TEST(OrganizationAccess, WhatIsNotKnown) {
  auto without = [](std::string_view operation, std::string_view parameter = "") {
    auto files = company_tree() + company_policies();
    std::erase_if(files, [&](const auto& file) {
      return file.operation == operation && (parameter.empty() || file.parameter == parameter);
    });
    return files;
  };
  struct Row {
    std::string_view name;
    std::vector<OrganizationFile> files;
    std::string_view decided;
    std::vector<std::string> notes;
  };
  for (
      const Row& row : {
          Row{"no policies",
              company_tree(),
              "conditional scp policy of o-a1b2c3d4e5 allows",
              {"the service control policies of o-a1b2c3d4e5 are not in the snapshot"}},
          Row{"no targets",
              without("list-targets-for-policy"),
              "conditional scp policy of o-a1b2c3d4e5 allows",
              {"the service control policies of o-a1b2c3d4e5 are not in the snapshot"}},
          Row{"the targets of one that denies",
              one_without_targets("SERVICE_CONTROL_POLICY"),
              "conditional scp policy of p-deny allows",
              {"what p-deny is attached to is not in the snapshot"}},
          Row{"the targets of one that is not enabled",
              one_without_targets("SERVICE_CONTROL_POLICY") +
                  std::vector<OrganizationFile>{
                      {"list-roots", "", R"({"Roots": [{"Id": "r-ab12", "PolicyTypes": []}]})"}},
              "allowed",
              {}},
          Row{"a unit's parent",
              without("list-organizational-units-for-parent", "r-ab12"),
              "conditional scp policy of ou-ab12-bbbbbbbb allows",
              {"the service control policies above ou-ab12-bbbbbbbb are not in the snapshot"}},
          Row{"an account's parent",
              without("list-accounts-for-parent", "ou-ab12-bbbbbbbb"),
              "conditional scp policy of 444455556666 allows",
              {"the service control policies above 444455556666 are not in the snapshot"}},
          Row{"SCPs are not enabled",
              without("list-roots") +
                  std::vector<OrganizationFile>{
                      {"list-roots", "", R"({"Roots": [{"Id": "r-ab12", "PolicyTypes": []}]})"}},
              "allowed",
              {}},
          Row{"a policy without document",
              company_tree() + company_policies() +
                  std::vector<OrganizationFile>{{"list-targets-for-policy", "p-gone",
                                                 R"({"Targets": [{"TargetId": "444455556666"}]})"}},
              "conditional scp policy of p-gone allows",
              {"the document of p-gone is not in the snapshot"}},
          Row{"an account without any",
              without("list-targets-for-policy", "p-FullAWSAccess") +
                  std::vector<OrganizationFile>{
                      {"list-targets-for-policy", "p-FullAWSAccess",
                       R"({"Targets": [{"TargetId": "r-ab12"}, {"TargetId": "ou-ab12-aaaaaaaa"}, {"TargetId": "ou-ab12-bbbbbbbb"}]})"}},
              "conditional scp policy of 444455556666 allows",
              {"the service control policies of 444455556666 are not in the snapshot"}},
      }) {
    auto s = organization_of(row.files, exports());
    Access access(*s);
    EXPECT_EQ(decided(*s, kDev, "ec2:RunInstances", "arn:aws:ec2:eu-west-1:444455556666:instance/*"),
              row.decided)
        << row.name;
    EXPECT_EQ(access.caller(*parse_principal(kDev)).notes, row.notes) << row.name;
    EXPECT_TRUE(access.caller(*parse_principal(kBoss)).notes.empty()) << row.name;
    EXPECT_TRUE(access.caller(*parse_principal(kLinked)).notes.empty()) << row.name;
  }
}

// What RCPs that are not known deny is open, too; that there are any beside RCPFullAWSAccess is not assumed.
TEST(OrganizationAccess, ResourceControlPoliciesThatAreNotKnown) {
  constexpr std::string_view kQueue = "arn:aws:sqs:eu-west-1:444455556666:q";
  auto no_parent = [](std::vector<OrganizationFile> files) {
    std::erase_if(files, [](const auto& file) {
      return file.operation == "list-accounts-for-parent" && file.parameter == "ou-ab12-bbbbbbbb";
    });
    return files;
  };
  auto no_scps =
      company_tree() +
      std::vector<OrganizationFile>{
          {"list-roots", "",
           R"({"Roots": [{"Id": "r-ab12", "PolicyTypes": [{"Type": "RESOURCE_CONTROL_POLICY", "Status": "ENABLED"}]}]})"}};
  const auto attached = attached_policy(
      "RESOURCE_CONTROL_POLICY", "p-deny",
      R"({"Effect": "Deny", "Principal": "*", "Action": "dynamodb:*", "Resource": "*"})", "ou-ab12-gone");
  const std::vector<OrganizationFile> full = {
      {"list-targets-for-policy", "p-RCPFullAWSAccess", R"({"Targets": [{"TargetId": "r-ab12"}]})"}};
  struct Row {
    std::string_view name;
    std::vector<OrganizationFile> files;
    std::string_view decided;
  };
  for (const Row& row : {
           Row{"none read", no_scps, "allowed"},
           Row{"targets not read", no_scps + std::vector<OrganizationFile>{attached[0]},
               "conditional rcp policy of p-deny allows"},
           Row{"targets not read of one of two", no_scps + full + std::vector<OrganizationFile>{attached[0]},
               "conditional rcp policy of p-deny allows"},
           Row{"only RCPFullAWSAccess", no_parent(no_scps + full), "allowed"},
           Row{"attached outside the tree", no_parent(no_scps + attached),
               "conditional rcp policy of 444455556666 allows"},
           Row{"attached outside the tree, in which the account lies", no_scps + attached, "allowed"},
       }) {
    auto s = organization_of(row.files, exports());
    EXPECT_EQ(decided(*s, kDev, "sqs:SendMessage", kQueue), row.decided) << row.name;
  }
}

TEST(OrganizationAccess, NotesOnResourceControlPolicies) {
  auto s = organization_of(company_tree(), exports());
  Access access(*s);
  Caller dev = access.caller(*parse_principal(kDev));
  auto note = [&](std::string_view action, std::string_view resource) {
    Request request(dev.principal, dev.context);
    request.set_action(action);
    request.set_resource(resource);
    return access.add_resource_policy(request, dev.policies);
  };
  EXPECT_EQ(note("sts:AssumeRole", kOpen),
            "the resource control policies of o-a1b2c3d4e5 are not in the snapshot");
  EXPECT_EQ(note("ec2:RunInstances", "arn:aws:ec2:eu-west-1:444455556666:instance/*"), "");
  EXPECT_EQ(note("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q"),
            "resource policies of sqs are not in the snapshot");
}

}  // namespace
}  // namespace arnscope
