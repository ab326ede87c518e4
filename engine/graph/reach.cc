#include "engine/graph/reach.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <map>

#include "engine/evaluate/match.h"
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

void sort_group(ReachGroup& group, const Graph& graph) {
  std::sort(group.entities.begin(), group.entities.end());
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
  ReachGroup sorted;
  for (size_t i : order) {
    sorted.entities.push_back(group.entities[i]);
    sorted.fields.push_back(group.fields[i]);
  }
  group.entities = std::move(sorted.entities);
  group.fields = std::move(sorted.fields);
}

// The text that the fields are views into.
std::string_view whole(const ArnFields& fields) {
  const char* begin = fields.field.front().data();
  const std::string_view last = fields.field.back();
  return {begin, static_cast<size_t>(last.data() + last.size() - begin)};
}

Parts all_parts(const ResourceShape& shape) { return contents_part(shape.contents.size()) - 1; }

}  // namespace

std::vector<ReachGroup> group_by_shape(const Graph& graph, ResourceShapes& shapes) {
  std::vector<ReachGroup> groups;
  std::map<std::string, size_t> by_key;
  std::map<std::string_view, size_t> by_type;
  for (EntityId id = 0; id < graph.entities.size(); ++id) {
    const Entity& entity = graph.entities[id];
    if (entity.arn.empty() || entity.kind == EntityKind::kAccount) continue;
    const bool uniform = is_uniform(entity.type) && !is_reserved(entity);
    auto known = uniform ? by_type.find(entity.type) : by_type.end();
    if (known != by_type.end()) {
      groups[known->second].entities.push_back(id);
      continue;
    }
    const std::string key = shape_key(entity, shapes);
    if (key.empty()) continue;
    auto [at, is_new] = by_key.try_emplace(key, groups.size());
    if (is_new) groups.push_back({shapes.shape_of(entity.arn), {}, {}, 0});
    groups[at->second].entities.push_back(id);
    if (uniform) by_type[entity.type] = at->second;
  }
  for (ReachGroup& group : groups) sort_group(group, graph);
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

// Calls visit(position) for the entities whose last field begins with the pattern's literal text, and for
// those that it lies in.
template <class Visit>
void StatementReach::visit_candidates(const Pattern& pattern, const ReachGroup& group, Visit visit) const {
  if (!pattern.usable) return;
  if (may_cross(pattern, group))
    for (size_t at = 0; at < group.fields.size(); ++at) visit(at);
  if (!glob_match(pattern.fields.field[2], group.shape.service)) return;
  const std::string_view literal = pattern.literal;
  const auto begins_before = [](const ArnFields& fields, std::string_view text) {
    return fields.field[5] < text;
  };
  const auto first_at = [&](std::string_view text) {
    const auto at = std::lower_bound(group.fields.begin(), group.fields.end(), text, begins_before);
    return static_cast<size_t>(at - group.fields.begin());
  };
  for (size_t at = first_at(literal); at < group.fields.size(); ++at) {
    if (!group.fields[at].field[5].starts_with(literal)) break;
    visit(at);
  }
  if (group.shape.contents.empty() && !group.shape.also_with_star) return;
  for (size_t end = 1; end < literal.size(); ++end) {
    if (literal[end] != '/' && literal[end] != ':') continue;
    const std::string_view outer = literal.substr(0, end);
    for (size_t at = first_at(outer); at < group.fields.size() && group.fields[at].field[5] == outer; ++at)
      visit(at);
  }
}

void StatementReach::find_listed(const ReachGroup& group, Parts parts, std::vector<Reached>& found) {
  if (all_) {
    for (EntityId id : group.entities) found.push_back({id, parts, 0});
    return;
  }
  by_position_.clear();
  for (const Pattern& pattern : patterns_)
    visit_candidates(pattern, group, [&](size_t at) {
      const Parts here = listed(pattern, group, at, parts);
      if (here == 0) return;
      by_position_.push_back(
          {static_cast<EntityId>(at), pattern.variable ? 0 : here, pattern.variable ? here : 0});
    });
  std::stable_sort(by_position_.begin(), by_position_.end(),
                   [](const Reached& a, const Reached& b) { return a.entity < b.entity; });
  for (size_t i = 0; i < by_position_.size();) {
    Reached reached{group.entities[by_position_[i].entity], 0, 0};
    const EntityId at = by_position_[i].entity;
    for (; i < by_position_.size() && by_position_[i].entity == at; ++i) {
      reached.surely |= by_position_[i].surely;
      reached.maybe |= by_position_[i].maybe;
    }
    reached.maybe &= ~reached.surely;
    found.push_back(reached);
  }
}

// What a variable may take away may be left as well.
void StatementReach::find_all_but(const ReachGroup& group, Parts parts, std::vector<Reached>& found) {
  if (all_) return;
  by_position_.assign(group.entities.size(), {0, parts, 0});
  for (const Pattern& pattern : patterns_)
    visit_candidates(pattern, group, [&](size_t at) {
      Reached& left = by_position_[at];
      const Parts touched = pattern.variable ? listed(pattern, group, at, left.surely)
                                             : covered(pattern, group, at, left.surely | left.maybe);
      left.surely &= ~touched;
      left.maybe = pattern.variable ? left.maybe | touched : left.maybe & ~touched;
    });
  for (size_t at = 0; at < group.entities.size(); ++at)
    if ((by_position_[at].surely | by_position_[at].maybe) != 0)
      found.push_back({group.entities[at], by_position_[at].surely, by_position_[at].maybe});
}

void StatementReach::find(const ReachGroup& group, Parts parts, std::vector<Reached>& found) {
  found.clear();
  parts &= all_parts(group.shape);
  if (parts == 0) return;
  if (polarity_ == Polarity::kListed) {
    find_listed(group, parts, found);
  } else {
    find_all_but(group, parts, found);
  }
}

}  // namespace arnscope
