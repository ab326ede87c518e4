#include "engine/snapshot/graph_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <unordered_map>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/model/relation_class.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

// What becomes of an entity.
enum class Part : uint8_t {
  kComputed,  // it is made again from the rest
  kAccount,
  kUser,
  kGroup,
  kRole,
  kManagedPolicy,
  kInlinePolicy,
  kInstanceProfile,
  kOrganization,
  kUnit,
  kOrganizationPolicy,
  kResourcePolicy,
  kResource
};

struct TypeRow {
  std::string_view type;
  Part part;
};
constexpr std::array kTypes = {
    TypeRow{"aws_account", Part::kAccount},
    TypeRow{"aws_iam_user", Part::kUser},
    TypeRow{"aws_iam_group", Part::kGroup},
    TypeRow{"aws_iam_role", Part::kRole},
    TypeRow{"aws_iam_policy", Part::kManagedPolicy},
    TypeRow{"aws_iam_user_policy", Part::kInlinePolicy},
    TypeRow{"aws_iam_group_policy", Part::kInlinePolicy},
    TypeRow{"aws_iam_role_policy", Part::kInlinePolicy},
    TypeRow{"aws_iam_instance_profile", Part::kInstanceProfile},
    TypeRow{"aws_organizations_organization", Part::kOrganization},
    TypeRow{"aws_organizations_root", Part::kUnit},
    TypeRow{"aws_organizations_organizational_unit", Part::kUnit},
    TypeRow{"aws_organizations_policy", Part::kOrganizationPolicy},
    TypeRow{"everyone", Part::kComputed},
    TypeRow{"internet", Part::kComputed},
    TypeRow{"network", Part::kComputed},
    TypeRow{"person", Part::kComputed},
    TypeRow{"domain", Part::kComputed},
};

// The kinds of organization policies that decide access. Source: AWS Organizations API Reference,
// "PolicySummary".
struct PolicyTypeRow {
  std::string_view name;
  PolicyType type;
};
constexpr std::array kPolicyTypes = {
    PolicyTypeRow{"SERVICE_CONTROL_POLICY", PolicyType::kServiceControl},
    PolicyTypeRow{"RESOURCE_CONTROL_POLICY", PolicyType::kResourceControl},
};

struct Record {
  std::shared_ptr<const Document> document;
  Place place;
  Part part = Part::kResource;
  std::string_view key, type, display_name, arn, account, region, path, id, created, last_used, version,
      origin, policy_type, name, email, status, joined;
  bool external = false;
  bool named = false;
  std::optional<bool> has_policy;
  std::optional<uint32_t> policy, trust;  // indexes of the documents' values
  std::vector<Tag> tags;
  std::vector<ResourceProperty> properties;
  // From relationships.
  std::vector<Record*> policies, groups, profiles, targets;
  Record* boundary = nullptr;
  Record* parent = nullptr;  // the unit
  bool held = false;         // inline policies and instance profiles
};

struct TextMember {
  std::string_view name;
  std::string_view Record::*field;
};
constexpr std::array kTextMembers = {
    TextMember{"_key", &Record::key},
    TextMember{"_type", &Record::type},
    TextMember{"displayName", &Record::display_name},
    TextMember{"arn", &Record::arn},
    TextMember{"account", &Record::account},
    TextMember{"region", &Record::region},
    TextMember{"id", &Record::id},
};
// Of all but resources, which may have properties of these names.
constexpr std::array kDescribedMembers = {
    TextMember{"path", &Record::path},
    TextMember{"createdOn", &Record::created},
    TextMember{"lastUsedOn", &Record::last_used},
    TextMember{"version", &Record::version},
    TextMember{"origin", &Record::origin},
    TextMember{"policyType", &Record::policy_type},
    TextMember{"name", &Record::name},
    TextMember{"email", &Record::email},
    TextMember{"status", &Record::status},
    TextMember{"joinedOn", &Record::joined},
};

// The type of a single alias; a name that stands for several types stays one of its own.
std::string_view canonical_type(std::string_view type) {
  for (const TypeAlias& alias : type_aliases())
    if (alias.name == type && alias.types.find(' ') == std::string_view::npos) return alias.types;
  return type;
}

bool is_true(Value value) { return value.kind() == Kind::kBool && value.text() == "true"; }

class GraphReader {
 public:
  explicit GraphReader(SnapshotBuilder& builder) : builder_(builder) {}

  void read(const InputFile& file);
  // All files are read: joins what they hold.
  void finish();

 private:
  struct Edge {
    RelationClass relation = RelationClass::kHas;
    std::string_view from, to;
    bool boundary = false;
    Place place;
  };

  void odd(Value at, std::string message);
  void read_entity(Value value, const std::shared_ptr<const Document>& document);
  void read_member(Record& record, std::string_view name, Value value);
  void read_relationship(Value value);
  Part part_of(const Record& record) const;
  void join(const Edge& edge);
  bool join_iam(const Edge& edge, Record& from, Record& to);
  bool join_organization(const Edge& edge, Record& from, Record& to);
  ExportedPolicy policy(const Record& record) const;
  void add_account(const Record& record);
  void add_principal(Record& record);
  void add_managed_policy(const Record& record);
  void add_organization_part(const Record& record);
  void add_resource(const Record& record);
  std::string_view partition_of(const Record& record) const;

  SnapshotBuilder& builder_;
  std::deque<Record> records_;
  std::unordered_map<std::string_view, Record*> by_key_;
  std::unordered_map<std::string_view, std::string_view> partitions_;  // by account
  std::vector<Edge> edges_;
};

void GraphReader::odd(Value at, std::string message) {
  builder_.report(Severity::kError, "SNAPSHOT_DATA_TYPE_MISMATCH", std::move(message), at.place());
}

void GraphReader::read_member(Record& record, std::string_view name, Value value) {
  const auto take = [&](const auto& members) {
    for (const TextMember& member : members)
      if (member.name == name && value.is_string())
        return record.*member.field = builder_.intern(value.text()), true;
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
  } else if (name.starts_with(kTagPrefix)) {
    if (value.is_string())
      record.tags.push_back({builder_.intern(name.substr(kTagPrefix.size())), builder_.intern(value.text())});
  } else if (!name.starts_with('_') && !value.is_object() && !value.is_array() &&
             value.kind() != Kind::kNull) {
    take(kDescribedMembers);
    if (name.starts_with(kPropertyPrefix)) name.remove_prefix(kPropertyPrefix.size());
    record.properties.push_back({builder_.intern(name), builder_.intern(value.text()), value.kind()});
  }
}

void GraphReader::read_entity(Value value, const std::shared_ptr<const Document>& document) {
  if (!value.is_object())
    return odd(value, fmt::format("an entity is {}: an object must stand here", kind_name(value.kind())));
  Record record;
  record.document = document;
  record.place = value.place();
  for (auto [name, member] : value.members()) read_member(record, name.text(), member);
  if (record.key.empty() || record.type.empty())
    return odd(value, "an entity has no `_key` or no `_type` and is left out");
  record.type = builder_.intern(canonical_type(record.type));
  const auto [at, is_new] = by_key_.try_emplace(record.key, nullptr);
  if (!is_new) {
    builder_.report(Severity::kWarning, "CONTRADICTING_ENTITY",
                    fmt::format("`{}` was read before: the first reading stands", record.key), record.place,
                    record.key);
    return;
  }
  at->second = &records_.emplace_back(std::move(record));
}

void GraphReader::read_relationship(Value value) {
  if (!value.is_object())
    return odd(value,
               fmt::format("a relationship is {}: an object must stand here", kind_name(value.kind())));
  Edge edge;
  edge.place = value.place();
  std::string_view relation;
  for (auto [name, member] : value.members()) {
    const std::string_view text = member.is_string() ? member.text() : std::string_view();
    if (name.text() == "_class") relation = text;
    if (name.text() == "_fromEntityKey") edge.from = builder_.intern(text);
    if (name.text() == "_toEntityKey") edge.to = builder_.intern(text);
    if (name.text() == "boundary") edge.boundary = is_true(member);
  }
  const auto found = find_relation_class(relation);
  if (!found || edge.from.empty() || edge.to.empty())
    return odd(value, fmt::format("a relationship of class `{}` is left out: _class, _fromEntityKey and "
                                  "_toEntityKey must stand here",
                                  relation));
  edge.relation = *found;
  edges_.push_back(std::move(edge));
}

void GraphReader::read(const InputFile& file) {
  for (const auto& document : file.documents) {
    const Value root = document->root();
    if (const auto kind = root.find("_kind")) {
      kind->text() == "entity" ? read_entity(root, document) : read_relationship(root);
      continue;
    }
    if (const auto entities = root.find("entities"))
      for (Value each : entities->elements()) read_entity(each, document);
    if (const auto relationships = root.find("relationships"))
      for (Value each : relationships->elements()) read_relationship(each);
  }
}

// What a policy names and the snapshot does not describe, and services, are computed.
Part GraphReader::part_of(const Record& record) const {
  if (record.named || record.key == fmt::format("{}:{}", record.account, record.type)) return Part::kComputed;
  for (const TypeRow& row : kTypes)
    if (row.type == record.type) return row.part;
  constexpr std::string_view kPolicy = "/policy";
  if (record.key.ends_with(kPolicy) && record.type.ends_with("_policy") && !record.origin.empty() &&
      by_key_.contains(record.key.substr(0, record.key.size() - kPolicy.size())))
    return Part::kResourcePolicy;
  return Part::kResource;
}

bool is_principal(Part part) { return part == Part::kUser || part == Part::kGroup || part == Part::kRole; }

// Whether the relationship is one of IAM, which becomes a part of what it is between.
bool GraphReader::join_iam(const Edge& edge, Record& from, Record& to) {
  const bool policy = to.part == Part::kManagedPolicy || to.part == Part::kInlinePolicy;
  if (edge.relation == RelationClass::kHas && is_principal(from.part) && policy) {
    from.policies.push_back(&to);
    to.held = true;
  } else if (edge.relation == RelationClass::kContains && from.part == Part::kGroup &&
             to.part == Part::kUser) {
    to.groups.push_back(&from);
  } else if (edge.relation == RelationClass::kAssigned && edge.boundary && policy) {
    from.boundary = &to;
  } else if (edge.relation == RelationClass::kAssigned && from.part == Part::kInstanceProfile &&
             to.part == Part::kRole) {
    to.profiles.push_back(&from);
    from.held = true;
  } else {
    return to.part == Part::kResourcePolicy && edge.relation == RelationClass::kHas;
  }
  return true;
}

bool GraphReader::join_organization(const Edge& edge, Record& from, Record& to) {
  if (from.part == Part::kOrganizationPolicy && edge.relation == RelationClass::kAssigned)
    return from.targets.push_back(&to), true;
  if (edge.relation != RelationClass::kHas) return false;
  if (from.part == Part::kUnit) return to.parent = &from, true;
  return from.part == Part::kOrganization || (from.part == Part::kAccount && to.part == Part::kAccount);
}

void GraphReader::join(const Edge& edge) {
  constexpr RelationClasses kComputedClasses =
      class_bit(RelationClass::kAllows) | class_bit(RelationClass::kDenies) |
      class_bit(RelationClass::kTrusts) | class_bit(RelationClass::kCanAssume) |
      class_bit(RelationClass::kIs);
  const auto from = by_key_.find(edge.from);
  const auto to = by_key_.find(edge.to);
  for (const auto& [end, key] : {std::pair(from, edge.from), std::pair(to, edge.to)}) {
    if (end != by_key_.end()) continue;
    builder_.report(
        Severity::kWarning, "ENTITY_MISSING",
        fmt::format("a {} is left out: there is no entity `{}`", relation_class_name(edge.relation), key),
        edge.place, key);
    return;
  }
  if (has_class(kComputedClasses, edge.relation)) return;
  Record& a = *from->second;
  Record& b = *to->second;
  if (join_iam(edge, a, b) || join_organization(edge, a, b)) return;
  if (a.part != Part::kComputed && b.part != Part::kComputed)
    builder_.add(StatedRelationship{edge.relation, edge.from, edge.to});
}

ExportedPolicy GraphReader::policy(const Record& record) const {
  ExportedPolicy found;
  found.name = record.display_name;
  found.version = record.version;
  found.tags = record.tags;
  if (record.policy) {
    found.document = record.document;
    found.value = *record.policy;
  }
  return found;
}

std::string_view GraphReader::partition_of(const Record& record) const {
  if (const auto arn = parse_arn(record.key)) return arn->partition;
  const auto known = partitions_.find(record.account);
  return known == partitions_.end() ? std::string_view() : known->second;
}

void GraphReader::add_account(const Record& record) {
  if (record.external) return;
  builder_.name_account(record.account, partition_of(record), record.name);
  AccountLabel label{record.account, {}, false};
  for (const Tag& tag : record.tags) {
    if (tag.key == kAccountNameTag) label.name = tag.value;
    if (tag.key == kProductionTag) label.production = tag.value == "true";
  }
  builder_.label(label);
}

void GraphReader::add_principal(Record& record) {
  FoundPrincipal found;
  found.kind = record.part == Part::kUser    ? FoundPrincipal::Kind::kUser
               : record.part == Part::kGroup ? FoundPrincipal::Kind::kGroup
                                             : FoundPrincipal::Kind::kRole;
  found.arn = record.arn.empty() ? record.key : record.arn;
  const auto arn = parse_arn(found.arn);
  if (!arn || !is_account_id(arn->account)) {
    builder_.report(Severity::kError, "INVALID_ARN",
                    fmt::format("`{}` has no ARN and is left out", record.key), record.place, record.key);
    return;
  }
  found.name = record.display_name;
  found.path = record.path;
  found.id = record.id;
  found.created = record.created;
  found.last_used = record.last_used;
  found.tags = record.tags;
  found.place = record.place;
  for (const Record* group : record.groups) found.groups.push_back(group->display_name);
  for (const Record* each : record.policies) {
    if (each->part == Part::kInlinePolicy) {
      found.inline_policies.push_back(policy(*each));
    } else {
      found.attached.push_back({each->arn.empty() ? each->key : each->arn, record.place});
    }
  }
  if (record.boundary != nullptr) {
    const Record& boundary = *record.boundary;
    found.boundary = {boundary.arn.empty() ? boundary.key : boundary.arn, record.place};
  }
  for (const Record* each : record.profiles)
    found.instance_profiles.push_back({each->arn, each->display_name, each->path, each->id, 0, {}});
  if (record.part == Part::kRole) {
    found.trust.name = builder_.intern("AssumeRolePolicyDocument");
    if (record.trust) {
      found.trust.document = record.document;
      found.trust.value = *record.trust;
    }
  }
  builder_.add(std::move(found));
}

// One that was missing or taken from the catalog is so again, unless the catalog has another version by now.
void GraphReader::add_managed_policy(const Record& record) {
  const std::string_view arn = record.arn.empty() ? record.key : record.arn;
  if (record.origin == "missing" || !record.policy) return;
  const auto known = record.origin == "catalog" ? catalog::find_managed_policy(arn) : std::nullopt;
  if (known && known->version == record.version) return;
  ExportedPolicy found = policy(record);
  found.arn = arn;
  builder_.add(std::move(found), record.place);
}

void GraphReader::add_organization_part(const Record& record) {
  const std::string_view id = record.id.empty() ? record.display_name : record.id;
  if (record.part == Part::kOrganization) {
    builder_.add(FoundOrganization{id, record.arn, record.account, record.place});
  } else if (record.part == Part::kUnit) {
    const Record* parent = record.parent;
    builder_.add(FoundUnit{id, record.arn,
                           record.display_name == id ? std::string_view() : record.display_name,
                           parent == nullptr ? std::string_view() : parent->id, record.place});
  } else if (record.part == Part::kAccount) {
    if (record.parent != nullptr)
      builder_.add(FoundMember{record.account, record.parent->id, record.name, record.email, record.status,
                               record.joined, record.place});
  } else {
    const auto type = std::find_if(kPolicyTypes.begin(), kPolicyTypes.end(),
                                   [&](const PolicyTypeRow& row) { return row.name == record.policy_type; });
    ExportedPolicy found = policy(record);
    found.arn = record.arn;
    const std::string_view policy_id = record.key.substr(record.key.rfind('/') + 1);
    builder_.add_organization_policy(std::move(found), policy_id,
                                     type == kPolicyTypes.end() ? std::nullopt : std::optional(type->type));
    for (const Record* target : record.targets)
      builder_.add(FoundAttachment{policy_id, target->part == Part::kAccount ? target->account : target->id,
                                   record.place});
  }
}

void GraphReader::add_resource(const Record& record) {
  FoundResource found;
  found.type = record.type;
  found.key = record.key;
  found.arn = record.arn;
  found.id = record.id;
  found.name = record.display_name;
  found.region = record.region;
  found.account = record.account;
  found.partition = partition_of(record);
  found.properties = record.properties;
  found.tags = record.tags;
  found.place = record.place;
  if (record.has_policy || record.policy) {
    const bool present = record.policy || *record.has_policy;
    found.policy_knowledge = present ? PolicyKnowledge::kPresent : PolicyKnowledge::kNone;
    if (present) found.policy = policy(record);
    found.policy.name = {};
    found.policy.tags.clear();
  }
  builder_.add(std::move(found));
}

void GraphReader::finish() {
  for (Record& record : records_) {
    record.part = part_of(record);
    if (record.part == Part::kAccount) partitions_.emplace(record.account, partition_of(record));
  }
  for (const Edge& edge : edges_) join(edge);
  for (Record& record : records_) {
    if (is_principal(record.part)) add_principal(record);
    if (record.part == Part::kAccount) add_account(record);
    if (record.part == Part::kManagedPolicy) add_managed_policy(record);
    if (record.part == Part::kOrganization || record.part == Part::kUnit || record.part == Part::kAccount ||
        record.part == Part::kOrganizationPolicy)
      add_organization_part(record);
    if (record.part == Part::kResource || (record.part == Part::kInstanceProfile && !record.held))
      add_resource(record);
    if (record.part == Part::kInlinePolicy && !record.held)
      builder_.report(Severity::kWarning, "POLICY_WITHOUT_OWNER",
                      fmt::format("`{}` is left out: nothing says who has it", record.key), record.place,
                      record.key);
  }
}

}  // namespace

bool is_graph_json(const InputFile& file) {
  if (file.documents.empty()) return false;
  const Value root = file.documents.front()->root();
  if (!root.is_object()) return false;
  if (const auto kind = root.find("_kind")) return kind->text() == "entity" || kind->text() == "relationship";
  const auto entities = root.find("entities");
  const auto relationships = root.find("relationships");
  return entities && entities->is_array() && relationships && relationships->is_array();
}

void load_graph_json(std::span<const InputFile> files, SnapshotBuilder& builder) {
  GraphReader reader(builder);
  for (const InputFile& file : files) reader.read(file);
  reader.finish();
}

}  // namespace arnscope
