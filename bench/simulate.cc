// How many scenario lines are answered in a second on one core, reading and writing JSON included, and where
// the time goes. `bench_simulate --write 100000 > scenarios.jsonl` writes the lines, for the whole program.
#include "engine/evaluate/simulate.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "bench/scenarios.h"

namespace arnscope {
namespace {

constexpr size_t kPolicySets = 200;
constexpr int kLines = 2000;

struct Lines {
  std::shared_ptr<const Source> source;
  std::vector<Span> spans;

  explicit Lines(std::string_view context) {
    ScenarioLines lines(kPolicySets);
    std::string text;
    for (int i = 0; i < kLines; ++i) {
      const auto begin = static_cast<uint32_t>(text.size());
      text += lines.next(context);
      spans.push_back({begin, static_cast<uint32_t>(text.size() - 1)});
    }
    source = Source::from_text("lines", std::move(text));
  }
};

template <class Each>
void run(benchmark::State& state, std::string_view context, Each each) {
  const Lines lines(context);
  size_t next = 0;
  int64_t bytes = 0;
  for (auto _ : state) {
    const Span span = lines.spans[next++ % lines.spans.size()];
    bytes += span.end - span.begin;
    each(lines.source, span);
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(bytes);
}

void simulate(benchmark::State& state, std::string_view context) {
  Simulator simulator;
  std::string out;
  run(state, context, [&](const auto& source, Span span) {
    out.clear();
    if (simulator.answer(source, span, 1, out) == Simulated::kError) state.SkipWithError(out.c_str());
  });
}
BENCHMARK_CAPTURE(simulate, complete_context, "complete");
BENCHMARK_CAPTURE(simulate, open_context, "open");

// The JSON of a line, its policies stepped over.
void read_line(benchmark::State& state) {
  JsonReader json;
  run(state, "complete", [&](const auto& source, Span span) {
    benchmark::DoNotOptimize(json.read(source, span, ScenarioReader::kPoliciesField));
  });
}
BENCHMARK(read_line);

// The same, and the scenario with policies that are known.
void read_scenario(benchmark::State& state) {
  JsonReader json;
  ScenarioReader reader;
  run(state, "complete", [&](const auto& source, Span span) {
    auto document = json.read(source, span, ScenarioReader::kPoliciesField);
    benchmark::DoNotOptimize(reader.read((*document)->root()));
  });
}
BENCHMARK(read_scenario);

// A line that nobody has seen before: its policies are parsed and compiled.
void read_new_scenario(benchmark::State& state) {
  JsonReader json;
  run(state, "complete", [&](const auto& source, Span span) {
    ScenarioReader reader;
    auto document = json.read(source, span, ScenarioReader::kPoliciesField);
    benchmark::DoNotOptimize(reader.read((*document)->root()));
  });
}
BENCHMARK(read_new_scenario);

}  // namespace

void write_lines(int count) {
  ScenarioLines lines(kPolicySets);
  for (int i = 0; i < count; ++i) {
    const std::string line = lines.next("complete");
    std::fwrite(line.data(), 1, line.size(), stdout);
  }
}

}  // namespace arnscope

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "--write") {
    arnscope::write_lines(std::atoi(argv[2]));
    return 0;
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
