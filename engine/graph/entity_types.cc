#include "engine/graph/entity_types.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cctype>

#include "engine/base/text.h"

namespace arnscope {
namespace {

using Classes = std::array<std::string_view, 3>;

// One row a type of the data model that an IAM export can lead to. `service` and `type` are the catalog's,
// empty where it has no such resource.
struct TypeRow {
  std::string_view service, type, name;
  Classes classes;
};

constexpr std::array kTypes = {
    TypeRow{"", "", "aws_account", {"Account"}},
    TypeRow{"", "", "everyone", {"Everyone"}},
    TypeRow{"", "", "identity_provider", {"Service"}},
    TypeRow{"", "", "aws_iam_user_policy", {"AccessPolicy"}},
    TypeRow{"", "", "aws_iam_group_policy", {"AccessPolicy"}},
    TypeRow{"", "", "aws_iam_role_policy", {"AccessPolicy"}},
    TypeRow{"", "", "aws_sts_assumed_role", {"AccessRole"}},
    TypeRow{"", "", "aws_iam_unknown_principal", {"Principal"}},
    TypeRow{"iam", "user", "aws_iam_user", {"User"}},
    TypeRow{"iam", "group", "aws_iam_group", {"UserGroup"}},
    TypeRow{"iam", "role", "aws_iam_role", {"AccessRole"}},
    TypeRow{"iam", "policy", "aws_iam_policy", {"AccessPolicy"}},
    // The data model has none. It is no role but what hands one to an instance.
    TypeRow{"iam", "instance-profile", "aws_iam_instance_profile", {"Configuration"}},
    TypeRow{"iam", "saml-provider", "aws_iam_saml_provider", {"Service"}},
    TypeRow{"iam", "oidc-provider", "aws_iam_oidc_provider", {"Service"}},
    TypeRow{"iam", "mfa", "mfa_device", {"AccessKey"}},
    TypeRow{"sts", "federated-user", "aws_sts_federated_user", {"User"}},
    TypeRow{"access-analyzer", "Analyzer", "aws_accessanalyzer_analyzer", {"Assessment", "Scanner"}},
    TypeRow{"acm", "certificate", "aws_acm_certificate", {"Certificate"}},
    TypeRow{"apigateway", "RestApi", "aws_api_gateway_rest_api", {"Gateway"}},
    TypeRow{"apigateway", "Api", "aws_api_gateway_v2_api", {"Gateway"}},
    TypeRow{"autoscaling", "autoScalingGroup", "aws_autoscaling_group", {"Deployment", "Group"}},
    TypeRow{"batch", "compute-environment", "aws_batch_compute_environment", {"Configuration"}},
    TypeRow{"batch", "job", "aws_batch_job", {"Process", "Task"}},
    TypeRow{"batch", "job-definition", "aws_batch_job_definition", {"Configuration", "Function"}},
    TypeRow{"batch", "job-queue", "aws_batch_job_queue", {"Queue"}},
    TypeRow{"cloudformation", "stack", "aws_cloudformation_stack", {"Configuration"}},
    TypeRow{"cloudfront", "distribution", "aws_cloudfront_distribution", {"Gateway"}},
    TypeRow{"cloudwatch", "alarm", "aws_cloudwatch_metric_alarm", {"Monitor"}},
    TypeRow{"config", "ConfigRule", "aws_config_rule", {"ControlPolicy"}},
    TypeRow{"dynamodb", "table", "aws_dynamodb_table", {"DataStore", "Database"}},
    TypeRow{"ec2", "elastic-ip", "aws_eip", {"IpAddress"}},
    TypeRow{"ec2", "image", "aws_ami", {"Image"}},
    TypeRow{"ec2", "instance", "aws_instance", {"Host"}},
    TypeRow{"ec2", "internet-gateway", "aws_internet_gateway", {"Gateway"}},
    TypeRow{"ec2", "key-pair", "aws_key_pair", {"AccessKey"}},
    TypeRow{"ec2", "natgateway", "aws_nat_gateway", {"Gateway"}},
    TypeRow{"ec2", "network-acl", "aws_network_acl", {"Firewall"}},
    TypeRow{"ec2", "network-interface", "aws_eni", {"NetworkInterface"}},
    TypeRow{"ec2", "route-table", "aws_route_table", {"Configuration"}},
    TypeRow{"ec2", "security-group", "aws_security_group", {"Firewall"}},
    TypeRow{"ec2", "snapshot", "aws_ebs_snapshot", {"DataStore", "Disk", "Image"}},
    TypeRow{"ec2", "subnet", "aws_subnet", {"Network"}},
    TypeRow{"ec2", "volume", "aws_ebs_volume", {"DataStore", "Disk"}},
    TypeRow{"ec2", "vpc", "aws_vpc", {"Network"}},
    TypeRow{"ec2", "vpn-gateway", "aws_vpn_gateway", {"Gateway"}},
    TypeRow{"ecr", "repository", "aws_ecr_repository", {"Repository"}},
    TypeRow{"ecs", "cluster", "aws_ecs_cluster", {"Cluster"}},
    TypeRow{"ecs", "container-instance", "aws_ecs_container_instance", {"Host", "Container"}},
    TypeRow{"ecs", "service", "aws_ecs_service", {"Service"}},
    TypeRow{"ecs", "task", "aws_ecs_task", {"Task", "Process"}},
    TypeRow{"ecs", "task-definition", "aws_ecs_task_definition", {"Function", "Configuration"}},
    TypeRow{"eks", "cluster", "aws_eks_cluster", {"Cluster"}},
    TypeRow{
        "elasticache", "cluster", "aws_elasticache_memcached_cluster", {"Database", "DataStore", "Cluster"}},
    TypeRow{"elasticache",
            "replicationgroup",
            "aws_elasticache_redis_cluster",
            {"Database", "DataStore", "Cluster"}},
    TypeRow{"elasticfilesystem", "file-system", "aws_efs_file_system", {"DataStore"}},
    TypeRow{"elasticloadbalancing", "listener-rule/app", "aws_lb_listener_rule", {"Rule"}},
    TypeRow{"elasticloadbalancing", "listener-rule/net", "aws_lb_listener_rule", {"Rule"}},
    TypeRow{"elasticloadbalancing", "listener/app", "aws_lb_listener", {"ApplicationEndpoint"}},
    TypeRow{"elasticloadbalancing", "listener/net", "aws_lb_listener", {"ApplicationEndpoint"}},
    TypeRow{"elasticloadbalancing", "loadbalancer", "aws_elb", {"Gateway"}},
    TypeRow{"elasticloadbalancing", "loadbalancer/app/", "aws_alb", {"Gateway"}},
    TypeRow{"elasticloadbalancing", "loadbalancer/net/", "aws_nlb", {"Gateway"}},
    TypeRow{"elasticloadbalancing", "targetgroup", "aws_lb_target_group", {"Group"}},
    TypeRow{"es", "domain", "aws_elasticsearch_domain", {"Database", "DataStore", "Cluster"}},
    TypeRow{"events", "rule-on-custom-event-bus", "aws_cloudwatch_event_rule", {"Task"}},
    TypeRow{"events", "rule-on-default-event-bus", "aws_cloudwatch_event_rule", {"Task"}},
    TypeRow{"guardduty", "detector", "aws_guardduty_detector", {"Assessment", "Scanner"}},
    TypeRow{"kms", "key", "aws_kms_key", {"CryptoKey"}},
    TypeRow{"lambda", "function", "aws_lambda_function", {"Function"}},
    TypeRow{"logs", "log-group", "aws_cloudwatch_log_group", {"Logs"}},
    TypeRow{"rds", "cluster", "aws_rds_cluster", {"DataStore", "Database", "Cluster"}},
    TypeRow{"rds", "cluster-snapshot", "aws_db_cluster_snapshot", {"DataStore", "Database", "Image"}},
    TypeRow{"rds", "db", "aws_db_instance", {"DataStore", "Database", "Host"}},
    TypeRow{"rds", "snapshot", "aws_db_snapshot", {"DataStore", "Database", "Image"}},
    TypeRow{"redshift", "cluster", "aws_redshift_cluster", {"DataStore", "Database", "Cluster"}},
    TypeRow{"route53", "hostedzone", "aws_route53_zone", {"DomainZone"}},
    TypeRow{"s3", "bucket", "aws_s3_bucket", {"DataStore"}},
    TypeRow{"sns", "topic", "aws_sns_topic", {"Channel"}},
    TypeRow{"sqs", "queue", "aws_sqs_queue", {"Queue"}},
    TypeRow{"transfer", "server", "aws_transfer_server", {"Host", "Gateway"}},
    TypeRow{"transfer", "user", "aws_transfer_user", {"User"}},
    TypeRow{"waf", "webacl", "aws_waf_web_acl", {"Firewall"}},
    TypeRow{"wafv2", "webacl", "aws_waf_v2_web_acl", {"Firewall"}},
    TypeRow{"workspaces", "workspacebundle", "aws_workspaces_bundle", {"Configuration"}},
    TypeRow{"workspaces", "workspaceid", "aws_workspace", {"Host"}},
};

// Services that the data model calls otherwise than the catalog.
struct ServiceRow {
  std::string_view prefix, name;
};
constexpr std::array kServices = {
    ServiceRow{"access-analyzer", "aws_accessanalyzer"},
    ServiceRow{"elasticfilesystem", "aws_efs"},
    ServiceRow{"wafv2", "aws_waf_v2"},
};

constexpr Classes kService = {"Service"};
constexpr Classes kResource = {"Resource"};

std::span<const std::string_view> in_use(const Classes& classes) {
  auto end = std::find(classes.begin(), classes.end(), std::string_view());
  return {classes.data(), static_cast<size_t>(end - classes.begin())};
}

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Snake case of "RestApi", "log-group", "listener/app", "ExportedAPI".
std::string snake(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!is_lower(c) && !is_upper(c) && !is_digit(c)) {
      if (!result.empty() && result.back() != '_') result += '_';
      continue;
    }
    const bool after_word = i > 0 && (is_lower(text[i - 1]) || is_digit(text[i - 1]));
    const bool before_word = i > 0 && is_upper(text[i - 1]) && i + 1 < text.size() && is_lower(text[i + 1]);
    if (is_upper(c) && (after_word || before_word) && result.back() != '_') result += '_';
    result += fold(c);
  }
  while (!result.empty() && result.back() == '_') result.pop_back();
  return result;
}

}  // namespace

EntityType service_type(std::string_view prefix) {
  for (const ServiceRow& row : kServices)
    if (row.prefix == prefix) return {std::string(row.name), in_use(kService)};
  std::string name = snake(prefix);
  return {name.starts_with("aws_") ? name : "aws_" + name, in_use(kService)};
}

EntityType service_principal_type(std::string_view principal) {
  const std::string_view name = principal.substr(0, principal.find(".amazonaws."));
  const auto labels = split(name, '.');
  for (auto label = labels.rbegin(); label != labels.rend(); ++label)
    if (catalog::find_service(*label)) return service_type(*label);
  return service_type(labels.front());
}

EntityType resource_entity_type(std::string_view service, std::string_view type) {
  for (const TypeRow& row : kTypes)
    if (!row.service.empty() && row.service == service && row.type == type)
      return {std::string(row.name), in_use(row.classes)};
  return {fmt::format("{}_{}", service_type(service).name, snake(type)), in_use(kResource)};
}

EntityType model_type(std::string_view name) {
  const auto* row =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& each) { return each.name == name; });
  assert(row != kTypes.end());
  return {std::string(row->name), in_use(row->classes)};
}

std::string relationship_type(const Entity& from, RelationClass relation, const Entity& to) {
  constexpr std::string_view kShared = "aws_";
  std::string_view rest = to.type;
  const bool inside =
      rest.size() > from.type.size() && rest.starts_with(from.type) && rest[from.type.size()] == '_';
  if (from.kind != EntityKind::kService) {
    if (inside) {
      rest.remove_prefix(from.type.size() + 1);
    } else if (rest.starts_with(kShared) && from.type.starts_with(kShared)) {
      rest.remove_prefix(kShared.size());
    }
  }
  return fmt::format("{}_{}_{}", from.type, fold(relation_class_name(relation)), rest);
}

}  // namespace arnscope
