// What the parser keeps of a policy and what it drops: of a sound one everything, of a faulty Allow never
// more than it says.
#include <gtest/gtest.h>

#include "engine/policy/printer.h"
#include "tests/unit/policy/faults.h"

namespace arnscope {
namespace {

TEST(ParserKeeps, EveryElementWithItsPlace) {
  const std::string text =
      R"({"Version": "2012-10-17", "Id": "pid", "Statement": [{"Sid": "s1", "Effect": "Deny",
    "NotPrincipal": {"AWS": ["a1", "a2"], "Service": "sv"}, "NotAction": ["x:A", "x:B"], "NotResource": "arn:1",
    "Condition": {"ForAnyValue:StringLikeIfExists": {"k1": ["v1", 2, true]}, "Bool": {"k2": false}}}]})";
  Read read = read_policy(text, PolicyKind::kResource);
  EXPECT_TRUE(read.findings.empty());
  const Policy& policy = read.policy;
  auto place = [&](std::string_view token) {
    auto at = static_cast<uint32_t>(text.find(token));
    return Span{at, at + static_cast<uint32_t>(token.size())};
  };
  EXPECT_EQ(policy.version, Version::k2012);
  EXPECT_EQ(policy.source->name(), "p.json");
  EXPECT_EQ(policy.span, (Span{0, static_cast<uint32_t>(text.size())}));
  ASSERT_TRUE(policy.id);
  EXPECT_EQ(policy.id->value, "pid");
  EXPECT_EQ(policy.id->span, place("\"pid\""));
  ASSERT_EQ(policy.statements.size(), 1u);
  const Statement& s = policy.statements[0];
  EXPECT_EQ(s.span.begin, text.find("{\"Sid"));
  EXPECT_EQ(s.sid->span, place("\"s1\""));
  EXPECT_EQ(s.effect, Effect::kDeny);
  ASSERT_TRUE(s.principal);
  EXPECT_EQ(s.principal->polarity, Polarity::kAllBut);
  ASSERT_EQ(s.principal->entries.size(), 3u);
  EXPECT_EQ(s.principal->entries[1].kind, PrincipalKind::kAws);
  EXPECT_EQ(s.principal->entries[1].value.span, place("\"a2\""));
  EXPECT_EQ(s.principal->entries[2].kind, PrincipalKind::kService);
  EXPECT_EQ(s.action.polarity, Polarity::kAllBut);
  EXPECT_EQ(s.action.span, place("[\"x:A\", \"x:B\"]"));
  ASSERT_EQ(s.action.values.size(), 2u);
  EXPECT_EQ(s.action.values[1].span, place("\"x:B\""));
  ASSERT_TRUE(s.resource);
  EXPECT_EQ(s.resource->polarity, Polarity::kAllBut);
  EXPECT_EQ(s.resource->values[0].span, place("\"arn:1\""));
  ASSERT_EQ(s.conditions.size(), 2u);
  const ConditionClause& like = s.conditions[0];
  EXPECT_EQ(like.op, (OperatorName{Operator::kStringLike, SetOperator::kForAnyValue, true}));
  EXPECT_EQ(like.operator_text.span, place("\"ForAnyValue:StringLikeIfExists\""));
  EXPECT_EQ(like.key.span, place("\"k1\""));
  ASSERT_EQ(like.values.size(), 3u);
  EXPECT_EQ(like.values[1].value, "2");
  EXPECT_EQ(like.values[2].value, "true");
  EXPECT_EQ(like.values[2].span, place("true"));
  EXPECT_EQ(s.conditions[1].values[0].value, "false");
}

struct Kept {
  std::string_view name;
  std::string_view text;
  std::string_view kept;  // compact
};

// One statement for each row; `text` and `kept` are what stands between its braces.
TEST(ParserKeeps, WhatCanBeUnderstood) {
  for (
      const Kept& row : std::initializer_list<Kept>{
          {"no effect", R"("Action":"a","Resource":"*")", ""},
          {"bad effect", R"("Effect":"allow","Action":"a","Resource":"*")", ""},
          {"no action", R"("Effect":"Allow","Resource":"*")", ""},
          {"twins: the plain one, first or last",
           R"("Effect":"Allow","NotAction":"b","Action":"a","NotResource":"c","Resource":"*")",
           R"("Effect":"Allow","Action":"a","Resource":"*")"},
          {"twins, other order",
           R"("Effect":"Allow","Action":"a","NotAction":"b","Resource":"*","NotResource":"c")",
           R"("Effect":"Allow","Action":"a","Resource":"*")"},
          {"a repeated element: the last",
           R"("Effect":"Deny","Effect":"Allow","Action":"b","Action":"a","Resource":"*")",
           R"("Effect":"Allow","Action":"a","Resource":"*")"},
          {"names in another case", R"("effect":"Allow","ACTION":"a","resource":"*")",
           R"("Effect":"Allow","Action":"a","Resource":"*")"},
          {"a bad value in a list", R"("Effect":"Allow","Action":["a",7,"b"],"Resource":["*",{}])",
           R"("Effect":"Allow","Action":["a","b"],"Resource":"*")"},
          {"a bad Sid", R"("Sid":7,"Effect":"Allow","Action":"a","Resource":"*")",
           R"("Effect":"Allow","Action":"a","Resource":"*")"},
          {"an unknown element", R"("Effect":"Allow","Action":"a","Resource":"*","Foo":1)",
           R"("Effect":"Allow","Action":"a","Resource":"*")"},
          {"a repeated condition key: the last",
           R"("Effect":"Allow","Action":"a","Resource":"*","Condition":{"Bool":{"k":"x","j":"1","k":"y"}})",
           R"("Effect":"Allow","Action":"a","Resource":"*","Condition":{"Bool":{"j":"1","k":"y"}})"},
          {"a repeated operator: the last",
           R"("Effect":"Allow","Action":"a","Resource":"*","Condition":{"Bool":{"k":"x"},"Null":{"k":"true"},"Bool":{"j":"1"}})",
           R"("Effect":"Allow","Action":"a","Resource":"*","Condition":{"Null":{"k":"true"},"Bool":{"j":"1"}})"},
          {"the same key under two operators",
           R"("Effect":"Allow","Action":"a","Resource":"*","Condition":{"StringLike":{"k":"x"},"StringNotLike":{"k":["y","z"]}})",
           R"("Effect":"Allow","Action":"a","Resource":"*","Condition":{"StringLike":{"k":"x"},"StringNotLike":{"k":["y","z"]}})"},
      }) {
    Read read = read_policy("{\"Statement\":[{" + std::string(row.text) + "}]}");
    std::string kept = row.kept.empty() ? "" : "{" + std::string(row.kept) + "}";
    EXPECT_EQ(print_policy(read.policy, Layout::kCompact), "{\"Statement\":[" + kept + "]}") << row.name;
  }
}

TEST(ParserKeeps, APrincipalKindThatIsRepeatedCountsOnceAsEverywhere) {
  Read read = read_policy(
      R"({"Statement":{"Effect":"Allow","Principal":{"AWS":"a","Service":"s","AWS":["b","c"]},"Action":"x"}})",
      PolicyKind::kTrust);
  EXPECT_EQ(print_policy(read.policy, Layout::kCompact),
            R"({"Statement":[{"Effect":"Allow","Principal":{"Service":"s","AWS":["b","c"]},"Action":"x"}]})");
}

TEST(ParserKeeps, StatementsAreCountedWithThoseThatAreDropped) {
  Read read = read_policy(
      R"({"Statement": [7, {"Effect": "No"}, {"Effect": "Allow", "Action": "a", "Resource": "*"}]})");
  ASSERT_EQ(read.policy.statements.size(), 1u);
  EXPECT_EQ(read.policy.statements[0].index, 2u);
}

// Whether the statement has a clause that never holds.
bool never_matches(const Statement& statement) {
  for (const ConditionClause& clause : statement.conditions)
    if (clause.op.op == Operator::kUnknown) return true;
  return false;
}

// The faults that would widen an Allow if what is faulty were only left out. Printing and reading again
// changes nothing.
TEST(ParserKeeps, AFaultyAllowIsNeverWider) {
  for (std::string_view statement : {
           R"("Action":"*","Resource":"*","Condition":7)",
           R"("Action":"*","Resource":"*","Condition":[])",
           R"("Action":"*","Resource":"*","Condition":{"StringNotEquals":"x"})",
           R"("Action":"*","Resource":"*","Condition":{"Bool":null})",
           R"("Action":"*","Resource":"*","Condition":{"Boole":{}})",
           R"("Action":"*","Resource":"*","Condition":{"Boole":{"k":"v"}})",
           R"("Action":"*","Resource":"*","Condition":{"StringNotEquals":{"k":null}})",
           R"("Action":"*","Resource":"*","Condition":{"NotIpAddress":{"k":["10.0.0.0/8",{}]}})",
           R"("NotAction":7,"Resource":"*")",
           R"("NotAction":["iam:*",7],"Resource":"*")",
           R"("Action":"*","NotResource":{})",
           R"("Action":"*","NotResource":["a",null])",
           R"("Action":"*","Resource":"*","NotPrincipal":7)",
           R"("Action":"*","Resource":"*","NotPrincipal":{"AWSS":"a"})",
           R"("Action":"*","Resource":"*","NotPrincipal":{"AWS":["a",7]})",
           R"("Action":"*","Resource":"*","NotPrincipal":{"AWS":{}})",
       }) {
    PolicyKind kind =
        statement.find("Principal") == std::string_view::npos ? PolicyKind::kIdentity : PolicyKind::kResource;
    Read read = read_policy("{\"Statement\":{\"Effect\":\"Allow\"," + std::string(statement) + "}}", kind);
    EXPECT_FALSE(read.findings.empty()) << statement;
    for (int round = 0; round < 2; ++round) {
      ASSERT_EQ(read.policy.statements.size(), 1u) << statement;
      EXPECT_TRUE(never_matches(read.policy.statements[0])) << statement << " in round " << round;
      Policy before = read.policy;
      read = read_policy(print_policy(read.policy), kind);
      EXPECT_EQ(read.policy, before) << statement;
    }
  }
}

// The same faults where leaving out makes the statement narrower: it stays as it is.
TEST(ParserKeeps, AFaultThatNarrowsLeavesTheRest) {
  for (std::string_view statement : {
           R"("Effect":"Allow","Action":["a",7],"Resource":["*",7])",
           R"("Effect":"Allow","Action":"a","Resource":"*","Condition":{"StringEquals":{"k":["v",null]}})",
           R"("Effect":"Deny","NotAction":["a",7],"Resource":"*")",
           R"("Effect":"Deny","Action":"a","NotResource":["a",7])",
           R"("Effect":"Deny","Action":"a","Resource":"*","Condition":{"StringNotEquals":{"k":["v",null]}})",
       }) {
    Read read = read_policy("{\"Statement\":{" + std::string(statement) + "}}");
    EXPECT_FALSE(read.findings.empty()) << statement;
    ASSERT_EQ(read.policy.statements.size(), 1u) << statement;
    EXPECT_FALSE(never_matches(read.policy.statements[0])) << statement;
  }
}

// A Resource of a wrong type is not a missing one: it names nothing.
TEST(ParserKeeps, AResourceOfAWrongTypeNamesNothing) {
  Read read = read_policy(R"({"Statement":{"Effect":"Allow","Action":"*","Resource":7}})");
  ASSERT_EQ(read.policy.statements.size(), 1u);
  ASSERT_TRUE(read.policy.statements[0].resource);
  EXPECT_EQ(read.policy.statements[0].resource->polarity, Polarity::kListed);
  EXPECT_TRUE(read.policy.statements[0].resource->values.empty());
}

}  // namespace
}  // namespace arnscope
