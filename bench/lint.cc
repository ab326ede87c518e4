// Lint of all AWS managed policies of the catalog, one thread.
#include "engine/lint/lint.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <memory>
#include <vector>

#include "engine/catalog/catalog.h"

namespace arnscope {
namespace {

void lint_all_managed_policies(benchmark::State& state) {
  std::vector<std::shared_ptr<const Source>> sources;
  int64_t bytes = 0;
  for (uint32_t i = 0; i < catalog::managed_policy_count(); ++i) {
    const catalog::ManagedPolicy policy = catalog::managed_policy(i);
    sources.push_back(Source::from_static(fmt::format("aws:{}", policy.name), policy.document));
    bytes += static_cast<int64_t>(policy.document.size());
  }
  const LintOptions options = {.type = linted_as("managed")};
  size_t findings = 0;
  for (auto _ : state) {
    findings = 0;
    for (const auto& source : sources) findings += lint_source(source, options).findings.size();
  }
  state.counters["policies"] = static_cast<double>(sources.size());
  state.counters["findings"] = static_cast<double>(findings);
  state.SetBytesProcessed(state.iterations() * bytes);
}
BENCHMARK(lint_all_managed_policies)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace arnscope

BENCHMARK_MAIN();
