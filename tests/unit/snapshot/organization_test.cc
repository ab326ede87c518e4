// The tree of an organization and its policies, and what is said of broken ones.
#include "tests/unit/snapshot/organization.h"

#include <algorithm>

#include "tests/unit/snapshot/build.h"

namespace arnscope {
namespace {

// "unit < parent: SCPs; RCPs", then the same of accounts.
std::vector<std::string> tree(const Snapshot& s) {
  std::vector<std::string> out;
  auto line = [&](std::string_view name, const auto& holder) {
    std::string text(name);
    if (holder.parent) text += fmt::format(" < {}", s.organization->units[*holder.parent].id);
    text += ":";
    for (PolicyId id : holder.service_control_policies) text += fmt::format(" {}", s.policies[id].name);
    text += ";";
    for (PolicyId id : holder.resource_control_policies) text += fmt::format(" {}", s.policies[id].name);
    out.push_back(std::move(text));
  };
  for (const OrganizationalUnit& unit : s.organization->units) line(unit.id, unit);
  for (const Member& member : s.organization->members) line(s.accounts[member.account].id, member);
  return out;
}

// "severity code message".
std::vector<std::string> said(const Snapshot& s) {
  std::vector<std::string> out;
  for (const Finding& f : s.findings)
    out.push_back(fmt::format("{} {} {}", severity_name(f.severity), f.code, f.message));
  return out;
}

using Lines = std::vector<std::string>;

TEST(Organization, TreeAndPolicies) {
  auto s = organization_of(
      company_tree() + company_policies() +
      attached_policy("SERVICE_CONTROL_POLICY", "p-region",
                      R"({"Effect":"Deny","Action":"*","Resource":"*"})", "ou-ab12-aaaaaaaa") +
      attached_policy("RESOURCE_CONTROL_POLICY", "p-perimeter",
                      R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"})", "777788889999") +
      attached_policy("TAG_POLICY", "p-tags", "{}", "r-ab12"));
  EXPECT_EQ(said(*s), Lines{});
  ASSERT_TRUE(s->organization);
  EXPECT_EQ(s->organization->id, "o-a1b2c3d4e5");
  EXPECT_EQ(s->organization->management_account, "111122223333");
  EXPECT_TRUE(s->organization->has_service_control_policies);
  EXPECT_TRUE(s->organization->has_resource_control_policies);
  EXPECT_TRUE(s->organization->has_all_accounts);
  EXPECT_EQ(tree(*s), (Lines{
                          "ou-ab12-aaaaaaaa < r-ab12: FullAWSAccess p-region; RCPFullAWSAccess",
                          "ou-ab12-bbbbbbbb < ou-ab12-aaaaaaaa: FullAWSAccess; RCPFullAWSAccess",
                          "r-ab12: FullAWSAccess; RCPFullAWSAccess",
                          "111122223333 < r-ab12: FullAWSAccess; RCPFullAWSAccess",
                          "444455556666 < ou-ab12-bbbbbbbb: FullAWSAccess; RCPFullAWSAccess",
                          "777788889999 < r-ab12: FullAWSAccess; RCPFullAWSAccess p-perimeter",
                      }));
  for (const PolicyEntry& policy : s->policies) {
    EXPECT_EQ(policy.origin,
              policy.name.ends_with("FullAWSAccess") ? PolicyOrigin::kCatalog : PolicyOrigin::kSnapshot)
        << policy.name;
    EXPECT_EQ(policy.policy->statements.size(), 1u) << policy.name;
    EXPECT_EQ(s->accounts[policy.account].id, "111122223333") << policy.name;
  }
  EXPECT_EQ(s->policies[s->organization->units[2].service_control_policies[0]].arn,
            "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess");
}

TEST(Organization, AccountsThatItNamesAndNobodyDescribes) {
  auto s = organization_of(company_tree(), {R"({"UserDetailList": [{"UserName": "a",
      "Arn": "arn:aws:iam::444455556666:user/a"}, {"UserName": "b", "Arn": "arn:aws:iam::222233334444:user/b"}]})"});
  std::vector<std::string> accounts;
  for (const Account& account : s->accounts)
    accounts.push_back(fmt::format("{} {} {} {} {} {}", account.id, account.partition, account.name,
                                   account.email, account.status, account.described));
  EXPECT_EQ(accounts, (Lines{
                          "111122223333 aws main main@example.com ACTIVE false",
                          "222233334444 aws    true",
                          "444455556666 aws app   true",
                          "777788889999 aws logs  SUSPENDED false",
                      }));
  // Its SCPs and RCPs are enabled, and nobody knows what they say.
  EXPECT_FALSE(s->organization->has_service_control_policies);
  EXPECT_FALSE(s->organization->has_resource_control_policies);
}

TEST(Organization, DelegatedAdministrators) {
  auto s = organization_of(
      company_tree() +
      std::vector<OrganizationFile>{
          {"list-delegated-administrators", "", R"({"DelegatedAdministrators": [{"Id": "777788889999"}]})"},
          {"list-delegated-services-for-account", "444455556666",
           R"({"DelegatedServices": [{"ServicePrincipal": "guardduty.amazonaws.com"}, {"ServicePrincipal": "access-analyzer.amazonaws.com"}]})"}});
  Lines found;
  for (const DelegatedAdministrator& each : s->organization->delegated_administrators)
    found.push_back(fmt::format("{} {}", s->accounts[each.account].id, fmt::join(each.services, " ")));
  EXPECT_EQ(found,
            (Lines{"444455556666 access-analyzer.amazonaws.com guardduty.amazonaws.com", "777788889999 "}));
}

// The order of files does not matter.
TEST(Organization, OrderOfFiles) {
  auto files = company_tree() + company_policies() +
               attached_policy("SERVICE_CONTROL_POLICY", "p-x",
                               R"({"Effect":"Deny","Action":"*","Resource":"*"})", "r-ab12");
  const Lines expected = tree(*organization_of(files));
  std::reverse(files.begin(), files.end());
  EXPECT_EQ(tree(*organization_of(files)), expected);
}

TEST(Organization, PolicyTypesThatAreNotEnabled) {
  struct Row {
    std::string_view name;
    OrganizationFile file;
    bool scp, rcp;
  };
  for (
      const Row& row : {
          Row{"a root without types",
              {"list-roots", "", R"({"Roots": [{"Id": "r-ab12", "PolicyTypes": []}]})"},
              true,
              true},
          Row{"one type is being enabled",
              {"list-roots", "",
               R"({"Roots": [{"Id": "r-ab12", "PolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}, {"Type": "RESOURCE_CONTROL_POLICY", "Status": "PENDING_ENABLE"}]}]})"},
              false,
              true},
          Row{"consolidated billing",
              {"describe-organization", "",
               R"({"Organization": {"Id": "o-a1b2c3d4e5", "FeatureSet": "CONSOLIDATED_BILLING"}})"},
              true,
              true},
          Row{"nothing is said", {"list-roots", "", R"({"Roots": [{"Id": "r-ab12"}]})"}, false, false},
      }) {
    auto s = organization_of({row.file});
    ASSERT_TRUE(s->organization) << row.name;
    EXPECT_EQ(s->organization->has_service_control_policies, row.scp) << row.name;
    EXPECT_EQ(s->organization->has_resource_control_policies, row.rcp) << row.name;
  }
}

// What describe-organization would tell stands in the ARNs.
TEST(Organization, WithoutItsDescription) {
  auto files = company_tree();
  files.erase(files.begin());
  auto s = organization_of(files);
  EXPECT_EQ(s->organization->id, "o-a1b2c3d4e5");
  EXPECT_EQ(s->organization->management_account, "111122223333");
}

TEST(Organization, OtherPartitions) {
  auto s = organization_of(
      {{"describe-organization", "",
        R"({"Organization": {"Id": "o-a1b2c3d4e5", "MasterAccountId": "111122223333",
                                 "Arn": "arn:aws-cn:organizations::111122223333:organization/o-a1b2c3d4e5"}})"},
       {"list-targets-for-policy", "p-FullAWSAccess", R"({"Targets": [{"TargetId": "111122223333"}]})"}});
  ASSERT_EQ(s->accounts.size(), 1u);
  EXPECT_EQ(s->accounts[0].partition, "aws-cn");
  EXPECT_EQ(s->policies[0].arn,
            "arn:aws-cn:organizations::aws:policy/service_control_policy/p-FullAWSAccess");
}

// Whose account may describe an organization is in it.
TEST(Organization, TheAccountThatDescribesItIsAMember) {
  SnapshotBuilder builder;
  const OrganizationFile file = company_tree().front();
  EXPECT_TRUE(read_organization_file("organizations-describe-organization", {},
                                     document_of("describe.json", file.text), builder, "777788889999"));
  auto s = builder.finish();
  EXPECT_EQ(tree(*s), (Lines{"111122223333:;", "777788889999:;"}));
  EXPECT_FALSE(s->organization->has_all_accounts);
}

TEST(Organization, NothingWithoutFiles) { EXPECT_FALSE(organization_of({})->organization); }

TEST(Organization, WhatIsSaidOfBrokenOnes) {
  struct Row {
    std::string_view name;
    std::vector<OrganizationFile> more;
    Lines said;
  };
  const std::string secret = R"({"OrganizationalUnits": [{"Id": "ou-ab12-cccccccc"}]})";
  for (const Row& row : {
           Row{"a parent that is not there",
               {{"list-organizational-units-for-parent", "ou-ab12-gone", secret}},
               {"warning ORGANIZATION_PARENT_MISSING the parent `ou-ab12-gone` of `ou-ab12-cccccccc` is not "
                "in "
                "the snapshot: its policies are unknown"}},
           Row{"an account's parent that is not there",
               {{"list-accounts-for-parent", "ou-ab12-gone", R"({"Accounts": [{"Id": "222233334444"}]})"}},
               {"warning ORGANIZATION_PARENT_MISSING the parent `ou-ab12-gone` of the account 222233334444 "
                "is not "
                "in the snapshot: its policies are unknown"}},
           Row{"a cycle of three",
               {{"list-organizational-units-for-parent", "ou-ab12-eeeeeeee",
                 R"({"OrganizationalUnits": [{"Id": "ou-ab12-cccccccc"}]})"},
                {"list-organizational-units-for-parent", "ou-ab12-cccccccc",
                 R"({"OrganizationalUnits": [{"Id": "ou-ab12-dddddddd"}, {"Id": "ou-ab12-00000000"}]})"},
                {"list-organizational-units-for-parent", "ou-ab12-dddddddd",
                 R"({"OrganizationalUnits": [{"Id": "ou-ab12-eeeeeeee"}]})"}},
               {"warning ORGANIZATION_CYCLE `ou-ab12-cccccccc` lies inside itself by its parent "
                "`ou-ab12-eeeeeeee`: "
                "it is taken to have no known parent"}},
           Row{"a unit inside itself",
               {{"list-organizational-units-for-parent", "ou-ab12-cccccccc", secret}},
               {"warning ORGANIZATION_CYCLE `ou-ab12-cccccccc` lies inside itself by its parent "
                "`ou-ab12-cccccccc`: "
                "it is taken to have no known parent"}},
           Row{"a policy that is nowhere",
               {{"list-targets-for-policy", "p-gone", R"({"Targets": [{"TargetId": "r-ab12"}]})"}},
               {"warning POLICY_MISSING `p-gone` is attached to the organization and its document is not in "
                "the "
                "snapshot: what it denies is unknown"}},
           Row{"a target that is nowhere",
               {{"list-targets-for-policy", "p-FullAWSAccess",
                 R"({"Targets": [{"TargetId": "ou-ab12-gone"}]})"}},
               {"warning ORGANIZATION_TARGET_MISSING `p-FullAWSAccess` is attached to `ou-ab12-gone`, which "
                "is not "
                "in the snapshot"}},
           Row{"an account in two places",
               {{"list-accounts-for-parent", "ou-ab12-aaaaaaaa",
                 R"({"Accounts": [{"Id": "444455556666"}]})"}},
               {"warning CONTRADICTING_ENTITY the account 444455556666 lies in `ou-ab12-bbbbbbbb` and in "
                "`ou-ab12-aaaaaaaa`: the first reading stands"}},
           Row{"a unit in two places",
               {{"list-organizational-units-for-parent", "r-ab12",
                 R"({"OrganizationalUnits": [{"Id": "ou-ab12-bbbbbbbb"}]})"}},
               {"warning CONTRADICTING_ENTITY `ou-ab12-bbbbbbbb` lies in `ou-ab12-aaaaaaaa` and in `r-ab12`: "
                "the "
                "first reading stands"}},
           Row{"a second organization",
               {{"describe-organization", "",
                 R"({"Organization": {"Id": "o-9999999999", "MasterAccountId": "999900001111"}})"}},
               {"warning SEVERAL_ORGANIZATIONS `o-9999999999` is a second organization beside "
                "`o-a1b2c3d4e5`: the "
                "first stands, and what the policies of the second deny is not known"}},
           Row{"wrong types",
               {{"list-accounts", "", R"({"Accounts": {}})"},
                {"list-roots", "", R"({"Roots": [7]})"},
                {"describe-organization", "", "[]"}},
               {"error SNAPSHOT_DATA_TYPE_MISMATCH Accounts is an object: a list must stand here",
                "error SNAPSHOT_DATA_TYPE_MISMATCH an element of Roots is a number: an object must stand "
                "here"}},
           Row{"ids that are none",
               {{"list-accounts", "", R"({"Accounts": [{"Id": "12"}]})"},
                {"list-roots", "", R"({"Roots": [{}]})"},
                {"list-delegated-services-for-account", "x",
                 R"({"DelegatedServices": [{"ServicePrincipal": "a"}]})"}},
               {"error INVALID_ACCOUNT_ID `12` is no account of the organization: an account id has twelve "
                "digits",
                "error INVALID_ACCOUNT_ID `x` is no account of the organization: an account id has twelve "
                "digits",
                "error INVALID_ID a part of the organization has no Id: it is left out"}},
       }) {
    auto s = organization_of(company_tree() + row.more);
    Lines found = said(*s);
    // What lists the rows lack is told elsewhere: ListsThatWereNotRead.
    std::erase_if(found, [](const std::string& line) { return line.find(" MISSING_INPUT ") != line.npos; });
    std::sort(found.begin(), found.end());
    EXPECT_EQ(found, row.said) << row.name;
    EXPECT_EQ(s->organization->id, "o-a1b2c3d4e5") << row.name;
  }
}

// Each list that is due for a policy, a unit or a root is missed by itself.
TEST(Organization, ListsThatWereNotRead) {
  const auto whole = company_tree() + company_policies() +
                     attached_policy("SERVICE_CONTROL_POLICY", "p-deny", R"({"Effect":"Deny"})", "r-ab12");
  struct Row {
    std::string_view operation, parameter;
    std::string said;
  };
  for (const Row& row : {
           Row{"list-policies", "SERVICE_CONTROL_POLICY", ""},
           Row{"list-targets-for-policy", "p-RCPFullAWSAccess", ""},
           Row{"list-targets-for-policy", "p-deny",
               "`organizations-list-targets-for-policy` was not read of `p-deny`: what it is attached to is "
               "unknown"},
           Row{"list-targets-for-policy", "",
               "`organizations-list-targets-for-policy` was not read of `p-FullAWSAccess` and 1 more: what "
               "it "
               "is attached to is unknown"},
           Row{"list-organizational-units-for-parent", "ou-ab12-bbbbbbbb",
               "`organizations-list-organizational-units-for-parent` was not read of `ou-ab12-bbbbbbbb`: "
               "which "
               "units lie in it is unknown"},
           Row{"list-accounts-for-parent", "r-ab12",
               "`organizations-list-accounts-for-parent` was not read of `r-ab12`: which accounts lie in it "
               "is "
               "unknown"},
       }) {
    auto files = whole;
    std::erase_if(files, [&](const auto& file) {
      return file.operation == row.operation && (row.parameter.empty() || file.parameter == row.parameter);
    });
    Lines found = said(*organization_of(files));
    std::erase_if(found, [](const std::string& line) { return line.find(" MISSING_INPUT ") == line.npos; });
    EXPECT_EQ(found, row.said.empty() ? Lines{} : Lines{"warning MISSING_INPUT " + row.said})
        << row.operation << " " << row.parameter;
  }
}

// Of two documents the one stands that hides no access, in whatever order they come.
TEST(Organization, APolicyWithTwoDocuments) {
  const auto of = [](std::string_view statement) {
    return attached_policy("SERVICE_CONTROL_POLICY", "p-x", statement, "r-ab12");
  };
  const auto narrow = of(R"({"Effect":"Deny","Action":"s3:PutObject","Resource":"*"})");
  const auto wide = of(R"({"Effect":"Deny","Action":"s3:*","Resource":"*"})");
  for (const auto& files : {narrow + wide, wide + narrow}) {
    auto s = organization_of(company_tree() + files);
    EXPECT_EQ(said(*s).size(), 1u);
    EXPECT_TRUE(
        said(*s)[0].starts_with("warning CONTRADICTING_ENTITY `p-x` has another document here than at "))
        << said(*s)[0];
    ASSERT_EQ(s->policies.size(), 1u);
    EXPECT_EQ(s->policies[0].policy->statements[0].action.values[0].value, "s3:PutObject");
  }
  EXPECT_EQ(said(*organization_of(company_tree() + narrow + narrow)), Lines{});
}

// The units of another organization, and what lies in them, are none of the first.
TEST(Organization, PartsOfASecondOneAreLeftOut) {
  auto s = organization_of(
      company_tree() +
      std::vector<OrganizationFile>{
          {"list-roots", "",
           R"({"Roots": [{"Id": "r-zz99", "Arn": "arn:aws:organizations::999900001111:root/o-9999999999/r-zz99"}]})"},
          {"list-accounts-for-parent", "r-zz99", R"({"Accounts": [{"Id": "999900001111"}]})"},
          {"list-targets-for-policy", "p-FullAWSAccess", R"({"Targets": [{"TargetId": "r-zz99"}]})"}});
  EXPECT_EQ(said(*s), Lines{});
  EXPECT_EQ(s->organization->units.size(), 3u);
  EXPECT_EQ(s->organization->members.size(), 3u);
  EXPECT_EQ(s->accounts.size(), 4u);
}

TEST(Organization, OtherOperationsAreNotRead) {
  SnapshotBuilder builder;
  EXPECT_FALSE(read_organization_file("organizations-list-handshakes", {}, document_of("x", "{}"), builder));
  EXPECT_FALSE(read_organization_file("iam-list-users", {}, document_of("x", "{}"), builder));
}

}  // namespace
}  // namespace arnscope
