#include "engine/snapshot/cli_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "engine/base/text.h"
#include "engine/model/operations.h"
#include "engine/model/readings.h"
#include "engine/model/regions.h"
#include "engine/model/value_path.h"
#include "engine/policy/arn.h"
#include "engine/snapshot/account_authorization_details.h"
#include "engine/snapshot/cli_account.h"
#include "engine/snapshot/cli_manifest.h"
#include "engine/snapshot/cli_place.h"
#include "engine/snapshot/organization_files.h"

namespace arnscope {
namespace {

// Operations that always answer with their member, of things that there always are: an empty answer is none
// of theirs. Of all others it means that there is nothing, as the AWS CLI prints it. Sources: IAM API
// Reference, GetAccountAuthorizationDetails; KMS Developer Guide, "Key policies in AWS KMS"; SNS API
// Reference, GetTopicAttributes; SQS API Reference, GetQueueAttributes (QueueArn); Secrets Manager API
// Reference, GetResourcePolicy (ARN); OpenSearch Service API Reference, DescribeDomain; CloudFront API
// Reference, GetDistributionConfig; GuardDuty API Reference, GetDetector; STS API Reference,
// GetCallerIdentity; AWS Organizations API Reference, whose lists stand there where they are empty.
constexpr std::array<std::string_view, 16> kAlwaysAnswer = {
    kDetails,
    "cloudfront-get-distribution-config",
    "es-describe-elasticsearch-domain",
    "guardduty-get-detector",
    "kms-get-key-policy",
    "organizations-describe-policy",
    "organizations-list-accounts",
    "organizations-list-accounts-for-parent",
    "organizations-list-organizational-units-for-parent",
    "organizations-list-policies",
    "organizations-list-roots",
    "organizations-list-targets-for-policy",
    "secretsmanager-get-resource-policy",
    "sns-get-topic-attributes",
    "sqs-get-queue-attributes",
    "sts-get-caller-identity",
};

bool may_answer_nothing(const Operation& operation) {
  return std::find(kAlwaysAnswer.begin(), kAlwaysAnswer.end(), operation.name) == kAlwaysAnswer.end();
}

struct PlacedReading {
  const Reading* reading = nullptr;
  EntityTypeId row = kNoEntityType;
};

// The account's details say of their pages themselves.
bool has_pages(const CliAccount& account, const CliFile& file) {
  return !account.id.empty() && file.place.operation &&
         operations()[*file.place.operation].name != kDetails && !file.input->documents.empty();
}

// Nothing where one of the file's documents is the last page.
std::optional<Place> more_than(const CliFile& file) {
  std::optional<Place> more;
  for (const auto& document : file.input->documents) {
    more = says_more(document->root(), operations()[*file.place.operation]);
    if (!more) break;
  }
  return more;
}

// Adds all files where one of them lacks the page that follows: another may be that page.
void add_pages(const std::vector<CliAccount>& accounts, SnapshotBuilder& builder) {
  bool any = false;
  for (const CliAccount& account : accounts)
    for (const CliFile& file : account.files) any = any || (has_pages(account, file) && more_than(file));
  if (!any) return;
  for (const CliAccount& account : accounts)
    for (const CliFile& file : account.files)
      if (has_pages(account, file))
        builder.add(FoundPage{*file.place.operation, account.id, builder.intern(file.place.region),
                              file.place.parameters, more_than(file)});
}

// Reads the output of one account.
class AccountReader {
 public:
  AccountReader(const CliAccount& account, SnapshotBuilder& builder) : account_(account), builder_(builder) {}

  void read_all();

 private:
  // One document of one file, and what is known of the call that printed it.
  struct Call {
    const CliFile& file;
    const Operation& operation;
    OperationId id = 0;
    std::string_view region, partition;
    std::shared_ptr<const Document> document;  // null where the answer is empty

    Place place() const { return document ? document->root().place() : Place{file.input->source, {}}; }
  };
  void find_bucket_regions();
  void read(const CliFile& file);
  void read_blank(const Call& call);
  bool is_output(const Call& call, Value root);
  bool read_document(const Call& call);
  void report_public_acl(const Call& call, Value root);
  void read_value(const Call& call, const PlacedReading& placed, Value value);
  void describe(const Call& call, const PlacedReading& placed, Value value);
  void add_to(const Call& call, const PlacedReading& placed, Value value);
  void take_policy(const Call& call, const Reading& reading, Value value, PolicyKnowledge& knowledge,
                   ExportedPolicy& policy);
  std::string_view home_region(const Call& call, const PlacedReading& placed, Value value);
  Described described(const Call& call, Value value) const {
    return {value, call.file.place.parameters, call.partition, account_.id, call.region};
  }
  const std::vector<PlacedReading>& readings(OperationId id);

  const CliAccount& account_;
  SnapshotBuilder& builder_;
  std::unordered_map<OperationId, std::vector<PlacedReading>> readings_;
  std::unordered_map<std::string, std::string> bucket_regions_;
};

const std::vector<PlacedReading>& AccountReader::readings(OperationId id) {
  auto [at, is_new] = readings_.try_emplace(id);
  if (is_new)
    for (const Reading& reading : readings_of(operations()[id].name))
      at->second.push_back({&reading, find_entity_type(reading.type)});
  return at->second;
}

// Source: S3 API Reference, GetBucketLocation: null means us-east-1, and EU is an older name of eu-west-1.
void AccountReader::find_bucket_regions() {
  const auto operation = find_operation("s3api-get-bucket-location");
  for (const CliFile& file : account_.files) {
    if (file.place.operation != operation || file.place.parameters.size() != 1) continue;
    for (const auto& document : file.input->documents) {
      const auto location = document->root().find("LocationConstraint");
      if (!location) continue;
      const std::string_view text = location->is_string() ? location->text() : std::string_view();
      bucket_regions_[file.place.parameters[0]] = text.empty()   ? "us-east-1"
                                                  : text == "EU" ? "eu-west-1"
                                                                 : text;
    }
  }
}

// Where the resource is: buckets are listed under the region of global services.
std::string_view AccountReader::home_region(const Call& call, const PlacedReading& placed, Value value) {
  if (placed.reading->type == "aws_s3_bucket") {
    const auto known = bucket_regions_.find(first_text({value}, "Name"));
    if (known != bucket_regions_.end()) return builder_.intern(known->second);
    return builder_.intern(first_text({value}, "BucketRegion"));
  }
  return call.operation.scope == OperationScope::kRegion ? call.region : std::string_view();
}

// What a reading with a policy answers: one, or that there is none.
void AccountReader::take_policy(const Call& call, const Reading& reading, Value value,
                                PolicyKnowledge& knowledge, ExportedPolicy& policy) {
  if (reading.policy.empty()) return;
  knowledge = PolicyKnowledge::kNone;
  for_each_value(described(call, value), reading.policy, [&](Value found) {
    const bool is_empty = found.kind() == Kind::kNull || (found.is_string() && found.text().empty());
    if (is_empty || &found.document() != call.document.get()) return;
    knowledge = PolicyKnowledge::kPresent;
    policy.document = call.document;
    policy.value = found.index();
    policy.name = reading.policy;
  });
}

void AccountReader::describe(const Call& call, const PlacedReading& placed, Value value) {
  const EntityTypeRow& row = entity_types()[placed.row];
  const auto key = fill_template(described(call, value), row.key);
  if (!key) {
    builder_.report(
        Severity::kWarning, "KEY_MISSING",
        fmt::format("left out: {} stands here without what its key `{}` is made of", row.name, row.key),
        value.place(), row.name);
    return;
  }
  FoundResource found;
  found.row = placed.row;
  found.key = builder_.intern(*key);
  found.account = account_.id;
  found.partition = call.partition;
  found.region = home_region(call, placed, value);
  found.place = value.place();
  found.descriptions.push_back({call.document, value.index(), call.file.place.parameters});
  take_policy(call, *placed.reading, value, found.policy_knowledge, found.policy);
  builder_.add(std::move(found));
}

void AccountReader::add_to(const Call& call, const PlacedReading& placed, Value value) {
  const std::string named = first_text(described(call, value), placed.reading->adds_to);
  if (named.empty()) return;
  FoundAddition found;
  found.row = placed.row;
  found.named = builder_.intern(named);
  found.account = account_.id;
  found.region = call.operation.scope == OperationScope::kRegion ? call.region : std::string_view();
  found.place = value.place();
  found.description = {call.document, value.index(), call.file.place.parameters};
  found.expected = placed.reading->adds_to.starts_with('$');
  take_policy(call, *placed.reading, value, found.policy_knowledge, found.policy);
  builder_.add(std::move(found));
}

void AccountReader::read_value(const Call& call, const PlacedReading& placed, Value value) {
  // What stands in a string that was stepped into does not outlive this call.
  if (&value.document() != call.document.get()) return;
  if (!meets(described(call, value), placed.reading->where)) return;
  if (!placed.reading->adds_to.empty()) {
    add_to(call, placed, value);
  } else if (placed.row != kNoEntityType) {
    describe(call, placed, value);
  }
}

// What the operation answers is an object with its member; a list, where the readings look into it as one.
bool AccountReader::is_output(const Call& call, Value root) {
  const auto member = root.is_object() ? root.find(call.operation.member) : std::nullopt;
  if (!member && !(root.is_object() && root.size() == 0 && may_answer_nothing(call.operation))) {
    builder_.report(Severity::kError, "UNREADABLE_INPUT",
                    fmt::format("left out: this is no output of `{}`: an object with `{}` must stand here",
                                call.operation.name, call.operation.member),
                    root.place());
    return false;
  }
  const std::string list = fmt::format("{}[]", call.operation.member);
  const bool is_list =
      std::any_of(readings(call.id).begin(), readings(call.id).end(),
                  [&](const PlacedReading& each) { return each.reading->path.starts_with(list); });
  if (!member || !is_list || member->is_array() || member->kind() == Kind::kNull) return true;
  builder_.report(Severity::kError, "UNREADABLE_INPUT",
                  fmt::format("left out: `{}` is {}: `{}` answers a list here", call.operation.member,
                              kind_name(member->kind()), call.operation.name),
                  member->place());
  return false;
}

// Source: Amazon S3 User Guide, "Access control list (ACL) overview", Amazon S3 predefined groups.
void AccountReader::report_public_acl(const Call& call, Value root) {
  if (call.operation.name != "s3api-get-bucket-acl" || call.file.place.parameters.empty()) return;
  for_each_value({root}, "Grants[]", [&](Value grant) {
    const std::string uri = first_text({grant}, "Grantee.URI");
    const bool everyone = uri.ends_with("/groups/global/AllUsers");
    if (!everyone && !uri.ends_with("/groups/global/AuthenticatedUsers")) return;
    builder_.report(Severity::kWarning, "PUBLIC_ACL",
                    fmt::format("the ACL of the bucket `{}` grants {} to {}: ACLs are not counted in answers",
                                printable(call.file.place.parameters[0]), first_text({grant}, "Permission"),
                                everyone ? "everyone" : "all AWS accounts"),
                    grant.place(), account_.id);
  });
}

// Returns whether it is the operation's output.
bool AccountReader::read_document(const Call& call) {
  const Value root = call.document->root();
  if (call.operation.name == kDetails && root.is_object() && is_account_authorization_details(root))
    return load_account_authorization_details(call.document, builder_, account_.id), true;
  if (!is_output(call, root)) return false;
  if (call.operation.name == kAccountPublicAccessBlock)
    return builder_.add_public_access_block(account_.id, root), true;
  if (call.operation.name.starts_with("organizations-"))
    return read_organization_file(call.operation.name, call.file.place.parameters, call.document, builder_,
                                  account_.id);
  report_public_acl(call, root);
  for (const PlacedReading& placed : readings(call.id))
    for_each_value(described(call, root), placed.reading->path,
                   [&](Value value) { read_value(call, placed, value); });
  return true;
}

// The CLI prints nothing for an answer without members. Where the answer is a policy there is none; of other
// operations it is more likely that the file was cut.
void AccountReader::read_blank(const Call& call) {
  bool is_policy = false;
  for (const PlacedReading& placed : readings(call.id)) {
    if (placed.reading->policy.empty() || !placed.reading->adds_to.starts_with('$')) continue;
    if (call.file.place.parameters.empty() || !may_answer_nothing(call.operation)) continue;
    is_policy = true;
    FoundAddition found;
    found.row = placed.row;
    found.named = builder_.intern(call.file.place.parameters[0]);
    found.account = account_.id;
    found.region = call.operation.scope == OperationScope::kRegion ? call.region : std::string_view();
    found.place = call.place();
    found.policy_knowledge = PolicyKnowledge::kNone;
    builder_.add(std::move(found));
  }
  builder_.report(
      Severity::kWarning, "EMPTY_INPUT",
      is_policy ? fmt::format("the file is empty: `{}` is taken to have found no policy", call.operation.name)
                : fmt::format("the file is empty: what `{}` answers is unknown", call.operation.name),
      call.place());
  builder_.add_operation(account_.id, call.region, call.id, is_policy ? "" : "EmptyOutput");
}

void AccountReader::read(const CliFile& file) {
  const OperationId id = *file.place.operation;
  Call call{file,
            operations()[id],
            id,
            builder_.intern(file.place.region),
            builder_.intern(partition_of_region(file.place.region)),
            nullptr};
  if (file.input->documents.empty()) {
    if (is_blank(*file.input)) return read_blank(call);
    return builder_.add_operation(account_.id, call.region, id, "UnreadableOutput");
  }
  bool all_read = true;
  for (const auto& document : file.input->documents) {
    call.document = document;
    all_read = read_document(call) && all_read;
  }
  builder_.add_operation(account_.id, call.region, id, all_read ? "" : "UnreadableOutput");
}

void AccountReader::read_all() {
  find_bucket_regions();
  for (const CliFile& file : account_.files)
    if (file.place.operation) read(file);
}

// One finding a region, at its first file.
void report_regions(const std::vector<CliAccount>& accounts, SnapshotBuilder& builder) {
  std::set<std::string_view> seen;
  for (const CliAccount& account : accounts) {
    for (const CliFile& file : account.files) {
      const std::string_view name = file.place.region;
      if (name.empty() || !seen.insert(name).second) continue;
      const Region* region = find_region(name);
      if (region != nullptr && region->supported()) continue;
      builder.report(Severity::kSuggestion, "UNSUPPORTED_REGION",
                     fmt::format("the region `{}` is {}: what stands there is read all the same", name,
                                 region == nullptr ? "not known" : "none of those that the data model names"),
                     {file.input->source, {}}, name);
    }
  }
}

}  // namespace

bool is_cli_output(const InputFile& file) { return cli_place(file).has_value(); }

void load_cli_output(std::span<const InputFile> files, SnapshotBuilder& builder) {
  std::vector<CliAccount> accounts = cli_accounts(files, builder);
  report_regions(accounts, builder);
  report_missing_manifests(accounts, builder);
  for (const CliAccount& account : accounts) {
    if (account.id.empty()) continue;
    AccountReader(account, builder).read_all();
    read_manifest(account, builder);
  }
  add_pages(accounts, builder);
}

}  // namespace arnscope
