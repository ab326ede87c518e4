// Actions replaced by patterns: the shortest that, by the actions of the catalog's date, mean exactly the
// same set. They grow with AWS: an action that it adds later and that one of them matches is granted too, so
// who writes them into a policy labels them. Any thread. Source: IAM User Guide, "IAM JSON policy elements:
// Action", wildcards.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/catalog/catalog.h"
#include "engine/policy/action_set.h"

namespace arnscope {

struct WildcardOptions {
  // A pattern with a wildcard stands for so many actions at least; from 1 on also single names are shortened.
  uint32_t least_members = 2;
  // ... and only for actions all of whose access levels are among these.
  catalog::AccessLevels levels =
      catalog::kList | catalog::kRead | catalog::kWrite | catalog::kTagging | catalog::kPermissionsManagement;
};

struct ActionPattern {
  std::string pattern;  // "s3:Get*Tagging", or an action's name
  std::vector<ActionId> members;
};

struct ShortestPatterns {
  std::vector<ActionPattern> patterns;  // ordered by service, then by pattern; members may overlap
  // Proven: no set of patterns of at most two `*` each, without `?`, that obeys the options is shorter.
  bool least = true;
};

// Patterns that together match each wanted action and no other, with the fewest characters in a policy's
// Action list: an entry is its length plus three, two quotes and a comma. A pattern is of one service
// (`service:*` where all is wanted); none spans several. `wildcards` stand for whole runs of characters; they
// are put wherever they save most, so patterns need not end at words (`s3:G*gging`). Where large services
// make the search too long the shortest found is given, at most as long as the shortest with prefixes alone
// (`s3:Get*`). Checked against catalog::expand before it is given.
// Deterministic. A millisecond for a service of 50 actions, half a second for one of 800.
// REQUIRES: the universe of `wanted` is catalog::action_count().
ShortestPatterns shortest_patterns(const ActionSet& wanted, const WildcardOptions& options = {});

// What a pattern takes in a policy's Action list.
inline uint32_t listed_size(const ActionPattern& pattern) {
  return static_cast<uint32_t>(pattern.pattern.size()) + 3;
}

}  // namespace arnscope
