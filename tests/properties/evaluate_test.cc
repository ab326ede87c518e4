// Laws of deciding, on thousands of random policies. The judge is in policy_world.h.
#include <gtest/gtest.h>

#include "engine/evaluate/grants.h"
#include "engine/policy/printer.h"
#include "tests/properties/policy_world.h"

namespace arnscope {
namespace {

const Principal kAnn = *parse_principal("arn:aws:iam::111122223333:user/ann");

Request request_of(const Context& context, std::string_view action, std::string_view arn) {
  Request request(kAnn, context);
  request.set_action(action);
  request.set_resource_account("111122223333");
  request.set_resource(arn);
  return request;
}

Policies policies_of(const std::vector<Statement>& identity,
                     const std::vector<Statement>* boundary = nullptr) {
  Policies policies;
  policies.add(Layer::kIdentity, compiled_of(identity));
  if (boundary != nullptr) policies.add(Layer::kBoundary, compiled_of(*boundary));
  return policies;
}

std::string show(const std::vector<Statement>& identity, const std::vector<Statement>* boundary = nullptr) {
  Policy policy;
  policy.statements = identity;
  std::string out = print_policy(policy, Layout::kCompact);
  if (boundary == nullptr) return out;
  policy.statements = *boundary;
  return out + "\nboundary " + print_policy(policy, Layout::kCompact);
}

constexpr uint32_t kRounds = 1500;

TEST(Evaluate, AgreesWithTheJudge) {
  Dice dice(1);
  size_t seen[4] = {};
  for (uint32_t round = 0; round < kRounds; ++round) {
    const auto identity = random_statements(dice);
    const auto limit = random_statements(dice);
    const auto* boundary = dice.chance(3) ? &limit : nullptr;
    const Policies policies = policies_of(identity, boundary);
    for (int i = 0; i < 6; ++i) {
      const Values values = random_values(dice);
      const Context context = context_of(values);
      const Request request = request_of(context, dice.one_of(kActions), dice.one_of(kArns));
      const Verdict expected = judge(identity, boundary, request.action_name(), request.resource(), values);
      ASSERT_EQ(verdict_name(decide(request, policies)), verdict_name(expected))
          << request.action_name() << " " << request.resource() << "\n"
          << show(identity, boundary);
      ASSERT_EQ(explain(request, policies).verdict, expected) << show(identity, boundary);
      ++seen[static_cast<size_t>(expected)];
    }
  }
  // The draw is worth something: every verdict comes often.
  EXPECT_GT(seen[static_cast<size_t>(Verdict::kAllowed)], kRounds / 2);
  EXPECT_GT(seen[static_cast<size_t>(Verdict::kExplicitDeny)], kRounds / 2);
  EXPECT_GT(seen[static_cast<size_t>(Verdict::kImplicitDeny)], kRounds / 2);
}

// Unknown keys: the answer holds under every completion of them, and the condition says which allow.
TEST(Evaluate, OpenAnswersHoldUnderEveryCompletion) {
  Dice dice(2);
  size_t conditional = 0;
  for (uint32_t round = 0; round < kRounds; ++round) {
    const auto identity = random_statements(dice);
    const auto limit = random_statements(dice);
    const auto* boundary = dice.chance(3) ? &limit : nullptr;
    const Policies policies = policies_of(identity, boundary);
    const Values given = random_values(dice);
    const bool unknown[2] = {!dice.chance(4), dice.chance(2)};
    Context context(Unlisted::kUnknown);
    for (size_t i = 0; i < 2; ++i)
      if (!unknown[i]) context.set(kKeys[i], given[i]);
    const Request request = request_of(context, dice.one_of(kActions), dice.one_of(kArns));
    const Decision open = explain(request, policies);
    const Verdict quick = decide(request, policies);
    ASSERT_TRUE(quick == open.verdict || quick == Verdict::kConditional ||
                (quick == Verdict::kImplicitDeny && open.verdict == Verdict::kExplicitDeny))
        << show(identity, boundary);
    conditional += open.verdict == Verdict::kConditional ? 1 : 0;
    // A variable that is unknown leaves a clause on the resource, which speaks of the completion too.
    for (const auto& first : kDomain) {
      for (const auto& second : kDomain) {
        const Values values = {unknown[0] ? first : given[0], unknown[1] ? second : given[1]};
        const Verdict expected = judge(identity, boundary, request.action_name(), request.resource(), values);
        if (open.verdict == Verdict::kConditional) {
          ASSERT_EQ(judge_expression(open.condition, request.resource(), values),
                    expected == Verdict::kAllowed)
              << to_text(open.condition) << "\n"
              << show(identity, boundary);
        } else if (open.verdict == Verdict::kImplicitDeny) {
          ASSERT_NE(expected, Verdict::kAllowed) << show(identity, boundary);
        } else {
          ASSERT_EQ(expected, open.verdict) << show(identity, boundary);
        }
      }
    }
  }
  EXPECT_GT(conditional, kRounds / 8);
}

TEST(Evaluate, OrderAndSplittingDoNotMatterAndStatementsAddAsTheyShould) {
  Dice dice(3);
  for (uint32_t round = 0; round < kRounds; ++round) {
    auto statements = random_statements(dice);
    Context context(Unlisted::kUnknown);
    if (dice.chance(2)) context = context_of(random_values(dice));
    const Request request = request_of(context, dice.one_of(kActions), dice.one_of(kArns));
    const Verdict quick = decide(request, policies_of(statements));
    const Verdict before = explain(request, policies_of(statements)).verdict;

    auto shuffled = statements;
    for (size_t i = shuffled.size(); i > 1; --i)
      std::swap(shuffled[i - 1], shuffled[dice.below(static_cast<uint32_t>(i))]);
    ASSERT_EQ(decide(request, policies_of(shuffled)), quick) << show(statements);
    ASSERT_EQ(explain(request, policies_of(shuffled)).verdict, before) << show(statements);

    Policies split;
    for (const Statement& statement : shuffled) split.add(Layer::kIdentity, compiled_of({statement}));
    ASSERT_EQ(decide(request, split), quick) << show(statements);
    ASSERT_EQ(explain(request, split).verdict, before) << show(statements);

    Statement added = random_statement(dice);
    auto more = statements;
    added.effect = Effect::kDeny;
    more.push_back(added);
    ASSERT_LE(access(explain(request, policies_of(more)).verdict), access(before)) << show(more);
    ASSERT_LE(access(decide(request, policies_of(more))), access(quick)) << show(more);
    more.back().effect = Effect::kAllow;
    ASSERT_GE(access(explain(request, policies_of(more)).verdict), access(before)) << show(more);
    ASSERT_GE(access(decide(request, policies_of(more))), access(quick)) << show(more);
  }
}

// A concrete resource is allowed exactly when a part that was granted covers it and its exceptions do not.
TEST(Evaluate, GrantsAreWhatSinglesAre) {
  Dice dice(4);
  size_t granted = 0;
  const std::vector<std::string> asked = {"*", "arn:aws:s3:::*", "arn:aws:s3:::a/*", "arn:aws:s3:::*/x",
                                          "arn:aws:s3:::b/x"};
  for (uint32_t round = 0; round < kRounds; ++round) {
    const auto identity = random_statements(dice);
    const auto limit = random_statements(dice);
    const auto* boundary = dice.chance(3) ? &limit : nullptr;
    const Policies policies = policies_of(identity, boundary);
    const Values values = random_values(dice);
    const Context context = context_of(values);
    const std::string& pattern = dice.one_of(asked);
    Request request = request_of(context, dice.one_of(kActions), "arn:aws:s3:::a/x");
    const auto grants = grants_within(request, pattern, policies);
    for (const std::string& arn : kArns) {
      if (!judge_resource(pattern, arn, values)) continue;
      bool covered = false;
      for (const ResourceGrant& grant : grants) {
        ASSERT_TRUE(grant.decision.verdict == Verdict::kAllowed ||
                    grant.decision.verdict == Verdict::kConditional);
        covered = covered || (judge_resource(grant.pattern, arn, values) &&
                              (grant.decision.verdict == Verdict::kAllowed ||
                               judge_expression(grant.decision.condition, arn, values)));
      }
      const Verdict expected = judge(identity, boundary, request.action_name(), arn, values);
      std::string parts;
      for (const ResourceGrant& grant : grants)
        parts += grant.pattern + " if " + to_text(grant.decision.condition) + "\n";
      ASSERT_EQ(covered, expected == Verdict::kAllowed)
          << request.action_name() << " " << arn << " within " << pattern << "\n"
          << parts << show(identity, boundary) << "\nk1 " << testing::PrintToString(values[0]) << " k2 "
          << testing::PrintToString(values[1]);
      granted += covered ? 1 : 0;
    }
  }
  EXPECT_GT(granted, kRounds / 4);
}

}  // namespace
}  // namespace arnscope
