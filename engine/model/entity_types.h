// What entities and relationships are called: `_type` and `_class` of the data model, and the services and
// resource types of the catalog mapped to them. Any thread.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/catalog/catalog.h"

namespace arnscope {

using EntityTypeId = uint16_t;  // a position in entity_types()
constexpr EntityTypeId kNoEntityType = 0xFFFF;

using EntityClasses = std::array<std::string_view, 3>;  // "" behind the last

// Where no two entities of a type have the same id: where whoever makes one chooses it, in an account's
// region at most; where AWS does, or where it stands in the names of hosts as a bucket's does, everywhere.
enum class IdScope : uint8_t { kRegion, kEverywhere };

// A type of the data model. What a column does not apply to is "". Several paths or templates stand with "|"
// between: the first one counts that has a value.
struct EntityTypeRow {
  std::string_view name = {};  // "aws_instance"
  EntityClasses classes = {};
  std::string_view service = {};   // the catalog's prefix: "ec2"
  std::string_view resource = {};  // the catalog's resource type: "instance"
  // Template of its ARN, or of its key where AWS gives it no ARN:
  // "arn:{$partition}:ec2:{$region}:{$account}:instance/{InstanceId}", "{LoadBalancerArn}".
  std::string_view key = {};
  std::string_view id = {};  // path of what other resources name it by besides the ARN: "InstanceId"
  IdScope id_scope = IdScope::kRegion;
  std::string_view display_name = {};  // path; the tag Name goes first, `id` stands in
  // Templates of the names and addresses by which the network knows it, or by which AWS's answers name it
  // besides key, id and name (a key's alias), with blanks between: "{DNSName} dualstack.{DNSName}". Of one
  // that is a path in braces and no more, each text counts. Each of what describes it gives its own.
  std::string_view addresses = {};
  // AWS Config: "AWS::EC2::Instance"; several with "|" between. Behind a blank stands, as in Reading::where,
  // what tells apart those that AWS Config calls the same.
  std::string_view config = {};
  std::string_view folder = {};  // the iam-collect directory, region left out: "ec2/instance"
};

// The table, in the order of the data model. A type that is several resource types of the catalog has a row
// for each; the first one has the other columns.
std::span<const EntityTypeRow> entity_types();
EntityTypeId find_entity_type(std::string_view name);  // its first row; kNoEntityType: none. O(1)

struct EntityType {
  std::string name;
  std::span<const std::string_view> classes;  // live as long as the program
};

// The type of a service's entity: "aws_" and the prefix, "-" as "_"; the data model's own name where it has
// one: aws_efs of elasticfilesystem. Class Service.
EntityType service_type(std::string_view prefix);

// The type of a service principal: that of the service in its name, else of the name's first part.
//   service_principal_type("delivery.logs.amazonaws.com").name  // "aws_logs"
//   service_principal_type("ecs-tasks.amazonaws.com").name      // "aws_ecs_tasks"
EntityType service_principal_type(std::string_view principal);

// The type of a resource: the data model's name where it has one, else "aws_", the service, the type, in
// snake case, with the class Resource.
//   resource_entity_type("s3", "bucket").name                // "aws_s3_bucket"
//   resource_entity_type("secretsmanager", "Secret").name    // "aws_secretsmanager_secret"
EntityType resource_entity_type(std::string_view service, std::string_view type);

// The type of an entity that is no resource and no service. REQUIRES: `name` is one of the table's.
EntityType model_type(std::string_view name);

}  // namespace arnscope
