// Where Terraform's plans and states hold policies.
#include "engine/template/layouts.h"
#include "tests/unit/template/found.h"

namespace arnscope {
namespace {

std::string plan(const std::string& resources, const std::string& more = "",
                 const std::string& member = "planned_values") {
  return R"({"format_version":"1.2",")" + member + R"(":{"root_module":{"resources":[)" + resources + "]}}" +
         more + "}";
}

std::string resource(const std::string& type, const std::string& values) {
  return R"({"address":")" + type + R"(.r","mode":"managed","type":")" + type + R"(","name":"r","values":)" +
         values + "}";
}

constexpr const char* kPolicy =
    R"("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"a:B\",\"Resource\":\"*\"}}")";

TEST(Terraform, EveryRowFindsItsPolicy) {
  for (const PolicyProperty& row : terraform_policies()) {
    const size_t star = row.property.find("/*/");
    std::string values = star == std::string_view::npos
                             ? "{\"" + std::string(row.property) + "\":" + kPolicy
                             : "{\"" + std::string(row.property.substr(0, star)) + "\":[{\"" +
                                   std::string(row.property.substr(star + 3)) + "\":" + kPolicy + "}]";
    if (!row.holder.empty() && row.holder != kItself)
      values += ",\"" + std::string(row.holder) + "\":\"somebody\"";
    const FoundPolicies found = find_in(plan(resource(std::string(row.resource), values + "}")));
    ASSERT_EQ(found.policies.size(), 1U) << row.resource << " " << row.property;
    EXPECT_EQ(found.policies[0].type, row.type.empty() ? "scp" : row.type) << row.resource;
    EXPECT_EQ(found.policies[0].owner, row.holder.empty()      ? ""
                                       : row.holder == kItself ? std::string(row.resource) + ".r"
                                                               : "somebody");
    EXPECT_NE(printed(found.policies[0]).find("a:B"), std::string::npos) << row.resource;
  }
}

TEST(Terraform, StatesAreReadToo) {
  const FoundPolicies found =
      find_in(plan(resource("aws_iam_policy", std::string("{\"policy\":") + kPolicy + "}"), "", "values"));
  EXPECT_EQ(lines(found), Lines{"/values/root_module/resources/0/values/policy managed aws_iam_policy.r -"});
}

TEST(Terraform, PlacesAreThoseOfThePlan) {
  const FoundPolicies found =
      find_in("{\"format_version\": \"1\", \"planned_values\": {\"root_module\": {\"resources\": [\n" +
              resource("aws_iam_policy", R"({"policy": "{\"Statement\":\n [oops]}"})") + "]}}}");
  EXPECT_EQ(lines(found),
            Lines{"t:2:123 error JSON_SYNTAX_ERROR the policy document is not JSON: expected a value or "
                  "`]`, found `oops` [aws_iam_policy.r]"});
  EXPECT_EQ(lines(find_in(plan(resource("aws_iam_policy", R"({"policy":{}})")))),
            Lines{"t:1:172 error DATA_TYPE_MISMATCH the policy document is an object: JSON in a string must "
                  "stand here "
                  "[aws_iam_policy.r]"});
  EXPECT_EQ(
      lines(find_in(plan(resource("aws_iam_policy", R"({"policy":"7"})")))),
      Lines{"t:1:173 error DATA_TYPE_MISMATCH the policy document is a number: an object must stand here "
            "[aws_iam_policy.r]"});
}

TEST(Terraform, WhatIsKnownLaterIsOpen) {
  const auto change = [](const std::string& unknown) {
    return R"(,"resource_changes":[{"address":"aws_iam_role.r","change":{"after_unknown":)" + unknown + "}}]";
  };
  const std::string values = "/planned_values/root_module/resources/0/values/";
  const auto policies = [&](const std::string& given, const std::string& unknown) {
    Lines out;
    for (const FoundPolicy& policy : find_in(plan(resource("aws_iam_role", given), change(unknown))).policies)
      out.push_back(line_of(policy));
    return out;
  };
  EXPECT_EQ(policies("{}", "{}"), Lines{});
  EXPECT_EQ(policies(R"({"assume_role_policy":null})", "{}"), Lines{});
  EXPECT_EQ(policies(R"({"assume_role_policy":""})", "{}"), Lines{});
  EXPECT_EQ(policies("{}", R"({"assume_role_policy":true,"inline_policy":true})"),
            (Lines{values + "assume_role_policy trust aws_iam_role.r - open",
                   values + "inline_policy role-inline aws_iam_role.r aws_iam_role.r open"}));
  EXPECT_EQ(policies(R"({"inline_policy":[{"name":"a"},{"name":"b"}]})",
                     R"({"inline_policy":[{},{"policy":true}]})"),
            Lines{values + "inline_policy/1/policy role-inline b aws_iam_role.r open"});
}

}  // namespace
}  // namespace arnscope
