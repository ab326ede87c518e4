// The directory that iam-collect writes: what is read of it, and what is said where it is broken.
#include "engine/snapshot/iam_collect.h"

#include <filesystem>
#include <fstream>
#include <functional>

#include "tests/unit/snapshot/collected.h"
#include "tests/unit/snapshot/folders.h"

namespace arnscope {
namespace {

using Files = std::vector<CollectorFile>;

const std::string kFolder = "aws/aws/accounts/111122223333/";
const std::string kPolicy = R"({"Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}})";
const std::string kResourcePolicy =
    R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}})";
const std::string kTrust =
    R"({"Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}})";

std::string arn(std::string_view rest) { return "arn:aws:iam::111122223333:" + std::string(rest); }
std::string metadata(std::string_view arn, std::string_view more = "") {
  return R"({"arn":")" + std::string(arn) + "\"" + std::string(more) + "}";
}
CollectorFile file(std::string_view path, std::string text) {
  return {kFolder + std::string(path), std::move(text)};
}
std::unique_ptr<const Snapshot> read(const Files& files) { return read_by(load_iam_collect, files); }

bool is_ours(std::string_view root, std::string_view path) {
  InputFile file;
  file.root = root;
  file.path = path;
  return is_iam_collect(file);
}

TEST(IamCollect, FilesOfTheLayout) {
  struct Row {
    std::string_view path;
    bool ours;
  };
  for (const Row& row : {
           Row{"aws/aws/accounts/111122223333/iam/role/app/metadata.json", true},
           Row{"accounts/111122223333/iam/role/app/trust-policy.json.gz", true},
           Row{"aws/aws-cn/accounts/111122223333/sqs/cn-north-1/q/policy.json", true},
           Row{"aws/aws/accounts/111122223333/s3-bpa.json", true},
           Row{"aws/aws/accounts/111122223333/ecr-registry-policy.eu-west-1.json", true},
           Row{"aws/aws/accounts/111122223333/ram/eu-west-1/arn-aws-ec2.json", true},
           Row{"aws/aws/organizations/o-abc/accounts.json", true},
           Row{"aws/aws/organizations/o-abc/scps/p-1/policy.json", true},
           Row{"aws/aws/indexes/accounts-to-orgs.json", true},
           // The directory of AWS CLI output has regions below the account.
           Row{"accounts/111122223333/us-east-1/ec2-describe-instances.json", false},
           Row{"accounts/111122223333/manifest.jsonl", false},
           Row{"accounts/prod/iam/role/app/metadata.json", false},
           Row{"other/indexes/x.json", false},
           Row{"aws/aws/accounts/111122223333/iam/role/app/notes.txt", false},
           Row{"metadata.json", false},
       }) {
    EXPECT_EQ(is_ours("data", row.path), row.ours) << row.path;
  }
  EXPECT_TRUE(is_ours("data/aws/aws/accounts/111122223333", "iam/role/app/metadata.json"));
  EXPECT_TRUE(is_ours("x/accounts/111122223333/iam/role/app/metadata.json", "metadata.json"));
}

TEST(IamCollect, PrincipalsInFull) {
  auto s = read({
      file("iam/user/p%2fann/metadata.json",
           metadata(arn("user/p/Ann"),
                    R"(,"name":"Ann","id":"AIDA1","path":"/p/","created":"2024-01-01T00:00:00.000Z",
             "permissionBoundary":"arn:aws:iam::111122223333:policy/m")")),
      file("iam/user/p%2fann/groups.json", R"(["arn:aws:iam::111122223333:group/x/G"])"),
      file("iam/user/p%2fann/managed-policies.json", R"(["arn:aws:iam::111122223333:policy/m"])"),
      file("iam/user/p%2fann/inline-policies.json",
           R"([{"PolicyName":"in","PolicyDocument":)" + kPolicy + "}]"),
      file("iam/user/p%2fann/tags.json", R"({"team":"blue"})"),
      file("iam/group/x%2fg/metadata.json", metadata(arn("group/x/G"), R"(,"name":"G","path":"/x/")")),
      file("iam/group/x%2fg/inline-policies.json",
           R"([{"PolicyName":"gin","PolicyDocument":)" + kPolicy + "}]"),
      file("iam/role/r/metadata.json", metadata(arn("role/R"))),
      file("iam/role/r/trust-policy.json", kTrust),
      file("iam/role/r/instance-profiles.json", R"(["arn:aws:iam::111122223333:instance-profile/a/P"])"),
      file("iam/instance-profile/a%2fp/metadata.json",
           metadata(arn("instance-profile/a/P"), R"(,"name":"/a/","id":"AIPA1")")),
      file("iam/policy/m/metadata.json", metadata(arn("policy/m"), R"(,"name":"m","defaultVersionId":"v3")")),
      file("iam/policy/m/current-policy.json", kPolicy),
      file("iam/policy/m/tags.json", R"({"t":"u"})"),
      file("iam/aws/policy/viewonly/metadata.json", metadata("arn:aws:iam::aws:policy/ViewOnly")),
      file("iam/aws/policy/viewonly/current-policy.json", kPolicy),
  });
  EXPECT_EQ(lines(*s), std::vector<std::string>{});
  ASSERT_EQ(s->users.size(), 1u);
  const User& ann = s->users[0];
  EXPECT_EQ(ann.arn, arn("user/p/Ann"));
  EXPECT_EQ(ann.name, "Ann");
  EXPECT_EQ(ann.path, "/p/");
  EXPECT_EQ(ann.id, "AIDA1");
  EXPECT_EQ(ann.created, "2024-01-01T00:00:00+00:00");
  EXPECT_EQ(ann.groups, std::vector<GroupId>{0});
  EXPECT_EQ(ann.boundary, ann.attached_policies[0]);
  EXPECT_EQ(s->policies[*ann.boundary].version, "v3");
  EXPECT_EQ(s->policies[*ann.boundary].tags[0].value, "u");
  EXPECT_EQ(s->policies[ann.inline_policies[0]].arn, arn("user/p/Ann/policy/in"));
  EXPECT_EQ(ann.tags[0].value, "blue");
  EXPECT_EQ(s->policies[s->groups[0].inline_policies[0]].name, "gin");
  ASSERT_EQ(s->instance_profiles.size(), 1u);
  EXPECT_EQ(s->instance_profiles[0].name, "P");
  EXPECT_EQ(s->instance_profiles[0].path, "/a/");
  EXPECT_EQ(s->instance_profiles[0].id, "AIPA1");
  EXPECT_EQ(s->policies[s->roles[0].trust].policy->statements.size(), 1u);
  EXPECT_EQ(s->policies.size(), 5u);
}

// The profile names its role too.
TEST(IamCollect, InstanceProfilesFromEitherSide) {
  auto s = read({
      file("iam/role/r/metadata.json", metadata(arn("role/R"))),
      file("iam/role/r/trust-policy.json", kTrust),
      file("iam/role/r/instance-profiles.json", R"(["arn:aws:iam::111122223333:instance-profile/gone"])"),
      file("iam/instance-profile/p/metadata.json",
           metadata(arn("instance-profile/P"), R"(,"roles":["arn:aws:iam::111122223333:role/R"])")),
  });
  EXPECT_EQ(lines(*s), std::vector<std::string>{});
  ASSERT_EQ(s->instance_profiles.size(), 2u);
  EXPECT_EQ(s->roles[0].instance_profiles.size(), 2u);
}

// What could not be read may grant anything: no answer is a plain no.
TEST(IamCollect, WhatCannotBeReadIsUnknown) {
  struct Row {
    std::string_view name;
    std::string text;  // "" is damaged
    size_t findings;   // of this layout, and of the join
  };
  for (const Row& row : {
           Row{"managed-policies", "", 1},
           Row{"managed-policies", "{}", 2},
           Row{"managed-policies", R"([7])", 2},
           Row{"inline-policies", "", 1},
           Row{"inline-policies", R"(["x"])", 2},
           Row{"inline-policies", R"([{"PolicyName":"x"}])", 1},
           Row{"inline-policies", R"([{"PolicyName":"x","PolicyDocument":7}])", 1},
           Row{"groups", "", 1},
           Row{"groups", "[null]", 2},
           Row{"groups", R"(["arn:aws:iam::111122223333:group/gone"])", 1},
       }) {
    auto s = read({
        file("iam/user/ann/metadata.json", metadata(arn("user/ann"))),
        file("iam/user/ann/" + std::string(row.name) + ".json", row.text),
    });
    ASSERT_EQ(s->users.size(), 1u) << row.name << row.text;
    EXPECT_EQ(s->findings.size(), row.findings) << row.name << row.text;
    EXPECT_TRUE(verdict(*s, arn("user/ann"), "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q")
                    .starts_with("conditional"))
        << row.name << row.text;
  }
  auto s = read({
      file("iam/user/ann/metadata.json", metadata(arn("user/ann"), R"(,"permissionBoundary":7)")),
      file("iam/user/ann/inline-policies.json", R"([{"PolicyName":"in","PolicyDocument":)" + kPolicy + "}]"),
  });
  EXPECT_TRUE(verdict(*s, arn("user/ann"), "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q")
                  .starts_with("conditional"));
}

TEST(IamCollect, FoldersThatAreBroken) {
  auto s = read({
      file("iam/role/a/trust-policy.json", kTrust),
      file("iam/role/b/metadata.json", ""),
      file("iam/role/c/metadata.json", "[]"),
      file("iam/role/d/metadata.json", R"({"arn":"nothing"})"),
      file("iam/role/e/metadata.json", metadata(arn("role/E"))),
      file("iam/policy/f/metadata.json", R"({"arn":7})"),
      file("iam/policy/g/metadata.json", metadata(arn("policy/G"))),
      file("sqs/eu-west-1/h/metadata.json", R"({"name":"h"})"),
      file("iam/role/z/metadata.json", metadata(arn("role/Z"))),
      file("iam/role/z/trust-policy.json", kTrust),
  });
  const std::string left = " has no metadata.json that can be read: what the folder describes is left out";
  const std::string at = "data/" + kFolder;
  EXPECT_EQ(
      lines(*s),
      (std::vector<std::string>{
          " error METADATA_MISSING " + at + "iam/role/b" + left,
          kFolder +
              "iam/policy/f/metadata.json:1:1 error INVALID_ARN a managed policy has no ARN and is left "
              "out: arn is ``",
          kFolder +
              "iam/policy/f/metadata.json:1:8 error SNAPSHOT_DATA_TYPE_MISMATCH arn is a number: a string "
              "must stand here",
          kFolder + "iam/policy/g/metadata.json:1:1 error POLICY_MISSING there is no current-policy.json of "
                    "`arn:aws:iam::111122223333:policy/G`: what it grants is unknown",
          kFolder + "iam/role/a/trust-policy.json:1:1 error METADATA_MISSING " + at + "iam/role/a" + left,
          kFolder + "iam/role/c/metadata.json:1:1 error METADATA_MISSING " + at + "iam/role/c" + left,
          kFolder + "iam/role/c/metadata.json:1:1 error SNAPSHOT_DATA_TYPE_MISMATCH metadata is a list: an "
                    "object must stand here",
          kFolder + "iam/role/d/metadata.json:1:1 error INVALID_ARN `iam/role/d` has no ARN and is left out: "
                    "Arn is `nothing`",
          kFolder + "iam/role/e/metadata.json:1:1 error POLICY_MISSING there is no trust-policy.json of "
                    "`arn:aws:iam::111122223333:role/E`: who can assume it is unknown",
          kFolder +
              "sqs/eu-west-1/h/metadata.json:1:1 error INVALID_ARN sqs/eu-west-1/h has no ARN and is left "
              "out: arn is ``",
      }));
  EXPECT_EQ(s->roles.size(), 2u);
}

TEST(IamCollect, Resources) {
  const std::string queue = "arn:aws:sqs:eu-west-1:111122223333:Q";
  auto s = read({
      file("s3/b/metadata.json", R"({"name":"b","region":"eu-west-1","arn":"arn:aws:s3:::b"})"),
      file("s3/b/policy.json", kResourcePolicy),
      file("s3/b/bpa.json", R"({"BlockPublicAcls":true})"),
      file("s3/b/encryption.json", R"([{"BucketKeyEnabled":true}])"),
      file("s3/b/tags.json", R"({"Name":"the bucket","k":"v"})"),
      file("sqs/eu-west-1/q/metadata.json", R"({"name":"Q","arn":")" + queue + "\"}"),
      file("kms/eu-west-1/key/k/metadata.json",
           R"({"id":"k","arn":"arn:aws:kms:eu-west-1:111122223333:key/k"})"),
      file(
          "lambda/eu-west-1/function/f/metadata.json",
          R"({"name":"f","role":"arn:aws:iam::111122223333:role/R","arn":"arn:aws:lambda:eu-west-1:111122223333:function:f"})"),
      file("lambda/eu-west-1/function/f/policy.json", ""),
      file("apigateway/eu-west-1/restapis/a1/metadata.json",
           R"({"id":"a1","name":"api","arn":"arn:aws:apigateway:eu-west-1::/restapis/a1"})"),
      file("ec2/eu-west-1/vpc-endpoint/vpce-1/metadata.json",
           R"({"id":"vpce-1","arn":"arn:aws:ec2:eu-west-1:111122223333:vpc-endpoint/vpce-1"})"),
      file("ec2/eu-west-1/vpc-endpoint/vpce-1/policy.json", kResourcePolicy),
      file("dynamodb/eu-west-1/table/t%2fstream%2f2024/metadata.json",
           R"({"arn":"arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/2024"})"),
      file("eks/eu-west-1/cluster/c/metadata.json",
           R"({"arn":"arn:aws:eks:eu-west-1:111122223333:cluster/c"})"),
      file("s3-bpa.json", R"({"BlockPublicAcls":true})"),
      file("organization.json", R"({"organizationId":"o-abc"})"),
  });
  EXPECT_EQ(lines(*s), std::vector<std::string>{});
  struct Row {
    std::string_view arn, type, id, name, region;
    PolicyKnowledge policy;
  };
  for (const Row& row : {
           Row{"arn:aws:s3:::b", "aws_s3_bucket", "b", "the bucket", "eu-west-1", PolicyKnowledge::kPresent},
           Row{queue, "aws_sqs_queue", "Q", "Q", "eu-west-1", PolicyKnowledge::kNone},
           // A key has a policy always.
           Row{"arn:aws:kms:eu-west-1:111122223333:key/k", "aws_kms_key", "k", "k", "eu-west-1",
               PolicyKnowledge::kUnknown},
           Row{"arn:aws:lambda:eu-west-1:111122223333:function:f", "aws_lambda_function", "f", "f",
               "eu-west-1", PolicyKnowledge::kUnknown},
           Row{"arn:aws:apigateway:eu-west-1::/restapis/a1", "aws_api_gateway_rest_api", "a1", "api",
               "eu-west-1", PolicyKnowledge::kNone},
           // An endpoint's policy is no resource policy.
           Row{"arn:aws:ec2:eu-west-1:111122223333:vpc-endpoint/vpce-1", "aws_ec2_vpc_endpoint", "vpce-1",
               "vpce-1", "eu-west-1", PolicyKnowledge::kUnknown},
           Row{"arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/2024", "aws_dynamodb_stream",
               "t/stream/2024", "t/stream/2024", "eu-west-1", PolicyKnowledge::kNone},
           Row{"arn:aws:eks:eu-west-1:111122223333:cluster/c", "aws_eks_cluster", "c", "c", "eu-west-1",
               PolicyKnowledge::kUnknown},
       }) {
    const Resource* found = resource(*s, row.arn);
    ASSERT_NE(found, nullptr) << row.arn;
    EXPECT_EQ(found->type, row.type) << row.arn;
    EXPECT_EQ(found->id, row.id) << row.arn;
    EXPECT_EQ(found->name, row.name) << row.arn;
    EXPECT_EQ(found->region, row.region) << row.arn;
    EXPECT_EQ(found->policy_knowledge, row.policy) << row.arn;
    EXPECT_EQ(s->accounts[found->account].id, "111122223333") << row.arn;
  }
  const Resource& bucket = *resource(*s, "arn:aws:s3:::b");
  EXPECT_EQ(tags(*s, bucket), (std::vector<std::string>{"Name=the bucket", "k=v"}));
  EXPECT_EQ(property(*s, bucket, "blockPublicAcls"), "true");
  EXPECT_EQ(s->policies[bucket.policy].policy->statements.size(), 1u);
}

TEST(IamCollect, PoliciesOfShares) {
  auto s = read({
      file("ec2/eu-west-1/subnet/s/metadata.json",
           R"({"arn":"arn:aws:ec2:eu-west-1:111122223333:subnet/s"})"),
      file("ram/eu-west-1/a.json",
           R"({"arn":"arn:aws:ec2:eu-west-1:111122223333:subnet/s","shares":[],"policy":)" + kResourcePolicy +
               "}"),
      file("ram/eu-west-1/b.json",
           R"({"arn":"arn:aws:ec2:eu-west-1:111122223333:transit-gateway/t","policy":)" + kResourcePolicy +
               "}"),
      file("ram/eu-west-1/c.json",
           R"({"arn":"arn:aws:sqs:eu-west-1:111122223333:q","policy":)" + kResourcePolicy + "}"),
      file("sqs/eu-west-1/q/metadata.json", R"({"arn":"arn:aws:sqs:eu-west-1:111122223333:q"})"),
      file("sqs/eu-west-1/q/policy.json", R"({"Id":"own","Statement":[]})"),
  });
  EXPECT_EQ(
      lines(*s),
      (std::vector<std::string>{
          kFolder + "ram/eu-west-1/c.json:1:1 warning POLICY_LEFT_OUT "
                    "`arn:aws:sqs:eu-west-1:111122223333:q` has a policy of its own and one by which it "
                    "is shared: the second is left out, and what it grants is not shown"}));
  for (std::string_view arn : {"arn:aws:ec2:eu-west-1:111122223333:subnet/s",
                               "arn:aws:ec2:eu-west-1:111122223333:transit-gateway/t"}) {
    ASSERT_NE(resource(*s, arn), nullptr) << arn;
    EXPECT_EQ(resource(*s, arn)->policy_knowledge, PolicyKnowledge::kPresent) << arn;
  }
}

TEST(IamCollect, Organization) {
  const std::string org = "aws/aws/organizations/o-abc/";
  const std::string full = "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess";
  const std::string own =
      "arn:aws:organizations::111122223333:policy/o-abc/service_control_policy/p-Own12345";
  auto s = read({
      {org + "metadata.json",
       R"({"id":"o-abc","arn":"arn:aws:organizations::111122223333:organization/o-abc","rootOu":"r-ab",
           "rootAccountId":"111122223333","features":{"SERVICE_CONTROL_POLICY":true}})"},
      {org + "accounts.json", R"({"111122223333":{"ou":"r-ab","scps":[")" + full +
                                  R"("],"rcps":[]},"444455556666":{"ou":"ou-ab-1","scps":[],"rcps":[]}})"},
      {org + "ous.json", R"({"r-ab":{"scps":[")" + full +
                             R"("],"rcps":[]},"ou-ab-1":{"parent":"r-ab","scps":[")" + own +
                             R"("],"rcps":[]}})"},
      {org + "structure.json", "{}"},
      {org + "delegated-admins.json", R"({"config.amazonaws.com":["444455556666"]})"},
      {org + "ous/r-ab/metadata.json",
       R"({"name":"Root","arn":"arn:aws:organizations::111122223333:root/o-abc/r-ab"})"},
      {org + "ous/ou-ab-1/metadata.json",
       R"({"name":"Apps","arn":"arn:aws:organizations::111122223333:ou/o-abc/ou-ab-1"})"},
      {org + "scps/p-own12345/metadata.json", R"({"name":"own","arn":")" + own + "\"}"},
      {org + "scps/p-own12345/policy.json",
       R"({"Statement":{"Effect":"Deny","Action":"sqs:*","Resource":"*"}})"},
      {org + "scps/p-gone/policy.json", "{}"},
  });
  EXPECT_EQ(lines(*s),
            (std::vector<std::string>{org + "scps/p-gone/policy.json:1:1 error METADATA_MISSING data/" + org +
                                      "scps/p-gone has no metadata.json that can be read: what the "
                                      "folder describes is left out"}));
  ASSERT_TRUE(s->organization);
  const Organization& found = *s->organization;
  EXPECT_EQ(found.id, "o-abc");
  EXPECT_EQ(found.management_account, "111122223333");
  EXPECT_TRUE(found.has_service_control_policies);
  EXPECT_TRUE(found.has_resource_control_policies);  // known to be off
  EXPECT_TRUE(found.has_all_accounts);
  ASSERT_EQ(found.units.size(), 2u);
  EXPECT_EQ(found.units[0].name, "Apps");
  ASSERT_EQ(found.units[0].service_control_policies.size(), 1u);
  const PolicyEntry& scp = s->policies[found.units[0].service_control_policies[0]];
  EXPECT_EQ(scp.name, "own");
  EXPECT_EQ(scp.type, PolicyType::kServiceControl);
  EXPECT_EQ(scp.policy->statements.size(), 1u);
  ASSERT_TRUE(found.units[0].parent);
  EXPECT_EQ(found.units[*found.units[0].parent].id, "r-ab");
  ASSERT_EQ(found.members.size(), 2u);
  ASSERT_EQ(found.delegated_administrators.size(), 1u);
  EXPECT_EQ(s->accounts[found.delegated_administrators[0].account].id, "444455556666");
}

TEST(IamCollect, AnOrganizationThatIsBroken) {
  const std::string org = "aws/aws/organizations/o-abc/";
  auto s = read({
      {org + "metadata.json", ""},
      {org + "accounts.json", R"({"111122223333":7,"444455556666":{"ou":"r-ab","scps":7}})"},
      {org + "ous.json", "[]"},
      {org + "delegated-admins.json", R"({"config.amazonaws.com":7})"},
  });
  EXPECT_EQ(s->findings.size(), 6u);
  ASSERT_TRUE(s->organization);
  EXPECT_EQ(s->organization->id, "o-abc");
  EXPECT_EQ(s->organization->members.size(), 1u);
}

// Every file of the fixture in turn: a finding names it or its folder, and the other principals are there.
TEST(IamCollect, DamageInEveryFile) {
  namespace fs = std::filesystem;
  const fs::path fixture = ARNSCOPE_SOURCE_DIR "/fixtures/acme-small/iam-collect";
  struct Damage {
    std::string_view name;
    std::function<std::string(std::string)> of;
  };
  const Damage damages[] = {
      {"emptied", [](const std::string&) { return std::string(); }},
      {"cut off", [](const std::string& text) { return text.substr(0, text.size() / 2); }},
      {"garbage", [](const std::string&) { return std::string("\x01\xff{]"); }},
      {"a number", [](const std::string&) { return std::string("7"); }},
  };
  TestFolder folder;
  fs::copy(fixture, folder.path(), fs::copy_options::recursive);
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(fixture)) {
    const std::string path = fs::relative(entry.path(), fixture).string();
    if (!entry.is_regular_file() || path.find("indexes/") != path.npos) continue;
    // These decide nothing that is read.
    if (path.ends_with("structure.json") || path.ends_with("s3-bpa.json") ||
        path.ends_with("organization.json") || path.ends_with("encryption.json") ||
        path.ends_with("bpa.json"))
      continue;
    std::ifstream stream(entry.path());
    const std::string text((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    for (const Damage& damage : damages) {
      folder.write(path, damage.of(text));
      auto s = folder.snapshot(1);
      const std::string place = path.substr(0, path.rfind('/'));
      const bool said = std::any_of(s->findings.begin(), s->findings.end(), [&](const Finding& finding) {
        return finding.code != "POLICY_FROM_CATALOG" &&
               (format_place(finding.place).find(path) != std::string::npos ||
                finding.message.find(place) != std::string::npos);
      });
      EXPECT_TRUE(said) << path << " " << damage.name << "\n" << testing::PrintToString(folder.lines(*s));
      EXPECT_GE(s->users.size() + s->groups.size() + s->roles.size(), 7u) << path << " " << damage.name;
    }
    folder.write(path, text);
  }
}

}  // namespace
}  // namespace arnscope
