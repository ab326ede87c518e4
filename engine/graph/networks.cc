// What security groups let in and out: ALLOWS to the Internet, to addresses, to other groups and to prefix
// lists, one a rule.
#include <unordered_map>

#include "engine/graph/entity_collector.h"

namespace arnscope {
namespace {

// Of a group of a peered VPC the account may stand before it. Source: Amazon VPC User Guide, "Update your
// security groups to reference peer security groups".
std::string_view group_id(std::string_view target) { return target.substr(target.rfind('/') + 1); }

bool is_internet(const NetworkRule& rule) {
  return rule.peer == RulePeer::kAddresses && (rule.target == "0.0.0.0/0" || rule.target == "::/0");
}

// What the other end of a rule is called, where the snapshot does not describe it.
std::string_view peer_key(const NetworkRule& rule) {
  if (is_internet(rule)) return "internet";
  return rule.peer == RulePeer::kSecurityGroup ? group_id(rule.target) : rule.target;
}

// The security groups of a snapshot by their ids.
class SecurityGroups {
 public:
  explicit SecurityGroups(const Snapshot& snapshot) : snapshot_(snapshot) {
    for (ResourceId id = 0; id < snapshot.resources.size(); ++id)
      if (snapshot.resources[id].type == "aws_security_group") by_id_.emplace(snapshot.resources[id].id, id);
  }

  // The one in the rule's account and region before others.
  std::optional<ResourceId> find(const NetworkRule& rule) const {
    const Resource& own = snapshot_.resources[rule.group];
    std::optional<ResourceId> best;
    const auto [begin, end] = by_id_.equal_range(group_id(rule.target));
    for (auto at = begin; at != end; ++at) {
      const Resource& each = snapshot_.resources[at->second];
      const bool near = each.account == own.account && each.region == own.region;
      if (near) return at->second;
      if (!best || at->second < *best) best = at->second;
    }
    return best;
  }

 private:
  const Snapshot& snapshot_;
  std::unordered_multimap<std::string_view, ResourceId> by_id_;
};

EntityType peer_type(const NetworkRule& rule) {
  if (rule.peer == RulePeer::kSecurityGroup) return model_type("aws_security_group");
  if (rule.peer == RulePeer::kPrefixList) return resource_entity_type("ec2", "prefix-list");
  return model_type(is_internet(rule) ? "internet" : "network");
}

}  // namespace

void add_network_entities(EntityCollector& collector) {
  const SecurityGroups groups(collector.snapshot);
  for (const NetworkRule& rule : collector.snapshot.network_rules) {
    if (rule.peer == RulePeer::kSecurityGroup && groups.find(rule)) continue;
    if (collector.has(peer_key(rule))) continue;
    Entity entity;
    entity.key = peer_key(rule);
    entity.display_name = is_internet(rule) ? "Internet" : entity.key;
    entity.kind = rule.peer == RulePeer::kAddresses ? EntityKind::kNetwork : EntityKind::kResource;
    entity.named = rule.peer != RulePeer::kAddresses;
    collector.add(entity, peer_type(rule));
  }
}

void security_group_allows(GraphBuilder& builder) {
  const SecurityGroups groups(builder.snapshot);
  for (uint32_t id = 0; id < builder.snapshot.network_rules.size(); ++id) {
    const NetworkRule& rule = builder.snapshot.network_rules[id];
    const EntityId from = builder.resources[rule.group];
    const auto group = rule.peer == RulePeer::kSecurityGroup ? groups.find(rule) : std::nullopt;
    const auto to = group ? std::optional(builder.resources[*group]) : builder.graph.find(peer_key(rule));
    if (to && *to != kNoId && from != kNoId) builder.add(RelationClass::kAllows, from, *to, id);
  }
}

}  // namespace arnscope
