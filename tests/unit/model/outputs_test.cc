// The tables together, on output of the AWS CLI as its reference shows it: what each value is keyed, called
// and reached by, and what it refers to.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "engine/base/text.h"
#include "engine/document/json_reader.h"
#include "engine/model/entity_types.h"
#include "engine/model/joins.h"
#include "engine/model/readings.h"

namespace arnscope {
namespace {

using Texts = std::vector<std::string>;

Described described(Value value, std::span<const std::string> parameters = {}) {
  return {value, parameters, "aws", "111122223333", "eu-west-1"};
}

std::shared_ptr<const Document> document_of(std::string_view json) {
  auto read = read_json(Source::from_text("output.json", std::string(json)));
  EXPECT_TRUE(read) << json;
  return read ? *read : nullptr;
}

// What an operation's output describes: "type key id", in the order of the readings.
Texts entities_in(std::string_view operation, std::string_view json, const Texts& parameters = {}) {
  const auto document = document_of(json);
  Texts found;
  for (const Reading& reading : readings_of(operation))
    for_each_value(described(document->root(), parameters), reading.path, [&](Value value) {
      const Described one = described(value, parameters);
      if (!meets(one, reading.where)) return;
      const std::string type(reading.type);
      if (!reading.adds_to.empty()) {
        found.push_back(type + " + " + first_text(one, reading.adds_to));
        return;
      }
      const EntityTypeRow& row = entity_types()[find_entity_type(type)];
      found.push_back(type + " " + fill_template(one, row.key).value_or("?") + " " + first_text(one, row.id));
    });
  return found;
}

struct EntityRow {
  std::string_view operation, json;
  Texts parameters, expected;
};

TEST(Outputs, Entities) {
  const std::vector<EntityRow> rows = {
      {"ec2-describe-instances",
       R"({"Reservations": [{"OwnerId": "111122223333", "Instances": [{"InstanceId": "i-1"}]}]})",
       {},
       {"aws_instance arn:aws:ec2:eu-west-1:111122223333:instance/i-1 i-1"}},
      // A subnet that another account shares is that account's.
      {"ec2-describe-vpcs",
       R"({"Vpcs": [{"VpcId": "vpc-1", "OwnerId": "444455556666"}, {"VpcId": "vpc-2"}]})",
       {},
       {"aws_vpc arn:aws:ec2:eu-west-1:444455556666:vpc/vpc-1 vpc-1",
        "aws_vpc arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-2 vpc-2"}},
      {"ec2-describe-images",
       R"({"Images": [{"ImageId": "ami-1"}]})",
       {},
       {"aws_ami arn:aws:ec2:eu-west-1::image/ami-1 ami-1"}},
      {"ec2-describe-flow-logs",
       R"({"FlowLogs": [{"ResourceId": "vpc-1"}, {"ResourceId": "subnet-1"}]})",
       {},
       {"aws_vpc + vpc-1"}},
      {"route53-list-hosted-zones",
       R"({"HostedZones": [{"Id": "/hostedzone/Z1", "Name": "example.com."}]})",
       {},
       {"aws_route53_zone arn:aws:route53:::hostedzone/Z1 Z1"}},
      {"route53-list-resource-record-sets",
       R"({"ResourceRecordSets": [{"Name": "a.example.com.", "Type": "A"},
           {"Name": "b.example.com.", "Type": "A", "SetIdentifier": "west"}]})",
       {"/hostedzone/Z1"},
       {"aws_route53_record 111122223333::aws_route53_record:Z1:a.example.com.:A ",
        "aws_route53_record 111122223333::aws_route53_record:Z1:b.example.com.:A:west "}},
      {"sqs-list-queues",
       R"({"QueueUrls": ["https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"]})",
       {},
       {"aws_sqs_queue arn:aws:sqs:eu-west-1:111122223333:jobs "
        "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"}},
      {"sqs-get-queue-attributes",
       R"({"Attributes": {"QueueArn": "arn:aws:sqs:eu-west-1:111122223333:jobs"}})",
       {"https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"},
       {"aws_sqs_queue arn:aws:sqs:eu-west-1:111122223333:jobs "
        "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"}},
      // Known from the list alone, and again where it is described.
      {"eks-list-clusters",
       R"({"clusters": ["prod"]})",
       {},
       {"aws_eks_cluster arn:aws:eks:eu-west-1:111122223333:cluster/prod prod"}},
      {"eks-describe-cluster",
       R"({"cluster": {"name": "prod", "arn": "arn:aws:eks:eu-west-1:111122223333:cluster/prod"}})",
       {"prod"},
       {"aws_eks_cluster arn:aws:eks:eu-west-1:111122223333:cluster/prod prod"}},
      {"guardduty-list-detectors",
       R"({"DetectorIds": ["d1"]})",
       {},
       {"aws_guardduty_detector arn:aws:guardduty:eu-west-1:111122223333:detector/d1 d1"}},
      {"guardduty-get-detector",
       R"({"Status": "ENABLED"})",
       {"d1"},
       {"aws_guardduty_detector arn:aws:guardduty:eu-west-1:111122223333:detector/d1 d1"}},
      {"elbv2-describe-load-balancers",
       R"({"LoadBalancers": [{"Type": "network", "LoadBalancerArn": "arn:n"},
           {"Type": "application", "LoadBalancerArn": "arn:a"}, {"Type": "gateway"}]})",
       {},
       {"aws_alb arn:a ", "aws_nlb arn:n "}},
      {"elasticache-describe-cache-clusters",
       R"({"CacheClusters": [{"Engine": "memcached", "CacheClusterId": "m", "ARN": "arn:m"},
           {"Engine": "redis", "CacheClusterId": "r-001", "ARN": "arn:r-001", "ReplicationGroupId": "r"}]})",
       {},
       {"aws_elasticache_memcached_cluster arn:m m", "aws_elasticache_cluster_node arn:r-001 r-001",
        "aws_elasticache_redis_cluster + r"}},
      {"sns-list-subscriptions",
       R"({"Subscriptions": [{"SubscriptionArn": "PendingConfirmation"}, {"SubscriptionArn": "arn:s"}]})",
       {},
       {"aws_sns_subscription arn:s "}},
      {"logs-describe-log-groups",
       R"({"logGroups": [{"logGroupName": "/a", "arn": "arn:aws:logs:eu-west-1:1:log-group:/a:*"}]})",
       {},
       {"aws_cloudwatch_log_group arn:aws:logs:eu-west-1:111122223333:log-group:/a /a"}},
      {"kms-list-keys", R"({"Keys": [{"KeyId": "k", "KeyArn": "arn:k"}]})", {}, {"aws_kms_key arn:k k"}},
      {"ecr-describe-image-scan-findings",
       R"({"imageScanFindings": {"findings": [{"name": "CVE-1"}]}})",
       {"app", "sha256:1"},
       {"aws_ecr_image_scan_finding "
        "111122223333:eu-west-1:aws_ecr_image_scan_finding:app@sha256:1:CVE-1 "}},
      {"cloudfront-get-distribution-config",
       R"({"DistributionConfig": {"Origins": {"Items": [{"Id": "o1"}]}}})",
       {"E1"},
       {"aws_cloudfront_distribution_origin 111122223333::aws_cloudfront_distribution_origin:E1:o1 "}},
      {"apigatewayv2-get-routes",
       R"({"Items": [{"RouteId": "r1", "RouteKey": "GET /"}]})",
       {"a1"},
       {"aws_api_gateway_v2_route arn:aws:apigateway:eu-west-1::/apis/a1/routes/r1 r1"}},
  };
  for (const EntityRow& row : rows)
    EXPECT_EQ(entities_in(row.operation, row.json, row.parameters), row.expected) << row.operation;
}

// The texts that a value of a type refers to others with: "from CLASS to text".
Texts references_of(std::string_view type, std::string_view json, const Texts& parameters) {
  const auto document = document_of(json);
  Texts found;
  for (const Join& join : joins())
    if (holder_type(join) == type)
      for_each_text(described(document->root(), parameters), join.path, [&](std::string_view text) {
        found.push_back(std::string(join.from) + " " + std::string(relation_class_name(join.relation)) + " " +
                        std::string(join.to) + " " + std::string(text));
      });
  return found;
}

struct ReferenceRow {
  std::string_view type, json;
  Texts parameters, expected;  // some of what it has
};

TEST(Outputs, References) {
  const std::vector<ReferenceRow> rows = {
      {"aws_instance",
       R"({"SubnetId": "subnet-1", "SecurityGroups": [{"GroupId": "sg-1"}, {"GroupId": "sg-2"}],
           "BlockDeviceMappings": [{"Ebs": {"VolumeId": "vol-1"}}],
           "IamInstanceProfile": {"Arn": "arn:aws:iam::1:instance-profile/p"}})",
       {},
       {"aws_subnet HAS aws_instance subnet-1", "aws_instance HAS aws_security_group sg-2",
        "aws_security_group PROTECTS aws_instance sg-1", "aws_instance USES aws_ebs_volume vol-1",
        "aws_instance ASSIGNED aws_iam_instance_profile arn:aws:iam::1:instance-profile/p"}},
      {"aws_api_gateway_rest_api",
       R"({"items": [{"path": "/", "resourceMethods": {"GET": {"methodIntegration": {"uri": "arn:x"}}}}]})",
       {"api1"},
       {"aws_api_gateway_rest_api TRIGGERS aws_lambda_function arn:x"}},
      {"aws_api_gateway_v2_route",
       R"({"Target": "integrations/i1", "AuthorizerId": "z1"})",
       {"a1"},
       {"aws_api_gateway_v2_api HAS aws_api_gateway_v2_route a1",
        "aws_api_gateway_v2_route HAS aws_api_gateway_v2_integration i1",
        "aws_api_gateway_v2_route HAS aws_api_gateway_v2_authorizer z1"}},
      {"aws_api_gateway_v2_integration",
       R"({"IntegrationUri": "https://orders.example.com/v1"})",
       {"a1"},
       {"aws_api_gateway_v2_integration CONNECTS * orders.example.com"}},
      {"aws_cloudfront_distribution",
       R"({"Origins": {"Items": [{"DomainName": "b.s3.amazonaws.com"}]}, "WebACLId": "acl",
           "ViewerCertificate": {"ACMCertificateArn": "arn:c"},
           "CacheBehaviors": {"Items": [{"LambdaFunctionAssociations": {"Items": [
             {"LambdaFunctionARN": "arn:f:1"}]}}]}})",
       {},
       {"aws_cloudfront_distribution CONNECTS * b.s3.amazonaws.com",
        "aws_cloudfront_distribution USES aws_acm_certificate arn:c",
        "aws_cloudfront_distribution TRIGGERS aws_lambda_function arn:f:1",
        "aws_waf_web_acl PROTECTS aws_cloudfront_distribution acl"}},
      {"aws_route53_record",
       R"({"AliasTarget": {"DNSName": "dualstack.lb-1.eu-west-1.elb.amazonaws.com."}})",
       {"/hostedzone/Z1"},
       {"aws_route53_zone HAS aws_route53_record Z1",
        "aws_route53_record CONNECTS * dualstack.lb-1.eu-west-1.elb.amazonaws.com."}},
      {"aws_route53_record",
       R"({"ResourceRecords": [{"Value": "192.0.2.1"}, {"Value": "192.0.2.2"}]})",
       {"/hostedzone/Z1"},
       {"aws_route53_record CONNECTS * 192.0.2.1", "aws_route53_record CONNECTS * 192.0.2.2"}},
      {"aws_cloudtrail_trail",
       R"({"S3BucketName": "trail", "CloudWatchLogsLogGroupArn": "arn:aws:logs:eu-west-1:1:log-group:t:*"})",
       {},
       {"aws_cloudtrail LOGS aws_s3_bucket trail",
        "aws_cloudtrail LOGS aws_cloudwatch_log_group arn:aws:logs:eu-west-1:1:log-group:t:*"}},
      {"aws_transfer_user",
       R"({"HomeDirectory": "/inbox/partner", "Role": "arn:aws:iam::1:role/sftp",
           "HomeDirectoryMappings": [{"Entry": "/", "Target": "/outbox"}]})",
       {"s-1"},
       {"aws_transfer_server HAS aws_transfer_user s-1", "aws_s3_bucket ALLOWS aws_transfer_user inbox",
        "aws_s3_bucket ALLOWS aws_transfer_user outbox",
        "aws_iam_role ASSIGNED aws_transfer_user arn:aws:iam::1:role/sftp"}},
      {"aws_ecs_task",
       R"({"clusterArn": "arn:c", "taskDefinitionArn": "arn:d:3", "startedBy": "ecs-svc/1"})",
       {"arn:c"},
       {"aws_ecs_cluster RUNS aws_ecs_task arn:c", "aws_ecs_task_definition DEFINES aws_ecs_task arn:d:3",
        "aws_ecs_service TRIGGERS aws_ecs_task ecs-svc/1"}},
      {"aws_config_rule",
       R"({"EvaluationResults": [{"EvaluationResultIdentifier": {"EvaluationResultQualifier": {
             "ResourceType": "AWS::EC2::Instance", "ResourceId": "i-1"}}}]})",
       {"rule"},
       {"aws_config_rule EVALUATES * i-1"}},
      // AWS Config writes the same members with small letters.
      {"aws_lambda_function",
       R"({"role": "arn:aws:iam::1:role/f", "vpcConfig": {"vpcId": "vpc-1", "securityGroupIds": ["sg-1"]}})",
       {},
       {"aws_lambda_function HAS aws_iam_role arn:aws:iam::1:role/f", "aws_lambda_function HAS aws_vpc vpc-1",
        "aws_lambda_function HAS aws_security_group sg-1"}},
  };
  for (const ReferenceRow& row : rows) {
    const Texts found = references_of(row.type, row.json, row.parameters);
    for (const std::string& expected : row.expected)
      EXPECT_NE(std::find(found.begin(), found.end(), expected), found.end()) << expected;
  }
}

struct AddressRow {
  std::string_view type, json;
  Texts parameters, expected;
};

TEST(Outputs, Addresses) {
  const std::vector<AddressRow> rows = {
      {"aws_alb",
       R"({"DNSName": "lb.elb.amazonaws.com"})",
       {},
       {"lb.elb.amazonaws.com", "dualstack.lb.elb.amazonaws.com"}},
      {"aws_s3_bucket",
       R"({"LocationConstraint": "eu-west-1"})",
       {"b"},
       {"b.s3.eu-west-1.amazonaws.com", "b.s3-website-eu-west-1.amazonaws.com"}},
      {"aws_s3_bucket", R"({"Name": "b"})", {}, {"b.s3.amazonaws.com"}},
      {"aws_api_gateway_v2_api",
       R"({"ApiEndpoint": "https://a1.execute-api.eu-west-1.amazonaws.com"})",
       {},
       {"a1.execute-api.eu-west-1.amazonaws.com"}},
      {"aws_api_gateway_rest_api", R"({"id": "r1"})", {}, {"r1.execute-api.eu-west-1.amazonaws.com"}},
      {"aws_kms_key", R"({"AliasArn": "arn:alias", "AliasName": "alias/a"})", {}, {"arn:alias", "alias/a"}},
      {"aws_db_instance",
       R"({"Endpoint": {"Address": "db.rds.amazonaws.com"}})",
       {},
       {"db.rds.amazonaws.com"}},
      {"aws_rds_cluster", R"({"Endpoint": "c.rds.amazonaws.com"})", {}, {"c.rds.amazonaws.com"}},
      {"aws_ecs_service", R"({"deployments": [{"id": "ecs-svc/1"}]})", {}, {"ecs-svc/1"}},
  };
  for (const AddressRow& row : rows) {
    const auto document = document_of(row.json);
    Texts found;
    for (std::string_view address : split(entity_types()[find_entity_type(row.type)].addresses, ' '))
      if (auto filled = fill_template(described(document->root(), row.parameters), address))
        found.push_back(*filled);
    for (const std::string& expected : row.expected)
      EXPECT_NE(std::find(found.begin(), found.end(), expected), found.end()) << row.type << " " << expected;
  }
}

}  // namespace
}  // namespace arnscope
