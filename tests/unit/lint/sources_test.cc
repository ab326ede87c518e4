// Lint's inputs: what stands around policies, and places in the outermost text.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/lint/lint.h"

namespace arnscope {
namespace {

using Lines = std::vector<std::string>;

// "line:column CODE path", of the codes that begin with `prefix`.
Lines lint(std::string text, std::string_view prefix = "") {
  Lines lines;
  for (const LintFinding& each : lint_source(Source::from_text("in", std::move(text)), {}).findings) {
    if (!each.finding.code.starts_with(prefix)) continue;
    const Place& place = each.finding.place;
    const LineColumn at = place.source->outermost().position(place.source->to_outermost(place.span).begin);
    lines.push_back(fmt::format("{}:{} {} {}", at.line, at.column, each.finding.code, each.path));
  }
  return lines;
}

constexpr const char* kTemplate = R"({
  "Resources": {
    "Topic": {"Type": "AWS::SNS::TopicPolicy", "Properties": {"Topics": ["t"], "PolicyDocument": {
      "Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
                     "Action": "sns:Publsh", "Resource": {"Ref": "T"}}]}}},
    "Role": {"Type": "AWS::IAM::Role", "Properties": {
      "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}}}}}
)";

TEST(LintSources, TemplatesByTheTypeOfTheirResources) {
  const std::string topic = "/Resources/Topic/Properties/PolicyDocument/Statement/0";
  EXPECT_EQ(lint(kTemplate),
            (Lines{"5:66 RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL " + topic + "/Principal/Service",
                   "6:32 INVALID_ACTION " + topic + "/Action",
                   "9:42 ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL "
                   "/Resources/Role/Properties/AssumeRolePolicyDocument/Statement/0/Principal"}));
}

TEST(LintSources, YamlHasTheSamePlacesByItsOwnLines) {
  EXPECT_EQ(
      lint("Resources:\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n"
           "      AssumeRolePolicyDocument:\n        Version: 2012-10-17\n        Statement:\n"
           "          - Effect: Allow\n            Principal: '*'\n            Action: sts:AssumeRole\n"),
      (Lines{"9:24 ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL "
             "/Resources/Role/Properties/AssumeRolePolicyDocument/Statement/0/Principal"}));
}

// A plan holds the policy as a string: the place is inside of it.
TEST(LintSources, PoliciesInStrings) {
  const std::string plan =
      R"({"format_version": "1.2", "planned_values": {"root_module": {"resources": [
  {"address": "aws_iam_policy.p", "mode": "managed", "type": "aws_iam_policy", "name": "p",
   "values": {"policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObjcet\",\"Resource\":\"*\"}]}"}}]}}})";
  const Lines lines = lint(plan, "INVALID_ACTION");
  ASSERT_EQ(lines.size(), 1u);
  const size_t at = plan.find("\\\"s3:GetObjcet");
  EXPECT_EQ(lines[0], fmt::format("3:{} INVALID_ACTION "
                                  "/planned_values/root_module/resources/0/values/policy/Statement/0/Action",
                                  at - plan.rfind('\n', at)));
}

TEST(LintSources, WhatIsNoPolicy) {
  const LintResult other = lint_source(Source::from_text("package.json", R"({"name": "x"})"), {});
  EXPECT_FALSE(other.known_layout);
  EXPECT_TRUE(other.findings.empty());
  EXPECT_EQ(lint(""), Lines{"1:1 JSON_SYNTAX_ERROR "});
  EXPECT_EQ(lint("{\"Version\": \"2012-10-17\"}"), Lines{"1:1 MISSING_STATEMENT "});
}

TEST(LintSources, BothFaultsOfMalformedJsonAndWhatIsBehindThem) {
  EXPECT_EQ(lint("{\"Version\": \"2012-10-17\",\n \"Statement\": [{\"Effect\": \"Allow\"\n  \"Action\": "
                 "\"s3:GetObjcet\", \"Resource\": \"*\",}]}"),
            (Lines{"2:34 JSON_SYNTAX_ERROR ", "3:13 INVALID_ACTION /Statement/0/Action",
                   "3:44 JSON_SYNTAX_ERROR "}));
}

}  // namespace
}  // namespace arnscope
