// Layout 2.5: the graph of a graph that was read back is the same graph.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>

#include "engine/document/json_reader.h"
#include "engine/graph/write.h"
#include "engine/snapshot/graph_json.h"
#include "engine/snapshot/missing.h"
#include "tests/unit/graph/described.h"
#include "tests/unit/graph/drawn.h"
#include "tests/unit/snapshot/folders.h"
#include "tests/unit/snapshot/organization.h"

namespace arnscope {
namespace {

using Texts = std::vector<std::string>;

std::string text_of(const Snapshot& snapshot, MakeGraphWriter make) {
  Access access(snapshot);
  const Graph graph = build_graph(access);
  std::string text;
  {
    Output output([&text](std::string_view piece) { return text.append(piece), true; });
    const std::array<Output*, 1> outputs = {&output};
    write_graph(graph, kAllRelationClasses, *make(outputs, graph_schema(graph)), Places::kLeftOut);
  }
  return text;
}

InputFile file_of(const std::string& text) {
  const auto documents = read_json_sequence(Source::from_text("graph.json", text));
  EXPECT_TRUE(documents) << documents.error().message;
  InputFile file;
  file.path = file.root = "graph.json";
  if (documents) file.documents = *documents;
  return file;
}

std::unique_ptr<Snapshot> read_back(const std::string& text) {
  const InputFile file = file_of(text);
  EXPECT_TRUE(is_graph_json(file));
  SnapshotBuilder builder;
  load_graph_json({&file, 1}, builder);
  return builder.finish();
}

// The first line that differs, for people.
std::string difference(std::string_view a, std::string_view b) {
  if (a == b) return "";
  size_t at = 0;
  while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
  const auto line = [&](std::string_view text) {
    const size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    return std::string(text.substr(begin, text.find('\n', at) - begin));
  };
  return "\n- " + line(a) + "\n+ " + line(b);
}

// What is not of the graph alone: the accounts, the organization, what was asked and how it ended.
std::string told(const Snapshot& snapshot) {
  std::string out;
  const auto line = [&](std::string_view what, const auto&... parts) {
    out += what;
    ((out += ' ', out += parts), ...);
    out += '\n';
  };
  const auto flag = [](bool value) { return value ? "yes" : "no"; };
  for (const Account& each : snapshot.accounts)
    line("account", each.id, each.partition, each.name, each.email, each.status, flag(each.described));
  for (const OperationRead& each : snapshot.operations)
    line("operation", snapshot.accounts[each.account].id, each.region, operations()[each.operation].name,
         each.error);
  if (snapshot.organization) {
    const Organization& organization = *snapshot.organization;
    line("organization", organization.id, organization.arn, organization.management_account,
         flag(organization.has_all_accounts), flag(organization.has_service_control_policies),
         flag(organization.has_resource_control_policies));
    for (const OrganizationalUnit& each : organization.units) line("unit", each.id, each.arn, each.name);
    for (const Member& each : organization.members)
      line("member", snapshot.accounts[each.account].id,
           each.parent ? organization.units[*each.parent].id : "nowhere");
    for (const DelegatedAdministrator& each : organization.delegated_administrators) {
      line("delegated", snapshot.accounts[each.account].id);
      for (std::string_view service : each.services) line("  to it", service);
    }
  }
  for (const std::string& each : missing_parts(snapshot)) line("missing", each);
  return out;
}

void expect_the_same(const Snapshot& snapshot, std::string_view name) {
  for (const MakeGraphWriter make : {make_graph_json, make_graph_ndjson}) {
    const std::string text = text_of(snapshot, make);
    const auto read = read_back(text);
    EXPECT_EQ(difference(text, text_of(*read, make)), "") << name;
    EXPECT_EQ(difference(told(snapshot), told(*read)), "") << name;
  }
}

// exports/broken-policy.json is not among them: a graph has what was understood of a policy, and the numbers
// of its statements count those that were not.
TEST(ReadBack, GivesTheSameGraph) {
  for (const std::string_view name :
       {"acme/account-authorization-details.json", "exports/bare-statement.json", "exports/china.json",
        "exports/govcloud.json", "exports/hostile-names.json", "exports/missing-keys.json",
        "exports/page-1.json", "exports/page-2.json", "exports/pages-concatenated.json",
        "exports/url-encoded.json"})
    expect_the_same(Drawn::file(std::string(name)).snapshot(), name);
}

TEST(ReadBack, GivesTheSameGraphOfAnOrganization) {
  for (const std::string name : {"acme-org", "acme-small/cli-output", "acme-small/iam-collect"}) {
    const std::vector<std::string> paths = {std::string(ARNSCOPE_SOURCE_DIR) + "/fixtures/" + name};
    const auto snapshot = load_snapshot(paths);
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    expect_the_same(**snapshot, name);
  }
}

constexpr std::string_view kCaller = R"({"UserId": "AIDA", "Account": "111122223333"})";

struct LackingRow {
  std::string_view lacks;
  std::vector<std::pair<std::string, std::string>> files;
};

// What was asked and failed, what was not asked, and what the organization says of itself.
TEST(ReadBack, SaysTheSameOfWhatIsLacking) {
  const std::string organization = R"({"Organization": {"Id": "o-abcdefghij",
      "Arn": "arn:aws:organizations::111122223333:organization/o-abcdefghij", "MasterAccountId": "111122223333"}})";
  const std::string accounts = R"({"Accounts": [{"Id": "111122223333", "Name": "main", "Status": "ACTIVE"},
      {"Id": "222233334444", "Name": "shop", "Email": "s@acme.example", "Status": "SUSPENDED"}]})";
  const std::string roots = R"({"Roots": [{"Id": "r-ab12",
      "Arn": "arn:aws:organizations::111122223333:root/o-abcdefghij/r-ab12", "Name": "Root", "PolicyTypes": []}]})";
  const std::string place = "main/us-east-1/organizations-";
  const std::vector<LackingRow> rows = {
      {"nearly all operations", {}},
      {"several regions and errors",
       {{"main/eu-west-1/ec2-describe-vpcs.json", R"({"Vpcs": []})"},
        {"main/eu-west-1/ec2-describe-volumes.json", ""},
        {"main/eu-west-1/ec2-describe-subnets.json", "garbage"},
        {"main/manifest.jsonl",
         R"({"region": "eu-west-1", "operation": "ec2-describe-instances", "error": "Could not connect to \"x\""}
            {"region": "us-east-1", "operation": "ec2-describe-instances", "error": "AccessDenied"}
            {"region": "eu-west-1", "operation": "ec2-describe-regions", "error": "AccessDenied"}
            {"region": "us-east-1", "operation": "s3api-get-bucket-policy", "parameters": ["a"], "error": "A"}
            {"region": "us-east-1", "operation": "s3api-get-bucket-policy", "parameters": ["b"], "error": "B"})"}}},
      {"an account that nobody may enter",
       {{"shop/manifest.jsonl",
         R"({"account": "333333333333", "region": "us-east-1", "operation": "sts-assume-role", "error": "AccessDenied"})"}}},
      {"the tree",
       {{place + "describe-organization.json", organization}, {place + "list-accounts.json", accounts}}},
      {"some accounts",
       {{place + "describe-organization.json", organization}, {place + "list-roots.json", roots}}},
      {"policies, for they are not enabled",
       {{place + "describe-organization.json", organization},
        {place + "list-roots.json", roots},
        {place + "list-accounts-for-parent/r-ab12.json", accounts},
        {place + "list-accounts.json", accounts},
        {place + "list-delegated-administrators.json",
         R"({"DelegatedAdministrators": [{"Id": "222233334444"}]})"}}},
      {"the document of what is attached",
       {{place + "describe-organization.json", organization},
        {place + "list-roots.json",
         R"({"Roots": [{"Id": "r-ab12", "Arn": "arn:aws:organizations::111122223333:root/o-abcdefghij/r-ab12"}]})"},
        {place + "list-targets-for-policy/p-12345678.json",
         R"({"Targets": [{"TargetId": "r-ab12"}, {"TargetId": "222233334444"}]})"},
        {place + "list-delegated-services-for-account/222233334444.json",
         R"({"DelegatedServices": [{"ServicePrincipal": "config.amazonaws.com"}, {"ServicePrincipal": "ram.amazonaws.com"}]})"}}},
      {"the owner of what is shared",
       {{"main/eu-west-1/ec2-describe-subnets.json", R"({"Subnets": [{"SubnetId": "subnet-1",
           "OwnerId": "444455556666", "SubnetArn": "arn:aws:ec2:eu-west-1:444455556666:subnet/subnet-1"}]})"}}},
  };
  for (const LackingRow& row : rows) {
    TestFolder folder;
    folder.write("main/us-east-1/sts-get-caller-identity.json", kCaller);
    for (const auto& [path, text] : row.files) folder.write(path, text);
    expect_the_same(*folder.snapshot(), row.lacks);
  }
}

// Documents that nobody could read, of what is attached and of what is not, and a group that nobody
// described.
TEST(ReadBack, SaysTheSameOfWhatWasNotReadable) {
  TestFolder folder;
  folder.write("details.json",
               R"({"UserDetailList": [{"UserName": "a", "Arn": "arn:aws:iam::111122223333:user/a",
      "Path": "/", "UserId": "AIDA1", "UserPolicyList": [{"PolicyName": "in", "PolicyDocument": "not json"}],
      "AttachedManagedPolicies": [{"PolicyName": "gone", "PolicyArn": "arn:aws:iam::111122223333:policy/gone"},
        {"PolicyName": "odd", "PolicyArn": "arn:aws:iam::111122223333:policy/odd"}],
      "PermissionsBoundary": {"PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/limit"},
      "GroupList": ["away", "there"]}],
    "GroupDetailList": [{"GroupName": "there", "Arn": "arn:aws:iam::111122223333:group/there"}],
    "RoleDetailList": [{"RoleName": "r", "Arn": "arn:aws:iam::111122223333:role/r",
      "AssumeRolePolicyDocument": "oops"}],
    "Policies": [
      {"PolicyName": "odd", "Arn": "arn:aws:iam::111122223333:policy/odd", "DefaultVersionId": "v2",
       "PolicyVersionList": [{"VersionId": "v2", "IsDefaultVersion": true, "Document": "what"}]},
      {"PolicyName": "loose", "Arn": "arn:aws:iam::111122223333:policy/loose", "DefaultVersionId": "v1",
       "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true, "Document": "what"}]}]})");
  const auto snapshot = folder.snapshot();
  ASSERT_EQ(snapshot->users.size(), 1u);
  EXPECT_EQ(snapshot->users[0].missing_groups, std::vector<std::string_view>{"away"});
  expect_the_same(*snapshot, "not readable");
  const auto read = read_back(text_of(*snapshot, make_graph_json));
  ASSERT_EQ(read->users.size(), 1u);
  EXPECT_EQ(read->users[0].missing_groups, snapshot->users[0].missing_groups);
  Texts messages;
  for (const Finding& finding : read->findings) messages.push_back(finding.message);
  EXPECT_EQ(
      messages,
      (Texts{
          "`arn:aws:iam::111122223333:policy/loose` has no document in the graph: what it grants is unknown",
          "`arn:aws:iam::111122223333:policy/odd` has no document in the graph: what it grants is unknown",
          "`arn:aws:iam::111122223333:user/a` is in the group `away`, which is not in the snapshot: what "
          "it grants is unknown",
          "`arn:aws:iam::111122223333:policy/gone` is attached and its document is not in the snapshot: "
          "what it grants is unknown",
          "`arn:aws:iam::111122223333:policy/limit` is attached and its document is not in the snapshot: "
          "what it grants is unknown"}));
}

// One finding a region and an error; what is no operation, no region and no account counts for nothing.
TEST(ReadBack, OperationsOfAnAccount) {
  const auto snapshot = read_back(R"({"entities": [
    {"_key": "arn:aws:iam::111122223333:root", "_type": "aws_account", "account": "111122223333",
     "operations": [7, {"regions": "us-east-1", "operations": ["iam-list-users"]}, {"operations": ["ec2-describe-vpcs"]},
       {"regions": ["us-east-1", 7], "operations": ["iam-list-account-aliases", "iam-list-account-aliases", "sing", 7]},
       {"regions": ["eu-west-1", "us-east-1"], "operations": ["ec2-describe-vpcs"], "error": "AccessDenied"}],
     "delegatedServices": [7, "config.amazonaws.com"]},
    {"_key": "arn:aws:iam::prod:root", "_type": "aws_account", "account": "prod",
     "operations": [{"regions": ["us-east-1"], "operations": ["ec2-describe-vpcs"]}]},
    {"_key": "arn:aws:iam::222233334444:root", "_type": "aws_account", "account": "222233334444", "operations": "none"}
   ], "relationships": []})");
  EXPECT_EQ(told(*snapshot).substr(0, told(*snapshot).find("organization")),
            "account 111122223333 aws    yes\n"
            "account 222233334444 aws    yes\n"
            "operation 111122223333 eu-west-1 ec2-describe-vpcs AccessDenied\n"
            "operation 111122223333 us-east-1 iam-list-account-aliases \n"
            "operation 111122223333 us-east-1 ec2-describe-vpcs AccessDenied\n");
  std::string messages;
  for (const Finding& finding : snapshot->findings)
    messages += fmt::format("{}: {}\n", severity_name(finding.severity), finding.message);
  EXPECT_EQ(messages,
            "warning: `ec2-describe-vpcs` failed in eu-west-1 with AccessDenied: what it would have told is "
            "unknown\n"
            "warning: `ec2-describe-vpcs` failed in us-east-1 with AccessDenied: what it would have told is "
            "unknown\n");
}

// That it is not known what a policy is attached to is not lost.
TEST(ReadBack, APolicyOfAnOrganizationWithoutTargets) {
  auto files = attached_policy("SERVICE_CONTROL_POLICY", "p-deny",
                               R"({"Effect": "Deny", "Action": "s3:*", "Resource": "*"})", "r-ab12");
  files.pop_back();
  const auto snapshot = organization_of(company_tree() + company_policies() + files);
  const auto again = read_back(text_of(*snapshot, make_graph_json));
  for (const Snapshot* each : {snapshot.get(), static_cast<const Snapshot*>(again.get())}) {
    ASSERT_EQ(each->organization->unplaced_policies.size(), 1u);
    EXPECT_TRUE(each->policies[each->organization->unplaced_policies[0]].arn.ends_with("p-deny"));
  }
}

// Tags and names of any characters, what the user says of the account, and a resource whose properties have
// the names of members.
constexpr std::string_view kGraph = R"({"entities": [
  {"_key": "arn:aws:iam::111122223333:root", "_type": "aws_account", "account": "111122223333",
   "tag.AccountName": "payments", "tag.Production": "true"},
  {"_key": "arn:aws:iam::111122223333:user/anna", "_type": "aws_iam_user", "displayName": "anna",
   "tag.a:b/c \"d\"\n{e}": "x;y", "tag.": "no name", "tag.AccountName": "her own"},
  {"_key": "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", "_type": "aws_ec2_instance",
   "arn": "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", "account": "111122223333",
   "region": "eu-west-1", "id": "i-1", "displayName": "web", "hasPolicy": false,
   "cores": 4, "load": 0.25, "active": true, "property.account": "other", "property.tag.x": "no tag",
   "property._key": "k", "tag.Name": "web"},
  {"_key": "arn:aws:s3:::data", "_type": "aws_s3_bucket", "arn": "arn:aws:s3:::data",
   "account": "111122223333", "displayName": "data", "hasPolicy": true, "cores": "many",
   "policyDocument": {"Version": "2012-10-17", "Statement": []}},
  {"_key": "111122223333:eu-west-1:gadget:g", "_type": "gadget", "account": "111122223333", "id": "g"}
 ], "relationships": [
  {"_class": "USES", "_fromEntityKey": "111122223333:eu-west-1:gadget:g", "_toEntityKey": "arn:aws:s3:::data"},
  {"_class": "USES", "_fromEntityKey": "111122223333:eu-west-1:gadget:g", "_toEntityKey": "arn:aws:s3:::gone"},
  {"_class": "LOVES", "_fromEntityKey": "a", "_toEntityKey": "b"}
 ]})";

TEST(ReadBack, ResourcesTagsAndAccounts) {
  const auto snapshot = read_back(std::string(kGraph));
  ASSERT_EQ(snapshot->accounts.size(), 1u);
  EXPECT_EQ(snapshot->accounts[0].name, "payments");
  EXPECT_TRUE(snapshot->accounts[0].production);
  ASSERT_EQ(snapshot->resources.size(), 3u);
  EXPECT_EQ(snapshot->resources[1].type, "aws_instance") << "an older name";
  EXPECT_EQ(snapshot->resources[1].policy_knowledge, PolicyKnowledge::kNone);
  EXPECT_EQ(snapshot->resources[2].policy_knowledge, PolicyKnowledge::kPresent);
  EXPECT_EQ(snapshot->resources[0].type, "gadget");
  ASSERT_EQ(snapshot->stated.size(), 1u);
  EXPECT_EQ(snapshot->stated[0].to, "arn:aws:s3:::data");
  std::string messages;
  for (const Finding& finding : snapshot->findings)
    if (finding.severity != Severity::kSuggestion) messages += finding.message + "\n";
  EXPECT_NE(messages.find("a USES is left out: there is no entity `arn:aws:s3:::gone`\n"), std::string::npos)
      << messages;
  EXPECT_NE(messages.find("a relationship of class `LOVES` is left out: _class, _fromEntityKey and "
                          "_toEntityKey must stand here\n"),
            std::string::npos)
      << messages;
  expect_the_same(*snapshot, "a graph");
}

TEST(ReadBack, RecordsOfResources) {
  const auto snapshot = read_back(std::string(kGraph));
  const auto graph = nlohmann::json::parse(text_of(*snapshot, make_graph_json));
  const auto entity = [&](std::string_view key) {
    for (const auto& each : graph["entities"])
      if (each["_key"] == key) return each;
    return nlohmann::json();
  };
  auto instance = entity("arn:aws:ec2:eu-west-1:111122223333:instance/i-1");
  EXPECT_EQ(instance["cores"], 4);
  EXPECT_EQ(instance["load"], 0.25);
  EXPECT_EQ(instance["active"], true);
  EXPECT_EQ(instance["account"], "111122223333");
  EXPECT_EQ(instance["property.account"], "other");
  EXPECT_EQ(instance["property.tag.x"], "no tag");
  EXPECT_EQ(instance["property._key"], "k");
  EXPECT_EQ(instance["hasPolicy"], false);
  EXPECT_EQ(instance["tag.Name"], "web");
  EXPECT_EQ(instance["tag.Production"], "true");
  auto anna = entity("arn:aws:iam::111122223333:user/anna");
  EXPECT_EQ(anna["tag.a:b/c \"d\"\n{e}"], "x;y");
  EXPECT_EQ(anna["tag.AccountName"], "payments") << "what the user says goes first";
  EXPECT_EQ(entity("arn:aws:s3:::data")["policyDocument"]["Version"], "2012-10-17");
}

// Columns are of the graph, and of several types of one name the common one is text.
TEST(ReadBack, SchemaOfTheGraph) {
  const auto snapshot = read_back(std::string(kGraph));
  Access access(*snapshot);
  const Graph graph = build_graph(access);
  const GraphSchema schema = graph_schema(graph);
  std::map<std::string_view, PropertyType> columns;
  for (const PropertyColumn& column : schema.entities)
    EXPECT_TRUE(columns.emplace(column.name, column.type).second) << column.name;
  EXPECT_EQ(columns.at("cores"), PropertyType::kText);
  EXPECT_EQ(columns.at("load"), PropertyType::kJson);
  EXPECT_EQ(columns.at("active"), PropertyType::kBoolean);
  EXPECT_EQ(columns.at("tag."), PropertyType::kText);
  EXPECT_EQ(columns.at("tag.Name"), PropertyType::kText);
  EXPECT_EQ(columns.count("account"), 1u);
  std::string entities;
  Output first([&](std::string_view piece) { return entities.append(piece), true; });
  Output second([](std::string_view) { return true; });
  const std::array<Output*, 2> outputs = {&first, &second};
  EXPECT_TRUE(write_graph(graph, kAllRelationClasses, *make_graph_csv(outputs, schema)));
  const std::string header = entities.substr(0, entities.find('\n'));
  EXPECT_NE(header.find(R"("tag.a:b/c ""d""\n%7Be%7D:string")"), std::string::npos) << header;
}

}  // namespace
}  // namespace arnscope
