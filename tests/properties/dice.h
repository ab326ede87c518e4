// Random choices, always the same for a seed.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace arnscope {

class Dice {
 public:
  explicit Dice(uint32_t seed) : engine_(seed) {}
  // 0 to n - 1. The distributions of the standard library differ between implementations; this does not.
  uint32_t below(uint32_t n) { return static_cast<uint32_t>(engine_() % n); }
  bool chance(uint32_t in) { return below(in) == 0; }
  template <class T>
  const T& one_of(const std::vector<T>& choices) {
    return choices[below(static_cast<uint32_t>(choices.size()))];
  }

 private:
  std::mt19937 engine_;
};

}  // namespace arnscope
