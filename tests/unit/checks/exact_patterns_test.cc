// Against every pattern over a small alphabet, and by hand.
#include "engine/checks/exact_patterns.h"

#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "engine/checks/least_cover.h"
#include "tests/properties/glob_judge.h"

namespace arnscope {
namespace {

using List = std::vector<std::string>;

// Names of which the first `wanted` are wanted.
struct Sample {
  List names;
  size_t wanted;
};

// In the catalog's order. Views of the sample.
ServiceNames service_of(const Sample& sample) {
  ServiceNames service;
  std::vector<std::pair<std::string, bool>> sorted;
  for (size_t i = 0; i < sample.names.size(); ++i) sorted.emplace_back(sample.names[i], i < sample.wanted);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto& a, const auto& b) { return compare_folded(a.first, b.first) < 0; });
  for (uint32_t i = 0; i < sorted.size(); ++i) {
    const auto name = std::find(sample.names.begin(), sample.names.end(), sorted[i].first);
    service.names.push_back(*name);
    (sorted[i].second ? service.wanted : service.unwanted).push_back(i);
  }
  return service;
}

List texts(const std::vector<ExactPattern>& patterns) {
  List all;
  for (const ExactPattern& pattern : patterns) all.push_back(pattern.text);
  return all;
}

// The names that a pattern matches, as bits; nothing where one is unwanted.
std::optional<size_t> judge_members(const ServiceNames& service, const std::string& pattern) {
  for (const uint32_t name : service.unwanted)
    if (judge_match(pattern, service.names[name], Case::kInsensitive)) return std::nullopt;
  size_t members = 0;
  for (size_t i = 0; i < service.wanted.size(); ++i)
    if (judge_match(pattern, service.names[service.wanted[i]], Case::kInsensitive)) members |= size_t{1} << i;
  return members;
}

// Every pattern of a, b and at most two `*` up to a length.
List all_patterns(size_t length) {
  List all = {""};
  for (size_t begin = 0; all[begin].size() < length; ++begin)
    for (const char c : {'a', 'b', '*'}) {
      const std::string pattern = all[begin] + c;
      if (std::count(pattern.begin(), pattern.end(), '*') <= 2) all.push_back(pattern);
    }
  all.erase(all.begin());
  return all;
}

size_t judge_cost(const ServiceNames& service, const List& patterns, uint32_t least_members) {
  std::vector<size_t> cost(size_t{1} << service.wanted.size(), SIZE_MAX / 2);
  cost[0] = 0;
  for (const std::string& pattern : patterns) {
    const auto members = judge_members(service, pattern);
    const bool plain = pattern.find('*') == std::string::npos;
    if (!members || *members == 0) continue;
    if (!plain && static_cast<uint32_t>(std::popcount(*members)) < least_members) continue;
    for (size_t set = 0; set < cost.size(); ++set)
      cost[set | *members] = std::min(cost[set | *members], cost[set] + pattern.size() + 3);
  }
  return cost.back();
}

size_t least_cost(const ServiceNames& service, const std::vector<ExactPattern>& patterns) {
  std::vector<CoverColumn> columns;
  for (uint32_t i = 0; i < service.wanted.size(); ++i)
    columns.push_back({static_cast<uint32_t>(service.names[service.wanted[i]].size()) + 3, {i}});
  for (const ExactPattern& pattern : patterns) {
    columns.push_back({static_cast<uint32_t>(pattern.text.size()) + 3, {}});
    pattern.members.for_each([&](ActionId member) { columns.back().rows.push_back(member); });
  }
  const Cover cover = least_cover(static_cast<uint32_t>(service.wanted.size()), columns);
  EXPECT_TRUE(cover.least);
  return cover.cost;
}

Sample draw(std::mt19937& engine) {
  std::set<std::string> names;
  const size_t count = 4 + engine() % 9;
  while (names.size() < count) {
    std::string name;
    for (size_t length = 1 + engine() % 5; length > 0; --length) name += engine() % 2 == 0 ? 'a' : 'b';
    names.insert(name);
  }
  Sample sample{{names.begin(), names.end()}, 1 + engine() % std::min<size_t>(count, 7)};
  for (size_t i = sample.names.size(); i-- > 1;) std::swap(sample.names[i], sample.names[engine() % (i + 1)]);
  return sample;
}

TEST(ExactPatterns, AreEnoughForTheShortestSetOfPatternsOfTwoWildcards) {
  const List patterns = all_patterns(7);
  std::mt19937 engine(1);
  for (uint32_t round = 0; round < 150; ++round) {
    const Sample sample = draw(engine);
    const ServiceNames service = service_of(sample);
    const uint32_t least_members = 1 + round % 3;
    SCOPED_TRACE(fmt::format("{} of {}, {}", sample.wanted, fmt::join(sample.names, " "), least_members));
    const auto found = exact_patterns(service, least_members);
    for (const ExactPattern& pattern : found) {
      const auto members = judge_members(service, pattern.text);
      ASSERT_TRUE(members) << pattern.text;
      EXPECT_GE(static_cast<uint32_t>(std::popcount(*members)), least_members) << pattern.text;
      for (uint32_t i = 0; i < service.wanted.size(); ++i)
        EXPECT_EQ(pattern.members.contains(i), (*members >> i & 1) != 0) << pattern.text;
    }
    EXPECT_EQ(least_cost(service, found), judge_cost(service, patterns, least_members));
  }
}

struct Row {
  std::string_view what;
  Sample sample;
  List patterns;
};

TEST(ExactPatterns, Rows) {
  const Row rows[] = {
      {"all names", {{"GetItem", "PutItem"}, 2}, {"*"}},
      {"a suffix", {{"GetItem", "PutItem", "GetUser", "PutUser"}, 2}, {"*m"}},
      {"an action name that is a prefix of another",
       {{"GetItem", "GetItems", "GetItemTag"}, 2},
       {"*m*s", "*ms*"}},
      {"the catalog's spelling, of the name that is first in order",
       {{"ListDBs", "ListdbPart", "ListBad", "Delete"}, 2},
       {"*db*"}},
      {"what unwanted names share is not enough", {{"aXb", "aYb", "aZb", "cXd"}, 2}, {}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    const List found = texts(exact_patterns(service_of(row.sample), 2));
    if (row.patterns.empty())
      EXPECT_TRUE(found.empty()) << fmt::format("{}", found);
    else
      for (const std::string& pattern : found)
        EXPECT_NE(std::find(row.patterns.begin(), row.patterns.end(), pattern), row.patterns.end())
            << fmt::format("{}", found);
  }
}

// Found as `*Skill*Skill*`, then shortened by characters.
TEST(ExactPatterns, KeepWordsWhereTwoWildcardsDoNotReach) {
  const Sample sample{{"GetSkillInRoomSkillGroup", "PutSkillOfSkillSet", "GetSkillGroup", "PutRoomSkill"}, 2};
  EXPECT_EQ(texts(exact_patterns(service_of(sample), 2)), List{"*l*ll*"});
}

TEST(ExactPatterns, ThatArePrefixesAreTheShortest) {
  const Sample sample{{"GetObject", "GetObjectAcl", "GetOwner", "ListAll", "ListTags", "GetOne"}, 5};
  const ServiceNames service = service_of(sample);
  EXPECT_EQ(texts(prefix_patterns(service, 2)), (List{"GetOb*", "L*"}));
  EXPECT_EQ(texts(prefix_patterns(service, 1)), (List{"GetOb*", "GetOw*", "L*"}));
}

TEST(ExactPatterns, OfAServiceWithAnOverlongNameAreNone) {
  const Sample sample{{"GetItem", std::string(kLongestName + 1, 'a')}, 2};
  EXPECT_TRUE(exact_patterns(service_of(sample), 1).empty());
}

}  // namespace
}  // namespace arnscope
