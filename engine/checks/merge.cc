#include "engine/checks/merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "engine/base/text.h"
#include "engine/policy/printer.h"

namespace arnscope {
namespace {

using Reason = Removal::Reason;

constexpr StatementList kActions{ListKind::kActions, 0};
constexpr StatementList kResources{ListKind::kResources, 0};

bool lists_actions(const Statement& statement) { return statement.action.polarity == Polarity::kListed; }
bool lists_resources(const Statement& statement) {
  return statement.resource && statement.resource->polarity == Polarity::kListed;
}

std::string statement_name(const Statement& statement) {
  std::string name = fmt::format("statement {}", statement.index);
  if (statement.sid && !statement.sid->value.empty()) name += " " + statement.sid->value;
  return name;
}

void tell(const SourcedStatement& from, StatementList list, const Text& value, Reason reason, std::string by,
          std::vector<Removal>& removals) {
  removals.push_back({reason, from.policy, from.statement.index, list_name(from.statement, list), value.value,
                      std::move(by), std::nullopt});
}

void tell_whole(const SourcedStatement& from, Reason reason, std::string by, std::vector<Removal>& removals) {
  removals.push_back({reason, from.policy, from.statement.index, "", "", std::move(by), std::nullopt});
}

// What was told last went for the sake of another statement that was given.
void tell_by(const SourcedStatement& by, std::vector<Removal>& removals) {
  removals.back().by = statement_name(by.statement);
  removals.back().by_policy = by.policy;
}

// The lists in which a value that stands twice says nothing more.
std::vector<StatementList> lists_of(const Statement& statement) {
  std::vector<StatementList> lists = {kActions};
  if (statement.resource) lists.push_back(kResources);
  for (uint32_t i = 0; i < statement.conditions.size(); ++i) lists.push_back({ListKind::kValues, i});
  return lists;
}

std::string compared(StatementList list, const Text& value) {
  return list.kind == ListKind::kActions ? fold(value.value) : value.value;
}

// Drops the actions or resources that another of the same list contains; the first of equals stays.
void drop_contained(SourcedStatement& sourced, StatementList list, Version version,
                    std::vector<Removal>& removals) {
  Statement& statement = sourced.statement;
  const auto compiled = compile_alone(statement, version);
  const std::vector<ResourcePattern>& patterns = compiled->statements.front().resources;
  std::vector<Text>& values = values_of(statement, list);
  std::vector<std::string> folded;
  std::vector<size_t> wide;
  for (size_t i = 0; i < values.size(); ++i) {
    folded.push_back(fold(values[i].value));
    const bool alone = list == kResources ? patterns[i].form == ResourcePattern::Form::kLiteral
                                          : !has_wildcard(values[i].value);
    if (!alone) wide.push_back(i);
  }
  const auto contains = [&](size_t outer, size_t inner) {
    if (list.kind == ListKind::kResources) return resource_contains(patterns[outer], patterns[inner]);
    return glob_contains(folded[outer], folded[inner]);
  };
  std::vector<Text> kept;
  for (size_t i = 0; i < values.size(); ++i) {
    const auto by = std::find_if(wide.begin(), wide.end(), [&](size_t outer) {
      return outer != i && contains(outer, i) && (outer < i || !contains(i, outer));
    });
    if (by == wide.end()) {
      kept.push_back(values[i]);
    } else {
      tell(sourced, list, values[i], Reason::kContained, values[*by].value, removals);
    }
  }
  values_of(statement, list) = std::move(kept);
}

// What two statements must have in common to become one along a list.
std::string key_without(const Statement& statement, StatementList list) {
  Statement rest = statement;
  rest.sid.reset();
  rest.conditions.clear();
  values_of(rest, list).clear();
  for (StatementList other : lists_of(rest)) {
    std::vector<Text>& values = values_of(rest, other);
    for (Text& text : values) text.value = compared(other, text);
    std::sort(values.begin(), values.end(), [](const Text& a, const Text& b) { return a.value < b.value; });
  }
  std::vector<std::string> clauses;
  for (const ConditionClause& clause : statement.conditions) clauses.push_back(canonical_text(clause));
  std::sort(clauses.begin(), clauses.end());
  std::string key = print_statement(rest);
  for (const std::string& clause : clauses) key += "\n" + clause;
  return key;
}

// Adds the values of `from` to those of `to`.
void unite(SourcedStatement& to, const SourcedStatement& from, StatementList list) {
  std::vector<Text>& values = values_of(to.statement, list);
  std::unordered_set<std::string> known;
  for (const Text& text : values) known.insert(compared(list, text));
  for (const Text& text : values_of(from.statement, list))
    if (known.insert(compared(list, text)).second) values.push_back(text);
}

bool merge_along(StatementList list, SourcedStatements& statements, std::vector<Removal>& removals) {
  std::unordered_map<std::string, size_t> first;
  SourcedStatements kept;
  for (SourcedStatement& each : statements) {
    const bool listed = list == kActions ? lists_actions(each.statement) : lists_resources(each.statement);
    if (listed) {
      auto [at, is_new] = first.emplace(key_without(each.statement, list), kept.size());
      if (!is_new) {
        tell_whole(each, Reason::kMerged, "", removals);
        tell_by(kept[at->second], removals);
        unite(kept[at->second], each, list);
        continue;
      }
    }
    kept.push_back(std::move(each));
  }
  const bool changed = kept.size() < statements.size();
  statements = std::move(kept);
  return changed;
}

// An empty list would say something else: NotAction of nothing is everything.
void drop_marked(SourcedStatements& statements, const std::vector<bool>& superfluous) {
  size_t at = 0;
  std::erase_if(statements, [&](const SourcedStatement&) { return superfluous[at++]; });
}

// Statements against one another. One that others rely on is not touched any more, and one that was touched
// is not relied on: so nothing goes because of what goes as well.
class CrossCheck {
 public:
  CrossCheck(SourcedStatements& statements, Version version, std::vector<Removal>& removals)
      : statements_(statements),
        version_(version),
        removals_(removals),
        state_(statements.size()),
        superfluous_(statements.size()) {
    for (const SourcedStatement& each : statements) {
      alone_.push_back(compile_alone(each.statement, version));
      position_[alone_.back().get()] = position_.size();
      form_.add(alone_.back());
    }
  }

  // The later of two equal ones goes. Whether anything went.
  bool run() {
    for (size_t i = statements_.size(); i-- > 0;)
      if (state_[i] != State::kReliedOn) check(i);
    drop_marked(statements_, superfluous_);
    return changed_;
  }

 private:
  enum class State : uint8_t { kWhole, kTouched, kReliedOn };

  void check(size_t at);
  void check_resources(size_t at);
  std::optional<size_t> usable(const std::vector<StatementReference>& containers, size_t besides) const;

  SourcedStatements& statements_;
  Version version_;
  std::vector<Removal>& removals_;
  std::vector<State> state_;
  std::vector<std::shared_ptr<const CompiledPolicy>> alone_;
  std::unordered_map<const CompiledPolicy*, size_t> position_;
  std::vector<bool> superfluous_;
  NormalForm form_;
  bool changed_ = false;
};

std::optional<size_t> CrossCheck::usable(const std::vector<StatementReference>& containers,
                                         size_t besides) const {
  for (const StatementReference& each : containers) {
    const size_t at = position_.at(each.policy);
    if (at != besides && state_[at] != State::kTouched) return at;
  }
  return std::nullopt;
}

void CrossCheck::check(size_t at) {
  SourcedStatement& sourced = statements_[at];
  std::vector<Text> kept;
  std::vector<Text>& actions = sourced.statement.action.values;
  const bool whole = !lists_actions(sourced.statement);
  const auto containers = form_.containers(*alone_[at], alone_[at]->statements.front());
  for (size_t i = 0; i < actions.size(); ++i) {
    const auto by = usable(containers[whole ? 0 : i], at);
    if (!by) {
      kept.push_back(actions[i]);
      continue;
    }
    state_[*by] = State::kReliedOn;
    if (whole && i > 0) continue;
    if (whole)
      tell_whole(sourced, Reason::kContained, "", removals_);
    else
      tell(sourced, kActions, actions[i], Reason::kContained, "", removals_);
    tell_by(statements_[*by], removals_);
  }
  if (kept.size() == actions.size()) return check_resources(at);
  superfluous_[at] = kept.empty();
  if (!kept.empty()) actions = std::move(kept);
  state_[at] = State::kTouched;
  changed_ = true;
}

void CrossCheck::check_resources(size_t at) {
  constexpr size_t kMaxPairs = 20'000;
  SourcedStatement& sourced = statements_[at];
  if (!lists_resources(sourced.statement) || statements_.size() == 1) return;
  const std::vector<Text> resources = sourced.statement.resource->values;
  const size_t actions = sourced.statement.action.values.size();
  if (resources.size() < 2 || resources.size() * actions > kMaxPairs) return;
  std::vector<Text> kept;
  for (const Text& resource : resources) {
    const auto single = compile_alone(with_values(sourced.statement, kResources, {resource}), version_);
    const auto containers = form_.containers(*single, single->statements.front());
    std::vector<size_t> by;
    for (size_t i = 0; i < containers.size() && by.size() == i; ++i)
      if (auto found = usable(containers[i], at)) by.push_back(*found);
    if (by.size() < containers.size()) {
      kept.push_back(resource);
      continue;
    }
    for (size_t each : by) state_[each] = State::kReliedOn;
    tell(sourced, kResources, resource, Reason::kContained, "several statements", removals_);
    if (std::count(by.begin(), by.end(), by.front()) == static_cast<ptrdiff_t>(by.size()))
      tell_by(statements_[by.front()], removals_);
  }
  if (kept.size() == resources.size()) return;
  superfluous_[at] = kept.empty();
  if (!kept.empty()) sourced.statement.resource->values = std::move(kept);
  state_[at] = State::kTouched;
  changed_ = true;
}

// The values of a list that occur in `needed`; the others are told.
void keep_needed(SourcedStatement& sourced, StatementList list, const std::set<std::string>& needed,
                 const std::function<std::string(size_t)>& by, std::vector<Removal>& removals) {
  std::vector<Text>& values = values_of(sourced.statement, list);
  std::vector<Text> kept;
  for (size_t i = 0; i < values.size(); ++i) {
    if (needed.contains(values[i].value)) {
      kept.push_back(values[i]);
    } else {
      tell(sourced, list, values[i], Reason::kAttached, by(i), removals);
    }
  }
  values = std::move(kept);
}

std::string reference_name(const StatementReference& reference) {
  return fmt::format("{} {}", reference.policy->name, statement_name(*reference.statement));
}

// Returns whether all of it went.
bool drop_attached(SourcedStatement& sourced, Version version, const NormalForm& form,
                   std::vector<Removal>& removals) {
  const auto compiled = compile_alone(sourced.statement, version);
  const CompiledStatement& statement = compiled->statements.front();
  const std::vector<Atom> outside = form.outside(*compiled, statement);
  const auto containers = form.containers(*compiled, statement);
  const auto by = [&](size_t position) {
    return containers[position].empty() ? std::string("several attached statements")
                                        : reference_name(containers[position].front());
  };
  if (outside.empty()) {
    const bool one = !lists_actions(sourced.statement) || sourced.statement.action.values.size() == 1;
    if (one) return tell_whole(sourced, Reason::kAttached, by(0), removals), true;
  }
  if (!lists_actions(sourced.statement)) return false;
  std::set<std::string> actions;
  std::set<std::string> resources;
  for (const Atom& atom : outside) {
    actions.insert(atom.action);
    resources.insert(atom.resource);
  }
  keep_needed(sourced, kActions, actions, by, removals);
  if (outside.empty()) return true;
  if (lists_resources(sourced.statement))
    keep_needed(
        sourced, kResources, resources, [](size_t) { return "attached statements"; }, removals);
  return false;
}

}  // namespace

std::string_view removal_reason_name(Removal::Reason reason) {
  constexpr std::array<std::string_view, 4> kNames = {"repeated", "contained", "attached", "merged"};
  return kNames[static_cast<size_t>(reason)];
}

void drop_repeated(SourcedStatements& statements, std::vector<Removal>& removals) {
  for (SourcedStatement& each : statements) {
    for (StatementList list : lists_of(each.statement)) {
      std::unordered_map<std::string, std::string> known;
      std::erase_if(values_of(each.statement, list), [&](const Text& value) {
        auto [at, is_new] = known.emplace(compared(list, value), value.value);
        if (!is_new) tell(each, list, value, Reason::kRepeated, at->second, removals);
        return !is_new;
      });
    }
  }
}

void merge(SourcedStatements& statements, Version version, std::vector<Removal>& removals) {
  for (bool changed = true; changed;) {
    for (SourcedStatement& each : statements) {
      if (lists_actions(each.statement)) drop_contained(each, kActions, version, removals);
      if (lists_resources(each.statement)) drop_contained(each, kResources, version, removals);
    }
    changed = merge_along(kActions, statements, removals);
    changed = merge_along(kResources, statements, removals) || changed;
    changed = CrossCheck(statements, version, removals).run() || changed;
  }
}

void drop_attached(SourcedStatements& statements, Version version, const CompiledPolicies& attached,
                   std::vector<Removal>& removals) {
  if (attached.empty()) return;
  NormalForm form;
  for (const auto& policy : attached) form.add(policy);
  std::vector<bool> superfluous;
  for (SourcedStatement& each : statements)
    superfluous.push_back(each.statement.effect == Effect::kAllow &&
                          drop_attached(each, version, form, removals));
  drop_marked(statements, superfluous);
}

}  // namespace arnscope
