#include "engine/graph/write.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "engine/catalog/catalog.h"
#include "engine/document/json_writer.h"
#include "engine/graph/entity_properties.h"
#include "engine/graph/relationship_properties.h"
#include "engine/model/entity_types.h"

namespace arnscope {
namespace {

class Writing {
 public:
  Writing(const Graph& graph, RelationClasses classes, GraphWriter& writer, Places places)
      : graph_(graph),
        classes_(classes),
        writer_(writer),
        grants_(graph),
        properties_(graph, grants_, places) {}

  bool write() {
    if (!writer_.begin() || !write_entities()) return false;
    for (size_t i = 0; i < kRelationClassCount; ++i) {
      const auto relation = static_cast<RelationClass>(i);
      if (has_class(classes_, relation) && !write_relationships(relation)) return false;
    }
    for (const Finding& finding : graph_.snapshot->findings)
      if (!writer_.finding(finding)) return false;
    return writer_.finish();
  }

 private:
  std::vector<bool> touched();
  bool write_entities();
  bool write_relationships(RelationClass relation);
  bool write_run(RelationClass relation, std::span<const Relationship> relationships);
  bool write_relationship(RelationClass relation, const Relationship& each, bool one_of_several);
  std::string_view type_of(const Entity& from, RelationClass relation, const Entity& to);

  const Graph& graph_;
  const RelationClasses classes_;
  GraphWriter& writer_;
  PolicyGrants grants_;
  RelationshipProperties properties_;
  // Types are interned: their addresses tell them apart.
  std::map<std::tuple<const char*, EntityKind, RelationClass, const char*>, std::string> types_;
  std::string key_;
};

// By id: whether a written relationship touches the entity. Grants that are not kept are drawn for it, and
// again to be written.
std::vector<bool> Writing::touched() {
  std::vector<bool> touched(graph_.entities.size(), classes_ == kAllRelationClasses);
  for (size_t i = 0; i < kRelationClassCount; ++i) {
    const auto relation = static_cast<RelationClass>(i);
    if (classes_ == kAllRelationClasses || !has_class(classes_, relation)) continue;
    for_each_run(graph_, grants_, relation, [&](std::span<const Relationship> run) {
      for (const Relationship& each : run) touched[each.from] = touched[each.to] = true;
      return true;
    });
  }
  return touched;
}

bool Writing::write_entities() {
  const std::vector<bool> written = touched();
  EntityProperties properties(graph_);
  for (EntityId id = 0; id < graph_.entities.size(); ++id) {
    if (!written[id]) continue;
    const Entity& entity = graph_.entities[id];
    if (!writer_.entity(
            {entity.key, entity.type, entity.classes, entity.display_name, properties.of(entity)}))
      return false;
  }
  return true;
}

std::string_view Writing::type_of(const Entity& from, RelationClass relation, const Entity& to) {
  auto [at, is_new] = types_.try_emplace({from.type.data(), from.kind, relation, to.type.data()});
  if (is_new)
    at->second =
        relationship_type(from.type, from.kind == EntityKind::kService ? FromService::kYes : FromService::kNo,
                          relation, to.type);
  return at->second;
}

bool Writing::write_relationship(RelationClass relation, const Relationship& each, bool one_of_several) {
  const Entity& from = graph_.entities[each.from];
  const Entity& to = graph_.entities[each.to];
  const std::string_view class_name = relation_class_name(relation);
  key_.assign(from.key).append(1, '|').append(class_name).append(1, '|').append(to.key);
  if (one_of_several) key_ += '|' + std::to_string(properties_.statement_of(relation, each));
  return writer_.relationship(
      {key_, type_of(from, relation, to), class_name, from.key, to.key, properties_.of(relation, each)});
}

bool Writing::write_run(RelationClass relation, std::span<const Relationship> relationships) {
  const auto same_ends = [&](size_t a, size_t b) {
    return relationships[a].from == relationships[b].from && relationships[a].to == relationships[b].to;
  };
  for (size_t i = 0; i < relationships.size(); ++i) {
    const bool several =
        (i > 0 && same_ends(i - 1, i)) || (i + 1 < relationships.size() && same_ends(i, i + 1));
    if (!write_relationship(relation, relationships[i], several)) return false;
  }
  return true;
}

bool Writing::write_relationships(RelationClass relation) {
  return for_each_run(graph_, grants_, relation,
                      [&](std::span<const Relationship> run) { return write_run(relation, run); });
}

}  // namespace

GraphSchema graph_schema(const Graph& graph) {
  struct Names {
    explicit Names(const Graph& given) : properties(given), columns(properties.columns()) {}
    EntityProperties properties;
    const std::vector<PropertyColumn> columns;
  };
  const auto names = std::make_shared<const Names>(graph);
  return {names->columns, RelationshipProperties::columns(), "actions", "conditional", names};
}

bool write_graph(const Graph& graph, RelationClasses classes, GraphWriter& writer, Places places) {
  return Writing(graph, classes, writer, places).write();
}

GraphCounts count_graph(const Graph& graph) {
  std::map<std::string_view, uint64_t> types;
  for (const Entity& entity : graph.entities) ++types[entity.type];
  GraphCounts counts;
  counts.entities.assign(types.begin(), types.end());
  PolicyGrants grants(graph);
  for (size_t i = 0; i < kRelationClassCount; ++i) {
    const auto relation = static_cast<RelationClass>(i);
    uint64_t count = 0;
    for_each_run(graph, grants, relation, [&](std::span<const Relationship> run) {
      count += run.size();
      return true;
    });
    counts.relationships.emplace_back(relation_class_name(relation), count);
  }
  return counts;
}

}  // namespace arnscope
