#include "engine/model/entity_types.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/model/relation_class.h"

namespace arnscope {
namespace {

struct ResourceRow {
  std::string_view service, type, name, first_class;
};
constexpr ResourceRow kResourceRows[] = {
    {"s3", "bucket", "aws_s3_bucket", "DataStore"},
    {"dynamodb", "table", "aws_dynamodb_table", "DataStore"},
    {"logs", "log-group", "aws_cloudwatch_log_group", "Logs"},
    {"ec2", "instance", "aws_instance", "Host"},
    {"iam", "role", "aws_iam_role", "AccessRole"},
    {"iam", "instance-profile", "aws_iam_instance_profile", "Configuration"},
    {"secretsmanager", "Secret", "aws_secretsmanager_secret", "Resource"},
    {"apigateway", "RestApi", "aws_api_gateway_rest_api", "Gateway"},
    {"apigateway", "VpcLink", "aws_apigateway_vpc_link", "Resource"},
    {"elasticfilesystem", "access-point", "aws_efs_access_point", "Resource"},
    {"glue", "userDefinedFunction", "aws_glue_user_defined_function", "Resource"},
    {"vpc-lattice-svcs", "TCP Service", "aws_vpc_lattice_svcs_tcp_service", "Resource"},
    {"elasticloadbalancing", "loadbalancer/gwy/", "aws_elasticloadbalancing_loadbalancer_gwy", "Resource"},
};

TEST(EntityTypes, Resources) {
  for (const ResourceRow& row : kResourceRows) {
    const EntityType type = resource_entity_type(row.service, row.type);
    EXPECT_EQ(type.name, row.name);
    EXPECT_EQ(type.classes.front(), row.first_class) << row.name;
  }
}

TEST(EntityTypes, Services) {
  EXPECT_EQ(service_type("ec2").name, "aws_ec2");
  EXPECT_EQ(service_type("execute-api").name, "aws_execute_api");
  EXPECT_EQ(service_type("elasticfilesystem").name, "aws_efs");
  EXPECT_EQ(service_type("aws-portal").name, "aws_portal");
  EXPECT_EQ(service_principal_type("lambda.amazonaws.com").name, "aws_lambda");
  EXPECT_EQ(service_principal_type("ec2.amazonaws.com.cn").name, "aws_ec2");
  EXPECT_EQ(service_principal_type("logs.eu-west-1.amazonaws.com").name, "aws_logs");
  EXPECT_EQ(service_principal_type("delivery.logs.amazonaws.com").name, "aws_logs");
  EXPECT_EQ(service_principal_type("ecs-tasks.amazonaws.com").name, "aws_ecs_tasks");
  EXPECT_EQ(service_principal_type("").name, "aws_");
}

// Two services of one account must not become one entity.
TEST(EntityTypes, ServicesAreDistinct) {
  std::map<std::string, std::string_view> seen;
  for (uint32_t id = 0; id < catalog::service_count(); ++id) {
    const std::string_view prefix = catalog::service(static_cast<catalog::ServiceId>(id)).prefix;
    const auto [at, is_new] = seen.emplace(service_type(prefix).name, prefix);
    EXPECT_TRUE(is_new) << prefix << " and " << at->second;
  }
}

// Each row of the table names a service and a resource that the catalog has.
TEST(EntityTypes, CatalogHasThem) {
  std::set<std::pair<std::string_view, std::string_view>> known, seen;
  for (uint32_t id = 0; id < catalog::resource_type_count(); ++id) {
    const catalog::ResourceType type = catalog::resource_type(static_cast<catalog::ResourceTypeId>(id));
    known.emplace(catalog::service(type.service).prefix, type.name);
  }
  for (const EntityTypeRow& row : entity_types()) {
    if (!row.service.empty()) {
      EXPECT_TRUE(catalog::find_service(row.service)) << row.name;
    }
    if (row.resource.empty()) continue;
    EXPECT_TRUE(known.contains({row.service, row.resource})) << row.name << ": " << row.resource;
    EXPECT_TRUE(seen.emplace(row.service, row.resource).second) << row.service << " " << row.resource;
    EXPECT_EQ(resource_entity_type(row.service, row.resource).name, row.name);
  }
}

// Every path replaced by a word.
std::string example_of(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const size_t open = std::min(text.find('{'), text.size());
    result += text.substr(0, open);
    text.remove_prefix(open);
    if (text.empty()) break;
    const size_t close = text.find('}');
    result += text.substr(0, close).find("$partition") != std::string_view::npos ? "aws" : "word";
    text.remove_prefix(close + 1);
  }
  return result;
}

// An ARN that a key makes is one that the catalog calls this resource.
TEST(EntityTypes, KeysAreArnsOfTheirResource) {
  size_t tested = 0;
  for (const EntityTypeRow& row : entity_types()) {
    const size_t at = row.key.find("arn:");
    if (at == std::string_view::npos || row.resource.empty()) continue;
    const std::string arn = example_of(row.key.substr(at));
    std::vector<std::string> names;
    for (catalog::ResourceTypeId id : catalog::resource_types_of(arn)) {
      const catalog::ResourceType type = catalog::resource_type(id);
      names.push_back(resource_entity_type(catalog::service(type.service).prefix, type.name).name);
    }
    EXPECT_NE(std::find(names.begin(), names.end(), row.name), names.end()) << row.name << ": " << arn;
    ++tested;
  }
  EXPECT_GE(tested, 35u);
}

// The further rows of a type say nothing else of it.
TEST(EntityTypes, RowsOfOneTypeAgree) {
  for (EntityTypeId id = 0; id < entity_types().size(); ++id) {
    const EntityTypeRow& row = entity_types()[id];
    const EntityTypeId first = find_entity_type(row.name);
    EXPECT_EQ(row.classes, entity_types()[first].classes) << row.name;
    EXPECT_FALSE(row.classes.front().empty()) << row.name;
    if (first == id) continue;
    EXPECT_TRUE(row.key.empty()) << row.name;
    EXPECT_EQ(entity_types()[id - 1].name, row.name) << "stands apart";
  }
}

struct RelationRow {
  std::string_view from;
  FromService from_service;
  RelationClass relation;
  std::string_view to, type;
};
constexpr RelationRow kRelationRows[] = {
    // The data model's own examples.
    {"aws_s3_bucket", FromService::kNo, RelationClass::kHas, "aws_s3_bucket_policy",
     "aws_s3_bucket_has_policy"},
    {"aws_autoscaling", FromService::kYes, RelationClass::kHas, "aws_autoscaling_group",
     "aws_autoscaling_has_aws_autoscaling_group"},
    {"aws_autoscaling_group", FromService::kNo, RelationClass::kHas, "aws_instance",
     "aws_autoscaling_group_has_instance"},
    // A policy of its own and one that is attached must not be called the same.
    {"aws_iam_role", FromService::kNo, RelationClass::kHas, "aws_iam_role_policy", "aws_iam_role_has_policy"},
    {"aws_iam_role", FromService::kNo, RelationClass::kHas, "aws_iam_policy", "aws_iam_role_has_iam_policy"},
    {"aws_iam_policy", FromService::kNo, RelationClass::kAllows, "aws_s3_bucket",
     "aws_iam_policy_allows_s3_bucket"},
    {"aws_iam_user", FromService::kNo, RelationClass::kCanAssume, "aws_iam_role",
     "aws_iam_user_can_assume_iam_role"},
    {"aws_iam_role", FromService::kNo, RelationClass::kTrusts, "everyone", "aws_iam_role_trusts_everyone"},
    {"everyone", FromService::kNo, RelationClass::kCanAssume, "aws_iam_role",
     "everyone_can_assume_aws_iam_role"},
    {"aws_iam_policy", FromService::kNo, RelationClass::kAllows, "aws_iam_policy",
     "aws_iam_policy_allows_iam_policy"},
};

TEST(EntityTypes, Relationships) {
  for (const RelationRow& row : kRelationRows) {
    EXPECT_EQ(relationship_type(row.from, row.from_service, row.relation, row.to), row.type);
  }
}

}  // namespace
}  // namespace arnscope
