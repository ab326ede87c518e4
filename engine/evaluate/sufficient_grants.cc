#include "engine/evaluate/sufficient_grants.h"

#include <algorithm>
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

PolicyKind kind_of(Layer layer, const Request& request) {
  if (!names_principals(layer)) return PolicyKind::kIdentity;
  return layer == Layer::kResource && request.service() == "sts" ? PolicyKind::kTrust : PolicyKind::kResource;
}

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
  const PolicyKind kind = kind_of(layer, request);
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

bool can_grant(Layer layer, const Request& request, const Policies& policies) {
  const bool there = policies[layer].state != LayerState::kNone;
  switch (layer) {
    case Layer::kIdentity:
      return request.principal().has_identity();
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

SufficientGrants tried(const Request& request, const Policies& policies,
                       const std::vector<const Proposal*>& proposals) {
  SufficientGrants result;
  for (const Proposal* proposal : proposals) result.grants.push_back(proposal->grant);
  result.tried_on = with(policies, proposals);
  Decision decision = explain(request, result.tried_on);
  result.verdict = decision.verdict;
  result.condition = std::move(decision.condition);
  return result;
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
    if (decide(request, with(policies, fewer)) == verdict) kept = std::move(fewer);
  }
  return kept;
}

}  // namespace

std::vector<SufficientGrants> sufficient_grants(const Request& request, const Policies& policies) {
  const std::vector<Proposal> proposals = proposals_for(request, policies);
  std::vector<SufficientGrants> allowing;
  std::vector<SufficientGrants> conditional;
  std::vector<const Proposal*> all;
  for (const Proposal& proposal : proposals) {
    all.push_back(&proposal);
    const Verdict verdict = decide(request, with(policies, {&proposal}));
    if (verdict == Verdict::kAllowed) allowing.push_back(tried(request, policies, {&proposal}));
    if (verdict == Verdict::kConditional) conditional.push_back(tried(request, policies, {&proposal}));
  }
  if (!allowing.empty()) return allowing;
  const Verdict together = decide(request, with(policies, all));
  if (together == Verdict::kAllowed || (together == Verdict::kConditional && conditional.empty()))
    return {tried(request, policies, needed(request, policies, proposals, together))};
  return conditional;
}

Policies without(const Policies& policies, const std::vector<StatementReference>& statements) {
  Policies result = policies;
  for (LayerPolicies& layer : result.layers) {
    for (auto& level : layer.levels) {
      for (auto& compiled : level) {
        auto stands_in = [&](const StatementReference& each) { return each.policy == compiled.get(); };
        if (std::none_of(statements.begin(), statements.end(), stands_in)) continue;
        Policy kept = *compiled->policy;
        kept.statements.clear();
        for (const Statement& statement : compiled->policy->statements) {
          const bool leaves =
              std::any_of(statements.begin(), statements.end(),
                          [&](const StatementReference& each) { return each.statement == &statement; });
          if (!leaves) kept.statements.push_back(statement);
        }
        compiled = compile(std::make_shared<const Policy>(std::move(kept)), compiled->kind, compiled->name);
      }
    }
  }
  return result;
}

}  // namespace arnscope
