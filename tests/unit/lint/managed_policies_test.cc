// AWS's own policies, all of the catalog: how many findings of each code. IAM Access Analyzer finds most of
// them clean, and so does lint; what changes here has changed a check, or is news of AWS.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "engine/catalog/catalog.h"
#include "engine/lint/lint.h"

namespace arnscope {
namespace {

constexpr const char* kGolden = ARNSCOPE_SOURCE_DIR "/tests/unit/lint/managed_policies.txt";

TEST(LintManagedPolicies, AreFoundAsBefore) {
  std::map<std::string_view, size_t> counts;
  size_t clean = 0;
  for (uint32_t i = 0; i < catalog::managed_policy_count(); ++i) {
    const catalog::ManagedPolicy policy = catalog::managed_policy(i);
    const auto source = Source::from_static(fmt::format("aws:{}", policy.name), policy.document);
    const LintResult result = lint_source(source, {.type = linted_as("managed")});
    if (result.findings.empty()) ++clean;
    for (const LintFinding& each : result.findings) ++counts[each.finding.code];
  }
  std::string text = fmt::format("{} of {} without a finding\n", clean, catalog::managed_policy_count());
  for (const auto& [code, count] : counts) text += fmt::format("{:>6} {}\n", count, code);
  if (std::getenv("ARNSCOPE_UPDATE_GOLDEN") != nullptr) std::ofstream(kGolden) << text;
  std::ostringstream golden;
  golden << std::ifstream(kGolden).rdbuf();
  EXPECT_EQ(text, golden.str()) << "ARNSCOPE_UPDATE_GOLDEN=1 writes it anew: read it before you commit it";
}

}  // namespace
}  // namespace arnscope
