#include "engine/graph/resource_shapes.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace arnscope {
namespace {

// The compiled form of one Resource of an identity policy.
std::shared_ptr<const CompiledPolicy> compiled(std::string_view resource, Version version) {
  auto policy = std::make_shared<Policy>();
  policy->version = version;
  Statement& statement = policy->statements.emplace_back();
  statement.action.values.push_back({"*", {}});
  statement.resource.emplace().values.push_back({std::string(resource), {}});
  return compile(policy, PolicyKind::kIdentity, "test");
}

struct NamedRow {
  std::string_view pattern, arn;  // "": names nothing
};
constexpr NamedRow kNamedRows[] = {
    {"arn:aws:s3:::b", "arn:aws:s3:::b"},
    {"arn:aws:s3:::b/*", "arn:aws:s3:::b"},
    {"arn:aws:s3:::b/a/k.txt", "arn:aws:s3:::b"},
    {"arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b"},
    {"arn:aws:s3:::b*", ""},
    {"arn:aws:s3:::*/k", ""},
    {"arn:aws:s3:::b?/k", ""},
    {"arn:aws:s3:::${aws:username}", ""},
    {"arn:aws-cn:s3:::b/*", "arn:aws-cn:s3:::b"},
    {"arn:aws:lambda:eu-west-1:1:function:f", "arn:aws:lambda:eu-west-1:1:function:f"},
    {"arn:aws:lambda:eu-west-1:1:function:f:*", "arn:aws:lambda:eu-west-1:1:function:f"},
    {"arn:aws:lambda:eu-west-1:1:function:f:PROD", "arn:aws:lambda:eu-west-1:1:function:f"},
    {"arn:aws:lambda:*:1:function:f", ""},
    {"arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/f:*",
     "arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/f"},
    {"arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/f", "arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/f"},
    {"arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/*", ""},
    {"arn:aws:logs:eu-west-1:1:log-group:g:log-stream:s", "arn:aws:logs:eu-west-1:1:log-group:g"},
    {"arn:aws:dynamodb:eu-west-1:1:table/T/index/*", "arn:aws:dynamodb:eu-west-1:1:table/T"},
    {"arn:aws:dynamodb:eu-west-1:1:table/T/*", "arn:aws:dynamodb:eu-west-1:1:table/T"},
    {"arn:aws:dynamodb:eu-west-1:1:table/T*", ""},
    {"arn:aws:es:eu-west-1:1:domain/d/*", "arn:aws:es:eu-west-1:1:domain/d"},
    {"arn:aws:codepipeline:eu-west-1:1:main/Deploy/Approve", "arn:aws:codepipeline:eu-west-1:1:main"},
    {"arn:aws:apigateway:eu-west-1::/restapis/a/stages/*", "arn:aws:apigateway:eu-west-1::/restapis/a"},
    // A path is no container: these are other roles and rules.
    {"arn:aws:iam::1:role/team/*", ""},
    {"arn:aws:iam::1:role/team/deploy", "arn:aws:iam::1:role/team/deploy"},
    {"arn:aws:events:eu-west-1:1:rule/bus/r", "arn:aws:events:eu-west-1:1:rule/bus/r"},
    {"arn:aws:events:eu-west-1:1:rule/bus/*", ""},
    {"arn:aws:ecs:eu-west-1:1:task/cluster/t", "arn:aws:ecs:eu-west-1:1:task/cluster/t"},
    // Not an ARN, or one that can only be a pattern.
    {"*", ""},
    {"arn:aws:s3", ""},
    {"arn:*:s3:::b", ""},
    {"arn:aws:s3:::", ""},
    {"nonsense", ""},
};

TEST(ResourceShapes, NamedByPattern) {
  ResourceShapes shapes;
  for (const NamedRow& row : kNamedRows) {
    const auto policy = compiled(row.pattern, Version::k2012);
    EXPECT_EQ(shapes.named_by(policy->statements[0].resources[0]).value_or(""), row.arn) << row.pattern;
  }
}

// Variables are text in an older policy, and no resource is called so.
TEST(ResourceShapes, NamedByPatternOfOldPolicy) {
  ResourceShapes shapes;
  const auto bucket = compiled("arn:aws:s3:::b/${aws:username}/*", Version::k2008);
  EXPECT_EQ(shapes.named_by(bucket->statements[0].resources[0]), "arn:aws:s3:::b");
  const auto user = compiled("arn:aws:iam::1:user/${aws:username}", Version::k2008);
  EXPECT_FALSE(shapes.named_by(user->statements[0].resources[0]));
}

bool holds(const std::vector<ActionId>& actions, std::string_view name) {
  return std::binary_search(actions.begin(), actions.end(), catalog::find_action(name));
}

struct ShapeRow {
  std::string_view arn, action, suffix;  // "-": not on it at all; "": on the resource itself
};
constexpr ShapeRow kShapeRows[] = {
    {"arn:aws:s3:::b", "s3:ListBucket", ""},
    {"arn:aws:s3:::b", "s3:GetObject", "/*"},
    {"arn:aws:lambda:eu-west-1:1:function:f", "lambda:InvokeFunction", ""},
    {"arn:aws:lambda:eu-west-1:1:function:f", "backup:StartRestoreJob", "-"},
    {"arn:aws:logs:eu-west-1:1:log-group:g", "logs:PutRetentionPolicy", ""},
    {"arn:aws:logs:eu-west-1:1:log-group:g", "logs:GetLogEvents", ":log-stream:*"},
    {"arn:aws:dynamodb:eu-west-1:1:table/T", "dynamodb:GetItem", ""},
    {"arn:aws:dynamodb:eu-west-1:1:table/T", "dynamodb:GetRecords", "/stream/*"},
    {"arn:aws:es:eu-west-1:1:domain/d", "es:ESHttpGet", "/*"},
    {"arn:aws:es:eu-west-1:1:domain/d", "es:ESHttpGet", ""},
    {"arn:aws:iam::1:role/r", "sts:AssumeRole", ""},
    {"arn:aws:iam::1:role/r", "iam:PassRole", ""},
    {"arn:aws:backup:eu-west-1:1:recovery-point:x", "backup:StartRestoreJob", ""},
};

TEST(ResourceShapes, ActionsByPart) {
  ResourceShapes shapes;
  for (const ShapeRow& row : kShapeRows) {
    const ResourceShape shape = shapes.shape_of(row.arn);
    bool inside = false;
    for (const Contents& contents : shape.contents)
      inside = inside ||
               ((row.suffix == "-" || contents.suffix == row.suffix) && holds(contents.actions, row.action));
    const bool itself = holds(shape.actions, row.action);
    if (row.suffix == "-") {
      EXPECT_FALSE(inside || itself) << row.arn << " " << row.action;
    } else {
      EXPECT_TRUE(row.suffix.empty() ? itself : inside) << row.arn << " " << row.action << " " << row.suffix;
    }
  }
  EXPECT_TRUE(shapes.shape_of("arn:aws:logs:eu-west-1:1:log-group:g").also_with_star);
  EXPECT_TRUE(shapes.shape_of("arn:aws:iam::1:role/r").contents.empty());
}

TEST(ResourceShapes, WhatAwsNeverAllows) {
  ResourceShapes shapes;
  EXPECT_TRUE(shapes.shape_of("arn:aws:iam::1:role/r").never.empty());
  const ResourceShape linked = shapes.shape_of("arn:aws:iam::1:role/aws-service-role/x.amazonaws.com/R");
  EXPECT_TRUE(holds(linked.never, "iam:PassRole"));
  EXPECT_FALSE(holds(linked.never, "iam:GetRole"));
  const ResourceShape aws = shapes.shape_of("arn:aws:iam::aws:policy/P");
  EXPECT_TRUE(holds(aws.never, "iam:CreatePolicyVersion"));
  EXPECT_FALSE(holds(aws.never, "iam:GetPolicy"));
}

// Every resource of the catalog, made up from its pattern, has a shape that fits the bits of Parts.
TEST(ResourceShapes, EveryTypeFits) {
  ResourceShapes shapes;
  for (uint32_t i = 0; i < catalog::resource_type_count(); i += 3) {
    std::string arn(catalog::resource_type(static_cast<catalog::ResourceTypeId>(i)).arn);
    std::replace(arn.begin(), arn.end(), '*', 'x');
    if (ResourceShapes::types_of(arn).empty()) continue;
    EXPECT_LE(shapes.shape_of(arn).contents.size(), ResourceShapes::kMaxContents) << arn;
  }
}

}  // namespace
}  // namespace arnscope
