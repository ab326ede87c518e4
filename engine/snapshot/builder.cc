#include "engine/snapshot/builder.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "engine/base/parallel.h"
#include "engine/catalog/catalog.h"
#include "engine/document/json_reader.h"
#include "engine/policy/arn.h"
#include "engine/snapshot/exported_policy.h"
#include "engine/snapshot/joined_principals.h"
#include "engine/snapshot/resources.h"

namespace arnscope {

std::string_view TextPool::intern(std::string_view text) {
  if (auto found = known_.find(text); found != known_.end()) return *found;
  std::string_view stored = storage_.emplace_back(text);
  known_.insert(stored);
  return stored;
}

void SnapshotBuilder::report(Severity severity, std::string_view code, std::string message, Place place,
                             std::string_view subject) {
  snapshot_->findings.push_back({severity, code, std::move(message), std::move(place), std::string(subject)});
}

void SnapshotBuilder::add(FoundPrincipal principal) {
  auto& table = principals(principal.kind);
  const auto [at, is_new] = table.try_emplace(principal.arn, std::move(principal));
  // try_emplace leaves its argument alone where the key is there.
  if (!is_new) repeated_principals_.push_back(std::move(principal));
}

void SnapshotBuilder::add(ExportedPolicy policy, Place place) {
  PlacedPolicy placed{std::move(policy), std::move(place)};
  const auto [at, is_new] = managed_.try_emplace(placed.policy.arn, std::move(placed));
  if (!is_new) repeated_policies_.push_back(std::move(placed));
}

void SnapshotBuilder::join_repeated() {
  std::map<std::pair<FoundPrincipal::Kind, std::string_view>, std::vector<FoundPrincipal>> again;
  for (FoundPrincipal& each : repeated_principals_) again[{each.kind, each.arn}].push_back(std::move(each));
  for (auto& [key, records] : again) {
    FoundPrincipal& known = principals(key.first).at(key.second);
    records.push_back(std::move(known));
    known = join_principals(std::move(records), snapshot_->findings);
  }
  std::map<std::string_view, std::vector<PlacedPolicy>> policies;
  for (PlacedPolicy& each : repeated_policies_) policies[each.policy.arn].push_back(std::move(each));
  for (auto& [arn, records] : policies) {
    PlacedPolicy& known = managed_.at(arn);
    records.push_back(std::move(known));
    known = join_managed_policies(std::move(records), snapshot_->findings);
  }
  repeated_principals_ = {};
  repeated_policies_ = {};
}

void SnapshotBuilder::report_unread(const FoundPrincipal& found) {
  std::vector<std::string_view> parts;
  for (const ExportedPolicy& each : found.inline_policies)
    if (is_unread(each.name)) parts.emplace_back("inline policies");
  for (const FoundPrincipal::Reference& each : found.attached)
    if (is_unread(each.arn)) parts.emplace_back("attached policies");
  for (std::string_view each : found.groups)
    if (is_unread(each)) parts.emplace_back("groups");
  if (is_unread(found.boundary.arn)) parts.emplace_back("permissions boundary");
  if (parts.empty()) return;
  report(Severity::kWarning, "POLICY_MISSING",
         fmt::format("`{}` was not read whole: what its {} grant or limit is unknown", found.arn,
                     fmt::join(parts, ", ")),
         found.place, found.arn);
}

AccountId SnapshotBuilder::account_of(std::string_view arn) {
  auto fields = parse_arn(arn);
  auto found = fields ? account_ids_.find(fields->account) : account_ids_.end();
  return found == account_ids_.end() ? 0 : found->second;
}

void SnapshotBuilder::see_named_account(std::string_view id, std::string_view partition) {
  AccountSeen& seen = accounts_[id];
  if (seen.partition.empty()) seen.partition = partition;
}

void SnapshotBuilder::see_account(std::string_view id, std::string_view partition) {
  see_named_account(id, partition);
  accounts_[id].described = true;
}

void SnapshotBuilder::label(const AccountLabel& label) {
  AccountLabel& known = labels_[intern(label.id)];
  if (known.name.empty()) known.name = intern(label.name);
  known.production = known.production || label.production;
}

void SnapshotBuilder::collect_accounts() {
  auto see = [&](std::string_view arn) {
    auto fields = parse_arn(arn);
    if (fields && is_account_id(fields->account)) see_account(fields->account, fields->partition);
  };
  for (const auto* table : {&users_, &groups_, &roles_})
    for (const auto& [arn, found] : *table) see(arn);
  for (const auto& [arn, found] : managed_) see(arn);
  see_members();
  for (const auto& [id, seen] : accounts_) {
    account_ids_[id] = static_cast<AccountId>(snapshot_->accounts.size());
    Account account{id, seen.partition.empty() ? intern("aws") : seen.partition};
    account.name = seen.name;
    if (const auto label = labels_.find(id); label != labels_.end()) {
      account.named_by_user = !label->second.name.empty();
      if (account.named_by_user) account.name = label->second.name;
      account.production = label->second.production;
    }
    account.described = seen.described;
    account.restricts_public_buckets = seen.restricts_public_buckets;
    snapshot_->accounts.push_back(account);
  }
}

PolicyId SnapshotBuilder::add_policy(const ExportedPolicy& found, PolicyType type, PolicyKind kind,
                                     uint32_t owner, std::string_view owner_arn, AccountId account) {
  PolicyEntry entry;
  entry.type = type;
  entry.name = found.name;
  entry.version = found.version;
  entry.owner = owner;
  entry.account = account;
  entry.tags = found.tags;
  entry.arn = found.arn.empty() ? intern(fmt::format("{}/policy/{}", owner_arn, found.name)) : found.arn;
  const bool by_owner = type == PolicyType::kTrust || type == PolicyType::kResource;
  unparsed_.push_back({found, kind, by_owner ? owner_arn : entry.arn});
  snapshot_->policies.push_back(std::move(entry));
  return static_cast<PolicyId>(snapshot_->policies.size() - 1);
}

void SnapshotBuilder::parse_policies(unsigned jobs) {
  std::vector<std::vector<Finding>> findings(unparsed_.size());
  parallel_for(unparsed_.size(), jobs, [&](size_t i) {
    PolicyEntry& entry = snapshot_->policies[i];
    ParsedPolicy parsed =
        parse_exported(unparsed_[i].found, unparsed_[i].kind, unparsed_[i].subject, findings[i]);
    entry.policy = std::move(parsed.policy);
    if (!parsed.readable) entry.origin = PolicyOrigin::kMissing;
  });
  for (std::vector<Finding>& each : findings)
    std::move(each.begin(), each.end(), std::back_inserter(snapshot_->findings));
}

// An attached policy by its ARN: from the input, else from the catalog, else missing.
PolicyId SnapshotBuilder::managed_policy(std::string_view arn, const Place& place) {
  if (auto found = managed_ids_.find(arn); found != managed_ids_.end()) return found->second;
  ExportedPolicy found;
  found.arn = arn;
  found.name = arn.substr(arn.rfind('/') + 1);
  auto fields = parse_arn(arn);
  const bool aws = fields && fields->account == "aws";
  PolicyType type = aws ? PolicyType::kAwsManaged : PolicyType::kCustomerManaged;
  auto known = aws ? catalog::find_managed_policy(arn) : std::nullopt;
  if (known) {
    found.version = known->version;
    auto source = Source::from_static(fmt::format("aws:{}", known->name), known->document);
    if (auto document = read_json(source)) found.document = *document;
    report(Severity::kSuggestion, "POLICY_FROM_CATALOG",
           fmt::format(
               "`{}` is attached and its document is not in the snapshot: taken from the catalog, {} of {}",
               arn, known->version, known->updated.substr(0, 10)),
           place, arn);
  } else if (!is_unread(arn)) {
    report(Severity::kWarning, "POLICY_MISSING",
           fmt::format("`{}` is attached and its document is not in the snapshot: what it grants is unknown",
                       arn),
           place, arn);
  }
  PolicyId id = add_policy(found, type, PolicyKind::kIdentity, 0, arn, account_of(arn));
  if (known) snapshot_->policies[id].origin = PolicyOrigin::kCatalog;
  managed_ids_[arn] = id;
  return id;
}

std::vector<PolicyId> SnapshotBuilder::managed_policies(const FoundPrincipal& found) {
  std::vector<PolicyId> ids;
  for (const FoundPrincipal::Reference& reference : found.attached) {
    PolicyId id = managed_policy(reference.arn, reference.place);
    if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  }
  return ids;
}

std::vector<PolicyId> SnapshotBuilder::inline_policies(const FoundPrincipal& found, PolicyType type,
                                                       uint32_t owner, AccountId account) {
  std::vector<PolicyId> ids;
  for (const ExportedPolicy& policy : found.inline_policies)
    ids.push_back(add_policy(policy, type, PolicyKind::kIdentity, owner, found.arn, account));
  return ids;
}

void SnapshotBuilder::add_managed_policies() {
  for (const auto& [arn, placed] : managed_) {
    auto fields = parse_arn(arn);
    PolicyType type =
        fields && fields->account == "aws" ? PolicyType::kAwsManaged : PolicyType::kCustomerManaged;
    managed_ids_[arn] = add_policy(placed.policy, type, PolicyKind::kIdentity, 0, arn, account_of(arn));
  }
}

void SnapshotBuilder::add_groups() {
  for (const auto& [arn, found] : groups_) {
    Group group{found.arn, found.name, found.path, found.id, found.created, account_of(arn), {}, {}, {}};
    auto id = static_cast<GroupId>(snapshot_->groups.size());
    group.inline_policies = inline_policies(found, PolicyType::kGroupInline, id, group.account);
    group.attached_policies = managed_policies(found);
    group_ids_[{group.account, group.name}] = id;
    snapshot_->groups.push_back(std::move(group));
  }
}

void SnapshotBuilder::add_users() {
  for (const auto& [arn, found] : users_) {
    User user;
    user.arn = found.arn;
    user.name = found.name;
    user.path = found.path;
    user.id = found.id;
    user.created = found.created;
    user.account = account_of(arn);
    user.tags = found.tags;
    auto id = static_cast<UserId>(snapshot_->users.size());
    user.inline_policies = inline_policies(found, PolicyType::kUserInline, id, user.account);
    user.attached_policies = managed_policies(found);
    if (!found.boundary.arn.empty()) user.boundary = managed_policy(found.boundary.arn, found.boundary.place);
    for (std::string_view name : found.groups) {
      auto group = group_ids_.find({user.account, name});
      if (group == group_ids_.end()) {
        if (!is_unread(name))
          report(Severity::kWarning, "GROUP_MISSING",
                 fmt::format(
                     "`{}` is in the group `{}`, which is not in the snapshot: what it grants is unknown",
                     arn, name),
                 found.place, arn);
        user.missing_groups.push_back(name);
        continue;
      }
      user.groups.push_back(group->second);
      snapshot_->groups[group->second].members.push_back(id);
    }
    snapshot_->user_by_arn[user.arn] = id;
    snapshot_->users.push_back(std::move(user));
  }
}

void SnapshotBuilder::add_instance_profiles(const FoundPrincipal& found, RoleId role) {
  for (const InstanceProfile& profile : found.instance_profiles) {
    auto [at, is_new] = profile_ids_.try_emplace(
        profile.arn, static_cast<InstanceProfileId>(snapshot_->instance_profiles.size()));
    if (is_new) {
      snapshot_->instance_profiles.push_back(profile);
      snapshot_->instance_profiles.back().account = account_of(profile.arn);
    }
    snapshot_->instance_profiles[at->second].roles.push_back(role);
    snapshot_->roles[role].instance_profiles.push_back(at->second);
  }
}

void SnapshotBuilder::add_roles() {
  for (const auto& [arn, found] : roles_) {
    Role role;
    role.arn = found.arn;
    role.name = found.name;
    role.path = found.path;
    role.id = found.id;
    role.created = found.created;
    role.last_used = found.last_used;
    role.account = account_of(arn);
    role.tags = found.tags;
    auto id = static_cast<RoleId>(snapshot_->roles.size());
    role.trust = add_policy(found.trust, PolicyType::kTrust, PolicyKind::kTrust, id, arn, role.account);
    role.inline_policies = inline_policies(found, PolicyType::kRoleInline, id, role.account);
    role.attached_policies = managed_policies(found);
    if (!found.boundary.arn.empty()) role.boundary = managed_policy(found.boundary.arn, found.boundary.place);
    snapshot_->role_by_arn[role.arn] = id;
    snapshot_->roles.push_back(std::move(role));
    add_instance_profiles(found, id);
  }
}

std::unique_ptr<Snapshot> SnapshotBuilder::finish(unsigned jobs) {
  join_repeated();
  collect_accounts();
  for (const auto* table : {&users_, &groups_, &roles_})
    for (const auto& [arn, found] : *table) report_unread(found);
  add_managed_policies();
  add_groups();
  add_users();
  add_roles();
  add_resources(jobs);
  add_operations();
  report_truncated();
  add_organization();
  parse_policies(jobs);
  sort_findings(snapshot_->findings);
  return std::move(snapshot_);
}

}  // namespace arnscope
