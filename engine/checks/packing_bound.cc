// Lower bounds on the number of bins. Each is a relaxation: what it demands, every packing fulfils.
#include <algorithm>
#include <numeric>

#include "engine/checks/packing.h"

namespace arnscope {
namespace {

uint64_t ceil_divide(uint64_t a, uint64_t b) { return (a + b - 1) / b; }

// A group as the bounds see it: its items as a fluid that fills any hole, each piece paying at least `fee`.
struct Fluid {
  uint64_t size = 0;      // of the whole in one piece, at least
  uint64_t fee = 0;       // what each further piece costs at least
  uint64_t least = 0;     // no piece is smaller
  uint64_t pieces = 1;    // it needs at least so many
  bool divisible = true;  // it has several items
};

Fluid fluid_of(const PackingGroup& group, uint64_t capacity) {
  Fluid fluid;
  const uint64_t items = std::accumulate(group.items.begin(), group.items.end(), uint64_t{0});
  const uint64_t alone = group.overhead - group.saving;  // what a piece of one item costs beside it
  const uint64_t others = group.items.size() - 1;
  fluid.least = alone + *std::min_element(group.items.begin(), group.items.end());
  fluid.divisible = others > 0;
  // Of fewer pieces than items one has no saving; where all have it, that is one saving more, which the
  // others bear in equal parts.
  const uint64_t part = others == 0 ? 0 : ceil_divide(group.saving, others);
  const bool bearable = others > 0 && alone >= part;
  fluid.fee = bearable ? alone - part : alone;
  fluid.size = items + (bearable ? group.overhead : alone);
  if (fluid.size > capacity && alone < capacity) fluid.pieces = ceil_divide(items, capacity - alone);
  return fluid;
}

// By size alone: what all groups take together, and what cutting them into as many pieces as there are bins
// costs beyond that.
uint32_t bins_by_size(const std::vector<Fluid>& fluids, uint64_t capacity) {
  uint64_t size = 0;
  uint64_t pieces = 0;
  uint64_t fee = UINT64_MAX;
  for (const Fluid& fluid : fluids) {
    size += fluid.size + (fluid.pieces - 1) * fluid.fee;
    pieces += fluid.pieces;
    if (fluid.divisible) fee = std::min(fee, fluid.fee);
  }
  uint64_t bins = std::max<uint64_t>(1, ceil_divide(size, capacity));
  while (bins > pieces && fee != UINT64_MAX && size + (bins - pieces) * fee > bins * capacity) ++bins;
  return static_cast<uint32_t>(bins);
}

// What is larger than half a bin stands alone in it, and what is too large for the space beside it needs
// further bins (S. Martello and P. Toth, "Lower bounds and reduction procedures for the bin packing problem",
// 1990), for every threshold of what counts as too large.
uint32_t bins_by_large_groups(const std::vector<Fluid>& fluids, uint64_t capacity) {
  uint64_t best = 1;
  std::vector<uint64_t> thresholds;
  for (const Fluid& fluid : fluids)
    if (fluid.least <= capacity / 2) thresholds.push_back(fluid.least);
  std::sort(thresholds.begin(), thresholds.end());
  thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
  for (uint64_t threshold : thresholds) {
    uint64_t alone = 0;    // no piece of at least the threshold fits beside them
    uint64_t halves = 0;   // larger than half a bin, with room beside
    uint64_t free = 0;     // that room
    uint64_t between = 0;  // what else is at least the threshold
    for (const Fluid& fluid : fluids) {
      if (!fluid.divisible && fluid.size > capacity - threshold) {
        ++alone;
      } else if (!fluid.divisible && fluid.size > capacity / 2) {
        ++halves;
        free += capacity - fluid.size;
      } else if (fluid.least >= threshold) {
        between += fluid.size + (fluid.pieces - 1) * fluid.fee;
      }
    }
    const uint64_t rest = between > free ? ceil_divide(between - free, capacity) : 0;
    best = std::max(best, alone + halves + rest);
  }
  return static_cast<uint32_t>(best);
}

// Where a line of bins ends when a group is laid at its end: at once, cut at each border that it crosses, or
// from the next bin on. The smaller the end, the better for whatever follows. A fee as large as a bin:
// nothing can be cut.
uint64_t lay(uint64_t end, uint64_t size, uint64_t fee, uint64_t capacity) {
  const auto cut = [&](uint64_t at) {
    uint64_t left = size;
    for (uint64_t room = capacity - at % capacity; left > room; room = capacity) {
      if (fee >= capacity) return UINT64_MAX;
      at += room;
      left = left - room + fee;
    }
    return at + left;
  };
  return std::min(cut(end), cut(ceil_divide(end, capacity) * capacity));
}

// Few groups can be laid in every order, one bin after the other. With one fee for every cut a packing into
// b bins that hang together by cuts can be laid as a line, since its size and b - 1 cuts are all that counts.
constexpr size_t kMaxGroupsInLine = 16;

uint32_t bins_in_line(const std::vector<Fluid>& fluids, uint64_t capacity) {
  if (fluids.empty() || fluids.size() > kMaxGroupsInLine) return 1;
  uint64_t fee = UINT64_MAX;
  for (const Fluid& fluid : fluids)
    if (fluid.divisible) fee = std::min(fee, fluid.fee);
  std::vector<uint64_t> end(size_t{1} << fluids.size(), UINT64_MAX);
  end[0] = 0;
  for (size_t set = 0; set < end.size(); ++set) {
    for (size_t g = 0; g < fluids.size(); ++g) {
      if ((set >> g & 1) != 0) continue;
      uint64_t& next = end[set | size_t{1} << g];
      next = std::min(next, lay(end[set], fluids[g].size, fee, capacity));
    }
  }
  return static_cast<uint32_t>(ceil_divide(end.back(), capacity));
}

}  // namespace

uint64_t PackingGroup::size() const {
  const uint64_t sum = std::accumulate(items.begin(), items.end(), uint64_t{0});
  return overhead + sum - (items.size() == 1 ? saving : 0);
}

uint32_t fewest_bins(std::span<const PackingGroup> groups, uint32_t capacity) {
  if (groups.empty()) return 0;
  std::vector<Fluid> fluids;
  for (const PackingGroup& group : groups) fluids.push_back(fluid_of(group, capacity));
  return std::max({bins_by_size(fluids, capacity), bins_by_large_groups(fluids, capacity),
                   bins_in_line(fluids, capacity)});
}

}  // namespace arnscope
