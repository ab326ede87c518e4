#include "engine/policy/parser.h"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <unordered_map>
#include <utility>

#include "engine/base/text.h"

namespace arnscope {
namespace {

constexpr std::array<std::string_view, 3> kPolicyElements = {"Version", "Id", "Statement"};
constexpr std::array<std::string_view, 9> kStatementElements = {"Sid",          "Effect",      "Principal",
                                                                "NotPrincipal", "Action",      "NotAction",
                                                                "Resource",     "NotResource", "Condition"};
constexpr std::array<std::string_view, 4> kPrincipalKeys = {"AWS", "Service", "Federated", "CanonicalUser"};

class Parser {
 public:
  Parser(PolicyKind kind, std::string_view subject, std::vector<Finding>& findings)
      : kind_(kind), subject_(subject), findings_(findings) {}

  Policy policy(Value value);

 private:
  using Members = std::vector<std::pair<std::string_view, Value>>;

  void report(Severity severity, std::string_view code, Value at, std::string message) {
    findings_.push_back({severity, code, std::move(message), at.place(), std::string(subject_)});
  }
  void mistyped(Value at, std::string_view element, std::string_view wanted) {
    report(Severity::kError, "DATA_TYPE_MISMATCH", at,
           fmt::format("{} is {}: {} must stand here", element, kind_name(at.kind()), wanted));
  }

  // The members of an object under IAM's spelling of their names; of repeated names the last. Unknown names
  // are reported, and a known name in another case is reported and used.
  Members known_members(Value object, std::span<const std::string_view> names, std::string_view where);

  Version version(Value value);
  void statements(Value value, Policy& policy);
  std::optional<Statement> statement(Value value);
  void check_required(Value at, const Statement& statement);
  std::optional<Effect> effect(Value value);
  // Whether every value was a string.
  bool strings(Value value, std::string_view element, std::vector<Text>& out);
  void element_list(Value value, std::string_view name, Polarity polarity, std::optional<ElementList>& out);
  void principal(Value value, std::string_view name, Polarity polarity, std::optional<PrincipalElement>& out);
  void conditions(Value value, std::vector<ConditionClause>& out);
  void condition_block(Value operator_text, Value block, std::vector<ConditionClause>& out);
  bool condition_values(Value value, ConditionClause& clause);

  PolicyKind kind_;
  std::string_view subject_;
  std::vector<Finding>& findings_;
  // Of the statement at hand: it can never match, or what was left out of it would make an Allow wider.
  bool never_matches_ = false;
  bool is_widened_ = false;
};

Text text_of(Value value) { return {std::string(value.text()), value.span()}; }

// Of members that repeat a name the last counts: its key's index, by name.
std::unordered_map<std::string_view, uint32_t> last_members(Value object) {
  std::unordered_map<std::string_view, uint32_t> last;
  for (auto [key, value] : object.members()) last[key.text()] = key.index();
  return last;
}

// Whether fewer values under the operator match more.
bool is_negated(Operator op) { return operator_name(op).find("Not") != std::string_view::npos; }

Parser::Members Parser::known_members(Value object, std::span<const std::string_view> names,
                                      std::string_view where) {
  Members found;
  for (auto [key, value] : object.members()) {
    std::string_view name;
    for (std::string_view known : names)
      if (equal_folded(known, key.text())) name = known;
    if (name != key.text()) {
      std::string_view suggestion = name.empty() ? nearest_name(key.text(), names).value_or("") : name;
      report(Severity::kError, "INVALID_POLICY_ELEMENT", key,
             suggestion.empty() ? fmt::format("`{}` is no element of {}", key.text(), where)
                                : fmt::format("`{}` is no element of {}: did you mean `{}`?", key.text(),
                                              where, suggestion));
    }
    if (name.empty()) continue;
    std::erase_if(found, [&](const auto& member) { return member.first == name; });
    found.emplace_back(name, value);
  }
  return found;
}

Policy Parser::policy(Value value) {
  Policy policy;
  policy.source = value.document().source();
  policy.span = value.span();
  if (!value.is_object()) {
    mistyped(value, "the policy", "an object with Version and Statement");
    return policy;
  }
  bool has_statement = false;
  for (const auto& [name, member] : known_members(value, kPolicyElements, "a policy")) {
    if (name == "Version") {
      policy.version = version(member);
    } else if (name == "Id") {
      if (member.is_string()) {
        policy.id = text_of(member);
      } else {
        mistyped(member, "Id", "a string");
      }
    } else {
      has_statement = true;
      statements(member, policy);
    }
  }
  if (!has_statement) report(Severity::kError, "MISSING_STATEMENT", value, "the policy has no Statement");
  return policy;
}

Version Parser::version(Value value) {
  if (!value.is_string()) {
    mistyped(value, "Version", "the string `2012-10-17`");
    return Version::kAbsent;
  }
  if (value.text() == "2012-10-17") return Version::k2012;
  if (value.text() == "2008-10-17") return Version::k2008;
  report(Severity::kError, "INVALID_VERSION", value,
         fmt::format("Version `{}` does not exist: use `2012-10-17`", value.text()));
  return Version::kAbsent;
}

void Parser::statements(Value value, Policy& policy) {
  if (!value.is_object() && !value.is_array()) {
    mistyped(value, "Statement", "a list of statements");
    return;
  }
  if (value.is_object()) {
    if (auto parsed = statement(value)) policy.statements.push_back(std::move(*parsed));
    return;
  }
  uint32_t index = 0;
  for (Value element : value.elements()) {
    if (auto parsed = statement(element)) {
      parsed->index = index;
      policy.statements.push_back(std::move(*parsed));
    }
    ++index;
  }
}

// Makes a statement never match: by a clause with an unknown operator, unless it has one.
void never_match(Value at, std::vector<ConditionClause>& conditions) {
  for (const ConditionClause& clause : conditions)
    if (clause.op.op == Operator::kUnknown) return;
  conditions.push_back({Text{"", at.span()}, {}, Text{"", at.span()}, {}});
}

std::optional<Statement> Parser::statement(Value value) {
  if (!value.is_object()) {
    mistyped(value, "the statement", "an object");
    return std::nullopt;
  }
  Statement statement;
  statement.span = value.span();
  std::optional<ElementList> action;
  std::optional<Effect> found_effect;
  bool has_effect = false;
  never_matches_ = is_widened_ = false;
  for (const auto& [name, member] : known_members(value, kStatementElements, "a statement")) {
    if (name == "Sid") {
      if (member.is_string()) {
        statement.sid = text_of(member);
      } else {
        mistyped(member, "Sid", "a string");
      }
    } else if (name == "Effect") {
      has_effect = true;
      found_effect = effect(member);
    } else if (name == "Principal" || name == "NotPrincipal") {
      principal(member, name, name == "Principal" ? Polarity::kListed : Polarity::kAllBut,
                statement.principal);
    } else if (name == "Action" || name == "NotAction") {
      element_list(member, name, name == "Action" ? Polarity::kListed : Polarity::kAllBut, action);
    } else if (name == "Resource" || name == "NotResource") {
      element_list(member, name, name == "Resource" ? Polarity::kListed : Polarity::kAllBut,
                   statement.resource);
    } else {
      conditions(member, statement.conditions);
    }
  }
  if (!has_effect)
    report(Severity::kError, "MISSING_EFFECT", value, "the statement has no Effect: `Allow` or `Deny`");
  if (!action)
    report(Severity::kError, "MISSING_ACTION", value, "the statement has no Action and no NotAction");
  check_required(value, statement);
  if (!found_effect || !action) return std::nullopt;
  statement.effect = *found_effect;
  statement.action = std::move(*action);
  if (never_matches_ || (is_widened_ && statement.effect == Effect::kAllow))
    never_match(value, statement.conditions);
  return statement;
}

// Which elements a statement needs depends on where its policy hangs. Source: IAM User Guide, "Grammar of the
// IAM JSON policy language", notes.
void Parser::check_required(Value at, const Statement& statement) {
  if (kind_ == PolicyKind::kIdentity) {
    if (statement.principal) {
      report(Severity::kError, "UNSUPPORTED_PRINCIPAL", at,
             "an identity policy has no Principal: it speaks of whoever it is attached to");
    }
    if (!statement.resource) {
      report(Severity::kError, "MISSING_RESOURCE", at, "the statement has no Resource and no NotResource");
    }
    return;
  }
  if (!statement.principal) {
    report(Severity::kError, "MISSING_PRINCIPAL", at, "the statement has no Principal: it matches nobody");
  }
  if (kind_ == PolicyKind::kTrust && statement.resource) {
    report(Severity::kError, "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE", at,
           "a trust policy has no Resource: it speaks of its own role");
  }
}

std::optional<Effect> Parser::effect(Value value) {
  if (!value.is_string()) {
    mistyped(value, "Effect", "`Allow` or `Deny`");
    return std::nullopt;
  }
  if (value.text() == "Allow") return Effect::kAllow;
  if (value.text() == "Deny") return Effect::kDeny;
  constexpr std::array<std::string_view, 2> kEffects = {"Allow", "Deny"};
  auto nearest = nearest_name(value.text(), kEffects);
  report(Severity::kError, "INVALID_EFFECT", value,
         nearest ? fmt::format("Effect `{}` does not exist: did you mean `{}`?", value.text(), *nearest)
                 : fmt::format("Effect `{}` does not exist: use `Allow` or `Deny`", value.text()));
  return std::nullopt;
}

bool Parser::strings(Value value, std::string_view element, std::vector<Text>& out) {
  if (value.is_string()) {
    out.push_back(text_of(value));
    return true;
  }
  if (!value.is_array()) return mistyped(value, element, "a string or a list of strings"), false;
  bool all = true;
  for (Value each : value.elements()) {
    if (each.is_string()) {
      out.push_back(text_of(each));
    } else {
      mistyped(each, fmt::format("a value of {}", element), "a string");
      all = false;
    }
  }
  return all;
}

void Parser::element_list(Value value, std::string_view name, Polarity polarity,
                          std::optional<ElementList>& out) {
  if (out) {
    std::string_view plain = name.starts_with("Not") ? name.substr(3) : name;
    report(Severity::kError, "UNSUPPORTED_ELEMENT_COMBINATION", value,
           fmt::format("a statement has {0} or Not{0}, not both: {0} is used", plain));
    if (polarity == Polarity::kAllBut) return;
  }
  ElementList list;
  list.polarity = polarity;
  list.span = value.span();
  if (!strings(value, name, list.values) && polarity == Polarity::kAllBut) is_widened_ = true;
  out = std::move(list);
}

void Parser::principal(Value value, std::string_view name, Polarity polarity,
                       std::optional<PrincipalElement>& out) {
  if (out) {
    report(Severity::kError, "UNSUPPORTED_ELEMENT_COMBINATION", value,
           "a statement has Principal or NotPrincipal, not both: Principal is used");
    if (polarity == Polarity::kAllBut) return;
  }
  PrincipalElement element;
  element.polarity = polarity;
  element.span = value.span();
  bool all = true;
  if (value.is_string()) {
    bool everyone = value.text() == "*";
    if (!everyone) {
      report(Severity::kError, "INVALID_PRINCIPAL_FORMAT", value,
             fmt::format("{0} is the string `{1}`: write {{\"AWS\": \"{1}\"}}", name, value.text()));
    }
    element.entries.push_back({everyone ? PrincipalKind::kEveryone : PrincipalKind::kAws, text_of(value)});
  } else if (value.is_object()) {
    for (auto [key, listed] : value.members()) {
      size_t index = 0;
      while (index < kPrincipalKeys.size() && kPrincipalKeys[index] != key.text()) ++index;
      if (index == kPrincipalKeys.size()) {
        auto nearest = nearest_name(key.text(), kPrincipalKeys);
        report(Severity::kError, "INVALID_PRINCIPAL_KEY", key,
               fmt::format("`{}` is no kind of principal: {}", key.text(),
                           nearest ? fmt::format("did you mean `{}`?", *nearest)
                                   : "use AWS, Service, Federated or CanonicalUser"));
        all = false;
        continue;
      }
      std::vector<Text> values;
      if (!strings(listed, key.text(), values)) all = false;
      auto kind = static_cast<PrincipalKind>(static_cast<size_t>(PrincipalKind::kAws) + index);
      std::erase_if(element.entries, [kind](const PrincipalEntry& entry) { return entry.kind == kind; });
      for (Text& text : values) element.entries.push_back({kind, std::move(text)});
    }
  } else {
    mistyped(value, name, "`*` or an object");
    all = false;
  }
  if (!all && polarity == Polarity::kAllBut) is_widened_ = true;
  out = std::move(element);
}

bool is_null_if_exists(std::string_view name) {
  return equal_folded(name.substr(name.rfind(':') + 1), "NullIfExists");
}

void Parser::conditions(Value value, std::vector<ConditionClause>& out) {
  if (!value.is_object()) {
    mistyped(value, "Condition", "an object of operators");
    never_matches_ = true;
    return;
  }
  const auto last = last_members(value);
  for (auto [key, block] : value.members()) {
    std::vector<ConditionClause> clauses;
    if (block.is_object()) {
      condition_block(key, block, clauses);
    } else {
      mistyped(block, fmt::format("the block of {}", key.text()), "an object of condition keys");
      never_matches_ = true;
    }
    if (last.at(key.text()) == key.index())
      std::move(clauses.begin(), clauses.end(), std::back_inserter(out));
    OperatorName parsed = parse_operator(key.text());
    if (parsed.op != Operator::kUnknown) continue;
    never_matches_ = true;
    if (is_null_if_exists(key.text())) {
      report(Severity::kError, "NULL_WITH_IF_EXISTS", key,
             fmt::format("`{}` does not exist, the statement never matches: write `Null`", key.text()));
      continue;
    }
    std::vector<std::string_view> names;
    for (auto op = static_cast<int>(Operator::kStringEquals); op <= static_cast<int>(Operator::kNull); ++op)
      names.push_back(operator_name(static_cast<Operator>(op)));
    auto nearest = nearest_name(key.text(), names);
    report(Severity::kError, "INVALID_CONDITION_OPERATOR", key,
           nearest
               ? fmt::format("`{}` is no condition operator, the statement never matches: did you mean `{}`?",
                             key.text(), *nearest)
               : fmt::format("`{}` is no condition operator, the statement never matches", key.text()));
  }
}

void Parser::condition_block(Value operator_text, Value block, std::vector<ConditionClause>& out) {
  const auto last = last_members(block);
  for (auto [key, values] : block.members()) {
    ConditionClause clause;
    clause.operator_text = text_of(operator_text);
    clause.op = parse_operator(operator_text.text());
    clause.key = text_of(key);
    if (!condition_values(values, clause) && is_negated(clause.op.op)) is_widened_ = true;
    if (last.at(key.text()) == key.index()) out.push_back(std::move(clause));
  }
}

// Condition values may be numbers and booleans too: they mean the text that they are written as.
bool Parser::condition_values(Value value, ConditionClause& clause) {
  bool all = true;
  auto take = [&](Value each) {
    if (each.is_string() || each.kind() == Kind::kNumber || each.kind() == Kind::kBool) {
      clause.values.push_back(text_of(each));
    } else {
      mistyped(each, fmt::format("the value of {}", clause.key.value), "a string, a number or a boolean");
      all = false;
    }
  };
  if (!value.is_array()) return take(value), all;
  for (Value each : value.elements()) take(each);
  return all;
}

}  // namespace

Policy parse_policy(Value value, PolicyKind kind, std::string_view subject, std::vector<Finding>& findings) {
  return Parser(kind, subject, findings).policy(value);
}

}  // namespace arnscope
