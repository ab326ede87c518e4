// Small functions on text. ASCII case only: IAM's action names, condition keys and services are ASCII.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace arnscope {

constexpr char fold(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// `text` in lower case.
std::string fold(std::string_view text);

// Whether two texts are equal but for case.
bool equal_folded(std::string_view a, std::string_view b);

// Three-way comparison of the lower-case forms, byte by byte.
int compare_folded(std::string_view a, std::string_view b);

// The parts of `text` between separators; one empty part for an empty text.
std::vector<std::string_view> split(std::string_view text, char separator);

// The value of a hexadecimal digit, or -1.
constexpr int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char folded = fold(c);
  return folded >= 'a' && folded <= 'f' ? folded - 'a' + 10 : -1;
}

// Percent-decoding as URLs do it ("+" stays "+"). Nothing where a "%" is not followed by two hex digits.
std::optional<std::string> percent_decode(std::string_view text);

// An escape of a JSON string: the character it stands for, and how many bytes it takes.
struct JsonEscape {
  char32_t code_point = 0;
  uint32_t size = 0;
};

// The escape that `text` begins with, a pair of surrogates being one; nothing where that is no escape that
// JSON knows, or half a pair (RFC 8259, section 7).
//   json_escape("\\u00e9t\\u00e9")  // U+00E9, 6 bytes
std::optional<JsonEscape> json_escape(std::string_view text);

// The candidate nearest to `name` by edit distance without regard to case (a swap of neighbours counts as one
// edit), for "did you mean"; the first of equals. Nothing where the nearest is farther than a third of the
// name's length, and for names over 256 bytes. O(candidates * |name|^2), allocates nothing.
//   nearest_name("s3:GetObjcet", actions)  // "s3:GetObject"
std::optional<std::string_view> nearest_name(std::string_view name,
                                             std::span<const std::string_view> candidates);

// Input made safe to print on a terminal: control characters, DEL, C1 controls, bidirectional marks and other
// invisible characters become \n, \t, \u001b and the like; bytes that are not UTF-8 become \xNN. Leaves text
// alone that it made safe before.
std::string printable(std::string_view text);

// Whether `text` is valid UTF-8; where not, `*bad` is the offset of the first byte that is wrong.
bool is_utf8(std::string_view text, size_t* bad = nullptr);

// One character of a text: its code point and how many bytes it takes. A byte that is not UTF-8 is a
// character of its own, of size 1 and code point kNotUtf8.
struct Character {
  static constexpr char32_t kNotUtf8 = 0xFFFFFFFF;
  char32_t code_point = kNotUtf8;
  uint32_t size = 1;
};

// The first character of `text`. REQUIRES: !text.empty().
Character first_character(std::string_view text);

// Appends one character as UTF-8. REQUIRES: a code point of Unicode that is not a surrogate.
void append_utf8(std::string& out, char32_t code_point);

// Appends one character of `text` as printable() shows it.
void append_printable(std::string& out, Character character, std::string_view text);

}  // namespace arnscope
