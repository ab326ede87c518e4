#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "engine/catalog/catalog.h"
#include "engine/evaluate/match.h"
#include "engine/graph/builder.h"
#include "engine/graph/reach.h"
#include "tests/unit/graph/drawn.h"

namespace arnscope {
namespace {

using nlohmann::json;

std::string statement(std::string_view effect, std::string_view rest) {
  return fmt::format(R"({{"Effect": "{}", {}}})", effect, rest);
}

std::vector<std::string> strings(const json& list) {
  return list.is_array() ? list.get<std::vector<std::string>>() : std::vector<std::string>();
}

struct GrantRow {
  const char* name;
  std::string_view statement;  // after the Effect
  std::string_view entity;
  std::vector<std::string> actions;  // normalized; empty: no edge; one with + or -: is among them, or is not
  bool conditional = false;
};

const std::vector<GrantRow> kGrantRows = {
    {"an object permission opens the bucket",
     R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*")",
     "arn:aws:s3:::b",
     {"s3:getobject"}},
    {"part of the objects counts",
     R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/public/*.html")",
     "arn:aws:s3:::b",
     {"s3:getobject"}},
    {"one object counts",
     R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/k")",
     "arn:aws:s3:::b",
     {"s3:getobject"}},
    {"an object permission on the bucket's ARN grants nothing",
     R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::b")",
     "arn:aws:s3:::b",
     {}},
    {"a bucket permission on objects grants nothing",
     R"("Action": "s3:ListBucket", "Resource": "arn:aws:s3:::b/*")",
     "arn:aws:s3:::b",
     {}},
    {"both patterns add up",
     R"("Action": ["s3:GetObject", "s3:ListBucket", "sqs:SendMessage"], "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"])",
     "arn:aws:s3:::b",
     {"s3:getobject", "s3:listbucket"}},
    {"a wildcard bucket reaches a bucket that another names",
     R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::known-*/*")",
     "arn:aws:s3:::known-bucket",
     {"s3:getobject"}},
    {"wildcard in the middle of the action",
     R"("Action": "s3:*ObjectTorrent", "Resource": "*")",
     "arn:aws:s3:::known-bucket",
     {"s3:getobjecttorrent"}},
    {"wildcard in the middle of the resource",
     R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::kn*-bucket/x")",
     "arn:aws:s3:::known-bucket",
     {"s3:getobject"}},
    {"? is exactly one character",
     R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::known-?ucket/*")",
     "arn:aws:s3:::known-bucket",
     {"s3:getobject"}},
    {"? is not none",
     R"("Action": "s3:ListBucket", "Resource": "arn:aws:s3:::known-bucket?")",
     "arn:aws:s3:::known-bucket",
     {}},
    {"NotAction is the complement",
     R"("NotAction": ["s3:*", "iam:*", "sts:*", "ec2:*"], "Resource": "*")",
     "arn:aws:sns:eu-west-1:111122223333:known",
     {"+sns:publish"}},
    {"NotAction takes away",
     R"("NotAction": ["s3:*", "sns:*"], "Resource": "*")",
     "arn:aws:sns:eu-west-1:111122223333:known",
     {"-sns:publish"}},
    {"NotResource is everything else",
     R"("Action": "s3:ListBucket", "NotResource": "arn:aws:s3:::other")",
     "arn:aws:s3:::known-bucket",
     {"s3:listbucket"}},
    {"NotResource takes away",
     R"("Action": "s3:ListBucket", "NotResource": "arn:aws:s3:::known-*")",
     "arn:aws:s3:::known-bucket",
     {}},
    {"NotResource on the bucket leaves the objects",
     R"("Action": ["s3:ListBucket", "s3:GetObject"], "NotResource": "arn:aws:s3:::known-bucket")",
     "arn:aws:s3:::known-bucket",
     {"s3:getobject"}},
    {"NotResource on the objects leaves the bucket",
     R"("Action": ["s3:ListBucket", "s3:GetObject"], "NotResource": "arn:aws:s3:::known-bucket/*")",
     "arn:aws:s3:::known-bucket",
     {"s3:listbucket"}},
    {"NotResource on part of the objects leaves objects",
     R"("Action": "s3:GetObject", "NotResource": "arn:aws:s3:::known-bucket/secret/*")",
     "arn:aws:s3:::known-bucket",
     {"s3:getobject"}},
    {"NotResource with a variable may leave it",
     R"("Action": "s3:GetObject", "NotResource": "arn:aws:s3:::known-bucket/${aws:username}*")",
     "arn:aws:s3:::known-bucket",
     {"s3:getobject"},
     true},
    {"a variable makes it conditional",
     R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::known-bucket/${aws:username}/*")",
     "arn:aws:s3:::known-bucket",
     {"s3:getobject"},
     true},
    {"no variable in another pattern makes it unconditional",
     R"("Action": "s3:GetObject", "Resource": ["arn:aws:s3:::known-bucket/${aws:username}/*", "arn:aws:s3:::known-*/x"])",
     "arn:aws:s3:::known-bucket",
     {"s3:getobject"},
     false},
    {"a condition makes it conditional",
     R"("Action": "s3:GetObject", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}})",
     "arn:aws:s3:::known-bucket",
     {"s3:getobject"},
     true},
    {"a function's versions and aliases count for it",
     R"("Action": "lambda:InvokeFunction", "Resource": "arn:aws:lambda:eu-west-1:111122223333:function:f:*")",
     "arn:aws:lambda:eu-west-1:111122223333:function:f",
     {}},
    {"the function itself",
     R"("Action": "lambda:InvokeFunction", "Resource": "arn:aws:lambda:eu-west-1:111122223333:function:f")",
     "arn:aws:lambda:eu-west-1:111122223333:function:f",
     {"lambda:invokefunction"}},
    {"a log group by its other name",
     R"("Action": ["logs:PutRetentionPolicy", "logs:PutLogEvents"], "Resource": "arn:aws:logs:eu-west-1:111122223333:log-group:g:*")",
     "arn:aws:logs:eu-west-1:111122223333:log-group:g",
     {"logs:putlogevents", "logs:putretentionpolicy"}},
    {"only a stream of a log group",
     R"("Action": ["logs:PutRetentionPolicy", "logs:PutLogEvents"], "Resource": "arn:aws:logs:eu-west-1:111122223333:log-group:g:log-stream:s*")",
     "arn:aws:logs:eu-west-1:111122223333:log-group:g",
     {"logs:putlogevents"}},
    {"paths of a search domain",
     R"("Action": "es:ESHttpGet", "Resource": "arn:aws:es:eu-west-1:111122223333:domain/d/*")",
     "arn:aws:es:eu-west-1:111122223333:domain/d",
     {"es:eshttpget"}},
    {"the index of a table",
     R"("Action": ["dynamodb:Query", "dynamodb:GetRecords"], "Resource": "arn:aws:dynamodb:eu-west-1:111122223333:table/T/index/*")",
     "arn:aws:dynamodb:eu-west-1:111122223333:table/T",
     {"dynamodb:query"}},
    {"actions without a resource type go to the service",
     R"("Action": "ec2:DescribeInstances", "Resource": "*")",
     "111122223333:aws_ec2",
     {"ec2:describeinstances"}},
    {"but not where an ARN is named",
     R"("Action": "ec2:DescribeInstances", "Resource": "arn:aws:ec2:eu-west-1:111122223333:instance/*")",
     "111122223333:aws_ec2",
     {}},
    {"and with NotResource they do",
     R"("Action": "ec2:DescribeInstances", "NotResource": "arn:aws:s3:::other")",
     "111122223333:aws_ec2",
     {"ec2:describeinstances"}},
    {"IAM's own: a role to be assumed",
     R"("Action": "sts:AssumeRole", "Resource": "arn:aws:iam::*:role/team/*")",
     "arn:aws:iam::111122223333:role/team/deploy",
     {"sts:assumerole"}},
    {"a role with a path is not the role without",
     R"("Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111122223333:role/deploy")",
     "arn:aws:iam::111122223333:role/team/deploy",
     {}},
    {"a user",
     R"("Action": "iam:CreateAccessKey", "Resource": "arn:aws:iam::111122223333:user/*")",
     "arn:aws:iam::111122223333:user/anna",
     {"iam:createaccesskey"}},
    {"a policy",
     R"("Action": "iam:CreatePolicyVersion", "Resource": "*")",
     "arn:aws:iam::111122223333:policy/tested",
     {"iam:createpolicyversion"}},
    {"a group",
     R"("Action": "iam:AddUserToGroup", "Resource": "*")",
     "arn:aws:iam::111122223333:group/team",
     {"iam:addusertogroup"}},
    {"an instance profile",
     R"("Action": "iam:AddRoleToInstanceProfile", "Resource": "*")",
     "arn:aws:iam::111122223333:instance-profile/p",
     {"iam:addroletoinstanceprofile"}},
    {"never the account", R"("Action": "*", "Resource": "*")", "arn:aws:iam::111122223333:root", {}},
    {"nor an inline policy, which has no ARN",
     R"("Action": "*", "Resource": "*")",
     "arn:aws:iam::111122223333:user/anna/policy/own",
     {}},
    {"a service-linked role cannot be passed",
     R"("Action": ["iam:PassRole", "iam:GetRole"], "Resource": "*")",
     "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/Linked",
     {"iam:getrole"}},
    {"an AWS managed policy cannot be changed",
     R"("Action": ["iam:CreatePolicyVersion", "iam:GetPolicy"], "Resource": "*")",
     "arn:aws:iam::aws:policy/SecurityAudit",
     {"iam:getpolicy"}},
    {"of another account's role only what that account can agree to",
     R"("Action": ["iam:PassRole", "sts:AssumeRole"], "Resource": "*")",
     "arn:aws:iam::999999999999:role/partner",
     {"sts:assumerole"}},
    {"names of ARNs compare with case",
     R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::Known-bucket/*")",
     "arn:aws:s3:::known-bucket",
     {}},
    {"names of actions do not",
     R"("Action": "S3:gETobject", "Resource": "arn:aws:s3:::known-bucket/*")",
     "arn:aws:s3:::known-bucket",
     {"s3:getobject"}},
    {"a short ARN is completed",
     R"("Action": "s3:GetObject", "Resource": "arn:aws:s3*")",
     "arn:aws:s3:::known-bucket",
     {"s3:getobject"}},
    {"another partition's bucket is another",
     R"("Action": "s3:GetObject", "Resource": "arn:aws-cn:s3:::known-bucket/*")",
     "arn:aws:s3:::known-bucket",
     {}},
    {"in its own partition",
     R"("Action": "s3:GetObject", "Resource": "arn:aws-cn:s3:::known-bucket/*")",
     "arn:aws-cn:s3:::known-bucket",
     {"s3:getobject"}},
    {"brackets and plus signs are literal",
     R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::b+(1)[x]/*")",
     "arn:aws:s3:::b+(1)[x]",
     {"s3:getobject"}},
};

// The policy `tested` beside entities that others name.
Export around(std::string_view statement) {
  const std::string naming = R"({"Effect": "Allow", "Action": "sns:Publish", "Resource":
      ["arn:aws:s3:::known-bucket", "arn:aws:sns:eu-west-1:111122223333:known"]},
      {"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::999999999999:role/partner"},
      {"Effect": "Allow", "Action": "lambda:GetFunction",
       "Resource": "arn:aws:lambda:eu-west-1:111122223333:function:f"})";
  const std::string ec2 = R"({"Service": "ec2.amazonaws.com"})";
  const auto at_path = [&](std::string_view path, std::string_view name, std::string_view more) {
    return fmt::format(R"({{"Path": "/{0}/", "RoleName": "{1}", "RoleId": "I", "Arn": "{2}",
        "AssumeRolePolicyDocument": {{"Version": "2012-10-17", "Statement": [{3}]}}{4}}})",
                       path, name, iam(fmt::format("role/{}/{}", path, name)), trusting(ec2), more);
  };
  const std::string profile = fmt::format(
      R"(, "InstanceProfileList": [{{"InstanceProfileName": "p", "InstanceProfileId": "P", "Path": "/",
          "Arn": "{}", "Roles": []}}])",
      iam("instance-profile/p"));
  const std::string audit =
      R"(, "AttachedManagedPolicies": [{"PolicyName": "SecurityAudit", "PolicyArn": "arn:aws:iam::aws:policy/SecurityAudit"}])";
  return {
      user("anna", R"({"Effect": "Allow", "Action": "iam:GetUser", "Resource": "*"})", audit), group("team"),
      at_path("team", "deploy", profile) + "," + at_path("aws-service-role/ecs.amazonaws.com", "Linked", ""),
      managed("tested", statement) + "," + managed("naming", naming)};
}

void expect_actions(const GrantRow& row, const std::vector<std::string>& actions) {
  const std::string& first = row.actions.front();
  if (first[0] != '+' && first[0] != '-') {
    EXPECT_EQ(actions, row.actions) << row.name;
    return;
  }
  const bool found = std::find(actions.begin(), actions.end(), first.substr(1)) != actions.end();
  EXPECT_EQ(found, first[0] == '+') << row.name;
}

TEST(Grants, Allow) {
  Export parts = around(statement("Allow", R"("Action": "sns:Publish", "Resource": "*")"));
  for (size_t i = 0; i < kGrantRows.size(); ++i)
    parts.policies += "," + managed(fmt::format("row-{}", i), statement("Allow", kGrantRows[i].statement));
  const Drawn drawn(parts, class_bit(RelationClass::kAllows));
  for (size_t i = 0; i < kGrantRows.size(); ++i) {
    const GrantRow& row = kGrantRows[i];
    const json edge = drawn.edge("ALLOWS", iam(fmt::format("policy/row-{}", i)), row.entity);
    if (row.actions.empty()) {
      EXPECT_TRUE(edge.is_null()) << row.name << ": " << edge.dump();
      continue;
    }
    ASSERT_FALSE(edge.is_null()) << row.name;
    expect_actions(row, strings(edge["normalizedActions"]));
    EXPECT_EQ(edge["conditional"], row.conditional) << row.name;
    EXPECT_EQ(edge["effect"], "Allow") << row.name;
  }
}

// A Deny is drawn with all that it says, whatever AWS would allow, and takes no ALLOWS away.
TEST(Grants, DenyStandsBesideAllow) {
  const Drawn drawn(around(R"({"Sid": "All", "Effect": "Allow", "Action": "s3:*", "Resource": "*"},
      {"Sid": "NoDelete", "Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::known-bucket/x/*",
       "Condition": {"StringNotEquals": {"aws:PrincipalTag/team": ["a", "b"]}}},
      {"Effect": "Deny", "Action": "iam:PassRole", "Resource": "*"})"));
  const std::string tested = iam("policy/tested");
  const json allows = drawn.edge("ALLOWS", tested, "arn:aws:s3:::known-bucket");
  const json denies = drawn.edge("DENIES", tested, "arn:aws:s3:::known-bucket");
  const auto allowed = strings(allows["normalizedActions"]);
  EXPECT_TRUE(std::find(allowed.begin(), allowed.end(), "s3:deleteobject") != allowed.end());
  EXPECT_EQ(denies["normalizedActions"], json({"s3:deleteobject"}));
  EXPECT_EQ(denies["conditional"], true);
  EXPECT_EQ(denies["conditions"],
            json::parse(R"({"StringNotEquals": {"aws:PrincipalTag/team": ["a", "b"]}})"));
  EXPECT_EQ(denies["sid"], "NoDelete");
  EXPECT_EQ(denies["statement"], 1);
  EXPECT_EQ(denies["effect"], "Deny");
  EXPECT_FALSE(drawn.edge("DENIES", tested, iam("role/aws-service-role/ecs.amazonaws.com/Linked")).is_null());
}

TEST(Grants, OneAStatementAndEntity) {
  const Drawn drawn(around(
      R"({"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": ["arn:aws:s3:::b/*", "arn:aws:s3:::b/x/*"]},
      {"Effect": "Allow", "Action": "s3:List*", "Resource": "arn:aws:s3:::b"})"));
  std::vector<json> edges;
  for (const json& each : drawn.relationships())
    if (each["_class"] == "ALLOWS" && each["_fromEntityKey"] == iam("policy/tested")) edges.push_back(each);
  ASSERT_EQ(edges.size(), 2u);
  EXPECT_EQ(edges[0]["_key"], iam("policy/tested") + "|ALLOWS|arn:aws:s3:::b|0");
  EXPECT_EQ(edges[1]["_key"], iam("policy/tested") + "|ALLOWS|arn:aws:s3:::b|1");
  EXPECT_EQ(edges[0]["_type"], "aws_iam_policy_allows_s3_bucket");
  EXPECT_EQ(edges[0]["actions"], json({"s3:GetObject", "s3:PutObject"}));
  EXPECT_EQ(edges[0]["accessLevels"], json({"read", "write"}));
  EXPECT_EQ(edges[0]["resources"], json({"arn:aws:s3:::b/*", "arn:aws:s3:::b/x/*"}));
  EXPECT_EQ(edges[1]["actions"], json({"s3:List*"}));
  EXPECT_EQ(edges[0]["file"], "export.json");
  EXPECT_GT(edges[1]["line"], edges[0]["line"]);
}

// What is written of a statement is what means something on the entity.
TEST(Grants, ActionsAsWritten) {
  const Drawn drawn(
      around(R"({"Effect": "Allow", "Action": ["s3:Get*", "sqs:*", "s3:ListBucket"], "Resource": "*"})"));
  const json edge = drawn.edge("ALLOWS", iam("policy/tested"), "arn:aws:s3:::known-bucket");
  EXPECT_EQ(edge["actions"], json({"s3:Get*", "s3:ListBucket"}));
  EXPECT_FALSE(edge.contains("notActions"));
  const Drawn not_actions(
      around(R"({"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "NotResource": "arn:aws:s3:::x"})"));
  const json other = not_actions.edge("ALLOWS", iam("policy/tested"), "arn:aws:s3:::known-bucket");
  EXPECT_EQ(other["notActions"], json({"iam:*", "sts:*"}));
  EXPECT_EQ(other["notResources"], json({"arn:aws:s3:::x"}));
  EXPECT_FALSE(other.contains("actions"));
}

TEST(Grants, TrustPoliciesDrawNone) {
  const Drawn drawn(around(statement("Allow", R"("Action": "sns:Publish", "Resource": "*")")));
  for (const char* relation : {"ALLOWS", "DENIES"})
    for (const json& each : drawn.relationships())
      if (each["_class"] == relation) {
        EXPECT_EQ(each["_fromEntityKey"].get<std::string>().find("AssumeRolePolicyDocument"),
                  std::string::npos);
      }
}

// A broken policy draws nothing and the rest is drawn.
TEST(Grants, BrokenPolicy) {
  Export parts = around(statement("Allow", R"("Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*")"));
  parts.users += "," + user("broken", R"({"Effect": "Perhaps", "Action": 7})");
  const Drawn drawn(parts);
  EXPECT_FALSE(drawn.edge("ALLOWS", iam("policy/tested"), "arn:aws:s3:::b").is_null());
  EXPECT_TRUE(drawn.edge("ALLOWS", iam("user/broken/policy/own"), "arn:aws:s3:::b").is_null());
  EXPECT_FALSE(drawn.entity(iam("user/broken/policy/own")).is_null());
}

// Of an AWS managed policy the actions without a resource go to the services of the accounts where it is
// held.
TEST(Grants, AwsManagedPolicyOfTwoAccounts) {
  const std::string audit =
      R"(, "AttachedManagedPolicies": [{"PolicyName": "SecurityAudit", "PolicyArn": "arn:aws:iam::aws:policy/SecurityAudit"}])";
  const std::string one = to_json({user("anna", "", audit), "", "", ""});
  std::string two = to_json({user("bert"), "", "", ""});
  for (size_t at = two.find(kAccount); at != std::string::npos; at = two.find(kAccount))
    two.replace(at, kAccount.size(), "222233334444");
  const Drawn drawn(std::vector{one, two});
  constexpr std::string_view kAudit = "arn:aws:iam::aws:policy/SecurityAudit";
  EXPECT_FALSE(drawn.edge("ALLOWS", kAudit, "111122223333:aws_ec2").is_null());
  EXPECT_TRUE(drawn.entity("222233334444:aws_ec2").is_null());
  EXPECT_FALSE(drawn.edge("HAS", "111122223333:aws_iam", kAudit).is_null());
  EXPECT_TRUE(drawn.edge("HAS", "222233334444:aws_iam", kAudit).is_null());
  EXPECT_FALSE(drawn.edge("ALLOWS", kAudit, iam("user/anna")).is_null());
  EXPECT_TRUE(drawn.edge("ALLOWS", kAudit, "arn:aws:iam::222233334444:user/bert").is_null());
}

using ActionsByEdge = std::map<std::tuple<EntityId, EntityId, uint32_t>, std::set<ActionId>>;

ActionsByEdge actions_by_edge(const Graph& graph) {
  ActionsByEdge actions;
  for (RelationClass relation : {RelationClass::kAllows, RelationClass::kDenies})
    for (const Relationship& each : graph.of(relation)) {
      const Grant& grant = graph.grants[each.detail];
      const auto set = graph.action_sets[grant.actions];
      actions[{each.from, each.to, grant.statement}].insert(set.begin(), set.end());
    }
  return actions;
}

// The slow judge: each action of each part of the resource, as a request to the evaluator.
std::set<ActionId> judged(const CompiledStatement& statement, const ResourceShape& shape,
                          std::string_view arn) {
  const Principal nobody;
  const Context open(Unlisted::kUnknown);
  const ActionSet spoken = actions_of(*statement.written);
  std::set<ActionId> expected;
  const auto judge = [&](const std::string& resource, ResourceMeaning meaning,
                         const std::vector<ActionId>& actions) {
    for (ActionId action : actions) {
      if (!spoken.contains(action)) continue;
      Request request(nobody, open);
      request.set_action(action);
      request.set_resource(resource, meaning);
      if (match_resource(statement, request) != Answer::kNo) expected.insert(action);
    }
  };
  judge(std::string(arn), ResourceMeaning::kOne, shape.actions);
  if (shape.also_with_star) judge(fmt::format("{}:*", arn), ResourceMeaning::kOne, shape.actions);
  for (const Contents& contents : shape.contents)
    judge(fmt::format("{}{}", arn, contents.suffix), ResourceMeaning::kSome, contents.actions);
  return expected;
}

bool has_variable(const CompiledStatement& statement) {
  return std::any_of(statement.resources.begin(), statement.resources.end(), [](const ResourcePattern& each) {
    return each.form == ResourcePattern::Form::kVariable;
  });
}

// The evaluator is the judge: an action is on an edge exactly when the statement speaks of it and may match
// the resource, or something inside it. Left out is where the graph says more or less: variables, reserved
// and foreign entities.
TEST(Grants, AgreeWithTheEvaluator) {
  Drawn drawn = Drawn::file("acme/account-authorization-details.json");
  const Graph& graph = drawn.graph();
  const ActionsByEdge actual = actions_by_edge(graph);
  ResourceShapes shapes;
  std::vector<std::pair<EntityId, ResourceShape>> judgeable;
  for (EntityId id = 0; id < graph.entities.size(); ++id) {
    const Entity& entity = graph.entities[id];
    if (entity.kind == EntityKind::kAccount || entity.external ||
        ResourceShapes::types_of(entity.arn).empty())
      continue;
    const ResourceShape shape = shapes.shape_of(entity.arn);
    if (shape.never.empty()) judgeable.emplace_back(id, shape);
  }
  size_t compared = 0;
  for (PolicyId id = 0; id < drawn.snapshot().policies.size(); ++id) {
    const PolicyEntry& entry = drawn.snapshot().policies[id];
    if (entry.type == PolicyType::kTrust || entry.origin != PolicyOrigin::kSnapshot) continue;
    const CompiledPolicy& policy = *drawn.access().compiled(id);
    for (uint32_t s = 0; s < policy.statements.size(); ++s) {
      EXPECT_EQ(actions_of(*policy.statements[s].written), actions_of(policy, s)) << entry.arn;
      if (has_variable(policy.statements[s])) continue;
      for (const auto& [to, shape] : judgeable) {
        const auto expected = judged(policy.statements[s], shape, graph.entities[to].arn);
        const auto edge = actual.find({*graph.find(entry.arn), to, s});
        EXPECT_EQ(edge == actual.end() ? std::set<ActionId>() : edge->second, expected)
            << entry.arn << " " << s << " " << graph.entities[to].arn;
        compared += expected.size();
      }
    }
  }
  EXPECT_GT(compared, 10000u);
}

TEST(Grants, RelationshipsAreSmall) { EXPECT_LE(sizeof(Relationship), 12u); }

}  // namespace
}  // namespace arnscope
