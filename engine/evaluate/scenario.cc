#include "engine/evaluate/scenario.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "engine/base/text.h"
#include "engine/document/json_writer.h"
#include "engine/evaluate/json_fields.h"
#include "engine/evaluate/kms_grants.h"
#include "engine/evaluate/policy_owner.h"
#include "engine/evaluate/public_access.h"
#include "engine/policy/parser.h"

namespace arnscope {
namespace {

// Reading stops at the first fault of a scenario: `fail` keeps it.
class Reader {
 public:
  Result<Scenario> read(Value value);

 private:
  bool fail(Value at, std::string message) {
    if (!error_) error_ = Error{std::move(message), at.place()};
    return false;
  }
  bool known_fields(Value object, std::string_view where, std::initializer_list<std::string_view> names);
  bool string(Value value, std::string_view field, std::string& out);
  bool principal(Value value);
  bool context(Value object);
  bool management_account(Value value);
  bool request(Value object);
  bool policies(Value object);
  bool grants(Value value);
  bool public_access_block(Value value);
  bool layer(Layer layer, Value value);
  bool attached_to(Value value, bool& counts);
  bool policy(Layer layer, Value value, size_t position);
  bool expectation(Value object);
  bool is_known_condition(Value value);
  bool blocked_by(Value list, Expectation& expect);
  bool decided_by(Value list, Expectation& expect);

  Scenario scenario_;
  std::optional<Error> error_;
};

std::optional<Layer> find_layer(std::string_view name) {
  for (size_t i = 0; i < kLayerCount; ++i)
    if (layer_name(static_cast<Layer>(i)) == name) return static_cast<Layer>(i);
  return std::nullopt;
}

std::string no_arn(std::string_view text) {
  return fmt::format("`{}` is no ARN: write arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE", text);
}

bool Reader::known_fields(Value object, std::string_view where,
                          std::initializer_list<std::string_view> names) {
  auto error = unknown_field(object, where, std::span(names.begin(), names.size()));
  if (error && !error_) error_ = std::move(error);
  return !error_;
}

bool Reader::string(Value value, std::string_view field, std::string& out) {
  if (!value.is_string())
    return fail(value, fmt::format("{} is {}: a string must stand here", field, kind_name(value.kind())));
  out = value.text();
  return true;
}

bool Reader::principal(Value value) {
  if (value.is_string()) {
    auto parsed = parse_principal(value.text());
    if (!parsed) return fail(value, parsed.error().message);
    scenario_.principal = *parsed;
    return true;
  }
  if (!known_fields(value, "principal", {"Service", "Federated"})) return false;
  if (value.size() != 1)
    return fail(value, "principal is an ARN, {\"Service\": ...}, {\"Federated\": ...} or \"*\"");
  std::string name;
  Value::Member member = *value.members().begin();
  if (!string(member.value, member.key.text(), name)) return false;
  scenario_.principal = member.key.text() == "Service" ? service_principal(name) : federated_principal(name);
  return true;
}

bool Reader::context(Value object) {
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
    scenario_.context.set(key.text(), std::move(values));
  }
  // The pairs of a complete context name all their keys.
  static const KeyName kEncryptionContextKeys = make_key("kms:EncryptionContextKeys");
  if (!encryption_context_keys.empty() && scenario_.context.unlisted() == Unlisted::kAbsent &&
      !scenario_.context.has(kEncryptionContextKeys))
    scenario_.context.set("kms:EncryptionContextKeys", std::move(encryption_context_keys));
  return true;
}

bool Reader::management_account(Value value) {
  if (!string(value, "managementAccount", scenario_.management_account)) return false;
  if (is_account_id(scenario_.management_account)) return true;
  return fail(value, fmt::format("`{}` is no account id: it is twelve digits", scenario_.management_account));
}

bool Reader::request(Value object) {
  if (!known_fields(object, "request",
                    {"principal", "action", "resource", "resourceAccount", "managementAccount", "context"}))
    return false;
  auto who = object.find("principal");
  auto action = object.find("action");
  if (!who || !action) return fail(object, "request needs principal and action");
  if (!principal(*who) || !string(*action, "action", scenario_.action)) return false;
  if (auto resource = object.find("resource"); resource && !string(*resource, "resource", scenario_.resource))
    return false;
  if (scenario_.resource != "*" && !parse_arn(scenario_.resource))
    return fail(*object.find("resource"), no_arn(scenario_.resource) + " or `*`");
  if (auto account = object.find("resourceAccount");
      account && !string(*account, "resourceAccount", scenario_.resource_account))
    return false;
  if (auto account = object.find("managementAccount"); account && !management_account(*account)) return false;
  auto given = object.find("context");
  return !given || context(*given);
}

// A policy that says which resource it is attached to.
bool Reader::attached_to(Value value, bool& counts) {
  std::string owner;
  if (!string(value, "resource", owner)) return false;
  if (!parse_arn(owner)) return fail(value, no_arn(owner));
  counts = scenario_.resource != "*" && governs(owner, scenario_.resource);
  return true;
}

bool Reader::policy(Layer layer, Value value, size_t position) {
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
  if (!counts) return true;
  // Endpoint policies and RCPs name principals as resource policies do.
  bool names_principals = layer == Layer::kResource || layer == Layer::kRcp || layer == Layer::kEndpoint;
  bool trust = layer == Layer::kResource && equal_folded(scenario_.action.substr(0, 4), "sts:");
  PolicyKind kind = trust              ? PolicyKind::kTrust
                    : names_principals ? PolicyKind::kResource
                                       : PolicyKind::kIdentity;
  auto parsed = std::make_shared<const Policy>(parse_policy(value, kind, name, scenario_.findings));
  scenario_.policies.add(layer, compile(std::move(parsed), kind, name));
  return true;
}

bool Reader::layer(Layer layer, Value value) {
  if (value.kind() == Kind::kNull) return true;
  LayerPolicies& target = scenario_.policies[layer];
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

bool Reader::policies(Value object) {
  if (!known_fields(object, "policies",
                    {"identity", "boundary", "session", "resource", "endpoint", "scp", "rcp", "grants",
                     "publicAccessBlock"}))
    return false;
  for (auto [key, value] : object.members())
    if (auto which = find_layer(key.text()); which && !layer(*which, value)) return false;
  if (auto given = object.find("grants"); given && !grants(*given)) return false;
  auto given = object.find("publicAccessBlock");
  return !given || public_access_block(*given);
}

bool Reader::public_access_block(Value value) {
  if (value.kind() == Kind::kNull) return true;
  auto block = read_public_access_block(value);
  if (!block) {
    error_ = block.error();
    return false;
  }
  auto arn = parse_arn(scenario_.resource);
  const PolicyOf of =
      arn && arn->resource_type() == "accesspoint" ? PolicyOf::kAccessPoint : PolicyOf::kBucket;
  for (const auto& level : scenario_.policies[Layer::kResource].levels)
    for (const auto& policy : level)
      if (block->restrict_public_buckets && is_public(*policy->policy, of))
        scenario_.policies.public_buckets_restricted = true;
  return true;
}

// Grants allow beside the key policy.
bool Reader::grants(Value value) {
  if (value.kind() == Kind::kNull) return true;
  auto read = read_kms_grants(value);
  if (!read) {
    error_ = read.error();
    return false;
  }
  for (auto& grant : *read) scenario_.policies.add(Layer::kResource, std::move(grant));
  return true;
}

std::string no_layer(Value value) {
  return fmt::format("`{}` is no layer: scp, rcp, endpoint, resource, identity, boundary or session",
                     value.text());
}

bool Reader::blocked_by(Value list, Expectation& expect) {
  if (!list.is_array()) return fail(list, "blockedBy is a list of layers");
  expect.blocked_by.emplace();
  for (Value each : list.elements()) {
    auto layer = find_layer(each.text());
    if (!layer) return fail(each, no_layer(each));
    expect.blocked_by->push_back(*layer);
  }
  return true;
}

bool Reader::decided_by(Value list, Expectation& expect) {
  if (!list.is_array()) return fail(list, "decidedBy is a list of statements");
  for (Value each : list.elements()) {
    if (!known_fields(each, "decidedBy", {"layer", "policy", "statement", "sid", "effect"})) return false;
    ExpectedStatement statement;
    for (auto [key, value] : each.members()) {
      if (key.text() == "statement") {
        uint32_t index = 0;
        const std::string_view digits = value.text();
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
        if (value.kind() != Kind::kNumber || error != std::errc() || end != digits.data() + digits.size())
          return fail(value, "statement is the number of a statement, counted from 0");
        statement.statement = index;
        continue;
      }
      std::string& field = key.text() == "layer"    ? statement.layer
                           : key.text() == "policy" ? statement.policy
                           : key.text() == "sid"    ? statement.sid
                                                    : statement.effect;
      if (!string(value, key.text(), field)) return false;
      if (key.text() == "layer" && !find_layer(field)) return fail(value, no_layer(value));
      if (key.text() == "effect" && field != "Allow" && field != "Deny")
        return fail(value, fmt::format("`{}` is no effect: Allow or Deny", field));
    }
    expect.decided_by.push_back(std::move(statement));
  }
  return true;
}

void copy_condition(JsonWriter& json, Value value) {
  if (value.is_object()) {
    json.begin_object();
    for (auto [key, member] : value.members()) {
      if (key.text() == "from") continue;
      json.key(key.text());
      copy_condition(json, member);
    }
    json.end_object();
  } else if (value.is_array()) {
    json.begin_array();
    for (Value each : value.elements()) copy_condition(json, each);
    json.end_array();
  } else if (value.is_string()) {
    json.string(value.text());
  } else {
    json.raw(value.text());
  }
}

// An expectation with a misspelt operator would hold for no decision, and one that is no object for every
// one.
bool Reader::is_known_condition(Value value) {
  if (!value.is_object())
    return fail(value, fmt::format("condition is {}: an object must stand here", kind_name(value.kind())));
  for (auto [key, member] : value.members()) {
    const bool connective = key.text() == "and" || key.text() == "or";
    for (Value each : member.elements())
      if (connective && !is_known_condition(each)) return false;
    if (key.text() == "not" && !is_known_condition(member)) return false;
    if (key.text() == "operator" && member.text() != "unknown" &&
        parse_operator(member.text()).op == Operator::kUnknown)
      return fail(member, fmt::format("`{}` is no condition operator", member.text()));
  }
  return true;
}

bool Reader::expectation(Value object) {
  if (!known_fields(object, "expect", {"decision", "blockedBy", "decidedBy", "condition"})) return false;
  auto decision = object.find("decision");
  if (!decision) return fail(object, "expect needs a decision");
  Expectation expect;
  bool known = false;
  for (Verdict verdict :
       {Verdict::kAllowed, Verdict::kExplicitDeny, Verdict::kImplicitDeny, Verdict::kConditional}) {
    if (verdict_name(verdict) != decision->text()) continue;
    expect.verdict = verdict;
    known = true;
  }
  if (!known)
    return fail(*decision,
                fmt::format("`{}` is no decision: allowed, explicitDeny, implicitDeny or conditional",
                            decision->text()));
  if (auto list = object.find("blockedBy"); list && !blocked_by(*list, expect)) return false;
  if (auto list = object.find("decidedBy"); list && !decided_by(*list, expect)) return false;
  if (auto condition = object.find("condition")) {
    if (!is_known_condition(*condition)) return false;
    JsonWriter json(expect.condition, Layout::kCompact);
    copy_condition(json, *condition);
  }
  scenario_.expect = std::move(expect);
  return true;
}

Result<Scenario> Reader::read(Value value) {
  bool good = known_fields(value, "a scenario",
                           {"name", "source", "note", "request", "policies", "context", "expect"});
  if (auto name = value.find("name"); good && name) good = string(*name, "name", scenario_.name);
  if (auto source = value.find("source"); good && source) good = string(*source, "source", scenario_.source);
  if (auto context = value.find("context"); good && context) {
    if (context->text() == "open") {
      scenario_.context = Context(Unlisted::kUnknown);
    } else if (context->text() != "complete") {
      good = fail(*context, fmt::format("`{}` is no context: complete or open", context->text()));
    }
  }
  auto asked = value.find("request");
  if (good && !asked) good = fail(value, "a scenario needs a request");
  if (good) good = request(*asked);
  if (auto given = value.find("policies"); good && given) good = policies(*given);
  if (auto expect = value.find("expect"); good && expect) good = expectation(*expect);
  if (!good) return *error_;
  return std::move(scenario_);
}

bool matches(const ExpectedStatement& expected, const StatementReference& actual) {
  const Statement& statement = *actual.statement;
  return (expected.layer.empty() || expected.layer == layer_name(actual.layer)) &&
         (expected.policy.empty() || expected.policy == actual.policy->name) &&
         (expected.effect.empty() || expected.effect == effect_name(statement.effect)) &&
         (expected.sid.empty() || (statement.sid && statement.sid->value == expected.sid)) &&
         (!expected.statement || *expected.statement == statement.index);
}

void write_children(JsonWriter& json, std::string_view name, const Expression& condition, Places places) {
  json.begin_object().key(name).begin_array();
  for (const Expression& child : condition.children()) write_condition(json, child, places);
  json.end_array().end_object();
}

void write_clause(JsonWriter& json, const Clause& clause, Places places) {
  json.begin_object()
      .member("operator", clause.op)
      .member("key", clause.key)
      .member_list("values", clause.values);
  if (places == Places::kWritten && clause.from.statement != nullptr) {
    json.key("from").begin_object().member("layer", layer_name(clause.from.layer));
    json.member("policy", clause.from.policy->name).key("statement").number(clause.from.statement->index);
    if (clause.from.statement->sid) json.member("sid", clause.from.statement->sid->value);
    json.member("effect", effect_name(clause.from.statement->effect)).end_object();
  }
  json.end_object();
}

}  // namespace

Request Scenario::request() const {
  Request request(principal, context);
  request.set_action(action);
  if (!resource_account.empty()) request.set_resource_account(resource_account);
  request.set_management_account(management_account);
  request.set_resource(resource);
  return request;
}

Result<Scenario> read_scenario(Value value) { return Reader().read(value); }

std::vector<std::string> differences(const Expectation& expected, const Decision& decision) {
  std::vector<std::string> result;
  auto names = [](const std::vector<Layer>& layers) {
    std::vector<std::string_view> out;
    out.reserve(layers.size());
    for (Layer layer : layers) out.push_back(layer_name(layer));
    return fmt::format("[{}]", fmt::join(out, ", "));
  };
  if (expected.verdict != decision.verdict) {
    result.push_back(fmt::format(
        "decision is {}, not {}{}", verdict_name(decision.verdict), verdict_name(expected.verdict),
        decision.verdict == Verdict::kConditional ? ": " + to_text(decision.condition) : ""));
    return result;
  }
  if (expected.blocked_by && *expected.blocked_by != decision.blocked_by)
    result.push_back(
        fmt::format("blockedBy is {}, not {}", names(decision.blocked_by), names(*expected.blocked_by)));
  for (const ExpectedStatement& statement : expected.decided_by) {
    bool found = std::any_of(decision.decided_by.begin(), decision.decided_by.end(),
                             [&](const StatementReference& actual) { return matches(statement, actual); });
    if (!found) {
      result.push_back(fmt::format("decidedBy has no statement {} {} {} {}", statement.layer,
                                   statement.policy, statement.sid,
                                   statement.statement ? fmt::format("{}", *statement.statement) : ""));
    }
  }
  if (!expected.condition.empty()) {
    std::string actual;
    JsonWriter json(actual, Layout::kCompact);
    write_condition(json, decision.condition, Places::kLeftOut);
    if (actual != expected.condition)
      result.push_back(fmt::format("condition is {}, not {}", actual, expected.condition));
  }
  return result;
}

void write_condition(JsonWriter& json, const Expression& condition, Places places) {
  switch (condition.kind()) {
    case Expression::Kind::kTrue:
    case Expression::Kind::kFalse:
      json.boolean(condition.is(true));
      break;
    case Expression::Kind::kClause:
      write_clause(json, condition.clause(), places);
      break;
    case Expression::Kind::kAnd:
      write_children(json, "and", condition, places);
      break;
    case Expression::Kind::kOr:
      write_children(json, "or", condition, places);
      break;
    case Expression::Kind::kNot:
      json.begin_object().key("not");
      write_condition(json, condition.children().front(), places);
      json.end_object();
      break;
  }
}

}  // namespace arnscope
