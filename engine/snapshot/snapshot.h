// What a collector saw of AWS accounts: principals, policies, and who holds which. Every table is a vector
// and every reference a small integer into one. Built by load.h; never changes afterwards, so any number of
// threads may read it. Texts are interned: they live as long as the snapshot.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/base/finding.h"
#include "engine/policy/parser.h"
#include "engine/policy/policy.h"

namespace arnscope {

using AccountId = uint32_t;
using UserId = uint32_t;
using GroupId = uint32_t;
using RoleId = uint32_t;
using PolicyId = uint32_t;
using InstanceProfileId = uint32_t;

// Texts stored once. Views stay valid as long as the pool.
class TextPool {
 public:
  std::string_view intern(std::string_view text);

 private:
  std::unordered_set<std::string_view> known_;
  std::deque<std::string> storage_;
};

struct Tag {
  std::string_view key;
  std::string_view value;
};

struct Account {
  std::string_view id;
  std::string_view partition;
};

enum class PolicyType : uint8_t {
  kCustomerManaged,
  kAwsManaged,
  kUserInline,
  kGroupInline,
  kRoleInline,
  kTrust
};

// Where a policy's document comes from.
enum class PolicyOrigin : uint8_t {
  kSnapshot,  // the input
  kCatalog,   // an AWS managed policy that the input names and does not hold
  kMissing,   // named and nowhere to be found, or not readable: what it grants is unknown
};

struct PolicyEntry {
  PolicyType type = PolicyType::kCustomerManaged;
  PolicyOrigin origin = PolicyOrigin::kSnapshot;
  std::string_view arn;  // managed policies; others: the owner's ARN, "/policy/", the name
  std::string_view name;
  std::string_view version;  // managed: the default version, "v3"
  uint32_t owner = 0;        // inline and trust: the UserId, GroupId or RoleId
  AccountId account = 0;
  std::shared_ptr<const Policy> policy;  // never null; empty where kMissing
  std::vector<Tag> tags;
};

struct User {
  std::string_view arn, name, path, id, created;
  AccountId account = 0;
  std::vector<GroupId> groups;
  std::vector<std::string_view> missing_groups;  // names; what they grant is unknown
  std::vector<PolicyId> inline_policies, attached_policies;
  std::optional<PolicyId> boundary;
  std::vector<Tag> tags;
};

struct Group {
  std::string_view arn, name, path, id, created;
  AccountId account = 0;
  std::vector<UserId> members;
  std::vector<PolicyId> inline_policies, attached_policies;
};

struct Role {
  std::string_view arn, name, path, id, created, last_used;
  AccountId account = 0;
  PolicyId trust = 0;
  std::vector<PolicyId> inline_policies, attached_policies;
  std::optional<PolicyId> boundary;
  std::vector<InstanceProfileId> instance_profiles;
  std::vector<Tag> tags;

  // Made and used by an AWS service alone. Source: IAM User Guide, "Create a service-linked role".
  bool is_service_linked() const { return path.starts_with("/aws-service-role/"); }
};

struct InstanceProfile {
  std::string_view arn, name, path, id;
  AccountId account = 0;
  std::vector<RoleId> roles;
};

struct Snapshot {
  std::vector<Account> accounts;  // sorted by id; the others sorted by ARN
  std::vector<User> users;
  std::vector<Group> groups;
  std::vector<Role> roles;
  std::vector<PolicyEntry> policies;
  std::vector<InstanceProfile> instance_profiles;
  std::vector<Finding> findings;  // sorted

  std::unordered_map<std::string_view, UserId> user_by_arn;
  std::unordered_map<std::string_view, RoleId> role_by_arn;
  TextPool texts;
};

}  // namespace arnscope
