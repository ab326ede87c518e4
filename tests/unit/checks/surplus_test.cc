// What is granted and not required, and what another policy grants as well.
#include "engine/checks/surplus.h"

#include "tests/unit/checks/held.h"

namespace arnscope {
namespace {

using Lines = std::vector<std::string>;

Lines surplus_of(const std::string& statements, const std::string& spec) {
  PermissionHolder holder({compiled("a", policy_text(statements))}, {}, {});
  const RequiredPermissions needed = required(spec);
  Lines lines;
  for (const SurplusAction& each : find_surplus(holder, needed))
    lines.push_back(std::to_string(each.level) + " " + catalog::action_name(each.action) + " " +
                    std::string(verdict_name(each.verdict)));
  return lines;
}

TEST(Surplus, TheSensitivePartFirst) {
  EXPECT_EQ(surplus_of("{'Effect':'Allow','Action':['iam:ListRoles','iam:GetRole','iam:CreateRole',"
                       "'iam:PutRolePolicy','iam:TagRole','iam:DeleteRole'],'Resource':'*'}",
                       "iam:DeleteRole"),
            (Lines{"16 iam:PutRolePolicy allowed", "4 iam:CreateRole allowed", "8 iam:TagRole allowed",
                   "2 iam:GetRole allowed", "1 iam:ListRoles allowed"}));
}

TEST(Surplus, GrantedInPartOrUnderAConditionAndNotWhatIsDenied) {
  EXPECT_EQ(
      surplus_of("{'Effect':'Allow','Action':'sqs:SendMessage','Resource':'arn:aws:sqs:*:*:jobs'},"
                 "{'Effect':'Allow','Action':'sqs:PurgeQueue','Resource':'*','Condition':{'Bool':"
                 "{'aws:MultiFactorAuthPresent':'true'}}},"
                 "{'Effect':'Allow','Action':'sqs:DeleteQueue','Resource':'*'},"
                 "{'Effect':'Deny','Action':'sqs:DeleteQueue','Resource':'*'},"
                 "{'Effect':'Allow','Action':'sqs:CreateQueue','Resource':'*','Condition':{'StringEquals':"
                 "{'aws:ResourceAccount':'444455556666'}}}",
                 "s3:GetObject"),
      (Lines{"4 sqs:CreateQueue conditional", "4 sqs:PurgeQueue conditional", "4 sqs:SendMessage allowed"}));
}

TEST(Surplus, RequiredOnAnyResourceIsRequired) {
  EXPECT_EQ(surplus_of("{'Effect':'Allow','Action':'sqs:SendMessage','Resource':'*'}",
                       "sqs:sendmessage arn:aws:sqs:*:*:jobs"),
            Lines{});
}

Lines redundant_of(const std::vector<std::string>& policies) {
  std::vector<std::shared_ptr<const CompiledPolicy>> list;
  for (size_t i = 0; i < policies.size(); ++i)
    list.push_back(compiled(std::string(1, static_cast<char>('a' + i)), policy_text(policies[i])));
  Lines lines;
  for (const RedundantAction& each : find_redundant(list))
    lines.push_back(each.policy->name + "/" + std::to_string(each.statement->index) + " " +
                    std::string(each.action) + " by " + each.by.policy->name + "/" +
                    std::to_string(each.by.statement->index));
  return lines;
}

std::string allow(std::string_view actions, std::string_view resource, std::string_view rest = "") {
  return "{'Effect':'Allow','Action':[" + std::string(actions) + "],'Resource':" + std::string(resource) +
         std::string(rest) + "}";
}

TEST(Redundant, WhatAnotherPolicyGrants) {
  const std::string mfa = ",'Condition':{'Bool':{'aws:MultiFactorAuthPresent':'true'}}";
  struct Row {
    std::string_view name;
    std::vector<std::string> policies;
    Lines expected;
  };
  for (const Row& row : {
           Row{"of equals the later",
               {allow("'s3:GetObject'", "'*'"), allow("'s3:getobject'", "'*'")},
               {"b/0 s3:getobject by a/0"}},
           Row{"the narrower, wherever it stands",
               {allow("'s3:GetObject','s3:PutObject'", "'arn:aws:s3:::a/*'"), allow("'s3:Get*'", "'*'")},
               {"a/0 s3:GetObject by b/0"}},
           Row{"of three equals the first stays",
               {allow("'s3:GetObject'", "'*'"), allow("'s3:GetObject'", "'*'"),
                allow("'s3:GetObject'", "'*'")},
               {"b/0 s3:GetObject by a/0", "c/0 s3:GetObject by a/0"}},
           Row{"a chain of ever wider ones",
               {allow("'s3:GetObject'", "'*'"), allow("'s3:Get*'", "'*'"), allow("'s3:*'", "'*'")},
               {"a/0 s3:GetObject by b/0", "b/0 s3:Get* by c/0"}},
           Row{"not within one policy", {allow("'s3:GetObject'", "'*'") + "," + allow("'s3:*'", "'*'")}, {}},
           Row{"not one of two resources",
               {allow("'s3:GetObject'", "['arn:aws:s3:::a/*','arn:aws:s3:::b/*']"),
                allow("'s3:*'", "'arn:aws:s3:::a/*'")},
               {}},
           Row{"not under a condition", {allow("'s3:GetObject'", "'*'"), allow("'s3:*'", "'*'", mfa)}, {}},
           Row{"what has the condition beside what has none",
               {allow("'s3:GetObject'", "'*'", mfa), allow("'s3:*'", "'*'")},
               {"a/0 s3:GetObject by b/0"}},
           Row{"a Deny neither contains nor is redundant",
               {"{'Effect':'Deny','Action':'s3:*','Resource':'*'}",
                "{'Effect':'Deny','Action':'s3:*','Resource':'*'}", allow("'s3:GetObject'", "'*'")},
               {}},
           Row{"two that overlap crosswise",
               {allow("'s3:Get*','s3:GetObject'", "'*'"), allow("'s3:GetObject','s3:Get*'", "'*'")},
               {"a/0 s3:GetObject by b/0", "b/0 s3:GetObject by a/0", "b/0 s3:Get* by a/0"}},
       })
    EXPECT_EQ(redundant_of(row.policies), row.expected) << row.name;
}

}  // namespace
}  // namespace arnscope
