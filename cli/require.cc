// `require SPEC --policy FILE... | --snapshot FILE --principal PRINCIPAL`: does this identity have these
// permissions. Exit code 0: all are granted; 1: one is missing, conditional, or of an action that the catalog
// does not know, which may be misspelt.
#include <fmt/format.h>

#include <algorithm>

#include "cli/input.h"
#include "cli/policies.h"
#include "cli/require_report.h"
#include "engine/snapshot/find_principal.h"

namespace arnscope::cli {
namespace {

// What is required. Nothing, having said why, where a part of it cannot be read.
std::optional<RequiredPermissions> read_spec(const std::string& word, Terminal& terminal) {
  auto source = open_word(word);
  if (!source) return terminal.fail(source.error()), std::nullopt;
  auto required = read_required_permissions(*source);
  if (!required) return terminal.fail(required.error()), std::nullopt;
  bool whole = true;
  for (const Finding& finding : required->findings) {
    terminal.warn(finding);
    whole = whole && finding.severity != Severity::kError;
  }
  if (!whole)
    return terminal.fail("a part of what is required cannot be read: nothing was checked"), std::nullopt;
  return *std::move(required);
}

std::optional<PermissionHolder::PolicyList> compile_policies(std::span<const std::string> words,
                                                             Terminal& terminal) {
  const auto policies = read_policies(words, terminal);
  if (!policies) return std::nullopt;
  PermissionHolder::PolicyList compiled;
  bool whole = true;
  for (const NamedPolicy& policy : *policies) {
    auto parsed = parse_whole(policy, PolicyKind::kIdentity, terminal);
    whole = whole && parsed.has_value();
    if (parsed)
      compiled.push_back(
          compile(std::make_shared<const Policy>(*std::move(parsed)), PolicyKind::kIdentity, policy.name));
  }
  if (!whole) return std::nullopt;
  return compiled;
}

// The holder, and what it points into.
struct Held {
  std::unique_ptr<const Snapshot> snapshot;
  std::unique_ptr<Access> access;
  std::optional<PermissionHolder> holder;
};

bool read_policy_holder(const Options& options, const GivenContext& given, Held& held, Terminal& terminal) {
  auto identity = compile_policies(options.policies, terminal);
  PermissionHolder::PolicyList boundary;
  if (!options.boundary.empty()) {
    auto compiled = compile_policies(std::vector{options.boundary}, terminal);
    if (!compiled) return false;
    boundary = *std::move(compiled);
  }
  if (!identity) return false;
  held.holder.emplace(*std::move(identity), std::move(boundary), given);
  return true;
}

bool read_principal_holder(const Options& options, const GivenContext& given, Held& held,
                           Terminal& terminal) {
  held.snapshot = load(options, terminal);
  if (!held.snapshot) return false;
  auto principal = find_principal(*held.snapshot, options.principal);
  if (!principal) return terminal.fail(principal.error().message), false;
  held.access = std::make_unique<Access>(*held.snapshot, given.unlisted);
  Caller caller = held.access->caller(*std::move(principal));
  held.holder.emplace(*held.access, std::move(caller), given);
  return true;
}

bool read_holder(const Options& options, Held& held, Terminal& terminal) {
  const bool by_snapshot = !options.snapshots.empty() || !options.principal.empty();
  const bool whole = by_snapshot ? !options.snapshots.empty() && !options.principal.empty() &&
                                       options.policies.empty() && options.boundary.empty()
                                 : !options.policies.empty();
  if (!whole) {
    terminal.fail(
        "say whose permissions: --policy, with or without --boundary; or --snapshot and --principal");
    return false;
  }
  auto asked = read_question(options, terminal);
  if (!asked) return false;
  const GivenContext given{std::move(asked->question.context), asked->unlisted};
  return by_snapshot ? read_principal_holder(options, given, held, terminal)
                     : read_policy_holder(options, given, held, terminal);
}

}  // namespace

int run_require(const Options& options, Terminal& terminal) {
  const auto required = read_spec(options.file, terminal);
  Held held;
  if (!required || !read_holder(options, held, terminal)) return kFailed;
  RequireReport report;
  report.spec = options.file;
  report.required = &*required;
  report.answers = check_requirements(*held.holder, *required);
  report.notes = held.holder->notes();
  report.list_surplus = options.surplus;
  report.list_all = options.all;
  if (options.format == "junit") {
    write_junit(report, terminal);
    return is_fulfilled(report) ? kYes : kNo;
  }
  report.surplus = find_surplus(*held.holder, *required);
  PermissionHolder::PolicyList own;
  for (const auto& level : held.holder->policies()[Layer::kIdentity].levels)
    own.insert(own.end(), level.begin(), level.end());
  report.redundant = find_redundant(own);
  if (options.format == "json") {
    write_json(report, terminal);
  } else {
    write_text(report, terminal);
  }
  return is_fulfilled(report) ? kYes : kNo;
}

}  // namespace arnscope::cli
