// Condition keys by themselves: whether they exist, and what goes with them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "engine/base/text.h"
#include "engine/lint/conditions.h"

namespace arnscope {
namespace {

// `prefix:name`; what follows a `/` is a tag's key, which may have any character.
bool is_well_formed(std::string_view key) {
  const size_t colon = key.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == key.size()) return false;
  const std::string_view head = key.substr(0, key.find('/'));
  return head.find_first_of(" \t\r\n*?") == std::string_view::npos;
}

// The key that stands before a tag's key, `aws:ResourceTag`, where the given one is that alone.
std::optional<std::string_view> tag_key_without_tag(std::string_view key) {
  const bool has_slash = key.ends_with('/');
  const std::string_view base = has_slash ? key.substr(0, key.size() - 1) : key;
  if (!has_slash && catalog::find_condition_key(key)) return std::nullopt;
  const auto id = catalog::find_condition_key(fmt::format("{}/x", base));
  if (!id) return std::nullopt;
  const std::string_view name = catalog::condition_key(*id).name;
  if (name.size() <= base.size() || !equal_folded(name.substr(0, base.size()), base)) return std::nullopt;
  const std::string_view variable = name.substr(base.size());
  const bool is_tag =
      variable == "/${TagKey}" || variable == "/<key>" || variable == "/tag-key" || variable == "/";
  return is_tag ? std::optional(name.substr(0, base.size())) : std::nullopt;
}

std::optional<std::string> nearest_key(std::string_view key, std::string_view prefix) {
  std::vector<std::string_view> names;
  for (uint32_t id = 0; id < catalog::condition_key_count(); ++id) {
    const std::string_view name = catalog::condition_key(static_cast<catalog::ConditionKeyId>(id)).name;
    if (equal_folded(name.substr(0, name.find(':')), prefix)) names.push_back(name);
  }
  const auto nearest = nearest_name(key, names);
  return nearest ? std::optional<std::string>(*nearest) : std::nullopt;
}

// In use in AWS managed policies, and on no page of AWS.
constexpr std::array<std::string_view, 2> kUnlistedKeys = {"aws:PrincipalOrgMasterAccountId",
                                                           "lakeformation:GlueARN"};

void check_existence(const ConditionClause& clause, Report& report) {
  const std::string_view key = clause.key.value;
  const std::string_view prefix = key.substr(0, key.find(':'));
  if (catalog::find_condition_key(key)) return;
  for (std::string_view unlisted : kUnlistedKeys)
    if (is_key(clause, unlisted)) return;
  const bool is_global = equal_folded(prefix, "aws");
  if (!is_global && !catalog::find_service(prefix)) return;
  const auto nearest = nearest_key(key, prefix);
  report.add(is_global ? "INVALID_GLOBAL_CONDITION_KEY" : "INVALID_SERVICE_CONDITION_KEY", clause.key.span,
             fmt::format("`{}` is no {} as of {}{}", key,
                         is_global ? "global condition key" : fmt::format("condition key of {}", prefix),
                         catalog::origins().front().date,
                         nearest ? fmt::format(": did you mean `{}`?", *nearest) : ""));
}

// Source: IAM User Guide, "Access Analyzer policy check reference"; of aws:SourceOwner Amazon SNS Developer
// Guide, "aws:SourceAccount versus aws:SourceOwner".
struct OldKey {
  std::string_view name, code, instead;
  bool of_services;  // where a service calls; elsewhere the key is in use
};
constexpr std::array kOldKeys = {
    OldKey{"aws:ARN", "UNSUPPORTED_GLOBAL_CONDITION_KEY", "`aws:PrincipalArn` or `aws:SourceArn`", false},
    OldKey{"aws:SourceOwner", "DEPRECATED_GLOBAL_CONDITION_KEY", "`aws:SourceAccount`", true},
};

bool names_service(const Statement& statement) {
  return statement.principal &&
         std::any_of(statement.principal->entries.begin(), statement.principal->entries.end(),
                     [](const PrincipalEntry& entry) { return entry.kind == PrincipalKind::kService; });
}

void check_name(const Statement& statement, const ConditionClause& clause, Report& report) {
  const std::string& key = clause.key.value;
  if (!is_well_formed(key)) {
    report.add("INVALID_CONDITION_KEY_FORMAT", clause.key.span,
               fmt::format("`{}` is no condition key: write a service's prefix, a colon and a name", key));
    return;
  }
  for (const OldKey& old : kOldKeys)
    if (is_key(clause, old.name)) {
      if (!old.of_services || names_service(statement))
        report.add(old.code, clause.key.span,
                   fmt::format("`{}` is {}: use {}", key, old.of_services ? "out of use" : "not supported",
                               old.instead));
      return;
    }
  if (const auto base = tag_key_without_tag(key)) {
    report.add("MISSING_TAG_KEY_IN_CONDITION", clause.key.span,
               fmt::format("`{}` names no tag: write `{}/` and the tag's key", key, *base));
    return;
  }
  check_existence(clause, report);
}

void check_duplicates(const LintedPolicy& policy, Report& report) {
  for (const Statement& statement : policy.policy.statements) {
    std::map<std::pair<uint32_t, std::string>, const Text*> first;  // by operator and key
    for (const ConditionClause& clause : statement.conditions) {
      if (!policy.is_known(clause.key)) continue;
      const auto [at, is_new] =
          first.try_emplace({clause.operator_text.span.begin, fold(clause.key.value)}, &clause.key);
      if (!is_new && at->second->value != clause.key.value)
        report.add("DUPLICATE_KEYS_WITH_DIFFERENT_CASE", clause.key.span,
                   fmt::format("`{}` is `{}` once more: give one key all values", clause.key.value,
                               at->second->value));
    }
  }
}

// Source: IAM User Guide, "AWS global condition context keys", aws:VpcSourceIp and
// aws:Ec2InstanceSourcePrivateIPv4.
struct PairedKey {
  std::string_view name;
  std::array<std::string_view, 6> partners;
};
constexpr std::array<std::string_view, 6> kNetworkKeys = {"aws:SourceVpc",    "aws:SourceVpce",
                                                          "aws:SourceVpcArn", "aws:VpceAccount",
                                                          "aws:VpceOrgID",    "aws:VpceOrgPaths"};
constexpr std::array kPairedKeys = {
    PairedKey{"aws:VpcSourceIp", kNetworkKeys},
    PairedKey{"aws:Ec2InstanceSourcePrivateIPv4",
              {"aws:Ec2InstanceSourceVpc", "aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn"}},
};

void check_pair(const LintedPolicy& policy, const Statement& statement, const ConditionClause& clause,
                Report& report) {
  // A Deny of what comes from other addresses is meant beside one of what comes from other VPCs.
  if (statement.effect != Effect::kAllow || clause.op.op == Operator::kNull) return;
  for (const PairedKey& row : kPairedKeys)
    if (is_key(clause, row.name) &&
        std::none_of(row.partners.begin(), row.partners.end(), [&](std::string_view partner) {
          return !partner.empty() && may_have_key(policy, statement, partner);
        }))
      report.add("MISSING_PAIRED_CONDITION_KEYS", clause.key.span,
                 fmt::format("other VPCs have the addresses of `{}` too: add `{}`", clause.key.value,
                             row.partners.front()));
}

// Headers that the caller writes. Source: the same page, aws:referer and aws:UserAgent.
constexpr std::array<std::string_view, 2> kCallerKeys = {"aws:referer", "aws:UserAgent"};

bool is_of_services_alone(const Statement& statement) {
  return statement.principal && statement.principal->polarity == Polarity::kListed &&
         std::all_of(statement.principal->entries.begin(), statement.principal->entries.end(),
                     [](const PrincipalEntry& entry) { return entry.kind == PrincipalKind::kService; });
}

void check_trust(const Statement& statement, const ConditionClause& clause, Report& report) {
  // AWS services set aws:referer to the account that they act for.
  if (clause.op.op == Operator::kNull || is_of_services_alone(statement)) return;
  for (std::string_view name : kCallerKeys)
    if (is_key(clause, name))
      report.add(
          "UNTRUSTWORTHY_CONDITION_KEY", clause.key.span,
          fmt::format("`{}` is whatever the caller writes: use a key that AWS sets", clause.key.value));
}

// Source: IAM User Guide, "Monitor and control actions taken with assumed roles" and "Pass session tags in
// AWS STS".
struct CompanionAction {
  std::string_view key, action;
};
constexpr std::array kCompanions = {
    CompanionAction{"sts:SourceIdentity", "sts:SetSourceIdentity"},
    CompanionAction{"sts:TransitiveTagKeys", "sts:TagSession"},
};

bool is_known(const LintedPolicy& policy, const ElementList& actions) {
  return std::all_of(actions.values.begin(), actions.values.end(),
                     [&](const Text& action) { return policy.is_known(action); });
}

// Whether some statement grants, or may grant, the action of each row.
std::array<bool, kCompanions.size()> granted_companions(const LintedPolicy& policy) {
  std::array<bool, kCompanions.size()> granted{};
  for (const Statement& statement : policy.policy.statements)
    for (size_t i = 0; i < kCompanions.size() && statement.effect == Effect::kAllow; ++i)
      granted[i] = granted[i] || !is_known(policy, statement.action) ||
                   has_action(statement.action, kCompanions[i].action);
  return granted;
}

void check_companion(const LintedPolicy& policy, const std::array<bool, kCompanions.size()>& granted,
                     const Statement& statement, const ConditionClause& clause, Report& report) {
  if (statement.effect != Effect::kAllow || !has_known_values(policy, clause) || holds_when_absent(clause))
    return;
  for (size_t i = 0; i < kCompanions.size(); ++i)
    if (!granted[i] && is_key(clause, kCompanions[i].key))
      report.add("MISSING_ACTION_FOR_CONDITION_KEY", clause.key.span,
                 fmt::format("`{}` can be set by who may call `{}` alone: add that to Action",
                             clause.key.value, kCompanions[i].action));
}

void check_condition_keys(const LintedPolicy& policy, Report& report) {
  const auto granted = granted_companions(policy);
  for_each_clause(policy, [&](const Statement& statement, const ConditionClause& clause) {
    check_name(statement, clause, report);
    check_pair(policy, statement, clause, report);
    check_trust(statement, clause, report);
    check_companion(policy, granted, statement, clause, report);
  });
  check_duplicates(policy, report);
}

constexpr std::array kRows = {
    Check{"DEPRECATED_GLOBAL_CONDITION_KEY", Severity::kWarning, kAllTypes, "condition key out of use",
          "New services do not set the key any more: use the one that took its place.", check_condition_keys},
    Check{"DUPLICATE_KEYS_WITH_DIFFERENT_CASE", Severity::kError, kAllTypes, "condition key given twice",
          "Condition keys compare without regard to case, so the two are one, and AWS refuses them. Unite "
          "their values.",
          check_condition_keys},
    Check{"INVALID_CONDITION_KEY_FORMAT", Severity::kError, kAllTypes, "malformed condition key",
          "A condition key is a prefix, a colon and a name, without wildcards: `aws:SourceVpc`.",
          check_condition_keys},
    Check{
        "INVALID_GLOBAL_CONDITION_KEY", Severity::kError, kAllTypes, "unknown global condition key",
        "AWS sets no such key, so no request carries it. What is newer than the catalog is not known to it: "
        "see the date.",
        check_condition_keys},
    Check{"INVALID_SERVICE_CONDITION_KEY", Severity::kError, kAllTypes, "unknown condition key of a service",
          "The service sets no such key, so no request carries it. What is newer than the catalog is not "
          "known to it: see the date.",
          check_condition_keys},
    Check{
        "MISSING_ACTION_FOR_CONDITION_KEY", Severity::kError, kIdentityTypes | kTrustPolicy,
        "condition key without its action",
        "Only who may call the action can send a value of the key, so without it the condition never holds.",
        check_condition_keys},
    Check{"MISSING_PAIRED_CONDITION_KEYS", Severity::kSecurityWarning, kAllTypes,
          "private address without its network",
          "Private addresses are not unique: a VPC of somebody else has the same ones. Name the VPC or the "
          "endpoint too.",
          check_condition_keys},
    Check{"MISSING_TAG_KEY_IN_CONDITION", Severity::kError, kAllTypes, "tag condition without a tag",
          "The tag's key stands behind a slash: `aws:ResourceTag/team`.", check_condition_keys},
    Check{"UNSUPPORTED_GLOBAL_CONDITION_KEY", Severity::kError, kAllTypes, "condition key not supported",
          "AWS does not support the key: use the one that the message names.", check_condition_keys},
    Check{"UNTRUSTWORTHY_CONDITION_KEY", Severity::kSecurityWarning, kAllTypes,
          "condition key that the caller writes",
          "The value comes from a header of the request, which any caller can set as they like: it keeps "
          "nobody out.",
          check_condition_keys},
};

}  // namespace

std::span<const Check> condition_key_checks() { return kRows; }

}  // namespace arnscope
