#include "engine/policy/glob.h"

#include <array>
#include <cstddef>
#include <cstring>
#include <utility>
#include <vector>

#include "engine/base/text.h"

namespace arnscope {
namespace {

constexpr size_t kNone = std::string_view::npos;

// What a pattern is laid over. A text is characters. In a pattern (glob_contains) `?` is a character that no
// letter equals, and `*` is a place of no length that letters and single `?`s cannot step over: only a run of
// wildcards that has a `*` can. That is exact where the alphabet has a letter that occurs in neither pattern:
// for any text the outer pattern finds the letters' places leftmost before a star of the inner and rightmost
// behind it; a longer star only widens the gap between the two, so the empty star is the hardest one.
enum class Subject : uint8_t { kText, kPattern };

constexpr bool is_wildcard(char c) { return c == '*' || c == '?'; }
constexpr bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
constexpr bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

template <Case kLetters>
constexpr char letter(char c) {
  return kLetters == Case::kInsensitive ? fold(c) : c;
}

// The bytes of the character at `at`. REQUIRES: at < text.size().
size_t unit_length(std::string_view text, size_t at) {
  return is_ascii(text[at]) ? 1 : first_character(text.substr(at)).size;
}

// The bytes of the character that ends at `end`. REQUIRES: end > 0 and a character ends there.
size_t unit_before(std::string_view text, size_t end) {
  for (size_t length = 2; length <= 4 && length <= end; ++length)
    if (unit_length(text, end - length) == length) return length;
  return 1;
}

// Whether `at` lies between characters.
bool at_boundary(std::string_view text, size_t at) {
  if (at >= text.size() || !is_continuation(text[at])) return true;
  for (size_t back = 1; back <= 3 && back <= at; ++back)
    if (unit_length(text, at - back) > back) return false;
  return true;
}

// Moves one character on. REQUIRES: at < text.size().
bool step(std::string_view text, size_t& at) {
  if (is_ascii(text[at])) return ++at, true;
  if (!at_boundary(text, at)) return false;
  at += unit_length(text, at);
  return true;
}

// Whether the run of wildcards at `p` has a `*`.
bool is_gap(std::string_view pattern, size_t p) {
  while (p < pattern.size() && pattern[p] == '?') ++p;
  return p < pattern.size() && pattern[p] == '*';
}

// Matches letters and `?`s from `p` at `t` until a gap or the end of the pattern, and moves both there.
template <Case kLetters, Subject kSubject>
bool advance(std::string_view pattern, std::string_view text, size_t& p, size_t& t) {
  bool in_run = false;  // behind the first `?` of a run that is known to be no gap
  for (; p < pattern.size() && pattern[p] != '*'; ++p) {
    if (pattern[p] == '?') {
      if (kSubject == Subject::kPattern && !in_run && is_gap(pattern, p)) break;
      in_run = true;
      if (t == text.size() || (kSubject == Subject::kPattern && text[t] == '*')) return false;
      if (!step(text, t)) return false;
    } else {
      in_run = false;
      if (t == text.size() || letter<kLetters>(pattern[p]) != letter<kLetters>(text[t])) return false;
      ++t;
    }
  }
  return at_boundary(text, t);
}

// The same backwards from the text's end, for a pattern without `*`, down to `floor`. Returns where the match
// begins, or kNone.
template <Case kLetters, Subject kSubject>
size_t retreat(std::string_view pattern, std::string_view text, size_t floor) {
  size_t t = text.size();
  for (size_t p = pattern.size(); p-- > 0;) {
    if (t == floor) return kNone;
    if (pattern[p] != '?') {
      if (letter<kLetters>(pattern[p]) != letter<kLetters>(text[t - 1])) return kNone;
      --t;
    } else if (is_ascii(text[t - 1])) {
      if (kSubject == Subject::kPattern && text[t - 1] == '*') return kNone;
      --t;
    } else {
      if (!at_boundary(text, t)) return kNone;
      t -= unit_before(text, t);
    }
  }
  return at_boundary(text, t) ? t : kNone;
}

// Moves `p` behind a run of wildcards and `t` behind as many characters as its `?`s demand.
template <Subject kSubject>
bool skip_gap(std::string_view pattern, std::string_view text, size_t& p, size_t& t) {
  for (; p < pattern.size() && is_wildcard(pattern[p]); ++p) {
    if (pattern[p] == '*') continue;
    if (kSubject == Subject::kPattern)
      while (t < text.size() && text[t] == '*') ++t;
    if (t == text.size() || !step(text, t)) return false;
  }
  return true;
}

template <Case kLetters>
size_t find_letter(std::string_view text, char wanted, size_t from) {
  if (kLetters == Case::kSensitive) return text.find(wanted, from);
  const char folded = fold(wanted);
  while (from < text.size() && fold(text[from]) != folded) ++from;
  return from < text.size() ? from : kNone;
}

// Finds the leftmost place at or behind `t` where the pattern from `p` to the next gap matches, and moves
// both behind it. REQUIRES: pattern[p] is a letter.
template <Case kLetters, Subject kSubject>
bool find_segment(std::string_view pattern, std::string_view text, size_t& p, size_t& t) {
  for (size_t from = t;; ++from) {
    from = find_letter<kLetters>(text, pattern[p], from);
    if (from == kNone) return false;
    size_t segment_end = p;
    size_t text_end = from;
    if (at_boundary(text, from) && advance<kLetters, kSubject>(pattern, text, segment_end, text_end)) {
      p = segment_end;
      t = text_end;
      return true;
    }
  }
}

// The head before the first gap, then the tail behind the last, then what stands between, leftmost first:
// each segment is searched once from where the one before it ended, so the whole is O(|pattern| * |text|).
template <Case kLetters, Subject kSubject>
bool matches(std::string_view pattern, std::string_view text) {
  size_t p = 0;
  size_t t = 0;
  if (!advance<kLetters, kSubject>(pattern, text, p, t)) return false;
  if (p == pattern.size()) return t == text.size();
  if (p + 1 == pattern.size()) return true;

  size_t tail = pattern.rfind('*') + 1;
  while (tail < pattern.size() && pattern[tail] == '?') ++tail;
  const size_t end = retreat<kLetters, kSubject>(pattern.substr(tail), text, t);
  if (end == kNone) return false;

  const std::string_view body = text.substr(0, end);
  for (;;) {
    if (!skip_gap<kSubject>(pattern, body, p, t)) return false;
    if (p == tail) return true;
    if (!find_segment<kLetters, kSubject>(pattern, body, p, t)) return false;
  }
}

// Whether one character can stand at `a[i]` and at `b[j]`, neither of which is `*`.
template <Case kLetters>
bool units_meet(std::string_view a, size_t i, size_t a_length, std::string_view b, size_t j,
                size_t b_length) {
  if (a[i] == '?' || b[j] == '?') return true;
  if (a_length != b_length) return false;
  for (size_t k = 0; k < a_length; ++k)
    if (letter<kLetters>(a[i + k]) != letter<kLetters>(b[j + k])) return false;
  return true;
}

// reach[j] of row i: some text matches both a[0, i) and b[0, j). One row is kept; `diagonal` carries what row
// i gives to row i + 1 one column on. REQUIRES: reach has |b| + 1 zeros.
template <Case kLetters>
bool rows_intersect(std::string_view a, std::string_view b, char* reach) {
  reach[0] = 1;
  for (size_t i = 0; i < a.size();) {
    const size_t a_length = unit_length(a, i);
    const bool a_star = a[i] == '*';
    bool diagonal = false;
    bool alive = false;
    for (size_t j = 0; j <= b.size();) {
      const bool here = reach[j] != 0;
      const bool b_star = j < b.size() && b[j] == '*';
      const size_t b_length = j < b.size() ? unit_length(b, j) : 1;
      if (here && j < b.size() && (a_star || b_star)) reach[j + b_length] = 1;
      reach[j] = diagonal || (here && (a_star || b_star));
      alive = alive || reach[j] != 0;
      diagonal =
          here && !a_star && !b_star && j < b.size() && units_meet<kLetters>(a, i, a_length, b, j, b_length);
      j += b_length;
    }
    if (!alive) return false;
    i += a_length;
  }
  // The last row may still run on through stars of b.
  for (size_t j = 0; j < b.size(); ++j)
    if (reach[j] != 0 && b[j] == '*') reach[j + 1] = 1;
  return reach[b.size()] != 0;
}

// Whether two patterns differ in a letter before the first wildcard of either, or behind the last.
template <Case kLetters>
bool ends_differ(std::string_view a, std::string_view b) {
  for (size_t i = 0; i < a.size() && i < b.size() && !is_wildcard(a[i]) && !is_wildcard(b[i]); ++i)
    if (letter<kLetters>(a[i]) != letter<kLetters>(b[i])) return true;
  for (size_t i = 1; i <= a.size() && i <= b.size(); ++i) {
    const char x = a[a.size() - i];
    const char y = b[b.size() - i];
    if (is_wildcard(x) || is_wildcard(y)) return false;
    if (letter<kLetters>(x) != letter<kLetters>(y)) return true;
  }
  return false;
}

template <Case kLetters>
bool intersects(std::string_view a, std::string_view b) {
  if (ends_differ<kLetters>(a, b)) return false;
  if (!has_wildcard(a)) return matches<kLetters, Subject::kText>(b, a);
  if (!has_wildcard(b)) return matches<kLetters, Subject::kText>(a, b);
  if (a.size() < b.size()) std::swap(a, b);
  std::array<char, 512> small;
  if (b.size() < small.size()) {
    std::memset(small.data(), 0, b.size() + 1);
    return rows_intersect<kLetters>(a, b, small.data());
  }
  std::vector<char> large(b.size() + 1, 0);
  return rows_intersect<kLetters>(a, b, large.data());
}

}  // namespace

bool glob_match(std::string_view pattern, std::string_view text, Case letters) {
  // Texts that are not alike mostly end differently.
  if (letters == Case::kSensitive && !pattern.empty() && !is_wildcard(pattern.back()) &&
      (text.empty() || text.back() != pattern.back()))
    return false;
  return letters == Case::kSensitive ? matches<Case::kSensitive, Subject::kText>(pattern, text)
                                     : matches<Case::kInsensitive, Subject::kText>(pattern, text);
}

bool glob_intersects(std::string_view a, std::string_view b, Case letters) {
  return letters == Case::kSensitive ? intersects<Case::kSensitive>(a, b)
                                     : intersects<Case::kInsensitive>(a, b);
}

bool glob_contains(std::string_view outer, std::string_view inner, Case letters) {
  return letters == Case::kSensitive ? matches<Case::kSensitive, Subject::kPattern>(outer, inner)
                                     : matches<Case::kInsensitive, Subject::kPattern>(outer, inner);
}

bool has_wildcard(std::string_view pattern) {
  return pattern.find('*') != kNone || pattern.find('?') != kNone;
}

std::string_view literal_prefix(std::string_view pattern) {
  size_t end = 0;
  while (end < pattern.size() && !is_wildcard(pattern[end])) ++end;
  return pattern.substr(0, end);
}

}  // namespace arnscope
