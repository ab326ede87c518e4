// Where the text of a YAML scalar stands in its source: yaml-cpp tells where a scalar begins and what it
// says, and neither where it ends nor where its lines are. Any thread.
#pragma once

#include <string_view>
#include <vector>

#include "engine/base/source.h"

namespace arnscope {

// Where the node itself begins whose tag or anchor stands at `begin`: behind those, the blanks and the
// comments.
uint32_t skip_yaml_properties(std::string_view text, uint32_t begin);

struct YamlScalar {
  uint32_t end = 0;                 // of the scalar, its quotes included
  std::vector<Source::Mark> marks;  // between which its value stands as it is, see Source::embedded
};

// The scalar of `text` whose tag, anchor or first character stands at `begin`, and which was read as `value`.
// Line breaks and escapes end a piece. Where the two do not agree the rest has the place of the last piece.
// O(bytes of the scalar).
YamlScalar find_yaml_scalar(std::string_view text, uint32_t begin, std::string_view value);

}  // namespace arnscope
