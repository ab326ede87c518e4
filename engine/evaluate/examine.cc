#include "engine/evaluate/examine.h"

#include <algorithm>

#include "engine/evaluate/layers.h"
#include "engine/evaluate/mismatch.h"
#include "engine/evaluate/sufficient_grants.h"

namespace arnscope {
namespace {

// Of the statements of one level that do not match: how many are shown that lack one element, and how many
// that lack more where there are no others.
constexpr size_t kNearlyShown = 3;
constexpr size_t kFartherShown = 2;

struct Candidate {
  TriedStatement tried;
  StatementReference reference;
  Mismatches mismatches;
};

struct LevelPlace {
  Layer layer;
  uint32_t level;
};

// Each statement of a level held against the request.
template <class Visit>
void for_each_tried(const Policies& policies, LevelPlace at, const Request& request, Visit visit) {
  const auto& level = policies[at.layer].levels[at.level];
  for (uint32_t position = 0; position < level.size(); ++position) {
    const CompiledPolicy& policy = *level[position];
    std::vector<bool> on_action(policy.statements.size());
    for_each_on_action(policy, request, [&](const CompiledStatement& statement) {
      on_action[static_cast<size_t>(&statement - policy.statements.data())] = true;
    });
    for (size_t i = 0; i < policy.statements.size(); ++i) {
      TriedStatement tried{&policy,      &policy.statements[i], at.layer,
                           on_action[i], kNamesItself,          policies.bounded()};
      if (names_principals(at.layer)) tried.naming = naming(*tried.statement, request, tried.bounded);
      visit(tried, StatementReference{at.layer, at.level, position, &policy, tried.statement->written});
    }
  }
}

Answer matches(const Mismatches& mismatches) {
  return mismatches.failed > 0 ? Answer::kNo : answer(mismatches.list.empty()) || Answer::kUnknown;
}

ExaminedStatement shown(Candidate candidate, const Request& request) {
  ExaminedStatement statement{candidate.reference, candidate.tried.naming, matches(candidate.mismatches),
                              std::move(candidate.mismatches.list)};
  find_changes(candidate.tried, request, statement.mismatches);
  return statement;
}

// A Deny comes after the Allow statements that are wanted; there are none beside it where they are not.
bool is_nearer(const Candidate& a, const Candidate& b) {
  const Effect effect = a.tried.statement->effect;
  if (effect != b.tried.statement->effect) return effect == Effect::kAllow;
  if (a.mismatches.failed != b.mismatches.failed) return a.mismatches.failed < b.mismatches.failed;
  return a.mismatches.distance < b.mismatches.distance;
}

// Whether it helps to know what keeps a statement from the request.
bool is_telling(const Candidate& candidate, const ExaminedLevel& level) {
  if (candidate.tried.statement->effect == Effect::kAllow) return level.allow == Answer::kNo;
  return candidate.mismatches.distance <= kOtherPrincipal;
}

// Those of the candidates, nearest first, that are worth showing: an action that would have to be added says
// little beside a nearer one.
size_t worth_showing(const std::vector<Candidate>& nearly) {
  size_t count = std::min(nearly.size(), kNearlyShown);
  while (count > 1 && nearly[count - 1].mismatches.distance >= kOtherAction &&
         nearly[0].mismatches.distance < kOtherAction)
    --count;
  return count;
}

// The statements of a level: those that match or may, then the nearest of the others.
void add_statements(ExaminedLevel& level, const Policies& policies, LevelPlace at, const Request& request) {
  std::vector<Candidate> nearly;
  std::vector<Candidate> farther;
  for_each_tried(policies, at, request,
                 [&](const TriedStatement& tried, const StatementReference& reference) {
                   if (!tried.on_action && !shares_service(*tried.statement->written, request)) return;
                   Candidate candidate{tried, reference, find_mismatches(tried, request)};
                   if (candidate.mismatches.failed == 0) {
                     level.statements.push_back(shown(std::move(candidate), request));
                   } else if (is_telling(candidate, level)) {
                     auto& list = candidate.mismatches.failed == 1 ? nearly : farther;
                     list.push_back(std::move(candidate));
                   }
                 });
  const bool none = level.statements.empty() && nearly.empty();
  if (none)
    std::erase_if(farther,
                  [](const Candidate& each) { return each.tried.statement->effect == Effect::kDeny; });
  std::vector<Candidate>& others = none ? farther : nearly;
  std::stable_sort(others.begin(), others.end(), is_nearer);
  const size_t count = none ? std::min(others.size(), kFartherShown) : worth_showing(others);
  for (size_t i = 0; i < count; ++i) level.statements.push_back(shown(std::move(others[i]), request));
  level.left_out = others.size() - count;
}

// What one level says by itself.
LayerAnswer ask_level(const Policies& policies, LevelPlace at, const Request& request) {
  Policies one = policies;
  one[at.layer].levels = {policies[at.layer].levels[at.level]};
  return ask_layers(request, one)[static_cast<size_t>(at.layer)];
}

std::vector<ExaminedLayer> examine_layers(const Request& request, const Policies& policies) {
  const auto answers = ask_layers(request, policies);
  std::vector<ExaminedLayer> layers;
  for (size_t i = 0; i < kLayerCount; ++i) {
    const auto layer = static_cast<Layer>(i);
    const LayerPolicies& own = policies[layer];
    ExaminedLayer& examined = layers.emplace_back();
    examined.layer = layer;
    examined.state = own.state;
    examined.applies = answers[i].applies;
    examined.because = answers[i].because;
    examined.missing = own.missing;
    if (!examined.applies) continue;
    examined.deny = answers[i].deny;
    examined.allow = answers[i].allow;
    for (uint32_t level = 0; level < own.levels.size(); ++level) {
      const LayerAnswer says = ask_level(policies, {layer, level}, request);
      examined.levels.push_back({says.deny, says.allow, {}, 0});
      add_statements(examined.levels.back(), policies, {layer, level}, request);
    }
  }
  return layers;
}

}  // namespace

Examination examine(const Request& request, const Policies& policies) {
  Examination examination;
  examination.decision = explain(request, policies);
  examination.by_rule = is_decided_by_rule(request, policies);
  examination.layers = examine_layers(request, policies);
  if (examination.by_rule) return examination;
  if (examination.decision.verdict == Verdict::kImplicitDeny) {
    examination.sufficient = sufficient_grants(request, policies);
  } else if (examination.decision.verdict == Verdict::kExplicitDeny) {
    examination.denials = examination.decision.decided_by;
    examination.without_denials = without(request, policies, examination.denials);
    if (examination.without_denials.verdict == Verdict::kImplicitDeny)
      examination.sufficient = sufficient_grants(request, examination.without_denials.tried_on);
  }
  return examination;
}

std::optional<ExaminedStatement> nearest_allow(const Request& request, const Policies& policies, Layer layer,
                                               Reach reach) {
  std::optional<Candidate> nearest;
  for (const bool on_action : {true, false}) {
    if (!on_action && reach == Reach::kAction) break;
    for (uint32_t level = 0; level < policies[layer].levels.size(); ++level) {
      for_each_tried(policies, {layer, level}, request,
                     [&](const TriedStatement& tried, const StatementReference& reference) {
                       if (tried.statement->effect == Effect::kDeny || tried.on_action != on_action) return;
                       if (!on_action && !shares_service(*tried.statement->written, request)) return;
                       Candidate candidate{tried, reference, find_mismatches(tried, request)};
                       if (candidate.mismatches.list.empty()) return;
                       if (!nearest || is_nearer(candidate, *nearest)) nearest = std::move(candidate);
                     });
    }
    if (nearest) break;
  }
  if (!nearest) return std::nullopt;
  return ExaminedStatement{nearest->reference, nearest->tried.naming, matches(nearest->mismatches),
                           std::move(nearest->mismatches.list)};
}

}  // namespace arnscope
