#include "engine/evaluate/scenario.h"

#include <fmt/format.h>

#include <functional>
#include <unordered_map>

#include "engine/base/text.h"
#include "engine/document/fields.h"
#include "engine/document/json_reader.h"
#include "engine/policy/parser.h"

namespace arnscope {
namespace {

class RequestReader : public FieldReader {
 public:
  RequestReader(Unlisted unlisted, const NamedPrincipal& named) : named_(named) {
    asked_.context = Context(unlisted);
  }
  bool read(Value object);
  AskedRequest take() { return std::move(asked_); }

 private:
  bool principal(Value value);
  bool action(Value value);
  bool resource(Value value);
  bool account(Value value);
  bool context(Value object);

  const NamedPrincipal& named_;
  AskedRequest asked_;
};

bool RequestReader::principal(Value value) {
  if (value.is_string()) {
    auto parsed = named_(value.text());
    if (!parsed) return fail(value, parsed.error().message);
    asked_.principal = *parsed;
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
  for (auto [key, value] : object.members()) {
    std::vector<std::string> values;
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

bool RequestReader::account(Value value) {
  std::string& account = asked_.resource_account;
  if (!string(value, "resourceAccount", account)) return false;
  return is_account_id(account) ||
         fail(value, fmt::format("resourceAccount `{}` is no account: it has twelve digits", account));
}

bool RequestReader::read(Value object) {
  auto who = object.find("principal");
  auto what = object.find("action");
  if (!who || !what) return fail(object, "request needs principal and action");
  if (!principal(*who) || !action(*what)) return false;
  if (auto value = object.find("resource"); value && !resource(*value)) return false;
  if (auto value = object.find("resourceAccount"); value && !account(*value)) return false;
  auto given = object.find("context");
  return !given || context(*given);
}

// The policy of the resource is a role's trust policy where the action is one of STS: it has no Resource.
enum class ResourcePolicyKind : uint8_t { kPolicy, kTrust };

class PoliciesReader : public FieldReader {
 public:
  explicit PoliciesReader(ResourcePolicyKind kind) : kind_(kind) {}
  bool read(Value object);
  Policies take() { return std::move(policies_); }

 private:
  bool layer(Layer layer, Value value);
  bool policy(Layer layer, Value value, size_t position);

  ResourcePolicyKind kind_;
  Policies policies_;
};

bool PoliciesReader::policy(Layer layer, Value value, size_t position) {
  std::string name = fmt::format("{}", position);
  if (auto document = value.find("document")) {
    if (!known_fields(value, "a policy", {"name", "document"})) return false;
    if (auto given = value.find("name"); given && !string(*given, "name", name)) return false;
    value = *document;
  }
  if (!value.is_object())
    return fail(value, fmt::format("a policy is {}: an object must stand here", kind_name(value.kind())));
  // Endpoint policies and RCPs name principals as resource policies do.
  bool names_principals = layer == Layer::kResource || layer == Layer::kRcp || layer == Layer::kEndpoint;
  const bool trust = layer == Layer::kResource && kind_ == ResourcePolicyKind::kTrust;
  PolicyKind kind = trust              ? PolicyKind::kTrust
                    : names_principals ? PolicyKind::kResource
                                       : PolicyKind::kIdentity;
  std::vector<Finding> findings;
  auto parsed = std::make_shared<const Policy>(parse_policy(value, kind, name, findings));
  for (const Finding& finding : findings)
    if (finding.severity == Severity::kError)
      return fail(finding.place, fmt::format("{} policy {}: {}", layer_name(layer), name, finding.message));
  policies_.add(layer, compile(std::move(parsed), kind, name));
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

bool PoliciesReader::read(Value object) {
  if (!known_fields(object, "policies",
                    {"identity", "boundary", "session", "resource", "endpoint", "scp", "rcp"}))
    return false;
  for (auto [key, value] : object.members())
    if (!layer(*find_layer(key.text()), value)) return false;
  return true;
}

// Hashes a text without making a string of it.
struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

}  // namespace

// The policies that were read, by their text.
class ScenarioReader::Memory {
 public:
  Result<std::shared_ptr<const Policies>> policies(Value value, ResourcePolicyKind kind);

 private:
  static constexpr size_t kMaxBytes = size_t{32} << 20U;
  using Known = std::unordered_map<std::string, std::shared_ptr<const Policies>, TextHash, std::equal_to<>>;

  Result<std::shared_ptr<const Policies>> read(Value value, ResourcePolicyKind kind);

  std::array<Known, 2> known_;  // by ResourcePolicyKind
  size_t bytes_ = 0;
};

Result<std::shared_ptr<const Policies>> ScenarioReader::Memory::read(Value value, ResourcePolicyKind kind) {
  std::shared_ptr<const Document> document;
  if (value.is_unread()) {  // a source of its own: what is remembered must not keep all the lines around it
    const std::string& name = value.document().source()->name();
    auto read = read_json(Source::from_text(name, std::string(value.json())));
    if (!read) return read.error();
    document = *read;
    value = document->root();
  }
  PoliciesReader reader(kind);
  if (!reader.read(value)) return *reader.error();
  return std::make_shared<const Policies>(reader.take());
}

Result<std::shared_ptr<const Policies>> ScenarioReader::Memory::policies(Value value,
                                                                         ResourcePolicyKind kind) {
  Known& known = known_[static_cast<size_t>(kind)];
  const std::string_view text = value.json();
  if (auto found = known.find(text); found != known.end()) return found->second;
  auto policies = read(value, kind);
  if (!policies) return policies;
  if (bytes_ + text.size() > kMaxBytes) {
    for (Known& each : known_) each.clear();
    bytes_ = 0;
  }
  bytes_ += text.size();
  known.emplace(text, *policies);
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
  return known_fields(*request, "request", {"principal", "action", "resource", "resourceAccount", "context"});
}

}  // namespace

Request AskedRequest::request() const {
  Request request(principal, context);
  request.set_action(action);
  if (!resource_account.empty()) request.set_resource_account(resource_account);
  request.set_resource(resource.text, resource.meaning);
  return request;
}

Result<AskedRequest> read_request(Value object, Unlisted unlisted, const NamedPrincipal& named) {
  RequestReader reader(unlisted, named);
  if (!reader.read(object)) return *reader.error();
  return reader.take();
}

ScenarioReader::ScenarioReader(Expect expect) : expect_(expect), memory_(std::make_unique<Memory>()) {}
ScenarioReader::~ScenarioReader() = default;

Result<Scenario> ScenarioReader::read(Value value) {
  Scenario scenario;
  Unlisted unlisted = Unlisted::kAbsent;
  Reader reader;
  if (!reader.read(value, scenario, unlisted)) return *reader.error();
  auto asked = read_request(*value.find("request"), unlisted);
  if (!asked) return asked.error();
  scenario.asked = std::move(*asked);
  if (auto given = value.find(kPoliciesField)) {
    const bool trust = equal_folded(scenario.asked.action.substr(0, 4), "sts:");
    auto policies =
        memory_->policies(*given, trust ? ResourcePolicyKind::kTrust : ResourcePolicyKind::kPolicy);
    if (!policies) return policies.error();
    scenario.policies = std::move(*policies);
  } else {
    scenario.policies = std::make_shared<const Policies>();
  }
  if (auto expect = value.find("expect"); expect && expect_ == Expect::kRead) {
    auto expectation = read_expectation(*expect);
    if (!expectation) return expectation.error();
    scenario.expect = std::move(*expectation);
  }
  return scenario;
}

}  // namespace arnscope
