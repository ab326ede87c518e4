// Requirements held against policies: worked out by hand from AWS's documentation of the evaluation logic.
#include "engine/checks/require.h"

#include "engine/snapshot/find_principal.h"
#include "engine/snapshot/load.h"
#include "tests/unit/checks/held.h"

namespace arnscope {
namespace {

std::string statement(std::string_view effect, std::string_view action, std::string_view resource,
                      std::string_view rest = "") {
  return "{'Effect':'" + std::string(effect) + "','Action':'" + std::string(action) + "','Resource':" +
         (resource.starts_with("[") ? std::string(resource) : "'" + std::string(resource) + "'") +
         std::string(rest) + "}";
}

std::string described(const RequirementAnswer& answer) {
  std::string text = answer.coverage == Coverage::kMissing       ? "missing"
                     : answer.coverage == Coverage::kConditional ? "if " + to_text(answer.condition)
                                                                 : "covered";
  for (const StatementReference& each : answer.by)
    text += " by " + each.policy->name + "/" + std::to_string(each.statement->index);
  if (!answer.rule.empty()) text += " rule";
  for (const ResourceGrant& grant : answer.granted) text += " granted on " + grant.pattern;
  for (const Layer layer : answer.blocked_by) text += " blocked by " + std::string(layer_name(layer));
  if (answer.nearest) {
    text += " near " + answer.nearest->reference.policy->name + "/" +
            std::to_string(answer.nearest->reference.statement->index);
    for (const Mismatch& mismatch : answer.nearest->mismatches) text += ": " + mismatch.reason;
  }
  return text;
}

struct Row {
  std::string_view name;
  std::string spec;
  std::string policies;  // statements of policy "a", then of "b" after a `|`
  std::string expected;
  std::string boundary;
  GivenContext given = {};
};

std::string answer_of(const Row& row, std::vector<std::string>* notes = nullptr) {
  PermissionHolder::PolicyList identity;
  const size_t bar = std::min(row.policies.find('|'), row.policies.size());
  identity.push_back(compiled("a", policy_text(row.policies.substr(0, bar))));
  if (bar < row.policies.size()) identity.push_back(compiled("b", policy_text(row.policies.substr(bar + 1))));
  PermissionHolder::PolicyList boundary;
  if (!row.boundary.empty()) boundary.push_back(compiled("limit", policy_text(row.boundary)));
  PermissionHolder holder(std::move(identity), std::move(boundary), row.given);
  const RequiredPermissions spec = required(row.spec);
  std::string text;
  for (const RequirementAnswer& answer : check_requirements(holder, spec))
    text += (text.empty() ? "" : "; ") + described(answer);
  if (notes != nullptr) *notes = holder.notes();
  return text;
}

void expect_rows(std::initializer_list<Row> rows) {
  for (const Row& row : rows) EXPECT_EQ(answer_of(row), row.expected) << row.name;
}

TEST(Require, PoliciesByThemselves) {
  const std::string objects = statement("Allow", "s3:GetObject", "arn:aws:s3:::data/*");
  expect_rows({
      {"granted", "s3:GetObject arn:aws:s3:::data/x", objects, "covered by a/0", ""},
      {"granted by the second", "s3:GetObject arn:aws:s3:::data/x",
       statement("Allow", "sqs:*", "*") + "|" + objects, "covered by b/0", ""},
      {"granted twice", "s3:GetObject arn:aws:s3:::data/*", objects + "|" + statement("Allow", "s3:*", "*"),
       "covered by a/0 by b/0", ""},
      {"another action", "s3:PutObject arn:aws:s3:::data/x", objects,
       "missing blocked by identity near a/0: s3:PutObject is not among s3:GetObject", ""},
      {"a statement on the action is nearer than one on the service", "s3:GetObject arn:aws:s3:::other/x",
       statement("Allow", "s3:PutObject", "arn:aws:s3:::other/x") + "," + objects,
       "missing blocked by identity near a/1: `arn:aws:s3:::data/*` is another resource", ""},
      {"no statement of the service", "sqs:SendMessage", objects, "missing blocked by identity", ""},
      {"a part of a pattern", "s3:GetObject arn:aws:s3:::*", objects,
       "missing granted on arn:aws:s3:::data/* near a/0: a part of arn:aws:s3:::* alone", ""},
      {"a part of everything", "s3:GetObject", objects,
       "missing granted on arn:aws:s3:::data/* near a/0: a part of * alone", ""},
      {"denied", "s3:GetObject", statement("Allow", "*", "*") + "," + statement("Deny", "s3:Get*", "*"),
       "missing blocked by identity near a/1", ""},
      {"a part denied", "s3:GetObject",
       statement("Allow", "*", "*") + "," + statement("Deny", "s3:Get*", "arn:aws:s3:::data/*"),
       "missing granted on * near a/1", ""},
      {"a boundary", "s3:GetObject", statement("Allow", "s3:*", "*"),
       "missing blocked by boundary near limit/0: s3:GetObject is not among s3:List*",
       statement("Allow", "s3:List*", "*")},
      {"within the boundary", "s3:ListBucket", statement("Allow", "s3:*", "*"), "covered by a/0",
       statement("Allow", "s3:List*", "*")},
      {"a service's own rule", "sts:GetCallerIdentity", objects, "covered rule", ""},
      {"what a user alone can do", "sts:GetFederationToken", statement("Allow", "sts:*", "*"),
       "covered by a/0", ""},
      {"nor a user without leave", "sts:GetFederationToken", objects, "missing rule", ""},
      {"an unknown action by its name", "new:Thing", statement("Allow", "new:*", "*"), "covered by a/0", ""},
      {"another partition", "s3:GetObject arn:aws-cn:s3:::data/*",
       statement("Allow", "s3:*", "arn:aws-cn:s3:::*"), "covered by a/0", ""},
      {"another account's resource is that account's caller's",
       "sqs:SendMessage arn:aws:sqs:eu-west-1:444455556666:jobs", statement("Allow", "sqs:*", "*"),
       "covered by a/0", ""},
  });
}

TEST(Require, EveryResourceInParts) {
  expect_rows({
      {"each resource type by a pattern of its own", "events:PutTargets",
       statement("Allow", "events:PutTargets", "['arn:aws:events:*:*:rule/*']"), "covered by a/0", ""},
      {"one is lacking", "ec2:CreateVolume",
       statement("Allow", "ec2:CreateVolume", "arn:aws:ec2:*:*:volume/*"),
       "missing granted on arn:aws:ec2:*:*:volume/* near a/0: a part of * alone", ""},
      {"all are there, in two statements", "ec2:CreateVolume",
       statement("Allow", "ec2:CreateVolume", "arn:aws:ec2:*:*:volume/*") + "|" +
           statement("Allow", "ec2:CreateVolume", "arn:aws:ec2:*:*:snapshot/*"),
       "covered by b/0 by a/0", ""},
  });
}

TEST(Require, Conditions) {
  const std::string mfa = ",'Condition':{'Bool':{'aws:MultiFactorAuthPresent':'true'}}";
  const std::string ip = ",'Condition':{'IpAddress':{'aws:SourceIp':'203.0.113.0/24'}}";
  const std::string account = ",'Condition':{'StringEquals':{'aws:PrincipalAccount':'444455556666'}}";
  const std::string owner = ",'Condition':{'StringEquals':{'aws:ResourceAccount':'444455556666'}}";
  const auto spec = [](std::string_view rest) {
    return policy_text(statement("Allow", "s3:GetObject", "*", rest));
  };
  const auto held = [](std::string_view rest) { return statement("Allow", "s3:*", "*", rest); };
  expect_rows({
      {"conditional", "s3:GetObject", held(mfa), "if aws:MultiFactorAuthPresent Bool true by a/0", ""},
      {"given", "s3:GetObject", held(mfa), "covered by a/0", "", {{{"aws:MultiFactorAuthPresent", "true"}}}},
      {"given otherwise",
       "s3:GetObject",
       held(mfa),
       "missing blocked by identity near a/0: aws:MultiFactorAuthPresent is false; the statement wants Bool "
       "true",
       "",
       {{{"aws:MultiFactorAuthPresent", "false"}}}},
      {"absent",
       "s3:GetObject",
       held(mfa),
       "missing blocked by identity near a/0: aws:MultiFactorAuthPresent is absent; the statement wants Bool "
       "true",
       "",
       {{}, Unlisted::kAbsent}},
      {"required under the condition", spec(mfa), held(mfa), "covered by a/0", ""},
      {"required under another", spec(ip), held(mfa), "if aws:MultiFactorAuthPresent Bool true by a/0", ""},
      {"the same condition of many values", spec(ip), held(ip), "covered by a/0", ""},
      {"the same, and a Deny that may hold", spec(ip), held(ip) + "," + statement("Deny", "s3:*", "*", mfa),
       "if not aws:MultiFactorAuthPresent Bool true and aws:SourceIp IpAddress 203.0.113.0/24 by a/0", ""},
      {"the caller's account is not known", "s3:GetObject", held(account),
       "if aws:PrincipalAccount StringEquals 444455556666 by a/0", ""},
      {"in a complete context neither",
       "s3:GetObject",
       held(account),
       "if aws:PrincipalAccount StringEquals 444455556666 by a/0",
       "",
       {{}, Unlisted::kAbsent}},
      {"nor who owns the resource", "s3:GetObject", held(owner),
       "if aws:ResourceAccount StringEquals 444455556666 by a/0", ""},
      {"whose ARN may say", "sqs:SendMessage arn:aws:sqs:eu-west-1:111122223333:jobs",
       statement("Allow", "sqs:*", "*", owner),
       "missing blocked by identity near a/0: aws:ResourceAccount is 111122223333; the statement wants "
       "StringEquals 444455556666",
       ""},
      {"one part allowed and the whole conditional", "s3:GetObject",
       held(mfa) + "," + statement("Allow", "s3:*", "arn:aws:s3:::data/*"),
       "if aws:MultiFactorAuthPresent Bool true by a/0 by a/1", ""},
      {"a variable", policy_text(statement("Allow", "s3:GetObject", "arn:aws:s3:::home/${aws:username}/*")),
       statement("Allow", "s3:GetObject", "arn:aws:s3:::home/${aws:username}/*"), "covered by a/0", ""},
  });
}

TEST(Require, PoliciesOfResourcesAreTakenToDelegate) {
  struct Noted {
    Row row;
    std::vector<std::string> notes;
  };
  const std::string key_note = "key policies are taken to let the account's identity policies decide";
  const std::string trust_note = "the trust policies of roles are taken to name the caller or its account";
  const Noted rows[] = {
      {{"a key", "kms:Decrypt", statement("Allow", "kms:*", "*"), "covered by a/0", ""}, {key_note}},
      {{"a key of another account", "kms:Decrypt arn:aws:kms:eu-west-1:444455556666:key/1",
        statement("Allow", "kms:*", "*"), "covered by a/0", ""},
       {key_note}},
      {{"a key without leave", "kms:Decrypt", statement("Allow", "kms:Encrypt", "*"),
        "missing blocked by identity near a/0: kms:Decrypt is not among kms:Encrypt", ""},
       {key_note}},
      {{"a role", "sts:AssumeRole arn:aws:iam::444455556666:role/x", statement("Allow", "sts:*", "*"),
        "covered by a/0", ""},
       {trust_note}},
      {{"nothing to note", "s3:GetObject", statement("Allow", "s3:*", "*"), "covered by a/0", ""}, {}},
  };
  for (const Noted& each : rows) {
    std::vector<std::string> notes;
    EXPECT_EQ(answer_of(each.row, &notes), each.row.expected) << each.row.name;
    EXPECT_EQ(notes, each.notes) << each.row.name;
  }
}

// An action that takes no resource, in a statement that names some: such statements are among AWS's own.
bool grants_nothing(const Requirement& requirement) {
  if (requirement.action == kNoAction || !catalog::action_resources(requirement.action).empty()) return false;
  const auto& resources = requirement.statement->written->resource->values;
  return std::none_of(resources.begin(), resources.end(), [](const Text& each) { return each.value == "*"; });
}

// Whatever an AWS managed policy says, it has; but for what a rule of AWS's own keeps from every policy.
// One in three: all of them take minutes under the sanitizers.
TEST(Require, AManagedPolicyCoversItself) {
  size_t checked = 0;
  for (uint32_t i = 0; i < catalog::managed_policy_count(); i += 3) {
    const catalog::ManagedPolicy managed = catalog::managed_policy(i);
    const std::string name(managed.name);
    if (name == "AdministratorAccess") continue;  // as large as the catalog
    auto spec = read_required_permissions(Source::from_static(name, managed.document));
    ASSERT_TRUE(spec) << name;
    if (!spec->findings.empty()) continue;
    PermissionHolder holder({compiled(name, std::string(managed.document))}, {}, {});
    for (const RequirementAnswer& answer : check_requirements(holder, *spec)) {
      if (grants_nothing(*answer.requirement) || !answer.rule.empty()) continue;
      EXPECT_EQ(answer.coverage, Coverage::kCovered)
          << name << ": " << action_name(*answer.requirement) << " on "
          << spec->resources[answer.requirement->resource].text << ": " << described(answer);
    }
    ++checked;
  }
  EXPECT_GT(checked, 300u);
}

TEST(Require, APrincipalWithAllLayersOfItsSnapshot) {
  auto snapshot = load_snapshot(
      std::vector{*Source::read(ARNSCOPE_SOURCE_DIR "/fixtures/acme/account-authorization-details.json")});
  ASSERT_TRUE(snapshot);
  Access access(**snapshot);
  PermissionHolder holder(access, access.caller(*find_principal(**snapshot, "dev-lena")), {});
  const RequiredPermissions spec = required(
      "iam:CreateUser\ns3:GetObject arn:aws:s3:::acme-artifacts/*\ns3:GetObject "
      "arn:aws:s3:::acme-home/dev-lena/*\n"
      "s3:GetObject arn:aws:s3:::acme-home/*\n");
  const auto answers = check_requirements(holder, spec);
  ASSERT_EQ(answers.size(), 4u);
  EXPECT_EQ(answers[0].coverage, Coverage::kMissing);
  EXPECT_EQ(answers[0].blocked_by, std::vector{Layer::kBoundary});
  EXPECT_EQ(answers[1].coverage, Coverage::kCovered);
  EXPECT_EQ(answers[2].coverage, Coverage::kCovered);
  EXPECT_EQ(answers[3].coverage, Coverage::kMissing);
  ASSERT_EQ(answers[3].granted.size(), 1u);
  EXPECT_EQ(answers[3].granted[0].pattern, "arn:aws:s3:::acme-home/dev-lena/*");
  EXPECT_EQ(holder.notes(), (std::vector<std::string>{"resource policies of s3 are not in the snapshot"}));
}

// The key's policy is not in the snapshot and has a say, so what reads alike is not enough.
TEST(Require, AnUnknownPolicyOfTheResourceLeavesItOpen) {
  const std::string policy = policy_text(
      statement("Allow", "kms:Decrypt", "*", ",'Condition':{'IpAddress':{'aws:SourceIp':'203.0.113.0/24'}}"));
  auto snapshot = load_snapshot(std::vector{Source::from_text(
      "account", R"({"RoleDetailList":[{"RoleName":"app","RoleId":"AROA1","Path":"/","Arn":)"
                 R"("arn:aws:iam::111122223333:role/app","AssumeRolePolicyDocument":{"Version":"2012-10-17",)"
                 R"("Statement":[]},"RolePolicyList":[{"PolicyName":"own","PolicyDocument":)" +
                     policy + "}]}]}")});
  ASSERT_TRUE(snapshot);
  Access access(**snapshot);
  PermissionHolder holder(access, access.caller(*find_principal(**snapshot, "role/app")), {});
  const RequiredPermissions spec = required(policy);
  const auto answers = check_requirements(holder, spec);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].coverage, Coverage::kConditional);
}

}  // namespace
}  // namespace arnscope
