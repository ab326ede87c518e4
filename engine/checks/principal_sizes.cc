#include "engine/checks/principal_sizes.h"

#include <array>
#include <optional>

namespace arnscope {
namespace {

struct TypeRow {
  PolicyType policy;
  std::string_view type;
};

constexpr std::array kTypes = {
    TypeRow{PolicyType::kCustomerManaged, "managed"},
    TypeRow{PolicyType::kUserInline, "user-inline"},
    TypeRow{PolicyType::kGroupInline, "group-inline"},
    TypeRow{PolicyType::kRoleInline, "role-inline"},
    TypeRow{PolicyType::kTrust, "trust"},
    TypeRow{PolicyType::kServiceControl, "scp"},
    TypeRow{PolicyType::kResourceControl, "rcp"},
};

// SCPs and RCPs are measured with their white space, which a snapshot does not tell.
bool is_measured(PolicyType policy) {
  return policy != PolicyType::kServiceControl && policy != PolicyType::kResourceControl;
}

class SnapshotMeasurer {
 public:
  SnapshotMeasurer(const Snapshot& snapshot, const Limits& limits)
      : snapshot_(snapshot), limits_(limits), sizes_(snapshot.policies.size()) {}

  SnapshotSizes measure_all() {
    for (PolicyId id = 0; id < snapshot_.policies.size(); ++id) policy(id);
    for (const User& user : snapshot_.users) {
      SizedPrincipal& sized = principal(user, "user", "user-inline");
      add(sized, "user", Counted::kGroups, user.groups.size() + user.missing_groups.size());
    }
    for (const Group& group : snapshot_.groups) principal(group, "group", "group-inline");
    for (const Role& role : snapshot_.roles) principal(role, "role", "role-inline");
    return std::move(out_);
  }

 private:
  void policy(PolicyId id) {
    const PolicyEntry& entry = snapshot_.policies[id];
    if (!is_measured(entry.type)) return;
    const std::string_view type = size_type(entry.type);
    const Limit* limit = size_limit(limits_, type);
    if (entry.origin != PolicyOrigin::kSnapshot || limit == nullptr) return;
    sizes_[id] = text_size(*entry.policy->source, entry.policy->span);
    out_.policies.push_back(
        {id, type, *sizes_[id], measure(*limit, sizes_[id]->characters_without_white_space)});
  }

  template <class Principal>
  SizedPrincipal& principal(const Principal& found, std::string_view type, std::string_view inline_type) {
    SizedPrincipal& sized = out_.principals.emplace_back();
    sized.arn = found.arn;
    uint64_t sum = 0;
    for (PolicyId id : found.inline_policies) {
      if (sizes_[id]) sum += sizes_[id]->characters_without_white_space;
      sized.at_least = sized.at_least || !sizes_[id];
    }
    if (const Limit* limit = size_limit(limits_, inline_type))
      sized.measurements.push_back(measure(*limit, sum, found.inline_policies.size()));
    add(sized, type, Counted::kAttachedPolicies, found.attached_policies.size());
    return sized;
  }

  void add(SizedPrincipal& sized, std::string_view type, Counted counted, uint64_t number) {
    if (const Limit* limit = find_limit(limits_, type, counted))
      sized.measurements.push_back(measure(*limit, number));
  }

  const Snapshot& snapshot_;
  const Limits& limits_;
  std::vector<std::optional<DocumentSize>> sizes_;  // by PolicyId
  SnapshotSizes out_;
};

}  // namespace

std::string_view size_type(PolicyType policy) {
  for (const TypeRow& row : kTypes)
    if (row.policy == policy) return row.type;
  return "";
}

SnapshotSizes snapshot_sizes(const Snapshot& snapshot, const Limits& limits) {
  return SnapshotMeasurer(snapshot, limits).measure_all();
}

}  // namespace arnscope
