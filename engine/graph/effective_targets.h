// The entities as what requests are made on, for effective relationships: which actions each of them and what
// lies inside it takes, and which entities and actions no decision of a caller can tell apart, so that one
// decision is made for all of them. Nothing here decides: what is told apart needlessly costs time alone. Of
// this folder alone; one thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/graph/builder.h"

namespace arnscope {

// The entities of a group themselves, or what lies inside each.
struct TargetPart {
  std::string suffix;  // behind the entity's ARN
  ResourceMeaning meaning = ResourceMeaning::kOne;
  bool by_trust = false;  // STS's actions, which the trust policies of roles decide
  std::vector<ActionId> actions;
  // Of each action: equal where AWS's own rules and the catalog tell no difference.
  std::vector<uint32_t> rules;
};

struct TargetGroup {
  const ReachGroup* reach = nullptr;
  std::vector<TargetPart> parts;
  // By position: equal where account, Region, tags and the policies on the resource's side are alike. kNoId:
  // the entity is decided alone. `tagged_kinds` is for callers whose policies ask for a resource's tags.
  std::vector<uint32_t> kinds, tagged_kinds;
};

// A statement whose resources name some entities of a group and not others names this one.
struct Touch {
  uint32_t at = 0;  // position in the group
  uint32_t statement = 0;
  Parts parts = 0;
  bool alone = false;  // some of what is inside, or what only a policy variable's value tells
};

// What a policy says on a group.
struct Touches {
  std::vector<Touch> touches;
  bool wide = false;  // an Allow statement speaks of entities that are not among them
};

class EffectiveTargets {
 public:
  explicit EffectiveTargets(GraphBuilder& builder);

  std::span<const TargetGroup> groups() const { return groups_; }
  // Where an entity stands; kNoId where no action takes it.
  struct Place {
    uint32_t group = kNoId;
    uint32_t at = 0;
  };
  Place place(EntityId entity) const { return places_[entity]; }
  // The actions of a service that take no resource, as a part.
  const TargetPart& without_resource(catalog::ServiceId service);

  // What the policy says on the group, to a caller: `request` has its values for policy variables. Valid
  // until the next caller.
  const Touches& touches(const CompiledPolicy& policy, size_t group, const Request& request);
  void next_caller();
  bool asks_for_tags(const CompiledPolicy& policy);

  // By action of the part: equal where the policies on the resource's side, its own and RCPs, speak by the
  // same statements. Empty where there are none.
  const std::vector<uint32_t>& resource_side(size_t group, uint32_t at, size_t part);

 private:
  enum class Variables : uint8_t { kReplaced, kOpen };

  void add_parts(TargetGroup& group);
  TargetPart make_part(std::string_view arn, std::string suffix, ResourceMeaning meaning,
                       std::vector<ActionId> actions) const;
  void add_kinds(size_t group);
  std::string kind_of(const TargetGroup& group, uint32_t at) const;
  void add_control_policies(size_t group, std::vector<std::string>& kinds);
  std::string_view owner_of(const TargetGroup& group, uint32_t at) const;
  Policies resource_policies(std::string_view arn, bool by_trust) const;
  std::vector<Touches> find_touches(const CompiledPolicy& policy, const Request& request,
                                    Variables variables) const;
  void find_touches(const CompiledStatement& statement, uint32_t position, size_t group,
                    const Request& request, Variables variables, Touches& found) const;

  GraphBuilder& builder_;
  std::vector<TargetGroup> groups_;
  std::vector<Place> places_;  // by entity
  std::unordered_map<catalog::ServiceId, TargetPart> services_;
  std::unordered_map<const CompiledPolicy*, std::vector<Touches>> known_, of_caller_;
  std::unordered_map<const CompiledPolicy*, bool> tags_;
  std::unordered_map<uint64_t, std::vector<uint32_t>> resource_sides_;
};

}  // namespace arnscope
