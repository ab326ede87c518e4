// Organizations as collectors leave them: loading one and asking it, and all its ALLOWS. Memory is of the
// whole process.
#include "engine/snapshot/load.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <malloc.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "bench/organization.h"
#include "engine/graph/grants.h"
#include "engine/graph/query.h"

namespace arnscope {
namespace {

constexpr unsigned kJobs = 2;

// A made organization in a temporary folder, as long as this stands.
class MadeFolder {
 public:
  using Write = uint64_t (*)(const std::string& folder, const OrganizationSize& size);

  MadeFolder(Write write, const OrganizationSize& size) {
    std::string name = (std::filesystem::temp_directory_path() / "arnscope-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) return;
    paths_.push_back(std::move(name));
    files_ = write(paths_.front(), size);
  }
  ~MadeFolder() {
    std::error_code ignored;
    for (const std::string& path : paths_) std::filesystem::remove_all(path, ignored);
  }
  MadeFolder(const MadeFolder&) = delete;
  MadeFolder& operator=(const MadeFolder&) = delete;

  uint64_t files() const { return files_; }
  // Null where the folder could not be made.
  std::unique_ptr<const Snapshot> load() const {
    auto snapshot = load_snapshot(paths_, {.jobs = kJobs});
    return snapshot ? std::move(*snapshot) : nullptr;
  }

 private:
  std::vector<std::string> paths_;
  uint64_t files_ = 0;
};

benchmark::Counter counter(uint64_t value) { return {static_cast<double>(value)}; }

benchmark::Counter bytes(uint64_t value) {
  return {static_cast<double>(value), benchmark::Counter::kDefaults, benchmark::Counter::kIs1024};
}

// The most that the process had in memory since forget_peak(). Source: proc_pid_status(5), VmHWM, and
// proc_pid_clear_refs(5).
uint64_t peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::strtoull(line.c_str() + 6, nullptr, 10) * 1024;
  return 0;
}
void forget_peak() {
  ::malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5";
}

uint64_t allocated() {
  const struct mallinfo2 info = ::mallinfo2();
  return info.uordblks + info.hblkhd;
}

void load_and_ask_fifty_accounts(benchmark::State& state) {
  static const MadeFolder folder(write_iam_collect, {.accounts = 50, .roles = 200, .resources = 40});
  const Question question{"s3:GetObject", fmt::format("{}/*", kMadeBucket), "", {}};
  forget_peak();
  size_t answers = 0;
  for (auto _ : state) {
    const auto snapshot = folder.load();
    if (!snapshot) return state.SkipWithError("no folder to load");
    Access access(*snapshot);
    answers = who_can(access, question, Include::kAllowed).size();
  }
  state.counters["files"] = counter(folder.files());
  state.counters["answers"] = counter(answers);
  state.counters["peak"] = bytes(peak_memory());
}
BENCHMARK(load_and_ask_fifty_accounts)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();

// ARNSCOPE_BENCH_ACCOUNTS=1000: all of the organization that the name speaks of.
uint32_t accounts_wanted() {
  const char* text = std::getenv("ARNSCOPE_BENCH_ACCOUNTS");
  const auto wanted = text == nullptr ? 0 : static_cast<uint32_t>(std::strtoul(text, nullptr, 10));
  return wanted == 0 ? 100 : wanted;
}

const MadeFolder& thousand() {
  static const MadeFolder folder(
      write_cli_output, {.accounts = accounts_wanted(), .roles = 80, .users = 20, .resources = 1000});
  return folder;
}

void add_sizes(benchmark::State& state, const Snapshot& snapshot) {
  state.counters["accounts"] = counter(snapshot.accounts.size());
  state.counters["principals"] = counter(snapshot.users.size() + snapshot.roles.size());
  state.counters["resources"] = counter(snapshot.resources.size());
}

void load_a_thousand_accounts(benchmark::State& state) {
  forget_peak();
  std::unique_ptr<const Snapshot> snapshot;
  for (auto _ : state) {
    snapshot.reset();
    snapshot = thousand().load();
    if (!snapshot) return state.SkipWithError("no folder to load");
  }
  add_sizes(state, *snapshot);
  state.counters["peak"] = bytes(peak_memory());
}
BENCHMARK(load_a_thousand_accounts)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->UseRealTime();

// Built from policies that are not compiled yet. Items are relationships; `edge` is the memory that one takes
// in a graph that keeps them, with its share of what it says.
void allows_of_a_thousand_accounts(benchmark::State& state) {
  const RelationClasses allows = class_bit(RelationClass::kAllows);
  forget_peak();
  const auto snapshot = thousand().load();
  if (!snapshot) return state.SkipWithError("no folder to load");
  uint64_t edges = 0;
  for (auto _ : state) {
    Access access(*snapshot);
    edges = build_graph(access, {allows, GrantStorage::kKept}).of(RelationClass::kAllows).size();
  }
  add_sizes(state, *snapshot);
  state.counters["edges"] = counter(edges);
  state.counters["peak"] = bytes(peak_memory());
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(edges));
  Access access(*snapshot);
  uint64_t taken[2] = {};
  build_graph(access, {allows, GrantStorage::kDrawn});  // policies are compiled now
  for (const GrantStorage grants : {GrantStorage::kDrawn, GrantStorage::kKept}) {
    const uint64_t before = allocated();
    Graph graph = build_graph(access, {allows, grants});
    graph.grant_index.reset();
    taken[grants == GrantStorage::kKept ? 1 : 0] = allocated() - before;
  }
  state.counters["edge"] = static_cast<double>(taken[1] - taken[0]) / static_cast<double>(edges);
}
BENCHMARK(allows_of_a_thousand_accounts)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

// The same where they are drawn policy by policy, as for a file of them.
void drawn_allows_of_a_thousand_accounts(benchmark::State& state) {
  const RelationClasses allows = class_bit(RelationClass::kAllows);
  forget_peak();
  const auto snapshot = thousand().load();
  if (!snapshot) return state.SkipWithError("no folder to load");
  uint64_t edges = 0;
  for (auto _ : state) {
    edges = 0;
    Access access(*snapshot);
    const Graph graph = build_graph(access, {allows, GrantStorage::kDrawn});
    PolicyGrants grants(graph);
    for_each_run(graph, grants, RelationClass::kAllows, [&](std::span<const Relationship> run) {
      edges += run.size();
      return true;
    });
  }
  add_sizes(state, *snapshot);
  state.counters["edges"] = counter(edges);
  state.counters["peak"] = bytes(peak_memory());
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(edges));
}
BENCHMARK(drawn_allows_of_a_thousand_accounts)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

}  // namespace
}  // namespace arnscope

BENCHMARK_MAIN();
