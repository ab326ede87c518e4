#include "engine/graph/entity_index.h"

#include <algorithm>

#include "engine/base/text.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

const TypeAlias* find_alias(std::string_view name) {
  const auto aliases = type_aliases();
  const auto at =
      std::find_if(aliases.begin(), aliases.end(), [&](const TypeAlias& each) { return each.name == name; });
  return at == aliases.end() ? nullptr : &*at;
}

}  // namespace

TypeSet::TypeSet(std::string_view names) {
  for (std::string_view name : split(names, ' ')) {
    if (name.empty()) continue;
    any_ = any_ || name == "*";
    if (const TypeAlias* alias = find_alias(name)) {
      for (std::string_view type : split(alias->types, ' ')) types_.push_back(type);
    } else if (find_entity_type(name) == kNoEntityType && name.front() >= 'A' && name.front() <= 'Z') {
      classes_.push_back(name);
    } else {
      types_.push_back(name);
    }
  }
}

bool TypeSet::has(std::string_view type, std::span<const std::string_view> classes) const {
  if (any_ || std::find(types_.begin(), types_.end(), type) != types_.end()) return true;
  return std::any_of(classes_.begin(), classes_.end(), [&](std::string_view wanted) {
    return std::find(classes.begin(), classes.end(), wanted) != classes.end();
  });
}

bool visit_arns(std::string_view text, const std::function<bool(std::string_view)>& visit) {
  constexpr std::string_view kArn = "arn:";
  const auto visit_from = [&](size_t begin) {
    std::string_view rest = text.substr(begin);
    const auto arn = parse_arn(rest);
    if (!arn) return false;
    const size_t before = rest.size() - arn->resource.size();
    while (rest.size() > before) {
      if (visit(rest)) return true;
      const size_t cut = rest.find_last_of("/:");
      if (cut == std::string_view::npos || cut <= before) break;
      rest = rest.substr(0, cut);
    }
    return false;
  };
  if (text.starts_with(kArn) && visit_from(0)) return true;
  const size_t inside = text.rfind(kArn);
  return inside != std::string_view::npos && inside > 0 && visit_from(inside);
}

std::optional<std::string> resource_arn(std::string_view text, ResourceShapes& shapes) {
  const size_t begin = text.rfind("arn:");
  if (begin == std::string_view::npos) return std::nullopt;
  text.remove_prefix(begin);
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
  const auto add_both = [&](std::string_view own_id, std::string_view name) {
    add(ids_, own_id, id, entity.account);
    if (name != own_id) add(names_, name, id, entity.account);
  };
  if (const Resource* resource = graph_.resource_of(entity)) return add_both(resource->id, resource->name);
  if (entity.kind == EntityKind::kAccount) return add_both(entity.account, "");
  if (entity.index == kNoId) return;
  const Snapshot& snapshot = builder_.snapshot;
  if (entity.kind == EntityKind::kUser) return add_both(snapshot.users[entity.index].id, entity.display_name);
  if (entity.kind == EntityKind::kGroup)
    return add_both(snapshot.groups[entity.index].id, entity.display_name);
  if (entity.kind == EntityKind::kRole) return add_both(snapshot.roles[entity.index].id, entity.display_name);
  if (entity.kind == EntityKind::kInstanceProfile)
    return add_both(snapshot.instance_profiles[entity.index].id, entity.display_name);
  if (entity.kind == EntityKind::kPolicy && !entity.arn.empty()) add_both("", entity.display_name);
}

// Of the candidates those of the types.
void EntityIndex::keep(const TypeSet& types) {
  std::erase_if(candidates_, [&](EntityId id) {
    return !types.has(graph_.entities[id].type, graph_.entities[id].classes);
  });
}

bool EntityIndex::nearest(const TextIndex& index, std::string_view text, From from, const TypeSet& types,
                          std::vector<EntityId>& found) {
  index.find(text, from.account, candidates_);
  keep(types);
  for (EntityId id : candidates_)
    if (graph_.entities[id].region == from.region) found.push_back(id);
  if (found.empty()) found = candidates_;
  if (!found.empty()) return true;
  index.find(text, TextIndex::kEverywhere, candidates_);
  keep(types);
  if (candidates_.size() == 1) found = candidates_;
  return !found.empty();
}

void EntityIndex::by_reference(std::string_view text, From from, const TypeSet& types,
                               std::vector<EntityId>& found) {
  found.clear();
  const bool by_arn = visit_arns(text, [&](std::string_view arn) {
    const auto at = by_arn_.find(arn);
    if (at == by_arn_.end()) return false;
    const Entity& entity = graph_.entities[at->second];
    if (types.has(entity.type, entity.classes)) found.push_back(at->second);
    return !found.empty();
  });
  if (by_arn) return;
  if (const auto key = by_arn_.find(text); key != by_arn_.end()) {
    candidates_ = {key->second};
    keep(types);
    found = candidates_;
  }
  if (!found.empty() || nearest(ids_, text, from, types, found) || types.any()) return;
  nearest(names_, text, from, types, found);
  if (found.size() > 1) found.clear();
}

void EntityIndex::by_address(std::string_view text, From from, const TypeSet& types,
                             std::vector<EntityId>& found) {
  found.clear();
  const std::string address = normal_address(text);
  addresses_.find(address, from.account, candidates_);
  keep(types);
  found = candidates_;
  if (!found.empty()) return;
  addresses_.find(address, TextIndex::kEverywhere, candidates_);
  keep(types);
  if (candidates_.size() == 1) found = candidates_;
}

}  // namespace arnscope
