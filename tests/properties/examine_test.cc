// What an examination proposes holds: on thousands of random policies, every change makes its statement match
// as the slow judge sees it, and every set of grants gives the verdict that it promises.
#include "engine/evaluate/examine.h"

#include <gtest/gtest.h>

#include "engine/document/json_reader.h"
#include "engine/policy/printer.h"
#include "tests/properties/policy_world.h"

namespace arnscope {
namespace {

const Principal kAnn = *parse_principal("arn:aws:iam::111122223333:user/ann");
const std::vector<std::string> kNamed = {"*", "111122223333", "arn:aws:iam::111122223333:user/ann",
                                         "arn:aws:iam::111122223333:user/bob",
                                         "arn:aws:iam::444455556666:root"};
constexpr uint32_t kRounds = 400;

// One policy a level, by layer; no level: no such layer.
struct World {
  std::array<std::vector<std::vector<Statement>>, kLayerCount> statements;
  Values values;
  std::array<bool, 2> unknown{};
  std::string action, arn, account;
};

bool is_resource(size_t layer) {
  return layer == static_cast<size_t>(Layer::kResource) || layer == static_cast<size_t>(Layer::kEndpoint);
}

World random_world(Dice& dice) {
  World world;
  for (size_t layer = 0; layer < kLayerCount; ++layer) {
    const bool identity = layer == static_cast<size_t>(Layer::kIdentity);
    if (layer == static_cast<size_t>(Layer::kRcp) || (!identity && !dice.chance(3))) continue;
    const uint32_t levels = layer == static_cast<size_t>(Layer::kScp) ? 2 : 1;
    for (uint32_t level = 0; level < levels; ++level) {
      std::vector<Statement> list = random_statements(dice);
      for (Statement& each : list) {
        if (!is_resource(layer)) continue;
        for (Text& value :
             each.resource->values)  // a short ARN matches nothing there, which the judge ignores
          if (value.value == "arn:aws:s3") value.value = "arn:aws:s3:::*";
        each.principal.emplace();
        each.principal->entries.push_back({PrincipalKind::kAws, {dice.one_of(kNamed), {}}});
      }
      world.statements[layer].push_back(std::move(list));
    }
  }
  world.values = {dice.one_of(kDomain), dice.one_of(kDomain)};
  if (dice.chance(2)) world.unknown = {dice.chance(2), dice.chance(2)};
  world.action = dice.one_of(kActions);
  world.arn = dice.one_of(kArns);
  world.account = dice.chance(4) ? "444455556666" : "111122223333";
  return world;
}

Context context_of(const World& world) {
  Context context(Unlisted::kUnknown);
  context.set("aws:username", "ann");
  for (size_t i = 0; i < kKeys.size(); ++i)
    if (!world.unknown[i]) context.set(kKeys[i], world.values[i]);
  return context;
}

std::shared_ptr<const CompiledPolicy> compiled(std::vector<Statement> statements, size_t layer) {
  auto policy = std::make_shared<Policy>();
  policy->version = Version::k2012;
  policy->statements = std::move(statements);
  return compile(std::move(policy), is_resource(layer) ? PolicyKind::kResource : PolicyKind::kIdentity, "p");
}

Policies policies_of(const World& world) {
  Policies policies;
  for (size_t layer = 0; layer < kLayerCount; ++layer) {
    for (const auto& level : world.statements[layer]) {
      policies.layers[layer].state = LayerState::kPresent;
      policies.layers[layer].levels.push_back({compiled(level, layer)});
    }
  }
  return policies;
}

std::string show(const World& world) {
  std::string out = world.action + " " + world.arn + " of " + world.account + " k1 " +
                    (world.unknown[0] ? "?" : testing::PrintToString(world.values[0])) + " k2 " +
                    (world.unknown[1] ? "?" : testing::PrintToString(world.values[1]));
  for (size_t layer = 0; layer < kLayerCount; ++layer)
    for (const auto& level : world.statements[layer])
      for (const Statement& statement : level)
        out += "\n" + std::string(layer_name(static_cast<Layer>(layer))) + " " + print_statement(statement);
  return out;
}

Statement parsed(const std::string& text, size_t layer) {
  auto document = read_json(Source::from_text("t", R"({"Version":"2012-10-17","Statement":)" + text + "}"));
  EXPECT_TRUE(document) << text;
  std::vector<Finding> findings;
  Policy policy = parse_policy(
      (*document)->root(), is_resource(layer) ? PolicyKind::kResource : PolicyKind::kIdentity, "t", findings);
  EXPECT_EQ(policy.statements.size(), 1u) << text;
  return policy.statements.front();
}

World with(World world, const std::vector<MissingGrant>& grants) {
  for (const MissingGrant& grant : grants) {
    auto& levels = world.statements[static_cast<size_t>(grant.layer)];
    if (levels.empty()) levels.emplace_back();
    levels[grant.level].push_back(parsed(grant.statement, static_cast<size_t>(grant.layer)));
  }
  return world;
}

bool names_ann(const Statement& statement) {
  for (const PrincipalEntry& entry : statement.principal->entries)
    if (entry.value.value == "*" || entry.value.value == kAnn.account || entry.value.value == kAnn.arn)
      return true;
  return false;
}

// A statement after the changes that an examination proposes, judged.
bool judge_changed(const World& world, const ExaminedStatement& examined) {
  Statement statement = *examined.reference.statement;
  Values values = world.values;
  for (const Mismatch& mismatch : examined.mismatches) {
    const Change& change = *mismatch.change;
    if (change.kind == Change::Kind::kHold) {
      values[change.key == "k1" ? 0 : 1] = change.values;
      continue;
    }
    for (const std::string& value : change.values) {
      if (change.element == Element::kPrincipal) {
        statement.principal->entries.push_back({change.principal, {value, {}}});
        continue;
      }
      auto& list = change.element == Element::kAction ? statement.action.values : statement.resource->values;
      if (change.kind == Change::Kind::kAdd) {
        list.push_back({value, {}});
      } else {
        std::erase_if(list, [&](const Text& text) { return text.value == value; });
      }
    }
  }
  if (statement.action.values.empty() || statement.resource->values.empty()) return false;
  const bool named = !is_resource(static_cast<size_t>(examined.reference.layer)) || names_ann(statement);
  return named && judge_statement(statement, world.action, world.arn, values);
}

// The judge takes a wildcard that a variable brings for one of the pattern.
bool holds_wildcard(const ExaminedStatement& statement) {
  for (const Mismatch& mismatch : statement.mismatches)
    if (mismatch.change->kind == Change::Kind::kHold && !mismatch.change->values.empty() &&
        mismatch.change->values.front() == "*")
      return true;
  return false;
}

struct Asked {
  World world;
  Context context;
  Policies policies;
  Request request;
  explicit Asked(World drawn)
      : world(std::move(drawn)),
        context(context_of(world)),
        policies(policies_of(world)),
        request(kAnn, context) {
    request.set_action(world.action);
    request.set_resource_account(world.account);
    request.set_resource(world.arn, has_wildcard(world.arn) ? ResourceMeaning::kSome : ResourceMeaning::kOne);
  }
  Asked(const Asked&) = delete;
};

Verdict verdict_of(const World& world) {
  Asked asked(world);
  return explain(asked.request, asked.policies).verdict;
}

TEST(Examine, EveryChangeMakesItsStatementMatch) {
  Dice dice(11);
  size_t changed[4] = {};
  size_t without_change = 0;
  for (uint32_t round = 0; round < kRounds; ++round) {
    Asked asked(random_world(dice));
    const Examination examination = examine(asked.request, asked.policies);
    for (const ExaminedLayer& layer : examination.layers) {
      for (const ExaminedLevel& level : layer.levels) {
        for (const ExaminedStatement& statement : level.statements) {
          bool all = true;
          for (const Mismatch& mismatch : statement.mismatches) all = all && mismatch.change.has_value();
          without_change += all ? 0 : 1;
          if (!all || holds_wildcard(statement)) continue;
          ASSERT_TRUE(judge_changed(asked.world, statement))
              << print_statement(*statement.reference.statement) << "\n"
              << (statement.mismatches.empty() ? "" : statement.mismatches[0].change->text) << "\n"
              << show(asked.world);
          for (const Mismatch& mismatch : statement.mismatches)
            ++changed[static_cast<size_t>(mismatch.element)];
        }
      }
    }
  }
  for (size_t element = 0; element < 4; ++element) EXPECT_GT(changed[element], kRounds / 30) << element;
  EXPECT_LT(without_change, (changed[0] + changed[1] + changed[2] + changed[3]) / 4);
}

TEST(Examine, WhatMatchesIsShownAndWhatIsShownToMatchDoes) {
  Dice dice(12);
  for (uint32_t round = 0; round < kRounds; ++round) {
    Asked asked(random_world(dice));
    if (asked.world.unknown[0] || asked.world.unknown[1]) continue;
    const Examination examination = examine(asked.request, asked.policies);
    ASSERT_EQ(examination.layers.size(), kLayerCount);
    for (size_t layer = 0; layer < kLayerCount; ++layer) {
      for (size_t level = 0; level < asked.world.statements[layer].size(); ++level) {
        const auto& written = asked.policies.layers[layer].levels[level].front()->policy->statements;
        for (const Statement& statement : written) {
          const bool expected =
              (!is_resource(layer) || names_ann(statement)) &&
              judge_statement(statement, asked.world.action, asked.world.arn, asked.world.values);
          bool found = false;
          for (const ExaminedStatement& each : examination.layers[layer].levels[level].statements)
            if (each.reference.statement == &statement) found = each.matches == Answer::kYes;
          ASSERT_EQ(found, expected) << print_statement(statement) << "\n" << show(asked.world);
        }
      }
    }
  }
}

TEST(Examine, GrantsAllow) {
  Dice dice(13);
  size_t single = 0;
  size_t several = 0;
  size_t conditional = 0;
  size_t explicitly = 0;
  for (uint32_t round = 0; round < kRounds; ++round) {
    World world = random_world(dice);
    if (dice.chance(5)) world.arn = "arn:aws:s3:::a/*";
    Asked asked(world);
    const Examination examination = examine(asked.request, asked.policies);
    ASSERT_EQ(examination.decision.verdict, verdict_of(world));
    if (examination.decision.verdict == Verdict::kExplicitDeny) {
      ++explicitly;
      for (size_t layer = 0; layer < kLayerCount; ++layer) {
        for (size_t level = 0; level < world.statements[layer].size(); ++level) {
          auto& list = world.statements[layer][level];
          const auto& written = asked.policies.layers[layer].levels[level].front()->policy->statements;
          for (size_t i = list.size(); i > 0; --i)
            for (const StatementReference& denial : examination.denials)
              if (denial.statement == &written[i - 1])
                list.erase(list.begin() + static_cast<ptrdiff_t>(i - 1));
        }
      }
      ASSERT_EQ(examination.without_denials.verdict, verdict_of(world)) << show(asked.world);
      ASSERT_NE(examination.without_denials.verdict, Verdict::kExplicitDeny);
    }
    bool allowed = false;
    for (const Trial& trial : examination.sufficient) {
      ASSERT_EQ(trial.verdict, verdict_of(with(world, trial.grants))) << show(asked.world);
      ASSERT_TRUE(trial.verdict == Verdict::kAllowed || trial.verdict == Verdict::kConditional);
      allowed = allowed || trial.verdict == Verdict::kAllowed;
      conditional += trial.verdict == Verdict::kConditional ? 1 : 0;
      (trial.grants.size() == 1 ? single : several) += 1;
      for (size_t i = 0; i < trial.grants.size(); ++i) {  // none can be spared
        auto fewer = trial.grants;
        fewer.erase(fewer.begin() + static_cast<ptrdiff_t>(i));
        ASSERT_NE(verdict_of(with(world, fewer)), trial.verdict) << show(asked.world);
      }
    }
    if (verdict_of(world) != Verdict::kImplicitDeny || allowed) continue;
    // Nothing was found that allows: then an Allow for everything in every layer that is there does not
    // either.
    for (size_t layer = 0; layer < kLayerCount; ++layer)
      for (auto& level : world.statements[layer])
        level.push_back(parsed(is_resource(layer)
                                   ? R"({"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"})"
                                   : R"({"Effect":"Allow","Action":"*","Resource":"*"})",
                               layer));
    ASSERT_NE(verdict_of(world), Verdict::kAllowed) << show(asked.world);
  }
  EXPECT_GT(single, kRounds / 8);
  EXPECT_GT(several, kRounds / 8);
  EXPECT_GT(conditional, kRounds / 60);
  EXPECT_GT(explicitly, kRounds / 4);
}

}  // namespace
}  // namespace arnscope
