// The example company's questions, with answers worked out by hand from AWS's documentation.
#include <gtest/gtest.h>

#include "engine/document/json_reader.h"
#include "engine/graph/query.h"
#include "engine/snapshot/load.h"

namespace arnscope {
namespace {

const std::string kFixture = ARNSCOPE_SOURCE_DIR "/fixtures/acme/";

std::unique_ptr<const Snapshot> acme() {
  std::vector sources = {*Source::read(kFixture + "account-authorization-details.json")};
  return *load_snapshot(sources);
}

TEST(Acme, EveryQuestionIsAnsweredAsByHand) {
  auto snapshot = acme();
  auto document = read_json(*Source::read(kFixture + "questions.json"));
  ASSERT_TRUE(document);
  ASSERT_GE((*document)->root().size(), 150u);
  for (Value question : (*document)->root().elements()) {
    auto text = [&](std::string_view name) { return std::string(question.find(name)->text()); };
    Access access(*snapshot, text("context") == "open" ? Unlisted::kUnknown : Unlisted::kAbsent);
    auto principal = parse_principal(text("principal"));
    ASSERT_TRUE(principal) << principal.error().message;
    Caller caller = access.caller(*principal);
    Answered answered = can(access, caller, {text("action"), text("resource"), "", {}});
    EXPECT_EQ(verdict_name(answered.verdict), text("expect"))
        << format_place(question.place()) << ": " << text("principal") << " " << text("action") << " on "
        << text("resource") << "\n  why: " << text("why")
        << "\n  condition: " << to_text(answered.decision.condition);
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
