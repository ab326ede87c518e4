#include "engine/snapshot/account_authorization_details.h"

#include <fmt/format.h>

#include <array>

#include "engine/policy/arn.h"

namespace arnscope {
namespace {

// Reads one document. Values of a wrong type are findings and read as absent.
class Loader {
 public:
  Loader(const std::shared_ptr<const Document>& document, SnapshotBuilder& builder)
      : document_(document), builder_(builder) {}

  void principals(Value list, FoundPrincipal::Kind kind);
  void managed_policies(Value list);

 private:
  std::string_view text(Value object, std::string_view name);
  // The elements of a member that is a list of objects; empty where the member is missing.
  std::vector<Value> objects(Value object, std::string_view name);
  void mistyped(Value at, std::string_view name, std::string_view wanted);
  LayoutPolicy policy(Value object, std::string_view name, std::string_view document_name);
  std::vector<Tag> tags(Value object);
  std::optional<Value> member_object(Value object, std::string_view name);
  FoundPrincipal::Reference boundary(Value object, std::string_view owner_arn);
  std::vector<std::string_view> groups(Value object);
  FoundPrincipal::Reference reference(Value object, std::string_view name);
  void principal(Value object, FoundPrincipal::Kind kind);
  void managed_policy(Value object);

  std::shared_ptr<const Document> document_;
  SnapshotBuilder& builder_;
};

void Loader::mistyped(Value at, std::string_view name, std::string_view wanted) {
  builder_.report(Severity::kError, "SNAPSHOT_DATA_TYPE_MISMATCH",
                  fmt::format("{} is {}: {} must stand here", name, kind_name(at.kind()), wanted),
                  at.place());
}

std::string_view Loader::text(Value object, std::string_view name) {
  auto value = object.find(name);
  if (!value || value->kind() == Kind::kNull) return {};
  if (!value->is_string()) return mistyped(*value, name, "a string"), std::string_view();
  return builder_.intern(value->text());
}

std::vector<Value> Loader::objects(Value object, std::string_view name) {
  std::vector<Value> result;
  auto list = object.find(name);
  if (!list || list->kind() == Kind::kNull) return result;
  if (!list->is_array()) return mistyped(*list, name, "a list"), result;
  for (Value element : list->elements()) {
    if (element.is_object()) {
      result.push_back(element);
    } else {
      mistyped(element, fmt::format("an element of {}", name), "an object");
    }
  }
  return result;
}

LayoutPolicy Loader::policy(Value object, std::string_view name, std::string_view document_name) {
  LayoutPolicy found;
  found.name = name;
  auto value = object.find(document_name);
  if (!value || value->kind() == Kind::kNull) {
    builder_.report(Severity::kError, "POLICY_MISSING",
                    fmt::format("there is no {} of `{}`: what it grants is unknown", document_name, name),
                    object.place(), name);
    return found;
  }
  found.document = document_;
  found.value = value->index();
  return found;
}

std::vector<Tag> Loader::tags(Value object) {
  std::vector<Tag> result;
  for (Value tag : objects(object, "Tags")) result.push_back({text(tag, "Key"), text(tag, "Value")});
  return result;
}

std::optional<Value> Loader::member_object(Value object, std::string_view name) {
  auto value = object.find(name);
  if (!value || value->kind() == Kind::kNull) return std::nullopt;
  if (!value->is_object()) return mistyped(*value, name, "an object"), std::nullopt;
  return value;
}

// A boundary that cannot be read limits all the same: it gets a name under which no document will be found.
FoundPrincipal::Reference Loader::boundary(Value object, std::string_view owner_arn) {
  auto value = object.find("PermissionsBoundary");
  if (!value || value->kind() == Kind::kNull) return {};
  auto boundary = member_object(object, "PermissionsBoundary");
  FoundPrincipal::Reference found{{}, value->place()};
  if (boundary) found = reference(*boundary, "PermissionsBoundaryArn");
  if (found.arn.empty()) found.arn = builder_.intern(fmt::format("{}/boundary", owner_arn));
  return found;
}

std::vector<std::string_view> Loader::groups(Value object) {
  std::vector<std::string_view> names;
  auto list = object.find("GroupList");
  if (!list || list->kind() == Kind::kNull) return names;
  if (!list->is_array()) return mistyped(*list, "GroupList", "a list"), names;
  for (Value each : list->elements()) {
    if (each.is_string()) {
      names.push_back(builder_.intern(each.text()));
    } else {
      mistyped(each, "an element of GroupList", "a string");
    }
  }
  return names;
}

FoundPrincipal::Reference Loader::reference(Value object, std::string_view name) {
  auto value = object.find(name);
  return {text(object, name), value ? value->place() : object.place()};
}

struct PrincipalNames {
  std::string_view name, id, inline_list;
};

constexpr std::array kPrincipalNames = {
    PrincipalNames{"UserName", "UserId", "UserPolicyList"},
    PrincipalNames{"GroupName", "GroupId", "GroupPolicyList"},
    PrincipalNames{"RoleName", "RoleId", "RolePolicyList"},
};

void Loader::principal(Value object, FoundPrincipal::Kind kind) {
  const PrincipalNames& names = kPrincipalNames[static_cast<size_t>(kind)];
  FoundPrincipal found;
  found.kind = kind;
  found.place = object.place();
  found.arn = text(object, "Arn");
  found.name = text(object, names.name);
  // A principal belongs to an account, and its ARN says which.
  const auto arn = parse_arn(found.arn);
  if (!arn || !is_account_id(arn->account)) {
    builder_.report(Severity::kError, "INVALID_ARN",
                    fmt::format("`{}` has no ARN and is left out: Arn is `{}`", found.name, found.arn),
                    object.place());
    return;
  }
  if (found.name.empty()) found.name = found.arn.substr(found.arn.rfind('/') + 1);
  found.path = text(object, "Path");
  found.id = text(object, names.id);
  found.created = text(object, "CreateDate");
  found.tags = tags(object);
  if (auto used = member_object(object, "RoleLastUsed")) found.last_used = text(*used, "LastUsedDate");
  for (Value each : objects(object, names.inline_list))
    found.inline_policies.push_back(policy(each, text(each, "PolicyName"), "PolicyDocument"));
  for (Value each : objects(object, "AttachedManagedPolicies"))
    found.attached.push_back(reference(each, "PolicyArn"));
  found.boundary = boundary(object, found.arn);
  found.groups = groups(object);
  for (Value each : objects(object, "InstanceProfileList")) {
    InstanceProfile profile{text(each, "Arn"),
                            text(each, "InstanceProfileName"),
                            text(each, "Path"),
                            text(each, "InstanceProfileId"),
                            0,
                            {}};
    found.instance_profiles.push_back(std::move(profile));
  }
  if (kind == FoundPrincipal::Kind::kRole)
    found.trust = policy(object, builder_.intern("AssumeRolePolicyDocument"), "AssumeRolePolicyDocument");
  builder_.add(std::move(found));
}

void Loader::principals(Value list, FoundPrincipal::Kind kind) {
  for (Value each : list.elements()) {
    if (each.is_object()) {
      principal(each, kind);
    } else {
      mistyped(each, "a principal", "an object");
    }
  }
}

// The version that is in force: the one marked so, else the one that DefaultVersionId names.
void Loader::managed_policy(Value object) {
  std::string_view arn = text(object, "Arn");
  std::string_view default_version = text(object, "DefaultVersionId");
  if (!parse_arn(arn)) {
    builder_.report(Severity::kError, "INVALID_ARN",
                    fmt::format("a managed policy has no ARN and is left out: Arn is `{}`", arn),
                    object.place());
    return;
  }
  LayoutPolicy found;
  found.name = text(object, "PolicyName");
  if (found.name.empty()) found.name = arn.substr(arn.rfind('/') + 1);
  bool chosen = false;
  for (Value version : objects(object, "PolicyVersionList")) {
    auto marked = version.find("IsDefaultVersion");
    bool in_force = marked && marked->kind() == Kind::kBool ? marked->text() == "true"
                                                            : text(version, "VersionId") == default_version;
    if (!in_force || chosen) continue;
    found = policy(version, found.name, "Document");
    found.version = text(version, "VersionId");
    chosen = true;
  }
  found.arn = arn;
  found.tags = tags(object);
  if (!chosen) {
    builder_.report(
        Severity::kError, "POLICY_MISSING",
        fmt::format("`{}` has no default version in PolicyVersionList: what it grants is unknown", arn),
        object.place(), arn);
  }
  builder_.add(std::move(found), object.place());
}

void Loader::managed_policies(Value list) {
  for (Value each : list.elements()) {
    if (each.is_object()) {
      managed_policy(each);
    } else {
      mistyped(each, "a managed policy", "an object");
    }
  }
}

struct ListRow {
  std::string_view name;
  void (*load)(Loader& loader, Value list);
};

constexpr std::array kLists = {
    ListRow{"UserDetailList", [](Loader& l, Value v) { l.principals(v, FoundPrincipal::Kind::kUser); }},
    ListRow{"GroupDetailList", [](Loader& l, Value v) { l.principals(v, FoundPrincipal::Kind::kGroup); }},
    ListRow{"RoleDetailList", [](Loader& l, Value v) { l.principals(v, FoundPrincipal::Kind::kRole); }},
    ListRow{"Policies", [](Loader& l, Value v) { l.managed_policies(v); }},
};

}  // namespace

bool is_account_authorization_details(Value root) {
  for (const ListRow& row : kLists)
    if (row.name != "Policies" && root.find(row.name)) return true;
  auto policies = root.find("Policies");
  return policies && policies->is_array() &&
         (policies->size() == 0 || root.find("IsTruncated") ||
          (*policies->elements().begin()).find("PolicyVersionList"));
}

void load_account_authorization_details(const std::shared_ptr<const Document>& document,
                                        SnapshotBuilder& builder) {
  Loader loader(document, builder);
  for (auto [key, value] : document->root().members()) {
    for (const ListRow& row : kLists) {
      if (row.name != key.text()) continue;
      if (value.is_array()) {
        row.load(loader, value);
      } else if (value.kind() != Kind::kNull) {
        builder.report(Severity::kError, "SNAPSHOT_DATA_TYPE_MISMATCH",
                       fmt::format("{} is {}: a list must stand here", row.name, kind_name(value.kind())),
                       value.place());
      }
    }
  }
}

}  // namespace arnscope
