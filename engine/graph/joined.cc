// The relationships that the rows of joins() say: a resource and what its own texts name, its account, its
// service. And those that the input states itself.
#include "engine/graph/joined.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

#include "engine/graph/entity_collector.h"
#include "engine/graph/entity_index.h"

namespace arnscope {
namespace {

std::string_view other_type(const Join& join) { return join.holder == Holder::kFrom ? join.to : join.from; }

// The catalog's prefix of a service's type; where it has none, the type's own name.
std::string_view prefix_of(std::string_view type) {
  for (catalog::ServiceId id = 0; id < catalog::service_count(); ++id)
    if (service_type(catalog::service(id).prefix).name == type) return catalog::service(id).prefix;
  return type.starts_with("aws_") ? type.substr(4) : type;
}

// The joins without a path, by the type that holds them.
class JoinsOfTypes {
 public:
  explicit JoinsOfTypes(const GraphBuilder& builder) {
    for (JoinId id = 0; id < joins().size(); ++id) {
      const Join& join = joins()[id];
      const bool of_type = join.by == JoinBy::kService || join.by == JoinBy::kAccount;
      if (of_type && builder.wants(join.relation)) rows_.push_back(id);
    }
  }

  const std::vector<JoinId>& of(std::string_view type) {
    auto [at, is_new] = known_.try_emplace(type);
    if (is_new)
      for (JoinId id : rows_)
        if (is_of(type, holder_type(joins()[id]))) at->second.push_back(id);
    return at->second;
  }

 private:
  std::vector<JoinId> rows_;
  std::unordered_map<std::string_view, std::vector<JoinId>> known_;
};

class JoinDrawer {
 public:
  explicit JoinDrawer(GraphBuilder& builder)
      : builder_(builder), snapshot_(builder.snapshot), index_(builder), of_types_(builder) {
    builder.graph.dangling.assign(joins().size(), 0);
  }

  void draw();

 private:
  void draw_without_path(ResourceId id);
  void draw_references(ResourceId id);
  bool draw_reference(const Resource& resource, EntityId holder, const Reference& reference);
  void add(const Join& join, EntityId holder, EntityId other);

  GraphBuilder& builder_;
  const Snapshot& snapshot_;
  EntityIndex index_;
  JoinsOfTypes of_types_;
  std::vector<EntityId> found_;
};

// ALLOWS between resources has nothing to say beyond its ends.
void JoinDrawer::add(const Join& join, EntityId holder, EntityId other) {
  if (holder == other) return;
  const EntityId from = join.holder == Holder::kFrom ? holder : other;
  const EntityId to = join.holder == Holder::kFrom ? other : holder;
  builder_.add(join.relation, from, to, join.relation == RelationClass::kAllows ? kNoId : 0);
}

void JoinDrawer::draw_without_path(ResourceId id) {
  const EntityId holder = builder_.resources[id];
  const AccountId account = snapshot_.resources[id].account;
  for (JoinId join : of_types_.of(builder_.graph.entities[holder].type)) {
    const Join& row = joins()[join];
    EntityId other = kNoId;
    if (row.by == JoinBy::kAccount && account < builder_.accounts.size()) other = builder_.accounts[account];
    if (row.by == JoinBy::kService) other = builder_.service(account, row.from);
    if (other != kNoId) add(row, holder, other);
  }
}

// Whether the text named something.
bool JoinDrawer::draw_reference(const Resource& resource, EntityId holder, const Reference& reference) {
  const Join& join = joins()[reference.join];
  const EntityIndex::From from{resource.account, resource.region};
  if (join.by == JoinBy::kAddress) index_.by_address(reference.text, from, other_type(join), found_);
  if (join.by == JoinBy::kReference) index_.by_reference(reference.text, from, other_type(join), found_);
  if (join.by == JoinBy::kContainedArn) index_.by_contained_arn(reference.text, other_type(join), found_);
  if (!join.of.empty()) holder = builder_.service(resource.account, join.from);
  if (holder != kNoId)
    for (EntityId other : found_) add(join, holder, other);
  return !found_.empty();
}

// A text that several joins look at dangles where none of them finds what it names.
void JoinDrawer::draw_references(ResourceId id) {
  const Resource& resource = snapshot_.resources[id];
  const auto references = Snapshot::part(snapshot_.references, resource.references);
  std::vector<const Reference*> left;
  std::vector<std::string_view> named;
  for (const Reference& reference : references) {
    if (!builder_.wants(joins()[reference.join].relation)) continue;
    if (draw_reference(resource, builder_.resources[id], reference)) {
      named.push_back(reference.text);
    } else {
      left.push_back(&reference);
    }
  }
  std::sort(named.begin(), named.end());
  for (const Reference* each : left)
    if (!std::binary_search(named.begin(), named.end(), each->text)) ++builder_.graph.dangling[each->join];
}

void JoinDrawer::draw() {
  for (ResourceId id = 0; id < snapshot_.resources.size(); ++id) {
    if (builder_.resources[id] == kNoId) continue;
    draw_without_path(id);
    draw_references(id);
  }
}

}  // namespace

void add_joined_services(EntityCollector& collector) {
  const GraphBuilder& builder = collector.builder;
  JoinsOfTypes of_types(builder);
  std::set<std::pair<AccountId, std::string_view>> services;  // their types
  for (const Entity& entity : builder.graph.entities) {
    const Resource* resource = builder.graph.resource_of(entity);
    if (resource == nullptr) continue;
    for (JoinId join : of_types.of(entity.type))
      if (joins()[join].by == JoinBy::kService) services.emplace(resource->account, joins()[join].from);
    for (const Reference& each : Snapshot::part(collector.snapshot.references, resource->references))
      if (const Join& join = joins()[each.join]; !join.of.empty() && builder.wants(join.relation))
        services.emplace(resource->account, join.from);
  }
  std::unordered_map<std::string_view, std::string_view> prefixes;
  for (const auto& [account, type] : services) {
    auto [prefix, is_new] = prefixes.try_emplace(type);
    if (is_new) prefix->second = prefix_of(type);
    collector.add_service(account, prefix->second);
  }
}

void add_referenced_entities(EntityCollector& collector) {
  GraphBuilder& builder = collector.builder;
  const auto is_known = [&](std::string_view arn) {
    return collector.has(arn) || collector.snapshot.resource_by_arn.contains(arn);
  };
  for (const Reference& reference : collector.snapshot.references) {
    const Join& join = joins()[reference.join];
    const bool by_arn = join.by == JoinBy::kReference || join.by == JoinBy::kContainedArn;
    if (!by_arn || !(builder.wants_grants() || builder.wants(join.relation))) continue;
    std::string_view arn = contained_arn(reference.text);
    if (join.by == JoinBy::kReference && arn.size() != reference.text.size()) continue;
    const std::string_view whole = arn;
    while (!arn.empty() && !is_known(arn))
      arn = join.by == JoinBy::kReference ? std::string_view() : shortened_arn(arn);
    if (whole.empty() || !arn.empty()) continue;
    if (const auto named = resource_arn(whole, builder.shapes))
      collector.add_named(*named, [&](const EntityType& type) { return is_of(type.name, other_type(join)); });
  }
}

void add_joined(GraphBuilder& builder) { JoinDrawer(builder).draw(); }

// What follows from the policies and the tree is drawn from them.
void add_stated(GraphBuilder& builder) {
  Graph& graph = builder.graph;
  const auto ends = [](const Relationship& each) { return std::pair(each.from, each.to); };
  std::array<size_t, kRelationClassCount> derived;
  for (size_t i = 0; i < kRelationClassCount; ++i) {
    std::vector<Relationship>& all = graph.relationships[i];
    std::sort(all.begin(), all.end(),
              [&](const Relationship& a, const Relationship& b) { return ends(a) < ends(b); });
    derived[i] = all.size();
  }
  for (const StatedRelationship& stated : builder.snapshot.stated) {
    const auto from = graph.find(stated.from);
    const auto to = graph.find(stated.to);
    const bool analysed = stated.relation == RelationClass::kTrusts ||
                          stated.relation == RelationClass::kCanAssume ||
                          stated.relation == RelationClass::kDenies ||
                          (stated.relation == RelationClass::kAllows && from &&
                           graph.entities[*from].kind == EntityKind::kPolicy);
    if (!from || !to || analysed || !builder.wants(stated.relation)) continue;
    const auto& all = graph.relationships[static_cast<size_t>(stated.relation)];
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(derived[static_cast<size_t>(stated.relation)]);
    const bool drawn =
        std::binary_search(all.begin(), end, Relationship{*from, *to},
                           [&](const Relationship& a, const Relationship& b) { return ends(a) < ends(b); });
    if (!drawn)
      builder.add(stated.relation, *from, *to, stated.relation == RelationClass::kAllows ? kNoId : 0);
  }
}

}  // namespace arnscope
