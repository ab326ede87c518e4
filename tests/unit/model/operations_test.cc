#include "engine/model/operations.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"

namespace arnscope {
namespace {

TEST(Operations, NamesAreDistinct) {
  std::set<std::string> seen;
  for (const Operation& row : operations()) {
    EXPECT_TRUE(seen.insert(std::string(row.name)).second) << row.name;
    for (std::string_view alias : split(row.aliases, ' '))
      if (!alias.empty()) {
        EXPECT_TRUE(seen.insert(std::string(alias)).second) << alias;
      }
  }
}

TEST(Operations, EveryColumnIsFilled) {
  for (const Operation& row : operations()) {
    EXPECT_NE(row.name.find('-'), std::string_view::npos) << row.name;
    EXPECT_EQ(row.actions.empty(), row.name == "sts-assume-role") << row.name;
    EXPECT_FALSE(row.member.empty()) << row.name;
  }
}

TEST(Operations, CatalogKnowsTheActions) {
  for (const Operation& row : operations())
    for (std::string_view word : split(row.actions, ' ')) {
      if (row.actions.empty()) continue;
      if (word.starts_with("arn:")) {
        EXPECT_FALSE(row.actions.starts_with(word)) << row.name << " has an ARN without an action before it";
        continue;
      }
      const ActionId id = catalog::find_action(word);
      ASSERT_NE(id, kNoAction) << row.name << " needs " << word;
      EXPECT_EQ(catalog::action_name(id), word) << row.name;
    }
}

// Whoever calls them in order has the values of each when they are needed.
TEST(Operations, ParametersComeFromOneEarlierOperation) {
  for (OperationId id = 0; id < operations().size(); ++id) {
    const Operation& row = operations()[id];
    std::set<OperationId> parents;
    for (const OperationParameter& parameter : parameters_of(row)) {
      EXPECT_TRUE(parameter.option.starts_with("--")) << row.name << " " << parameter.option;
      for (const ParameterSource& source : parameter.sources) {
        EXPECT_FALSE(source.text.empty()) << row.name;
        if (!source.operation) continue;
        EXPECT_LE(*source.operation, id) << row.name << " stands before " << source.text;
        if (parameter.sources.size() == 1) parents.insert(*source.operation);
        if (source.text.starts_with('$')) {
          const size_t number = static_cast<size_t>(source.text[1] - '0');
          EXPECT_LE(number, parameters_of(operations()[*source.operation]).size()) << row.name;
        }
      }
    }
    EXPECT_LE(parents.size(), 1u) << row.name;
  }
}

// What stands before a ":" names an operation; nothing else tells a misspelt one from a value.
TEST(Operations, SourcesAreOperationsOrValues) {
  for (const Operation& row : operations())
    for (const OperationParameter& parameter : parameters_of(row))
      for (const ParameterSource& source : parameter.sources) {
        const char* before = source.text.data() - 1;
        const bool from_operation = before >= row.parameters.data() && *before == ':';
        EXPECT_EQ(source.operation.has_value(), from_operation) << row.name << ": " << source.text;
      }
}

TEST(Operations, AreFoundByNameAndAlias) {
  for (OperationId id = 0; id < operations().size(); ++id)
    EXPECT_EQ(find_operation(operations()[id].name), id) << operations()[id].name;
  EXPECT_EQ(find_operation("S3-Get-Bucket-Policy"), find_operation("s3api-get-bucket-policy"));
  EXPECT_EQ(find_operation("config-describe-config-rules"),
            find_operation("configservice-describe-config-rules"));
  EXPECT_EQ(find_operation("ec2-describe-instance"), std::nullopt);
  EXPECT_EQ(find_operation(""), std::nullopt);
}

TEST(Operations, ParametersAreTakenApart) {
  const auto of = [](std::string_view name) { return parameters_of(operations()[*find_operation(name)]); };
  EXPECT_TRUE(of("ec2-describe-instances").empty());

  const auto scan = of("ecr-describe-image-scan-findings");
  ASSERT_EQ(scan.size(), 2u);
  EXPECT_EQ(scan[0].option, "--repository-name");
  EXPECT_EQ(scan[0].before, "");
  ASSERT_EQ(scan[0].sources.size(), 1u);
  EXPECT_EQ(scan[0].sources[0].operation, find_operation("ecr-describe-images"));
  EXPECT_EQ(scan[0].sources[0].text, "$1");
  EXPECT_EQ(scan[1].option, "--image-id");
  EXPECT_EQ(scan[1].before, "imageDigest=");
  EXPECT_EQ(scan[1].sources[0].text, "imageDetails[].imageDigest");

  const auto scope = of("wafv2-list-web-acls");
  ASSERT_EQ(scope.size(), 1u);
  ASSERT_EQ(scope[0].sources.size(), 2u);
  EXPECT_EQ(scope[0].sources[1].operation, std::nullopt);
  EXPECT_EQ(scope[0].sources[1].text, "CLOUDFRONT");

  const auto units = of("organizations-list-organizational-units-for-parent");
  ASSERT_EQ(units.size(), 1u);
  ASSERT_EQ(units[0].sources.size(), 2u);
  EXPECT_EQ(units[0].sources[1].operation,
            find_operation("organizations-list-organizational-units-for-parent"));
}

}  // namespace
}  // namespace arnscope
