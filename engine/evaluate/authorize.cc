#include "engine/evaluate/authorize.h"

#include <algorithm>

#include "engine/evaluate/layers.h"
#include "engine/evaluate/organization_policies.h"
#include "engine/evaluate/services.h"
#include "engine/evaluate/simplify.h"

namespace arnscope {
namespace {

// What one layer says, in either algebra. A resource policy's grants are kept by how they name the caller.
template <class V>
struct LayerValue {
  V deny{};
  V allow{};
  V to_account{};
  V to_role{};
  V to_itself{};
  V to_everyone{};
  V by_own_grant{};
};

template <class V>
using LayerValues = std::array<LayerValue<V>, kLayerCount>;

const LayerValue<Answer>& get(const LayerValues<Answer>& values, Layer layer) {
  return values[static_cast<size_t>(layer)];
}

// Everything about the caller and the resource that the rules ask, beside the policies.
struct Situation {
  const ServiceRule* rule = nullptr;
  bool has_account = false;  // the caller belongs to an account
  bool under_scp = false;
  bool under_rcp = false;
  bool is_trust = false;       // the resource policy is a role's trust policy
  bool needs_session = false;  // without session policies it may do nothing by itself
  Answer same_account = Answer::kYes;

  bool is_under(ServiceEffect effect) const { return rule != nullptr && rule->effect == effect; }
};

Situation situation_of(const Request& request, const Policies& policies) {
  const Principal& who = request.principal();
  Situation situation;
  situation.rule = find_service_rule(request, policies);
  situation.has_account = who.has_identity() || who.type == PrincipalType::kRoot;
  for (auto [layer, under] :
       {std::pair{Layer::kScp, &situation.under_scp}, std::pair{Layer::kRcp, &situation.under_rcp}})
    if (policies[layer].state != LayerState::kNone) *under = unrestricted_because(layer, request).empty();
  situation.is_trust = situation.rule != nullptr && request.service() == "sts";
  // Source: IAM User Guide, "Permissions for GetFederationToken".
  situation.needs_session = who.type == PrincipalType::kFederatedUser;
  if (!situation.has_account) {
    situation.same_account = Answer::kNo;
  } else if (!request.resource_account().empty()) {
    situation.same_account = answer(request.resource_account() == who.account);
  } else if (request.context().unlisted() == Unlisted::kUnknown && request.resource() != "*" &&
             request.takes_resource()) {
    situation.same_account = Answer::kUnknown;
  }
  return situation;
}

template <class V>
void add_allow(LayerValue<V>& value, uint8_t names, const V& holds) {
  value.allow = std::move(value.allow) || holds;
  if ((names & kNamesAccount) != 0) value.to_account = std::move(value.to_account) || holds;
  if ((names & kNamesRole) != 0) value.to_role = std::move(value.to_role) || holds;
  if ((names & kNamesItself) != 0) value.to_itself = std::move(value.to_itself) || holds;
  if ((names & kNamesEveryone) != 0) value.to_everyone = std::move(value.to_everyone) || holds;
}

// Whether a grant of an AWS KMS key speaks for the caller's own account: nobody else's leave is needed then.
// To retire a grant nobody's is. Source: AWS KMS Developer Guide, "Troubleshooting AWS KMS permissions", Key
// trust; "Retiring and revoking grants".
bool is_own_grant(const CompiledPolicy& policy, const Request& request) {
  return !policy.grant_issuer.empty() &&
         (policy.grant_issuer == request.principal().account || request.action_name() == "kms:retiregrant");
}

// Whether every statement that matches is asked for, or the verdict alone: then a statement is passed over
// that can change nothing.
enum class Ask : uint8_t { kVerdict, kReasons };

template <class V>
bool changes_nothing(const LayerValue<V>&, Layer, Effect) {
  return false;
}
bool changes_nothing(const LayerValue<Answer>& value, Layer layer, Effect effect) {
  if (effect == Effect::kDeny) return value.deny == Answer::kYes;
  return layer == Layer::kRcp || (layer != Layer::kResource && value.allow == Answer::kYes);
}

// Reads one level of a layer. `holds(statement, policy, position)` gives a statement's value.
template <Ask kAsk, class V, class Holds>
LayerValue<V> read_level(Layer layer, const std::vector<std::shared_ptr<const CompiledPolicy>>& policies,
                         const Request& request, Bounded bounded, Holds holds) {
  LayerValue<V> value;
  for (uint32_t position = 0; position < policies.size(); ++position) {
    const CompiledPolicy& policy = *policies[position];
    const bool own_grant = layer == Layer::kResource && is_own_grant(policy, request);
    for_each_on_action(policy, request, [&](const CompiledStatement& statement) {
      if (kAsk == Ask::kVerdict && changes_nothing(value, layer, statement.effect)) return;
      uint8_t names = kNamesNobody;
      if (names_principals(layer)) {
        names = naming(statement, request, bounded);
        if (names == kNamesNobody) return;
      }
      V here = holds(statement, policy, position);
      if (statement.effect == Effect::kDeny) {
        value.deny = std::move(value.deny) || here;
      } else {
        if (own_grant && (names & ~kNamesAccount) != 0) value.by_own_grant = value.by_own_grant || here;
        add_allow(value, names, here);
      }
    });
  }
  return value;
}

// Every level must allow; a Deny at any denies.
template <class V>
void join_level(LayerValue<V>& value, LayerValue<V> level, bool first) {
  if (first) {
    value = std::move(level);
    return;
  }
  value.deny = value.deny || level.deny;
  value.allow = value.allow && level.allow;
}

bool applies_to_caller(Layer layer, const Situation& situation) {
  return layer == Layer::kScp ? situation.under_scp : layer != Layer::kRcp || situation.under_rcp;
}

// The rules of combination, in either algebra. `same` is whether the caller's account owns the resource.
template <class V>
struct Rules {
  const LayerValues<V>& values;
  const Policies& policies;
  const Situation& situation;
  V yes;
  V no;

  const LayerValue<V>& at(Layer layer) const { return values[static_cast<size_t>(layer)]; }
  V limit(Layer layer) const {
    if (layer == Layer::kSession && situation.needs_session && policies[layer].state == LayerState::kNone)
      return no;
    return policies[layer].state == LayerState::kNone || !applies_to_caller(layer, situation)
               ? yes
               : at(layer).allow;
  }
  V denied() const {
    V result = no;
    for (const LayerValue<V>& layer : values) result = result || layer.deny;
    return result;
  }
  V identity() const {
    return at(Layer::kIdentity).allow && limit(Layer::kBoundary) && limit(Layer::kSession);
  }
  V any_resource_grant() const { return at(Layer::kResource).allow; }

  // Which implicit denies a grant of the resource policy passes by depends on how it names the caller. A
  // boundary limits whom a trust policy names. Source: IAM User Guide, "Update a role trust policy", notes.
  V in_same_account() const {
    const LayerValue<V>& resource = at(Layer::kResource);
    V directly = resource.to_itself || resource.to_everyone ||
                 (resource.to_role && limit(Layer::kBoundary) && limit(Layer::kSession));
    if (situation.is_trust) directly = directly && limit(Layer::kBoundary);
    V delegated = situation.is_under(ServiceEffect::kNeedsResourceGrant) ? resource.to_account : yes;
    return directly || (identity() && delegated);
  }
  V across_accounts() const {
    if (situation.is_under(ServiceEffect::kNoGrantAcross)) return no;
    if (!situation.has_account || situation.is_under(ServiceEffect::kResourceGrantAlone))
      return any_resource_grant();
    return (identity() && any_resource_grant()) ||
           (at(Layer::kResource).by_own_grant && limit(Layer::kBoundary) && limit(Layer::kSession));
  }
  V granted(const V& same) const {
    if (situation.is_under(ServiceEffect::kResourceGrantAlone)) return any_resource_grant();
    return (same && in_same_account()) || (!same && across_accounts());
  }
  V allowed(const V& same) const {
    return !denied() && limit(Layer::kScp) && limit(Layer::kRcp) && limit(Layer::kEndpoint) && granted(same);
  }
};

// A layer that nobody has seen: it may allow, by leave to the caller's account and not by naming the caller.
template <class V>
LayerValue<V> unknown_layer(const V& value) {
  LayerValue<V> layer;
  layer.allow = layer.to_account = value;
  return layer;
}

Verdict verdict_of(Answer denied, Answer allowed) {
  if (denied == Answer::kYes) return Verdict::kExplicitDeny;
  if (allowed == Answer::kYes) return Verdict::kAllowed;
  return allowed == Answer::kUnknown ? Verdict::kConditional : Verdict::kImplicitDeny;
}

Answer answer_of(const Expression& expression) {
  return expression.is(true) ? Answer::kYes : expression.is(false) ? Answer::kNo : Answer::kUnknown;
}

// Whether the caller and the resource are in different partitions, between which no access is delegated.
// Source: IAM User Guide, "Cross account resource access in IAM".
bool crosses_partitions(const Request& request) {
  const ArnFields* arn = request.resource_fields();
  const std::string& own = request.principal().partition;
  return arn != nullptr && !own.empty() && !arn->field[1].empty() && !has_wildcard(arn->field[1]) &&
         arn->field[1] != own;
}

// Decisions that no policy changes: a service's own rule, or an action that cannot be made on the resource.
bool decided_beforehand(const Request& request, const Situation& situation, Verdict& verdict) {
  if (crosses_partitions(request)) return verdict = Verdict::kImplicitDeny, true;
  if (situation.is_under(ServiceEffect::kAlwaysAllowed)) return verdict = Verdict::kAllowed, true;
  const bool never = situation.is_under(ServiceEffect::kNeverAllowed);
  return verdict = Verdict::kImplicitDeny, never || !request.applicable();
}

// The rule in words, for decisions that one of AWS's own rules made.
std::string rule_text(const Request& request, const Situation& situation) {
  if (crosses_partitions(request)) return "access does not reach from one partition into another";
  if (situation.rule != nullptr) return std::string(situation.rule->text);
  if (!request.applicable()) return "the action does not apply to resources of this type";
  return "";
}

struct Matched {
  StatementReference reference;
  Effect effect;
  Answer holds;
};

// The statements that made the verdict what it is.
std::vector<StatementReference> deciding(const std::vector<Matched>& matched, Verdict verdict) {
  std::vector<StatementReference> result;
  for (const Matched& each : matched) {
    bool deny = each.effect == Effect::kDeny;
    bool counts = verdict == Verdict::kExplicitDeny  ? deny && each.holds == Answer::kYes
                  : verdict == Verdict::kAllowed     ? !deny && each.holds == Answer::kYes
                  : verdict == Verdict::kConditional ? true
                                                     : !deny;
    if (counts) result.push_back(each.reference);
  }
  // Each of them may hold and one always does.
  if (result.empty() && verdict == Verdict::kExplicitDeny)
    for (const Matched& each : matched)
      if (each.effect == Effect::kDeny) result.push_back(each.reference);
  return result;
}

// Which layers stand in the way: those that deny, and those whose Allow is needed and missing.
std::vector<Layer> blocking(const LayerValues<Answer>& values, const Policies& policies,
                            const Situation& situation) {
  const LayerValue<Answer>& resource = get(values, Layer::kResource);
  const bool same = situation.same_account != Answer::kNo;
  const bool alone = situation.is_under(ServiceEffect::kResourceGrantAlone);
  const bool needs = situation.is_under(ServiceEffect::kNeedsResourceGrant);
  const bool shut_out = situation.is_under(ServiceEffect::kNoGrantAcross);
  const bool identities = situation.has_account && !alone;
  const bool past_session =
      same && (resource.to_itself != Answer::kNo || resource.to_everyone != Answer::kNo);
  const bool past_boundary = past_session && !situation.is_trust;
  const bool past_identity = past_session || (same ? resource.to_role : resource.by_own_grant) != Answer::kNo;
  auto missing = [&](Layer layer) {
    bool lacks = get(values, layer).allow == Answer::kNo;
    bool limits = (policies[layer].state != LayerState::kNone && applies_to_caller(layer, situation)) ||
                  (layer == Layer::kSession && situation.needs_session);
    switch (layer) {
      case Layer::kResource:
        return (lacks && (!same || alone || needs)) || shut_out;
      case Layer::kIdentity:
        return lacks && identities && !past_identity;
      case Layer::kBoundary:
        return lacks && limits && identities && !past_boundary;
      case Layer::kSession:
        return lacks && limits && identities && !past_session;
      default:
        return lacks && limits;
    }
  };
  std::vector<Layer> result;
  for (size_t i = 0; i < kLayerCount; ++i) {
    auto layer = static_cast<Layer>(i);
    if (get(values, layer).deny == Answer::kYes || missing(layer)) result.push_back(layer);
  }
  return result;
}

// Where no layer stands in the way by itself: those whose conditions do not go with the others', without
// which it could be allowed.
std::vector<Layer> at_odds(const Rules<Expression>& rules, const Expression& same) {
  std::vector<Layer> result;
  for (size_t i = 0; i < kLayerCount; ++i) {
    LayerValues<Expression> values = rules.values;
    values[i].deny = Expression(false);
    values[i].allow = Expression(true);
    const Rules<Expression> without{values, rules.policies, rules.situation, rules.yes, rules.no};
    if (!settle(without.allowed(same)).is(false)) result.push_back(static_cast<Layer>(i));
  }
  return result;
}

LayerValues<Answer> answers_of(const LayerValues<Expression>& values) {
  LayerValues<Answer> result;
  for (size_t i = 0; i < kLayerCount; ++i) {
    const LayerValue<Expression>& from = values[i];
    result[i] = {answer_of(from.deny),        answer_of(from.allow),     answer_of(from.to_account),
                 answer_of(from.to_role),     answer_of(from.to_itself), answer_of(from.to_everyone),
                 answer_of(from.by_own_grant)};
  }
  return result;
}

// The clause that stands for policies that nobody has.
Clause unknown_policies(Layer layer, std::vector<std::string> which) {
  return {"unknown", std::string(layer_name(layer)) + " policy", std::move(which), {}};
}

// SCPs and RCPs grant nothing: one that is not known may deny what the others allow.
bool limits_alone(Layer layer) { return layer == Layer::kScp || layer == Layer::kRcp; }

// What all layers say, in either algebra. `holds(statement, reference)` gives a statement's value, and
// `unknown(layer, which)` that of policies that nobody has.
template <Ask kAsk, class V, class Holds, class Unknown>
LayerValues<V> read_layers(const Request& request, const Policies& policies, const Situation& situation,
                           const V& yes, Holds holds, Unknown unknown) {
  LayerValues<V> values;
  for (size_t i = 0; i < kLayerCount; ++i) {
    auto layer = static_cast<Layer>(i);
    const LayerPolicies& here = policies[layer];
    if (!applies_to_caller(layer, situation)) continue;
    const bool ignores_deny =
        layer == Layer::kResource && situation.is_under(ServiceEffect::kResourceDenyIgnored);
    if (here.state == LayerState::kUnknown) values[i] = unknown_layer(unknown(layer, nullptr));
    for (uint32_t level = 0; level < here.levels.size(); ++level) {
      auto in_level = [&](const CompiledStatement& statement, const CompiledPolicy& policy,
                          uint32_t position) {
        if (ignores_deny && statement.effect == Effect::kDeny) return V{};
        return holds(statement, StatementReference{layer, level, position, &policy, statement.written});
      };
      join_level(values[i],
                 read_level<kAsk, V>(layer, here.levels[level], request, policies.bounded(), in_level),
                 level == 0);
    }
    if (layer == Layer::kRcp) values[i].allow = yes;  // RCPFullAWSAccess is at every level
    if (!here.missing.empty())
      values[i].allow = limits_alone(layer) ? unknown(layer, &here.missing)
                                            : values[i].allow || unknown(layer, &here.missing);
    if (layer == Layer::kIdentity && request.principal().type == PrincipalType::kRoot) values[i].allow = yes;
  }
  return values;
}

// The answers alone.
LayerValues<Answer> answer_layers(const Request& request, const Policies& policies,
                                  const Situation& situation) {
  auto holds = [&](const CompiledStatement& statement, const StatementReference&) {
    return match_rest(statement, request);
  };
  auto unknown = [](Layer, const std::vector<std::string>*) { return Answer::kUnknown; };
  return read_layers<Ask::kVerdict, Answer>(request, policies, situation, Answer::kYes, holds, unknown);
}

// The answers, and every statement that matched or may match.
LayerValues<Answer> answer_layers(const Request& request, const Policies& policies,
                                  const Situation& situation, std::vector<Matched>& matched) {
  auto holds = [&](const CompiledStatement& statement, const StatementReference& reference) {
    const Answer answer = match_rest(statement, request);
    if (answer != Answer::kNo) matched.push_back({reference, statement.effect, answer});
    return answer;
  };
  auto unknown = [](Layer, const std::vector<std::string>*) { return Answer::kUnknown; };
  return read_layers<Ask::kReasons, Answer>(request, policies, situation, Answer::kYes, holds, unknown);
}

// The clauses that remain, and every statement that matched or may match.
LayerValues<Expression> express_layers(const Request& request, const Policies& policies,
                                       const Situation& situation, std::vector<Matched>& matched) {
  auto holds = [&](const CompiledStatement& statement, const StatementReference& reference) {
    Expression value = express_rest(statement, request, reference);
    if (!value.is(false)) matched.push_back({reference, statement.effect, answer_of(value)});
    return value;
  };
  auto unknown = [&](Layer layer, const std::vector<std::string>* which) {
    return Expression(
        unknown_policies(layer, which == nullptr ? std::vector{std::string(request.resource())} : *which));
  };
  return read_layers<Ask::kReasons, Expression>(request, policies, situation, Expression(true), holds,
                                                unknown);
}

// The remaining condition of a decision that hangs on what is unknown. Its simplified form may say more than
// the answers do: nothing may remain.
void explain_conditional(const Request& request, const Policies& policies, const Situation& situation,
                         Decision& decision, std::vector<Matched>& matched) {
  matched.clear();
  const LayerValues<Expression> values = express_layers(request, policies, situation, matched);
  Expression same(situation.same_account == Answer::kYes);
  if (situation.same_account == Answer::kUnknown)
    same = Expression(Clause{"StringEquals", "aws:ResourceAccount", {request.principal().account}, {}});
  Rules<Expression> rules{values, policies, situation, Expression(true), Expression(false)};
  decision.condition = settle(rules.allowed(same));
  const bool none = decision.condition.is(false);
  decision.verdict =
      verdict_of(none ? answer_of(settle(rules.denied())) : Answer::kNo, answer_of(decision.condition));
  if (!none) return;
  decision.blocked_by = blocking(answers_of(values), policies, situation);
  if (decision.blocked_by.empty()) decision.blocked_by = at_odds(rules, same);
}

// Why a layer has no say on this caller, or allows without a statement; often empty.
std::string_view reason_beside_statements(Layer layer, bool applies, const Request& request,
                                          const Situation& situation) {
  if (applies && layer == Layer::kRcp) return "RCPFullAWSAccess is at every level";
  if (applies && layer == Layer::kIdentity && request.principal().type == PrincipalType::kRoot)
    return "the root user needs no policy";
  if (applies) return "";
  if (layer == Layer::kScp || layer == Layer::kRcp) return unrestricted_because(layer, request);
  if (!situation.has_account) return "the caller belongs to no account";
  return "the resource's policy decides alone";
}

}  // namespace

std::array<LayerAnswer, kLayerCount> ask_layers(const Request& request, const Policies& policies) {
  const Situation situation = situation_of(request, policies);
  const LayerValues<Answer> values = answer_layers(request, policies, situation);
  const bool alone = situation.is_under(ServiceEffect::kResourceGrantAlone);
  std::array<LayerAnswer, kLayerCount> answers;
  for (size_t i = 0; i < kLayerCount; ++i) {
    auto layer = static_cast<Layer>(i);
    const bool of_identity = layer >= Layer::kIdentity;
    const bool organization = layer == Layer::kScp || layer == Layer::kRcp;
    answers[i].applies = organization ? unrestricted_because(layer, request).empty()
                                      : !of_identity || (situation.has_account && !alone);
    if (policies[layer].state != LayerState::kNone || !answers[i].applies || !organization)
      answers[i].because = reason_beside_statements(layer, answers[i].applies, request, situation);
    answers[i].deny = values[i].deny;
    answers[i].allow = values[i].allow;
  }
  return answers;
}

bool is_decided_by_rule(const Request& request, const Policies& policies) {
  Verdict verdict;
  return decided_beforehand(request, situation_of(request, policies), verdict);
}

Verdict decide(const Request& request, const Policies& policies) {
  const Situation situation = situation_of(request, policies);
  Verdict verdict;
  if (decided_beforehand(request, situation, verdict)) return verdict;
  const LayerValues<Answer> values = answer_layers(request, policies, situation);
  Rules<Answer> rules{values, policies, situation, Answer::kYes, Answer::kNo};
  return verdict_of(rules.denied(), rules.allowed(situation.same_account));
}

Decision explain(const Request& request, const Policies& policies) {
  const Situation situation = situation_of(request, policies);
  Decision decision;
  if (decided_beforehand(request, situation, decision.verdict)) {
    decision.rule = rule_text(request, situation);
    return decision;
  }
  std::vector<Matched> matched;
  matched.reserve(8);
  const LayerValues<Answer> values = answer_layers(request, policies, situation, matched);
  Rules<Answer> rules{values, policies, situation, Answer::kYes, Answer::kNo};
  decision.verdict = verdict_of(rules.denied(), rules.allowed(situation.same_account));
  if (decision.verdict == Verdict::kConditional) {
    explain_conditional(request, policies, situation, decision, matched);
  } else if (decision.verdict != Verdict::kAllowed) {
    decision.blocked_by = blocking(values, policies, situation);
  }
  decision.decided_by = deciding(matched, decision.verdict);
  if (decision.verdict == Verdict::kExplicitDeny || decision.verdict == Verdict::kImplicitDeny) {
    bool resource_blocks = std::find(decision.blocked_by.begin(), decision.blocked_by.end(),
                                     Layer::kResource) != decision.blocked_by.end();
    if (resource_blocks && situation.rule != nullptr) decision.rule = situation.rule->text;
  }
  return decision;
}

}  // namespace arnscope
