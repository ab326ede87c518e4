// Ways through a graph. Boost.Graph does the work, in search.cc alone.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/graph/graph.h"

namespace arnscope {

// One relationship of a way: graph.of(relation)[index].
struct Step {
  RelationClass relation = RelationClass::kCanAssume;
  uint32_t index = 0;

  bool operator==(const Step&) const = default;
};

// A way from one who calls to one who is acted as. `conditional`: some step holds only under a condition.
struct Chain {
  EntityId from = 0;
  EntityId to = 0;
  bool conditional = false;
  std::vector<Step> steps;  // in the order in which they are made
};

// Who comes to act as whom by assuming roles, one after the other: ways over CAN_ASSUME, and from a role to a
// session of it that a trust policy names (HAS; who assumes the role chooses the name, so such a step is
// conditional). Of all ways the one with the fewest conditional steps counts, and of those the shortest. Any
// number of threads may ask.
class AssumeChains {
 public:
  // REQUIRES: the graph has CAN_ASSUME, and outlives this. O(relationships).
  explicit AssumeChains(const Graph& graph);
  ~AssumeChains();

  // For everybody who comes to act as one of `targets`, the best way there. Sorted by `from`; the targets
  // themselves are not among them. O(n log n) in the CAN_ASSUME relationships.
  std::vector<Chain> to(std::span<const EntityId> targets) const;

  // The best way between two; nothing where there is none.
  std::optional<Chain> between(EntityId from, EntityId to) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

// How many parts the graph falls into where direction does not count. An entity without relationships is one.
size_t count_components(const Graph& graph);

}  // namespace arnscope
