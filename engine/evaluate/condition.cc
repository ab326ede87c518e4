#include "engine/evaluate/condition.h"

#include <array>

#include "engine/base/text.h"

namespace arnscope {
namespace {

std::string with_stand_ins(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c == '*' ? kLiteralStar : c == '?' ? kLiteralQuestion : c;
  return result;
}

// How a family of operators compares one value of the request with one value of the policy.
using Compare = bool (*)(Operator op, std::string_view actual, const ConditionValue& wanted);

bool compare_order(Operator equals, Operator op, int order) {
  switch (static_cast<int>(op) - static_cast<int>(equals)) {
    case 0:  // Equals
    case 1:  // NotEquals: negated by the caller
      return order == 0;
    case 2:
      return order < 0;
    case 3:
      return order <= 0;
    case 4:
      return order > 0;
    default:
      return order >= 0;
  }
}

template <class T>
int three_way(T a, T b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

bool compare_string(Operator op, std::string_view actual, const ConditionValue& wanted) {
  switch (op) {
    case Operator::kStringEqualsIgnoreCase:
    case Operator::kStringNotEqualsIgnoreCase:
      return equal_folded(actual, wanted.text);
    case Operator::kStringLike:
    case Operator::kStringNotLike:
      return glob_match(wanted.text, actual);
    default:
      return actual == wanted.text;
  }
}

bool compare_number(Operator op, std::string_view actual, const ConditionValue& wanted) {
  auto number = parse_number(actual);
  return number && wanted.number &&
         compare_order(Operator::kNumericEquals, op, three_way(*number, *wanted.number));
}

bool compare_date(Operator op, std::string_view actual, const ConditionValue& wanted) {
  auto date = parse_date(actual);
  return date && wanted.date && compare_order(Operator::kDateEquals, op, three_way(*date, *wanted.date));
}

bool compare_bool(Operator, std::string_view actual, const ConditionValue& wanted) {
  auto boolean = parse_bool(actual);
  return boolean && wanted.boolean && *boolean == *wanted.boolean;
}

bool compare_binary(Operator, std::string_view actual, const ConditionValue& wanted) {
  return actual == wanted.text;
}

bool compare_ip(Operator, std::string_view actual, const ConditionValue& wanted) {
  auto address = parse_ip(actual);
  return address && wanted.ip && in_range(*wanted.ip, *address);
}

bool compare_arn(Operator, std::string_view actual, const ConditionValue& wanted) {
  return arn_match(wanted.text, actual, ShortArn::kNeverMatches);
}

struct Family {
  Operator first;
  Operator last;
  Compare compare;
  bool patterns;  // its values are patterns and may hold policy variables
};

constexpr std::array kFamilies = {
    Family{Operator::kStringEquals, Operator::kStringNotLike, compare_string, true},
    Family{Operator::kNumericEquals, Operator::kNumericGreaterThanEquals, compare_number, false},
    Family{Operator::kDateEquals, Operator::kDateGreaterThanEquals, compare_date, false},
    Family{Operator::kBool, Operator::kBool, compare_bool, true},
    Family{Operator::kBinaryEquals, Operator::kBinaryEquals, compare_binary, false},
    Family{Operator::kIpAddress, Operator::kNotIpAddress, compare_ip, false},
    Family{Operator::kArnEquals, Operator::kArnNotLike, compare_arn, true},
};

const Family* family_of(Operator op) {
  for (const Family& family : kFamilies)
    if (op >= family.first && op <= family.last) return &family;
  return nullptr;
}

bool is_negated(Operator op) {
  switch (op) {
    case Operator::kStringNotEquals:
    case Operator::kStringNotEqualsIgnoreCase:
    case Operator::kStringNotLike:
    case Operator::kNumericNotEquals:
    case Operator::kDateNotEquals:
    case Operator::kNotIpAddress:
    case Operator::kArnNotEquals:
    case Operator::kArnNotLike:
      return true;
    default:
      return false;
  }
}

// Whether one value of the request is one that the policy lists, before negation. A variable without a value
// is like nothing. Source: IAM User Guide, "IAM policy elements: Variables and tags", "Policy variables with
// no value".
Answer listed(const CompiledClause& clause, const Family& family, std::string_view actual,
              const Request& request) {
  Answer result = Answer::kNo;
  for (const ConditionValue& wanted : clause.values) {
    if (wanted.parts.empty() || !family.patterns) {
      result = result || answer(family.compare(clause.op, actual, wanted));
      continue;
    }
    Substituted text = substitute(wanted.parts, request);
    if (text.state == Substituted::State::kAbsent) continue;
    ConditionValue replaced;
    const bool boolean = clause.op == Operator::kBool;
    const bool exact = boolean || clause.op <= Operator::kStringNotEqualsIgnoreCase;
    if (text.state == Substituted::State::kUnknown) {
      bool possible = exact || glob_match(text.text, text.comparable(actual));
      result = result || (possible ? Answer::kUnknown : Answer::kNo);
    } else if (exact) {
      std::string plain = text.plain();
      replaced.text = plain;
      if (boolean) replaced.boolean = parse_bool(plain);
      result = result || answer(family.compare(clause.op, actual, replaced));
    } else {
      replaced.text = text.text;
      std::string comparable = text.comparable(actual);
      result = result || answer(family.compare(clause.op, comparable, replaced));
    }
  }
  return result;
}

Answer holds_for(const CompiledClause& clause, const Family& family, std::string_view actual,
                 const Request& request) {
  Answer found = listed(clause, family, actual, request);
  return is_negated(clause.op) ? !found : found;
}

Answer evaluate_null(const CompiledClause& clause, KeyState state) {
  Answer result = Answer::kNo;
  for (const ConditionValue& wanted : clause.values)
    if (wanted.boolean) result = result || answer(*wanted.boolean == (state == KeyState::kAbsent));
  return result;
}

}  // namespace

std::string Substituted::comparable(std::string_view value) const {
  return stand_ins ? with_stand_ins(value) : std::string(value);
}

std::string Substituted::plain() const {
  std::string result = text;
  for (char& c : result) c = c == kLiteralStar ? '*' : c == kLiteralQuestion ? '?' : c;
  return result;
}

Substituted substitute(const std::vector<TextPart>& parts, const Request& request) {
  using State = Substituted::State;
  Substituted result;
  for (const TextPart& part : parts) {
    std::string value = part.literal;
    if (part.variable) {
      KeyValues values = request.get(*part.variable);
      if (values.state == KeyState::kUnknown) {
        result.state = State::kUnknown;
        result.text += '*';
        continue;
      }
      // A key with several values cannot stand in a text. Source: IAM User Guide, "IAM policy elements:
      // Variables and tags", "Request information that you can use for policy variables".
      if (values.size() == 1) {
        value = with_stand_ins(values[0]);
      } else if (part.fallback) {
        value = with_stand_ins(*part.fallback);
      } else {
        result.state = State::kAbsent;
        return result;
      }
    }
    result.stand_ins =
        result.stand_ins || value.find_first_of(std::string_view("\xFE\xFF")) != std::string::npos;
    result.text += value;
  }
  return result;
}

Answer evaluate(const CompiledClause& clause, const Request& request) {
  if (clause.op == Operator::kUnknown) return Answer::kNo;
  KeyValues values = request.get(clause.key);
  if (values.state == KeyState::kUnknown) return Answer::kUnknown;
  if (clause.op == Operator::kNull) return evaluate_null(clause, values.state);
  const Family& family = *family_of(clause.op);
  if (values.size() == 0) {
    if (clause.if_exists) return Answer::kYes;
    if (clause.set_operator == SetOperator::kForAllValues) return Answer::kYes;
    if (clause.set_operator == SetOperator::kForAnyValue) return Answer::kNo;
    return answer(is_negated(clause.op));
  }
  if (clause.set_operator == SetOperator::kNone && values.size() > 1) return Answer::kNo;
  const bool all = clause.set_operator == SetOperator::kForAllValues;
  // A lone empty string is an empty set. Source: IAM User Guide, "Multivalued context keys", ForAllValues.
  if (all && values.size() == 1 && values[0].empty()) return Answer::kYes;
  Answer result = answer(all);
  for (size_t i = 0; i < values.size(); ++i) {
    Answer one = holds_for(clause, family, values[i], request);
    result = all ? result && one : result || one;
  }
  return result;
}

}  // namespace arnscope
