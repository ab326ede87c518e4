#include "tests/unit/graph/described.h"

#include <algorithm>
#include <stdexcept>

#include "engine/base/text.h"
#include "engine/document/json_reader.h"
#include "engine/policy/parser.h"
#include "engine/snapshot/load.h"

namespace arnscope {
namespace {

std::shared_ptr<const Policy> policy_of(const std::string& text) {
  std::vector<Finding> findings;
  const auto document = read_json(Source::from_text("policy.json", text));
  if (!document) throw std::invalid_argument(text);
  return std::make_shared<const Policy>(
      parse_policy((*document)->root(), PolicyKind::kResource, "policy", findings));
}

AccountId account_of(const Snapshot& snapshot, std::string_view id) {
  for (AccountId at = 0; at < snapshot.accounts.size(); ++at)
    if (snapshot.accounts[at].id == id) return at;
  throw std::invalid_argument(std::string(id));
}

void add_accounts(Snapshot& snapshot, const std::vector<Item>& items) {
  for (const Item& item : items)
    if (std::none_of(snapshot.accounts.begin(), snapshot.accounts.end(),
                     [&](const Account& each) { return each.id == item.account; }))
      snapshot.accounts.push_back({snapshot.texts.intern(item.account), "aws"});
}

void add_policy(Snapshot& snapshot, ResourceId id, const std::string& text) {
  Resource& resource = snapshot.resources[id];
  PolicyEntry entry;
  entry.type = PolicyType::kResource;
  entry.arn = snapshot.texts.intern(fmt::format("{}/policy/policy", resource.key));
  entry.name = "policy";
  entry.owner = id;
  entry.account = resource.account;
  entry.policy = policy_of(text);
  resource.policy_knowledge = PolicyKnowledge::kPresent;
  resource.policy = static_cast<PolicyId>(snapshot.policies.size());
  snapshot.policies.push_back(std::move(entry));
}

void add_item(Snapshot& snapshot, const Item& item) {
  TextPool& texts = snapshot.texts;
  const auto id = static_cast<ResourceId>(snapshot.resources.size());
  Resource resource;
  resource.account = account_of(snapshot, item.account);
  resource.arn = texts.intern(item.arn);
  resource.key = item.arn.empty() ? texts.intern(item.key) : resource.arn;
  resource.type = texts.intern(item.type);
  resource.row = find_entity_type(item.type);
  resource.id = texts.intern(item.id);
  resource.name = texts.intern(item.name);
  resource.region = texts.intern(item.region);
  resource.references.begin = static_cast<uint32_t>(snapshot.references.size());
  for (const auto& [path, text] : item.references)
    for (JoinId join : joins_at(item.type, path)) snapshot.references.push_back({join, texts.intern(text)});
  resource.references.end = static_cast<uint32_t>(snapshot.references.size());
  resource.addresses.begin = static_cast<uint32_t>(snapshot.addresses.size());
  for (const std::string& address : item.addresses) snapshot.addresses.push_back(texts.intern(address));
  resource.addresses.end = static_cast<uint32_t>(snapshot.addresses.size());
  resource.properties.begin = static_cast<uint32_t>(snapshot.properties.size());
  for (const auto& [name, text] : item.properties)
    snapshot.properties.push_back({texts.intern(name), texts.intern(text)});
  resource.properties.end = static_cast<uint32_t>(snapshot.properties.size());
  for (const Rule& rule : item.rules)
    snapshot.network_rules.push_back({id, rule.inbound, rule.peer, texts.intern(rule.target),
                                      texts.intern(rule.protocol), rule.from_port, rule.to_port});
  snapshot.resources.push_back(resource);
  if (!item.arn.empty()) snapshot.resource_by_arn[resource.arn] = id;
  if (!item.policy.empty()) add_policy(snapshot, id, item.policy);
}

}  // namespace

std::vector<JoinId> joins_at(std::string_view type, std::string_view path) {
  std::vector<JoinId> found;
  for (JoinId id = 0; id < joins().size(); ++id) {
    const Join& join = joins()[id];
    if (join.path != path) continue;
    std::vector<std::string_view> holders = split(join.holder == Holder::kFrom ? join.from : join.to, ' ');
    for (const TypeAlias& alias : type_aliases())
      if (holders.size() == 1 && alias.name == holders[0]) holders = split(alias.types, ' ');
    for (std::string_view holder : holders)
      if (holder == type || holder == "*") found.push_back(id);
  }
  if (found.empty()) throw std::invalid_argument(fmt::format("no join of {} at {}", type, path));
  return found;
}

std::unique_ptr<Snapshot> to_snapshot(const Described& described) {
  std::vector<std::shared_ptr<const Source>> sources = {
      Source::from_text("export.json", to_json(described.iam))};
  for (const std::string& text : described.exports) sources.push_back(Source::from_text("export.json", text));
  auto loaded = load_snapshot(sources);
  if (!loaded) throw std::invalid_argument(loaded.error().message);
  std::unique_ptr<Snapshot> snapshot(const_cast<Snapshot*>(loaded->release()));
  add_accounts(*snapshot, described.items);
  std::vector<Item> items = described.items;
  std::sort(items.begin(), items.end(), [](const Item& a, const Item& b) {
    return (a.arn.empty() ? a.key : a.arn) < (b.arn.empty() ? b.key : b.arn);
  });
  for (const Item& item : items) add_item(*snapshot, item);
  return snapshot;
}

}  // namespace arnscope
