#include "engine/model/readings.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "engine/document/json_reader.h"
#include "engine/model/entity_types.h"
#include "engine/model/operations.h"

namespace arnscope {
namespace {

TEST(Readings, OperationsAndTypesExist) {
  for (const Reading& row : readings()) {
    const auto operation = find_operation(row.operation);
    ASSERT_TRUE(operation) << row.operation;
    EXPECT_EQ(operations()[*operation].name, row.operation) << "an alias";
    if (!row.type.empty()) {
      EXPECT_NE(find_entity_type(row.type), kNoEntityType) << row.operation << " " << row.type;
    }
  }
}

TEST(Readings, ThoseOfAnOperationStandTogether) {
  std::set<std::string_view> seen;
  std::string_view last;
  for (const Reading& row : readings()) {
    if (row.operation != last) {
      EXPECT_TRUE(seen.insert(row.operation).second) << row.operation;
    }
    last = row.operation;
  }
  size_t found = 0;
  for (std::string_view operation : seen) {
    for (const Reading& row : readings_of(operation)) EXPECT_EQ(row.operation, operation);
    found += readings_of(operation).size();
  }
  EXPECT_EQ(found, readings().size());
  EXPECT_TRUE(readings_of("ec2-describe-regions").empty());
}

TEST(Readings, WhatDescribesAnEntityFindsItsKey) {
  for (const Reading& row : readings()) {
    if (!row.adds_to.empty() || row.type.empty()) continue;
    EXPECT_FALSE(entity_types()[find_entity_type(row.type)].key.empty()) << row.type;
  }
}

// A parameter that a reading speaks of is one that the operation has.
TEST(Readings, ParametersAreThoseOfTheOperation) {
  for (const Reading& row : readings())
    if (row.adds_to.starts_with("$")) {
      EXPECT_LE(static_cast<size_t>(row.adds_to[1] - '0'),
                parameters_of(operations()[*find_operation(row.operation)]).size())
          << row.operation;
    }
}

// Operations of the table that describe no entity: the organization and IAM's principals have readers of
// their own, and some only give the parameters of others.
TEST(Readings, EveryOperationIsRead) {
  const std::set<std::string_view> kOthers = {
      "sts-get-caller-identity",  "iam-get-account-authorization-details",
      "iam-list-account-aliases", "s3control-get-public-access-block",
      "guardduty-list-findings",  "inspector-list-assessment-runs",
      "inspector-list-findings"};
  for (const Operation& row : operations()) {
    const bool other = row.name.starts_with("organizations-") || kOthers.contains(row.name) ||
                       row.scope == OperationScope::kCollection;
    EXPECT_EQ(readings_of(row.name).empty(), other) << row.name;
  }
}

// The policy of a resource is an entity of its own.
TEST(Readings, PoliciesHaveTypes) {
  std::set<std::string> found;
  for (const Reading& row : readings()) {
    if (row.policy.empty()) continue;
    const std::string type = std::string(row.type) + "_policy";
    found.insert(type);
    const EntityTypeId id = find_entity_type(type);
    ASSERT_NE(id, kNoEntityType) << type;
    EXPECT_EQ(entity_types()[id].classes.front(), "AccessPolicy") << type;
  }
  EXPECT_EQ(found.size(), 12u);
}

struct WhereRow {
  std::string_view where, json;
  bool expected;
};
constexpr WhereRow kWhereRows[] = {
    {"", R"({})", true},
    {"Type=application", R"({"Type": "application"})", true},
    {"Type=application", R"({"type": "application"})", true},
    {"Type=application", R"({"Type": "network"})", false},
    {"Type=application", R"({})", false},
    {"Type=application,network", R"({"Type": "network"})", true},
    {"Type=application,network", R"({"Type": "application,network"})", false},
    {"ResourceId=vpc-*", R"({"ResourceId": "vpc-0abc"})", true},
    {"ResourceId=vpc-*", R"({"ResourceId": "subnet-0abc"})", false},
    {"Status.Code=active", R"({"Status": {"Code": "active"}})", true},
    {"A[]=b", R"({"A": ["a", "b"]})", true},
};

TEST(Readings, Where) {
  for (const WhereRow& row : kWhereRows) {
    const auto read = read_json(Source::from_text("value.json", std::string(row.json)));
    ASSERT_TRUE(read) << row.json;
    const Described described = {(*read)->root(), {}, "aws", "111122223333", "eu-west-1"};
    EXPECT_EQ(meets(described, row.where), row.expected) << row.where << " " << row.json;
  }
}

}  // namespace
}  // namespace arnscope
