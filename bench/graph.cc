// The graph: of the example company, and of an account with thousands of roles that this program makes up.
// Edges per second are relationships drawn or written.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <random>

#include "engine/graph/search.h"
#include "engine/graph/write.h"
#include "engine/report/output.h"
#include "engine/snapshot/load.h"

namespace arnscope {
namespace {

constexpr int kRoles = 2000;
constexpr int kPolicies = 200;
constexpr int kUsers = 50;
constexpr std::string_view kAccount = "111122223333";

// The export of an account. Applications have a number; roles and policies of one application name its
// resources in all the ways in which people do.
class Generator {
 public:
  std::string export_json() {
    std::string users, roles, policies;
    for (int i = 0; i < kPolicies; ++i) join(policies) += managed_policy(i);
    for (int i = 0; i < kUsers; ++i) join(users) += user(i);
    for (int i = 0; i < kRoles; ++i) join(roles) += role(i);
    return fmt::format(
        R"({{"UserDetailList":[{}],"GroupDetailList":[],"RoleDetailList":[{}],"Policies":[{}]}})", users,
        roles, policies);
  }

 private:
  static std::string& join(std::string& list) { return list.empty() ? list : list += ",\n"; }
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  bool one_in(int n) { return below(n) == 0; }

  static std::string document(std::string_view statements) {
    return fmt::format(R"({{"Version":"2012-10-17","Statement":[{}]}})", statements);
  }

  std::string statement(int app) {
    const auto allow = [](std::string_view actions, std::string_view resources) {
      return fmt::format(R"({{"Effect":"Allow","Action":[{}],"Resource":[{}]}})", actions, resources);
    };
    switch (below(10)) {
      case 0:
        return allow(R"("s3:GetObject","s3:ListBucket")",
                     fmt::format(R"("arn:aws:s3:::app-{0}-data","arn:aws:s3:::app-{0}-data/*")", app));
      case 1:
        return allow(R"("s3:*")", fmt::format(R"("arn:aws:s3:::app-{}-*")", app % 10));
      case 2:
        return allow(
            R"("dynamodb:*Item","dynamodb:Query")",
            fmt::format(
                R"("arn:aws:dynamodb:eu-west-1:{}:table/app-{}","arn:aws:dynamodb:*:*:table/app-{}/index/*")",
                kAccount, app, app));
      case 3:
        return allow(R"("sqs:SendMessage","sqs:ReceiveMessage")",
                     fmt::format(R"("arn:aws:sqs:eu-west-1:{}:app-{}")", kAccount, app));
      case 4:
        return allow(R"("logs:CreateLogStream","logs:PutLogEvents")",
                     fmt::format(R"("arn:aws:logs:*:{}:log-group:/app/{}:*")", kAccount, app));
      case 5:
        return allow(R"("iam:PassRole","iam:GetRole")",
                     fmt::format(R"("arn:aws:iam::{}:role/app/app-{}-*")", kAccount, app));
      case 6:
        return allow(R"("sts:AssumeRole")", fmt::format(R"("arn:aws:iam::*:role/app/app-{}-*")", app));
      case 7:
        return allow(R"("ec2:Describe*","cloudwatch:*","lambda:InvokeFunction")", R"("*")");
      case 8:
        return fmt::format(
            R"({{"Effect":"Deny","Action":"s3:Delete*","Resource":"arn:aws:s3:::app-{}-data/*"}})", app);
      default:
        return fmt::format(
            R"({{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*","Condition":{{"StringEquals":{{"aws:ResourceTag/app":"{}"}}}}}})",
            app);
    }
  }

  std::string statements(int app) {
    std::string list;
    for (int i = 0; i < 3; ++i) join(list) += statement(app);
    return list;
  }

  std::string managed_policy(int i) {
    const std::string statement_list = statements(i);
    return fmt::format(
        R"({{"PolicyName":"app-{0}","Arn":"arn:aws:iam::{1}:policy/app-{0}","DefaultVersionId":"v1","PolicyVersionList":[{{"VersionId":"v1","IsDefaultVersion":true,"Document":{2}}}]}})",
        i, kAccount, document(statement_list));
  }

  std::string trust(int i) {
    const auto principal = [](std::string_view who, std::string_view action, std::string_view rest) {
      return document(
          fmt::format(R"({{"Effect":"Allow","Principal":{},"Action":"{}"{}}})", who, action, rest));
    };
    const int kind = below(20);
    if (kind < 12) return principal(R"({"Service":"lambda.amazonaws.com"})", "sts:AssumeRole", "");
    if (kind < 17) {
      return principal(fmt::format(R"({{"AWS":"arn:aws:iam::{}:root"}})", kAccount), "sts:AssumeRole",
                       one_in(3) ? R"(,"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}})" : "");
    }
    if (kind < 19) {
      return principal(
          fmt::format(R"({{"AWS":"arn:aws:iam::{}:role/app/app-{}-{}"}})", kAccount, below(kPolicies), i),
          "sts:AssumeRole", "");
    }
    return principal(
        fmt::format(R"({{"Federated":"arn:aws:iam::{}:oidc-provider/token.actions.githubusercontent.com"}})",
                    kAccount),
        "sts:AssumeRoleWithWebIdentity",
        R"(,"Condition":{"StringLike":{"token.actions.githubusercontent.com:sub":"repo:acme/*"}})");
  }

  std::string attached(int i) {
    if (i % 100 == 0)
      return R"({"PolicyName":"AdministratorAccess","PolicyArn":"arn:aws:iam::aws:policy/AdministratorAccess"})";
    return fmt::format(R"({{"PolicyName":"app-{0}","PolicyArn":"arn:aws:iam::{1}:policy/app-{0}"}})",
                       below(kPolicies), kAccount);
  }

  std::string role(int i) {
    const int app = i % kPolicies;
    const std::string trusted = trust(i);
    const std::string inline_statements = statements(app);
    return fmt::format(
        R"({{"Path":"/app/","RoleName":"app-{0}-{1}","RoleId":"AROA{1:016}","Arn":"arn:aws:iam::{2}:role/app/app-{0}-{1}","AssumeRolePolicyDocument":{3},"RolePolicyList":[{{"PolicyName":"inline","PolicyDocument":{4}}}],"AttachedManagedPolicies":[{5}],"InstanceProfileList":[]}})",
        app, i, kAccount, trusted, document(inline_statements), attached(i));
  }

  std::string user(int i) {
    return fmt::format(
        R"({{"Path":"/","UserName":"user-{0}","UserId":"AIDA{0:016}","Arn":"arn:aws:iam::{1}:user/user-{0}","GroupList":[],"AttachedManagedPolicies":[{2}]}})",
        i, kAccount, attached(i));
  }

  std::mt19937 random_{20260101};
};

std::unique_ptr<const Snapshot> load(std::shared_ptr<const Source> source) {
  std::vector sources = {std::move(source)};
  return *load_snapshot(sources);
}

const Snapshot& acme() {
  static const auto snapshot =
      load(*Source::read(ARNSCOPE_SOURCE_DIR "/fixtures/acme/account-authorization-details.json"));
  return *snapshot;
}

const Snapshot& generated() {
  static const auto snapshot = load(Source::from_text("generated", Generator().export_json()));
  return *snapshot;
}

size_t edges(const Graph& graph) {
  size_t count = 0;
  for (const auto& relationships : graph.relationships) count += relationships.size();
  return count;
}

// From policies that are not compiled yet.
void build(benchmark::State& state, const Snapshot& snapshot, RelationClasses classes) {
  size_t drawn = 0;
  for (auto _ : state) {
    Access access(snapshot);
    const Graph graph = build_graph(access, {classes});
    drawn += edges(graph);
  }
  state.counters["edges"] =
      benchmark::Counter(static_cast<double>(drawn), benchmark::Counter::kAvgIterations);
  state.SetItemsProcessed(static_cast<int64_t>(drawn));
}

void build_acme(benchmark::State& state) { build(state, acme(), kAllRelationClasses); }
void build_2000_roles(benchmark::State& state) { build(state, generated(), kAllRelationClasses); }
void build_allows_of_2000_roles(benchmark::State& state) {
  build(state, generated(), class_bit(RelationClass::kAllows));
}
void build_can_assume_of_2000_roles(benchmark::State& state) {
  build(state, generated(), class_bit(RelationClass::kCanAssume));
}
BENCHMARK(build_acme)->Unit(benchmark::kMillisecond);
BENCHMARK(build_2000_roles)->Unit(benchmark::kMillisecond);
BENCHMARK(build_allows_of_2000_roles)->Unit(benchmark::kMillisecond);
BENCHMARK(build_can_assume_of_2000_roles)->Unit(benchmark::kMillisecond);

void write_2000_roles(benchmark::State& state) {
  Access access(generated());
  const Graph graph = build_graph(access);
  int64_t bytes = 0;
  for (auto _ : state) {
    Output output(
        [&bytes](std::string_view piece) { return bytes += static_cast<int64_t>(piece.size()), true; });
    const std::array<Output*, 1> outputs = {&output};
    const GraphSchema schema = graph_schema(graph);
    write_graph(graph, kAllRelationClasses, *make_graph_ndjson(outputs, schema));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(edges(graph)));
  state.SetBytesProcessed(bytes);
}
BENCHMARK(write_2000_roles)->Unit(benchmark::kMillisecond);

void chains_to_an_administrator(benchmark::State& state) {
  Access access(generated());
  const Graph graph = build_graph(access, {class_bit(RelationClass::kCanAssume)});
  const AssumeChains chains(graph);
  const EntityId target = *graph.find("arn:aws:iam::111122223333:role/app/app-0-0");
  for (auto _ : state) benchmark::DoNotOptimize(chains.to(std::span(&target, 1)));
}
BENCHMARK(chains_to_an_administrator)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace arnscope

BENCHMARK_MAIN();
