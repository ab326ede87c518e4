#include "engine/graph/search.h"

#include <algorithm>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/pending/disjoint_sets.hpp>
#include <boost/property_map/property_map.hpp>
#include <functional>
#include <limits>

#include "engine/graph/grants.h"

namespace arnscope {
namespace {

// Conditional steps weigh more than any number of others.
using Cost = uint64_t;
constexpr Cost kFree = 1;
constexpr Cost kConditional = Cost{1} << 32;
constexpr Cost kUnreached = std::numeric_limits<Cost>::max();

struct EdgeData {
  Step step;
  Cost cost = kFree;
};

// Edges run against the relationships: from who is acted as to who acts.
using Backwards = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, EdgeData,
                                                     boost::no_property, uint32_t, uint32_t>;

// Remembers over which edge each entity was reached best.
class Recorder : public boost::default_dijkstra_visitor {
 public:
  explicit Recorder(std::vector<std::pair<EntityId, Step>>& next) : next_(&next) {}

  template <class Edge>
  void edge_relaxed(const Edge& edge, const Backwards& graph) {
    (*next_)[target(edge, graph)] = {static_cast<EntityId>(source(edge, graph)), graph[edge].step};
  }

 private:
  std::vector<std::pair<EntityId, Step>>* next_;
};

struct Edges {
  std::vector<std::pair<uint32_t, uint32_t>> ends;
  std::vector<EdgeData> data;

  void add(const Relationship& each, Step step, Cost cost) {
    ends.emplace_back(each.to, each.from);
    data.push_back({step, cost});
  }
};

Backwards make_backwards(const Graph& graph) {
  Edges edges;
  const auto assumes = graph.of(RelationClass::kCanAssume);
  for (uint32_t i = 0; i < assumes.size(); ++i) {
    const bool conditional = graph.assumptions[assumes[i].detail].condition != kNoId;
    edges.add(assumes[i], {RelationClass::kCanAssume, i}, conditional ? kConditional : kFree);
  }
  const auto has = graph.of(RelationClass::kHas);
  for (uint32_t i = 0; i < has.size(); ++i)
    if (graph.entities[has[i].to].kind == EntityKind::kSession)
      edges.add(has[i], {RelationClass::kHas, i}, kConditional);
  return Backwards(boost::edges_are_unsorted_multi_pass, edges.ends.begin(), edges.ends.end(),
                   edges.data.begin(), static_cast<uint32_t>(graph.entities.size()));
}

// The best way from each entity to one of the targets.
struct Ways {
  std::vector<Cost> cost;
  std::vector<std::pair<EntityId, Step>> next;
};

Ways search(const Backwards& graph, std::span<const EntityId> targets) {
  const size_t count = num_vertices(graph);
  Ways ways{std::vector<Cost>(count, kUnreached), std::vector<std::pair<EntityId, Step>>(count)};
  std::vector<EntityId> before(count);
  std::vector<boost::default_color_type> colors(count, boost::white_color);
  const auto ids = get(boost::vertex_index, graph);
  const auto map_of = [&](auto& values) { return boost::make_iterator_property_map(values.begin(), ids); };
  for (EntityId id = 0; id < count; ++id) before[id] = id;
  for (EntityId target : targets) ways.cost[target] = 0;
  boost::dijkstra_shortest_paths_no_init(
      graph, targets.begin(), targets.end(), map_of(before), map_of(ways.cost), get(&EdgeData::cost, graph),
      ids, std::less<>(), boost::closed_plus<Cost>(kUnreached), Cost{0}, Recorder(ways.next), map_of(colors));
  return ways;
}

Chain chain_from(const Ways& ways, EntityId from) {
  Chain chain{from, from, ways.cost[from] >= kConditional, {}};
  while (ways.cost[chain.to] != 0) {
    chain.steps.push_back(ways.next[chain.to].second);
    chain.to = ways.next[chain.to].first;
  }
  return chain;
}

}  // namespace

struct AssumeChains::Impl {
  Backwards graph;
};

AssumeChains::AssumeChains(const Graph& graph) : impl_(new Impl{make_backwards(graph)}) {}
AssumeChains::~AssumeChains() = default;

std::vector<Chain> AssumeChains::to(std::span<const EntityId> targets) const {
  const Ways ways = search(impl_->graph, targets);
  std::vector<Chain> chains;
  for (EntityId from = 0; from < ways.cost.size(); ++from)
    if (ways.cost[from] != kUnreached && ways.cost[from] != 0) chains.push_back(chain_from(ways, from));
  return chains;
}

std::optional<Chain> AssumeChains::between(EntityId from, EntityId to) const {
  const Ways ways = search(impl_->graph, std::span(&to, 1));
  if (ways.cost[from] == kUnreached) return std::nullopt;
  return chain_from(ways, from);
}

size_t count_components(const Graph& graph) {
  const auto count = static_cast<EntityId>(graph.entities.size());
  const boost::typed_identity_property_map<EntityId> ids;
  std::vector<uint32_t> ranks(count);
  std::vector<EntityId> parents(count);
  boost::disjoint_sets sets(boost::make_iterator_property_map(ranks.begin(), ids),
                            boost::make_iterator_property_map(parents.begin(), ids));
  for (EntityId id = 0; id < count; ++id) sets.make_set(id);
  PolicyGrants grants(graph);
  for (size_t i = 0; i < kRelationClassCount; ++i)
    for_each_run(graph, grants, static_cast<RelationClass>(i), [&](std::span<const Relationship> run) {
      for (const Relationship& each : run) sets.union_set(each.from, each.to);
      return true;
    });
  size_t roots = 0;
  for (EntityId id = 0; id < count; ++id) roots += sets.find_set(id) == id ? 1 : 0;
  return roots;
}

}  // namespace arnscope
