// What the descriptions of a resource say: its properties, tags, references, addresses, rules and policy.
// Internal to snapshot/. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/snapshot/resources.h"

namespace arnscope {

// The joins whose paths are looked up in resources of each type.
class JoinIndex {
 public:
  JoinIndex();
  const std::vector<JoinId>& of(EntityTypeId row) const { return row < by_row_.size() ? by_row_[row] : any_; }

 private:
  std::vector<std::vector<JoinId>> by_row_;
  std::vector<JoinId> any_;  // of types that are not in the table
};

struct FoundProperty {
  std::string name, text;
  Kind kind = Kind::kString;
};
struct FoundTag {
  std::string key, value;
};
struct FoundReference {
  JoinId join = 0;
  std::string text;
};
// The fields of a NetworkRule.
struct FoundRule {
  bool inbound = true;
  RulePeer peer = RulePeer::kAddresses;
  std::string target, protocol;
  int32_t from_port = -1;
  int32_t to_port = -1;
};

// Everything sorted and without repetitions.
struct ResourceFacts {
  std::string name;  // as people know it: the tag Name, else the path of its type, else its id
  std::vector<FoundProperty> properties;
  std::vector<FoundTag> tags;
  std::vector<FoundReference> references;
  std::vector<std::string> addresses;
  std::vector<FoundRule> rules;
  PolicyKnowledge policy_knowledge = PolicyKnowledge::kUnknown;
  const ExportedPolicy* policy = nullptr;  // where kPresent
  std::vector<Finding> findings;           // records that contradict each other
};

// Where records state different values of a property, the one with more properties stands; where they have
// different policies, the first that has one. O(size of the descriptions * joins of the type).
ResourceFacts describe(const JoinedResource& resource, const JoinIndex& joins);

// Appends the rules of a description of a security group, in whatever order.
void find_network_rules(Value group, std::vector<FoundRule>& rules);

}  // namespace arnscope
