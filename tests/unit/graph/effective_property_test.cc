// Effective relationships against can(), asked of every principal, entity and action: random small snapshots.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "engine/document/json_writer.h"
#include "engine/evaluate/decision_json.h"
#include "engine/graph/builder.h"
#include "engine/graph/query.h"
#include "tests/unit/graph/effective_world.h"

namespace arnscope {
namespace {

class Dice {
 public:
  explicit Dice(uint32_t seed) : random_(seed) {}
  size_t below(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }
  bool one_in(size_t n) { return below(n) == 0; }
  template <size_t kSize>
  std::string_view of(const std::array<std::string_view, kSize>& values) {
    return values[below(kSize)];
  }

 private:
  std::mt19937 random_;
};

constexpr std::array<std::string_view, 22> kActions = {"*",
                                                       "*",
                                                       "s3:*",
                                                       "s3:GetObject",
                                                       "s3:Get*",
                                                       "s3:ListBucket",
                                                       "s3:Put*",
                                                       "sqs:*",
                                                       "sqs:Send*",
                                                       "kms:*",
                                                       "kms:Decrypt",
                                                       "iam:*",
                                                       "iam:Get*",
                                                       "iam:PassRole",
                                                       "sts:*",
                                                       "sts:AssumeRole",
                                                       "sts:TagSession",
                                                       "logs:*",
                                                       "lambda:*",
                                                       "dynamodb:*",
                                                       "ec2:Describe*",
                                                       "lambda:InvokeFunction"};
constexpr std::array<std::string_view, 27> kResources = {"*",
                                                         "*",
                                                         "*",
                                                         "arn:aws:s3:::*",
                                                         "arn:aws:s3:::b*",
                                                         "arn:aws:s3:::b1",
                                                         "arn:aws:s3:::b1/*",
                                                         "arn:aws:s3:::b1/x/*",
                                                         "arn:aws:s3:::*/x",
                                                         "arn:aws:s3:::named/*",
                                                         "arn:aws:s3:::${aws:username}/*",
                                                         "arn:aws:sqs:*:*:*",
                                                         "arn:aws:sqs:*:*:q1",
                                                         "arn:aws:sqs:eu-west-1:111122223333:q*",
                                                         "arn:aws:sqs:*:444455556666:*",
                                                         "arn:aws:iam::*:role/*",
                                                         "arn:aws:iam::111122223333:role/app",
                                                         "arn:aws:iam::*:user/${aws:username}",
                                                         "arn:aws:iam::*:user/${aws:PrincipalTag/team}",
                                                         "arn:aws:logs:*:*:log-group:/x:*",
                                                         "arn:aws:logs:*:*:log-group:/x",
                                                         "arn:aws:lambda:*:*:f1",
                                                         "arn:aws:lambda:*:function:f*",
                                                         "arn:aws:lambda:eu-west-1:*:function:f1",
                                                         "arn:aws:dynamodb:*:*:table/t1/index/*",
                                                         "arn:aws:dynamodb:*:*:table/t*",
                                                         "arn:aws:kms:eu-west-1:111122223333:key/k1"};
constexpr std::array<std::string_view, 9> kConditions = {
    R"("Bool": {"aws:MultiFactorAuthPresent": "true"})",
    R"("StringEquals": {"aws:ResourceTag/team": "red"})",
    R"("StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"})",
    R"("StringEquals": {"aws:ResourceAccount": "111122223333"})",
    R"("StringEquals": {"aws:PrincipalOrgID": "o-abc"})",
    R"("StringEquals": {"aws:RequestedRegion": "eu-west-1"})",
    R"("StringEquals": {"aws:ResourceOrgID": "${aws:PrincipalOrgID}"})",
    R"("IpAddress": {"aws:SourceIp": "203.0.113.0/24"})",
    R"("StringLike": {"s3:prefix": "x/*"})"};
constexpr std::array<std::string_view, 12> kPrincipals = {
    R"("*")",
    R"({"AWS": "*"})",
    R"({"AWS": "111122223333"})",
    R"({"AWS": "arn:aws:iam::444455556666:root"})",
    R"({"AWS": "arn:aws:iam::111122223333:root"})",
    R"({"AWS": "arn:aws:iam::111122223333:user/anna"})",
    R"({"AWS": "arn:aws:iam::111122223333:role/app"})",
    R"({"AWS": "arn:aws:iam::444455556666:role/app"})",
    R"({"Service": "lambda.amazonaws.com"})",
    R"({"Service": ["sns.amazonaws.com", "lambda.amazonaws.com"]})",
    R"({"AWS": ["arn:aws:iam::444455556666:user/anna", "111122223333"]})",
    R"({"AWS": "arn:aws:iam::999999999999:root"})"};

std::string condition(Dice& dice, size_t one_in) {
  return dice.one_in(one_in) ? fmt::format(R"(, "Condition": {{{}}})", dice.of(kConditions)) : "";
}

std::string statement(Dice& dice, size_t deny_one_in) {
  return fmt::format(R"({{"Effect": "{}", "{}": "{}", "{}": "{}"{}}})",
                     dice.one_in(deny_one_in) ? "Deny" : "Allow", dice.one_in(9) ? "NotAction" : "Action",
                     dice.of(kActions), dice.one_in(7) ? "NotResource" : "Resource", dice.of(kResources),
                     condition(dice, 4));
}

template <class Make>
std::string several(Dice& dice, size_t most, Make make) {
  std::string list = make();
  for (size_t more = dice.below(most); more > 0; --more) list += ", " + make();
  return list;
}

std::string statements(Dice& dice, size_t deny_one_in = 4) {
  return several(dice, 3, [&] { return statement(dice, deny_one_in); });
}

std::string naming(Dice& dice, std::string_view action, std::string_view resource) {
  const bool deny = dice.one_in(4);
  return fmt::format(R"({{"Effect": "{}", "{}": {}, "Action": "{}"{}{}}})", deny ? "Deny" : "Allow",
                     dice.one_in(10) ? "NotPrincipal" : "Principal", dice.of(kPrincipals), action,
                     resource.empty() ? "" : fmt::format(R"(, "Resource": "{}")", resource),
                     condition(dice, 4));
}

std::string resource_policy(Dice& dice, std::string_view action, std::vector<std::string> resources) {
  if (dice.one_in(3)) return "";
  return fmt::format(R"({{"Version": "2012-10-17", "Statement": [{}]}})", several(dice, 3, [&] {
                       return naming(dice, action, resources[dice.below(resources.size())]);
                     }));
}

std::string trust(Dice& dice) {
  constexpr std::array<std::string_view, 4> kTrusted = {"sts:AssumeRole", "sts:AssumeRole", "sts:*",
                                                        "sts:AssumeRoleWithSAML"};
  return several(dice, 2, [&] { return naming(dice, dice.of(kTrusted), ""); });
}

std::string more(Dice& dice, std::string_view what) {
  std::string text;
  if (dice.one_in(3)) text += R"(, "Tags": [{"Key": "team", "Value": "red"}])";
  if (dice.one_in(4))
    text += fmt::format(
        R"(, "PermissionsBoundary": {{"PermissionsBoundaryType": "{}", "PermissionsBoundaryArn": "{}"}})",
        what, iam("policy/limit"));
  return text;
}

Export account(Dice& dice) {
  return {.users = user("anna", statements(dice), more(dice, "Policy")) + "," + user("b1", statements(dice)),
          .roles = role("app", trust(dice), statements(dice), more(dice, "Policy")) + "," +
                   role("idle", trust(dice)),
          .policies = managed("limit", statements(dice, 6))};
}

std::vector<Item> items(Dice& dice, std::string_view account) {
  const std::string own(account);
  std::vector<Item> made;
  const auto add = [&](std::string type, std::string arn, std::string policy = "") {
    made.push_back(
        {.type = std::move(type), .arn = std::move(arn), .account = own, .policy = std::move(policy)});
  };
  const std::string b = own == kAccount ? "b" : "other-b";
  for (const char* number : {"1", "2", "3"}) {
    const std::string bucket = fmt::format("arn:aws:s3:::{}{}", b, number);
    add("aws_s3_bucket", bucket, resource_policy(dice, "s3:*", {bucket, bucket + "/*", bucket + "/x/*"}));
  }
  for (const char* name : {"q1", "q2"}) {
    const std::string queue = fmt::format("arn:aws:sqs:eu-west-1:{}:{}", own, name);
    add("aws_sqs_queue", queue, resource_policy(dice, "sqs:*", {queue, "*"}));
  }
  const std::string key = fmt::format("arn:aws:kms:eu-west-1:{}:key/k1", own);
  add("aws_kms_key", key, resource_policy(dice, "kms:*", {"*"}));
  for (const char* rest : {"lambda:eu-west-1:{}:function:f1", "lambda:us-east-1:{}:function:f2",
                           "lambda:us-east-1:{}:function:g", "logs:eu-west-1:{}:log-group:/x",
                           "dynamodb:eu-west-1:{}:table/t1", "dynamodb:eu-west-1:{}:table/t2"}) {
    const std::string arn = fmt::format(fmt::runtime(std::string("arn:aws:") + rest), own);
    const bool lambda = arn.find(":lambda:") != std::string::npos;
    add(lambda                                    ? "aws_lambda_function"
        : arn.find(":logs:") != std::string::npos ? "aws_cloudwatch_log_group"
                                                  : "aws_dynamodb_table",
        arn);
  }
  return made;
}

EffectiveWorld world(uint32_t seed) {
  Dice dice(seed);
  EffectiveWorld made{.own = account(dice), .other = {}, .items = items(dice, kAccount)};
  if (!dice.one_in(3)) {
    made.other = account(dice);
    for (Item& item : items(dice, kOther)) made.items.push_back(std::move(item));
  }
  const std::string full = R"({"Effect": "Allow", "Action": "*", "Resource": "*"}, )";
  if (!dice.one_in(3)) made.scp = full + statement(dice, 1);
  if (!dice.one_in(3)) made.other_scp = full + statement(dice, 1);
  if (!dice.one_in(3))
    made.rcp = fmt::format(R"({{"Effect": "Deny", "Principal": "*", "Action": "{}", "Resource": "{}"{}}})",
                           dice.of(kActions), dice.of(kResources), condition(dice, 2));
  return made;
}

// What can() says of each action on an entity.
class Judge {
 public:
  explicit Judge(EffectiveGraph& drawn) : drawn_(drawn) {}

  Answers ask(Principal principal, const Entity& entity) {
    const Caller caller = drawn_.access().caller(std::move(principal));
    Answers answers;
    if (entity.kind == EntityKind::kService) {
      const catalog::Service service = catalog::service(static_cast<catalog::ServiceId>(entity.index));
      for (ActionId action = service.first_action; action < service.last_action; ++action)
        if (catalog::action_resources(action).empty())
          ask(caller, action, "*", ResourceMeaning::kSome, answers);
      return answers;
    }
    if (ResourceShapes::types_of(entity.arn).empty()) return answers;
    const ResourceShape& shape = shape_of(entity.arn);
    for (ActionId action : shape.actions) {
      ask(caller, action, entity.arn, ResourceMeaning::kOne, answers);
      if (shape.also_with_star && !catalog::folded_action_name(action).starts_with("sts:"))
        ask(caller, action, fmt::format("{}:*", entity.arn), ResourceMeaning::kOne, answers);
    }
    for (const Contents& contents : shape.contents)
      for (ActionId action : contents.actions)
        ask(caller, action, fmt::format("{}{}", entity.arn, contents.suffix), ResourceMeaning::kSome,
            answers);
    return answers;
  }

 private:
  const ResourceShape& shape_of(std::string_view arn) {
    auto [at, is_new] = known_.try_emplace(std::string(arn));
    if (is_new) at->second = shapes_.shape_of(arn);
    return at->second;
  }

  // The best counts, and of several under a condition the first.
  void ask(const Caller& caller, ActionId action, std::string_view resource, ResourceMeaning meaning,
           Answers& answers) {
    const std::string name = catalog::action_name(action);
    const Answered answered = can(drawn_.access(), caller, {name, std::string(resource), "", {}, meaning});
    if (answered.verdict == Verdict::kAllowed) answers[name] = "yes";
    if (answered.verdict != Verdict::kConditional) return;
    std::string text;
    JsonWriter json(text, Layout::kCompact);
    write_condition(json, shown_decision(answered).condition, Places::kLeftOut);
    // A resource policy that nobody has may let in every service.
    if (!caller.principal.has_identity() && text.find(R"("key":"resource policy")") != std::string::npos)
      return;
    answers.emplace(name, nlohmann::json::parse(text).dump());
  }

  EffectiveGraph& drawn_;
  ResourceShapes shapes_;
  std::map<std::string, ResourceShape> known_;
};

// Whether a policy of the resource names who belongs to no account. Nobody assumes a role unauthenticated.
bool is_named(Access& access, const Entity& entity, std::string_view service) {
  for (PolicyId id : access.resource_policies(entity.arn)) {
    const PolicyEntry& policy = access.snapshot().policies[id];
    for (const Statement& statement : policy.policy->statements) {
      if (statement.effect != Effect::kAllow || !statement.principal) continue;
      const bool all_but = statement.principal->polarity == Polarity::kAllBut;
      if (service.empty() && all_but && policy.type != PolicyType::kTrust) return true;
      for (const PrincipalEntry& entry : statement.principal->entries) {
        if (all_but) continue;
        const bool everyone = entry.kind == PrincipalKind::kEveryone || entry.value.value == "*";
        if (service.empty() && everyone && policy.type != PolicyType::kTrust) return true;
        if (entry.kind == PrincipalKind::kService && entry.value.value == service) return true;
      }
    }
  }
  return false;
}

EffectiveEdges judged(EffectiveGraph& drawn) {
  Judge judge(drawn);
  EffectiveEdges edges;
  for (const Entity& from : drawn.graph().entities) {
    const bool identity =
        (from.kind == EntityKind::kUser || from.kind == EntityKind::kRole) && from.index != kNoId;
    const bool service = from.kind == EntityKind::kServicePrincipal;
    if (!identity && !service && from.kind != EntityKind::kEveryone) continue;
    const Principal principal = service    ? service_principal(from.key)
                                : identity ? *parse_principal(from.key)
                                           : *parse_principal("*");
    for (const Entity& to : drawn.graph().entities) {
      if (to.kind == EntityKind::kAccount) continue;
      if (to.kind == EntityKind::kService && (!identity || to.account != from.account)) continue;
      if (to.kind != EntityKind::kService && to.arn.empty()) continue;
      if (!identity && !is_named(drawn.access(), to, service ? from.key : std::string_view())) continue;
      Answers answers = judge.ask(principal, to);
      if (!answers.empty()) edges[{std::string(from.key), std::string(to.key)}] = std::move(answers);
    }
  }
  return edges;
}

class EffectiveProperty : public testing::TestWithParam<uint32_t> {};

TEST_P(EffectiveProperty, EveryRelationshipIsWhatCanSays) {
  EffectiveGraph drawn(world(GetParam()));
  const EffectiveEdges wanted = judged(drawn);
  std::set<std::pair<std::string, std::string>> pairs;
  for (const auto& [pair, answers] : wanted) pairs.insert(pair);
  for (const auto& [pair, answers] : drawn.edges()) pairs.insert(pair);
  EXPECT_FALSE(pairs.empty());
  for (const auto& [from, to] : pairs) {
    std::set<std::string> actions;
    const auto has = [&](const EffectiveEdges& edges) {
      if (const auto at = edges.find({from, to}); at != edges.end())
        for (const auto& [action, answer] : at->second) actions.insert(action);
    };
    has(wanted);
    has(drawn.edges());
    size_t told = 0;
    const Entity& target = drawn.graph().entities[*drawn.graph().find(to)];
    for (const std::string& action : actions) {
      // can() says that a trust policy which nobody has may let in anybody at all.
      if (target.kind == EntityKind::kRole && target.index == kNoId &&
          action.starts_with("sts:AssumeRoleWith"))
        continue;
      const auto at = wanted.find({from, to});
      const auto answer = at == wanted.end() ? Answers::const_iterator() : at->second.find(action);
      const std::string want = at == wanted.end() || answer == at->second.end() ? "no" : answer->second;
      const std::string got = drawn.answer(from, to, action);
      if (got != want && told++ < 3)
        ADD_FAILURE() << from << " " << action << " " << to << "\n " << got << "\n " << want;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Random, EffectiveProperty, testing::Range(uint32_t{20}, uint32_t{44}));

}  // namespace
}  // namespace arnscope
