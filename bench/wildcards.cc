// What do the shortest pattern sets cost, and how short are they? Every service of the catalog, a share of
// its actions drawn at random but always the same. `kept`: characters that remain of the Action lists with
// plain names; `proven`: the share of the services whose set is proven to be the shortest.
#include "engine/checks/wildcards.h"

#include <benchmark/benchmark.h>

#include <random>

namespace arnscope {
namespace {

struct Drawn {
  std::vector<ActionSet> of_service;  // of those that have any
  size_t size = 0;                    // in Action lists, by name
};

Drawn draw(uint32_t percent) {
  Drawn drawn;
  std::mt19937 engine(percent);
  for (uint32_t id = 0; id < catalog::service_count(); ++id) {
    const catalog::Service service = catalog::service(static_cast<catalog::ServiceId>(id));
    ActionSet set(catalog::action_count());
    for (ActionId action = service.first_action; action < service.last_action; ++action)
      if (engine() % 100 < percent) {
        set.insert(action);
        drawn.size += catalog::action_name(action).size() + 3;
      }
    if (!set.empty()) drawn.of_service.push_back(std::move(set));
  }
  return drawn;
}

void shorten_catalog(benchmark::State& state) {
  const Drawn drawn = draw(static_cast<uint32_t>(state.range(0)));
  size_t size = 0;
  size_t proven = 0;
  for (auto _ : state) {
    size = 0;
    proven = 0;
    for (const ActionSet& wanted : drawn.of_service) {
      const ShortestPatterns shortest = shortest_patterns(wanted);
      for (const ActionPattern& pattern : shortest.patterns) size += listed_size(pattern);
      proven += shortest.least ? 1 : 0;
    }
  }
  state.counters["kept"] = static_cast<double>(size) / static_cast<double>(drawn.size);
  state.counters["proven"] = static_cast<double>(proven) / static_cast<double>(drawn.of_service.size());
}

void shorten_service(benchmark::State& state, std::string_view prefix) {
  const catalog::Service service = catalog::service(*catalog::find_service(prefix));
  std::mt19937 engine(1);
  ActionSet wanted(catalog::action_count());
  for (ActionId action = service.first_action; action < service.last_action; ++action)
    if (engine() % 100 < 50) wanted.insert(action);
  for (auto _ : state) benchmark::DoNotOptimize(shortest_patterns(wanted));
}

BENCHMARK(shorten_catalog)->ArgName("percent")->Arg(10)->Arg(50)->Arg(90)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(shorten_service, ec2, "ec2")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(shorten_service, s3, "s3")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace arnscope

BENCHMARK_MAIN();
