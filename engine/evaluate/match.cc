#include "engine/evaluate/match.h"

#include <algorithm>
#include <optional>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/evaluate/condition.h"

namespace arnscope {
namespace {

using Form = ResourcePattern::Form;

Answer match_variable(const ResourcePattern& pattern, const Request& request) {
  const ArnFields& arn = *request.resource_fields();
  Substituted last = substitute(pattern.parts, request);
  if (last.state == Substituted::State::kAbsent) return Answer::kNo;
  ArnFields wanted = pattern.fields;
  wanted.field.back() = last.text;
  if (request.meaning() == ResourceMeaning::kSome) {  // the wildcards of the question stay wildcards
    if (!fields_intersect(wanted, arn)) return Answer::kNo;
    const bool whole = last.state == Substituted::State::kKnown && fields_contain(wanted, arn);
    return whole ? Answer::kYes : Answer::kUnknown;
  }
  std::string comparable = last.comparable(arn.field.back());
  ArnFields target = arn;
  target.field.back() = comparable;
  if (!fields_match(wanted, target)) return Answer::kNo;
  return last.state == Substituted::State::kUnknown ? Answer::kUnknown : Answer::kYes;
}

// A pattern of the policy against the pattern that was asked: all of it, a part of it, or nothing. What the
// action cannot take does not count, unless the question is one of those of which the catalog knows no type.
Answer match_some(const ResourcePattern& pattern, const Request& request) {
  if (pattern.form == Form::kVariable) return match_variable(pattern, request);
  const ArnFields& asked = *request.resource_fields();
  if (lacks_a_field(pattern)) {
    if (!glob_intersects(pattern.written, request.resource())) return Answer::kNo;
    return glob_contains(pattern.written, request.resource()) ? Answer::kYes : Answer::kUnknown;
  }
  if (!fields_intersect(pattern.fields, asked)) return Answer::kNo;
  if (request.action() != kNoAction && !catalog::action_takes(request.action(), pattern.written) &&
      catalog::action_takes(request.action(), request.resource()))
    return Answer::kNo;
  if (fields_contain(pattern.fields, asked)) return Answer::kYes;
  if (!is_match_all(request.resource()) || request.action() == kNoAction) return Answer::kUnknown;
  for (const catalog::ActionResource& each : catalog::action_resources(request.action())) {
    const catalog::ResourceType type = catalog::resource_type(each.type);
    if (!arn_contains(pattern.written, type.arn)) return Answer::kUnknown;
    if (!type.other_arn.empty() && !arn_contains(pattern.written, type.other_arn)) return Answer::kUnknown;
  }
  return Answer::kYes;
}

// Whether the text begins with what every match of the pattern begins with.
bool begins_alike(const ResourcePattern& pattern, std::string_view text) {
  const size_t size = pattern.literal.size();
  if (size == 0) return true;
  return text.size() >= size && text[size - 1] == pattern.literal_end && text.starts_with(pattern.literal);
}

Answer match_one(const ResourcePattern& pattern, const Request& request) {
  if (pattern.form == Form::kAll) return Answer::kYes;
  if (pattern.form == Form::kNever || request.resource_fields() == nullptr) return Answer::kNo;
  if (request.meaning() == ResourceMeaning::kSome) return match_some(pattern, request);
  if (!begins_alike(pattern, request.resource())) return Answer::kNo;
  switch (pattern.form) {
    case Form::kLiteral:
      return answer(pattern.literal.size() == request.resource().size());
    case Form::kPrefix:
      return Answer::kYes;
    case Form::kVariable:
      return match_variable(pattern, request);
    default:
      return answer(fields_match(pattern.fields, *request.resource_fields()) ||
                    (pattern.crosses_colons && glob_match(pattern.written, request.resource())));
  }
}

bool could_be_account(std::string_view text) {
  return text.empty() || text == "aws" || is_account_id(text) || has_wildcard(text);
}

bool names_session_of(const Principal& who, std::string_view role_arn) {
  if (who.role_path_known || who.type == PrincipalType::kRole) return who.role_arn == role_arn;
  auto arn = parse_arn(role_arn);
  if (!arn || arn->partition != who.partition || arn->account != who.account || arn->service != "iam" ||
      arn->resource_type() != "role")
    return false;
  std::string_view name = arn->resource_name();
  size_t slash = name.rfind('/');
  return (slash == std::string_view::npos ? name : name.substr(slash + 1)) == who.name;
}

bool names_account_of(const Principal& who, std::string_view value) {
  if (who.account.empty() || who.type == PrincipalType::kFederated) return false;
  if (value == who.account) return true;
  auto arn = parse_arn(value);
  return arn && arn->service == "iam" && arn->resource == "root" && arn->account == who.account &&
         arn->partition == who.partition;
}

Naming name_by(const PrincipalEntry& entry, const Principal& who) {
  const std::string& value = entry.value.value;
  switch (entry.kind) {
    case PrincipalKind::kEveryone:
      return kNamesEveryone;
    case PrincipalKind::kService:
      return who.type == PrincipalType::kService && value == who.arn ? kNamesItself : kNamesNobody;
    case PrincipalKind::kFederated:
      return who.type == PrincipalType::kFederated && value == who.arn ? kNamesItself : kNamesNobody;
    case PrincipalKind::kCanonicalUser:
      return kNamesNobody;
    case PrincipalKind::kAws:
      break;
  }
  if (value == "*") return kNamesEveryone;
  if (who.type == PrincipalType::kService || who.type == PrincipalType::kFederated ||
      who.type == PrincipalType::kAnonymous)
    return kNamesNobody;
  if (names_account_of(who, value)) return kNamesAccount;
  if ((who.type == PrincipalType::kRole || who.type == PrincipalType::kSession) &&
      names_session_of(who, value))
    return kNamesRole;
  return value == who.arn ? kNamesItself : kNamesNobody;
}

// Who a NotPrincipal spares: the session of a role only if its account and its role are listed with it.
// Source: IAM User Guide, "AWS JSON policy elements: NotPrincipal".
bool is_spared(const PrincipalElement& element, const Principal& who) {
  uint8_t names = kNamesNobody;
  for (const PrincipalEntry& entry : element.entries) names |= name_by(entry, who);
  if ((names & kNamesEveryone) != 0) return true;
  if (who.type == PrincipalType::kSession)
    return (names & (kNamesAccount | kNamesRole | kNamesItself)) ==
           (kNamesAccount | kNamesRole | kNamesItself);
  if (who.type == PrincipalType::kRoot) return (names & kNamesAccount) != 0;
  return (names & (kNamesRole | kNamesItself)) != 0;
}

// The clause that stands for a resource which could not be told.
Expression resource_clause(const CompiledStatement& statement, const Request& request,
                           const StatementReference& from) {
  Clause clause{"ArnLike", kResourceKey, {}, from};
  for (const ResourcePattern& pattern : statement.resources)
    if (match_one(pattern, request) != Answer::kNo) clause.values.emplace_back(pattern.written);
  Expression expression(std::move(clause));
  return statement.resource_polarity == Polarity::kListed ? expression : !expression;
}

// A literal text as a policy of version 2012-10-17 writes it, stand-ins and all.
std::string written(std::string_view text, Operator op) {
  const bool exact = op <= Operator::kStringNotEqualsIgnoreCase;
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == kLiteralStar) {
      result += exact ? "*" : "${*}";
    } else if (text[i] == kLiteralQuestion) {
      result += exact ? "?" : "${?}";
    } else if (text.substr(i).starts_with("${")) {
      result += "${$}";
    } else {
      result += text[i];
    }
  }
  return result;
}

// A value as it stands in what remains to hold: variables that are known are replaced. Nothing for a value
// that has a variable without a value, which is like nothing.
std::optional<std::string> remaining_value(const ConditionValue& value, Operator op, const Request& request) {
  const bool is_text = !takes_variables(op) || split_variables(value.text).empty();
  if (is_text) return std::string(value.text);
  if (value.parts.empty()) return written(value.text, op);  // of an older version: `${` is literal
  const Substituted known = substitute(value.parts, request);
  if (known.state == Substituted::State::kAbsent) return std::nullopt;
  const bool constant = std::none_of(value.parts.begin(), value.parts.end(),
                                     [](const TextPart& part) { return part.variable.has_value(); });
  if (constant || known.state == Substituted::State::kUnknown) return std::string(value.text);
  return written(known.text, op);
}

// What a clause that could not be told leaves to hold.
Expression open_clause(const CompiledClause& compiled, const Request& request,
                       const StatementReference& from) {
  const ConditionClause& as_written = *compiled.written;
  Clause clause{as_written.operator_text.value, as_written.key.value, {}, from, &compiled};
  for (const ConditionValue& value : compiled.values) {
    std::optional<std::string> remaining = remaining_value(value, compiled.op, request);
    if (!remaining || (!value.parts.empty() && *remaining != value.text)) clause.compiled = nullptr;
    if (remaining) clause.values.push_back(std::move(*remaining));
  }
  Expression open(clause);
  if (open.kind() != Expression::Kind::kClause || !clause.values.empty()) return open;
  // A list cannot be written empty: values that are like nothing stay where no other is left.
  for (const Text& text : as_written.values) clause.values.push_back(text.value);
  return Expression(std::move(clause));
}

}  // namespace

bool lacks_a_field(const ResourcePattern& pattern) {
  return pattern.crosses_colons && !could_be_account(pattern.fields.field[4]);
}

bool match_action_name(const Statement& statement, std::string_view folded_name) {
  if (folded_name.find_first_of(" \t\r\n") != std::string_view::npos) return false;
  bool listed = false;
  for (const Text& pattern : statement.action.values)
    listed = listed || glob_match(pattern.value, folded_name, Case::kInsensitive);
  return listed == (statement.action.polarity == Polarity::kListed);
}

Naming naming(const CompiledStatement& statement, const Request& request, Bounded bounded) {
  const auto& element = statement.written->principal;
  if (!element) return kNamesNobody;
  const Principal& who = request.principal();
  if (element->polarity == Polarity::kAllBut) {
    bool always = statement.effect == Effect::kDeny && bounded == Bounded::kYes;
    return !always && is_spared(*element, who) ? kNamesNobody : kNamesEveryone;
  }
  uint8_t names = kNamesNobody;
  for (const PrincipalEntry& entry : element->entries) names |= name_by(entry, who);
  return static_cast<Naming>(names);
}

Answer match_resource(const CompiledStatement& statement, const Request& request) {
  if (!statement.has_resource) return Answer::kYes;
  Answer listed = Answer::kNo;
  for (const ResourcePattern& pattern : statement.resources) {
    listed = listed || match_one(pattern, request);
    if (listed == Answer::kYes) break;
  }
  return statement.resource_polarity == Polarity::kListed ? listed : !listed;
}

Answer match_rest(const CompiledStatement& statement, const Request& request) {
  Answer result = match_resource(statement, request);
  for (const CompiledClause& clause : statement.clauses) {
    if (result == Answer::kNo) break;
    result = result && evaluate(clause, request);
  }
  return result;
}

Expression express_rest(const CompiledStatement& statement, const Request& request,
                        const StatementReference& from) {
  Answer resource = match_resource(statement, request);
  if (resource == Answer::kNo) return Expression(false);
  Expression result = resource == Answer::kYes ? Expression(true) : resource_clause(statement, request, from);
  for (const CompiledClause& clause : statement.clauses) {
    Answer holds = evaluate(clause, request);
    if (holds == Answer::kNo) return Expression(false);
    if (holds == Answer::kYes) continue;
    result = std::move(result) && open_clause(clause, request, from);
  }
  return result;
}

}  // namespace arnscope
