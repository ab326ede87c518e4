#include "engine/model/entity_types.h"

#include <gtest/gtest.h>

#include <map>

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

// Each row of the table names a resource that the catalog has.
TEST(EntityTypes, CatalogHasThem) {
  constexpr std::string_view kModelNames[] = {"aws_s3_bucket",
                                              "aws_kms_key",
                                              "aws_sqs_queue",
                                              "aws_sns_topic",
                                              "aws_lambda_function",
                                              "aws_dynamodb_table",
                                              "aws_instance",
                                              "aws_waf_v2_web_acl",
                                              "aws_efs_file_system",
                                              "aws_transfer_user",
                                              "aws_autoscaling_group",
                                              "aws_cloudwatch_event_rule",
                                              "aws_alb",
                                              "aws_config_rule",
                                              "aws_workspace",
                                              "aws_elasticsearch_domain"};
  std::map<std::string, int> found;
  for (uint32_t id = 0; id < catalog::resource_type_count(); ++id) {
    const catalog::ResourceType type = catalog::resource_type(static_cast<catalog::ResourceTypeId>(id));
    ++found[resource_entity_type(catalog::service(type.service).prefix, type.name).name];
  }
  for (std::string_view name : kModelNames) EXPECT_GE(found[std::string(name)], 1) << name;
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
