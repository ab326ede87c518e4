#include "engine/evaluate/expectation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "engine/document/fields.h"
#include "engine/document/json_writer.h"
#include "engine/evaluate/decision_json.h"

namespace arnscope {
namespace {

class Reader : FieldReader {
 public:
  Result<Expectation> read(Value object);

 private:
  bool decision(Value value);
  bool blocked_by(Value list);
  bool decided_by(Value list);
  bool condition(Value value);
  bool is_known_condition(Value value);
  bool extent(Value value);
  bool grants(Value list);

  Expectation expect_;
};

std::string no_layer(Value value) {
  return fmt::format("`{}` is no layer: scp, rcp, endpoint, resource, identity, boundary or session",
                     value.text());
}

bool Reader::blocked_by(Value list) {
  if (!list.is_array()) return fail(list, "blockedBy is a list of layers");
  expect_.blocked_by.emplace();
  for (Value each : list.elements()) {
    auto layer = find_layer(each.text());
    if (!layer) return fail(each, no_layer(each));
    expect_.blocked_by->push_back(*layer);
  }
  return true;
}

bool Reader::decided_by(Value list) {
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
    expect_.decided_by.push_back(std::move(statement));
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

bool Reader::decision(Value value) {
  std::string name;
  if (!string(value, "decision", name)) return false;
  for (Verdict verdict :
       {Verdict::kAllowed, Verdict::kExplicitDeny, Verdict::kImplicitDeny, Verdict::kConditional}) {
    if (verdict_name(verdict) != value.text()) continue;
    expect_.verdict = verdict;
    return true;
  }
  return fail(value, fmt::format("`{}` is no decision: allowed, explicitDeny, implicitDeny or conditional",
                                 value.text()));
}

bool Reader::extent(Value value) {
  for (Extent extent : {Extent::kNone, Extent::kSome, Extent::kAll})
    if (extent_name(extent) == value.text()) expect_.extent = extent;
  return expect_.extent || fail(value, fmt::format("`{}` is no extent: all, some or none", value.text()));
}

bool Reader::grants(Value list) {
  if (!list.is_array()) return fail(list, "grants is a list of ARN patterns");
  expect_.grants.emplace();
  for (Value each : list.elements())
    if (!string(each, "a pattern of grants", expect_.grants->emplace_back())) return false;
  std::sort(expect_.grants->begin(), expect_.grants->end());
  return true;
}

bool Reader::condition(Value value) {
  if (value.kind() == Kind::kNull) return true;  // as answers write it that have none
  if (!is_known_condition(value)) return false;
  JsonWriter json(expect_.condition, Layout::kCompact);
  copy_condition(json, value);
  return true;
}

Result<Expectation> Reader::read(Value object) {
  bool good =
      known_fields(object, "expect", {"decision", "blockedBy", "decidedBy", "condition", "extent", "grants"});
  auto verdict = object.find("decision");
  if (good && !verdict) good = fail(object, "expect needs a decision");
  good = good && decision(*verdict);
  if (auto list = object.find("blockedBy"); good && list) good = blocked_by(*list);
  if (auto list = object.find("decidedBy"); good && list) good = decided_by(*list);
  if (auto value = object.find("condition"); good && value) good = condition(*value);
  if (auto value = object.find("extent"); good && value) good = extent(*value);
  if (auto list = object.find("grants"); good && list) good = grants(*list);
  if (!good) return *error();
  return std::move(expect_);
}

// What is asked of a statement: "layer identity, sid Read".
std::string described(const ExpectedStatement& expected) {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) parts.push_back(fmt::format("{} {}", name, value));
  };
  add("layer", expected.layer);
  add("policy", expected.policy);
  add("statement", expected.statement ? fmt::format("{}", *expected.statement) : "");
  add("sid", expected.sid);
  add("effect", expected.effect);
  return parts.empty() ? "any content" : fmt::format("{}", fmt::join(parts, ", "));
}

bool matches(const ExpectedStatement& expected, const StatementReference& actual) {
  const Statement& statement = *actual.statement;
  return (expected.layer.empty() || expected.layer == layer_name(actual.layer)) &&
         (expected.policy.empty() || expected.policy == actual.policy->name) &&
         (expected.effect.empty() || expected.effect == effect_name(statement.effect)) &&
         (expected.sid.empty() || (statement.sid && statement.sid->value == expected.sid)) &&
         (!expected.statement || *expected.statement == statement.index);
}

}  // namespace

Result<Expectation> read_expectation(Value value) { return Reader().read(value); }

std::vector<std::string> differences(const Expectation& expected, const ResourceDecision& actual) {
  std::vector<std::string> result;
  const Decision& decision = shown_decision(actual);
  auto names = [](const std::vector<Layer>& layers) {
    std::vector<std::string_view> out;
    out.reserve(layers.size());
    for (Layer layer : layers) out.push_back(layer_name(layer));
    return fmt::format("[{}]", fmt::join(out, ", "));
  };
  if (expected.verdict != actual.verdict) {
    result.push_back(
        fmt::format("decision is {}, not {}{}", verdict_name(actual.verdict), verdict_name(expected.verdict),
                    decision.verdict == Verdict::kConditional ? ": " + to_text(decision.condition) : ""));
    return result;
  }
  if (expected.blocked_by && *expected.blocked_by != decision.blocked_by)
    result.push_back(
        fmt::format("blockedBy is {}, not {}", names(decision.blocked_by), names(*expected.blocked_by)));
  for (const ExpectedStatement& statement : expected.decided_by) {
    bool found = std::any_of(decision.decided_by.begin(), decision.decided_by.end(),
                             [&](const StatementReference& each) { return matches(statement, each); });
    if (!found) result.push_back(fmt::format("decidedBy has no statement with {}", described(statement)));
  }
  if (expected.extent && !actual.extent) {
    result.emplace_back("extent is asked of a pattern, and the resource is none");
  } else if (expected.extent && expected.extent != actual.extent) {
    result.push_back(
        fmt::format("extent is {}, not {}", extent_name(*actual.extent), extent_name(*expected.extent)));
  }
  if (expected.grants) {
    std::vector<std::string> patterns;
    for (const ResourceGrant& grant : actual.grants) patterns.push_back(grant.pattern);
    if (patterns != *expected.grants)
      result.push_back(fmt::format("grants are [{}], not [{}]", fmt::join(patterns, ", "),
                                   fmt::join(*expected.grants, ", ")));
  }
  if (!expected.condition.empty()) {
    std::string text;
    JsonWriter json(text, Layout::kCompact);
    write_condition(json, decision.condition, Places::kLeftOut);
    if (text != expected.condition)
      result.push_back(fmt::format("condition is {}, not {}", text, expected.condition));
  }
  return result;
}

}  // namespace arnscope
