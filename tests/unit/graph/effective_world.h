// Snapshots with two accounts, an organization around them, and the effective relationships of their graph.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/unit/graph/described.h"

namespace arnscope {

struct EffectiveWorld {
  Export own = {}, other = {};  // kAccount's, and kOther's: written as if they were kAccount's
  std::vector<Item> items = {};
  // Statements; "" is none. With any of them both accounts are members of an organization, whose management
  // account is a third one.
  std::string scp = {}, rcp = {};              // of kAccount
  std::string other_scp = {}, other_rcp = {};  // of kOther
};

std::unique_ptr<Snapshot> to_snapshot(const EffectiveWorld& world);

// "no", "yes", or the condition as JSON.
using Answers = std::map<std::string, std::string>;                             // by action
using EffectiveEdges = std::map<std::pair<std::string, std::string>, Answers>;  // by from and to

class EffectiveGraph {
 public:
  explicit EffectiveGraph(const EffectiveWorld& world);
  explicit EffectiveGraph(std::unique_ptr<const Snapshot> snapshot);

  const Snapshot& snapshot() const { return *snapshot_; }
  Access& access() { return *access_; }
  const Graph& graph() const { return graph_; }
  const EffectiveEdges& edges() const { return edges_; }
  // The relationships themselves, as they are written.
  const std::vector<nlohmann::json>& records() const { return records_; }
  std::string answer(const std::string& from, const std::string& to, const std::string& action) const;

 private:
  std::unique_ptr<const Snapshot> snapshot_;
  std::unique_ptr<Access> access_;
  Graph graph_;
  EffectiveEdges edges_;
  std::vector<nlohmann::json> records_;
};

}  // namespace arnscope
