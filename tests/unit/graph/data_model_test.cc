// The example organization has every entity type and every relationship of the data model, as its own lists
// of names say: tests/conformance/model.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <tuple>

#include "engine/base/text.h"
#include "engine/graph/graph.h"
#include "engine/snapshot/load.h"

namespace arnscope {
namespace {

// The lines of a list, taken apart at tabs.
std::vector<std::vector<std::string>> rows_of(const std::string& name) {
  std::ifstream file(ARNSCOPE_SOURCE_DIR "/tests/conformance/model/" + name);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::vector<std::string>& row = rows.emplace_back();
    for (std::string_view field : split(line, '\t')) row.emplace_back(field);
  }
  return rows;
}

// What the graph of the organization holds: types, their classes, and the types that relationships join.
struct Drawn {
  std::set<std::string_view> types;
  std::set<std::pair<std::string_view, std::string_view>> classes;  // class and type
  std::set<std::tuple<RelationClass, std::string_view, std::string_view>> relationships;
};

class DataModel : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const std::string paths[] = {ARNSCOPE_SOURCE_DIR "/fixtures/acme-org"};
    snapshot_ = std::move(*load_snapshot(paths)).release();
    static Access access(*snapshot_);
    static const Graph graph = build_graph(access);
    for (const Entity& entity : graph.entities) {
      drawn_.types.insert(entity.type);
      for (std::string_view each : entity.classes) drawn_.classes.emplace(each, entity.type);
    }
    for (size_t i = 0; i < kRelationClassCount; ++i) {
      const auto relation = static_cast<RelationClass>(i);
      for (const Relationship& each : graph.of(relation))
        drawn_.relationships.emplace(relation, graph.entities[each.from].type, graph.entities[each.to].type);
    }
  }

  // The types that a name of the lists means; nothing where it means any.
  static std::optional<std::set<std::string_view>> types_of(std::string_view name) {
    if (name == "resource") return std::nullopt;
    for (const TypeAlias& alias : type_aliases()) {
      if (alias.name != name) continue;
      const auto types = split(alias.types, ' ');
      return std::set<std::string_view>(types.begin(), types.end());
    }
    std::set<std::string_view> types;
    for (const auto& [each, type] : drawn_.classes)
      if (each == name) types.insert(type);
    if (types.empty()) types.insert(name);
    return types;
  }

  static const Snapshot* snapshot_;
  static Drawn drawn_;
};

const Snapshot* DataModel::snapshot_ = nullptr;
Drawn DataModel::drawn_;

TEST_F(DataModel, EveryEntityTypeIsThere) {
  const auto rows = rows_of("entity_types.txt");
  EXPECT_EQ(rows.size(), 94U);
  for (const auto& row : rows) {
    EXPECT_TRUE(drawn_.types.contains(row[0])) << row[0];
    for (std::string_view each : split(row[1], ' '))
      EXPECT_TRUE(drawn_.classes.contains({each, row[0]})) << row[0] << " " << each;
  }
}

TEST_F(DataModel, EveryRelationshipIsThere) {
  const auto rows = rows_of("relationships.txt");
  EXPECT_GE(rows.size(), 154U);
  for (const auto& row : rows) {
    const auto relation = find_relation_class(row[0]);
    ASSERT_TRUE(relation) << row[0];
    const auto from = types_of(row[1]);
    const auto to = types_of(row[2]);
    bool found = false;
    for (const auto& [each, from_type, to_type] : drawn_.relationships)
      found = found ||
              (each == *relation && (!from || from->contains(from_type)) && (!to || to->contains(to_type)));
    EXPECT_TRUE(found) << row[0] << " " << row[1] << " " << row[2];
  }
}

}  // namespace
}  // namespace arnscope
