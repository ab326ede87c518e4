// What policies are compiled to: variables taken apart, resource patterns by form, actions as intervals.
#include "engine/evaluate/compiled.h"

#include <gtest/gtest.h>

#include "engine/catalog/catalog.h"
#include "engine/evaluate/condition.h"
#include "engine/evaluate/match.h"
#include "tests/unit/evaluate/build.h"

namespace arnscope {
namespace {

// [literal], <variable>, <variable|fallback>; the stand-ins as S and Q.
std::string show(const std::vector<TextPart>& parts) {
  std::string out;
  for (const TextPart& part : parts) {
    if (part.variable) {
      out += "<" + part.variable->folded + (part.fallback ? "|" + *part.fallback : "") + ">";
      continue;
    }
    out += "[";
    for (char c : part.literal) out += c == kLiteralStar ? 'S' : c == kLiteralQuestion ? 'Q' : c;
    out += "]";
  }
  return out;
}

TEST(Compiled, Variables) {
  struct Row {
    std::string_view text, parts;
  };
  for (const Row& row : {
           Row{"", ""},
           Row{"plain*?", ""},
           Row{"$", ""},
           Row{"${", ""},
           Row{"a${b", ""},
           Row{"${}", ""},
           Row{"a${}b", ""},
           Row{"$a", ""},
           Row{"${aws:UserName}", "<aws:username>"},
           Row{"a/${aws:username}/b", "[a/]<aws:username>[/b]"},
           Row{"${a}${b}", "<a><b>"},
           Row{"${ a }", "<a>"},
           Row{"${a, 'x y'}", "<a|x y>"},
           Row{"${a,''}", "<a|>"},
           Row{"${a, x}", "<a|x>"},
           Row{"${a, 'x, y'}", "<a|x, y>"},
           Row{"${*}", "[S]"},
           Row{"a${?}b${$}", "[a][Q][b][$]"},
           Row{"${}${a}", "[${}]<a>"},
           Row{"${a}${", "<a>[${]"},
           Row{"$${a}", "[$]<a>"},
       }) {
    EXPECT_EQ(show(split_variables(row.text)), row.parts) << row.text;
  }
}

TEST(Compiled, Substitution) {
  Principal principal = *parse_principal("arn:aws:iam::111122223333:user/ann");
  Context context(Unlisted::kUnknown);
  context.set("one", "v*?");
  context.set("two", std::vector<std::string>{"a", "b"});
  context.set_absent("none");
  Request request(principal, context);
  using State = Substituted::State;
  struct Row {
    std::string_view text;
    State state;
    std::string_view result;  // stand-ins as S and Q
  };
  for (const Row& row : {
           Row{"a/${aws:username}/*", State::kKnown, "a/ann/*"},
           Row{"${one}*", State::kKnown, "vSQ*"},
           Row{"${ONE}${*}?", State::kKnown, "vSQS?"},
           Row{"${none}", State::kAbsent, ""},
           Row{"${none, 'd*'}", State::kKnown, "dS"},
           Row{"${two, 'd'}", State::kKnown, "d"},
           Row{"${two}", State::kAbsent, ""},
           Row{"x${open}y", State::kUnknown, "x*y"},
           Row{"x${open, 'd'}y", State::kUnknown, "x*y"},
           Row{"${open}${none}", State::kAbsent, ""},
           Row{"${aws:username, 'd'}", State::kKnown, "ann"},
       }) {
    Substituted result = substitute(split_variables(row.text), request);
    EXPECT_EQ(result.state, row.state) << row.text;
    std::string shown;
    for (char c : result.text) shown += c == kLiteralStar ? 'S' : c == kLiteralQuestion ? 'Q' : c;
    if (result.state != State::kAbsent) {
      EXPECT_EQ(shown, row.result) << row.text;
      EXPECT_EQ(result.stand_ins, shown.find_first_of("SQ") != std::string::npos) << row.text;
    }
  }
  Substituted plain = substitute(split_variables("${aws:username}*"), request);
  EXPECT_EQ(plain.comparable("a*"), "a*");
}

TEST(Compiled, FormsOfResourcePatterns) {
  using Form = ResourcePattern::Form;
  struct Row {
    std::string_view text;
    Form identity, resource;  // in a policy of that kind
    std::string_view literal;
    bool crosses_colons;
  };
  for (const Row& row : {
           Row{"*", Form::kAll, Form::kAll, "", false},
           Row{"**", Form::kAll, Form::kAll, "", false},
           Row{"arn:aws:s3:::b", Form::kLiteral, Form::kLiteral, "arn:aws:s3:::b", false},
           Row{"arn:aws:s3:::b/*", Form::kPrefix, Form::kPrefix, "arn:aws:s3:::b/", false},
           Row{"arn:aws:s3:::*", Form::kPrefix, Form::kPrefix, "arn:aws:s3:::", false},
           Row{"arn:aws:s3:::b/*/k", Form::kFields, Form::kFields, "arn:aws:s3:::b/", false},
           Row{"arn:aws:s3:::b/**", Form::kFields, Form::kFields, "arn:aws:s3:::b/", false},
           Row{"arn:aws:s3:::b?", Form::kFields, Form::kFields, "arn:aws:s3:::b", false},
           Row{"arn:aws:sqs:*:1:q", Form::kFields, Form::kFields, "arn:aws:sqs:", true},
           Row{"arn:aws:sqs:eu-*:1:*", Form::kFields, Form::kFields, "arn:aws:sqs:eu-", true},
           Row{"arn:aws:sqs:*-1:1:q", Form::kFields, Form::kFields, "arn:aws:sqs:", false},
           Row{"arn:aws:sqs:?:1:q", Form::kFields, Form::kFields, "arn:aws:sqs:", false},
           Row{"arn:aws:s3", Form::kFields, Form::kNever, "arn:aws:s3", false},
           Row{"arn:aws:s3*", Form::kFields, Form::kNever, "arn:aws:s3", false},
           Row{"arn:*", Form::kFields, Form::kNever, "arn:", false},
           Row{"x:aws:s3:::b", Form::kNever, Form::kNever, "", false},
           Row{"bucket", Form::kNever, Form::kNever, "", false},
           Row{"", Form::kNever, Form::kNever, "", false},
           Row{"arn:aws:s3:::${aws:username}", Form::kVariable, Form::kVariable, "arn:aws:s3:::", false},
           Row{"arn:aws:s3:::b*/${aws:username}", Form::kVariable, Form::kVariable, "arn:aws:s3:::b", false},
           Row{"arn:aws:s3:::${*}", Form::kVariable, Form::kVariable, "arn:aws:s3:::", false},
           Row{"arn:aws:sqs:${aws:x}:1:q", Form::kLiteral, Form::kLiteral, "", false},
       }) {
    for (PolicyKind kind : {PolicyKind::kIdentity, PolicyKind::kResource, PolicyKind::kTrust}) {
      auto policy = compiled_policy(one_statement("\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"" +
                                                  std::string(row.text) + "\""),
                                    kind);
      const ResourcePattern& pattern = policy->statements[0].resources[0];
      EXPECT_EQ(pattern.form, kind == PolicyKind::kIdentity ? row.identity : row.resource) << row.text;
      if (pattern.form == Form::kNever || pattern.form == Form::kAll) continue;
      EXPECT_EQ(pattern.crosses_colons, row.crosses_colons) << row.text;
      if (!row.literal.empty()) {
        EXPECT_EQ(pattern.literal, row.literal) << row.text;
      }
    }
  }
}

// Without the version the text is literal. Source: IAM User Guide, "Variables and tags", "Using variables in
// policies".
TEST(Compiled, VariablesNeedTheVersion) {
  for (std::string_view version : {"", R"("Version":"2008-10-17",)", R"("Version":"2012-10-17",)"}) {
    auto policy = compiled_policy(
        "{" + std::string(version) +
        R"("Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::${aws:username}",
                                     "Condition":{"StringLike":{"k":"${aws:username}"}}}})");
    const bool variables = version.find("2012") != std::string_view::npos;
    EXPECT_EQ(policy->statements[0].resources[0].parts.empty(), !variables) << version;
    EXPECT_EQ(policy->statements[0].clauses[0].values[0].parts.empty(), !variables) << version;
  }
}

TEST(Compiled, ActionsAreThoseOfTheStatement) {
  auto policy = compiled_policy(R"({"Statement":[
    {"Effect":"Allow","Action":["s3:Get*","SQS:*"],"Resource":"*"},
    {"Effect":"Deny","NotAction":"iam:*","Resource":"*"},
    {"Effect":"Allow","Action":[],"Resource":"*"},
    {"Effect":"Allow","Action":"*","Resource":"*"}]})");
  for (ActionId id = 0; id < catalog::action_count(); id += 7) {
    std::vector<size_t> found;
    Principal principal;
    Context context;
    Request request(principal, context);
    request.set_action(id);
    for_each_on_action(*policy, request, [&](const CompiledStatement& statement) {
      found.push_back(statement.written->index);
    });
    std::vector<size_t> expected;
    std::string_view name = catalog::folded_action_name(id);
    if (name.starts_with("s3:get") || name.starts_with("sqs:")) expected.push_back(0);
    if (!name.starts_with("iam:")) expected.push_back(1);
    expected.push_back(3);
    EXPECT_EQ(found, expected) << name;
  }
  EXPECT_EQ(compiled_policy(R"({"Statement":[]})")->statements_on(0), nullptr);
}

TEST(Compiled, ActionsThatTheCatalogDoesNotKnowMatchByName) {
  struct Row {
    std::string_view element, action;
    bool matches;
  };
  for (const Row& row : {
           Row{R"("Action":"s3:NewThing")", "S3:newthing", true},
           Row{R"("Action":"s3:new?hing")", "s3:NewThing", true},
           Row{R"("Action":["x:y","*"])", "s3:NewThing", true},
           Row{R"("Action":"s3:Get*")", "s3:NewThing", false},
           Row{R"("NotAction":"s3:*")", "s3:NewThing", false},
           Row{R"("NotAction":"sqs:*")", "s3:NewThing", true},
           Row{R"("Action":"*")", "s3:New Thing", false},
           Row{R"("NotAction":"x:y")", "s3:New\tThing", false},
           Row{R"("Action":[])", "s3:NewThing", false},
       }) {
    auto policy = compiled_policy(
        one_statement("\"Effect\":\"Allow\"," + std::string(row.element) + ",\"Resource\":\"*\""));
    Principal principal = *parse_principal("arn:aws:iam::111122223333:user/ann");
    Context context;
    Request request(principal, context);
    request.set_action(row.action);
    ASSERT_EQ(request.action(), kNoAction);
    Policies policies;
    policies.add(Layer::kIdentity, policy);
    EXPECT_EQ(decide(request, policies) == Verdict::kAllowed, row.matches)
        << row.element << " " << row.action;
  }
}

}  // namespace
}  // namespace arnscope
