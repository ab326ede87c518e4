#include "engine/checks/exact_patterns.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <tuple>

#include "engine/base/text.h"

namespace arnscope {
namespace {

// Lengths are bytes, and loops run over whole blocks of them, so that the compiler can do a block at a time.
constexpr size_t kBlock = 16;
constexpr size_t kStride = kLongestName + 2 * kBlock;
using Lengths = std::array<uint8_t, kStride>;

size_t common_prefix(std::string_view a, std::string_view b) {
  return static_cast<size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

size_t common_suffix(std::string_view a, std::string_view b) {
  return static_cast<size_t>(std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend()).first - a.rbegin());
}

// What two names share.
class Comparison {
 public:
  // `name` is what visit() below is about.
  explicit Comparison(std::string_view name) : name_(name), width_((name.size() / kBlock + 1) * kBlock) {
    text_.fill(0);
    std::copy(name.begin(), name.end(), text_.begin());
  }

  // For each common prefix of `prefix` characters and common suffix of `suffix` that do not overlap in
  // `other`: visit(prefix, suffix, longest), where longest[at] is how much of the name from `at` on is found
  // between the two in `other`.
  template <class Visit>
  void visit(std::string_view other, Visit visit) {
    fill_common(other);
    const size_t prefixes = common_prefix(name_, other);
    const size_t suffixes = common_suffix(name_, other);
    for (size_t suffix = 0; suffix <= suffixes; ++suffix) {
      Lengths longest{};
      const size_t end = other.size() - suffix;
      for (size_t from = end + 1; from-- > 0;) {
        at_most(longest, common_[from], static_cast<uint8_t>(end - from));
        if (from <= prefixes) visit(from, suffix, longest);
      }
    }
  }

  size_t width() const { return width_; }

 private:
  // common_[o][n]: the length of the common text of other[o..] and name[n..].
  void fill_common(std::string_view other) {
    common_[other.size()].fill(0);
    for (size_t o = other.size(); o-- > 0;)
      for (size_t n = 0; n < width_; n += kBlock)
        extend(static_cast<uint8_t>(other[o]), text_.data() + n, common_[o + 1].data() + n + 1,
               common_[o].data() + n);
  }

  // A block at a time through a local array: what is written could else be what is read next, for all that
  // the compiler knows.
  static void extend(uint8_t letter, const uint8_t* name, const uint8_t* next, uint8_t* row) {
    std::array<uint8_t, kBlock> block;
    for (size_t k = 0; k < kBlock; ++k)
      block[k] = name[k] == letter ? static_cast<uint8_t>(next[k] + 1) : uint8_t{0};
    std::memcpy(row, block.data(), kBlock);
  }

  void at_most(Lengths& longest, const Lengths& row, uint8_t limit) const {
    for (size_t n = 0; n < width_; n += kBlock) {
      std::array<uint8_t, kBlock> block;
      for (size_t k = 0; k < kBlock; ++k) block[k] = std::max(longest[n + k], std::min(row[n + k], limit));
      std::memcpy(longest.data() + n, block.data(), kBlock);
    }
  }

  std::string_view name_;
  size_t width_;
  Lengths text_;
  std::array<Lengths, kLongestName + 1> common_{};  // beyond `width_` all is 0
};

// `prefix*infix*suffix` as parts of a name, each perhaps empty: its first `prefix` characters, those from
// `first` to `last`, and its last `suffix`.
struct Parts {
  uint8_t prefix, first, last, suffix;
  bool dropped;
};

std::string pattern_of(std::string_view name, const Parts& parts) {
  std::string text(name.substr(0, parts.prefix));
  text += '*';
  if (parts.first < parts.last) {
    text += name.substr(parts.first, size_t{parts.last} - parts.first);
    text += '*';
  }
  return text += name.substr(name.size() - parts.suffix);
}

// The patterns of up to two `*` that match one wanted name.
class PatternsOfName {
 public:
  PatternsOfName(const ServiceNames& service, const std::vector<std::string>& folded, size_t wanted)
      : service_(service),
        folded_(folded),
        wanted_(wanted),
        name_(folded[service.wanted[wanted]]),
        comparison_(name_) {}

  void append_to(std::vector<ExactPattern>& patterns, uint32_t least_members) {
    require_infixes();
    enumerate();
    if (!drop_found_before()) return;
    find_members();
    for (size_t i = 0; i < parts_.size(); ++i)
      if (!parts_[i].dropped && members_[i].size() >= least_members)
        patterns.push_back({pattern_of(service_.names[service_.wanted[wanted_]], parts_[i]), members_[i]});
  }

 private:
  Lengths& infix(size_t prefix, size_t suffix) { return infixes_[prefix * suffixes_ + suffix]; }

  // How long an infix must be from each place on, beside each prefix and suffix, so that no unwanted name
  // matches; all 0 where prefix and suffix are enough.
  void require_infixes() {
    size_t prefix = 0;
    size_t suffix = 0;
    for (const uint32_t other : service_.unwanted) {
      prefix = std::max(prefix, common_prefix(name_, folded_[other]));
      suffix = std::max(suffix, common_suffix(name_, folded_[other]));
    }
    // A character more than any unwanted name shares is enough.
    prefixes_ = std::min(prefix + 1, name_.size()) + 1;
    suffixes_ = std::min(suffix + 1, name_.size()) + 1;
    infixes_.assign(prefixes_ * suffixes_, Lengths{});
    for (const uint32_t other : service_.unwanted)
      comparison_.visit(folded_[other], [&](size_t p, size_t s, const Lengths& longest) {
        Lengths& least = infix(p, s);
        for (size_t n = 0; n < comparison_.width(); ++n)
          least[n] = std::max(least[n], static_cast<uint8_t>(longest[n] + 1));
      });
  }

  void enumerate() {
    begin_.assign(1, 0);
    for (size_t prefix = 0; prefix < prefixes_; ++prefix)
      for (size_t suffix = 0; suffix < suffixes_; ++suffix) {
        if (prefix + suffix <= name_.size()) enumerate_infixes(prefix, suffix);
        begin_.push_back(parts_.size());
      }
  }

  // Those of which no character can go.
  void enumerate_infixes(size_t prefix, size_t suffix) {
    const Lengths& least = infix(prefix, suffix);
    const auto add = [&](size_t first, size_t last) {
      if (prefix > 0 && infix(prefix - 1, suffix)[first] <= last - first) return;
      if (suffix > 0 && infix(prefix, suffix - 1)[first] <= last - first) return;
      parts_.push_back({static_cast<uint8_t>(prefix), static_cast<uint8_t>(first), static_cast<uint8_t>(last),
                        static_cast<uint8_t>(suffix), false});
    };
    if (least[0] == 0) return add(prefix, prefix);
    for (size_t first = prefix, last = 0; first < name_.size() - suffix; ++first) {
      last = first + least[first];
      if (last > name_.size() - suffix) return;
      if (first + 1 + least[first + 1] > last) add(first, last);
    }
  }

  // Calls `visit(index)` for the patterns that match another name.
  template <class Visit>
  void visit_matching(std::string_view other, Visit visit) {
    comparison_.visit(other, [&](size_t prefix, size_t suffix, const Lengths& longest) {
      if (prefix >= prefixes_ || suffix >= suffixes_) return;
      const size_t at = prefix * suffixes_ + suffix;
      for (size_t i = begin_[at]; i < begin_[at + 1]; ++i)
        if (!parts_[i].dropped && longest[parts_[i].first] >= parts_[i].last - parts_[i].first) visit(i);
    });
  }

  // A pattern is found with each name that it matches: the first counts. Returns whether any is left.
  bool drop_found_before() {
    size_t left = parts_.size();
    for (size_t before = 0; before < wanted_ && left > 0; ++before)
      visit_matching(folded_[service_.wanted[before]], [&](size_t i) {
        parts_[i].dropped = true;
        --left;
      });
    return left > 0;
  }

  void find_members() {
    members_.assign(parts_.size(), ActionSet(static_cast<uint32_t>(service_.wanted.size())));
    for (ActionSet& members : members_) members.insert(static_cast<ActionId>(wanted_));
    for (size_t other = wanted_ + 1; other < service_.wanted.size(); ++other)
      visit_matching(folded_[service_.wanted[other]],
                     [&](size_t i) { members_[i].insert(static_cast<ActionId>(other)); });
  }

  const ServiceNames& service_;
  const std::vector<std::string>& folded_;
  size_t wanted_;
  std::string_view name_;
  Comparison comparison_;
  size_t prefixes_ = 0, suffixes_ = 0;  // how many of each are worth a look, the empty one included
  std::vector<Lengths> infixes_;
  std::vector<Parts> parts_;
  std::vector<size_t> begin_;  // of each pair's patterns in parts_
  std::vector<ActionSet> members_;
};

// Of patterns with the same members the shortest, of those the one with the fewest wildcards.
void keep_shortest(std::vector<ExactPattern>& patterns) {
  const auto key = [](const ExactPattern& pattern) {
    return std::tuple(pattern.text.size(), std::count(pattern.text.begin(), pattern.text.end(), '*'));
  };
  std::vector<std::pair<uint64_t, uint32_t>> order;
  for (uint32_t i = 0; i < patterns.size(); ++i) order.emplace_back(patterns[i].members.hash(), i);
  std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    const auto key_a = key(patterns[a.second]);
    const auto key_b = key(patterns[b.second]);
    return key_a != key_b ? key_a < key_b : patterns[a.second].text < patterns[b.second].text;
  });
  std::vector<ExactPattern> kept;
  for (const auto& [hash, i] : order)
    if (kept.empty() || kept.back().members != patterns[i].members) kept.push_back(std::move(patterns[i]));
  std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) { return a.text < b.text; });
  patterns = std::move(kept);
}

}  // namespace

std::vector<ExactPattern> exact_patterns(const ServiceNames& service, uint32_t least_members) {
  std::vector<ExactPattern> patterns;
  std::vector<std::string> folded;
  for (const std::string_view name : service.names) {
    if (name.size() > kLongestName) return patterns;
    folded.push_back(fold(name));
  }
  for (size_t i = 0; i < service.wanted.size(); ++i)
    PatternsOfName(service, folded, i).append_to(patterns, least_members);
  keep_shortest(patterns);
  return patterns;
}

std::vector<ExactPattern> prefix_patterns(const ServiceNames& service, uint32_t least_members) {
  std::vector<ExactPattern> patterns;
  std::vector<std::string> folded;
  for (const std::string_view name : service.names) folded.push_back(fold(name));
  const auto& wanted = service.wanted;
  for (size_t first = 0, last = 0; first < wanted.size(); first = last) {
    const std::string& name = folded[wanted[first]];
    size_t prefix = 0;
    for (const uint32_t other : service.unwanted)
      prefix = std::max(prefix, common_prefix(name, folded[other]) + 1);
    last = first + 1;
    if (prefix > name.size()) continue;
    while (last < wanted.size() && common_prefix(name, folded[wanted[last]]) >= prefix) ++last;
    if (last - first < least_members) continue;
    ExactPattern& pattern = patterns.emplace_back();
    pattern.text = std::string(service.names[wanted[first]].substr(0, prefix)) + '*';
    pattern.members = ActionSet(static_cast<uint32_t>(wanted.size()));
    pattern.members.insert_range(static_cast<ActionId>(first), static_cast<ActionId>(last));
  }
  return patterns;
}

}  // namespace arnscope
