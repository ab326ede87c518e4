#include "engine/checks/limits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "engine/document/json_reader.h"

namespace arnscope {
namespace {

std::shared_ptr<const Document> read(std::string text) {
  auto document = read_json(Source::from_text("limits.json", std::move(text)));
  EXPECT_TRUE(document) << (document ? "" : format_error(document.error()));
  return document ? *document : nullptr;
}

struct PublishedRow {
  std::string_view type;
  Counted counted;
  uint32_t limit;
  bool adjustable;
  uint32_t up_to;
};

// The figures of AWS's pages, once more and by hand: a typing error in the data must be made twice.
TEST(Limits, ArePublished) {
  constexpr auto kIam = Counted::kCharactersWithoutWhiteSpace;
  constexpr PublishedRow kRows[] = {
      {"managed", kIam, 6144, false, 0},
      {"managed", Counted::kVersions, 5, false, 0},
      {"boundary", kIam, 6144, false, 0},
      {"user-inline", kIam, 2048, false, 0},
      {"group-inline", kIam, 5120, false, 0},
      {"role-inline", kIam, 10240, false, 0},
      {"trust", kIam, 2048, true, 8192},
      {"user", Counted::kAttachedPolicies, 10, true, 20},
      {"user", Counted::kGroups, 10, false, 0},
      {"group", Counted::kAttachedPolicies, 10, false, 0},
      {"role", Counted::kAttachedPolicies, 10, true, 25},
      {"session", Counted::kCharacters, 2048, false, 0},
      {"scp", Counted::kCharacters, 10240, false, 0},
      {"scp", Counted::kAttachedPolicies, 10, false, 0},
      {"rcp", Counted::kCharacters, 5120, false, 0},
      {"rcp", Counted::kAttachedPolicies, 5, false, 0},
      {"permission-set-inline", kIam, 10240, false, 0},
      {"permission-set-inline", Counted::kBytes, 32768, false, 0},
      {"permission-set", Counted::kAttachedPolicies, 20, false, 0},
      {"s3-bucket", Counted::kBytes, 20480, false, 0},
      {"lambda-function", Counted::kBytes, 20480, false, 0},
      {"secretsmanager-secret", Counted::kBytes, 20480, false, 0},
      {"dynamodb-table", Counted::kBytes, 20480, false, 0},
      {"kms-key", Counted::kBytes, 32768, false, 0},
      {"sns-topic", Counted::kBytes, 30720, false, 0},
      {"sns-topic", Counted::kStatements, 100, false, 0},
      {"sns-topic", Counted::kPrincipals, 200, false, 0},
      {"sqs-queue", Counted::kBytes, 8192, false, 0},
      {"sqs-queue", Counted::kStatements, 20, false, 0},
      {"sqs-queue", Counted::kPrincipals, 50, false, 0},
      {"sqs-queue", Counted::kConditions, 10, false, 0},
      {"sqs-queue", Counted::kActionsInStatement, 7, false, 0},
      {"ecr-repository", Counted::kCharacters, 10240, false, 0},
      {"vpc-endpoint", Counted::kCharacters, 20480, false, 0},
      {"efs-file-system", Counted::kCharacters, 20000, false, 0},
      {"event-bus", Counted::kCharacters, 10240, true, 0},
  };
  const Limits& limits = published_limits();
  EXPECT_EQ(limits.rows.size(), std::size(kRows));
  for (const PublishedRow& expected : kRows) {
    SCOPED_TRACE(std::string(expected.type) + ", " + std::string(counted_name(expected.counted)));
    const Limit* row = find_limit(limits, expected.type, expected.counted);
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row->limit, expected.limit);
    EXPECT_EQ(row->adjustable, expected.adjustable);
    EXPECT_EQ(row->up_to, expected.up_to);
  }
}

TEST(Limits, AreDatedAndNameTheirPages) {
  const Limits& limits = published_limits();
  EXPECT_EQ(limits.date.size(), std::string_view("2026-11-22").size()) << limits.date;
  for (const Limit& row : limits.rows) {
    EXPECT_TRUE(row.source.starts_with("https://docs.aws.amazon.com/")) << row.type << ": " << row.source;
    EXPECT_TRUE(row.up_to == 0 || (row.adjustable && row.up_to > row.limit)) << row.type;
  }
}

// A type is written alike in all of its rows: each has a size, but for what policies are attached to.
TEST(Limits, TypesAreConsistent) {
  const Limits& limits = published_limits();
  const std::vector<std::string_view> types = policy_types(limits);
  EXPECT_EQ(std::set(types.begin(), types.end()).size(), types.size());
  const std::set<std::string_view> holders = {"user", "group", "role", "permission-set"};
  for (const Limit& row : limits.rows) {
    const bool is_policy = std::find(types.begin(), types.end(), row.type) != types.end();
    EXPECT_NE(is_policy, holders.contains(row.type)) << row.type;
    EXPECT_TRUE(std::all_of(row.type.begin(), row.type.end(), [](char c) {
      return c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    })) << row.type;
  }
}

TEST(Limits, SizeComesFirst) {
  EXPECT_EQ(size_limit(published_limits(), "managed")->limit, 6144U);
  EXPECT_EQ(size_limit(published_limits(), "permission-set-inline")->counted,
            Counted::kCharactersWithoutWhiteSpace);
  EXPECT_EQ(size_limit(published_limits(), "user"), nullptr);
  EXPECT_EQ(size_limit(published_limits(), ""), nullptr);
}

TEST(Limits, AreOverridden) {
  auto document = read(R"({"limits": [
    {"type": "role", "counted": "attached policies", "limit": 20, "note": "raised in March"},
    {"type": "trust", "counted": "characters without white space", "limit": 4096}]})");
  auto limits = override_limits(published_limits(), document->root());
  ASSERT_TRUE(limits) << format_error(limits.error());
  const Limit* role = find_limit(*limits, "role", Counted::kAttachedPolicies);
  EXPECT_EQ(role->limit, 20U);
  EXPECT_EQ(role->up_to, 25U);
  EXPECT_EQ(role->note, "raised in March");
  EXPECT_EQ(size_limit(*limits, "trust")->limit, 4096U);
  EXPECT_EQ(size_limit(*limits, "managed")->limit, 6144U);
  EXPECT_EQ(limits->rows.size(), published_limits().rows.size());
}

struct BadLimits {
  std::string_view text;
  std::string_view error;
};

TEST(Limits, BadFilesAreErrors) {
  constexpr BadLimits kRows[] = {
      {R"([])", "1:1: error: a file of limits is a list: an object must stand here"},
      {R"({"limit": []})", "1:2: error: `limit` is no field of a file of limits: did you mean `limits`?"},
      {R"({"date": "2026-01-01"})", "1:1: error: a file of limits has `limits`: a list of rows"},
      {R"({"limits": {}})", "1:12: error: limits is an object: a list must stand here"},
      {R"({"limits": [{"type": "managed", "limit": 9}]})", "1:13: error: a limit has `counted`"},
      {R"({"limits": [{"counted": "bytes", "limit": 9}]})", "1:13: error: a limit has `type`"},
      {R"({"limits": [{"type": "managed", "counted": "charcters", "limit": 9}]})",
       "1:44: error: `charcters` is nothing that is counted: did you mean `characters`?"},
      {R"({"limits": [{"limit": 0}]})", "1:23: error: limit is 0: a whole number from 1 on must stand here"},
      {R"({"limits": [{"limit": 1.5}]})",
       "1:23: error: limit is 1.5: a whole number from 1 on must stand here"},
      {R"({"limits": [{"limit": -1}]})",
       "1:23: error: limit is -1: a whole number from 1 on must stand here"},
      {R"({"limits": [{"limit": 99999999999}]})",
       "1:23: error: limit is 99999999999: a whole number from 1 on must stand here"},
      {R"({"limits": [{"limit": "9"}]})", "1:23: error: limit is a string: a number must stand here"},
      {R"({"limits": [{"adjustable": 1}]})",
       "1:28: error: adjustable is a number: a boolean must stand here"},
      {R"({"limits": [{"type": "managd", "counted": "versions", "limit": 9}]})",
       "1:22: error: `managd` is no type that has limits: did you mean `managed`?"},
      {R"({"limits": [{"type": "managed", "counted": "groups", "limit": 9}]})",
       "1:22: error: `managed` has no limit of groups"},
      {R"({"limits": [{"type": "user", "counted": "groups", "limit": 9}, {"type": "user", "counted": "groups", "limit": 8}]})",
       "1:64: error: `groups` of `user` stands here twice"},
  };
  for (const BadLimits& row : kRows) {
    SCOPED_TRACE(row.text);
    auto document = read(std::string(row.text));
    ASSERT_NE(document, nullptr);
    auto limits = override_limits(published_limits(), document->root());
    ASSERT_FALSE(limits);
    const std::string text = format_error(limits.error());
    EXPECT_EQ(text.substr(0, text.find('\n')), "limits.json:" + std::string(row.error));
  }
}

}  // namespace
}  // namespace arnscope
