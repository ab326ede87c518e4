// What the parser says of a policy, to the letter and to the byte. What it keeps: parser_keeps_test.cc.
#include "engine/policy/parser.h"

#include <gtest/gtest.h>

#include <chrono>

#include "tests/unit/policy/faults.h"

namespace arnscope {
namespace {

struct Row {
  std::string_view name;
  std::string_view text;
  std::vector<Fault> faults;
};

void check(std::initializer_list<Row> rows, PolicyKind kind) {
  for (const Row& row : rows) {
    Marked marked(row.text);
    EXPECT_EQ(lines(read_policy(marked.text, kind).findings), expected_lines(marked, row.faults)) << row.name;
  }
}

TEST(Parser, SoundPoliciesHaveNoFindings) {
  check(
      {
          {"lists",
           R"({"Version": "2012-10-17", "Id": "i", "Statement": [{"Sid": "a", "Effect": "Allow",
            "Action": ["s3:GetObject"], "Resource": ["*"], "Condition": {"Bool": {"aws:SecureTransport": ["true"]}}}]})",
           {}},
          {"single values",
           R"({"Version": "2008-10-17", "Statement": {"Effect": "Deny", "NotAction": "s3:*",
            "NotResource": "arn:aws:s3:::b", "Condition": {"NumericLessThan": {"s3:max-keys": 10},
            "Null": {"aws:TokenIssueTime": true}}}})",
           {}},
          {"no version", R"({"Statement": []})", {}},
          {"empty lists",
           R"({"Statement": [{"Effect": "Allow", "Action": [], "Resource": [], "Condition": {}}]})",
           {}},
          {"empty operator block",
           R"({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {}}}]})",
           {}},
      },
      PolicyKind::kIdentity);
  check({{"principals",
          R"({"Statement": [
           {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
           {"Effect": "Allow", "Principal": {"AWS": "111122223333", "Service": ["a", "b"], "Federated": "c",
            "CanonicalUser": "d"}, "Action": "*", "Resource": "*"},
           {"Effect": "Deny", "NotPrincipal": {"AWS": ["arn:aws:iam::111122223333:root"]}, "Action": "*"}]})",
          {}}},
        PolicyKind::kResource);
  check({{"trust",
          R"({"Statement": {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"},
                     "Action": "sts:AssumeRole"}})",
          {}}},
        PolicyKind::kTrust);
}

TEST(Parser, PolicyElements) {
  check(
      {
          {"a list",
           R"(^[])",
           {{"DATA_TYPE_MISMATCH",
             "the policy is a list: an object with Version and Statement must stand here"}}},
          {"null",
           R"(^null)",
           {{"DATA_TYPE_MISMATCH",
             "the policy is null: an object with Version and Statement must stand here"}}},
          {"empty", R"(^{})", {{"MISSING_STATEMENT", "the policy has no Statement"}}},
          {"Statement a string",
           R"({"Statement": ^"x"})",
           {{"DATA_TYPE_MISMATCH", "Statement is a string: a list of statements must stand here"}}},
          {"statements of wrong types",
           R"({"Statement": [^7, ^[], ^null]})",
           {{"DATA_TYPE_MISMATCH", "the statement is a number: an object must stand here"},
            {"DATA_TYPE_MISMATCH", "the statement is a list: an object must stand here"},
            {"DATA_TYPE_MISMATCH", "the statement is null: an object must stand here"}}},
          {"Version a number",
           R"({"Version": ^2012, "Statement": []})",
           {{"DATA_TYPE_MISMATCH", "Version is a number: the string `2012-10-17` must stand here"}}},
          {"Version unknown",
           R"({"Version": ^"2012-10-18", "Statement": []})",
           {{"INVALID_VERSION", "Version `2012-10-18` does not exist: use `2012-10-17`"}}},
          {"Id a list",
           R"({"Id": ^[], "Statement": []})",
           {{"DATA_TYPE_MISMATCH", "Id is a list: a string must stand here"}}},
          {"unknown elements",
           R"({^"Verison": "2012-10-17", ^"zzzzzz": 1, "Statement": []})",
           {{"INVALID_POLICY_ELEMENT", "`Verison` is no element of a policy: did you mean `Version`?"},
            {"INVALID_POLICY_ELEMENT", "`zzzzzz` is no element of a policy"}}},
          {"another case",
           R"({^"version": ^"2", ^"STATEMENT": []})",
           {{"INVALID_POLICY_ELEMENT", "`version` is no element of a policy: did you mean `Version`?"},
            {"INVALID_VERSION", "Version `2` does not exist: use `2012-10-17`"},
            {"INVALID_POLICY_ELEMENT", "`STATEMENT` is no element of a policy: did you mean `Statement`?"}}},
      },
      PolicyKind::kIdentity);
}

TEST(Parser, StatementElements) {
  check(
      {
          {"empty",
           R"({"Statement": ^^^{}})",
           {{"MISSING_ACTION", "the statement has no Action and no NotAction"},
            {"MISSING_EFFECT", "the statement has no Effect: `Allow` or `Deny`"},
            {"MISSING_RESOURCE", "the statement has no Resource and no NotResource"}}},
          {"Effect of a wrong type",
           R"({"Statement": {"Effect": ^true, "Action": "*", "Resource": "*"}})",
           {{"DATA_TYPE_MISMATCH", "Effect is a boolean: `Allow` or `Deny` must stand here"}}},
          {"Effect misspelt",
           R"({"Statement": {"Effect": ^"Alow", "Action": "*", "Resource": "*"}})",
           {{"INVALID_EFFECT", "Effect `Alow` does not exist: did you mean `Allow`?"}}},
          {"Effect in lower case",
           R"({"Statement": {"Effect": ^"deny", "Action": "*", "Resource": "*"}})",
           {{"INVALID_EFFECT", "Effect `deny` does not exist: did you mean `Deny`?"}}},
          {"Effect unlike any",
           R"({"Statement": {"Effect": ^"Permit", "Action": "*", "Resource": "*"}})",
           {{"INVALID_EFFECT", "Effect `Permit` does not exist: use `Allow` or `Deny`"}}},
          {"Sid a number",
           R"({"Statement": {"Sid": ^1, "Effect": "Allow", "Action": "*", "Resource": "*"}})",
           {{"DATA_TYPE_MISMATCH", "Sid is a number: a string must stand here"}}},
          {"Action a number",
           R"({"Statement": {"Effect": "Allow", "Action": ^7, "Resource": "*"}})",
           {{"DATA_TYPE_MISMATCH", "Action is a number: a string or a list of strings must stand here"}}},
          {"values of wrong types",
           R"({"Statement": {"Effect": "Allow", "NotAction": ["s3:*", ^7, ^{}], "NotResource": [^null]}})",
           {{"DATA_TYPE_MISMATCH", "a value of NotAction is a number: a string must stand here"},
            {"DATA_TYPE_MISMATCH", "a value of NotAction is an object: a string must stand here"},
            {"DATA_TYPE_MISMATCH", "a value of NotResource is null: a string must stand here"}}},
          {"Resource an object",
           R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": ^{"a": "b"}}})",
           {{"DATA_TYPE_MISMATCH", "Resource is an object: a string or a list of strings must stand here"}}},
          {"both twins",
           R"({"Statement": {"Effect": "Allow", "Action": "*", "NotAction": ^"a", "NotResource": "b", "Resource": ^"*"}})",
           {{"UNSUPPORTED_ELEMENT_COMBINATION",
             "a statement has Action or NotAction, not both: Action is used"},
            {"UNSUPPORTED_ELEMENT_COMBINATION",
             "a statement has Resource or NotResource, not both: Resource is used"}}},
          {"unknown elements",
           R"({"Statement": {"Effect": "Allow", ^"Actions": "*", ^"action": "*", ^"Principals": 1, "Resource": "*"}})",
           {{"INVALID_POLICY_ELEMENT", "`Actions` is no element of a statement: did you mean `Action`?"},
            {"INVALID_POLICY_ELEMENT", "`action` is no element of a statement: did you mean `Action`?"},
            {"INVALID_POLICY_ELEMENT",
             "`Principals` is no element of a statement: did you mean `Principal`?"}}},
          {"Principal",
           R"({"Statement": ^{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}})",
           {{"UNSUPPORTED_PRINCIPAL",
             "an identity policy has no Principal: it speaks of whoever it is attached to"}}},
      },
      PolicyKind::kIdentity);
}

TEST(Parser, PrincipalElements) {
  const std::string_view kMismatch = "DATA_TYPE_MISMATCH";
  check(
      {
          {"none",
           R"({"Statement": ^{"Effect": "Allow", "Action": "*", "Resource": "*"}})",
           {{"MISSING_PRINCIPAL", "the statement has no Principal: it matches nobody"}}},
          {"a bare account",
           R"({"Statement": {"Effect": "Allow", "Principal": ^"111122223333", "Action": "*"}})",
           {{"INVALID_PRINCIPAL_FORMAT",
             "Principal is the string `111122223333`: write {\"AWS\": \"111122223333\"}"}}},
          {"NotPrincipal a string",
           R"({"Statement": {"Effect": "Deny", "NotPrincipal": ^"x", "Action": "*"}})",
           {{"INVALID_PRINCIPAL_FORMAT", "NotPrincipal is the string `x`: write {\"AWS\": \"x\"}"}}},
          {"a list",
           R"({"Statement": {"Effect": "Allow", "Principal": ^["*"], "Action": "*"}})",
           {{kMismatch, "Principal is a list: `*` or an object must stand here"}}},
          {"kinds",
           R"({"Statement": {"Effect": "Allow", "Principal": {^"Aws": "a", ^"Servics": "b", ^"x": "c"}, "Action": "*"}})",
           {{"INVALID_PRINCIPAL_KEY", "`Aws` is no kind of principal: did you mean `AWS`?"},
            {"INVALID_PRINCIPAL_KEY", "`Servics` is no kind of principal: did you mean `Service`?"},
            {"INVALID_PRINCIPAL_KEY",
             "`x` is no kind of principal: use AWS, Service, Federated or CanonicalUser"}}},
          {"values",
           R"({"Statement": {"Effect": "Allow", "Principal": {"AWS": ^7, "Service": ["a", ^null]}, "Action": "*"}})",
           {{kMismatch, "AWS is a number: a string or a list of strings must stand here"},
            {kMismatch, "a value of Service is null: a string must stand here"}}},
          {"both twins",
           R"({"Statement": {"Effect": "Deny", "NotPrincipal": "*", "Principal": ^"*", "Action": "*"}})",
           {{"UNSUPPORTED_ELEMENT_COMBINATION",
             "a statement has Principal or NotPrincipal, not both: Principal is used"}}},
      },
      PolicyKind::kResource);
  check(
      {
          {"trust with a resource",
           R"({"Statement": ^{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*"}})",
           {{"ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE",
             "a trust policy has no Resource: it speaks of its own role"}}},
          {"trust without a principal",
           R"({"Statement": ^{"Effect": "Allow", "Action": "sts:AssumeRole"}})",
           {{"MISSING_PRINCIPAL", "the statement has no Principal: it matches nobody"}}},
      },
      PolicyKind::kTrust);
}

TEST(Parser, Conditions) {
  auto with = [](std::string_view condition) {
    return R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": )" +
           std::string(condition) + "}}";
  };
  struct ConditionRow {
    std::string_view condition;
    std::vector<Fault> faults;
  };
  const std::initializer_list<ConditionRow> rows = {
      {R"(^"x")", {{"DATA_TYPE_MISMATCH", "Condition is a string: an object of operators must stand here"}}},
      {R"(^[])", {{"DATA_TYPE_MISMATCH", "Condition is a list: an object of operators must stand here"}}},
      {R"({"Bool": ^"true"})",
       {{"DATA_TYPE_MISMATCH",
         "the block of Bool is a string: an object of condition keys must stand here"}}},
      {R"({^"StringEqual": {"k": "v"}})",
       {{"INVALID_CONDITION_OPERATOR",
         "`StringEqual` is no condition operator, the statement never matches: did you mean "
         "`StringEquals`?"}}},
      {R"({^"zzzzz": {"k": "v"}})",
       {{"INVALID_CONDITION_OPERATOR", "`zzzzz` is no condition operator, the statement never matches"}}},
      {R"({^"NullIfExists": {"k": "v"}})",
       {{"NULL_WITH_IF_EXISTS", "`NullIfExists` does not exist, the statement never matches: write `Null`"}}},
      {R"({^"zzzzz": {}})",
       {{"INVALID_CONDITION_OPERATOR", "`zzzzz` is no condition operator, the statement never matches"}}},
      {R"({"StringEquals": {"k": ^null}})",
       {{"DATA_TYPE_MISMATCH", "the value of k is null: a string, a number or a boolean must stand here"}}},
      {R"({"StringEquals": {"k": ["a", ^[], 1, false, ^{}]}})",
       {{"DATA_TYPE_MISMATCH", "the value of k is a list: a string, a number or a boolean must stand here"},
        {"DATA_TYPE_MISMATCH",
         "the value of k is an object: a string, a number or a boolean must stand here"}}},
      {R"({"stringequals": {"k": "v"}, "FORANYVALUE:stringlikeIFEXISTS": {"k": "v"}})", {}},
  };
  for (const ConditionRow& row : rows) {
    Marked marked(with(row.condition));
    EXPECT_EQ(lines(read_policy(marked.text).findings), expected_lines(marked, row.faults)) << row.condition;
  }
}

TEST(Parser, AllFaultsOfOnePolicyInOnePass) {
  Marked marked(R"({
  "Version": ^"2020-01-01",
  "Id": ^{},
  "Statement": [
    {"Sid": "Good", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
    ^{"Effect": ^"alow", "Action": [^1], "Resourse": "*"},
    ^7,
    {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {^"Boole": {"k": ^null}}}
  ],
  ^"Extra": 1
})");
  std::string text = marked.text;
  Read read = read_policy(text);
  std::vector<std::string> got;
  for (const Finding& finding : read.findings)
    got.push_back(fmt::format("{} {}", format_place(finding.place), finding.code));
  EXPECT_EQ(got, (std::vector<std::string>{
                     "p.json:2:14 INVALID_VERSION",
                     "p.json:3:9 DATA_TYPE_MISMATCH",
                     "p.json:6:5 MISSING_RESOURCE",
                     "p.json:6:16 INVALID_EFFECT",
                     "p.json:6:35 DATA_TYPE_MISMATCH",
                     "p.json:6:39 INVALID_POLICY_ELEMENT",
                     "p.json:7:5 DATA_TYPE_MISMATCH",
                     "p.json:8:70 INVALID_CONDITION_OPERATOR",
                     "p.json:8:85 DATA_TYPE_MISMATCH",
                     "p.json:10:3 INVALID_POLICY_ELEMENT",
                 }));
  for (const Finding& finding : read.findings) {
    EXPECT_EQ(finding.subject, "the subject");
    EXPECT_EQ(finding.severity, Severity::kError);
  }
  EXPECT_EQ(read.policy.statements.size(), 2u);
}

// A policy inside a string: its faults stand in the file that holds the string.
void check_embedded(const std::string& file, Embedding embedding, std::string inner,
                    const std::vector<std::string>& tokens) {
  auto outer = Source::from_text("export.json", file);
  auto document = read_json(outer);
  ASSERT_TRUE(document);
  auto string = (*document)->root().find("Document");
  ASSERT_TRUE(string);
  auto source = Source::embedded(outer, string->span(), embedding, std::move(inner));
  auto policy_document = read_json(source);
  ASSERT_TRUE(policy_document) << policy_document.error().message;
  std::vector<Finding> findings;
  parse_policy((*policy_document)->root(), PolicyKind::kIdentity, "", findings);
  sort_findings(findings);
  ASSERT_EQ(findings.size(), tokens.size());
  for (size_t i = 0; i < tokens.size(); ++i) {
    size_t at = file.find(tokens[i]);
    ASSERT_NE(at, std::string::npos);
    LineColumn place = outer->position(static_cast<uint32_t>(at));
    EXPECT_EQ(format_place(findings[i].place), fmt::format("export.json:{}:{}", place.line, place.column))
        << findings[i].message;
  }
}

TEST(Parser, FaultsOfEmbeddedPoliciesStandInTheOuterFile) {
  const std::string policy =
      R"({"Id": "\u00eb+%41", "Statement": {"Effect": "Alow", "Action": 7, "Resource": "*"}})";
  check_embedded(
      "{\n \"Document\":\n  \"{\\\"Id\\\": \\\"\\\\u00eb+%41\\\",\\n \\\"Statement\\\": {\\\"Effect\\\": "
      "\\\"Alow\\\", \\\"Action\\\": 7, \\\"Resource\\\": \\\"*\\\"}}\"\n}",
      Embedding::kJsonString,
      "{\"Id\": \"\\u00eb+%41\",\n \"Statement\": {\"Effect\": \"Alow\", \"Action\": 7, \"Resource\": "
      "\"*\"}}",
      {"\\\"Alow", "7, "});
  std::string encoded;
  for (char c : policy) {
    bool plain = std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-';
    encoded += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  check_embedded("{\n\n \"Document\": \"" + encoded + "\"\n}", Embedding::kJsonStringPercent, policy,
                 {"%22Alow", "7%2C"});
}

// Hostile size: cost grows with the text and not with its square.
TEST(Parser, ManyKeysTakeLinearTime) {
  std::string text =
      R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {)";
  for (int i = 0; i < 60000; ++i) text += fmt::format("{}\"key{}\": \"v\"", i == 0 ? "" : ",", i % 40000);
  text += "}}}}";
  auto start = std::chrono::steady_clock::now();
  Read read = read_policy(text);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  ASSERT_EQ(read.policy.statements.size(), 1u);
  EXPECT_EQ(read.policy.statements[0].conditions.size(), 40000u);
}

}  // namespace
}  // namespace arnscope
