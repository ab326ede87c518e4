// How the writers of this folder escape text: runs of plain bytes are copied, the rest goes character by
// character through a function of the format.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "engine/base/text.h"

namespace arnscope {

// The bytes that a format writes as they are: printable ASCII but for those that mean something to it.
class PlainBytes {
 public:
  constexpr explicit PlainBytes(std::string_view special) {
    for (size_t c = 0x20; c < 0x7F; ++c) plain_[c] = true;
    for (const char c : special) plain_[static_cast<unsigned char>(c)] = false;
  }

  // How many bytes at the front of `text` are plain.
  size_t front(std::string_view text) const {
    size_t size = 0;
    while (size < text.size() && plain_[static_cast<unsigned char>(text[size])]) ++size;
    return size;
  }

 private:
  std::array<bool, 256> plain_{};
};

// Appends `text`: plain bytes as they are, each other character by append(out, character, its bytes).
template <class AppendCharacter>
void append_escaped(std::string& out, std::string_view text, const PlainBytes& plain,
                    AppendCharacter append) {
  for (;;) {
    const size_t size = plain.front(text);
    out += text.substr(0, size);
    text.remove_prefix(size);
    if (text.empty()) return;
    const Character character = first_character(text);
    append(out, character, text.substr(0, character.size));
    text.remove_prefix(character.size);
  }
}

}  // namespace arnscope
