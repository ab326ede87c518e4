// Bins while they are filled: how much room is left, and what one more item takes. Internal to checks/.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/checks/packing.h"

namespace arnscope {

class Bins {
 public:
  Bins(std::span<const PackingGroup> groups, uint32_t capacity) : groups_(groups), capacity_(capacity) {}

  size_t count() const { return bins_.size(); }
  size_t open() { return bins_.push_back({}), bins_.size() - 1; }
  uint32_t room(size_t bin) const { return capacity_ - bins_[bin].used; }
  bool holds(size_t bin, uint32_t group) const { return find(bin, group) != nullptr; }

  // What one more item of the group takes there.
  uint32_t cost(size_t bin, uint32_t group, uint32_t item) const {
    const PackingGroup& of = groups_[group];
    const PackedGroup* there = find(bin, group);
    if (there == nullptr) return of.overhead - of.saving + of.items[item];
    return of.items[item] + (there->items.size() == 1 ? of.saving : 0);
  }

  void put(size_t bin, uint32_t group, uint32_t item) {
    Bin& into = bins_[bin];
    into.used += cost(bin, group, item);
    auto at = std::lower_bound(into.groups.begin(), into.groups.end(), group,
                               [](const PackedGroup& each, uint32_t wanted) { return each.group < wanted; });
    if (at == into.groups.end() || at->group != group) at = into.groups.insert(at, {group, {}});
    at->items.push_back(item);
  }
  void put(size_t bin, uint32_t group, const std::vector<uint32_t>& items) {
    for (uint32_t item : items) put(bin, group, item);
  }

  Packing finish() &&;

 private:
  struct Bin {
    uint32_t used = 0;
    std::vector<PackedGroup> groups;  // ascending
  };

  const PackedGroup* find(size_t bin, uint32_t group) const {
    const std::vector<PackedGroup>& in = bins_[bin].groups;
    auto at = std::lower_bound(in.begin(), in.end(), group,
                               [](const PackedGroup& each, uint32_t wanted) { return each.group < wanted; });
    return at == in.end() || at->group != group ? nullptr : &*at;
  }

  std::span<const PackingGroup> groups_;
  uint32_t capacity_;
  std::vector<Bin> bins_;
};

inline Packing Bins::finish() && {
  Packing packing;
  for (Bin& bin : bins_) {
    packing.size += bin.used;
    for (PackedGroup& group : bin.groups) std::sort(group.items.begin(), group.items.end());
    packing.bins.push_back(std::move(bin.groups));
  }
  return packing;
}

}  // namespace arnscope
