// Statements that say the same in fewer words, worked out by hand.
#include "engine/checks/merge.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/policy/printer.h"
#include "tests/unit/checks/held.h"

namespace arnscope {
namespace {

// The statements of policies, `'` for `"`.
SourcedStatements sourced(const std::vector<std::string>& policies, Version version) {
  SourcedStatements statements;
  for (uint32_t at = 0; at < policies.size(); ++at) {
    auto document = read_json(Source::from_text("policy.json", policy_text(policies[at])));
    EXPECT_TRUE(document) << policies[at];
    std::vector<Finding> findings;
    Policy policy = parse_policy((*document)->root(), PolicyKind::kIdentity, "p", findings);
    policy.version = version;
    for (Statement& each : policy.statements) statements.push_back({std::move(each), at});
  }
  return statements;
}

std::string text_of(const SourcedStatements& statements) {
  std::string text;
  for (const SourcedStatement& each : statements)
    text += (text.empty() ? "" : ",") + print_statement(each.statement);
  std::replace(text.begin(), text.end(), '"', '\'');
  return text;
}

std::string text_of(const std::vector<Removal>& removals) {
  std::string text;
  for (const Removal& each : removals)
    text += fmt::format("{}{}/{} {}{} {} {}", text.empty() ? "" : "; ", each.policy, each.statement,
                        each.element.empty() ? "" : each.element + " " + each.value + " ",
                        removal_reason_name(each.reason), "by", each.by);
  return text;
}

std::string allow(std::string_view action, std::string_view resource = "'*'", std::string_view rest = "",
                  std::string_view sid = "") {
  return fmt::format("{{{}'Effect':'Allow','Action':{},'Resource':{}{}}}",
                     sid.empty() ? "" : fmt::format("'Sid':'{}',", sid), action, resource, rest);
}

std::string deny(std::string_view action, std::string_view resource = "'*'") {
  return fmt::format("{{'Effect':'Deny','Action':{},'Resource':{}}}", action, resource);
}

struct Row {
  std::string_view name;
  std::string in;
  std::string out;  // "" where nothing changes
  std::string removals;
  Version version = Version::k2012;
};

void expect_rows(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    SourcedStatements statements = sourced({row.in}, row.version);
    std::vector<Removal> removals;
    merge(statements, row.version, removals);
    EXPECT_EQ(text_of(statements), row.out.empty() ? row.in : row.out) << row.name;
    EXPECT_EQ(text_of(removals), row.removals) << row.name;
  }
}

TEST(DropRepeated, TheFirstStays) {
  SourcedStatements statements =
      sourced({allow("['s3:GetObject','S3:GETOBJECT','s3:PutObject','s3:GetObject']",
                     "['arn:aws:s3:::a','arn:aws:s3:::A','arn:aws:s3:::a']",
                     ",'Condition':{'StringEquals':{'aws:username':['b','a','B','b']}}")},
              Version::k2012);
  std::vector<Removal> removals;
  drop_repeated(statements, removals);
  EXPECT_EQ(text_of(statements),
            allow("['s3:GetObject','s3:PutObject']", "['arn:aws:s3:::a','arn:aws:s3:::A']",
                  ",'Condition':{'StringEquals':{'aws:username':['b','a','B']}}"));
  EXPECT_EQ(
      text_of(removals),
      "0/0 Action S3:GETOBJECT repeated by s3:GetObject; 0/0 Action s3:GetObject repeated by "
      "s3:GetObject; 0/0 Resource arn:aws:s3:::a repeated by arn:aws:s3:::a; 0/0 aws:username b repeated "
      "by b");
}

TEST(Merge, ValuesThatOthersOfTheirListContain) {
  expect_rows({
      {"an action", allow("['s3:GetObject','S3:Get*','s3:PutObject']"), allow("['S3:Get*','s3:PutObject']"),
       "0/0 Action s3:GetObject contained by S3:Get*"},
      {"a chain leaves the widest", allow("['s3:GetObject','s3:GetObj*','s3:Get*','s3:*']"), allow("'s3:*'"),
       "0/0 Action s3:GetObject contained by s3:GetObj*; 0/0 Action s3:GetObj* contained by s3:Get*; "
       "0/0 Action s3:Get* contained by s3:*"},
      {"of two that contain each other the first stays", allow("['s3:Get**','s3:Get*']"), allow("'s3:Get**'"),
       "0/0 Action s3:Get* contained by s3:Get**"},
      {"neither contains the other", allow("['s3:Get*','s3:*Object']"), "", ""},
      {"a resource", allow("'s3:GetObject'", "['arn:aws:s3:::a/x','arn:aws:s3:::a/*','arn:aws:s3:::b']"),
       allow("'s3:GetObject'", "['arn:aws:s3:::a/*','arn:aws:s3:::b']"),
       "0/0 Resource arn:aws:s3:::a/x contained by arn:aws:s3:::a/*"},
      {"a resource in a short ARN", allow("'s3:GetObject'", "['arn:aws:s3:::a/x','arn:aws:s3']"),
       allow("'s3:GetObject'", "'arn:aws:s3'"), "0/0 Resource arn:aws:s3:::a/x contained by arn:aws:s3"},
      {"everything", allow("'s3:GetObject'", "['arn:aws:s3:::a/x','*']"), allow("'s3:GetObject'"),
       "0/0 Resource arn:aws:s3:::a/x contained by *"},
      {"resources regard case", allow("'s3:GetObject'", "['arn:aws:s3:::a/x','arn:aws:s3:::A/*']"), "", ""},
      {"a variable is not its text",
       allow("'s3:GetObject'", "['arn:aws:s3:::a/${aws:username}','arn:aws:s3:::a/*']"), "", ""},
      {"but in the old version",
       allow("'s3:GetObject'", "['arn:aws:s3:::a/${aws:username}','arn:aws:s3:::a/*']"),
       allow("'s3:GetObject'", "'arn:aws:s3:::a/*'"),
       "0/0 Resource arn:aws:s3:::a/${aws:username} contained by arn:aws:s3:::a/*", Version::k2008},
      {"what NotAction spares stays", "{'Effect':'Allow','NotAction':['s3:*','s3:Get*'],'Resource':'*'}", "",
       ""},
  });
}

TEST(Merge, StatementsThatBelongTogether) {
  const std::string when = ",'Condition':{'StringEquals':{'aws:username':['a','b']}}";
  const std::string when_too = ",'Condition':{'stringequals':{'AWS:username':['b','a']}}";
  const std::string when_else = ",'Condition':{'StringEquals':{'aws:username':'a'}}";
  expect_rows({
      {"equal resources", allow("'s3:GetObject'") + "," + allow("['s3:PutObject','S3:getobject']"),
       allow("['s3:GetObject','s3:PutObject']"), "0/1 merged by statement 0"},
      {"equal resources in other order",
       allow("'s3:GetObject'", "['arn:aws:s3:::a','arn:aws:s3:::b']") + "," +
           allow("'s3:PutObject'", "['arn:aws:s3:::b','arn:aws:s3:::a']"),
       allow("['s3:GetObject','s3:PutObject']", "['arn:aws:s3:::a','arn:aws:s3:::b']"),
       "0/1 merged by statement 0"},
      {"equal actions",
       allow("['s3:GetObject','s3:PutObject']", "'arn:aws:s3:::a'") + "," +
           allow("['s3:putobject','s3:getobject']", "'arn:aws:s3:::b'"),
       allow("['s3:GetObject','s3:PutObject']", "['arn:aws:s3:::a','arn:aws:s3:::b']"),
       "0/1 merged by statement 0"},
      {"neither",
       allow("'s3:GetObject'", "'arn:aws:s3:::a'") + "," + allow("'s3:PutObject'", "'arn:aws:s3:::b'"), "",
       ""},
      {"actions, then resources",
       allow("'s3:GetObject'", "'arn:aws:s3:::a'") + "," + allow("'s3:PutObject'", "'arn:aws:s3:::a'") + "," +
           allow("['s3:GetObject','s3:PutObject']", "'arn:aws:s3:::b'"),
       allow("['s3:GetObject','s3:PutObject']", "['arn:aws:s3:::a','arn:aws:s3:::b']"),
       "0/1 merged by statement 0; 0/2 merged by statement 0"},
      {"the first Sid stays",
       allow("'s3:GetObject'", "'*'", "", "One") + "," + allow("'s3:PutObject'", "'*'", "", "Two"),
       allow("['s3:GetObject','s3:PutObject']", "'*'", "", "One"), "0/1 merged by statement 0 One"},
      {"equal conditions",
       allow("'s3:GetObject'", "'*'", when) + "," + allow("'s3:PutObject'", "'*'", when_too),
       allow("['s3:GetObject','s3:PutObject']", "'*'", when), "0/1 merged by statement 0"},
      {"other conditions",
       allow("'s3:GetObject'", "'*'", when) + "," + allow("'s3:PutObject'", "'*'", when_else), "", ""},
      {"a condition and none", allow("'s3:GetObject'", "'*'", when) + "," + allow("'s3:PutObject'"), "", ""},
      {"a Deny and an Allow", deny("'s3:GetObject'") + "," + allow("'s3:PutObject'"), "", ""},
      {"two of Deny", deny("'s3:GetObject'") + "," + deny("'s3:PutObject'"),
       deny("['s3:GetObject','s3:PutObject']"), "0/1 merged by statement 0"},
      {"Resource and NotResource of one text",
       allow("'s3:GetObject'", "'arn:aws:s3:::a'") +
           ",{'Effect':'Allow','Action':'s3:PutObject','NotResource':'arn:aws:s3:::a'}",
       "", ""},
      {"Action and NotAction of one text",
       allow("'s3:GetObject'", "'arn:aws:s3:::a'") +
           ",{'Effect':'Allow','NotAction':'s3:GetObject','Resource':'arn:aws:s3:::b'}",
       "", ""},
      {"what NotAction spares is not put together",
       "{'Effect':'Allow','NotAction':'s3:GetObject','Resource':'*'},"
       "{'Effect':'Allow','NotAction':['s3:GetObject','s3:PutObject'],'Resource':'arn:aws:s3:::b'}",
       "{'Effect':'Allow','NotAction':'s3:GetObject','Resource':'*'}", "0/1 contained by statement 0"},
      {"equal NotAction over two resources",
       "{'Effect':'Allow','NotAction':'iam:*','Resource':'arn:aws:s3:::a'},"
       "{'Effect':'Allow','NotAction':'iam:*','Resource':'arn:aws:s3:::b'}",
       "{'Effect':'Allow','NotAction':'iam:*','Resource':['arn:aws:s3:::a','arn:aws:s3:::b']}",
       "0/1 merged by statement 0"},
      {"values that a merged statement has twice",
       allow("['s3:Get*','sqs:*']") + "," + allow("'s3:GetObject'"), allow("['s3:Get*','sqs:*']"),
       "0/1 merged by statement 0; 0/0 Action s3:GetObject contained by s3:Get*"},
  });
}

TEST(Merge, StatementsThatOthersContain) {
  const std::string a = "'arn:aws:s3:::a/*'";
  expect_rows({
      {"a whole one", allow("'s3:GetObject'", a) + "," + allow("'s3:Get*'"), allow("'s3:Get*'"),
       "0/0 Action s3:GetObject contained by statement 1"},
      {"with its condition",
       allow("'s3:GetObject'", "'*'", ",'Condition':{'StringEquals':{'aws:username':'a'}}") + "," +
           allow("'s3:Get*'", "'*'", "", "Reading"),
       allow("'s3:Get*'", "'*'", "", "Reading"), "0/0 Action s3:GetObject contained by statement 1 Reading"},
      {"not one without a condition in one with",
       allow("'s3:GetObject'", a) + "," +
           allow("'s3:Get*'", "'*'", ",'Condition':{'StringEquals':{'aws:username':'a'}}"),
       "", ""},
      {"some of its actions", allow("['s3:GetObject','s3:PutObject']", a) + "," + allow("'s3:Get*'"),
       allow("'s3:PutObject'", a) + "," + allow("'s3:Get*'"),
       "0/0 Action s3:GetObject contained by statement 1"},
      {"some of its resources",
       allow("['s3:GetObject','s3:PutObject']", "['arn:aws:s3:::a/x','arn:aws:s3:::b/x']") + "," +
           allow("'s3:*'", a),
       allow("['s3:GetObject','s3:PutObject']", "'arn:aws:s3:::b/x'") + "," + allow("'s3:*'", a),
       "0/0 Resource arn:aws:s3:::a/x contained by statement 1"},
      {"a resource in two statements, an action in each",
       allow("['s3:GetObject','sqs:SendMessage']", "['arn:aws:s3:::a/x','arn:aws:s3:::b/x']") + "," +
           allow("'s3:*'", a) + "," + allow("'sqs:*'", "['arn:aws:s3:::a/*','arn:aws:sqs:*:*:*']"),
       allow("['s3:GetObject','sqs:SendMessage']", "'arn:aws:s3:::b/x'") + "," + allow("'s3:*'", a) + "," +
           allow("'sqs:*'", "['arn:aws:s3:::a/*','arn:aws:sqs:*:*:*']"),
       "0/0 Resource arn:aws:s3:::a/x contained by several statements"},
      {"a Deny not in an Allow", deny("'s3:GetObject'", a) + "," + allow("'s3:*'"), "", ""},
      {"an Allow not in a Deny", allow("'s3:GetObject'", a) + "," + deny("'s3:*'"), "", ""},
      {"a Deny in a Deny", deny("'s3:GetObject'", a) + "," + deny("'s3:*'"), deny("'s3:*'"),
       "0/0 Action s3:GetObject contained by statement 1"},
      {"a NotAction in a wider one",
       "{'Effect':'Allow','NotAction':['iam:*','s3:*'],'Resource':" + a +
           "},{'Effect':'Allow','NotAction':'iam:*','Resource':'*'}",
       "{'Effect':'Allow','NotAction':'iam:*','Resource':'*'}", "0/0 contained by statement 1"},
      {"an action in a NotAction",
       allow("'s3:GetObject'", a) + ",{'Effect':'Allow','NotAction':'iam:*','Resource':'*'}",
       "{'Effect':'Allow','NotAction':'iam:*','Resource':'*'}",
       "0/0 Action s3:GetObject contained by statement 1"},
      {"a chain",
       allow("'s3:GetObject'", "'arn:aws:s3:::a/x'") + "," + allow("'s3:Get*'", a) + "," + allow("'s3:*'"),
       allow("'s3:*'"),
       "0/1 Action s3:Get* contained by statement 2; 0/0 Action s3:GetObject contained by statement 2"},
      {"of two that say the same the first stays",
       allow("'s3:Get*'", a) + "," + allow("'s3:Get**'", "'arn:aws:s3:::a/**'"), allow("'s3:Get*'", a),
       "0/1 Action s3:Get** contained by statement 0"},
  });
}

TEST(Merge, OverSeveralPoliciesSaysWhoseStatement) {
  SourcedStatements statements =
      sourced({allow("'s3:GetObject'"), allow("'s3:PutObject'") + "," + deny("'iam:*'")}, Version::k2012);
  std::vector<Removal> removals;
  merge(statements, Version::k2012, removals);
  EXPECT_EQ(text_of(statements), allow("['s3:GetObject','s3:PutObject']") + "," + deny("'iam:*'"));
  EXPECT_EQ(text_of(removals), "1/0 merged by statement 0");
  EXPECT_EQ(removals.front().by_policy, 0u);
}

struct AttachedRow {
  std::string_view name;
  std::string in;
  std::string attached;
  std::string out;
  std::string removals;
};

TEST(DropAttached, WhatAnotherPolicyGrants) {
  const std::string both = "['arn:aws:s3:::a','arn:aws:s3:::b']";
  const std::vector<AttachedRow> rows = {
      {"a whole statement", allow("'s3:GetObject'") + "," + allow("'sqs:*'"),
       allow("'s3:Get*'", "'*'", "", "R"), allow("'sqs:*'"), "0/0 attached by p statement 0 R"},
      {"all actions of one", allow("['s3:GetObject','s3:GetObjectAcl']"), allow("'s3:Get*'"), "",
       "0/0 Action s3:GetObject attached by p statement 0; 0/0 Action s3:GetObjectAcl attached by p "
       "statement 0"},
      {"some actions", allow("['s3:GetObject','s3:PutObject','S3:getobjectacl']"), allow("'s3:Get*'"),
       allow("'s3:PutObject'"),
       "0/0 Action s3:GetObject attached by p statement 0; 0/0 Action S3:getobjectacl attached by p "
       "statement 0"},
      {"some resources", allow("'s3:GetObject'", both), allow("'s3:*'", "'arn:aws:s3:::a'"),
       allow("'s3:GetObject'", "'arn:aws:s3:::b'"),
       "0/0 Resource arn:aws:s3:::a attached by attached statements"},
      {"some actions on some resources", allow("['s3:GetObject','s3:PutObject','sqs:SendMessage']", both),
       allow("'s3:*'", "'arn:aws:s3:::a'") + "," + allow("'sqs:*'"),
       allow("['s3:GetObject','s3:PutObject']", "'arn:aws:s3:::b'"),
       "0/0 Action sqs:SendMessage attached by p statement 1; 0/0 Resource arn:aws:s3:::a attached by "
       "attached "
       "statements"},
      {"an action on each resource by another statement", allow("'s3:GetObject'", both),
       allow("'s3:*'", "'arn:aws:s3:::a'") + "," + allow("'s3:Get*'", "'arn:aws:s3:::b'"), "",
       "0/0 attached by several attached statements"},
      {"what is granted crosswise stays", allow("['s3:GetObject','s3:PutObject']", both),
       allow("'s3:GetObject'", "'arn:aws:s3:::a'") + "," + allow("'s3:PutObject'", "'arn:aws:s3:::b'"),
       allow("['s3:GetObject','s3:PutObject']", both), ""},
      {"a Deny stays", deny("'s3:GetObject'"), deny("'s3:*'") + "," + allow("'*'"), deny("'s3:GetObject'"),
       ""},
      {"a Deny that is attached grants nothing", allow("'s3:GetObject'"), deny("'s3:*'"),
       allow("'s3:GetObject'"), ""},
      {"what is granted under a condition stays", allow("'s3:GetObject'"),
       allow("'s3:*'", "'*'", ",'Condition':{'Bool':{'aws:SecureTransport':'true'}}"),
       allow("'s3:GetObject'"), ""},
      {"a NotAction", "{'Effect':'Allow','NotAction':['iam:*','s3:*'],'Resource':'*'}",
       "{'Effect':'Allow','NotAction':'iam:*','Resource':'*'}", "", "0/0 attached by p statement 0"},
      {"a NotAction stays whole", "{'Effect':'Allow','NotAction':'iam:*','Resource':'*'}", allow("'s3:*'"),
       "{'Effect':'Allow','NotAction':'iam:*','Resource':'*'}", ""},
  };
  for (const AttachedRow& row : rows) {
    SourcedStatements statements = sourced({row.in}, Version::k2012);
    std::vector<Removal> removals;
    drop_attached(statements, Version::k2012, {compiled("p", policy_text(row.attached))}, removals);
    EXPECT_EQ(text_of(statements), row.out) << row.name;
    EXPECT_EQ(text_of(removals), row.removals) << row.name;
  }
}

}  // namespace
}  // namespace arnscope
