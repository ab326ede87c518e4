// Laws of the layers together, on thousands of random callers and sets of policies: what limits never allows
// more, what grants never allows less, an open context agrees with each of its completions, and a pattern
// with its members.
#include <gtest/gtest.h>

#include "engine/evaluate/grants.h"
#include "engine/policy/printer.h"
#include "tests/properties/policy_world.h"

namespace arnscope {
namespace {

constexpr uint32_t kRounds = 300;

std::vector<Principal> callers() {
  std::vector<Principal> result;
  for (const char* arn :
       {"arn:aws:iam::111122223333:user/ann", "arn:aws:iam::111122223333:role/app",
        "arn:aws:sts::111122223333:assumed-role/app/s", "arn:aws:sts::111122223333:federated-user/bob",
        "arn:aws:iam::111122223333:root", "arn:aws:iam::444455556666:user/eve", "*",
        "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"})
    result.push_back(*parse_principal(arn));
  result.push_back(service_principal("logs.amazonaws.com"));
  return result;
}
const std::vector<Principal> kCallers = callers();

const std::vector<std::string> kNamed = {"*",
                                         "111122223333",
                                         "arn:aws:iam::111122223333:root",
                                         "arn:aws:iam::111122223333:user/ann",
                                         "arn:aws:iam::111122223333:role/app",
                                         "arn:aws:sts::111122223333:assumed-role/app/s",
                                         "arn:aws:sts::111122223333:federated-user/bob",
                                         "444455556666"};

PrincipalElement random_principal(Dice& dice) {
  PrincipalElement element;
  element.polarity = dice.chance(6) ? Polarity::kAllBut : Polarity::kListed;
  for (uint32_t n = 1 + dice.below(2); n > 0; --n) {
    PrincipalEntry entry;
    const bool service = dice.chance(6);
    entry.kind = service ? PrincipalKind::kService : PrincipalKind::kAws;
    entry.value.value = service ? "logs.amazonaws.com" : dice.one_of(kNamed);
    element.entries.push_back(std::move(entry));
  }
  return element;
}

enum class Named : uint8_t { kNo, kYes };

std::vector<Statement> random_policy(Dice& dice, Named named) {
  std::vector<Statement> statements = random_statements(dice);
  for (Statement& statement : statements) {
    if (!dice.chance(3)) statement.effect = Effect::kAllow;
    if (!dice.chance(3)) statement.conditions.clear();
    if (named == Named::kYes) statement.principal = random_principal(dice);
  }
  return statements;
}

std::shared_ptr<const CompiledPolicy> random_compiled(Dice& dice, Layer layer) {
  auto policy = std::make_shared<Policy>();
  policy->version = Version::k2012;
  policy->statements = random_policy(dice, names_principals(layer) ? Named::kYes : Named::kNo);
  const PolicyKind kind = names_principals(layer) ? PolicyKind::kResource : PolicyKind::kIdentity;
  return compile(std::move(policy), kind, "p");
}

void add_random(Dice& dice, Policies& policies, Layer layer) {
  if ((layer == Layer::kScp || layer == Layer::kRcp) && dice.chance(2)) policies[layer].levels.emplace_back();
  policies.add(layer, random_compiled(dice, layer));
}

Policies random_policies(Dice& dice) {
  Policies policies;
  for (size_t i = 0; i < kLayerCount; ++i) {
    const auto layer = static_cast<Layer>(i);
    const uint32_t rarity = layer == Layer::kIdentity || layer == Layer::kResource ? 1 : 4;
    if (dice.chance(rarity)) add_random(dice, policies, layer);
  }
  return policies;
}

std::string show(const Policies& policies) {
  std::string out;
  for (size_t i = 0; i < kLayerCount; ++i)
    for (const auto& level : policies.layers[i].levels)
      for (const auto& policy : level)
        out += std::string(layer_name(static_cast<Layer>(i))) + " " +
               print_policy(*policy->policy, Layout::kCompact) + "\n";
  return out;
}

Request random_request(Dice& dice, const Principal& caller, const Context& context) {
  Request request(caller, context);
  request.set_action(dice.one_of(kActions));
  request.set_resource_account("111122223333");
  request.set_resource(dice.one_of(kArns));
  return request;
}

// Both ways to a verdict; the quick one may only be less sharp.
int access(const Request& request, const Policies& policies) {
  const Verdict quick = decide(request, policies);
  const Verdict sharp = explain(request, policies).verdict;
  EXPECT_TRUE(quick == sharp || quick == Verdict::kConditional) << show(policies);
  return access(sharp);
}

std::string about(const Request& request, const Policies& policies) {
  return request.principal().arn + " " + std::string(request.action_name()) + " " +
         std::string(request.resource()) + "\n" + show(policies);
}

TEST(Layers, WhatLimitsNeverAllowsMore) {
  Dice dice(11);
  size_t lost = 0;
  for (uint32_t round = 0; round < kRounds; ++round) {
    const Principal& caller = dice.one_of(kCallers);
    Context context(Unlisted::kUnknown);
    if (dice.chance(2)) context = context_of(random_values(dice));
    const Request request = random_request(dice, caller, context);
    const Policies before = random_policies(dice);
    for (Layer layer : {Layer::kScp, Layer::kRcp, Layer::kEndpoint, Layer::kBoundary, Layer::kSession}) {
      // A federated user without session policies may do nothing, and a level that exists grows by what it
      // allows: a layer or a level of its own is what limits.
      if (layer == Layer::kSession && caller.type == PrincipalType::kFederatedUser) continue;
      const bool levelled = layer == Layer::kScp || layer == Layer::kRcp;
      if (!levelled && before[layer].state != LayerState::kNone) continue;
      Policies after = before;
      after[layer].levels.emplace_back();
      after.add(layer, random_compiled(dice, layer));
      const int less = access(request, after);
      ASSERT_LE(less, access(request, before)) << layer_name(layer) << "\n" << about(request, after);
      lost += less < access(request, before) ? 1 : 0;
    }
  }
  EXPECT_GT(lost, kRounds / 10);
}

TEST(Layers, AnAllowNeverTakesAndADenyNeverGives) {
  Dice dice(12);
  size_t won = 0;
  for (uint32_t round = 0; round < kRounds; ++round) {
    const Principal& caller = dice.one_of(kCallers);
    Context context(Unlisted::kUnknown);
    if (dice.chance(2)) context = context_of(random_values(dice));
    const Request request = random_request(dice, caller, context);
    const Policies before = random_policies(dice);
    for (size_t i = 0; i < kLayerCount; ++i) {
      const auto layer = static_cast<Layer>(i);
      if (before[layer].levels.empty()) continue;
      for (Effect effect : {Effect::kAllow, Effect::kDeny}) {
        auto policy = std::make_shared<Policy>();
        policy->version = Version::k2012;
        policy->statements = random_policy(dice, names_principals(layer) ? Named::kYes : Named::kNo);
        for (Statement& statement : policy->statements) statement.effect = effect;
        Policies after = before;
        after.add(layer, compile(std::move(policy), PolicyKind::kResource, "added"));
        const int more = access(request, after) - access(request, before);
        ASSERT_TRUE(effect == Effect::kAllow ? more >= 0 : more <= 0) << layer_name(layer) << "\n"
                                                                      << about(request, after);
        won += more > 0 ? 1 : 0;
      }
    }
  }
  EXPECT_GT(won, kRounds / 20);
}

TEST(Layers, AnOpenContextAgreesWithEachCompletion) {
  Dice dice(13);
  size_t conditional = 0;
  for (uint32_t round = 0; round < kRounds; ++round) {
    const Principal& caller = dice.one_of(kCallers);
    const Values given = random_values(dice);
    const bool unknown[2] = {!dice.chance(4), dice.chance(2)};
    Context open(Unlisted::kUnknown);
    for (size_t i = 0; i < 2; ++i)
      if (!unknown[i]) open.set(kKeys[i], given[i]);
    const Policies policies = random_policies(dice);
    const Request request = random_request(dice, caller, open);
    const Decision decision = explain(request, policies);
    conditional += decision.verdict == Verdict::kConditional ? 1 : 0;
    for (const auto& first : kDomain) {
      for (const auto& second : kDomain) {
        const Values values = {unknown[0] ? first : given[0], unknown[1] ? second : given[1]};
        const Context complete = context_of(values);
        Request known(caller, complete);
        known.set_action(request.action());
        known.set_resource_account("111122223333");
        known.set_resource(request.resource());
        const bool allowed = explain(known, policies).verdict == Verdict::kAllowed;
        const bool expected = decision.verdict == Verdict::kConditional
                                  ? judge_expression(decision.condition, request.resource(), values)
                                  : decision.verdict == Verdict::kAllowed;
        ASSERT_EQ(allowed, expected) << to_text(decision.condition) << "\n" << about(request, policies);
      }
    }
  }
  EXPECT_GT(conditional, kRounds / 40);
}

TEST(Layers, APatternAgreesWithItsMembers) {
  Dice dice(14);
  size_t extents[3] = {};
  const std::vector<std::string> asked = {"*",
                                          "arn:aws:s3:::*",
                                          "arn:aws:s3:::a/*",
                                          "arn:aws:s3:::*/x",
                                          "arn:aws:s3:::?/x",
                                          "arn:aws:s3:::b/y/*"};
  for (uint32_t round = 0; round < kRounds; ++round) {
    const Principal& caller = dice.one_of(kCallers);
    const Values values = random_values(dice);
    const Context context = context_of(values);
    const Policies policies = random_policies(dice);
    const std::string& pattern = dice.one_of(asked);
    Request request = random_request(dice, caller, context);
    request.set_resource(pattern, ResourceMeaning::kSome);
    const ResourceDecision decision = explain_resources(request, policies);
    ASSERT_TRUE(decision.extent);
    ++extents[static_cast<size_t>(*decision.extent)];
    for (const std::string& arn : kArns) {
      if (!judge_resource(pattern, arn, values)) continue;
      request.set_resource(arn);
      const bool allowed = explain(request, policies).verdict == Verdict::kAllowed;
      if (*decision.extent == Extent::kAll) {
        ASSERT_TRUE(allowed) << pattern << "\n" << about(request, policies);
      }
      if (*decision.extent == Extent::kNone) {
        ASSERT_FALSE(allowed) << pattern << "\n" << about(request, policies);
      }
    }
  }
  for (size_t count : extents) EXPECT_GT(count, kRounds / 40);
}

}  // namespace
}  // namespace arnscope
