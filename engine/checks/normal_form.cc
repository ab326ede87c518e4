#include "engine/checks/normal_form.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <unordered_map>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/checks/statement_list.h"
#include "engine/evaluate/relation.h"

namespace arnscope {
namespace {

using Form = ResourcePattern::Form;

bool has_variables(const CompiledPolicy& policy) { return policy.policy->version == Version::k2012; }

// The text of a pattern with all of its fields: a short ARN means whatever stands in those that it lacks.
std::string whole_text(const ResourcePattern& pattern) {
  return fmt::format("{}", fmt::join(pattern.fields.field, ":"));
}

bool meet(const ResourcePattern& a, const ResourcePattern& b) {
  if (a.form == Form::kNever || b.form == Form::kNever) return false;
  if (a.form == Form::kAll || b.form == Form::kAll) return true;
  if (a.form == Form::kVariable || b.form == Form::kVariable) return true;  // it may
  return glob_intersects(whole_text(a), whole_text(b));
}

// Whether everything but `inner` lies in everything but `outer`.
template <class List, class Contains>
bool all_but_contains(const List& outer, const List& inner, Contains contains) {
  return std::all_of(outer.begin(), outer.end(), [&](const auto& spared) {
    return std::any_of(inner.begin(), inner.end(), [&](const auto& each) { return contains(each, spared); });
  });
}

bool action_contains(std::string_view outer, std::string_view inner) {
  return outer == inner || (has_wildcard(outer) && glob_contains(outer, inner));
}

// The service of an action or of a pattern of them; "" where it has a wildcard.
std::string service_of(std::string_view action) {
  const std::string_view service = action.substr(0, action.find(':'));
  return has_wildcard(service) ? "" : std::string(service);
}

std::vector<std::string> folded(const ElementList& list) {
  std::vector<std::string> texts;
  for (const Text& text : list.values) texts.push_back(fold(text.value));
  return texts;
}

std::string list_text(std::string_view name, const ElementList& list) {
  std::vector<std::string_view> texts;
  for (const Text& text : list.values) texts.push_back(text.value);
  return fmt::format("{} [{}]", name, fmt::join(texts, ", "));
}

std::vector<std::string> principals_of(const Statement& statement) {
  if (!statement.principal) return {""};
  std::vector<std::string> texts;
  for (const PrincipalEntry& entry : statement.principal->entries)
    texts.push_back(entry.kind == PrincipalKind::kEveryone
                        ? "AWS *"
                        : fmt::format("{} {}", principal_kind_name(entry.kind), entry.value.value));
  if (statement.principal->polarity == Polarity::kListed) return texts;
  std::sort(texts.begin(), texts.end());
  return {fmt::format("NotPrincipal [{}]", fmt::join(texts, ", "))};
}

// A statement with what it is compared by.
struct Entry {
  const CompiledPolicy* policy;
  const CompiledStatement* statement;
  uint32_t position = 0;             // of the policy
  std::vector<std::string> actions;  // folded
  std::optional<ActionSet> today;
  std::vector<std::string> principals;
  std::vector<Clause> clauses;
  std::vector<std::string> clause_texts;  // of `clauses`
  std::unordered_map<std::string_view, const ResourcePattern*> resources;

  Entry(const CompiledPolicy& from, const CompiledStatement& compiled, uint32_t at, Wildcards wildcards);
  bool not_action() const { return statement->written->action.polarity == Polarity::kAllBut; }
};

Entry::Entry(const CompiledPolicy& from, const CompiledStatement& compiled, uint32_t at, Wildcards wildcards)
    : policy(&from), statement(&compiled), position(at) {
  const Statement& written = *compiled.written;
  actions = folded(written.action);
  if (wildcards == Wildcards::kToday) today = actions_of(written);
  principals = principals_of(written);
  for (const CompiledClause& clause : compiled.clauses) {
    std::vector<std::string> values;
    for (const Text& text : clause.written->values) values.push_back(text.value);
    clauses.push_back({clause.written->operator_text.value,
                       clause.written->key.value,
                       std::move(values),
                       {Layer::kIdentity, 0, at, policy, &written},
                       &clause});
    std::string text = canonical_text(*clause.written);
    // What a variable is in one version is plain text in the others.
    if (text.find("${") != std::string::npos) text += has_variables(from) ? " variables" : " plain";
    clause_texts.push_back(std::move(text));
  }
  for (const ResourcePattern& pattern : compiled.resources) resources.emplace(pattern.written, &pattern);
}

// Whether wherever the condition of `inner` holds that of `outer` does.
bool condition_contains(const Entry& outer, const Entry& inner) {
  for (size_t i = 0; i < outer.clauses.size(); ++i) {
    const std::string& text = outer.clause_texts[i];
    if (std::find(inner.clause_texts.begin(), inner.clause_texts.end(), text) != inner.clause_texts.end())
      continue;
    const Clause& wanted = outer.clauses[i];
    if (wanted.compiled->op == Operator::kUnknown) return false;
    // Equal clauses of which the texts differ are of two versions, and `implies` does not tell those apart.
    const bool implied = std::any_of(inner.clauses.begin(), inner.clauses.end(), [&](const Clause& clause) {
      return clause.compiled->op != Operator::kUnknown && !(clause == wanted) &&
             implies(Literal{&clause}, Literal{&wanted});
    });
    if (!implied) return false;
  }
  return true;
}

// As lists_container, where the text itself stands there: found at once.
bool lists_same(const Entry& outer, const ResourcePattern& inner) {
  auto same = outer.resources.find(inner.written);
  return outer.statement->resource_polarity == Polarity::kListed && same != outer.resources.end() &&
         resource_contains(*same->second, inner);
}

bool lists_container(const Entry& outer, const ResourcePattern& inner) {
  if (lists_same(outer, inner)) return true;
  return std::any_of(outer.statement->resources.begin(), outer.statement->resources.end(),
                     [&](const ResourcePattern& pattern) {
                       return pattern.form != Form::kLiteral && resource_contains(pattern, inner);
                     });
}

// One resource of `inner`, or its whole NotResource, or that it has none.
bool resource_lies_in(const Entry& outer, const Entry& inner, size_t position) {
  const CompiledStatement& there = *outer.statement;
  const CompiledStatement& here = *inner.statement;
  if (there.has_resource != here.has_resource) return false;
  if (!here.has_resource) return true;
  if (here.resource_polarity == Polarity::kAllBut) {
    if (there.resource_polarity == Polarity::kAllBut)
      return all_but_contains(there.resources, here.resources, resource_contains);
    return std::any_of(there.resources.begin(), there.resources.end(),
                       [](const ResourcePattern& pattern) { return pattern.form == Form::kAll; });
  }
  const ResourcePattern& pattern = here.resources[position];
  if (there.resource_polarity == Polarity::kListed) return lists_container(outer, pattern);
  return std::none_of(there.resources.begin(), there.resources.end(),
                      [&](const ResourcePattern& spared) { return meet(spared, pattern); });
}

size_t resource_count(const CompiledStatement& statement) {
  return statement.has_resource && statement.resource_polarity == Polarity::kListed
             ? statement.resources.size()
             : 1;
}

std::string resource_text(const CompiledStatement& statement, size_t position) {
  if (!statement.has_resource) return "";
  const ElementList& list = *statement.written->resource;
  if (list.polarity == Polarity::kAllBut) return list_text("NotResource", list);
  return list.values[position].value;
}

}  // namespace

// A pattern that can match beyond the colon of a field is its whole text as a glob; any other is its fields,
// and whatever matches those matches the text.
bool resource_contains(const ResourcePattern& outer, const ResourcePattern& inner) {
  if (outer.form == Form::kAll) return true;
  const bool variable = outer.form == Form::kVariable || inner.form == Form::kVariable;
  if (outer.form == inner.form && outer.written == inner.written) return true;
  if (variable || inner.form == Form::kAll || inner.form == Form::kNever || outer.form == Form::kNever)
    return false;
  if (outer.crosses_colons && glob_contains(outer.written, inner.written)) return true;
  return !inner.crosses_colons && fields_contain(outer.fields, inner.fields);
}

std::shared_ptr<const CompiledPolicy> compile_alone(const Statement& statement, Version version) {
  auto policy = std::make_shared<Policy>();
  policy->version = version;
  policy->statements.push_back(statement);
  return compile(std::move(policy), statement.principal ? PolicyKind::kResource : PolicyKind::kIdentity, "");
}

std::string canonical_text(const ConditionClause& clause) {
  std::vector<std::string_view> values;
  for (const Text& text : clause.values) values.push_back(text.value);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  // Lengths keep apart what a separator in a value would join.
  std::string text = fmt::format("{} {}", fold(clause.operator_text.value), fold(clause.key.value));
  for (std::string_view value : values) text += fmt::format(" {}:{}", value.size(), value);
  return text;
}

class NormalForm::Index {
 public:
  explicit Index(Wildcards wildcards) : wildcards_(wildcards) {}

  void add(std::shared_ptr<const CompiledPolicy> policy);
  Wildcards wildcards() const { return wildcards_; }
  const Entry& operator[](uint32_t id) const { return entries_[id]; }

  // The entries that contain an action of `inner`, or its whole NotAction; ascending.
  std::vector<uint32_t> on_action(const Entry& inner, size_t position) const;
  // Those that contain an action of the catalog.
  std::vector<uint32_t> on_action(ActionId id) const;

 private:
  std::vector<uint32_t> on_all_but(const Entry& inner) const;
  void add_patterns(const std::string& service, std::string_view action, std::vector<uint32_t>& ids) const;

  Wildcards wildcards_;
  std::vector<std::shared_ptr<const CompiledPolicy>> policies_;
  std::vector<Entry> entries_;
  std::unordered_map<std::string, std::vector<uint32_t>> by_action_;  // without wildcards, folded
  // With wildcards, by service; of "" those of which the service has a wildcard too.
  std::unordered_map<std::string, std::vector<std::pair<std::string, uint32_t>>> patterns_;
  std::vector<uint32_t> all_but_;
};

void NormalForm::Index::add(std::shared_ptr<const CompiledPolicy> policy) {
  const auto position = static_cast<uint32_t>(policies_.size());
  for (const CompiledStatement& statement : policy->statements) {
    const auto id = static_cast<uint32_t>(entries_.size());
    entries_.emplace_back(*policy, statement, position, wildcards_);
    if (entries_.back().not_action()) {
      all_but_.push_back(id);
      continue;
    }
    for (const std::string& action : entries_.back().actions) {
      if (has_wildcard(action)) {
        patterns_[service_of(action)].emplace_back(action, id);
      } else {
        by_action_[action].push_back(id);
      }
    }
  }
  policies_.push_back(std::move(policy));
}

void NormalForm::Index::add_patterns(const std::string& service, std::string_view action,
                                     std::vector<uint32_t>& ids) const {
  auto found = patterns_.find(service);
  if (found == patterns_.end()) return;
  for (const auto& [pattern, id] : found->second)
    if (action_contains(pattern, action)) ids.push_back(id);
}

std::vector<uint32_t> NormalForm::Index::on_all_but(const Entry& inner) const {
  std::vector<uint32_t> ids;
  add_patterns("", "*:*", ids);
  for (uint32_t id : all_but_)
    if (all_but_contains(entries_[id].actions, inner.actions, action_contains)) ids.push_back(id);
  return ids;
}

std::vector<uint32_t> NormalForm::Index::on_action(const Entry& inner, size_t position) const {
  std::vector<uint32_t> ids;
  if (inner.not_action()) {
    ids = on_all_but(inner);
  } else {
    const std::string& action = inner.actions[position];
    if (auto found = by_action_.find(action); found != by_action_.end()) ids = found->second;
    add_patterns("", action, ids);
    if (const std::string service = service_of(action); !service.empty()) add_patterns(service, action, ids);
    for (uint32_t id : all_but_)
      if (std::none_of(entries_[id].actions.begin(), entries_[id].actions.end(),
                       [&](const std::string& spared) { return glob_intersects(spared, action); }))
        ids.push_back(id);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

std::vector<uint32_t> NormalForm::Index::on_action(ActionId action) const {
  std::vector<uint32_t> ids;
  for (uint32_t id = 0; id < entries_.size(); ++id)
    if (entries_[id].today->contains(action)) ids.push_back(id);
  return ids;
}

// The atoms of one statement held against the index. Many actions lie in the same statements: what those
// contain of the resources is found once.
class NormalForm::Search {
 public:
  Search(const Index& index, const CompiledPolicy& policy, const CompiledStatement& statement)
      : index_(index), inner_(policy, statement, 0, Wildcards::kForever) {}

  std::vector<Atom> outside(size_t limit);
  std::vector<StatementReference> containers(size_t position);

 private:
  // Some way to say an action: as written, or each of the catalog that it stands for.
  struct Part {
    std::string text;
    std::vector<uint32_t> statements;  // that contain it
  };

  std::vector<Part> parts();
  void add_outside(const Part& part, const std::string& principal, size_t limit, std::vector<Atom>& atoms);
  bool fits(uint32_t id);
  bool contains_rest(uint32_t id);
  bool names(uint32_t id, const std::string& principal) const;
  const std::vector<size_t>& resources_outside(std::vector<uint32_t> statements);

  const Index& index_;
  Entry inner_;
  std::unordered_map<uint32_t, bool> fits_;
  std::unordered_map<uint32_t, bool> contains_rest_;
  std::map<std::vector<uint32_t>, std::vector<size_t>> resources_outside_;
};

bool NormalForm::Search::fits(uint32_t id) {
  auto [at, is_new] = fits_.emplace(id, false);
  if (is_new)
    at->second =
        index_[id].statement->effect == inner_.statement->effect && condition_contains(index_[id], inner_);
  return at->second;
}

bool NormalForm::Search::names(uint32_t id, const std::string& principal) const {
  const std::vector<std::string>& named = index_[id].principals;
  return std::find(named.begin(), named.end(), principal) != named.end();
}

std::vector<NormalForm::Search::Part> NormalForm::Search::parts() {
  const Statement& written = *inner_.statement->written;
  if (inner_.not_action()) return {{list_text("NotAction", written.action), index_.on_action(inner_, 0)}};
  std::vector<Part> parts;
  for (size_t i = 0; i < inner_.actions.size(); ++i) {
    std::vector<ActionId> members;
    if (index_.wildcards() == Wildcards::kToday) catalog::expand(inner_.actions[i], members);
    for (ActionId id : members) parts.push_back({catalog::action_name(id), index_.on_action(id)});
    if (members.empty()) parts.push_back({written.action.values[i].value, index_.on_action(inner_, i)});
  }
  return parts;
}

const std::vector<size_t>& NormalForm::Search::resources_outside(std::vector<uint32_t> statements) {
  auto [at, is_new] = resources_outside_.emplace(std::move(statements), std::vector<size_t>{});
  if (!is_new) return at->second;
  const CompiledStatement& statement = *inner_.statement;
  const bool listed = statement.has_resource && statement.resource_polarity == Polarity::kListed;
  for (size_t i = 0; i < resource_count(statement); ++i) {
    const auto same = [&](uint32_t id) { return listed && lists_same(index_[id], statement.resources[i]); };
    const auto inside = [&](uint32_t id) { return resource_lies_in(index_[id], inner_, i); };
    if (std::none_of(at->first.begin(), at->first.end(), same) &&
        std::none_of(at->first.begin(), at->first.end(), inside))
      at->second.push_back(i);
  }
  return at->second;
}

void NormalForm::Search::add_outside(const Part& part, const std::string& principal, size_t limit,
                                     std::vector<Atom>& atoms) {
  std::vector<uint32_t> statements;
  for (uint32_t id : part.statements)
    if (fits(id) && names(id, principal)) statements.push_back(id);
  for (size_t i : resources_outside(std::move(statements))) {
    if (atoms.size() >= limit) return;
    atoms.push_back(
        {inner_.policy, inner_.statement, principal, part.text, resource_text(*inner_.statement, i)});
  }
}

std::vector<Atom> NormalForm::Search::outside(size_t limit) {
  std::vector<Atom> atoms;
  for (const Part& part : parts())
    for (const std::string& principal : inner_.principals) add_outside(part, principal, limit, atoms);
  return atoms;
}

// Whether the entry has all principals and resources of the statement under its condition, whatever the
// action.
bool NormalForm::Search::contains_rest(uint32_t id) {
  auto [at, is_new] = contains_rest_.emplace(id, false);
  if (!is_new) return at->second;
  const bool named = std::all_of(inner_.principals.begin(), inner_.principals.end(),
                                 [&](const std::string& principal) { return names(id, principal); });
  bool contained = named && fits(id);
  for (size_t i = 0; contained && i < resource_count(*inner_.statement); ++i)
    contained = resource_lies_in(index_[id], inner_, i);
  return at->second = contained;
}

std::vector<StatementReference> NormalForm::Search::containers(size_t position) {
  std::vector<StatementReference> found;
  for (uint32_t id : index_.on_action(inner_, position)) {
    if (!contains_rest(id)) continue;
    const Entry& entry = index_[id];
    found.push_back({Layer::kIdentity, 0, entry.position, entry.policy, entry.statement->written});
  }
  return found;
}

NormalForm::NormalForm(Wildcards wildcards) : index_(std::make_unique<Index>(wildcards)) {}
NormalForm::~NormalForm() = default;
NormalForm::NormalForm(NormalForm&&) noexcept = default;
NormalForm& NormalForm::operator=(NormalForm&&) noexcept = default;

void NormalForm::add(std::shared_ptr<const CompiledPolicy> policy) { index_->add(std::move(policy)); }

std::vector<Atom> NormalForm::outside(const CompiledPolicy& policy, const CompiledStatement& statement,
                                      size_t limit) const {
  std::vector<Atom> atoms = Search(*index_, policy, statement).outside(limit);
  if (!atoms.empty() && lies_inside_by_values(policy, statement)) atoms.clear();
  return atoms;
}

// A condition that several values satisfy is as many conditions: each may lie in a statement of its own.
bool NormalForm::lies_inside_by_values(const CompiledPolicy& policy,
                                       const CompiledStatement& statement) const {
  const Statement& written = *statement.written;
  for (StatementList list : divisible_lists(written)) {
    if (list.kind != ListKind::kValues) continue;
    const std::vector<Text>& values = values_of(written, list);
    return std::all_of(values.begin(), values.end(), [&](const Text& value) {
      const auto alone = compile_alone(with_values(written, list, {value}), policy.policy->version);
      return Search(*index_, *alone, alone->statements.front()).outside(1).empty();
    });
  }
  return false;
}

std::vector<std::vector<StatementReference>> NormalForm::containers(
    const CompiledPolicy& policy, const CompiledStatement& statement) const {
  Search search(*index_, policy, statement);
  const ElementList& list = statement.written->action;
  std::vector<std::vector<StatementReference>> found;
  const size_t count = list.polarity == Polarity::kListed ? list.values.size() : 1;
  for (size_t i = 0; i < count; ++i) found.push_back(search.containers(i));
  return found;
}

std::vector<Atom> atoms_outside(const CompiledPolicies& inner, const CompiledPolicies& outer,
                                Wildcards wildcards, size_t limit) {
  NormalForm form(wildcards);
  for (const auto& policy : outer) form.add(policy);
  std::vector<Atom> atoms;
  for (const auto& policy : inner) {
    for (const CompiledStatement& statement : policy->statements) {
      if (atoms.size() >= limit) return atoms;
      for (Atom& atom : form.outside(*policy, statement, limit - atoms.size()))
        atoms.push_back(std::move(atom));
    }
  }
  return atoms;
}

}  // namespace arnscope
