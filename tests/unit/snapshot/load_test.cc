// Exports into snapshots: what is read, what is reported, and that the rest goes on.
#include "engine/snapshot/load.h"

#include <fmt/format.h>

#include "tests/unit/snapshot/build.h"

namespace arnscope {
namespace {

constexpr std::string_view kAnn = "arn:aws:iam::111122223333:user/ann";
constexpr std::string_view kQueue = "arn:aws:sqs:eu-west-1:111122223333:q";

std::string user(std::string_view more, std::string_view name = "ann") {
  return R"({"UserName":")" + std::string(name) + R"(","Arn":"arn:aws:iam::111122223333:user/)" +
         std::string(name) + "\"" + (more.empty() ? "" : ",") + std::string(more) + "}";
}
std::string users(std::string_view more) { return R"({"UserDetailList":[)" + user(more) + "]}"; }

constexpr std::string_view kAllow = R"({"Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}})";

TEST(Load, OneFileInFull) {
  auto s = snapshot_of({R"({
    "UserDetailList": [{"Path": "/p/", "UserName": "ann", "UserId": "AIDA1", "Arn": "arn:aws:iam::111122223333:user/p/ann",
      "CreateDate": "2024-01-01T00:00:00Z", "GroupList": ["g"], "Tags": [{"Key": "k", "Value": "v"}],
      "UserPolicyList": [{"PolicyName": "in", "PolicyDocument": {"Statement": []}}],
      "AttachedManagedPolicies": [{"PolicyName": "m", "PolicyArn": "arn:aws:iam::111122223333:policy/m"}],
      "PermissionsBoundary": {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/m"}}],
    "GroupDetailList": [{"Path": "/", "GroupName": "g", "GroupId": "AGPA1", "Arn": "arn:aws:iam::111122223333:group/g",
      "GroupPolicyList": [{"PolicyName": "gp", "PolicyDocument": {"Statement": []}}]}],
    "RoleDetailList": [{"Path": "/r/", "RoleName": "role", "RoleId": "AROA1", "Arn": "arn:aws:iam::111122223333:role/r/role",
      "AssumeRolePolicyDocument": {"Statement": []}, "RoleLastUsed": {"LastUsedDate": "2024-05-05", "Region": "x"},
      "InstanceProfileList": [{"InstanceProfileName": "ip", "InstanceProfileId": "AIPA1", "Path": "/",
        "Arn": "arn:aws:iam::111122223333:instance-profile/ip"}]}],
    "Policies": [{"PolicyName": "m", "Arn": "arn:aws:iam::111122223333:policy/m", "DefaultVersionId": "v2",
      "Tags": [{"Key": "t", "Value": "u"}],
      "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": false, "Document": {"Id": "old", "Statement": []}},
                            {"VersionId": "v2", "IsDefaultVersion": true, "Document": {"Id": "new", "Statement": []}}]}]})"});
  EXPECT_EQ(lines(*s), std::vector<std::string>{});
  ASSERT_EQ(s->accounts.size(), 1u);
  EXPECT_EQ(s->accounts[0].id, "111122223333");
  EXPECT_EQ(s->accounts[0].partition, "aws");
  ASSERT_EQ(s->users.size(), 1u);
  const User& ann = s->users[0];
  EXPECT_EQ(ann.path, "/p/");
  EXPECT_EQ(ann.id, "AIDA1");
  EXPECT_EQ(ann.created, "2024-01-01T00:00:00+00:00");
  EXPECT_EQ(ann.groups, std::vector<GroupId>{0});
  EXPECT_EQ(s->groups[0].members, std::vector<UserId>{0});
  ASSERT_EQ(ann.tags.size(), 1u);
  EXPECT_EQ(ann.tags[0].value, "v");
  ASSERT_EQ(ann.inline_policies.size(), 1u);
  EXPECT_EQ(s->policies[ann.inline_policies[0]].arn, "arn:aws:iam::111122223333:user/p/ann/policy/in");
  EXPECT_EQ(s->policies[ann.inline_policies[0]].type, PolicyType::kUserInline);
  ASSERT_EQ(ann.attached_policies.size(), 1u);
  EXPECT_EQ(ann.boundary, ann.attached_policies[0]);
  const PolicyEntry& managed = s->policies[*ann.boundary];
  EXPECT_EQ(managed.type, PolicyType::kCustomerManaged);
  EXPECT_EQ(managed.version, "v2");
  EXPECT_EQ(managed.policy->id->value, "new");
  EXPECT_EQ(managed.tags[0].key, "t");
  const Role& role = s->roles[0];
  EXPECT_EQ(role.last_used, "2024-05-05");
  EXPECT_EQ(s->policies[role.trust].type, PolicyType::kTrust);
  ASSERT_EQ(role.instance_profiles.size(), 1u);
  EXPECT_EQ(s->instance_profiles[0].name, "ip");
  EXPECT_EQ(s->instance_profiles[0].roles, std::vector<RoleId>{0});
  EXPECT_EQ(s->user_by_arn.at(ann.arn), 0u);
  EXPECT_EQ(s->role_by_arn.at(role.arn), 0u);
}

TEST(Load, PagesInFilesOrInOneFile) {
  const std::string one = users(R"("GroupList":["g"])");
  const std::string two = R"({"GroupDetailList":[{"GroupName":"g","Arn":"arn:aws:iam::111122223333:group/g",
    "GroupPolicyList":[{"PolicyName":"x","PolicyDocument":)" +
                          std::string(kAllow) + "}]}]}";
  for (const auto& texts :
       std::vector<std::vector<std::string>>{{one, two}, {two, one}, {one + two}, {two + "\n\n" + one}}) {
    auto s = snapshot_of(texts);
    EXPECT_EQ(lines(*s), std::vector<std::string>{});
    EXPECT_EQ(verdict(*s, kAnn, "sqs:SendMessage", kQueue), "allowed");
  }
  auto alone = snapshot_of({one});
  EXPECT_EQ(lines(*alone),
            (std::vector<std::string>{
                "a.json:1:20 warning GROUP_MISSING `arn:aws:iam::111122223333:user/ann` is in the group `g`, "
                "which is not in the snapshot: what it grants is unknown"}));
}

TEST(Load, OrderOfTheInputDoesNotMatter) {
  std::string forward = R"({"UserDetailList":[)" + user("", "a") + "," + user("", "b") + "]}";
  std::string backward = R"({"UserDetailList":[)" + user("", "b") + "," + user("", "a") + "]}";
  for (const std::string& text : {forward, backward}) {
    auto s = snapshot_of({text});
    ASSERT_EQ(s->users.size(), 2u);
    EXPECT_EQ(s->users[0].name, "a");
    EXPECT_EQ(s->users[1].name, "b");
  }
}

TEST(Load, DocumentsInStrings) {
  const std::string quoted =
      R"("{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"sqs:*\",\"Resource\":\"*\"}}")";
  const std::string encoded =
      "\"%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22sqs%3A%2A%22%2C%22Resource%"
      "22%3A%22%2A%22%7D%7D\"";
  for (const std::string& document : {std::string(kAllow), quoted, encoded}) {
    auto s =
        snapshot_of({users(R"("UserPolicyList":[{"PolicyName":"x","PolicyDocument":)" + document + "}]")});
    EXPECT_EQ(lines(*s), std::vector<std::string>{}) << document;
    EXPECT_EQ(verdict(*s, kAnn, "sqs:SendMessage", kQueue), "allowed") << document;
  }
}

// The rest of the file is read whatever stands in one place.
TEST(Load, FaultsInEveryPlace) {
  const std::string kType = "error SNAPSHOT_DATA_TYPE_MISMATCH ";
  struct Case {
    std::string member;  // of the user ann; `^` where the finding stands
    std::vector<std::string> findings;
  };
  for (
      const Case& row : std::vector<Case>{
          {R"("Path":^7)", {kType + "Path is a number: a string must stand here"}},
          {R"("UserId":^[])", {kType + "UserId is a list: a string must stand here"}},
          {R"("CreateDate":^false)", {kType + "CreateDate is a boolean: a string must stand here"}},
          {R"("Tags":^{})", {kType + "Tags is an object: a list must stand here"}},
          {R"("Tags":[^7])", {kType + "an element of Tags is a number: an object must stand here"}},
          {R"("Tags":[{"Key":^7,"Value":"v"}])", {kType + "Key is a number: a string must stand here"}},
          {R"("GroupList":^"g")", {kType + "GroupList is a string: a list must stand here"}},
          {R"("GroupList":[^7])", {kType + "an element of GroupList is a number: a string must stand here"}},
          {R"("UserPolicyList":^{})", {kType + "UserPolicyList is an object: a list must stand here"}},
          {R"("UserPolicyList":[^null])",
           {kType + "an element of UserPolicyList is null: an object must stand here"}},
          {R"("AttachedManagedPolicies":^7)",
           {kType + "AttachedManagedPolicies is a number: a list must stand here"}},
          {R"("AttachedManagedPolicies":[^"x"])",
           {kType + "an element of AttachedManagedPolicies is a string: an object must stand here"}},
          {R"("UserPolicyList":[^{"PolicyName":"x"}])",
           {"error POLICY_MISSING there is no PolicyDocument of `x`: what it grants is unknown"}},
          {R"("UserPolicyList":[{"PolicyName":"x","PolicyDocument":^7}])",
           {"error DATA_TYPE_MISMATCH the policy document is a number: an object must stand here"}},
          {R"("UserPolicyList":[{"PolicyName":"x","PolicyDocument":"^[]"}])",
           {"error DATA_TYPE_MISMATCH the policy document is a list: an object must stand here"}},
          {R"("UserPolicyList":[{"PolicyName":"x","PolicyDocument":"%7B%22a%22^%7D"}])",
           {"error JSON_SYNTAX_ERROR the policy document is not JSON: expected `:` after a key, found `}`"}},
          {R"("UserPolicyList":[{"PolicyName":"x","PolicyDocument":{"Statement":^7}}])",
           {"error DATA_TYPE_MISMATCH Statement is a number: a list of statements must stand here"}},
          {R"("UserPolicyList":[{"PolicyName":"x","PolicyDocument":"{\"Statement\":[],^\"Statement\":[]}"}])",
           {"warning DUPLICATE_KEY `Statement` stands more than once in this object, first at line 2: the "
            "last one counts"}},
          {R"("Path":"/",^"Path":"/x/")",
           {"warning DUPLICATE_KEY `Path` stands more than once in this object, first at line 2: the last "
            "one counts"}},
      }) {
    std::string text =
        "{\"UserDetailList\":[\n" + user(row.member) + ",\n" +
        user(R"("UserPolicyList":[{"PolicyName":"y","PolicyDocument":)" + std::string(kAllow) + "}]", "bob") +
        "]}";
    size_t mark = text.find('^');
    ASSERT_NE(mark, std::string::npos);
    text.erase(mark, 1);
    auto s = snapshot_of({text});
    std::string place = "a.json:2:" + std::to_string(mark - text.find('\n')) + " ";
    std::vector<std::string> expected;
    for (const std::string& finding : row.findings) expected.push_back(place + finding);
    EXPECT_EQ(lines(*s), expected) << row.member;
    EXPECT_EQ(s->users.size(), 2u) << row.member;
    EXPECT_EQ(verdict(*s, "arn:aws:iam::111122223333:user/bob", "sqs:SendMessage", kQueue), "allowed")
        << row.member;
  }
}

TEST(Load, ListsAndEntitiesOfAWrongType) {
  auto s = snapshot_of({R"({"UserDetailList":7,
"GroupDetailList":[7],
"RoleDetailList":[{"RoleName":"r","Arn":"arn:aws:iam::111122223333:role/r","RoleLastUsed":7},
{"RoleName":"s"},{"RoleName":"t","Arn":"arn:aws:iam:::role/t"},{"RoleName":"u","Arn":7}],
"Policies":["x",{"Arn":"nothing"},{"Arn":"arn:aws:iam::111122223333:policy/p"}]})"});
  EXPECT_EQ(
      lines(*s),
      (std::vector<std::string>{
          "a.json:1:19 error SNAPSHOT_DATA_TYPE_MISMATCH UserDetailList is a number: a list must stand here",
          "a.json:2:20 error SNAPSHOT_DATA_TYPE_MISMATCH a principal is a number: an object must stand here",
          "a.json:3:19 error POLICY_MISSING there is no AssumeRolePolicyDocument of "
          "`AssumeRolePolicyDocument`: "
          "what it grants is unknown",
          "a.json:3:91 error SNAPSHOT_DATA_TYPE_MISMATCH RoleLastUsed is a number: an object must stand here",
          "a.json:4:1 error INVALID_ARN `s` has no ARN and is left out: Arn is ``",
          "a.json:4:18 error INVALID_ARN `t` has no ARN and is left out: Arn is `arn:aws:iam:::role/t`",
          "a.json:4:64 error INVALID_ARN `u` has no ARN and is left out: Arn is ``",
          "a.json:4:86 error SNAPSHOT_DATA_TYPE_MISMATCH Arn is a number: a string must stand here",
          "a.json:5:13 error SNAPSHOT_DATA_TYPE_MISMATCH a managed policy is a string: an object must stand "
          "here",
          "a.json:5:17 error INVALID_ARN a managed policy has no ARN and is left out: Arn is `nothing`",
          "a.json:5:35 error POLICY_MISSING `arn:aws:iam::111122223333:policy/p` has no default version in "
          "PolicyVersionList: what it grants is unknown",
      }));
  ASSERT_EQ(s->roles.size(), 1u);
  EXPECT_EQ(s->policies[s->roles[0].trust].origin, PolicyOrigin::kMissing);
}

TEST(Load, TheVersionInForce) {
  for (
      std::string_view versions : {
          R"("DefaultVersionId":"v2","PolicyVersionList":[{"VersionId":"v1","Document":{"Id":"1","Statement":[]}},{"VersionId":"v2","Document":{"Id":"2","Statement":[]}}])",
          R"("DefaultVersionId":"v1","PolicyVersionList":[{"VersionId":"v1","IsDefaultVersion":false,"Document":{"Id":"1","Statement":[]}},{"VersionId":"v2","IsDefaultVersion":true,"Document":{"Id":"2","Statement":[]}}])",
          R"("PolicyVersionList":[{"VersionId":"v2","IsDefaultVersion":true,"Document":{"Id":"2","Statement":[]}},{"VersionId":"v1","IsDefaultVersion":true,"Document":{"Id":"1","Statement":[]}}])",
      }) {
    auto s = snapshot_of(
        {R"({"Policies":[{"Arn":"arn:aws:iam::111122223333:policy/p",)" + std::string(versions) + "}]}"});
    ASSERT_EQ(s->policies.size(), 1u);
    EXPECT_EQ(s->policies[0].version, "v2") << versions;
    EXPECT_EQ(s->policies[0].name, "p");
    ASSERT_TRUE(s->policies[0].policy->id) << versions;
    EXPECT_EQ(s->policies[0].policy->id->value, "2") << versions;
  }
}

// Findings of records that contradict, without those on what they name.
std::vector<std::string> contradictions(const Snapshot& snapshot) {
  std::vector<std::string> result = lines(snapshot);
  std::erase_if(result,
                [](const std::string& line) { return line.find("CONTRADICTING_ENTITY") == line.npos; });
  return result;
}

// Each row in either order: what stands is what hides no access, wherever it was read.
TEST(Load, EntitiesThatAreReadTwice) {
  const auto in = [](std::string_view statement) {
    return R"("UserPolicyList":[{"PolicyName":"x","PolicyDocument":{"Statement":)" + std::string(statement) +
           "}}]";
  };
  const std::string list = R"({"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"})";
  const std::string all = R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})";
  const std::string iam = R"({"Effect":"Allow","Action":"iam:*","Resource":"*"})";
  const std::string deny = R"({"Effect":"Deny","Action":"s3:*","Resource":"*"})";
  const std::string once =
      R"({"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}})";
  struct Row {
    std::string stands, falls, said;
  };
  for (const Row& row : {
           Row{in(list), in(list), ""},
           Row{R"("GroupList":["g"])", "", "other groups here than at"},
           Row{R"("AttachedManagedPolicies":[{"PolicyArn":"arn:aws:iam::1:policy/x"}])", "",
               "other attached policies here than at"},
           Row{"", R"("PermissionsBoundary":{"PermissionsBoundaryArn":"arn:aws:iam::1:policy/x"})",
               "a permissions boundary here and none at"},
           Row{in("[]"), "", "other inline policies here than at"},
           Row{in(all), in(list), "another inline policy `x` here than at"},
           Row{in(iam), in(list), "another inline policy `x` here than at"},
           Row{in(all), in("[" + all + "," + deny + "]"), "another inline policy `x` here than at"},
           Row{in(all), in(once), "another inline policy `x` here than at"},
           Row{in("[" + all + "," + list + "]"), in("[" + list + "," + all + "]"), ""},
           Row{R"("Tags":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}])",
               R"("Tags":[{"Key":"a","Value":"2"}])", "other tags here than at"},
       }) {
    const std::string stands = users(row.stands);
    const std::string falls = users(row.falls);
    const auto alone = snapshot_of({stands});
    for (const bool first : {true, false}) {
      auto s = first ? snapshot_of({stands, falls}) : snapshot_of({falls, stands});
      std::vector<std::string> said = contradictions(*s);
      ASSERT_EQ(said.size(), row.said.empty() ? 0u : 1u) << row.stands << row.falls;
      if (!said.empty()) {
        EXPECT_TRUE(said[0].starts_with(first ? "b.json:1:" : "a.json:1:")) << said[0];
        EXPECT_NE(said[0].find(" warning CONTRADICTING_ENTITY `arn:aws:iam::111122223333:user/ann` has " +
                               row.said + (first ? " a.json:1:" : " b.json:1:")),
                  std::string::npos)
            << said[0];
        EXPECT_TRUE(said[0].ends_with(": that reading stands")) << said[0];
      }
      ASSERT_EQ(s->users.size(), 1u);
      const User& one = s->users[0];
      const User& other = alone->users[0];
      EXPECT_EQ(one.missing_groups, other.missing_groups) << row.said;
      EXPECT_EQ(one.attached_policies.size(), other.attached_policies.size()) << row.said;
      EXPECT_EQ(one.boundary.has_value(), other.boundary.has_value()) << row.said;
      EXPECT_EQ(one.tags.size(), other.tags.size()) << row.said;
      ASSERT_EQ(one.inline_policies.size(), other.inline_policies.size()) << row.said;
      if (!one.inline_policies.empty() && !row.said.empty()) {
        EXPECT_EQ(*s->policies[one.inline_policies[0]].policy,
                  *alone->policies[other.inline_policies[0]].policy)
            << row.stands << row.falls;
      }
    }
  }
}

TEST(Load, TrustAndManagedPoliciesThatAreReadTwice) {
  const auto text = [](std::string_view principal, std::string_view action) {
    return fmt::format(
        R"({{"RoleDetailList":[{{"Arn":"arn:aws:iam::111122223333:role/r","RoleName":"r","AssumeRolePolicyDocument":{{"Statement":{{"Effect":"Allow","Principal":{0},"Action":"sts:AssumeRole"}}}}}}],
"Policies":[{{"Arn":"arn:aws:iam::111122223333:policy/p","DefaultVersionId":"v1","PolicyVersionList":[{{"VersionId":"v1","Document":{{"Statement":{{"Effect":"Allow","Action":"{1}","Resource":"*"}}}}}}]}}]}})",
        principal, action);
  };
  const std::string narrow = text(R"({"Service":"ec2.amazonaws.com"})", "ec2:DescribeVpcs");
  const std::string wide = text(R"({"AWS":"*"})", "kms:*");
  const auto expected = snapshot_of({wide});
  for (const bool first : {true, false}) {
    auto s = first ? snapshot_of({wide, narrow}) : snapshot_of({narrow, wide});
    const std::string_view here = first ? "b.json" : "a.json";
    const std::string_view there = first ? "a.json" : "b.json";
    EXPECT_EQ(lines(*s).size(), 2u);
    for (const std::string& line : lines(*s)) {
      EXPECT_TRUE(line.starts_with(here)) << line;
      EXPECT_NE(line.find(fmt::format("than at {}:", there)), std::string::npos) << line;
    }
    ASSERT_EQ(s->policies.size(), expected->policies.size());
    for (size_t i = 0; i < s->policies.size(); ++i)
      EXPECT_EQ(*s->policies[i].policy, *expected->policies[i].policy) << i;
  }
  EXPECT_EQ(lines(*snapshot_of({wide, wide})), std::vector<std::string>{});
}

TEST(Load, ErrorsAndWhatIsLeftOut) {
  struct Row {
    std::vector<std::string> texts;
    std::string_view error;
  };
  for (const Row& row : std::vector<Row>{
           {{}, "error: no snapshot was given\n"},
           {{"{}"},
            "a.json:1:1: error: this is no snapshot: the output of `aws iam "
            "get-account-authorization-details` is read\n  {}\n  ^\n"},
           {{"[]"},
            "a.json:1:1: error: this is no snapshot: the output of `aws iam "
            "get-account-authorization-details` is read\n  []\n  ^\n"},
           {{"\n7"},
            "a.json:2:1: error: this is no snapshot: the output of `aws iam "
            "get-account-authorization-details` is read\n  7\n  ^\n"},
           {{"{\"a\": }", "{}"},
            "a.json:1:7: error: expected a value after `:`, found `}`\n  {\"a\": }\n        ^\n"},
       }) {
    auto loaded = load_texts(row.texts);
    ASSERT_FALSE(loaded);
    EXPECT_EQ(format_error(loaded.error()), row.error);
  }
  auto s = snapshot_of({"{\"a\": }", users(""), "[]"});
  EXPECT_EQ(s->users.size(), 1u);
  EXPECT_EQ(lines(*s),
            (std::vector<std::string>{
                "a.json:1:7 error UNREADABLE_INPUT left out: expected a value after `:`, found `}`",
                "c.json:1:1 error UNREADABLE_INPUT left out: this is no snapshot: the output of `aws iam "
                "get-account-authorization-details` is read"}));
  for (std::string_view text :
       {R"({"Policies":[]})", R"({"UserDetailList":[]})", R"({"GroupDetailList":null})"})
    EXPECT_TRUE(load_texts({std::string(text)})) << text;
}

}  // namespace
}  // namespace arnscope
