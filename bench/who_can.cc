// The example company: loading its export, deciding on all its principals, and the questions of the command
// line.
#include <benchmark/benchmark.h>

#include "engine/document/json_reader.h"
#include "engine/graph/query.h"
#include "engine/snapshot/load.h"

namespace arnscope {
namespace {

std::shared_ptr<const Source> source() {
  return *Source::read(ARNSCOPE_SOURCE_DIR "/fixtures/acme/account-authorization-details.json");
}

std::unique_ptr<const Snapshot> acme() {
  std::vector sources = {source()};
  return *load_snapshot(sources);
}

void load_acme(benchmark::State& state) {
  std::vector sources = {source()};
  for (auto _ : state) benchmark::DoNotOptimize(load_snapshot(sources));
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(sources.front()->text().size()));
}
BENCHMARK(load_acme);

// One decision for each principal and each of four requests, policies compiled once.
void decide_for_everyone(benchmark::State& state) {
  auto snapshot = acme();
  Access access(*snapshot);
  std::vector<Caller> callers;
  for (UserId id = 0; id < snapshot->users.size(); ++id) callers.push_back(access.user(id));
  for (RoleId id = 0; id < snapshot->roles.size(); ++id) callers.push_back(access.role(id));
  constexpr std::array<std::array<std::string_view, 2>, 4> kRequests = {{
      {"s3:GetObject", "arn:aws:s3:::acme-payroll/2026/10.csv"},
      {"iam:CreateUser", "arn:aws:iam::111122223333:user/new"},
      {"lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:111122223333:function:dev-hello"},
      {"ec2:DescribeInstances", "*"},
  }};
  int64_t decisions = 0;
  for (auto _ : state) {
    for (const Caller& caller : callers) {
      for (const auto& [action, resource] : kRequests) {
        Request request(caller.principal, caller.context);
        request.set_action(action);
        request.set_resource_account("111122223333");
        request.set_resource(resource);
        benchmark::DoNotOptimize(decide(request, caller.policies));
        ++decisions;
      }
    }
  }
  state.SetItemsProcessed(decisions);
}
BENCHMARK(decide_for_everyone);

void ask_who_can(benchmark::State& state) {
  auto snapshot = acme();
  Access access(*snapshot);
  const Question question{"s3:GetObject", "arn:aws:s3:::acme-payroll/*", "", {}};
  for (auto _ : state) benchmark::DoNotOptimize(who_can(access, question, Include::kAllowed));
}
BENCHMARK(ask_who_can)->Unit(benchmark::kMicrosecond);

void ask_what_can_an_administrator(benchmark::State& state) {
  auto snapshot = acme();
  Access access(*snapshot);
  Caller caller = access.caller(*parse_principal("arn:aws:iam::111122223333:role/deploy-admin"));
  for (auto _ : state) benchmark::DoNotOptimize(what_can(access, caller, "*"));
}
BENCHMARK(ask_what_can_an_administrator)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace arnscope

BENCHMARK_MAIN();
