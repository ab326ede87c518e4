// What drawing ALLOWS and DENIES looks up, made once. Of this folder alone.
//
// Whom a policy's statements reach. Those of its own account, and those whose account is not known or not
// described: their side is open. Of other accounts those that a pattern names, by their account or by their
// name (`arn:aws:iam::*:role/audit`), and those whose own policy names the account or somebody of it, for
// both sides have to agree. Some of the name is enough where there can be a policy on the other side, which
// leaves out `arn:aws:ec2:*:*:volume/vol-*`. A `*` reaches no other: that a resource is open to everyone, or
// to an organization, its own policy's ALLOWS tells. Source: IAM User Guide, "Cross account resource access
// in IAM".
#pragma once

#include <utility>
#include <vector>

#include "engine/graph/builder.h"

namespace arnscope {

struct GrantIndex {
  // A place in `groups`.
  struct Place {
    uint32_t group = kNoId;
    uint32_t position = 0;
    auto operator<=>(const Place&) const = default;
  };
  // The groups of one service.
  struct Service {
    std::string_view name;
    std::vector<uint32_t> groups;
  };

  explicit GrantIndex(const GraphBuilder& builder);

  std::vector<ReachGroup> groups;
  std::vector<Service> services;                        // each group in one
  std::vector<std::vector<AccountId>> homes;            // by PolicyId: GraphBuilder::homes
  std::vector<std::vector<EntityId>> service_entities;  // by AccountId and catalog::ServiceId
  std::vector<std::vector<Place>> open_to;   // by AccountId: those elsewhere whose policy names it; ascending
  std::vector<std::vector<Place>> governed;  // by PolicyId: what a resource's policy speaks of; ascending

 private:
  void add_open(const GraphBuilder& builder, const std::vector<Place>& places, EntityId entity,
                AccountId owner, PolicyId policy);
  void add_governed(const GraphBuilder& builder, const std::vector<Place>& places);
};

}  // namespace arnscope
