// The parts of JSON's grammar (RFC 8259) that the reader and the search for a fault share. Any thread.
#pragma once

#include <memory>
#include <string_view>

#include "engine/base/finding.h"

namespace arnscope {

constexpr bool is_json_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// Whether a byte ends a number or a word: white space, a bracket, a comma, a colon or a quote.
constexpr bool ends_json_word(char c) {
  return is_json_space(c) || c == '{' || c == '}' || c == '[' || c == ']' || c == ',' || c == ':' || c == '"';
}

// Whether the whole of `text` is a number.
bool is_json_number(std::string_view text);

// How many values a text may hold.
enum class Extent : uint8_t { kOne, kSequence };

// The first fault, in reading order, of a text that is not JSON: what stands there and what would be right.
// Reads what stands in `span`, plainly and slowly: the fast reader has said before that there is a fault.
// O(bytes), no recursion.
Error find_json_fault(const std::shared_ptr<const Source>& source, Span span, Extent extent);

}  // namespace arnscope
