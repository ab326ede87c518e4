#include "engine/snapshot/missing.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "engine/model/readings.h"

namespace arnscope {
namespace {

// Where operations were called, and how they ended.
class Calls {
 public:
  explicit Calls(const Snapshot& snapshot) : snapshot_(snapshot) {
    for (const OperationRead& each : snapshot.operations) {
      Regions& regions = regions_[each.account];
      const bool in_region = operations()[each.operation].scope != OperationScope::kCollection;
      const std::string_view region = in_region ? each.region : std::string_view();
      if (in_region) regions.insert(region);
      auto [at, is_new] = errors_.try_emplace({each.account, each.operation, region}, each.error);
      if (!is_new && at->second.empty()) at->second = each.error;
    }
    for (const Resource& resource : snapshot.resources)
      types_.emplace(resource.account, resource.type, resource.region);
  }

  std::vector<MissingOperation> missing() const {
    std::vector<MissingOperation> result;
    for (const auto& [account, regions] : regions_)
      for (OperationId id = 0; id < operations().size(); ++id) add_missing(account, regions, id, result);
    return result;
  }

 private:
  using Regions = std::set<std::string_view>;

  void add_missing(AccountId account, const Regions& regions, OperationId id,
                   std::vector<MissingOperation>& result) const {
    const Operation& operation = operations()[id];
    std::map<std::string_view, std::vector<std::string_view>> by_error;
    if (operation.scope == OperationScope::kCollection) {
      if (auto error = error_of(account, id, {})) by_error[*error];
    } else if (operation.scope == OperationScope::kRegion) {
      for (std::string_view region : regions)
        if (auto error = error_of(account, id, region)) by_error[*error].push_back(region);
    } else if (operation.scope == OperationScope::kAccount || is_management(account)) {
      if (auto error = error_anywhere(account, regions, id)) by_error[*error];
    }
    for (auto& [error, where] : by_error) result.push_back({account, id, std::move(where), error});
  }

  // Why there is no output: "" where it was not called; nothing where there is, or need not be.
  std::optional<std::string_view> error_of(AccountId account, OperationId id, std::string_view region) const {
    const auto at = errors_.find({account, id, region});
    if (at != errors_.end()) return at->second.empty() ? std::nullopt : std::optional(at->second);
    if (!is_due(account, operations()[id], region)) return std::nullopt;
    return std::string_view();
  }

  std::optional<std::string_view> error_anywhere(AccountId account, const Regions& regions,
                                                 OperationId id) const {
    std::optional<std::string_view> error;
    for (std::string_view region : regions) {
      const auto at = errors_.find({account, id, region});
      if (at == errors_.end()) continue;
      if (at->second.empty()) return std::nullopt;
      error = at->second;
    }
    if (error) return error;
    for (std::string_view region : regions)
      if (is_due(account, operations()[id], region)) return std::string_view();
    return std::nullopt;
  }

  // Whether there is something to call it for, as far as the snapshot tells.
  bool is_due(AccountId account, const Operation& operation, std::string_view region) const {
    if (operation.scope == OperationScope::kCollection) return false;
    if (operation.parameters.empty()) return true;
    if (operation.scope == OperationScope::kOrganization) return is_due_in_organization(operation);
    for (const Reading& reading : readings_of(operation.name))
      if (!reading.adds_to.empty() && types_.contains({account, reading.type, region})) return true;
    return false;
  }

  // REQUIRES: there is an organization.
  bool is_due_in_organization(const Operation& operation) const {
    const Organization& organization = *snapshot_.organization;
    auto is_of_organization = [](const PolicyEntry& policy) {
      return policy.type == PolicyType::kServiceControl || policy.type == PolicyType::kResourceControl;
    };
    for (const OperationParameter& parameter : parameters_of(operation)) {
      for (const ParameterSource& source : parameter.sources) {
        if (!source.operation) return true;
        const std::string_view name = operations()[*source.operation].name;
        if (name == "organizations-list-roots" && !organization.units.empty()) return true;
        if (name == "organizations-list-policies" &&
            std::any_of(snapshot_.policies.begin(), snapshot_.policies.end(), is_of_organization))
          return true;
        if (name == "organizations-list-delegated-administrators" &&
            !organization.delegated_administrators.empty())
          return true;
      }
    }
    return false;
  }

  bool is_management(AccountId account) const {
    return snapshot_.organization &&
           snapshot_.organization->management_account == snapshot_.accounts[account].id;
  }

  const Snapshot& snapshot_;
  std::map<AccountId, Regions> regions_;
  std::map<std::tuple<AccountId, OperationId, std::string_view>, std::string_view> errors_;
  std::set<std::tuple<AccountId, std::string_view, std::string_view>> types_;
};

std::string account_name(const Snapshot& snapshot, AccountId id) {
  const Account& account = snapshot.accounts[id];
  if (account.name.empty() || account.name == account.id) return std::string(account.id);
  return fmt::format("{} ({})", account.id, account.name);
}

// What is not known for want of the operation: "the policies of aws_s3_bucket", "aws_instance".
std::string unknown_without(const Operation& operation) {
  std::set<std::string> parts;
  for (const Reading& reading : readings_of(operation.name)) {
    if (!reading.policy.empty()) parts.insert(fmt::format("the policies of {}", reading.type));
    if (reading.adds_to.empty()) {
      parts.insert(std::string(reading.type));
    } else if (reading.policy.empty()) {
      parts.insert(reading.type.empty() ? "what else it tells of any resource"
                                        : fmt::format("what else it tells of {}", reading.type));
    }
  }
  if (operation.name == "s3control-get-public-access-block")
    parts.insert("whether the account restricts public buckets");
  if (operation.name.starts_with("organizations-")) parts.insert("this part of the organization");
  if (operation.name == "iam-get-account-authorization-details")
    parts.insert("all principals and their policies");
  if (operation.name == "sts-assume-role") parts.insert("everything that was not collected before");
  if (operation.name == "ec2-describe-regions") parts.insert("what stands in regions that were not asked");
  return parts.empty() ? "" : fmt::format(": {} unknown", fmt::join(parts, ", "));
}

void add_operations(const Snapshot& snapshot, std::vector<std::string>& lines) {
  for (const MissingOperation& each : missing_operations(snapshot)) {
    const Operation& operation = operations()[each.operation];
    lines.push_back(
        fmt::format("{} in {}{}{}{}", operation.name, account_name(snapshot, each.account),
                    each.regions.empty() ? "" : fmt::format(", {}", fmt::join(each.regions, ", ")),
                    each.error.empty() ? " was not called" : fmt::format(" failed with {}", each.error),
                    unknown_without(operation)));
  }
}

// One line for an operation in an account, whatever regions and parameters its calls have.
void add_truncated(const Snapshot& snapshot, std::vector<std::string>& lines) {
  std::set<std::pair<OperationId, std::string_view>> seen;
  for (const TruncatedOutput& each : snapshot.truncated) {
    if (!seen.emplace(each.operation, each.account).second) continue;
    const auto account = std::find_if(snapshot.accounts.begin(), snapshot.accounts.end(),
                                      [&](const Account& account) { return account.id == each.account; });
    lines.push_back(fmt::format(
        "more pages of {}{}: what they tell is unknown", operations()[each.operation].name,
        account == snapshot.accounts.end()
            ? ""
            : fmt::format(" in {}", account_name(snapshot, static_cast<AccountId>(
                                                               account - snapshot.accounts.begin())))));
  }
}

bool is_member(const Snapshot& snapshot, AccountId id) {
  const auto is_account = [&](const Member& member) { return member.account == id; };
  return snapshot.organization && std::any_of(snapshot.organization->members.begin(),
                                              snapshot.organization->members.end(), is_account);
}

void add_organization(const Snapshot& snapshot, std::vector<std::string>& lines) {
  const bool has_scps = snapshot.organization && snapshot.organization->has_service_control_policies;
  const bool has_rcps = snapshot.organization && snapshot.organization->has_resource_control_policies;
  if (!has_scps && !has_rcps) {
    lines.emplace_back(
        "service control policies and resource control policies: they could deny what is allowed here");
  } else if (!has_scps) {
    lines.emplace_back("service control policies: they could deny what is allowed here");
  } else if (!has_rcps) {
    lines.emplace_back("resource control policies: they could deny what is allowed here");
  }
  for (AccountId id = 0; id < snapshot.accounts.size(); ++id)
    if (!snapshot.accounts[id].described)
      lines.push_back(fmt::format("account {}{}: its principals and resources are unknown",
                                  account_name(snapshot, id),
                                  is_member(snapshot, id) ? ", which the organization names" : ""));
}

// Resources of types that carry policies, and whose own is unknown.
void add_resource_policies(const Snapshot& snapshot, std::vector<std::string>& lines) {
  if (snapshot.resources.empty()) {
    lines.emplace_back(
        "resource policies (S3, KMS, SQS, ...): a Deny there is not seen, and access from other accounts is "
        "unknown");
    return;
  }
  std::set<std::string_view> carriers;
  for (const Reading& reading : readings())
    if (!reading.policy.empty()) carriers.insert(reading.type);
  std::map<std::pair<AccountId, std::string_view>, size_t> unknown;
  for (const Resource& resource : snapshot.resources)
    if (resource.policy_knowledge == PolicyKnowledge::kUnknown && carriers.contains(resource.type))
      ++unknown[{resource.account, resource.type}];
  for (const auto& [key, count] : unknown)
    lines.push_back(fmt::format(
        "the policies of {} {} in {}: a Deny there is not seen, and access from other accounts is unknown",
        count, key.second, account_name(snapshot, key.first)));
}

}  // namespace

std::vector<MissingOperation> missing_operations(const Snapshot& snapshot) {
  return Calls(snapshot).missing();
}

std::vector<std::string> missing_parts(const Snapshot& snapshot) {
  std::vector<std::string> lines;
  add_resource_policies(snapshot, lines);
  add_organization(snapshot, lines);
  add_operations(snapshot, lines);
  add_truncated(snapshot, lines);
  for (const PolicyEntry& policy : snapshot.policies)
    if (policy.origin == PolicyOrigin::kMissing)
      lines.push_back(fmt::format("the document of {}: what it grants is unknown", policy.arn));
  return lines;
}

}  // namespace arnscope
