#include "engine/snapshot/iam_details.h"

#include <fmt/format.h>

#include <array>
#include <chrono>

#include "engine/base/text.h"
#include "engine/evaluate/values.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

struct PrincipalNames {
  std::string_view name, id, inline_list;
};

constexpr std::array kPrincipalNames = {
    PrincipalNames{"UserName", "UserId", "UserPolicyList"},
    PrincipalNames{"GroupName", "GroupId", "GroupPolicyList"},
    PrincipalNames{"RoleName", "RoleId", "RolePolicyList"},
};

}  // namespace

std::optional<Value> find_member(Value object, std::string_view name) {
  std::optional<Value> found = object.find(name);
  if (!found) {
    for (auto [key, value] : object.members())
      if (equal_folded(key.text(), name)) found = value;
  }
  if (found && found->kind() == Kind::kNull) return std::nullopt;
  return found;
}

std::string_view name_in_arn(std::string_view arn) { return arn.substr(arn.rfind('/') + 1); }

void DetailReader::mistyped(Value at, std::string_view name, std::string_view wanted) {
  builder_.report(Severity::kError, "SNAPSHOT_DATA_TYPE_MISMATCH",
                  fmt::format("{} is {}: {} must stand here", name, kind_name(at.kind()), wanted),
                  at.place());
}

void DetailReader::missing_policy(std::string_view what, std::string_view name, Place place) {
  builder_.report(Severity::kError, "POLICY_MISSING",
                  fmt::format("there is no {} of `{}`: what it grants is unknown", what, name),
                  std::move(place), name);
}

bool DetailReader::is_of_account(std::string_view arn, std::string_view name, Place place) {
  const auto fields = parse_arn(arn);
  if (fields && is_account_id(fields->account)) return true;
  builder_.report(Severity::kError, "INVALID_ARN",
                  fmt::format("`{}` has no ARN and is left out: Arn is `{}`", name, arn), std::move(place));
  return false;
}

std::string_view DetailReader::text(Value object, std::string_view name) {
  const auto value = find_member(object, name);
  if (!value) return {};
  if (!value->is_string()) return mistyped(*value, name, "a string"), std::string_view();
  return builder_.intern(value->text());
}

std::string_view DetailReader::time(Value object, std::string_view name) {
  const std::string_view written = text(object, name);
  if (written.find('T') == std::string_view::npos) return written;
  const auto microseconds = parse_date(written);
  if (!microseconds) return written;
  using std::chrono::floor;
  const std::chrono::sys_time<std::chrono::microseconds> point{std::chrono::microseconds(*microseconds)};
  const auto day = floor<std::chrono::days>(point);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(floor<std::chrono::seconds>(point - day));
  return builder_.intern(fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+00:00",
                                     static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                                     static_cast<unsigned>(date.day()), clock.hours().count(),
                                     clock.minutes().count(), clock.seconds().count()));
}

std::vector<Value> DetailReader::objects(Value object, std::string_view name) {
  const auto list = find_member(object, name);
  return list ? objects_of(*list, name) : std::vector<Value>();
}

std::vector<Value> DetailReader::objects_of(Value list, std::string_view name) {
  std::vector<Value> result;
  if (!list.is_array()) return mistyped(list, name, "a list"), result;
  for (Value element : list.elements()) {
    if (element.is_object()) {
      result.push_back(element);
    } else {
      mistyped(element, fmt::format("an element of {}", name), "an object");
    }
  }
  return result;
}

std::vector<DetailReader::PlacedText> DetailReader::texts_of(Value list, std::string_view name) {
  std::vector<PlacedText> result;
  if (!list.is_array()) return mistyped(list, name, "a list"), result;
  for (Value element : list.elements()) {
    if (element.is_string()) {
      result.push_back({builder_.intern(element.text()), element});
    } else {
      mistyped(element, fmt::format("an element of {}", name), "a string");
    }
  }
  return result;
}

ExportedPolicy DetailReader::policy_at(Value value, std::string_view name) const {
  ExportedPolicy found;
  found.name = name;
  found.document = document_;
  found.value = value.index();
  return found;
}

ExportedPolicy DetailReader::policy(Value object, std::string_view name, std::string_view document_name) {
  if (const auto value = find_member(object, document_name)) return policy_at(*value, name);
  missing_policy(document_name, name, object.place());
  ExportedPolicy found;
  found.name = name;
  return found;
}

ExportedPolicy DetailReader::inline_policy(Value object) {
  return policy(object, text(object, "PolicyName"), "PolicyDocument");
}

std::vector<Tag> DetailReader::tags(Value object) {
  std::vector<Tag> result;
  for (Value tag : objects(object, "Tags")) result.push_back({text(tag, "Key"), text(tag, "Value")});
  return result;
}

std::optional<Value> DetailReader::member_object(Value object, std::string_view name) {
  const auto value = find_member(object, name);
  if (!value) return std::nullopt;
  if (!value->is_object()) return mistyped(*value, name, "an object"), std::nullopt;
  return value;
}

FoundPrincipal::Reference DetailReader::reference(Value object, std::string_view name) {
  const auto value = find_member(object, name);
  return {text(object, name), value ? value->place() : object.place()};
}

FoundPrincipal::Reference DetailReader::unreadable_boundary(std::string_view owner_arn, Place place) {
  return {builder_.intern(fmt::format("{}/{}", owner_arn, kUnreadBoundary)), std::move(place)};
}

FoundPrincipal::Reference DetailReader::boundary(Value object, std::string_view owner_arn) {
  const auto value = find_member(object, "PermissionsBoundary");
  if (!value) return {};
  const auto boundary = member_object(object, "PermissionsBoundary");
  if (boundary) {
    const auto found = reference(*boundary, "PermissionsBoundaryArn");
    if (!found.arn.empty()) return found;
    return unreadable_boundary(owner_arn, found.place);
  }
  return unreadable_boundary(owner_arn, value->place());
}

void DetailReader::add_policies(Value detail, std::string_view inline_list, FoundPrincipal& found) {
  for (Value each : objects(detail, inline_list)) found.inline_policies.push_back(inline_policy(each));
  for (Value each : objects(detail, "AttachedManagedPolicies"))
    found.attached.push_back(reference(each, "PolicyArn"));
  found.boundary = boundary(detail, found.arn);
}

void DetailReader::add_instance_profiles(Value detail, FoundPrincipal& found) {
  for (Value each : objects(detail, "InstanceProfileList")) {
    found.instance_profiles.push_back({text(each, "Arn"),
                                       text(each, "InstanceProfileName"),
                                       text(each, "Path"),
                                       text(each, "InstanceProfileId"),
                                       0,
                                       {}});
  }
}

std::optional<FoundPrincipal> DetailReader::principal(Value detail, FoundPrincipal::Kind kind,
                                                      std::string_view arn) {
  const PrincipalNames& names = kPrincipalNames[static_cast<size_t>(kind)];
  FoundPrincipal found;
  found.kind = kind;
  found.place = detail.place();
  found.arn = text(detail, "Arn");
  if (found.arn.empty()) found.arn = arn;
  found.name = text(detail, names.name);
  // A principal belongs to an account, and its ARN says which.
  if (!is_of_account(found.arn, found.name, found.place)) return std::nullopt;
  if (found.name.empty()) found.name = name_in_arn(found.arn);
  found.path = text(detail, "Path");
  found.id = text(detail, names.id);
  found.created = time(detail, "CreateDate");
  found.tags = tags(detail);
  if (auto used = member_object(detail, "RoleLastUsed")) found.last_used = time(*used, "LastUsedDate");
  add_policies(detail, names.inline_list, found);
  if (const auto list = find_member(detail, "GroupList"))
    for (const PlacedText& group : texts_of(*list, "GroupList")) found.groups.push_back(group.text);
  add_instance_profiles(detail, found);
  if (kind == FoundPrincipal::Kind::kRole)
    found.trust = policy(detail, builder_.intern("AssumeRolePolicyDocument"), "AssumeRolePolicyDocument");
  return found;
}

std::optional<FoundPrincipal> DetailReader::partial_principal(Value detail, FoundPrincipal::Kind kind,
                                                              std::string_view arn) {
  auto found = principal(detail, kind, arn);
  if (!found) return found;
  auto has = [&](std::string_view name) {
    for (auto [key, value] : detail.members())
      if (equal_folded(key.text(), name)) return true;
    return false;
  };
  if (!has(kPrincipalNames[static_cast<size_t>(kind)].inline_list))
    found->inline_policies.emplace_back().name = kUnreadInlinePolicies;
  if (!has("AttachedManagedPolicies"))
    found->attached.push_back(
        {builder_.intern(fmt::format("{}/{}", found->arn, kUnreadAttachedPolicies)), found->place});
  if (kind == FoundPrincipal::Kind::kUser && !has("GroupList")) found->groups.push_back(kUnreadGroups);
  if (kind != FoundPrincipal::Kind::kGroup && !has("PermissionsBoundary"))
    found->boundary = unreadable_boundary(found->arn, found->place);
  return found;
}

// The version that is in force: the one marked so, else the one that DefaultVersionId names.
std::optional<ExportedPolicy> DetailReader::managed_policy(Value detail, std::string_view known_arn) {
  std::string_view arn = text(detail, "Arn");
  if (arn.empty()) arn = known_arn;
  const std::string_view default_version = text(detail, "DefaultVersionId");
  if (!parse_arn(arn)) {
    builder_.report(Severity::kError, "INVALID_ARN",
                    fmt::format("a managed policy has no ARN and is left out: Arn is `{}`", arn),
                    detail.place());
    return std::nullopt;
  }
  ExportedPolicy found;
  found.name = text(detail, "PolicyName");
  if (found.name.empty()) found.name = name_in_arn(arn);
  bool chosen = false;
  for (Value version : objects(detail, "PolicyVersionList")) {
    const auto marked = find_member(version, "IsDefaultVersion");
    const bool in_force = marked && marked->kind() == Kind::kBool
                              ? marked->text() == "true"
                              : text(version, "VersionId") == default_version;
    if (!in_force || chosen) continue;
    found = policy(version, found.name, "Document");
    found.version = text(version, "VersionId");
    chosen = true;
  }
  found.arn = arn;
  found.tags = tags(detail);
  if (!chosen) {
    builder_.report(
        Severity::kError, "POLICY_MISSING",
        fmt::format("`{}` has no default version in PolicyVersionList: what it grants is unknown", arn),
        detail.place(), arn);
  }
  return found;
}

}  // namespace arnscope
