// What AWS Config records: the forms of its files, the newest item of a resource, policies in strings.
#include "engine/snapshot/aws_config.h"

#include "tests/unit/snapshot/collected.h"

namespace arnscope {
namespace {

constexpr std::string_view kQueue = "arn:aws:sqs:eu-west-1:111122223333:q";
const std::string kPolicy =
    R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"sqs:*","Resource":"*"}})";
// The same in a string, and in a string in a string.
const std::string kQuoted =
    R"("{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:*\",\"Resource\":\"*\"}}")";
const std::string kTwice =
    R"("\"{\\\"Statement\\\":{\\\"Effect\\\":\\\"Allow\\\",\\\"Principal\\\":\\\"*\\\",\\\"Action\\\":\\\"sqs:*\\\",\\\"Resource\\\":\\\"*\\\"}}\"")";
const std::string kEncodedKeyPolicy =
    R"("%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%22%2A%22%2C%22Action%22%3A%22kms%3A%2A%22%2C%22Resource%22%3A%22%2A%22%7D%7D")";
const std::string kTrust = R"("%7B%22Statement%22%3A%5B%5D%7D")";
const std::string kEncoded =
    R"("%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22sqs%3A%2A%22%2C%22Resource%22%3A%22%2A%22%7D%7D")";

std::unique_ptr<const Snapshot> read(const std::vector<std::string>& texts) {
  std::vector<CollectorFile> files;
  for (size_t i = 0; i < texts.size(); ++i)
    files.push_back({std::string(1, static_cast<char>('a' + i)) + ".json", texts[i]});
  return read_by(load_aws_config, files);
}

std::string item(std::string_view type, std::string_view arn, std::string_view configuration,
                 std::string_view more = "") {
  return R"({"resourceType":")" + std::string(type) + R"(","ARN":")" + std::string(arn) +
         R"(","awsAccountId":"111122223333","awsRegion":"eu-west-1","resourceId":"id","configuration":)" +
         std::string(configuration) + std::string(more) + "}";
}
std::string snapshot(std::string_view items) {
  return R"({"fileVersion":"1.0","configSnapshotId":"x","configurationItems":[)" + std::string(items) + "]}";
}
std::string queue(std::string_view configuration = "{}", std::string_view more = "") {
  return item("AWS::SQS::Queue", kQueue, configuration, more);
}

bool is_ours(std::string_view text) {
  return is_aws_config(input_files({{"a.json", std::string(text)}}).front());
}

TEST(AwsConfig, FilesOfTheLayout) {
  struct Row {
    std::string text;
    bool ours;
  };
  for (const Row& row : {
           Row{snapshot(""), true},
           Row{R"({"configurationItems":[]})", true},
           Row{R"({"baseConfigurationItems":[],"unprocessedResourceKeys":[]})", true},
           Row{R"({"BaseConfigurationItems":[]})", true},
           Row{R"({"ConfigurationItem":)" + queue() + "}", true},
           Row{queue(), true},
           Row{queue() + "\n" + queue(), true},
           Row{"[" + queue() + "]", true},
           Row{R"({"Results":["{}"],"QueryInfo":{}})", true},
           Row{R"({"Results":[],"QueryInfo":{}})", true},
           Row{R"({"Results":["{\"a\":1}"]})", true},
           Row{R"({"Results":[]})", false},
           Row{R"({"Results":["a"]})", false},
           Row{R"({"resourceType":"AWS::SQS::Queue"})", false},
           Row{R"({"resourceType":"queue","configuration":{}})", false},
           Row{R"({"UserDetailList":[]})", false},
           Row{"[]", false},
           Row{"7", false},
       }) {
    EXPECT_EQ(is_ours(row.text), row.ours) << row.text;
  }
}

TEST(AwsConfig, EachFormGivesTheResource) {
  std::string quoted = queue();
  for (size_t at = 0; (at = quoted.find('"', at)) != std::string::npos; at += 2) quoted.insert(at, "\\");
  for (const std::string& text :
       {snapshot(queue()), queue(), "[" + queue() + "]", R"({"ConfigurationItem":)" + queue() + "}",
        R"({"BaseConfigurationItems":[)" + queue(R"("{}")") + "]}", R"({"Results":[")" + quoted + "\"]}"}) {
    auto s = read({text});
    EXPECT_EQ(lines(*s), std::vector<std::string>{}) << text;
    ASSERT_EQ(s->resources.size(), 1u) << text;
    EXPECT_EQ(s->resources[0].key, kQueue) << text;
    EXPECT_EQ(s->resources[0].type, "aws_sqs_queue") << text;
    EXPECT_EQ(s->resources[0].region, "eu-west-1") << text;
  }
}

TEST(AwsConfig, TheNewestItemCounts) {
  const auto at = [](std::string_view time, std::string_view status, std::string_view team) {
    return queue("{}", R"(,"configurationItemCaptureTime":)" + std::string(time) +
                           R"(,"configurationItemStatus":")" + std::string(status) + R"(","tags":{"team":")" +
                           std::string(team) + "\"}");
  };
  const std::string old = at(R"("2024-01-01T00:00:00.500Z")", "OK", "old");
  const std::string young = at(R"("2024-01-01T00:30:00+00:00")", "OK", "young");
  const std::string zone = at(R"("2024-01-01T01:29:00+01:00")", "OK", "zone");  // before `young`
  const std::string gone = at(R"("2024-02-01T00:00:00Z")", "ResourceDeleted", "gone");
  const std::string forgotten = at("1706745600.5", "ResourceDeletedNotRecorded", "gone");  // in February too
  const std::string again = at(R"("2024-03-01T00:00:00Z")", "ResourceDiscovered", "again");
  struct Row {
    std::vector<std::string> texts;
    std::string_view team;  // "": there is no resource
  };
  for (const Row& row : std::vector<Row>{
           {{snapshot(old + "," + young)}, "young"},
           {{snapshot(young + "," + old)}, "young"},
           {{snapshot(young), snapshot(old)}, "young"},
           {{zone + "\n" + young + "\n" + old}, "young"},
           {{snapshot(gone), snapshot(young)}, ""},
           {{snapshot(young + "," + forgotten)}, ""},
           {{snapshot(again), snapshot(gone), snapshot(old)}, "again"},
       }) {
    auto s = read(row.texts);
    EXPECT_EQ(lines(*s), std::vector<std::string>{});
    ASSERT_EQ(s->resources.size(), row.team.empty() ? 0u : 1u) << row.texts[0];
    if (!row.team.empty()) {
      EXPECT_EQ(tags(*s, s->resources[0]), std::vector<std::string>{"team=" + std::string(row.team)});
    }
  }
}

TEST(AwsConfig, PoliciesOfResources) {
  const std::string captured = R"(,"configurationItemCaptureTime":"2024-01-01T00:00:00Z")";
  struct Row {
    std::string text;
    PolicyKnowledge knowledge;
  };
  const auto bucket = [&](std::string_view supplementary, std::string_view more) {
    return item("AWS::S3::Bucket", "arn:aws:s3:::b", "{}",
                R"(,"supplementaryConfiguration":)" + std::string(supplementary) + std::string(more));
  };
  const auto key = [&](std::string_view policy) {
    return item("AWS::KMS::Key", "arn:aws:kms:eu-west-1:111122223333:key/k", "{}",
                R"(,"supplementaryConfiguration":{)" + std::string(policy) + "}" + captured);
  };
  for (const Row& row : {
           Row{bucket(R"({"BucketPolicy":{"policyText":)" + kQuoted + "}}", ""), PolicyKnowledge::kPresent},
           Row{bucket(R"({"BucketPolicy":{"policyText":)" + kPolicy + "}}", ""), PolicyKnowledge::kPresent},
           Row{bucket(R"({"BucketPolicy":"{\"policyText\":\"{\\\"Statement\\\":[]}\"}"})", ""),
               PolicyKnowledge::kPresent},
           Row{bucket(R"("{\"BucketPolicy\":\"{\\\"policyText\\\":null}\"}")", captured),
               PolicyKnowledge::kNone},
           Row{bucket(R"({"BucketPolicy":{"policyText":null}})", captured), PolicyKnowledge::kNone},
           Row{bucket("{}", captured), PolicyKnowledge::kNone},
           // A query gives what it was asked for, and nothing tells that.
           Row{bucket("{}", ""), PolicyKnowledge::kUnknown},
           Row{item("AWS::S3::Bucket", "arn:aws:s3:::b", "{}", captured), PolicyKnowledge::kUnknown},
           Row{key(R"("Policy":)" + kQuoted), PolicyKnowledge::kPresent},
           Row{key(R"("Policy":)" + kTwice), PolicyKnowledge::kPresent},
           Row{key(R"("Policy":)" + kEncodedKeyPolicy), PolicyKnowledge::kPresent},
           Row{key(""), PolicyKnowledge::kUnknown},
           Row{queue(R"({"Policy":)" + kPolicy + "}"), PolicyKnowledge::kPresent},
           Row{queue(R"({"Policy":)" + kQuoted + "}"), PolicyKnowledge::kPresent},
           Row{queue(R"({"Policy":""})", captured), PolicyKnowledge::kNone},
           Row{queue("{}", captured), PolicyKnowledge::kNone},
           // Not among what AWS Config records of these.
           Row{item("AWS::DynamoDB::Table", "arn:aws:dynamodb:eu-west-1:111122223333:table/t", "{}",
                    captured),
               PolicyKnowledge::kUnknown},
       }) {
    auto s = read({row.text});
    EXPECT_EQ(lines(*s), std::vector<std::string>{}) << row.text;
    ASSERT_EQ(s->resources.size(), 1u) << row.text;
    EXPECT_EQ(s->resources[0].policy_knowledge, row.knowledge) << row.text;
    if (row.knowledge == PolicyKnowledge::kPresent) {
      EXPECT_EQ(s->policies[s->resources[0].policy].origin, PolicyOrigin::kSnapshot) << row.text;
    }
  }
}

TEST(AwsConfig, PoliciesThatAreItemsOfTheirOwn) {
  const std::string bucket = item("AWS::S3::Bucket", "arn:aws:s3:::b", R"({"name":"b"})");
  const std::string policy =
      item("AWS::S3::BucketPolicy", "", R"({"Bucket":"b","PolicyDocument":)" + kPolicy + "}");
  for (const std::string& text : {snapshot(bucket + "," + policy), policy + bucket}) {
    auto s = read({text});
    EXPECT_EQ(lines(*s), std::vector<std::string>{});
    ASSERT_EQ(s->resources.size(), 1u);
    EXPECT_EQ(s->resources[0].policy_knowledge, PolicyKnowledge::kPresent);
  }
}

TEST(AwsConfig, TypesOfResources) {
  struct Row {
    std::string text;
    std::string_view key, type, id, name;
  };
  for (const Row& row : {
           Row{item("AWS::EC2::Instance", "arn:aws:ec2:eu-west-1:111122223333:instance/i-1",
                    R"({"instanceId":"i-1"})"),
               "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", "aws_instance", "i-1", "i-1"},
           // The documentation's own example has an ARN like this.
           Row{item("AWS::EC2::Instance", "arn:aws:us-west-2b:123456789012:instance/i-1",
                    R"("{\"instanceId\":\"i-1\"}")"),
               "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", "aws_instance", "i-1", "i-1"},
           Row{item("AWS::EKS::Nodegroup", "arn:aws:eks:eu-west-1:111122223333:nodegroup/c/n/1", "{}",
                    R"(,"resourceName":"n")"),
               "arn:aws:eks:eu-west-1:111122223333:nodegroup/c/n/1", "aws_eks_nodegroup", "id", "n"},
           Row{item("AWS::Cloud9::EnvironmentEC2", "", "{}"),
               "111122223333:eu-west-1:aws_cloud9_environment_ec2:id", "aws_cloud9_environment_ec2", "id",
               "id"},
       }) {
    auto s = read({row.text});
    EXPECT_EQ(lines(*s), std::vector<std::string>{}) << row.text;
    ASSERT_EQ(s->resources.size(), 1u) << row.text;
    EXPECT_EQ(s->resources[0].key, row.key);
    EXPECT_EQ(s->resources[0].type, row.type);
    EXPECT_EQ(s->resources[0].id, row.id);
    EXPECT_EQ(s->resources[0].name, row.name);
  }
}

TEST(AwsConfig, PrincipalsInConfigsOwnForm) {
  const std::string user =
      R"({"path":"/p/","userName":"ann","userId":"AIDA1","arn":"arn:aws:iam::111122223333:user/p/ann",
    "createDate":"2024-01-01T00:00:00.000Z","userPolicyList":[{"policyName":"in","policyDocument":)" +
      kEncoded + R"(}],
    "groupList":["g"],"attachedManagedPolicies":[{"policyName":"m","policyArn":"arn:aws:iam::111122223333:policy/m"}],
    "permissionsBoundary":{"permissionsBoundaryType":"Policy","permissionsBoundaryArn":"arn:aws:iam::111122223333:policy/m"}})";
  const std::string group = R"({"groupName":"g","arn":"arn:aws:iam::111122223333:group/g",
    "attachedManagedPolicies":[],"groupPolicyList":[{"policyName":"gp","policyDocument":)" +
                            kEncoded + "}]}";
  const std::string role =
      R"({"roleName":"r","assumeRolePolicyDocument":)" + kTrust + R"(,"permissionsBoundary":null,
    "rolePolicyList":[],"attachedManagedPolicies":null,
    "instanceProfileList":[{"path":"/","instanceProfileName":"ip","instanceProfileId":"AIPA1","arn":"arn:aws:iam::111122223333:instance-profile/ip"}],
    "tags":[{"key":"k","value":"v"}],"roleLastUsed":null})";
  const std::string policy =
      R"({"policyName":"m","arn":"arn:aws:iam::111122223333:policy/m","defaultVersionId":"v2",
    "policyVersionList":[{"document":"%7B%7D","versionId":"v1","isDefaultVersion":false},
      {"document":)" +
      kEncoded + R"(,"versionId":"v2","isDefaultVersion":true}]})";
  auto s = read({snapshot(
      item("AWS::IAM::User", "arn:aws:iam::111122223333:user/p/ann", user, R"(,"tags":{"team":"blue"})") +
      "," + item("AWS::IAM::Group", "", group) + "," +
      item("AWS::IAM::Role", "arn:aws:iam::111122223333:role/r", role) + "," +
      item("AWS::IAM::InstanceProfile", "arn:aws:iam::111122223333:instance-profile/ip", "{}") + "," +
      item("AWS::IAM::Policy", "arn:aws:iam::111122223333:policy/m", policy,
           R"(,"tags":[{"key":"t","value":"u","tag":"t=u"}])"))});
  EXPECT_EQ(lines(*s), std::vector<std::string>{});
  ASSERT_EQ(s->users.size(), 1u);
  const User& ann = s->users[0];
  EXPECT_EQ(ann.name, "ann");
  EXPECT_EQ(ann.created, "2024-01-01T00:00:00+00:00");
  EXPECT_EQ(ann.groups, std::vector<GroupId>{0});
  EXPECT_EQ(ann.boundary, ann.attached_policies[0]);
  EXPECT_EQ(s->policies[*ann.boundary].version, "v2");
  EXPECT_EQ(s->policies[*ann.boundary].tags[0].value, "u");
  EXPECT_EQ(ann.tags[0].value, "blue");
  EXPECT_EQ(s->roles[0].arn, "arn:aws:iam::111122223333:role/r");
  EXPECT_EQ(s->roles[0].tags[0].value, "v");
  EXPECT_EQ(s->instance_profiles.size(), 1u);
  EXPECT_EQ(s->resources.size(), 0u);
  EXPECT_EQ(verdict(*s, ann.arn, "sqs:SendMessage", kQueue), "allowed");
}

// A query that did not ask for the type and the ARN of its items.
TEST(AwsConfig, ItemsOfAQuery) {
  auto s = read(
      {R"({"Results":["{\"configuration\":{\"arn\":\"arn:aws:iam::111122223333:user/ann\",\"userName\":\"ann\"},\"tags\":[{\"key\":\"a\",\"value\":\"b\"}]}",
    "{\"arn\":\"arn:aws:sqs:eu-west-1:111122223333:q\"}"],"QueryInfo":{"SelectFields":[]}})"});
  EXPECT_EQ(
      lines(*s),
      (std::vector<std::string>{
          "a.json:1:33 warning POLICY_MISSING `arn:aws:iam::111122223333:user/ann` was not read whole: what "
          "its inline policies, attached policies, groups, permissions boundary grant or limit is unknown",
          "a.json:2:6 warning CONFIGURATION_MISSING the resource "
          "`arn:aws:sqs:eu-west-1:111122223333:q` has no configuration: little is "
          "known of it"}));
  ASSERT_EQ(s->users.size(), 1u);
  EXPECT_EQ(s->users[0].tags[0].value, "b");
  ASSERT_EQ(s->resources.size(), 1u);
  EXPECT_EQ(s->resources[0].type, "aws_sqs_queue");
}

// What a query did not ask for is unknown; what AWS Config recorded whole and does not name is not there.
TEST(AwsConfig, PartsOfAPrincipalThatAQueryLeftOut) {
  const std::string ann = "arn:aws:iam::111122223333:user/ann";
  const std::string inline_list =
      R"("userPolicyList":[{"policyName":"in","policyDocument":)" + kEncoded + "}]";
  const std::string attached = R"("attachedManagedPolicies":[])";
  const std::string groups = R"("groupList":[])";
  const std::string boundary = R"("permissionsBoundary":null)";
  const std::string none;
  struct Row {
    std::string configuration, more, unread, send, receive;
  };
  const std::string of_inline = "identity policy of " + ann + "/policy/?inline-policies allows";
  for (const Row& row : {
           Row{inline_list + "," + attached + "," + groups + "," + boundary, "", "", "allowed",
               "implicitDeny"},
           Row{attached + "," + groups + "," + boundary, "", "inline policies", "conditional " + of_inline,
               "conditional " + of_inline},
           Row{inline_list + "," + groups + "," + boundary, "", "attached policies", "allowed",
               "conditional identity policy of " + ann + "/?managed-policies allows"},
           Row{inline_list + "," + attached + "," + boundary, "", "groups", "allowed",
               "conditional identity policy of group ?groups allows"},
           Row{inline_list + "," + attached + "," + groups, "", "permissions boundary",
               "conditional boundary policy of " + ann + "/?boundary allows", "implicitDeny"},
           Row{inline_list, R"(,"configurationItemCaptureTime":"2024-01-01T00:00:00.000Z")", "", "allowed",
               "implicitDeny"},
       }) {
    auto s = read({snapshot(item("AWS::IAM::User", ann, "{" + row.configuration + "}", row.more))});
    EXPECT_EQ(lines(*s), row.unread.empty()
                             ? std::vector<std::string>{}
                             : std::vector<std::string>{"a.json:1:231 warning POLICY_MISSING `" + ann +
                                                        "` was not read whole: what its " + row.unread +
                                                        " grant or limit is unknown"})
        << row.configuration;
    EXPECT_EQ(verdict(*s, ann, "sqs:SendMessage", kQueue), row.send) << row.configuration;
    EXPECT_EQ(verdict(*s, ann, "s3:ListAllMyBuckets", "*"), row.receive) << row.configuration;
  }
}

// What one result of a query lacks another has, and the account's details too, in whatever order.
TEST(AwsConfig, PartsOfAPrincipalFromSeveralInputs) {
  const std::string ann = "arn:aws:iam::111122223333:user/ann";
  const std::string part = snapshot(item("AWS::IAM::User", ann, R"({"userName":"ann","groupList":[]})"));
  const std::string other =
      snapshot(item("AWS::IAM::User", ann,
                    R"({"userPolicyList":[{"policyName":"in","policyDocument":)" + kEncoded +
                        R"(}],"attachedManagedPolicies":[],"permissionsBoundary":null})"));
  const std::string details =
      R"({"UserDetailList":[{"Arn":")" + ann + R"(","UserName":"ann","UserPolicyList":[
    {"PolicyName":"in","PolicyDocument":{"Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}}}]}]})";
  for (const auto& texts : {std::vector{part, other}, {other, part}, {part, details}, {details, part}}) {
    auto s = snapshot_of(texts);
    EXPECT_EQ(lines(*s), std::vector<std::string>{}) << texts[0];
    EXPECT_EQ(verdict(*s, ann, "sqs:SendMessage", kQueue), "allowed") << texts[0];
    EXPECT_EQ(verdict(*s, ann, "s3:ListAllMyBuckets", "*"), "implicitDeny") << texts[0];
  }
}

TEST(AwsConfig, WhatIsBrokenLeavesTheRest) {
  struct Row {
    std::string item;
    std::vector<std::string> findings;  // behind "a.json:1:"
  };
  const std::string none =
      " error NO_CONFIGURATION_ITEM this is no configuration item of AWS Config and is left "
      "out: it has neither an ARN nor a resourceType with a resourceId";
  const std::string user = "arn:aws:iam::111122223333:user/ann";
  for (const Row& row : std::vector<Row>{
           {"7", {"67" + none}},
           {"\"x\"", {"67" + none}},
           {"{}", {"67" + none}},
           {R"({"resourceType":"AWS::SQS::Queue"})", {"67" + none}},
           {R"("{\"a\":")",
            {"75 error JSON_SYNTAX_ERROR the text in this string is not JSON: the text ends inside an object "
             "that begins at line 1: is the text cut off?"}},
           {item("AWS::IAM::User", user, "null"),
            {"67 warning CONFIGURATION_MISSING AWS::IAM::User `" + user +
             "` has no configuration and is left out"}},
           {item("AWS::IAM::Policy", "arn:aws:iam::111122223333:policy/p", "7"),
            {"67 warning CONFIGURATION_MISSING AWS::IAM::Policy `arn:aws:iam::111122223333:policy/p` has no "
             "configuration and is left out"}},
           {item("AWS::IAM::User", "nothing", "{}"),
            {"204 error INVALID_ARN `` has no ARN and is left out: Arn is `nothing`"}},
           {item("AWS::S3::BucketPolicy", "", "{}"),
            {"67 warning CONFIGURATION_MISSING AWS::S3::BucketPolicy `id` has no policy in its "
             "configuration: "
             "what it grants is unknown"}},
           {item("AWS::Config::ResourceCompliance", "", "{}"), {}},
       }) {
    auto s = read({snapshot(row.item + "," + queue())});
    std::vector<std::string> expected;
    for (const std::string& finding : row.findings) expected.push_back("a.json:1:" + finding);
    EXPECT_EQ(lines(*s), expected) << row.item;
    EXPECT_EQ(s->resources.size(), 1u) << row.item;
  }
  auto s = read({queue() + "\n[]"});
  EXPECT_EQ(lines(*s),
            std::vector<std::string>{
                "a.json:2:1 error NO_CONFIGURATION_ITEM this is no configuration item of AWS Config "
                "and is left out: it must have a resourceType and a configuration"});
}

}  // namespace
}  // namespace arnscope
