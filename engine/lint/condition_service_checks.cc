// Condition keys that the services of a statement do not set.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "engine/base/text.h"
#include "engine/evaluate/condition.h"
#include "engine/lint/conditions.h"
#include "engine/policy/glob.h"

namespace arnscope {
namespace {

std::string_view service_of(std::string_view name) { return name.substr(0, name.find(':')); }

std::string_view before_slash(std::string_view key) { return key.substr(0, key.find('/')); }

// Whether requests of the action carry the key. What stands behind a slash is left out: several rows of the
// catalog can stand for the tags of one service.
bool sets_key(ActionId action, catalog::ConditionKeyId key) {
  const std::string_view wanted = before_slash(catalog::condition_key(key).name);
  const auto keys = catalog::action_condition_keys(action);
  return std::any_of(keys.begin(), keys.end(), [&](catalog::ConditionKeyId each) {
    return each == key || equal_folded(before_slash(catalog::condition_key(each).name), wanted);
  });
}

// The services of which some action sets aws:ResourceTag, by id.
const std::vector<bool>& services_with_resource_tags() {
  static const std::vector<bool> services = [] {
    const catalog::ConditionKeyId key = *catalog::find_condition_key("aws:ResourceTag/x");
    std::vector<bool> found(catalog::service_count());
    for (uint32_t id = 0; id < found.size(); ++id) {
      const catalog::Service service = catalog::service(static_cast<catalog::ServiceId>(id));
      for (ActionId action = service.first_action; action < service.last_action && !found[id]; ++action)
        found[id] = sets_key(action, key);
    }
    return found;
  }();
  return services;
}

// Some of a list, for messages.
std::string some(const std::vector<std::string_view>& names) {
  constexpr size_t kShown = 3;
  const std::vector<std::string_view> shown(
      names.begin(), names.begin() + static_cast<ptrdiff_t>(std::min(kShown, names.size())));
  const std::string more =
      names.size() > kShown ? fmt::format(" and {} more", names.size() - kShown) : std::string();
  return fmt::format("`{}`{}", fmt::join(shown, "`, `"), more);
}

struct TagCode {
  Effect effect;
  Polarity polarity;
  std::string_view code;
};
constexpr std::array kTagCodes = {
    TagCode{Effect::kAllow, Polarity::kListed, "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE"},
    TagCode{Effect::kAllow, Polarity::kAllBut,
            "ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE"},
    TagCode{Effect::kDeny, Polarity::kListed, "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE"},
    TagCode{Effect::kDeny, Polarity::kAllBut,
            "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE"},
};

// An action that reads and takes no resource: `ec2:DescribeInstances`. What creates one may carry its tags.
bool reads_no_resource(std::string_view name) {
  const ActionId id = has_wildcard(name) ? kNoAction : catalog::find_action(name);
  if (id == kNoAction || !catalog::action_resources(id).empty()) return false;
  constexpr auto kReading = static_cast<catalog::AccessLevels>(catalog::kList | catalog::kRead);
  return (catalog::action(id).levels & ~kReading) == 0 &&
         !sets_key(id, *catalog::find_condition_key("aws:ResourceTag/x"));
}

// Listed actions of which no request carries aws:ResourceTag.
std::vector<std::string_view> without_resource_tags(const LintedPolicy& policy, const ElementList& actions) {
  std::vector<std::string_view> found;
  for (const Text& action : actions.values) {
    if (!policy.is_known(action)) continue;
    const auto service = catalog::find_service(service_of(action.value));
    if ((service && !services_with_resource_tags()[*service]) || reads_no_resource(action.value))
      found.push_back(action.value);
  }
  return found;
}

void check_resource_tag(const LintedPolicy& policy, const Statement& statement, const ConditionClause& clause,
                        Report& report) {
  const std::string_view key = clause.key.value;
  if (!equal_folded(before_slash(key), "aws:ResourceTag") || key.find('/') == std::string_view::npos) return;
  if (!has_known_values(policy, clause) || holds_when_absent(clause)) return;
  const bool is_listed = statement.action.polarity == Polarity::kListed;
  const auto without =
      is_listed ? without_resource_tags(policy, statement.action) : std::vector<std::string_view>{};
  if (is_listed && without.empty()) return;
  for (const TagCode& row : kTagCodes)
    if (row.effect == statement.effect && row.polarity == statement.action.polarity)
      report.add(row.code, clause.key.span,
                 fmt::format("requests of {} do not carry `{}`, so the statement does not {} them: {}",
                             is_listed ? some(without) : "many actions", before_slash(key),
                             statement.effect == Effect::kAllow ? "allow" : "deny",
                             is_listed ? "write one of their own" : "list in Action those that do"));
}

// Keys of a service that others set too. Source: IAM User Guide, "AWS global condition context keys",
// "Cross-service condition keys".
constexpr std::array<std::string_view, 9> kCrossServiceKeys = {
    "ec2:RoleDelivery",         "ec2:SourceInstanceARN",
    "glue:RoleAssumedBy",       "glue:CredentialIssuingService",
    "codebuild:BuildArn",       "codebuild:ProjectArn",
    "lambda:SourceFunctionArn", "ssm:SourceInstanceARN",
    "identitystore:UserId"};

// Whether the key is of one service alone, and its name says of which.
bool is_service_key(const ConditionClause& clause, const catalog::ConditionKey& key) {
  if (key.service == catalog::kNoService) return false;
  for (std::string_view name : kCrossServiceKeys)
    if (is_key(clause, name)) return false;
  return equal_folded(service_of(key.name), catalog::service(key.service).prefix);
}

// Of some keys the pages name no action at all, and of those of AWS Marketplace not all.
bool is_set_by_some_action(catalog::ConditionKeyId key) {
  const catalog::Service service = catalog::service(catalog::condition_key(key).service);
  if (service.prefix == "aws-marketplace") return false;
  for (ActionId action = service.first_action; action < service.last_action; ++action)
    if (sets_key(action, key)) return true;
  return false;
}

// Actions that are asked for in the request of another, whose keys it has.
bool comes_with_another(std::string_view action) {
  constexpr std::array<std::string_view, 3> kWithAssumeRole = {"sts:SetContext", "sts:SetSourceIdentity",
                                                               "sts:TagSession"};
  return std::any_of(kWithAssumeRole.begin(), kWithAssumeRole.end(),
                     [&](std::string_view name) { return equal_folded(name, action); });
}

void check_actions(const LintedPolicy& policy, const Statement& statement, const ConditionClause& clause,
                   Report& report) {
  const auto id = catalog::find_condition_key(clause.key.value);
  if (!id || !is_service_key(clause, catalog::condition_key(*id))) return;
  if (statement.action.polarity == Polarity::kAllBut || clause.op.op == Operator::kNull) return;
  if (clause.op.if_exists || clause.op.set_operator == SetOperator::kForAllValues) return;
  if (!is_set_by_some_action(*id)) return;
  std::vector<std::string_view> without;
  for (const Text& action : statement.action.values) {
    if (!policy.is_known(action) || has_wildcard(action.value)) continue;
    const ActionId known = catalog::find_action(action.value);
    if (known != kNoAction && !comes_with_another(action.value) && !sets_key(known, *id))
      without.push_back(action.value);
  }
  if (!without.empty())
    report.add("UNSUPPORTED_ACTION_FOR_CONDITION_KEY", clause.key.span,
               fmt::format("requests of {} do not carry `{}` as of {}: write a statement without the key",
                           some(without), clause.key.value, catalog::origins().front().date));
}

// Source: IAM User Guide, "AWS global condition context keys", aws:VpceAccount, aws:VpceOrgID and
// aws:VpceOrgPaths.
constexpr std::array<std::string_view, 3> kEndpointKeys = {"aws:VpceAccount", "aws:VpceOrgID",
                                                           "aws:VpceOrgPaths"};
constexpr std::array<std::string_view, 39> kEndpointServices = {"acm-pca",
                                                                "applicationinsights",
                                                                "apprunner",
                                                                "athena",
                                                                "cloudformation",
                                                                "comprehendmedical",
                                                                "compute-optimizer",
                                                                "datasync",
                                                                "discovery",
                                                                "dynamodb",
                                                                "ebs",
                                                                "ecr",
                                                                "ecs",
                                                                "firehose",
                                                                "gamelift",
                                                                "healthlake",
                                                                "iam",
                                                                "iotfleetwise",
                                                                "iotwireless",
                                                                "kinesisanalytics",
                                                                "kms",
                                                                "lambda",
                                                                "medical-imaging",
                                                                "omics",
                                                                "payment-cryptography",
                                                                "polly",
                                                                "rbin",
                                                                "rekognition",
                                                                "route53",
                                                                "s3",
                                                                "scheduler",
                                                                "servicediscovery",
                                                                "servicequotas",
                                                                "shield",
                                                                "ssm-contacts",
                                                                "storagegateway",
                                                                "textract",
                                                                "transcribe",
                                                                "transfer"};
// Those that set aws:VpceOrgID alone.
constexpr std::array<std::string_view, 13> kEndpointOrganizationServices = {
    "b2bi",          "cassandra",    "cognito-identity", "dms",     "ds-data",
    "identitystore", "iottwinmaker", "network-firewall", "pricing", "ses",
    "sms-voice",     "sqs",          "workmail"};

bool sets_endpoint_key(std::string_view service, std::string_view key) {
  const auto same = [&](std::string_view name) { return equal_folded(name, service); };
  return std::any_of(kEndpointServices.begin(), kEndpointServices.end(), same) ||
         (equal_folded(key, "aws:VpceOrgID") &&
          std::any_of(kEndpointOrganizationServices.begin(), kEndpointOrganizationServices.end(), same));
}

void check_endpoint_key(const LintedPolicy& policy, const Statement& statement, const ConditionClause& clause,
                        Report& report) {
  const std::string_view key = clause.key.value;
  if (std::none_of(kEndpointKeys.begin(), kEndpointKeys.end(),
                   [&](std::string_view name) { return is_key(clause, name); }))
    return;
  std::vector<std::string_view> without;
  for (const Text& action : statement.action.values)
    if (policy.is_known(action) && !sets_endpoint_key(service_of(action.value), key))
      without.push_back(action.value);
  if (statement.action.polarity == Polarity::kAllBut) {
    report.add("USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES", clause.key.span,
               fmt::format("few services set `{}`: list their actions in Action", key));
  } else if (!without.empty()) {
    report.add(
        "USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES", clause.key.span,
        fmt::format("few services set `{}`, and not those of {}: keep to those that do", key, some(without)));
  }
}

void check_dynamodb_attributes(const LintedPolicy& policy, const Statement& statement,
                               const ConditionClause& clause, Report& report) {
  if (statement.effect != Effect::kAllow || !is_key(clause, "dynamodb:Attributes")) return;
  const bool reads = has_action(statement.action, "dynamodb:Query") ||
                     has_action(statement.action, "dynamodb:Scan") ||
                     has_action(statement.action, "dynamodb:GetItem") ||
                     has_action(statement.action, "dynamodb:BatchGetItem");
  if (reads && !may_have_key(policy, statement, "dynamodb:Select"))
    report.add("DYNAMODB_ATTRIBUTES_WITHOUT_SELECT", clause.key.span,
               fmt::format("a request that names no attributes gets all, whatever `{}` says: add "
                           "`dynamodb:Select` with `SPECIFIC_ATTRIBUTES`",
                           clause.key.value));
}

void check_s3_prefix(const LintedPolicy& policy, const Statement& statement, const ConditionClause& clause,
                     Report& report) {
  if (!is_key(clause, "s3:prefix") || family_of(clause.op.op) != OperatorFamily::kString) return;
  if (is_negated(clause.op.op) != (statement.effect == Effect::kAllow)) return;
  if (!has_known_values(policy, clause)) return;
  // No prefix is shorter than these.
  const bool is_all = std::all_of(clause.values.begin(), clause.values.end(), [](const Text& value) {
    return value.value.empty() || has_wildcard(value.value.substr(0, 1));
  });
  if (!is_all)
    report.add("S3_PREFIX_IN_NEGATIVE_CONTEXT", clause.key.span,
               fmt::format("who asks for a shorter `{}` lists the same objects: allow the prefixes with "
                           "`StringLike`, or deny others with `StringNotLike`",
                           clause.key.value));
}

void check_condition_services(const LintedPolicy& policy, Report& report) {
  for_each_clause(policy, [&](const Statement& statement, const ConditionClause& clause) {
    check_resource_tag(policy, statement, clause, report);
    check_actions(policy, statement, clause, report);
    check_endpoint_key(policy, statement, clause, report);
    check_dynamodb_attributes(policy, statement, clause, report);
    check_s3_prefix(policy, statement, clause, report);
    if (policy.service == "s3" && is_key(clause, "s3:ResourceAccount"))
      report.add("IRRELEVANT_CONDITION_KEY_IN_POLICY", clause.key.span,
                 fmt::format("`{}` is always the account of this resource: use it in identity policies",
                             clause.key.value));
  });
}

constexpr std::array kRows = {
    Check{"ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", Severity::kSuggestion, kAllTypes,
          "NotAction with a tag condition",
          "Requests of many actions carry no tags of a resource, so the Allow does not reach them. List the "
          "actions that it is meant for.",
          check_condition_services},
    Check{"ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", Severity::kSuggestion, kAllTypes,
          "tag condition for a service without it",
          "The service does not say the tags of its resources, or the action takes none, so the condition "
          "never holds and the action is not allowed. Restrict it by ARN, in a statement of its own.",
          check_condition_services},
    Check{"DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", Severity::kSecurityWarning,
          kAllTypes, "Deny of NotAction with a tag condition",
          "Requests of many actions carry no tags of a resource, so the Deny does not reach them. List the "
          "actions that it is meant for.",
          check_condition_services},
    Check{"DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE", Severity::kSecurityWarning, kAllTypes,
          "Deny with a tag condition for a service without it",
          "The service does not say the tags of its resources, or the action takes none, so the condition "
          "never holds and the action is not denied. Deny it by ARN, in a statement of its own.",
          check_condition_services},
    Check{"DYNAMODB_ATTRIBUTES_WITHOUT_SELECT", Severity::kSecurityWarning, kAllTypes,
          "attributes without dynamodb:Select",
          "dynamodb:Attributes is there only where a request names attributes; one that does not reads whole "
          "items.",
          check_condition_services},
    Check{"IRRELEVANT_CONDITION_KEY_IN_POLICY", Severity::kSuggestion, kResourcePolicy,
          "condition key that says nothing here",
          "In the policy of a resource the key has one value alone. Use it in identity policies.",
          check_condition_services},
    Check{"S3_PREFIX_IN_NEGATIVE_CONTEXT", Severity::kSecurityWarning, kAllTypes, "listing denied by prefix",
          "A listing with a shorter prefix, or none, shows the objects under the prefix too, and does not "
          "match it.",
          check_condition_services},
    Check{"UNSUPPORTED_ACTION_FOR_CONDITION_KEY", Severity::kError, kAllTypes,
          "action without the condition key",
          "Requests of the action do not carry the key: a plain condition on it never holds, a negated one "
          "always.",
          check_condition_services},
    Check{"USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES", Severity::kWarning, kAllTypes,
          "condition key that few services set",
          "Requests to other services do not carry the key, so they are refused, or pass, by mistake.",
          check_condition_services},
};

}  // namespace

std::span<const Check> condition_service_checks() { return kRows; }

}  // namespace arnscope
