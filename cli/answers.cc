#include "cli/answers.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "engine/base/text.h"

namespace arnscope::cli {
namespace {

Place place_of(const StatementReference& reference) {
  return {reference.policy->policy->source, reference.statement->span};
}

void collect_exceptions(const Expression& expression, bool negated, std::vector<std::string>& out) {
  if (expression.kind() == Expression::Kind::kClause) {
    if (!negated || expression.clause().key != kResourceKey) return;
    for (const std::string& value : expression.clause().values)
      if (std::find(out.begin(), out.end(), value) == out.end()) out.push_back(value);
    return;
  }
  const bool flips = expression.kind() == Expression::Kind::kNot;
  for (const Expression& child : expression.children()) collect_exceptions(child, negated != flips, out);
}

}  // namespace

Style verdict_style(Verdict verdict) {
  switch (verdict) {
    case Verdict::kAllowed:
      return Style::kAllowed;
    case Verdict::kConditional:
      return Style::kConditional;
    default:
      return Style::kDenied;
  }
}

void Lines::add(std::string_view label, std::string_view text, Style style) {
  std::string line = styled(fmt::format("  {:<{}}", label, width_), Style::kDim, terminal_.color());
  append_styled(line, text, style, terminal_.color());
  terminal_.data().write(line + "\n");
}

std::string reference_text(const StatementReference& reference) {
  const Statement& statement = *reference.statement;
  std::string sid =
      statement.sid && !statement.sid->value.empty() ? fmt::format(" {}", statement.sid->value) : "";
  return fmt::format("{} statement {}{}  ({})", reference.policy->name, statement.index, sid,
                     format_place(place_of(reference)));
}

std::vector<std::string> deciding_policies(const Decision& decision) {
  std::vector<std::string> names;
  for (const StatementReference& reference : decision.decided_by) {
    if (reference.layer != Layer::kIdentity && reference.layer != Layer::kResource) continue;
    if (reference.statement->effect == Effect::kDeny && decision.verdict != Verdict::kExplicitDeny) continue;
    if (std::find(names.begin(), names.end(), reference.policy->name) == names.end())
      names.push_back(reference.policy->name);
  }
  return names;
}

std::string condition_text(const Expression& condition) {
  Expression rest = without_resource(condition, PatternPart::kBest);
  return rest.is(true) ? "" : to_text(rest);
}

std::vector<std::string> granted_on(const std::vector<ResourceGrant>& grants) {
  std::vector<std::string> patterns;
  for (const ResourceGrant& grant : grants) patterns.push_back(grant.pattern);
  return patterns;
}

std::vector<std::string> excepted_on(const std::vector<ResourceGrant>& grants) {
  std::vector<std::string> patterns;
  for (const ResourceGrant& grant : grants) collect_exceptions(grant.decision.condition, false, patterns);
  return patterns;
}

std::string count_text(const Answered& answered) {
  std::map<Verdict, size_t> counts;
  for (const GrantedActions& each : answered.alike) counts[each.verdict] += each.actions.size();
  std::vector<std::string> parts;
  for (Verdict verdict : {Verdict::kAllowed, Verdict::kConditional})
    if (counts[verdict] > 0) parts.push_back(fmt::format("{} {}", counts[verdict], verdict_name(verdict)));
  if (const size_t denied = answered.asked - answered.actions.size(); denied > 0)
    parts.push_back(fmt::format("{} denied", denied));
  return fmt::format("{}", fmt::join(parts, ", "));
}

void write_answered(JsonWriter& json, const Answered& answered) {
  write_decision(json, answered, Places::kWritten);
  if (answered.actions.size() > 1) json.member_list("actions", answered.actions);
  if (!answered.alike.empty()) {
    json.member("decisionOf", answered.action).key("actionsByDecision").begin_array();
    for (const GrantedActions& each : answered.alike) {
      json.begin_object().member_list("actions", each.actions);
      write_decision(json, each, Places::kWritten);
      json.end_object();
    }
    json.end_array();
  }
  json.member_list("notes", answered.notes);
}

}  // namespace arnscope::cli
