// Actions and services.
#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/lint/linted_policy.h"
#include "engine/policy/arn.h"
#include "engine/policy/glob.h"

namespace arnscope {
namespace {

std::string_view catalog_date() { return catalog::origins().front().date.substr(0, 10); }

std::string did_you_mean(std::string_view action) {
  const auto nearest = catalog::nearest_action(action);
  return nearest ? fmt::format(": did you mean `{}`?", *nearest)
                 : fmt::format(" in the catalog of {}", catalog_date());
}

std::optional<std::string_view> nearest_service(std::string_view prefix) {
  std::vector<std::string_view> prefixes;
  for (uint32_t id = 0; id < catalog::service_count(); ++id)
    prefixes.push_back(catalog::service(static_cast<catalog::ServiceId>(id)).prefix);
  return nearest_name(prefix, prefixes);
}

void check_action(const Text& action, Report& report) {
  const std::string& text = action.value;
  const size_t colon = text.find(':');
  const std::string_view service = std::string_view(text).substr(0, colon);
  std::vector<ActionId> matched;
  if (!is_match_all(text)) catalog::expand(text, matched);
  if (is_match_all(text) || !matched.empty()) {
    if (colon != std::string::npos && has_wildcard(service))
      report.add("WILDCARD_IN_SERVICE_NAME", action.span,
                 fmt::format("`{}` has a wildcard in the service's name: name each service", text));
  } else if (colon == std::string::npos) {
    report.add("INVALID_ACTION", action.span,
               fmt::format("`{}` is no action: write `service:{}`", text, text));
  } else if (!has_wildcard(service) && !catalog::find_service(service)) {
    const auto nearest = nearest_service(service);
    report.add("INVALID_SERVICE_IN_ACTION", action.span,
               fmt::format("there is no service `{}`{}", service,
                           nearest ? fmt::format(": did you mean `{}`?", *nearest)
                                   : fmt::format(" in the catalog of {}", catalog_date())));
  } else {
    report.add("INVALID_ACTION", action.span,
               has_wildcard(text)
                   ? fmt::format("`{}` matches no action of the catalog of {}", text, catalog_date())
                   : fmt::format("there is no action `{}`{}", text, did_you_mean(text)));
  }
}

void check_actions(const LintedPolicy& policy, Report& report) {
  for (const Statement& statement : policy.policy.statements)
    for (const Text& action : statement.action.values)
      if (policy.is_known(action)) check_action(action, report);
}

// The service whose actions a policy that hangs on something may name; "" where nothing tells.
std::string_view own_service(const LintedPolicy& policy) {
  return policy.type == kTrustPolicy ? "sts" : policy.service;
}

void check_foreign_actions(const LintedPolicy& policy, Report& report) {
  const std::string_view own = own_service(policy);
  if (own.empty()) return;
  for (const Statement& statement : policy.policy.statements)
    for (const Text& action : statement.action.values) {
      const std::string_view text = action.value;
      const std::string_view service = text.substr(0, text.find(':'));
      if (!policy.is_known(action) || glob_match(service, own, Case::kInsensitive)) continue;
      // What does not exist has a finding of its own.
      if (!catalog::find_service(service)) continue;
      report.add("UNSUPPORTED_ACTION_IN_POLICY", action.span,
                 fmt::format("`{}` is no action on what this policy hangs on: those are of `{}`", text, own));
    }
}

constexpr LintedTypes kHanging = kTrustPolicy | kResourcePolicy;

constexpr std::array kRows = {
    Check{
        "INVALID_ACTION", Severity::kError, kAllTypes, "action that does not exist",
        "No action matches, so nothing is allowed or denied by it. The catalog has the date that the message "
        "or `arnscope catalog date` names; an action may be younger.",
        check_actions},
    Check{"INVALID_SERVICE_IN_ACTION", Severity::kError, kAllTypes, "service that does not exist",
          "An action begins with the prefix of its service, as in `s3:GetObject`.", check_actions},
    Check{"UNSUPPORTED_ACTION_IN_POLICY", Severity::kError, kHanging, "action of another service",
          "A resource's policy speaks of actions on that resource alone.", check_foreign_actions},
    Check{"WILDCARD_IN_SERVICE_NAME", Severity::kSuggestion, kAllTypes, "wildcard in a service's name",
          "It matches services that do not exist yet. Name each service.", check_actions},
};

}  // namespace

std::span<const Check> action_checks() { return kRows; }

}  // namespace arnscope
