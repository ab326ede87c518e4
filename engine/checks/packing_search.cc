#include "engine/checks/packing_search.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace arnscope {
namespace {

struct Item {
  uint32_t group, item, size;
};

class Search {
 public:
  Search(std::span<const PackingGroup> groups, uint32_t capacity, uint32_t bins, uint64_t steps)
      : groups_(groups),
        room_(bins, capacity),
        count_(bins, std::vector<uint32_t>(groups.size())),
        all_(uint64_t{capacity} * bins),
        free_(all_),
        steps_(steps) {
    list_items();
  }

  SearchedPacking run();

 private:
  using Outcome = SearchedPacking::Outcome;

  void list_items();
  uint32_t cost(uint32_t bin, const Item& item) const;
  Outcome place(size_t at);
  Outcome place_in(uint32_t bin, size_t at);
  std::vector<uint32_t> bins_for(size_t at) const;

  std::span<const PackingGroup> groups_;
  std::vector<Item> items_;
  std::vector<uint64_t> least_left_;  // by position: what the items from there on take at least
  std::vector<uint32_t> bin_of_;      // by position
  std::vector<uint32_t> room_;
  std::vector<std::vector<uint32_t>> count_;  // by bin and group: items there
  uint64_t all_;                              // room in all bins
  uint64_t free_;
  uint64_t steps_;
};

void Search::list_items() {
  std::vector<uint32_t> order(groups_.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return groups_[a].size() > groups_[b].size(); });
  for (uint32_t g : order) {
    const size_t first = items_.size();
    for (uint32_t i = 0; i < groups_[g].items.size(); ++i) items_.push_back({g, i, groups_[g].items[i]});
    std::stable_sort(items_.begin() + static_cast<std::ptrdiff_t>(first), items_.end(),
                     [](const Item& a, const Item& b) { return a.size > b.size; });
  }
  least_left_.assign(items_.size() + 1, 0);
  for (size_t i = items_.size(); i-- > 0;) {
    const PackingGroup& group = groups_[items_[i].group];
    const bool opens = i == 0 || items_[i - 1].group != items_[i].group;
    least_left_[i] = least_left_[i + 1] + items_[i].size + (opens ? group.overhead - group.saving : 0);
  }
  bin_of_.assign(items_.size(), 0);
}

uint32_t Search::cost(uint32_t bin, const Item& item) const {
  const PackingGroup& group = groups_[item.group];
  const uint32_t there = count_[bin][item.group];
  return item.size + (there == 0 ? group.overhead - group.saving : there == 1 ? group.saving : 0);
}

// The bins that are worth trying: where the group is already, then the fullest. Of bins that hold nothing
// one, and items of one size and group in the order of the bins.
std::vector<uint32_t> Search::bins_for(size_t at) const {
  const Item& item = items_[at];
  const bool repeats = at > 0 && items_[at - 1].group == item.group && items_[at - 1].size == item.size;
  std::vector<uint32_t> bins;
  bool has_empty = false;
  for (uint32_t bin = repeats ? bin_of_[at - 1] : 0; bin < room_.size(); ++bin) {
    const bool empty = std::all_of(count_[bin].begin(), count_[bin].end(), [](uint32_t n) { return n == 0; });
    if (cost(bin, item) > room_[bin] || (empty && has_empty)) continue;
    has_empty = has_empty || empty;
    bins.push_back(bin);
  }
  std::stable_sort(bins.begin(), bins.end(), [&](uint32_t a, uint32_t b) {
    return std::pair(cost(a, item), room_[a]) < std::pair(cost(b, item), room_[b]);
  });
  return bins;
}

Search::Outcome Search::place_in(uint32_t bin, size_t at) {
  const uint32_t taken = cost(bin, items_[at]);
  room_[bin] -= taken;
  free_ -= taken;
  ++count_[bin][items_[at].group];
  bin_of_[at] = bin;
  const Outcome outcome = place(at + 1);
  if (outcome == Outcome::kFound) return outcome;
  --count_[bin][items_[at].group];
  free_ += taken;
  room_[bin] += taken;
  return outcome;
}

// As deep as there are items, of which pack() allows few.
Search::Outcome Search::place(size_t at) {
  if (at == items_.size()) return Outcome::kFound;
  if (least_left_[at] > free_) return Outcome::kImpossible;
  if (steps_ == 0) return Outcome::kGivenUp;
  --steps_;
  for (uint32_t bin : bins_for(at))
    if (const Outcome outcome = place_in(bin, at); outcome != Outcome::kImpossible) return outcome;
  return Outcome::kImpossible;
}

SearchedPacking Search::run() {
  SearchedPacking searched;
  searched.outcome = place(0);
  if (searched.outcome != Outcome::kFound) return searched;
  std::vector<std::vector<std::vector<uint32_t>>> items(room_.size(),
                                                        std::vector<std::vector<uint32_t>>(groups_.size()));
  for (size_t i = 0; i < items_.size(); ++i) items[bin_of_[i]][items_[i].group].push_back(items_[i].item);
  for (size_t bin = 0; bin < room_.size(); ++bin) {
    searched.packing.bins.emplace_back();
    for (uint32_t g = 0; g < groups_.size(); ++g) {
      std::sort(items[bin][g].begin(), items[bin][g].end());
      if (!items[bin][g].empty()) searched.packing.bins.back().push_back({g, std::move(items[bin][g])});
    }
  }
  searched.packing.size = all_ - free_;
  return searched;
}

}  // namespace

SearchedPacking search_packing(std::span<const PackingGroup> groups, uint32_t capacity, uint32_t bins,
                               uint64_t steps) {
  return Search(groups, capacity, bins, steps).run();
}

}  // namespace arnscope
