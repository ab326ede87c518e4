#include "engine/evaluate/sufficient_grants.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "engine/document/json_reader.h"
#include "engine/evaluate/mismatch.h"
#include "engine/evaluate/services.h"
#include "engine/policy/printer.h"

namespace arnscope {
namespace {

struct Proposal {
  MissingGrant grant;
  std::shared_ptr<const CompiledPolicy> policy;
};

std::string statement_text(PolicyKind kind, const Request& request) {
  Statement statement;
  if (kind != PolicyKind::kIdentity)
    statement.principal = {Polarity::kListed, {entry_naming(request.principal())}, {}};
  statement.action.values = {{display_name(request), {}}};
  if (kind != PolicyKind::kTrust) {
    statement.resource.emplace();
    statement.resource->values = {{std::string(request.takes_resource() ? request.resource() : "*"), {}}};
  }
  return print_statement(statement);
}

// From text on, as the statement would come from a file.
std::optional<Proposal> propose(Layer layer, uint32_t level, const Request& request) {
  const PolicyKind kind = policy_kind(layer, request.service());
  Proposal proposal{{layer, level, statement_text(kind, request)}, nullptr};
  auto document = read_json(
      Source::from_text("grant", R"({"Version":"2012-10-17","Statement":)" + proposal.grant.statement + "}"));
  if (!document) return std::nullopt;
  std::vector<Finding> findings;
  auto policy = std::make_shared<const Policy>(parse_policy((*document)->root(), kind, "grant", findings));
  proposal.policy = compile(std::move(policy), kind, "grant");
  return proposal;
}

Policies with(Policies policies, const std::vector<const Proposal*>& proposals) {
  for (const Proposal* proposal : proposals) {
    LayerPolicies& layer = policies[proposal->grant.layer];
    if (layer.levels.empty()) {
      policies.add(proposal->grant.layer, proposal->policy);
    } else {
      layer.levels[proposal->grant.level].push_back(proposal->policy);
    }
  }
  return policies;
}

// The permissions of a service-linked role are its service's. Source: IAM User Guide, "Create a
// service-linked role".
bool can_have_policies(const Principal& principal) {
  return principal.has_identity() && !principal.is_service_linked();
}

bool can_grant(Layer layer, const Request& request, const Policies& policies) {
  const bool there = policies[layer].state != LayerState::kNone;
  switch (layer) {
    case Layer::kIdentity:
      return can_have_policies(request.principal());
    case Layer::kResource:
      return there || (has_resource_policies(request.service()) && request.resource_fields() != nullptr &&
                       !is_match_all(request.resource()));
    case Layer::kSession:
      return there || request.principal().type == PrincipalType::kFederatedUser;
    case Layer::kRcp:
      return false;  // they never lack an Allow
    default:
      return there;
  }
}

std::vector<Proposal> proposals_for(const Request& request, const Policies& policies) {
  std::vector<Proposal> proposals;
  for (size_t i = 0; i < kLayerCount; ++i) {
    const auto layer = static_cast<Layer>(i);
    if (!can_grant(layer, request, policies)) continue;
    const size_t levels = std::max<size_t>(1, policies[layer].levels.size());
    for (uint32_t level = 0; level < levels; ++level)
      if (auto proposal = propose(layer, level, request)) proposals.push_back(std::move(*proposal));
  }
  return proposals;
}

Trial tried(const Request& request, Policies policies, std::vector<MissingGrant> grants) {
  Trial trial;
  trial.grants = std::move(grants);
  trial.tried_on = std::move(policies);
  Decision decision = explain(request, trial.tried_on);
  trial.verdict = decision.verdict;
  trial.condition = std::move(decision.condition);
  return trial;
}

Trial tried_with(const Request& request, const Policies& policies,
                 const std::vector<const Proposal*>& proposals) {
  std::vector<MissingGrant> grants;
  for (const Proposal* proposal : proposals) grants.push_back(proposal->grant);
  return tried(request, with(policies, proposals), std::move(grants));
}

// A condition that contradicts itself is no grant: the expression tells, where answers alone cannot.
Verdict verdict_with(const Request& request, const Policies& policies,
                     const std::vector<const Proposal*>& proposals) {
  const Policies changed = with(policies, proposals);
  const Verdict verdict = decide(request, changed);
  return verdict == Verdict::kConditional ? explain(request, changed).verdict : verdict;
}

// Those of all proposals that are needed for the verdict; where it may be either, the resource's policy is
// left alone.
std::vector<const Proposal*> needed(const Request& request, const Policies& policies,
                                    const std::vector<Proposal>& proposals, Verdict verdict) {
  std::vector<const Proposal*> kept;
  kept.reserve(proposals.size());
  for (const Proposal& proposal : proposals) kept.push_back(&proposal);
  std::vector<const Proposal*> order = kept;
  std::stable_partition(order.begin(), order.end(),
                        [](const Proposal* each) { return each->grant.layer == Layer::kResource; });
  for (const Proposal* each : order) {
    std::vector<const Proposal*> fewer = kept;
    std::erase(fewer, each);
    if (verdict_with(request, policies, fewer) == verdict) kept = std::move(fewer);
  }
  return kept;
}

std::shared_ptr<const CompiledPolicy> without(const std::shared_ptr<const CompiledPolicy>& policy,
                                              const std::vector<StatementReference>& statements) {
  auto leaves = [&](const Statement& statement) {
    return std::any_of(statements.begin(), statements.end(),
                       [&](const StatementReference& each) { return each.statement == &statement; });
  };
  const std::vector<Statement>& written = policy->policy->statements;
  if (std::none_of(written.begin(), written.end(), leaves)) return policy;
  Policy rest = *policy->policy;
  rest.statements.clear();
  std::copy_if(written.begin(), written.end(), std::back_inserter(rest.statements),
               [&](const Statement& statement) { return !leaves(statement); });
  return compile(std::make_shared<const Policy>(std::move(rest)), policy->kind, policy->name);
}

}  // namespace

std::vector<Trial> sufficient_grants(const Request& request, const Policies& policies) {
  const std::vector<Proposal> proposals = proposals_for(request, policies);
  std::vector<Trial> allowing;
  std::vector<Trial> conditional;
  std::vector<const Proposal*> all;
  for (const Proposal& proposal : proposals) {
    all.push_back(&proposal);
    const Verdict verdict = verdict_with(request, policies, {&proposal});
    if (verdict == Verdict::kAllowed) allowing.push_back(tried_with(request, policies, {&proposal}));
    if (verdict == Verdict::kConditional) conditional.push_back(tried_with(request, policies, {&proposal}));
  }
  if (!allowing.empty()) return allowing;
  const Verdict together = verdict_with(request, policies, all);
  if (together == Verdict::kAllowed || (together == Verdict::kConditional && conditional.empty()))
    return {tried_with(request, policies, needed(request, policies, proposals, together))};
  return conditional;
}

Trial without(const Request& request, const Policies& policies,
              const std::vector<StatementReference>& statements) {
  Policies rest = policies;
  for (LayerPolicies& layer : rest.layers)
    for (auto& level : layer.levels)
      for (auto& policy : level) policy = without(policy, statements);
  return tried(request, std::move(rest), {});
}

}  // namespace arnscope
