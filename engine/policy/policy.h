// An IAM policy as it is written: every element with its place, nothing interpreted away. Plain values.
// Source of the grammar: IAM User Guide, "Grammar of the IAM JSON policy language".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/source.h"

namespace arnscope {

// A string of the policy and where it stands. Places do not take part in comparison: two policies that say
// the same are equal.
struct Text {
  std::string value;
  Span span;

  bool operator==(const Text& other) const { return value == other.value; }
};

enum class Effect : uint8_t { kAllow, kDeny };
std::string_view effect_name(Effect effect);

// What the version decides: policy variables are substituted in 2012-10-17 alone.
// Source: IAM User Guide, "IAM JSON policy elements: Version".
enum class Version : uint8_t { kAbsent, k2008, k2012 };

// Action, Resource and Principal have a twin that means everything else.
enum class Polarity : uint8_t { kListed, kAllBut };

// Action or NotAction; Resource or NotResource.
struct ElementList {
  Polarity polarity = Polarity::kListed;
  std::vector<Text> values;
  Span span;  // of the value

  bool operator==(const ElementList& other) const {
    return polarity == other.polarity && values == other.values;
  }
};

enum class PrincipalKind : uint8_t { kEveryone, kAws, kService, kFederated, kCanonicalUser };

// "*", "AWS", "Service", "Federated", "CanonicalUser".
std::string_view principal_kind_name(PrincipalKind kind);

struct PrincipalEntry {
  PrincipalKind kind = PrincipalKind::kAws;  // kEveryone: "Principal": "*"
  Text value;

  bool operator==(const PrincipalEntry&) const = default;
};

struct PrincipalElement {
  Polarity polarity = Polarity::kListed;
  std::vector<PrincipalEntry> entries;
  Span span;

  bool operator==(const PrincipalElement& other) const {
    return polarity == other.polarity && entries == other.entries;
  }
};

// Operators by what they compare; the name's suffix and prefix are kept beside.
enum class Operator : uint8_t {
  kUnknown,
  kStringEquals,
  kStringNotEquals,
  kStringEqualsIgnoreCase,
  kStringNotEqualsIgnoreCase,
  kStringLike,
  kStringNotLike,
  kNumericEquals,
  kNumericNotEquals,
  kNumericLessThan,
  kNumericLessThanEquals,
  kNumericGreaterThan,
  kNumericGreaterThanEquals,
  kDateEquals,
  kDateNotEquals,
  kDateLessThan,
  kDateLessThanEquals,
  kDateGreaterThan,
  kDateGreaterThanEquals,
  kBool,
  kBinaryEquals,
  kIpAddress,
  kNotIpAddress,
  kArnEquals,
  kArnLike,
  kArnNotEquals,
  kArnNotLike,
  kNull,
};

enum class SetOperator : uint8_t { kNone, kForAllValues, kForAnyValue };

// "ForAnyValue:StringLikeIfExists" taken apart. `op` is kUnknown for a name that IAM does not know.
struct OperatorName {
  Operator op = Operator::kUnknown;
  SetOperator set_operator = SetOperator::kNone;
  bool if_exists = false;

  bool operator==(const OperatorName&) const = default;
};

// Operator names compare without regard to case. Source: IAM User Guide, "IAM JSON policy elements: Condition
// operators".
OperatorName parse_operator(std::string_view name);

// "StringEquals" and the like; for messages and printing.
std::string_view operator_name(Operator op);

// One key under one operator.
struct ConditionClause {
  Text operator_text;  // as written
  OperatorName op;
  Text key;
  std::vector<Text> values;

  bool operator==(const ConditionClause& other) const {
    return operator_text == other.operator_text && key == other.key && values == other.values;
  }
};

struct Statement {
  std::optional<Text> sid;
  Effect effect = Effect::kAllow;
  std::optional<PrincipalElement> principal;
  ElementList action;
  std::optional<ElementList> resource;  // trust policies have none
  std::vector<ConditionClause> conditions;
  uint32_t index = 0;  // position in the document, counted from 0, dropped statements included
  Span span;

  bool operator==(const Statement& other) const {
    return sid == other.sid && effect == other.effect && principal == other.principal &&
           action == other.action && resource == other.resource && conditions == other.conditions;
  }
};

struct Policy {
  std::shared_ptr<const Source> source;
  Version version = Version::kAbsent;
  std::optional<Text> id;
  std::vector<Statement> statements;
  Span span;

  bool operator==(const Policy& other) const {
    return version == other.version && id == other.id && statements == other.statements;
  }
};

}  // namespace arnscope
