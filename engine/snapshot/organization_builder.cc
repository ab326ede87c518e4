// SnapshotBuilder's side of an organization: the parts come in whatever order and from several files, and are
// joined at the end. Sources: AWS Organizations User Guide, "Terminology and concepts for AWS Organizations";
// AWS Organizations API Reference, data types Organization, Root, OrganizationalUnit, Account and Policy.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "engine/document/json_reader.h"
#include "engine/policy/arn.h"
#include "engine/snapshot/builder.h"
#include "engine/snapshot/organization_parts.h"
#include "engine/snapshot/policy_choice.h"
#include "engine/snapshot/resources.h"

namespace arnscope {

namespace {

// REQUIRES: the policy has a document.
Place place_of(const ExportedPolicy& policy) { return Value(policy.document.get(), policy.value).place(); }

bool contradict(std::string_view a, std::string_view b) { return !a.empty() && !b.empty() && a != b; }

// What the ARN of an organization or of a part of it tells:
// arn:aws:organizations::MANAGEMENT-ACCOUNT:ou/ORGANIZATION/ou-ab12-11111111.
// Source: Service Authorization Reference, "Resource types defined by AWS Organizations".
struct ToldByArn {
  std::string_view partition, management_account, organization;
};
ToldByArn told_by(std::string_view text) {
  const auto arn = parse_arn(text);
  if (!arn || arn->service != "organizations") return {};
  std::string_view rest = arn->resource.substr(std::min(arn->resource.find('/') + 1, arn->resource.size()));
  rest = rest.substr(0, rest.find('/'));
  return {arn->partition, arn->account, rest.starts_with("o-") ? rest : std::string_view()};
}

// The organization, what it lacks taken from the ARNs of its units.
FoundOrganization completed(const OrganizationParts& parts) {
  FoundOrganization found = parts.organization.value_or(FoundOrganization{});
  auto learn = [&](std::string_view arn) {
    const ToldByArn told = told_by(arn);
    if (contradict(found.id, told.organization)) return;
    fill(found.id, told.organization);
    fill(found.management_account, told.management_account);
  };
  learn(found.arn);
  for (const auto& [id, unit] : parts.units) learn(unit.arn);
  return found;
}

std::string_view partition_of(const OrganizationParts& parts) {
  ToldByArn told;
  if (parts.organization) told = told_by(parts.organization->arn);
  for (const auto& [id, unit] : parts.units) fill(told.partition, told_by(unit.arn).partition);
  return told.partition.empty() ? "aws" : told.partition;
}

constexpr std::string_view kFullResourceAccess = "p-RCPFullAWSAccess";

// The policies of AWS's own that allow everything. Sources: AWS Organizations User Guide, "Service control
// policies (SCPs)", "SCP effects on permissions", and "Resource control policies (RCPs)", "RCPFullAWSAccess".
struct FullAccess {
  std::string_view id, name, type_in_arn;
  PolicyType type;
  std::string_view document;
};
constexpr FullAccess kFullAccess[] = {
    {"p-FullAWSAccess", "FullAWSAccess", "service_control_policy", PolicyType::kServiceControl,
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})"},
    {kFullResourceAccess, "RCPFullAWSAccess", "resource_control_policy", PolicyType::kResourceControl,
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]})"},
};

const FullAccess* find_full_access(std::string_view id) {
  for (const FullAccess& row : kFullAccess)
    if (row.id == id) return &row;
  return nullptr;
}

// The tree from its parts: ids become positions, and what does not fit is said.
class TreeJoiner {
 public:
  TreeJoiner(const OrganizationParts& parts, Organization& organization, SnapshotBuilder& builder)
      : parts_(parts), organization_(organization), builder_(builder) {}

  void add_units();
  void add_members(const std::map<std::string_view, AccountId>& accounts);
  // REQUIRES: the units and members are there.
  void attach(const Snapshot& snapshot, const std::map<std::string_view, PolicyId>& policies,
              const std::map<std::string_view, AccountId>& accounts);
  // Says which lists are due and were not read, and takes note of the policies whose targets are.
  // REQUIRES: the units are there.
  void miss_lists(const Snapshot& snapshot, const std::map<std::string_view, PolicyId>& policies);

 private:
  bool is_enabled(PolicyType type) const {
    return !parts_.facts.contains(type == PolicyType::kServiceControl
                                      ? OrganizationFact::kNoServiceControlPolicies
                                      : OrganizationFact::kNoResourceControlPolicies);
  }
  bool is_foreign(const FoundUnit& unit) const {
    return contradict(told_by(unit.arn).organization, organization_.id);
  }
  void break_cycles();
  void break_cycle(UnitId inside);
  std::vector<PolicyId>* policies_of(std::string_view target, PolicyType type,
                                     const std::map<std::string_view, AccountId>& accounts);

  const OrganizationParts& parts_;
  Organization& organization_;
  SnapshotBuilder& builder_;
  std::map<std::string_view, UnitId> unit_ids_;
  std::set<std::string_view> foreign_;  // ids of what another organization has
};

void TreeJoiner::add_units() {
  for (const auto& [id, found] : parts_.units) {
    if (is_foreign(found)) {
      foreign_.insert(id);
      continue;
    }
    unit_ids_[id] = static_cast<UnitId>(organization_.units.size());
    organization_.units.push_back({id, found.arn, found.name, std::nullopt, {}, {}});
  }
  for (OrganizationalUnit& unit : organization_.units) {
    const FoundUnit& found = parts_.units.at(unit.id);
    if (found.parent.empty()) continue;
    if (auto parent = unit_ids_.find(found.parent); parent != unit_ids_.end()) {
      unit.parent = parent->second;
    } else {
      builder_.report(Severity::kWarning, "ORGANIZATION_PARENT_MISSING",
                      fmt::format("the parent `{}` of `{}` is not in the snapshot: its policies are unknown",
                                  found.parent, unit.id),
                      found.place, unit.id);
    }
  }
  break_cycles();
}

// Cuts the cycle at the unit with the first id.
void TreeJoiner::break_cycle(UnitId inside) {
  UnitId first = inside;
  for (UnitId at = *organization_.units[inside].parent; at != inside; at = *organization_.units[at].parent)
    first = std::min(first, at);
  OrganizationalUnit& unit = organization_.units[first];
  builder_.report(
      Severity::kWarning, "ORGANIZATION_CYCLE",
      fmt::format("`{}` lies inside itself by its parent `{}`: it is taken to have no known parent", unit.id,
                  organization_.units[*unit.parent].id),
      parts_.units.at(unit.id).place, unit.id);
  unit.parent = std::nullopt;
}

// Every unit is walked over once: a walk ends where an earlier one was.
void TreeJoiner::break_cycles() {
  std::vector<UnitId> walked(organization_.units.size(), 0);  // by which walk
  for (UnitId start = 0; start < walked.size(); ++start) {
    std::optional<UnitId> at = start;
    while (at && walked[*at] == 0) {
      walked[*at] = start + 1;
      at = organization_.units[*at].parent;
    }
    if (at && walked[*at] == start + 1) break_cycle(*at);
  }
}

void TreeJoiner::add_members(const std::map<std::string_view, AccountId>& accounts) {
  for (const auto& [id, found] : parts_.members) {
    if (foreign_.contains(found.parent)) {
      foreign_.insert(id);
      continue;
    }
    Member member;
    member.account = accounts.at(id);
    if (auto parent = unit_ids_.find(found.parent); parent != unit_ids_.end()) {
      member.parent = parent->second;
    } else if (!found.parent.empty()) {
      builder_.report(
          Severity::kWarning, "ORGANIZATION_PARENT_MISSING",
          fmt::format("the parent `{}` of the account {} is not in the snapshot: its policies are unknown",
                      found.parent, id),
          found.place, id);
    }
    organization_.members.push_back(std::move(member));
  }
}

std::vector<PolicyId>* TreeJoiner::policies_of(std::string_view target, PolicyType type,
                                               const std::map<std::string_view, AccountId>& accounts) {
  auto of = [&](auto& holder) {
    return type == PolicyType::kServiceControl ? &holder.service_control_policies
                                               : &holder.resource_control_policies;
  };
  if (auto unit = unit_ids_.find(target); unit != unit_ids_.end())
    return of(organization_.units[unit->second]);
  const auto account = accounts.find(target);
  if (account == accounts.end()) return nullptr;
  std::vector<Member>& members = organization_.members;  // by account
  const auto member = std::lower_bound(members.begin(), members.end(), account->second,
                                       [](const Member& each, AccountId id) { return each.account < id; });
  return member != members.end() && member->account == account->second ? of(*member) : nullptr;
}

void TreeJoiner::attach(const Snapshot& snapshot, const std::map<std::string_view, PolicyId>& policies,
                        const std::map<std::string_view, AccountId>& accounts) {
  for (const FoundAttachment& each : parts_.attachments) {
    const auto policy = policies.find(each.policy);
    if (policy == policies.end() || foreign_.contains(each.target)) continue;
    const PolicyType type = snapshot.policies[policy->second].type;
    const bool scp = type == PolicyType::kServiceControl;
    if (!is_enabled(type)) continue;
    (scp ? organization_.has_service_control_policies : organization_.has_resource_control_policies) = true;
    if (auto* attached = policies_of(each.target, type, accounts)) {
      attached->push_back(policy->second);
    } else {
      organization_.policies_outside.push_back(policy->second);
      builder_.report(
          Severity::kWarning, "ORGANIZATION_TARGET_MISSING",
          fmt::format("`{}` is attached to `{}`, which is not in the snapshot", each.policy, each.target),
          each.place, each.policy);
    }
  }
  auto sort = [](std::vector<PolicyId>& ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  };
  auto sort_all = [&](auto& holders) {
    for (auto& holder : holders) {
      sort(holder.service_control_policies);
      sort(holder.resource_control_policies);
    }
  };
  sort_all(organization_.units);
  sort_all(organization_.members);
  sort(organization_.policies_outside);
}

struct ListWords {
  OrganizationList list;
  std::string_view operation, unknown;
};
constexpr std::array kListWords = {
    ListWords{OrganizationList::kTargets, "organizations-list-targets-for-policy", "what it is attached to"},
    ListWords{OrganizationList::kUnits, "organizations-list-organizational-units-for-parent",
              "which units lie in it"},
    ListWords{OrganizationList::kAccounts, "organizations-list-accounts-for-parent",
              "which accounts lie in it"},
};

// RCPFullAWSAccess is attached everywhere, and cannot be detached.
void TreeJoiner::miss_lists(const Snapshot& snapshot, const std::map<std::string_view, PolicyId>& policies) {
  for (const ListWords& row : kListWords) {
    std::vector<std::pair<std::string_view, const Place*>> missing;
    for (const auto& [key, place] : parts_.due_lists) {
      if (key.first != row.list || parts_.read_lists.contains(key)) continue;
      if (row.list == OrganizationList::kTargets) {
        const auto policy = policies.find(key.second);
        if (policy == policies.end() || key.second == kFullResourceAccess ||
            !is_enabled(snapshot.policies[policy->second].type))
          continue;
        organization_.unplaced_policies.push_back(policy->second);
      } else if (!unit_ids_.contains(key.second)) {
        continue;
      }
      missing.emplace_back(key.second, &place);
    }
    if (missing.empty()) continue;
    const auto& [id, place] = missing.front();
    builder_.report(
        Severity::kWarning, "MISSING_INPUT",
        fmt::format("`{}` was not read of `{}`{}: {} is unknown", row.operation, id,
                    missing.size() == 1 ? "" : fmt::format(" and {} more", missing.size() - 1), row.unknown),
        *place, id);
  }
}

}  // namespace

void SnapshotBuilder::add_list(OrganizationList list, std::string_view of) {
  organization_->read_lists.emplace(list, of);
}

void SnapshotBuilder::expect_list(OrganizationList list, std::string_view of, Place place) {
  const auto [at, is_new] = organization_->due_lists.try_emplace({list, of}, place);
  if (!is_new && place_key(place) < place_key(at->second)) at->second = std::move(place);
}

void SnapshotBuilder::add(const FoundOrganization& found) {
  auto& first = organization_->organization;
  if (!first) {
    first = found;
  } else if (contradict(first->id, found.id)) {
    report(
        Severity::kWarning, "SEVERAL_ORGANIZATIONS",
        fmt::format("`{}` is a second organization beside `{}`: the first stands, and what the policies of "
                    "the second deny is not known",
                    found.id, first->id),
        found.place, found.id);
  } else {
    fill(first->id, found.id);
    fill(first->arn, found.arn);
    fill(first->management_account, found.management_account);
  }
}

void SnapshotBuilder::add(const FoundUnit& found) {
  auto [at, is_new] = organization_->units.try_emplace(found.id, found);
  if (is_new) return;
  FoundUnit& first = at->second;
  if (contradict(first.parent, found.parent))
    report(Severity::kWarning, "CONTRADICTING_ENTITY",
           fmt::format("`{}` lies in `{}` and in `{}`: the first reading stands", found.id, first.parent,
                       found.parent),
           found.place, found.id);
  fill(first.arn, found.arn);
  fill(first.name, found.name);
  fill(first.parent, found.parent);
}

void SnapshotBuilder::add(const FoundMember& found) {
  if (!is_account_id(found.account)) {
    report(
        Severity::kError, "INVALID_ACCOUNT_ID",
        fmt::format("`{}` is no account of the organization: an account id has twelve digits", found.account),
        found.place, found.account);
    return;
  }
  auto [at, is_new] = organization_->members.try_emplace(found.account, found);
  if (is_new) return;
  FoundMember& first = at->second;
  if (contradict(first.parent, found.parent))
    report(Severity::kWarning, "CONTRADICTING_ENTITY",
           fmt::format("the account {} lies in `{}` and in `{}`: the first reading stands", found.account,
                       first.parent, found.parent),
           found.place, found.account);
  fill(first.parent, found.parent);
  fill(first.name, found.name);
  fill(first.email, found.email);
  fill(first.status, found.status);
  fill(first.joined, found.joined);
}

void SnapshotBuilder::add(const FoundAttachment& attachment) {
  organization_->attachments.push_back(attachment);
}

void SnapshotBuilder::add(OrganizationFact fact) { organization_->facts.insert(fact); }

void SnapshotBuilder::add_organization_policy(ExportedPolicy policy, std::string_view id,
                                              std::optional<PolicyType> type) {
  OrganizationParts::Policy& known = organization_->policies[id];
  if (!known.type) known.type = type;
  if (known.policy.document && policy.document) {
    ExportedPolicy& mine = known.policy;
    const PolicyKind kind =
        known.type == PolicyType::kResourceControl ? PolicyKind::kResource : PolicyKind::kIdentity;
    if (place_key(place_of(policy)) < place_key(place_of(mine))) std::swap(mine, policy);
    const Choice choice = choose_policy(mine, policy, kind);
    if (choice.second) std::swap(mine, policy);
    if (choice.contradict)
      report(Severity::kWarning, "CONTRADICTING_ENTITY",
             fmt::format("`{}` has another document here than at {}: that reading stands", id,
                         format_place(place_of(mine))),
             place_of(policy), id);
  } else if (policy.document) {
    known.policy.document = std::move(policy.document);
    known.policy.value = policy.value;
  }
  fill(known.policy.name, policy.name);
  fill(known.policy.arn, policy.arn);
}

void SnapshotBuilder::add_delegated_administrator(std::string_view account, std::string_view service) {
  FoundMember member;
  member.account = account;
  add(member);
  if (!is_account_id(account)) return;
  auto& services = organization_->delegated[account];
  if (!service.empty()) services.insert(service);
}

void SnapshotBuilder::see_members() {
  if (organization_->empty()) return;
  auto name = [&](std::string_view account) {
    if (is_account_id(account)) organization_->members[account].account = account;
  };
  name(completed(*organization_).management_account);
  for (const FoundAttachment& attachment : organization_->attachments) name(attachment.target);
  const std::string_view partition = partition_of(*organization_);
  for (const auto& [id, member] : organization_->members) see_named_account(id, partition);
}

// Those that the input has, those that AWS has, and as missing those that are attached all the same.
std::map<std::string_view, PolicyId> SnapshotBuilder::add_organization_policies(AccountId account) {
  std::map<std::string_view, OrganizationParts::Policy> found;
  for (const auto& [id, policy] : organization_->policies)
    if (policy.type) found[id] = policy;
  std::map<std::string_view, PolicyId> ids;
  std::map<std::string_view, Place> attached;
  for (const FoundAttachment& each : organization_->attachments) {
    attached.try_emplace(each.policy, each.place);
    if (!organization_->policies.contains(each.policy)) found[each.policy].type = PolicyType::kServiceControl;
  }
  for (auto& [id, policy] : found) {
    const FullAccess* full = find_full_access(id);
    const bool from_catalog = full != nullptr && !policy.policy.document;
    if (from_catalog) {
      policy.type = full->type;
      fill(policy.policy.name, full->name);
      fill(policy.policy.arn, intern(fmt::format("arn:{}:organizations::aws:policy/{}/{}",
                                                 partition_of(*organization_), full->type_in_arn, id)));
      if (auto document = read_json(Source::from_static(fmt::format("aws:{}", full->name), full->document)))
        policy.policy.document = *document;
    }
    fill(policy.policy.name, id);
    fill(policy.policy.arn, id);
    if (auto where = attached.find(id); !policy.policy.document && where != attached.end())
      report(Severity::kWarning, "POLICY_MISSING",
             fmt::format("`{}` is attached to the organization and its document is not in the snapshot: what "
                         "it denies is unknown",
                         id),
             where->second, policy.policy.arn);
    const bool scp = *policy.type == PolicyType::kServiceControl;
    ids[id] = add_policy(policy.policy, *policy.type, scp ? PolicyKind::kIdentity : PolicyKind::kResource, 0,
                         policy.policy.arn, account);
    if (from_catalog) snapshot_->policies[ids[id]].origin = PolicyOrigin::kCatalog;
  }
  return ids;
}

void SnapshotBuilder::add_organization() {
  const OrganizationParts& parts = *organization_;
  if (parts.empty()) return;
  const FoundOrganization found = completed(parts);
  Organization& organization = snapshot_->organization.emplace();
  organization.id = found.id;
  organization.arn = found.arn;
  organization.management_account = found.management_account;
  organization.has_all_accounts = parts.facts.contains(OrganizationFact::kAllAccounts);
  organization.has_service_control_policies =
      parts.facts.contains(OrganizationFact::kNoServiceControlPolicies);
  organization.has_resource_control_policies =
      parts.facts.contains(OrganizationFact::kNoResourceControlPolicies);
  for (const auto& [id, member] : parts.members) {
    Account& account = snapshot_->accounts[account_ids_.at(id)];
    fill(account.name, member.name);
    fill(account.email, member.email);
    fill(account.status, member.status);
    fill(account.joined, member.joined);
  }
  const auto management = account_ids_.find(found.management_account);
  const auto policies = add_organization_policies(management == account_ids_.end() ? 0 : management->second);
  TreeJoiner tree(parts, organization, *this);
  tree.add_units();
  tree.add_members(account_ids_);
  tree.attach(*snapshot_, policies, account_ids_);
  tree.miss_lists(*snapshot_, policies);
  for (const auto& [account, services] : parts.delegated)
    organization.delegated_administrators.push_back(
        {account_ids_.at(account), {services.begin(), services.end()}});
}

}  // namespace arnscope
