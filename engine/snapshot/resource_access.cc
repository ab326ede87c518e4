// The resource's side of a request: who owns it, which policies govern it, its tags.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "engine/base/text.h"
#include "engine/evaluate/policy_owner.h"
#include "engine/evaluate/public_access.h"
#include "engine/evaluate/services.h"
#include "engine/policy/arn.h"
#include "engine/policy/glob.h"
#include "engine/snapshot/access.h"

namespace arnscope {
namespace {

void add_tags_as(std::string_view prefix, std::span<const Tag> tags, Context& context) {
  for (const Tag& tag : tags) context.set(fmt::format("{}{}", prefix, tag.key), std::string(tag.value));
  context.close_prefix(prefix);
}

}  // namespace

// Log groups are often written with `:*` behind them.
const Access::Governing& Access::governing(std::string_view arn) {
  if (governing_.arn == arn) return governing_;
  governing_ = {std::string(arn), {}};
  for (const std::string& owner : policy_owners(arn)) {
    auto found = snapshot_.resource_by_arn.find(owner);
    if (found == snapshot_.resource_by_arn.end())
      found = snapshot_.resource_by_arn.find(fmt::format("{}:*", owner));
    if (found != snapshot_.resource_by_arn.end()) governing_.resources.push_back(found->second);
  }
  return governing_;
}

std::string_view Access::known_owner(std::string_view arn) {
  for (ResourceId id : governing(arn).resources)
    if (const AccountId account = snapshot_.resources[id].account; account < snapshot_.accounts.size())
      return snapshot_.accounts[account].id;
  return "";
}

std::string_view Access::owner_account(const Principal& principal, std::string_view arn) {
  if (const std::string_view known = known_owner(arn); !known.empty()) return known;
  if (described_accounts_ == 1)
    for (const Account& account : snapshot_.accounts)
      if (account.described) return account.id;
  return principal.account;
}

std::vector<PolicyId> Access::resource_policies(std::string_view arn) {
  std::vector<PolicyId> ids;
  if (auto role_id = snapshot_.role_by_arn.find(arn); role_id != snapshot_.role_by_arn.end())
    ids.push_back(snapshot_.roles[role_id->second].trust);
  for (ResourceId id : governing(arn).resources)
    if (snapshot_.resources[id].policy_knowledge == PolicyKnowledge::kPresent)
      ids.push_back(snapshot_.resources[id].policy);
  std::erase_if(ids, [&](PolicyId id) { return snapshot_.policies[id].origin == PolicyOrigin::kMissing; });
  return ids;
}

const std::vector<Tag>* Access::tags_of(std::string_view arn) {
  if (auto user_id = snapshot_.user_by_arn.find(arn); user_id != snapshot_.user_by_arn.end())
    return &snapshot_.users[user_id->second].tags;
  if (auto role_id = snapshot_.role_by_arn.find(arn); role_id != snapshot_.role_by_arn.end())
    return &snapshot_.roles[role_id->second].tags;
  if (!managed_) {
    managed_.emplace();
    for (PolicyId id = 0; id < snapshot_.policies.size(); ++id)
      if (snapshot_.policies[id].type == PolicyType::kCustomerManaged)
        managed_->emplace(snapshot_.policies[id].arn, id);
  }
  const auto policy = managed_->find(arn);
  return policy == managed_->end() ? nullptr : &snapshot_.policies[policy->second].tags;
}

// Source: Service Authorization Reference, "Condition keys for AWS Identity and Access Management" and those
// of other services: their own key for tags is the service's prefix and "ResourceTag/".
void Access::add_resource_tags(std::string_view arn, Context& context) {
  std::span<const Tag> tags;
  bool known = false;
  if (const std::vector<Tag>* of_iam = tags_of(arn)) {
    tags = *of_iam;
    known = true;
  } else if (auto found = snapshot_.resource_by_arn.find(arn); found != snapshot_.resource_by_arn.end()) {
    tags = Snapshot::part(snapshot_.resource_tags, snapshot_.resources[found->second].tags);
    known = !tags.empty();  // none may mean that nobody asked
  }
  const auto fields = parse_arn(arn);
  if (!known || !fields) return;
  add_tags_as("aws:ResourceTag/", tags, context);
  add_tags_as(fmt::format("{}:ResourceTag/", fields->service), tags, context);
}

bool Access::is_public(const Resource& resource) {
  auto [at, is_new] = public_.try_emplace(resource.policy, false);
  if (is_new) {
    const bool of_access_point = resource.arn.find(":accesspoint/") != std::string_view::npos;
    at->second = arnscope::is_public(*snapshot_.policies[resource.policy].policy,
                                     of_access_point ? PolicyOf::kAccessPoint : PolicyOf::kBucket);
  }
  return at->second;
}

// Of the settings of the bucket and of its account the most restrictive holds. Returns a note where that of
// the account is not known and might shut the caller out.
std::string Access::add_public_access_block(const Request& request, Policies& policies) {
  if (request.service() != "s3") return "";
  std::string note;
  const Principal& who = request.principal();
  for (ResourceId id : governing(request.resource()).resources) {
    const Resource& resource = snapshot_.resources[id];
    if (resource.policy_knowledge != PolicyKnowledge::kPresent || !is_public(resource)) continue;
    const Account& account = snapshot_.accounts[resource.account];
    const auto own = Snapshot::part(snapshot_.properties, resource.properties);
    const bool restricts = std::any_of(own.begin(), own.end(), [](const ResourceProperty& each) {
      return each.name == kRestrictPublicBuckets && each.text == "true";
    });
    const bool of_account =
        (who.has_identity() || who.type == PrincipalType::kRoot) && who.account == account.id;
    if (restricts || account.restricts_public_buckets.value_or(false)) {
      policies.public_buckets_restricted = true;
    } else if (!account.restricts_public_buckets && !of_account && who.type != PrincipalType::kService) {
      note = fmt::format(
          "whether Amazon S3 Block Public Access of {} restricts public buckets is not in the "
          "snapshot",
          account.id);
    }
  }
  return policies.public_buckets_restricted ? "" : note;
}

std::string Access::add_trust_policy(const Request& request, Policies& policies) {
  LayerPolicies& layer = policies[Layer::kResource];
  auto role_id = snapshot_.role_by_arn.find(request.resource());
  if (role_id == snapshot_.role_by_arn.end()) {
    layer.state = LayerState::kUnknown;
    if (has_wildcard(request.resource()))
      return "trust policies are not asked about a pattern: they may allow more, ask about one role";
    return fmt::format("{} is not in the snapshot: its trust policy is unknown",
                       printable(request.resource()));
  }
  const PolicyId trust = snapshot_.roles[role_id->second].trust;
  if (snapshot_.policies[trust].origin == PolicyOrigin::kMissing) {
    layer.state = LayerState::kUnknown;
    return fmt::format("the trust policy of {} could not be read", printable(request.resource()));
  }
  policies.add(Layer::kResource, compiled(trust));
  return "";
}

// Returns whether the snapshot knows which policies govern the resource, be they none; else the note says
// what is lacking.
bool Access::add_policy_of_resource(const Request& request, Policies& policies, std::string& note) {
  bool known = false;
  for (ResourceId id : governing(request.resource()).resources) {
    const Resource& resource = snapshot_.resources[id];
    if (resource.policy_knowledge == PolicyKnowledge::kUnknown) {
      if (note.empty())
        note = fmt::format("the resource policy of {} is not in the snapshot", printable(resource.key));
      continue;
    }
    known = true;
    if (resource.policy_knowledge == PolicyKnowledge::kNone) continue;
    if (snapshot_.policies[resource.policy].origin == PolicyOrigin::kMissing) {
      note = fmt::format("the resource policy of {} could not be read", printable(resource.key));
      policies[Layer::kResource] = {};
      return false;
    }
    policies.add(Layer::kResource, compiled(resource.policy));
  }
  return known;
}

std::string Access::add_resource_policy(Request& request, Policies& policies) {
  policies[Layer::kResource] = {};
  policies.public_buckets_restricted = false;
  if (snapshot_.organization) request.set_management_account(snapshot_.organization->management_account);
  std::vector<std::string> notes;
  add_resource_control_policies(request, policies, notes);
  if (request.resource_fields() == nullptr) return fmt::format("{}", fmt::join(notes, "; "));
  std::string note;
  if (request.service() == "sts") {
    note = add_trust_policy(request, policies);
  } else if (!add_policy_of_resource(request, policies, note) && has_resource_policies(request.service())) {
    const bool foreign =
        !request.principal().has_identity() ||
        (!request.resource_account().empty() && request.resource_account() != request.principal().account);
    if (foreign || request.service() == "kms") policies[Layer::kResource].state = LayerState::kUnknown;
    if (note.empty() && snapshot_.resources.empty())
      note = fmt::format("resource policies of {} are not in the snapshot", request.service());
    if (note.empty() && has_wildcard(request.resource()))
      note = "resource policies are not asked about a pattern: they may allow more, ask about one resource";
    if (note.empty())
      note = fmt::format("{} is not in the snapshot: its resource policy is unknown",
                         printable(request.resource()));
  } else if (policies[Layer::kResource].state == LayerState::kPresent ||
             !has_resource_policies(request.service())) {
    note.clear();
  }
  if (!note.empty()) notes.push_back(std::move(note));
  if (std::string open = add_public_access_block(request, policies); !open.empty())
    notes.push_back(std::move(open));
  return fmt::format("{}", fmt::join(notes, "; "));
}

}  // namespace arnscope
