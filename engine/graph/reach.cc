#include "engine/graph/reach.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <map>

#include "engine/evaluate/match.h"
#include "engine/evaluate/services.h"
#include "engine/graph/builder.h"

namespace arnscope {
namespace {

// AWS's own rules look at the owner and the path of IAM's entities. Source: see engine/evaluate/services.cc.
bool is_reserved(const Entity& entity) {
  return entity.account == "aws" ||
         (entity.kind != EntityKind::kResource && entity.arn.find("/aws-") != std::string_view::npos);
}

// Whether all entities of the type have one shape.
bool is_uniform(std::string_view type) {
  const EntityKind kind = kind_of_type(type);
  return kind != EntityKind::kResource && kind != EntityKind::kProvider;
}

// Whether no action is for entities of the type, whose ARNs may read as another type's: a subscription's
// begins with its topic's. The nodes of a replication group are clusters to Amazon ElastiCache.
// Source: Service Authorization Reference, "Resource types defined by ...".
bool takes_no_action(std::string_view type) {
  const EntityTypeId id = type == "aws_elasticache_cluster_node" ? kNoEntityType : find_entity_type(type);
  return id != kNoEntityType && !entity_types()[id].key.empty() && entity_types()[id].resource.empty();
}

// The same for entities of the same shape.
std::string shape_key(const Entity& entity, ResourceShapes& shapes) {
  std::string key = fmt::format("{}", fmt::join(ResourceShapes::types_of(entity.arn), " "));
  if (!key.empty() && is_reserved(entity))
    key += fmt::format("!{}", fmt::join(shapes.shape_of(entity.arn).never, " "));
  return key;
}

size_t colons(std::string_view text) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), ':'));
}

// REQUIRES: the entities ascend.
void sort_group(ReachGroup& group, const Graph& graph) {
  for (EntityId id : group.entities) {
    const auto fields = split_arn_pattern(graph.entities[id].arn, ShortArn::kNeverMatches);
    assert(fields);
    group.fields.push_back(*fields);
    group.colons = std::max(group.colons, colons(fields->field[5]));
  }
  std::vector<size_t> order(group.entities.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return group.fields[a].field[5] < group.fields[b].field[5]; });
  std::vector<EntityId> entities;
  std::vector<ArnFields> fields;
  for (size_t i : order) {
    entities.push_back(group.entities[i]);
    fields.push_back(group.fields[i]);
  }
  group.entities = std::move(entities);
  group.fields = std::move(fields);
}

// The organization's parts are read from the organization, and not from their account's own data.
bool is_of_organization(const Entity& entity) {
  return entity.kind == EntityKind::kOrganization || entity.kind == EntityKind::kUnit ||
         entity.type == "aws_organizations_policy";
}

void split_by_account(ReachGroup& group, const GraphBuilder& builder) {
  const auto count = static_cast<uint32_t>(group.entities.size());
  group.flat = group.fields.front().field.back().find_first_of("/:") == std::string_view::npos;
  for (EntityId id : group.entities) {
    const Entity& entity = builder.graph.entities[id];
    const auto account = builder.account_of(entity.account);
    const bool described =
        account && (builder.snapshot.accounts[*account].described || is_of_organization(entity));
    group.accounts.push_back(described ? *account : kOpenAccount);
  }
  std::vector<uint32_t> order(count);
  for (uint32_t i = 0; i < count; ++i) order[i] = i;
  group.positions = order;
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return group.accounts[a] < group.accounts[b]; });
  group.positions.insert(group.positions.end(), order.begin(), order.end());
  for (uint32_t i = count; i < 2 * count; ++i) {
    const AccountId account = group.accounts[group.positions[i]];
    if (group.runs.empty() || group.runs.back().account != account) group.runs.push_back({account, {i, i}});
    group.runs.back().range.end = i + 1;
  }
}

// The text that the fields are views into.
std::string_view whole(const ArnFields& fields) {
  const char* begin = fields.field.front().data();
  const std::string_view last = fields.field.back();
  return {begin, static_cast<size_t>(last.data() + last.size() - begin)};
}

Parts all_parts(const ResourceShape& shape) { return contents_part(shape.contents.size()) - 1; }

}  // namespace

std::span<const uint32_t> ReachGroup::of(AccountId account) const {
  const auto at = std::lower_bound(runs.begin(), runs.end(), account,
                                   [](const Run& run, AccountId wanted) { return run.account < wanted; });
  if (at == runs.end() || at->account != account) return {};
  return Snapshot::part(positions, at->range);
}

std::vector<ReachGroup> group_by_shape(GraphBuilder& builder) {
  const Graph& graph = builder.graph;
  ResourceShapes& shapes = builder.shapes;
  std::vector<ReachGroup> groups;
  std::map<std::string, size_t> by_key;
  std::map<std::string_view, size_t> by_type;
  for (EntityId id = 0; id < graph.entities.size(); ++id) {
    const Entity& entity = graph.entities[id];
    if (entity.arn.empty() || entity.kind == EntityKind::kAccount) continue;
    // A snapshot may name by any text: no action is for what is no ARN.
    if (!split_arn_pattern(entity.arn, ShortArn::kNeverMatches) || takes_no_action(entity.type)) continue;
    const bool uniform = is_uniform(entity.type) && !is_reserved(entity);
    auto known = uniform ? by_type.find(entity.type) : by_type.end();
    if (known != by_type.end()) {
      groups[known->second].entities.push_back(id);
      continue;
    }
    const std::string key = shape_key(entity, shapes);
    if (key.empty()) continue;
    auto [at, is_new] = by_key.try_emplace(key, groups.size());
    if (is_new) groups.emplace_back().shape = shapes.shape_of(entity.arn);
    groups[at->second].entities.push_back(id);
    if (uniform) by_type[entity.type] = at->second;
  }
  for (ReachGroup& group : groups) {
    sort_group(group, graph);
    split_by_account(group, builder);
  }
  return groups;
}

bool reaches_no_resource(const CompiledStatement& statement) {
  const bool all =
      !statement.has_resource ||
      std::any_of(statement.resources.begin(), statement.resources.end(),
                  [](const ResourcePattern& each) { return each.form == ResourcePattern::Form::kAll; });
  return all == (statement.resource_polarity == Polarity::kListed);
}

StatementReach::StatementReach(const CompiledStatement& statement)
    : polarity_(statement.resource_polarity), all_(!statement.has_resource) {
  patterns_.reserve(statement.resources.size());  // a pattern that moves would lose its text
  for (const ResourcePattern& resource : statement.resources) {
    Pattern& pattern = patterns_.emplace_back();
    all_ = all_ || resource.form == ResourcePattern::Form::kAll;
    pattern.usable =
        resource.form != ResourcePattern::Form::kNever && resource.form != ResourcePattern::Form::kAll;
    if (!pattern.usable) continue;
    pattern.variable = resource.form == ResourcePattern::Form::kVariable;
    pattern.resource = widened_resource(resource);
    pattern.literal = literal_prefix(pattern.resource);
    pattern.fields = resource.fields;
    pattern.fields.field.back() = pattern.resource;
    if (!resource.crosses_colons || pattern.variable) continue;
    pattern.crossing = resource.written;
    pattern.lacks_a_field = lacks_a_field(resource);
  }
}

bool StatementReach::may_reach(std::string_view service) const {
  if (polarity_ == Polarity::kAllBut) return !all_;
  return all_ || std::any_of(patterns_.begin(), patterns_.end(), [&](const Pattern& pattern) {
           return pattern.usable && (pattern.lacks_a_field || glob_match(pattern.fields.field[2], service));
         });
}

// The parts of the entity that lie in the pattern or meet it.
Parts StatementReach::listed(const Pattern& pattern, const ReachGroup& group, size_t at, Parts parts) const {
  const ArnFields& fields = group.fields[at];
  Parts result = 0;
  std::string inside;
  auto with = [&](std::string_view suffix) {
    inside = fmt::format("{}{}", fields.field.back(), suffix);
    ArnFields extended = fields;
    extended.field.back() = inside;
    return extended;
  };
  const auto crosses = [&](std::string_view suffix) {
    return pattern.lacks_a_field &&
           glob_intersects(pattern.crossing, fmt::format("{}{}", whole(fields), suffix));
  };
  if ((parts & kItself) != 0 && (fields_match(pattern.fields, fields) ||
                                 (!pattern.crossing.empty() && glob_match(pattern.crossing, whole(fields))) ||
                                 (group.shape.also_with_star && fields_match(pattern.fields, with(":*")))))
    result |= kItself;
  for (size_t i = 0; i < group.shape.contents.size(); ++i) {
    const std::string_view suffix = group.shape.contents[i].suffix;
    if ((parts & contents_part(i)) != 0 &&
        (fields_intersect(pattern.fields, with(suffix)) || crosses(suffix)))
      result |= contents_part(i);
  }
  return result;
}

// The parts of the entity of which the pattern holds all.
Parts StatementReach::covered(const Pattern& pattern, const ReachGroup& group, size_t at, Parts parts) const {
  Parts result = listed(pattern, group, at, parts & kItself);
  for (size_t i = 0; i < group.shape.contents.size(); ++i) {
    if ((parts & contents_part(i)) == 0) continue;
    ArnFields extended = group.fields[at];
    const std::string inside = fmt::format("{}{}", extended.field.back(), group.shape.contents[i].suffix);
    extended.field.back() = inside;
    const bool crosses =
        pattern.lacks_a_field && glob_contains(pattern.crossing, fmt::format("{}{}", whole(group.fields[at]),
                                                                             group.shape.contents[i].suffix));
    if (crosses || fields_contain(pattern.fields, extended)) result |= contents_part(i);
  }
  return result;
}

bool StatementReach::may_cross(const Pattern& pattern, const ReachGroup& group) {
  return pattern.lacks_a_field || (!pattern.crossing.empty() && colons(pattern.resource) < group.colons &&
                                   glob_match(pattern.fields.field[2], group.shape.service));
}

// Calls visit(i) for the positions[i] whose last field begins with the pattern's literal text, and for those
// that it lies in.
template <class Visit>
void StatementReach::visit_candidates(const Pattern& pattern, const ReachGroup& group,
                                      std::span<const uint32_t> positions, Visit visit) const {
  if (!pattern.usable) return;
  if (may_cross(pattern, group))
    for (size_t at = 0; at < positions.size(); ++at) visit(at);
  if (!glob_match(pattern.fields.field[2], group.shape.service)) return;
  const std::string_view literal = pattern.literal;
  const auto resource = [&](size_t i) { return group.fields[positions[i]].field[5]; };
  const auto first_at = [&](std::string_view text) {
    const auto at = std::lower_bound(
        positions.begin(), positions.end(), text,
        [&](uint32_t position, std::string_view wanted) { return group.fields[position].field[5] < wanted; });
    return static_cast<size_t>(at - positions.begin());
  };
  for (size_t at = first_at(literal); at < positions.size(); ++at) {
    if (!resource(at).starts_with(literal)) break;
    visit(at);
  }
  if (group.shape.contents.empty() && !group.shape.also_with_star) return;
  for (size_t end = 1; end < literal.size(); ++end) {
    if (literal[end] != '/' && literal[end] != ':') continue;
    const std::string_view outer = literal.substr(0, end);
    for (size_t at = first_at(outer); at < positions.size() && resource(at) == outer; ++at) visit(at);
  }
}

void StatementReach::find_listed(const ReachGroup& group, std::span<const uint32_t> positions, Parts parts,
                                 std::vector<Reached>& found) {
  if (all_) {
    for (uint32_t position : positions) found.push_back({group.entities[position], parts, 0});
    return;
  }
  by_position_.clear();
  for (const Pattern& pattern : patterns_)
    visit_candidates(pattern, group, positions, [&](size_t at) {
      const Parts here = listed(pattern, group, positions[at], parts);
      if (here == 0) return;
      by_position_.push_back(
          {static_cast<EntityId>(at), pattern.variable ? 0 : here, pattern.variable ? here : 0});
    });
  std::stable_sort(by_position_.begin(), by_position_.end(),
                   [](const Reached& a, const Reached& b) { return a.entity < b.entity; });
  for (size_t i = 0; i < by_position_.size();) {
    const EntityId at = by_position_[i].entity;
    Reached reached{group.entities[positions[at]], 0, 0};
    for (; i < by_position_.size() && by_position_[i].entity == at; ++i) {
      reached.surely |= by_position_[i].surely;
      reached.maybe |= by_position_[i].maybe;
    }
    reached.maybe &= ~reached.surely;
    found.push_back(reached);
  }
}

// What a variable may take away may be left as well.
void StatementReach::find_all_but(const ReachGroup& group, std::span<const uint32_t> positions, Parts parts,
                                  std::vector<Reached>& found) {
  if (all_) return;
  by_position_.assign(positions.size(), {0, parts, 0});
  for (const Pattern& pattern : patterns_)
    visit_candidates(pattern, group, positions, [&](size_t at) {
      Reached& left = by_position_[at];
      const Parts touched = pattern.variable
                                ? listed(pattern, group, positions[at], left.surely)
                                : covered(pattern, group, positions[at], left.surely | left.maybe);
      left.surely &= ~touched;
      left.maybe = pattern.variable ? left.maybe | touched : left.maybe & ~touched;
    });
  for (size_t at = 0; at < positions.size(); ++at)
    if ((by_position_[at].surely | by_position_[at].maybe) != 0)
      found.push_back({group.entities[positions[at]], by_position_[at].surely, by_position_[at].maybe});
}

void StatementReach::find(const ReachGroup& group, std::span<const uint32_t> positions, Parts parts,
                          std::vector<Reached>& found) {
  found.clear();
  parts &= all_parts(group.shape);
  if (parts == 0 || positions.empty()) return;
  if (polarity_ == Polarity::kListed) {
    find_listed(group, positions, parts, found);
  } else {
    find_all_but(group, positions, parts, found);
  }
}

// Of "role/*" the name is not given, of "role/app-*" some of it.
void StatementReach::name_elsewhere(const ReachGroup& group, std::span<const AccountId> homes,
                                    const std::function<AccountId(std::string_view)>& account_of,
                                    std::vector<uint32_t>& positions) const {
  if (polarity_ == Polarity::kAllBut || all_) return;
  // A policy of the other side can let it in, whoever wrote the pattern.
  const bool can_agree = group.shape.service == "iam" || has_resource_policies(group.shape.service);
  for (const Pattern& pattern : patterns_) {
    if (!pattern.usable) continue;
    const AccountId account = account_of(pattern.fields.field[4]);
    const size_t type = group.flat ? 0 : pattern.literal.find_first_of("/:");
    const bool in_part = group.flat ? !pattern.literal.empty()
                                    : type != std::string::npos && pattern.literal.size() > type + 1;
    const bool named = in_part && (can_agree || pattern.literal.size() == pattern.resource.size());
    if (account == kOpenAccount && !named) continue;
    const auto among = account == kOpenAccount ? group.all() : group.of(account);
    visit_candidates(pattern, group, among, [&](size_t at) {
      const AccountId of = group.accounts[among[at]];
      if (of != kOpenAccount && !std::binary_search(homes.begin(), homes.end(), of))
        positions.push_back(among[at]);
    });
  }
}

}  // namespace arnscope
