// Trust policies of roles. Source: IAM User Guide, "How to use trust policies", "Create a role for OpenID
// Connect federation", and "IAM Roles Anywhere trust model".
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/text.h"
#include "engine/lint/linted_policy.h"
#include "engine/policy/arn.h"
#include "engine/policy/glob.h"

namespace arnscope {
namespace {

constexpr std::string_view kGitHub = "token.actions.githubusercontent.com";
constexpr std::string_view kAnywhere = "rolesanywhere.amazonaws.com";

// The actions of AWS STS, by who is asked with them.
constexpr std::string_view kAssume = "sts:AssumeRole", kSaml = "sts:AssumeRoleWithSAML",
                           kWeb = "sts:AssumeRoleWithWebIdentity";

// Providers of web identities that need no entity in IAM.
constexpr std::array<std::string_view, 4> kBuiltIn = {"accounts.google.com", "www.amazon.com",
                                                      "graph.facebook.com", "cognito-identity.amazonaws.com"};

bool is_saml(std::string_view provider) { return provider.find(":saml-provider/") != std::string_view::npos; }

// "token.actions.githubusercontent.com" of the provider's ARN: with that its condition keys begin.
std::string_view host_of(std::string_view provider) {
  constexpr std::string_view kType = ":oidc-provider/";
  const size_t at = provider.find(kType);
  return at == std::string_view::npos ? provider : provider.substr(at + kType.size());
}

bool is_provider(std::string_view text) {
  if (std::find(kBuiltIn.begin(), kBuiltIn.end(), text) != kBuiltIn.end()) return true;
  const auto arn = parse_arn(text);
  return arn && arn->service == "iam" &&
         (arn->resource.starts_with("saml-provider/") || arn->resource.starts_with("oidc-provider/"));
}

bool grants(const Statement& statement, std::string_view action) {
  return statement.action.polarity == Polarity::kListed &&
         std::any_of(statement.action.values.begin(), statement.action.values.end(),
                     [&](const Text& each) { return glob_match(each.value, action, Case::kInsensitive); });
}

// The clauses whose key is the provider's: "HOST:sub".
std::vector<const ConditionClause*> clauses_of(const Statement& statement, std::string_view host) {
  std::vector<const ConditionClause*> found;
  for (const ConditionClause& clause : statement.conditions) {
    const std::string_view key = clause.key.value;
    if (key.size() > host.size() && key[host.size()] == ':' && equal_folded(key.substr(0, host.size()), host))
      found.push_back(&clause);
  }
  return found;
}

void check_oidc(const PrincipalEntry& entry, const Statement& statement, Report& report) {
  const std::string_view host = host_of(entry.value.value);
  const auto clauses = clauses_of(statement, host);
  if (clauses.empty())
    report.add(
        "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL", entry.value.span,
        fmt::format("any token of `{0}` is taken: limit it by a key such as {0}:aud or {0}:sub", host));
  if (!equal_folded(host, kGitHub)) return;
  bool has_subject = false;
  for (const ConditionClause* clause : clauses) {
    if (!equal_folded(std::string_view(clause->key.value).substr(host.size()), ":sub")) continue;
    has_subject = true;
    for (const Text& value : clause->values)
      if (has_wildcard(value.value))
        report.add("SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED", value.span,
                   fmt::format("`{}` lets in more than one branch or repository: name them", value.value));
  }
  if (!has_subject)
    report.add("MISSING_GITHUB_REPO_CONDITION_KEY", entry.value.span,
               fmt::format("workflows of any repository may assume the role: limit {}:sub", kGitHub));
}

void check_audience(const Statement& statement, Report& report) {
  for (const ConditionClause& clause : statement.conditions) {
    if (!clause.key.value.ends_with(":aud") || clause.op.set_operator == SetOperator::kNone) continue;
    const bool any = clause.op.set_operator == SetOperator::kForAnyValue;
    report.add(any ? "FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE" : "CONFIRM_AUDIENCE_CLAIM_TYPE",
               clause.operator_text.span,
               fmt::format("`{}` has one value: write the operator without {}", clause.key.value,
                           any ? "ForAnyValue" : "ForAllValues"));
  }
}

void mismatch(const PrincipalEntry& entry, std::string_view action, Report& report) {
  report.add("MISMATCHED_ACTION_FOR_PRINCIPAL", entry.value.span,
             fmt::format("`{}` assumes the role by {}, which the statement does not allow", entry.value.value,
                         action));
}

void check_action_of(const PrincipalEntry& entry, const Statement& statement, Report& report) {
  const std::string& name = entry.value.value;
  if (entry.kind == PrincipalKind::kFederated) {
    const std::string_view action = is_saml(name) ? kSaml : kWeb;
    if (!grants(statement, action)) mismatch(entry, action, report);
  } else if (!grants(statement, kAssume) && (grants(statement, kSaml) || grants(statement, kWeb))) {
    mismatch(entry, kAssume, report);
  }
}

void check_anywhere(const PrincipalEntry& entry, const Statement& statement, Report& report) {
  for (std::string_view action :
       {kAssume, std::string_view("sts:SetSourceIdentity"), std::string_view("sts:TagSession")})
    if (!grants(statement, action))
      report.add("MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY", entry.value.span,
                 fmt::format("IAM Roles Anywhere needs {} here, too", action));
}

// A session beside its role: whoever is the session has the role.
void check_sessions(const PrincipalElement& principal, Report& report) {
  for (const PrincipalEntry& session : principal.entries) {
    const auto arn = parse_arn(session.value.value);
    if (!arn || arn->service != "sts" || arn->resource_type() != "assumed-role") continue;
    const std::string_view name = arn->resource_name();
    const std::string_view role = name.substr(0, name.find('/'));
    for (const PrincipalEntry& other : principal.entries) {
      const auto of = parse_arn(other.value.value);
      if (!of || of->service != "iam" || of->account != arn->account || of->resource_type() != "role")
        continue;
      const std::string_view path = of->resource_name();
      if (path.substr(path.rfind('/') + 1) != role) continue;
      report.add(
          "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY", session.value.span,
          fmt::format("`{}` is a session of `{}`, which is listed", session.value.value, other.value.value));
    }
  }
}

void check_entry(const PrincipalEntry& entry, const Statement& statement, Report& report) {
  if (entry.kind == PrincipalKind::kEveryone)
    report.add("ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL", entry.value.span,
               "IAM refuses `*` alone in a trust policy: write {\"AWS\": \"*\"}, if everyone is meant");
  if (statement.effect != Effect::kAllow) return;
  check_action_of(entry, statement, report);
  if (entry.kind == PrincipalKind::kService && entry.value.value == kAnywhere)
    check_anywhere(entry, statement, report);
  if (entry.kind != PrincipalKind::kFederated) return;
  if (!is_provider(entry.value.value)) {
    report.add("INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY", entry.value.span,
               fmt::format("`{}` is no provider: name one by the ARN of its SAML or OIDC provider in IAM",
                           entry.value.value));
  } else if (!is_saml(entry.value.value)) {
    check_oidc(entry, statement, report);
  }
}

void check_trust(const LintedPolicy& policy, Report& report) {
  if (policy.type != kTrustPolicy) return;
  for (const Statement& statement : policy.policy.statements) {
    check_audience(statement, report);
    if (!statement.principal) continue;
    if (statement.principal->polarity == Polarity::kAllBut)
      report.add("ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL", statement.principal->span,
                 "a trust policy has no NotPrincipal: name who may assume the role");
    check_sessions(*statement.principal, report);
    for (const PrincipalEntry& entry : statement.principal->entries)
      if (policy.is_known(entry.value)) check_entry(entry, statement, report);
  }
}

constexpr Check row(std::string_view code, Severity severity, std::string_view title, std::string_view help) {
  return {code, severity, kTrustPolicy, title, help, check_trust};
}

constexpr std::array kRows = {
    row("CONFIRM_AUDIENCE_CLAIM_TYPE", Severity::kSuggestion, "ForAllValues on the audience",
        "ForAllValues is true where the key is absent. The audience has one value: leave the prefix out."),
    row("FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE", Severity::kSecurityWarning, "ForAnyValue on the audience",
        "The audience of a token has one value: leave the prefix out."),
    row("INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY", Severity::kError,
        "provider of another form",
        "A federated principal is the ARN of a SAML or OIDC provider, or the name of one of those that AWS "
        "knows without."),
    row("MISMATCHED_ACTION_FOR_PRINCIPAL", Severity::kError, "action that the principal cannot use",
        "SAML providers come by sts:AssumeRoleWithSAML, OIDC providers by sts:AssumeRoleWithWebIdentity, all "
        "others by sts:AssumeRole."),
    row("MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY", Severity::kError,
        "action that Roles Anywhere needs",
        "IAM Roles Anywhere needs sts:AssumeRole, sts:SetSourceIdentity and sts:TagSession."),
    row("MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL", Severity::kSecurityWarning, "any token of the provider",
        "An OIDC provider serves many: say which of its tokens are meant, by the audience and the subject."),
    row("MISSING_GITHUB_REPO_CONDITION_KEY", Severity::kSecurityWarning, "any repository of GitHub",
        "Without a limit on the subject workflows of anyone on GitHub may assume the role."),
    row("REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY", Severity::kSuggestion, "session beside its role",
        "Whoever is the session comes by the role, which is trusted already."),
    row("ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL", Severity::kError, "NotPrincipal in a trust policy",
        "Trust policies take Principal alone."),
    row("ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL", Severity::kError, "bare `*` in a trust policy",
        "IAM takes {\"AWS\": \"*\"}, which trusts everyone. Limit it by conditions, or name whom to trust."),
    row("SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED", Severity::kWarning,
        "pattern of repositories of GitHub",
        "A wildcard in the subject may match more repositories, branches or pull requests than are meant."),
};

}  // namespace

std::span<const Check> trust_checks() { return kRows; }

}  // namespace arnscope
