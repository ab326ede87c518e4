// A small world of policies and requests drawn at random but always the same, and a slow, obvious judge of
// them: a few actions, objects of two buckets, two context keys. What the judge knows of IAM stands here in
// full; it shares no code with the evaluator but the judge of globs.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "engine/evaluate/authorize.h"
#include "engine/policy/parser.h"
#include "tests/properties/dice.h"
#include "tests/properties/glob_judge.h"

namespace arnscope {

inline const std::vector<std::string> kActions = {"s3:GetObject", "s3:PutObject", "s3:DeleteObject"};
inline const std::vector<std::string> kArns = {"arn:aws:s3:::a/x",   "arn:aws:s3:::a/y/z",
                                               "arn:aws:s3:::b/x",   "arn:aws:s3:::b/y/z",
                                               "arn:aws:s3:::ann/x", "arn:aws:s3:::c/x"};
inline const std::vector<std::string> kKeys = {"k1", "k2"};
// What a key may hold: absent, one value, two values.
inline const std::vector<std::vector<std::string>> kDomain = {{}, {"a"}, {"b"}, {"a", "b"}};

inline const std::vector<std::string> kActionPatterns = {
    "*", "s3:*", "s3:GetObject", "S3:putobject", "s3:*tObject", "s3:?etObject", "s3:D*", "sqs:*"};
inline const std::vector<std::string> kResourcePatterns = {"*",
                                                           "arn:aws:s3:::*",
                                                           "arn:aws:s3:::a/*",
                                                           "arn:aws:s3:::a/x",
                                                           "arn:aws:s3:::?/x",
                                                           "arn:aws:s3:::*/z",
                                                           "arn:aws:s3",
                                                           "arn:aws*:s3:::b/*",
                                                           "arn:aws:sqs:::*",
                                                           "arn:aws:s3:::${aws:username}/*",
                                                           "arn:aws:s3:::b/**",
                                                           "arn:aws:s3:::${k1, 'b'}/x",
                                                           "arn:*:s3:*:*:a/*"};
inline const std::vector<std::string> kOperators = {"StringEquals",
                                                    "StringNotEquals",
                                                    "StringLike",
                                                    "StringNotLike",
                                                    "StringEqualsIfExists",
                                                    "StringNotEqualsIfExists",
                                                    "ForAnyValue:StringEquals",
                                                    "ForAllValues:StringEquals",
                                                    "ForAnyValue:StringNotEquals",
                                                    "ForAllValues:StringLike",
                                                    "ForAnyValue:StringLikeIfExists",
                                                    "Null"};

inline Statement random_statement(Dice& dice) {
  Statement s;
  s.effect = dice.chance(3) ? Effect::kDeny : Effect::kAllow;
  auto list = [&](const std::vector<std::string>& choices, uint32_t all_but) {
    ElementList out;
    out.polarity = dice.chance(all_but) ? Polarity::kAllBut : Polarity::kListed;
    for (uint32_t n = 1 + dice.below(2); n > 0; --n) out.values.push_back({dice.one_of(choices), {}});
    return out;
  };
  s.action = list(kActionPatterns, 5);
  s.resource = list(kResourcePatterns, 4);
  for (uint32_t n = dice.below(3); n > 0; --n) {
    ConditionClause clause;
    clause.operator_text.value = dice.one_of(kOperators);
    clause.op = parse_operator(clause.operator_text.value);
    clause.key.value = dice.one_of(kKeys);
    const bool null = clause.op.op == Operator::kNull;
    for (uint32_t v = 1 + dice.below(2); v > 0; --v)
      clause.values.push_back(
          {null ? (dice.chance(2) ? "true" : "false") : dice.one_of<std::string>({"a", "b", "*", "c"}), {}});
    bool repeated = false;
    for (const ConditionClause& each : s.conditions)
      repeated = repeated || each.operator_text == clause.operator_text;
    if (!repeated) s.conditions.push_back(std::move(clause));
  }
  return s;
}

inline std::vector<Statement> random_statements(Dice& dice) {
  std::vector<Statement> out;
  for (uint32_t n = 1 + dice.below(5); n > 0; --n) out.push_back(random_statement(dice));
  return out;
}

inline std::shared_ptr<const CompiledPolicy> compiled_of(std::vector<Statement> statements) {
  auto policy = std::make_shared<Policy>();
  policy->version = Version::k2012;
  policy->statements = std::move(statements);
  return compile(std::move(policy), PolicyKind::kIdentity, "p");
}

// A complete context: what each key of kKeys holds.
using Values = std::vector<std::vector<std::string>>;

inline Values random_values(Dice& dice) { return {dice.one_of(kDomain), dice.one_of(kDomain)}; }

inline Context context_of(const Values& values) {
  Context context;
  for (size_t i = 0; i < kKeys.size(); ++i) context.set(kKeys[i], values[i]);
  return context;
}

// explicitDeny and implicitDeny grant nothing; conditional grants less than allowed.
inline int access(Verdict verdict) {
  return verdict == Verdict::kAllowed ? 2 : verdict == Verdict::kConditional ? 1 : 0;
}

// The judge.

inline const std::vector<std::string>& held(const Values& values, std::string_view key) {
  return values[key == "k1" ? 0 : 1];
}

inline std::string judge_text(std::string text, const Values& values) {
  auto replace = [&](std::string_view variable, const std::string& by) {
    for (size_t at = text.find(variable); at != std::string::npos; at = text.find(variable))
      text.replace(at, variable.size(), by);
  };
  replace("${aws:username}", "ann");
  replace("${k1, 'b'}", values[0].size() == 1 ? values[0][0] : "b");
  return text;
}

inline std::vector<std::string> judge_fields(std::string_view text) {
  std::vector<std::string> fields(1);
  for (char c : text) {
    if (c == ':' && fields.size() < 6) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

inline bool judge_resource(const std::string& written, std::string_view arn, const Values& values) {
  std::string pattern = judge_text(written, values);
  if (pattern == "*") return true;
  auto wanted = judge_fields(pattern);
  auto fields = judge_fields(arn);
  wanted.resize(6, "*");
  for (size_t i = 0; i < 6; ++i)
    if (!judge_match(wanted[i], fields[i])) return false;
  return true;
}

inline bool judge_one_value(std::string_view op, const std::string& actual,
                            const std::vector<std::string>& listed) {
  const bool like = op.find("Like") != std::string_view::npos;
  bool any = false;
  for (const std::string& each : listed) any = any || (like ? judge_match(each, actual) : each == actual);
  return op.find("Not") != std::string_view::npos ? !any : any;
}

inline bool judge_condition(std::string_view op, const std::vector<std::string>& actual,
                            const std::vector<std::string>& listed) {
  if (op == "Null") {
    bool any = false;
    for (const std::string& each : listed) any = any || (each == "true") == actual.empty();
    return any;
  }
  const bool for_all = op.starts_with("ForAllValues:");
  const bool for_any = op.starts_with("ForAnyValue:");
  if (actual.empty()) {
    if (op.ends_with("IfExists") || for_all) return true;
    return !for_any && op.find("Not") != std::string_view::npos;
  }
  if (!for_all && !for_any && actual.size() > 1) return false;
  for (const std::string& each : actual)
    if (judge_one_value(op, each, listed) != for_all) return !for_all;
  return for_all;
}

inline std::vector<std::string> plain(const std::vector<Text>& texts) {
  std::vector<std::string> out;
  for (const Text& text : texts) out.push_back(text.value);
  return out;
}

inline bool judge_statement(const Statement& s, std::string_view action, std::string_view arn,
                            const Values& values) {
  bool listed = false;
  for (const Text& pattern : s.action.values)
    listed = listed || judge_match(pattern.value, action, Case::kInsensitive);
  if (listed == (s.action.polarity == Polarity::kAllBut)) return false;
  listed = false;
  for (const Text& pattern : s.resource->values)
    listed = listed || judge_resource(pattern.value, arn, values);
  if (listed == (s.resource->polarity == Polarity::kAllBut)) return false;
  for (const ConditionClause& clause : s.conditions)
    if (!judge_condition(clause.operator_text.value, held(values, clause.key.value), plain(clause.values)))
      return false;
  return true;
}

// Identity policies, and a boundary where there is one.
inline Verdict judge(const std::vector<Statement>& identity, const std::vector<Statement>* boundary,
                     std::string_view action, std::string_view arn, const Values& values) {
  bool denied = false;
  bool allowed[2] = {false, boundary == nullptr};
  for (size_t layer = 0; layer < 2; ++layer) {
    const auto* statements = layer == 0 ? &identity : boundary;
    if (statements == nullptr) continue;
    for (const Statement& s : *statements) {
      if (!judge_statement(s, action, arn, values)) continue;
      (s.effect == Effect::kDeny ? denied : allowed[layer]) = true;
    }
  }
  if (denied) return Verdict::kExplicitDeny;
  return allowed[0] && allowed[1] ? Verdict::kAllowed : Verdict::kImplicitDeny;
}

// What an expression says under a complete context.
inline bool judge_expression(const Expression& e, std::string_view arn, const Values& values) {
  using Kind = Expression::Kind;
  const auto holds = [&](const Expression& child) { return judge_expression(child, arn, values); };
  switch (e.kind()) {
    case Kind::kTrue:
      return true;
    case Kind::kFalse:
      return false;
    case Kind::kNot:
      return !holds(e.children()[0]);
    case Kind::kAnd:
      return std::all_of(e.children().begin(), e.children().end(), holds);
    case Kind::kOr:
      return std::any_of(e.children().begin(), e.children().end(), holds);
    case Kind::kClause:
      break;
  }
  const Clause& clause = e.clause();
  if (clause.key != kResourceKey) return judge_condition(clause.op, held(values, clause.key), clause.values);
  return std::any_of(clause.values.begin(), clause.values.end(),
                     [&](const std::string& pattern) { return judge_resource(pattern, arn, values); });
}

}  // namespace arnscope
