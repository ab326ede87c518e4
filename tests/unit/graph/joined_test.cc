// Relationships that the rows of joins() say.
#include <gtest/gtest.h>

#include <numeric>

#include "tests/unit/graph/described.h"

namespace arnscope {
namespace {

constexpr const char* kInstance = "arn:aws:ec2:eu-west-1:111122223333:instance/i-1";
constexpr const char* kGroup = "arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1";

Described instance_of(std::string group) {
  return {{.users = user("anna")},
          {},
          {{.type = "aws_instance",
            .arn = kInstance,
            .id = "i-1",
            .references = {{"SecurityGroups[].GroupId", std::move(group)}}},
           {.type = "aws_security_group", .arn = kGroup, .id = "sg-1"}}};
}

TEST(Joined, ServiceOfTheAccount) {
  const Drawn drawn(to_snapshot(instance_of("sg-1")));
  EXPECT_EQ(drawn.edge("HAS", "111122223333:aws_ec2", kInstance)["_type"], "aws_ec2_has_aws_instance");
  EXPECT_FALSE(drawn.edge("HAS", iam("root"), "111122223333:aws_ec2").is_null());
}

TEST(Joined, ReferenceByIdAndWhatItProtects) {
  const Drawn drawn(to_snapshot(instance_of("sg-1")));
  EXPECT_EQ(drawn.edge("HAS", kInstance, kGroup)["_type"], "aws_instance_has_security_group");
  EXPECT_EQ(drawn.edge("PROTECTS", kGroup, kInstance)["_type"], "aws_security_group_protects_instance");
  EXPECT_EQ(std::accumulate(drawn.graph().dangling.begin(), drawn.graph().dangling.end(), uint64_t{0}), 0u);
}

// PROTECTS does not need HAS to be asked for.
TEST(Joined, ProtectsAlone) {
  const Drawn drawn(to_snapshot(instance_of("sg-1")), class_bit(RelationClass::kProtects));
  EXPECT_EQ(drawn.count("PROTECTS"), 1u);
  EXPECT_EQ(drawn.relationships().size(), 1u);
}

TEST(Joined, WhatIsNotThereIsCounted) {
  const Drawn drawn(to_snapshot(instance_of("sg-9")));
  EXPECT_TRUE(drawn.edge("HAS", kInstance, kGroup).is_null());
  EXPECT_EQ(drawn.graph().dangling[joins_at("aws_instance", "SecurityGroups[].GroupId")[0]], 1u);
}

// An ARN says what it names: the entity is there, known by its name alone.
TEST(Joined, ArnOfWhatIsNotDescribed) {
  const std::string far = "arn:aws:ec2:eu-west-1:999999999999:security-group/sg-7";
  const Drawn drawn(to_snapshot(instance_of(far)));
  EXPECT_FALSE(drawn.edge("HAS", kInstance, far).is_null());
  EXPECT_EQ(drawn.entity(far)["_type"], "aws_security_group");
  EXPECT_EQ(drawn.entity(far)["named"], true);
  EXPECT_EQ(drawn.entity(far)["external"], true);
  EXPECT_FALSE(drawn.entity("arn:aws:iam::999999999999:root").is_null());
  const Drawn other(to_snapshot(instance_of("arn:aws:s3:::of-another-type")));
  EXPECT_TRUE(other.entity("arn:aws:s3:::of-another-type").is_null());
}

TEST(Joined, StatedUnlessDerived) {
  const std::string anna = iam("user/anna");
  auto snapshot = to_snapshot(instance_of("sg-1"));
  snapshot->stated = {
      {RelationClass::kHas, kInstance, kGroup},        // derived as well
      {RelationClass::kUses, kInstance, kGroup},       // by nothing but the input
      {RelationClass::kUses, kInstance, "who knows"},  // to nothing
      {RelationClass::kCanAssume, anna, kGroup},       // a matter of policies
  };
  const Drawn drawn(std::move(snapshot));
  EXPECT_EQ(drawn.count("HAS"), Drawn(to_snapshot(instance_of("sg-1"))).count("HAS"));
  EXPECT_EQ(drawn.edges("USES"), std::vector{fmt::format("{} -> {}", kInstance, kGroup)});
  EXPECT_EQ(drawn.count("CAN_ASSUME"), 0u);
}

TEST(Joined, OneClassIsTheSame) {
  const auto make = [] { return to_snapshot(instance_of("sg-1")); };
  const Drawn all(make());
  for (size_t i = 0; i < kRelationClassCount; ++i) {
    const RelationClasses classes = class_bit(static_cast<RelationClass>(i));
    EXPECT_EQ(Drawn(make(), classes).text(), written(all.graph(), classes)) << i;
  }
}

}  // namespace
}  // namespace arnscope
