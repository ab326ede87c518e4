#include "engine/graph/effective_answers.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/document/json_writer.h"
#include "engine/evaluate/decision_json.h"
#include "engine/evaluate/grants.h"
#include "engine/evaluate/services.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

bool is_grant(Verdict verdict) { return verdict == Verdict::kAllowed || verdict == Verdict::kConditional; }

std::string text_of(const Expression& condition) {
  std::string text;
  JsonWriter json(text, Layout::kCompact);
  write_condition(json, condition, Places::kLeftOut);
  return text;
}

bool comes_before(const StatementReference& a, const StatementReference& b) {
  return std::tuple(a.layer, a.level, a.position, a.statement->index) <
         std::tuple(b.layer, b.level, b.position, b.statement->index);
}

// A policy that is held directly and through groups is one.
bool is_same(const StatementReference& a, const StatementReference& b) {
  return a.layer == b.layer && a.policy == b.policy && a.statement == b.statement;
}

// The interval at whose beginning the action stands, of all policies together.
std::vector<ActionId> interval_starts(const std::vector<const CompiledPolicy*>& policies) {
  std::vector<ActionId> starts = {0};
  for (const CompiledPolicy* policy : policies)
    starts.insert(starts.end(), policy->interval_starts.begin(), policy->interval_starts.end());
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  while (!starts.empty() && starts.back() >= catalog::action_count()) starts.pop_back();
  return starts;
}

bool allows_on(const LayerPolicies& identity, ActionId action) {
  bool allows = !identity.missing.empty();
  for (const auto& level : identity.levels)
    for (const auto& policy : level)
      policy->for_each_on(action, [&](const CompiledStatement& statement) {
        allows = allows || statement.effect == Effect::kAllow;
      });
  return allows;
}

}  // namespace

EffectiveTables::EffectiveTables(Graph& graph) : graph_(graph) {
  for (uint32_t id = 0; id < graph.conditions.size(); ++id)
    conditions_.try_emplace(text_of(graph.conditions[id]), id);
  for (ActionSetId id = 0; id < graph.action_sets.size(); ++id) {
    const auto actions = graph.action_sets[id];
    action_sets_.try_emplace({actions.begin(), actions.end()}, id);
  }
}

uint32_t EffectiveTables::condition(const Expression& condition) {
  auto [at, is_new] =
      conditions_.try_emplace(text_of(condition), static_cast<uint32_t>(graph_.conditions.size()));
  if (is_new) graph_.conditions.push_back(condition);
  return at->second;
}

uint32_t EffectiveTables::deciding(std::vector<StatementReference> statements) {
  std::stable_sort(statements.begin(), statements.end(), comes_before);
  std::vector<StatementReference> once;
  for (const StatementReference& each : statements)
    if (std::none_of(once.begin(), once.end(),
                     [&](const StatementReference& other) { return is_same(each, other); }))
      once.push_back(each);
  std::string key;
  for (const StatementReference& each : once)
    key += fmt::format("{} {} {} ", static_cast<int>(each.layer), static_cast<const void*>(each.policy),
                       each.statement->index);
  auto [at, is_new] = deciding_.try_emplace(std::move(key), static_cast<uint32_t>(graph_.deciding.size()));
  if (is_new) graph_.deciding.push_back(std::move(once));
  return at->second;
}

uint32_t EffectiveTables::detail(const std::vector<GrantedAction>& granted, uint32_t order) {
  std::vector<ActionId> actions;
  std::vector<uint32_t> deciders;
  for (const GrantedAction& each : granted) {
    actions.push_back(each.action);
    if (std::find(deciders.begin(), deciders.end(), each.decided_by) == deciders.end())
      deciders.push_back(each.decided_by);
  }
  uint32_t decided_by = deciders.front();
  if (deciders.size() > 1) {
    std::vector<StatementReference> all;
    for (uint32_t id : deciders)
      all.insert(all.end(), graph_.deciding[id].begin(), graph_.deciding[id].end());
    decided_by = deciding(std::move(all));
  }
  auto [set, is_new_set] = action_sets_.try_emplace(actions, graph_.action_sets.size());
  if (is_new_set) graph_.action_sets.add(actions);
  const EffectiveGrant grant{set->second, granted.front().condition, decided_by, order};
  auto [at, is_new] = grants_.try_emplace(grant, static_cast<uint32_t>(graph_.effective_grants.size()));
  if (is_new) graph_.effective_grants.push_back(grant);
  return kEffective | at->second;
}

std::vector<uint32_t> EffectiveTables::details(std::vector<GrantedAction> granted) {
  std::stable_sort(granted.begin(), granted.end(), [](const GrantedAction& a, const GrantedAction& b) {
    if (a.action != b.action) return a.action < b.action;
    return a.condition == kNoId && b.condition != kNoId;
  });
  granted.erase(
      std::unique(granted.begin(), granted.end(),
                  [](const GrantedAction& a, const GrantedAction& b) { return a.action == b.action; }),
      granted.end());
  std::vector<std::vector<GrantedAction>> by_condition(1);  // the first: allowed
  for (const GrantedAction& each : granted) {
    auto group = by_condition.begin();
    if (each.condition != kNoId)
      group = std::find_if(by_condition.begin() + 1, by_condition.end(),
                           [&](const auto& other) { return other.front().condition == each.condition; });
    if (group == by_condition.end()) group = by_condition.insert(group, std::vector<GrantedAction>());
    group->push_back(each);
  }
  std::erase_if(by_condition, [](const auto& group) { return group.empty(); });
  std::vector<uint32_t> details;
  for (const auto& group : by_condition)
    details.push_back(detail(group, static_cast<uint32_t>(details.size())));
  return details;
}

CallerAnswers::CallerAnswers(Access& access, EffectiveTargets& targets, EffectiveTables& tables,
                             Caller& caller)
    : access_(access), targets_(targets), tables_(tables), caller_(caller), policies_(caller.policies) {
  read_rows();
}

// RCPs of the caller's own account apply to actions that take no resource.
void CallerAnswers::read_rows() {
  std::vector<const CompiledPolicy*> policies;
  const auto add = [&](const LayerPolicies& layer) {
    for (const auto& level : layer.levels)
      for (const auto& policy : level) policies.push_back(policy.get());
  };
  for (Layer layer : {Layer::kScp, Layer::kIdentity, Layer::kBoundary}) add(caller_.policies[layer]);
  if (caller_.principal.has_identity())
    add(access_.standing(caller_.principal.account).resource_control_policies);
  const std::vector<ActionId> starts = interval_starts(policies);
  std::unordered_map<std::string, uint32_t> known;
  rows_.resize(catalog::action_count());
  std::string key;
  for (size_t i = 0; i < starts.size(); ++i) {
    key.clear();
    for (const CompiledPolicy* policy : policies) {
      const uint64_t* row = policy->statements_on(starts[i]);
      for (uint32_t word = 0; word < policy->words; ++word) {
        const uint64_t bits = row == nullptr ? 0 : row[word];
        key.append(reinterpret_cast<const char*>(&bits), sizeof bits);
      }
    }
    auto [at, is_new] = known.try_emplace(key, static_cast<uint32_t>(known.size()));
    if (is_new) allows_.push_back(allows_on(caller_.policies[Layer::kIdentity], starts[i]));
    const ActionId end = i + 1 < starts.size() ? starts[i + 1] : catalog::action_count();
    std::fill(rows_.begin() + starts[i], rows_.begin() + end, at->second);
  }
}

bool CallerAnswers::may_allow_any(const std::vector<ActionId>& actions) const {
  return std::any_of(actions.begin(), actions.end(), [&](ActionId action) { return may_allow(action); });
}

// As questions of the analyst have it: query.cc.
Context CallerAnswers::context_on(std::string_view resource, ResourceMeaning meaning) {
  Context context = caller_.context;
  if (meaning == ResourceMeaning::kOne) access_.add_resource_tags(resource, context);
  const auto arn = split_arn_pattern(resource, ShortArn::kNeverMatches);
  access_.add_resource_organization(
      arn && is_account_id(arn->field[4]) ? arn->field[4] : access_.known_owner(resource), context);
  return context;
}

// The evaluator's quick answer is final where it is yes or no.
CallerAnswers::Outcome CallerAnswers::decide(ActionId action, std::string_view resource,
                                             ResourceMeaning meaning, const Context& context) {
  Request request(caller_.principal, context);
  request.set_action(action);
  request.set_resource_account(access_.owner_account(caller_.principal, resource));
  request.set_resource(resource, meaning);
  access_.add_resource_policy(request, policies_);
  // Whom nothing but a resource policy can let in is let in by one that somebody has.
  if (!caller_.principal.has_identity() && policies_[Layer::kResource].state == LayerState::kUnknown)
    return {};
  const Verdict verdict = arnscope::decide(request, policies_);
  if (!is_grant(verdict)) return {};
  if (verdict == Verdict::kAllowed)
    return {true, kNoId, tables_.deciding(explain(request, policies_).decided_by)};
  const ResourceDecision answer = explain_resources(request, policies_);
  if (!is_grant(answer.verdict)) return {};
  names_resource_ = names_resource_ || policies_[Layer::kResource].state == LayerState::kUnknown;
  const Decision& shown = shown_decision(answer);
  return {true, answer.verdict == Verdict::kAllowed ? kNoId : tables_.condition(shown.condition),
          tables_.deciding(shown.decided_by)};
}

void CallerAnswers::ask(const TargetPart& part, const std::vector<uint32_t>& resource_side,
                        std::string_view resource, Asked asked, std::vector<GrantedAction>& granted) {
  alike_.clear();
  std::optional<Context> context;
  for (size_t i = 0; i < part.actions.size(); ++i) {
    const ActionId action = part.actions[i];
    if (asked == Asked::kAllowed && !may_allow(action)) continue;
    const uint32_t side = resource_side.empty() ? 0 : resource_side[i];
    auto known = std::find_if(alike_.begin(), alike_.end(), [&](const Alike& each) {
      return each.statements == rows_[action] && each.rules == part.rules[i] && each.resource_side == side;
    });
    if (known == alike_.end()) {
      if (!context) context = context_on(resource, part.meaning);
      alike_.push_back(
          {rows_[action], part.rules[i], side, decide(action, resource, part.meaning, *context)});
      known = alike_.end() - 1;
    }
    if (known->outcome.granted)
      granted.push_back({action, known->outcome.condition, known->outcome.decided_by});
  }
}

bool CallerAnswers::ask(size_t group, uint32_t at, size_t part, std::string_view arn, Asked asked,
                        std::vector<GrantedAction>& granted) {
  const TargetPart& of = targets_.groups()[group].parts[part];
  names_resource_ = false;
  if (asked == Asked::kAll || may_allow_any(of.actions))
    ask(of, targets_.resource_side(group, at, part), fmt::format("{}{}", arn, of.suffix), asked, granted);
  return !names_resource_;
}

// Some are allowed whatever policies say.
void CallerAnswers::ask_without_resource(catalog::ServiceId service, std::vector<GrantedAction>& granted) {
  const TargetPart& part = targets_.without_resource(service);
  const bool by_rule = catalog::service(service).prefix == "sts";
  if (by_rule || may_allow_any(part.actions))
    ask(part, {}, "*", by_rule ? Asked::kAll : Asked::kAllowed, granted);
}

}  // namespace arnscope
