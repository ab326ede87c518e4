// The policies that ship in policies/collector: how the published text was mended, and that they say the
// same.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/catalog/catalog.h"
#include "engine/document/json_reader.h"
#include "engine/document/json_repair.h"
#include "engine/policy/parser.h"
#include "engine/policy/printer.h"

namespace arnscope {
namespace {

std::shared_ptr<const Source> file(const std::string& path) {
  auto source = Source::read(ARNSCOPE_SOURCE_DIR "/" + path);
  EXPECT_TRUE(source) << path;
  return *source;
}

Policy policy_of(const std::shared_ptr<const Source>& source) {
  const auto document = read_json(source);
  EXPECT_TRUE(document) << source->name();
  if (!document) return {};
  std::vector<Finding> findings;
  Policy policy = parse_policy((*document)->root(), PolicyKind::kIdentity, "", findings);
  EXPECT_TRUE(findings.empty()) << source->name();
  return policy;
}

std::vector<std::string> required_permissions() {
  const auto document = read_json(file("policies/collector/required-permissions.json"));
  EXPECT_TRUE(document);
  std::vector<std::string> required;
  for (const Value element : (*document)->root().elements()) required.emplace_back(element.text());
  return required;
}

TEST(CollectorPolicies, PublishedTextIsMended) {
  const auto published = file("fixtures/policies/collector-specific-malformed.json");
  const auto repaired = repair_json(published);
  ASSERT_TRUE(repaired) << format_error(repaired.error());
  ASSERT_EQ(repaired->mends.size(), 2U);
  const JsonMend& missing = repaired->mends[0];
  EXPECT_EQ(published->position(missing.span.begin), (LineColumn{278, 46}));
  EXPECT_EQ(missing.what, R"(a comma is missing after `"workspaces:DescribeWorkspaceBundles"`)");
  const JsonMend& trailing = repaired->mends[1];
  EXPECT_EQ(published->position(trailing.span.begin), (LineColumn{279, 40}));
  EXPECT_EQ(trailing.what, "a comma before the closing bracket");
  const Policy mended = policy_of(Source::from_text("mended", repaired->text));
  EXPECT_EQ(mended, policy_of(file("policies/collector/specific.json")));
  EXPECT_EQ(print_policy(mended, Layout::kCompact).size(), 8161U);
}

TEST(CollectorPolicies, RequirementsAreThoseOfTheSpecificPolicy) {
  std::vector<std::string> expected;
  for (const Statement& statement : policy_of(file("policies/collector/specific.json")).statements) {
    ASSERT_TRUE(statement.resource);
    for (const Text& action : statement.action.values) {
      for (const Text& resource : statement.resource->values) {
        expected.push_back(action.value + (resource.value == "*" ? "" : " " + resource.value));
      }
    }
  }
  EXPECT_EQ(expected.size(), 282U);
  EXPECT_EQ(required_permissions(), expected);
}

TEST(CollectorPolicies, EveryActionIsInTheCatalog) {
  for (const std::string& required : required_permissions()) {
    const std::string action = required.substr(0, required.find(' '));
    const ActionId id = catalog::find_action(action);
    ASSERT_NE(id, kNoAction) << action;
    EXPECT_EQ(catalog::action_name(id), action);
  }
  for (const Statement& statement : policy_of(file("policies/collector/additional.json")).statements) {
    for (const Text& pattern : statement.action.values) {
      std::vector<ActionId> actions;
      catalog::expand(pattern.value, actions);
      EXPECT_FALSE(actions.empty()) << pattern.value;
    }
  }
}

}  // namespace
}  // namespace arnscope
