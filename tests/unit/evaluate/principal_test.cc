#include "engine/evaluate/principal.h"

#include <gtest/gtest.h>

namespace arnscope {
namespace {

TEST(Principal, Types) {
  struct Row {
    std::string_view text, type, partition, account, name, role_arn;
    bool has_identity;
  };
  for (const Row& row : {
           Row{"*", "anonymous", "", "", "", "", false},
           Row{"arn:aws:iam::111122223333:root", "root", "aws", "111122223333", "", "", false},
           Row{"arn:aws:iam::111122223333:user/ann", "user", "aws", "111122223333", "ann", "", true},
           Row{"arn:aws-cn:iam::111122223333:user/a/b/ann", "user", "aws-cn", "111122223333", "ann", "",
               true},
           Row{"arn:aws:iam::111122223333:role/r", "role", "aws", "111122223333", "r",
               "arn:aws:iam::111122223333:role/r", true},
           Row{"arn:aws-us-gov:iam::111122223333:role/p/q/r", "role", "aws-us-gov", "111122223333", "r",
               "arn:aws-us-gov:iam::111122223333:role/p/q/r", true},
           Row{"arn:aws:sts::111122223333:assumed-role/r/s", "session", "aws", "111122223333", "r",
               "arn:aws:iam::111122223333:role/r", true},
           Row{"arn:aws:sts::111122223333:assumed-role/r/s@x/y", "session", "aws", "111122223333", "r",
               "arn:aws:iam::111122223333:role/r", true},
           Row{"arn:aws:sts::111122223333:federated-user/bob", "federatedUser", "aws", "111122223333", "bob",
               "", true},
           Row{"arn:aws:iam::111122223333:saml-provider/idp", "federated", "aws", "111122223333", "", "",
               false},
           Row{"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com", "federated",
               "aws", "111122223333", "", "", false},
       }) {
    auto principal = parse_principal(row.text);
    ASSERT_TRUE(principal) << principal.error().message;
    EXPECT_EQ(principal_type_name(principal->type), row.type) << row.text;
    EXPECT_EQ(principal->arn, row.text);
    EXPECT_EQ(principal->partition, row.partition) << row.text;
    EXPECT_EQ(principal->account, row.account) << row.text;
    EXPECT_EQ(principal->name, row.name) << row.text;
    EXPECT_EQ(principal->role_arn, row.role_arn) << row.text;
    EXPECT_EQ(principal->has_identity(), row.has_identity) << row.text;
    EXPECT_EQ(principal->role_path_known, principal->type != PrincipalType::kSession) << row.text;
  }
}

TEST(Principal, Errors) {
  const std::string_view kArn = "write its ARN, such as arn:aws:iam::111122223333:role/NAME";
  const std::string_view kKinds = "a user, role, root or identity provider is one";
  const std::string_view kSession = "a session is arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION";
  struct Row {
    std::string_view text, shown, why;
  };
  for (const Row& row : {
           Row{"", "", kArn},
           Row{"ann", "ann", kArn},
           Row{"111122223333", "111122223333", kArn},
           Row{"**", "**", kArn},
           Row{"arn:aws:iam::111122223333", "arn:aws:iam::111122223333", kArn},
           Row{"ARN:aws:iam::111122223333:root", "ARN:aws:iam::111122223333:root", kArn},
           Row{"lambda.amazonaws.com", "lambda.amazonaws.com", kArn},
           Row{"a\x1b[31m", "a\\u001b[31m", kArn},
           Row{"arn:aws:iam:::root", "arn:aws:iam:::root", "the account is twelve digits"},
           Row{"arn:aws:iam::1111:root", "arn:aws:iam::1111:root", "the account is twelve digits"},
           Row{"arn:aws:iam::*:root", "arn:aws:iam::*:root", "the account is twelve digits"},
           Row{"arn:aws:iam::aws:policy/X", "arn:aws:iam::aws:policy/X", "the account is twelve digits"},
           Row{"arn:aws:s3::111122223333:b", "arn:aws:s3::111122223333:b",
               "principals are of the services iam and sts"},
           Row{"arn:aws:iam::111122223333:user/", "arn:aws:iam::111122223333:user/", "the name is empty"},
           Row{"arn:aws:iam::111122223333:role/a/", "arn:aws:iam::111122223333:role/a/", "the name is empty"},
           Row{"arn:aws:iam::111122223333:group/g", "arn:aws:iam::111122223333:group/g", kKinds},
           Row{"arn:aws:iam::111122223333:user", "arn:aws:iam::111122223333:user", kKinds},
           Row{"arn:aws:iam::111122223333:", "arn:aws:iam::111122223333:", kKinds},
           Row{"arn:aws:sts::111122223333:assumed-role/r", "arn:aws:sts::111122223333:assumed-role/r",
               kSession},
           Row{"arn:aws:sts::111122223333:assumed-role/r/", "arn:aws:sts::111122223333:assumed-role/r/",
               kSession},
           Row{"arn:aws:sts::111122223333:assumed-role//s", "arn:aws:sts::111122223333:assumed-role//s",
               kSession},
           Row{"arn:aws:sts::111122223333:federated-user/", "arn:aws:sts::111122223333:federated-user/",
               kSession},
           Row{"arn:aws:sts::111122223333:x/y", "arn:aws:sts::111122223333:x/y", kSession},
       }) {
    auto principal = parse_principal(row.text);
    ASSERT_FALSE(principal) << row.text;
    EXPECT_EQ(principal.error().message,
              "`" + std::string(row.shown) + "` is not a principal: " + std::string(row.why));
  }
}

TEST(Principal, OthersThanThoseWithAnArnOfTheirOwn) {
  Principal service = service_principal("lambda.amazonaws.com");
  EXPECT_EQ(service.type, PrincipalType::kService);
  EXPECT_EQ(service.arn, "lambda.amazonaws.com");
  EXPECT_FALSE(service.has_identity());
  Principal bare = federated_principal("accounts.google.com");
  EXPECT_EQ(bare.type, PrincipalType::kFederated);
  EXPECT_EQ(bare.account, "");
  Principal saml = federated_principal("arn:aws-cn:iam::111122223333:saml-provider/x");
  EXPECT_EQ(saml.account, "111122223333");
  EXPECT_EQ(saml.partition, "aws-cn");
  Principal session = *parse_principal("arn:aws:sts::111122223333:assumed-role/r/s");
  set_role(session, "arn:aws:iam::111122223333:role/path/r");
  EXPECT_TRUE(session.role_path_known);
  EXPECT_EQ(session.role_arn, "arn:aws:iam::111122223333:role/path/r");
}

}  // namespace
}  // namespace arnscope
