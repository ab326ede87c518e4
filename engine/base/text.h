// Small functions on text. ASCII case only: IAM's action names, condition keys and services are ASCII.
#pragma once

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

// Percent-decoding as URLs do it ("+" stays "+"). Nothing where a "%" is not followed by two hex digits.
std::optional<std::string> percent_decode(std::string_view text);

// The candidate nearest to `name` by edit distance without regard to case, for "did you mean"; nothing where
// the nearest is farther than a third of the name's length. O(candidates * |name|^2).
std::optional<std::string_view> nearest_name(std::string_view name,
                                             std::span<const std::string_view> candidates);

// Input made safe to print on a terminal: control characters, DEL, C1 controls and bidirectional marks become
// \n, \t, \u001b and the like; bytes that are not UTF-8 become \xNN.
std::string printable(std::string_view text);

// Whether `text` is valid UTF-8; where not, `*bad` is the offset of the first byte that is wrong.
bool is_utf8(std::string_view text, size_t* bad = nullptr);

}  // namespace arnscope
