// Decisions with their reasons: which statements decided, which layers stood in the way, what remains to
// hold.
#include <algorithm>
#include <cstring>

#include "tests/unit/evaluate/build.h"

namespace arnscope {
namespace {

struct Row {
  std::string_view name;
  std::string_view policies;  // of a scenario: what stands between the braces
  std::string_view verdict;
  std::string_view blocked_by;  // names, each with a space behind
  std::string_view decided_by;  // layer/policy/index, each with a space behind
  std::string_view condition = "";
};

constexpr std::string_view kAllow = R"({"Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}})";
constexpr std::string_view kDeny = R"({"Statement":{"Effect":"Deny","Action":"sqs:*","Resource":"*"}})";
constexpr std::string_view kOther = R"({"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}})";
constexpr std::string_view kMfa =
    R"({"Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*","Condition":{"Bool":{"m":"true"}}}})";
constexpr std::string_view kDenyIp =
    R"({"Statement":{"Effect":"Deny","Action":"sqs:*","Resource":"*","Condition":{"IpAddress":{"ip":"10.0.0.0/8"}}}})";

std::string on_condition(std::string_view effect, std::string_view condition) {
  return R"({"Statement":{"Effect":")" + std::string(effect) +
         R"(","Action":"sqs:*","Resource":"*","Condition":{)" + std::string(condition) + "}}}";
}

std::string with(std::string_view text) {
  const std::string no_mfa = on_condition("Allow", R"("Bool":{"m":"false"})");
  const std::string ip_only = on_condition("Allow", R"("IpAddress":{"ip":"10.0.0.0/8"})");
  const std::string deny_mfa = on_condition("Deny", R"("Bool":{"m":"true"})");
  const std::string deny_with = on_condition("Deny", R"("Null":{"m":"false"})");
  const std::string deny_without = on_condition("Deny", R"("Null":{"m":"true"})");
  std::string out(text);
  for (auto [name, policy] :
       {std::pair{"DENYMFA", std::string_view(deny_mfa)}, std::pair{"NOMFA", std::string_view(no_mfa)},
        std::pair{"IPONLY", std::string_view(ip_only)},
        std::pair{"DENYWITHOUT", std::string_view(deny_without)},
        std::pair{"DENYWITH", std::string_view(deny_with)}, std::pair{"ALLOW", kAllow},
        std::pair{"DENYIP", kDenyIp}, std::pair{"DENY", kDeny}, std::pair{"OTHER", kOther},
        std::pair{"MFA", kMfa}})
    for (size_t at = out.find(name); at != std::string::npos; at = out.find(name))
      out.replace(at, std::strlen(name), policy);
  return out;
}

TEST(Explain, ReasonsOfEveryLayer) {
  for (const Row& row : {
           Row{"nothing", R"()", "implicitDeny", "identity ", ""},
           Row{"allowed", R"("identity":[ALLOW])", "allowed", "", "identity/0/0 "},
           Row{"two allow", R"("identity":[ALLOW,OTHER,ALLOW])", "allowed", "", "identity/0/0 identity/2/0 "},
           Row{"not spoken of", R"("identity":[OTHER])", "implicitDeny", "identity ", ""},
           Row{"denied", R"("identity":[ALLOW,DENY])", "explicitDeny", "identity ", "identity/1/0 "},
           Row{"denied alone", R"("identity":[DENY])", "explicitDeny", "identity ", "identity/0/0 "},
           Row{"boundary lacks", R"("identity":[ALLOW],"boundary":[OTHER])", "implicitDeny", "boundary ",
               "identity/0/0 "},
           Row{"boundary and identity lack", R"("identity":[OTHER],"boundary":[OTHER])", "implicitDeny",
               "identity boundary ", ""},
           Row{"boundary denies", R"("identity":[ALLOW],"boundary":[ALLOW,DENY])", "explicitDeny",
               "boundary ", "boundary/1/0 "},
           Row{"session lacks", R"("identity":[ALLOW],"session":[OTHER])", "implicitDeny", "session ",
               "identity/0/0 "},
           Row{"scp lacks at one level", R"("identity":[ALLOW],"scp":[[ALLOW],[OTHER]])", "implicitDeny",
               "scp ", "scp/0/0 identity/0/0 "},
           Row{"scp denies", R"("identity":[ALLOW],"scp":[[ALLOW],[ALLOW,DENY]])", "explicitDeny", "scp ",
               "scp/1/0 "},
           Row{"several deny", R"("identity":[DENY],"boundary":[DENY],"scp":[[DENY]])", "explicitDeny",
               "scp identity boundary ", "scp/0/0 identity/0/0 boundary/0/0 "},
           Row{"conditional", R"("identity":[MFA])", "conditional", "", "identity/0/0 ", "m Bool true"},
           Row{"a plain allow beside it", R"("identity":[MFA,ALLOW])", "allowed", "", "identity/1/0 "},
           Row{"a deny that may hold", R"("identity":[ALLOW,DENYIP])", "conditional", "",
               "identity/0/0 identity/1/0 ", "not ip IpAddress 10.0.0.0/8"},
           Row{"both", R"("identity":[MFA,DENYIP])", "conditional", "", "identity/0/0 identity/1/0 ",
               "not ip IpAddress 10.0.0.0/8 and m Bool true"},
           Row{"the same condition twice", R"("identity":[MFA],"boundary":[MFA])", "conditional", "",
               "identity/0/0 boundary/0/0 ", "m Bool true"},
           Row{"conditions at odds", R"("identity":[MFA],"boundary":[NOMFA])", "implicitDeny",
               "identity boundary ", "identity/0/0 boundary/0/0 "},
           Row{"at odds, and a third that is not", R"("identity":[MFA],"boundary":[NOMFA],"scp":[[IPONLY]])",
               "implicitDeny", "identity boundary ", "scp/0/0 identity/0/0 boundary/0/0 "},
           Row{"at odds in one layer", R"("identity":[MFA],"boundary":[ALLOW],"session":[MFA,DENYMFA])",
               "implicitDeny", "session ", "identity/0/0 boundary/0/0 session/0/0 "},
           Row{"denied in one layer or the other",
               R"("identity":[ALLOW,DENYWITH],"scp":[[ALLOW,DENYWITHOUT]])", "explicitDeny", "scp identity ",
               "scp/1/0 identity/1/0 "},
           Row{"a condition and a layer that lacks", R"("identity":[MFA],"boundary":[OTHER])", "implicitDeny",
               "boundary ", "identity/0/0 "},
       }) {
    auto scenario = scenario_of(
        R"({"context":"open","request":{"principal":"arn:aws:iam::111122223333:user/ann","action":"sqs:SendMessage",
            "resource":"arn:aws:sqs:eu-west-1:111122223333:q"},"policies":{)" +
        with(row.policies) + "}}");
    ASSERT_TRUE(scenario) << row.name << scenario.error().message;
    Request request = scenario->request();
    Decision decision = explain(request, *scenario->policies);
    EXPECT_EQ(verdict_name(decision.verdict), row.verdict) << row.name;
    // The verdict alone does not relate conditions.
    const Verdict quick = decide(request, *scenario->policies);
    if (quick != Verdict::kConditional) {
      EXPECT_EQ(quick, decision.verdict) << row.name;
    }
    std::string blocked;
    for (Layer layer : decision.blocked_by) blocked += std::string(layer_name(layer)) + " ";
    EXPECT_EQ(blocked, row.blocked_by) << row.name;
    std::string decided;
    for (const StatementReference& by : decision.decided_by)
      decided += std::string(layer_name(by.layer)) + "/" + by.policy->name + "/" +
                 std::to_string(by.statement->index) + " ";
    EXPECT_EQ(decided, row.decided_by) << row.name;
    if (decision.verdict == Verdict::kConditional) {
      EXPECT_EQ(to_text(decision.condition), row.condition) << row.name;
    }
  }
}

TEST(Explain, ConditionsSayWhereTheyComeFrom) {
  auto scenario =
      scenario_of(R"({"context":"open","request":{"principal":"arn:aws:iam::111122223333:user/ann",
    "action":"sqs:SendMessage","resource":"arn:aws:sqs:eu-west-1:111122223333:q"},
    "policies":{"identity":[{"name":"P","document":{"Statement":[
      {"Effect":"Allow","Action":"s3:*","Resource":"*"},
      {"Sid":"S","Effect":"Allow","Action":"*","Resource":"*","Condition":{"stringLIKEifexists":{"K":["a","b"]}}}]}},
      {"name":"D","document":{"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Null":{"j":"true"}}}}}]}})");
  ASSERT_TRUE(scenario);
  Request request = scenario->request();
  Decision decision = explain(request, *scenario->policies);
  EXPECT_EQ(
      condition_json(decision.condition, Places::kWritten),
      R"({"and":[{"not":{"operator":"Null","key":"j","values":["true"],"from":{"layer":"identity","policy":"D","statement":0,"effect":"Deny"}}},)"
      R"({"operator":"stringLIKEifexists","key":"K","values":["a","b"],"from":{"layer":"identity","policy":"P","statement":1,"sid":"S","effect":"Allow"}}]})");
  ASSERT_EQ(decision.decided_by.size(), 2u);
  const StatementReference& by = decision.decided_by[0];
  EXPECT_EQ(format_place({by.policy->policy->source, by.statement->span}), "t.json:5:7");
}

TEST(Explain, RulesOfAwsAreNamed) {
  struct RuleRow {
    std::string_view principal, action, resource, verdict, rule;
  };
  for (const RuleRow& row : {
           RuleRow{"arn:aws:iam::111122223333:user/ann", "sts:GetCallerIdentity", "*", "allowed",
                   "sts:GetCallerIdentity is allowed to every authenticated caller, whatever policies say"},
           RuleRow{"*", "sts:GetCallerIdentity", "*", "implicitDeny", ""},
           RuleRow{"arn:aws:iam::111122223333:root", "sts:AssumeRole", "arn:aws:iam::111122223333:role/r",
                   "implicitDeny", "the root user cannot assume a role"},
           RuleRow{"arn:aws:iam::111122223333:root", "iam:DeletePolicy",
                   "arn:aws:iam::aws:policy/ReadOnlyAccess", "implicitDeny",
                   "AWS managed policies cannot be changed"},
           RuleRow{"arn:aws:iam::111122223333:user/ann", "s3:GetObject", "arn:aws:s3:::bucket",
                   "implicitDeny", "the action does not apply to resources of this type"},
           RuleRow{"arn:aws:iam::111122223333:user/ann", "kms:Decrypt",
                   "arn:aws:kms:eu-west-1:111122223333:key/k", "implicitDeny",
                   "the key policy must grant, or let the account's identity policies grant"},
           RuleRow{"arn:aws:iam::111122223333:root", "sqs:SendMessage",
                   "arn:aws:sqs:eu-west-1:111122223333:q", "allowed", ""},
       }) {
    Principal principal = *parse_principal(row.principal);
    Context context;
    Request request(principal, context);
    request.set_action(row.action);
    request.set_resource(row.resource);
    Policies policies;
    policies.add(Layer::kIdentity,
                 compiled_policy(R"({"Statement":{"Effect":"Allow","Action":"kms:*","Resource":"*"}})"));
    Decision decision = explain(request, policies);
    EXPECT_EQ(verdict_name(decision.verdict), row.verdict) << row.action;
    EXPECT_EQ(decision.rule, row.rule) << row.action;
    EXPECT_EQ(decide(request, policies), decision.verdict) << row.action;
  }
}

TEST(Explain, PoliciesThatAreNotKnown) {
  Principal principal = *parse_principal("arn:aws:iam::111122223333:user/ann");
  Context context(Unlisted::kUnknown);
  Request request(principal, context);
  request.set_action("sqs:SendMessage");
  request.set_resource("arn:aws:sqs:eu-west-1:111122223333:q");
  auto allow = compiled_policy(std::string(kAllow));
  struct UnknownRow {
    std::string_view name;
    std::string_view verdict;
    std::string_view condition;
    void (*prepare)(Policies&, const std::shared_ptr<const CompiledPolicy>&);
  };
  using P = Policies;
  using C = std::shared_ptr<const CompiledPolicy>;
  for (const UnknownRow& row : {
           UnknownRow{"a missing policy may allow", "conditional", "identity policy of X allows",
                      [](P&p, const C&) { p[Layer::kIdentity].missing = {"X"}; }},
           UnknownRow{"it does not matter beside an Allow", "allowed", "",
                      [](P&p, const C&allow) {
                        p.add(Layer::kIdentity, allow);
                        p[Layer::kIdentity].missing = {"X"};
                      }},
           UnknownRow{"a missing boundary", "conditional", "boundary policy of B allows",
                      [](P&p, const C&allow) {
                        p.add(Layer::kIdentity, allow);
                        p[Layer::kBoundary].state = LayerState::kPresent;
                        p[Layer::kBoundary].missing = {"B"};
                      }},
           UnknownRow{"a missing SCP may deny what others allow", "conditional", "scp policy of S allows",
                      [](P&p, const C&allow) {
                        p.add(Layer::kIdentity, allow);
                        p.add(Layer::kScp, allow);
                        p[Layer::kScp].missing = {"S"};
                      }},
           UnknownRow{"a missing RCP may deny", "conditional", "rcp policy of R allows",
                      [](P&p, const C&allow) {
                        p.add(Layer::kIdentity, allow);
                        p[Layer::kRcp].state = LayerState::kPresent;
                        p[Layer::kRcp].missing = {"R"};
                      }},
           UnknownRow{"RCPs that nobody has seen deny nothing", "allowed", "",
                      [](P&p, const C&allow) {
                        p.add(Layer::kIdentity, allow);
                        p[Layer::kRcp].state = LayerState::kUnknown;
                      }},
           UnknownRow{"an unseen resource policy of the own account grants nothing by itself", "implicitDeny",
                      "", [](P&p, const C&) { p[Layer::kResource].state = LayerState::kUnknown; }},
       }) {
    Policies policies;
    row.prepare(policies, allow);
    Decision decision = explain(request, policies);
    EXPECT_EQ(verdict_name(decision.verdict), row.verdict) << row.name;
    EXPECT_EQ(decide(request, policies), decision.verdict) << row.name;
    if (!row.condition.empty()) {
      EXPECT_EQ(to_text(decision.condition), row.condition) << row.name;
    }
  }
}

TEST(Explain, AnUnseenResourcePolicyOfAnotherAccountMayAllow) {
  Principal principal = *parse_principal("arn:aws:iam::111122223333:user/ann");
  Context context(Unlisted::kUnknown);
  Request request(principal, context);
  request.set_action("sqs:SendMessage");
  request.set_resource("arn:aws:sqs:eu-west-1:444455556666:q");
  Policies policies;
  policies[Layer::kResource].state = LayerState::kUnknown;
  policies[Layer::kIdentity].state = LayerState::kPresent;
  EXPECT_EQ(decide(request, policies), Verdict::kImplicitDeny);
  policies.add(Layer::kIdentity, compiled_policy(std::string(kAllow)));
  EXPECT_EQ(decide(request, policies), Verdict::kConditional);
  EXPECT_EQ(to_text(explain(request, policies).condition),
            "resource policy of arn:aws:sqs:eu-west-1:444455556666:q allows");
}

}  // namespace
}  // namespace arnscope
