// Bin packing with shared overhead: groups of items into the fewest bins, where a bin pays a group's overhead
// once if it holds any of its items. It is what splitting a policy comes down to (bins are documents, groups
// statements, items their actions), and knows nothing of it. Deterministic; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace arnscope {

struct PackingGroup {
  uint32_t overhead = 0;        // paid in each bin that holds some of the items
  uint32_t saving = 0;          // what a bin saves that holds a single one of them; at most `overhead`
  std::vector<uint32_t> items;  // sizes; never empty

  uint64_t size() const;  // of the whole group in one bin
};

// Items of one group in one bin.
struct PackedGroup {
  uint32_t group = 0;
  std::vector<uint32_t> items;  // positions, ascending
};

struct Packing {
  std::vector<std::vector<PackedGroup>> bins;  // each ascending by group
  uint64_t size = 0;                           // of all bins together
  uint32_t lower_bound = 0;                    // no packing has fewer bins

  bool proven_minimal() const { return bins.size() == lower_bound; }
};

// The fewest bins that are found, and among the packings tried with that many the one of least size; groups
// stay together and in order where that costs nothing. At least as good as first-fit decreasing, of groups
// and of items. REQUIRES: each item fits into a bin by itself, with its group's overhead.
// O(bins * groups * capacity / 64) for each of some dozen ways that are tried.
Packing pack(std::span<const PackingGroup> groups, uint32_t capacity);

// Where the items of an earlier packing were: previous[group][item], a bin or kNoBin.
constexpr uint32_t kNoBin = 0xFFFFFFFF;
using Placement = std::vector<std::vector<uint32_t>>;

// A packing into as many bins as `pack` needs (given as `fresh`) that leaves as many items as it can in the
// bin where they were. Bins keep their numbers; of more bins than are needed those with the least in them are
// given up.
Packing repack(std::span<const PackingGroup> groups, uint32_t capacity, const Placement& previous,
               const Packing& fresh);

// A number of bins that no packing can do with less of.
uint32_t fewest_bins(std::span<const PackingGroup> groups, uint32_t capacity);

// The subset of `sizes` whose sum is the largest that does not exceed `capacity`, as ascending positions; the
// first sizes are preferred among equals. O(sizes * capacity / 64).
std::vector<uint32_t> largest_subset(std::span<const uint32_t> sizes, uint32_t capacity);

}  // namespace arnscope
