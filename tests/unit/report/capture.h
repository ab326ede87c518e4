// What a writer writes, as a string; and names such as an attacker might choose.
#pragma once

#include <string>
#include <string_view>

#include "engine/report/output.h"

namespace arnscope {

template <class Write>
std::string captured(Write write) {
  std::string text;
  Output output([&text](std::string_view piece) {
    text += piece;
    return true;
  });
  write(output);
  output.flush();
  return text;
}

inline constexpr std::string_view kHostileNames[] = {
    "quote\" 'single' back\\slash\\",
    "new\nline\rreturn\ttab",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07",
    "<script>alert(1)</script>&amp;]]>",
    "a,b;c|d",
    {"nul\0byte", 8},
    "bad\xff utf\xc3(",
    "line\u2028separator\u2029",
    "\u202eright to left\u2066",
    "c1 \u009b31m del \x7f",
    "tag \U000e0041 face \U0001f600 e\u0301",
    "=cmd|'/c calc'!A1",
    "\\u202e",
    "_x002F_ /",
    "]}, {\"_key\": \"forged\"",
    "${x} %s %n {0}",
};

// What JSON keeps of a text: bytes that are not UTF-8 are U+FFFD.
inline std::string as_utf8(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool bad = c == '\xff' || (c == '\xc3' && text.find("\xc3(") != std::string_view::npos);
    bad ? out += "\ufffd" : out += c;
  }
  return out;
}

}  // namespace arnscope
