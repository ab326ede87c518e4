// The relationships of a graph, and what they say beyond their ends: plain values in the tables of a Graph.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/model/relation_class.h"
#include "engine/policy/action_set.h"
#include "engine/snapshot/snapshot.h"

namespace arnscope {

using EntityId = uint32_t;  // a position in Graph::entities
constexpr uint32_t kNoId = 0xFFFFFFFF;

// `detail`: of a policy's ALLOWS and DENIES a position in Graph::grants, or what PolicyGrants takes; of
// effective ALLOWS kEffective and a position in Graph::effective_grants; of another's ALLOWS one in
// Snapshot::network_rules, kNoId where it is no rule; of TRUSTS in Graph::trusts, of CAN_ASSUME in
// assumptions; of ASSIGNED kBoundary or 0.
struct Relationship {
  EntityId from = 0;
  EntityId to = 0;
  uint32_t detail = 0;

  bool operator==(const Relationship&) const = default;
};
constexpr uint32_t kBoundary = 1;
constexpr uint32_t kEffective = 0x80000000;

// Of an ALLOWS: whether it is of a principal and decided on all layers.
constexpr bool is_effective(const Relationship& relationship) {
  return relationship.detail != kNoId && (relationship.detail & kEffective) != 0;
}

// Equal sets of actions are stored once.
using ActionSetId = uint32_t;
class ActionSets {
 public:
  // Ascending.
  std::span<const ActionId> operator[](ActionSetId id) const {
    return std::span(actions_).subspan(begins_[id], begins_[id + 1] - begins_[id]);
  }
  ActionSetId size() const { return static_cast<ActionSetId>(begins_.size() - 1); }
  // REQUIRES: the actions ascend and stand in no set yet.
  ActionSetId add(std::span<const ActionId> actions);

 private:
  std::vector<ActionId> actions_;
  std::vector<size_t> begins_ = {0};
};

// What a statement grants or denies on the entities that share it.
struct Grant {
  PolicyId policy = 0;
  uint32_t statement = 0;  // position in Policy::statements
  ActionSetId actions = 0;
  bool conditional = false;  // the statement has conditions, or only a policy variable's value tells
};

// What a principal may do with an entity by full evaluation; equal ones are stored once.
struct EffectiveGrant {
  ActionSetId actions = 0;
  uint32_t condition = kNoId;  // into Graph::conditions; kNoId: unconditional
  uint32_t decided_by = 0;     // into Graph::deciding
  uint32_t order = 0;          // among those of the same principal and entity

  auto operator<=>(const EffectiveGrant&) const = default;
};

// The statements of a trust policy that name one principal.
struct Trust {
  PolicyId policy = 0;
  std::vector<uint32_t> statements;  // positions in Policy::statements
  bool conditional = false;          // each of those that let the role be assumed has conditions
};

// How a role can be assumed; equal ones are stored once.
struct Assumption {
  ActionId action = kNoAction;  // sts:AssumeRole, sts:AssumeRoleWithSAML, sts:AssumeRoleWithWebIdentity
  uint32_t condition = kNoId;   // into Graph::conditions; kNoId: unconditional
};

}  // namespace arnscope
