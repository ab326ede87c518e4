// Policies written as templates: what is read again is what was written.
#include "engine/template/printer.h"

#include <set>

#include "engine/document/json_reader.h"
#include "tests/unit/template/found.h"

namespace arnscope {
namespace {

Policy policy_of(const std::string& resource) {
  std::string json =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":)";
  write_json_string(json, resource);
  const auto document = read_json(Source::from_text("p", json + "}]}"));
  std::vector<Finding> findings;
  return parse_policy((*document)->root(), PolicyKind::kIdentity, "", findings);
}

// What Terraform takes a heredoc for. Source: Terraform, "Strings and Templates": `$${` is `${`, `%%{` is
// `%{`.
std::string undo_heredoc(const std::string& text) {
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    const bool doubled = (text.compare(at, 3, "$${") == 0 || text.compare(at, 3, "%%{") == 0);
    EXPECT_FALSE(!doubled && (text.compare(at, 2, "${") == 0 || text.compare(at, 2, "%{") == 0)) << text;
    if (doubled) {
      EXPECT_FALSE(at > 0 && (text[at - 1] == '$' || text[at - 1] == '%')) << text;
      ++at;
      out += text[at];
      out += text[++at];
    } else {
      out += text[at];
    }
  }
  return out;
}

constexpr const char* kTexts[] = {"arn:aws:s3:::b/${aws:username}/*",
                                  "$${a}",
                                  "$$${a}",
                                  "%{if}",
                                  "%%{if}",
                                  "$%{a}",
                                  "%${a}${b}$",
                                  "a\\${b}\"%",
                                  "\n${\n",
                                  "EOT",
                                  "\nEOT\n",
                                  "\xc3\xa9<>&",
                                  "{$",
                                  "${*}"};

TEST(TemplatePrinter, CloudFormationReadsBack) {
  std::vector<Policy> policies;
  for (const char* text : kTexts) policies.push_back(policy_of(text));
  std::vector<PrintedPolicy> printed_policies;
  for (const Policy& policy : policies) printed_policies.push_back({"p", &policy});
  const FoundPolicies found = find_in(print_cloudformation(printed_policies));
  ASSERT_EQ(found.policies.size(), policies.size());
  for (size_t i = 0; i < policies.size(); ++i) {
    EXPECT_EQ(printed(found.policies[i]), print_policy(policies[i], Layout::kCompact));
    EXPECT_FALSE(found.policies[i].open);
  }
}

TEST(TemplatePrinter, TerraformReadsBack) {
  for (const char* text : kTexts) {
    const Policy policy = policy_of(text);
    const PrintedPolicy one[] = {{"p", &policy}};
    const std::string hcl = print_terraform(one);
    const size_t begin = hcl.find("<<EOT\n") + 6, end = hcl.find("\nEOT\n");
    ASSERT_EQ(hcl.substr(end), "\nEOT\n}\n") << text;
    const auto document = read_json(Source::from_text("p", undo_heredoc(hcl.substr(begin, end + 1 - begin))));
    ASSERT_TRUE(document) << text;
    std::vector<Finding> findings;
    EXPECT_EQ(parse_policy((*document)->root(), PolicyKind::kIdentity, "", findings), policy) << text;
  }
}

TEST(TemplatePrinter, NamesAreValidAndUnique) {
  const Policy policy = policy_of("*");
  const PrintedPolicy several[] = {
      {"read logs/2", &policy}, {"read-logs-2", &policy}, {"", &policy},
      {"READ-logs-2", &policy}, {"7up", &policy},         {std::string(200, 'x'), &policy}};
  const std::string cloudformation = print_cloudformation(several), terraform = print_terraform(several);
  for (const char* expected :
       {"\"ReadLogs2\": {", "\"ReadLogs22\": {", "\"Policy\": {", "\"7up\": {",
        "\"ManagedPolicyName\": \"read-logs-2\"", "\"ManagedPolicyName\": \"read-logs-2-2\"",
        "\"ManagedPolicyName\": \"READ-logs-2-3\""})
    EXPECT_NE(cloudformation.find(expected), std::string::npos) << expected << "\n" << cloudformation;
  for (const char* expected :
       {"resource \"aws_iam_policy\" \"read-logs-2\" {\n  name   = \"read-logs-2\"\n", "\"read-logs-2-2\" {",
        "\"policy\" {", "\"policy_7up\" {\n  name   = \"7up\"\n"})
    EXPECT_NE(terraform.find(expected), std::string::npos) << expected << "\n" << terraform;
  EXPECT_NE(terraform.find("\"" + std::string(128, 'x') + "\""), std::string::npos);
}

TEST(TemplatePrinter, ToTheLetter) {
  const Policy policy = policy_of("arn:aws:s3:::b/${aws:username}");
  const PrintedPolicy one[] = {{"team_1", &policy}};
  EXPECT_EQ(print_terraform(one), R"(resource "aws_iam_policy" "team_1" {
  name   = "team_1"
  policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:Get*",
      "Resource": "arn:aws:s3:::b/$${aws:username}"
    }
  ]
}
EOT
}
)");
  EXPECT_EQ(print_cloudformation(one), R"({
  "AWSTemplateFormatVersion": "2010-09-09",
  "Resources": {
    "Team1": {
      "Type": "AWS::IAM::ManagedPolicy",
      "Properties": {
        "ManagedPolicyName": "team_1",
        "PolicyDocument": {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Effect": "Allow",
              "Action": "s3:Get*",
              "Resource": "arn:aws:s3:::b/${aws:username}"
            }
          ]
        }
      }
    }
  }
}
)");
}

}  // namespace
}  // namespace arnscope
