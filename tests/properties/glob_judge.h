// Slow, obvious answers on globs, to judge the fast ones by. Recursive and exponential: short input only.
#pragma once

#include <string_view>

#include "engine/base/text.h"
#include "engine/policy/glob.h"

namespace arnscope {

inline bool judge_match(std::string_view pattern, std::string_view text, Case letters = Case::kSensitive) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '*') {
    if (judge_match(pattern.substr(1), text, letters)) return true;
    return !text.empty() && judge_match(pattern, text.substr(first_character(text).size), letters);
  }
  if (text.empty()) return false;
  const auto character = text.substr(0, first_character(text).size);
  const auto wanted = pattern.substr(0, first_character(pattern).size);
  const bool same = letters == Case::kInsensitive ? equal_folded(character, wanted) : character == wanted;
  if (!same && pattern[0] != '?') return false;
  return judge_match(pattern.substr(wanted.size()), text.substr(character.size()), letters);
}

}  // namespace arnscope
