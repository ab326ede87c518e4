#include "engine/evaluate/relation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "engine/base/text.h"
#include "engine/evaluate/condition.h"

namespace arnscope {
namespace {

// What the values of an operator are to each other.
enum class Kind : uint8_t { kTexts, kNumbers, kDates, kBooleans, kAddresses };

Kind kind_of(Operator op) {
  if (op >= Operator::kNumericEquals && op <= Operator::kNumericGreaterThanEquals) return Kind::kNumbers;
  if (op >= Operator::kDateEquals && op <= Operator::kDateGreaterThanEquals) return Kind::kDates;
  if (op == Operator::kBool) return Kind::kBooleans;
  if (op == Operator::kIpAddress || op == Operator::kNotIpAddress) return Kind::kAddresses;
  return Kind::kTexts;
}

bool is_arn(Operator op) { return op >= Operator::kArnEquals && op <= Operator::kArnNotLike; }

bool ignores_case(Operator op) {
  return op == Operator::kStringEqualsIgnoreCase || op == Operator::kStringNotEqualsIgnoreCase;
}

// Whether the operator takes `*` and `?` as wildcards.
bool takes_patterns(Operator op) {
  return is_arn(op) || op == Operator::kStringLike || op == Operator::kStringNotLike;
}

// A value of an operator on texts.
struct Pattern {
  std::string_view written;
  std::string own;  // a text that is not what is written: literal wildcards, variables replaced
  Operator op = Operator::kUnknown;
  bool open = false;  // it has variables: at most what the text matches with `*` for each

  std::string_view text() const { return own.empty() ? written : std::string_view(own); }
};

// A clause taken apart.
struct Sense {
  const CompiledClause* clause = nullptr;
  bool negated = false;
  std::vector<Pattern> patterns;         // of an operator on texts
  std::optional<CompiledClause> reread;  // of a clause that came without
};

// The values that a clause lists, or all others; without a clause none, or all.
struct ValueSet {
  const Sense* sense = nullptr;
  bool complement = false;

  Kind kind() const { return kind_of(sense->clause->op); }
};

// Whether a lone empty string counts as a value.
enum class EmptyString : uint8_t { kCounts, kLeftOut };

// A request of which no variable is known.
class OpenRequest {
 public:
  OpenRequest() : request_(principal_, context_) {}
  OpenRequest(const OpenRequest&) = delete;

  void leave_open(const CompiledClause& clause) {
    for (const ConditionValue& value : clause.values)
      for (const TextPart& part : value.parts)
        if (part.variable) context_.set_unknown(part.variable->folded);
  }
  const Request& get() const { return request_; }

 private:
  Principal principal_;
  Context context_{Unlisted::kUnknown};
  Request request_;
};

Pattern read_pattern(const ConditionValue& value, Operator op, const Request& request) {
  Pattern pattern{value.text, "", op, false};
  if (!value.parts.empty()) {
    Substituted text = substitute(value.parts, request);
    pattern.open = text.state == Substituted::State::kUnknown;
    pattern.own = std::move(text.text);
  }
  if (!pattern.open && !takes_patterns(op) && has_wildcard(pattern.text()))
    pattern.own = with_stand_ins(pattern.text());
  return pattern;
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

// Whether two operators mean the same by the same text, but for negation.
bool compare_alike(Operator a, Operator b) {
  return is_arn(a) == is_arn(b) && takes_patterns(a) == takes_patterns(b) &&
         ignores_case(a) == ignores_case(b);
}

// Whether every text that `inner` matches `outer` matches. A pattern of ARNs matches no more than its text
// does, for its fields in a row are that text.
bool contains(const Pattern& outer, const Pattern& inner) {
  if (outer.open) return inner.open && outer.written == inner.written && compare_alike(outer.op, inner.op);
  if (is_arn(outer.op)) {
    if (is_match_all(outer.text())) return true;
    return is_arn(inner.op) && !inner.open &&
           arn_contains(outer.text(), inner.text(), ShortArn::kNeverMatches);
  }
  if (ignores_case(outer.op)) return glob_contains(outer.text(), inner.text(), Case::kInsensitive);
  // What matches a text in capitals and in small letters has no letters itself.
  if (ignores_case(inner.op))
    return glob_contains(outer.text(), fold(inner.text())) &&
           glob_contains(outer.text(), upper(inner.text()));
  return glob_contains(outer.text(), inner.text());
}

bool may_meet(const Pattern& a, const Pattern& b) {
  if (is_arn(a.op) && is_arn(b.op) && !a.open && !b.open)
    return arn_intersects(a.text(), b.text(), ShortArn::kNeverMatches);
  const bool ignore = ignores_case(a.op) || ignores_case(b.op);
  return glob_intersects(a.text(), b.text(), ignore ? Case::kInsensitive : Case::kSensitive);
}

// Whether it matches every text but, perhaps, the empty one.
bool matches_every_text(const Pattern& pattern) {
  if (pattern.open) return false;
  return is_arn(pattern.op) ? is_match_all(pattern.text()) : glob_contains(pattern.text(), "?*");
}

// What the sets of values have in common.
class Intersection {
 public:
  Intersection(std::vector<ValueSet> sets, const Request& request, EmptyString empty_string)
      : sets_(std::move(sets)), request_(request), empty_string_(empty_string) {}

  // Whether it is known to be empty.
  bool is_empty() {
    auto is_nothing = [](const ValueSet& set) { return set.sense == nullptr && !set.complement; };
    if (std::any_of(sets_.begin(), sets_.end(), is_nothing)) return true;
    std::erase_if(sets_, [](const ValueSet& set) { return set.sense == nullptr; });
    if (is_empty_list()) return true;
    for (Kind kind : {Kind::kNumbers, Kind::kDates, Kind::kBooleans, Kind::kAddresses})
      if (is_without_points(kind)) return true;
    return has_strangers();
  }

  Answer holds(const ValueSet& set, const ConditionValue& value) const {
    if (set.sense == nullptr) return answer(set.complement);
    const Answer found = listed(*set.sense->clause, value, request_);
    return set.complement ? !found : found;
  }

 private:
  bool is_left_out(std::string_view text) const {
    return text.empty() && empty_string_ == EmptyString::kLeftOut;
  }

  // Whether a set lists its values one by one and each of them is in another set's complement.
  bool is_empty_list() const {
    for (const ValueSet& set : sets_) {
      if (set.complement || set.kind() != Kind::kTexts) continue;
      const std::vector<Pattern>& patterns = set.sense->patterns;
      const bool is_list = std::all_of(patterns.begin(), patterns.end(), [](const Pattern& pattern) {
        return !pattern.open && !ignores_case(pattern.op) && !has_wildcard(pattern.text());
      });
      if (is_list)
        return std::all_of(patterns.begin(), patterns.end(), [&](const Pattern& pattern) {
          const std::string text = without_stand_ins(pattern.text());
          return is_left_out(text) || std::any_of(sets_.begin(), sets_.end(), [&](const ValueSet& other) {
                   return holds(other, read_value(text, other.sense->clause->op)) == Answer::kNo;
                 });
        });
    }
    return false;
  }

  // Values of which each stands for all that no listed value tells apart from it: of sets of one kind.
  std::vector<ConditionValue> points(Kind kind) const;

  bool is_without_points(Kind kind) const {
    std::vector<ValueSet> same;
    for (const ValueSet& set : sets_)
      if (set.kind() == kind) same.push_back(set);
    if (same.empty()) return false;
    const std::vector<ConditionValue> all = points(kind);
    return std::all_of(all.begin(), all.end(), [&](const ConditionValue& point) {
      return std::any_of(same.begin(), same.end(),
                         [&](const ValueSet& set) { return holds(set, point) == Answer::kNo; });
    });
  }

  // Whether one of the sets is empty by itself, or two have nothing in common.
  bool has_strangers() const {
    for (size_t i = 0; i < sets_.size(); ++i) {
      if (sets_[i].kind() != Kind::kTexts) continue;
      if (sets_[i].complement ? are_strangers(sets_[i], sets_[i]) : is_without_match(sets_[i])) return true;
      for (size_t j = i + 1; j < sets_.size(); ++j)
        if (sets_[j].kind() == Kind::kTexts && are_strangers(sets_[i], sets_[j])) return true;
    }
    return false;
  }
  static bool is_without_match(const ValueSet& set) {
    return std::all_of(set.sense->patterns.begin(), set.sense->patterns.end(), [](const Pattern& pattern) {
      return is_arn(pattern.op) && !pattern.open && !is_match_all(pattern.text()) &&
             !split_arn_pattern(pattern.text(), ShortArn::kNeverMatches);
    });
  }
  bool are_strangers(const ValueSet& a, const ValueSet& b) const;

  std::vector<ValueSet> sets_;
  const Request& request_;
  EmptyString empty_string_;
};

// The values themselves, one between any two neighbours, and one beyond either end.
template <class T, class Before, class After>
std::vector<T> representatives(std::vector<T> values, Before before, After after) {
  if (values.empty()) return values;
  std::sort(values.begin(), values.end());
  std::vector<T> result = {before(values.front())};
  for (size_t i = 0; i < values.size(); ++i) {
    result.push_back(values[i]);
    if (i + 1 < values.size()) result.push_back(std::midpoint(values[i], values[i + 1]));
  }
  result.push_back(after(values.back()));
  return result;
}

// Addresses: blocks lie in each other or apart, so a value is told by the smallest block that holds it.
std::vector<ConditionValue> Intersection::points(Kind kind) const {
  std::vector<ConditionValue> result(1);  // a value that cannot be read
  std::vector<double> numbers;
  std::vector<int64_t> dates;
  for (const ValueSet& set : sets_) {
    if (set.kind() != kind) continue;
    for (const ConditionValue& value : set.sense->clause->values) {
      if (value.number) numbers.push_back(*value.number);
      if (value.date) dates.push_back(*value.date);
      if (value.ip) result.emplace_back().ip = value.ip;
    }
  }
  const double infinity = std::numeric_limits<double>::infinity();
  for (double number : representatives(
           std::move(numbers), [&](double first) { return std::nextafter(first, -infinity); },
           [&](double last) { return std::nextafter(last, infinity); }))
    result.emplace_back().number = number;
  for (int64_t date : representatives(
           std::move(dates), [](int64_t first) { return first - 1; }, [](int64_t last) { return last + 1; }))
    result.emplace_back().date = date;
  if (kind == Kind::kBooleans)
    for (bool boolean : {false, true}) result.emplace_back().boolean = boolean;
  return result;
}

bool Intersection::are_strangers(const ValueSet& a, const ValueSet& b) const {
  const std::vector<Pattern>& of_a = a.sense->patterns;
  const std::vector<Pattern>& of_b = b.sense->patterns;
  if (a.complement && b.complement) {
    const ConditionValue nothing;
    return (std::any_of(of_a.begin(), of_a.end(), matches_every_text) ||
            std::any_of(of_b.begin(), of_b.end(), matches_every_text)) &&
           (empty_string_ == EmptyString::kLeftOut || holds(a, nothing) == Answer::kNo ||
            holds(b, nothing) == Answer::kNo);
  }
  if (a.complement) return are_strangers(b, a);
  return std::all_of(of_a.begin(), of_a.end(), [&](const Pattern& each) {
    return b.complement ? std::any_of(of_b.begin(), of_b.end(),
                                      [&](const Pattern& outer) { return contains(outer, each); })
                        : std::none_of(of_b.begin(), of_b.end(),
                                       [&](const Pattern& other) { return may_meet(each, other); });
  });
}

// Whether its values are not those of a condition key.
bool is_by_itself(const Clause& clause) {
  if (clause.key == kResourceKey) return true;
  return (clause.compiled != nullptr ? clause.compiled->op : parse_operator(clause.op).op) ==
         Operator::kUnknown;
}

// Several conditions on one key, taken together.
class Conjunction {
 public:
  explicit Conjunction(std::span<const Literal> literals) {
    senses_.reserve(literals.size());
    for (const Literal& literal : literals) {
      if (!same_key(*literal.clause, *literals.back().clause) || is_by_itself(*literal.clause)) continue;
      Sense& sense = senses_.emplace_back();
      sense.negated = literal.negated;
      sense.clause = literal.clause->compiled != nullptr ? literal.clause->compiled
                                                         : &sense.reread.emplace(reread(*literal.clause));
    }
  }

  bool is_impossible() {
    if (all_hold_when_absent() || all_hold_for_any_several()) return false;
    request_.emplace();
    for (const Sense& sense : senses_) request_->leave_open(*sense.clause);
    for (Sense& sense : senses_)
      if (kind_of(sense.clause->op) == Kind::kTexts)
        for (const ConditionValue& value : sense.clause->values)
          sense.patterns.push_back(read_pattern(value, sense.clause->op, request_->get()));
    return holds_for_no_several() && holds_for_no_one();
  }

 private:
  static CompiledClause reread(const Clause& clause) {
    const OperatorName name = parse_operator(clause.op);
    CompiledClause compiled{name.op, name.set_operator, name.if_exists, {}, {}, nullptr};
    for (const std::string& value : clause.values) {
      compiled.values.push_back(read_value(value, name.op));
      if (takes_variables(name.op)) compiled.values.back().parts = split_variables(value);
    }
    return compiled;
  }

  bool all_hold_when_absent() const {
    return std::all_of(senses_.begin(), senses_.end(), [](const Sense& sense) {
      return holds_by_state(*sense.clause, KeyState::kAbsent) != sense.negated;
    });
  }

  // The quick no: without a set operator a negation holds for several values, whatever they are.
  bool all_hold_for_any_several() const {
    return std::all_of(senses_.begin(), senses_.end(), [](const Sense& sense) {
      return sense.negated && sense.clause->set_operator == SetOperator::kNone &&
             sense.clause->op != Operator::kNull;
    });
  }

  // The single values that it holds for, but for what ForAllValues makes of the empty string.
  static ValueSet single(const Sense& sense) {
    const CompiledClause& clause = *sense.clause;
    if (clause.op == Operator::kNull)
      return {nullptr, holds_by_state(clause, KeyState::kPresent) != sense.negated};
    return {&sense, is_negated(clause.op) != sense.negated};
  }

  bool is_empty(std::vector<ValueSet> sets, EmptyString empty_string) const {
    return Intersection(std::move(sets), request_->get(), empty_string).is_empty();
  }

  // Several values: each must be in some sets, and one of them in each of the others.
  bool holds_for_no_several() const {
    std::vector<ValueSet> each;
    std::vector<ValueSet> some;
    for (const Sense& sense : senses_) {
      const CompiledClause& clause = *sense.clause;
      const bool all = (clause.set_operator == SetOperator::kForAllValues) != sense.negated;
      if (clause.op == Operator::kNull) {
        each.push_back(single(sense));
      } else if (clause.set_operator == SetOperator::kNone) {
        each.push_back({nullptr, sense.negated});
      } else {
        (all ? each : some).push_back(single(sense));
      }
    }
    if (is_empty(each, EmptyString::kCounts)) return true;
    return std::any_of(some.begin(), some.end(), [&](const ValueSet& set) {
      std::vector<ValueSet> both = each;
      both.push_back(set);
      return is_empty(std::move(both), EmptyString::kCounts);
    });
  }

  bool holds_for_no_one() const {
    std::vector<ValueSet> sets;
    bool empty_string_differs = false;
    for (const Sense& sense : senses_) {
      sets.push_back(single(sense));
      empty_string_differs = empty_string_differs || takes_empty_string(sense);
    }
    if (!empty_string_differs) return is_empty(std::move(sets), EmptyString::kCounts);
    return !may_hold_for_empty_string() && is_empty(std::move(sets), EmptyString::kLeftOut);
  }

  static bool takes_empty_string(const Sense& sense) {
    return sense.clause->set_operator == SetOperator::kForAllValues && sense.clause->op != Operator::kNull;
  }
  bool may_hold_for_empty_string() const {
    return std::all_of(senses_.begin(), senses_.end(), [&](const Sense& sense) {
      if (takes_empty_string(sense)) return !sense.negated;
      return Intersection({}, request_->get(), EmptyString::kCounts)
                 .holds(single(sense), read_value("", sense.clause->op)) != Answer::kNo;
    });
  }

  std::vector<Sense> senses_;
  std::optional<OpenRequest> request_;  // once it is needed
};

}  // namespace

bool same_key(const Clause& a, const Clause& b) {
  if (a.key.size() != b.key.size()) return false;
  if (a.compiled != nullptr && b.compiled != nullptr && a.compiled->key.hash != b.compiled->key.hash)
    return false;
  return equal_folded(a.key, b.key);
}

bool contradict(std::span<const Literal> literals) {
  const Literal& last = literals.back();
  for (const Literal& literal : literals)
    if (literal.negated != last.negated && *literal.clause == *last.clause) return true;
  if (is_by_itself(*last.clause)) return false;
  return Conjunction(literals).is_impossible();
}

std::optional<bool> constant_of(const Clause& clause) {
  for (bool negated : {false, true}) {
    const Literal literal{&clause, negated};
    if (contradict({&literal, 1})) return negated;
  }
  return std::nullopt;
}

bool implies(const Literal& a, const Literal& b) {
  if (!same_key(*a.clause, *b.clause)) return false;
  const Literal both[] = {a, !b};
  return contradict(both);
}

}  // namespace arnscope
