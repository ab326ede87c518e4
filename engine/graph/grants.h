// ALLOWS and DENIES of a graph's policies: kept in the graph, or drawn again each time that somebody asks, so
// that memory does not grow with them. One thread at a time.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "engine/graph/graph.h"

namespace arnscope {

class PolicyGrants {
 public:
  // REQUIRES: the graph outlives this.
  explicit PolicyGrants(const Graph& graph);
  ~PolicyGrants();

  // What a policy allows or denies, sorted by `to` and statement; nothing for what is no policy. Valid until
  // the next call, and so are the details of it.
  std::span<const Relationship> of(EntityId policy, Effect effect);
  const Grant& grant(uint32_t detail) const;
  std::span<const ActionId> actions(const Grant& grant) const;

 private:
  struct Drawn;

  const Graph& graph_;
  std::unique_ptr<Drawn> drawn_;  // null where the graph keeps them
};

// Calls visit with all relationships of a class, sorted as the graph's are: in one run, or a policy at a
// time, in which case a run is valid as long as the call. Stops where visit returns false, and returns false
// then. No two runs have relationships with the same ends.
bool for_each_run(const Graph& graph, PolicyGrants& grants, RelationClass relation,
                  const std::function<bool(std::span<const Relationship>)>& visit);

}  // namespace arnscope
