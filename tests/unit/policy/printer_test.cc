// The canonical form, to the letter.
#include "engine/policy/printer.h"

#include <gtest/gtest.h>

#include "tests/unit/policy/faults.h"

namespace arnscope {
namespace {

struct Row {
  std::string_view text;
  std::string_view compact;
};

TEST(Printer, Compact) {
  for (
      const Row& row : std::initializer_list<Row>{
          {R"({})", R"({"Statement":[]})"},
          {R"({"Statement": {"Resource": ["*"], "Action": ["a:b"], "Effect": "Allow", "Sid": ""}, "Id": "", "Version": "2008-10-17"})",
           R"({"Version":"2008-10-17","Id":"","Statement":[{"Sid":"","Effect":"Allow","Action":"a:b","Resource":"*"}]})"},
          {R"({"Statement": [{"Effect": "Deny", "NotAction": ["b", "a", "b"], "NotResource": []}]})",
           R"({"Statement":[{"Effect":"Deny","NotAction":["b","a","b"],"NotResource":[]}]})"},
          {R"({"Statement": [{"Condition": {"bool": {"K": [true]}, "NumericEquals": {"n": [1, 2.50], "m": []}}, "Principal": "*", "Effect": "Allow", "Action": []}]})",
           R"({"Statement":[{"Effect":"Allow","Principal":"*","Action":[],"Condition":{"bool":{"K":"true"},"NumericEquals":{"n":["1","2.50"],"m":[]}}}]})"},
          {R"({"Statement": [{"Effect": "Allow", "Action": "a", "Principal": {"Service": ["s"], "AWS": ["*", "1"], "Federated": "f", "CanonicalUser": "c"}}]})",
           R"({"Statement":[{"Effect":"Allow","Principal":{"Service":"s","AWS":["*","1"],"Federated":"f","CanonicalUser":"c"},"Action":"a"}]})"},
          {R"({"Statement": [{"Effect": "Allow", "Action": "a", "NotPrincipal": "*"}, {"Effect": "Allow", "Action": "a", "Principal": {"AWS": "*"}}, {"Effect": "Allow", "Action": "a", "Principal": {}}]})",
           R"({"Statement":[{"Effect":"Allow","NotPrincipal":"*","Action":"a"},{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"a"},{"Effect":"Allow","Principal":{},"Action":"a"}]})"},
          {R"({"Statement": [{"Sid": "q\"\\\n\u0001\u00e9", "Effect": "Allow", "Action": "\u002a", "Resource": "${aws:username}"}]})",
           "{\"Statement\":[{\"Sid\":\"q\\\"\\\\\\n\\u0001\u00e9\",\"Effect\":\"Allow\",\"Action\":\"*\","
           "\"Resource\":\"${aws:username}\"}]}"},
      }) {
    Policy policy = read_policy(row.text, PolicyKind::kResource).policy;
    EXPECT_EQ(print_policy(policy, Layout::kCompact), row.compact);
  }
}

TEST(Printer, Indented) {
  Policy policy =
      read_policy(
          R"({"Version":"2012-10-17","Statement":{"Sid":"S","Effect":"Allow","Principal":{"AWS":["1","2"]},"Action":["a","b"],)"
          R"("Resource":"*","Condition":{"Bool":{"k":"true"}}}})",
          PolicyKind::kResource)
          .policy;
  EXPECT_EQ(print_policy(policy), R"({
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "S",
      "Effect": "Allow",
      "Principal": {
        "AWS": [
          "1",
          "2"
        ]
      },
      "Action": [
        "a",
        "b"
      ],
      "Resource": "*",
      "Condition": {
        "Bool": {
          "k": "true"
        }
      }
    }
  ]
})");
}

TEST(Printer, OneStatementAndPartsOfALargerText) {
  Policy policy = read_policy(R"({"Statement":{"Effect":"Deny","Action":"a","Resource":"r"}})").policy;
  EXPECT_EQ(print_statement(policy.statements[0]), R"({"Effect":"Deny","Action":"a","Resource":"r"})");
  EXPECT_EQ(print_statement(policy.statements[0], Layout::kIndented),
            "{\n  \"Effect\": \"Deny\",\n  \"Action\": \"a\",\n  \"Resource\": \"r\"\n}");
  std::string text;
  JsonWriter json(text, Layout::kCompact);
  json.begin_array();
  print_policy(json, policy);
  print_statement(json, policy.statements[0]);
  json.end_array();
  EXPECT_EQ(
      text,
      R"([{"Statement":[{"Effect":"Deny","Action":"a","Resource":"r"}]},{"Effect":"Deny","Action":"a","Resource":"r"}])");
}

}  // namespace
}  // namespace arnscope
