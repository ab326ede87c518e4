// The patterns that match some of the wanted action names of one service and none of its others: of what the
// shortest pattern set of engine/checks/wildcards.h is chosen. Of this folder alone; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/policy/action_set.h"

namespace arnscope {

// The names of a service's actions in the catalog's spelling, and those that a wildcard may stand for.
struct ServiceNames {
  std::vector<std::string_view> names;  // in the catalog's order
  std::vector<uint32_t> wanted;         // positions in `names`, ascending
  std::vector<uint32_t> unwanted;       // all others
};

struct ExactPattern {
  std::string text;   // without the service: "Get*Tagging"
  ActionSet members;  // over the positions in `wanted`
};

// Names longer than this are never put under a wildcard: a service that has one gets no patterns. AWS's
// longest has 63 characters.
constexpr size_t kLongestName = 112;

// Every pattern of at most two `*` and no `?` that matches at least `least_members` wanted names and no
// unwanted one, but for those that a shorter one can stand in for: a character less, and it would match an
// unwanted name. Besides, those of more `*` that are made of whole words of the names. One pattern, the
// shortest, for each set of members; ordered by text. O(wanted * names * length^2) with small constants: 0.1
// s for a service of 800 actions.
std::vector<ExactPattern> exact_patterns(const ServiceNames& service, uint32_t least_members);

// The patterns `prefix*` among them: the shortest prefix of each wanted name that no unwanted one has.
std::vector<ExactPattern> prefix_patterns(const ServiceNames& service, uint32_t least_members);

}  // namespace arnscope
