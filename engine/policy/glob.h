// Patterns of IAM: `*` is any run of characters, the empty one too, and `?` is exactly one character. Every
// other character stands for itself. Source: IAM User Guide, "IAM JSON policy elements: Resource" and
// "... Action", wildcards.
#pragma once

#include <cstdint>
#include <string_view>

namespace arnscope {

enum class Case : uint8_t { kSensitive, kInsensitive };

// Returns whether the whole of `text` matches `pattern`. `?` matches one code point of UTF-8.
// O(|pattern| * |text|) at worst, allocates nothing.
//   glob_match("s3:get*", "s3:GetObject", Case::kInsensitive)  // true
bool glob_match(std::string_view pattern, std::string_view text, Case letters = Case::kSensitive);

// Whether some text matches both patterns. O(|a| * |b|) time, O(min(|a|, |b|)) space.
bool glob_intersects(std::string_view a, std::string_view b, Case letters = Case::kSensitive);

// Whether every text that matches `inner` matches `outer`. O(|outer| * |inner|).
bool glob_contains(std::string_view outer, std::string_view inner, Case letters = Case::kSensitive);

// Whether the pattern has a wildcard.
bool has_wildcard(std::string_view pattern);

// The text before the first wildcard.
std::string_view literal_prefix(std::string_view pattern);

}  // namespace arnscope
