// A packing that changes as little as it can of an earlier one.
#include <algorithm>
#include <numeric>
#include <optional>

#include "engine/checks/bins.h"
#include "engine/checks/packing.h"

namespace arnscope {
namespace {

using Groups = std::span<const PackingGroup>;

struct Item {
  uint32_t group, item;
};

// The sizes of the items that stand in each bin of the earlier packing.
std::vector<uint64_t> sizes_of_bins(Groups groups, const Placement& previous) {
  std::vector<uint64_t> sizes;
  for (size_t g = 0; g < groups.size(); ++g) {
    for (size_t i = 0; i < previous[g].size(); ++i) {
      if (previous[g][i] == kNoBin) continue;
      if (previous[g][i] >= sizes.size()) sizes.resize(previous[g][i] + 1);
      sizes[previous[g][i]] += groups[g].items[i];
    }
  }
  return sizes;
}

// The new number of each earlier bin: those that hold the most stay, in their order.
std::vector<uint32_t> bins_that_stay(const std::vector<uint64_t>& sizes, size_t count) {
  std::vector<uint32_t> order(sizes.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return sizes[a] > sizes[b]; });
  order.resize(std::min(order.size(), count));
  std::sort(order.begin(), order.end());
  std::vector<uint32_t> number(sizes.size(), kNoBin);
  for (uint32_t i = 0; i < order.size(); ++i) number[order[i]] = i;
  return number;
}

// Puts every item back into its bin, as far as there is room, the smallest first so that as many as can stay;
// returns the others.
std::vector<Item> put_back(Groups groups, const Placement& previous, const std::vector<uint32_t>& number,
                           Bins& bins) {
  std::vector<Item> items;
  for (uint32_t g = 0; g < groups.size(); ++g)
    for (uint32_t i = 0; i < groups[g].items.size(); ++i) items.push_back({g, i});
  std::stable_sort(items.begin(), items.end(), [&](const Item& a, const Item& b) {
    return groups[a.group].items[a.item] < groups[b.group].items[b.item];
  });
  std::vector<Item> homeless;
  for (const Item& each : items) {
    const uint32_t before = previous[each.group][each.item];
    const uint32_t bin = before == kNoBin ? kNoBin : number[before];
    if (bin != kNoBin && bins.cost(bin, each.group, each.item) <= bins.room(bin)) {
      bins.put(bin, each.group, each.item);
    } else {
      homeless.push_back(each);
    }
  }
  return homeless;
}

// Where an item costs the least; among equals the fullest bin.
std::optional<size_t> best_bin(const Bins& bins, const Item& each) {
  std::optional<size_t> best;
  for (size_t bin = 0; bin < bins.count(); ++bin) {
    const uint32_t cost = bins.cost(bin, each.group, each.item);
    if (cost > bins.room(bin)) continue;
    const uint32_t least = best ? bins.cost(*best, each.group, each.item) : UINT32_MAX;
    if (cost < least || (cost == least && bins.room(bin) < bins.room(*best))) best = bin;
  }
  return best;
}

// The bins of a packing numbered so that as many items as can be found quickly keep their bin: the pairs of
// old and new bins that share the most items first.
Packing renumbered(const Packing& fresh, const Placement& previous, const std::vector<uint32_t>& number) {
  struct Pair {
    uint32_t shared, now, before;
  };
  const auto count = static_cast<uint32_t>(fresh.bins.size());
  std::vector<Pair> pairs;
  for (uint32_t now = 0; now < count; ++now) {
    std::vector<uint32_t> shared(count);
    for (const PackedGroup& group : fresh.bins[now])
      for (uint32_t item : group.items)
        if (const uint32_t bin = previous[group.group][item]; bin != kNoBin && number[bin] != kNoBin)
          ++shared[number[bin]];
    for (uint32_t before = 0; before < count; ++before) pairs.push_back({shared[before], now, before});
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const Pair& a, const Pair& b) { return a.shared > b.shared; });
  Packing result = fresh;
  std::vector<bool> placed(count);
  std::vector<bool> taken(count);
  for (const Pair& pair : pairs) {
    if (placed[pair.now] || taken[pair.before]) continue;
    placed[pair.now] = taken[pair.before] = true;
    result.bins[pair.before] = fresh.bins[pair.now];
  }
  return result;
}

}  // namespace

Packing repack(Groups groups, uint32_t capacity, const Placement& previous, const Packing& fresh) {
  const std::vector<uint32_t> number = bins_that_stay(sizes_of_bins(groups, previous), fresh.bins.size());
  Bins bins(groups, capacity);
  while (bins.count() < fresh.bins.size()) bins.open();
  std::vector<Item> homeless = put_back(groups, previous, number, bins);
  std::stable_sort(homeless.begin(), homeless.end(), [&](const Item& a, const Item& b) {
    return groups[a.group].items[a.item] > groups[b.group].items[b.item];
  });
  for (const Item& each : homeless) {
    const std::optional<size_t> bin = best_bin(bins, each);
    if (!bin) return renumbered(fresh, previous, number);
    bins.put(*bin, each.group, each.item);
  }
  Packing packing = std::move(bins).finish();
  packing.lower_bound = fresh.lower_bound;
  return packing;
}

}  // namespace arnscope
