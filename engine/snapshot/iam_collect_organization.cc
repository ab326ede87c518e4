// The organization of an iam-collect directory: organizations/o-ID/{metadata,accounts,ous,delegated-admins}
// and the folders ous/ID, scps/ID and rcps/ID.
#include <fmt/format.h>

#include "engine/snapshot/iam_collect_files.h"

namespace arnscope {
namespace {

// What everything of an organization has.
std::string_view arn_of(CollectedValue& metadata, SnapshotBuilder& builder) {
  const std::string_view arn = metadata.reader.text(metadata.root, "arn");
  if (arn.empty())
    builder.report(Severity::kError, "INVALID_ARN",
                   "a part of the organization has no ARN: `arn` must say it", metadata.root.place());
  return arn;
}

// Files that are always written.
void report_missing(const CollectedFolder& folder, SnapshotBuilder& builder) {
  for (std::string_view name : {"accounts", "ous", "delegated-admins"})
    if (!folder.has(name))
      builder.report(
          Severity::kWarning, "MISSING_INPUT",
          fmt::format("the organization `{}` has no {}.json here: what it would have told is unknown",
                      folder.place().owner, name),
          folder.finding_place());
}

// `features` says which types of policies are enabled; the lists of attached ones are empty where not.
void load_features(CollectedValue& metadata, SnapshotBuilder& builder) {
  const auto features = find_member(metadata.root, "features");
  if (!features || !features->is_object()) return;
  for (const OrganizationPolicyType& row : kOrganizationPolicyTypes) {
    const auto enabled = find_member(*features, row.name);
    if (!enabled || enabled->text() == "false") builder.add(row.none);
  }
}

void load_metadata(const CollectedFolder& folder, SnapshotBuilder& builder) {
  auto metadata = folder.metadata(builder);
  FoundOrganization found;
  found.id = builder.intern(folder.place().owner);
  found.place = folder.finding_place();
  if (metadata) {
    found.arn = arn_of(*metadata, builder);
    found.management_account = metadata->reader.text(metadata->root, "rootAccountId");
    found.place = metadata->root.place();
    load_features(*metadata, builder);
  }
  builder.add(found);
}

void load_attachments(CollectedValue& file, Value target, std::string_view id, SnapshotBuilder& builder) {
  for (std::string_view list : {"scps", "rcps"}) {
    const auto arns = find_member(target, list);
    if (!arns) continue;
    for (const auto& [arn, value] : file.reader.texts_of(*arns, list))
      builder.add(FoundAttachment{name_in_arn(arn), id, value.place()});
  }
}

// A file of one object, a member for each account or unit that is called by its id.
template <class Load>
void load_members(const CollectedFolder& folder, std::string_view name, SnapshotBuilder& builder, Load load) {
  auto file = folder.object(name, builder);
  if (!file) return;
  for (auto [key, value] : file->root.members()) {
    if (!value.is_object()) {
      file->reader.mistyped(value, key.text(), "an object");
      continue;
    }
    const std::string_view id = builder.intern(key.text());
    load(*file, id, value);
    load_attachments(*file, value, id, builder);
  }
}

void load_delegated_administrators(const CollectedFolder& folder, SnapshotBuilder& builder) {
  auto file = folder.object("delegated-admins", builder);
  if (!file) return;
  for (auto [service, accounts] : file->root.members())
    for (const auto& account : file->reader.texts_of(accounts, service.text()))
      builder.add_delegated_administrator(account.text, builder.intern(service.text()));
}

void load_root_folder(const CollectedFolder& folder, SnapshotBuilder& builder) {
  report_missing(folder, builder);
  load_metadata(folder, builder);
  load_members(folder, "accounts", builder, [&](CollectedValue& file, std::string_view id, Value value) {
    FoundMember member;
    member.account = id;
    member.parent = file.reader.text(value, "ou");
    member.place = value.place();
    builder.add(member);
  });
  if (folder.value("accounts", builder)) builder.add(OrganizationFact::kAllAccounts);
  load_members(folder, "ous", builder, [&](CollectedValue& file, std::string_view id, Value value) {
    builder.add(FoundUnit{id, {}, {}, file.reader.text(value, "parent"), value.place()});
  });
  load_delegated_administrators(folder, builder);
}

void load_unit(const CollectedFolder& folder, std::string_view id, SnapshotBuilder& builder) {
  auto metadata = folder.metadata(builder);
  if (!metadata) return;
  builder.add(FoundUnit{builder.intern(id),
                        arn_of(*metadata, builder),
                        metadata->reader.text(metadata->root, "name"),
                        {},
                        metadata->root.place()});
}

// The id as it is written stands in the ARN alone: paths are in lower case.
void load_policy(const CollectedFolder& folder, PolicyType type, SnapshotBuilder& builder) {
  auto metadata = folder.metadata(builder);
  if (!metadata) return;
  const std::string_view arn = arn_of(*metadata, builder);
  const std::string_view name = metadata->reader.text(metadata->root, "name");
  ExportedPolicy found;
  if (auto policy = folder.value("policy", builder)) found = policy->reader.policy_at(policy->root, name);
  found.name = name;
  found.arn = arn;
  builder.add_organization_policy(std::move(found), name_in_arn(arn), type);
}

}  // namespace

void load_collected_organization(const CollectedFolder& folder, SnapshotBuilder& builder) {
  const auto parts = folder.parts();
  if (folder.place().folder.empty()) return load_root_folder(folder, builder);
  if (parts.size() != 2) return;
  if (parts[0] == "ous") return load_unit(folder, parts[1], builder);
  // S3 policies decide which public access is blocked, and no request's permissions.
  if (parts[0] == "scps") return load_policy(folder, PolicyType::kServiceControl, builder);
  if (parts[0] == "rcps") return load_policy(folder, PolicyType::kResourceControl, builder);
}

}  // namespace arnscope
