// What the normal form says lies inside does: the evaluator is asked for every request of a small world.
#include "engine/checks/normal_form.h"

#include <gtest/gtest.h>

#include "engine/policy/printer.h"
#include "tests/properties/policy_world.h"

namespace arnscope {
namespace {

// A key may hold what is never listed, too.
const std::vector<std::vector<std::string>> kHeld = {{}, {"a"}, {"b"}, {"c"}, {"z"}, {"a", "b"}, {"b", "z"}};

Policies attached(const std::shared_ptr<const CompiledPolicy>& policy) {
  Policies policies;
  policies.add(Layer::kIdentity, policy);
  return policies;
}

// Statements of one effect: what an Allow grants a Deny beside it must not hide.
std::vector<Statement> statements(Dice& dice, uint32_t most, Effect effect) {
  std::vector<Statement> list;
  for (uint32_t n = 1 + dice.below(most); n > 0; --n) {
    list.push_back(random_statement(dice));
    list.back().effect = effect;
  }
  return list;
}

// A statement that is often near the other: equal in most parts.
Statement like(Dice& dice, const Statement& other) {
  Statement fresh = random_statement(dice);
  fresh.effect = other.effect;
  if (!dice.chance(3)) fresh.action = other.action;
  if (!dice.chance(3)) fresh.resource = other.resource;
  if (!dice.chance(3)) fresh.conditions = other.conditions;
  return fresh;
}

std::string text_of(const std::vector<Statement>& list) {
  std::string text;
  for (const Statement& each : list) text += print_statement(each) + "\n";
  return text;
}

void expect_inside(const std::vector<Statement>& inner, const std::vector<Statement>& outer,
                   const Policies& inner_policies, const Policies& outer_policies) {
  const Principal ann = *parse_principal("arn:aws:iam::111122223333:user/ann");
  const Verdict wanted = inner.front().effect == Effect::kAllow ? Verdict::kAllowed : Verdict::kExplicitDeny;
  for (const auto& k1 : kHeld) {
    for (const auto& k2 : kHeld) {
      Context context = context_of({k1, k2});
      context.set("aws:username", "ann");
      Request request(ann, context);
      request.set_resource_account("111122223333");
      for (const std::string& action : kActions) {
        request.set_action(action);
        for (const std::string& arn : kArns) {
          request.set_resource(arn);
          if (decide(request, inner_policies) != wanted || decide(request, outer_policies) == wanted)
            continue;
          ADD_FAILURE() << action << " on " << arn << "\ninner\n"
                        << text_of(inner) << "outer\n"
                        << text_of(outer);
          return;
        }
      }
    }
  }
}

class NormalFormLaws : public testing::TestWithParam<Wildcards> {};

TEST_P(NormalFormLaws, WhatLiesInsideIsDecidedAlike) {
  Dice dice(11);
  uint32_t inside = 0;
  const uint32_t rounds = GetParam() == Wildcards::kForever ? 4000 : 800;  // the latter are slow
  for (uint32_t round = 0; round < rounds && !HasFailure(); ++round) {
    const Effect effect = dice.chance(2) ? Effect::kAllow : Effect::kDeny;
    std::vector<Statement> inner = statements(dice, 1, effect);
    std::vector<Statement> outer = statements(dice, 3, effect);
    if (!dice.chance(4)) outer.front() = like(dice, inner.front());
    const auto inner_policy = compiled_of(inner);
    const auto outer_policy = compiled_of(outer);
    if (!atoms_outside({inner_policy}, {outer_policy}, GetParam(), 1).empty()) continue;
    ++inside;
    SCOPED_TRACE(testing::Message() << "round " << round);
    expect_inside(inner, outer, attached(inner_policy), attached(outer_policy));
  }
  EXPECT_GT(inside, rounds / 5);
}

INSTANTIATE_TEST_SUITE_P(Wildcards, NormalFormLaws, testing::Values(Wildcards::kForever, Wildcards::kToday),
                         [](const auto& info) {
                           return info.param == Wildcards::kToday ? "today" : "forever";
                         });

// What makes a proof possible at all.
TEST(NormalFormOfOne, AStatementLiesInItself) {
  Dice dice(12);
  for (uint32_t round = 0; round < 500; ++round) {
    const auto policy = compiled_of({random_statement(dice)});
    EXPECT_TRUE(atoms_outside({policy}, {policy}, Wildcards::kForever).empty())
        << print_statement(*policy->statements.front().written);
    EXPECT_TRUE(atoms_outside({policy}, {policy}, Wildcards::kToday).empty())
        << print_statement(*policy->statements.front().written);
  }
}

}  // namespace
}  // namespace arnscope
