#include "engine/report/findings.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/report/capture.h"

namespace arnscope {
namespace {

std::string text_of(std::span<const Finding> findings, Color color) {
  return captured([&](Output& output) { write_findings_text(findings, color, output); });
}

std::string json_of(std::span<const Finding> findings) {
  return captured([&](Output& output) { write_findings_json(findings, output); });
}

std::vector<Finding> small_list() {
  const auto source = Source::from_text("policy.json", "{\n  \"Action\": \"s3:GetObjcet\"\n}\n");
  return {
      {Severity::kError, "INVALID_ACTION", "unknown action `s3:GetObjcet`", {source, {14, 28}}, "AppAccess"},
      {Severity::kSuggestion, "NO_VERSION", "no Version", {}, ""},
  };
}

TEST(FindingsText, IsThatOfBaseWithTheSeverityStyled) {
  const std::vector<Finding> findings = small_list();
  EXPECT_EQ(text_of(findings, Color::kOff), format_finding(findings[0]) + format_finding(findings[1]));
  EXPECT_EQ(text_of(findings, Color::kOn),
            "policy.json:2:13: \x1b[1;31merror\x1b[0m: unknown action `s3:GetObjcet` [INVALID_ACTION]\n"
            "    \"Action\": \"s3:GetObjcet\"\n"
            "              ^\n"
            "\x1b[36msuggestion\x1b[0m: no Version [NO_VERSION]\n");
  EXPECT_EQ(text_of({}, Color::kOn), "");
}

TEST(FindingsText, StylesTheSeverityAndNotAFileOfThatName) {
  const auto source = Source::from_text("error: x", "");
  const Finding finding[] = {{Severity::kError, "C", "error: warning: \x1b[0m", {source, {}}, ""}};
  EXPECT_EQ(text_of(finding, Color::kOn),
            "error: x: \x1b[1;31merror\x1b[0m: error: warning: \\u001b[0m [C]\n");
}

TEST(FindingsJson, HasEveryMember) {
  EXPECT_EQ(
      json_of(small_list()),
      "{\n"
      "  \"findings\": [\n"
      "    {\"code\":\"INVALID_ACTION\",\"severity\":\"error\",\"message\":\"unknown action `s3:GetObjcet`\","
      "\"file\":\"policy.json\",\"line\":2,\"column\":13,"
      "\"span\":{\"start\":{\"line\":2,\"column\":12,\"offset\":14},"
      "\"end\":{\"line\":2,\"column\":26,\"offset\":28}},\"policy\":\"AppAccess\"},\n"
      "    {\"code\":\"NO_VERSION\",\"severity\":\"suggestion\",\"message\":\"no Version\","
      "\"file\":null,\"line\":null,\"column\":null,\"span\":null,\"policy\":null}\n"
      "  ],\n"
      "  \"summary\": {\"error\":1,\"securityWarning\":0,\"warning\":0,\"suggestion\":1}\n"
      "}\n");
}

TEST(FindingsJson, OfNothing) {
  EXPECT_EQ(json_of({}),
            "{\n"
            "  \"findings\": [],\n"
            "  \"summary\": {\"error\":0,\"securityWarning\":0,\"warning\":0,\"suggestion\":0}\n"
            "}\n");
}

TEST(FindingsJson, PlacesAreThoseOfTheOutermostFile) {
  const auto file = Source::from_text("export.json", "{\n\"Doc\": \"%7Bbad%7D\"\n}");
  const auto policy = Source::embedded(file, {9, 20}, Embedding::kJsonStringPercent, "{bad}");
  const Finding findings[] = {{Severity::kWarning, "C", "m", {policy, {1, 4}}, ""}};
  const nlohmann::json read = nlohmann::json::parse(json_of(findings), nullptr, false);
  EXPECT_EQ(read["findings"][0]["file"], "export.json");
  EXPECT_EQ(read["findings"][0]["line"], 2);
  EXPECT_EQ(read["findings"][0]["column"], 12);
  EXPECT_EQ(read["findings"][0]["span"]["start"]["offset"], 13);
  EXPECT_EQ(read["findings"][0]["span"]["end"]["offset"], 16);
}

TEST(FindingsJson, ReadsBackWithHostileNames) {
  std::vector<Finding> findings;
  for (const std::string_view name : kHostileNames) {
    const auto source = Source::from_text(std::string(name), "text");
    findings.push_back(
        {Severity::kSecurityWarning, "C", std::string(name), {source, {0, 4}}, std::string(name)});
  }
  const nlohmann::json read = nlohmann::json::parse(json_of(findings), nullptr, false);
  ASSERT_EQ(read["findings"].size(), findings.size());
  EXPECT_EQ(read["summary"]["securityWarning"], findings.size());
  for (size_t i = 0; i < findings.size(); ++i) {
    for (const char* member : {"file", "message", "policy"})
      EXPECT_EQ(read["findings"][i][member], as_utf8(kHostileNames[i])) << member;
  }
}

TEST(Findings, AreCounted) {
  std::vector<Finding> findings;
  for (const Severity severity :
       {Severity::kError, Severity::kWarning, Severity::kError, Severity::kSecurityWarning})
    findings.push_back({severity, "C", "m", {}, ""});
  EXPECT_EQ(count_findings(findings), (FindingCounts{2, 1, 1, 0}));
}

}  // namespace
}  // namespace arnscope
