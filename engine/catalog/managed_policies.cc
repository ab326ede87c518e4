// The AWS managed policies.
#include <cassert>

#include "engine/catalog/catalog.h"
#include "engine/catalog/tables.h"
#include "engine/policy/arn.h"

namespace arnscope::catalog {
namespace {

constexpr size_t kDateLength = std::string_view("2015-02-06").size();

std::string_view policy_arn(uint32_t index) {
  return data::text_at(data::kPolicyFacts, data::kPolicyFactsAt, index)
      .substr(kDateLength + data::kPolicyRows[index].version_length);
}

std::string_view policy_name(uint32_t index) {
  const std::string_view arn = policy_arn(index);
  return arn.substr(arn.size() - data::kPolicyRows[index].name_length);
}

std::optional<uint32_t> find_by_name(std::string_view name) {
  uint32_t first = 0;
  uint32_t last = data::kManagedPolicies;
  while (first < last) {
    const uint32_t middle = first + (last - first) / 2;
    if (policy_name(middle) < name)
      first = middle + 1;
    else
      last = middle;
  }
  if (first == data::kManagedPolicies || policy_name(first) != name) return std::nullopt;
  return first;
}

}  // namespace

uint32_t managed_policy_count() { return data::kManagedPolicies; }

ManagedPolicy managed_policy(uint32_t index) {
  assert(index < data::kManagedPolicies);
  const std::string_view facts = data::text_at(data::kPolicyFacts, data::kPolicyFactsAt, index);
  return {policy_name(index), policy_arn(index),
          facts.substr(kDateLength, data::kPolicyRows[index].version_length), facts.substr(0, kDateLength),
          data::text_at(data::kPolicyDocuments, data::kPolicyDocumentAt, index)};
}

std::optional<ManagedPolicy> find_managed_policy(std::string_view name_or_arn) {
  const auto arn = parse_arn(name_or_arn);
  if (!arn) {
    const auto index = find_by_name(name_or_arn);
    return index ? std::optional(managed_policy(*index)) : std::nullopt;
  }
  const auto index = find_by_name(arn->resource.substr(arn->resource.rfind('/') + 1));
  if (!index) return std::nullopt;
  auto own = parse_arn(policy_arn(*index));
  own->partition = arn->partition;
  return *own == *arn ? std::optional(managed_policy(*index)) : std::nullopt;
}

}  // namespace arnscope::catalog
