// What a collector saw of AWS accounts: principals, policies, and who holds which. Every table is a vector
// and every reference a small integer into one. Built by load.h; never changes afterwards, so any number of
// threads may read it. Texts are interned: they live as long as the snapshot.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/base/finding.h"
#include "engine/model/entity_types.h"
#include "engine/model/joins.h"
#include "engine/model/operations.h"
#include "engine/policy/parser.h"
#include "engine/policy/policy.h"

namespace arnscope {

using AccountId = uint32_t;
using UserId = uint32_t;
using GroupId = uint32_t;
using RoleId = uint32_t;
using PolicyId = uint32_t;
using InstanceProfileId = uint32_t;
using ResourceId = uint32_t;
using UnitId = uint32_t;  // a position in Organization::units

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
  std::string_view name = {};  // as the organization, an alias, the input's folder or the user calls it
  std::string_view email = {}, status = {}, joined = {};  // as the organization has them
  bool described = true;       // its own data was read; false: the organization names it and no more
  bool named_by_user = false;  // `name` is what the user calls it: its entities have it as a tag
  bool production = false;     // the user says so
  // RestrictPublicBuckets of the account's Amazon S3 Block Public Access; nothing where it was not read.
  std::optional<bool> restricts_public_buckets = {};
};

// What the user says of an account.
struct AccountLabel {
  std::string_view id;
  std::string_view name;  // "": nothing
  bool production = false;
};

enum class PolicyType : uint8_t {
  kCustomerManaged,
  kAwsManaged,
  kUserInline,
  kGroupInline,
  kRoleInline,
  kTrust,
  kResource,        // of a resource: a bucket, a key, a queue
  kServiceControl,  // SCP
  kResourceControl  // RCP
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
  uint32_t owner = 0;        // inline, trust and resource: the UserId, GroupId, RoleId or ResourceId
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

// The tree of an organization. Source: Organizations User Guide, "Terminology and concepts".
struct OrganizationalUnit {
  std::string_view id, arn, name;  // "r-ab12" (the root), "ou-ab12-11111111"
  std::optional<UnitId> parent;    // none: the root
  std::vector<PolicyId> service_control_policies, resource_control_policies;
};

// An account's place in the tree.
struct Member {
  AccountId account = 0;
  std::optional<UnitId> parent;  // nothing where the input does not tell
  std::vector<PolicyId> service_control_policies, resource_control_policies;
};

struct DelegatedAdministrator {
  AccountId account = 0;
  std::vector<std::string_view> services;  // service principals
};

struct Organization {
  std::string_view id, arn;
  std::string_view management_account;    // its id
  std::vector<OrganizationalUnit> units;  // sorted by id
  std::vector<Member> members;            // by account
  std::vector<DelegatedAdministrator> delegated_administrators;
  // Whether the input holds the policies of a kind: else they are unknown, and might deny anything.
  bool has_service_control_policies = false;
  bool has_resource_control_policies = false;
  // Policies of which it is not known what they are attached to; those that are attached, but to a unit that
  // is not in `units`.
  std::vector<PolicyId> unplaced_policies, policies_outside;
  bool has_all_accounts = false;  // an account that is no member is known to be outside
};

// A run of elements in one of the snapshot's flat tables.
struct Range {
  uint32_t begin = 0;
  uint32_t end = 0;
};

// What the snapshot knows of a resource's policy.
enum class PolicyKnowledge : uint8_t {
  kUnknown,  // nobody asked, or the answer could not be read
  kNone,     // it was asked for and there is none
  kPresent,  // `policy`
};

// Anything in an account that has no table of its own: a bucket, an instance, a certificate.
struct Resource {
  std::string_view key;   // its ARN, else ACCOUNT:REGION:TYPE:ID
  std::string_view type;  // "aws_s3_bucket"
  std::string_view arn;   // "" where AWS gives it none
  std::string_view id;    // "i-0abc": what other resources name it by
  std::string_view name;  // as people know it
  std::string_view region;
  EntityTypeId row = kNoEntityType;  // of the table of types
  AccountId account = 0;
  PolicyKnowledge policy_knowledge = PolicyKnowledge::kUnknown;
  PolicyId policy = 0;  // where kPresent
  Range properties;     // into Snapshot::properties
  Range tags;           // into Snapshot::resource_tags
  Range references;     // into Snapshot::references
  Range addresses;      // into Snapshot::addresses: names and addresses that the network knows it by
};

// The property of Amazon S3 Block Public Access that changes decisions.
inline constexpr std::string_view kRestrictPublicBuckets = "restrictPublicBuckets";

// A property of a resource as AWS's answer has it: the scalars beside each other in it.
struct ResourceProperty {
  std::string_view name;  // "instanceType": camelCase
  std::string_view text;  // a number as written, "true", "false"
  Kind kind = Kind::kString;
};

// A text of a resource that names another: found by a row of joins().
struct Reference {
  JoinId join = 0;
  std::string_view text;
};

// A rule of a security group.
enum class RulePeer : uint8_t { kAddresses, kSecurityGroup, kPrefixList };
struct NetworkRule {
  ResourceId group = 0;  // the security group that the rule belongs to
  bool inbound = true;
  RulePeer peer = RulePeer::kAddresses;
  std::string_view target;    // "203.0.113.0/24", "::/0", "sg-0abc", "pl-0abc"
  std::string_view protocol;  // "tcp", "-1" is any
  int32_t from_port = -1;     // -1 is any
  int32_t to_port = -1;
};

// An operation whose output was read, or was asked for and failed.
struct OperationRead {
  AccountId account = 0;
  std::string_view region;
  OperationId operation = 0;
  std::string_view error;  // "AccessDenied"; "" where it was read
};

// Output of an operation that ends with a page after which another one follows.
struct TruncatedOutput {
  std::string_view account;  // its id; "" where the page does not tell
  std::string_view region;   // "" where it does not matter
  OperationId operation = 0;
};

// A relationship that the input states itself, between keys: layout 2.5.
struct StatedRelationship {
  RelationClass relation = RelationClass::kHas;
  std::string_view from, to;
};

struct Snapshot {
  std::vector<Account> accounts;  // sorted by id; the others sorted by ARN
  std::vector<User> users;
  std::vector<Group> groups;
  std::vector<Role> roles;
  std::vector<PolicyEntry> policies;
  std::vector<InstanceProfile> instance_profiles;
  std::vector<Resource> resources;  // sorted by key
  std::vector<ResourceProperty> properties;
  std::vector<Tag> resource_tags;
  std::vector<Reference> references;
  std::vector<std::string_view> addresses;
  std::vector<NetworkRule> network_rules;  // by group
  std::vector<StatedRelationship> stated;  // sorted
  std::vector<OperationRead> operations;   // by account, region, operation
  std::vector<TruncatedOutput> truncated;  // by operation, account, region
  std::optional<Organization> organization;
  std::vector<Finding> findings;  // sorted

  // The part of a flat table that belongs to a resource.
  template <class Element>
  static std::span<const Element> part(const std::vector<Element>& table, Range range) {
    return std::span(table).subspan(range.begin, range.end - range.begin);
  }

  std::unordered_map<std::string_view, UserId> user_by_arn;
  std::unordered_map<std::string_view, RoleId> role_by_arn;
  std::unordered_map<std::string_view, ResourceId> resource_by_arn;
  TextPool texts;
};

}  // namespace arnscope
