// Laws of pattern sets, on every service of the catalog and subsets of its actions that are always the same:
// they mean exactly the subset, obey the options, and are no longer than what two judges find. The judges
// stand here in full and match patterns with code of their own.
#include "engine/checks/wildcards.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <numeric>
#include <optional>
#include <set>

#include "tests/properties/policy_world.h"

namespace arnscope {
namespace {

constexpr catalog::AccessLevels kReading = catalog::kList | catalog::kRead;

// What a judge knows of a service: names in lower case, and which of them may be under a wildcard.
struct Names {
  std::vector<std::string> spelled, folded;
  std::vector<bool> permitted;
};

struct Question {
  catalog::Service service;
  ActionSet wanted;
  WildcardOptions options;
  std::string subset;  // for messages
};

Names names_of(const Question& question) {
  Names names;
  for (ActionId id = question.service.first_action; id < question.service.last_action; ++id) {
    const catalog::Action action = catalog::action(id);
    names.spelled.emplace_back(action.name);
    names.folded.push_back(fold(action.name));
    names.permitted.push_back(question.wanted.contains(id) &&
                              (action.levels | question.options.levels) == question.options.levels);
  }
  return names;
}

// The texts between the wildcards, found one after the other.
bool matches(const std::string& pattern, const std::string& name) {
  const size_t first = pattern.find('*');
  if (first == std::string::npos) return pattern == name;
  const size_t last = pattern.rfind('*');
  const size_t suffix = pattern.size() - last - 1;
  if (name.size() < first + suffix || name.compare(0, first, pattern, 0, first) != 0 ||
      name.compare(name.size() - suffix, suffix, pattern, last + 1, suffix) != 0)
    return false;
  size_t at = first;
  for (size_t begin = first + 1; begin <= last;) {
    const size_t end = pattern.find('*', begin);
    const std::string piece = pattern.substr(begin, end - begin);
    at = name.find(piece, at);
    if (at == std::string::npos || at + piece.size() > name.size() - suffix) return false;
    at += piece.size();
    begin = end + 1;
  }
  return true;
}

// The names that a pattern matches; nothing where one of them may not be under a wildcard.
std::optional<std::vector<size_t>> members(const Names& names, const std::string& pattern) {
  std::vector<size_t> found;
  for (size_t i = 0; i < names.folded.size(); ++i) {
    if (!matches(pattern, names.folded[i])) continue;
    if (!names.permitted[i]) return std::nullopt;
    found.push_back(i);
  }
  return found;
}

size_t listed(const Question& question, size_t text) { return question.service.prefix.size() + 1 + text + 3; }

// The least that names under one prefix take: one pattern, or each letter that may follow on its own.
size_t prefix_cost(const Question& question, const Names& names, std::vector<size_t> under,
                   const std::string& prefix) {
  std::erase_if(under, [&](size_t i) { return !names.folded[i].starts_with(prefix); });
  size_t cost = 0;
  std::set<char> letters;
  for (const size_t i : under) {
    if (names.folded[i].size() > prefix.size())
      letters.insert(names.folded[i][prefix.size()]);
    else if (names.permitted[i])
      cost += listed(question, prefix.size());
  }
  for (const char letter : letters) cost += prefix_cost(question, names, under, prefix + letter);
  const auto all = std::count_if(under.begin(), under.end(), [&](size_t i) { return names.permitted[i]; });
  if (static_cast<size_t>(all) == under.size() && all >= question.options.least_members)
    cost = std::min(cost, listed(question, prefix.size() + 1));
  return cost;
}

// "DescribeDBClusters" as Describe, DB, Clusters.
std::vector<std::string> words_of(const std::string& name) {
  const auto upper = [&](size_t i) { return i < name.size() && name[i] != fold(name[i]); };
  std::vector<std::string> words;
  for (size_t i = 0; i < name.size(); ++i) {
    const bool begins = upper(i) && (!upper(i - 1) || (i + 1 < name.size() && !upper(i + 1)));
    if (i == 0 || begins) words.emplace_back();
    words.back() += fold(name[i]);
  }
  return words;
}

// The words of which `kept` has a bit, a `*` for each run of others.
std::string kept_words(const std::vector<std::string>& words, uint32_t kept) {
  std::string pattern;
  for (size_t i = 0; i < words.size(); ++i) {
    if ((kept >> i & 1) != 0)
      pattern += words[i];
    else if (pattern.empty() || pattern.back() != '*')
      pattern += '*';
  }
  return pattern;
}

// Names one after the other, each shrunk from its last word on (or its first) as long as it stays exact, and
// what it then covers taken off the list.
size_t shrink_cost(const Question& question, const Names& names, bool from_last) {
  std::vector<bool> covered(names.folded.size(), false);
  size_t cost = 0;
  for (size_t i = 0; i < names.folded.size(); ++i) {
    if (!names.permitted[i] || covered[i]) continue;
    const std::vector<std::string> words = words_of(names.spelled[i]);
    uint32_t kept = (1u << words.size()) - 1;
    for (size_t w = 0; w < words.size(); ++w) {
      const uint32_t fewer = kept & ~(1u << (from_last ? words.size() - 1 - w : w));
      if (members(names, kept_words(words, fewer))) kept = fewer;
    }
    const std::string pattern = kept_words(words, kept);
    const std::vector<size_t> found = *members(names, pattern);
    size_t apart = 0;
    for (const size_t member : found)
      if (!covered[member]) apart += listed(question, names.folded[member].size());
    const size_t together = listed(question, pattern.size());
    if (found.size() < question.options.least_members || apart < together) {
      cost += listed(question, names.folded[i].size());
      covered[i] = true;
      continue;
    }
    cost += together;
    for (const size_t member : found) covered[member] = true;
  }
  return cost;
}

// Of all patterns that keep some words of a name always the one that saves most, until none saves anything.
size_t greedy_cost(const Question& question, const Names& names) {
  std::set<std::string> texts;
  for (size_t i = 0; i < names.folded.size(); ++i) {
    if (!names.permitted[i]) continue;
    const std::vector<std::string> words = words_of(names.spelled[i]);
    for (uint32_t kept = 0; kept + 1 < 1u << words.size(); ++kept) texts.insert(kept_words(words, kept));
  }
  std::vector<std::pair<std::string, std::vector<size_t>>> patterns;
  for (const std::string& text : texts)
    if (auto found = members(names, text); found && found->size() >= question.options.least_members)
      patterns.emplace_back(text, std::move(*found));
  std::vector<bool> open = names.permitted;
  size_t cost = 0;
  for (;;) {
    size_t most = 0;
    size_t best = 0;
    for (size_t p = 0; p < patterns.size(); ++p) {
      size_t apart = 0;
      for (const size_t member : patterns[p].second)
        if (open[member]) apart += listed(question, names.folded[member].size());
      const size_t together = listed(question, patterns[p].first.size());
      if (apart <= together || apart - together <= most) continue;
      most = apart - together;
      best = p;
    }
    if (most == 0) break;
    cost += listed(question, patterns[best].first.size());
    for (const size_t member : patterns[best].second) open[member] = false;
  }
  for (size_t i = 0; i < open.size(); ++i)
    if (open[i]) cost += listed(question, names.folded[i].size());
  return cost;
}

// What no judge may put under a wildcard.
size_t alone_cost(const Question& question, const Names& names) {
  size_t cost = 0;
  question.wanted.for_each([&](ActionId id) {
    const size_t i = id - question.service.first_action;
    if (!names.permitted[i]) cost += listed(question, names.folded[i].size());
  });
  return cost;
}

void expect_exact(const Question& question, const ShortestPatterns& shortest) {
  ActionSet all(catalog::action_count());
  for (const ActionPattern& pattern : shortest.patterns) {
    std::vector<ActionId> expanded;
    catalog::expand(pattern.pattern, expanded);
    EXPECT_EQ(pattern.members, expanded) << pattern.pattern;
    EXPECT_LE(std::count(pattern.pattern.begin(), pattern.pattern.end(), '?'), 0) << pattern.pattern;
    for (const ActionId id : expanded) all.insert(id);
    if (pattern.pattern.find('*') == std::string::npos) continue;
    EXPECT_GE(expanded.size(), question.options.least_members) << pattern.pattern;
    for (const ActionId id : expanded)
      EXPECT_EQ(catalog::action(id).levels & ~question.options.levels, 0) << pattern.pattern;
  }
  EXPECT_EQ(all, question.wanted);
  EXPECT_TRUE(std::is_sorted(shortest.patterns.begin(), shortest.patterns.end(),
                             [](const auto& a, const auto& b) { return a.pattern < b.pattern; }));
}

void expect_short(const Question& question, const ShortestPatterns& shortest) {
  const Names names = names_of(question);
  size_t cost = 0;
  for (const ActionPattern& pattern : shortest.patterns) cost += listed_size(pattern);
  std::vector<size_t> all(names.folded.size());
  std::iota(all.begin(), all.end(), 0);
  const size_t alone = alone_cost(question, names);
  EXPECT_LE(cost, alone + prefix_cost(question, names, all, "")) << "prefixes";
  EXPECT_LE(cost, alone + shrink_cost(question, names, true)) << "words from the last";
  EXPECT_LE(cost, alone + shrink_cost(question, names, false)) << "words from the first";
  if (names.folded.size() > 60) return;
  EXPECT_LE(cost, alone + greedy_cost(question, names)) << "words greedily";
}

void expect_laws(const Question& question) {
  SCOPED_TRACE(fmt::format("{}, {}", question.service.prefix, question.subset));
  const ShortestPatterns shortest = shortest_patterns(question.wanted, question.options);
  expect_exact(question, shortest);
  expect_short(question, shortest);
}

template <class Wanted>
ActionSet subset(const catalog::Service& service, Wanted wanted) {
  ActionSet set(catalog::action_count());
  for (ActionId id = service.first_action; id < service.last_action; ++id)
    if (wanted(id)) set.insert(id);
  return set;
}

struct Subset {
  std::string_view name;
  uint32_t percent = 100;                // of the actions that the others leave
  catalog::AccessLevels of_levels = 31;  // actions that have one of these levels
  std::string_view verb;                 // and begin so
  WildcardOptions options;
};

const std::vector<Subset>& subsets() {
  static const std::vector<Subset> all = {
      {"one in ten", 10, 31, "", {}},
      {"half", 50, 31, "", {}},
      {"nine in ten", 90, 31, "", {}},
      {"all", 100, 31, "", {}},
      {"by level", 100, kReading, "", {}},
      {"most of a level", 95, catalog::kWrite, "", {}},
      {"by verb", 100, 31, "Describe", {}},
      {"half of a verb", 50, 31, "List", {}},
      {"from one member on", 50, 31, "", {.least_members = 1}},
      {"from five members on", 80, 31, "", {.least_members = 5}},
      {"of some levels", 80, 31, "", {.levels = kReading}},
  };
  return all;
}

Question question_of(const catalog::Service& service, const Subset& which, Dice& dice) {
  return {service,
          subset(service,
                 [&](ActionId id) {
                   const catalog::Action action = catalog::action(id);
                   return dice.below(100) < which.percent && (action.levels & which.of_levels) != 0 &&
                          action.name.starts_with(which.verb);
                 }),
          which.options, std::string(which.name)};
}

enum class Size : uint8_t { kSmall, kAny };

// Pairs of a wanted action and any of the service up to which a question is small.
constexpr uint32_t kSmallQuestion = 600;

// Small questions only, or all: of a large service it is then fewer actions that are asked for.
void ask_each_service(const Subset& which, uint32_t seed, Size size) {
  Dice dice(seed);
  for (uint32_t id = 0; id < catalog::service_count(); ++id) {
    const catalog::Service service = catalog::service(static_cast<catalog::ServiceId>(id));
    const uint32_t actions = service.last_action - service.first_action;
    Question question = question_of(service, which, dice);
    uint32_t wanted = question.wanted.size();
    if (size == Size::kSmall)
      question.wanted = subset(service, [&](ActionId action) {
        return question.wanted.contains(action) && wanted-- * actions <= kSmallQuestion;
      });
    expect_laws(question);
  }
}

class Wildcards : public testing::TestWithParam<uint32_t> {};

TEST_P(Wildcards, MeanTheSubsetAndAreNoLongerThanTheJudges) {
  ask_each_service(subsets()[GetParam()], GetParam() + 1, Size::kSmall);
}

// Half a minute in a release build, minutes in others: `./dev test release` has it.
#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__)
TEST_P(Wildcards, OfLargeSubsetsToo) {
  ask_each_service(subsets()[GetParam()], GetParam() + 100, Size::kAny);
}
#endif

INSTANTIATE_TEST_SUITE_P(EachSubset, Wildcards, testing::Range(0u, 11u), [](const auto& info) {
  std::string name(subsets()[info.param].name);
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
});

// Subsets that one pattern of three and more `*` means: of each name of five words and more its second and
// fourth.
TEST(WildcardSets, ThatOnePatternOfWordsMeansAreNoLongerThanIt) {
  for (uint32_t id = 0; id < catalog::service_count(); ++id) {
    const catalog::Service service = catalog::service(static_cast<catalog::ServiceId>(id));
    std::set<std::string> patterns;
    for (ActionId action = service.first_action; action < service.last_action; ++action)
      if (const auto words = words_of(std::string(catalog::action(action).name)); words.size() >= 5)
        patterns.insert(kept_words(words, 0b01010));
    size_t asked = 0;
    for (const std::string& pattern : patterns) {
      if (asked++ == 2) break;
      Question question{service, ActionSet(catalog::action_count()), {}, pattern};
      catalog::expand(fmt::format("{}:{}", service.prefix, pattern), question.wanted);
      expect_laws(question);
    }
  }
}

TEST(WildcardSets, AreTheSameEachTime) {
  const catalog::Service service = catalog::service(*catalog::find_service("s3"));
  Dice dice(7);
  const Question question = question_of(service, subsets()[1], dice);
  const ShortestPatterns once = shortest_patterns(question.wanted);
  const ShortestPatterns again = shortest_patterns(question.wanted);
  ASSERT_EQ(once.patterns.size(), again.patterns.size());
  for (size_t i = 0; i < once.patterns.size(); ++i)
    EXPECT_EQ(once.patterns[i].pattern, again.patterns[i].pattern);
}

TEST(WildcardSets, OfSeveralServicesAreThoseOfEach) {
  ActionSet wanted(catalog::action_count());
  for (const std::string_view pattern : {"s3:Get*", "sqs:*", "sts:Assume*"}) catalog::expand(pattern, wanted);
  const ShortestPatterns shortest = shortest_patterns(wanted);
  std::vector<std::string> patterns;
  for (const ActionPattern& pattern : shortest.patterns) patterns.push_back(pattern.pattern);
  EXPECT_EQ(patterns, (std::vector<std::string>{"s3:G*", "sqs:*", "sts:A*"}));
  EXPECT_TRUE(shortest.least);
  EXPECT_TRUE(shortest_patterns(ActionSet(catalog::action_count())).patterns.empty());
}

}  // namespace
}  // namespace arnscope
