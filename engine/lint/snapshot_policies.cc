#include "engine/lint/snapshot_policies.h"

#include <array>

#include "engine/checks/principal_sizes.h"
#include "engine/document/json_reader.h"

namespace arnscope {
namespace {

std::string_view type_of(const Snapshot& snapshot, const PolicyEntry& entry) {
  if (entry.type != PolicyType::kResource) return size_type(entry.type);
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kResources = {{
      {"aws_s3_bucket", "s3-bucket"},
      {"aws_sns_topic", "sns-topic"},
      {"aws_sqs_queue", "sqs-queue"},
      {"aws_kms_key", "kms-key"},
      {"aws_lambda_function", "lambda-function"},
      {"aws_ecr_repository", "ecr-repository"},
      {"aws_secretsmanager_secret", "secretsmanager-secret"},
      {"aws_dynamodb_table", "dynamodb-table"},
  }};
  for (const auto& [resource, size_type] : kResources)
    if (snapshot.resources[entry.owner].type == resource) return size_type;
  return "resource";
}

}  // namespace

void lint_snapshot(const Snapshot& snapshot, std::vector<LintFinding>& findings) {
  for (const PolicyEntry& entry : snapshot.policies) {
    if (entry.origin != PolicyOrigin::kSnapshot || entry.type == PolicyType::kAwsManaged) continue;
    const Policy& policy = *entry.policy;
    if (policy.source == nullptr || policy.span.begin == policy.span.end) continue;
    const std::string_view text = policy.source->text();
    const auto part =
        Source::embedded(policy.source, policy.span, {{0, policy.span.begin}},
                         std::string(text.substr(policy.span.begin, policy.span.end - policy.span.begin)));
    const auto document = read_json(part);
    if (!document) continue;
    const std::string subject(entry.type == PolicyType::kTrust ? snapshot.roles[entry.owner].arn : entry.arn);
    lint_policy({*document, (*document)->root(), "", subject, type_of(snapshot, entry), "", false}, {},
                findings);
  }
}

}  // namespace arnscope
