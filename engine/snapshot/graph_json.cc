#include "engine/snapshot/graph_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <set>
#include <unordered_map>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/model/relation_class.h"
#include "engine/policy/arn.h"
#include "engine/snapshot/cli_manifest.h"
#include "engine/snapshot/graph_json_records.h"

namespace arnscope {
namespace {

struct TypeRow {
  std::string_view type;
  GraphPart part;
};
constexpr std::array kTypes = {
    TypeRow{"aws_account", GraphPart::kAccount},
    TypeRow{"aws_iam_user", GraphPart::kUser},
    TypeRow{"aws_iam_group", GraphPart::kGroup},
    TypeRow{"aws_iam_role", GraphPart::kRole},
    TypeRow{"aws_iam_policy", GraphPart::kManagedPolicy},
    TypeRow{"aws_iam_user_policy", GraphPart::kInlinePolicy},
    TypeRow{"aws_iam_group_policy", GraphPart::kInlinePolicy},
    TypeRow{"aws_iam_role_policy", GraphPart::kInlinePolicy},
    TypeRow{"aws_iam_instance_profile", GraphPart::kInstanceProfile},
    TypeRow{"aws_organizations_organization", GraphPart::kOrganization},
    TypeRow{"aws_organizations_root", GraphPart::kUnit},
    TypeRow{"aws_organizations_organizational_unit", GraphPart::kUnit},
    TypeRow{"aws_organizations_policy", GraphPart::kOrganizationPolicy},
    TypeRow{"everyone", GraphPart::kComputed},
    TypeRow{"internet", GraphPart::kComputed},
    TypeRow{"network", GraphPart::kComputed},
    TypeRow{"person", GraphPart::kComputed},
    TypeRow{"domain", GraphPart::kComputed},
};

// Whether a relationship is drawn from policies: those are many, and are drawn again. An ALLOWS without
// actions is a security group's, or of a resource that names whom it serves.
bool is_computed(const GraphEdge& edge) {
  constexpr RelationClasses kClasses = class_bit(RelationClass::kDenies) | class_bit(RelationClass::kTrusts) |
                                       class_bit(RelationClass::kCanAssume) | class_bit(RelationClass::kIs);
  return has_class(kClasses, edge.relation) || (edge.relation == RelationClass::kAllows && edge.grant);
}

using Record = GraphRecord;
using Edge = GraphEdge;

class GraphReader {
 public:
  explicit GraphReader(SnapshotBuilder& builder) : builder_(builder) {}

  void read(const InputFile& file);
  // All files are read: joins what they hold.
  void finish();

 private:
  void add(Record record);
  void read_relationship(Value value);
  void read_entity(Value value, const std::shared_ptr<const Document>& document);
  GraphPart part_of(const Record& record) const;
  void join(const Edge& edge);
  bool join_iam(const Edge& edge, Record& from, Record& to);
  bool join_rule(const Edge& edge, Record& from, const Record& to);
  bool join_organization(const Edge& edge, Record& from, Record& to);
  ExportedPolicy policy(const Record& record) const;
  void add_account(const Record& record);
  void add_operations(const Record& account);
  void add_organization(const Record& record);
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

void GraphReader::read_entity(Value value, const std::shared_ptr<const Document>& document) {
  if (auto record = read_graph_record(value, document, builder_)) add(std::move(*record));
}

void GraphReader::read_relationship(Value value) {
  auto edge = read_graph_edge(value, builder_);
  if (edge && !is_computed(*edge)) edges_.push_back(std::move(*edge));
}

void GraphReader::add(Record record) {
  const auto [at, is_new] = by_key_.try_emplace(record.key, nullptr);
  if (is_new) {
    at->second = &records_.emplace_back(std::move(record));
    return;
  }
  builder_.report(Severity::kWarning, "CONTRADICTING_ENTITY",
                  fmt::format("`{}` was read before: the first reading stands", record.key), record.place,
                  record.key);
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
GraphPart GraphReader::part_of(const Record& record) const {
  if (record.named || record.key == fmt::format("{}:{}", record.account, record.type))
    return GraphPart::kComputed;
  for (const TypeRow& row : kTypes)
    if (row.type == record.type) return row.part;
  constexpr std::string_view kPolicy = "/policy";
  if (record.key.ends_with(kPolicy) && record.type.ends_with("_policy") && !record.origin.empty() &&
      by_key_.contains(record.key.substr(0, record.key.size() - kPolicy.size())))
    return GraphPart::kResourcePolicy;
  return GraphPart::kResource;
}

bool is_principal(GraphPart part) {
  return part == GraphPart::kUser || part == GraphPart::kGroup || part == GraphPart::kRole;
}

// Whether the relationship is one of IAM, which becomes a part of what it is between.
bool GraphReader::join_iam(const Edge& edge, Record& from, Record& to) {
  const bool policy = to.part == GraphPart::kManagedPolicy || to.part == GraphPart::kInlinePolicy;
  if (edge.relation == RelationClass::kHas && is_principal(from.part) && policy) {
    from.policies.push_back(&to);
    to.held = true;
  } else if (edge.relation == RelationClass::kContains && from.part == GraphPart::kGroup &&
             to.part == GraphPart::kUser) {
    to.groups.push_back(&from);
  } else if (edge.relation == RelationClass::kAssigned && edge.boundary && policy) {
    from.boundary = &to;
    to.held = to.held || to.part == GraphPart::kManagedPolicy;
  } else if (edge.relation == RelationClass::kAssigned && from.part == GraphPart::kInstanceProfile &&
             to.part == GraphPart::kRole) {
    to.profiles.push_back(&from);
    from.held = true;
  } else {
    return to.part == GraphPart::kResourcePolicy && edge.relation == RelationClass::kHas;
  }
  return true;
}

// A rule of a security group: with its target it is one, for no policy has that.
bool GraphReader::join_rule(const Edge& edge, Record& from, const Record& to) {
  if (edge.relation != RelationClass::kAllows || from.type != "aws_security_group" ||
      edge.rule.target.empty())
    return false;
  NetworkRule rule = edge.rule;
  rule.peer = to.type == "aws_security_group"                 ? RulePeer::kSecurityGroup
              : to.type == "internet" || to.type == "network" ? RulePeer::kAddresses
                                                              : RulePeer::kPrefixList;
  from.rules.push_back(rule);
  return true;
}

bool GraphReader::join_organization(const Edge& edge, Record& from, Record& to) {
  if (from.part == GraphPart::kOrganizationPolicy && edge.relation == RelationClass::kAssigned)
    return from.targets.push_back(&to), true;
  if (edge.relation != RelationClass::kHas) return false;
  if (from.part == GraphPart::kUnit) return to.parent = &from, true;
  if (from.part == GraphPart::kAccount && to.part == GraphPart::kAccount)
    return from.member = to.member = true;
  return from.part == GraphPart::kOrganization;
}

void GraphReader::join(const Edge& edge) {
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
  Record& a = *from->second;
  Record& b = *to->second;
  if (join_rule(edge, a, b) || join_iam(edge, a, b) || join_organization(edge, a, b)) return;
  // What principals may do after all layers is decided again.
  if (edge.relation == RelationClass::kAllows && (is_principal(a.part) || a.part == GraphPart::kComputed))
    return;
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

// What was asked, and how it ended. Only what is named in the table counts, each operation once a region: the
// lists may be as long as whoever wrote them liked.
void GraphReader::add_operations(const Record& account) {
  for (Value group : Value(account.document.get(), *account.operations).elements()) {
    const auto error = group.find("error");
    const std::string_view text =
        error && error->is_string() ? builder_.intern(error->text()) : std::string_view();
    std::set<OperationId> ids;
    if (const auto names = group.find(kOperations))
      for (Value name : names->elements())
        if (const auto id = find_operation(name.text())) ids.insert(*id);
    const auto regions = group.find("regions");
    if (!regions) continue;
    for (Value region : regions->elements()) {
      if (!region.is_string()) continue;
      const std::string_view name = builder_.intern(region.text());
      for (OperationId id : ids) {
        builder_.add_operation(account.account, name, id, text);
        if (!text.empty()) report_failure(builder_, account.account, name, id, text, 1, account.place);
      }
    }
  }
}

void GraphReader::add_account(const Record& record) {
  if (!is_account_id(record.account)) return;
  if (!record.external) builder_.see_account(record.account, partition_of(record));
  builder_.name_account(record.account, partition_of(record), record.name);
  if (record.operations) add_operations(record);
  if (record.truncated)
    for (std::string_view name : *record.truncated)
      if (const auto operation = find_operation(name))
        builder_.add(FoundPage{*operation, record.account, {}, {}, record.place});
  AccountLabel label{record.account, {}, false};
  for (const Tag& tag : record.tags) {
    if (tag.key == kAccountNameTag) label.name = tag.value;
    if (tag.key == kProductionTag) label.production = tag.value == "true";
  }
  builder_.label(label);
  for (const ResourceProperty& each : record.properties)
    if (each.name == kRestrictPublicBuckets && each.kind == Kind::kBool)
      builder_.restrict_public_buckets(record.account, each.text == "true");
}

void GraphReader::add_principal(Record& record) {
  FoundPrincipal found;
  found.kind = record.part == GraphPart::kUser    ? FoundPrincipal::Kind::kUser
               : record.part == GraphPart::kGroup ? FoundPrincipal::Kind::kGroup
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
  if (record.missing_groups)
    found.groups.insert(found.groups.end(), record.missing_groups->begin(), record.missing_groups->end());
  for (const Record* each : record.policies) {
    if (each->part == GraphPart::kInlinePolicy) {
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
  if (record.part == GraphPart::kRole) {
    found.trust.name = builder_.intern("AssumeRolePolicyDocument");
    if (record.trust) {
      found.trust.document = record.document;
      found.trust.value = *record.trust;
    }
  }
  builder_.add(std::move(found));
}

// One that was missing or taken from the catalog is so again, unless the catalog has another version by now.
// Of one that was there and not readable the policy is made here: nobody need hold it.
void GraphReader::add_managed_policy(const Record& record) {
  const std::string_view arn = record.arn.empty() ? record.key : record.arn;
  if (record.origin == "missing" || !record.policy) {
    if (record.origin != "missing" || (record.held && record.version.empty())) return;
    builder_.report(Severity::kWarning, "POLICY_MISSING",
                    fmt::format("`{}` has no document in the graph: what it grants is unknown", arn),
                    record.place, arn);
    ExportedPolicy unread = policy(record);
    unread.arn = arn;
    unread.document = nullptr;
    return builder_.add(std::move(unread), record.place);
  }
  const auto known = record.origin == "catalog" ? catalog::find_managed_policy(arn) : std::nullopt;
  if (known && known->version == record.version) return;
  ExportedPolicy found = policy(record);
  found.arn = arn;
  builder_.add(std::move(found), record.place);
}

// Policies of a type of which all is known, and none is attached: they are not enabled.
void GraphReader::add_organization(const Record& record) {
  builder_.add(FoundOrganization{record.display_name, record.arn, record.account, record.place});
  if (record.is(kHasAllAccounts)) builder_.add(OrganizationFact::kAllAccounts);
  for (const OrganizationPolicyType& type : kOrganizationPolicyTypes) {
    const bool attached = std::any_of(records_.begin(), records_.end(), [&](const Record& each) {
      return each.part == GraphPart::kOrganizationPolicy && !each.targets.empty() &&
             find_organization_policy_type(each.policy_type) == &type;
    });
    const bool scp = type.type == PolicyType::kServiceControl;
    if (!attached && record.is(scp ? kHasServiceControlPolicies : kHasResourceControlPolicies))
      builder_.add(type.none);
  }
}

void GraphReader::add_organization_part(const Record& record) {
  const std::string_view id = record.id.empty() ? record.display_name : record.id;
  if (record.part == GraphPart::kOrganization) {
    add_organization(record);
  } else if (record.part == GraphPart::kUnit) {
    const Record* parent = record.parent;
    builder_.add(FoundUnit{id, record.arn,
                           record.display_name == id ? std::string_view() : record.display_name,
                           parent == nullptr ? std::string_view() : parent->id, record.place});
  } else if (record.part == GraphPart::kAccount) {
    if (record.parent != nullptr || record.member)
      builder_.add(FoundMember{record.account,
                               record.parent == nullptr ? std::string_view() : record.parent->id, record.name,
                               record.email, record.status, record.joined, record.place});
    if (!record.delegated_services) return;
    builder_.add_delegated_administrator(record.account, {});
    for (std::string_view service : *record.delegated_services)
      builder_.add_delegated_administrator(record.account, service);
  } else {
    const OrganizationPolicyType* type = find_organization_policy_type(record.policy_type);
    ExportedPolicy found = policy(record);
    found.arn = record.arn;
    const std::string_view policy_id = record.key.substr(record.key.rfind('/') + 1);
    builder_.add_organization_policy(std::move(found), policy_id,
                                     type == nullptr ? std::nullopt : std::optional(type->type));
    if (record.policy_targets == kUnknownTargets)
      builder_.expect_list(OrganizationList::kTargets, policy_id, record.place);
    for (const Record* target : record.targets)
      builder_.add(FoundAttachment{
          policy_id, target->part == GraphPart::kAccount ? target->account : target->id, record.place});
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
  found.external = record.external;
  found.partition = partition_of(record);
  found.properties = record.properties;
  found.tags = record.tags;
  found.rules = record.rules;
  found.place = record.place;
  if (record.has_policy || record.policy) {
    const bool present = record.policy || *record.has_policy;
    found.policy_knowledge = present ? PolicyKnowledge::kPresent : PolicyKnowledge::kNone;
    if (present) found.policy = policy(record);
    found.policy.name = found.policy.version = {};  // those of the resource
    found.policy.tags.clear();
  }
  builder_.add(std::move(found));
}

void GraphReader::finish() {
  for (Record& record : records_) {
    record.part = part_of(record);
    if (record.part == GraphPart::kAccount) partitions_.emplace(record.account, partition_of(record));
  }
  for (const Edge& edge : edges_) join(edge);
  for (Record& record : records_) {
    if (is_principal(record.part)) add_principal(record);
    if (record.part == GraphPart::kAccount) add_account(record);
    if (record.part == GraphPart::kManagedPolicy) add_managed_policy(record);
    if (record.part == GraphPart::kOrganization || record.part == GraphPart::kUnit ||
        record.part == GraphPart::kAccount || record.part == GraphPart::kOrganizationPolicy)
      add_organization_part(record);
    if (record.part == GraphPart::kResource || (record.part == GraphPart::kInstanceProfile && !record.held))
      add_resource(record);
    if (record.part == GraphPart::kInlinePolicy && !record.held)
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
