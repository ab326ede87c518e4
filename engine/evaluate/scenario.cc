#include "engine/evaluate/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <unordered_map>

#include "engine/base/text.h"
#include "engine/document/fields.h"
#include "engine/document/json_reader.h"
#include "engine/evaluate/kms_grants.h"
#include "engine/evaluate/policy_owner.h"
#include "engine/evaluate/public_access.h"
#include "engine/policy/parser.h"

namespace arnscope {
namespace {

class RequestReader : public FieldReader {
 public:
  // REQUIRES: `asked` is empty.
  RequestReader(AskedRequest& asked, Unlisted unlisted, const NamedPrincipal& named, ContextText text)
      : asked_(asked), named_(named), text_(text) {
    asked_.context = Context(unlisted);
  }
  bool read(Value object);

 private:
  bool principal(Value value);
  bool action(Value value);
  bool resource(Value value);
  bool account(Value object, std::string_view field, std::string& out);
  bool context(Value object);

  AskedRequest& asked_;
  const NamedPrincipal& named_;
  ContextText text_;
};

bool RequestReader::principal(Value value) {
  if (value.is_string()) {
    auto parsed = named_(value.text());
    if (!parsed) return fail(value, parsed.error().message);
    asked_.principal = *std::move(parsed);
    return true;
  }
  if (!known_fields(value, "principal", {"Service", "Federated"})) return false;
  if (value.size() != 1)
    return fail(value, "principal is an ARN, {\"Service\": ...}, {\"Federated\": ...} or \"*\"");
  std::string name;
  Value::Member member = *value.members().begin();
  if (!string(member.value, member.key.text(), name)) return false;
  asked_.principal = member.key.text() == "Service" ? service_principal(name) : federated_principal(name);
  return true;
}

bool RequestReader::context(Value object) {
  if (!object.is_object()) return fail(object, "context is an object of condition keys");
  std::vector<std::string> encryption_context_keys;
  for (auto [key, value] : object.members()) {
    std::vector<std::string> values;
    constexpr std::string_view kEncryptionContext = "kms:EncryptionContext:";
    if (equal_folded(key.text().substr(0, kEncryptionContext.size()), kEncryptionContext))
      encryption_context_keys.emplace_back(key.text().substr(kEncryptionContext.size()));
    if (value.is_array()) {
      for (Value each : value.elements()) {
        if (each.is_object() || each.is_array() || each.kind() == Kind::kNull)
          return fail(each,
                      fmt::format("a value of {} is {}: a string, a number or a boolean must stand here",
                                  key.text(), kind_name(each.kind())));
        values.emplace_back(each.text());
      }
    } else if (value.is_object() || value.kind() == Kind::kNull) {
      return fail(value, fmt::format("{} is {}: a value or a list of values must stand here", key.text(),
                                     kind_name(value.kind())));
    } else {
      values.emplace_back(value.text());
    }
    asked_.context.set(key.text(), std::move(values));
  }
  // The pairs of a complete context name all their keys.
  static const KeyName kEncryptionContextKeys = make_key("kms:EncryptionContextKeys");
  if (!encryption_context_keys.empty() && asked_.context.unlisted() == Unlisted::kAbsent &&
      !asked_.context.has(kEncryptionContextKeys))
    asked_.context.set("kms:EncryptionContextKeys", std::move(encryption_context_keys));
  return true;
}

bool RequestReader::action(Value value) {
  std::string& name = asked_.action;
  if (!string(value, "action", name)) return false;
  const size_t colon = name.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == name.size())
    return fail(value, fmt::format("`{}` is no action: write service:Name", name));
  if (has_wildcard(name)) return fail(value, fmt::format("`{}` is a pattern: ask about one action", name));
  return true;
}

bool RequestReader::resource(Value value) {
  std::string written;
  if (!string(value, "resource", written)) return false;
  auto resource = parse_resource(written);
  if (!resource) return fail(value, resource.error().message);
  asked_.resource = *std::move(resource);
  return true;
}

bool RequestReader::account(Value object, std::string_view field, std::string& out) {
  const auto value = object.find(field);
  if (!value) return true;
  if (!string(*value, field, out)) return false;
  return is_account_id(out) || fail(*value, fmt::format("`{}` is no account id: it is twelve digits", out));
}

bool RequestReader::read(Value object) {
  auto who = object.find("principal");
  auto what = object.find("action");
  if (!who || !what) return fail(object, "request needs principal and action");
  if (!principal(*who) || !action(*what)) return false;
  if (auto value = object.find("resource"); value && !resource(*value)) return false;
  if (!account(object, "resourceAccount", asked_.resource_account) ||
      !account(object, "managementAccount", asked_.management_account))
    return false;
  auto given = object.find("context");
  if (!given || (given->is_string() && text_ == ContextText::kPassedOver)) return true;
  return context(*given);
}

// Policies of one text are read alike for all actions but those of STS.
PolicyKind resource_policy_kind(const AskedRequest& asked) {
  return policy_kind(Layer::kResource, fold(asked.action.substr(0, asked.action.find(':'))));
}

class PoliciesReader : public FieldReader {
 public:
  explicit PoliciesReader(const AskedRequest& asked) : asked_(asked) {}
  bool read(Value object);
  Policies take() { return std::move(policies_); }
  // Whether the policies would be others for another resource.
  bool depend_on_resource() const { return depend_on_resource_; }

 private:
  bool layer(Layer layer, Value value);
  bool policy(Layer layer, Value value, size_t position);
  bool attached_to(Value value, bool& counts);
  bool grants(Value value);
  bool public_access_block(Value value);

  const AskedRequest& asked_;
  Policies policies_;
  bool depend_on_resource_ = false;
};

// A policy that says which resource it is attached to.
bool PoliciesReader::attached_to(Value value, bool& counts) {
  std::string owner;
  if (!string(value, "resource", owner)) return false;
  if (!parse_arn(owner))
    return fail(value, fmt::format("`{}` is no ARN: write arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE", owner));
  depend_on_resource_ = true;
  if (asked_.resource.meaning == ResourceMeaning::kSome && asked_.resource.text != "*")
    return fail(value,
                "a policy that is attached to one resource says nothing of a pattern: ask about one ARN");
  counts = asked_.resource.text != "*" && governs(owner, asked_.resource.text);
  return true;
}

bool PoliciesReader::policy(Layer layer, Value value, size_t position) {
  std::string name = fmt::format("{}", position);
  bool counts = true;  // whether it governs the resource that the request names
  if (auto document = value.find("document")) {
    const bool attached = layer == Layer::kResource && value.find("resource");
    if (!attached && !known_fields(value, "a policy", {"name", "document"})) return false;
    if (attached && !known_fields(value, "a policy", {"name", "resource", "document"})) return false;
    if (auto given = value.find("name"); given && !string(*given, "name", name)) return false;
    if (attached && !attached_to(*value.find("resource"), counts)) return false;
    value = *document;
  }
  if (!value.is_object())
    return fail(value, fmt::format("a policy is {}: an object must stand here", kind_name(value.kind())));
  const PolicyKind kind = layer == Layer::kResource ? resource_policy_kind(asked_) : policy_kind(layer, "");
  std::vector<Finding> findings;
  auto parsed = std::make_shared<const Policy>(parse_policy(value, kind, name, findings));
  for (const Finding& finding : findings)
    if (finding.severity == Severity::kError)
      return fail(finding.place, fmt::format("{} policy {}: {}", layer_name(layer), name, finding.message));
  if (counts) policies_.add(layer, compile(std::move(parsed), kind, name));
  return true;
}

bool PoliciesReader::layer(Layer layer, Value value) {
  if (value.kind() == Kind::kNull) return true;
  LayerPolicies& target = policies_[layer];
  const bool levelled = layer == Layer::kScp || layer == Layer::kRcp;
  // An empty list is no layer; but a caller without identity policies has none that allow.
  target.state = layer != Layer::kIdentity && value.size() == 0 ? LayerState::kNone : LayerState::kPresent;
  if (layer == Layer::kResource && value.is_object()) return policy(layer, value, 0);
  if (!value.is_array())
    return fail(value,
                fmt::format("{} is {}: a list must stand here", layer_name(layer), kind_name(value.kind())));
  if (!levelled) target.levels.emplace_back();
  size_t position = 0;
  for (Value each : value.elements()) {
    if (!levelled) {
      if (!policy(layer, each, position++)) return false;
      continue;
    }
    if (!each.is_array())
      return fail(each, fmt::format("{} is a list of levels, each a list of policies", layer_name(layer)));
    target.levels.emplace_back();
    position = 0;
    for (Value one : each.elements())
      if (!policy(layer, one, position++)) return false;
  }
  return true;
}

// Grants allow beside the key policy.
bool PoliciesReader::grants(Value value) {
  if (value.kind() == Kind::kNull) return true;
  auto read = read_kms_grants(value);
  if (!read) return fail(read.error());
  for (auto& grant : *read) policies_.add(Layer::kResource, std::move(grant));
  return true;
}

bool PoliciesReader::public_access_block(Value value) {
  if (value.kind() == Kind::kNull) return true;
  auto block = read_public_access_block(value);
  if (!block) return fail(block.error());
  depend_on_resource_ = true;
  const auto arn = parse_arn(asked_.resource.text);
  const PolicyOf of =
      arn && arn->resource_type() == "accesspoint" ? PolicyOf::kAccessPoint : PolicyOf::kBucket;
  for (const auto& level : policies_[Layer::kResource].levels)
    for (const auto& policy : level)
      if (block->restrict_public_buckets && is_public(*policy->policy, of))
        policies_.public_buckets_restricted = true;
  return true;
}

bool PoliciesReader::read(Value object) {
  if (!known_fields(object, "policies",
                    {"identity", "boundary", "session", "resource", "endpoint", "scp", "rcp", "grants",
                     "publicAccessBlock"}))
    return false;
  for (size_t i = 0; i < kLayerCount; ++i) {  // of members that repeat a name the last one counts
    const auto which = static_cast<Layer>(i);
    if (auto value = object.find(layer_name(which)); value && !layer(which, *value)) return false;
  }
  if (auto given = object.find("grants"); given && !grants(*given)) return false;
  auto given = object.find("publicAccessBlock");
  return !given || public_access_block(*given);
}

// Hashes a text without making a string of it, in four lanes: three times as fast as the standard library's,
// which is a tenth of a line's whole cost.
struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const {
    constexpr uint64_t kFactor = 0x9E3779B97F4A7C15;
    std::array<uint64_t, 4> lanes = {text.size(), 1, 2, 3};
    const auto mix = [&](const char* block) {
      std::array<uint64_t, 4> words;
      std::memcpy(words.data(), block, sizeof words);
      for (size_t i = 0; i < lanes.size(); ++i) {
        lanes[i] = (lanes[i] ^ words[i]) * kFactor;
        lanes[i] ^= lanes[i] >> 32U;
      }
    };
    constexpr size_t kBlock = sizeof lanes;
    size_t at = 0;
    for (; at + kBlock <= text.size(); at += kBlock) mix(text.data() + at);
    std::array<char, kBlock> rest{};
    std::copy(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(), rest.begin());
    mix(rest.data());
    for (size_t i = 1; i < lanes.size(); ++i) lanes[0] = (lanes[0] ^ lanes[i]) * kFactor;
    return lanes[0] ^ (lanes[0] >> 29U);
  }
};

// About as much memory as the policies take: their texts, trees and statements weigh several times the JSON.
size_t compiled_bytes(const Policies& policies) {
  size_t bytes = 0;
  for (const LayerPolicies& layer : policies.layers)
    for (const auto& level : layer.levels)
      for (const auto& policy : level)
        bytes += 1024 * policy->statements.size() + 8 * policy->interval_bits.size() +
                 4 * policy->interval_starts.size();
  return bytes;
}

}  // namespace

// The policies that were read, by their text.
class ScenarioReader::Memory {
 public:
  Result<std::shared_ptr<const Policies>> policies(Value value, const AskedRequest& asked);

 private:
  static constexpr size_t kMaxBytes = size_t{32} << 20U;
  using Known = std::unordered_map<std::string, std::shared_ptr<const Policies>, TextHash, std::equal_to<>>;

  std::array<Known, 2> known_;  // of trust policies the second
  size_t bytes_ = 0;
};

Result<std::shared_ptr<const Policies>> ScenarioReader::Memory::policies(Value value,
                                                                         const AskedRequest& asked) {
  Known& known = known_[resource_policy_kind(asked) == PolicyKind::kTrust ? 1 : 0];
  const std::string_view text = value.json();
  if (auto found = known.find(text); found != known.end()) return found->second;
  std::shared_ptr<const Document> document;
  if (value.is_unread()) {  // a source of its own: what is remembered must not keep all the lines around it
    const std::string& name = value.document().source()->name();
    auto read = read_json(Source::from_text(name, std::string(text)));
    if (!read) return read.error();
    document = *read;
    value = document->root();
  }
  PoliciesReader reader(asked);
  if (!reader.read(value)) return *reader.error();
  auto policies = std::make_shared<const Policies>(reader.take());
  if (reader.depend_on_resource()) return policies;
  const size_t bytes = text.size() + compiled_bytes(*policies);
  if (bytes_ + bytes > kMaxBytes) {
    for (Known& each : known_) each.clear();
    bytes_ = 0;
  }
  bytes_ += bytes;
  known.emplace(text, policies);
  return policies;
}

namespace {

class Reader : public FieldReader {
 public:
  // The fields beside request, policies and expect.
  bool read(Value value, Scenario& scenario, Unlisted& unlisted);
};

bool Reader::read(Value value, Scenario& scenario, Unlisted& unlisted) {
  if (!known_fields(value, "a scenario",
                    {"name", "source", "note", "request", "policies", "context", "expect"}))
    return false;
  if (auto name = value.find("name"); name && !string(*name, "name", scenario.name)) return false;
  if (auto source = value.find("source"); source && !string(*source, "source", scenario.source)) return false;
  if (auto context = value.find("context")) {
    if (context->text() == "open") {
      unlisted = Unlisted::kUnknown;
    } else if (context->text() != "complete") {
      return fail(*context, fmt::format("`{}` is no context: complete or open", context->text()));
    }
  }
  auto request = value.find("request");
  if (!request) return fail(value, "a scenario needs a request");
  return known_fields(*request, "request",
                      {"principal", "action", "resource", "resourceAccount", "managementAccount", "context"});
}

}  // namespace

Request AskedRequest::request() const {
  Request request(principal, context);
  request.set_action(action);
  if (!resource_account.empty()) request.set_resource_account(resource_account);
  if (!management_account.empty()) request.set_management_account(management_account);
  request.set_resource(resource.text, resource.meaning);
  return request;
}

Result<AskedRequest> read_request(Value object, Unlisted unlisted, const NamedPrincipal& named,
                                  ContextText text) {
  AskedRequest asked;
  RequestReader reader(asked, unlisted, named, text);
  if (!reader.read(object)) return *reader.error();
  return asked;
}

ScenarioReader::ScenarioReader(Expect expect) : expect_(expect), memory_(std::make_unique<Memory>()) {}
ScenarioReader::~ScenarioReader() = default;

Result<Scenario> ScenarioReader::read(Value value) {
  Result<Scenario> result{Scenario()};
  Scenario& scenario = *result;
  Unlisted unlisted = Unlisted::kAbsent;
  Reader reader;
  if (!reader.read(value, scenario, unlisted)) return *reader.error();
  static const NamedPrincipal kByArn = parse_principal;
  RequestReader request(scenario.asked, unlisted, kByArn, ContextText::kRefused);
  if (!request.read(*value.find("request"))) return *request.error();
  if (auto given = value.find(kPoliciesField)) {
    auto policies = memory_->policies(*given, scenario.asked);
    if (!policies) return policies.error();
    scenario.policies = *std::move(policies);
  } else {
    scenario.policies = std::make_shared<const Policies>();
  }
  if (auto expect = value.find("expect"); expect && expect_ == Expect::kRead) {
    auto expectation = read_expectation(*expect);
    if (!expectation) return expectation.error();
    scenario.expect = *std::move(expectation);
  }
  return result;
}

}  // namespace arnscope
