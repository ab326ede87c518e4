#include "engine/snapshot/find_principal.h"

#include <fmt/format.h>

#include "tests/unit/snapshot/build.h"

namespace arnscope {
namespace {

std::string role(std::string_view name, std::string_view principal) {
  return fmt::format(
      R"({{"RoleName": "{0}", "Arn": "arn:aws:iam::111122223333:role/{0}", "Path": "/", "RolePolicyList": [],
          "AttachedManagedPolicies": [], "AssumeRolePolicyDocument": {{"Version": "2012-10-17", "Statement":
          [{{"Effect": "Allow", "Action": "sts:AssumeRole*", "Principal": {1}}}]}}}})",
      name, principal);
}

std::string user(std::string_view path, std::string_view name) {
  return fmt::format(R"({{"UserName": "{1}", "Arn": "arn:aws:iam::111122223333:user{0}{1}", "Path": "{0}"}})",
                     path, name);
}

const std::unique_ptr<const Snapshot>& snapshot() {
  static const auto kSnapshot = snapshot_of({fmt::format(
      R"({{"UserDetailList": [{}, {}, {}], "GroupDetailList": [], "Policies": [], "RoleDetailList": [{}, {}, {}, {}]}})",
      user("/", "maria.oduya"), user("/team/", "ana"), user("/", "app"),
      role("app", R"({"Service": ["lambda.amazonaws.com", "ops.apigateway.example.internal"]})"),
      role("web", R"({"Federated": ["accounts.google.com", "login.partner.example"]})"),
      role("ci", R"({"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.example.com"})"),
      role("sso", R"({"Federated": ["arn:aws:iam::111122223333:saml-provider/okta",
                                    "arn:aws:iam::444455556666:saml-provider/both",
                                    "arn:aws:iam::111122223333:saml-provider/both"]})"))});
  return kSnapshot;
}

// The type and the ARN of who is found, or the error.
std::string found(std::string_view text) {
  const auto principal = find_principal(*snapshot(), text);
  if (!principal) return principal.error().message;
  return fmt::format("{} {}", principal_type_name(principal->type), principal->arn);
}

TEST(FindPrincipal, ByWhateverNameItHas) {
  struct Row {
    std::string_view text, found;
  };
  for (const Row& row : {
           Row{"maria.oduya", "user arn:aws:iam::111122223333:user/maria.oduya"},
           Row{"ana", "user arn:aws:iam::111122223333:user/team/ana"},
           Row{"user/ana", "user arn:aws:iam::111122223333:user/team/ana"},
           Row{"role/app", "role arn:aws:iam::111122223333:role/app"},
           Row{"arn:aws:iam::444455556666:user/eve", "user arn:aws:iam::444455556666:user/eve"},
           Row{"*", "anonymous *"},
           // By the suffix that AWS gives its services.
           Row{"ec2.amazonaws.com", "service ec2.amazonaws.com"},
           Row{"ec2.amazonaws.com.cn", "service ec2.amazonaws.com.cn"},
           // By what the snapshot's policies name.
           Row{"ops.apigateway.example.internal", "service ops.apigateway.example.internal"},
           Row{"login.partner.example", "federated login.partner.example"},
           Row{"token.actions.example.com",
               "federated arn:aws:iam::111122223333:oidc-provider/token.actions.example.com"},
           Row{"oidc-provider/token.actions.example.com",
               "federated arn:aws:iam::111122223333:oidc-provider/token.actions.example.com"},
           Row{"okta", "federated arn:aws:iam::111122223333:saml-provider/okta"},
           // Web identities need no provider.
           Row{"graph.facebook.com", "federated graph.facebook.com"},
           Row{"cognito-identity.amazonaws.com", "federated cognito-identity.amazonaws.com"},
       })
    EXPECT_EQ(found(row.text), row.found);
}

TEST(FindPrincipal, SaysWhoCouldBeMeant) {
  struct Row {
    std::string_view text, error;
  };
  for (const Row& row : {
           Row{"maria.oduia", "there is no principal `maria.oduia`: did you mean `maria.oduya`?"},
           Row{"user/maria.oduia", "there is no principal `user/maria.oduia`: did you mean `maria.oduya`?"},
           Row{"ec2.amazonaws.con",
               "there is no principal `ec2.amazonaws.con`: write an ARN, user/NAME, "
               "role/NAME or SERVICE.amazonaws.com"},
           Row{"lamda.amazonaws.co",
               "there is no principal `lamda.amazonaws.co`: did you mean "
               "`lambda.amazonaws.com`?"},
           Row{"accounts.gogle.com",
               "there is no principal `accounts.gogle.com`: did you mean "
               "`accounts.google.com`?"},
           Row{"token.action.example.com",
               "there is no principal `token.action.example.com`: did you mean "
               "`token.actions.example.com`?"},
           Row{"something.else.entirely.example",
               "there is no principal `something.else.entirely.example`: "
               "write an ARN, user/NAME, role/NAME or SERVICE.amazonaws.com"},
           Row{"app",
               "`app` is the name of several principals: arn:aws:iam::111122223333:user/app, "
               "arn:aws:iam::111122223333:role/app"},
           Row{"both",
               "`both` is the name of several principals: "
               "arn:aws:iam::111122223333:saml-provider/both, "
               "arn:aws:iam::444455556666:saml-provider/both"},
       })
    EXPECT_EQ(found(row.text), row.error);
}

}  // namespace
}  // namespace arnscope
