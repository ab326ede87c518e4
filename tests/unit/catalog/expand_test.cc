#include <gtest/gtest.h>

#include <random>
#include <string>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/policy/glob.h"

namespace arnscope::catalog {
namespace {

std::vector<ActionId> expanded(std::string_view pattern) {
  std::vector<ActionId> actions;
  expand(pattern, actions);
  return actions;
}

// What the pattern means, read off the definition.
std::vector<ActionId> naive(const std::string& pattern) {
  std::vector<ActionId> actions;
  const std::string folded = fold(pattern);
  for (ActionId id = 0; id < action_count(); ++id)
    if (glob_match(folded, folded_action_name(id))) actions.push_back(id);
  return actions;
}

void expect_naive(const std::string& pattern) {
  const auto actions = expanded(pattern);
  ASSERT_EQ(actions, naive(pattern)) << pattern;
  ActionSet set(action_count());
  ASSERT_EQ(expand(pattern, set), !actions.empty()) << pattern;
  ASSERT_EQ(set.size(), actions.size()) << pattern;
  for (const ActionId id : actions) ASSERT_TRUE(set.contains(id)) << pattern;
}

TEST(expand, patterns_that_people_write) {
  for (const char* pattern : {"*",
                              "**",
                              "*:*",
                              "s3:*",
                              "S3:GET*",
                              "s3:Get*",
                              "s3:GetObject",
                              "s3:getobject",
                              "s3:*Object*",
                              "s3:Get?bject",
                              "s3:?*",
                              "s3*:Get*",
                              "s3-outposts:*",
                              "*:*Describe*",
                              "*:GetObject",
                              "?3:*",
                              "s?:get*",
                              "ec2:Describe*",
                              "ec2:*Describe",
                              "iam:*User",
                              "s3:GetObject*",
                              "s3:*Acl",
                              "s3:**Acl**"})
    expect_naive(pattern);
  EXPECT_EQ(expanded("*").size(), action_count());
}

TEST(expand, patterns_that_stand_for_the_colon) {
  for (const char* pattern : {"s3*", "s3*GetObject", "s3?GetObject", "*GetObject", "?*", "*s3:*", "s3*:*"})
    expect_naive(pattern);
}

TEST(expand, patterns_that_match_nothing) {
  for (const char* pattern : {"", ":", "s3", "s3:", ":*", "s3:Nope*", "nope:*", "nope*:Get*", "s3:Get*:x",
                              "s3:Get *", " s3:Get*", "zzzz", "s3:zzz*", "s3:Zzz", "?"}) {
    EXPECT_TRUE(expanded(pattern).empty()) << pattern;
    ActionSet set(action_count());
    EXPECT_FALSE(expand(pattern, set)) << pattern;
    EXPECT_TRUE(set.empty()) << pattern;
  }
  EXPECT_TRUE(expanded(std::string(100000, 'a') + ":*").empty());
  EXPECT_EQ(expanded("s3:" + std::string(100000, '*')), expanded("s3:*"));
}

// Action names with wildcards put in at random places.
TEST(expand, random_patterns_agree_with_a_naive_loop) {
  std::mt19937 random(1);
  const auto below = [&](size_t limit) { return random() % limit; };
  for (int i = 0; i < 1500; ++i) {
    std::string pattern = action_name(static_cast<ActionId>(below(action_count())));
    for (size_t edits = below(4); edits > 0; --edits) {
      const size_t at = below(pattern.size());
      const size_t length = below(pattern.size() - at) + 1;
      if (below(3) == 0)
        pattern[at] = '?';
      else if (below(2) == 0)
        pattern.replace(at, length, "*");
      else
        pattern.insert(at, "*");
    }
    expect_naive(pattern);
  }
}

TEST(expand, appends_and_unites) {
  std::vector<ActionId> actions = {7};
  expand("s3:GetObject", actions);
  EXPECT_EQ(actions, (std::vector<ActionId>{7, find_action("s3:GetObject")}));
  ActionSet set(action_count());
  EXPECT_TRUE(expand("s3:GetObject", set));
  EXPECT_TRUE(expand("s3:PutObject", set));
  EXPECT_EQ(set.size(), 2u);
}

TEST(expand, inverted) {
  ActionSet set(action_count());
  expand("iam:*", set);
  const uint32_t granted = set.size();
  set.complement();
  EXPECT_EQ(set.size(), action_count() - granted);
  EXPECT_FALSE(set.contains(find_action("iam:CreateUser")));
  EXPECT_TRUE(set.contains(find_action("s3:GetObject")));
}

}  // namespace
}  // namespace arnscope::catalog
