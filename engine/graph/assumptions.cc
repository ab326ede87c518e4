// CAN_ASSUME: who can come to act as a role, decided by full evaluation of the role's trust policy and the
// caller's side. Not every pair is asked: a role's trust policy says who comes into question. Where it names
// an account, those of the account do whose identity policies allow sts:AssumeRole on that role. Source: IAM
// User Guide, "Methods to assume a role" and "Policy evaluation logic", "Cross-account policy evaluation".
#include "engine/graph/assumptions.h"

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

#include "engine/document/json_writer.h"
#include "engine/evaluate/decision_json.h"
#include "engine/graph/builder.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

// The roles that a policy allows to be assumed, as far as names go.
struct Spoken {
  bool all = false;
  std::vector<RoleId> roles;
};

class AssumptionDrawer {
 public:
  explicit AssumptionDrawer(GraphBuilder& builder) : builder_(builder), snapshot_(builder.snapshot) {}

  void draw();

 private:
  void read_trust(RoleId role);
  void name_candidate(RoleId role, EntityId named);
  const Spoken& spoken(PolicyId policy);
  void speak(Spoken& spoken, const CompiledStatement& statement);
  template <class Holder>
  void add_spoken(Spoken& sum, const Holder& holder);
  void add_candidates(EntityId caller, AccountId account, const Spoken& spoken);
  void add_candidates();
  void decide_all(EntityId from, std::span<const std::pair<EntityId, RoleId>> pairs);
  void draw_one(EntityId from, Caller& caller, ActionId action, RoleId role);
  uint32_t intern(const Expression& condition);
  uint32_t intern(const Assumption& assumption);

  GraphBuilder& builder_;
  const Snapshot& snapshot_;
  AssumeActions actions_ = assume_actions();
  std::vector<std::vector<RoleId>> delegating_;  // by account: roles that leave it to the account's policies
  std::vector<std::vector<AccountId>> delegates_;  // by role: the same, ascending
  std::vector<RoleId> open_;                       // to everyone
  std::vector<std::pair<EntityId, RoleId>> candidates_;
  std::vector<std::optional<Spoken>> spoken_;  // by policy
  std::unordered_map<std::string, uint32_t> conditions_;
  std::map<std::pair<ActionId, uint32_t>, uint32_t> assumptions_;  // by action and condition
};

void AssumptionDrawer::name_candidate(RoleId role, EntityId named) {
  const Entity& entity = builder_.graph.entities[named];
  if (entity.kind == EntityKind::kAccount && entity.index != kNoId &&
      snapshot_.accounts[entity.index].described) {
    delegating_[entity.index].push_back(role);
    delegates_[role].push_back(entity.index);
    return;
  }
  if (entity.kind == EntityKind::kEveryone) open_.push_back(role);
  candidates_.emplace_back(named, role);
}

void AssumptionDrawer::read_trust(RoleId id) {
  const Role& role = snapshot_.roles[id];
  const PolicyEntry& trust = snapshot_.policies[role.trust];
  if (trust.origin == PolicyOrigin::kMissing && role.account < delegating_.size()) {
    delegating_[role.account].push_back(id);  // it may
    delegates_[id].push_back(role.account);
  }
  const auto arn = parse_arn(role.arn);
  const auto name = [&](const NamedPrincipal& named) {
    if (auto entity = builder_.graph.find(named.key)) name_candidate(id, *entity);
  };
  for (const Statement& statement : trust.policy->statements) {
    if (statement.effect != Effect::kAllow || !statement.principal) continue;
    if (statement.principal->polarity == Polarity::kAllBut) {
      name(named_everyone());
    } else {
      for (const PrincipalEntry& entry : statement.principal->entries)
        name(named_principal(entry, arn ? arn->partition : "aws"));
    }
  }
}

void AssumptionDrawer::speak(Spoken& spoken, const CompiledStatement& statement) {
  StatementReach reach(statement);
  if (statement.resource_polarity == Polarity::kListed && reaches_no_resource(statement)) {
    spoken.all = true;
    return;
  }
  std::vector<Reached> found;
  for (const ReachGroup& group : builder_.reach_groups) {
    if (builder_.graph.entities[group.entities.front()].kind != EntityKind::kRole) continue;
    reach.find(group, group.all(), kItself, found);
    for (const Reached& reached : found) {
      const uint32_t role = builder_.graph.entities[reached.entity].index;
      if (role != kNoId) spoken.roles.push_back(role);
    }
  }
}

const Spoken& AssumptionDrawer::spoken(PolicyId id) {
  if (spoken_[id]) return *spoken_[id];
  Spoken& spoken = spoken_[id].emplace();
  spoken.all = snapshot_.policies[id].origin == PolicyOrigin::kMissing;  // it may
  const CompiledPolicy& policy = *builder_.access.compiled(id);
  const uint64_t* row = policy.statements_on(actions_.role);
  for (size_t i = 0; row != nullptr && i < policy.statements.size() && !spoken.all; ++i)
    if ((row[i / 64] >> (i % 64) & 1) != 0 && policy.statements[i].effect == Effect::kAllow)
      speak(spoken, policy.statements[i]);
  return spoken;
}

template <class Holder>
void AssumptionDrawer::add_spoken(Spoken& sum, const Holder& holder) {
  for (const auto* policies : {&holder.inline_policies, &holder.attached_policies})
    for (PolicyId id : *policies) {
      const Spoken& of_policy = spoken(id);
      sum.all = sum.all || of_policy.all;
      sum.roles.insert(sum.roles.end(), of_policy.roles.begin(), of_policy.roles.end());
    }
}

// A role that is open to everyone needs no Allow of a caller in its own account.
void AssumptionDrawer::add_candidates(EntityId caller, AccountId account, const Spoken& spoken) {
  for (RoleId role : open_)
    if (spoken.all || snapshot_.roles[role].account == account) candidates_.emplace_back(caller, role);
  if (spoken.all && account < delegating_.size())
    for (RoleId role : delegating_[account]) candidates_.emplace_back(caller, role);
  if (spoken.all) return;
  for (RoleId role : spoken.roles)
    if (std::binary_search(delegates_[role].begin(), delegates_[role].end(), account) ||
        std::binary_search(open_.begin(), open_.end(), role))
      candidates_.emplace_back(caller, role);
}

void AssumptionDrawer::add_candidates() {
  for (UserId id = 0; id < snapshot_.users.size(); ++id) {
    Spoken sum;
    sum.all = !snapshot_.users[id].missing_groups.empty();  // they may
    add_spoken(sum, snapshot_.users[id]);
    for (GroupId group : snapshot_.users[id].groups) add_spoken(sum, snapshot_.groups[group]);
    add_candidates(builder_.users[id], snapshot_.users[id].account, sum);
  }
  for (RoleId id = 0; id < snapshot_.roles.size(); ++id) {
    Spoken sum;
    add_spoken(sum, snapshot_.roles[id]);
    add_candidates(builder_.roles[id], snapshot_.roles[id].account, sum);
  }
  std::sort(candidates_.begin(), candidates_.end());
  candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
}

// Somebody of an account that is not in the snapshot, or anybody at all: who it is, and what its policies
// say, is open.
Caller stand_in(Access& access, const Entity& entity) {
  Principal somebody;
  somebody.type = PrincipalType::kRole;
  somebody.arn = entity.kind == EntityKind::kEveryone ? "*" : entity.key;
  somebody.account = entity.account;
  Caller caller = access.caller(somebody);
  for (std::string_view key : {"aws:PrincipalArn", "aws:PrincipalType", "aws:userid", "aws:username"})
    caller.context.set_unknown(key);
  if (entity.kind == EntityKind::kEveryone) caller.context.set_unknown("aws:PrincipalAccount");
  return caller;
}

}  // namespace

std::optional<Caller> caller_of(Access& access, const Entity& entity) {
  if (entity.kind == EntityKind::kUser && entity.index != kNoId) return access.user(entity.index);
  if (entity.kind == EntityKind::kRole && entity.index != kNoId) return access.role(entity.index);
  switch (entity.kind) {
    case EntityKind::kServicePrincipal:
      return access.caller(service_principal(entity.key));
    case EntityKind::kProvider:
      return access.caller(federated_principal(entity.key));
    case EntityKind::kAccount:
    case EntityKind::kEveryone:
      return stand_in(access, entity);
    case EntityKind::kUser:
    case EntityKind::kRole:
    case EntityKind::kSession: {
      const auto principal = parse_principal(entity.arn);
      return principal ? std::optional(access.caller(*principal)) : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

Request assume_request(Access& access, Caller& caller, ActionId action, std::string_view role_arn) {
  const auto arn = parse_arn(role_arn);
  access.add_resource_organization(arn ? arn->account : std::string_view(), caller.context);
  Request request(caller.principal, caller.context);
  request.set_action(action);
  request.set_resource(role_arn);
  access.add_resource_policy(request, caller.policies);
  return request;
}

std::vector<StatementReference> AssumptionEvidence::of(const Relationship& relationship) {
  if (from_ != relationship.from) {
    from_ = relationship.from;
    caller_ = caller_of(*graph_.access, graph_.entities[from_]);
  }
  if (!caller_) return {};
  const ActionId action = graph_.assumptions[relationship.detail].action;
  const Request request =
      assume_request(*graph_.access, *caller_, action, graph_.entities[relationship.to].key);
  return explain(request, caller_->policies).decided_by;
}

namespace {

uint32_t AssumptionDrawer::intern(const Expression& condition) {
  std::string text;
  JsonWriter json(text, Layout::kCompact);
  write_condition(json, condition, Places::kLeftOut);
  std::vector<Expression>& conditions = builder_.graph.conditions;
  auto [at, is_new] = conditions_.try_emplace(std::move(text), static_cast<uint32_t>(conditions.size()));
  if (is_new) conditions.push_back(condition);
  return at->second;
}

uint32_t AssumptionDrawer::intern(const Assumption& assumption) {
  std::vector<Assumption>& all = builder_.graph.assumptions;
  auto [at, is_new] =
      assumptions_.try_emplace({assumption.action, assumption.condition}, static_cast<uint32_t>(all.size()));
  if (is_new) all.push_back(assumption);
  return at->second;
}

void AssumptionDrawer::draw_one(EntityId from, Caller& caller, ActionId action, RoleId role) {
  const Request request = assume_request(builder_.access, caller, action, snapshot_.roles[role].arn);
  const Verdict verdict = decide(request, caller.policies);
  if (verdict != Verdict::kAllowed && verdict != Verdict::kConditional) return;
  Assumption assumption{action, kNoId};
  if (verdict == Verdict::kConditional) {
    // The expression may know better: what is left can contradict itself, or always hold.
    const Decision decision = explain(request, caller.policies);
    if (decision.verdict == Verdict::kConditional) {
      assumption.condition = intern(decision.condition);
    } else if (decision.verdict != Verdict::kAllowed) {
      return;
    }
  }
  builder_.add(RelationClass::kCanAssume, from, builder_.roles[role], intern(assumption));
}

void AssumptionDrawer::decide_all(EntityId from, std::span<const std::pair<EntityId, RoleId>> pairs) {
  const Entity& entity = builder_.graph.entities[from];
  std::optional<Caller> caller = caller_of(builder_.access, entity);
  if (!caller) return;
  ActionId action = actions_.role;
  if (entity.kind == EntityKind::kProvider)
    action = entity.type == "aws_iam_saml_provider" ? actions_.with_saml : actions_.with_web_identity;
  for (const auto& [who, role] : pairs) draw_one(from, *caller, action, role);
}

void AssumptionDrawer::draw() {
  delegating_.resize(snapshot_.accounts.size());
  delegates_.resize(snapshot_.roles.size());
  spoken_.resize(snapshot_.policies.size());
  for (RoleId role = 0; role < snapshot_.roles.size(); ++role) {
    read_trust(role);
    std::sort(delegates_[role].begin(), delegates_[role].end());
  }
  open_.erase(std::unique(open_.begin(), open_.end()), open_.end());  // they ascend
  add_candidates();
  for (size_t begin = 0; begin < candidates_.size();) {
    size_t end = begin;
    while (end < candidates_.size() && candidates_[end].first == candidates_[begin].first) ++end;
    decide_all(candidates_[begin].first, std::span(candidates_).subspan(begin, end - begin));
    begin = end;
  }
}

}  // namespace

void add_assumptions(GraphBuilder& builder) { AssumptionDrawer(builder).draw(); }

}  // namespace arnscope
