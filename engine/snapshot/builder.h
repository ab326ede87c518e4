// Collects what the layouts read and joins it into a Snapshot: references by ARN or name become ids, pages of
// one account and several sources meet here. For the layouts alone.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/document/document.h"
#include "engine/snapshot/organization_policy_types.h"
#include "engine/snapshot/pages.h"
#include "engine/snapshot/snapshot.h"

namespace arnscope {

// A policy as a layout found it; `value` is an object, or a string that holds one (URL-encoded or plain
// JSON).
struct ExportedPolicy {
  std::string_view name;
  std::string_view arn;  // managed policies
  std::string_view version;
  std::shared_ptr<const Document> document;
  uint32_t value = 0;  // index of the value in the document
  std::vector<Tag> tags;
};

struct PlacedPolicy {
  ExportedPolicy policy;
  Place place;
};

// Names of the parts of a principal that were not read, or not all of them: a policy without document, the
// ending of an ARN, a group. IAM's names hold no question mark, so nothing is found under them, and answers
// that hang on them are unknown.
inline constexpr std::string_view kUnreadInlinePolicies = "?inline-policies";
inline constexpr std::string_view kUnreadAttachedPolicies = "?managed-policies";
inline constexpr std::string_view kUnreadGroups = "?groups";
inline constexpr std::string_view kUnreadBoundary = "?boundary";
inline bool is_unread(std::string_view name) { return name.substr(name.rfind('/') + 1).starts_with('?'); }

// A principal as a layout found it, references still by ARN and name.
struct FoundPrincipal {
  enum class Kind : uint8_t { kUser, kGroup, kRole };
  Kind kind = Kind::kUser;
  std::string_view arn, name, path, id, created, last_used;
  std::vector<std::string_view> groups;  // names
  struct Reference {
    std::string_view arn;
    Place place;
  };
  std::vector<Reference> attached;
  Reference boundary;  // its ARN is empty where there is none
  std::vector<ExportedPolicy> inline_policies;
  ExportedPolicy trust;  // roles
  std::vector<InstanceProfile> instance_profiles;
  std::vector<Tag> tags;
  Place place;
};

// A resource as a layout found it. One that is found several times, in several operations or sources, is one
// resource in the end, by its key.
struct FoundResource {
  EntityTypeId row = kNoEntityType;
  std::string_view type;  // where `row` is none
  // `id` and `name` may be left empty where the paths of the type's row say them. Where `key` is empty it is
  // the ARN, where `region` and `partition` are they are the ARN's. `account` is whose data this is; the one
  // that the ARN names goes before it: a shared subnet is its owner's.
  std::string_view key, arn, id, name, region, account, partition;
  bool external = false;  // nobody read its account's data: another account told of it
  // What describes it: properties, references, addresses and tags are taken from all of them.
  struct Description {
    std::shared_ptr<const Document> document;
    uint32_t value = 0;                   // index in the document
    std::vector<std::string> parameters;  // that the operation was called with
  };
  std::vector<Description> descriptions;
  std::vector<Tag> tags;                     // besides those in the descriptions
  std::vector<ResourceProperty> properties;  // the same, under the names that they are to have
  std::vector<NetworkRule> rules;            // the same, of a security group; their `group` does not count
  PolicyKnowledge policy_knowledge = PolicyKnowledge::kUnknown;
  ExportedPolicy policy;
  Place place;
};

// Something that adds to a resource which another part of the input describes: named by key, id or name.
struct FoundAddition {
  EntityTypeId row = kNoEntityType;  // none: of whatever type has the key
  std::string_view named, region, account;
  FoundResource::Description description;  // may be empty
  std::vector<Tag> tags;                   // besides those in the description
  PolicyKnowledge policy_knowledge = PolicyKnowledge::kUnknown;
  ExportedPolicy policy;
  Place place;
  bool expected = true;  // a finding tells where nothing has that name
};

// The parts of an organization as a layout found them.
struct FoundUnit {
  std::string_view id, arn, name, parent;  // parent: id; "" is none
  Place place;
};
struct FoundMember {
  std::string_view account, parent, name, email, status, joined;
  Place place;
};
struct FoundAttachment {
  std::string_view policy;  // its id: "p-FullAWSAccess"
  std::string_view target;  // a unit's or an account's id
  Place place = {};
};
struct FoundOrganization {
  std::string_view id, arn, management_account;
  Place place;
};

// What one record lacks another may have.
inline void fill(std::string_view& text, std::string_view other) {
  if (text.empty()) text = other;
}

struct OrganizationParts;
class ResourceTable;
struct JoinedResource;
struct ResourceFacts;

class SnapshotBuilder {
 public:
  SnapshotBuilder();
  ~SnapshotBuilder();

  std::string_view intern(std::string_view text) { return snapshot_->texts.intern(text); }
  void report(Severity severity, std::string_view code, std::string message, Place place,
              std::string_view subject = {});

  // Takes a principal, or a managed policy. One that several pages or sources have is joined from all of
  // them, as joined_principals.h has it; a finding tells where they contradict.
  void add(FoundPrincipal principal);
  void add(ExportedPolicy policy, Place place);
  // Takes a resource. One that was found before is the same one, by its key: the descriptions of both count,
  // and a finding tells where they contradict. Left out with a finding: what has neither key nor ARN.
  void add(FoundResource resource);
  // Finds its resource when all are there, by key, id or name in the account, in the region first.
  void add(FoundAddition addition);
  void add(const FoundOrganization& organization);
  void add(const FoundUnit& unit);
  void add(const FoundMember& member);
  void add(const FoundAttachment& attachment);
  // An SCP or an RCP; without a document where a list names it alone. `type` is nothing for the types that
  // decide no access: such are forgotten, and what they are attached to does not matter.
  void add_organization_policy(ExportedPolicy policy, std::string_view id, std::optional<PolicyType> type);
  // `service` is "" where the input names the account alone.
  void add_delegated_administrator(std::string_view account, std::string_view service);
  void add(OrganizationFact fact);
  // Takes note that a list was read; that it ought to be, for what it is of stands at `place`. What a list
  // tells that is due and was not read is unknown, and a finding tells so.
  void add_list(OrganizationList list, std::string_view of);
  void expect_list(OrganizationList list, std::string_view of, Place place);
  void add(StatedRelationship relationship);
  // `account` is the id.
  void add_operation(std::string_view account, std::string_view region, OperationId operation,
                     std::string_view error);
  // A call's pages need all be added only where one says that more follow; a finding tells where the last is
  // not among them.
  void add(FoundPage page) { pages_.push_back(std::move(page)); }
  // What the user says of an account goes before what anything else says; the first that is said stays. An
  // account that nothing else speaks of does not get into the snapshot by it.
  void label(const AccountLabel& label);
  // Takes note of an account whose own data is read. The first partition that is given stays.
  void see_account(std::string_view id, std::string_view partition);
  // What an account is called, whether or not it is described; the first name that is given stays.
  void name_account(std::string_view account, std::string_view partition, std::string_view name);

  // RestrictPublicBuckets as AWS's answer on the account's Amazon S3 Block Public Access has it, or an object
  // around it; what has no such member says nothing. Where two answers differ it is off: they are of
  // different times, and what grants access is not hidden.
  void add_public_access_block(std::string_view account, Value answer);
  void restrict_public_buckets(std::string_view account, bool restricts);

  // Joins everything, on several threads. The builder is empty afterwards.
  std::unique_ptr<Snapshot> finish(unsigned jobs = 1);

 private:
  AccountId account_of(std::string_view arn);
  // Takes note of an account that is only named. The first partition stands.
  void see_named_account(std::string_view id, std::string_view partition);
  // The policy is parsed when all have their ids.
  PolicyId add_policy(const ExportedPolicy& found, PolicyType type, PolicyKind kind, uint32_t owner,
                      std::string_view owner_arn, AccountId account);
  PolicyId managed_policy(std::string_view arn, const Place& place);
  std::vector<PolicyId> managed_policies(const FoundPrincipal& found);
  std::vector<PolicyId> inline_policies(const FoundPrincipal& found, PolicyType type, uint32_t owner,
                                        AccountId account);
  void join_repeated();
  // A finding that tells which parts of a principal were not read.
  void report_unread(const FoundPrincipal& found);
  void collect_accounts();
  // Takes note of the accounts that the organization names.
  void see_members();
  void add_organization();
  std::map<std::string_view, PolicyId> add_organization_policies(AccountId account);
  void parse_policies(unsigned jobs);
  void add_resources(unsigned jobs);
  void add_resource(const JoinedResource& joined, const ResourceFacts& facts);
  void add_operations();
  void report_truncated();
  void add_managed_policies();
  void add_groups();
  void add_users();
  void add_roles();
  void add_instance_profiles(const FoundPrincipal& found, RoleId role);

  std::unique_ptr<Snapshot> snapshot_ = std::make_unique<Snapshot>();
  std::map<std::string_view, FoundPrincipal>& principals(FoundPrincipal::Kind kind) {
    return kind == FoundPrincipal::Kind::kUser    ? users_
           : kind == FoundPrincipal::Kind::kGroup ? groups_
                                                  : roles_;
  }

  std::map<std::string_view, FoundPrincipal> users_, groups_, roles_;
  std::vector<FoundPrincipal> repeated_principals_;  // further records of those
  struct AccountSeen {
    std::string_view partition, name;
    bool described = false;
    std::optional<bool> restricts_public_buckets;
  };
  struct OperationSeen {
    std::string_view account, region;
    OperationId operation = 0;
    std::string_view error;
  };
  struct Unparsed {
    ExportedPolicy found;
    PolicyKind kind = PolicyKind::kIdentity;
    std::string_view subject;
  };
  std::map<std::string_view, AccountSeen> accounts_;
  std::map<std::string_view, AccountLabel> labels_;
  std::vector<OperationSeen> operations_;
  std::vector<FoundPage> pages_;
  std::vector<Unparsed> unparsed_;  // by PolicyId
  std::unique_ptr<ResourceTable> resources_;
  std::map<std::string_view, PlacedPolicy> managed_;
  std::vector<PlacedPolicy> repeated_policies_;  // further records of those
  std::map<std::string_view, PolicyId> managed_ids_;
  std::map<std::string_view, AccountId> account_ids_;
  std::map<std::pair<AccountId, std::string_view>, GroupId> group_ids_;
  std::map<std::string_view, InstanceProfileId> profile_ids_;
  std::unique_ptr<OrganizationParts> organization_;
};

}  // namespace arnscope
