// Context keys, and what a request tells of itself.
#include "engine/evaluate/context.h"

#include <gtest/gtest.h>

#include "engine/evaluate/request.h"

namespace arnscope {
namespace {

KeyValues get(const Context& context, std::string_view key) { return context.get(make_key(key)); }

TEST(Context, KeysCompareWithoutCase) {
  Context context;
  context.set("AWS:SourceIp", "10.0.0.1");
  context.set("aws:sourceip", "10.0.0.2");
  ASSERT_EQ(get(context, "aws:SOURCEIP").size(), 1u);
  EXPECT_EQ(get(context, "aws:SOURCEIP")[0], "10.0.0.2");
  EXPECT_TRUE(context.has(make_key("aws:SourceIP")));
  EXPECT_FALSE(context.has(make_key("aws:SourceIP2")));
  context.set("k", std::vector<std::string>{"a", "b", "a"});
  EXPECT_EQ(get(context, "K").size(), 3u);
}

TEST(Context, PresentAbsentUnknown) {
  for (Unlisted unlisted : {Unlisted::kAbsent, Unlisted::kUnknown}) {
    Context context(unlisted);
    const KeyState open = unlisted == Unlisted::kAbsent ? KeyState::kAbsent : KeyState::kUnknown;
    EXPECT_EQ(get(context, "k").state, open);
    context.set("k", "v");
    EXPECT_EQ(get(context, "k").state, KeyState::kPresent);
    context.set_unknown("K");
    EXPECT_EQ(get(context, "k").state, KeyState::kUnknown);
    EXPECT_EQ(get(context, "k").size(), 0u);
    context.set_absent("k");
    EXPECT_EQ(get(context, "k").state, KeyState::kAbsent);
    EXPECT_TRUE(context.has(make_key("k")));
    context.set("k", "");
    EXPECT_EQ(get(context, "k").state, KeyState::kPresent);
    EXPECT_EQ(get(context, "k").size(), 1u);
    EXPECT_EQ(get(context, "other").state, open);
  }
}

TEST(Context, ClosedPrefixes) {
  Context context(Unlisted::kUnknown);
  context.set("aws:PrincipalTag/team", "a");
  context.set_unknown("aws:PrincipalTag/late");
  context.close_prefix("AWS:PrincipalTag/");
  EXPECT_EQ(get(context, "aws:principaltag/TEAM")[0], "a");
  EXPECT_EQ(get(context, "aws:principaltag/late").state, KeyState::kUnknown);
  EXPECT_EQ(get(context, "aws:PrincipalTag/other").state, KeyState::kAbsent);
  EXPECT_EQ(get(context, "aws:PrincipalTag").state, KeyState::kUnknown);
  EXPECT_EQ(get(context, "aws:ResourceTag/other").state, KeyState::kUnknown);
}

struct Row {
  std::string_view principal, key, value;  // "": not present
};

TEST(Request, WhatFollowsFromThePrincipal) {
  for (const Row& row : {
           Row{"arn:aws:iam::111122223333:user/p/ann", "aws:PrincipalArn",
               "arn:aws:iam::111122223333:user/p/ann"},
           Row{"arn:aws:iam::111122223333:user/p/ann", "aws:username", "ann"},
           Row{"arn:aws:iam::111122223333:user/p/ann", "aws:PrincipalType", "User"},
           Row{"arn:aws:iam::111122223333:user/p/ann", "aws:PrincipalAccount", "111122223333"},
           Row{"arn:aws:iam::111122223333:user/p/ann", "kms:CallerAccount", "111122223333"},
           Row{"arn:aws:iam::111122223333:user/p/ann", "aws:PrincipalIsAWSService", "false"},
           Row{"arn:aws:iam::111122223333:user/p/ann", "aws:PrincipalServiceName", ""},
           Row{"arn:aws:iam::111122223333:user/p/ann", "aws:SourceIp", ""},
           Row{"arn:aws:sts::111122223333:assumed-role/r/s", "aws:PrincipalArn",
               "arn:aws:iam::111122223333:role/r"},
           Row{"arn:aws:sts::111122223333:assumed-role/r/s", "aws:PrincipalType", "AssumedRole"},
           Row{"arn:aws:sts::111122223333:assumed-role/r/s", "aws:username", ""},
           Row{"arn:aws:iam::111122223333:role/r", "aws:PrincipalType", "AssumedRole"},
           Row{"arn:aws:iam::111122223333:root", "aws:PrincipalType", "Account"},
           Row{"arn:aws:iam::111122223333:root", "aws:PrincipalArn", "arn:aws:iam::111122223333:root"},
           Row{"arn:aws:sts::111122223333:federated-user/b", "aws:PrincipalType", "FederatedUser"},
           Row{"*", "aws:PrincipalType", "Anonymous"},
           Row{"*", "aws:PrincipalArn", ""},
           Row{"*", "aws:PrincipalIsAWSService", ""},
       }) {
    Principal principal = *parse_principal(row.principal);
    Context context;
    Request request(principal, context);
    request.set_action("s3:GetObject");
    request.set_resource("arn:aws:s3:::b/k");
    KeyValues values = request.get(make_key(row.key));
    EXPECT_EQ(values.size() == 1 ? values[0] : "", row.value) << row.principal << " " << row.key;
    context.set(row.key, "given");
    EXPECT_EQ(request.get(make_key(row.key))[0], "given");
  }
  Principal service = service_principal("lambda.amazonaws.com");
  Context context;
  Request request(service, context);
  EXPECT_EQ(request.get(make_key("aws:PrincipalServiceName"))[0], "lambda.amazonaws.com");
  EXPECT_EQ(request.get(make_key("aws:PrincipalIsAWSService"))[0], "true");
  EXPECT_EQ(request.get(make_key("aws:PrincipalAccount")).state, KeyState::kAbsent);
}

TEST(Request, WhatFollowsFromTheResource) {
  Principal principal = *parse_principal("arn:aws:iam::111122223333:user/ann");
  Context context;
  Request request(principal, context);
  auto value = [&](std::string_view key) {
    KeyValues values = request.get(make_key(key));
    return values.size() == 1 ? std::string(values[0]) : "";
  };
  request.set_action("SQS:sendmessage");
  EXPECT_EQ(request.action_name(), "sqs:sendmessage");
  EXPECT_EQ(request.service(), "sqs");
  request.set_resource("arn:aws:sqs:eu-west-1:444455556666:q");
  EXPECT_EQ(value("aws:ResourceAccount"), "444455556666");
  EXPECT_EQ(value("aws:RequestedRegion"), "eu-west-1");
  EXPECT_TRUE(request.applicable());
  request.set_resource("arn:aws:s3:::b");
  EXPECT_FALSE(request.applicable());
  request.set_action("s3:GetObject");
  request.set_resource("arn:aws:s3:::b/k");
  EXPECT_EQ(value("aws:ResourceAccount"), "111122223333") << "a bucket is taken to be the caller's own";
  EXPECT_EQ(value("aws:RequestedRegion"), "");
  request.set_resource_account("777788889999");
  EXPECT_EQ(value("aws:ResourceAccount"), "777788889999");
  request.set_resource("arn:aws:s3:::b");
  EXPECT_FALSE(request.applicable()) << "s3:GetObject is no action on buckets";
  request.set_action("iam:ListUsers");
  request.set_resource("arn:aws:iam::111122223333:user/x");
  EXPECT_EQ(value("aws:RequestedRegion"), "us-east-1");
  request.set_action("ec2:DescribeInstances");
  request.set_resource("arn:aws:ec2:eu-west-1:111122223333:instance/i-1");
  EXPECT_FALSE(request.takes_resource());
  EXPECT_EQ(request.resource(), "*");
}

// A request is a value: a copy says the same when the first is gone.
TEST(Request, CopiesStandOnTheirOwn) {
  Principal principal = *parse_principal("arn:aws:iam::111122223333:user/ann");
  Context context;
  auto first = std::make_unique<Request>(principal, context);
  first->set_action("x:NewAction");
  Request copy = *first;
  first->set_action("yy:Other");
  first.reset();
  EXPECT_EQ(copy.action(), kNoAction);
  EXPECT_EQ(copy.action_name(), "x:newaction");
  EXPECT_EQ(copy.service(), "x");
}

}  // namespace
}  // namespace arnscope
