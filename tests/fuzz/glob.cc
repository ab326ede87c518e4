// Input: a pattern, a text and another pattern, separated by NUL. The fast matcher agrees with the slow one,
// and the relations between patterns with what the patterns do to the text.
#include "engine/policy/glob.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/text.h"
#include "tests/fuzz/require.h"
#include "tests/properties/glob_judge.h"

namespace arnscope {
namespace {

// The judge takes exponential time in the stars.
bool is_judgeable(std::string_view pattern, std::string_view text) {
  return std::count(pattern.begin(), pattern.end(), '*') <= 4 && pattern.size() <= 64 && text.size() <= 32;
}

void check_match(std::string_view pattern, std::string_view text) {
  const bool matches = glob_match(pattern, text);
  const bool matches_folded = glob_match(pattern, text, Case::kInsensitive);
  ARNSCOPE_REQUIRE(!matches || matches_folded);
  ARNSCOPE_REQUIRE(matches_folded == glob_match(fold(pattern), fold(text)));
  ARNSCOPE_REQUIRE(glob_match(text, text) || has_wildcard(text));
  if (!has_wildcard(text)) {
    ARNSCOPE_REQUIRE(glob_intersects(pattern, text) == matches);
    ARNSCOPE_REQUIRE(glob_contains(pattern, text) == matches);
  }
  if (!is_judgeable(pattern, text)) return;
  ARNSCOPE_REQUIRE(matches == judge_match(pattern, text));
  ARNSCOPE_REQUIRE(matches_folded == judge_match(pattern, text, Case::kInsensitive));
}

// The relations are of characters; bytes that are none have no meaning across two patterns.
void check_relations(std::string_view a, std::string_view b, std::string_view text) {
  const bool meet = glob_intersects(a, b);
  const bool contain = glob_contains(a, b);
  ARNSCOPE_REQUIRE(meet == glob_intersects(b, a));
  if (!is_utf8(a) || !is_utf8(b) || !is_utf8(text)) return;
  ARNSCOPE_REQUIRE(glob_contains("*", a));
  ARNSCOPE_REQUIRE(glob_contains(a, a));
  ARNSCOPE_REQUIRE(glob_intersects(a, a));
  ARNSCOPE_REQUIRE(!contain || meet);
  if (glob_match(b, text)) {
    ARNSCOPE_REQUIRE(!contain || glob_match(a, text));
    ARNSCOPE_REQUIRE(meet || !glob_match(a, text));
  }
}

}  // namespace
}  // namespace arnscope

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 8192) return 0;
  const auto parts = arnscope::split({reinterpret_cast<const char*>(data), size}, '\0');
  const auto part = [&](size_t i) { return i < parts.size() ? parts[i] : std::string_view(); };
  arnscope::check_match(part(0), part(1));
  arnscope::check_match(part(2), part(1));
  arnscope::check_relations(part(0), part(2), part(1));
  return 0;
}
