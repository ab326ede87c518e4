#include "engine/graph/search.h"

#include <gtest/gtest.h>

#include "engine/graph/query.h"
#include "tests/unit/graph/drawn.h"

namespace arnscope {
namespace {

std::string assumed_by(std::string_view who, std::string_view more = "") {
  return trusting(fmt::format(R"({{"AWS": "{}"}})", iam(who)), more);
}

const std::string kMfa = R"(, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}})";

// anna > a > b > c, bert > c under a condition and bert > a > ...; dora > nothing.
Drawn small() {
  return Drawn(
      Export{user("anna") + "," + user("bert") + "," + user("dora"), "",
             role("a", assumed_by("user/anna") + "," + assumed_by("user/bert")) + "," +
                 role("b", assumed_by("role/a")) + "," +
                 role("c", assumed_by("role/b") + "," + assumed_by("user/bert", kMfa)) + "," +
                 role("d", assumed_by("user/bert", kMfa)) + "," +
                 role("signer", trusting(R"({"AWS": "arn:aws:sts::111122223333:assumed-role/d/release"})")),
             ""});
}

std::string keys(const Graph& graph, const Chain& chain) {
  std::string text(graph.entities[chain.from].display_name);
  for (const Step& step : chain.steps) {
    const Relationship& each = graph.of(step.relation)[step.index];
    text += fmt::format(" > {}", graph.entities[each.to].display_name);
  }
  return chain.conditional ? text + " (conditional)" : text;
}

TEST(AssumeChains, BestWayForEachWhoGetsThere) {
  const Drawn drawn = small();
  const AssumeChains chains(drawn.graph());
  std::vector<std::string> found;
  const EntityId target = *drawn.graph().find(iam("role/c"));
  for (const Chain& chain : chains.to(std::span(&target, 1))) found.push_back(keys(drawn.graph(), chain));
  // bert has a shorter way, which needs a second factor.
  EXPECT_EQ(found, std::vector<std::string>({"a > b > c", "b > c", "anna > a > b > c", "bert > a > b > c"}));
}

TEST(AssumeChains, SeveralTargets) {
  const Drawn drawn = small();
  const AssumeChains chains(drawn.graph());
  const std::vector<EntityId> targets = {*drawn.graph().find(iam("role/c")),
                                         *drawn.graph().find(iam("role/a"))};
  std::vector<std::string> found;
  for (const Chain& chain : chains.to(targets)) found.push_back(keys(drawn.graph(), chain));
  EXPECT_EQ(found, std::vector<std::string>({"b > c", "anna > a", "bert > a"}));
}

TEST(AssumeChains, Between) {
  const Drawn drawn = small();
  const Graph& graph = drawn.graph();
  const AssumeChains chains(graph);
  const auto id = [&](std::string_view rest) { return *graph.find(iam(rest)); };
  EXPECT_EQ(keys(graph, *chains.between(id("user/anna"), id("role/c"))), "anna > a > b > c");
  EXPECT_EQ(keys(graph, *chains.between(id("user/bert"), id("role/d"))), "bert > d (conditional)");
  EXPECT_FALSE(chains.between(id("user/dora"), id("role/c")));
  EXPECT_FALSE(chains.between(id("role/c"), id("role/a")));
  EXPECT_TRUE(chains.between(id("role/c"), id("role/c"))->steps.empty());
}

// Who assumes a role names the session.
TEST(AssumeChains, ThroughASessionThatIsNamed) {
  const Drawn drawn = small();
  const Graph& graph = drawn.graph();
  const auto chain =
      AssumeChains(graph).between(*graph.find(iam("user/bert")), *graph.find(iam("role/signer")));
  ASSERT_TRUE(chain);
  EXPECT_EQ(keys(graph, *chain), "bert > d > d/release > signer (conditional)");
  EXPECT_EQ(chain->steps[1].relation, RelationClass::kHas);
}

TEST(AssumeChains, ExampleCompany) {
  const Drawn drawn =
      Drawn::file("acme/account-authorization-details.json", class_bit(RelationClass::kCanAssume));
  const Graph& graph = drawn.graph();
  const auto chain = AssumeChains(graph).between(*graph.find(iam("user/machine/ci-deploy")),
                                                 *graph.find(iam("role/deploy-admin")));
  ASSERT_TRUE(chain);
  EXPECT_EQ(keys(graph, *chain), "ci-deploy > deploy-entry > deploy-stage > deploy-admin");
}

TEST(AssumeChains, EmptyGraph) {
  const Graph graph;
  EXPECT_TRUE(AssumeChains(graph).to({}).empty());
  EXPECT_EQ(count_components(graph), 0u);
}

TEST(Components, PartsOfTheGraph) {
  // The account with its IAM and all in it; the services, the deleted user and the other account are not
  // joined to it but by trust.
  const Drawn joined(
      Export{user("anna"), "", role("a", trusting(R"({"Service": "ec2.amazonaws.com"})")), ""});
  EXPECT_EQ(count_components(joined.graph()), 1u);
  const Drawn apart(
      Export{user("anna", R"({"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::b/*"})"), "",
             "", ""},
      class_bit(RelationClass::kAllows));
  EXPECT_EQ(count_components(apart.graph()), apart.graph().entities.size());
}

// Each step is a request of its own: what one asks of its caller says nothing of the next one's.
TEST(AssumeChains, ConditionsOfStepsDoNotExcludeEachOther) {
  const auto from = [](std::string_view team) {
    return fmt::format(R"(, "Condition": {{"StringEquals": {{"sts:ExternalId": "{}"}}}})", team);
  };
  Drawn drawn(Export{user("anna"), "",
                     role("a", assumed_by("user/anna", from("red"))) + "," +
                         role("b", assumed_by("role/a", from("blue")),
                              R"({"Effect": "Allow", "Action": "sqs:*", "Resource": "*"})"),
                     ""});
  const Question question{"sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q", "", {}};
  std::vector<WhoCanAnswer> answers = who_can(drawn.access(), question, Include::kAllowed);
  add_chains(drawn.access(), answers);
  for (const WhoCanAnswer& answer : answers)
    if (answer.principal.arn == iam("user/anna")) {
      EXPECT_EQ(to_text(answer.chain_condition),
                "sts:ExternalId StringEquals red and sts:ExternalId StringEquals blue");
      return;
    }
  FAIL() << "anna is not among the answers";
}

}  // namespace
}  // namespace arnscope
