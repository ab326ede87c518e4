#include "engine/snapshot/aws_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "engine/base/text.h"
#include "engine/document/embedded.h"
#include "engine/document/json_reader.h"
#include "engine/evaluate/values.h"
#include "engine/model/regions.h"
#include "engine/model/value_path.h"
#include "engine/policy/arn.h"
#include "engine/snapshot/iam_details.h"
#include "engine/snapshot/resource_type.h"

namespace arnscope {
namespace {

// A value and the document that it is of: what stood in a string is of one of its own.
struct HeldValue {
  std::shared_ptr<const Document> document;
  uint32_t index = 0;

  Value value() const { return {document.get(), index}; }
};

// Where resource policies stand. Sources: AWS Config Developer Guide, "Supported Resource Types for AWS
// Config"; the resource types' schemas in awslabs/aws-config-resource-schema and in the CloudFormation
// Template Reference, whose properties the younger types have as their configuration.
struct PolicyPath {
  std::string_view type, path;
};
constexpr std::array kPolicyPaths = {
    PolicyPath{"AWS::Backup::BackupVault", "configuration.AccessPolicy"},
    PolicyPath{"AWS::ECR::Repository", "configuration.RepositoryPolicyText"},
    PolicyPath{"AWS::EFS::FileSystem", "configuration.FileSystemPolicy"},
    PolicyPath{"AWS::Elasticsearch::Domain", "configuration.accessPolicies"},
    PolicyPath{"AWS::Events::EventBus", "configuration.Policy"},
    PolicyPath{"AWS::KMS::Key", "supplementaryConfiguration.Policy"},
    PolicyPath{"AWS::Lambda::Function", "supplementaryConfiguration.Policy"},
    PolicyPath{"AWS::OpenSearch::Domain", "configuration.AccessPolicies"},
    PolicyPath{"AWS::S3::AccessPoint", "configuration.Policy"},
    PolicyPath{"AWS::S3::Bucket", "supplementaryConfiguration.BucketPolicy.policyText"},
    PolicyPath{"AWS::SNS::Topic", "configuration.Policy"},
    PolicyPath{"AWS::SQS::Queue", "configuration.Policy"},
};
// They have a policy always. Sources: KMS Developer Guide, "Key policies in AWS KMS"; SNS API Reference,
// GetTopicAttributes.
constexpr std::array<std::string_view, 2> kAlwaysPolicy = {"AWS::KMS::Key", "AWS::SNS::Topic"};

// Items that are the policy of another resource.
struct PolicyItem {
  std::string_view type, of_type, names_path, policy_path;
};
constexpr std::array kPolicyItems = {
    PolicyItem{"AWS::MSK::ClusterPolicy", "AWS::MSK::Cluster", "ClusterArn", "Policy"},
    PolicyItem{"AWS::S3::BucketPolicy", "AWS::S3::Bucket", "Bucket", "PolicyDocument"},
    PolicyItem{"AWS::S3Express::BucketPolicy", "AWS::S3Express::DirectoryBucket", "Bucket", "PolicyDocument"},
};

// Items that tell of other resources and are none: whether they comply with rules, which files an instance
// has.
bool is_no_resource(std::string_view type) {
  return type.ends_with("Compliance") || type == "AWS::SSM::FileData";
}

struct PrincipalType {
  std::string_view type;
  FoundPrincipal::Kind kind;
};
constexpr std::array kPrincipalTypes = {
    PrincipalType{"AWS::IAM::User", FoundPrincipal::Kind::kUser},
    PrincipalType{"AWS::IAM::Group", FoundPrincipal::Kind::kGroup},
    PrincipalType{"AWS::IAM::Role", FoundPrincipal::Kind::kRole},
};
constexpr std::string_view kManagedPolicy = "AWS::IAM::Policy";
constexpr std::string_view kInstanceProfile = "AWS::IAM::InstanceProfile";
constexpr std::string_view kAccountPublicAccessBlock = "AWS::S3::AccountPublicAccessBlock";

bool is_item(Value value) {
  const auto type = find_member(value, "resourceType");
  return type && type->is_string() && type->text().find("::") != std::string_view::npos &&
         (find_member(value, "configuration") || find_member(value, "configurationItemStatus") ||
          find_member(value, "configurationItemCaptureTime"));
}

constexpr std::array<std::string_view, 3> kLists = {"configurationItems", "baseConfigurationItems",
                                                    "configurationItem"};

// The items of a file's value: a list of them, or one.
std::optional<Value> items_of(Value root) {
  for (std::string_view name : kLists)
    if (auto found = find_member(root, name)) return found;
  const auto results = root.find("Results");
  if (results && results->is_array() && (root.find("QueryInfo") || results->size() > 0)) {
    const auto strings = results->elements();
    if (results->size() == 0 || (*strings.begin()).text().starts_with('{')) return results;
  }
  if (is_item(root)) return root;
  if (root.is_array() && root.size() > 0 && is_item(*root.elements().begin())) return root;
  return std::nullopt;
}

struct Item {
  HeldValue held;
  std::string_view type, arn, id, name, account, region, status, state;
  int64_t captured = std::numeric_limits<int64_t>::min();
  bool complete = false;  // as AWS Config records it; a query gives parts

  bool is_newer_than(const Item& other) const {
    if (captured != other.captured) return captured > other.captured;
    // State ids are numbers in the order of the items. Source: AWS Config API Reference, ConfigurationItem.
    return state.size() != other.state.size() ? state.size() > other.state.size() : state > other.state;
  }
};

class Loader {
 public:
  explicit Loader(SnapshotBuilder& builder) : builder_(builder) {}

  void collect(const std::shared_ptr<const Document>& document);
  void load();

 private:
  void collect_item(HeldValue held);
  void load_item(const Item& item);
  void load_principal(const Item& item, FoundPrincipal::Kind kind);
  void load_managed_policy(const Item& item);
  void load_policy_item(const Item& item, const PolicyItem& row);
  void load_resource(const Item& item);
  void name_resource(const Item& item, const std::optional<HeldValue>& configuration, FoundResource& found);
  void add_policy(const Item& item, FoundResource& found);
  // The value with strings that hold JSON opened; a finding where one is broken.
  std::optional<HeldValue> open(HeldValue held);
  std::optional<HeldValue> member(const HeldValue& held, std::string_view name);
  // At a path of member names. What stands at its end is opened only where it is a string in a string.
  std::optional<HeldValue> at(HeldValue held, std::string_view path);
  std::optional<HeldValue> object(const Item& item, std::string_view name);
  ExportedPolicy policy(const HeldValue& held);
  std::vector<Tag> tags(const Item& item);
  std::string_view text(Value object, std::string_view name);
  void incomplete(const Item& item, std::string_view what);

  SnapshotBuilder& builder_;
  ResourceTypes types_;
  // By type and ARN, else by what names it: the newest, or those of which none is known to be newer.
  std::map<std::string, std::vector<Item>> items_;
  std::set<std::string_view> profiles_;  // ARNs of the instance profiles that came with their roles
};

std::string_view Loader::text(Value object, std::string_view name) {
  const auto value = find_member(object, name);
  return value ? builder_.intern(value->text()) : std::string_view();
}

char first_letter(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ? '\0' : text[first];
}

std::shared_ptr<const Source> text_of(Value value, char first) {
  auto decoded = first == '%' ? percent_decode(value.text()) : std::nullopt;
  if (!decoded) return embedded_source(value);
  return Source::embedded(value.document().source(), value.span(), Embedding::kJsonStringPercent,
                          std::move(*decoded));
}

std::optional<HeldValue> Loader::open(HeldValue held) {
  constexpr int kMaxStrings = 4;
  for (int i = 0; i < kMaxStrings && held.value().is_string(); ++i) {
    const char first = first_letter(held.value().text());
    if (first != '{' && first != '[' && first != '"' && first != '%') break;
    auto inner = read_json(text_of(held.value(), first));
    if (!inner) {
      builder_.report(Severity::kError, "JSON_SYNTAX_ERROR",
                      fmt::format("the text in this string is not JSON: {}", inner.error().message),
                      inner.error().place);
      return std::nullopt;
    }
    held = {*inner, 0};
  }
  return held;
}

std::optional<HeldValue> Loader::member(const HeldValue& held, std::string_view name) {
  const auto found = find_member(held.value(), name);
  if (!found) return std::nullopt;
  return HeldValue{held.document, found->index()};
}

std::optional<HeldValue> Loader::at(HeldValue held, std::string_view path) {
  for (std::string_view name : split(path, '.')) {
    auto container = open(held);
    auto found = container ? member(*container, name) : std::nullopt;
    if (!found) return std::nullopt;
    held = *found;
  }
  const Value end = held.value();
  return end.is_string() && first_letter(end.text()) == '"' ? open(held) : held;
}

std::optional<HeldValue> Loader::object(const Item& item, std::string_view name) {
  auto found = member(item.held, name);
  if (found) found = open(*found);
  return found && found->value().is_object() ? found : std::nullopt;
}

ExportedPolicy Loader::policy(const HeldValue& held) {
  ExportedPolicy found;
  found.name = "Policy";
  found.document = held.document;
  found.value = held.index;
  return found;
}

// An object, or as queries give them a list of objects with key and value.
std::vector<Tag> Loader::tags(const Item& item) {
  std::vector<Tag> result;
  auto found = member(item.held, "tags");
  if (found) found = open(*found);
  if (!found) return result;
  for (auto [key, value] : found->value().members())
    result.push_back({builder_.intern(key.text()), builder_.intern(value.text())});
  for (Value tag : found->value().elements())
    if (const auto key = find_member(tag, "key"))
      result.push_back({builder_.intern(key->text()), text(tag, "value")});
  return result;
}

void Loader::collect(const std::shared_ptr<const Document>& document) {
  const auto items = items_of(document->root());
  if (!items) {
    builder_.report(
        Severity::kError, "NO_CONFIGURATION_ITEM",
        "this is no configuration item of AWS Config and is left out: it must have a resourceType "
        "and a configuration",
        document->root().place());
    return;
  }
  if (!items->is_array()) return collect_item({document, items->index()});
  for (Value each : items->elements()) collect_item({document, each.index()});
}

void Loader::collect_item(HeldValue given) {
  const auto held = open(std::move(given));
  if (!held) return;
  const Value value = held->value();
  Item item;
  item.held = *held;
  item.type = text(value, "resourceType");
  item.arn = text(value, "arn");
  item.account = text(value, "awsAccountId");
  if (item.account.empty()) item.account = text(value, "accountId");
  item.region = text(value, "awsRegion");
  if (item.region == "global") item.region = {};
  item.id = text(value, "resourceId");
  item.name = text(value, "resourceName");
  item.status = text(value, "configurationItemStatus");
  item.state = text(value, "configurationStateId");
  const std::string_view captured = text(value, "configurationItemCaptureTime");
  item.complete = !captured.empty();
  if (const auto time = parse_date(captured)) item.captured = *time;
  if (item.arn.empty())
    if (const auto arn = at(*held, "configuration.arn")) item.arn = builder_.intern(arn->value().text());
  if (item.arn.empty() && (item.type.empty() || item.id.empty())) {
    builder_.report(
        Severity::kError, "NO_CONFIGURATION_ITEM",
        "this is no configuration item of AWS Config and is left out: it has neither an ARN nor a "
        "resourceType with a resourceId",
        value.place());
    return;
  }
  std::string key = item.arn.empty()
                        ? fmt::format("{}|{}|{}|{}", item.type, item.account, item.region, item.id)
                        : fmt::format("{}|{}", item.type, item.arn);
  std::vector<Item>& known = items_[std::move(key)];
  if (!known.empty() && item.is_newer_than(known.front())) known.clear();
  if (known.empty() || !known.front().is_newer_than(item)) known.push_back(std::move(item));
}

void Loader::incomplete(const Item& item, std::string_view what) {
  builder_.report(Severity::kWarning, "CONFIGURATION_MISSING",
                  fmt::format("{} `{}` {}", item.type.empty() ? "the resource" : item.type,
                              item.arn.empty() ? item.id : item.arn, what),
                  item.held.value().place(), item.arn);
}

void Loader::load_principal(const Item& item, FoundPrincipal::Kind kind) {
  const auto configuration = object(item, "configuration");
  if (!configuration) return incomplete(item, "has no configuration and is left out");
  DetailReader reader(configuration->document, builder_);
  auto found = item.complete ? reader.principal(configuration->value(), kind, item.arn)
                             : reader.partial_principal(configuration->value(), kind, item.arn);
  if (!found) return;
  if (found->tags.empty()) found->tags = tags(item);
  for (const InstanceProfile& profile : found->instance_profiles) profiles_.insert(profile.arn);
  builder_.add(std::move(*found));
}

void Loader::load_managed_policy(const Item& item) {
  const auto configuration = object(item, "configuration");
  if (!configuration) return incomplete(item, "has no configuration and is left out");
  DetailReader reader(configuration->document, builder_);
  auto found = reader.managed_policy(configuration->value(), item.arn);
  if (!found) return;
  if (found->tags.empty()) found->tags = tags(item);
  builder_.add(std::move(*found), configuration->value().place());
}

void Loader::load_policy_item(const Item& item, const PolicyItem& row) {
  const auto configuration = object(item, "configuration");
  const auto named = configuration ? at(*configuration, row.names_path) : std::nullopt;
  const auto document = configuration ? at(*configuration, row.policy_path) : std::nullopt;
  if (!document) return incomplete(item, "has no policy in its configuration: what it grants is unknown");
  FoundResource of_type;
  types_.set_by_config(of_type, row.of_type, builder_);
  FoundAddition addition;
  addition.row = of_type.row;
  addition.named = named ? builder_.intern(named->value().text()) : item.id;
  addition.account = item.account;
  addition.region = item.region;
  addition.policy_knowledge = PolicyKnowledge::kPresent;
  addition.policy = policy(*document);
  addition.place = item.held.value().place();
  builder_.add(std::move(addition));
}

void Loader::add_policy(const Item& item, FoundResource& found) {
  const auto row = std::find_if(kPolicyPaths.begin(), kPolicyPaths.end(),
                                [&](const PolicyPath& each) { return each.type == item.type; });
  if (row == kPolicyPaths.end()) return;
  const auto document = at(item.held, row->path);
  const std::string_view text = document ? document->value().text() : std::string_view();
  const bool is_empty = !document || (document->value().is_string() && (text.empty() || text == "null"));
  if (!is_empty) {
    found.policy = policy(*document);
    found.policy_knowledge = PolicyKnowledge::kPresent;
  } else if (item.complete && object(item, row->path.substr(0, row->path.find('.'))) &&
             std::find(kAlwaysPolicy.begin(), kAlwaysPolicy.end(), item.type) == kAlwaysPolicy.end()) {
    found.policy_knowledge = PolicyKnowledge::kNone;
  }
}

// ARNs as resource ids name nothing that other resources would say.
std::string_view id_of(const Item& item) {
  const auto arn = parse_arn(item.id);
  return !arn ? item.id : !item.name.empty() ? item.name : arn->resource_name();
}

void Loader::name_resource(const Item& item, const std::optional<HeldValue>& configuration,
                           FoundResource& found) {
  if (configuration && found.row != kNoEntityType) {
    const EntityTypeRow& row = entity_types()[found.row];
    const Described described{configuration->value(), {}, found.partition, found.account, found.region};
    found.id = builder_.intern(first_text(described, row.id));
    found.name = builder_.intern(first_text(described, row.display_name));
    if (const auto key = found.arn.empty() ? fill_template(described, row.key) : std::nullopt)
      found.key = builder_.intern(*key);
  }
  if (found.id.empty()) found.id = id_of(item);
  if (found.name.empty()) found.name = item.name;
  if (found.key.empty()) found.key = found.arn;
  if (found.key.empty())
    found.key = builder_.intern(
        fmt::format("{}:{}:{}:{}", found.account, found.region,
                    found.row != kNoEntityType ? entity_types()[found.row].name : found.type, found.id));
}

void Loader::load_resource(const Item& item) {
  FoundResource found;
  found.place = item.held.value().place();
  found.account = item.account;
  found.region = item.region;
  if (const auto arn = parse_arn(item.arn)) {
    found.arn = item.arn;
    found.partition = arn->partition;
    if (found.account.empty()) found.account = arn->account;
    if (found.region.empty()) found.region = arn->region;
  } else if (const Region* region = find_region(item.region)) {
    found.partition = region->partition;
  }
  types_.set_by_config(found, item.type, builder_);
  const auto configuration = object(item, "configuration");
  const auto supplementary = object(item, "supplementaryConfiguration");
  if (!configuration) incomplete(item, "has no configuration: little is known of it");
  for (const auto& each : {configuration, supplementary})
    if (each) found.descriptions.push_back({each->document, each->index, {}});
  if (configuration && item.type == kAccountPublicAccessBlock && is_account_id(item.account))
    builder_.add_public_access_block(item.account, configuration->value());
  name_resource(item, configuration, found);
  found.tags = tags(item);
  add_policy(item, found);
  builder_.add(std::move(found));
}

// The type of an item that a query gave without it, where it is one of IAM.
std::string_view iam_type(const Item& item) {
  const auto arn = parse_arn(item.arn);
  if (!item.type.empty() || !arn || arn->service != "iam") return item.type;
  for (const PrincipalType& row : kPrincipalTypes)
    if (equal_folded(row.type.substr(row.type.rfind(':') + 1), arn->resource_type())) return row.type;
  return arn->resource_type() == "policy" ? kManagedPolicy : item.type;
}

void Loader::load_item(const Item& item) {
  if (item.status == "ResourceDeleted" || item.status == "ResourceDeletedNotRecorded") return;
  const std::string_view type = iam_type(item);
  if (is_no_resource(type)) return;
  for (const PrincipalType& row : kPrincipalTypes)
    if (row.type == type) return load_principal(item, row.kind);
  if (type == kManagedPolicy) return load_managed_policy(item);
  for (const PolicyItem& row : kPolicyItems)
    if (row.type == type) return load_policy_item(item, row);
  load_resource(item);
}

void Loader::load() {
  for (const auto& [key, items] : items_)
    for (const Item& item : items)
      if (item.type != kInstanceProfile) load_item(item);
  for (const auto& [key, items] : items_)
    for (const Item& item : items)
      if (item.type == kInstanceProfile && !profiles_.contains(item.arn)) load_item(item);
}

}  // namespace

bool is_aws_config(const InputFile& file) {
  return std::any_of(file.documents.begin(), file.documents.end(),
                     [](const auto& document) { return items_of(document->root()).has_value(); });
}

void load_aws_config(std::span<const InputFile> files, SnapshotBuilder& builder) {
  Loader loader(builder);
  for (const InputFile& file : files)
    for (const auto& document : file.documents) loader.collect(document);
  loader.load();
}

}  // namespace arnscope
