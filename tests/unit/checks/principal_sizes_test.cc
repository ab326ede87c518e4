#include "engine/checks/principal_sizes.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/snapshot/load.h"

namespace arnscope {
namespace {

std::unique_ptr<const Snapshot> load(std::string text) {
  const auto source = Source::from_text("account.json", std::move(text));
  auto snapshot = load_snapshot(std::span(&source, 1));
  EXPECT_TRUE(snapshot) << (snapshot ? "" : format_error(snapshot.error()));
  return snapshot ? std::move(*snapshot) : std::make_unique<const Snapshot>();
}

std::string line(const Measurement& each) {
  return each.limit->type + " " + std::string(counted_name(each.counted)) + " " +
         std::to_string(each.number) + " of " + std::to_string(each.safe);
}

constexpr std::string_view kSnapshot = R"({
  "UserDetailList": [{"Arn": "arn:aws:iam::111122223333:user/ana", "UserName": "ana",
    "GroupList": ["ops", "gone"],
    "UserPolicyList": [{"PolicyName": "a", "PolicyDocument": { "Statement": [ ] }},
                       {"PolicyName": "b", "PolicyDocument": "%7B%22Statement%22%3A%20%5B%5D%7D"}],
    "AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::aws:policy/SecurityAudit"},
                                {"PolicyArn": "arn:aws:iam::111122223333:policy/own"},
                                {"PolicyArn": "arn:aws:iam::111122223333:policy/gone"}]}],
  "GroupDetailList": [{"Arn": "arn:aws:iam::111122223333:group/ops", "GroupName": "ops"}],
  "RoleDetailList": [{"Arn": "arn:aws:iam::111122223333:role/app", "RoleName": "app",
    "AssumeRolePolicyDocument": {"Statement": []},
    "RolePolicyList": [{"PolicyName": "broken", "PolicyDocument": "{"},
                       {"PolicyName": "good", "PolicyDocument": {"Statement": []}}]}],
  "Policies": [{"Arn": "arn:aws:iam::111122223333:policy/own", "PolicyName": "own", "DefaultVersionId": "v1",
    "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true,
                           "Document": {"Statement": [], "Id": "\u00e9"}}]}]
})";

TEST(SnapshotSizes, OfPolicies) {
  auto snapshot = load(std::string(kSnapshot));
  const SnapshotSizes sizes = snapshot_sizes(*snapshot, published_limits());
  std::vector<std::string> lines;
  for (const SizedPolicy& each : sizes.policies)
    lines.push_back(std::string(snapshot->policies[each.policy].arn) + ": " + line(each.measurement));
  const std::string iam = " characters without white space ";
  EXPECT_EQ(lines, (std::vector<std::string>{
                       "arn:aws:iam::111122223333:policy/own: managed" + iam + "30 of 6143",
                       "arn:aws:iam::111122223333:user/ana/policy/a: user-inline" + iam + "16 of 2047",
                       "arn:aws:iam::111122223333:user/ana/policy/b: user-inline" + iam + "16 of 2047",
                       "arn:aws:iam::111122223333:role/app/policy/AssumeRolePolicyDocument: trust" + iam +
                           "16 of 2047",
                       "arn:aws:iam::111122223333:role/app/policy/good: role-inline" + iam + "16 of 10239",
                   }));
}

TEST(SnapshotSizes, OfPrincipals) {
  auto snapshot = load(std::string(kSnapshot));
  const SnapshotSizes sizes = snapshot_sizes(*snapshot, published_limits());
  std::vector<std::string> lines;
  for (const SizedPrincipal& each : sizes.principals) {
    lines.push_back(std::string(each.arn) + (each.at_least ? ", at least" : ""));
    for (const Measurement& measurement : each.measurements) lines.push_back(line(measurement));
  }
  const std::string iam = " characters without white space ";
  EXPECT_EQ(lines, (std::vector<std::string>{
                       "arn:aws:iam::111122223333:user/ana",
                       "user-inline" + iam + "32 of 2046",
                       "user attached policies 3 of 10",
                       "user groups 2 of 10",
                       "arn:aws:iam::111122223333:group/ops",
                       "group-inline" + iam + "0 of 5120",
                       "group attached policies 0 of 10",
                       "arn:aws:iam::111122223333:role/app, at least",
                       "role-inline" + iam + "16 of 10238",
                       "role attached policies 0 of 10",
                   }));
}

}  // namespace
}  // namespace arnscope
