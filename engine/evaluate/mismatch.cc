#include "engine/evaluate/mismatch.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/evaluate/condition.h"

namespace arnscope {
namespace {

using Form = ResourcePattern::Form;

std::string_view service_of(std::string_view action) { return action.substr(0, action.find(':')); }

std::vector<std::string> texts_of(const std::vector<Text>& values) {
  std::vector<std::string> texts;
  texts.reserve(values.size());
  for (const Text& value : values) texts.push_back(value.value);
  return texts;
}

bool matches_action(std::string pattern, const Request& request) {
  Statement one;
  one.action.values.push_back({std::move(pattern), {}});
  return match_action_name(one, request.action_name());
}

bool is_action(std::string_view pattern) {
  std::vector<ActionId> ids;
  catalog::expand(pattern, ids);
  return !ids.empty();
}

// How a pattern of ARNs and the ARN asked for differ.
class Comparison {
 public:
  Comparison(const ResourcePattern& pattern, const Request& request) : pattern_(pattern), request_(request) {}
  NearestResource run();

 private:
  NearestResource by_fields();
  NearestResource by_last_field();
  NearestResource not_taken() const;
  bool field_matches(std::string_view pattern, std::string_view text) const {
    return request_.meaning() == ResourceMeaning::kSome ? glob_intersects(pattern, text)
                                                        : glob_match(pattern, text);
  }
  // The pattern as it is written, and what its variables make of it.
  std::string named() const {
    const bool plain = pattern_.form != Form::kVariable;
    return plain ? fmt::format("`{}`", pattern_.written)
                 : fmt::format("`{}` (here {})", pattern_.written, last_);
  }
  // The pattern with the fields that differ taken from the question.
  std::string mended() const;

  const ResourcePattern& pattern_;
  const Request& request_;
  std::string last_;                   // the pattern's last field, its variables replaced
  std::vector<std::string_view> off_;  // the fields before the last that differ
  bool last_differs_ = false;
};

std::string Comparison::mended() const {
  std::string text(pattern_.fields.field[0]);
  for (size_t i = 1; i < 6; ++i) {
    std::string_view wanted = i == 5 ? std::string_view(last_) : pattern_.fields.field[i];
    std::string_view asked = request_.resource_fields()->field[i];
    const bool differs = i == 5 ? last_differs_ : !field_matches(wanted, asked);
    text += ':';
    text += differs ? asked : pattern_.fields.field[i];
  }
  return text;
}

NearestResource Comparison::run() {
  if (request_.resource_fields() == nullptr)
    return {"the action takes no resource: `*` alone matches", {"*"}, kNearby};
  if (pattern_.form == Form::kNever || pattern_.form == Form::kAll)
    return {fmt::format("`{}` matches no ARN", pattern_.written),
            {std::string(request_.resource())},
            kOtherResource};
  last_ = pattern_.fields.field[5];
  if (pattern_.form == Form::kVariable) {
    Substituted text = substitute(pattern_.parts, request_);
    last_differs_ = true;
    if (text.state == Substituted::State::kAbsent)
      return {fmt::format("a variable of `{}` has no value", pattern_.written), {mended()}, kNearby};
    last_ = text.plain();
  }
  const ArnFields& asked = *request_.resource_fields();
  constexpr std::array<std::string_view, 5> kNames = {"", "partition", "service", "region", "account"};
  for (size_t i = 1; i < 5; ++i)
    if (!field_matches(pattern_.fields.field[i], asked.field[i])) off_.push_back(kNames[i]);
  last_differs_ = !field_matches(last_, asked.field[5]);
  return off_.empty() ? by_last_field() : by_fields();
}

NearestResource Comparison::by_fields() {
  const bool other_service = std::find(off_.begin(), off_.end(), "service") != off_.end();
  NearestResource nearest;
  nearest.distance = other_service   ? kOtherService
                     : last_differs_ ? kOtherResource
                                     : static_cast<int>(off_.size()) * kNearby;
  if (other_service) {
    nearest.reason = fmt::format("{} is of another service", named());
  } else {
    nearest.reason = fmt::format("{} has another {}{}", named(), fmt::join(off_, " and "),
                                 last_differs_ ? " and another name" : "");
  }
  nearest.values = {mended(), std::string(request_.resource())};
  return nearest;
}

// The pattern meets the one asked for in nothing that the action takes.
NearestResource Comparison::not_taken() const {
  const std::string written(pattern_.written);
  NearestResource nearest{fmt::format("the action does not apply to `{}`", written), {}, kNearby};
  for (std::string_view below : {"/*", ":*"}) {
    nearest.values.push_back(written + std::string(below));
    if (written.ends_with(below)) nearest.values.push_back(written.substr(0, written.size() - below.size()));
  }
  nearest.values.emplace_back(request_.resource());
  return nearest;
}

// What stands below a resource is a resource of its own: the objects of a bucket, the streams of a log group.
// Source: Service Authorization Reference, "Resource types defined by Amazon S3" and "... Amazon CloudWatch
// Logs". Secrets have six random characters at their ends. Source: AWS Secrets Manager User Guide, "IAM
// policy examples", wildcards.
NearestResource Comparison::by_last_field() {
  const ArnFields& asked = *request_.resource_fields();
  const std::string written(pattern_.written);
  if (field_matches(last_, asked.field[5])) return not_taken();
  const bool bucket = asked.field[2] == "s3" && written.find('/') >= written.size() - 2;
  for (std::string_view below : {"/*", ":*"}) {
    if (field_matches(last_ + std::string(below), asked.field[5]))
      return {bucket ? fmt::format("{} is the bucket and not the objects in it", named())
                     : fmt::format("{} is not what stands below it", named()),
              {written + std::string(below), mended()},
              kNearby};
    if (last_.ends_with(below) && field_matches(last_.substr(0, last_.size() - 2), asked.field[5]))
      return {bucket ? fmt::format("{} is the objects in the bucket and not the bucket", named())
                     : fmt::format("{} is what stands below and not the resource itself", named()),
              {written.substr(0, written.size() - 2), mended()},
              kNearby};
  }
  if (asked.field[2] == "secretsmanager" && field_matches(last_ + "-??????", asked.field[5]))
    return {fmt::format("{} lacks the six random characters of a secret's ARN", named()),
            {written + "-??????", mended()},
            kNearby};
  if (glob_match(last_, asked.field[5], Case::kInsensitive))
    return {fmt::format("{} differs in case", named()), {mended()}, kNearby};
  size_t same = 0;
  while (same < std::min({last_.size(), asked.field[5].size(), size_t{350}}) &&
         last_[same] == asked.field[5][same])
    ++same;
  return {fmt::format("{} is another resource", named()),
          {mended(), std::string(request_.resource())},
          kOtherResource - static_cast<int>(same)};
}

std::string held_text(const Mismatch& mismatch) {
  if (mismatch.key_state == KeyState::kUnknown) return "is not given";
  return mismatch.held.empty() ? "is absent" : fmt::format("is {}", short_list(mismatch.held));
}

Mismatch condition_mismatch(const CompiledClause& clause, Answer holds, const Request& request) {
  const ConditionClause& written = *clause.written;
  Mismatch mismatch{Element::kCondition, Polarity::kListed, holds, &written, KeyState::kAbsent, {}, "", {}};
  KeyValues values = request.get(clause.key);
  mismatch.key_state = values.state;
  for (size_t i = 0; i < values.size(); ++i) mismatch.held.emplace_back(values[i]);
  if (clause.op == Operator::kUnknown) {
    mismatch.reason =
        fmt::format("`{}` is no condition operator: it never matches", written.operator_text.value);
  } else {
    mismatch.reason = fmt::format("{} {}; the statement wants {} {}", written.key.value, held_text(mismatch),
                                  written.operator_text.value, short_list(texts_of(written.values)));
  }
  return mismatch;
}

std::string principal_reason(const Statement& statement) {
  if (!statement.principal) return "it names nobody";
  std::vector<std::string> names;
  for (const PrincipalEntry& entry : statement.principal->entries) names.push_back(entry.value.value);
  const bool listed = statement.principal->polarity == Polarity::kListed;
  return fmt::format("it {} {}", listed ? "names" : "spares", short_list(names));
}

Mismatch action_mismatch(const Statement& statement, const Request& request, int& distance) {
  Mismatch mismatch;
  mismatch.element = Element::kAction;
  mismatch.polarity = statement.action.polarity;
  if (mismatch.polarity == Polarity::kAllBut) {
    mismatch.reason = fmt::format("{} leaves out {}", short_list(excluding_actions(statement, request)),
                                  display_name(request));
    distance = std::max(distance, kOtherAction);
  } else {
    NearestAction nearest = nearest_action(statement, request);
    mismatch.reason = std::move(nearest.reason);
    distance = std::max(distance, nearest.distance);
  }
  return mismatch;
}

Mismatch resource_mismatch(const CompiledStatement& statement, Answer holds, const Request& request,
                           int& distance) {
  Mismatch mismatch;
  mismatch.element = Element::kResource;
  mismatch.polarity = statement.resource_polarity;
  mismatch.holds = holds;
  if (mismatch.polarity == Polarity::kAllBut) {
    mismatch.reason = fmt::format("{} leaves out {}{}", short_list(excluding_resources(statement, request)),
                                  holds == Answer::kUnknown ? "a part of " : "", request.resource());
    distance = std::max(distance, kOtherResource);
  } else if (holds == Answer::kUnknown) {
    mismatch.reason = request.meaning() == ResourceMeaning::kSome
                          ? fmt::format("a part of {} alone", request.resource())
                          : "a variable is not known";
  } else {
    NearestResource nearest = nearest_resource(statement, request);
    mismatch.reason = std::move(nearest.reason);
    distance = std::max(distance, nearest.distance);
  }
  return mismatch;
}

}  // namespace

std::string_view element_name(Element element, Polarity polarity) {
  constexpr std::array<std::array<std::string_view, 2>, 4> kNames = {{{"Principal", "NotPrincipal"},
                                                                      {"Action", "NotAction"},
                                                                      {"Resource", "NotResource"},
                                                                      {"Condition", "Condition"}}};
  return kNames[static_cast<size_t>(element)][static_cast<size_t>(polarity)];
}

std::string short_list(const std::vector<std::string>& values) {
  constexpr size_t kShown = 3;
  std::string text = fmt::format(
      "{}", fmt::join(values.begin(),
                      values.begin() + static_cast<ptrdiff_t>(std::min(kShown, values.size())), " | "));
  if (values.size() > kShown) text += fmt::format(" ({} more)", values.size() - kShown);
  return text;
}

std::string display_name(const Request& request) {
  return request.action() == kNoAction ? std::string(request.action_name())
                                       : catalog::action_name(request.action());
}

bool shares_service(const Statement& statement, const Request& request) {
  for (const Text& value : statement.action.values) {
    if (glob_match(service_of(value.value), request.service(), Case::kInsensitive)) return true;
    if (nearest_name(request.action_name(), std::array<std::string_view, 1>{value.value})) return true;
  }
  return false;
}

std::vector<std::string> excluding_actions(const Statement& statement, const Request& request) {
  std::vector<std::string> values;
  for (const Text& value : statement.action.values)
    if (matches_action(value.value, request)) values.push_back(value.value);
  return values;
}

std::vector<std::string> excluding_resources(const CompiledStatement& statement, const Request& request) {
  std::vector<std::string> values;
  CompiledStatement one = statement;
  one.resource_polarity = Polarity::kListed;
  for (const ResourcePattern& pattern : statement.resources) {
    one.resources = {pattern};
    if (match_resource(one, request) != Answer::kNo) values.emplace_back(pattern.written);
  }
  return values;
}

NearestAction nearest_action(const Statement& statement, const Request& request) {
  const std::string asked = display_name(request);
  std::vector<std::string> of_service;
  for (const Text& value : statement.action.values) {
    std::string_view pattern = value.value;
    if (nearest_name(asked, std::array<std::string_view, 1>{pattern}) && !is_action(pattern))
      return {fmt::format("`{}` is no action", pattern), asked, kNearby};
    if (matches_action(value.value + "*", request) && !is_action(pattern))
      return {fmt::format("`{}` is no action and has no wildcard", pattern), value.value + "*", kNearby};
    if (glob_match(service_of(pattern), request.service(), Case::kInsensitive))
      of_service.push_back(value.value);
  }
  if (of_service.empty()) return {"it speaks of other services", asked, kOtherService};
  return {fmt::format("{} is not among {}", asked, short_list(of_service)), asked, kOtherAction};
}

NearestResource nearest_resource(const CompiledStatement& statement, const Request& request) {
  NearestResource nearest{"it names no resource", {}, kOtherService};
  for (const ResourcePattern& pattern : statement.resources) {
    NearestResource each = Comparison(pattern, request).run();
    if (nearest.values.empty() || each.distance < nearest.distance) nearest = std::move(each);
  }
  return nearest;
}

Mismatches find_mismatches(const TriedStatement& tried, const Request& request) {
  Mismatches found;
  const CompiledStatement& statement = *tried.statement;
  if (tried.naming == kNamesNobody) {
    Mismatch& mismatch = found.list.emplace_back();
    mismatch.element = Element::kPrincipal;
    if (statement.written->principal) mismatch.polarity = statement.written->principal->polarity;
    mismatch.reason = principal_reason(*statement.written);
    found.distance = kOtherPrincipal;
  }
  if (!tried.on_action) found.list.push_back(action_mismatch(*statement.written, request, found.distance));
  if (Answer holds = match_resource(statement, request); holds != Answer::kYes)
    found.list.push_back(resource_mismatch(statement, holds, request, found.distance));
  for (const CompiledClause& clause : statement.clauses)
    if (Answer holds = evaluate(clause, request); holds != Answer::kYes)
      found.list.push_back(condition_mismatch(clause, holds, request));
  found.failed = static_cast<int>(std::count_if(
      found.list.begin(), found.list.end(), [](const Mismatch& each) { return each.holds == Answer::kNo; }));
  return found;
}

}  // namespace arnscope
