// Questions on patterns of resources: which parts are granted, and what is excepted.
#include "tests/unit/evaluate/build.h"

namespace arnscope {
namespace {

struct Row {
  std::string_view name;
  std::string_view policies;
  std::string_view action, asked;
  std::vector<std::string> grants;  // pattern, and the condition behind a blank
};

std::vector<std::string> show(const std::vector<ResourceGrant>& grants) {
  std::vector<std::string> out;
  for (const ResourceGrant& grant : grants) {
    out.push_back(grant.pattern);
    if (grant.decision.verdict == Verdict::kConditional)
      out.back() += " if " + to_text(grant.decision.condition);
  }
  return out;
}

std::vector<ResourceGrant> ask(const Row& row) {
  auto scenario = scenario_of(
      R"({"context":"open","request":{"principal":"arn:aws:iam::111122223333:user/ann","action":")" +
      std::string(row.action) + R"(","resourceAccount":"111122223333"},"policies":{)" +
      std::string(row.policies) + "}}");
  EXPECT_TRUE(scenario) << row.name << (scenario ? "" : scenario.error().message);
  Request request = scenario->request();
  return grants_within(request, row.asked, *scenario->policies);
}

TEST(GrantsWithin, Parts) {
  const std::string_view kGet = "s3:GetObject";
  for (
      const Row& row : {
          Row{"nothing", R"("identity":[])", kGet, "*", {}},
          Row{"everything",
              R"("identity":[{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}])",
              kGet,
              "arn:aws:s3:::b/*",
              {"arn:aws:s3:::b/*"}},
          Row{"the pattern that is named",
              R"("identity":[{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::b/x/*","arn:aws:s3:::c/*"]}}])",
              kGet,
              "arn:aws:s3:::b/*",
              {"arn:aws:s3:::b/x/*"}},
          Row{"several, sorted, in two policies",
              R"("identity":[{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::z/*"}},
                  {"Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::a/*"}}])",
              kGet,
              "*",
              {"arn:aws:s3:::a/*", "arn:aws:s3:::z/*"}},
          Row{"contained in another",
              R"("identity":[{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::a/b/*","arn:aws:s3:::a/*","arn:aws:s3:::a/b/c"]}}])",
              kGet,
              "*",
              {"arn:aws:s3:::a/*"}},
          Row{"two spellings of one pattern: one stays",
              R"("identity":[{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::a/*","arn:aws:s3:::a/**"]}}])",
              kGet,
              "*",
              {"arn:aws:s3:::a/*"}},
          Row{"contained, but with a condition the wider",
              R"("identity":[{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a/*","Condition":{"Bool":{"m":"true"}}},
                  {"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a/b"}]}])",
              kGet,
              "*",
              {"arn:aws:s3:::a/* if m Bool true or resource ArnLike arn:aws:s3:::a/b", "arn:aws:s3:::a/b"}},
          Row{"excepted by a Deny",
              R"("identity":[{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a/*"},
                  {"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::a/secret/*"}]}])",
              kGet,
              "*",
              {"arn:aws:s3:::a/* if not resource ArnLike arn:aws:s3:::a/secret/*"}},
          Row{"all of it denied",
              R"("identity":[{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::a/x","arn:aws:s3:::b/x"]},
                  {"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::a/*"}]}])",
              kGet,
              "*",
              {"arn:aws:s3:::b/x"}},
          Row{"NotResource",
              R"("identity":[{"Statement":{"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::a/*"}}])",
              kGet,
              "arn:aws:s3:::*",
              {"arn:aws:s3:::* if not resource ArnLike arn:aws:s3:::a/*"}},
          Row{"NotResource that excepts all",
              R"("identity":[{"Statement":{"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::a/*"}}])",
              kGet,
              "arn:aws:s3:::a/b/*",
              {}},
          Row{"a Deny with NotResource",
              R"("identity":[{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"},
                  {"Effect":"Deny","Action":"s3:*","NotResource":"arn:aws:s3:::a/*"}]}])",
              kGet,
              "arn:aws:s3:::*",
              {"arn:aws:s3:::a/*"}},
          Row{"a variable",
              R"("identity":[{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::home/${aws:username}/*"}}])",
              kGet,
              "*",
              {"arn:aws:s3:::home/ann/*"}},
          Row{"a short ARN",
              R"("identity":[{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3"},
                  {"Effect":"Deny","Action":"s3:*","NotResource":"arn:aws:s3:::*"}]}])",
              kGet,
              "*",
              {"arn:aws:s3:::*"}},
          Row{"a boundary limits",
              R"("identity":[{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}],
                  "boundary":[{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a/*"}}])",
              kGet,
              "arn:aws:s3:::*",
              {"arn:aws:s3:::a/*"}},
          Row{"a boundary that lacks",
              R"("identity":[{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/*"}}],
                  "boundary":[{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a/*"}}])",
              kGet,
              "*",
              {}},
          Row{"an action without resources",
              R"("identity":[{"Statement":{"Effect":"Allow","Action":"ec2:Describe*","Resource":"*"}}])",
              "ec2:DescribeInstances",
              "arn:aws:ec2:*:*:instance/*",
              {"*"}},
          Row{"patterns that the action cannot take",
              R"("identity":[{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::b","arn:aws:s3:::b/k"]}}])",
              kGet,
              "*",
              {"arn:aws:s3:::b/k"}},
      }) {
    EXPECT_EQ(show(ask(row)), row.grants) << row.name;
  }
}

// A policy that is not known may grant any part of what is asked.
TEST(GrantsWithin, PoliciesThatAreNotKnown) {
  Principal principal = *parse_principal("arn:aws:iam::111122223333:user/ann");
  Context context(Unlisted::kUnknown);
  Request request(principal, context);
  request.set_action("sqs:SendMessage");
  Policies policies;
  policies.add(
      Layer::kIdentity,
      compiled_policy(
          R"({"Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:eu-west-1:111122223333:q"}})"));
  policies[Layer::kIdentity].missing = {"X"};
  EXPECT_EQ(show(grants_within(request, "arn:aws:sqs:eu-west-1:111122223333:*", policies)),
            (std::vector<std::string>{"arn:aws:sqs:eu-west-1:111122223333:* if resource ArnLike "
                                      "arn:aws:sqs:eu-west-1:111122223333:q or identity policy of X allows",
                                      "arn:aws:sqs:eu-west-1:111122223333:q"}));
}

TEST(GrantsWithin, ExceptionsOnTheResourceAlone) {
  Expression here(Clause{"ArnLike", kResourceKey, {"a"}, {}});
  Expression other(Clause{"Bool", "m", {"true"}, {}});
  EXPECT_TRUE(only_on_resource(here));
  EXPECT_TRUE(only_on_resource(!here || Expression(Clause{"ArnLike", kResourceKey, {"b"}, {}})));
  EXPECT_FALSE(only_on_resource(other));
  EXPECT_FALSE(only_on_resource(here && !other));
  EXPECT_TRUE(only_on_resource(Expression(true)));
}

}  // namespace
}  // namespace arnscope
