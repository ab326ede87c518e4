// The rules of security groups, as EC2 and AWS Config write them.
// Source: EC2 API Reference, IpPermission; AWS Config Developer Guide, the schema of AWS::EC2::SecurityGroup.
#include <array>
#include <charconv>

#include "engine/model/value_path.h"
#include "engine/snapshot/describe.h"

namespace arnscope {
namespace {

struct PeerRow {
  std::string_view path;
  RulePeer peer;
};

// Config has the IPv4 ranges twice: as texts in `ipRanges`, as objects in `ipv4Ranges`.
constexpr std::array kPeers = {
    PeerRow{"IpRanges[].CidrIp", RulePeer::kAddresses},
    PeerRow{"IpRanges[]", RulePeer::kAddresses},
    PeerRow{"Ipv4Ranges[].CidrIp", RulePeer::kAddresses},
    PeerRow{"Ipv6Ranges[].CidrIpv6", RulePeer::kAddresses},
    PeerRow{"UserIdGroupPairs[].GroupId", RulePeer::kSecurityGroup},
    PeerRow{"PrefixListIds[].PrefixListId", RulePeer::kPrefixList},
};

struct DirectionRow {
  std::string_view path;
  bool inbound;
};
constexpr std::array kDirections = {
    DirectionRow{"IpPermissions[]", true},
    DirectionRow{"IpPermissionsEgress[]", false},
};

int32_t port(const Described& permission, std::string_view path) {
  const std::string text = first_text(permission, path);
  int32_t value = -1;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

void find_network_rules(Value group, std::vector<FoundRule>& rules) {
  for (const DirectionRow& direction : kDirections) {
    for_each_value({group}, direction.path, [&](Value value) {
      const Described permission{value};
      FoundRule rule;
      rule.inbound = direction.inbound;
      rule.protocol = first_text(permission, "IpProtocol");
      rule.from_port = port(permission, "FromPort");
      rule.to_port = port(permission, "ToPort");
      for (const PeerRow& row : kPeers) {
        rule.peer = row.peer;
        for_each_text(permission, row.path, [&](std::string_view text) {
          rule.target = text;
          rules.push_back(rule);
        });
      }
    });
  }
}

}  // namespace arnscope
