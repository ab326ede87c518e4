#include "tests/unit/graph/effective_world.h"

#include <sstream>
#include <stdexcept>

#include "engine/document/json_reader.h"
#include "engine/policy/parser.h"

namespace arnscope {
namespace {

using nlohmann::json;

constexpr std::string_view kFull = R"({"Effect": "Allow", "Action": "*", "Resource": "*"})";

std::string of_other(std::string text) {
  for (size_t at = 0; (at = text.find(kAccount, at)) != std::string::npos;)
    text.replace(at, kAccount.size(), kOther);
  return text;
}

std::shared_ptr<const Policy> policy_of(std::string_view statements, PolicyKind kind) {
  const std::string text = fmt::format(R"({{"Version": "2012-10-17", "Statement": [{}]}})", statements);
  std::vector<Finding> findings;
  const auto document = read_json(Source::from_text("policy.json", text));
  if (!document) throw std::invalid_argument(text);
  return std::make_shared<const Policy>(parse_policy((*document)->root(), kind, "policy", findings));
}

PolicyId add_policy(Snapshot& snapshot, PolicyType type, std::string_view statements) {
  const bool resource = type == PolicyType::kResourceControl;
  PolicyEntry entry;
  entry.type = type;
  entry.name = snapshot.texts.intern(fmt::format("p-{}", snapshot.policies.size()));
  entry.arn =
      snapshot.texts.intern(fmt::format("arn:aws:organizations::777788889999:policy/o-abc/x/{}", entry.name));
  entry.policy = policy_of(statements, resource ? PolicyKind::kResource : PolicyKind::kIdentity);
  snapshot.policies.push_back(std::move(entry));
  return static_cast<PolicyId>(snapshot.policies.size() - 1);
}

void add_organization(Snapshot& snapshot, const EffectiveWorld& world) {
  Organization& organization = snapshot.organization.emplace();
  organization.id = "o-abc";
  organization.arn = "arn:aws:organizations::777788889999:organization/o-abc";
  organization.management_account = "777788889999";
  organization.has_service_control_policies = organization.has_resource_control_policies = true;
  const PolicyId full = add_policy(snapshot, PolicyType::kServiceControl, kFull);
  organization.units = {
      {"r-ab12", "arn:aws:organizations::777788889999:root/o-abc/r-ab12", "Root", std::nullopt, {full}, {}}};
  for (AccountId id = 0; id < snapshot.accounts.size(); ++id) {
    const bool own = snapshot.accounts[id].id == kAccount;
    const std::string& scp = own ? world.scp : world.other_scp;
    const std::string& rcp = own ? world.rcp : world.other_rcp;
    Member member{id, UnitId{0}, {full}, {}};
    if (!scp.empty())
      member.service_control_policies = {add_policy(snapshot, PolicyType::kServiceControl, scp)};
    if (!rcp.empty())
      member.resource_control_policies = {add_policy(snapshot, PolicyType::kResourceControl, rcp)};
    organization.members.push_back(std::move(member));
  }
}

}  // namespace

std::unique_ptr<Snapshot> to_snapshot(const EffectiveWorld& world) {
  Described described{.iam = world.own, .items = world.items};
  if (!world.other.users.empty() || !world.other.roles.empty())
    described.exports.push_back(of_other(to_json(world.other)));
  auto snapshot = to_snapshot(described);
  if (!world.scp.empty() || !world.rcp.empty() || !world.other_scp.empty() || !world.other_rcp.empty())
    add_organization(*snapshot, world);
  return snapshot;
}

EffectiveGraph::EffectiveGraph(const EffectiveWorld& world)
    : EffectiveGraph(std::unique_ptr<const Snapshot>(to_snapshot(world))) {}

EffectiveGraph::EffectiveGraph(std::unique_ptr<const Snapshot> snapshot)
    : snapshot_(std::move(snapshot)),
      access_(std::make_unique<Access>(*snapshot_)),
      graph_(build_graph(*access_, {class_bit(RelationClass::kAllows), GrantStorage::kDrawn, true})) {
  std::istringstream lines(written(graph_, class_bit(RelationClass::kAllows)));
  for (std::string line; std::getline(lines, line);) {
    json record = json::parse(line);
    if (!record.value("effective", false)) continue;
    Answers& answers = edges_[{record["_fromEntityKey"], record["_toEntityKey"]}];
    for (const json& action : record["actions"]) {
      const std::string answer = record["conditional"] ? record["condition"].dump() : "yes";
      if (!answers.emplace(action, answer).second) throw std::logic_error("an action stands twice: " + line);
    }
    records_.push_back(std::move(record));
  }
}

std::string EffectiveGraph::answer(const std::string& from, const std::string& to,
                                   const std::string& action) const {
  const auto edge = edges_.find({from, to});
  if (edge == edges_.end()) return "no";
  const auto found = edge->second.find(action);
  return found == edge->second.end() ? "no" : found->second;
}

}  // namespace arnscope
