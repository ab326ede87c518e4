#include "engine/snapshot/iam_collect.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "engine/base/text.h"
#include "engine/model/regions.h"
#include "engine/policy/arn.h"
#include "engine/snapshot/iam_collect_files.h"
#include "engine/snapshot/resource_type.h"

namespace arnscope {
namespace {

// Services whose resource policies are collected: without policy.json there is none, or the answer to the
// question for it was a denied access; these two cannot be told apart. The policy of a VPC endpoint is no
// resource policy: it grants nothing. Source: AWS PrivateLink Guide, "Control access to VPC endpoints using
// endpoint policies".
constexpr std::array<std::string_view, 22> kPolicyServices = {
    "acm-pca",      "apigateway",        "backup",
    "codeartifact", "codebuild",         "dynamodb",
    "ecr",          "elasticfilesystem", "es",
    "events",       "glacier",           "glue",
    "kafka",        "kinesis",           "lambda",
    "s3",           "s3-object-lambda",  "s3-outposts",
    "s3express",    "s3tables",          "secretsmanager",
    "sqs"};
// Their resources have a policy always, so that one that is not there was not readable. Sources: KMS
// Developer Guide, "Key policies in AWS KMS"; SNS API Reference, GetTopicAttributes.
constexpr std::array<std::string_view, 2> kAlwaysPolicy = {"kms", "sns"};

template <size_t N>
bool contains(const std::array<std::string_view, N>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

class Loader {
 public:
  explicit Loader(SnapshotBuilder& builder) : builder_(builder) {}

  // The files of the account itself.
  void load_account(const CollectedFolder& folder);
  // First what others refer to.
  void load_instance_profile(const CollectedFolder& folder);
  void load_shares(const CollectedFolder& folder);
  void load(const CollectedFolder& folder);
  // What shares give policies to and no folder describes.
  void load_shared_resources();
  // An account has data here, though it may hold nothing.
  void see_account(const CollectedPlace& place) {
    builder_.see_account(builder_.intern(place.owner), builder_.intern(place.partition));
  }

 private:
  void load_principal(const CollectedFolder& folder, FoundPrincipal::Kind kind);
  void load_managed_policy(const CollectedFolder& folder);
  void load_resource(const CollectedFolder& folder);
  void add_policies(const CollectedFolder& folder, FoundPrincipal& found);
  void add_boundary(CollectedValue& metadata, FoundPrincipal& found);
  void add_groups(const CollectedFolder& folder, FoundPrincipal& found);
  void add_instance_profiles(const CollectedFolder& folder, FoundPrincipal& found);
  void add_trust(const CollectedFolder& folder, FoundPrincipal& found);
  void add_resource_policy(const CollectedFolder& folder, FoundResource& found);
  void add_shared_policy(FoundResource& found);
  std::vector<Tag> tags(const CollectedFolder& folder);

  struct ArnList {
    std::vector<FoundPrincipal::Reference> arns;
    bool whole = true;  // else it has more, which could not be read
  };
  ArnList arns(const CollectedFolder& folder, std::string_view name);

  struct Share {
    ExportedPolicy policy;
    Place place;
    std::string_view account;
    bool placed = false;
  };

  SnapshotBuilder& builder_;
  ResourceTypes types_;
  std::unordered_map<std::string_view, InstanceProfile> profiles_;                        // by ARN
  std::unordered_map<std::string_view, std::vector<std::string_view>> profiles_of_role_;  // by ARN
  std::unordered_map<std::string_view, Share> shares_;                                    // by ARN
};

void Loader::load_account(const CollectedFolder& folder) {
  if (auto settings = folder.object("s3-bpa", builder_))
    builder_.add_public_access_block(builder_.intern(folder.place().owner), settings->root);
}

Loader::ArnList Loader::arns(const CollectedFolder& folder, std::string_view name) {
  ArnList list;
  auto file = folder.value(name, builder_);
  list.whole = file ? file->root.is_array() : !folder.has(name);
  if (!file) return list;
  const auto texts = file->reader.texts_of(file->root, name);
  list.whole = list.whole && texts.size() == file->root.size();
  for (const auto& [text, value] : texts) list.arns.push_back({text, value.place()});
  return list;
}

std::vector<Tag> Loader::tags(const CollectedFolder& folder) {
  std::vector<Tag> result;
  auto file = folder.object("tags", builder_);
  if (!file) return result;
  for (auto [key, value] : file->root.members())
    result.push_back({builder_.intern(key.text()), builder_.intern(value.text())});
  return result;
}

// The path of an ARN that names by path: "/service-role/" of "...:role/service-role/app".
std::string_view path_in_arn(std::string_view arn) {
  const size_t begin = arn.find('/');
  return begin == std::string_view::npos ? "/" : arn.substr(begin, arn.rfind('/') - begin + 1);
}

void Loader::load_instance_profile(const CollectedFolder& folder) {
  auto metadata = folder.metadata(builder_);
  if (!metadata) return;
  const std::string_view arn = metadata->reader.text(metadata->root, "arn");
  if (!metadata->reader.is_of_account(arn, folder.place().folder, metadata->root.place())) return;
  // `name` is the path there.
  profiles_[arn] = {arn, name_in_arn(arn), path_in_arn(arn), metadata->reader.text(metadata->root, "id"), 0,
                    {}};
  const auto roles = find_member(metadata->root, "roles");
  if (!roles) return;
  for (const auto& role : metadata->reader.texts_of(*roles, "roles"))
    profiles_of_role_[role.text].push_back(arn);
}

void Loader::add_instance_profiles(const CollectedFolder& folder, FoundPrincipal& found) {
  std::vector<std::string_view> names;
  for (const auto& reference : arns(folder, "instance-profiles").arns) names.push_back(reference.arn);
  if (const auto known = profiles_of_role_.find(found.arn); known != profiles_of_role_.end())
    names.insert(names.end(), known->second.begin(), known->second.end());
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  for (std::string_view arn : names) {
    const auto known = profiles_.find(arn);
    found.instance_profiles.push_back(
        known != profiles_.end() ? known->second
                                 : InstanceProfile{arn, name_in_arn(arn), path_in_arn(arn), {}, 0, {}});
  }
}

void Loader::add_policies(const CollectedFolder& folder, FoundPrincipal& found) {
  ArnList attached = arns(folder, "managed-policies");
  if (!attached.whole)
    attached.arns.push_back(
        {builder_.intern(fmt::format("{}/{}", found.arn, kUnreadAttachedPolicies)), found.place});
  found.attached = std::move(attached.arns);
  if (!folder.has("inline-policies")) return;
  auto file = folder.value("inline-policies", builder_);
  if (file) {
    for (Value each : file->reader.objects_of(file->root, "inline-policies"))
      found.inline_policies.push_back(file->reader.inline_policy(each));
  }
  if (file && file->root.is_array() && found.inline_policies.size() == file->root.size()) return;
  ExportedPolicy missing;
  missing.name = kUnreadInlinePolicies;
  found.inline_policies.push_back(std::move(missing));
}

void Loader::add_boundary(CollectedValue& metadata, FoundPrincipal& found) {
  const auto boundary = find_member(metadata.root, "permissionBoundary");
  if (!boundary) return;
  found.boundary = metadata.reader.reference(metadata.root, "permissionBoundary");
  if (found.boundary.arn.empty())
    found.boundary = metadata.reader.unreadable_boundary(found.arn, boundary->place());
}

void Loader::add_groups(const CollectedFolder& folder, FoundPrincipal& found) {
  ArnList groups = arns(folder, "groups");
  for (const auto& group : groups.arns) found.groups.push_back(name_in_arn(group.arn));
  if (!groups.whole) found.groups.push_back(kUnreadGroups);
}

void Loader::add_trust(const CollectedFolder& folder, FoundPrincipal& found) {
  constexpr std::string_view kName = "AssumeRolePolicyDocument";
  if (auto trust = folder.value("trust-policy", builder_)) {
    found.trust = trust->reader.policy_at(trust->root, kName);
    return;
  }
  found.trust.name = kName;
  builder_.report(
      Severity::kError, "POLICY_MISSING",
      fmt::format("there is no trust-policy.json of `{}`: who can assume it is unknown", found.arn),
      found.place, found.arn);
}

void Loader::load_principal(const CollectedFolder& folder, FoundPrincipal::Kind kind) {
  auto metadata = folder.metadata(builder_);
  if (!metadata) return;
  DetailReader& reader = metadata->reader;
  const Value root = metadata->root;
  FoundPrincipal found;
  found.kind = kind;
  found.place = root.place();
  found.arn = reader.text(root, "arn");
  found.name = reader.text(root, "name");
  if (!reader.is_of_account(found.arn, folder.place().folder, found.place)) return;
  if (found.name.empty()) found.name = name_in_arn(found.arn);
  found.path = reader.text(root, "path");
  found.id = reader.text(root, "id");
  found.created = reader.time(root, "created");
  found.tags = tags(folder);
  add_policies(folder, found);
  add_boundary(*metadata, found);
  if (kind == FoundPrincipal::Kind::kUser) add_groups(folder, found);
  if (kind == FoundPrincipal::Kind::kRole) {
    add_instance_profiles(folder, found);
    add_trust(folder, found);
  }
  builder_.add(std::move(found));
}

void Loader::load_managed_policy(const CollectedFolder& folder) {
  auto metadata = folder.metadata(builder_);
  if (!metadata) return;
  DetailReader& reader = metadata->reader;
  const std::string_view arn = reader.text(metadata->root, "arn");
  if (!parse_arn(arn)) {
    builder_.report(Severity::kError, "INVALID_ARN",
                    fmt::format("a managed policy has no ARN and is left out: arn is `{}`", arn),
                    metadata->root.place());
    return;
  }
  ExportedPolicy found;
  auto document = folder.value("current-policy", builder_);
  if (document) {
    found = document->reader.policy_at(document->root, {});
  } else {
    reader.missing_policy("current-policy.json", arn, metadata->root.place());
  }
  found.arn = arn;
  found.name = reader.text(metadata->root, "name");
  if (found.name.empty()) found.name = name_in_arn(arn);
  found.version = reader.text(metadata->root, "defaultVersionId");
  found.tags = tags(folder);
  builder_.add(std::move(found), metadata->root.place());
}

// accounts/ACCOUNT/ram/REGION: a file for each resource that the account shares, with the policy that the
// share gives it. Source: RAM API Reference, GetResourcePolicies.
void Loader::load_shares(const CollectedFolder& folder) {
  for (const CollectedFile& file : folder.files()) {
    auto share = folder.object(file.name, builder_);
    if (!share) continue;
    const auto policy = find_member(share->root, "policy");
    const std::string_view arn = share->reader.text(share->root, "arn");
    if (!policy || arn.empty()) continue;
    shares_[arn] = {share->reader.policy_at(*policy, "Policy"), share->root.place(),
                    builder_.intern(folder.place().owner)};
  }
}

void Loader::add_shared_policy(FoundResource& found) {
  const auto share = shares_.find(found.arn);
  if (share == shares_.end()) return;
  share->second.placed = true;
  if (found.policy_knowledge == PolicyKnowledge::kPresent) {
    builder_.report(Severity::kWarning, "POLICY_LEFT_OUT",
                    fmt::format("`{}` has a policy of its own and one by which it is shared: the second is "
                                "left out, and what it grants is not shown",
                                found.arn),
                    share->second.place, found.arn);
    return;
  }
  found.policy_knowledge = PolicyKnowledge::kPresent;
  found.policy = share->second.policy;
}

void Loader::load_shared_resources() {
  for (auto& [arn, share] : shares_) {
    if (share.placed) continue;
    FoundResource found;
    found.arn = arn;
    found.account = share.account;
    found.place = share.place;
    types_.set_by_arn(found, {}, builder_);
    add_shared_policy(found);
    builder_.add(std::move(found));
  }
}

void Loader::add_resource_policy(const CollectedFolder& folder, FoundResource& found) {
  const std::string_view service = folder.parts().front();
  const bool always = contains(kAlwaysPolicy, service);
  if (!always && !contains(kPolicyServices, service)) return;
  if (auto policy = folder.value("policy", builder_)) {
    found.policy = policy->reader.policy_at(policy->root, "Policy");
    found.policy_knowledge = PolicyKnowledge::kPresent;
  } else if (!folder.has("policy") && !always) {
    found.policy_knowledge = PolicyKnowledge::kNone;
  }
}

// SERVICE/REGION/TYPE/NAME without what stands for the one resource: "lambda/function", "s3".
std::string folder_type(const std::vector<std::string_view>& parts) {
  std::string type;
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    if (i == 1 && find_region(parts[i]) != nullptr) continue;
    if (!type.empty()) type += '/';
    type += parts[i];
  }
  return type;
}

void Loader::load_resource(const CollectedFolder& folder) {
  auto metadata = folder.metadata(builder_);
  if (!metadata) return;
  DetailReader& reader = metadata->reader;
  const Value root = metadata->root;
  FoundResource found;
  found.place = root.place();
  found.arn = reader.text(root, "arn");
  const auto arn = parse_arn(found.arn);
  if (!arn) {
    builder_.report(
        Severity::kError, "INVALID_ARN",
        fmt::format("{} has no ARN and is left out: arn is `{}`", folder.place().folder, found.arn),
        found.place);
    return;
  }
  const auto parts = folder.parts();
  types_.set_by_arn(found, folder_type(parts), builder_);
  found.id = reader.text(root, "id");
  if (found.id.empty()) found.id = arn->resource_name();
  found.name = reader.text(root, "name");
  found.account = arn->account.empty() ? builder_.intern(folder.place().owner) : arn->account;
  found.region = arn->region.empty() ? reader.text(root, "region") : arn->region;
  found.partition = arn->partition;
  for (const CollectedFile& file : folder.files()) {
    if (file.name == "policy" || file.name == "tags" || file.input->documents.empty()) continue;
    const auto& document = file.input->documents.front();
    if (document->root().is_object()) {
      found.descriptions.push_back({document, 0, {}});
    } else if (!document->root().is_array()) {  // the rules of a bucket's encryption are a list
      reader.mistyped(document->root(), file.name, "an object or a list");
    }
  }
  found.tags = tags(folder);
  add_resource_policy(folder, found);
  add_shared_policy(found);
  builder_.add(std::move(found));
}

void Loader::load(const CollectedFolder& folder) {
  struct Row {
    std::string_view folder;
    void (*load)(Loader& loader, const CollectedFolder& folder);
  };
  using Kind = FoundPrincipal::Kind;
  constexpr std::array kRows = {
      Row{"iam/user", [](Loader& l, const CollectedFolder& f) { l.load_principal(f, Kind::kUser); }},
      Row{"iam/group", [](Loader& l, const CollectedFolder& f) { l.load_principal(f, Kind::kGroup); }},
      Row{"iam/role", [](Loader& l, const CollectedFolder& f) { l.load_principal(f, Kind::kRole); }},
      Row{"iam/policy", [](Loader& l, const CollectedFolder& f) { l.load_managed_policy(f); }},
      Row{"iam/aws/policy", [](Loader& l, const CollectedFolder& f) { l.load_managed_policy(f); }},
  };
  const std::string_view place = folder.place().folder;
  const std::string_view parent = place.substr(0, place.rfind('/'));
  for (const Row& row : kRows)
    if (row.folder == parent) return row.load(*this, folder);
  load_resource(folder);
}

bool is_share(const CollectedFolder& folder) { return folder.place().folder.starts_with("ram/"); }
bool is_instance_profile(const CollectedFolder& folder) {
  return folder.place().folder.starts_with("iam/instance-profile/");
}

}  // namespace

bool is_iam_collect(const InputFile& file) {
  const std::string path = whole_path(file);
  if (!path.ends_with(".json") && !path.ends_with(".json.gz")) return false;
  const CollectedPlace place = place_in_iam_collect(path);
  if (place.area != CollectedArea::kAccount) return place.area != CollectedArea::kNone;
  if (place.folder.empty())
    return place.name == "s3-bpa" || place.name == "organization" ||
           place.name.starts_with("ecr-registry-policy.");
  // Below an account's folder the directory of AWS CLI output has regions, this one services.
  return find_region(place.folder.substr(0, place.folder.find('/'))) == nullptr;
}

void load_iam_collect(std::span<const InputFile> files, SnapshotBuilder& builder) {
  const CollectedFolders folders(files);
  Loader loader(builder);
  for (const CollectedFolder& folder : folders.all()) {
    if (folder.place().area != CollectedArea::kAccount) continue;
    loader.see_account(folder.place());
    if (folder.place().folder.empty()) loader.load_account(folder);
    if (is_instance_profile(folder)) loader.load_instance_profile(folder);
    if (is_share(folder)) loader.load_shares(folder);
  }
  for (const CollectedFolder& folder : folders.all()) {
    if (folder.place().area == CollectedArea::kOrganization) {
      load_collected_organization(folder, builder);
    } else if (!folder.place().folder.empty() && !is_share(folder) && !is_instance_profile(folder)) {
      loader.load(folder);
    }
  }
  loader.load_shared_resources();
}

}  // namespace arnscope
