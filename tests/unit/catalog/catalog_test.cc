#include "engine/catalog/catalog.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/base/text.h"

namespace arnscope::catalog {
namespace {

TEST(catalog, counts_are_those_of_aws) {
  EXPECT_GE(service_count(), 450u);
  EXPECT_GE(action_count(), 22000u);
  EXPECT_GE(resource_type_count(), 2300u);
  EXPECT_GE(condition_key_count(), 1600u);
  EXPECT_GE(managed_policy_count(), 1590u);
}

TEST(catalog, origins_are_dated_and_licensed) {
  ASSERT_EQ(origins().size(), 2u);
  for (const Origin& origin : origins()) {
    EXPECT_EQ(origin.license, "MIT") << origin.package;
    EXPECT_EQ(origin.date.size(), 10u) << origin.package;
    EXPECT_FALSE(origin.version.empty()) << origin.package;
  }
}

TEST(catalog, services_are_sorted_and_cover_all_actions) {
  ActionId next = 0;
  for (uint32_t i = 0; i < service_count(); ++i) {
    const auto id = static_cast<ServiceId>(i);
    const Service each = service(id);
    EXPECT_EQ(each.first_action, next) << each.prefix;
    EXPECT_LT(each.first_action, each.last_action) << each.prefix;
    EXPECT_FALSE(each.name.empty()) << each.prefix;
    if (i > 0) {
      EXPECT_LT(service(static_cast<ServiceId>(i - 1)).prefix, each.prefix);
    }
    EXPECT_EQ(find_service(each.prefix), id) << each.prefix;
    next = each.last_action;
  }
  EXPECT_EQ(next, action_count());
  EXPECT_EQ(service(*find_service("S3")).name, "Amazon S3");
  EXPECT_FALSE(find_service("s"));
  EXPECT_FALSE(find_service(""));
  EXPECT_FALSE(find_service("zzz"));
}

TEST(catalog, every_action_is_found_in_any_case) {
  for (ActionId id = 0; id < action_count(); ++id) {
    const std::string name = action_name(id);
    const Action each = action(id);
    ASSERT_EQ(name, std::string(service(each.service).prefix) + ':' + std::string(each.name));
    ASSERT_EQ(folded_action_name(id), fold(name));
    ASSERT_EQ(find_action(name), id) << name;
    ASSERT_EQ(find_action(folded_action_name(id)), id) << name;
    ASSERT_NE(each.levels, 0) << name;
    const ActionId first = service(each.service).first_action;
    if (id > first) {
      ASSERT_LT(folded_action_name(id - 1), folded_action_name(id));
    }
  }
  EXPECT_EQ(action_name(find_action("S3:GETOBJECT")), "s3:GetObject");
}

TEST(catalog, unknown_actions) {
  for (const std::string_view name : {"", ":", "s3", "s3:", "s3:GetObjec", "s3:GetObjectX", "s3:GetObject ",
                                      ":GetObject", "nope:GetObject", "s3:Get*", "zzz:Z", "s3:GetObject:"})
    EXPECT_EQ(find_action(name), kNoAction) << name;
}

struct LevelRow {
  std::string_view action;
  AccessLevels levels;
};

constexpr LevelRow kLevelRows[] = {
    {"s3:ListAllMyBuckets", kList},
    {"s3:GetObject", kRead},
    {"s3:PutObject", kWrite},
    {"s3:PutObjectTagging", kTagging | kWrite},
    {"s3:PutBucketPolicy", kPermissionsManagement | kWrite},
};

TEST(catalog, access_levels_are_sets) {
  for (const LevelRow& row : kLevelRows) {
    const ActionId id = find_action(row.action);
    ASSERT_NE(id, kNoAction) << row.action;
    EXPECT_EQ(action(id).levels, row.levels) << row.action;
  }
  ASSERT_EQ(access_level_names().size(), 5u);
  AccessLevels all = 0;
  for (const AccessLevelName& level : access_level_names()) {
    EXPECT_EQ(all & level.level, 0) << level.name;
    all = static_cast<AccessLevels>(all | level.level);
  }
  EXPECT_EQ(all, 31);
}

struct KeyRow {
  std::string_view asked, name, service;
  KeyType type;
};

constexpr KeyRow kKeyRows[] = {
    {"aws:PrincipalArn", "aws:PrincipalArn", "", KeyType::kArn},
    {"AWS:sourceip", "aws:SourceIp", "", KeyType::kIpAddress},
    {"aws:CurrentTime", "aws:CurrentTime", "", KeyType::kDate},
    {"aws:MultiFactorAuthPresent", "aws:MultiFactorAuthPresent", "", KeyType::kBool},
    {"aws:MultiFactorAuthAge", "aws:MultiFactorAuthAge", "", KeyType::kNumeric},
    {"aws:PrincipalOrgPaths", "aws:PrincipalOrgPaths", "", KeyType::kStrings},
    {"aws:TagKeys", "aws:TagKeys", "", KeyType::kStrings},
    {"aws:ResourceTag/team", "aws:ResourceTag/${TagKey}", "", KeyType::kString},
    {"aws:ResourceTag/${TagKey}", "aws:ResourceTag/${TagKey}", "", KeyType::kString},
    {"aws:principaltag/cost center/x", "aws:PrincipalTag/${TagKey}", "", KeyType::kString},
    {"iam:PassedToService", "iam:PassedToService", "iam", KeyType::kString},
    {"s3:prefix", "s3:prefix", "s3", KeyType::kString},
    {"s3:existingObjectTag/team", "s3:ExistingObjectTag/<key>", "s3", KeyType::kString},
    {"secretsmanager:ResourceTag/team", "secretsmanager:ResourceTag/tag-key", "secretsmanager",
     KeyType::kString},
    {"kms:EncryptionContext:app", "kms:EncryptionContext:${EncryptionContextKey}", "kms", KeyType::kString},
    {"codebuild:secondarySources/a.location", "codebuild:secondarySources/${sourceIdentifier}.location",
     "codebuild", KeyType::kString},
    {"token.actions.githubusercontent.com:repository", "token.actions.githubusercontent.com:repository",
     "sts", KeyType::kString},
    {"saml:aud", "saml:aud", "sts", KeyType::kString},
    {"identitystore:UserId", "identitystore:UserId", "identitystore", KeyType::kString},
};

TEST(catalog, condition_keys) {
  for (const KeyRow& row : kKeyRows) {
    const auto id = find_condition_key(row.asked);
    ASSERT_TRUE(id) << row.asked;
    const ConditionKey key = condition_key(*id);
    EXPECT_EQ(key.name, row.name) << row.asked;
    EXPECT_EQ(key.type, row.type) << row.asked;
    if (row.service.empty())
      EXPECT_EQ(key.service, kNoService) << row.asked;
    else
      EXPECT_EQ(service(key.service).prefix, row.service) << row.asked;
  }
}

TEST(catalog, unknown_condition_keys) {
  for (const std::string_view name : {"", "aws:", "aws:ResourceTag/", "s3:ExistingObjectTag/",
                                      "aws:ResourceTag", "aws:SourceIpp", "s3:x-amz"})
    EXPECT_FALSE(find_condition_key(name)) << name;
}

TEST(catalog, every_condition_key_is_found) {
  for (uint32_t i = 0; i < condition_key_count(); ++i) {
    const auto id = static_cast<ConditionKeyId>(i);
    EXPECT_EQ(find_condition_key(condition_key(id).name), id) << condition_key(id).name;
    if (i > 0) {
      EXPECT_LT(
          compare_folded(condition_key(static_cast<ConditionKeyId>(i - 1)).name, condition_key(id).name), 0);
    }
  }
}

TEST(catalog, condition_keys_of_actions) {
  const auto names = [](std::string_view action) {
    std::string all;
    for (const ConditionKeyId id : action_condition_keys(find_action(action)))
      all += std::string(condition_key(id).name) + ' ';
    return all;
  };
  EXPECT_NE(names("iam:PassRole").find("iam:PassedToService "), std::string::npos);
  // Of the action's resource type.
  EXPECT_NE(names("iam:PassRole").find("aws:ResourceTag/${TagKey} "), std::string::npos);
  EXPECT_NE(names("s3:ListBucket").find("s3:prefix "), std::string::npos);
  for (ActionId id = 0; id < action_count(); ++id)
    for (const ConditionKeyId key : action_condition_keys(id)) ASSERT_LT(key, condition_key_count());
}

}  // namespace
}  // namespace arnscope::catalog
