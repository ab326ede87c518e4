// The parts of JSON's grammar (RFC 8259) that the reader and the search for a fault share. Any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

// A fault that leaves no doubt of what was meant, and its mend: what stands in `span` goes out of the text;
// where the span is empty, a comma goes in.
struct JsonMend {
  Span span;
  std::string what;  // "a comma is missing after `"s3:GetObject"`"
};

// All that keeps a text from being JSON, in reading order: the certain faults, and the one at which reading
// stopped because it was not.
struct JsonFaults {
  std::vector<JsonMend> mends;
  std::optional<Error> uncertain;
};

// Text with more certain faults than this is no JSON with slips in it: the next is uncertain.
inline constexpr size_t kMaxJsonMends = 10000;

// The faults of a text that should be one JSON value. Certain are: a comma that is missing between two
// elements or members, one before a closing bracket, one that repeats another, a comment (`//`, `/* */`) and
// a byte order mark. Uncertain are all others, and among those just named a comma or a comment beside a
// string that touches its neighbour: there the quote may be the string's own, as in `"say ""yes"""` and
// `"b"/*`. O(bytes), no recursion.
JsonFaults find_json_faults(const std::shared_ptr<const Source>& source);

}  // namespace arnscope
