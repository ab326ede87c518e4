// What an account's place in the organization means for requests: its SCPs and RCPs as layers, root first,
// and the condition keys that name its organization.
#include <fmt/format.h>

#include <algorithm>

#include "engine/evaluate/organization_policies.h"
#include "engine/snapshot/access.h"

namespace arnscope {
namespace {

// Ids of organizations have no second hyphen. Source: AWS Organizations API Reference, Organization, Id.
constexpr std::string_view kAnotherOrganization = "o-another-organization";

const Member* find_member(const Snapshot& snapshot, std::string_view account) {
  const auto found = std::lower_bound(snapshot.accounts.begin(), snapshot.accounts.end(), account,
                                      [](const Account& each, std::string_view id) { return each.id < id; });
  if (found == snapshot.accounts.end() || found->id != account) return nullptr;
  const auto id = static_cast<AccountId>(found - snapshot.accounts.begin());
  const std::vector<Member>& members = snapshot.organization->members;
  const auto member =
      std::lower_bound(members.begin(), members.end(), id,
                       [](const Member& each, AccountId wanted) { return each.account < wanted; });
  return member != members.end() && member->account == id ? &*member : nullptr;
}

bool is_described(const Snapshot& snapshot, std::string_view account) {
  return std::any_of(snapshot.accounts.begin(), snapshot.accounts.end(),
                     [&](const Account& each) { return each.id == account && each.described; });
}

// The units that an account lies in, the outermost first.
struct Branch {
  std::vector<UnitId> units;
  bool whole = false;  // it begins at the root
};

Branch branch_of(const Organization& organization, const Member& member) {
  Branch branch;
  for (auto at = member.parent; at; at = organization.units[*at].parent) branch.units.push_back(*at);
  std::reverse(branch.units.begin(), branch.units.end());
  branch.whole = !branch.units.empty() && organization.units[branch.units.front()].id.starts_with("r-");
  return branch;
}

// o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/
// Source: IAM User Guide, "AWS global condition context keys", aws:PrincipalOrgPaths.
std::string path_of(const Organization& organization, const Branch& branch) {
  std::string path = fmt::format("{}/", organization.id);
  for (UnitId id : branch.units) path += fmt::format("{}/", organization.units[id].id);
  return path;
}

template <class Holder>
const std::vector<PolicyId>& policies_of(const Holder& holder, Layer layer) {
  return layer == Layer::kScp ? holder.service_control_policies : holder.resource_control_policies;
}

bool is_of(const PolicyEntry& policy, Layer layer) {
  return policy.type == (layer == Layer::kScp ? PolicyType::kServiceControl : PolicyType::kResourceControl);
}

// Whether a policy of the layer for which `holds` is attached anywhere.
template <class Holds>
bool any_attached(const Snapshot& snapshot, Layer layer, Holds holds) {
  const Organization& organization = *snapshot.organization;
  auto any_of = [&](const std::vector<PolicyId>& ids) {
    return std::any_of(ids.begin(), ids.end(), [&](PolicyId id) {
      return is_of(snapshot.policies[id], layer) && holds(snapshot.policies[id]);
    });
  };
  auto any = [&](const auto& holders) {
    return std::any_of(holders.begin(), holders.end(),
                       [&](const auto& holder) { return any_of(policies_of(holder, layer)); });
  };
  return any(organization.units) || any(organization.members) || any_of(organization.policies_outside);
}

bool has_any(const Snapshot& snapshot, Layer layer) {
  return any_attached(snapshot, layer, [](const PolicyEntry&) { return true; });
}

// Whether policies of the layer may limit an account of which it is not known where it lies. RCPFullAWSAccess
// limits nothing, and may be the only RCP.
bool may_limit(const Snapshot& snapshot, Layer layer) {
  return any_attached(snapshot, layer, [&](const PolicyEntry& policy) {
    return layer == Layer::kScp || !policy.arn.ends_with("/p-RCPFullAWSAccess");
  });
}

// One layer while it is made.
struct LayerMaker {
  Access& access;
  Layer layer;
  LayerPolicies& policies;
  std::vector<std::string>& notes;

  std::string_view words() const {
    return layer == Layer::kScp ? "service control policies" : "resource control policies";
  }
  // Policies that are not known may allow and may deny.
  void lack(std::string_view which, std::string note) {
    policies.state = LayerState::kPresent;
    policies.missing.emplace_back(which);
    notes.push_back(std::move(note));
  }
  void add_level(std::string_view where, const std::vector<PolicyId>& ids);
  // `member` is null where the account is none that is known of the organization, whose name is `name`.
  void add_layer(const Member* member, std::string_view account, std::string_view name);
  void add_unplaced();
  void add_branch(const Member& member, std::string_view account);
};

// Each root, unit and account has an SCP attached at all times: where the input has none it was not read.
// RCPFullAWSAccess cannot be detached and need not be read. Source: AWS Organizations API Reference,
// DetachPolicy; AWS Organizations User Guide, "Resource control policies (RCPs)".
void LayerMaker::add_level(std::string_view where, const std::vector<PolicyId>& ids) {
  policies.state = LayerState::kPresent;
  policies.levels.emplace_back();
  if (ids.empty() && layer == Layer::kScp)
    lack(where, fmt::format("the {} of {} are not in the snapshot", words(), where));
  for (PolicyId id : ids) {
    const PolicyEntry& entry = access.snapshot().policies[id];
    if (entry.origin == PolicyOrigin::kMissing) {
      lack(entry.arn, fmt::format("the document of {} is not in the snapshot", entry.arn));
    } else {
      policies.levels.back().push_back(access.compiled(id));
    }
  }
}

// Each of them may be attached to the account, or above it.
void LayerMaker::add_unplaced() {
  for (PolicyId id : access.snapshot().organization->unplaced_policies) {
    const PolicyEntry& entry = access.snapshot().policies[id];
    if (is_of(entry, layer))
      lack(entry.arn, fmt::format("what {} is attached to is not in the snapshot", entry.arn));
  }
}

void LayerMaker::add_branch(const Member& member, std::string_view account) {
  const Organization& organization = *access.snapshot().organization;
  const Branch branch = branch_of(organization, member);
  const std::string_view outermost =
      branch.units.empty() ? account : organization.units[branch.units.front()].id;
  if (!branch.whole && may_limit(access.snapshot(), layer))
    lack(outermost, fmt::format("the {} above {} are not in the snapshot", words(), outermost));
  for (UnitId id : branch.units)
    add_level(organization.units[id].id, policies_of(organization.units[id], layer));
  add_level(account, policies_of(member, layer));
}

void LayerMaker::add_layer(const Member* member, std::string_view account, std::string_view name) {
  const Organization& organization = *access.snapshot().organization;
  const bool read = layer == Layer::kScp ? organization.has_service_control_policies
                                         : organization.has_resource_control_policies;
  if (read || layer == Layer::kRcp) add_unplaced();
  if (!read) {
    std::string note = fmt::format("the {} of {} are not in the snapshot", words(), name);
    if (layer == Layer::kScp) return lack(name, std::move(note));
    // There need be none but RCPFullAWSAccess.
    if (policies.state == LayerState::kNone) policies.state = LayerState::kUnknown;
    return notes.push_back(std::move(note));
  }
  if (!has_any(access.snapshot(), layer)) return;
  if (member != nullptr) return add_branch(*member, account);
  if (may_limit(access.snapshot(), layer))
    lack(name, fmt::format("whether {} is an account of {} is not in the snapshot", account, name));
}

}  // namespace

AccountStanding Access::standing_of(std::string_view account) {
  AccountStanding standing;
  if (!snapshot_.organization) return standing;
  const Organization& organization = *snapshot_.organization;
  LayerMaker scp{*this, Layer::kScp, standing.service_control_policies, standing.service_control_notes};
  LayerMaker rcp{*this, Layer::kRcp, standing.resource_control_policies, standing.resource_control_notes};
  const Member* member = find_member(snapshot_, account);
  if (member == nullptr && organization.has_all_accounts) {
    standing.organization = kAnotherOrganization;
    standing.path = fmt::format("{}/", kAnotherOrganization);
    return standing;
  }
  if (member == nullptr && !is_described(snapshot_, account)) return standing;
  if (member != nullptr) {
    standing.organization = organization.id;
    const Branch branch = branch_of(organization, *member);
    if (branch.whole && !organization.id.empty()) standing.path = path_of(organization, branch);
  }
  const std::string_view name = organization.id.empty() ? "the organization" : organization.id;
  for (LayerMaker* maker : {&scp, &rcp}) maker->add_layer(member, account, name);
  return standing;
}

const AccountStanding& Access::standing(std::string_view account) {
  if (auto known = standings_.find(account); known != standings_.end()) return known->second;
  return standings_.emplace(account, standing_of(account)).first->second;
}

void Access::add_service_control_policies(Caller& caller) {
  const AccountStanding& known = standing(caller.principal.account);
  if (known.service_control_policies.state == LayerState::kNone || caller.principal.is_service_linked() ||
      caller.principal.account == snapshot_.organization->management_account)
    return;
  caller.policies[Layer::kScp] = known.service_control_policies;
  caller.notes.insert(caller.notes.end(), known.service_control_notes.begin(),
                      known.service_control_notes.end());
}

void Access::add_resource_control_policies(const Request& request, Policies& policies,
                                           std::vector<std::string>& notes) {
  LayerPolicies& layer = policies[Layer::kRcp];
  layer = {};
  if (!snapshot_.organization || !unrestricted_because(Layer::kRcp, request).empty()) return;
  // Source: AWS Organizations User Guide, "Resource control policies (RCPs)", "RCP effects on permissions".
  const std::string_view account =
      request.takes_resource() ? request.resource_account() : std::string_view(request.principal().account);
  if (account.empty()) return;
  const AccountStanding& known = standing(account);
  layer = known.resource_control_policies;
  notes.insert(notes.end(), known.resource_control_notes.begin(), known.resource_control_notes.end());
}

void Access::add_resource_organization(std::string_view account, Context& context) {
  const AccountStanding none;
  const AccountStanding& known = account.empty() ? none : standing(account);
  auto set = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) return context.set(key, value);
    if (context.unlisted() == Unlisted::kUnknown) return context.set_unknown(key);
    context.set_absent(key);
  };
  set("aws:ResourceOrgID", known.organization);
  set("aws:ResourceOrgPaths", known.path);
}

}  // namespace arnscope
