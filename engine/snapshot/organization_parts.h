// What layouts found of an organization, before it is joined. For SnapshotBuilder alone.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/snapshot/builder.h"

namespace arnscope {

// Views are of the snapshot's texts.
struct OrganizationParts {
  struct Policy {
    ExportedPolicy policy;
    std::optional<PolicyType> type;
  };

  std::optional<FoundOrganization> organization;
  std::map<std::string_view, FoundUnit> units;
  std::map<std::string_view, FoundMember> members;  // by account
  std::map<std::string_view, Policy> policies;      // by id
  std::vector<FoundAttachment> attachments;
  std::map<std::string_view, std::set<std::string_view>> delegated;  // services by account
  std::set<OrganizationFact> facts;
  // By what they are of: a policy's or a unit's id.
  using ListKey = std::pair<OrganizationList, std::string_view>;
  std::map<ListKey, Place> due_lists;  // with the place that makes them due
  std::set<ListKey> read_lists;

  bool empty() const {
    return !organization && units.empty() && members.empty() && policies.empty() && attachments.empty();
  }
};

}  // namespace arnscope
