#include "engine/policy/action_set.h"

#include <gtest/gtest.h>

#include <set>

namespace arnscope {
namespace {

std::vector<ActionId> members(const ActionSet& set) {
  std::vector<ActionId> ids;
  set.for_each([&](ActionId id) { ids.push_back(id); });
  return ids;
}

TEST(action_set, insert_range_at_every_place) {
  constexpr uint32_t kUniverse = 200;
  for (ActionId first = 0; first <= kUniverse; first += 3) {
    for (ActionId last = first; last <= kUniverse; ++last) {
      ActionSet set(kUniverse);
      set.insert_range(first, last);
      ASSERT_EQ(set.size(), last - first) << first << ' ' << last;
      ASSERT_EQ(set.empty(), first == last) << first << ' ' << last;
      for (ActionId id = 0; id < kUniverse; ++id)
        ASSERT_EQ(set.contains(id), id >= first && id < last) << first << ' ' << last << ' ' << id;
    }
  }
}

TEST(action_set, algebra) {
  for (const uint32_t universe : {1u, 63u, 64u, 65u, 130u}) {
    ActionSet twos(universe);
    ActionSet threes(universe);
    for (ActionId id = 0; id < universe; id += 2) twos.insert(id);
    for (ActionId id = 0; id < universe; id += 3) threes.insert(id);
    ActionSet either = twos;
    either.unite(threes);
    ActionSet both = twos;
    both.intersect(threes);
    ActionSet only = twos;
    only.subtract(threes);
    ActionSet odd = twos;
    odd.complement();
    for (ActionId id = 0; id < universe; ++id) {
      EXPECT_EQ(either.contains(id), id % 2 == 0 || id % 3 == 0) << universe << ' ' << id;
      EXPECT_EQ(both.contains(id), id % 6 == 0) << universe << ' ' << id;
      EXPECT_EQ(only.contains(id), id % 2 == 0 && id % 3 != 0) << universe << ' ' << id;
      EXPECT_EQ(odd.contains(id), id % 2 == 1) << universe << ' ' << id;
    }
    EXPECT_EQ(twos.size() + odd.size(), universe);
    odd.complement();
    EXPECT_EQ(odd, twos);
    EXPECT_EQ(odd.hash(), twos.hash());
  }
}

TEST(action_set, nothing_is_outside_the_universe) {
  ActionSet set(10);
  set.complement();
  EXPECT_EQ(set.size(), 10u);
  EXPECT_FALSE(set.contains(10));
  EXPECT_FALSE(set.contains(kNoAction));
  ActionSet none;
  none.complement();
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(none.universe(), 0u);
}

TEST(action_set, visits_in_ascending_order) {
  ActionSet set(300);
  for (const ActionId id : {299u, 0u, 64u, 63u, 128u}) set.insert(id);
  EXPECT_EQ(members(set), (std::vector<ActionId>{0, 63, 64, 128, 299}));
}

TEST(action_set, hashes_differ) {
  std::set<uint64_t> hashes;
  for (ActionId id = 0; id < 1000; ++id) {
    ActionSet set(1000);
    set.insert(id);
    hashes.insert(set.hash());
  }
  EXPECT_EQ(hashes.size(), 1000u);
}

}  // namespace
}  // namespace arnscope
