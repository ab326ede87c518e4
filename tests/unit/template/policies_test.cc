// The layouts that are recognised, and the example templates.
#include "engine/template/policies.h"

#include "tests/unit/template/found.h"

namespace arnscope {
namespace {

constexpr std::string_view kStatement = R"("Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}])";

std::string policy() { return "{" + std::string(kStatement) + "}"; }

TEST(Policies, AloneWrappedAndListed) {
  EXPECT_EQ(lines(find_in(policy())), Lines{" -  -"});
  EXPECT_EQ(lines(find_in(R"({"PolicyName":"p","PolicyDocument":)" + policy() + "}")),
            Lines{"/PolicyDocument - p -"});
  EXPECT_EQ(lines(find_in(R"({"PolicyVersion":{"Document":)" + policy() + "}}")),
            Lines{"/PolicyVersion/Document -  -"});
  EXPECT_EQ(lines(find_in("[" + policy() + R"(,7,{"PolicyDocument":)" + policy() + "}]")),
            (Lines{"/0 -  -", "/2/PolicyDocument -  -"}));
  EXPECT_EQ(lines(find_in("Statement:\n  Effect: Allow\n")), Lines{" -  -"});
}

TEST(Policies, OtherDocumentsAreNoLayout) {
  for (const char* text :
       {"{}", "[]", "[1]", "7", "a: b", R"({"Resources":{}})", R"({"Resources":{"a":{"Type":"x"}}})",
        R"({"Resources":[]})", R"({"planned_values":{"root_module":{}}})"})
    EXPECT_FALSE(find_in(text).known_layout) << text;
  for (const char* text : {R"({"AWSTemplateFormatVersion":"2010-09-09","Resources":{}})",
                           R"({"Resources":{"a":{"Type":"AWS::SQS::Queue"}}})",
                           R"({"format_version":"1.2","terraform_version":"1.7.5"})"}) {
    EXPECT_TRUE(find_in(text).known_layout) << text;
    EXPECT_TRUE(find_in(text).policies.empty()) << text;
  }
}

FoundPolicies in_fixture(const std::string& name) {
  auto source = Source::read(ARNSCOPE_SOURCE_DIR "/fixtures/templates/" + name);
  EXPECT_TRUE(source);
  return find_in(std::string((*source)->text()));
}

TEST(Policies, TheSameTemplateInJsonAndYamlHasTheSamePolicies) {
  const FoundPolicies yaml = in_fixture("orders.yaml"), json = in_fixture("orders.json");
  ASSERT_EQ(yaml.policies.size(), json.policies.size());
  ASSERT_EQ(yaml.policies.size(), 13U);
  for (size_t i = 0; i < yaml.policies.size(); ++i) {
    EXPECT_EQ(line_of(yaml.policies[i]), line_of(json.policies[i]));
    EXPECT_EQ(printed(yaml.policies[i]), printed(json.policies[i])) << line_of(yaml.policies[i]);
  }
}

TEST(Policies, OfTheExamplePlan) {
  const std::string root = "/planned_values/root_module/";
  EXPECT_EQ(
      lines(in_fixture("plan.json")),
      (Lines{
          root + "resources/0/values/policy group-inline aws_iam_group_policy.ops operators",
          root + "resources/1/values/policy managed aws_iam_policy.deploy -",
          root + "resources/2/values/assume_role_policy trust aws_iam_role.web -",
          root + "resources/2/values/inline_policy/0/policy role-inline logs aws_iam_role.web",
          root + "resources/3/values/policy role-inline aws_iam_role_policy.web aws_iam_role.web",
          root + "resources/4/values/policy role-inline aws_iam_role_policy.named aws_iam_role.web",
          root + "resources/5/values/policy role-inline aws_iam_role_policy.elsewhere older-role",
          root + "resources/7/values/policy s3-bucket aws_s3_bucket_policy.logs - open",
          root + "resources/8/values/content scp aws_organizations_policy.guard -",
          root + "child_modules/0/resources/0/values/policy sqs-queue "
                 "module.queue[\"eu.west\"].aws_sqs_queue_policy.this[0] -",
          root + "child_modules/0/resources/1/values/assume_role_policy trust "
                 "module.queue[\"eu.west\"].aws_iam_role.consumer -",
          root + "child_modules/0/resources/2/values/policy role-inline "
                 "module.queue[\"eu.west\"].aws_iam_role_policy.consumer[0] "
                 "module.queue[\"eu.west\"].aws_iam_role.consumer",
          "t:115:22 warning POLICY_NOT_KNOWN the policy is known after the plan is applied: it is taken for "
          "one without statements [aws_s3_bucket_policy.logs]"}));
}

}  // namespace
}  // namespace arnscope
