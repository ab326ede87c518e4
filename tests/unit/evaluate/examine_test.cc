// Decisions taken apart: what is said of layers, which statements are shown, which grants are enough. Texts
// to the letter.
#include "tests/unit/evaluate/examination.h"

namespace arnscope {
namespace {

constexpr std::string_view kAllow = R"({"Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}})";
constexpr std::string_view kOther = R"({"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}})";
constexpr std::string_view kDeny = R"({"Statement":{"Effect":"Deny","Action":"sqs:*","Resource":"*"}})";
constexpr std::string_view kEverybody =
    R"({"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}})";
constexpr std::string_view kNoMfa =
    R"({"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"m":"false"}}}})";

std::string with(std::string_view text) {
  std::string out(text);
  for (auto [name, policy] :
       {std::pair{"ALLOW", kAllow}, std::pair{"OTHER", kOther}, std::pair{"DENY", kDeny},
        std::pair{"EVERYBODY", kEverybody}, std::pair{"NOMFA", kNoMfa}})
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
                "0/1 nearly; " + near_action + "; " + near_name, "1 more"}},
           Row{"nothing of another service", of("s3:*", "*"), {}},
       }) {
    auto read = scenario({"sqs:SendMessage", kQueue}, R"("identity":[{"Version":"2012-10-17","Statement":[)" +
                                                          std::string(row.statements) + "]}]");
    ASSERT_TRUE(read) << row.name << ": " << read.error().message;
    const Examination examination = examine(read->request(), *read->policies);
    EXPECT_EQ(show(examination.layers[static_cast<size_t>(Layer::kIdentity)]), row.expected) << row.name;
  }
}

TEST(Examine, Layers) {
  struct Row {
    std::string_view name;
    Asked question;
    std::string_view policies;
    Lines expected;  // of the layers that are there: name, deny, allow, and levels where there are several
  };
  constexpr std::array<std::string_view, 3> kAnswers = {"no", "maybe", "yes"};
  auto say = [&](Answer answer) { return std::string(kAnswers[static_cast<size_t>(answer)]); };
  const Asked send{"sqs:SendMessage", kQueue};
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
               R"("identity":[ALLOW],"rcp":[[EVERYBODY]])",
               {"rcp deny no allow yes (RCPFullAWSAccess is at every level)", "identity deny no allow yes"}},
           Row{"a service without RCPs",
               {"ec2:DescribeInstances", "*"},
               R"("identity":[],"rcp":[[EVERYBODY]])",
               {"rcp does not apply (the service is none that RCPs apply to)", "identity deny no allow no"}},
           Row{"a service-linked role",
               {send.action, send.resource,
                R"("arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX")"},
               R"("identity":[ALLOW],"scp":[[DENY]])",
               {"scp does not apply (it does not restrict service-linked roles)",
                "identity deny no allow yes"}},
           Row{"a service",
               {send.action, send.resource, R"({"Service":"sns.amazonaws.com"})"},
               R"("identity":[ALLOW],"scp":[[DENY]])",
               {"scp does not apply (the caller belongs to no account)",
                "identity does not apply (the caller belongs to no account)"}},
           Row{"an action that only the trust policy decides",
               {"sts:AssumeRoleWithSAML", "arn:aws:iam::111122223333:role/r"},
               R"("identity":[ALLOW])",
               {"identity does not apply (the resource's policy decides alone)"}},
           Row{"the root user",
               {send.action, send.resource, R"("arn:aws:iam::111122223333:root")"},
               R"("identity":[])",
               {"identity deny no allow yes (the root user needs no policy)"}},
       }) {
    auto read = scenario(row.question, with(row.policies));
    ASSERT_TRUE(read) << row.name << ": " << read.error().message;
    const Examination examination = examine(read->request(), *read->policies);
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
    Asked question;
    std::string_view policies;
    Lines expected;
  };
  const Asked send{"sqs:SendMessage", kQueue};
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
    const Examination examination = examine(read->request(), *read->policies);
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
    const Examination examination = examine(read->request(), *read->policies);
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
