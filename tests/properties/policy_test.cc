// Printing and parsing undo each other, also for policies with faults: of random JSON that looks like a
// policy.
#include <gtest/gtest.h>

#include "engine/document/json_reader.h"
#include "engine/policy/printer.h"
#include "tests/properties/policy_world.h"

namespace arnscope {
namespace {

struct Read {
  Policy policy;
  size_t findings = 0;
};

Read read(const std::string& text, PolicyKind kind) {
  auto document = read_json(Source::from_text("p", text));
  EXPECT_TRUE(document) << text;
  std::vector<Finding> findings;
  Read out;
  if (document) out.policy = parse_policy((*document)->root(), kind, "", findings);
  out.findings = findings.size();
  return out;
}

// Any JSON value, small.
std::string junk(Dice& dice, int depth = 2) {
  switch (dice.below(depth > 0 ? 8 : 6)) {
    case 0:
      return "null";
    case 1:
      return dice.chance(2) ? "true" : "false";
    case 2:
      return dice.one_of<std::string>({"0", "-1.50", "1e9"});
    case 3:
      return R"("*")";
    case 4:
      return R"("q\"\\\n\u0000\u00e9\ud83d\ude00")";
    case 5:
      return R"("Allow")";
    case 6:
      return "[" + junk(dice, depth - 1) + "," + junk(dice, depth - 1) + "]";
    default:
      return "{\"AWS\":" + junk(dice, depth - 1) + ",\"k\":" + junk(dice, depth - 1) + "}";
  }
}

std::string object(Dice& dice, const std::vector<std::string>& names, uint32_t most, auto value) {
  std::string out = "{";
  for (uint32_t n = dice.below(most + 1); n > 0; --n) {
    const std::string& name = dice.one_of(names);
    out += (out.size() > 1 ? ",\"" : "\"") + name + "\":" + (dice.chance(6) ? junk(dice) : value(name));
  }
  return out + "}";
}

std::string strings(Dice& dice) {
  return dice.one_of<std::string>(
      {R"("s3:Get*")", R"(["a","b"])", "[]", R"([""])", R"(["x",7])", R"("${aws:username}")"});
}

std::string random_policy(Dice& dice) {
  auto condition = [&](const std::string&) {
    return object(dice, {"k1", "k2", "", "K1"}, 3, [&](const std::string&) { return strings(dice); });
  };
  auto statement = [&] {
    return object(
        dice,
        {"Sid", "Effect", "Effect", "Action", "Action", "NotAction", "Resource", "NotResource", "Principal",
         "NotPrincipal", "Condition", "effect", "Other"},
        9, [&](const std::string& name) -> std::string {
          if (name == "Effect") return dice.chance(2) ? R"("Allow")" : R"("Deny")";
          if (name == "Principal" || name == "NotPrincipal") {
            return dice.chance(3) ? R"("*")"
                                  : object(dice, {"AWS", "Service", "Federated", "CanonicalUser", "Aws"}, 4,
                                           [&](const std::string&) { return strings(dice); });
          }
          if (name == "Condition")
            return object(dice, {"StringEquals", "StringNotLike", "Bool", "Boole", "", "stringequals"}, 4,
                          condition);
          return strings(dice);
        });
  };
  return object(dice, {"Version", "Id", "Statement", "Statement", "Statement"}, 4,
                [&](const std::string& name) -> std::string {
                  if (name == "Version") return R"("2012-10-17")";
                  if (name == "Id") return R"("id")";
                  std::string list = "[" + statement();
                  for (uint32_t n = dice.below(3); n > 0; --n) list += "," + statement();
                  return dice.chance(3) ? statement() : list + "]";
                });
}

// The meaning survives too: what an operator is does not take part in the comparison of policies.
void expect_same_operators(const Policy& a, const Policy& b, const std::string& text) {
  for (size_t i = 0; i < a.statements.size(); ++i)
    for (size_t c = 0; c < a.statements[i].conditions.size(); ++c)
      ASSERT_EQ(a.statements[i].conditions[c].op, b.statements[i].conditions[c].op) << text;
}

TEST(Policy, PrintingAndParsingUndoEachOther) {
  Dice dice(5);
  size_t statements = 0;
  for (int round = 0; round < 8000; ++round) {
    const std::string text = random_policy(dice);
    for (PolicyKind kind : {PolicyKind::kIdentity, PolicyKind::kResource}) {
      const Policy policy = read(text, kind).policy;
      for (Layout layout : {Layout::kCompact, Layout::kIndented}) {
        const std::string printed = print_policy(policy, layout);
        const Policy again = read(printed, kind).policy;
        ASSERT_EQ(again, policy) << text << "\n" << printed;
        expect_same_operators(policy, again, text);
        ASSERT_EQ(print_policy(again, layout), printed) << text;
      }
      statements += policy.statements.size();
    }
  }
  EXPECT_GT(statements, 2000u);
}

TEST(Policy, SoundPoliciesPrintToPoliciesWithoutFindings) {
  Dice dice(6);
  for (int round = 0; round < 5000; ++round) {
    Policy policy;
    policy.version = Version::k2012;
    policy.statements = random_statements(dice);
    const std::string printed = print_policy(policy);
    const Read again = read(printed, PolicyKind::kIdentity);
    ASSERT_EQ(again.findings, 0u) << printed;
    ASSERT_EQ(again.policy, policy) << printed;
  }
}

}  // namespace
}  // namespace arnscope
