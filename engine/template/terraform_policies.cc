#include <array>

#include "engine/template/layouts.h"

namespace arnscope {
namespace {

// Source: the documentation of Terraform's AWS provider, a page for each resource. aws_lambda_permission and
// aws_iot_policy are no policies of IAM's grammar.
constexpr std::array kRows = {
    PolicyProperty{"aws_api_gateway_rest_api", "policy", "api-gateway", ""},
    PolicyProperty{"aws_api_gateway_rest_api_policy", "policy", "api-gateway", ""},
    PolicyProperty{"aws_backup_vault_policy", "policy", "backup-vault", ""},
    PolicyProperty{"aws_cloudwatch_event_bus_policy", "policy", "event-bus", ""},
    PolicyProperty{"aws_cloudwatch_log_destination_policy", "access_policy", "logs-destination", ""},
    PolicyProperty{"aws_cloudwatch_log_resource_policy", "policy_document", "logs-resource-policy", ""},
    PolicyProperty{"aws_codeartifact_domain_permissions_policy", "policy_document", "codeartifact-domain",
                   ""},
    PolicyProperty{"aws_codeartifact_repository_permissions_policy", "policy_document",
                   "codeartifact-repository", ""},
    PolicyProperty{"aws_dynamodb_resource_policy", "policy", "dynamodb-table", ""},
    PolicyProperty{"aws_ecr_registry_policy", "policy", "ecr-registry", ""},
    PolicyProperty{"aws_ecr_repository_policy", "policy", "ecr-repository", ""},
    PolicyProperty{"aws_ecrpublic_repository_policy", "policy", "ecr-repository", ""},
    PolicyProperty{"aws_efs_file_system_policy", "policy", "efs-file-system", ""},
    PolicyProperty{"aws_elasticsearch_domain", "access_policies", "opensearch-domain", ""},
    PolicyProperty{"aws_elasticsearch_domain_policy", "access_policies", "opensearch-domain", ""},
    PolicyProperty{"aws_glacier_vault", "access_policy", "glacier-vault", ""},
    PolicyProperty{"aws_glue_resource_policy", "policy", "glue-catalog", ""},
    PolicyProperty{"aws_iam_group_policy", "policy", "group-inline", "group"},
    PolicyProperty{"aws_iam_policy", "policy", "managed", ""},
    PolicyProperty{"aws_iam_role", "assume_role_policy", "trust", ""},
    PolicyProperty{"aws_iam_role", "inline_policy/*/policy", "role-inline", kItself},
    PolicyProperty{"aws_iam_role_policy", "policy", "role-inline", "role"},
    PolicyProperty{"aws_iam_user_policy", "policy", "user-inline", "user"},
    PolicyProperty{"aws_kinesis_resource_policy", "policy", "kinesis-stream", ""},
    PolicyProperty{"aws_kms_external_key", "policy", "kms-key", ""},
    PolicyProperty{"aws_kms_key", "policy", "kms-key", ""},
    PolicyProperty{"aws_kms_key_policy", "policy", "kms-key", ""},
    PolicyProperty{"aws_kms_replica_external_key", "policy", "kms-key", ""},
    PolicyProperty{"aws_kms_replica_key", "policy", "kms-key", ""},
    PolicyProperty{"aws_media_store_container_policy", "policy", "mediastore-container", ""},
    PolicyProperty{"aws_opensearch_domain", "access_policies", "opensearch-domain", ""},
    PolicyProperty{"aws_opensearch_domain_policy", "access_policies", "opensearch-domain", ""},
    PolicyProperty{"aws_organizations_policy", "content", "", ""},
    PolicyProperty{"aws_organizations_resource_policy", "content", "organization", ""},
    PolicyProperty{"aws_s3_access_point", "policy", "s3-access-point", ""},
    PolicyProperty{"aws_s3_bucket", "policy", "s3-bucket", ""},
    PolicyProperty{"aws_s3_bucket_policy", "policy", "s3-bucket", ""},
    PolicyProperty{"aws_s3control_access_point_policy", "policy", "s3-access-point", ""},
    PolicyProperty{"aws_s3control_bucket_policy", "policy", "s3-bucket", ""},
    PolicyProperty{"aws_s3control_object_lambda_access_point_policy", "policy", "s3-access-point", ""},
    PolicyProperty{"aws_schemas_registry_policy", "policy", "schema-registry", ""},
    PolicyProperty{"aws_secretsmanager_secret", "policy", "secretsmanager-secret", ""},
    PolicyProperty{"aws_secretsmanager_secret_policy", "policy", "secretsmanager-secret", ""},
    PolicyProperty{"aws_ses_identity_policy", "policy", "ses-identity", ""},
    PolicyProperty{"aws_sesv2_email_identity_policy", "policy", "ses-identity", ""},
    PolicyProperty{"aws_sns_topic", "policy", "sns-topic", ""},
    PolicyProperty{"aws_sns_topic_policy", "policy", "sns-topic", ""},
    PolicyProperty{"aws_sqs_queue", "policy", "sqs-queue", ""},
    PolicyProperty{"aws_sqs_queue_policy", "policy", "sqs-queue", ""},
    PolicyProperty{"aws_ssoadmin_permission_set_inline_policy", "inline_policy", "permission-set-inline",
                   "permission_set_arn"},
    PolicyProperty{"aws_transfer_user", "policy", "session", ""},
    PolicyProperty{"aws_vpc_endpoint", "policy", "vpc-endpoint", ""},
    PolicyProperty{"aws_vpc_endpoint_policy", "policy", "vpc-endpoint", ""},
    PolicyProperty{"aws_vpclattice_auth_policy", "policy", "vpc-lattice-auth", ""},
};

}  // namespace

std::span<const PolicyProperty> terraform_policies() { return kRows; }

}  // namespace arnscope
