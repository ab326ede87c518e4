// Layout 2.5: the graph of a graph that was read back is the same graph.
#include <gtest/gtest.h>

#include <array>

#include "engine/document/json_reader.h"
#include "engine/graph/write.h"
#include "engine/snapshot/graph_json.h"
#include "tests/unit/graph/described.h"
#include "tests/unit/graph/drawn.h"
#include "tests/unit/snapshot/organization.h"

namespace arnscope {
namespace {

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

void expect_the_same(const Snapshot& snapshot, std::string_view name) {
  for (const MakeGraphWriter make : {make_graph_json, make_graph_ndjson}) {
    const std::string text = text_of(snapshot, make);
    EXPECT_EQ(difference(text, text_of(*read_back(text), make)), "") << name;
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
  const std::vector<std::string> paths = {std::string(ARNSCOPE_SOURCE_DIR) + "/fixtures/acme-org"};
  const auto snapshot = load_snapshot(paths);
  ASSERT_TRUE(snapshot) << snapshot.error().message;
  expect_the_same(**snapshot, "acme-org");
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
