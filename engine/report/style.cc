#include "engine/report/style.h"

#include <algorithm>
#include <array>

#include "engine/base/text.h"

namespace arnscope {
namespace {

// The parameters of "select graphic rendition" (ECMA-48, 8.3.117), indexed by Style.
constexpr std::array<std::string_view, 10> kRenditions = {
    "",      // kPlain
    "1",     // kHeading
    "2",     // kDim
    "32",    // kAllowed
    "31",    // kDenied
    "33",    // kConditional
    "1;31",  // kError
    "35",    // kSecurityWarning
    "33",    // kWarning
    "36",    // kSuggestion
};
static_assert(kRenditions.size() == static_cast<size_t>(Style::kSuggestion) + 1);

struct Width {
  char32_t first, last;
  size_t columns;
};

// Characters that do not take one column: the blocks that matter, not all of Unicode's table. In ascending
// order.
constexpr std::array kWidths = {
    Width{0x300, 0x36F, 0},     Width{0x1100, 0x115F, 2},   Width{0x1AB0, 0x1AFF, 0},
    Width{0x1DC0, 0x1DFF, 0},   Width{0x20D0, 0x20FF, 0},   Width{0x2E80, 0x303E, 2},
    Width{0x3041, 0xA4CF, 2},   Width{0xAC00, 0xD7A3, 2},   Width{0xF900, 0xFAFF, 2},
    Width{0xFE00, 0xFE0F, 0},   Width{0xFE20, 0xFE2F, 0},   Width{0xFE30, 0xFE6F, 2},
    Width{0xFF00, 0xFF60, 2},   Width{0xFFE0, 0xFFE6, 2},   Width{0x1F300, 0x1F64F, 2},
    Width{0x1F680, 0x1F6FF, 2}, Width{0x1F900, 0x1F9FF, 2}, Width{0x20000, 0x3FFFD, 2},
};

}  // namespace

Style severity_style(Severity severity) {
  return static_cast<Style>(static_cast<size_t>(Style::kError) + static_cast<size_t>(severity));
}

void append_styled(std::string& out, std::string_view text, Style style, Color color) {
  if (color == Color::kOff || style == Style::kPlain || text.empty()) {
    out += printable(text);
    return;
  }
  out += "\x1b[";
  out += kRenditions[static_cast<size_t>(style)];
  out += 'm';
  out += printable(text);
  out += "\x1b[0m";
}

std::string styled(std::string_view text, Style style, Color color) {
  std::string out;
  append_styled(out, text, style, color);
  return out;
}

size_t display_width(char32_t code_point) {
  if (code_point < kWidths.front().first) return 1;
  const auto* const width = std::find_if(kWidths.begin(), kWidths.end(), [code_point](const Width& w) {
    return w.first <= code_point && code_point <= w.last;
  });
  return width == kWidths.end() ? 1 : width->columns;
}

size_t display_width(std::string_view text) {
  size_t columns = 0;
  while (!text.empty()) {
    const Character character = first_character(text);
    columns += display_width(character.code_point);
    text.remove_prefix(character.size);
  }
  return columns;
}

}  // namespace arnscope
