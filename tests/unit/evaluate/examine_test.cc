// Decisions taken apart: what is said of layers and statements, which change is the nearest, which grants are
// enough. Texts to the letter.
#include "engine/evaluate/examine.h"

#include "tests/unit/evaluate/build.h"

namespace arnscope {
namespace {

constexpr std::string_view kAnn = R"("arn:aws:iam::111122223333:user/ann")";

// A caller's question; `rest` is what else stands in the request and in the scenario.
struct Question {
  std::string_view action, resource;
  std::string_view principal = kAnn;
  std::string_view context = "";
};

Result<Scenario> scenario(const Question& question, std::string_view policies) {
  return scenario_of(R"({"context":"open","request":{"principal":)" + std::string(question.principal) +
                     R"(,"action":")" + std::string(question.action) + R"(","resource":")" +
                     std::string(question.resource) + R"(","context":{)" + std::string(question.context) +
                     R"(}},"policies":{)" + std::string(policies) + "}}");
}

std::string show(const ExaminedStatement& statement) {
  std::string text =
      statement.reference.policy->name + "/" + std::to_string(statement.reference.statement->index);
  text += statement.matches == Answer::kYes       ? " matches"
          : statement.matches == Answer::kUnknown ? " may"
                                                  : " nearly";
  for (const Mismatch& mismatch : statement.mismatches) {
    text += "; " + std::string(element_name(mismatch.element, mismatch.polarity)) + ": " + mismatch.reason;
    if (mismatch.change) text += " -> " + mismatch.change->text;
  }
  return text;
}

std::vector<std::string> show(const ExaminedLayer& layer) {
  std::vector<std::string> lines;
  for (const ExaminedLevel& level : layer.levels) {
    for (const ExaminedStatement& statement : level.statements) lines.push_back(show(statement));
    if (level.left_out > 0) lines.push_back(std::to_string(level.left_out) + " more");
  }
  return lines;
}

std::string show(const Trial& trial) {
  std::string text;
  for (const MissingGrant& grant : trial.grants)
    text += std::string(layer_name(grant.layer)) + "/" + std::to_string(grant.level) + " " + grant.statement +
            " ";
  text += verdict_name(trial.verdict);
  if (trial.verdict == Verdict::kConditional) text += " if " + to_text(trial.condition);
  return text;
}

std::vector<std::string> show(const std::vector<Trial>& trials) {
  std::vector<std::string> lines;
  for (const Trial& trial : trials) lines.push_back(show(trial));
  return lines;
}

using Lines = std::vector<std::string>;

// One statement in an identity policy that nearly matches.
struct NearRow {
  std::string_view name;
  Question question;
  std::string_view statement;
  std::string_view expected;
};

constexpr std::string_view kQueue = "arn:aws:sqs:eu-west-1:111122223333:jobs";

void check(const NearRow& row, Layer layer = Layer::kIdentity) {
  auto read = scenario(row.question, "\"" + std::string(layer_name(layer)) +
                                         R"(":[{"Version":"2012-10-17","Statement":{)" +
                                         std::string(row.statement) + "}}]");
  ASSERT_TRUE(read) << row.name << ": " << read.error().message;
  const Examination examination = examine(read->request(), read->policies);
  EXPECT_EQ(show(examination.layers[static_cast<size_t>(layer)]), Lines{std::string(row.expected)})
      << row.name;
}

TEST(Examine, NearestResource) {
  const Question put{"s3:PutObject", "arn:aws:s3:::b/k"};
  const Question send{"sqs:SendMessage", kQueue};
  for (
      const NearRow& row : {
          NearRow{"the bucket", put, R"("Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b")",
                  "0/0 nearly; Resource: `arn:aws:s3:::b` is the bucket and not the objects in it -> with "
                  "arn:aws:s3:::b/* in Resource"},
          NearRow{
              "its objects",
              {"s3:ListBucket", "arn:aws:s3:::b"},
              R"("Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::other/*","arn:aws:s3:::b/*"])",
              "0/0 nearly; Resource: `arn:aws:s3:::b/*` is the objects in the bucket and not the bucket -> "
              "with "
              "arn:aws:s3:::b in Resource"},
          NearRow{"below a folder",
                  {"s3:GetObject", "arn:aws:s3:::b/in/k"},
                  R"("Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/in")",
                  "0/0 nearly; Resource: `arn:aws:s3:::b/in` is not what stands below it -> with "
                  "arn:aws:s3:::b/in/* in Resource"},
          NearRow{
              "a stream of a log group",
              {"logs:PutLogEvents", "arn:aws:logs:eu-west-1:111122223333:log-group:g:log-stream:s"},
              R"("Effect":"Allow","Action":"logs:*","Resource":"arn:aws:logs:eu-west-1:111122223333:log-group:g")",
              "0/0 nearly; Resource: `arn:aws:logs:eu-west-1:111122223333:log-group:g` is not what stands "
              "below it "
              "-> with arn:aws:logs:eu-west-1:111122223333:log-group:g:* in Resource"},
          NearRow{"the account", send,
                  R"("Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:*:444455556666:jobs")",
                  "0/0 nearly; Resource: `arn:aws:sqs:*:444455556666:jobs` has another account -> with "
                  "arn:aws:sqs:*:111122223333:jobs in Resource"},
          NearRow{"the region and the account", send,
                  R"("Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:us-east-1:444455556666:j*")",
                  "0/0 nearly; Resource: `arn:aws:sqs:us-east-1:444455556666:j*` has another region and "
                  "account -> "
                  "with arn:aws:sqs:eu-west-1:111122223333:j* in Resource"},
          NearRow{
              "the partition", send,
              R"("Effect":"Allow","Action":"sqs:*","Resource":"arn:aws-cn:sqs:eu-west-1:111122223333:*")",
              "0/0 nearly; Resource: `arn:aws-cn:sqs:eu-west-1:111122223333:*` has another partition -> with "
              "arn:aws:sqs:eu-west-1:111122223333:* in Resource"},
          NearRow{"the region and the name", send,
                  R"("Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:us-east-1:111122223333:mail")",
                  "0/0 nearly; Resource: `arn:aws:sqs:us-east-1:111122223333:mail` has another region and "
                  "another "
                  "name -> with arn:aws:sqs:eu-west-1:111122223333:jobs in Resource"},
          NearRow{"case", send,
                  R"("Effect":"Allow","Action":"sqs:*","Resource":"arn:aws:sqs:eu-west-1:111122223333:Jobs")",
                  "0/0 nearly; Resource: `arn:aws:sqs:eu-west-1:111122223333:Jobs` differs in case -> with "
                  "arn:aws:sqs:eu-west-1:111122223333:jobs in Resource"},
          NearRow{
              "another service", send, R"("Effect":"Allow","Action":"*","Resource":"arn:aws:sns:*:*:*")",
              "0/0 nearly; Resource: `arn:aws:sns:*:*:*` is of another service -> with arn:aws:sqs:*:*:* in "
              "Resource"},
          NearRow{
              "another name", send,
              R"("Effect":"Allow","Action":"sqs:*","Resource":["arn:aws:sqs:*:*:mail","arn:aws:sqs:*:*:jot"])",
              "0/0 nearly; Resource: `arn:aws:sqs:*:*:jot` is another resource -> with arn:aws:sqs:*:*:jobs "
              "in "
              "Resource"},
          NearRow{"no ARN", send, R"("Effect":"Allow","Action":"sqs:*","Resource":"jobs")",
                  "0/0 nearly; Resource: `jobs` matches no ARN -> with "
                  "arn:aws:sqs:eu-west-1:111122223333:jobs in "
                  "Resource"},
          NearRow{
              "an action without a resource",
              {"ec2:DescribeInstances", "*"},
              R"("Effect":"Allow","Action":"ec2:*","Resource":"arn:aws:ec2:*:*:instance/*")",
              "0/0 nearly; Resource: the action takes no resource: `*` alone matches -> with * in Resource"},
          NearRow{
              "the random end of a secret",
              {"secretsmanager:GetSecretValue",
               "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbC1d2"},
              R"("Effect":"Allow","Action":"secretsmanager:*","Resource":"arn:aws:secretsmanager:*:*:secret:db")",
              "0/0 nearly; Resource: `arn:aws:secretsmanager:*:*:secret:db` lacks the six random characters "
              "of a "
              "secret's ARN -> with arn:aws:secretsmanager:*:*:secret:db-?????? in Resource"},
          NearRow{
              "a variable without a value",
              {"s3:PutObject", "arn:aws:s3:::b/x/k", kAnn, R"("aws:PrincipalTag/team":[])"},
              R"("Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${aws:PrincipalTag/team}/*")",
              "0/0 nearly; Resource: a variable of `arn:aws:s3:::b/${aws:PrincipalTag/team}/*` has no value "
              "-> "
              "with arn:aws:s3:::b/x/k in Resource"},
          NearRow{"a variable with another value",
                  {"s3:PutObject", "arn:aws:s3:::b/bob/k"},
                  R"("Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${aws:username}/*")",
                  "0/0 nearly; Resource: `arn:aws:s3:::b/${aws:username}/*` (here b/ann/*) is another "
                  "resource -> with "
                  "arn:aws:s3:::b/bob/k in Resource"},
          NearRow{"NotResource", put,
                  R"("Effect":"Allow","Action":"s3:*","NotResource":["arn:aws:s3:::c/*","arn:aws:s3:::b/*"])",
                  "0/0 nearly; NotResource: arn:aws:s3:::b/* leaves out arn:aws:s3:::b/k -> without "
                  "arn:aws:s3:::b/* "
                  "in NotResource"},
          NearRow{"NotResource with nothing else", put,
                  R"("Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::b/*")",
                  "0/0 nearly; NotResource: arn:aws:s3:::b/* leaves out arn:aws:s3:::b/k"},
      })
    check(row);
}

TEST(Examine, NearestAction) {
  const Question get{"s3:GetObject", "arn:aws:s3:::b/k"};
  for (
      const NearRow& row : {
          NearRow{"a typing error", get,
                  R"("Effect":"Allow","Action":["s3:ListBucket","s3:GetObjcet"],"Resource":"*")",
                  "0/0 nearly; Action: `s3:GetObjcet` is no action -> with s3:GetObject in Action"},
          NearRow{"in a Deny", get, R"("Effect":"Deny","Action":"s3:GetObjcet","Resource":"*")",
                  "0/0 nearly; Action: `s3:GetObjcet` is no action -> with s3:GetObject in Action"},
          NearRow{"no wildcard", get, R"("Effect":"Allow","Action":["s3:Put","s3:Get"],"Resource":"*")",
                  "0/0 nearly; Action: `s3:Get` is no action and has no wildcard -> with s3:Get* in Action"},
          NearRow{
              "another action", get,
              R"("Effect":"Allow","Action":["sqs:*","s3:PutObject","s3:List*","s3:DeleteObject","s3:GetObjectAcl"],"Resource":"*")",
              "0/0 nearly; Action: s3:GetObject is not among s3:PutObject | s3:List* | s3:DeleteObject (1 "
              "more) -> "
              "with s3:GetObject in Action"},
          NearRow{
              "an action younger than the catalog",
              {"s3:FoldObject", "arn:aws:s3:::b/k"},
              R"("Effect":"Allow","Action":"s3:ListBucket","Resource":"*")",
              "0/0 nearly; Action: s3:foldobject is not among s3:ListBucket -> with s3:foldobject in Action"},
          NearRow{
              "NotAction", get, R"("Effect":"Allow","NotAction":["iam:*","s3:Get*","s3:*"],"Resource":"*")",
              "0/0 nearly; NotAction: s3:Get* | s3:* leaves out s3:GetObject -> without s3:Get* | s3:* in "
              "NotAction"},
          NearRow{"NotAction with nothing else", get, R"("Effect":"Allow","NotAction":"s3:*","Resource":"*")",
                  "0/0 nearly; NotAction: s3:* leaves out s3:GetObject"},
      })
    check(row);
}

TEST(Examine, NearestPrincipal) {
  const Question get{"s3:GetObject", "arn:aws:s3:::b/k"};
  const std::string_view bob =
      R"("Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/bob"},"Action":"s3:*","Resource":"*")";
  for (
      const NearRow& row : {
          NearRow{"a user", get, bob,
                  "0/0 nearly; Principal: it names arn:aws:iam::111122223333:user/bob -> with "
                  "arn:aws:iam::111122223333:user/ann in Principal"},
          NearRow{"a session by its role",
                  {get.action, get.resource, R"("arn:aws:iam::111122223333:role/x/r")"},
                  bob,
                  "0/0 nearly; Principal: it names arn:aws:iam::111122223333:user/bob -> with "
                  "arn:aws:iam::111122223333:role/x/r in Principal"},
          NearRow{"a session whose role is not known",
                  {get.action, get.resource, R"("arn:aws:sts::111122223333:assumed-role/r/s")"},
                  bob,
                  "0/0 nearly; Principal: it names arn:aws:iam::111122223333:user/bob -> with "
                  "arn:aws:sts::111122223333:assumed-role/r/s in Principal"},
          NearRow{"a service",
                  {get.action, get.resource, R"({"Service":"lambda.amazonaws.com"})"},
                  bob,
                  "0/0 nearly; Principal: it names arn:aws:iam::111122223333:user/bob -> with "
                  "lambda.amazonaws.com in "
                  "Principal"},
          NearRow{
              "anonymous",
              {get.action, get.resource, R"("*")"},
              bob,
              "0/0 nearly; Principal: it names arn:aws:iam::111122223333:user/bob -> with * in Principal"},
          NearRow{
              "spared", get,
              R"("Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111122223333:user/ann"},"Action":"s3:*","Resource":"*")",
              "0/0 nearly; NotPrincipal: it spares arn:aws:iam::111122223333:user/ann"},
      })
    check(row, Layer::kResource);
  check(
      {"a provider",
       {"sts:AssumeRoleWithWebIdentity", "arn:aws:iam::111122223333:role/r",
        R"({"Federated":"accounts.google.com"})"},
       R"("Effect":"Allow","Principal":{"Service":["a.amazonaws.com","b.amazonaws.com","c.amazonaws.com","d.amazonaws.com"]},"Action":"sts:AssumeRoleWithWebIdentity")",
       "0/0 nearly; Principal: it names a.amazonaws.com | b.amazonaws.com | c.amazonaws.com (1 more) -> with "
       "accounts.google.com in Principal"},
      Layer::kResource);
}

// A clause, what the request holds, and what is said of it.
struct ConditionRow {
  std::string_view clause;
  std::string_view context;
  std::string_view expected;
};

TEST(Examine, NearestCondition) {
  for (
      const ConditionRow& row : {
          ConditionRow{R"("Bool":{"aws:MultiFactorAuthPresent":"true"})", "",
                       "may; Condition: aws:MultiFactorAuthPresent is not given; the statement wants Bool "
                       "true -> with "
                       "aws:MultiFactorAuthPresent = true"},
          ConditionRow{
              R"("Bool":{"aws:MultiFactorAuthPresent":"true"})", R"("aws:MultiFactorAuthPresent":"false")",
              "nearly; Condition: aws:MultiFactorAuthPresent is false; the statement wants Bool true -> with "
              "aws:MultiFactorAuthPresent = true"},
          ConditionRow{
              R"("StringEquals":{"k":["a","b","c","d","a"]})", R"("k":[])",
              "nearly; Condition: k is absent; the statement wants StringEquals a | b | c (2 more) -> with k "
              "= a | b | c (1 more)"},
          ConditionRow{R"("StringLike":{"k":"a*"})", R"("k":["b","c"])",
                       "nearly; Condition: k is b | c; the statement wants StringLike a* -> with k like a*"},
          ConditionRow{
              R"("StringNotEquals":{"k":["a","b"]})", R"("k":"a")",
              "nearly; Condition: k is a; the statement wants StringNotEquals a | b -> with k other than a | "
              "b"},
          ConditionRow{R"("StringNotLike":{"k":"*"})", R"("k":"a")",
                       "nearly; Condition: k is a; the statement wants StringNotLike * -> with k absent"},
          ConditionRow{
              R"("NumericLessThan":{"k":"100"})", R"("k":"100")",
              "nearly; Condition: k is 100; the statement wants NumericLessThan 100 -> with k < 100"},
          ConditionRow{
              R"("NumericGreaterThanEquals":{"k":"100"})", R"("k":"1")",
              "nearly; Condition: k is 1; the statement wants NumericGreaterThanEquals 100 -> with k >= 100"},
          ConditionRow{R"("NumericEquals":{"k":"ten"})", R"("k":"10")",
                       "nearly; Condition: k is 10; the statement wants NumericEquals ten"},
          ConditionRow{
              R"("DateLessThan":{"aws:CurrentTime":"2027-01-01T00:00:00Z"})",
              R"("aws:CurrentTime":"2028-01-01T00:00:00Z")",
              "nearly; Condition: aws:CurrentTime is 2028-01-01T00:00:00Z; the statement wants DateLessThan "
              "2027-01-01T00:00:00Z -> with aws:CurrentTime before 2027-01-01T00:00:00Z"},
          ConditionRow{
              R"("IpAddress":{"aws:SourceIp":["203.0.113.0/24","2001:db8::/32"]})",
              R"("aws:SourceIp":"10.0.0.1")",
              "nearly; Condition: aws:SourceIp is 10.0.0.1; the statement wants IpAddress 203.0.113.0/24 | "
              "2001:db8::/32 -> with aws:SourceIp in 203.0.113.0/24 | 2001:db8::/32"},
          ConditionRow{
              R"("NotIpAddress":{"aws:SourceIp":"0.0.0.0/0"})", R"("aws:SourceIp":"10.0.0.1")",
              "nearly; Condition: aws:SourceIp is 10.0.0.1; the statement wants NotIpAddress 0.0.0.0/0 -> "
              "with aws:SourceIp not in 0.0.0.0/0"},
          ConditionRow{
              R"("ArnLike":{"aws:SourceArn":"arn:aws:sns:*:111122223333:*"})", R"("aws:SourceArn":[])",
              "nearly; Condition: aws:SourceArn is absent; the statement wants ArnLike "
              "arn:aws:sns:*:111122223333:* -> with aws:SourceArn like arn:aws:sns:*:111122223333:*"},
          ConditionRow{R"("Null":{"k":"true"})", R"("k":"a")",
                       "nearly; Condition: k is a; the statement wants Null true -> with k absent"},
          ConditionRow{R"("Null":{"k":"false"})", "",
                       "may; Condition: k is not given; the statement wants Null false -> with k present"},
          ConditionRow{
              R"("ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]})", R"("aws:TagKeys":["a","c"])",
              "nearly; Condition: aws:TagKeys is a | c; the statement wants ForAllValues:StringEquals a | b "
              "-> with every value of aws:TagKeys = a | b"},
          ConditionRow{
              R"("ForAnyValue:StringLike":{"k":"a*"})", R"("k":[])",
              "nearly; Condition: k is absent; the statement wants ForAnyValue:StringLike a* -> with some "
              "value of k like a*"},
          ConditionRow{R"("StringEquals":{"k":"${aws:username}"})", R"("k":"bob")",
                       "nearly; Condition: k is bob; the statement wants StringEquals ${aws:username} -> "
                       "with k = ann"},
          ConditionRow{
              R"("StringEquals":{"k":"${aws:PrincipalTag/team}"})", R"("k":"bob","aws:PrincipalTag/team":[])",
              "nearly; Condition: k is bob; the statement wants StringEquals ${aws:PrincipalTag/team}"},
          ConditionRow{R"("StringEqual":{"k":"a"})", R"("k":"a")",
                       "nearly; Condition: `StringEqual` is no condition operator: it never matches"},
          ConditionRow{
              R"("StringEquals":{"k":"a"},"StringNotEquals":{"j":"b"})", R"("k":"b")",
              "nearly; Condition: k is b; the statement wants StringEquals a -> with k = a; Condition: j is "
              "not given; the statement wants StringNotEquals b -> with j other than b"},
          ConditionRow{R"("StringEquals":{"k":"a"},"StringNotLike":{"k":"a*"})", "",
                       "may; Condition: k is not given; the statement wants StringEquals a; Condition: k is "
                       "not given; "
                       "the statement wants StringNotLike a*"},
      }) {
    const std::string statement =
        R"("Effect":"Allow","Action":"sqs:*","Resource":"*","Condition":{)" + std::string(row.clause) + "}";
    check({row.clause,
           {"sqs:SendMessage", kQueue, kAnn, row.context},
           statement,
           "0/0 " + std::string(row.expected)});
  }
}

constexpr std::string_view kAllow = R"({"Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}})";
constexpr std::string_view kOther = R"({"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}})";
constexpr std::string_view kDeny = R"({"Statement":{"Effect":"Deny","Action":"sqs:*","Resource":"*"}})";
constexpr std::string_view kNoMfa =
    R"({"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"m":"false"}}}})";

std::string with(std::string_view text) {
  std::string out(text);
  for (auto [name, policy] : {std::pair{"ALLOW", kAllow}, std::pair{"OTHER", kOther},
                              std::pair{"DENY", kDeny}, std::pair{"NOMFA", kNoMfa}})
    for (size_t at = out.find(name); at != std::string::npos; at = out.find(name))
      out.replace(at, std::string_view(name).size(), policy);
  return out;
}

TEST(Examine, WhichStatementsAreShown) {
  struct Row {
    std::string_view name;
    std::string statements;
    Lines expected;
  };
  auto of = [](std::string_view action, std::string_view resource, std::string_view effect = "Allow") {
    return R"({"Effect":")" + std::string(effect) + R"(","Action":")" + std::string(action) +
           R"(","Resource":")" + std::string(resource) + "\"}";
  };
  const std::string yes = of("sqs:*", "*");
  const std::string region = of("sqs:*", "arn:aws:sqs:us-east-1:111122223333:jobs");
  const std::string name = of("sqs:*", "arn:aws:sqs:eu-west-1:111122223333:mail");
  const std::string action = of("sqs:ReceiveMessage", "*");
  const std::string both = of("sqs:ReceiveMessage", "arn:aws:sqs:eu-west-1:111122223333:mail");
  const std::string near_region =
      "Resource: `arn:aws:sqs:us-east-1:111122223333:jobs` has another region -> with "
      "arn:aws:sqs:eu-west-1:111122223333:jobs in Resource";
  const std::string near_name =
      "Resource: `arn:aws:sqs:eu-west-1:111122223333:mail` is another resource -> with "
      "arn:aws:sqs:eu-west-1:111122223333:jobs in Resource";
  const std::string near_action =
      "Action: sqs:SendMessage is not among sqs:ReceiveMessage -> with sqs:SendMessage in Action";
  for (const Row& row : {
           Row{"no near Allow where one allows", yes + "," + region, {"0/0 matches"}},
           Row{"a near Deny beside an Allow",
               yes + "," + of("sqs:*", "arn:aws:sqs:us-east-1:111122223333:jobs", "Deny"),
               {"0/0 matches", "0/1 nearly; " + near_region}},
           Row{"no Deny on other actions or other resources",
               yes + "," + of("sqs:ReceiveMessage", "*", "Deny") + "," +
                   of("sqs:*", "arn:aws:sqs:eu-west-1:111122223333:mail", "Deny"),
               {"0/0 matches"}},
           Row{"the nearest first",
               name + "," + region,
               {"0/1 nearly; " + near_region, "0/0 nearly; " + near_name}},
           Row{"an Allow that is wanted before a Deny",
               of("sqs:*", "arn:aws:sqs:us-east-1:111122223333:jobs", "Deny") + "," + name,
               {"0/1 nearly; " + near_name, "0/0 nearly; " + near_region}},
           Row{"another action beside a nearer one is counted alone",
               action + "," + name,
               {"0/1 nearly; " + near_name, "1 more"}},
           Row{"no more than three",
               region + "," + region + "," + region + "," + region + "," + region,
               {"0/0 nearly; " + near_region, "0/1 nearly; " + near_region, "0/2 nearly; " + near_region,
                "2 more"}},
           Row{"where none is near, two that are far",
               both + "," + both + "," + both,
               {"0/0 nearly; " + near_action + "; " + near_name,
                "0/1 nearly; " + near_action + "; " + near_name}},
           Row{"nothing of another service", of("s3:*", "*"), {}},
       }) {
    auto read = scenario({"sqs:SendMessage", kQueue}, R"("identity":[{"Version":"2012-10-17","Statement":[)" +
                                                          std::string(row.statements) + "]}]");
    ASSERT_TRUE(read) << row.name << ": " << read.error().message;
    const Examination examination = examine(read->request(), read->policies);
    EXPECT_EQ(show(examination.layers[static_cast<size_t>(Layer::kIdentity)]), row.expected) << row.name;
  }
}

TEST(Examine, Layers) {
  struct Row {
    std::string_view name;
    Question question;
    std::string_view policies;
    Lines expected;  // of the layers that are there: name, deny, allow, and levels where there are several
  };
  constexpr std::array<std::string_view, 3> kAnswers = {"no", "maybe", "yes"};
  auto say = [&](Answer answer) { return std::string(kAnswers[static_cast<size_t>(answer)]); };
  const Question send{"sqs:SendMessage", kQueue};
  for (const Row& row : {
           Row{"what there is",
               send,
               R"("identity":[ALLOW,NOMFA],"boundary":[OTHER])",
               {"identity deny maybe allow yes", "boundary deny no allow no"}},
           Row{"each level of the SCPs",
               send,
               R"("identity":[ALLOW],"scp":[[ALLOW],[OTHER],[ALLOW,DENY]])",
               {"scp deny yes allow no; no yes; no no; yes yes", "identity deny no allow yes"}},
           Row{"RCPs allow by themselves",
               send,
               R"("identity":[ALLOW],"rcp":[[DENY]])",
               {"rcp deny no allow yes (RCPFullAWSAccess is at every level)", "identity deny no allow yes"}},
           Row{"a service without RCPs",
               {"ec2:DescribeInstances", "*"},
               R"("identity":[],"rcp":[[DENY]])",
               {"rcp does not apply (the service is none that RCPs apply to)", "identity deny no allow no"}},
           Row{"a service-linked role",
               {send.action, send.resource,
                R"("arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX")"},
               R"("identity":[ALLOW],"scp":[[DENY]])",
               {"scp does not apply (service-linked roles are exempt)", "identity deny no allow yes"}},
           Row{"a service",
               {send.action, send.resource, R"({"Service":"sns.amazonaws.com"})"},
               R"("identity":[ALLOW],"scp":[[DENY]])",
               {"scp does not apply (the caller belongs to no account)",
                "identity does not apply (the caller belongs to no account)"}},
           Row{"the root user",
               {send.action, send.resource, R"("arn:aws:iam::111122223333:root")"},
               R"("identity":[])",
               {"identity deny no allow yes (the root user needs no policy)"}},
       }) {
    auto read = scenario(row.question, with(row.policies));
    ASSERT_TRUE(read) << row.name << ": " << read.error().message;
    const Examination examination = examine(read->request(), read->policies);
    Lines lines;
    for (const ExaminedLayer& layer : examination.layers) {
      if (layer.state == LayerState::kNone) continue;
      std::string line(layer_name(layer.layer));
      line += layer.applies ? " deny " + say(layer.deny) + " allow " + say(layer.allow) : " does not apply";
      if (!layer.because.empty()) line += " (" + std::string(layer.because) + ")";
      for (const ExaminedLevel& level : layer.levels)
        if (layer.levels.size() > 1) line += "; " + say(level.deny) + " " + say(level.allow);
      lines.push_back(std::move(line));
    }
    EXPECT_EQ(lines, row.expected) << row.name;
  }
}

TEST(Examine, SufficientGrants) {
  struct Row {
    std::string_view name;
    Question question;
    std::string_view policies;
    Lines expected;
  };
  const Question send{"sqs:SendMessage", kQueue};
  const std::string own =
      R"({"Effect":"Allow","Action":"sqs:SendMessage","Resource":")" + std::string(kQueue) + "\"}";
  const std::string named =
      R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/ann"},"Action":"sqs:SendMessage","Resource":")" +
      std::string(kQueue) + "\"}";
  const std::string foreign = "arn:aws:sqs:eu-west-1:444455556666:q";
  const std::string role = "arn:aws:iam::111122223333:role/r";
  for (
      const Row& row : {
          Row{"nothing allows",
              send,
              R"("identity":[])",
              {"resource/0 " + named + " allowed", "identity/0 " + own + " allowed"}},
          Row{"a service without resource policies",
              {"ec2:DescribeInstances", "*"},
              R"("identity":[])",
              {R"(identity/0 {"Effect":"Allow","Action":"ec2:DescribeInstances","Resource":"*"} allowed)"}},
          Row{"the boundary",
              send,
              R"("identity":[ALLOW],"boundary":[OTHER])",
              {"resource/0 " + named + " allowed", "boundary/0 " + own + " allowed"}},
          Row{"identity and boundary",
              {"iam:GetRole", role},
              R"("identity":[],"boundary":[OTHER])",
              {R"(identity/0 {"Effect":"Allow","Action":"iam:GetRole","Resource":"arn:aws:iam::111122223333:role/r"} )"
               R"(boundary/0 {"Effect":"Allow","Action":"iam:GetRole","Resource":"arn:aws:iam::111122223333:role/r"} allowed)"}},
          Row{"one level of the SCPs",
              send,
              R"("identity":[ALLOW],"scp":[[ALLOW],[OTHER]])",
              {"scp/1 " + own + " allowed"}},
          Row{"the endpoint",
              send,
              R"("identity":[ALLOW],"endpoint":[{"Statement":[]}])",
              {"endpoint/0 " + named + " allowed"}},
          Row{"another account needs both",
              {"sqs:SendMessage", foreign},
              R"("identity":[])",
              {R"(resource/0 {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/ann"},"Action":"sqs:SendMessage","Resource":"arn:aws:sqs:eu-west-1:444455556666:q"} )"
               R"(identity/0 {"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:eu-west-1:444455556666:q"} allowed)"}},
          Row{"a trust policy",
              {"sts:AssumeRole", role},
              R"("identity":[],"resource":{"Statement":{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"sts:AssumeRole"}})",
              {R"(resource/0 {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/ann"},"Action":"sts:AssumeRole"} allowed)"}},
          Row{"a trust policy that delegates",
              {"sts:AssumeRole", role},
              R"("identity":[],"resource":{"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}})",
              {R"(resource/0 {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/ann"},"Action":"sts:AssumeRole"} allowed)",
               R"(identity/0 {"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::111122223333:role/r"} allowed)"}},
          Row{"under a condition",
              {"ec2:DescribeInstances", "*"},
              R"("identity":[NOMFA])",
              {R"(identity/0 {"Effect":"Allow","Action":"ec2:DescribeInstances","Resource":"*"} conditional if not m Bool false)"}},
          Row{"nobody outside is named by identity policies",
              {"s3:GetObject", "arn:aws:s3:::b/k", R"("*")"},
              "",
              {R"(resource/0 {"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/k"} allowed)"}},
          Row{"an action of the catalog in any case",
              {"SQS:sendmessage", kQueue},
              R"("identity":[],"scp":[[OTHER]])",
              {"scp/0 " + own + " identity/0 " + own + " allowed"}},
          Row{"a rule of AWS's own",
              {"iam:DeletePolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess"},
              R"("identity":[])",
              {}},
          Row{"allowed", send, R"("identity":[ALLOW])", {}},
      }) {
    auto read = scenario(row.question, with(row.policies));
    ASSERT_TRUE(read) << row.name << ": " << read.error().message;
    const Examination examination = examine(read->request(), read->policies);
    EXPECT_EQ(show(examination.sufficient), row.expected) << row.name;
    EXPECT_EQ(examination.by_rule, row.name == "a rule of AWS's own") << row.name;
  }
}

TEST(Examine, WithoutDenials) {
  struct Row {
    std::string_view name;
    std::string policies;
    Lines denials;  // layer/position
    std::string_view without;
    Lines sufficient;
  };
  const std::string own = R"({"Effect":"Allow","Action":"ec2:DescribeInstances","Resource":"*"})";
  const std::string all = R"({"Statement":[{"Effect":"Allow","Action":"ec2:*","Resource":"*"}]})";
  const std::string no = R"({"Statement":[{"Effect":"Deny","Action":"ec2:*","Resource":"*"}]})";
  for (const Row& row : {
           Row{"one", R"("identity":[)" + all + "," + no + "]", {"identity/1"}, "allowed", {}},
           Row{"several",
               R"("identity":[)" + no + "," + all + R"(],"boundary":[)" + no + "," + all + "]",
               {"identity/0", "boundary/0"},
               "allowed",
               {}},
           Row{"an Allow is missing besides",
               R"("identity":[)" + no + "]",
               {"identity/0"},
               "implicitDeny",
               {"identity/0 " + own + " allowed"}},
           Row{"a Deny that may hold stays",
               R"("identity":[NOMFA,)" + all + "," + no + "]",
               {"identity/2"},
               "conditional if not m Bool false",
               {}},
       }) {
    auto read = scenario({"ec2:DescribeInstances", "*"}, with(row.policies));
    ASSERT_TRUE(read) << row.name << ": " << read.error().message;
    const Examination examination = examine(read->request(), read->policies);
    Lines denials;
    for (const StatementReference& denial : examination.denials)
      denials.push_back(std::string(layer_name(denial.layer)) + "/" + std::to_string(denial.position));
    EXPECT_EQ(denials, row.denials) << row.name;
    EXPECT_EQ(show(examination.without_denials), row.without) << row.name;
    EXPECT_EQ(show(examination.sufficient), row.sufficient) << row.name;
  }
}

}  // namespace
}  // namespace arnscope
