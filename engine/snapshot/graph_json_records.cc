#include "engine/snapshot/graph_json_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/model/relation_class.h"
#include "engine/snapshot/graph_json.h"

namespace arnscope {
namespace {

struct TextMember {
  std::string_view name;
  std::string_view GraphRecord::*field;
};
constexpr std::array kTextMembers = {
    TextMember{"_key", &GraphRecord::key},
    TextMember{"_type", &GraphRecord::type},
    TextMember{"displayName", &GraphRecord::display_name},
    TextMember{"arn", &GraphRecord::arn},
    TextMember{"account", &GraphRecord::account},
    TextMember{"region", &GraphRecord::region},
    TextMember{"id", &GraphRecord::id},
};
// Of all but resources, which may have properties of these names.
constexpr std::array kDescribedMembers = {
    TextMember{"path", &GraphRecord::path},
    TextMember{"createdOn", &GraphRecord::created},
    TextMember{"lastUsedOn", &GraphRecord::last_used},
    TextMember{"version", &GraphRecord::version},
    TextMember{"origin", &GraphRecord::origin},
    TextMember{"policyType", &GraphRecord::policy_type},
    TextMember{"policyTargets", &GraphRecord::policy_targets},
    TextMember{"name", &GraphRecord::name},
    TextMember{"email", &GraphRecord::email},
    TextMember{"status", &GraphRecord::status},
    TextMember{"joinedOn", &GraphRecord::joined},
};

struct TextsMember {
  std::string_view name;
  std::optional<std::vector<std::string_view>> GraphRecord::*field;
};
constexpr std::array kTextsMembers = {
    TextsMember{kDelegatedServices, &GraphRecord::delegated_services},
    TextsMember{kMissingGroups, &GraphRecord::missing_groups},
    TextsMember{kTruncatedOperations, &GraphRecord::truncated},
};

// The texts of a list.
std::vector<std::string_view> texts(Value list, SnapshotBuilder& builder) {
  std::vector<std::string_view> found;
  for (Value each : list.elements())
    if (each.is_string()) found.push_back(builder.intern(each.text()));
  return found;
}

// The type of a single alias; a name that stands for several types stays one of its own.
std::string_view canonical_type(std::string_view type) {
  for (const TypeAlias& alias : type_aliases())
    if (alias.name == type && alias.types.find(' ') == std::string_view::npos) return alias.types;
  return type;
}

bool is_true(Value value) { return value.kind() == Kind::kBool && value.text() == "true"; }

// -1 where it is none.
int32_t port(Value value) {
  int32_t number = -1;
  const std::string_view text = value.text();
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() ? number : -1;
}

std::nullopt_t odd(Value at, SnapshotBuilder& builder, std::string message) {
  builder.report(Severity::kError, "SNAPSHOT_DATA_TYPE_MISMATCH", std::move(message), at.place());
  return std::nullopt;
}

void read_member(GraphRecord& record, std::string_view name, Value value, SnapshotBuilder& builder) {
  const auto take = [&](const auto& members) {
    for (const TextMember& member : members)
      if (member.name == name && value.is_string())
        return record.*member.field = builder.intern(value.text()), true;
    return false;
  };
  if (take(kTextMembers)) return;
  if (name == "external" && value.kind() == Kind::kBool) {
    record.external = is_true(value);
  } else if (name == "named" && value.kind() == Kind::kBool) {
    record.named = is_true(value);
  } else if (name == "hasPolicy" && value.kind() == Kind::kBool) {
    record.has_policy = is_true(value);
  } else if (name == "policyDocument") {
    record.policy = value.index();
  } else if (name == "trustPolicy") {
    record.trust = value.index();
  } else if (name == kOperations && value.is_array()) {
    record.operations = value.index();
  } else if (value.is_array()) {
    for (const TextsMember& member : kTextsMembers)
      if (member.name == name) record.*member.field = texts(value, builder);
  } else if (name.starts_with(kTagPrefix)) {
    if (value.is_string())
      record.tags.push_back({builder.intern(name.substr(kTagPrefix.size())), builder.intern(value.text())});
  } else if (!name.starts_with('_') && !value.is_object() && !value.is_array() &&
             value.kind() != Kind::kNull) {
    take(kDescribedMembers);
    if (name.starts_with(kPropertyPrefix)) name.remove_prefix(kPropertyPrefix.size());
    record.properties.push_back({builder.intern(name), builder.intern(value.text()), value.kind()});
  }
}

}  // namespace

bool GraphRecord::is(std::string_view property) const {
  return std::any_of(properties.begin(), properties.end(), [&](const ResourceProperty& each) {
    return each.name == property && each.kind == Kind::kBool && each.text == "true";
  });
}

std::optional<GraphRecord> read_graph_record(Value value, const std::shared_ptr<const Document>& document,
                                             SnapshotBuilder& builder) {
  if (!value.is_object())
    return odd(value, builder,
               fmt::format("an entity is {}: an object must stand here", kind_name(value.kind())));
  GraphRecord record;
  record.document = document;
  record.place = value.place();
  for (auto [name, member] : value.members()) read_member(record, name.text(), member, builder);
  if (record.key.empty() || record.type.empty())
    return odd(value, builder, "an entity has no `_key` or no `_type` and is left out");
  record.type = builder.intern(canonical_type(record.type));
  return record;
}

std::optional<GraphEdge> read_graph_edge(Value value, SnapshotBuilder& builder) {
  if (!value.is_object())
    return odd(value, builder,
               fmt::format("a relationship is {}: an object must stand here", kind_name(value.kind())));
  GraphEdge edge;
  edge.place = value.place();
  std::string_view relation;
  for (auto [name, member] : value.members()) {
    const std::string_view text = member.is_string() ? member.text() : std::string_view();
    if (name.text() == "_class") relation = text;
    if (name.text() == "_fromEntityKey") edge.from = builder.intern(text);
    if (name.text() == "_toEntityKey") edge.to = builder.intern(text);
    if (name.text() == "boundary") edge.boundary = is_true(member);
    if (name.text() == "actions" || name.text() == "notActions" || name.text() == "normalizedActions")
      edge.grant = true;
    if (name.text() == "direction") edge.rule.inbound = text != "outbound";
    if (name.text() == "peer") edge.rule.target = builder.intern(text);
    if (name.text() == "protocol") edge.rule.protocol = builder.intern(text);
    if (name.text() == "fromPort") edge.rule.from_port = port(member);
    if (name.text() == "toPort") edge.rule.to_port = port(member);
  }
  const auto found = find_relation_class(relation);
  if (!found || edge.from.empty() || edge.to.empty())
    return odd(value, builder,
               fmt::format("a relationship of class `{}` is left out: _class, _fromEntityKey and "
                           "_toEntityKey must stand here",
                           relation));
  edge.relation = *found;
  return edge;
}

}  // namespace arnscope
