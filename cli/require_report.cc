#include "cli/require_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "cli/answers.h"
#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/report/junit.h"

namespace arnscope::cli {
namespace {

constexpr size_t kLabelWidth = 14;

bool is_unknown(const RequirementAnswer& answer) { return answer.requirement->action == kNoAction; }

const std::string& resource_of(const RequireReport& report, const RequirementAnswer& answer) {
  return report.required->resources[answer.requirement->resource].text;
}

const RequiredContext& context_of(const RequireReport& report, const RequirementAnswer& answer) {
  return report.required->contexts[answer.requirement->context];
}

// "s3:GetObject on arn:aws:s3:::data/*"; "s3:GetObject" of every resource.
std::string subject_of(const RequireReport& report, const RequirementAnswer& answer) {
  std::string text = action_name(*answer.requirement);
  if (answer.requirement->resource != 0) text += " on " + resource_of(report, answer);
  for (const auto& [key, values] : context_of(report, answer).keys)
    text += values.empty() ? fmt::format(" without {}", key)
                           : fmt::format(" with {} = {}", key, fmt::join(values, ", "));
  return text;
}

std::string layers_text(const std::vector<Layer>& layers) {
  std::vector<std::string_view> names;
  for (const Layer layer : layers) names.push_back(layer_name(layer));
  return fmt::format("{}", fmt::join(names, ", "));
}

// What an unknown action may have meant.
std::string unknown_text(const RequirementAnswer& answer) {
  std::string text =
      fmt::format("no action of the catalog of {}", catalog::origins().front().date.substr(0, 10));
  if (const auto nearest = catalog::nearest_action(answer.requirement->unknown_action))
    text += fmt::format(": did you mean `{}`?", *nearest);
  return text;
}

// What is said of a requirement that is not covered, label and text.
using Reasons = std::vector<std::pair<std::string, std::string>>;

void add_nearest(Reasons& reasons, const ExaminedStatement& nearest) {
  const bool denies = nearest.reference.statement->effect == Effect::kDeny;
  reasons.emplace_back(
      denies ? "denied by" : "nearest",
      fmt::format("{} {} {}", layer_name(nearest.reference.layer),
                  effect_name(nearest.reference.statement->effect), reference_text(nearest.reference)));
  for (const Mismatch& mismatch : nearest.mismatches)
    reasons.emplace_back(fmt::format("  {}", element_name(mismatch.element, mismatch.polarity)),
                         mismatch.reason);
}

Reasons missing_reasons(const RequirementAnswer& answer) {
  Reasons reasons;
  if (!answer.rule.empty()) reasons.emplace_back("rule", answer.rule);
  for (const ResourceGrant& grant : answer.granted) {
    reasons.emplace_back("granted on", grant.pattern);
    for (const std::string& except : excepted_on({grant})) reasons.emplace_back("  except", except);
    if (std::string rest = condition_text(grant.decision.condition);
        grant.decision.verdict == Verdict::kConditional && !rest.empty())
      reasons.emplace_back("  if", rest);
  }
  if (!answer.blocked_by.empty()) reasons.emplace_back("blocked by", layers_text(answer.blocked_by));
  if (answer.nearest) {
    add_nearest(reasons, *answer.nearest);
  } else if (answer.rule.empty() && answer.granted.empty()) {
    reasons.emplace_back("nearest", "no statement speaks of the action");
  }
  return reasons;
}

Reasons reasons_of(const RequireReport& report, const RequirementAnswer& answer) {
  Reasons reasons;
  if (is_unknown(answer)) reasons.emplace_back("unknown", unknown_text(answer));
  if (answer.coverage == Coverage::kMissing && !is_unknown(answer)) reasons = missing_reasons(answer);
  if (answer.coverage == Coverage::kConditional) reasons.emplace_back("if", condition_text(answer.condition));
  if (answer.coverage != Coverage::kMissing) {
    if (!answer.rule.empty()) reasons.emplace_back("rule", answer.rule);
    if (!answer.by.empty()) {
      std::string text = reference_text(answer.by.front());
      if (answer.by.size() > 1) text += fmt::format(" and {} more", answer.by.size() - 1);
      reasons.emplace_back("by", text);
    }
  }
  if (answer.coverage != Coverage::kCovered)
    for (const std::string& test : context_of(report, answer).left_out)
      reasons.emplace_back("left open", fmt::format("{} stands for many values", test));
  return reasons;
}

struct Counts {
  size_t missing = 0, conditional = 0, covered = 0, unknown = 0;
};

Counts count(const RequireReport& report) {
  Counts counts;
  for (const RequirementAnswer& answer : report.answers) {
    size_t& kind = is_unknown(answer)                          ? counts.unknown
                   : answer.coverage == Coverage::kMissing     ? counts.missing
                   : answer.coverage == Coverage::kConditional ? counts.conditional
                                                               : counts.covered;
    ++kind;
  }
  return counts;
}

std::string_view coverage_name(Coverage coverage) {
  return coverage == Coverage::kMissing       ? "missing"
         : coverage == Coverage::kConditional ? "conditional"
                                              : "covered";
}

Style coverage_style(Coverage coverage) {
  return coverage == Coverage::kMissing       ? Style::kDenied
         : coverage == Coverage::kConditional ? Style::kConditional
                                              : Style::kAllowed;
}

std::string counted(size_t number, std::string_view one) {
  return fmt::format("{} {}{}", number, one, number == 1 ? "" : "s");
}

// "surplus: 12 actions ..." and the like.
void write_heading(Terminal& terminal, std::string_view label, Style style, std::string_view text) {
  Output& out = terminal.data();
  out.write(styled(label, style, terminal.color()));
  out.write(fmt::format(": {}\n", printable(text)));
}

void write_answer(const RequireReport& report, const RequirementAnswer& answer, Terminal& terminal) {
  write_heading(terminal, is_unknown(answer) ? "unknown" : coverage_name(answer.coverage),
                coverage_style(answer.coverage),
                fmt::format("{}  ({})", subject_of(report, answer), format_place(answer.requirement->place)));
  Lines lines(terminal, kLabelWidth);
  for (const auto& [label, text] : reasons_of(report, answer))
    lines.add(label == "unknown" ? "" : label, text);
  if (is_unknown(answer) && answer.coverage == Coverage::kMissing)
    lines.add("", "nothing grants it by its name");
}

void write_answers(const RequireReport& report, Terminal& terminal) {
  for (const Coverage coverage : {Coverage::kMissing, Coverage::kConditional})
    for (const RequirementAnswer& answer : report.answers)
      if (answer.coverage == coverage && !is_unknown(answer)) write_answer(report, answer, terminal);
  for (const RequirementAnswer& answer : report.answers)
    if (is_unknown(answer)) write_answer(report, answer, terminal);
  for (const RequirementAnswer& answer : report.answers)
    if (report.list_all && answer.coverage == Coverage::kCovered && !is_unknown(answer))
      write_answer(report, answer, terminal);
}

std::string_view level_name(catalog::AccessLevel level) {
  for (const auto& row : catalog::access_level_names())
    if (row.level == level) return row.name;
  return "";
}

// How many surplus actions there are of each access level, the most sensitive first.
std::vector<std::pair<std::string_view, size_t>> surplus_counts(const RequireReport& report) {
  std::vector<std::pair<std::string_view, size_t>> counts;
  for (const catalog::AccessLevel level : levels_by_sensitivity())
    counts.emplace_back(level_name(level),
                        std::count_if(report.surplus.begin(), report.surplus.end(),
                                      [&](const SurplusAction& each) { return each.level == level; }));
  return counts;
}

void write_surplus(const RequireReport& report, Terminal& terminal) {
  if (report.surplus.empty()) return;
  std::vector<std::string> parts;
  for (const auto& [name, number] : surplus_counts(report))
    if (number > 0) parts.push_back(fmt::format("{} {}", number, name));
  write_heading(terminal, "surplus", Style::kHeading,
                fmt::format("{} granted and not required: {}", counted(report.surplus.size(), "action"),
                            fmt::join(parts, ", ")));
  if (!report.list_surplus) return;
  Lines lines(terminal, 24);
  for (const SurplusAction& each : report.surplus) {
    std::string text = catalog::action_name(each.action);
    if (each.verdict == Verdict::kConditional) text += "  under a condition";
    lines.add(level_name(each.level), text);
  }
}

void write_redundant(const RequireReport& report, Terminal& terminal) {
  std::vector<std::pair<const CompiledPolicy*, const CompiledPolicy*>> pairs;
  for (const RedundantAction& each : report.redundant)
    if (std::pair pair(each.policy, each.by.policy);
        std::find(pairs.begin(), pairs.end(), pair) == pairs.end())
      pairs.push_back(pair);
  for (const auto& [policy, other] : pairs) {
    std::vector<const RedundantAction*> actions;
    for (const RedundantAction& each : report.redundant)
      if (each.policy == policy && each.by.policy == other) actions.push_back(&each);
    write_heading(terminal, "redundant", Style::kHeading,
                  fmt::format("{} of {}, which {} grants as well", counted(actions.size(), "action"),
                              policy->name, other->name));
    Lines lines(terminal, kLabelWidth);
    for (const RedundantAction* each : actions)
      if (report.list_all) lines.add(fmt::format("statement {}", each->statement->index), each->action);
  }
}

void write_by(JsonWriter& json, const RequirementAnswer& answer) {
  json.key("by");
  if (answer.by.empty() && answer.rule.empty()) {
    json.null();
    return;
  }
  json.begin_object();
  if (!answer.by.empty()) {
    json.member("layer", layer_name(answer.by.front().layer));
    write_reference(json, answer.by.front(), Places::kWritten);
  }
  if (!answer.rule.empty()) json.member("rule", answer.rule);
  json.end_object();
}

void write_nearest(JsonWriter& json, const RequirementAnswer& answer) {
  json.key("nearest");
  if (!answer.nearest) {
    json.null();
    return;
  }
  json.begin_object().member("layer", layer_name(answer.nearest->reference.layer));
  write_reference(json, answer.nearest->reference, Places::kWritten);
  json.key("mismatches").begin_array();
  for (const Mismatch& mismatch : answer.nearest->mismatches)
    json.begin_object()
        .member("element", element_name(mismatch.element, mismatch.polarity))
        .member("reason", mismatch.reason)
        .end_object();
  json.end_array().end_object();
}

// The members that all requirements have.
void write_requirement(JsonWriter& json, const RequireReport& report, const RequirementAnswer& answer) {
  json.begin_object().member("action", action_name(*answer.requirement));
  json.member("resource", resource_of(report, answer));
  const RequiredContext& context = context_of(report, answer);
  if (!context.keys.empty()) {
    json.key("under").begin_object();
    for (const auto& [key, values] : context.keys) json.member_list(key, values);
    json.end_object();
  }
  if (!context.left_out.empty()) json.member_list("leftOpen", context.left_out);
  json.member("place", format_place(answer.requirement->place));
}

void write_missing(JsonWriter& json, const RequirementAnswer& answer) {
  json.key("blockedBy").begin_array();
  for (const Layer layer : answer.blocked_by) json.string(layer_name(layer));
  json.end_array();
  if (!answer.granted.empty()) write_grants(json, answer.granted, Places::kWritten);
  if (!answer.rule.empty()) json.member("rule", answer.rule);
  write_nearest(json, answer);
}

void write_list(JsonWriter& json, const RequireReport& report, Coverage coverage) {
  json.key(coverage_name(coverage)).begin_array();
  for (const RequirementAnswer& answer : report.answers) {
    if (answer.coverage != coverage || is_unknown(answer)) continue;
    write_requirement(json, report, answer);
    if (coverage == Coverage::kMissing) {
      write_missing(json, answer);
    } else {
      if (coverage == Coverage::kConditional) {
        json.key("condition");
        write_condition(json, answer.condition, Places::kWritten);
      }
      write_by(json, answer);
    }
    json.end_object();
  }
  json.end_array();
}

void write_unknown(JsonWriter& json, const RequireReport& report) {
  json.key("unknown").begin_array();
  for (const RequirementAnswer& answer : report.answers) {
    if (!is_unknown(answer)) continue;
    write_requirement(json, report, answer);
    json.key("nearest");
    if (const auto nearest = catalog::nearest_action(answer.requirement->unknown_action)) {
      json.string(*nearest);
    } else {
      json.null();
    }
    json.member("byName", coverage_name(answer.coverage)).end_object();
  }
  json.end_array();
}

void write_surplus(JsonWriter& json, const RequireReport& report) {
  json.key("surplus").begin_object().key("actions").number(static_cast<int64_t>(report.surplus.size()));
  json.key("accessLevels").begin_object();
  for (const auto& [name, number] : surplus_counts(report))
    json.key(name).number(static_cast<int64_t>(number));
  json.end_object();
  if (report.list_surplus) {
    json.key("list").begin_array();
    for (const SurplusAction& each : report.surplus)
      json.begin_object()
          .member("action", catalog::action_name(each.action))
          .member("accessLevel", level_name(each.level))
          .member("decision", verdict_name(each.verdict))
          .end_object();
    json.end_array();
  }
  json.end_object();
}

void write_redundant(JsonWriter& json, const RequireReport& report) {
  json.key("redundant").begin_array();
  for (const RedundantAction& each : report.redundant) {
    json.begin_object().member("policy", each.policy->name).key("statement").number(each.statement->index);
    if (each.statement->sid) json.member("sid", each.statement->sid->value);
    json.member("action", each.action).key("by").begin_object();
    write_reference(json, each.by, Places::kWritten);
    json.end_object().end_object();
  }
  json.end_array();
}

uint32_t line_of(const Place& place) {
  return place.source->outermost().position(place.source->to_outermost(place.span).begin).line;
}

}  // namespace

bool is_fulfilled(const RequireReport& report) {
  return std::all_of(report.answers.begin(), report.answers.end(), [](const RequirementAnswer& answer) {
    return answer.coverage == Coverage::kCovered && !is_unknown(answer);
  });
}

void write_text(const RequireReport& report, Terminal& terminal) {
  const Counts counts = count(report);
  std::string summary = fmt::format("{} missing, {} conditional, {} covered", counts.missing,
                                    counts.conditional, counts.covered);
  if (counts.unknown > 0) summary += fmt::format(", {} unknown", counts.unknown);
  const Style style = is_fulfilled(report)  ? Style::kAllowed
                      : counts.missing == 0 ? Style::kConditional
                                            : Style::kDenied;
  terminal.data().write(styled(summary, style, terminal.color()) + "\n");
  write_answers(report, terminal);
  write_surplus(report, terminal);
  write_redundant(report, terminal);
  for (const std::string& note : report.notes) write_heading(terminal, "note", Style::kDim, note);
}

void write_json(const RequireReport& report, Terminal& terminal) {
  std::string text;
  JsonWriter json(text, Layout::kIndented);
  json.begin_object();
  write_list(json, report, Coverage::kMissing);
  write_list(json, report, Coverage::kConditional);
  write_list(json, report, Coverage::kCovered);
  write_surplus(json, report);
  write_redundant(json, report);
  write_unknown(json, report);
  json.member_list("notes", report.notes).end_object();
  terminal.data().write(text + "\n");
}

void write_junit(const RequireReport& report, Terminal& terminal) {
  std::vector<JunitCase> cases;
  for (const RequirementAnswer& answer : report.answers) {
    JunitCase one{report.spec, subject_of(report, answer), line_of(answer.requirement->place), {}};
    if (answer.coverage != Coverage::kCovered) {
      one.failures.emplace_back(coverage_name(answer.coverage));
      for (const auto& [label, reason] : reasons_of(report, answer))
        one.failures.push_back(fmt::format("{}: {}", label, reason));
    }
    cases.push_back(std::move(one));
  }
  arnscope::write_junit(cases, terminal.data());
}

}  // namespace arnscope::cli
