// A set of actions as bits over the catalog's numbering: what a compiled statement grants or denies. Plain
// value; no locks of its own.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace arnscope {

using ActionId = uint32_t;
constexpr ActionId kNoAction = 0xFFFFFFFF;

class ActionSet {
 public:
  explicit ActionSet(uint32_t universe = 0) : universe_(universe), words_((universe + 63) / 64) {}

  uint32_t universe() const { return universe_; }
  bool contains(ActionId id) const { return id < universe_ && (words_[id / 64] >> (id % 64) & 1) != 0; }
  void insert(ActionId id) { words_[id / 64] |= uint64_t{1} << (id % 64); }
  void insert_range(ActionId first, ActionId last);  // half-open
  bool empty() const;
  uint32_t size() const;

  void unite(const ActionSet& other);
  void intersect(const ActionSet& other);
  void subtract(const ActionSet& other);
  void complement();  // within the universe

  // Calls `visit(ActionId)` for each member in ascending order.
  template <class Visit>
  void for_each(Visit visit) const {
    for (size_t w = 0; w < words_.size(); ++w)
      for (uint64_t bits = words_[w]; bits != 0; bits &= bits - 1)
        visit(static_cast<ActionId>(w * 64 + static_cast<size_t>(std::countr_zero(bits))));
  }

  uint64_t hash() const;
  bool operator==(const ActionSet&) const = default;

 private:
  uint32_t universe_;
  std::vector<uint64_t> words_;
};

}  // namespace arnscope
