#include "engine/model/joins.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "engine/base/text.h"
#include "engine/model/entity_types.h"
#include "engine/model/readings.h"

namespace arnscope {
namespace {

std::string named(const Join& join) {
  return std::string(join.from) + " " + std::string(relation_class_name(join.relation)) + " " +
         std::string(join.to) + " " + std::string(join.path);
}

bool is_service(std::string_view type) {
  return std::any_of(entity_types().begin(), entity_types().end(), [&](const EntityTypeRow& row) {
    return !row.service.empty() && service_type(row.service).name == type;
  });
}

TEST(Joins, EndsExist) {
  for (const Join& join : joins()) {
    const bool from_service = join.by == JoinBy::kService || !join.of.empty();
    EXPECT_TRUE(from_service ? is_service(join.from) : find_entity_type(join.from) != kNoEntityType)
        << named(join);
    EXPECT_TRUE(join.to == "*" || find_entity_type(join.to) != kNoEntityType) << named(join);
    EXPECT_NE(holder_type(join), "*") << named(join);
    EXPECT_EQ(join.path.empty(), join.by == JoinBy::kService || join.by == JoinBy::kAccount) << named(join);
  }
}

// A service's row and the type's must tell of the same service.
TEST(Joins, ServicesAreThoseOfTheirTypes) {
  for (const Join& join : joins()) {
    if (join.by != JoinBy::kService && join.of.empty()) continue;
    const EntityTypeId id = find_entity_type(holder_type(join));
    ASSERT_NE(id, kNoEntityType) << named(join);
    EXPECT_EQ(service_type(entity_types()[id].service).name, join.from) << named(join);
  }
}

TEST(Joins, RowsAreDistinct) {
  std::set<std::string> seen;
  for (const Join& join : joins()) EXPECT_TRUE(seen.insert(named(join)).second) << named(join);
}

// Whoever holds the path is read from somewhere.
TEST(Joins, HoldersAreRead) {
  std::set<std::string_view> read;
  for (const Reading& reading : readings()) read.insert(reading.type);
  for (const Join& join : joins())
    if (!join.path.empty()) {
      EXPECT_TRUE(read.contains(holder_type(join))) << named(join);
    }
}

// A member of a security group is protected by it.
TEST(Joins, SecurityGroupsProtectTheirMembers) {
  for (const Join& has : joins()) {
    if (has.relation != RelationClass::kHas || has.to != "aws_security_group") continue;
    if (has.by == JoinBy::kService) continue;
    const auto reverse = [&](const Join& join) {
      return join.relation == RelationClass::kProtects && join.from == has.to && join.to == has.from &&
             join.holder == Holder::kTo && join.path == has.path;
    };
    EXPECT_TRUE(std::any_of(joins().begin(), joins().end(), reverse)) << named(has);
  }
}

TEST(Joins, AliasesAreNoTypes) {
  for (const TypeAlias& alias : type_aliases()) {
    EXPECT_EQ(find_entity_type(alias.name), kNoEntityType) << alias.name;
    for (std::string_view type : split(alias.types, ' '))
      EXPECT_NE(find_entity_type(type), kNoEntityType) << alias.name << ": " << type;
  }
}

struct ContainedRow {
  std::string_view text;
  std::vector<std::string_view> steps;
};

TEST(Joins, ContainedArns) {
  const std::vector<ContainedRow> rows = {
      {"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
       "arn:aws:lambda:eu-west-1:1:function:f/invocations",
       {"arn:aws:lambda:eu-west-1:1:function:f/invocations", "arn:aws:lambda:eu-west-1:1:function:f"}},
      {"arn:aws:s3:::b/logs/x", {"arn:aws:s3:::b/logs/x", "arn:aws:s3:::b/logs", "arn:aws:s3:::b"}},
      {"arn:aws:logs:eu-west-1:1:log-group:/a:*",
       {"arn:aws:logs:eu-west-1:1:log-group:/a:*", "arn:aws:logs:eu-west-1:1:log-group:/a"}},
      {"https://example.com", {""}},
      {"", {""}},
  };
  for (const ContainedRow& row : rows) {
    std::string_view arn = contained_arn(row.text);
    for (std::string_view step : row.steps) {
      EXPECT_EQ(arn, step) << row.text;
      arn = shortened_arn(arn);
    }
  }
  EXPECT_EQ(shortened_arn("arn:"), "arn");
  EXPECT_EQ(shortened_arn("arn"), "");
}

}  // namespace
}  // namespace arnscope
