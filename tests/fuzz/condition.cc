// Input: an operator, values of the policy and values of the request, separated by NUL; the byte 1 separates
// values. The laws of operators: negation, IfExists, Null, the set operators, and what an absent or unknown
// key means.
#include "engine/evaluate/condition.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/text.h"
#include "tests/fuzz/require.h"

namespace arnscope {
namespace {

using Strings = std::vector<std::string>;

// One clause on the key `k` of a policy of the newest version.
Answer ask(const std::string& name, const Strings& wanted, const Context& context) {
  auto policy = std::make_shared<Policy>();
  policy->version = Version::k2012;
  Statement& statement = policy->statements.emplace_back();
  ConditionClause clause{{name, {}}, parse_operator(name), {"k", {}}, {}};
  for (const std::string& each : wanted) clause.values.push_back({each, {}});
  statement.conditions.push_back(std::move(clause));
  const auto compiled = compile(policy, PolicyKind::kIdentity, "p");
  const Principal principal = *parse_principal("arn:aws:iam::111122223333:user/ann");
  const Request request(principal, context);
  return evaluate(compiled->statements[0].clauses[0], request);
}

Answer ask_values(const std::string& name, const Strings& wanted, const Strings& actual) {
  Context context;
  context.set("k", actual);
  return ask(name, wanted, context);
}

struct Pair {
  const char *positive, *negated;
};
constexpr Pair kPairs[] = {
    {"StringEquals", "StringNotEquals"}, {"StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"},
    {"StringLike", "StringNotLike"},     {"NumericEquals", "NumericNotEquals"},
    {"DateEquals", "DateNotEquals"},     {"IpAddress", "NotIpAddress"},
    {"ArnEquals", "ArnNotEquals"},       {"ArnLike", "ArnNotLike"}};

void check_negation(const Strings& wanted, const std::string& actual) {
  for (const Pair& pair : kPairs) {
    ARNSCOPE_REQUIRE(ask_values(pair.negated, wanted, {actual}) ==
                     !ask_values(pair.positive, wanted, {actual}));
    ARNSCOPE_REQUIRE(ask_values(pair.positive, wanted, {}) == Answer::kNo);
    ARNSCOPE_REQUIRE(ask_values(pair.negated, wanted, {}) == Answer::kYes);
  }
  ARNSCOPE_REQUIRE(ask_values("ArnEquals", wanted, {actual}) == ask_values("ArnLike", wanted, {actual}));
  if (ask_values("StringEquals", wanted, {actual}) == Answer::kYes)
    ARNSCOPE_REQUIRE(ask_values("StringEqualsIgnoreCase", wanted, {actual}) == Answer::kYes);
}

void check_any(const std::string& name, const Strings& wanted, const Strings& actual) {
  const OperatorName parsed = parse_operator(name);
  Context unknown(Unlisted::kUnknown);
  if (parsed.op == Operator::kUnknown) {
    ARNSCOPE_REQUIRE(ask_values(name, wanted, actual) == Answer::kNo);
    ARNSCOPE_REQUIRE(ask(name, wanted, unknown) == Answer::kNo);
    return;
  }
  ARNSCOPE_REQUIRE(ask(name, wanted, unknown) == Answer::kUnknown);
  ask_values(name, wanted, actual);
  if (parsed.op == Operator::kNull) {
    for (const char* value : {"true", "false"})
      ARNSCOPE_REQUIRE(ask_values("Null", {value}, actual) == answer((value[0] == 't') == actual.empty()));
    return;
  }
  // IfExists: holds where the key is absent, and is the operator itself where it is there.
  const std::string base(operator_name(parsed.op));
  ARNSCOPE_REQUIRE(ask_values(base + "IfExists", wanted, {}) == Answer::kYes);
  ARNSCOPE_REQUIRE(ask_values("ForAnyValue:" + base + "IfExists", wanted, {}) == Answer::kYes);
  ARNSCOPE_REQUIRE(ask_values("ForAllValues:" + base, wanted, {}) == Answer::kYes);
  ARNSCOPE_REQUIRE(ask_values("ForAnyValue:" + base, wanted, {}) == Answer::kNo);
  if (actual.empty()) return;
  for (const char* prefix : {"", "ForAnyValue:", "ForAllValues:"})
    ARNSCOPE_REQUIRE(ask_values(prefix + base + "IfExists", wanted, actual) ==
                     ask_values(prefix + base, wanted, actual));
  if (actual.size() > 1) ARNSCOPE_REQUIRE(ask_values(base, wanted, actual) == Answer::kNo);
  // A variable of several values has no text.
  for (const std::string& each : wanted)
    if (each.find("${") != std::string::npos) return;
  Answer any = Answer::kNo;
  Answer all = Answer::kYes;
  for (const std::string& each : actual) {
    any = any || ask_values(base, wanted, {each});
    all = all && ask_values(base, wanted, {each});
  }
  ARNSCOPE_REQUIRE(ask_values("ForAnyValue:" + base, wanted, actual) == any);
  // A lone empty string is an empty set.
  if (actual.size() > 1 || !actual[0].empty())
    ARNSCOPE_REQUIRE(ask_values("ForAllValues:" + base, wanted, actual) == all);
}

Strings values(std::string_view text) {
  Strings out;
  if (text.empty()) return out;
  for (const std::string_view part : split(text, '\1')) out.emplace_back(part);
  return out;
}

}  // namespace
}  // namespace arnscope

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace arnscope;
  if (size > 2048) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parts = split(text, '\0');
  const auto part = [&](size_t i) { return i < parts.size() ? parts[i] : std::string_view(); };
  const Strings wanted = values(part(1));
  const Strings actual = values(part(2));
  if (wanted.size() > 8 || actual.size() > 8) return 0;
  check_any(std::string(part(0)), wanted, actual);
  check_negation(wanted, std::string(part(2)));
  return 0;
}
