// What does a split cost, proof included? The ten largest AWS managed policies, one after the other, and the
// largest of all. `documents` and `at_least`: how many come out and how many no split can do with less of;
// `first_fit`: as many first-fit decreasing would need.
#include "engine/checks/split.h"

#include <benchmark/benchmark.h>

#include <algorithm>

#include "engine/catalog/catalog.h"
#include "engine/checks/division.h"
#include "engine/document/json_reader.h"
#include "engine/policy/printer.h"

namespace arnscope {
namespace {

Policy parse(const catalog::ManagedPolicy& managed) {
  auto document = read_json(Source::from_static(std::string(managed.name), managed.document));
  std::vector<Finding> findings;
  return parse_policy((*document)->root(), PolicyKind::kIdentity, managed.name, findings);
}

// The largest that can be split at all: a statement that hangs on one NotAction cannot.
std::vector<Policy> largest(size_t count) {
  std::vector<catalog::ManagedPolicy> all;
  for (uint32_t i = 0; i < catalog::managed_policy_count(); ++i) all.push_back(catalog::managed_policy(i));
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.document.size() > b.document.size(); });
  std::vector<Policy> policies;
  for (size_t i = 0; policies.size() < count; ++i) {
    Policy policy = parse(all[i]);
    if (split(std::span(&policy, 1), {})) policies.push_back(std::move(policy));
  }
  return policies;
}

std::shared_ptr<const CompiledPolicy> security_audit() {
  return compile(std::make_shared<const Policy>(parse(*catalog::find_managed_policy("SecurityAudit"))),
                 PolicyKind::kIdentity, "SecurityAudit");
}

// Items from the largest on, each into the first document that takes it.
size_t first_fit(const Policy& policy, uint32_t most) {
  const uint32_t capacity = most - 39 + 1;
  std::vector<PackingGroup> groups;
  for (const Share& share : divide(policy.statements, capacity).shares) groups.push_back(share.group());
  struct Item {
    uint32_t size, group;
  };
  std::vector<Item> items;
  for (uint32_t g = 0; g < groups.size(); ++g)
    for (uint32_t size : groups[g].items) items.push_back({size, g});
  std::stable_sort(items.begin(), items.end(), [](const Item& a, const Item& b) { return a.size > b.size; });
  std::vector<uint32_t> used;
  std::vector<std::vector<bool>> holds;
  for (const Item& item : items) {
    size_t bin = 0;
    const auto cost = [&](size_t at) {
      return item.size + (holds[at][item.group] ? 0 : groups[item.group].overhead);
    };
    while (bin < used.size() && used[bin] + cost(bin) > capacity) ++bin;
    if (bin == used.size()) {
      used.push_back(0);
      holds.emplace_back(groups.size());
    }
    used[bin] += cost(bin);
    holds[bin][item.group] = true;
  }
  return used.size();
}

void run(benchmark::State& state, const std::vector<Policy>& policies, const SplitOptions& options) {
  size_t documents = 0;
  size_t at_least = 0;
  for (auto _ : state) {
    documents = at_least = 0;
    for (const Policy& policy : policies) {
      auto result = split(std::span(&policy, 1), options);
      documents += result->documents.size();
      at_least += result->fewest;
    }
  }
  size_t peer = 0;
  for (const Policy& policy : policies) peer += first_fit(policy, options.most_characters);
  state.counters["documents"] = static_cast<double>(documents);
  state.counters["at_least"] = static_cast<double>(at_least);
  if (!options.merge && options.attached.empty()) state.counters["first_fit"] = static_cast<double>(peer);
}

void split_largest(benchmark::State& state) { run(state, largest(1), {}); }
void split_largest_ten(benchmark::State& state) { run(state, largest(10), {}); }
void split_largest_ten_merged(benchmark::State& state) {
  SplitOptions options;
  options.merge = true;
  run(state, largest(10), options);
}
void split_largest_ten_beside_security_audit(benchmark::State& state) {
  SplitOptions options;
  options.attached = {security_audit()};
  run(state, largest(10), options);
}
// A fifth of the limit: five times as many documents.
void split_largest_ten_small(benchmark::State& state) {
  SplitOptions options;
  options.most_characters = 1228;
  run(state, largest(10), options);
}

BENCHMARK(split_largest)->Unit(benchmark::kMillisecond);
BENCHMARK(split_largest_ten)->Unit(benchmark::kMillisecond);
BENCHMARK(split_largest_ten_merged)->Unit(benchmark::kMillisecond);
BENCHMARK(split_largest_ten_beside_security_audit)->Unit(benchmark::kMillisecond);
BENCHMARK(split_largest_ten_small)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace arnscope

BENCHMARK_MAIN();
