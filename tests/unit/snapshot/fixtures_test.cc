// The odd exports under fixtures/exports: each loads or fails as its README says.
#include "tests/unit/snapshot/build.h"

namespace arnscope {
namespace {

Loaded load_files(std::initializer_list<std::string_view> names) {
  std::vector<std::shared_ptr<const Source>> sources;
  for (std::string_view name : names) {
    auto text = Source::read(ARNSCOPE_SOURCE_DIR "/fixtures/" + std::string(name));
    EXPECT_TRUE(text) << name;
    sources.push_back(
        Source::from_text(std::string(name.substr(name.rfind('/') + 1)), std::string((*text)->text())));
  }
  return load_snapshot(sources);
}

std::unique_ptr<const Snapshot> files(std::initializer_list<std::string_view> names) {
  auto loaded = load_files(names);
  EXPECT_TRUE(loaded) << (loaded ? "" : format_error(loaded.error()));
  return loaded ? std::move(*loaded) : std::make_unique<const Snapshot>();
}

TEST(Exports, BrokenOnesSayWhere) {
  struct Row {
    std::string_view file, error;
  };
  for (const Row& row : {
           Row{"exports/broken-truncated.json",
               "broken-truncated.json:33:33 the text ends inside a string that begins at line 33: is the "
               "file cut off?"},
           Row{"exports/broken-trailing.json", "broken-trailing.json:48:1 "},
           Row{"exports/broken-empty.json", "broken-empty.json the file is empty"},
           Row{"exports/broken-bom.json",
               "broken-bom.json:1:1 a byte order mark begins the file: save it as UTF-8 without one"},
           Row{"exports/broken-nul.json",
               "broken-nul.json:19:3 a NUL byte: is the file damaged, or not UTF-8?"},
           Row{"exports/broken-utf8.json", "broken-utf8.json:14:24 not UTF-8: byte 0xe9"},
       }) {
    auto loaded = load_files({row.file});
    ASSERT_FALSE(loaded) << row.file;
    std::string error = format_place(loaded.error().place) + " " + loaded.error().message;
    EXPECT_TRUE(error.starts_with(row.error)) << error << "\n" << row.error;
    auto with_another = files({row.file, "exports/page-2.json"});
    ASSERT_FALSE(with_another->findings.empty()) << row.file;
    EXPECT_EQ(with_another->findings[0].code, "UNREADABLE_INPUT") << row.file;
  }
}

TEST(Exports, ABrokenPolicyLeavesTheRest) {
  auto s = files({"exports/broken-policy.json"});
  std::vector<std::string> errors;
  for (const Finding& finding : s->findings)
    if (finding.severity == Severity::kError)
      errors.push_back(format_place(finding.place) + " " + finding.message);
  // The encoded document breaks off at its closing quote; the document itself begins at 41:29.
  EXPECT_EQ(
      errors,
      (std::vector<std::string>{
          "broken-policy.json:41:104 the policy document is not JSON: the text ends inside an object that "
          "begins "
          "at line 41: is the text cut off?",
          "broken-policy.json:97:27 Effect `Alow` does not exist: did you mean `Allow`?",
          "broken-policy.json:98:27 Action is a number: a string or a list of strings must stand here"}));
  EXPECT_EQ(s->findings.size(), 4u);
  EXPECT_EQ(verdict(*s, "arn:aws:iam::111122223333:user/good", "sqs:SendMessage",
                    "arn:aws:sqs:eu-west-1:111122223333:jobs"),
            "allowed");
  EXPECT_EQ(verdict(*s, "arn:aws:iam::111122223333:user/good", "s3:GetObject", "arn:aws:s3:::acme-reports/x"),
            "allowed");
  EXPECT_EQ(verdict(*s, "arn:aws:iam::111122223333:user/half", "s3:GetObject", "arn:aws:s3:::any/x"),
            "allowed");
  EXPECT_TRUE(verdict(*s, "arn:aws:iam::111122223333:user/half", "sqs:SendMessage",
                      "arn:aws:sqs:eu-west-1:111122223333:jobs")
                  .starts_with("conditional identity policy of "));
}

TEST(Exports, SoundOnes) {
  struct Row {
    std::string_view file, principal, action, resource, verdict;
  };
  for (const Row& row : {
           Row{"exports/url-encoded.json", "arn:aws:iam::111122223333:user/zoe+reports", "s3:GetObject",
               "arn:aws:s3:::acme-reports/zo\xC3\xAB lindqvist/a+b/x", "allowed"},
           Row{"exports/url-encoded.json", "arn:aws:iam::111122223333:role/nightly", "sqs:DeleteMessage",
               "arn:aws:sqs:eu-west-1:111122223333:jobs", "allowed"},
           Row{"exports/bare-statement.json", "arn:aws:iam::111122223333:user/minimal", "s3:ListBucket",
               "arn:aws:s3:::acme-reports", "allowed"},
           Row{"exports/bare-statement.json", "arn:aws:iam::111122223333:role/minimal-role",
               "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q", "explicitDeny"},
           Row{"exports/missing-keys.json", "arn:aws:iam::111122223333:user/plain", "sqs:ListQueues", "*",
               "allowed"},
           Row{"exports/missing-keys.json", "arn:aws:iam::111122223333:user/plainer", "sqs:ListQueues", "*",
               "implicitDeny"},
           Row{"exports/missing-keys.json", "arn:aws:iam::111122223333:role/lean", "s3:GetObject",
               "arn:aws:s3:::b/k", "allowed"},
           Row{"exports/pages-concatenated.json", "arn:aws:iam::444455556666:user/fay", "iam:ListUsers", "*",
               "allowed"},
       }) {
    auto s = files({row.file});
    EXPECT_EQ(verdict(*s, row.principal, row.action, row.resource), row.verdict)
        << row.file << " " << row.action;
    for (const Finding& finding : s->findings)
      EXPECT_EQ(finding.code, "POLICY_FROM_CATALOG") << format_finding(finding);
  }
}

TEST(Exports, Pages) {
  auto codes = [](const Snapshot& s) {
    std::string out;
    for (const Finding& finding : s.findings) out += std::string(finding.code) + " ";
    return out;
  };
  EXPECT_EQ(codes(*files({"exports/page-1.json"})), "GROUP_MISSING POLICY_MISSING TRUNCATED_INPUT ");
  auto both = files({"exports/page-1.json", "exports/page-2.json"});
  auto one = files({"exports/pages-concatenated.json"});
  for (const Snapshot* s : {both.get(), one.get()}) {
    EXPECT_EQ(codes(*s), "POLICY_FROM_CATALOG ");
    EXPECT_EQ(verdict(*s, "arn:aws:iam::444455556666:user/fay", "iam:ListUsers", "*"), "allowed");
    EXPECT_EQ(s->users.size(), one->users.size());
    EXPECT_EQ(s->policies.size(), one->policies.size());
  }
  auto acme =
      files({"exports/page-1.json", "exports/page-2.json", "acme/account-authorization-details.json"});
  EXPECT_EQ(acme->accounts.size(), 2u);
  std::string_view partner = "arn:aws:iam::111122223333:role/partner-fulfilment";
  for (const Role& role : acme->roles)
    if (role.name == "partner-fulfilment") partner = role.arn;
  std::string answer =
      verdict(*acme, "arn:aws:iam::444455556666:role/fulfilment-sync", "sts:AssumeRole", partner);
  EXPECT_TRUE(answer == "allowed" || answer.starts_with("conditional ")) << answer;
}

TEST(Exports, OtherPartitions) {
  auto gov = files({"exports/govcloud.json"});
  ASSERT_EQ(gov->accounts.size(), 1u);
  EXPECT_EQ(gov->accounts[0].id, "222222222222");
  EXPECT_EQ(gov->accounts[0].partition, "aws-us-gov");
  for (const PolicyEntry& policy : gov->policies)
    EXPECT_NE(policy.origin, PolicyOrigin::kMissing) << policy.arn;
  auto china = files({"exports/china.json"});
  EXPECT_EQ(china->accounts[0].id, "333333333333");
  EXPECT_EQ(china->accounts[0].partition, "aws-cn");
  for (const Finding& finding : china->findings)
    EXPECT_EQ(finding.code, "POLICY_FROM_CATALOG") << finding.message;
}

TEST(Exports, HostileNamesStayAsTheyAreInTheSnapshotAndReachNoTerminal) {
  auto s = files({"exports/hostile-names.json"});
  ASSERT_EQ(s->users.size(), 2u);
  ASSERT_EQ(s->roles.size(), 1u);
  EXPECT_EQ(s->roles[0].name, "red\x1b[31m\x1b]0;owned\a");
  EXPECT_EQ(s->users[0].path, "/../../etc/");
  for (const Finding& finding : s->findings) {
    std::string text = format_finding(finding);
    for (char c : text)
      EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 32) << testing::PrintToString(text);
  }
}

}  // namespace
}  // namespace arnscope
