// Collects what the layouts read and joins it into a Snapshot: references by ARN or name become ids, pages of
// one account and several sources meet here. For the layouts alone.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/document/document.h"
#include "engine/snapshot/snapshot.h"

namespace arnscope {

// A policy as a layout found it; `value` is an object, or a string that holds one (URL-encoded or plain
// JSON).
struct LayoutPolicy {
  std::string_view name;
  std::string_view arn;  // managed policies
  std::string_view version;
  std::shared_ptr<const Document> document;
  uint32_t value = 0;  // index of the value in the document
  std::vector<Tag> tags;
};

// A principal as a layout found it, references still by ARN and name.
struct FoundPrincipal {
  enum class Kind : uint8_t { kUser, kGroup, kRole };
  Kind kind = Kind::kUser;
  std::string_view arn, name, path, id, created, last_used;
  std::vector<std::string_view> groups;  // names
  struct Reference {
    std::string_view arn;
    Place place;

    bool operator==(const Reference& other) const { return arn == other.arn; }
  };
  std::vector<Reference> attached;
  Reference boundary;  // its ARN is empty where there is none
  std::vector<LayoutPolicy> inline_policies;
  LayoutPolicy trust;  // roles
  std::vector<InstanceProfile> instance_profiles;
  std::vector<Tag> tags;
  Place place;
};

class SnapshotBuilder {
 public:
  std::string_view intern(std::string_view text) { return snapshot_->texts.intern(text); }
  void report(Severity severity, std::string_view code, std::string message, Place place,
              std::string_view subject = {});

  // Takes a principal. One that was seen before, in an earlier page or source, is kept as it was first seen;
  // a finding tells where the two differ in their policies.
  void add(FoundPrincipal principal);
  void add(LayoutPolicy policy, Place place);

  // Joins everything. The builder is empty afterwards.
  std::unique_ptr<Snapshot> finish();

 private:
  AccountId account_of(std::string_view arn);
  PolicyId add_policy(const LayoutPolicy& found, PolicyType type, PolicyKind kind, uint32_t owner,
                      std::string_view owner_arn, AccountId account);
  PolicyId managed_policy(std::string_view arn, const Place& place);
  std::vector<PolicyId> managed_policies(const FoundPrincipal& found);
  std::vector<PolicyId> inline_policies(const FoundPrincipal& found, PolicyType type, uint32_t owner,
                                        AccountId account);
  void collect_accounts();
  void add_managed_policies();
  void add_groups();
  void add_users();
  void add_roles();
  void add_instance_profiles(const FoundPrincipal& found, RoleId role);

  std::unique_ptr<Snapshot> snapshot_ = std::make_unique<Snapshot>();
  std::map<std::string_view, FoundPrincipal> users_, groups_, roles_;
  struct Placed {
    LayoutPolicy policy;
    Place place;
  };
  std::map<std::string_view, Placed> managed_;
  std::map<std::string_view, PolicyId> managed_ids_;
  std::map<std::string_view, AccountId> account_ids_;
  std::map<std::pair<AccountId, std::string_view>, GroupId> group_ids_;
  std::map<std::string_view, InstanceProfileId> profile_ids_;
};

}  // namespace arnscope
