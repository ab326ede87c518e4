#include "tests/unit/graph/drawn.h"

#include <array>
#include <sstream>

#include "engine/graph/write.h"
#include "engine/report/output.h"
#include "engine/snapshot/load.h"

namespace arnscope {
namespace {

using nlohmann::json;

std::unique_ptr<const Snapshot> load(const std::vector<std::shared_ptr<const Source>>& sources) {
  auto snapshot = load_snapshot(sources);
  if (!snapshot) throw std::invalid_argument(snapshot.error().message);
  return std::move(*snapshot);
}

std::vector<std::shared_ptr<const Source>> as_sources(const std::vector<std::string>& exports) {
  std::vector<std::shared_ptr<const Source>> sources;
  for (const std::string& text : exports) sources.push_back(Source::from_text("export.json", text));
  return sources;
}

std::string document(std::string_view statements) {
  return fmt::format(R"({{"Version": "2012-10-17", "Statement": [{}]}})", statements);
}

// "" where there are no statements.
std::string inline_policy(std::string_view key, std::string_view statements) {
  if (statements.empty()) return "";
  return fmt::format(R"(, "{}": [{{"PolicyName": "own", "PolicyDocument": {}}}])", key, document(statements));
}

std::string principal(std::string_view kind, std::string_view path, std::string_view name) {
  return fmt::format(R"("Path": "/", "{}Name": "{}", "{}Id": "ID{}", "Arn": "{}")", kind, name, kind, name,
                     iam(fmt::format("{}/{}", path, name)));
}

}  // namespace

std::string iam(std::string_view rest) { return fmt::format("arn:aws:iam::{}:{}", kAccount, rest); }

std::string user(std::string_view name, std::string_view statements, std::string_view more) {
  return fmt::format("{{{}{}{}}}", principal("User", "user", name),
                     inline_policy("UserPolicyList", statements), more);
}

std::string group(std::string_view name, std::string_view statements) {
  return fmt::format("{{{}{}}}", principal("Group", "group", name),
                     inline_policy("GroupPolicyList", statements));
}

std::string role(std::string_view name, std::string_view trust, std::string_view statements,
                 std::string_view more) {
  return fmt::format(R"({{{}, "AssumeRolePolicyDocument": {}{}{}}})", principal("Role", "role", name),
                     document(trust), inline_policy("RolePolicyList", statements), more);
}

std::string managed(std::string_view name, std::string_view statements) {
  return fmt::format(
      R"({{"PolicyName": "{0}", "Arn": "{1}", "DefaultVersionId": "v1",
           "PolicyVersionList": [{{"VersionId": "v1", "IsDefaultVersion": true, "Document": {2}}}]}})",
      name, iam(fmt::format("policy/{}", name)), document(statements));
}

std::string trusting(std::string_view principal, std::string_view more) {
  return fmt::format(R"({{"Effect": "Allow", "Principal": {}, "Action": "sts:AssumeRole"{}}})", principal,
                     more);
}

std::string to_json(const Export& parts) {
  return fmt::format(
      R"({{"UserDetailList": [{}], "GroupDetailList": [{}], "RoleDetailList": [{}], "Policies": [{}]}})",
      parts.users, parts.groups, parts.roles, parts.policies);
}

std::string written(const Graph& graph, RelationClasses classes, Places places) {
  std::string text;
  {
    Output output([&text](std::string_view piece) { return text.append(piece), true; });
    const std::array<Output*, 1> outputs = {&output};
    const GraphSchema schema = graph_schema(graph);
    write_graph(graph, classes, *make_graph_ndjson(outputs, schema), places);
  }
  return text;
}

Drawn::Drawn(std::unique_ptr<const Snapshot> snapshot, RelationClasses classes)
    : snapshot_(std::move(snapshot)),
      access_(std::make_unique<Access>(*snapshot_)),
      graph_(build_graph(*access_, {classes})),
      text_(written(graph_, classes)) {
  std::istringstream lines(text_);
  for (std::string line; std::getline(lines, line);) {
    json record = json::parse(line);
    if (record["_kind"] == "entity") by_key_.emplace(record["_key"], entities_.size());
    (record["_kind"] == "entity" ? entities_ : relationships_).push_back(std::move(record));
  }
}

Drawn::Drawn(const std::vector<std::string>& exports, RelationClasses classes)
    : Drawn(load(as_sources(exports)), classes) {}

Drawn Drawn::file(const std::string& path, RelationClasses classes) {
  return Drawn(load({*Source::read(std::string(ARNSCOPE_SOURCE_DIR) + "/fixtures/" + path)}), classes);
}

json Drawn::entity(std::string_view key) const {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? json(nullptr) : entities_[found->second];
}

json Drawn::edge(std::string_view relation, std::string_view from, std::string_view to) const {
  for (const json& each : relationships_)
    if (each["_class"] == relation && each["_fromEntityKey"] == from && each["_toEntityKey"] == to)
      return each;
  return nullptr;
}

std::vector<std::string> Drawn::edges(std::string_view relation) const {
  std::vector<std::string> result;
  for (const json& each : relationships_)
    if (each["_class"] == relation)
      result.push_back(fmt::format("{} -> {}", each["_fromEntityKey"].get<std::string>(),
                                   each["_toEntityKey"].get<std::string>()));
  return result;
}

}  // namespace arnscope
