#include "engine/policy/action_set.h"

#include <algorithm>
#include <cassert>

namespace arnscope {

void ActionSet::insert_range(ActionId first, ActionId last) {
  assert(last <= universe_);
  if (first >= last) return;
  const size_t first_word = first / 64;
  const size_t last_word = (last - 1) / 64;
  const uint64_t from = ~uint64_t{0} << (first % 64);
  const uint64_t to = ~uint64_t{0} >> (63 - (last - 1) % 64);
  if (first_word == last_word) {
    words_[first_word] |= from & to;
    return;
  }
  words_[first_word] |= from;
  for (size_t w = first_word + 1; w < last_word; ++w) words_[w] = ~uint64_t{0};
  words_[last_word] |= to;
}

bool ActionSet::empty() const {
  return std::all_of(words_.begin(), words_.end(), [](uint64_t word) { return word == 0; });
}

uint32_t ActionSet::size() const {
  uint32_t count = 0;
  for (const uint64_t word : words_) count += static_cast<uint32_t>(std::popcount(word));
  return count;
}

void ActionSet::unite(const ActionSet& other) {
  assert(universe_ == other.universe_);
  for (size_t w = 0; w < words_.size(); ++w) words_[w] |= other.words_[w];
}

void ActionSet::intersect(const ActionSet& other) {
  assert(universe_ == other.universe_);
  for (size_t w = 0; w < words_.size(); ++w) words_[w] &= other.words_[w];
}

void ActionSet::subtract(const ActionSet& other) {
  assert(universe_ == other.universe_);
  for (size_t w = 0; w < words_.size(); ++w) words_[w] &= ~other.words_[w];
}

void ActionSet::complement() {
  for (uint64_t& word : words_) word = ~word;
  if (universe_ % 64 != 0) words_.back() &= ~uint64_t{0} >> (64 - universe_ % 64);
}

uint64_t ActionSet::hash() const {
  uint64_t hash = universe_;
  for (const uint64_t word : words_) {
    hash = (hash ^ word) * 0x9E3779B97F4A7C15;
    hash ^= hash >> 32;
  }
  return hash;
}

}  // namespace arnscope
