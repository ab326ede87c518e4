// The example company's questions, with answers worked out by hand from AWS's documentation.
#include <gtest/gtest.h>

#include "engine/document/json_reader.h"
#include "engine/graph/access_tests.h"
#include "engine/snapshot/load.h"

namespace arnscope {
namespace {

const std::string kFixture = ARNSCOPE_SOURCE_DIR "/fixtures/acme/";

std::unique_ptr<const Snapshot> acme() {
  std::vector sources = {*Source::read(kFixture + "account-authorization-details.json")};
  return *load_snapshot(sources);
}

TEST(Acme, EveryQuestionIsAnsweredAsByHand) {
  auto document = read_json(*Source::read(kFixture + "access-tests.json"));
  ASSERT_TRUE(document);
  ASSERT_GE((*document)->root().size(), 150u);
  AccessTests tests;
  for (Value test : (*document)->root().elements()) {
    const AccessTestResult result = tests.run(test, kFixture);
    for (const std::string& failure : result.failures)
      ADD_FAILURE() << format_place(result.place) << ": " << result.name << "\n  " << failure;
  }
}

TEST(Acme, FindingsNameEveryPolicyTakenFromTheCatalog) {
  auto snapshot = acme();
  size_t from_catalog = 0;
  for (const PolicyEntry& policy : snapshot->policies)
    from_catalog += policy.origin == PolicyOrigin::kCatalog ? 1 : 0;
  size_t told = 0;
  for (const Finding& finding : snapshot->findings) told += finding.code == "POLICY_FROM_CATALOG" ? 1 : 0;
  EXPECT_EQ(from_catalog, 22u);
  EXPECT_EQ(told, from_catalog);
  for (const PolicyEntry& policy : snapshot->policies)
    EXPECT_NE(policy.origin, PolicyOrigin::kMissing) << policy.arn;
}

}  // namespace
}  // namespace arnscope
