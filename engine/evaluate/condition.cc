#include "engine/evaluate/condition.h"

#include <algorithm>
#include <array>

#include "engine/base/text.h"

namespace arnscope {
namespace {

// How a family of operators compares one value of the request, read alike, with one value of the policy.
using Compare = bool (*)(Operator op, const ConditionValue& actual, const ConditionValue& wanted);

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

bool compare_string(Operator op, const ConditionValue& actual, const ConditionValue& wanted) {
  switch (op) {
    case Operator::kStringEqualsIgnoreCase:
    case Operator::kStringNotEqualsIgnoreCase:
      return equal_folded(actual.text, wanted.text);
    case Operator::kStringLike:
    case Operator::kStringNotLike:
      return glob_match(wanted.text, actual.text);
    default:
      return actual.text == wanted.text;
  }
}

bool compare_number(Operator op, const ConditionValue& actual, const ConditionValue& wanted) {
  return actual.number && wanted.number &&
         compare_order(Operator::kNumericEquals, op, three_way(*actual.number, *wanted.number));
}

bool compare_date(Operator op, const ConditionValue& actual, const ConditionValue& wanted) {
  return actual.date && wanted.date &&
         compare_order(Operator::kDateEquals, op, three_way(*actual.date, *wanted.date));
}

bool compare_bool(Operator, const ConditionValue& actual, const ConditionValue& wanted) {
  return actual.boolean && wanted.boolean && *actual.boolean == *wanted.boolean;
}

bool compare_binary(Operator, const ConditionValue& actual, const ConditionValue& wanted) {
  return actual.text == wanted.text;
}

bool compare_ip(Operator, const ConditionValue& actual, const ConditionValue& wanted) {
  return actual.ip && wanted.ip && in_range(*wanted.ip, *actual.ip);
}

bool compare_arn(Operator, const ConditionValue& actual, const ConditionValue& wanted) {
  return arn_match(wanted.text, actual.text, ShortArn::kNeverMatches);
}

struct Family {
  Operator first;
  Operator last;
  Compare compare;
};

constexpr std::array kFamilies = {
    Family{Operator::kStringEquals, Operator::kStringNotLike, compare_string},
    Family{Operator::kNumericEquals, Operator::kNumericGreaterThanEquals, compare_number},
    Family{Operator::kDateEquals, Operator::kDateGreaterThanEquals, compare_date},
    Family{Operator::kBool, Operator::kBool, compare_bool},
    Family{Operator::kBinaryEquals, Operator::kBinaryEquals, compare_binary},
    Family{Operator::kIpAddress, Operator::kNotIpAddress, compare_ip},
    Family{Operator::kArnEquals, Operator::kArnNotLike, compare_arn},
};

const Family* family_of(Operator op) {
  for (const Family& family : kFamilies)
    if (op >= family.first && op <= family.last) return &family;
  return nullptr;
}

// Whether the operator compares whole texts, in which no character is a wildcard.
bool is_exact(Operator op) { return op <= Operator::kStringNotEqualsIgnoreCase || op == Operator::kBool; }

ConditionValue of_text(std::string_view text) {
  ConditionValue value;
  value.text = text;
  return value;
}

// Whether the value is one that a text of the policy means, of which the variables were replaced.
Answer matches_replaced(Operator op, const Family& family, std::string_view actual, const Substituted& text) {
  const bool known = text.state == Substituted::State::kKnown;
  if (is_exact(op)) {
    if (!known) return Answer::kUnknown;
    const std::string plain = without_stand_ins(text.text);
    return answer(family.compare(op, read_value(actual, op), read_value(plain, op)));
  }
  const std::string comparable = text.comparable(actual);
  if (!known) return glob_match(text.text, comparable) ? Answer::kUnknown : Answer::kNo;
  return answer(family.compare(op, of_text(comparable), of_text(text.text)));
}

}  // namespace

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

bool holds_by_state(const CompiledClause& clause, KeyState state) {
  if (clause.op == Operator::kNull)
    return std::any_of(clause.values.begin(), clause.values.end(), [&](const ConditionValue& wanted) {
      return wanted.boolean && *wanted.boolean == (state == KeyState::kAbsent);
    });
  if (clause.if_exists || clause.set_operator == SetOperator::kForAllValues) return true;
  return clause.set_operator == SetOperator::kNone && is_negated(clause.op);
}

Answer listed(const CompiledClause& clause, const ConditionValue& actual, const Request& request) {
  const Family& family = *family_of(clause.op);
  Answer result = Answer::kNo;
  for (const ConditionValue& wanted : clause.values) {
    if (wanted.parts.empty()) {
      result = result || answer(family.compare(clause.op, actual, wanted));
      continue;
    }
    const Substituted text = substitute(wanted.parts, request);
    if (text.state == Substituted::State::kAbsent) continue;
    result = result || matches_replaced(clause.op, family, actual.text, text);
  }
  return result;
}

std::string with_stand_ins(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c == '*' ? kLiteralStar : c == '?' ? kLiteralQuestion : c;
  return result;
}

std::string without_stand_ins(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = c == kLiteralStar ? '*' : c == kLiteralQuestion ? '?' : c;
  return result;
}

std::string Substituted::comparable(std::string_view value) const {
  return stand_ins ? with_stand_ins(value) : std::string(value);
}

std::string Substituted::plain() const { return without_stand_ins(text); }

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
  const bool null = clause.op == Operator::kNull;
  if (null || values.size() == 0) return answer(holds_by_state(clause, values.state));
  if (clause.set_operator == SetOperator::kNone && values.size() > 1) return Answer::kNo;
  const bool all = clause.set_operator == SetOperator::kForAllValues;
  // A lone empty string is an empty set. Source: IAM User Guide, "Multivalued context keys", ForAllValues.
  if (all && values.size() == 1 && values[0].empty()) return Answer::kYes;
  Answer result = answer(all);
  for (size_t i = 0; i < values.size(); ++i) {
    const Answer found = listed(clause, read_value(values[i], clause.op), request);
    const Answer one = is_negated(clause.op) ? !found : found;
    result = all ? result && one : result || one;
  }
  return result;
}

}  // namespace arnscope
