#include "engine/policy/glob.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/properties/glob_judge.h"

namespace arnscope {
namespace {

// Every word over `alphabet` of up to `longest` letters, shortest first.
std::vector<std::string> words(std::string_view alphabet, size_t longest) {
  std::vector<std::string> all = {""};
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i].size() == longest) continue;
    for (const char letter : alphabet) all.push_back(all[i] + letter);
  }
  return all;
}

// RE2's pattern for a glob, as one would write it by hand.
std::string to_regex(std::string_view glob) {
  std::string regex;
  for (const char c : glob) {
    if (c == '*')
      regex += ".*";
    else if (c == '?')
      regex += ".";
    else
      regex += RE2::QuoteMeta(std::string(1, c));
  }
  return regex;
}

RE2::Options regex_options(Case letters) {
  RE2::Options options(RE2::Latin1);
  options.set_dot_nl(true);
  options.set_case_sensitive(letters == Case::kSensitive);
  return options;
}

TEST(glob, match_agrees_with_the_judge_and_with_re2) {
  const auto texts = words("ab", 6);
  for (const std::string& pattern : words("ab*?", 5)) {
    const RE2 regex(to_regex(pattern), regex_options(Case::kSensitive));
    for (const std::string& text : texts) {
      const bool expected = judge_match(pattern, text);
      ASSERT_EQ(glob_match(pattern, text), expected) << '"' << pattern << "\" on \"" << text << '"';
      ASSERT_EQ(RE2::FullMatch(text, regex), expected) << '"' << pattern << "\" on \"" << text << '"';
    }
  }
}

TEST(glob, match_without_case_agrees_with_the_judge_and_with_re2) {
  const auto texts = words("aAb", 4);
  for (const std::string& pattern : words("aAb*?", 4)) {
    const RE2 regex(to_regex(pattern), regex_options(Case::kInsensitive));
    for (const std::string& text : texts) {
      const bool expected = judge_match(pattern, text, Case::kInsensitive);
      ASSERT_EQ(glob_match(pattern, text, Case::kInsensitive), expected)
          << '"' << pattern << "\" on \"" << text << '"';
      ASSERT_EQ(RE2::FullMatch(text, regex), expected) << '"' << pattern << "\" on \"" << text << '"';
    }
  }
}

// The bytes of two-, three- and four-byte code points and bytes that are none, whole and torn.
TEST(glob, match_counts_code_points) {
  const std::vector<std::string> pieces = {"a",    "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",
                                           "\xC3", "\xA9",     "\xF0\x9F",     "\x80"};
  std::vector<std::string> texts = {""};
  for (size_t i = 0; i < texts.size(); ++i)
    for (size_t p = 0; p < pieces.size() && i < 73; ++p) texts.push_back(texts[i] + pieces[p]);
  auto pattern_pieces = pieces;
  pattern_pieces.insert(pattern_pieces.end(), {"*", "?"});
  std::vector<std::string> patterns = {""};
  for (size_t i = 0; i < patterns.size(); ++i)
    for (size_t p = 0; p < pattern_pieces.size() && i < 1111; ++p)
      patterns.push_back(patterns[i] + pattern_pieces[p]);
  for (const std::string& pattern : patterns)
    for (const std::string& text : texts)
      ASSERT_EQ(glob_match(pattern, text), judge_match(pattern, text))
          << testing::PrintToString(pattern) << " on " << testing::PrintToString(text);
}

// The texts that a pattern matches, one bit a text.
using Language = std::vector<uint64_t>;

Language language(const std::string& pattern, const std::vector<std::string>& texts) {
  Language bits((texts.size() + 63) / 64);
  for (size_t i = 0; i < texts.size(); ++i)
    if (judge_match(pattern, texts[i])) bits[i / 64] |= uint64_t{1} << (i % 64);
  return bits;
}

bool disjoint(const Language& a, const Language& b) {
  for (size_t i = 0; i < a.size(); ++i)
    if ((a[i] & b[i]) != 0) return false;
  return true;
}

bool subset(const Language& inner, const Language& outer) {
  for (size_t i = 0; i < inner.size(); ++i)
    if ((inner[i] & ~outer[i]) != 0) return false;
  return true;
}

// The alphabet of the texts has `c`, which no pattern has. Two patterns of a star and four others each can
// have a shortest common text of eight characters (`*aaaa` and `bbbb*`); those pairs are left out.
TEST(glob, intersects_and_contains_agree_with_enumeration) {
  const auto patterns = words("ab*?", 5);
  const auto texts = words("abc", 7);
  std::vector<Language> languages;
  std::vector<bool> is_long;
  for (const std::string& pattern : patterns) {
    languages.push_back(language(pattern, texts));
    is_long.push_back(pattern.size() == 5 && std::count(pattern.begin(), pattern.end(), '*') == 1);
  }
  for (size_t i = 0; i < patterns.size(); ++i) {
    for (size_t j = 0; j < patterns.size(); ++j) {
      if (is_long[i] && is_long[j]) continue;
      ASSERT_EQ(glob_intersects(patterns[i], patterns[j]), !disjoint(languages[i], languages[j]))
          << '"' << patterns[i] << "\" and \"" << patterns[j] << '"';
      ASSERT_EQ(glob_contains(patterns[i], patterns[j]), subset(languages[j], languages[i]))
          << '"' << patterns[i] << "\" around \"" << patterns[j] << '"';
    }
  }
}

// Longer inner patterns against shorter outer ones, where stars of the inner can be taken for nothing.
TEST(glob, contains_agrees_with_enumeration_on_longer_patterns) {
  const auto texts = words("abc", 8);
  const auto outers = words("ab*?", 4);
  std::vector<Language> outer_languages;
  for (const std::string& outer : outers) outer_languages.push_back(language(outer, texts));
  for (const std::string& inner : words("ab*", 6)) {
    if (inner.size() < 6 || std::count(inner.begin(), inner.end(), '*') != 2) continue;
    const Language inner_language = language(inner, texts);
    for (size_t i = 0; i < outers.size(); ++i)
      ASSERT_EQ(glob_contains(outers[i], inner), subset(inner_language, outer_languages[i]))
          << '"' << outers[i] << "\" around \"" << inner << '"';
  }
}

TEST(glob, relations_without_case_agree_with_folded_patterns) {
  for (const std::string& a : words("aAb*", 4)) {
    for (const std::string& b : words("aAb?*", 3)) {
      ASSERT_EQ(glob_intersects(a, b, Case::kInsensitive), glob_intersects(fold(a), fold(b)))
          << a << ' ' << b;
      ASSERT_EQ(glob_contains(a, b, Case::kInsensitive), glob_contains(fold(a), fold(b))) << a << ' ' << b;
    }
  }
}

// A pattern that makes a backtracking matcher take exponential time.
TEST(glob, hostile_patterns_take_linear_passes) {
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "*a";
  pattern += "*b";
  const std::string text(20000, 'a');
  EXPECT_FALSE(glob_match(pattern, text));
  EXPECT_FALSE(glob_match(pattern + "*", text));
  EXPECT_TRUE(glob_contains("*", pattern));
  EXPECT_TRUE(glob_intersects(pattern, "a*b"));
}

}  // namespace
}  // namespace arnscope
