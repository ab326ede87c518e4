#include "engine/lint/profile.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/document/read_document.h"

namespace arnscope {
namespace {

constexpr const char* kPolicy = R"({"Statement": [
  {"Sid": "a b", "Effect": "Allow", "Action": ["s3:Get*", "s3:GetObject"], "Resource": "*"}]})";

std::vector<LintFinding> findings() {
  return lint_source(Source::from_text("team/policy.json", kPolicy), {}).findings;
}

std::shared_ptr<const Document> document_of(std::string text) {
  return *read_document(Source::from_text("profile.yaml", std::move(text)));
}

std::vector<std::string> with_profile(const char* profile) {
  const auto document = document_of(profile);
  const auto read = read_profile(*document);
  EXPECT_TRUE(read) << (read ? "" : format_error(read.error()));
  std::vector<LintFinding> found = findings();
  if (read) apply_profile(*read, "2026-11-22", found);
  std::vector<std::string> lines;
  for (const LintFinding& each : found)
    lines.push_back(std::string(each.finding.code) + " " + std::string(severity_key(each.finding.severity)));
  return lines;
}

using Lines = std::vector<std::string>;

struct ProfileRow {
  const char* profile;
  Lines left;
};

const ProfileRow kProfileRows[] = {
    {"{}", {"MISSING_VERSION warning", "UNSUPPORTED_SID error", "REDUNDANT_ACTION suggestion"}},
    {"severity: {UNSUPPORTED_SID: suggestion, MISSING_VERSION: 'off'}",
     {"UNSUPPORTED_SID suggestion", "REDUNDANT_ACTION suggestion"}},
    {"ignore: [{file: 'team/*', reason: theirs}]", {}},
    {"ignore: [{file: 'policy.json', reason: no file of that name}]",
     {"MISSING_VERSION warning", "UNSUPPORTED_SID error", "REDUNDANT_ACTION suggestion"}},
    {"ignore: [{path: '/Statement/*/Sid', reason: old, until: '2026-11-22'}]",
     {"MISSING_VERSION warning", "REDUNDANT_ACTION suggestion"}},
    {"ignore: [{code: UNSUPPORTED_SID, reason: old, until: '2026-11-21'}]",
     {"MISSING_VERSION warning", "UNSUPPORTED_SID error", "REDUNDANT_ACTION suggestion",
      "IGNORE_EXPIRED warning"}},
};

TEST(Profile, ChangesAndIgnores) {
  for (const ProfileRow& row : kProfileRows) EXPECT_EQ(with_profile(row.profile), row.left) << row.profile;
}

struct BrokenRow {
  const char* profile;
  const char* said;
};

const BrokenRow kBrokenRows[] = {
    {"[]", "profile.yaml:1:1: a profile is an object with `severity` and `ignore`"},
    {"{\"ignored\": []}",
     "profile.yaml:1:2: `ignored` is not understood: a profile has `severity`, an object, and `ignore`, a "
     "list"},
    {"{\"severity\": {\"MISSING_VERSIONS\": \"error\"}}",
     "profile.yaml:1:15: no check has the code `MISSING_VERSIONS`: did you mean `MISSING_VERSION`?"},
    {"{\"severity\": {\"MISSING_VERSION\": \"fatal\"}}",
     "profile.yaml:1:34: `fatal` is no severity: error, securityWarning, warning, suggestion or off"},
    {"{\"ignore\": [{\"code\": \"MISSING_VERSION\"}]}", "profile.yaml:1:13: an ignore needs a `reason`"},
    {"{\"ignore\": [{\"reason\": \"x\", \"until\": \"soon\"}]}",
     "profile.yaml:1:38: `soon` is no day: write it as 2027-01-31"},
};

TEST(Profile, WhatIsSaidOfBrokenOnes) {
  for (const BrokenRow& row : kBrokenRows) {
    const auto document = document_of(row.profile);
    const auto read = read_profile(*document);
    ASSERT_FALSE(read) << row.profile;
    EXPECT_EQ(format_place(read.error().place) + ": " + read.error().message, row.said);
  }
}

TEST(Baseline, HidesWhatWasThereAsOften) {
  const auto baseline = document_of(
      R"({"findings": [{"code": "UNSUPPORTED_SID", "file": "team/policy.json", "path": "/Statement/0/Sid",
                        "message": "the Sid `a b` may have letters and digits alone"}]})");
  std::vector<LintFinding> found = findings();
  found.push_back(found[1]);  // once more than in the baseline
  const auto hidden = apply_baseline(*baseline, found);
  ASSERT_TRUE(hidden);
  EXPECT_EQ(*hidden, 1u);
  EXPECT_EQ(found.size(), 3u);
  EXPECT_FALSE(apply_baseline(*document_of("[]"), found));
}

}  // namespace
}  // namespace arnscope
