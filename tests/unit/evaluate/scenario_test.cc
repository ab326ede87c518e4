// Scenarios: what the reader refuses, to the letter and to the byte, and what expectations compare.
#include "engine/evaluate/scenario.h"

#include "tests/unit/evaluate/scenario_errors.h"

namespace arnscope {
namespace {

constexpr std::string_view kRequest =
    R"("request":{"principal":"arn:aws:iam::111122223333:user/ann","action":"s3:GetObject","resource":"arn:aws:s3:::b/k"})";

TEST(ScenarioErrors, Fields) {
  check_scenario_errors(
      {
          {R"(^[])", "a scenario is a list: an object must stand here"},
          {R"(^{})", "a scenario needs a request"},
          {R"({^"reqest":{}})", "`reqest` is no field of a scenario: did you mean `request`?"},
          {R"({^"zzzzzzzz":1})",
           "`zzzzzzzz` is no field of a scenario: it has name, source, note, request, policies, context, "
           "expect"},
          {R"({"name":^7})", "name is a number: a string must stand here"},
          {R"({"source":^[]})", "source is a list: a string must stand here"},
          {R"({"context":^"closed"})", "`closed` is no context: complete or open"},
          {R"({"context":^7})", "`7` is no context: complete or open"},
          {R"({"request":^7})", "request is a number: an object must stand here"},
      },
      "", "");
}

TEST(ScenarioErrors, Request) {
  check_scenario_errors(
      {
          {R"(^{})", "request needs principal and action"},
          {R"(^{"action":"s3:GetObject"})", "request needs principal and action"},
          {R"({^"principle":"*"})", "`principle` is no field of request: did you mean `principal`?"},
          {R"({"principal":^"ann","action":"a:B"})",
           "`ann` is not a principal: write its ARN, such as arn:aws:iam::111122223333:role/NAME"},
          {R"({"principal":^7,"action":"a:B"})", "principal is a number: an object must stand here"},
          {R"({"principal":^{},"action":"a:B"})",
           R"(principal is an ARN, {"Service": ...}, {"Federated": ...} or "*")"},
          {R"({"principal":^{"Service":"a","Federated":"b"},"action":"a:B"})",
           R"(principal is an ARN, {"Service": ...}, {"Federated": ...} or "*")"},
          {R"({"principal":{^"Servce":"a"},"action":"a:B"})",
           "`Servce` is no field of principal: did you mean `Service`?"},
          {R"({"principal":{^"AWS":"a"},"action":"a:B"})",
           "`AWS` is no field of principal: it has Service, Federated"},
          {R"({"principal":{"Service":^[]},"action":"a:B"})", "Service is a list: a string must stand here"},
          {R"({"principal":"*","action":^7})", "action is a number: a string must stand here"},
          {R"({"principal":"*","action":"a:B","resource":^[]})",
           "resource is a list: a string must stand here"},
          {R"({"principal":"*","action":"a:B","resource":^"bucket"})",
           "`bucket` is no ARN: write arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE or `*`"},
          {R"({"principal":"*","action":^"a"})", "`a` is no action: write service:Name"},
          {R"({"principal":"*","action":^"s3:"})", "`s3:` is no action: write service:Name"},
          {R"({"principal":"*","action":^"s3:Get*"})", "`s3:Get*` is a pattern: ask about one action"},
          {R"({"principal":"*","action":"a:B","resource":^"arn:aws:s3:::b/${*}*"})",
           "`arn:aws:s3:::b/${*}*` has wildcards and escaped characters: one of them alone"},
          {R"({"principal":"*","action":"a:B","resourceAccount":^"12"})",
           "`12` is no account id: it is twelve digits"},
          {R"({"principal":"*","action":"a:B","resourceAccount":^1})",
           "resourceAccount is a number: a string must stand here"},
          {R"({"principal":"*","action":"a:B","managementAccount":^1})",
           "managementAccount is a number: a string must stand here"},
          {R"({"principal":"*","action":"a:B","managementAccount":^"12345678901"})",
           "`12345678901` is no account id: it is twelve digits"},
          {R"({"principal":"*","action":"a:B","managementAccount":^""})",
           "`` is no account id: it is twelve digits"},
          {R"({"principal":"*","action":"a:B","context":^[]})", "context is an object of condition keys"},
          {R"({"principal":"*","action":"a:B","context":{"k":^null}})",
           "k is null: a value or a list of values must stand here"},
          {R"({"principal":"*","action":"a:B","context":{"k":^{}}})",
           "k is an object: a value or a list of values must stand here"},
          {R"({"principal":"*","action":"a:B","context":{"k":["x",^null]}})",
           "a value of k is null: a string, a number or a boolean must stand here"},
          {R"({"principal":"*","action":"a:B","context":{"k":[^["x"]]}})",
           "a value of k is a list: a string, a number or a boolean must stand here"},
      },
      R"({"request":)", "}");
}

TEST(ScenarioErrors, Policies) {
  const std::string before = "{" + std::string(kRequest) + R"(,"policies":)";
  check_scenario_errors(
      {
          {R"(^[])", "policies is a list: an object must stand here"},
          {R"({^"identities":[]})", "`identities` is no field of policies: did you mean `identity`?"},
          {R"({"identity":^{}})", "identity is an object: a list must stand here"},
          {R"({"identity":^"x"})", "identity is a string: a list must stand here"},
          {R"({"boundary":^7})", "boundary is a number: a list must stand here"},
          {R"({"resource":^true})", "resource is a boolean: a list must stand here"},
          {R"({"identity":[^7]})", "a policy is a number: an object must stand here"},
          {R"({"identity":[{"document":^[]}]})", "a policy is a list: an object must stand here"},
          {R"({"identity":[{"name":^7,"document":{"Statement":[]}}]})",
           "name is a number: a string must stand here"},
          {R"({"identity":[{^"nam":"x","document":{"Statement":[]}}]})",
           "`nam` is no field of a policy: did you mean `name`?"},
          {R"({"scp":[^{"Statement":[]}]})", "scp is a list of levels, each a list of policies"},
          {R"({"rcp":[^7]})", "rcp is a list of levels, each a list of policies"},
          {R"({"scp":[[^7]]})", "a policy is a number: an object must stand here"},
          {R"({"identity":[{"Statement":[]},{"name":"P","document":{"Statement":[{"Effect":^"Alow","Action":"*","Resource":"*"}]}}]})",
           "identity policy P: Effect `Alow` does not exist: did you mean `Allow`?"},
          {R"({"boundary":[{"Statement":[^{"Effect":"Allow","Resource":"*"}]}]})",
           "boundary policy 0: the statement has no Action and no NotAction"},
          {R"({"scp":[[{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{^"StringEqual":{"k":"v"}}}]}]]})",
           "scp policy 0: `StringEqual` is no condition operator, the statement never matches: did you mean "
           "`StringEquals`?"},
      },
      before, "}");
}

TEST(ScenarioErrors, Expectations) {
  const std::string before = "{" + std::string(kRequest) + R"(,"expect":)";
  const std::string_view kNoLayer =
      "`ident` is no layer: scp, rcp, endpoint, resource, identity, boundary or session";
  const std::string_view kNumber = "statement is the number of a statement, counted from 0";
  check_scenario_errors(
      {
          {R"(^7)", "expect is a number: an object must stand here"},
          {R"(^{})", "expect needs a decision"},
          {R"({^"desicion":"allowed"})", "`desicion` is no field of expect: did you mean `decision`?"},
          {R"({"decision":^"allow"})",
           "`allow` is no decision: allowed, explicitDeny, implicitDeny or conditional"},
          {R"({"decision":^[]})", "decision is a list: a string must stand here"},
          {R"({"decision":"allowed","blockedBy":^"identity"})", "blockedBy is a list of layers"},
          {R"({"decision":"allowed","blockedBy":[^"ident"]})", kNoLayer},
          {R"({"decision":"allowed","decidedBy":^{}})", "decidedBy is a list of statements"},
          {R"({"decision":"allowed","decidedBy":[^7]})", "decidedBy is a number: an object must stand here"},
          {R"({"decision":"allowed","decidedBy":[{^"stetement":0}]})",
           "`stetement` is no field of decidedBy: did you mean `statement`?"},
          {R"({"decision":"allowed","decidedBy":[{"statement":^"x"}]})", kNumber},
          {R"({"decision":"allowed","decidedBy":[{"statement":^"0"}]})", kNumber},
          {R"({"decision":"allowed","decidedBy":[{"statement":^-1}]})", kNumber},
          {R"({"decision":"allowed","decidedBy":[{"statement":^1.5}]})", kNumber},
          {R"({"decision":"allowed","decidedBy":[{"statement":^99999999999999999999}]})", kNumber},
          {R"({"decision":"allowed","decidedBy":[{"layer":^"ident"}]})", kNoLayer},
          {R"({"decision":"allowed","decidedBy":[{"layer":^7}]})",
           "layer is a number: a string must stand here"},
          {R"({"decision":"allowed","decidedBy":[{"sid":^[]}]})", "sid is a list: a string must stand here"},
          {R"({"decision":"allowed","decidedBy":[{"policy":^{}}]})",
           "policy is an object: a string must stand here"},
          {R"({"decision":"allowed","decidedBy":[{"effect":^"allow"}]})",
           "`allow` is no effect: Allow or Deny"},
          {R"({"decision":"conditional","condition":^"x"})",
           "condition is a string: an object must stand here"},
          {R"({"decision":"conditional","condition":^[]})", "condition is a list: an object must stand here"},
          {R"({"decision":"conditional","condition":{"and":[{"not":{"operator":^"Boolean","key":"k","values":[]}}]}})",
           "`Boolean` is no condition operator"},
          {R"({"decision":"conditional","condition":{"or":[^true]}})",
           "condition is a boolean: an object must stand here"},
      },
      before, "}");
}

TEST(Scenario, ReadsEverything) {
  auto scenario = scenario_of(R"({"name":"n","source":"s","note":"x","context":"open",
    "request":{"principal":{"Service":"lambda.amazonaws.com"},"action":"s3:GetObject","resource":"arn:aws:s3:::b/k",
               "resourceAccount":"111122223333","managementAccount":"444455556666","context":{"one":"v","two":["a",1,true],"none":[],"flag":false}},
    "policies":{"identity":null,"scp":[[{"Statement":[]}],[]],"session":[],"resource":{"Statement":[]},
                "boundary":[{"name":"B","document":{"Statement":[]}},{"Statement":[]}]},
    "expect":{"decision":"implicitDeny","blockedBy":["scp","identity"],"decidedBy":[{"layer":"scp","statement":2}],
              "condition":{"operator":"Bool","key":"k","values":["true"],"from":{"layer":"x"}}}})");
  ASSERT_TRUE(scenario) << scenario.error().message;
  EXPECT_EQ(scenario->name, "n");
  EXPECT_EQ(scenario->asked.principal.type, PrincipalType::kService);
  EXPECT_EQ(scenario->asked.context.unlisted(), Unlisted::kUnknown);
  EXPECT_EQ(scenario->asked.context.get(make_key("two")).size(), 3u);
  EXPECT_EQ(scenario->asked.context.get(make_key("two"))[1], "1");
  EXPECT_EQ(scenario->asked.context.get(make_key("none")).state, KeyState::kAbsent);
  EXPECT_EQ(scenario->asked.context.get(make_key("flag"))[0], "false");
  EXPECT_EQ(scenario->request().resource_account(), "111122223333");
  EXPECT_EQ(scenario->request().management_account(), "444455556666");
  const Policies& policies = *scenario->policies;
  EXPECT_EQ(policies[Layer::kIdentity].state, LayerState::kNone);
  EXPECT_EQ(policies[Layer::kSession].state, LayerState::kNone);
  EXPECT_EQ(policies[Layer::kScp].levels.size(), 2u);
  ASSERT_EQ(policies[Layer::kBoundary].levels.size(), 1u);
  EXPECT_EQ(policies[Layer::kBoundary].levels[0][0]->name, "B");
  EXPECT_EQ(policies[Layer::kBoundary].levels[0][1]->name, "1");
  EXPECT_EQ(policies[Layer::kResource].state, LayerState::kPresent);
  ASSERT_TRUE(scenario->expect);
  EXPECT_EQ(*scenario->expect->blocked_by, (std::vector{Layer::kScp, Layer::kIdentity}));
  EXPECT_EQ(scenario->expect->condition, R"({"operator":"Bool","key":"k","values":["true"]})");
}

TEST(Scenario, Differences) {
  auto scenario = scenario_of("{" + std::string(kRequest) +
                              R"(,"context":"open","policies":{"identity":[{"name":"P","document":
    {"Statement":[{"Sid":"S","Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"k":"true"}}}]}}]}})");
  ASSERT_TRUE(scenario);
  Request request = scenario->request();
  ResourceDecision decision = explain_resources(request, *scenario->policies);
  Expectation good;
  good.verdict = Verdict::kConditional;
  good.decided_by = {{"identity", "P", "S", "Allow", 0u}, {}};
  good.condition = R"({"operator":"Bool","key":"k","values":["true"]})";
  // The account of the bucket is unknown too: see the message below.
  scenario->asked.resource_account = "111122223333";
  Request owned = scenario->request();
  decision = explain_resources(owned, *scenario->policies);
  EXPECT_EQ(differences(good, decision), std::vector<std::string>{});
  Expectation wrong;
  wrong.verdict = Verdict::kAllowed;
  EXPECT_EQ(differences(wrong, decision),
            (std::vector<std::string>{"decision is conditional, not allowed: k Bool true"}));
  wrong = good;
  wrong.blocked_by = std::vector{Layer::kScp, Layer::kIdentity};
  wrong.decided_by = {{"boundary", "", "", "", {}}, {"", "", "T", "", 1u}};
  wrong.condition = "{}";
  EXPECT_EQ(differences(wrong, decision),
            (std::vector<std::string>{
                "blockedBy is [], not [scp, identity]", "decidedBy has no statement with layer boundary",
                "decidedBy has no statement with statement 1, sid T",
                R"(condition is {"operator":"Bool","key":"k","values":["true"]}, not {})"}));
}

}  // namespace
}  // namespace arnscope
