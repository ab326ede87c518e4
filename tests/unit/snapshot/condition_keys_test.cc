#include "engine/snapshot/condition_keys.h"

#include "tests/unit/snapshot/build.h"

namespace arnscope {
namespace {

// One role whose trust policy tests two keys of identity providers.
const Snapshot& snapshot() {
  static const auto kSnapshot = snapshot_of({R"({"UserDetailList": [], "GroupDetailList": [], "Policies": [],
    "RoleDetailList": [{"RoleName": "ci", "Arn": "arn:aws:iam::111122223333:role/ci", "Path": "/",
      "RolePolicyList": [], "AttachedManagedPolicies": [],
      "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": ["arn:aws:iam::111122223333:oidc-provider/gitlab.acme.example",
                                    "arn:aws:iam::111122223333:oidc-provider/id.example/realms/a"]},
        "Condition": {"StringEquals": {"gitlab.acme.example:sub": "a",
                                       "oidc.eks.eu-west-1.amazonaws.com/id/0123:aud": "b"}}}]}}]})"});
  return *kSnapshot;
}

TEST(ConditionKeys, AreKnownFromTheCatalogAndFromPolicies) {
  for (const std::string_view key :
       {"aws:SecureTransport", "AWS:securetransport", "aws:ResourceTag/team", "s3:prefix", "saml:aud",
        "token.actions.githubusercontent.com:sub", "accounts.google.com:aud", "gitlab.acme.example:sub",
        "GITLAB.acme.example:sub", "gitlab.acme.example:aud", "id.example/realms/a:email",
        "oidc.eks.eu-west-1.amazonaws.com/id/0123:aud"})
    EXPECT_TRUE(knows_condition_key(snapshot(), key)) << key;
  for (const std::string_view key : {"aws:SecureTransprt", "SecureTransport", "aws:ResourceTag/",
                                     "gitlab.acme.example:project", "login.partner.example:sub", ""})
    EXPECT_FALSE(knows_condition_key(snapshot(), key)) << key;
}

TEST(ConditionKeys, TheNearestIsTold) {
  struct Row {
    std::string_view key, nearest;
  };
  for (const Row& row : {
           Row{"aws:SecureTransprt", "aws:SecureTransport"},
           Row{"aws:sourceipp", "aws:SourceIp"},
           Row{"SecureTransport", "aws:SecureTransport"},
           Row{"securetransprt", "aws:SecureTransport"},
           Row{"ExternalId", "sts:ExternalId"},
           Row{"aws:ResourceTg/team", "aws:ResourceTag/team"},
           Row{"ResourceTag/team", "aws:ResourceTag/team"},
           Row{"aws:PrincipalTag", "aws:PrincipalTag/${TagKey}"},
           Row{"token.actions.githubusercontnt.com:sub", "token.actions.githubusercontent.com:sub"},
           Row{"token.actions.githubusercontent.com:sbu", "token.actions.githubusercontent.com:sub"},
           Row{"gitlab.acme.exmple:sub", "gitlab.acme.example:sub"},
           Row{"oidc.eks.eu-west-1.amazonaws.com/id/123:aud", "oidc.eks.eu-west-1.amazonaws.com/id/0123:aud"},
           Row{"login.partner.example:sub", ""},
           Row{"nothing of the kind", ""},
           Row{"", ""},
       })
    EXPECT_EQ(nearest_condition_key(snapshot(), row.key).value_or(""), row.nearest) << row.key;
}

}  // namespace
}  // namespace arnscope
