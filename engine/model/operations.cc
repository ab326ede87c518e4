#include "engine/model/operations.h"

#include <string>
#include <unordered_map>

#include "engine/base/text.h"

namespace arnscope {
namespace {

// Names, parameters, members and errors: AWS CLI Command Reference. Actions: Service Authorization Reference.
// An operation stands behind those that its parameters come from.
// clang-format off
constexpr Operation kOperations[] = {
    // Where there is something to collect. Who may assume the role is for its trust policy to say.
    {.name = "sts-assume-role", .scope = OperationScope::kCollection, .member = "Credentials"},
    {.name = "ec2-describe-regions", .scope = OperationScope::kCollection, .actions = "ec2:DescribeRegions",
     .member = "Regions"},

    // The account and its organization.
    {.name = "sts-get-caller-identity", .scope = OperationScope::kAccount, .actions = "sts:GetCallerIdentity",
     .member = "UserId"},
    {.name = "organizations-describe-organization", .scope = OperationScope::kAccount,
     .actions = "organizations:DescribeOrganization", .member = "Organization",
     .nothing = "AWSOrganizationsNotInUseException"},
    {.name = "organizations-list-roots", .scope = OperationScope::kOrganization,
     .actions = "organizations:ListRoots", .member = "Roots"},
    {.name = "organizations-list-accounts", .scope = OperationScope::kOrganization,
     .actions = "organizations:ListAccounts", .member = "Accounts"},
    {.name = "organizations-list-organizational-units-for-parent", .scope = OperationScope::kOrganization,
     .parameters = "--parent-id=organizations-list-roots:Roots[].Id,"
        "organizations-list-organizational-units-for-parent:OrganizationalUnits[].Id",
     .actions = "organizations:ListOrganizationalUnitsForParent", .member = "OrganizationalUnits"},
    {.name = "organizations-list-accounts-for-parent", .scope = OperationScope::kOrganization,
     .parameters = "--parent-id=organizations-list-roots:Roots[].Id,"
        "organizations-list-organizational-units-for-parent:OrganizationalUnits[].Id",
     .actions = "organizations:ListAccountsForParent", .member = "Accounts"},
    {.name = "organizations-list-policies", .scope = OperationScope::kOrganization,
     .parameters = "--filter=SERVICE_CONTROL_POLICY,RESOURCE_CONTROL_POLICY",
     .actions = "organizations:ListPolicies", .member = "Policies"},
    {.name = "organizations-describe-policy", .scope = OperationScope::kOrganization,
     .parameters = "--policy-id=organizations-list-policies:Policies[].Id",
     .actions = "organizations:DescribePolicy", .member = "Policy"},
    {.name = "organizations-list-targets-for-policy", .scope = OperationScope::kOrganization,
     .parameters = "--policy-id=organizations-list-policies:Policies[].Id",
     .actions = "organizations:ListTargetsForPolicy", .member = "Targets"},
    {.name = "organizations-list-delegated-administrators", .scope = OperationScope::kOrganization,
     .actions = "organizations:ListDelegatedAdministrators", .member = "DelegatedAdministrators"},
    {.name = "organizations-list-delegated-services-for-account", .scope = OperationScope::kOrganization,
     .parameters = "--account-id=organizations-list-delegated-administrators:DelegatedAdministrators[].Id",
     .actions = "organizations:ListDelegatedServicesForAccount", .member = "DelegatedServices"},

    // IAM.
    {.name = "iam-get-account-authorization-details", .scope = OperationScope::kAccount,
     .actions = "iam:GetAccountAuthorizationDetails", .member = "UserDetailList"},
    {.name = "iam-list-account-aliases", .scope = OperationScope::kAccount,
     .actions = "iam:ListAccountAliases", .member = "AccountAliases"},
    {.name = "iam-get-account-password-policy", .scope = OperationScope::kAccount,
     .actions = "iam:GetAccountPasswordPolicy", .member = "PasswordPolicy", .nothing = "NoSuchEntity"},
    {.name = "iam-list-access-keys", .scope = OperationScope::kAccount,
     .parameters = "--user-name=iam-get-account-authorization-details:UserDetailList[].UserName",
     .actions = "iam:ListAccessKeys", .member = "AccessKeyMetadata"},
    {.name = "iam-list-mfa-devices", .scope = OperationScope::kAccount,
     .parameters = "--user-name=iam-get-account-authorization-details:UserDetailList[].UserName",
     .actions = "iam:ListMFADevices", .member = "MFADevices"},
    {.name = "iam-list-saml-providers", .scope = OperationScope::kAccount, .actions = "iam:ListSAMLProviders",
     .member = "SAMLProviderList"},
    {.name = "iam-list-open-id-connect-providers", .scope = OperationScope::kAccount,
     .actions = "iam:ListOpenIDConnectProviders", .member = "OpenIDConnectProviderList"},
    {.name = "iam-get-open-id-connect-provider", .scope = OperationScope::kAccount,
     .parameters = "--open-id-connect-provider-arn=iam-list-open-id-connect-providers:OpenIDConnectProviderList[].Arn",
     .actions = "iam:GetOpenIDConnectProvider", .member = "ThumbprintList"},
    {.name = "accessanalyzer-list-analyzers", .actions = "access-analyzer:ListAnalyzers",
     .member = "analyzers"},
    {.name = "accessanalyzer-list-findings-v2",
     .parameters = "--analyzer-arn=accessanalyzer-list-analyzers:analyzers[].arn",
     .actions = "access-analyzer:ListFindings", .member = "findings",
     .aliases = "accessanalyzer-list-findings"},

    // Tags of every service.
    {.name = "resourcegroupstaggingapi-get-resources", .actions = "tag:GetResources",
     .member = "ResourceTagMappingList"},

    // Names, gateways, certificates.
    {.name = "acm-list-certificates",
     .arguments = "--includes keyTypes=RSA_1024,RSA_2048,RSA_3072,RSA_4096,EC_prime256v1,EC_secp384r1,"
        "EC_secp521r1",
     .actions = "acm:ListCertificates", .member = "CertificateSummaryList"},
    {.name = "apigateway-get-rest-apis", .actions = "apigateway:GET arn:aws:apigateway:*::/restapis", .member = "items"},
    {.name = "apigateway-get-resources", .parameters = "--rest-api-id=apigateway-get-rest-apis:items[].id",
     .arguments = "--embed methods", .actions = "apigateway:GET arn:aws:apigateway:*::/restapis/*/resources", .member = "items"},
    {.name = "apigatewayv2-get-apis", .actions = "apigateway:GET arn:aws:apigateway:*::/apis", .member = "Items"},
    {.name = "apigatewayv2-get-authorizers", .parameters = "--api-id=apigatewayv2-get-apis:Items[].ApiId",
     .actions = "apigateway:GET arn:aws:apigateway:*::/apis/*/authorizers", .member = "Items"},
    {.name = "apigatewayv2-get-integrations", .parameters = "--api-id=apigatewayv2-get-apis:Items[].ApiId",
     .actions = "apigateway:GET arn:aws:apigateway:*::/apis/*/integrations", .member = "Items"},
    {.name = "apigatewayv2-get-routes", .parameters = "--api-id=apigatewayv2-get-apis:Items[].ApiId",
     .actions = "apigateway:GET arn:aws:apigateway:*::/apis/*/routes", .member = "Items"},
    {.name = "cloudfront-list-distributions", .scope = OperationScope::kAccount,
     .actions = "cloudfront:ListDistributions", .member = "DistributionList"},
    {.name = "cloudfront-get-distribution-config", .scope = OperationScope::kAccount,
     .parameters = "--id=cloudfront-list-distributions:DistributionList.Items[].Id",
     .actions = "cloudfront:GetDistributionConfig", .member = "DistributionConfig"},
    {.name = "route53-list-hosted-zones", .scope = OperationScope::kAccount,
     .actions = "route53:ListHostedZones", .member = "HostedZones"},
    {.name = "route53-list-resource-record-sets", .scope = OperationScope::kAccount,
     .parameters = "--hosted-zone-id=route53-list-hosted-zones:HostedZones[].Id",
     .actions = "route53:ListResourceRecordSets", .member = "ResourceRecordSets"},
    {.name = "route53domains-list-domains", .scope = OperationScope::kAccount,
     .actions = "route53domains:ListDomains", .member = "Domains"},

    // Compute.
    {.name = "autoscaling-describe-auto-scaling-groups", .actions = "autoscaling:DescribeAutoScalingGroups",
     .member = "AutoScalingGroups"},
    {.name = "batch-describe-compute-environments", .actions = "batch:DescribeComputeEnvironments",
     .member = "computeEnvironments"},
    {.name = "batch-describe-job-definitions", .arguments = "--status ACTIVE",
     .actions = "batch:DescribeJobDefinitions", .member = "jobDefinitions"},
    {.name = "batch-describe-job-queues", .actions = "batch:DescribeJobQueues", .member = "jobQueues"},
    {.name = "batch-list-jobs", .parameters = "--job-queue=batch-describe-job-queues:jobQueues[].jobQueueArn",
     .arguments = "--filters name=AFTER_CREATED_AT,values=1", .actions = "batch:ListJobs",
     .member = "jobSummaryList"},
    {.name = "cloudformation-describe-stacks", .actions = "cloudformation:DescribeStacks",
     .member = "Stacks"},
    {.name = "lambda-list-functions", .actions = "lambda:ListFunctions", .member = "Functions"},
    {.name = "lambda-get-policy",
     .parameters = "--function-name=lambda-list-functions:Functions[].FunctionName",
     .actions = "lambda:GetPolicy", .member = "Policy", .nothing = "ResourceNotFoundException"},
    {.name = "ecr-describe-repositories", .actions = "ecr:DescribeRepositories", .member = "repositories"},
    {.name = "ecr-get-repository-policy",
     .parameters = "--repository-name=ecr-describe-repositories:repositories[].repositoryName",
     .actions = "ecr:GetRepositoryPolicy", .member = "policyText",
     .nothing = "RepositoryPolicyNotFoundException"},
    {.name = "ecr-describe-images",
     .parameters = "--repository-name=ecr-describe-repositories:repositories[].repositoryName",
     .actions = "ecr:DescribeImages", .member = "imageDetails"},
    {.name = "ecr-describe-image-scan-findings",
     .parameters = "--repository-name=ecr-describe-images:$1 "
        "--image-id=imageDigest=ecr-describe-images:imageDetails[].imageDigest",
     .actions = "ecr:DescribeImageScanFindings", .member = "imageScanStatus",
     .nothing = "ScanNotFoundException"},
    {.name = "ecs-list-clusters", .actions = "ecs:ListClusters", .member = "clusterArns"},
    {.name = "ecs-describe-clusters", .parameters = "--clusters=ecs-list-clusters:clusterArns[]",
     .arguments = "--include TAGS", .actions = "ecs:DescribeClusters", .member = "clusters"},
    {.name = "ecs-list-task-definitions", .actions = "ecs:ListTaskDefinitions",
     .member = "taskDefinitionArns"},
    {.name = "ecs-describe-task-definition",
     .parameters = "--task-definition=ecs-list-task-definitions:taskDefinitionArns[]",
     .arguments = "--include TAGS", .actions = "ecs:DescribeTaskDefinition", .member = "taskDefinition"},
    {.name = "ecs-list-services", .parameters = "--cluster=ecs-list-clusters:clusterArns[]",
     .actions = "ecs:ListServices", .member = "serviceArns"},
    {.name = "ecs-describe-services",
     .parameters = "--cluster=ecs-list-services:$1 --services=ecs-list-services:serviceArns[]",
     .arguments = "--include TAGS", .actions = "ecs:DescribeServices", .member = "services"},
    {.name = "ecs-list-container-instances", .parameters = "--cluster=ecs-list-clusters:clusterArns[]",
     .actions = "ecs:ListContainerInstances", .member = "containerInstanceArns"},
    {.name = "ecs-describe-container-instances",
     .parameters = "--cluster=ecs-list-container-instances:$1 "
        "--container-instances=ecs-list-container-instances:containerInstanceArns[]",
     .arguments = "--include TAGS", .actions = "ecs:DescribeContainerInstances",
     .member = "containerInstances"},
    {.name = "ecs-list-tasks", .parameters = "--cluster=ecs-list-clusters:clusterArns[]",
     .actions = "ecs:ListTasks", .member = "taskArns"},
    {.name = "ecs-describe-tasks",
     .parameters = "--cluster=ecs-list-tasks:$1 --tasks=ecs-list-tasks:taskArns[]",
     .arguments = "--include TAGS", .actions = "ecs:DescribeTasks", .member = "tasks"},
    {.name = "eks-list-clusters", .actions = "eks:ListClusters", .member = "clusters"},
    {.name = "eks-describe-cluster", .parameters = "--name=eks-list-clusters:clusters[]",
     .actions = "eks:DescribeCluster", .member = "cluster"},
    {.name = "workspaces-describe-workspaces", .actions = "workspaces:DescribeWorkspaces",
     .member = "Workspaces"},
    {.name = "workspaces-describe-workspace-bundles",
     .parameters = "--bundle-ids=workspaces-describe-workspaces:Workspaces[].BundleId",
     .actions = "workspaces:DescribeWorkspaceBundles", .member = "Bundles"},

    // EC2 and its networks.
    {.name = "ec2-describe-vpcs", .actions = "ec2:DescribeVpcs", .member = "Vpcs"},
    {.name = "ec2-describe-subnets", .actions = "ec2:DescribeSubnets", .member = "Subnets"},
    {.name = "ec2-describe-route-tables", .actions = "ec2:DescribeRouteTables", .member = "RouteTables"},
    {.name = "ec2-describe-network-acls", .actions = "ec2:DescribeNetworkAcls", .member = "NetworkAcls"},
    {.name = "ec2-describe-security-groups", .actions = "ec2:DescribeSecurityGroups",
     .member = "SecurityGroups"},
    {.name = "ec2-describe-internet-gateways", .actions = "ec2:DescribeInternetGateways",
     .member = "InternetGateways"},
    {.name = "ec2-describe-nat-gateways", .actions = "ec2:DescribeNatGateways", .member = "NatGateways"},
    {.name = "ec2-describe-vpn-gateways", .actions = "ec2:DescribeVpnGateways", .member = "VpnGateways"},
    {.name = "ec2-describe-vpc-endpoints", .actions = "ec2:DescribeVpcEndpoints", .member = "VpcEndpoints"},
    {.name = "ec2-describe-vpc-peering-connections", .actions = "ec2:DescribeVpcPeeringConnections",
     .member = "VpcPeeringConnections"},
    {.name = "ec2-describe-flow-logs", .actions = "ec2:DescribeFlowLogs", .member = "FlowLogs"},
    {.name = "ec2-describe-addresses", .actions = "ec2:DescribeAddresses", .member = "Addresses"},
    {.name = "ec2-describe-network-interfaces", .actions = "ec2:DescribeNetworkInterfaces",
     .member = "NetworkInterfaces"},
    {.name = "ec2-describe-instances", .actions = "ec2:DescribeInstances", .member = "Reservations"},
    {.name = "ec2-describe-volumes", .actions = "ec2:DescribeVolumes", .member = "Volumes"},
    {.name = "ec2-describe-snapshots", .arguments = "--owner-ids self", .actions = "ec2:DescribeSnapshots",
     .member = "Snapshots"},
    {.name = "ec2-describe-images", .arguments = "--owners self", .actions = "ec2:DescribeImages",
     .member = "Images"},
    {.name = "ec2-describe-key-pairs", .actions = "ec2:DescribeKeyPairs", .member = "KeyPairs"},

    // Load balancers.
    {.name = "elb-describe-load-balancers", .actions = "elasticloadbalancing:DescribeLoadBalancers",
     .member = "LoadBalancerDescriptions"},
    {.name = "elbv2-describe-load-balancers", .actions = "elasticloadbalancing:DescribeLoadBalancers",
     .member = "LoadBalancers"},
    {.name = "elbv2-describe-listeners",
     .parameters = "--load-balancer-arn=elbv2-describe-load-balancers:LoadBalancers[].LoadBalancerArn",
     .actions = "elasticloadbalancing:DescribeListeners", .member = "Listeners"},
    {.name = "elbv2-describe-rules",
     .parameters = "--listener-arn=elbv2-describe-listeners:Listeners[].ListenerArn",
     .actions = "elasticloadbalancing:DescribeRules", .member = "Rules"},
    {.name = "elbv2-describe-target-groups", .actions = "elasticloadbalancing:DescribeTargetGroups",
     .member = "TargetGroups"},
    {.name = "elbv2-describe-target-health",
     .parameters = "--target-group-arn=elbv2-describe-target-groups:TargetGroups[].TargetGroupArn",
     .actions = "elasticloadbalancing:DescribeTargetHealth", .member = "TargetHealthDescriptions"},

    // Storage and databases.
    {.name = "s3control-get-public-access-block", .scope = OperationScope::kAccount,
     .parameters = "--account-id=sts-get-caller-identity:Account",
     .actions = "s3:GetAccountPublicAccessBlock", .member = "PublicAccessBlockConfiguration",
     .nothing = "NoSuchPublicAccessBlockConfiguration"},
    {.name = "s3api-list-buckets", .scope = OperationScope::kAccount, .actions = "s3:ListAllMyBuckets",
     .member = "Buckets", .aliases = "s3-list-buckets"},
    {.name = "s3api-get-bucket-location", .scope = OperationScope::kAccount,
     .parameters = "--bucket=s3api-list-buckets:Buckets[].Name", .actions = "s3:GetBucketLocation",
     .member = "LocationConstraint", .aliases = "s3-get-bucket-location"},
    {.name = "s3api-get-bucket-policy", .scope = OperationScope::kAccount,
     .parameters = "--bucket=s3api-list-buckets:Buckets[].Name", .actions = "s3:GetBucketPolicy",
     .member = "Policy", .aliases = "s3-get-bucket-policy", .nothing = "NoSuchBucketPolicy"},
    {.name = "s3api-get-bucket-policy-status", .scope = OperationScope::kAccount,
     .parameters = "--bucket=s3api-list-buckets:Buckets[].Name", .actions = "s3:GetBucketPolicyStatus",
     .member = "PolicyStatus", .aliases = "s3-get-bucket-policy-status", .nothing = "NoSuchBucketPolicy"},
    {.name = "s3api-get-bucket-acl", .scope = OperationScope::kAccount,
     .parameters = "--bucket=s3api-list-buckets:Buckets[].Name", .actions = "s3:GetBucketAcl",
     .member = "Grants", .aliases = "s3-get-bucket-acl"},
    {.name = "s3api-get-bucket-encryption", .scope = OperationScope::kAccount,
     .parameters = "--bucket=s3api-list-buckets:Buckets[].Name", .actions = "s3:GetEncryptionConfiguration",
     .member = "ServerSideEncryptionConfiguration", .aliases = "s3-get-bucket-encryption",
     .nothing = "ServerSideEncryptionConfigurationNotFoundError"},
    {.name = "s3api-get-bucket-tagging", .scope = OperationScope::kAccount,
     .parameters = "--bucket=s3api-list-buckets:Buckets[].Name", .actions = "s3:GetBucketTagging",
     .member = "TagSet", .aliases = "s3-get-bucket-tagging", .nothing = "NoSuchTagSet"},
    {.name = "s3api-get-public-access-block", .scope = OperationScope::kAccount,
     .parameters = "--bucket=s3api-list-buckets:Buckets[].Name", .actions = "s3:GetBucketPublicAccessBlock",
     .member = "PublicAccessBlockConfiguration", .aliases = "s3-get-public-access-block",
     .nothing = "NoSuchPublicAccessBlockConfiguration"},
    {.name = "dynamodb-list-tables", .actions = "dynamodb:ListTables", .member = "TableNames"},
    {.name = "dynamodb-describe-table", .parameters = "--table-name=dynamodb-list-tables:TableNames[]",
     .actions = "dynamodb:DescribeTable", .member = "Table"},
    {.name = "dynamodb-get-resource-policy",
     .parameters = "--resource-arn=dynamodb-describe-table:Table.TableArn",
     .actions = "dynamodb:GetResourcePolicy", .member = "Policy", .nothing = "PolicyNotFoundException"},
    {.name = "efs-describe-file-systems", .actions = "elasticfilesystem:DescribeFileSystems",
     .member = "FileSystems"},
    {.name = "efs-describe-file-system-policy",
     .parameters = "--file-system-id=efs-describe-file-systems:FileSystems[].FileSystemId",
     .actions = "elasticfilesystem:DescribeFileSystemPolicy", .member = "Policy",
     .nothing = "PolicyNotFound"},
    {.name = "efs-describe-mount-targets",
     .parameters = "--file-system-id=efs-describe-file-systems:FileSystems[].FileSystemId",
     .actions = "elasticfilesystem:DescribeMountTargets", .member = "MountTargets"},
    {.name = "efs-describe-mount-target-security-groups",
     .parameters = "--mount-target-id=efs-describe-mount-targets:MountTargets[].MountTargetId",
     .actions = "elasticfilesystem:DescribeMountTargetSecurityGroups", .member = "SecurityGroups"},
    {.name = "elasticache-describe-cache-clusters", .arguments = "--show-cache-node-info",
     .actions = "elasticache:DescribeCacheClusters", .member = "CacheClusters"},
    {.name = "elasticache-describe-replication-groups", .actions = "elasticache:DescribeReplicationGroups",
     .member = "ReplicationGroups"},
    {.name = "es-list-domain-names", .actions = "es:ListDomainNames", .member = "DomainNames",
     .aliases = "opensearch-list-domain-names"},
    {.name = "es-describe-elasticsearch-domain",
     .parameters = "--domain-name=es-list-domain-names:DomainNames[].DomainName",
     .actions = "es:DescribeElasticsearchDomain", .member = "DomainStatus",
     .aliases = "opensearch-describe-domain"},
    {.name = "rds-describe-db-clusters", .actions = "rds:DescribeDBClusters", .member = "DBClusters"},
    {.name = "rds-describe-db-instances", .actions = "rds:DescribeDBInstances", .member = "DBInstances"},
    {.name = "rds-describe-db-cluster-snapshots", .actions = "rds:DescribeDBClusterSnapshots",
     .member = "DBClusterSnapshots"},
    {.name = "rds-describe-db-snapshots", .actions = "rds:DescribeDBSnapshots", .member = "DBSnapshots"},
    {.name = "redshift-describe-clusters", .actions = "redshift:DescribeClusters", .member = "Clusters"},
    {.name = "transfer-list-servers", .actions = "transfer:ListServers", .member = "Servers"},
    {.name = "transfer-describe-server", .parameters = "--server-id=transfer-list-servers:Servers[].ServerId",
     .actions = "transfer:DescribeServer", .member = "Server"},
    {.name = "transfer-list-users", .parameters = "--server-id=transfer-list-servers:Servers[].ServerId",
     .actions = "transfer:ListUsers", .member = "Users"},
    {.name = "transfer-describe-user",
     .parameters = "--server-id=transfer-list-users:$1 --user-name=transfer-list-users:Users[].UserName",
     .actions = "transfer:DescribeUser", .member = "User"},

    // Keys and secrets.
    {.name = "kms-list-keys", .actions = "kms:ListKeys", .member = "Keys"},
    {.name = "kms-list-aliases", .actions = "kms:ListAliases", .member = "Aliases"},
    {.name = "kms-describe-key", .parameters = "--key-id=kms-list-keys:Keys[].KeyId",
     .actions = "kms:DescribeKey", .member = "KeyMetadata"},
    {.name = "kms-get-key-policy", .parameters = "--key-id=kms-list-keys:Keys[].KeyId",
     .arguments = "--policy-name default", .actions = "kms:GetKeyPolicy", .member = "Policy"},
    {.name = "kms-list-grants", .parameters = "--key-id=kms-list-keys:Keys[].KeyId",
     .actions = "kms:ListGrants", .member = "Grants"},
    {.name = "cloudhsmv2-describe-clusters", .actions = "cloudhsm:DescribeClusters", .member = "Clusters"},
    {.name = "secretsmanager-list-secrets", .actions = "secretsmanager:ListSecrets", .member = "SecretList"},
    {.name = "secretsmanager-get-resource-policy",
     .parameters = "--secret-id=secretsmanager-list-secrets:SecretList[].ARN",
     .actions = "secretsmanager:GetResourcePolicy", .member = "ARN"},
    {.name = "ssm-describe-parameters", .actions = "ssm:DescribeParameters", .member = "Parameters"},

    // Messages and events.
    {.name = "events-list-event-buses", .actions = "events:ListEventBuses", .member = "EventBuses",
     .next = "--next-token=NextToken"},
    {.name = "events-list-rules", .parameters = "--event-bus-name=events-list-event-buses:EventBuses[].Name",
     .actions = "events:ListRules", .member = "Rules"},
    {.name = "events-list-targets-by-rule",
     .parameters = "--rule=events-list-rules:Rules[].Name --event-bus-name=events-list-rules:$1",
     .actions = "events:ListTargetsByRule", .member = "Targets"},
    {.name = "sns-list-topics", .actions = "sns:ListTopics", .member = "Topics"},
    {.name = "sns-get-topic-attributes", .parameters = "--topic-arn=sns-list-topics:Topics[].TopicArn",
     .actions = "sns:GetTopicAttributes", .member = "Attributes"},
    {.name = "sns-list-subscriptions", .actions = "sns:ListSubscriptions", .member = "Subscriptions"},
    {.name = "sqs-list-queues", .actions = "sqs:ListQueues", .member = "QueueUrls"},
    {.name = "sqs-get-queue-attributes", .parameters = "--queue-url=sqs-list-queues:QueueUrls[]",
     .arguments = "--attribute-names All", .actions = "sqs:GetQueueAttributes", .member = "Attributes"},

    // Logs, alarms, findings, firewalls.
    {.name = "cloudtrail-describe-trails", .arguments = "--no-include-shadow-trails",
     .actions = "cloudtrail:DescribeTrails", .member = "trailList"},
    {.name = "cloudwatch-describe-alarms", .actions = "cloudwatch:DescribeAlarms", .member = "MetricAlarms"},
    {.name = "logs-describe-log-groups", .actions = "logs:DescribeLogGroups", .member = "logGroups"},
    {.name = "configservice-describe-config-rules", .actions = "config:DescribeConfigRules",
     .member = "ConfigRules", .aliases = "config-describe-config-rules"},
    {.name = "configservice-get-compliance-details-by-config-rule",
     .parameters = "--config-rule-name=configservice-describe-config-rules:ConfigRules[].ConfigRuleName",
     .actions = "config:GetComplianceDetailsByConfigRule", .member = "EvaluationResults",
     .aliases = "config-get-compliance-details-by-config-rule"},
    {.name = "guardduty-list-detectors", .actions = "guardduty:ListDetectors", .member = "DetectorIds"},
    {.name = "guardduty-get-detector", .parameters = "--detector-id=guardduty-list-detectors:DetectorIds[]",
     .actions = "guardduty:GetDetector", .member = "ServiceRole"},
    {.name = "guardduty-list-findings", .parameters = "--detector-id=guardduty-list-detectors:DetectorIds[]",
     .actions = "guardduty:ListFindings", .member = "FindingIds"},
    {.name = "guardduty-get-findings",
     .parameters = "--detector-id=guardduty-list-findings:$1 --finding-ids=guardduty-list-findings:FindingIds[]",
     .actions = "guardduty:GetFindings", .member = "Findings"},
    {.name = "inspector-list-assessment-runs", .actions = "inspector:ListAssessmentRuns",
     .member = "assessmentRunArns"},
    {.name = "inspector-describe-assessment-runs",
     .parameters = "--assessment-run-arns=inspector-list-assessment-runs:assessmentRunArns[]",
     .actions = "inspector:DescribeAssessmentRuns", .member = "assessmentRuns"},
    {.name = "inspector-list-findings",
     .parameters = "--assessment-run-arns=inspector-list-assessment-runs:assessmentRunArns[]",
     .actions = "inspector:ListFindings", .member = "findingArns"},
    {.name = "inspector-describe-findings",
     .parameters = "--finding-arns=inspector-list-findings:findingArns[]",
     .actions = "inspector:DescribeFindings", .member = "findings"},
    {.name = "inspector2-list-findings", .actions = "inspector2:ListFindings", .member = "findings"},
    {.name = "waf-list-web-acls", .scope = OperationScope::kAccount, .actions = "waf:ListWebACLs",
     .member = "WebACLs"},
    {.name = "waf-regional-list-web-acls", .actions = "waf-regional:ListWebACLs", .member = "WebACLs",
     .next = "--next-marker=NextMarker"},
    {.name = "waf-regional-list-resources-for-web-acl",
     .parameters = "--web-acl-id=waf-regional-list-web-acls:WebACLs[].WebACLId "
        "--resource-type=APPLICATION_LOAD_BALANCER,API_GATEWAY",
     .actions = "waf-regional:ListResourcesForWebACL", .member = "ResourceArns"},
    {.name = "wafv2-list-web-acls", .parameters = "--scope=REGIONAL,CLOUDFRONT",
     .actions = "wafv2:ListWebACLs", .member = "WebACLs", .next = "--next-marker=NextMarker",
     .nothing = "WAFInvalidParameterException"},
    {.name = "wafv2-list-resources-for-web-acl",
     .parameters = "--web-acl-arn=wafv2-list-web-acls:WebACLs[].ARN --resource-type=APPLICATION_LOAD_BALANCER,"
        "API_GATEWAY,APPSYNC,COGNITO_USER_POOL,APP_RUNNER_SERVICE,VERIFIED_ACCESS_INSTANCE",
     // Source: AWS WAF Developer Guide, "Permissions for ListResourcesForWebACL".
     .actions = "wafv2:ListResourcesForWebACL cognito-idp:ListResourcesForWebACL "
        "apprunner:ListAssociatedServicesForWebAcl ec2:DescribeVerifiedAccessInstanceWebAclAssociations",
     .member = "ResourceArns",
     .nothing = "WAFInvalidParameterException"},
};
// clang-format on

using OperationsByName = std::unordered_map<std::string, OperationId>;

OperationsByName operations_by_name() {
  OperationsByName result;
  for (OperationId id = 0; id < std::size(kOperations); ++id) {
    result.emplace(fold(kOperations[id].name), id);
    for (std::string_view alias : split(kOperations[id].aliases, ' '))
      if (!alias.empty()) result.emplace(fold(alias), id);
  }
  return result;
}

ParameterSource parameter_source(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {std::nullopt, text};
  return {find_operation(text.substr(0, colon)), text.substr(colon + 1)};
}

OperationParameter operation_parameter(std::string_view text) {
  OperationParameter result;
  const size_t value = text.find('=') + 1;
  result.option = text.substr(0, value - 1);
  text.remove_prefix(value);
  if (const size_t before = text.find('='); before != std::string_view::npos) {
    result.before = text.substr(0, before + 1);
    text.remove_prefix(before + 1);
  }
  for (std::string_view source : split(text, ',')) result.sources.push_back(parameter_source(source));
  return result;
}

}  // namespace

std::span<const Operation> operations() { return kOperations; }

std::optional<OperationId> find_operation(std::string_view name) {
  static const OperationsByName kByName = operations_by_name();
  const auto at = kByName.find(fold(name));
  if (at == kByName.end()) return std::nullopt;
  return at->second;
}

std::vector<OperationParameter> parameters_of(const Operation& operation) {
  std::vector<OperationParameter> result;
  if (!operation.parameters.empty())
    for (std::string_view text : split(operation.parameters, ' '))
      result.push_back(operation_parameter(text));
  return result;
}

}  // namespace arnscope
