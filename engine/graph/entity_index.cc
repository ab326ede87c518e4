#include "engine/graph/entity_index.h"

#include <algorithm>
#include <array>

#include "engine/base/text.h"
#include "engine/evaluate/values.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

// Whether other accounts and regions may have the same address: an alias of a key, a name within a VPC, an
// address that no route leads to from outside.
// Source: AWS KMS Developer Guide, "Aliases"; Amazon VPC User Guide, "IP addressing for your VPCs and
// subnets" and "DNS attributes for your VPC".
bool is_local(std::string_view address) {
  if (address.starts_with("alias/") || address.ends_with(".internal")) return true;
  const auto ip = parse_ip(address);
  constexpr std::array<std::string_view, 6> kLocal = {"10.0.0.0/8",    "172.16.0.0/12",  "192.168.0.0/16",
                                                      "100.64.0.0/10", "169.254.0.0/16", "fc00::/7"};
  return ip && std::any_of(kLocal.begin(), kLocal.end(),
                           [&](std::string_view range) { return in_range(*parse_ip(range), *ip); });
}

}  // namespace

std::optional<std::string> resource_arn(std::string_view text, ResourceShapes& shapes) {
  text = contained_arn(text);
  if (text.ends_with(":*")) text.remove_suffix(2);
  if (text.find_first_of("*?$") != std::string_view::npos) return std::nullopt;
  const auto fields = split_arn_pattern(text, ShortArn::kNeverMatches);
  if (!fields) return std::nullopt;
  ResourcePattern pattern;
  pattern.form = ResourcePattern::Form::kLiteral;
  pattern.literal = pattern.written = text;
  pattern.fields = *fields;
  return shapes.named_by(pattern);
}

std::string normal_address(std::string_view address) {
  constexpr std::string_view kDualStack = "dualstack.";
  std::string text = fold(address);
  if (text.ends_with('.')) text.pop_back();
  if (text.starts_with(kDualStack)) text.erase(0, kDualStack.size());
  return text;
}

void TextIndex::add(std::string_view text, uint32_t scope, EntityId id) {
  const auto at = static_cast<uint32_t>(entries_.size());
  auto [list, is_new] = lists_.try_emplace({text, scope}, List{at, at, 1});
  if (!is_new) {
    if (list->second.size == kMost) return;
    entries_[list->second.last].next = at;
    list->second.last = at;
    ++list->second.size;
  }
  entries_.push_back({id, kNoId});
}

void TextIndex::find(std::string_view text, uint32_t scope, std::vector<EntityId>& found) const {
  found.clear();
  const auto list = lists_.find({text, scope});
  if (list == lists_.end()) return;
  for (uint32_t at = list->second.first; at != kNoId; at = entries_[at].next)
    found.push_back(entries_[at].id);
}

EntityIndex::EntityIndex(const GraphBuilder& builder) : builder_(builder), graph_(builder.graph) {
  by_arn_.reserve(graph_.entities.size());
  for (EntityId id = 0; id < graph_.entities.size(); ++id) {
    const Entity& entity = graph_.entities[id];
    by_arn_.emplace(entity.key, id);
    add_names(id);
    const Resource* resource = graph_.resource_of(entity);
    if (resource == nullptr) continue;
    for (std::string_view address : Snapshot::part(graph_.snapshot->addresses, resource->addresses))
      add(addresses_, addresses_texts_.intern(normal_address(address)), id, entity.account);
  }
  for (EntityId id = 0; id < graph_.entities.size(); ++id)
    if (!graph_.entities[id].arn.empty()) by_arn_.emplace(graph_.entities[id].arn, id);
}

void EntityIndex::add(TextIndex& index, std::string_view text, EntityId id, std::string_view account) {
  if (text.empty()) return;
  if (const auto scope = builder_.account_of(account)) index.add(text, *scope, id);
  index.add(text, TextIndex::kEverywhere, id);
}

void EntityIndex::add_names(EntityId id) {
  const Entity& entity = graph_.entities[id];
  const auto add_both = [&](TextIndex& ids, std::string_view own_id, std::string_view name) {
    add(ids, own_id, id, entity.account);
    if (name != own_id) add(names_, name, id, entity.account);
  };
  if (const Resource* resource = graph_.resource_of(entity)) {
    const EntityTypeId row = find_entity_type(resource->type);
    const bool unique = row != kNoEntityType && entity_types()[row].id_scope == IdScope::kEverywhere;
    return add_both(unique ? unique_ids_ : ids_, resource->id, resource->name);
  }
  if (entity.kind == EntityKind::kAccount) return add_both(unique_ids_, entity.account, "");
  if (entity.index == kNoId) return;
  const Snapshot& snapshot = builder_.snapshot;
  const auto add_own = [&](const auto& all) {
    add_both(unique_ids_, all[entity.index].id, entity.display_name);
  };
  if (entity.kind == EntityKind::kUser) return add_own(snapshot.users);
  if (entity.kind == EntityKind::kGroup) return add_own(snapshot.groups);
  if (entity.kind == EntityKind::kRole) return add_own(snapshot.roles);
  if (entity.kind == EntityKind::kInstanceProfile) return add_own(snapshot.instance_profiles);
  if (entity.kind == EntityKind::kPolicy && !entity.arn.empty()) add_both(ids_, "", entity.display_name);
}

// Of the candidates those of the type.
void EntityIndex::keep(std::string_view type) {
  std::erase_if(candidates_, [&](EntityId id) { return !is_of(graph_.entities[id].type, type); });
}

bool EntityIndex::nearest(const TextIndex& index, std::string_view text, From from, std::string_view type,
                          std::vector<EntityId>& found) {
  if (near(index, text, from, type, found)) return true;
  found = candidates_;
  if (!found.empty()) return true;
  index.find(text, TextIndex::kEverywhere, candidates_);
  keep(type);
  if (candidates_.size() == 1) found = candidates_;
  return !found.empty();
}

bool EntityIndex::near(const TextIndex& index, std::string_view text, From from, std::string_view type,
                       std::vector<EntityId>& found) {
  index.find(text, from.account, candidates_);
  keep(type);
  for (EntityId id : candidates_)
    if (graph_.entities[id].region == from.region) found.push_back(id);
  if (!found.empty()) return true;
  for (EntityId id : candidates_)
    if (from.region.empty() || graph_.entities[id].region.empty()) found.push_back(id);
  return !found.empty();
}

// Source: IAM User Guide, "Use instance profiles": an instance profile hands its role to who uses it.
void EntityIndex::roles_of_profile(std::string_view text, From from, std::vector<EntityId>& found) {
  std::vector<EntityId> profiles;
  by_reference(text, from, "aws_iam_instance_profile", profiles);
  for (EntityId id : profiles)
    if (graph_.entities[id].index != kNoId)
      for (RoleId role : builder_.snapshot.instance_profiles[graph_.entities[id].index].roles)
        found.push_back(builder_.roles[role]);
}

void EntityIndex::by_reference(std::string_view text, From from, std::string_view type,
                               std::vector<EntityId>& found) {
  found.clear();
  if (const auto key = by_arn_.find(text); key != by_arn_.end()) {
    if (is_of(graph_.entities[key->second].type, type)) found.push_back(key->second);
    if (!found.empty()) return;
  }
  if (nearest(unique_ids_, text, from, type, found) || near(ids_, text, from, type, found)) return;
  if (type != "*") near(names_, text, from, type, found);
  if (found.size() > 1) found.clear();
  if (found.empty()) by_address(text, from, type, found);
  if (found.empty() && type == "aws_iam_role") roles_of_profile(text, from, found);
}

void EntityIndex::by_contained_arn(std::string_view text, std::string_view type,
                                   std::vector<EntityId>& found) {
  found.clear();
  for (std::string_view arn = contained_arn(text); !arn.empty(); arn = shortened_arn(arn)) {
    const auto at = by_arn_.find(arn);
    if (at == by_arn_.end()) continue;
    if (is_of(graph_.entities[at->second].type, type)) found.push_back(at->second);
    return;
  }
}

void EntityIndex::by_address(std::string_view text, From from, std::string_view type,
                             std::vector<EntityId>& found) {
  found.clear();
  const std::string address = normal_address(text);
  if (is_local(address)) {
    near(addresses_, address, from, type, found);
    return;
  }
  addresses_.find(address, from.account, candidates_);
  keep(type);
  found = candidates_;
  if (!found.empty()) return;
  addresses_.find(address, TextIndex::kEverywhere, candidates_);
  keep(type);
  if (candidates_.size() == 1) found = candidates_;
}

}  // namespace arnscope
