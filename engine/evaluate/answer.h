// Three-valued truth (Kleene's strong logic): what a snapshot cannot tell is unknown, and unknown stays
// unknown unless the other side decides alone.
#pragma once

#include <algorithm>
#include <cstdint>

namespace arnscope {

enum class Answer : uint8_t { kNo, kUnknown, kYes };

constexpr Answer answer(bool yes) { return yes ? Answer::kYes : Answer::kNo; }
constexpr Answer operator&&(Answer a, Answer b) { return std::min(a, b); }
constexpr Answer operator||(Answer a, Answer b) { return std::max(a, b); }
constexpr Answer operator!(Answer a) { return static_cast<Answer>(2 - static_cast<uint8_t>(a)); }

}  // namespace arnscope
