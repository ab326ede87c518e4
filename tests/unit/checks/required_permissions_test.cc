// What is required, from every form in which it can be written. An unread part of a specification is an error
// and never passed over.
#include "tests/unit/checks/held.h"

namespace arnscope {
namespace {

using Lines = std::vector<std::string>;

Lines described(const RequiredPermissions& required) {
  Lines lines;
  for (const Requirement& each : required.requirements) {
    std::string line = action_name(each) + " " + required.resources[each.resource].text;
    for (const auto& [key, values] : required.contexts[each.context].keys)
      line += " " + key + "=" + (values.empty() ? "(absent)" : values.front());
    for (const std::string& test : required.contexts[each.context].left_out) line += " ?" + test;
    if (each.action == kNoAction) line += " unknown";
    lines.push_back(std::move(line));
  }
  return lines;
}

Lines codes(const RequiredPermissions& required) {
  Lines lines;
  for (const Finding& finding : required.findings)
    lines.push_back(format_place(finding.place) + " " + std::string(severity_key(finding.severity)) + " " +
                    std::string(finding.code));
  return lines;
}

TEST(RequiredPermissions, Forms) {
  struct Row {
    std::string_view name;
    std::string text;
    Lines expected;
  };
  for (
      const Row& row : {
          Row{"lines",
              "s3:GetObject\nsqs:SendMessage arn:aws:sqs:*:*:jobs\n",
              {"s3:GetObject *", "sqs:SendMessage arn:aws:sqs:*:*:jobs"}},
          Row{"comments, blanks and line ends of every kind",
              "# read\r\n\r\n  s3:getobject\tarn:aws:s3:::data/a#1 # one\r\n\n#x\n",
              {"s3:GetObject arn:aws:s3:::data/a#1"}},
          Row{"the same twice", "s3:GetObject\nS3:GETOBJECT *\n", {"s3:GetObject *"}},
          Row{"a list",
              R"(["s3:GetObject", "apigateway:GET arn:aws:apigateway:*::/restapis arn:aws:apigateway:*::/restapis/*"])",
              {"s3:GetObject *", "apigateway:GET arn:aws:apigateway:*::/restapis",
               "apigateway:GET arn:aws:apigateway:*::/restapis/*"}},
          Row{"permissions", R"({"service": "s3", "permissions": ["s3:GetObject"]})", {"s3:GetObject *"}},
          Row{"a list of permissions",
              R"([{"permissions": ["s3:GetObject"]}, {"permissions": []}, {"permissions": ["sqs:SendMessage"]}, "s3:PutObject"])",
              {"s3:GetObject *", "sqs:SendMessage *", "s3:PutObject *"}},
          Row{"a wildcard is each action", "sqs:*MessageVisibility", {"sqs:ChangeMessageVisibility *"}},
          Row{"a wildcard on a resource is what can be made on it",
              "s3:Get*Tagging arn:aws:s3:::data/*",
              {"s3:GetObjectTagging arn:aws:s3:::data/*", "s3:GetObjectVersionTagging arn:aws:s3:::data/*"}},
          Row{"an action without resources is asked on `*`",
              "ec2:DescribeInstances arn:aws:ec2:*:*:instance/*",
              {"ec2:DescribeInstances *"}},
          Row{"unknown actions", "s3:GetObjcet\nnew:*\n", {"s3:GetObjcet * unknown", "new:* * unknown"}},
          Row{"a policy",
              policy_text("{'Effect':'Allow','Action':['s3:GetObject','s3:ListBucket'],"
                          "'Resource':['arn:aws:s3:::b','arn:aws:s3:::b/*']}"),
              {"s3:GetObject arn:aws:s3:::b/*", "s3:ListBucket arn:aws:s3:::b"}},
          Row{"a policy variable is any value",
              policy_text("{'Effect':'Allow','Action':'s3:GetObject','Resource':'arn:aws:s3:::home/"
                          "${aws:username}/*'}"),
              {"s3:GetObject arn:aws:s3:::home/*/*"}},
          Row{"a condition with one value holds, any other is left open",
              policy_text("{'Effect':'Allow','Action':'s3:GetObject','Resource':'*','Condition':{"
                          "'Bool':{'aws:SecureTransport':'true'},'StringEquals':{'s3:ExistingObjectTag/"
                          "a':['x','y'],'aws:PrincipalTag/t':'z'},"
                          "'Null':{'aws:SourceVpce':'true'},'IpAddress':{'aws:SourceIp':'203.0.113.0/24'},"
                          "'StringLike':{'aws:PrincipalArn':'*x'},'StringEqualsIfExists':{'aws:"
                          "RequestedRegion':'eu-west-1'}}}"),
              {"s3:GetObject * aws:SecureTransport=true aws:PrincipalTag/t=z aws:SourceVpce=(absent) "
               "?StringEquals s3:ExistingObjectTag/a ?IpAddress aws:SourceIp ?StringLike aws:PrincipalArn "
               "?StringEqualsIfExists aws:RequestedRegion"}},
          Row{"a contradiction is left open",
              policy_text(
                  "{'Effect':'Allow','Action':'s3:GetObject','Resource':'*','Condition':{"
                  "'StringEquals':{'aws:PrincipalTag/t':'a'},'StringLike':{'aws:principaltag/T':'b'}}}"),
              {"s3:GetObject * aws:PrincipalTag/t=a ?StringLike aws:principaltag/T"}},
          Row{"named with a resource that the catalog does not give it",
              "apigateway:GET arn:aws:apigateway:*::/apis",
              {"apigateway:GET arn:aws:apigateway:*::/apis"}},
      }) {
    const RequiredPermissions read = required(row.text);
    EXPECT_EQ(described(read), row.expected) << row.name;
    for (const Finding& finding : read.findings) ADD_FAILURE() << row.name << ": " << format_finding(finding);
  }
}

TEST(RequiredPermissions, WhatCannotBeReadIsToldWithItsPlace) {
  struct Row {
    std::string_view name;
    std::string text;
    Lines expected;
  };
  for (const Row& row : {
           Row{"no action", "s3:GetObject\nGetObject\n", {"spec:2:1 error INVALID_ACTION"}},
           Row{"no ARN", "s3:GetObject bucket/*\n", {"spec:1:1 error INVALID_ARN_RESOURCE"}},
           Row{"a number in a list", R"(["s3:GetObject", 7])", {"spec:1:18 error DATA_TYPE_MISMATCH"}},
           Row{"a list in a list", R"([["s3:GetObject"]])", {"spec:1:2 error DATA_TYPE_MISMATCH"}},
           Row{"an object of another kind", R"({"actions": []})", {"spec:1:1 error DATA_TYPE_MISMATCH"}},
           Row{"an object among permissions",
               R"({"permissions": [{}]})",
               {"spec:1:18 error DATA_TYPE_MISMATCH"}},
           Row{"NotAction",
               policy_text("{'Effect':'Allow','NotAction':'iam:*','Resource':'*'}"),
               {"spec:1:68 error OPEN_REQUIREMENT"}},
           Row{"NotResource",
               policy_text("{'Effect':'Allow','Action':'s3:GetObject','NotResource':'arn:aws:s3:::a/*'}"),
               {"spec:1:94 error OPEN_REQUIREMENT"}},
           Row{"a Deny",
               policy_text("{'Effect':'Deny','Action':'s3:GetObject','Resource':'*'}"),
               {"spec:1:38 warning DENY_REQUIRES_NOTHING"}},
           Row{"a broken policy",
               policy_text("{'Effect':'Allow','Resource':'*'}"),
               {"spec:1:38 error MISSING_ACTION"}},
           Row{"an action that can be made on none of the resources, which others need",
               policy_text("{'Effect':'Allow','Action':['s3:GetObject','s3:ListBucket'],'Resource':'arn:aws:"
                           "s3:::b'}"),
               {"spec:1:66 warning INAPPLICABLE_RESOURCE"}},
       })
    EXPECT_EQ(codes(required(row.text)), row.expected) << row.name;
}

TEST(RequiredPermissions, NothingAtAllIsAnError) {
  for (const char* text : {"", "# nothing\n", "[]", "{\"permissions\": []}", "{\"Version\": "})
    EXPECT_FALSE(read_required_permissions(Source::from_text("spec", text))) << text;
}

}  // namespace
}  // namespace arnscope
