// Which sizes add up to as much as a hole takes: dynamic programming over bits.
#include <algorithm>
#include <numeric>

#include "engine/checks/packing.h"

namespace arnscope {
namespace {

// Sums that can be reached, as bits.
class Sums {
 public:
  explicit Sums(uint32_t capacity) : words_(capacity / 64 + 1) { words_[0] = 1; }

  bool has(uint32_t sum) const { return (words_[sum / 64] >> (sum % 64) & 1) != 0; }

  void add(const Sums& before, uint32_t size) {
    const size_t step = size / 64;
    const uint32_t shift = size % 64;
    for (size_t w = words_.size(); w-- > step;) {
      uint64_t moved = before.words_[w - step] << shift;
      if (shift != 0 && w > step) moved |= before.words_[w - step - 1] >> (64 - shift);
      words_[w] |= moved;
    }
  }

 private:
  std::vector<uint64_t> words_;
};

std::vector<uint32_t> exact_subset(std::span<const uint32_t> sizes, uint32_t capacity) {
  std::vector<Sums> sums(sizes.size() + 1, Sums(capacity));  // sums[i]: of the sizes from i on
  for (size_t i = sizes.size(); i-- > 0;) {
    sums[i] = sums[i + 1];
    sums[i].add(sums[i + 1], sizes[i]);
  }
  uint32_t sum = capacity;
  while (!sums[0].has(sum)) --sum;
  std::vector<uint32_t> chosen;
  for (uint32_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i] > sum || !sums[i + 1].has(sum - sizes[i])) continue;
    chosen.push_back(i);
    sum -= sizes[i];
  }
  return chosen;
}

// The exact search remembers every prefix: this many sizes are enough to hit a hole, the others are taken in
// order.
constexpr size_t kExactSizes = 96;

}  // namespace

std::vector<uint32_t> largest_subset(std::span<const uint32_t> sizes, uint32_t capacity) {
  const auto sum = std::accumulate(sizes.begin(), sizes.end(), uint64_t{0});
  std::vector<uint32_t> chosen(sizes.size());
  std::iota(chosen.begin(), chosen.end(), 0);
  if (sum <= capacity) return chosen;
  chosen.clear();
  // Sizes are taken in order while any other would still fit; the last ones hit what is left.
  size_t begin = 0;
  uint32_t room = capacity;
  const uint32_t largest = *std::max_element(sizes.begin(), sizes.end());
  for (; sizes.size() - begin > kExactSizes; ++begin) {
    if (sizes[begin] > room || room - sizes[begin] < largest) continue;
    chosen.push_back(static_cast<uint32_t>(begin));
    room -= sizes[begin];
  }
  for (uint32_t at : exact_subset(sizes.subspan(begin), room))
    chosen.push_back(static_cast<uint32_t>(begin) + at);
  return chosen;
}

}  // namespace arnscope
