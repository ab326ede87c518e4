#include "engine/graph/query.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/evaluate/decision_json.h"
#include "engine/graph/search.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

bool is_grant(Verdict verdict) { return verdict == Verdict::kAllowed || verdict == Verdict::kConditional; }

void add_note(std::vector<std::string>& notes, std::string note) {
  if (!note.empty() && std::find(notes.begin(), notes.end(), note) == notes.end())
    notes.push_back(std::move(note));
}

// The actions that the question is about. An action without a resource type is asked on `*` whatever the
// question names: among others it would pass for an answer on that resource.
std::vector<std::string> asked_actions(const Question& question, std::vector<std::string>& notes) {
  if (!has_wildcard(question.action)) return {question.action};
  std::vector<ActionId> ids;
  catalog::expand(question.action, ids);
  std::vector<std::string> names;
  for (ActionId id : ids)
    if (is_match_all(question.resource) || !catalog::action_resources(id).empty())
      names.push_back(catalog::action_name(id));
  if (const size_t left_out = ids.size() - names.size(); left_out > 0)
    add_note(notes, fmt::format("{} of {} actions of `{}` take no resource and are left out: ask without a "
                                "resource",
                                left_out, ids.size(), printable(question.action)));
  return names;
}

bool is_pattern(const Question& question) {
  return question.meaning == ResourceMeaning::kSome && has_wildcard(question.resource);
}

// The account that owns what is asked about; "" where nobody knows.
std::string_view known_owner(Access& access, const Question& question) {
  if (!question.resource_account.empty()) return question.resource_account;
  const auto arn = split_arn_pattern(question.resource, ShortArn::kNeverMatches);
  if (arn && is_account_id(arn->field[4])) return arn->field[4];
  return access.known_owner(question.resource);
}

// What a question tells of its context.
Context context_of(Access& access, const Caller& caller, const Question& question) {
  Context context = caller.context;
  if (!is_pattern(question)) access.add_resource_tags(question.resource, context);
  access.add_resource_organization(known_owner(access, question), context);
  for (const auto& [key, value] : question.context) context.set(key, value);
  return context;
}

Request request_of(Access& access, const Caller& caller, const Context& context, std::string_view action,
                   const Question& question, std::string_view resource, ResourceMeaning meaning) {
  Request request(caller.principal, context);
  request.set_action(action);
  request.set_resource_account(question.resource_account.empty()
                                   ? access.owner_account(caller.principal, question.resource)
                                   : std::string_view(question.resource_account));
  request.set_resource(resource, meaning);
  return request;
}

ResourceDecision ask(Access& access, const Caller& caller, const Context& context, Policies& policies,
                     std::string_view action, const Question& question, std::vector<std::string>& notes) {
  const ResourceMeaning meaning = is_pattern(question) ? ResourceMeaning::kSome : ResourceMeaning::kOne;
  Request request = request_of(access, caller, context, action, question, question.resource, meaning);
  std::string note = access.add_resource_policy(request, policies);
  ResourceDecision asked = explain_resources(request, policies);
  add_note(notes, std::move(note));
  if (const ArnFields* arn = request.resource_fields(); arn != nullptr && arn->field[4].empty() &&
                                                        access.described_accounts() > 1 &&
                                                        known_owner(access, question).empty())
    add_note(notes, fmt::format("who owns {} is not in the snapshot: taken to be the caller's account",
                                printable(question.resource)));
  return asked;
}

// Adds an action to those granted alike: what is told of them is the same.
void add_alike(std::vector<GrantedActions>& alike, std::map<std::string, size_t>& groups,
               const std::string& action, const ResourceDecision& asked) {
  std::string told;
  JsonWriter json(told, Layout::kCompact);
  write_decision(json.begin_object(), asked, Places::kLeftOut);
  auto [group, is_new] = groups.try_emplace(std::move(told), alike.size());
  if (is_new) static_cast<ResourceDecision&>(alike.emplace_back()) = asked;
  alike[group->second].actions.push_back(action);
}

// Whether an action's verdict takes the place of another's as that of a pattern: a grant of a denial's, then
// the lesser grant; of denials the one nearer to a grant.
bool stands_for_more(Verdict verdict, Verdict other) {
  if (is_grant(verdict) != is_grant(other)) return is_grant(verdict);
  return is_grant(verdict) ? rank(verdict) < rank(other) : rank(verdict) > rank(other);
}

// Whom a policy's entry names, where the snapshot does not hold it. An account is named by its root user. Who
// is not authenticated assumes no role.
std::optional<Principal> named_by(const Snapshot& snapshot, const PolicyEntry& policy,
                                  const PrincipalEntry& entry) {
  const std::string& text = entry.value.value;
  if (entry.kind == PrincipalKind::kService) return service_principal(text);
  if (entry.kind == PrincipalKind::kFederated) return federated_principal(text);
  if (entry.kind == PrincipalKind::kEveryone && policy.type == PolicyType::kTrust) return std::nullopt;
  if (entry.kind != PrincipalKind::kAws && entry.kind != PrincipalKind::kEveryone) return std::nullopt;
  const std::string_view partition =
      policy.account < snapshot.accounts.size() ? snapshot.accounts[policy.account].partition : "aws";
  auto named =
      parse_principal(is_account_id(text) ? fmt::format("arn:{}:iam::{}:root", partition, text) : text);
  if (!named || snapshot.user_by_arn.contains(named->arn) || snapshot.role_by_arn.contains(named->arn))
    return std::nullopt;
  return std::move(*named);
}

// The principals that the resource's policies name and that the snapshot does not hold.
// Source: IAM User Guide, "AWS JSON policy elements: NotPrincipal": with Allow it admits all others, also
// those who are not authenticated.
void add_named(Access& access, const Question& question, std::vector<Principal>& principals) {
  const Snapshot& snapshot = access.snapshot();
  for (PolicyId id : access.resource_policies(question.resource)) {
    const PolicyEntry& policy = snapshot.policies[id];
    for (const Statement& statement : policy.policy->statements) {
      if (!statement.principal) continue;
      if (statement.principal->polarity == Polarity::kAllBut) {
        if (statement.effect == Effect::kAllow && policy.type != PolicyType::kTrust)
          principals.push_back(*parse_principal("*"));
        continue;
      }
      for (const PrincipalEntry& entry : statement.principal->entries)
        if (auto named = named_by(snapshot, policy, entry)) principals.push_back(std::move(*named));
    }
  }
}

std::vector<Principal> all_principals(Access& access, const Question& question) {
  const Snapshot& snapshot = access.snapshot();
  std::vector<Principal> principals;
  auto add = [&](std::string_view arn) {
    auto principal = parse_principal(arn);
    if (principal) principals.push_back(std::move(*principal));
  };
  for (const Account& account : snapshot.accounts)
    if (account.described) add(fmt::format("arn:{}:iam::{}:root", account.partition, account.id));
  for (const User& user : snapshot.users) add(user.arn);
  for (const Role& role : snapshot.roles) add(role.arn);
  add_named(access, question, principals);
  std::sort(principals.begin(), principals.end(), [](const auto& a, const auto& b) { return a.arn < b.arn; });
  principals.erase(std::unique(principals.begin(), principals.end(),
                               [](const auto& a, const auto& b) { return a.arn == b.arn; }),
                   principals.end());
  return principals;
}

// Who an entity of the graph is as a caller.
Principal principal_of(const Entity& entity) {
  if (entity.kind == EntityKind::kServicePrincipal) return service_principal(entity.key);
  if (entity.kind == EntityKind::kProvider) return federated_principal(entity.key);
  auto principal = parse_principal(entity.key);
  if (principal) return std::move(*principal);
  Principal other;
  other.arn = entity.key;
  return other;
}

// What is granted at the end of a chain that hangs on something.
void make_conditional(Answered& answer) {
  answer.verdict = Verdict::kConditional;
  for (GrantedActions& each : answer.alike) each.verdict = Verdict::kConditional;
}

// What one step of a chain hangs on.
Expression condition_of(const Graph& graph, RelationClass relation, const Relationship& edge) {
  if (relation != RelationClass::kCanAssume) return Expression(true);
  const uint32_t condition = graph.assumptions[edge.detail].condition;
  return condition == kNoId ? Expression(true) : graph.conditions[condition];
}

// Which statements of the caller's policies speak of an action, and which resource types the action takes:
// actions that agree in this are decided alike.
std::string signature(const Policies& policies, ActionId action) {
  std::string key;
  for (const LayerPolicies& layer : policies.layers) {
    for (const auto& level : layer.levels) {
      for (const auto& policy : level) {
        const uint64_t* row = policy->statements_on(action);
        for (uint32_t w = 0; w < policy->words; ++w) {
          const uint64_t bits = row == nullptr ? 0 : row[w];
          key.append(reinterpret_cast<const char*>(&bits), sizeof bits);
        }
      }
    }
  }
  for (const catalog::ActionResource& each : catalog::action_resources(action))
    key.append(reinterpret_cast<const char*>(&each.type), sizeof each.type);
  return key;
}

// Whether a policy of the caller's own allows the action, on whatever.
bool allows_somewhere(const Policies& policies, ActionId action) {
  const LayerPolicies& identity = policies[Layer::kIdentity];
  if (!identity.missing.empty()) return true;
  bool allows = false;
  for (const auto& level : identity.levels)
    for (const auto& policy : level)
      policy->for_each_on(action, [&](const CompiledStatement& statement) {
        allows = allows || statement.effect == Effect::kAllow;
      });
  return allows;
}

// Services with rules that look at the action's name.
bool is_decided_by_name(ActionId action) {
  std::string_view name = catalog::folded_action_name(action);
  return name.starts_with("sts:") || name.starts_with("iam:") || name.starts_with("kms:") ||
         name.starts_with("s3:");
}

}  // namespace

Answered can(Access& access, const Caller& caller, const Question& question) {
  Answered answered;
  answered.notes = caller.notes;
  const Context context = context_of(access, caller, question);
  Policies policies = caller.policies;
  const std::vector<std::string> actions = asked_actions(question, answered.notes);
  answered.asked = actions.size();
  if (actions.empty()) answered.decision.rule = "the pattern matches no action that takes a resource";
  std::map<std::string, size_t> groups;
  for (const std::string& action : actions) {
    ResourceDecision asked = ask(access, caller, context, policies, action, question, answered.notes);
    if (is_grant(asked.verdict)) answered.actions.push_back(action);
    if (is_grant(asked.verdict) && has_wildcard(question.action))
      add_alike(answered.alike, groups, action, asked);
    if (!answered.action.empty() && !stands_for_more(asked.verdict, answered.verdict)) continue;
    answered.action = action;
    static_cast<ResourceDecision&>(answered) = std::move(asked);
  }
  std::stable_sort(answered.alike.begin(), answered.alike.end(),
                   [](const auto& a, const auto& b) { return rank(a.verdict) > rank(b.verdict); });
  return answered;
}

ExaminedAnswer examine(Access& access, const Caller& caller, const Question& question,
                       const Answered& answered) {
  ExaminedAnswer examined{answered.action, question.resource, {}};
  const ResourceGrant* best = best_grant(answered);
  if (best != nullptr) examined.resource = best->pattern;
  const Context context = context_of(access, caller, question);
  Policies policies = caller.policies;
  Request request = request_of(access, caller, context, examined.action, question, question.resource,
                               is_pattern(question) ? ResourceMeaning::kSome : ResourceMeaning::kOne);
  access.add_resource_policy(request, policies);
  const bool some = best != nullptr ? has_wildcard(examined.resource) : is_pattern(question);
  request.set_resource(examined.resource, some ? ResourceMeaning::kSome : ResourceMeaning::kOne);
  examined.examination = examine(request, policies);
  return examined;
}

std::vector<WhoCanAnswer> who_can(Access& access, const Question& question, Include include,
                                  const std::function<void(size_t, size_t)>& progress) {
  std::vector<Principal> principals = all_principals(access, question);
  std::vector<WhoCanAnswer> answers;
  size_t done = 0;
  for (Principal& principal : principals) {
    Caller caller = access.caller(std::move(principal));
    Answered answer = can(access, caller, question);
    if (include == Include::kEveryone || is_grant(answer.verdict))
      answers.push_back({caller.principal, std::move(answer), Expression(true), {}});
    if (progress) progress(++done, principals.size());
  }
  return answers;
}

void add_chains(Access& access, std::vector<WhoCanAnswer>& answers) {
  const Graph graph = build_graph(access, {static_cast<RelationClasses>(class_bit(RelationClass::kCanAssume) |
                                                                        class_bit(RelationClass::kHas))});
  std::map<EntityId, size_t> targets;
  for (size_t i = 0; i < answers.size(); ++i)
    if (auto entity = graph.find(answers[i].principal.arn); entity && is_grant(answers[i].answer.verdict))
      targets.emplace(*entity, i);
  std::vector<EntityId> ids;
  for (const auto& [entity, index] : targets) ids.push_back(entity);
  std::vector<WhoCanAnswer> added;
  for (const Chain& chain : AssumeChains(graph).to(ids)) {
    const WhoCanAnswer& end = answers[targets.at(chain.to)];
    WhoCanAnswer answer;
    answer.principal = principal_of(graph.entities[chain.from]);
    answer.answer = end.answer;
    if (chain.conditional) make_conditional(answer.answer);
    for (const Step& step : chain.steps) {
      const Relationship& edge = graph.of(step.relation)[step.index];
      answer.chain.emplace_back(graph.entities[edge.to].key);
      answer.chain_condition =
          beside(std::move(answer.chain_condition), condition_of(graph, step.relation, edge));
    }
    added.push_back(std::move(answer));
  }
  std::erase_if(answers, [&](const WhoCanAnswer& answer) {
    return std::any_of(added.begin(), added.end(),
                       [&](const WhoCanAnswer& each) { return each.principal.arn == answer.principal.arn; });
  });
  answers.insert(answers.end(), std::make_move_iterator(added.begin()), std::make_move_iterator(added.end()));
  std::sort(answers.begin(), answers.end(),
            [](const auto& a, const auto& b) { return a.principal.arn < b.principal.arn; });
}

std::vector<Permission> what_can(Access& access, const Caller& caller, std::string_view resource) {
  std::vector<Permission> permissions;
  std::map<std::string, size_t> groups;
  Policies policies = caller.policies;
  const bool some = has_wildcard(resource);
  const bool is_root = caller.principal.type == PrincipalType::kRoot;
  for (ActionId action = 0; action < catalog::action_count(); ++action) {
    if (!is_root && !allows_somewhere(caller.policies, action)) continue;
    if (resource != "*" && catalog::action_resources(action).empty()) continue;
    std::string key = signature(caller.policies, action);
    if (is_decided_by_name(action)) key += catalog::folded_action_name(action);
    auto [group, is_new] = groups.try_emplace(std::move(key), permissions.size());
    if (is_new) {
      Request request(caller.principal, caller.context);
      request.set_action(action);
      request.set_resource_account(access.owner_account(caller.principal, resource));
      request.set_resource(resource, some ? ResourceMeaning::kSome : ResourceMeaning::kOne);
      access.add_resource_policy(request, policies);
      Permission permission;
      if (some) {
        permission.grants = grants_within(request, resource, policies);
      } else if (Decision decision = explain(request, policies); is_grant(decision.verdict)) {
        permission.grants.push_back({std::string(request.resource()), std::move(decision)});
      }
      permissions.push_back(std::move(permission));
    }
    permissions[group->second].actions.push_back(action);
  }
  std::erase_if(permissions, [](const Permission& permission) { return permission.grants.empty(); });
  return permissions;
}

}  // namespace arnscope
