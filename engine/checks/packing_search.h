// Exhaustive search for a packing into a given number of bins. Internal to checks/.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "engine/checks/packing.h"

namespace arnscope {

// What a search came to. It is given up after a number of steps, never after a time: the answer is the same
// on every machine.
struct SearchedPacking {
  enum class Outcome : uint8_t { kFound, kImpossible, kGivenUp };
  Outcome outcome = Outcome::kGivenUp;
  Packing packing;  // of kFound
};

// Tries every way that could matter, items from large groups to small ones. O(steps * bins * groups).
SearchedPacking search_packing(std::span<const PackingGroup> groups, uint32_t capacity, uint32_t bins,
                               uint64_t steps);

}  // namespace arnscope
