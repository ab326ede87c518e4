// iam:PassRole and iam:CreateServiceLinkedRole: who may hand a service any role hands it their own power.
// Source: IAM User Guide, "Grant a user permissions to pass a role to an AWS service", "Create a
// service-linked role".
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "engine/base/text.h"
#include "engine/lint/linted_policy.h"
#include "engine/policy/arn.h"
#include "engine/policy/glob.h"

namespace arnscope {
namespace {

// How a statement comes to mean the action, and how all roles.
enum class Names : uint8_t { kLiterally, kByWildcard, kByNotAction };
enum class Reaches : uint8_t { kByStar, kByNotResource };

struct Shape {
  Names names;
  Reaches reaches;
  std::string_view code;
};

struct Delegation {
  std::string_view action;
  std::string_view limiting_key;  // with it in Condition the statement is limited
  std::array<Shape, 6> shapes;
};

constexpr Delegation kPassRole = {
    "iam:PassRole",
    "iam:PassedToService",
    {Shape{Names::kLiterally, Reaches::kByStar, "PASS_ROLE_WITH_STAR_IN_RESOURCE"},
     Shape{Names::kByWildcard, Reaches::kByStar, "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE"},
     Shape{Names::kByNotAction, Reaches::kByStar, "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION"},
     Shape{Names::kLiterally, Reaches::kByNotResource, "PASS_ROLE_WITH_NOT_RESOURCE"},
     Shape{Names::kByWildcard, Reaches::kByNotResource, "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE"},
     Shape{Names::kByNotAction, Reaches::kByNotResource, "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE"}}};

constexpr Delegation kCreateRole = {
    "iam:CreateServiceLinkedRole",
    "iam:AWSServiceName",
    {Shape{Names::kLiterally, Reaches::kByStar, "CREATE_SLR_WITH_STAR_IN_RESOURCE"},
     Shape{Names::kByWildcard, Reaches::kByStar, "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE"},
     Shape{Names::kByNotAction, Reaches::kByStar, "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION"},
     Shape{Names::kLiterally, Reaches::kByNotResource, "CREATE_SLR_WITH_NOT_RESOURCE"},
     Shape{Names::kByWildcard, Reaches::kByNotResource, "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE"},
     Shape{Names::kByNotAction, Reaches::kByNotResource, "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE"}}};

std::optional<Names> how_named(const ElementList& actions, std::string_view action) {
  std::optional<Names> found;
  for (const Text& each : actions.values) {
    if (equal_folded(each.value, action)) {
      found = Names::kLiterally;
      break;
    }
    if (glob_match(each.value, action, Case::kInsensitive)) found = Names::kByWildcard;
  }
  if (actions.polarity == Polarity::kListed) return found;
  return found ? std::nullopt : std::optional(Names::kByNotAction);
}

// Names of roles that services make for themselves: AWS forgives a `*` behind such a beginning.
bool is_of_a_service(std::string_view name) {
  constexpr std::array<std::string_view, 5> kBeginnings = {"service-role/", "aws-service-role/", "AWS",
                                                           "Amazon", "aws-"};
  return std::any_of(kBeginnings.begin(), kBeginnings.end(),
                     [&](std::string_view each) { return name.starts_with(each); });
}

// Whether the pattern names no role in full. Forgiven are a `*` for the account before a whole name, and
// names that services give.
bool is_any_role(std::string_view pattern) {
  const auto fields = split_arn_pattern(pattern, ShortArn::kCompleted);
  if (!fields || !glob_match(fields->field[2], "iam")) return false;
  const std::string_view resource = fields->field[5];
  if (!has_wildcard(resource)) return false;
  constexpr std::string_view kRole = "role/";
  const std::string_view literal = literal_prefix(resource);
  if (literal.starts_with(kRole)) return !is_of_a_service(literal.substr(kRole.size()));
  return glob_intersects(resource, "role/*");
}

void check_delegation(const Delegation& delegation, const LintedPolicy& policy, Report& report) {
  for (const Statement& statement : policy.policy.statements) {
    if (statement.effect != Effect::kAllow || !statement.resource) continue;
    const auto names = how_named(statement.action, delegation.action);
    const bool is_limited = std::any_of(statement.conditions.begin(), statement.conditions.end(),
                                        [&](const ConditionClause& clause) {
                                          return equal_folded(clause.key.value, delegation.limiting_key);
                                        });
    if (!names || is_limited) continue;
    const bool all_but = statement.resource->polarity == Polarity::kAllBut;
    const auto star =
        std::find_if(statement.resource->values.begin(), statement.resource->values.end(),
                     [&](const Text& each) { return policy.is_known(each) && is_any_role(each.value); });
    if (!all_but && star == statement.resource->values.end()) continue;
    const Reaches reaches = all_but ? Reaches::kByNotResource : Reaches::kByStar;
    for (const Shape& shape : delegation.shapes)
      if (shape.names == *names && shape.reaches == reaches)
        report.add(shape.code, all_but ? statement.resource->span : star->span,
                   fmt::format("{} is allowed on {}: name the roles, or limit it by {}", delegation.action,
                               all_but ? "all roles but some" : fmt::format("`{}`", star->value),
                               delegation.limiting_key));
  }
}

void check_delegations(const LintedPolicy& policy, Report& report) {
  check_delegation(kPassRole, policy, report);
  check_delegation(kCreateRole, policy, report);
}

constexpr std::string_view kPassTitle = "any role may be passed";
constexpr std::string_view kPassHelp =
    "Whoever passes a role to a service acts with that role's permissions. Name the roles, or the services "
    "by "
    "iam:PassedToService.";
constexpr std::string_view kCreateTitle = "any service-linked role may be created";
constexpr std::string_view kCreateHelp =
    "A service-linked role has the permissions that its service asks for. Name the roles, or the services by "
    "iam:AWSServiceName.";

constexpr Check pass_row(size_t shape) {
  return {kPassRole.shapes[shape].code,
          Severity::kSecurityWarning,
          kIdentityTypes,
          kPassTitle,
          kPassHelp,
          check_delegations};
}
constexpr Check create_row(size_t shape) {
  return {kCreateRole.shapes[shape].code,
          Severity::kWarning,
          kIdentityTypes,
          kCreateTitle,
          kCreateHelp,
          check_delegations};
}
constexpr std::array kRows = {pass_row(0),   pass_row(1),   pass_row(2),   pass_row(3),
                              pass_row(4),   pass_row(5),   create_row(0), create_row(1),
                              create_row(2), create_row(3), create_row(4), create_row(5)};

}  // namespace

std::span<const Check> delegation_checks() { return kRows; }

}  // namespace arnscope
