#include "engine/checks/packing.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <random>

#include "engine/checks/bins.h"
#include "engine/checks/packing_search.h"

namespace arnscope {
namespace {

using Groups = std::span<const PackingGroup>;

std::vector<uint32_t> positions(size_t count) {
  std::vector<uint32_t> result(count);
  std::iota(result.begin(), result.end(), 0);
  return result;
}

// Next-fit in the order given: the one packing in which everything stands where it stood.
enum class Whole : uint8_t { kCut, kKeep };

Packing next_fit(Groups groups, uint32_t capacity, Whole whole) {
  Bins bins(groups, capacity);
  size_t bin = bins.open();
  for (uint32_t g = 0; g < groups.size(); ++g) {
    const uint64_t size = groups[g].size();
    if (whole == Whole::kKeep && size > bins.room(bin) && size <= capacity) bin = bins.open();
    for (uint32_t item = 0; item < groups[g].items.size(); ++item) {
      if (bins.cost(bin, g, item) > bins.room(bin)) bin = bins.open();
      bins.put(bin, g, item);
    }
  }
  return std::move(bins).finish();
}

size_t first_that_fits(Bins& bins, uint32_t group, uint32_t item) {
  for (size_t bin = 0; bin < bins.count(); ++bin)
    if (bins.cost(bin, group, item) <= bins.room(bin)) return bin;
  return bins.open();
}

// First-fit decreasing of all items, whatever their groups.
Packing first_fit_of_items(Groups groups, uint32_t capacity) {
  struct Item {
    uint32_t size, group, item;
  };
  std::vector<Item> items;
  for (uint32_t g = 0; g < groups.size(); ++g)
    for (uint32_t i = 0; i < groups[g].items.size(); ++i) items.push_back({groups[g].items[i], g, i});
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.size > b.size; });
  Bins bins(groups, capacity);
  for (const Item& each : items)
    bins.put(first_that_fits(bins, each.group, each.item), each.group, each.item);
  return std::move(bins).finish();
}

std::vector<uint32_t> by_size(Groups groups) {
  std::vector<uint32_t> order = positions(groups.size());
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return groups[a].size() > groups[b].size(); });
  return order;
}

// First-fit decreasing of groups: whole where some bin takes them so, else item by item.
Packing first_fit_of_groups(Groups groups, uint32_t capacity, Whole whole) {
  Bins bins(groups, capacity);
  for (uint32_t g : by_size(groups)) {
    const uint64_t size = groups[g].size();
    size_t bin = 0;
    while (bin < bins.count() && bins.room(bin) < size) ++bin;
    const bool fits = bin < bins.count() || (whole == Whole::kKeep && size <= capacity);
    if (fits && bin == bins.count()) bins.open();
    std::vector<uint32_t> order = positions(groups[g].items.size());
    if (fits) {
      bins.put(bin, g, order);
      continue;
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](uint32_t a, uint32_t b) { return groups[g].items[a] > groups[g].items[b]; });
    for (uint32_t item : order) bins.put(first_that_fits(bins, g, item), g, item);
  }
  return std::move(bins).finish();
}

// How a bin is filled as far as it goes before the next one is opened.
struct FillRule {
  bool largest_first = true;  // the largest group that is left comes into the bin in any case
  uint32_t bearable = 0;      // a hole that is no larger stays: a group is not cut for it
};

// Fills one bin after the other: with whole groups of which the sum comes nearest to the room, then with a
// part of the group that is the cheapest to cut, again with the sum that comes nearest.
class Filling {
 public:
  Filling(Groups groups, uint32_t capacity, const std::vector<uint32_t>& order)
      : groups_(groups), bins_(groups, capacity), left_(groups.size()), order_(order) {
    for (uint32_t g = 0; g < groups.size(); ++g) left_[g] = positions(groups[g].items.size());
  }

  Packing run(FillRule rule);

 private:
  uint64_t size_left(uint32_t group) const;
  void put_whole(uint32_t group);
  void put_subset();
  bool put_part(uint32_t group);
  std::optional<uint32_t> cheapest_cut(uint32_t bearable) const;
  void drop_empty() {
    std::erase_if(order_, [&](uint32_t group) { return left_[group].empty(); });
  }

  Groups groups_;
  Bins bins_;
  std::vector<std::vector<uint32_t>> left_;  // items, by group
  std::vector<uint32_t> order_;              // of the groups that are left
  size_t bin_ = 0;
};

uint64_t Filling::size_left(uint32_t group) const {
  uint64_t size = groups_[group].overhead;
  for (uint32_t item : left_[group]) size += groups_[group].items[item];
  return size - (left_[group].size() == 1 ? groups_[group].saving : 0);
}

void Filling::put_whole(uint32_t group) {
  bins_.put(bin_, group, left_[group]);
  left_[group].clear();
}

void Filling::put_subset() {
  std::vector<uint32_t> fitting;
  std::vector<uint32_t> sizes;
  for (uint32_t group : order_) {
    const uint64_t size = size_left(group);
    if (left_[group].empty() || size > bins_.room(bin_) || bins_.holds(bin_, group)) continue;
    fitting.push_back(group);
    sizes.push_back(static_cast<uint32_t>(size));
  }
  for (uint32_t at : largest_subset(sizes, bins_.room(bin_))) put_whole(fitting[at]);
}

// Puts the items of the group that fill the room best. Whether there were any.
bool Filling::put_part(uint32_t group) {
  const PackingGroup& of = groups_[group];
  std::vector<uint32_t> sizes;
  for (uint32_t item : left_[group]) sizes.push_back(of.items[item]);
  const uint32_t room = bins_.room(bin_);
  if (room < of.overhead) return false;
  const std::vector<uint32_t> chosen = largest_subset(sizes, room - of.overhead);
  for (uint32_t at : chosen) bins_.put(bin_, group, left_[group][at]);
  for (auto at = chosen.rbegin(); at != chosen.rend(); ++at)
    left_[group].erase(left_[group].begin() + static_cast<std::ptrdiff_t>(*at));
  return !chosen.empty();
}

// The group of the least overhead of which some items fit into the room; of several the largest.
std::optional<uint32_t> Filling::cheapest_cut(uint32_t bearable) const {
  const uint32_t room = bins_.room(bin_);
  if (room <= bearable) return std::nullopt;
  std::optional<uint32_t> best;
  uint64_t best_size = 0;
  for (uint32_t group : order_) {
    const PackingGroup& of = groups_[group];
    if (left_[group].size() < 2 || bins_.holds(bin_, group)) continue;
    const bool fits = std::any_of(left_[group].begin(), left_[group].end(),
                                  [&](uint32_t item) { return of.overhead + of.items[item] <= room; });
    if (!fits || (best && of.overhead > groups_[*best].overhead)) continue;
    const uint64_t size = size_left(group);
    if (best && of.overhead == groups_[*best].overhead && size <= best_size) continue;
    best = group;
    best_size = size;
  }
  return best;
}

Packing Filling::run(FillRule rule) {
  while (!order_.empty()) {
    bin_ = bins_.open();
    const uint32_t first =
        rule.largest_first
            ? *std::max_element(order_.begin(), order_.end(),
                                [&](uint32_t a, uint32_t b) { return size_left(a) < size_left(b); })
            : order_.front();
    if (size_left(first) <= bins_.room(bin_)) {
      put_whole(first);
    } else {
      put_part(first);
    }
    put_subset();
    drop_empty();
    if (auto cut = cheapest_cut(rule.bearable)) put_part(*cut);
    drop_empty();
  }
  return std::move(bins_).finish();
}

class Best {
 public:
  explicit Best(uint32_t lower_bound) : lower_bound_(lower_bound) {}

  // Earlier ones stay where a later one is no better.
  void offer(Packing packing) {
    if (best_ && (packing.bins.size() > best_->bins.size() ||
                  (packing.bins.size() == best_->bins.size() && packing.size >= best_->size)))
      return;
    best_ = std::move(packing);
  }
  bool is_minimal() const { return best_->bins.size() <= lower_bound_; }
  uint32_t bins() const { return static_cast<uint32_t>(best_->bins.size()); }
  void raise_lower_bound(uint32_t bins) { lower_bound_ = bins; }
  Packing take() && {
    best_->lower_bound = lower_bound_;
    return std::move(*best_);
  }

 private:
  std::optional<Packing> best_;
  uint32_t lower_bound_;
};

// The holes that the bound leaves to all bins together, as what one bin may waste.
std::vector<uint32_t> bearable_holes(Groups groups, uint32_t capacity, uint32_t bins) {
  uint64_t size = 0;
  for (const PackingGroup& group : groups) size += group.size();
  const uint64_t room = uint64_t{bins} * capacity;
  const auto slack = static_cast<uint32_t>(room > size ? std::min<uint64_t>(room - size, capacity) : 0);
  std::vector<uint32_t> holes = {0, slack / bins, slack / 2, slack, capacity};
  holes.erase(std::unique(holes.begin(), holes.end()), holes.end());
  return holes;
}

// Shuffled orders, while the bound is not reached: as many as are quickly tried.
void try_shuffled(Groups groups, uint32_t capacity, const std::vector<uint32_t>& holes, Best& best) {
  constexpr uint64_t kBudget = 200'000'000;
  uint64_t size = 0;
  uint64_t items = 0;
  for (const PackingGroup& group : groups) {
    size += group.size();
    items += group.items.size();
  }
  const uint64_t round = (size / capacity + 1) * ((groups.size() + 64) * (capacity / 64 + 1) + 4 * items);
  std::mt19937 generator(1);
  std::vector<uint32_t> order = positions(groups.size());
  for (uint64_t left = std::min<uint64_t>(kBudget / round, 2000); left > 0 && !best.is_minimal(); --left) {
    for (size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[generator() % i]);
    const FillRule rule{left % 2 == 0, holes[left % holes.size()]};
    best.offer(Filling(groups, capacity, order).run(rule));
  }
}

// One bin less, and one less again, as long as every way can be tried.
void try_all(Groups groups, uint32_t capacity, Best& best) {
  constexpr size_t kMaxItems = 2000;
  constexpr uint64_t kMaxSteps = 50'000;
  constexpr uint64_t kBudget = 50'000'000;  // each step looks at each group in each bin
  size_t items = 0;
  for (const PackingGroup& group : groups) items += group.items.size();
  while (!best.is_minimal() && items <= kMaxItems) {
    const uint64_t steps = std::min(kMaxSteps, kBudget / (best.bins() * groups.size()));
    SearchedPacking searched = search_packing(groups, capacity, best.bins() - 1, steps);
    if (searched.outcome == SearchedPacking::Outcome::kGivenUp) return;
    if (searched.outcome == SearchedPacking::Outcome::kImpossible) return best.raise_lower_bound(best.bins());
    best.offer(std::move(searched.packing));
  }
}

}  // namespace

Packing pack(Groups groups, uint32_t capacity) {
  if (groups.empty()) return {};
  const uint32_t bound = fewest_bins(groups, capacity);
  Best best(bound);
  best.offer(next_fit(groups, capacity, Whole::kKeep));
  best.offer(next_fit(groups, capacity, Whole::kCut));
  best.offer(first_fit_of_items(groups, capacity));
  best.offer(first_fit_of_groups(groups, capacity, Whole::kKeep));
  best.offer(first_fit_of_groups(groups, capacity, Whole::kCut));
  const std::vector<uint32_t> holes = bearable_holes(groups, capacity, bound);
  for (uint32_t bearable : holes) {
    best.offer(Filling(groups, capacity, positions(groups.size())).run({true, bearable}));
    best.offer(Filling(groups, capacity, positions(groups.size())).run({false, bearable}));
  }
  try_shuffled(groups, capacity, holes, best);
  try_all(groups, capacity, best);
  return std::move(best).take();
}

}  // namespace arnscope
