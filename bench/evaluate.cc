// How many requests are decided in a second on one thread, beside parsing and compiling the policies.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "engine/catalog/catalog.h"
#include "engine/document/json_reader.h"
#include "engine/evaluate/authorize.h"
#include "engine/policy/parser.h"

namespace arnscope {
namespace {

// Fifty statements as an application's role grows them: scoped actions, patterns in the middle of an ARN,
// conditions, denies.
std::string fifty_statements() {
  constexpr std::array<std::string_view, 5> kActions = {
      R"(["s3:GetObject","s3:PutObject","s3:List*"])", R"("dynamodb:*")",
      R"(["sqs:SendMessage","sqs:Receive*"])", R"(["s3:*Object*","kms:Decrypt"])",
      R"(["lambda:InvokeFunction","logs:*"])"};
  std::string text = R"({"Version":"2012-10-17","Statement":[)";
  for (int i = 0; i < 50; ++i) {
    std::string condition = i % 3 == 0 ? R"(,"Condition":{"StringEquals":{"aws:PrincipalTag/team":"blue"},)"
                                         R"("IpAddress":{"aws:SourceIp":["10.0.0.0/8","203.0.113.0/24"]}})"
                                       : "";
    text += fmt::format(
        R"({}{{"Sid":"S{}","Effect":"{}","Action":{},"Resource":["arn:aws:s3:::bucket-{}/*","arn:aws:dynamodb:*:111122223333:table/t{}","arn:aws:sqs:eu-west-1:111122223333:q-{}-*"]{}}})",
        i == 0 ? "" : ",", i, i % 10 == 9 ? "Deny" : "Allow",
        kActions[static_cast<size_t>(i) % kActions.size()], i, i, i, condition);
  }
  return text + "]}";
}

std::shared_ptr<const Policy> parse(const std::string& text) {
  auto document = read_json(Source::from_text("policy", text));
  std::vector<Finding> findings;
  return std::make_shared<const Policy>(
      parse_policy((*document)->root(), PolicyKind::kIdentity, "policy", findings));
}

struct Setting {
  Principal principal = *parse_principal("arn:aws:iam::111122223333:role/app");
  Context context{Unlisted::kAbsent};
  Policies policies;

  Setting() {
    context.set("aws:PrincipalTag/team", "blue");
    context.set("aws:SourceIp", "203.0.113.7");
    policies.add(Layer::kIdentity, compile(parse(fifty_statements()), PolicyKind::kIdentity, "fifty"));
  }
};

// The same with every other layer present: a boundary and session policies, the resource's policy, an
// endpoint policy, three levels of SCPs and RCPs.
struct AllLayers : Setting {
  AllLayers() {
    constexpr std::string_view kAll =
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},)"
        R"({"Effect":"Deny","NotAction":["iam:*","s3:*","dynamodb:*","sqs:*","ec2:*"],"Resource":"*"}]})";
    constexpr std::string_view kForAll =
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"},)"
        R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:PrincipalAccount":"111122223333"},"Bool":{"aws:SecureTransport":"false"}}}]})";
    auto add = [&](Layer layer, std::string_view text, PolicyKind kind) {
      policies.add(layer, compile(parse(std::string(text)), kind, "p"));
    };
    add(Layer::kBoundary, kAll, PolicyKind::kIdentity);
    add(Layer::kSession, kAll, PolicyKind::kIdentity);
    add(Layer::kResource, kForAll, PolicyKind::kResource);
    add(Layer::kEndpoint, kForAll, PolicyKind::kResource);
    for (int level = 0; level < 3; ++level) {
      policies[Layer::kScp].levels.emplace_back();
      policies[Layer::kRcp].levels.emplace_back();
      add(Layer::kScp, kAll, PolicyKind::kIdentity);
      add(Layer::kRcp, kForAll, PolicyKind::kResource);
    }
  }
};

// The same with two of the condition keys unknown.
struct OpenContext : AllLayers {
  OpenContext() { context = Context(Unlisted::kUnknown); }
};

struct Asked {
  std::string action, resource;
};

// Half of them allowed, the rest denied in one way or another.
std::vector<Asked> requests() {
  std::vector<Asked> asked;
  for (int i = 0; i < 64; ++i) {
    asked.push_back({"s3:GetObject", fmt::format("arn:aws:s3:::bucket-{}/reports/2026/{}.csv", i, i)});
    asked.push_back(
        {"dynamodb:PutItem", fmt::format("arn:aws:dynamodb:eu-west-1:111122223333:table/t{}", i)});
    asked.push_back({"sqs:SendMessage", fmt::format("arn:aws:sqs:eu-west-1:111122223333:q-{}-jobs", i)});
    asked.push_back({"ec2:DescribeInstances", "*"});
  }
  return asked;
}

void parse_fifty_statements(benchmark::State& state) {
  const std::string text = fifty_statements();
  for (auto _ : state) benchmark::DoNotOptimize(parse(text));
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}
BENCHMARK(parse_fifty_statements);

void compile_fifty_statements(benchmark::State& state) {
  auto policy = parse(fifty_statements());
  for (auto _ : state) benchmark::DoNotOptimize(compile(policy, PolicyKind::kIdentity, "fifty"));
}
BENCHMARK(compile_fifty_statements);

// From texts to answer: the action looked up, the ARN split, fifty statements decided.
template <class Where = Setting, class Answer>
void answer_on_fifty_statements(benchmark::State& state, Answer answer) {
  const Where setting;
  const std::vector<Asked> asked = requests();
  size_t next = 0;
  for (auto _ : state) {
    const Asked& each = asked[next++ % asked.size()];
    Request request(setting.principal, setting.context);
    request.set_action(each.action);
    request.set_resource(each.resource);
    request.set_resource_account("111122223333");
    benchmark::DoNotOptimize(answer(request, setting.policies));
  }
  state.SetItemsProcessed(state.iterations());
}

void decide_on_fifty_statements(benchmark::State& state) { answer_on_fifty_statements(state, decide); }
BENCHMARK(decide_on_fifty_statements);

void explain_on_fifty_statements(benchmark::State& state) { answer_on_fifty_statements(state, explain); }
BENCHMARK(explain_on_fifty_statements);

void decide_with_all_layers(benchmark::State& state) { answer_on_fifty_statements<AllLayers>(state, decide); }
BENCHMARK(decide_with_all_layers);

void decide_with_all_layers_in_open_context(benchmark::State& state) {
  answer_on_fifty_statements<OpenContext>(state, decide);
}
BENCHMARK(decide_with_all_layers_in_open_context);

// Statements of which each hangs on two keys of its own kind, every fifth a Deny: what remains to hold of all
// of them together.
void explain_what_remains(benchmark::State& state) {
  std::string text = R"({"Version":"2012-10-17","Statement":[)";
  for (int i = 0; i < state.range(0); ++i)
    text += fmt::format(
        R"({}{{"Effect":"{}","Action":"sqs:*","Resource":"*","Condition":{{"StringLike":{{"aws:PrincipalTag/team":"team-{}-*"}},"IpAddress":{{"aws:SourceIp":"10.{}.0.0/16"}}}}}})",
        i == 0 ? "" : ",", i % 5 == 4 ? "Deny" : "Allow", i, i);
  Principal principal = *parse_principal("arn:aws:iam::111122223333:role/app");
  Context context(Unlisted::kUnknown);
  Policies policies;
  policies.add(Layer::kIdentity, compile(parse(text + "]}"), PolicyKind::kIdentity, "open"));
  Request request(principal, context);
  request.set_action("sqs:SendMessage");
  request.set_resource("arn:aws:sqs:eu-west-1:111122223333:q");
  for (auto _ : state) benchmark::DoNotOptimize(explain(request, policies));
}
BENCHMARK(explain_what_remains)->Arg(5)->Arg(20)->Arg(100);

}  // namespace
}  // namespace arnscope

BENCHMARK_MAIN();
