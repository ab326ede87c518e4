// A graph drawn from an export that a test writes down, and its records as JSON.
#pragma once

#include <fmt/format.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engine/evaluate/decision_json.h"
#include "engine/graph/graph.h"
#include "engine/snapshot/access.h"

namespace arnscope {

// The account of these exports.
inline constexpr std::string_view kAccount = "111122223333";

// Parts of an export. Statements are JSON objects, one or several with commas between; `more` is further
// members, each with a comma before it.
std::string user(std::string_view name, std::string_view statements = "", std::string_view more = "");
std::string role(std::string_view name, std::string_view trust, std::string_view statements = "",
                 std::string_view more = "");
std::string group(std::string_view name, std::string_view statements = "");
std::string managed(std::string_view name, std::string_view statements);
struct Export {
  std::string users = {}, groups = {}, roles = {}, policies = {};  // with commas between
};
std::string to_json(const Export& parts);

// `arn:aws:iam::111122223333:` and the rest.
std::string iam(std::string_view rest);

// {"Effect": "Allow", "Principal": {...}, "Action": "sts:AssumeRole"}
std::string trusting(std::string_view principal, std::string_view more = "");

class Drawn {
 public:
  explicit Drawn(const std::vector<std::string>& exports, RelationClasses classes = kAllRelationClasses);
  explicit Drawn(std::unique_ptr<const Snapshot> snapshot, RelationClasses classes = kAllRelationClasses);
  explicit Drawn(const Export& parts, RelationClasses classes = kAllRelationClasses)
      : Drawn(std::vector{to_json(parts)}, classes) {}
  // Of fixtures/.
  static Drawn file(const std::string& path, RelationClasses classes = kAllRelationClasses);

  const Snapshot& snapshot() const { return *snapshot_; }
  Access& access() { return *access_; }
  const Graph& graph() const { return graph_; }

  // All records as they are written, and their text.
  const std::string& text() const { return text_; }
  const std::vector<nlohmann::json>& entities() const { return entities_; }
  const std::vector<nlohmann::json>& relationships() const { return relationships_; }
  // null where there is none; of several the first.
  nlohmann::json entity(std::string_view key) const;
  nlohmann::json edge(std::string_view relation, std::string_view from, std::string_view to) const;
  // "from -> to" of a class.
  std::vector<std::string> edges(std::string_view relation) const;
  size_t count(std::string_view relation) const { return edges(relation).size(); }

 private:
  std::unique_ptr<const Snapshot> snapshot_;
  std::unique_ptr<Access> access_;
  Graph graph_;
  std::string text_;
  std::vector<nlohmann::json> entities_, relationships_;
  std::map<std::string, size_t, std::less<>> by_key_;  // entities
};

// The records of a graph as JSON lines.
std::string written(const Graph& graph, RelationClasses classes, Places places = Places::kWritten);

}  // namespace arnscope
