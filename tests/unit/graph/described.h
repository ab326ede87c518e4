// Snapshots with resources and an organization, whose tables a test fills by hand.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/snapshot/snapshot.h"
#include "tests/unit/graph/drawn.h"

namespace arnscope {

inline constexpr std::string_view kOther = "444455556666";  // a second account

struct Rule {
  bool inbound = true;
  RulePeer peer = RulePeer::kAddresses;
  std::string target, protocol = "tcp";
  int32_t from_port = 443, to_port = 443;
};

struct Item {
  std::string type = "", arn = "", id = "", name = "", region = "eu-west-1";
  std::string account = std::string(kAccount);
  std::string policy = "";                                           // a document
  std::vector<std::pair<std::string, std::string>> references = {};  // path of the join, text
  std::vector<std::string> addresses = {};
  std::vector<Rule> rules = {};
  std::string key = "";  // where it has no ARN
  std::vector<std::pair<std::string, std::string>> properties = {};
};

struct Described {
  Export iam = {};
  std::vector<std::string> exports = {};  // more of them, of other accounts
  std::vector<Item> items = {};
};

// The snapshot, to which a test may add an organization.
std::unique_ptr<Snapshot> to_snapshot(const Described& described);

// The joins whose holder is a type and that look at a path. Fails where there is none.
std::vector<JoinId> joins_at(std::string_view type, std::string_view path);

}  // namespace arnscope
