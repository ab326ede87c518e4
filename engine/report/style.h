// How text looks on a terminal: a few styles, each with one meaning, in one table; and how wide it is there.
// Text of the input goes through printable() on its way, so that a name can neither move the cursor nor turn
// the text around it. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/finding.h"

namespace arnscope {

// Whether to write escape sequences. cli/ decides: a terminal, --color, NO_COLOR.
enum class Color : uint8_t { kOff, kOn };

enum class Style : uint8_t {
  kPlain,
  kHeading,      // bold
  kDim,          // faint
  kAllowed,      // green
  kDenied,       // red
  kConditional,  // yellow
  kError,        // bold red; this and the next three are the severities
  kSecurityWarning,
  kWarning,
  kSuggestion,
};

Style severity_style(Severity severity);

// Appends `text` as printable() shows it, in a style. With Color::kOff, for kPlain, and for empty text:
// without escape sequences.
//   append_styled(out, "allowed", Style::kAllowed, Color::kOn)  // "\x1b[32mallowed\x1b[0m"
void append_styled(std::string& out, std::string_view text, Style style, Color color);
std::string styled(std::string_view text, Style style, Color color);

// How many columns of a terminal a character takes: 2 for East Asian wide ones and pictographs, 0 for marks
// that combine with the character before, else 1.
size_t display_width(char32_t code_point);

// The same of a whole text. REQUIRES: text as printable() returns it.
//   display_width("caf\u00e9")  // 4
size_t display_width(std::string_view text);

}  // namespace arnscope
