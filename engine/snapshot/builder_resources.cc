// The resources of a SnapshotBuilder, and what is known of the operations that described them.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "engine/base/parallel.h"
#include "engine/model/value_path.h"
#include "engine/policy/arn.h"
#include "engine/snapshot/builder.h"
#include "engine/snapshot/describe.h"
#include "engine/snapshot/organization_parts.h"
#include "engine/snapshot/resources.h"

namespace arnscope {
namespace {

// As many resources are described at a time: what is said of them waits in memory until it is appended.
constexpr size_t kBatch = 4096;

// Appends what `add` makes of each element, and returns where they stand.
template <class Element, class From, class Make>
Range append(std::vector<Element>& table, const std::vector<From>& elements, Make make) {
  const auto begin = static_cast<uint32_t>(table.size());
  for (const From& each : elements) table.push_back(make(each));
  return {begin, static_cast<uint32_t>(table.size())};
}

}  // namespace

SnapshotBuilder::SnapshotBuilder()
    : resources_(std::make_unique<ResourceTable>()), organization_(std::make_unique<OrganizationParts>()) {}
SnapshotBuilder::~SnapshotBuilder() = default;

void SnapshotBuilder::add(FoundResource resource) {
  if (resource.row != kNoEntityType) {
    resource.type = entity_types()[resource.row].name;
  } else {
    resource.row = find_entity_type(resource.type);
  }
  fill(resource.key, resource.arn);
  const std::string_view found_in = resource.account;
  if (const auto arn = parse_arn(resource.key)) {
    fill(resource.arn, resource.key);
    if (is_account_id(arn->account)) resource.account = arn->account;
    fill(resource.region, arn->region);
    fill(resource.partition, arn->partition);
  }
  if (resource.key.empty() || !is_account_id(resource.account)) {
    report(Severity::kError, "INVALID_ARN",
           resource.key.empty()
               ? fmt::format("a resource of type {} has neither ARN nor id and is left out", resource.type)
               : fmt::format("`{}` is left out: its account is not known", resource.key),
           resource.place, resource.key);
    return;
  }
  if (!resource.external && (found_in.empty() || found_in == resource.account)) {
    see_account(resource.account, resource.partition);
  } else {
    see_named_account(resource.account, resource.partition);
  }
  resources_->add(std::move(resource));
}

void SnapshotBuilder::add(FoundAddition addition) { resources_->add(std::move(addition)); }

void SnapshotBuilder::add(StatedRelationship relationship) { snapshot_->stated.push_back(relationship); }

void SnapshotBuilder::add_operation(std::string_view account, std::string_view region, OperationId operation,
                                    std::string_view error) {
  // That nobody was let into an account tells nothing of what it has.
  if (operations()[operation].scope == OperationScope::kCollection) {
    see_named_account(account, {});
  } else {
    see_account(account, {});
  }
  operations_.push_back({account, region, operation, error});
}

void SnapshotBuilder::name_account(std::string_view account, std::string_view partition,
                                   std::string_view name) {
  see_named_account(account, partition);
  fill(accounts_[account].name, name);
}

void SnapshotBuilder::add_public_access_block(std::string_view account, Value answer) {
  const std::string text =
      first_text({answer}, "RestrictPublicBuckets|PublicAccessBlockConfiguration.RestrictPublicBuckets");
  if (text == "true" || text == "false") restrict_public_buckets(account, text == "true");
}

void SnapshotBuilder::restrict_public_buckets(std::string_view account, bool restricts) {
  see_account(account, {});
  auto& known = accounts_[account].restricts_public_buckets;
  known = known.value_or(true) && restricts;
}

void SnapshotBuilder::add_resource(const JoinedResource& joined, const ResourceFacts& facts) {
  const FoundResource& found = *joined.records.front();
  const auto id = static_cast<ResourceId>(snapshot_->resources.size());
  Resource resource;
  resource.key = found.key;
  resource.type = found.type;
  resource.arn = found.arn;
  resource.id = found.id;
  resource.region = found.region;
  resource.row = found.row;
  resource.account = account_ids_.at(found.account);
  resource.name = intern(facts.name);
  resource.properties = append(snapshot_->properties, facts.properties, [&](const FoundProperty& each) {
    return ResourceProperty{intern(each.name), intern(each.text), each.kind};
  });
  resource.tags = append(snapshot_->resource_tags, facts.tags, [&](const FoundTag& each) {
    return Tag{intern(each.key), intern(each.value)};
  });
  resource.references = append(snapshot_->references, facts.references, [&](const FoundReference& each) {
    return Reference{each.join, intern(each.text)};
  });
  resource.addresses =
      append(snapshot_->addresses, facts.addresses, [&](const std::string& each) { return intern(each); });
  append(snapshot_->network_rules, facts.rules, [&](const FoundRule& each) {
    return NetworkRule{
        id,          each.inbound, each.peer, intern(each.target), intern(each.protocol), each.from_port,
        each.to_port};
  });
  resource.policy_knowledge = facts.policy_knowledge;
  if (facts.policy != nullptr) {
    ExportedPolicy policy = *facts.policy;
    fill(policy.name, intern("Policy"));
    policy.arn = {};
    resource.policy =
        add_policy(policy, PolicyType::kResource, PolicyKind::kResource, id, found.key, resource.account);
  }
  if (!resource.arn.empty()) snapshot_->resource_by_arn.emplace(resource.arn, id);
  snapshot_->resources.push_back(resource);
}

void SnapshotBuilder::add_resources(unsigned jobs) {
  const std::vector<JoinedResource> joined = resources_->join(jobs, snapshot_->texts, snapshot_->findings);
  snapshot_->resources.reserve(joined.size());
  snapshot_->resource_by_arn.reserve(joined.size());
  const JoinIndex joins;
  for (size_t first = 0; first < joined.size(); first += kBatch) {
    std::vector<ResourceFacts> facts(std::min(kBatch, joined.size() - first));
    parallel_for(facts.size(), jobs, [&](size_t i) { facts[i] = describe(joined[first + i], joins); });
    for (size_t i = 0; i < facts.size(); ++i) {
      add_resource(joined[first + i], facts[i]);
      std::move(facts[i].findings.begin(), facts[i].findings.end(), std::back_inserter(snapshot_->findings));
    }
  }
  resources_ = std::make_unique<ResourceTable>();
}

void SnapshotBuilder::add_operations() {
  for (const OperationSeen& each : operations_)
    snapshot_->operations.push_back({account_ids_.at(each.account), each.region, each.operation, each.error});
  const auto key = [](const OperationRead& each) {
    return std::tie(each.account, each.region, each.operation, each.error);
  };
  auto& operations = snapshot_->operations;
  std::sort(operations.begin(), operations.end(),
            [&](const OperationRead& a, const OperationRead& b) { return key(a) < key(b); });
  operations.erase(
      std::unique(operations.begin(), operations.end(),
                  [&](const OperationRead& a, const OperationRead& b) { return key(a) == key(b); }),
      operations.end());
  const auto stated_key = [](const StatedRelationship& each) {
    return std::tie(each.from, each.to, each.relation);
  };
  auto& stated = snapshot_->stated;
  std::sort(stated.begin(), stated.end(), [&](const StatedRelationship& a, const StatedRelationship& b) {
    return stated_key(a) < stated_key(b);
  });
  stated.erase(std::unique(stated.begin(), stated.end(),
                           [&](const StatedRelationship& a, const StatedRelationship& b) {
                             return stated_key(a) == stated_key(b);
                           }),
               stated.end());
}

void SnapshotBuilder::report_truncated() {
  for (FoundPage& page : unfinished(pages_)) {
    report(Severity::kWarning, "TRUNCATED_INPUT",
           fmt::format("more pages of `{}` exist: give them too, what they tell is unknown",
                       operations()[page.operation].name),
           std::move(*page.more), page.account);
    snapshot_->truncated.push_back({page.account, page.region, page.operation});
  }
  pages_.clear();
}

}  // namespace arnscope
