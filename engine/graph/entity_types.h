// What entities and relationships are called: `_type` and `_class` of the data model, and the services and
// resource types of the catalog mapped to them. Any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/catalog/catalog.h"
#include "engine/graph/graph.h"

namespace arnscope {

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

// A relationship's `_type`: the from type, the class in lower case, the to type. Of the to type is dropped
// what it shares with the from type: all of that one where it is a prefix (aws_s3_bucket_has_policy), else
// "aws_" (aws_iam_role_has_iam_policy, aws_autoscaling_group_has_instance). After a service nothing is
// dropped (aws_autoscaling_has_aws_autoscaling_group). These are the forms of the data model's examples.
std::string relationship_type(const Entity& from, RelationClass relation, const Entity& to);

}  // namespace arnscope
