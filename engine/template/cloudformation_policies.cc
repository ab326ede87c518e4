#include <array>

#include "engine/template/layouts.h"

namespace arnscope {
namespace {

// Source: CloudFormation Template Reference, "AWS resource and property types reference"; of AWS::Serverless,
// AWS SAM Developer Guide, "AWS::Serverless::Function". AWS::IoT::Policy, AWS::Lambda::Permission and
// AWS::Events::EventBusPolicy are no policies of IAM's grammar, or only a statement of one.
constexpr std::array kRows = {
    PolicyProperty{"AWS::ApiGateway::RestApi", "Policy", "api-gateway", ""},
    PolicyProperty{"AWS::Backup::BackupVault", "AccessPolicy", "backup-vault", ""},
    PolicyProperty{"AWS::CloudTrail::ResourcePolicy", "ResourcePolicy", "cloudtrail", ""},
    PolicyProperty{"AWS::CodeArtifact::Domain", "PermissionsPolicyDocument", "codeartifact-domain", ""},
    PolicyProperty{"AWS::CodeArtifact::Repository", "PermissionsPolicyDocument", "codeartifact-repository",
                   ""},
    PolicyProperty{"AWS::DynamoDB::GlobalTable",
                   "Replicas/*/ReplicaStreamSpecification/ResourcePolicy/PolicyDocument", "dynamodb-stream",
                   ""},
    PolicyProperty{"AWS::DynamoDB::GlobalTable", "Replicas/*/ResourcePolicy/PolicyDocument", "dynamodb-table",
                   ""},
    PolicyProperty{"AWS::DynamoDB::Table", "ResourcePolicy/PolicyDocument", "dynamodb-table", ""},
    PolicyProperty{"AWS::DynamoDB::Table", "StreamSpecification/ResourcePolicy/PolicyDocument",
                   "dynamodb-stream", ""},
    PolicyProperty{"AWS::EC2::VPCEndpoint", "PolicyDocument", "vpc-endpoint", ""},
    PolicyProperty{"AWS::ECR::PublicRepository", "RepositoryPolicyText", "ecr-repository", ""},
    PolicyProperty{"AWS::ECR::RegistryPolicy", "PolicyText", "ecr-registry", ""},
    PolicyProperty{"AWS::ECR::Repository", "RepositoryPolicyText", "ecr-repository", ""},
    PolicyProperty{"AWS::ECR::RepositoryCreationTemplate", "RepositoryPolicy", "ecr-repository", ""},
    PolicyProperty{"AWS::EFS::FileSystem", "FileSystemPolicy", "efs-file-system", ""},
    PolicyProperty{"AWS::Elasticsearch::Domain", "AccessPolicies", "opensearch-domain", ""},
    PolicyProperty{"AWS::EventSchemas::RegistryPolicy", "Policy", "schema-registry", ""},
    PolicyProperty{"AWS::Events::EventBus", "Policy", "event-bus", ""},
    PolicyProperty{"AWS::IAM::Group", "Policies/*/PolicyDocument", "group-inline", kItself},
    PolicyProperty{"AWS::IAM::GroupPolicy", "PolicyDocument", "group-inline", "GroupName"},
    PolicyProperty{"AWS::IAM::ManagedPolicy", "PolicyDocument", "managed", ""},
    PolicyProperty{"AWS::IAM::Policy", "PolicyDocument", "user-inline", "Users/*"},
    PolicyProperty{"AWS::IAM::Policy", "PolicyDocument", "group-inline", "Groups/*"},
    PolicyProperty{"AWS::IAM::Policy", "PolicyDocument", "role-inline", "Roles/*"},
    PolicyProperty{"AWS::IAM::Role", "AssumeRolePolicyDocument", "trust", ""},
    PolicyProperty{"AWS::IAM::Role", "Policies/*/PolicyDocument", "role-inline", kItself},
    PolicyProperty{"AWS::IAM::RolePolicy", "PolicyDocument", "role-inline", "RoleName"},
    PolicyProperty{"AWS::IAM::User", "Policies/*/PolicyDocument", "user-inline", kItself},
    PolicyProperty{"AWS::IAM::UserPolicy", "PolicyDocument", "user-inline", "UserName"},
    PolicyProperty{"AWS::KMS::Key", "KeyPolicy", "kms-key", ""},
    PolicyProperty{"AWS::KMS::ReplicaKey", "KeyPolicy", "kms-key", ""},
    PolicyProperty{"AWS::Kinesis::ResourcePolicy", "ResourcePolicy", "kinesis-stream", ""},
    PolicyProperty{"AWS::Logs::Destination", "DestinationPolicy", "logs-destination", ""},
    PolicyProperty{"AWS::Logs::ResourcePolicy", "PolicyDocument", "logs-resource-policy", ""},
    PolicyProperty{"AWS::MediaStore::Container", "Policy", "mediastore-container", ""},
    PolicyProperty{"AWS::OpenSearchService::Domain", "AccessPolicies", "opensearch-domain", ""},
    PolicyProperty{"AWS::Organizations::Policy", "Content", "", ""},
    PolicyProperty{"AWS::Organizations::ResourcePolicy", "Content", "organization", ""},
    PolicyProperty{"AWS::S3::AccessPoint", "Policy", "s3-access-point", ""},
    PolicyProperty{"AWS::S3::BucketPolicy", "PolicyDocument", "s3-bucket", ""},
    PolicyProperty{"AWS::S3::MultiRegionAccessPointPolicy", "Policy", "s3-access-point", ""},
    PolicyProperty{"AWS::S3Express::BucketPolicy", "PolicyDocument", "s3-bucket", ""},
    PolicyProperty{"AWS::S3ObjectLambda::AccessPointPolicy", "PolicyDocument", "s3-access-point", ""},
    PolicyProperty{"AWS::S3Outposts::AccessPoint", "Policy", "s3-access-point", ""},
    PolicyProperty{"AWS::S3Outposts::BucketPolicy", "PolicyDocument", "s3-bucket", ""},
    PolicyProperty{"AWS::SNS::TopicInlinePolicy", "PolicyDocument", "sns-topic", ""},
    PolicyProperty{"AWS::SNS::TopicPolicy", "PolicyDocument", "sns-topic", ""},
    PolicyProperty{"AWS::SQS::QueueInlinePolicy", "PolicyDocument", "sqs-queue", ""},
    PolicyProperty{"AWS::SQS::QueuePolicy", "PolicyDocument", "sqs-queue", ""},
    PolicyProperty{"AWS::SSO::PermissionSet", "InlinePolicy", "permission-set-inline", kItself},
    PolicyProperty{"AWS::SecretsManager::ResourcePolicy", "ResourcePolicy", "secretsmanager-secret", ""},
    PolicyProperty{"AWS::Serverless::Function", "AssumeRolePolicyDocument", "trust", ""},
    PolicyProperty{"AWS::Serverless::Function", "Policies/*", "role-inline", kItself},
    PolicyProperty{"AWS::Transfer::User", "Policy", "session", ""},
    PolicyProperty{"AWS::VpcLattice::AuthPolicy", "Policy", "vpc-lattice-auth", ""},
};

}  // namespace

std::span<const PolicyProperty> cloudformation_policies() { return kRows; }

}  // namespace arnscope
