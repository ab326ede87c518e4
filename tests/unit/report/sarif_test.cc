#include "engine/report/sarif.h"

#include <gtest/gtest.h>

#include <array>
#include <nlohmann/json.hpp>

#include "tests/unit/report/capture.h"

namespace arnscope {
namespace {

using nlohmann::json;

constexpr std::array kRules = {SarifRule{"A_CODE", Severity::kSuggestion, "title a", "help a"},
                               SarifRule{"B_CODE", Severity::kSecurityWarning, "title b", "help b"}};

json sarif(std::span<const Finding> findings, std::span<const FindingDetails> details) {
  return json::parse(
      captured([&](Output& output) { write_sarif(findings, details, kRules, "1.2.3", output); }));
}

json one(std::string text, Span span) {
  const auto source = Source::from_text("my policies/p%.json", std::move(text));
  std::vector<Finding> findings;
  findings.push_back({Severity::kSecurityWarning, "B_CODE", "said", {source, span}, ""});
  const FindingDetails details[] = {{"/Statement/0", "help b"}};
  return sarif(findings, details).at("runs").at(0).at("results").at(0);
}

TEST(Sarif, OneRunWithItsRules) {
  const json all = sarif({}, {});
  EXPECT_EQ(all.at("version"), "2.1.0");
  const json& driver = all.at("runs").at(0).at("tool").at("driver");
  EXPECT_EQ(driver.at("name"), "arnscope");
  EXPECT_EQ(driver.at("version"), "1.2.3");
  EXPECT_EQ(driver.at("rules").size(), 2u);
  EXPECT_EQ(driver.at("rules").at(0).at("defaultConfiguration").at("level"), "note");
  EXPECT_EQ(driver.at("rules").at(1).at("properties").at("security-severity"), "8.0");
  EXPECT_EQ(all.at("runs").at(0).at("results"), json::array());
}

// Columns count characters, ends are exclusive, and what cannot stand in a reference is encoded.
TEST(Sarif, AResult) {
  const json result = one("{\n \"\xC3\xA4\": \"x\"}", {9, 12});
  EXPECT_EQ(result.at("ruleId"), "B_CODE");
  EXPECT_EQ(result.at("ruleIndex"), 1);
  EXPECT_EQ(result.at("level"), "warning");
  EXPECT_EQ(result.at("message").at("text"), "said");
  const json& location = result.at("locations").at(0);
  EXPECT_EQ(location.at("physicalLocation").at("artifactLocation").at("uri"), "my%20policies/p%25.json");
  EXPECT_EQ(location.at("physicalLocation").at("region"),
            (json{{"startLine", 2}, {"startColumn", 7}, {"endLine", 2}, {"endColumn", 10}}));
  EXPECT_EQ(location.at("logicalLocations").at(0).at("fullyQualifiedName"), "/Statement/0");
}

// What code scanning tells findings apart by: not their line.
TEST(Sarif, TheFingerprintStaysWhereLinesMove) {
  const json here = one("{\"a\": 1}", {0, 3}), there = one("\n\n{\"a\": 1}", {2, 5});
  EXPECT_EQ(here.at("partialFingerprints"), there.at("partialFingerprints"));
  EXPECT_EQ(here.at("partialFingerprints").at("arnscope/v1").get<std::string>().size(), 16u);
}

TEST(Sarif, FindingsWithoutAPlaceOrARule) {
  std::vector<Finding> findings;
  findings.push_back({Severity::kError, "NO_SUCH_RULE", "said", {}, ""});
  const json result = sarif(findings, {}).at("runs").at(0).at("results").at(0);
  EXPECT_FALSE(result.contains("ruleIndex"));
  EXPECT_EQ(result.at("level"), "error");
  EXPECT_EQ(result.at("locations"), json::array({json::object()}));
}

}  // namespace
}  // namespace arnscope
