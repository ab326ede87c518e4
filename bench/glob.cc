// What does it cost to match one pattern against one text? Ours, RE2, RE2::Set and fnmatch, on the catalog's
// action names and on the resource patterns of the AWS managed policies. items_per_second counts pairs.
#include "engine/policy/glob.h"

#include <benchmark/benchmark.h>
#include <fnmatch.h>
#include <re2/set.h>

#include <memory>
#include <string>
#include <vector>

#include "bench/managed_patterns.h"
#include "bench/peers.h"
#include "engine/catalog/catalog.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

const char* const kActionPatterns[] = {
    "s3:get*", "s3:*object*", "*:*describe*", "ec2:*instance?", "iam:*user*policy", "*", "*:list*tags*",
};

// In lower case, as the catalog holds them.
const std::vector<std::string>& action_names() {
  static const auto* names = [] {
    auto* all = new std::vector<std::string>;
    for (ActionId id = 0; id < catalog::action_count(); ++id)
      all->emplace_back(catalog::folded_action_name(id));
    return all;
  }();
  return *names;
}

const std::vector<std::string>& resource_patterns() {
  static const auto* patterns =
      new std::vector<std::string>(managed_policy_texts({"Resource", "NotResource"}));
  return *patterns;
}

constexpr const char* kArns[] = {
    "arn:aws:s3:::elasticbeanstalk-eu-west-1-111122223333/resources/environments/logs/x",
    "arn:aws:iam::111122223333:role/service-role/AWSGlueServiceRole-nightly",
    "arn:aws:lambda:eu-west-1:111122223333:function:SageMaker-pipeline-step:live",
    "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/orders:log-stream:2026/01/01",
};

using Regexes = std::vector<std::unique_ptr<re2::RE2>>;

template <class Patterns>
Regexes compile(const Patterns& patterns) {
  Regexes regexes;
  for (const auto& pattern : patterns)
    regexes.push_back(std::make_unique<re2::RE2>(glob_to_regex(pattern), glob_regex_options()));
  return regexes;
}

template <class Patterns>
std::unique_ptr<re2::RE2::Set> compile_set(const Patterns& patterns) {
  auto options = glob_regex_options();
  options.set_max_mem(int64_t{512} << 20);
  auto set = std::make_unique<re2::RE2::Set>(options, re2::RE2::ANCHOR_BOTH);
  for (const auto& pattern : patterns) set->Add(glob_to_regex(pattern), nullptr);
  set->Compile();
  return set;
}

void count_pairs(benchmark::State& state, size_t patterns, size_t texts, size_t matches) {
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(patterns * texts));
  state.counters["matches"] = static_cast<double>(matches);
}

// `match(p, text)` for every action pattern and every action.
template <class Match>
void run_actions(benchmark::State& state, Match match) {
  const auto& names = action_names();
  size_t matches = 0;
  for (auto _ : state) {
    matches = 0;
    for (size_t p = 0; p < std::size(kActionPatterns); ++p)
      for (const std::string& name : names) matches += match(p, name) ? 1 : 0;
    benchmark::DoNotOptimize(matches);
  }
  count_pairs(state, std::size(kActionPatterns), names.size(), matches);
}

void actions_ours(benchmark::State& state) {
  run_actions(state, [](size_t p, const std::string& name) { return glob_match(kActionPatterns[p], name); });
}

void actions_ours_without_case(benchmark::State& state) {
  run_actions(state, [](size_t p, const std::string& name) {
    return glob_match(kActionPatterns[p], name, Case::kInsensitive);
  });
}

void actions_fnmatch(benchmark::State& state) {
  run_actions(state, [](size_t p, const std::string& name) {
    return fnmatch(kActionPatterns[p], name.c_str(), 0) == 0;
  });
}

void actions_re2(benchmark::State& state) {
  const Regexes regexes = compile(kActionPatterns);
  run_actions(state,
              [&](size_t p, const std::string& name) { return re2::RE2::FullMatch(name, *regexes[p]); });
}

void actions_re2_set(benchmark::State& state) {
  const auto set = compile_set(kActionPatterns);
  const auto& names = action_names();
  std::vector<int> found;
  size_t matches = 0;
  for (auto _ : state) {
    matches = 0;
    for (const std::string& name : names) {
      set->Match(name, &found);
      matches += found.size();
    }
    benchmark::DoNotOptimize(matches);
  }
  count_pairs(state, std::size(kActionPatterns), names.size(), matches);
}

// `match(p, arn)` for every resource pattern and every ARN. RE2 and fnmatch take the pattern as one text, so
// they also let a wildcard cross a colon: a few more matches.
template <class Match>
void run_resources(benchmark::State& state, Match match) {
  const size_t patterns = resource_patterns().size();
  size_t matches = 0;
  for (auto _ : state) {
    matches = 0;
    for (const char* arn : kArns)
      for (size_t p = 0; p < patterns; ++p) matches += match(p, arn) ? 1 : 0;
    benchmark::DoNotOptimize(matches);
  }
  count_pairs(state, patterns, std::size(kArns), matches);
}

void resources_ours_as_text(benchmark::State& state) {
  const auto& patterns = resource_patterns();
  run_resources(state, [&](size_t p, const char* arn) { return glob_match(patterns[p], arn); });
}

void resources_ours_as_arn(benchmark::State& state) {
  const auto& patterns = resource_patterns();
  run_resources(state, [&](size_t p, const char* arn) { return arn_match(patterns[p], arn); });
}

void resources_fnmatch(benchmark::State& state) {
  const auto& patterns = resource_patterns();
  run_resources(state, [&](size_t p, const char* arn) { return fnmatch(patterns[p].c_str(), arn, 0) == 0; });
}

void resources_re2(benchmark::State& state) {
  const Regexes regexes = compile(resource_patterns());
  run_resources(state, [&](size_t p, const char* arn) { return re2::RE2::FullMatch(arn, *regexes[p]); });
}

void resources_re2_set(benchmark::State& state) {
  const auto set = compile_set(resource_patterns());
  std::vector<int> found;
  size_t matches = 0;
  for (auto _ : state) {
    matches = 0;
    for (const char* arn : kArns) {
      set->Match(arn, &found);
      matches += found.size();
    }
    benchmark::DoNotOptimize(matches);
  }
  count_pairs(state, resource_patterns().size(), std::size(kArns), matches);
}

void action_takes(benchmark::State& state) {
  const ActionId ids[] = {catalog::find_action("s3:GetObject"), catalog::find_action("iam:PassRole"),
                          catalog::find_action("lambda:InvokeFunction"),
                          catalog::find_action("logs:PutLogEvents")};
  size_t taken = 0;
  for (auto _ : state) {
    taken = 0;
    for (const ActionId id : ids)
      for (const char* arn : kArns) taken += catalog::action_takes(id, arn) ? 1 : 0;
    benchmark::DoNotOptimize(taken);
  }
  count_pairs(state, std::size(ids), std::size(kArns), taken);
}

BENCHMARK(actions_ours)->Unit(benchmark::kMicrosecond);
BENCHMARK(actions_ours_without_case)->Unit(benchmark::kMicrosecond);
BENCHMARK(actions_fnmatch)->Unit(benchmark::kMicrosecond);
BENCHMARK(actions_re2)->Unit(benchmark::kMicrosecond);
BENCHMARK(actions_re2_set)->Unit(benchmark::kMicrosecond);
BENCHMARK(resources_ours_as_text)->Unit(benchmark::kMicrosecond);
BENCHMARK(resources_ours_as_arn)->Unit(benchmark::kMicrosecond);
BENCHMARK(resources_fnmatch)->Unit(benchmark::kMicrosecond);
BENCHMARK(resources_re2)->Unit(benchmark::kMicrosecond);
BENCHMARK(resources_re2_set)->Unit(benchmark::kMicrosecond);
BENCHMARK(action_takes);

}  // namespace
}  // namespace arnscope

BENCHMARK_MAIN();
