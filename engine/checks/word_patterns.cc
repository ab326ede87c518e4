#include "engine/checks/word_patterns.h"

#include <algorithm>
#include <set>

#include "engine/base/text.h"
#include "engine/policy/glob.h"

namespace arnscope {
namespace {

constexpr size_t kFewestWords = 5;  // of `*Word*Word*`
constexpr size_t kMostWords = 12;   // 4,096 ways to keep some
constexpr std::ptrdiff_t kFewestStars = 3;

std::ptrdiff_t stars(std::string_view text) { return std::count(text.begin(), text.end(), '*'); }

// "DescribeDBClusters" as Describe, DB, Clusters.
std::vector<std::string_view> words_of(std::string_view name) {
  const auto is_upper = [&](size_t i) { return i < name.size() && fold(name[i]) != name[i]; };
  std::vector<std::string_view> words;
  size_t begin = 0;
  for (size_t i = 1; i < name.size(); ++i) {
    if (!is_upper(i) || (is_upper(i - 1) && (i + 1 == name.size() || is_upper(i + 1)))) continue;
    words.push_back(name.substr(begin, i - begin));
    begin = i;
  }
  words.push_back(name.substr(begin));
  return words;
}

class WordsOfName {
 public:
  WordsOfName(const ServiceNames& service, const std::vector<std::string>& folded, std::string_view name)
      : service_(service), folded_(folded), words_(words_of(name)) {}

  void append_to(std::set<std::string>& texts) {
    if (words_.size() < kFewestWords || words_.size() > kMostWords) return;
    exact_.assign(size_t{1} << words_.size(), Exact::kNotAsked);
    for (uint32_t kept = 1; kept < exact_.size(); ++kept) {
      std::string text = pattern_of(kept);
      if (stars(text) < kFewestStars || !is_exact(kept) || can_spare_word(kept)) continue;
      text = shortened(std::move(text));
      if (stars(text) >= kFewestStars) texts.insert(std::move(text));
    }
  }

 private:
  enum class Exact : uint8_t { kNotAsked, kNo, kYes };

  // `kept` has a bit for each word.
  std::string pattern_of(uint32_t kept) const {
    std::string text;
    for (size_t i = 0; i < words_.size(); ++i) {
      if ((kept >> i & 1) != 0)
        text += words_[i];
      else if (text.empty() || text.back() != '*')
        text += '*';
    }
    return text;
  }

  bool matches_no_unwanted(std::string_view text) const {
    const std::string pattern = fold(text);
    return std::none_of(service_.unwanted.begin(), service_.unwanted.end(),
                        [&](uint32_t name) { return glob_match(pattern, folded_[name]); });
  }

  bool is_exact(uint32_t kept) {
    Exact& exact = exact_[kept];
    if (exact == Exact::kNotAsked) exact = matches_no_unwanted(pattern_of(kept)) ? Exact::kYes : Exact::kNo;
    return exact == Exact::kYes;
  }

  bool can_spare_word(uint32_t kept) {
    for (uint32_t left = kept; left != 0; left &= left - 1)
      if (is_exact(kept & ~(left & -left))) return true;
    return false;
  }

  // Without the characters beside a `*` that it can spare, from the left and then from the right: one that it
  // cannot spare now it cannot spare later.
  std::string shortened(std::string text) const {
    const auto without = [&](size_t at) {
      const bool before = at > 0 && text[at - 1] == '*';
      const bool after = at + 1 < text.size() && text[at + 1] == '*';
      if (text[at] == '*' || (!before && !after)) return false;
      std::string shorter = text;
      shorter.erase(at, before && after ? 2 : 1);
      if (!matches_no_unwanted(shorter)) return false;
      text = std::move(shorter);
      return true;
    };
    for (size_t at = 0; at < text.size();)
      if (!without(at)) ++at;
    for (size_t at = text.size(); at-- > 0;)
      if (at < text.size()) without(at);
    return text;
  }

  const ServiceNames& service_;
  const std::vector<std::string>& folded_;
  std::vector<std::string_view> words_;
  std::vector<Exact> exact_;  // by the words kept
};

}  // namespace

void append_word_patterns(const ServiceNames& service, const std::vector<std::string>& folded,
                          uint32_t least_members, std::vector<ExactPattern>& patterns) {
  std::set<std::string> texts;
  for (const uint32_t wanted : service.wanted)
    WordsOfName(service, folded, service.names[wanted]).append_to(texts);
  for (const std::string& text : texts) {
    const std::string pattern = fold(text);
    ActionSet members(static_cast<uint32_t>(service.wanted.size()));
    for (uint32_t i = 0; i < service.wanted.size(); ++i)
      if (glob_match(pattern, folded[service.wanted[i]])) members.insert(i);
    if (members.size() >= least_members) patterns.push_back({text, std::move(members)});
  }
}

}  // namespace arnscope
