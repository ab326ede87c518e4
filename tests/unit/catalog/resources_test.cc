#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "engine/catalog/catalog.h"
#include "engine/policy/arn.h"

namespace arnscope::catalog {
namespace {

std::string type_name(ResourceTypeId id) {
  const ResourceType type = resource_type(id);
  return std::string(service(type.service).prefix) + ' ' + std::string(type.name);
}

// The types of one service, most specific first.
std::string types_of(std::string_view arn, std::string_view own_service) {
  std::string names;
  for (const ResourceTypeId id : resource_types_of(arn))
    if (service(resource_type(id).service).prefix == own_service)
      names += (names.empty() ? "" : ", ") + std::string(resource_type(id).name);
  return names;
}

struct TypeRow {
  std::string_view arn, service, types;
};

constexpr TypeRow kTypeRows[] = {
    {"arn:aws:s3:::b", "s3", "bucket"},
    {"arn:aws:s3:::b/k", "s3", "object"},
    {"arn:aws:s3:::b/a/b/k", "s3", "object"},
    {"arn:aws-cn:s3:::b/", "s3", "object"},
    {"arn:aws:s3:::b*", "s3", "object, bucket"},
    {"arn:aws:s3:::*", "s3", "object, bucket"},
    {"arn:aws:s3:::b/*", "s3", "object"},
    {"arn:aws:s3:::*/k", "s3", "object"},
    {"arn:aws:s3:::accesspoint/a", "s3", "object"},
    {"arn:aws:ssm:eu-west-1::document/AWS-RunShellScript", "ssm", "document"},
    {"arn:aws:s3:eu-west-1:111122223333:accesspoint/a", "s3", "accesspoint"},
    {"arn:aws:s3:eu-west-1:111122223333:accesspoint/a/object/k", "s3", "accesspointobject"},
    {"arn:aws:iam::111122223333:role/team/a/deploy", "iam", "role"},
    {"arn:aws:iam::111122223333:user/x", "iam", "user"},
    {"arn:aws:iam::aws:policy/ReadOnlyAccess", "iam", "policy"},
    {"arn:aws:lambda:eu-west-1:111122223333:function:f", "lambda", "function"},
    {"arn:aws:lambda:eu-west-1:111122223333:function:f:live", "lambda",
     "function alias, function version, function"},
    {"arn:aws:dynamodb:eu-west-1:111122223333:table/t", "dynamodb", "table"},
    {"arn:aws:dynamodb:eu-west-1:111122223333:table/t/index/i", "dynamodb", "index"},
    {"arn:aws:logs:eu-west-1:111122223333:log-group:/a/b", "logs", "log-group"},
    {"arn:aws:logs:eu-west-1:111122223333:log-group:/a/b:log-stream:c", "logs", "log-stream, log-group"},
    {"arn:aws:sqs:eu-west-1:111122223333:jobs", "sqs", "queue"},
    {"arn:aws:kms:eu-west-1:111122223333:key/1", "kms", "key"},
    {"arn:aws:ec2:eu-west-1:111122223333:instance/i-1", "ec2", "instance"},
    {"arn:aws:ec2:eu-west-1::image/ami-1", "ec2", "image"},
    {"arn:aws:apigateway:eu-west-1::/restapis/a/stages/b", "apigateway", "Stage, RestApi"},
    {"arn:aws:apigateway:eu-west-1::/apis/a/stages/b", "apigateway", "Stage, Api"},
    {"arn:aws:nope:eu-west-1:111122223333:x", "s3", ""},
    {"b", "s3", ""},
};

TEST(resources, types_of_an_arn) {
  for (const TypeRow& row : kTypeRows) EXPECT_EQ(types_of(row.arn, row.service), row.types) << row.arn;
}

TEST(resources, the_arns_own_service_comes_first) {
  const auto types = resource_types_of("arn:aws:iam::111122223333:role/deploy");
  ASSERT_FALSE(types.empty());
  EXPECT_EQ(type_name(types[0]), "iam role");
  EXPECT_GT(types.size(), 1u);
}

TEST(resources, every_type_is_of_its_own_pattern) {
  for (uint32_t i = 0; i < resource_type_count(); ++i) {
    const auto id = static_cast<ResourceTypeId>(i);
    const ResourceType type = resource_type(id);
    ASSERT_TRUE(parse_arn(type.arn)) << type_name(id);
    for (const std::string_view arn : {type.arn, type.other_arn}) {
      if (arn.empty()) continue;
      ASSERT_EQ(arn.find("${"), std::string_view::npos) << type_name(id);
      const auto types = resource_types_of(arn);
      ASSERT_NE(std::find(types.begin(), types.end(), id), types.end()) << type_name(id);
    }
  }
}

TEST(resources, flat_names) {
  const auto flat = [](std::string_view arn) {
    return resource_type(resource_types_of(arn).at(0)).flat_name;
  };
  EXPECT_TRUE(flat("arn:aws:s3:::b"));
  EXPECT_FALSE(flat("arn:aws:s3:::b/k"));
  EXPECT_TRUE(flat("arn:aws:dynamodb:eu-west-1:111122223333:table/t"));
  EXPECT_FALSE(flat("arn:aws:iam::111122223333:role/r"));
}

struct TakesRow {
  std::string_view action, arn;
  bool takes;
};

constexpr TakesRow kTakesRows[] = {
    {"s3:GetObject", "arn:aws:s3:::b/k", true},
    {"s3:GetObject", "arn:aws:s3:::b", false},
    {"s3:GetObject", "arn:aws:s3:::b*", true},
    {"s3:GetObject", "arn:aws:s3:::*", true},
    {"s3:GetObject", "*", true},
    {"s3:GetObject", "arn:aws:s3", true},
    {"s3:GetObject", "arn:aws:sqs:*:*:*", false},
    {"s3:ListBucket", "arn:aws:s3:::b", true},
    {"s3:ListBucket", "arn:aws:s3:::b/k", false},
    {"s3:ListBucket", "arn:aws:s3:::b/*", false},
    {"s3:ListAllMyBuckets", "*", true},
    {"s3:ListAllMyBuckets", "arn:aws:s3:::*", false},
    {"iam:PassRole", "arn:aws:iam::111122223333:role/a/b", true},
    {"iam:PassRole", "arn:aws:iam::111122223333:user/a", false},
    {"iam:PassRole", "arn:aws:iam::*:*", true},
    {"sts:AssumeRole", "arn:aws:iam::111122223333:role/a", true},
    {"lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111122223333:function:f:live", true},
    {"dynamodb:Query", "arn:aws:dynamodb:eu-west-1:111122223333:table/t/index/i", true},
    {"dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/t/index/i", false},
    {"dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:111122223333:table/t", true},
    {"logs:PutLogEvents", "arn:aws:logs:eu-west-1:111122223333:log-group:g:log-stream:s", true},
    {"kms:Decrypt", "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/1", true},
    {"kms:Decrypt", "not an ARN", false},
};

TEST(resources, action_takes) {
  for (const TakesRow& row : kTakesRows) {
    const ActionId id = find_action(row.action);
    ASSERT_NE(id, kNoAction) << row.action;
    EXPECT_EQ(action_takes(id, row.arn), row.takes) << row.action << ' ' << row.arn;
  }
}

TEST(resources, action_resources_and_actions_on_agree) {
  const ActionSet none = actions_without_resource();
  for (ActionId id = 0; id < action_count(); ++id) {
    ASSERT_EQ(none.contains(id), action_resources(id).empty()) << action_name(id);
    for (const ActionResource& resource : action_resources(id))
      ASSERT_EQ(resource_type(resource.type).service, action(id).service) << action_name(id);
  }
  uint32_t pairs = 0;
  for (uint32_t i = 0; i < resource_type_count(); ++i) {
    const ActionSet actions = actions_on(static_cast<ResourceTypeId>(i));
    actions.for_each([&](ActionId id) {
      const auto resources = action_resources(id);
      ASSERT_TRUE(
          std::any_of(resources.begin(), resources.end(), [&](const auto& r) { return r.type == i; }));
    });
    pairs += actions.size();
  }
  uint32_t listed = 0;
  for (ActionId id = 0; id < action_count(); ++id)
    listed += static_cast<uint32_t>(action_resources(id).size());
  EXPECT_EQ(pairs, listed);
}

TEST(resources, required_types) {
  const auto resources = action_resources(find_action("dynamodb:GetItem"));
  ASSERT_EQ(resources.size(), 1u);
  EXPECT_EQ(type_name(resources[0].type), "dynamodb table");
  EXPECT_TRUE(resources[0].required);
  for (const ActionResource& resource : action_resources(find_action("s3:GetObject")))
    EXPECT_FALSE(resource.required) << type_name(resource.type)
                                    << ": of an object and one behind an access point";
  EXPECT_TRUE(action_resources(find_action("s3:ListAllMyBuckets")).empty());
}

}  // namespace
}  // namespace arnscope::catalog
