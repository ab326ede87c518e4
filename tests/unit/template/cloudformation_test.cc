// Where CloudFormation's resources hold policies, of which type, and what holds those.
#include <algorithm>

#include "engine/template/layouts.h"
#include "tests/unit/template/found.h"

namespace arnscope {
namespace {

// A template of one resource `R`, whose properties are given in YAML's flow form.
FoundPolicies of_resource(const std::string& type, const std::string& properties,
                          const std::string& more = "") {
  return find_in("Resources:\n  R:\n    Type: " + type + "\n    Properties: " + properties + "\n" + more);
}

constexpr const char* kPolicy = "{Statement: {Effect: Allow, Action: 'a:B', Resource: '*'}}";

TEST(CloudFormation, RowsStandInOrder) {
  for (const auto rows : {cloudformation_policies(), terraform_policies()}) {
    EXPECT_TRUE(std::is_sorted(
        rows.begin(), rows.end(),
        [](const PolicyProperty& a, const PolicyProperty& b) { return a.resource < b.resource; }));
  }
}

// What stands at the end of a way of names, as YAML.
std::string at_the_end_of(std::string_view way, const std::string& value) {
  const size_t slash = way.find('/');
  const std::string_view step = way.substr(0, slash);
  const std::string rest =
      slash == std::string_view::npos ? value : at_the_end_of(way.substr(slash + 1), value);
  return step == "*" ? "[" + rest + "]" : "{" + std::string(step) + ": " + rest + "}";
}

TEST(CloudFormation, EveryRowFindsItsPolicy) {
  for (const PolicyProperty& row : cloudformation_policies()) {
    if (row.resource == "AWS::IAM::Policy" || row.resource == "AWS::Organizations::Policy") continue;
    std::string properties = at_the_end_of(row.property, kPolicy);
    if (!row.holder.empty() && row.holder != kItself)
      properties =
          properties.substr(0, properties.size() - 1) + ", " + std::string(row.holder) + ": somebody}";
    const FoundPolicies found = of_resource(std::string(row.resource), properties);
    ASSERT_EQ(found.policies.size(), 1U) << row.resource << " " << row.property;
    EXPECT_EQ(found.policies[0].type, row.type) << row.resource;
    EXPECT_EQ(found.policies[0].owner, row.holder.empty() ? "" : row.holder == kItself ? "R" : "somebody");
    EXPECT_NE(printed(found.policies[0]).find("a:B"), std::string::npos) << row.resource;
  }
}

TEST(CloudFormation, InlinePoliciesAndTheirHolders) {
  const std::string document = std::string("PolicyDocument: ") + kPolicy;
  const std::string path = "/Resources/R/Properties/PolicyDocument ";
  EXPECT_EQ(lines(of_resource("AWS::IAM::Policy", "{" + document + ", Users: [u], Groups: [g, !Ref X]}",
                              "  X: {Type: 'AWS::IAM::Group'}\n")),
            (Lines{path + "user-inline R u", path + "group-inline R g", path + "group-inline R X"}));
  EXPECT_EQ(lines(of_resource("AWS::IAM::Policy", "{" + document + "}")), Lines{path + "- R -"});
  EXPECT_EQ(lines(of_resource("AWS::IAM::Policy", "{" + document + ", Roles: [!ImportValue x]}")),
            Lines{path + "role-inline R -"});
  EXPECT_EQ(
      lines(of_resource("AWS::IAM::Policy", "{" + document + ", Roles: [!If [c, a, !Ref 'AWS::NoValue']]}")),
      Lines{path + "role-inline R a open"});
  // By the name that a role of the template has; a user of that name is another.
  EXPECT_EQ(lines(of_resource("AWS::IAM::RolePolicy", "{" + document + ", RoleName: worker}",
                              "  W: {Type: 'AWS::IAM::Role', Properties: {RoleName: !Sub 'worker'}}\n")),
            Lines{path + "role-inline R W"});
  EXPECT_EQ(lines(of_resource("AWS::IAM::RolePolicy", "{" + document + ", RoleName: worker}",
                              "  W: {Type: 'AWS::IAM::User', Properties: {UserName: worker}}\n")),
            Lines{path + "role-inline R worker"});
}

TEST(CloudFormation, PoliciesOfOrganizations) {
  const auto types = [](const std::string& type) {
    return lines(of_resource("AWS::Organizations::Policy",
                             std::string("{Type: ") + type + ", Content: " + kPolicy + "}"));
  };
  const std::string path = "/Resources/R/Properties/Content ";
  EXPECT_EQ(types("SERVICE_CONTROL_POLICY"), Lines{path + "scp R -"});
  EXPECT_EQ(types("RESOURCE_CONTROL_POLICY"), Lines{path + "rcp R -"});
  EXPECT_EQ(types("TAG_POLICY"), Lines{});
  EXPECT_EQ(types("!Ref Unknown"), Lines{path + "- R -"});
}

TEST(CloudFormation, PoliciesAsText) {
  const std::string type = "AWS::Organizations::ResourcePolicy";
  const auto text = of_resource(type, "{Content: '{\"Statement\": []}'}");
  EXPECT_EQ(lines(text), Lines{"/Resources/R/Properties/Content organization R -"});
  EXPECT_EQ(lines(of_resource(type, "\n      Content: |\n        {\"Statement\":\n          oops}\n")),
            Lines{"t:7:11 error JSON_SYNTAX_ERROR the policy document is not JSON: expected a value after "
                  "`:`, found `oops` [R]"});
  EXPECT_EQ(
      lines(of_resource(type, "\n      Content: !Sub |\n        {\"Id\": \"${R}\",\n          oops}\n")),
      Lines{"t:7:11 error JSON_SYNTAX_ERROR the policy document is not JSON: expected another key in quotes "
            "after "
            "`,`, found `oops` [R]"});
  EXPECT_EQ(lines(of_resource(type, "{Content: !ToJsonString {Statement: []}}")),
            Lines{"/Resources/R/Properties/Content/Fn::ToJsonString organization R -"});
  EXPECT_EQ(
      lines(of_resource(type, "{Content: [a]}")),
      Lines{"t:4:27 error DATA_TYPE_MISMATCH the policy document is a list: an object must stand here [R]"});
  EXPECT_EQ(
      lines(of_resource(type, "{Content: '[]'}")),
      Lines{"t:4:28 error DATA_TYPE_MISMATCH the policy document is a list: an object must stand here [R]"});
}

TEST(CloudFormation, WhatIsNotKnownIsSaid) {
  EXPECT_EQ(
      lines(of_resource("AWS::SQS::QueuePolicy", "{PolicyDocument: !Ref Document}")),
      (Lines{"/Resources/R/Properties/PolicyDocument sqs-queue R - open",
             "t:4:34 warning POLICY_NOT_KNOWN what Ref comes to is known when the template is deployed: the "
             "policy is taken for one without statements [R]"}));
  EXPECT_EQ(lines(of_resource("AWS::SQS::QueuePolicy", "{PolicyDocument: !Ref 'AWS::NoValue'}")), Lines{});
  EXPECT_EQ(lines(find_in(
                "AWSTemplateFormatVersion: 2010-09-09\nResources:\n  Fn::ForEach::Queues: [Q, [a], {}]\n")),
            Lines{"t:3:3 warning TEMPLATE_NOT_EXPANDED what Fn::ForEach::Queues makes is known after it was "
                  "expanded: "
                  "its policies are left out [Fn::ForEach::Queues]"});
  // Both branches of a condition are there.
  EXPECT_EQ(lines(of_resource("AWS::SQS::QueuePolicy",
                              std::string("{PolicyDocument: !If [c, ") + kPolicy + ", " + kPolicy + "]}")),
            (Lines{"/Resources/R/Properties/PolicyDocument/Fn::If/1 sqs-queue R - open",
                   "/Resources/R/Properties/PolicyDocument/Fn::If/2 sqs-queue R - open"}));
}

TEST(CloudFormation, PathsAreJsonPointers) {
  EXPECT_EQ(lines(find_in(
                "Resources: {'a/b~c': {Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: {}}}}")),
            Lines{"/Resources/a~1b~0c/Properties/PolicyDocument managed a/b~c -"});
}

}  // namespace
}  // namespace arnscope
