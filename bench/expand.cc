// What does it cost to expand action patterns? All distinct ones of the AWS managed policies, about 13,000,
// each against the whole catalog: ours, a plain glob over every action, and RE2. The peers take one pattern
// in fifty; `all` is the time for all of them.
#include <benchmark/benchmark.h>
#include <re2/re2.h>

#include <algorithm>
#include <string>
#include <vector>

#include "bench/managed_patterns.h"
#include "bench/peers.h"
#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/policy/glob.h"

namespace arnscope {
namespace {

// Distinct but for case.
const std::vector<std::string>& patterns() {
  static const auto* all = [] {
    auto* texts = new std::vector<std::string>(managed_policy_texts({"Action", "NotAction"}));
    for (std::string& text : *texts) text = fold(text);
    std::sort(texts->begin(), texts->end());
    texts->erase(std::unique(texts->begin(), texts->end()), texts->end());
    return texts;
  }();
  return *all;
}

constexpr size_t kShare = 50;

void count_patterns(benchmark::State& state, size_t expanded, size_t actions) {
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(expanded));
  state.counters["patterns"] = static_cast<double>(expanded);
  state.counters["actions"] = static_cast<double>(actions);
  // kInvert prints it as a time.
  const double share = static_cast<double>(expanded) / static_cast<double>(patterns().size());
  state.counters["all"] =
      benchmark::Counter(share, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

// `expand_one(pattern, actions)` for every `step`-th pattern.
template <class Expand>
void run(benchmark::State& state, size_t step, Expand expand_one) {
  const auto& all = patterns();
  std::vector<ActionId> actions;
  size_t expanded = 0;
  size_t total = 0;
  for (auto _ : state) {
    expanded = 0;
    total = 0;
    for (size_t i = 0; i < all.size(); i += step) {
      actions.clear();
      expand_one(all[i], actions);
      total += actions.size();
      ++expanded;
    }
    benchmark::DoNotOptimize(actions.data());
  }
  count_patterns(state, expanded, total);
}

void expand_to_list(benchmark::State& state) {
  run(state, 1,
      [](const std::string& pattern, std::vector<ActionId>& actions) { catalog::expand(pattern, actions); });
}

void expand_to_one_set(benchmark::State& state) {
  ActionSet set(catalog::action_count());
  run(state, 1, [&](const std::string& pattern, std::vector<ActionId>&) { catalog::expand(pattern, set); });
}

void expand_naive_glob(benchmark::State& state) {
  run(state, kShare, [](const std::string& pattern, std::vector<ActionId>& actions) {
    for (ActionId id = 0; id < catalog::action_count(); ++id)
      if (glob_match(pattern, catalog::folded_action_name(id))) actions.push_back(id);
  });
}

// The pattern is compiled each time: each comes once.
void expand_re2(benchmark::State& state) {
  run(state, kShare, [](const std::string& pattern, std::vector<ActionId>& actions) {
    const re2::RE2 regex(glob_to_regex(pattern), glob_regex_options());
    for (ActionId id = 0; id < catalog::action_count(); ++id) {
      const std::string_view name = catalog::folded_action_name(id);
      if (re2::RE2::FullMatch({name.data(), name.size()}, regex)) actions.push_back(id);
    }
  });
}

BENCHMARK(expand_to_list)->Unit(benchmark::kMillisecond);
BENCHMARK(expand_to_one_set)->Unit(benchmark::kMillisecond);
BENCHMARK(expand_naive_glob)->Unit(benchmark::kMillisecond);
BENCHMARK(expand_re2)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace arnscope

BENCHMARK_MAIN();
