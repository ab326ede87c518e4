#include "engine/policy/policy.h"

#include <array>

#include "engine/base/text.h"

namespace arnscope {
namespace {

struct OperatorRow {
  std::string_view name;
  Operator op;
};

constexpr std::array kOperators = {
    OperatorRow{"StringEquals", Operator::kStringEquals},
    OperatorRow{"StringNotEquals", Operator::kStringNotEquals},
    OperatorRow{"StringEqualsIgnoreCase", Operator::kStringEqualsIgnoreCase},
    OperatorRow{"StringNotEqualsIgnoreCase", Operator::kStringNotEqualsIgnoreCase},
    OperatorRow{"StringLike", Operator::kStringLike},
    OperatorRow{"StringNotLike", Operator::kStringNotLike},
    OperatorRow{"NumericEquals", Operator::kNumericEquals},
    OperatorRow{"NumericNotEquals", Operator::kNumericNotEquals},
    OperatorRow{"NumericLessThan", Operator::kNumericLessThan},
    OperatorRow{"NumericLessThanEquals", Operator::kNumericLessThanEquals},
    OperatorRow{"NumericGreaterThan", Operator::kNumericGreaterThan},
    OperatorRow{"NumericGreaterThanEquals", Operator::kNumericGreaterThanEquals},
    OperatorRow{"DateEquals", Operator::kDateEquals},
    OperatorRow{"DateNotEquals", Operator::kDateNotEquals},
    OperatorRow{"DateLessThan", Operator::kDateLessThan},
    OperatorRow{"DateLessThanEquals", Operator::kDateLessThanEquals},
    OperatorRow{"DateGreaterThan", Operator::kDateGreaterThan},
    OperatorRow{"DateGreaterThanEquals", Operator::kDateGreaterThanEquals},
    OperatorRow{"Bool", Operator::kBool},
    OperatorRow{"BinaryEquals", Operator::kBinaryEquals},
    OperatorRow{"IpAddress", Operator::kIpAddress},
    OperatorRow{"NotIpAddress", Operator::kNotIpAddress},
    OperatorRow{"ArnEquals", Operator::kArnEquals},
    OperatorRow{"ArnLike", Operator::kArnLike},
    OperatorRow{"ArnNotEquals", Operator::kArnNotEquals},
    OperatorRow{"ArnNotLike", Operator::kArnNotLike},
    OperatorRow{"Null", Operator::kNull},
};

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (text.size() < prefix.size() || !equal_folded(text.substr(0, prefix.size()), prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
  if (text.size() < suffix.size() || !equal_folded(text.substr(text.size() - suffix.size()), suffix))
    return false;
  text.remove_suffix(suffix.size());
  return true;
}

}  // namespace

std::string_view effect_name(Effect effect) { return effect == Effect::kAllow ? "Allow" : "Deny"; }

std::string_view principal_kind_name(PrincipalKind kind) {
  constexpr std::array<std::string_view, 5> kNames = {"*", "AWS", "Service", "Federated", "CanonicalUser"};
  return kNames[static_cast<size_t>(kind)];
}

OperatorName parse_operator(std::string_view name) {
  OperatorName result;
  if (take_prefix(name, "ForAllValues:")) {
    result.set_operator = SetOperator::kForAllValues;
  } else if (take_prefix(name, "ForAnyValue:")) {
    result.set_operator = SetOperator::kForAnyValue;
  }
  result.if_exists = take_suffix(name, "IfExists");
  for (const OperatorRow& row : kOperators)
    if (equal_folded(row.name, name)) result.op = row.op;
  if (result.op == Operator::kNull && result.if_exists) result.op = Operator::kUnknown;
  return result;
}

std::string_view operator_name(Operator op) {
  for (const OperatorRow& row : kOperators)
    if (row.op == op) return row.name;
  return "";
}

}  // namespace arnscope
