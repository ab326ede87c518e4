#include "engine/model/readings.h"

#include <string>
#include <unordered_map>

#include "engine/base/text.h"
#include "engine/policy/glob.h"

namespace arnscope {
namespace {

// Those of one operation stand together. Source of the members: AWS CLI Command Reference.
// clang-format off
constexpr Reading kReadings[] = {
    // IAM.
    {.operation = "iam-get-account-password-policy", .path = "PasswordPolicy",
     .type = "aws_iam_account_password_policy"},
    {.operation = "iam-list-access-keys", .path = "AccessKeyMetadata[]", .type = "aws_iam_access_key"},
    {.operation = "iam-list-mfa-devices", .path = "MFADevices[]", .type = "mfa_device"},
    {.operation = "iam-list-saml-providers", .path = "SAMLProviderList[]", .type = "aws_iam_saml_provider"},
    {.operation = "iam-list-open-id-connect-providers", .path = "OpenIDConnectProviderList[]",
     .type = "aws_iam_oidc_provider"},
    {.operation = "iam-get-open-id-connect-provider", .type = "aws_iam_oidc_provider", .adds_to = "$1"},
    {.operation = "accessanalyzer-list-analyzers", .path = "analyzers[]",
     .type = "aws_accessanalyzer_analyzer"},
    {.operation = "accessanalyzer-list-findings-v2", .path = "findings[]",
     .type = "aws_accessanalyzer_finding"},

    // Tags of every service: of whichever resource has the ARN.
    {.operation = "resourcegroupstaggingapi-get-resources", .path = "ResourceTagMappingList[]",
     .adds_to = "ResourceARN"},

    // Names, gateways, certificates.
    {.operation = "acm-list-certificates", .path = "CertificateSummaryList[]", .type = "aws_acm_certificate"},
    {.operation = "apigateway-get-rest-apis", .path = "items[]", .type = "aws_api_gateway_rest_api",
     .policy = "policy"},
    {.operation = "apigateway-get-resources", .type = "aws_api_gateway_rest_api", .adds_to = "$1"},
    {.operation = "apigatewayv2-get-apis", .path = "Items[]", .type = "aws_api_gateway_v2_api"},
    {.operation = "apigatewayv2-get-authorizers", .path = "Items[]", .type = "aws_api_gateway_v2_authorizer"},
    {.operation = "apigatewayv2-get-integrations", .path = "Items[]",
     .type = "aws_api_gateway_v2_integration"},
    {.operation = "apigatewayv2-get-routes", .path = "Items[]", .type = "aws_api_gateway_v2_route"},
    {.operation = "cloudfront-list-distributions", .path = "DistributionList.Items[]",
     .type = "aws_cloudfront_distribution"},
    {.operation = "cloudfront-get-distribution-config", .path = "DistributionConfig.Origins.Items[]",
     .type = "aws_cloudfront_distribution_origin"},
    {.operation = "route53-list-hosted-zones", .path = "HostedZones[]", .type = "aws_route53_zone"},
    {.operation = "route53-list-resource-record-sets", .path = "ResourceRecordSets[]",
     .type = "aws_route53_record"},
    {.operation = "route53domains-list-domains", .path = "Domains[]", .type = "aws_route53_domain"},

    // Compute.
    {.operation = "autoscaling-describe-auto-scaling-groups", .path = "AutoScalingGroups[]",
     .type = "aws_autoscaling_group"},
    {.operation = "batch-describe-compute-environments", .path = "computeEnvironments[]",
     .type = "aws_batch_compute_environment"},
    {.operation = "batch-describe-job-definitions", .path = "jobDefinitions[]",
     .type = "aws_batch_job_definition"},
    {.operation = "batch-describe-job-queues", .path = "jobQueues[]", .type = "aws_batch_job_queue"},
    {.operation = "batch-list-jobs", .path = "jobSummaryList[]", .type = "aws_batch_job"},
    {.operation = "cloudformation-describe-stacks", .path = "Stacks[]", .type = "aws_cloudformation_stack"},
    {.operation = "lambda-list-functions", .path = "Functions[]", .type = "aws_lambda_function"},
    {.operation = "lambda-get-policy", .type = "aws_lambda_function", .adds_to = "$1", .policy = "Policy"},
    {.operation = "ecr-describe-repositories", .path = "repositories[]", .type = "aws_ecr_repository"},
    {.operation = "ecr-get-repository-policy", .type = "aws_ecr_repository", .adds_to = "$1",
     .policy = "policyText"},
    {.operation = "ecr-describe-images", .path = "imageDetails[]", .type = "aws_ecr_image"},
    {.operation = "ecr-describe-image-scan-findings", .path = "imageScanFindings.findings[]",
     .type = "aws_ecr_image_scan_finding"},
    {.operation = "ecr-describe-image-scan-findings", .path = "imageScanFindings.enhancedFindings[]",
     .type = "aws_ecr_image_scan_finding"},
    {.operation = "ecs-list-clusters", .path = "clusterArns[]", .type = "aws_ecs_cluster"},
    {.operation = "ecs-describe-clusters", .path = "clusters[]", .type = "aws_ecs_cluster"},
    {.operation = "ecs-list-task-definitions", .path = "taskDefinitionArns[]",
     .type = "aws_ecs_task_definition"},
    {.operation = "ecs-describe-task-definition", .path = "taskDefinition",
     .type = "aws_ecs_task_definition"},
    {.operation = "ecs-list-services", .path = "serviceArns[]", .type = "aws_ecs_service"},
    {.operation = "ecs-describe-services", .path = "services[]", .type = "aws_ecs_service"},
    {.operation = "ecs-list-container-instances", .path = "containerInstanceArns[]",
     .type = "aws_ecs_container_instance"},
    {.operation = "ecs-describe-container-instances", .path = "containerInstances[]",
     .type = "aws_ecs_container_instance"},
    {.operation = "ecs-list-tasks", .path = "taskArns[]", .type = "aws_ecs_task"},
    {.operation = "ecs-describe-tasks", .path = "tasks[]", .type = "aws_ecs_task"},
    {.operation = "eks-list-clusters", .path = "clusters[]", .type = "aws_eks_cluster"},
    {.operation = "eks-describe-cluster", .path = "cluster", .type = "aws_eks_cluster"},
    {.operation = "workspaces-describe-workspaces", .path = "Workspaces[]", .type = "aws_workspace"},
    {.operation = "workspaces-describe-workspace-bundles", .path = "Bundles[]",
     .type = "aws_workspaces_bundle"},

    // EC2 and its networks.
    {.operation = "ec2-describe-vpcs", .path = "Vpcs[]", .type = "aws_vpc"},
    {.operation = "ec2-describe-subnets", .path = "Subnets[]", .type = "aws_subnet"},
    {.operation = "ec2-describe-route-tables", .path = "RouteTables[]", .type = "aws_route_table"},
    {.operation = "ec2-describe-network-acls", .path = "NetworkAcls[]", .type = "aws_network_acl"},
    {.operation = "ec2-describe-security-groups", .path = "SecurityGroups[]", .type = "aws_security_group"},
    {.operation = "ec2-describe-internet-gateways", .path = "InternetGateways[]",
     .type = "aws_internet_gateway"},
    {.operation = "ec2-describe-nat-gateways", .path = "NatGateways[]", .type = "aws_nat_gateway"},
    {.operation = "ec2-describe-vpn-gateways", .path = "VpnGateways[]", .type = "aws_vpn_gateway"},
    {.operation = "ec2-describe-vpc-endpoints", .path = "VpcEndpoints[]", .type = "aws_ec2_vpc_endpoint"},
    {.operation = "ec2-describe-vpc-peering-connections", .path = "VpcPeeringConnections[]",
     .type = "aws_vpc", .where = "Status.Code=active", .adds_to = "RequesterVpcInfo.VpcId"},
    {.operation = "ec2-describe-flow-logs", .path = "FlowLogs[]", .type = "aws_vpc",
     .where = "ResourceId=vpc-*", .adds_to = "ResourceId"},
    {.operation = "ec2-describe-addresses", .path = "Addresses[]", .type = "aws_eip"},
    {.operation = "ec2-describe-network-interfaces", .path = "NetworkInterfaces[]", .type = "aws_eni"},
    {.operation = "ec2-describe-instances", .path = "Reservations[].Instances[]", .type = "aws_instance"},
    {.operation = "ec2-describe-volumes", .path = "Volumes[]", .type = "aws_ebs_volume"},
    {.operation = "ec2-describe-snapshots", .path = "Snapshots[]", .type = "aws_ebs_snapshot"},
    {.operation = "ec2-describe-images", .path = "Images[]", .type = "aws_ami"},
    {.operation = "ec2-describe-key-pairs", .path = "KeyPairs[]", .type = "aws_key_pair"},

    // Load balancers. Those of an ALB's listeners that name certificates add them to it.
    {.operation = "elb-describe-load-balancers", .path = "LoadBalancerDescriptions[]", .type = "aws_elb"},
    {.operation = "elbv2-describe-load-balancers", .path = "LoadBalancers[]", .type = "aws_alb",
     .where = "Type=application"},
    {.operation = "elbv2-describe-load-balancers", .path = "LoadBalancers[]", .type = "aws_nlb",
     .where = "Type=network"},
    {.operation = "elbv2-describe-listeners", .path = "Listeners[]", .type = "aws_lb_listener"},
    {.operation = "elbv2-describe-listeners", .path = "Listeners[]", .type = "aws_alb",
     .where = "LoadBalancerArn=*:loadbalancer/app/*", .adds_to = "LoadBalancerArn"},
    {.operation = "elbv2-describe-rules", .path = "Rules[]", .type = "aws_lb_listener_rule"},
    {.operation = "elbv2-describe-target-groups", .path = "TargetGroups[]", .type = "aws_lb_target_group"},
    {.operation = "elbv2-describe-target-health", .type = "aws_lb_target_group", .adds_to = "$1"},

    // Storage and databases.
    {.operation = "s3api-list-buckets", .path = "Buckets[]", .type = "aws_s3_bucket"},
    {.operation = "s3api-get-bucket-location", .type = "aws_s3_bucket", .adds_to = "$1"},
    {.operation = "s3api-get-bucket-policy", .type = "aws_s3_bucket", .adds_to = "$1", .policy = "Policy"},
    {.operation = "s3api-get-bucket-policy-status", .type = "aws_s3_bucket", .adds_to = "$1"},
    {.operation = "s3api-get-bucket-acl", .type = "aws_s3_bucket", .adds_to = "$1"},
    {.operation = "s3api-get-bucket-encryption", .type = "aws_s3_bucket", .adds_to = "$1"},
    {.operation = "s3api-get-bucket-tagging", .type = "aws_s3_bucket", .adds_to = "$1"},
    {.operation = "s3api-get-public-access-block", .path = "PublicAccessBlockConfiguration",
     .type = "aws_s3_bucket", .adds_to = "$1"},
    {.operation = "dynamodb-list-tables", .path = "TableNames[]", .type = "aws_dynamodb_table"},
    {.operation = "dynamodb-describe-table", .path = "Table", .type = "aws_dynamodb_table"},
    {.operation = "dynamodb-get-resource-policy", .type = "aws_dynamodb_table", .adds_to = "$1",
     .policy = "Policy"},
    {.operation = "efs-describe-file-systems", .path = "FileSystems[]", .type = "aws_efs_file_system"},
    {.operation = "efs-describe-file-system-policy", .type = "aws_efs_file_system", .adds_to = "$1",
     .policy = "Policy"},
    {.operation = "efs-describe-mount-targets", .path = "MountTargets[]", .type = "aws_efs_mount_target"},
    {.operation = "efs-describe-mount-target-security-groups", .type = "aws_efs_mount_target",
     .adds_to = "$1"},

    // A cluster of Redis has one node; it belongs to a replication group, or stands alone.
    {.operation = "elasticache-describe-cache-clusters", .path = "CacheClusters[]",
     .type = "aws_elasticache_memcached_cluster", .where = "Engine=memcached"},
    {.operation = "elasticache-describe-cache-clusters", .path = "CacheClusters[]",
     .type = "aws_elasticache_cluster_node", .where = "Engine=redis,valkey"},
    {.operation = "elasticache-describe-cache-clusters", .path = "CacheClusters[]",
     .type = "aws_elasticache_redis_cluster", .where = "Engine=redis,valkey",
     .adds_to = "ReplicationGroupId"},
    {.operation = "elasticache-describe-replication-groups", .path = "ReplicationGroups[]",
     .type = "aws_elasticache_redis_cluster"},
    {.operation = "es-list-domain-names", .path = "DomainNames[]", .type = "aws_elasticsearch_domain"},
    {.operation = "es-describe-elasticsearch-domain", .path = "DomainStatus",
     .type = "aws_elasticsearch_domain", .policy = "AccessPolicies"},
    {.operation = "rds-describe-db-clusters", .path = "DBClusters[]", .type = "aws_rds_cluster"},
    {.operation = "rds-describe-db-instances", .path = "DBInstances[]", .type = "aws_db_instance"},
    {.operation = "rds-describe-db-cluster-snapshots", .path = "DBClusterSnapshots[]",
     .type = "aws_db_cluster_snapshot"},
    {.operation = "rds-describe-db-snapshots", .path = "DBSnapshots[]", .type = "aws_db_snapshot"},
    {.operation = "redshift-describe-clusters", .path = "Clusters[]", .type = "aws_redshift_cluster"},
    {.operation = "transfer-list-servers", .path = "Servers[]", .type = "aws_transfer_server"},
    {.operation = "transfer-describe-server", .path = "Server", .type = "aws_transfer_server"},
    {.operation = "transfer-list-users", .path = "Users[]", .type = "aws_transfer_user"},
    {.operation = "transfer-describe-user", .path = "User", .type = "aws_transfer_user"},

    // Keys and secrets.
    {.operation = "kms-list-keys", .path = "Keys[]", .type = "aws_kms_key"},
    {.operation = "kms-list-aliases", .path = "Aliases[]", .type = "aws_kms_key", .adds_to = "TargetKeyId"},
    {.operation = "kms-describe-key", .path = "KeyMetadata", .type = "aws_kms_key"},
    {.operation = "kms-get-key-policy", .type = "aws_kms_key", .adds_to = "$1", .policy = "Policy"},
    {.operation = "kms-list-grants", .type = "aws_kms_key", .adds_to = "$1"},
    {.operation = "cloudhsmv2-describe-clusters", .path = "Clusters[]", .type = "aws_cloudhsm_cluster"},
    {.operation = "secretsmanager-list-secrets", .path = "SecretList[]", .type = "aws_secretsmanager_secret"},
    {.operation = "secretsmanager-get-resource-policy", .type = "aws_secretsmanager_secret", .adds_to = "$1",
     .policy = "ResourcePolicy"},
    {.operation = "ssm-describe-parameters", .path = "Parameters[]", .type = "aws_ssm_parameter"},

    // Messages and events. A subscription that nobody confirmed has no ARN yet.
    {.operation = "events-list-event-buses", .path = "EventBuses[]", .type = "aws_events_event_bus",
     .policy = "Policy"},
    {.operation = "events-list-rules", .path = "Rules[]", .type = "aws_cloudwatch_event_rule"},
    {.operation = "events-list-targets-by-rule", .type = "aws_cloudwatch_event_rule", .adds_to = "$1"},
    {.operation = "sns-list-topics", .path = "Topics[]", .type = "aws_sns_topic"},
    {.operation = "sns-get-topic-attributes", .path = "Attributes", .type = "aws_sns_topic",
     .policy = "Policy"},
    {.operation = "sns-list-subscriptions", .path = "Subscriptions[]", .type = "aws_sns_subscription",
     .where = "SubscriptionArn=arn:*"},
    {.operation = "sqs-list-queues", .path = "QueueUrls[]", .type = "aws_sqs_queue"},
    {.operation = "sqs-get-queue-attributes", .path = "Attributes", .type = "aws_sqs_queue",
     .policy = "Policy"},

    // Logs, alarms, findings, firewalls.
    {.operation = "cloudtrail-describe-trails", .path = "trailList[]", .type = "aws_cloudtrail_trail"},
    {.operation = "cloudwatch-describe-alarms", .path = "MetricAlarms[]",
     .type = "aws_cloudwatch_metric_alarm"},
    {.operation = "logs-describe-log-groups", .path = "logGroups[]", .type = "aws_cloudwatch_log_group"},
    {.operation = "configservice-describe-config-rules", .path = "ConfigRules[]", .type = "aws_config_rule"},
    {.operation = "configservice-get-compliance-details-by-config-rule", .type = "aws_config_rule",
     .adds_to = "$1"},
    {.operation = "guardduty-list-detectors", .path = "DetectorIds[]", .type = "aws_guardduty_detector"},
    {.operation = "guardduty-get-detector", .type = "aws_guardduty_detector"},
    {.operation = "guardduty-get-findings", .path = "Findings[]", .type = "aws_guardduty_finding"},
    {.operation = "inspector-describe-assessment-runs", .path = "assessmentRuns[]",
     .type = "aws_inspector_assessment"},
    {.operation = "inspector-describe-findings", .path = "findings[]", .type = "aws_inspector_finding"},
    {.operation = "inspector2-list-findings", .path = "findings[]", .type = "aws_inspector_finding"},
    {.operation = "waf-list-web-acls", .path = "WebACLs[]", .type = "aws_waf_web_acl"},
    {.operation = "waf-regional-list-web-acls", .path = "WebACLs[]", .type = "aws_waf_regional_web_acl"},
    {.operation = "waf-regional-list-resources-for-web-acl", .type = "aws_waf_regional_web_acl",
     .adds_to = "$1"},
    {.operation = "wafv2-list-web-acls", .path = "WebACLs[]", .type = "aws_waf_v2_web_acl"},
    {.operation = "wafv2-list-resources-for-web-acl", .type = "aws_waf_v2_web_acl", .adds_to = "$1"},
};
// clang-format on

using ReadingsByOperation = std::unordered_map<std::string_view, std::span<const Reading>>;

ReadingsByOperation readings_by_operation() {
  ReadingsByOperation result;
  for (const Reading& row : kReadings) {
    auto& rows = result.try_emplace(row.operation, &row, size_t{0}).first->second;
    rows = {rows.data(), rows.size() + 1};
  }
  return result;
}

}  // namespace

std::span<const Reading> readings() { return kReadings; }

std::span<const Reading> readings_of(std::string_view operation) {
  static const ReadingsByOperation kByOperation = readings_by_operation();
  const auto at = kByOperation.find(operation);
  return at == kByOperation.end() ? std::span<const Reading>() : at->second;
}

bool meets(const Described& described, std::string_view where) {
  const size_t equals = where.find('=');
  if (equals == std::string_view::npos) return true;
  const auto texts = split(where.substr(equals + 1), ',');
  bool any = false;
  for_each_text(described, where.substr(0, equals), [&](std::string_view text) {
    for (std::string_view pattern : texts) any = any || glob_match(pattern, text, Case::kSensitive);
  });
  return any;
}

}  // namespace arnscope
