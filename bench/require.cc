// What does it cost to hold required permissions against policies? The AWS managed policies with the most
// text, required of themselves all together, and of ReadOnlyAccess alone, which lacks most of it.
#include "engine/checks/require.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "engine/catalog/catalog.h"
#include "engine/checks/surplus.h"
#include "engine/document/json_reader.h"

namespace arnscope {
namespace {

constexpr size_t kPolicies = 10;

// The largest that say what they grant and not what they do not: NotAction cannot be required.
std::vector<catalog::ManagedPolicy> largest() {
  std::vector<catalog::ManagedPolicy> policies;
  for (uint32_t i = 0; i < catalog::managed_policy_count(); ++i)
    if (const auto policy = catalog::managed_policy(i);
        policy.document.find("\"Not") == std::string_view::npos)
      policies.push_back(policy);
  std::stable_sort(policies.begin(), policies.end(),
                   [](const auto& a, const auto& b) { return a.document.size() > b.document.size(); });
  policies.resize(kPolicies);
  return policies;
}

std::shared_ptr<const CompiledPolicy> compiled(const catalog::ManagedPolicy& managed) {
  auto document = read_json(Source::from_static(std::string(managed.name), managed.document));
  std::vector<Finding> findings;
  auto policy = std::make_shared<const Policy>(
      parse_policy((*document)->root(), PolicyKind::kIdentity, managed.name, findings));
  return compile(std::move(policy), PolicyKind::kIdentity, std::string(managed.name));
}

PermissionHolder::PolicyList all_compiled() {
  PermissionHolder::PolicyList policies;
  for (const auto& managed : largest()) policies.push_back(compiled(managed));
  return policies;
}

// All of them as one list of policies.
std::shared_ptr<const Source> specification() {
  std::string text = "[";
  for (const auto& managed : largest()) text += (text.size() > 1 ? "," : "") + std::string(managed.document);
  return Source::from_text("required", text + "]");
}

void count_answers(benchmark::State& state, const std::vector<RequirementAnswer>& answers) {
  state.counters["requirements"] = static_cast<double>(answers.size());
  state.counters["covered"] =
      static_cast<double>(std::count_if(answers.begin(), answers.end(), [](const RequirementAnswer& each) {
        return each.coverage == Coverage::kCovered;
      }));
}

void require_read_specification(benchmark::State& state) {
  const auto source = specification();
  for (auto _ : state) benchmark::DoNotOptimize(read_required_permissions(source));
}

void check(benchmark::State& state, const PermissionHolder::PolicyList& policies) {
  const auto required = read_required_permissions(specification());
  std::vector<RequirementAnswer> answers;
  for (auto _ : state) {
    PermissionHolder holder(policies, {}, {});
    answers = check_requirements(holder, *required);
    benchmark::DoNotOptimize(answers.data());
  }
  count_answers(state, answers);
}

void require_largest_of_themselves(benchmark::State& state) { check(state, all_compiled()); }
void require_largest_of_read_only(benchmark::State& state) {
  check(state, {compiled(*catalog::find_managed_policy("ReadOnlyAccess"))});
}
void require_largest_of_security_audit(benchmark::State& state) {
  check(state, {compiled(*catalog::find_managed_policy("SecurityAudit"))});
}

void require_surplus(benchmark::State& state) {
  const auto required = read_required_permissions(Source::from_text("required", "s3:GetObject\n"));
  PermissionHolder holder(all_compiled(), {}, {});
  size_t found = 0;
  for (auto _ : state) found = find_surplus(holder, *required).size();
  state.counters["actions"] = static_cast<double>(found);
}

void require_redundant(benchmark::State& state) {
  const PermissionHolder::PolicyList policies = all_compiled();
  size_t found = 0;
  for (auto _ : state) found = find_redundant(policies).size();
  state.counters["actions"] = static_cast<double>(found);
}

BENCHMARK(require_read_specification)->Unit(benchmark::kMillisecond);
BENCHMARK(require_largest_of_themselves)->Unit(benchmark::kMillisecond);
BENCHMARK(require_largest_of_read_only)->Unit(benchmark::kMillisecond);
BENCHMARK(require_largest_of_security_audit)->Unit(benchmark::kMillisecond);
BENCHMARK(require_surplus)->Unit(benchmark::kMillisecond);
BENCHMARK(require_redundant)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace arnscope

BENCHMARK_MAIN();
