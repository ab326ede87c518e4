// The nearest change for what keeps a statement from a request: proposed by the shape of things, taken only
// when the evaluator, asked on the changed statement, says yes.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/evaluate/condition.h"
#include "engine/evaluate/mismatch.h"

namespace arnscope {
namespace {

// How an operator's values are said, and what satisfies it where its own values do not: two values far from
// most.
struct Wording {
  Operator op;
  std::string_view relation;
  std::array<std::string_view, 2> samples;
};

constexpr std::array<std::string_view, 2> kNoSamples = {"", ""};
constexpr std::array<std::string_view, 2> kTexts = {"other", "another"};
constexpr std::array<std::string_view, 2> kNumbers = {"-999999999999", "999999999999"};
constexpr std::array<std::string_view, 2> kDates = {"1970-01-01T00:00:01Z", "9999-12-31T23:59:59Z"};
constexpr std::array<std::string_view, 2> kAddresses = {"192.0.2.1", "2001:db8::1"};
constexpr std::array<std::string_view, 2> kArns = {"arn:aws:other:::other", "arn:aws-cn:another:::another"};

constexpr std::array kWordings = {
    Wording{Operator::kStringEquals, "=", kNoSamples},
    Wording{Operator::kStringNotEquals, "other than", kTexts},
    Wording{Operator::kStringEqualsIgnoreCase, "=", kNoSamples},
    Wording{Operator::kStringNotEqualsIgnoreCase, "other than", kTexts},
    Wording{Operator::kStringLike, "like", kNoSamples},
    Wording{Operator::kStringNotLike, "not like", kTexts},
    Wording{Operator::kNumericEquals, "=", kNoSamples},
    Wording{Operator::kNumericNotEquals, "other than", kNumbers},
    Wording{Operator::kNumericLessThan, "<", kNumbers},
    Wording{Operator::kNumericLessThanEquals, "<=", kNoSamples},
    Wording{Operator::kNumericGreaterThan, ">", kNumbers},
    Wording{Operator::kNumericGreaterThanEquals, ">=", kNoSamples},
    Wording{Operator::kDateEquals, "=", kNoSamples},
    Wording{Operator::kDateNotEquals, "other than", kDates},
    Wording{Operator::kDateLessThan, "before", kDates},
    Wording{Operator::kDateLessThanEquals, "not after", kNoSamples},
    Wording{Operator::kDateGreaterThan, "after", kDates},
    Wording{Operator::kDateGreaterThanEquals, "not before", kNoSamples},
    Wording{Operator::kBool, "=", kNoSamples},
    Wording{Operator::kBinaryEquals, "=", kNoSamples},
    Wording{Operator::kIpAddress, "in", kNoSamples},
    Wording{Operator::kNotIpAddress, "not in", kAddresses},
    Wording{Operator::kArnEquals, "like", kNoSamples},
    Wording{Operator::kArnLike, "like", kNoSamples},
    Wording{Operator::kArnNotEquals, "not like", kArns},
    Wording{Operator::kArnNotLike, "not like", kArns},
};

Change holding(const CompiledClause& clause, std::vector<std::string> values, std::string_view said) {
  Change change;
  change.kind = Change::Kind::kHold;
  change.element = Element::kCondition;
  change.key = clause.written->key.value;
  std::string_view quantity = clause.set_operator == SetOperator::kForAllValues  ? "every value of "
                              : clause.set_operator == SetOperator::kForAnyValue ? "some value of "
                                                                                 : "";
  change.text = fmt::format("with {}{} {}", values.empty() ? "" : quantity, change.key, said);
  change.values = std::move(values);
  return change;
}

Answer holds_with(const CompiledClause& clause, const Request& request, const Change& change) {
  Context context = request.context();
  context.set(change.key, change.values);
  Request changed = request;
  changed.set_context(context);
  return evaluate(clause, changed);
}

// A value of the policy as the request could hold it; nothing where a variable is not known or has no value.
std::optional<std::string> as_held(const ConditionValue& value, const Request& request) {
  if (value.parts.empty()) return std::string(value.text);
  Substituted text = substitute(value.parts, request);
  if (text.state != Substituted::State::kKnown) return std::nullopt;
  return text.plain();
}

// The text of one policy with one statement.
std::shared_ptr<const CompiledPolicy> compile_alone(const CompiledPolicy& policy, Statement statement) {
  auto alone = std::make_shared<Policy>(*policy.policy);
  alone->statements = {std::move(statement)};
  return compile(std::move(alone), policy.kind, policy.name);
}

void apply(const Change& change, Statement& statement) {
  if (change.kind == Change::Kind::kHold) return;
  if (change.element == Element::kPrincipal) {
    if (!statement.principal) statement.principal.emplace();
    for (const std::string& value : change.values)
      statement.principal->entries.push_back({change.principal, {value, {}}});
    return;
  }
  ElementList& list = change.element == Element::kAction ? statement.action : *statement.resource;
  for (const std::string& value : change.values) {
    if (change.kind == Change::Kind::kAdd) {
      list.values.push_back({value, {}});
    } else {
      std::erase_if(list.values, [&](const Text& text) { return text.value == value; });
    }
  }
}

// Whether the changed statement matches the changed request: all of it, or one element alone.
bool is_confirmed(const TriedStatement& tried, const Request& request,
                  const std::vector<const Change*>& changes, const Mismatch* alone) {
  Statement statement = *tried.statement->written;
  Context context = request.context();
  for (const Change* change : changes) {
    apply(*change, statement);
    if (change->kind == Change::Kind::kHold) context.set(change->key, change->values);
  }
  const auto policy = compile_alone(*tried.policy, std::move(statement));
  const CompiledStatement& changed = policy->statements.front();
  Request asked = request;
  asked.set_context(context);
  bool on_action = false;
  for_each_on_action(*policy, asked, [&](const CompiledStatement&) { on_action = true; });
  const bool named = !names_principals(tried.layer) || naming(changed, asked, tried.bounded) != kNamesNobody;
  if (alone == nullptr) return on_action && named && match_rest(changed, asked) == Answer::kYes;
  switch (alone->element) {
    case Element::kPrincipal:
      return named;
    case Element::kAction:
      return on_action;
    case Element::kResource:
      return match_resource(changed, asked) == Answer::kYes;
    case Element::kCondition:
      break;
  }
  const auto clause = static_cast<size_t>(alone->clause - tried.statement->written->conditions.data());
  return evaluate(changed.clauses[clause], asked) == Answer::kYes;
}

Change listing(const Mismatch& mismatch, Change::Kind kind, std::vector<std::string> values) {
  Change change;
  change.kind = kind;
  change.element = mismatch.element;
  change.polarity = mismatch.polarity;
  change.text = fmt::format("{} {} in {}", kind == Change::Kind::kAdd ? "with" : "without",
                            short_list(values), element_name(mismatch.element, mismatch.polarity));
  change.values = std::move(values);
  return change;
}

// Leaving values out of a list that would then be empty is no statement.
std::vector<Change> removing(const Mismatch& mismatch, const ElementList& list,
                             std::vector<std::string> values) {
  if (values.size() >= list.values.size()) return {};
  return {listing(mismatch, Change::Kind::kRemove, std::move(values))};
}

std::vector<Change> candidates(const TriedStatement& tried, const Request& request,
                               const Mismatch& mismatch) {
  const CompiledStatement& statement = *tried.statement;
  const Statement& written = *statement.written;
  const bool listed = mismatch.polarity == Polarity::kListed;
  switch (mismatch.element) {
    case Element::kPrincipal: {
      if (!listed) return {};
      PrincipalEntry entry = entry_naming(request.principal());
      Change change = listing(mismatch, Change::Kind::kAdd, {entry.value.value});
      change.principal = entry.kind;
      return {std::move(change)};
    }
    case Element::kAction:
      if (!listed) return removing(mismatch, written.action, excluding_actions(written, request));
      return {listing(mismatch, Change::Kind::kAdd, {nearest_action(written, request).value})};
    case Element::kResource: {
      if (!listed) return removing(mismatch, *written.resource, excluding_resources(statement, request));
      if (mismatch.holds == Answer::kUnknown) return {};
      std::vector<Change> changes;
      for (std::string& value : nearest_resource(statement, request).values)
        changes.push_back(listing(mismatch, Change::Kind::kAdd, {std::move(value)}));
      return changes;
    }
    case Element::kCondition:
      break;
  }
  const auto clause = static_cast<size_t>(mismatch.clause - written.conditions.data());
  return condition_changes(statement.clauses[clause], request);
}

}  // namespace

PrincipalEntry entry_naming(const Principal& principal) {
  switch (principal.type) {
    case PrincipalType::kAnonymous:
      return {PrincipalKind::kEveryone, {"*", {}}};
    case PrincipalType::kService:
      return {PrincipalKind::kService, {principal.arn, {}}};
    case PrincipalType::kFederated:
      return {PrincipalKind::kFederated, {principal.arn, {}}};
    case PrincipalType::kSession:
      return {PrincipalKind::kAws, {principal.role_path_known ? principal.role_arn : principal.arn, {}}};
    default:
      return {PrincipalKind::kAws, {principal.arn, {}}};
  }
}

std::vector<Change> condition_changes(const CompiledClause& clause, const Request& request) {
  std::vector<Change> changes;
  auto propose = [&](std::vector<std::string> values, std::string_view said) {
    Change change = holding(clause, std::move(values), said);
    if (holds_with(clause, request, change) == Answer::kYes) changes.push_back(std::move(change));
  };
  if (clause.op == Operator::kNull) {
    propose({}, "absent");
    propose({"any"}, "present");
    return changes;
  }
  const auto wording = std::find_if(kWordings.begin(), kWordings.end(),
                                    [&](const Wording& each) { return each.op == clause.op; });
  if (wording == kWordings.end()) return changes;
  std::vector<std::string> wanted;
  for (const ConditionValue& value : clause.values)
    if (auto held = as_held(value, request);
        held && std::find(wanted.begin(), wanted.end(), *held) == wanted.end())
      wanted.push_back(std::move(*held));
  // Each of the policy's own values is tried; those that do it are alternatives.
  std::vector<std::string> confirmed;
  for (const std::string& value : wanted)
    if (holds_with(clause, request, holding(clause, {value}, "")) == Answer::kYes) confirmed.push_back(value);
  if (wording->samples == kNoSamples && !confirmed.empty())
    propose({confirmed.front()}, fmt::format("{} {}", wording->relation, short_list(confirmed)));
  for (std::string_view sample : wording->samples)
    if (!sample.empty() && changes.empty())
      propose({std::string(sample)}, fmt::format("{} {}", wording->relation, short_list(wanted)));
  propose({}, "absent");
  return changes;
}

void find_changes(const TriedStatement& tried, const Request& request, std::vector<Mismatch>& mismatches) {
  std::vector<const Change*> chosen;
  for (Mismatch& mismatch : mismatches) {
    const Mismatch* alone = mismatches.size() == 1 ? nullptr : &mismatch;
    for (Change& change : candidates(tried, request, mismatch)) {
      if (!is_confirmed(tried, request, {&change}, alone)) continue;
      mismatch.change = std::move(change);
      break;
    }
  }
  for (const Mismatch& mismatch : mismatches)
    if (mismatch.change) chosen.push_back(&*mismatch.change);
  if (chosen.size() < 2 || chosen.size() < mismatches.size()) return;
  if (is_confirmed(tried, request, chosen, nullptr)) return;
  for (Mismatch& mismatch : mismatches) mismatch.change.reset();
}

}  // namespace arnscope
