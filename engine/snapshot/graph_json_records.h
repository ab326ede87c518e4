// The records of a graph's JSON, read one by one. Internal to layout 2.5.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/snapshot/builder.h"

namespace arnscope {

// What becomes of an entity.
enum class GraphPart : uint8_t {
  kComputed,  // it is made again from the rest
  kAccount,
  kUser,
  kGroup,
  kRole,
  kManagedPolicy,
  kInlinePolicy,
  kInstanceProfile,
  kOrganization,
  kUnit,
  kOrganizationPolicy,
  kResourcePolicy,
  kResource
};

struct GraphRecord {
  std::shared_ptr<const Document> document;
  Place place;
  GraphPart part = GraphPart::kResource;
  std::string_view key, type, display_name, arn, account, region, path, id, created, last_used, version,
      origin, policy_type, policy_targets, name, email, status, joined;
  bool external = false;
  bool named = false;
  std::optional<bool> has_policy;
  std::optional<uint32_t> policy, trust, operations;  // indexes of the document's values
  std::optional<std::vector<std::string_view>> delegated_services, missing_groups, truncated;
  std::vector<Tag> tags;
  std::vector<ResourceProperty> properties;
  // From relationships.
  std::vector<GraphRecord*> policies, groups, profiles, targets;
  GraphRecord* boundary = nullptr;
  GraphRecord* parent = nullptr;  // the unit
  bool held = false;              // policies and instance profiles
  bool member = false;            // an account of the organization
  std::vector<NetworkRule> rules;

  // Whether it has the property, and it is true.
  bool is(std::string_view property) const;
};

struct GraphEdge {
  RelationClass relation = RelationClass::kHas;
  std::string_view from, to;
  bool boundary = false;
  bool grant = false;     // it has actions: a policy grants or denies them
  NetworkRule rule = {};  // of a security group
  Place place;
};

// A record as it stands there. Nothing, with a finding, where it is none; what has a wrong type is as if it
// were not there.
std::optional<GraphRecord> read_graph_record(Value value, const std::shared_ptr<const Document>& document,
                                             SnapshotBuilder& builder);
std::optional<GraphEdge> read_graph_edge(Value value, SnapshotBuilder& builder);

}  // namespace arnscope
