#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "engine/catalog/catalog.h"

namespace arnscope::catalog {
namespace {

TEST(managed_policies, every_document_is_a_policy) {
  for (uint32_t i = 0; i < managed_policy_count(); ++i) {
    const ManagedPolicy policy = managed_policy(i);
    const auto document = nlohmann::json::parse(policy.document, nullptr, false);
    ASSERT_TRUE(document.is_object()) << policy.name;
    ASSERT_TRUE(document.contains("Statement")) << policy.name;
    ASSERT_EQ(document.dump().size(), policy.document.size()) << policy.name << " is not compact";
    ASSERT_EQ(policy.arn.substr(0, 24), "arn:aws:iam::aws:policy/") << policy.name;
    ASSERT_EQ(policy.arn.substr(policy.arn.rfind('/') + 1), policy.name);
    ASSERT_EQ(policy.version.substr(0, 1), "v") << policy.name;
    ASSERT_EQ(policy.updated.size(), 10u) << policy.name;
    ASSERT_EQ(policy.updated.substr(4, 1), "-") << policy.name;
    if (i > 0) {
      ASSERT_LT(managed_policy(i - 1).name, policy.name);
    }
    ASSERT_EQ(find_managed_policy(policy.name)->arn, policy.arn);
    ASSERT_EQ(find_managed_policy(policy.arn)->name, policy.name);
  }
}

TEST(managed_policies, found_in_any_partition) {
  for (const std::string_view arn :
       {"arn:aws:iam::aws:policy/SecurityAudit", "arn:aws-cn:iam::aws:policy/SecurityAudit",
        "arn:aws-us-gov:iam::aws:policy/SecurityAudit", "SecurityAudit"}) {
    const auto policy = find_managed_policy(arn);
    ASSERT_TRUE(policy) << arn;
    EXPECT_EQ(policy->arn, "arn:aws:iam::aws:policy/SecurityAudit") << arn;
  }
  EXPECT_TRUE(find_managed_policy("arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"));
  EXPECT_TRUE(find_managed_policy("arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"));
  EXPECT_TRUE(find_managed_policy("AWSLambdaBasicExecutionRole"));
}

TEST(managed_policies, not_found) {
  for (const std::string_view name :
       {"", "securityaudit", "Nope", "arn:aws:iam::aws:policy/Nope", "arn:aws:iam::aws:policy/ViewOnlyAccess",
        "arn:aws:iam::aws:policy/job-function/SecurityAudit",
        "arn:aws:iam::111122223333:policy/SecurityAudit", "arn:aws:iam::aws:role/SecurityAudit",
        "policy/SecurityAudit", "arn:aws:iam::aws:policy/"})
    EXPECT_FALSE(find_managed_policy(name)) << name;
}

TEST(managed_policies, administrator_access) {
  const auto policy = find_managed_policy("AdministratorAccess");
  ASSERT_TRUE(policy);
  EXPECT_EQ(policy->document,
            R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})");
  EXPECT_EQ(policy->version, "v1");
}

}  // namespace
}  // namespace arnscope::catalog
