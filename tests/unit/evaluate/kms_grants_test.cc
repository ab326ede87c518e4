// Grants of AWS KMS keys: the statements that they become, and what the reader refuses.
#include "engine/evaluate/kms_grants.h"

#include "tests/unit/evaluate/scenario_errors.h"

namespace arnscope {
namespace {

constexpr std::string_view kKey = R"("KeyId":"arn:aws:kms:eu-west-1:111122223333:key/k")";

// The policy of the one grant; `rest` is what stands beside its key and id.
std::shared_ptr<const CompiledPolicy> grant_of(const std::string& rest) {
  auto document = json_document("[{" + std::string(kKey) + R"(,"GrantId":"g",)" + rest + "}]");
  auto grants = read_kms_grants(document->root());
  EXPECT_TRUE(grants) << (grants ? "" : grants.error().message);
  return grants && grants->size() == 1 ? grants->front() : nullptr;
}

std::vector<std::string> actions(const Statement& statement) {
  std::vector<std::string> names;
  for (const Text& action : statement.action.values) names.push_back(action.value);
  return names;
}

std::vector<std::string> conditions(const Statement& statement) {
  std::vector<std::string> result;
  for (const ConditionClause& clause : statement.conditions) {
    result.push_back(clause.operator_text.value + " " + clause.key.value);
    for (const Text& value : clause.values) result.back() += " " + value.value;
  }
  return result;
}

using Strings = std::vector<std::string>;

TEST(KmsGrants, OneStatementWithoutConstraints) {
  auto grant =
      grant_of(R"("GranteePrincipal":"arn:aws:iam::111122223333:role/r","Operations":["Sign","Decrypt"],
                          "Constraints":{"EncryptionContextSubset":{}})");
  ASSERT_TRUE(grant);
  EXPECT_EQ(grant->name, "grant g");
  EXPECT_EQ(grant->grant_issuer, "");
  ASSERT_EQ(grant->policy->statements.size(), 1u);
  const Statement& statement = grant->policy->statements[0];
  EXPECT_EQ(actions(statement), (Strings{"kms:Sign", "kms:Decrypt"}));
  EXPECT_EQ(statement.effect, Effect::kAllow);
  ASSERT_EQ(statement.principal->entries.size(), 1u);
  EXPECT_EQ(statement.principal->entries[0].kind, PrincipalKind::kAws);
  EXPECT_EQ(statement.principal->entries[0].value.value, "arn:aws:iam::111122223333:role/r");
  EXPECT_EQ(statement.resource->values[0].value, "arn:aws:kms:eu-west-1:111122223333:key/k");
  EXPECT_EQ(conditions(statement), Strings{});
}

TEST(KmsGrants, ConstraintsApplyWhereTheyCan) {
  auto grant = grant_of(
      R"("GranteeServicePrincipal":"s.amazonaws.com","IssuingAccount":"arn:aws:iam::111122223333:root",
    "RetiringServicePrincipal":"s.amazonaws.com","Operations":["DescribeKey","CreateGrant","Encrypt"],
    "Constraints":{"EncryptionContextEquals":{"a":"1","b":"2"},"SourceArn":"arn:aws:x:::y"})");
  ASSERT_TRUE(grant);
  EXPECT_EQ(grant->grant_issuer, "111122223333");
  const std::vector<Statement>& statements = grant->policy->statements;
  ASSERT_EQ(statements.size(), 4u);
  EXPECT_EQ(actions(statements[0]), Strings{"kms:Encrypt"});
  EXPECT_EQ(conditions(statements[0]),
            (Strings{"StringEquals kms:EncryptionContext:a 1", "StringEquals kms:EncryptionContext:b 2",
                     "ForAllValues:StringEqualsIgnoreCase kms:EncryptionContextKeys a b",
                     "StringEquals aws:SourceArn arn:aws:x:::y"}));
  EXPECT_EQ(actions(statements[1]), Strings{"kms:DescribeKey"});
  EXPECT_EQ(conditions(statements[1]), Strings{"StringEquals aws:SourceArn arn:aws:x:::y"});
  EXPECT_EQ(actions(statements[2]), Strings{"kms:CreateGrant"});
  EXPECT_EQ(conditions(statements[2]),
            (Strings{"StringEquals aws:SourceArn arn:aws:x:::y",
                     "ForAllValues:StringEquals kms:GrantOperations DescribeKey CreateGrant Encrypt"}));
  EXPECT_EQ(statements[2].principal->entries[0].kind, PrincipalKind::kService);
  EXPECT_EQ(actions(statements[3]), Strings{"kms:RetireGrant"});
  ASSERT_EQ(statements[3].principal->entries.size(), 2u);
  EXPECT_EQ(statements[3].index, 3u);
}

TEST(KmsGrants, StandsBesideTheKeyPolicyInAnyOrder) {
  for (std::string_view resource : {"null", "[]", R"({"Statement":[]})"}) {
    auto scenario = scenario_of(
        R"({"request":{"principal":"*","action":"kms:Decrypt"},"policies":{"grants":[{)" + std::string(kKey) +
        R"(,"GrantId":"g","GranteePrincipal":"x","Operations":[]}],"resource":)" + std::string(resource) +
        "}}");
    ASSERT_TRUE(scenario) << scenario.error().message;
    const LayerPolicies& layer = (*scenario->policies)[Layer::kResource];
    EXPECT_EQ(layer.state, LayerState::kPresent) << resource;
    ASSERT_EQ(layer.levels.size(), 1u) << resource;
    EXPECT_EQ(layer.levels[0].back()->name, "grant g") << resource;
  }
}

TEST(KmsGrants, Errors) {
  const std::string before = R"({"request":{"principal":"*","action":"kms:Decrypt"},"policies":{"grants":)";
  const std::string good = R"("GrantId":"g","GranteePrincipal":"x",)" + std::string(kKey);
  check_scenario_errors(
      {
          {R"(^7)", "grants is a number: a list must stand here"},
          {R"(^{})", "grants needs Grants"},
          {R"({^"Grant":[]})", "`Grant` is no field of grants: did you mean `Grants`?"},
          {R"({"Grants":^{}})", "grants is an object: a list must stand here"},
          {R"({"Grants":[],"Truncated":^true})", "the list of grants is truncated: give it whole"},
          {R"([^7])", "a grant is a number: an object must stand here"},
          {R"([^{}])", "a grant needs GrantId"},
          {R"([^{"GrantId":"g"}])", "a grant needs KeyId"},
          {R"([{"GrantId":^7}])", "GrantId is a number: a string must stand here"},
          {R"([{^"GranteePrincpal":"x"}])",
           "`GranteePrincpal` is no field of a grant: did you mean `GranteePrincipal`?"},
          {R"([^{"GrantId":"g","KeyId":"k"}])", "a grant needs Operations"},
          {R"([^{"GrantId":"g","KeyId":"k","Operations":[]}])",
           "a grant needs GranteePrincipal or GranteeServicePrincipal"},
          {R"([{"GrantId":"g","KeyId":^"k","Operations":[],"GranteePrincipal":"x"}])",
           "`k` is no key: write arn:aws:kms:REGION:ACCOUNT:key/ID"},
          {R"([{"GrantId":"g","KeyId":^"arn:aws:kms:eu-west-1:111122223333:alias/k","Operations":[],"GranteePrincipal":"x"}])",
           "`arn:aws:kms:eu-west-1:111122223333:alias/k` is no key: write arn:aws:kms:REGION:ACCOUNT:key/ID"},
      },
      before, "}}");
  check_scenario_errors(
      {
          {R"(^"Decrypt")", "Operations is a string: a list must stand here"},
          {R"([^7])", "an operation is a number: a string must stand here"},
          {R"([^"Decript"])", "`Decript` is no operation of a grant: did you mean `Decrypt`?"},
          {R"([^"ListKeyRotations"])", "`ListKeyRotations` is no operation of a grant"},
          {R"([],"Constraints":^[])", "Constraints is a list: an object must stand here"},
          {R"([],"Constraints":{^"EncryptionContextEqual":{}})",
           "`EncryptionContextEqual` is no field of Constraints: did you mean `EncryptionContextEquals`?"},
          {R"([],"Constraints":{"EncryptionContextSubset":^"x"})",
           "EncryptionContextSubset is a string: an object must stand here"},
          {R"([],"Constraints":{"EncryptionContextSubset":{"k":^1}})",
           "k is a number: a string must stand here"},
          {R"([],"Constraints":{"SourceArn":^[]})", "SourceArn is a list: a string must stand here"},
      },
      before + "[{" + good + R"(,"Operations":)", "}]}}");
}

}  // namespace
}  // namespace arnscope
