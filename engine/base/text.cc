#include "engine/base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

namespace arnscope {
namespace {

constexpr size_t kMaxNearestName = 256;
constexpr size_t kMaxNearestCandidate = kMaxNearestName + kMaxNearestName / 3;

using DistanceRow = std::array<uint16_t, kMaxNearestCandidate + 1>;

// The distance of optimal string alignment, or anything over `limit` where it is over `limit`.
// REQUIRES: the sizes within the two bounds above.
size_t edit_distance(std::string_view a, std::string_view b, size_t limit) {
  std::array<DistanceRow, 3> rows;
  DistanceRow* before = &rows[0];
  DistanceRow* above = &rows[1];
  DistanceRow* row = &rows[2];
  for (size_t j = 0; j <= b.size(); ++j) (*above)[j] = static_cast<uint16_t>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    uint16_t smallest = (*row)[0] = static_cast<uint16_t>(i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const bool same = fold(a[i - 1]) == fold(b[j - 1]);
      int best = std::min({(*above)[j] + 1, (*row)[j - 1] + 1, (*above)[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) && fold(a[i - 2]) == fold(b[j - 1])) {
        best = std::min(best, (*before)[j - 2] + 1);
      }
      (*row)[j] = static_cast<uint16_t>(best);
      smallest = std::min(smallest, (*row)[j]);
    }
    if (smallest > limit + 1) return limit + 1;  // a swap may still win one back from the row before
    std::swap(before, above);
    std::swap(above, row);
  }
  return (*above)[b.size()];
}

struct CodePointRange {
  char32_t first, last;
};

// Controls, and what a terminal does not show or lets reorder the text around it.
constexpr std::array kHidden = {
    CodePointRange{0x00, 0x1F},     CodePointRange{0x7F, 0x9F},       CodePointRange{0xAD, 0xAD},
    CodePointRange{0x61C, 0x61C},   CodePointRange{0x180E, 0x180E},   CodePointRange{0x200B, 0x200F},
    CodePointRange{0x2028, 0x202E}, CodePointRange{0x2060, 0x206F},   CodePointRange{0xFEFF, 0xFEFF},
    CodePointRange{0xFFF9, 0xFFFB}, CodePointRange{0xE0000, 0xE0FFF},
};

// The four hex digits of a \u escape at the front of `text`.
std::optional<char32_t> escaped_code_unit(std::string_view text) {
  if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') return std::nullopt;
  char32_t value = 0;
  for (const char c : text.substr(2, 4)) {
    const int digit = hex_value(c);
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<char32_t>(digit);
  }
  return value;
}

bool is_hidden(char32_t c) {
  return std::any_of(kHidden.begin(), kHidden.end(), [c](auto r) { return r.first <= c && c <= r.last; });
}

}  // namespace

std::string fold(std::string_view text) {
  std::string folded(text);
  for (char& c : folded) c = fold(c);
  return folded;
}

bool equal_folded(std::string_view a, std::string_view b) {
  return a.size() == b.size() && compare_folded(a, b) == 0;
}

int compare_folded(std::string_view a, std::string_view b) {
  const size_t common = std::min(a.size(), b.size());
  for (size_t i = 0; i < common; ++i) {
    const auto x = static_cast<unsigned char>(fold(a[i]));
    const auto y = static_cast<unsigned char>(fold(b[i]));
    if (x != y) return x < y ? -1 : 1;
  }
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  size_t begin = 0;
  for (size_t end; (end = text.find(separator, begin)) != std::string_view::npos; begin = end + 1) {
    parts.push_back(text.substr(begin, end - begin));
  }
  parts.push_back(text.substr(begin));
  return parts;
}

std::optional<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const int high = i + 1 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

std::optional<JsonEscape> json_escape(std::string_view text) {
  if (text.size() < 2 || text[0] != '\\') return std::nullopt;
  if (text[1] != 'u') {
    constexpr std::string_view kLetters = "bfnrt\"\\/";
    constexpr std::string_view kMeanings = "\b\f\n\r\t\"\\/";
    const size_t letter = kLetters.find(text[1]);
    if (letter == std::string_view::npos) return std::nullopt;
    return JsonEscape{static_cast<unsigned char>(kMeanings[letter]), 2};
  }
  const std::optional<char32_t> unit = escaped_code_unit(text);
  if (!unit || *unit < 0xD800 || *unit > 0xDFFF)
    return unit ? std::optional(JsonEscape{*unit, 6}) : std::nullopt;
  const std::optional<char32_t> low = escaped_code_unit(text.substr(6));
  if (*unit > 0xDBFF || !low || *low < 0xDC00 || *low > 0xDFFF) return std::nullopt;
  return JsonEscape{0x10000 + ((*unit - 0xD800) << 10U) + (*low - 0xDC00), 12};
}

std::optional<std::string_view> nearest_name(std::string_view name,
                                             std::span<const std::string_view> candidates) {
  if (name.size() > kMaxNearestName) return std::nullopt;
  std::optional<std::string_view> nearest;
  size_t limit = name.size() / 3;
  for (const std::string_view candidate : candidates) {
    const size_t longer = std::max(name.size(), candidate.size());
    const size_t shorter = std::min(name.size(), candidate.size());
    if (longer - shorter > limit) continue;
    const size_t distance = edit_distance(name, candidate, limit);
    if (distance > limit) continue;
    nearest = candidate;
    if (distance == 0) break;
    limit = distance - 1;  // from here on only a nearer one counts
  }
  return nearest;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character character = first_character(text);
    append_printable(out, character, text.substr(0, character.size));
    text.remove_prefix(character.size);
  }
  return out;
}

void append_printable(std::string& out, Character character, std::string_view text) {
  const char32_t c = character.code_point;
  if (c == Character::kNotUtf8) {
    fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(text[0]));
  } else if (!is_hidden(c)) {
    out += text.substr(0, character.size);
  } else if (c == '\n' || c == '\t' || c == '\r') {
    out += c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r";
  } else if (c > 0xFFFF) {
    fmt::format_to(std::back_inserter(out), "\\U{:08x}", static_cast<uint32_t>(c));
  } else {
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<uint32_t>(c));
  }
}

Character first_character(std::string_view text) {
  assert(!text.empty());
  const auto byte = [text](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const uint32_t size = lead >= 0xC2 && lead <= 0xDF   ? 2
                        : lead >= 0xE0 && lead <= 0xEF ? 3
                        : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                       : 1;
  if (size == 1 || size > text.size()) return {};
  char32_t c = lead & (0x7FU >> size);
  for (uint32_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    c = (c << 6U) | (byte(i) & 0x3FU);
  }
  const bool overlong = (size == 3 && c < 0x800) || (size == 4 && c < 0x10000);
  const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
  if (overlong || surrogate || c > 0x10FFFF) return {};
  return {c, size};
}

void append_utf8(std::string& out, char32_t code_point) {
  const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xC0U | (code_point >> 6U));
    put(0x80U | (code_point & 0x3FU));
  } else if (code_point < 0x10000) {
    put(0xE0U | (code_point >> 12U));
    put(0x80U | ((code_point >> 6U) & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  } else {
    put(0xF0U | (code_point >> 18U));
    put(0x80U | ((code_point >> 12U) & 0x3FU));
    put(0x80U | ((code_point >> 6U) & 0x3FU));
    put(0x80U | (code_point & 0x3FU));
  }
}

bool is_utf8(std::string_view text, size_t* bad) {
  size_t i = 0;
  while (i < text.size()) {
    uint64_t eight = 0;
    if (text.size() - i >= sizeof eight) {
      std::memcpy(&eight, text.data() + i, sizeof eight);
      if ((eight & 0x8080808080808080ULL) == 0) {
        i += sizeof eight;
        continue;
      }
    }
    const Character character = first_character(text.substr(i));
    if (character.code_point == Character::kNotUtf8) {
      if (bad != nullptr) *bad = i;
      return false;
    }
    i += character.size;
  }
  return true;
}

}  // namespace arnscope
