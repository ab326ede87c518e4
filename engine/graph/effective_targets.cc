#include "engine/graph/effective_targets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <deque>

#include "engine/evaluate/condition.h"
#include "engine/evaluate/match.h"
#include "engine/evaluate/organization_policies.h"
#include "engine/evaluate/services.h"
#include "engine/policy/arn.h"
#include "engine/policy/glob.h"

namespace arnscope {
namespace {

using Form = ResourcePattern::Form;

// Numbers texts in the order in which they come.
class Numbers {
 public:
  uint32_t of(const std::string& text) {
    return known_.try_emplace(text, static_cast<uint32_t>(known_.size())).first->second;
  }

 private:
  std::unordered_map<std::string, uint32_t> known_;
};

template <class Value>
void append(std::string& key, Value value) {
  key.append(reinterpret_cast<const char*>(&value), sizeof value);
}

bool is_sts(ActionId action) { return catalog::folded_action_name(action).starts_with("sts:"); }

// Callers of each sort that AWS's own rules tell apart.
std::array<Principal, 4> sorts_of_callers() {
  constexpr std::string_view kUser = "arn:aws:iam::000000000000:user/u";
  constexpr std::string_view kRole = "arn:aws:iam::000000000000:role/r";
  return {*parse_principal(kUser), *parse_principal(kRole), *parse_principal("*"),
          service_principal("lambda.amazonaws.com")};
}

// Which of the evaluator's own rules speak of the action, whoever calls: in bytes.
std::string rules_of(ActionId action, std::string_view resource, ResourceMeaning meaning) {
  static const std::array<Principal, 4> kCallers = sorts_of_callers();
  const Context context(Unlisted::kUnknown);
  const Policies policies;
  std::string key;
  append(key, catalog::action(action).service);
  for (const Principal& caller : kCallers) {
    Request request(caller, context);
    request.set_action(action);
    request.set_resource_account("000000000000");
    request.set_resource(resource, meaning);
    append(key, find_service_rule(request, policies));
    for (Layer layer : {Layer::kScp, Layer::kRcp}) append(key, unrestricted_because(layer, request).empty());
    if (!request.takes_resource()) key += request.resource();
  }
  // A pattern of a policy is held against what the action takes where a pattern is asked.
  if (meaning == ResourceMeaning::kSome)
    for (const catalog::ActionResource& each : catalog::action_resources(action)) append(key, each.type);
  return key;
}

// Whether the pattern treats all entities of a group alike whose first fields are alike.
bool is_uniform(const ResourcePattern& pattern, const ReachGroup& group) {
  if (pattern.form == Form::kVariable) return false;
  const std::string_view resource = pattern.fields.field[5];
  const std::string_view literal = literal_prefix(resource);
  if (!resource.ends_with('*') || literal.size() + 1 != resource.size()) return false;
  if (!group.fields.front().field[5].starts_with(literal) ||
      !group.fields.back().field[5].starts_with(literal))
    return false;
  const auto colons = static_cast<size_t>(std::count(resource.begin(), resource.end(), ':'));
  return !pattern.crosses_colons || (!lacks_a_field(pattern) && colons >= group.colons);
}

bool has_tag_key(const KeyName& key) { return key.folded.find("resourcetag/") != std::string::npos; }

bool has_tag_key(const std::vector<TextPart>& parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [](const TextPart& part) { return part.variable && has_tag_key(*part.variable); });
}

bool has_variables(const CompiledPolicy& policy) {
  for (const CompiledStatement& statement : policy.statements)
    for (const ResourcePattern& pattern : statement.resources)
      if (pattern.form == Form::kVariable) return true;
  return false;
}

// What the snapshot knows of an entity's tags: not known, none, some.
enum class Tags : char { kUnknown = 'u', kNone = 'n', kSome = 's' };
Tags tags_of(const Snapshot& snapshot, const Entity& entity) {
  const auto of = [](const std::vector<Tag>& tags) { return tags.empty() ? Tags::kNone : Tags::kSome; };
  if (entity.index == kNoId) return Tags::kUnknown;
  if (entity.kind == EntityKind::kUser) return of(snapshot.users[entity.index].tags);
  if (entity.kind == EntityKind::kRole) return of(snapshot.roles[entity.index].tags);
  if (entity.kind == EntityKind::kPolicy &&
      snapshot.policies[entity.index].type == PolicyType::kCustomerManaged)
    return of(snapshot.policies[entity.index].tags);
  // Another part of the input may describe what the entity is of.
  const auto resource = snapshot.resource_by_arn.find(entity.arn);
  if (resource == snapshot.resource_by_arn.end()) return Tags::kUnknown;
  const Range tags = snapshot.resources[resource->second].tags;
  return tags.begin == tags.end ? Tags::kUnknown : Tags::kSome;
}

// The statements of one policy that are of use while a statement's patterns are looked up.
struct Patterns {
  CompiledStatement singled;  // with those that single out entities
  bool wide = false;          // others reach entities of the group
};

// With the values that a caller has for policy variables, where they are known.
void add_variable(Patterns& patterns, const ResourcePattern& pattern, const Request& request,
                  std::deque<std::string>& texts) {
  Substituted last = substitute(pattern.parts, request);
  if (last.state == Substituted::State::kAbsent) return;
  ResourcePattern& added = patterns.singled.resources.emplace_back(pattern);
  if (last.state == Substituted::State::kUnknown || last.stand_ins) return;
  added.form = Form::kFields;
  added.parts.clear();
  added.fields.field[5] = texts.emplace_back(std::move(last.text));
}

// Whether one of the patterns holds all of the part.
bool holds_all(const CompiledStatement& statement, const ReachGroup& group, size_t at,
               std::string_view suffix) {
  ArnFields inside = group.fields[at];
  const std::string last = fmt::format("{}{}", inside.field[5], suffix);
  inside.field[5] = last;
  return std::any_of(statement.resources.begin(), statement.resources.end(),
                     [&](const ResourcePattern& pattern) {
                       return pattern.form != Form::kVariable && fields_contain(pattern.fields, inside);
                     });
}

}  // namespace

EffectiveTargets::EffectiveTargets(GraphBuilder& builder)
    : builder_(builder), places_(builder.graph.entities.size()) {
  for (const ReachGroup& reach : builder.reach_groups) {
    const auto index = static_cast<uint32_t>(groups_.size());
    TargetGroup& group = groups_.emplace_back();
    group.reach = &reach;
    add_parts(group);
    for (uint32_t at = 0; at < reach.entities.size(); ++at) places_[reach.entities[at]] = {index, at};
  }
  for (size_t group = 0; group < groups_.size(); ++group) add_kinds(group);
}

TargetPart EffectiveTargets::make_part(std::string_view arn, std::string suffix, ResourceMeaning meaning,
                                       std::vector<ActionId> actions) const {
  TargetPart part{std::move(suffix), meaning, false, std::move(actions), {}};
  const std::string resource = fmt::format("{}{}", arn, part.suffix);
  Numbers numbers;
  for (ActionId action : part.actions)
    part.rules.push_back(numbers.of(rules_of(action, resource, part.meaning)));
  return part;
}

void EffectiveTargets::add_parts(TargetGroup& group) {
  const ResourceShape& shape = group.reach->shape;
  const std::string_view arn = builder_.graph.entities[group.reach->entities.front()].arn;
  std::vector<ActionId> by_trust, others;
  for (ActionId action : shape.actions) (is_sts(action) ? by_trust : others).push_back(action);
  if (!others.empty()) group.parts.push_back(make_part(arn, "", ResourceMeaning::kOne, others));
  if (!others.empty() && shape.also_with_star)
    group.parts.push_back(make_part(arn, ":*", ResourceMeaning::kOne, others));
  for (const Contents& contents : shape.contents)
    group.parts.push_back(make_part(arn, contents.suffix, ResourceMeaning::kSome, contents.actions));
  if (!by_trust.empty()) {
    group.parts.push_back(make_part(arn, "", ResourceMeaning::kOne, by_trust));
    group.parts.back().by_trust = true;
  }
}

const TargetPart& EffectiveTargets::without_resource(catalog::ServiceId id) {
  auto [at, is_new] = services_.try_emplace(id);
  if (!is_new) return at->second;
  const catalog::Service service = catalog::service(id);
  std::vector<ActionId> actions;
  for (ActionId action = service.first_action; action < service.last_action; ++action)
    if (catalog::action_resources(action).empty()) actions.push_back(action);
  return at->second = make_part("*", "", ResourceMeaning::kSome, std::move(actions));
}

// The policies on the resource's side, as whoever asks from outside of all accounts meets them.
Policies EffectiveTargets::resource_policies(std::string_view arn, bool by_trust) const {
  static const Principal kSomebody = service_principal("lambda.amazonaws.com");
  const Context context(Unlisted::kUnknown);
  Request request(kSomebody, context);
  request.set_action(by_trust ? "sts:AssumeRole" : "s3:GetObject");
  request.set_resource_account(builder_.access.known_owner(arn));
  request.set_resource(arn);
  Policies policies;
  builder_.access.add_resource_policy(request, policies);
  return policies;
}

std::string_view EffectiveTargets::owner_of(const TargetGroup& group, uint32_t at) const {
  const std::string_view account = group.reach->fields[at].field[4];
  if (is_account_id(account)) return account;
  return builder_.access.known_owner(builder_.graph.entities[group.reach->entities[at]].arn);
}

// What an entity has that decisions look at, beside its name; "" for one that is decided alone.
std::string EffectiveTargets::kind_of(const TargetGroup& group, uint32_t at) const {
  const Entity& entity = builder_.graph.entities[group.reach->entities[at]];
  if (has_wildcard(entity.arn) || entity.arn.find("${") != std::string_view::npos) return "";
  const std::string_view owner = owner_of(group, at);
  // Whoever calls is taken to own it: then RCPs are those of the caller's account.
  const ArnFields& fields = group.reach->fields[at];
  if (owner.empty() && fields.field[4] != "aws" && builder_.snapshot.organization) return "";
  std::string key = fmt::format("{}|{}|{}|{}|", fields.field[1], fields.field[3], fields.field[4], owner);
  // Aliases of AWS managed keys are told by their name: see organization_policies.cc.
  if (fields.field[5].starts_with("alias/aws/")) key += "aws";
  for (const TargetPart& part : group.parts) {
    if (part.by_trust) continue;
    const Policies policies = resource_policies(fmt::format("{}{}", entity.arn, part.suffix), false);
    const LayerState state = policies[Layer::kResource].state;
    if (state == LayerState::kPresent) return "";
    append(key, state);
  }
  return key;
}

// Tells apart those entities of which an RCP of their account speaks in its own way.
void EffectiveTargets::add_control_policies(size_t index, std::vector<std::string>& kinds) {
  static const Principal kNobody;
  const Context context(Unlisted::kUnknown);
  const Request nobody(kNobody, context);
  const TargetGroup& group = groups_[index];
  std::vector<std::string_view> owners;
  for (uint32_t at = 0; at < kinds.size(); ++at) owners.push_back(owner_of(group, at));
  std::vector<std::string_view> accounts = owners;
  std::sort(accounts.begin(), accounts.end());
  accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
  for (std::string_view account : accounts) {
    if (!is_account_id(account)) continue;
    for (const auto& level : builder_.access.standing(account).resource_control_policies.levels)
      for (const auto& policy : level) {
        auto [known, is_new] = known_.try_emplace(policy.get());
        if (is_new) known->second = find_touches(*policy, nobody, Variables::kOpen);
        for (const Touch& touch : known->second[index].touches) {
          std::string& kind = kinds[touch.at];
          if (owners[touch.at] != account || kind.empty()) continue;
          if (touch.alone) {
            kind.clear();
            continue;
          }
          append(kind, policy.get());
          append(kind, touch.statement);
          append(kind, touch.parts);
        }
      }
  }
}

void EffectiveTargets::add_kinds(size_t index) {
  TargetGroup& group = groups_[index];
  std::vector<std::string> kinds;
  for (uint32_t at = 0; at < group.reach->entities.size(); ++at) kinds.push_back(kind_of(group, at));
  if (builder_.snapshot.organization) add_control_policies(index, kinds);
  bool control_by_tags = false;
  for (const auto& [policy, touches] : known_) control_by_tags = control_by_tags || asks_for_tags(*policy);
  Numbers numbers, tagged;
  for (uint32_t at = 0; at < kinds.size(); ++at) {
    const Tags tags = tags_of(builder_.snapshot, builder_.graph.entities[group.reach->entities[at]]);
    const bool alone = kinds[at].empty() || tags == Tags::kSome;
    group.tagged_kinds.push_back(alone ? kNoId : tagged.of(kinds[at] + static_cast<char>(tags)));
    group.kinds.push_back(kinds[at].empty() ? kNoId : numbers.of(kinds[at]));
  }
  if (control_by_tags) group.kinds = group.tagged_kinds;
}

bool EffectiveTargets::asks_for_tags(const CompiledPolicy& policy) {
  auto [at, is_new] = tags_.try_emplace(&policy, false);
  if (!is_new) return at->second;
  bool asks = false;
  for (const CompiledStatement& statement : policy.statements) {
    for (const ResourcePattern& pattern : statement.resources) asks = asks || has_tag_key(pattern.parts);
    for (const CompiledClause& clause : statement.clauses) {
      asks = asks || has_tag_key(clause.key);
      for (const ConditionValue& value : clause.values) asks = asks || has_tag_key(value.parts);
    }
  }
  return at->second = asks;
}

void EffectiveTargets::find_touches(const CompiledStatement& statement, uint32_t position, size_t index,
                                    const Request& request, Variables variables, Touches& found) const {
  const TargetGroup& group = groups_[index];
  std::deque<std::string> texts;
  Patterns patterns;
  patterns.wide = !statement.has_resource || statement.resource_polarity == Polarity::kAllBut;
  for (const ResourcePattern& pattern : statement.resources) {
    if (pattern.form == Form::kNever) continue;
    if (pattern.form == Form::kAll || is_uniform(pattern, *group.reach)) {
      patterns.wide = true;
    } else if (pattern.form == Form::kVariable && variables == Variables::kReplaced) {
      add_variable(patterns, pattern, request, texts);
    } else {
      patterns.singled.resources.push_back(pattern);
    }
  }
  if (statement.effect == Effect::kAllow) found.wide = found.wide || patterns.wide;
  if (patterns.singled.resources.empty()) return;
  patterns.singled.has_resource = true;
  StatementReach reach(patterns.singled);
  if (!reach.may_reach(group.reach->shape.service)) return;
  std::vector<Reached> reached;
  reach.find(*group.reach, group.reach->all(), ~Parts{0}, reached);
  const std::vector<Contents>& contents = group.reach->shape.contents;
  for (const Reached& each : reached) {
    Touch touch{places_[each.entity].at, position, each.surely, each.maybe != 0};
    for (size_t i = 0; i < contents.size() && !touch.alone; ++i)
      if ((each.surely & contents_part(i)) != 0)
        touch.alone = !holds_all(patterns.singled, *group.reach, touch.at, contents[i].suffix);
    found.touches.push_back(touch);
  }
}

std::vector<Touches> EffectiveTargets::find_touches(const CompiledPolicy& policy, const Request& request,
                                                    Variables variables) const {
  std::vector<Touches> found(groups_.size());
  for (uint32_t position = 0; position < policy.statements.size(); ++position) {
    const CompiledStatement& statement = policy.statements[position];
    const ActionSet actions = actions_of(policy, position);
    for (size_t group = 0; group < groups_.size(); ++group) {
      const std::vector<TargetPart>& parts = groups_[group].parts;
      const bool speaks = std::any_of(parts.begin(), parts.end(), [&](const TargetPart& part) {
        return std::any_of(part.actions.begin(), part.actions.end(),
                           [&](ActionId action) { return actions.contains(action); });
      });
      if (speaks) find_touches(statement, position, group, request, variables, found[group]);
    }
  }
  return found;
}

const Touches& EffectiveTargets::touches(const CompiledPolicy& policy, size_t group, const Request& request) {
  auto& table = has_variables(policy) ? of_caller_ : known_;
  auto known = table.find(&policy);
  if (known == table.end())
    known = table.emplace(&policy, find_touches(policy, request, Variables::kReplaced)).first;
  return known->second[group];
}

void EffectiveTargets::next_caller() { of_caller_.clear(); }

const std::vector<uint32_t>& EffectiveTargets::resource_side(size_t group, uint32_t at, size_t part) {
  const uint64_t place = (uint64_t{groups_[group].reach->entities[at]} << 8) | part;
  auto [known, is_new] = resource_sides_.try_emplace(place);
  std::vector<uint32_t>& numbers = known->second;
  if (!is_new) return numbers;
  const TargetPart& of = groups_[group].parts[part];
  const std::string_view arn = builder_.graph.entities[groups_[group].reach->entities[at]].arn;
  const Policies policies = resource_policies(fmt::format("{}{}", arn, of.suffix), of.by_trust);
  Numbers known_rows;
  bool any = false;
  for (ActionId action : of.actions) {
    std::string key;
    for (Layer layer : {Layer::kRcp, Layer::kResource})
      for (const auto& level : policies[layer].levels)
        for (const auto& policy : level) {
          any = true;
          const uint64_t* row = policy->statements_on(action);
          for (uint32_t word = 0; word < policy->words; ++word) append(key, row == nullptr ? 0 : row[word]);
        }
    numbers.push_back(known_rows.of(key));
  }
  if (!any) numbers.clear();
  return numbers;
}

}  // namespace arnscope
