// `can SNAPSHOT PRINCIPAL ACTION [RESOURCE]`: may this principal do this, and why.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <utility>

#include "cli/answers.h"
#include "cli/explain.h"
#include "cli/input.h"
#include "engine/base/text.h"

namespace arnscope::cli {
namespace {

std::string question_text(const Caller& caller, const Question& question) {
  std::string resource = question.resource == "*" ? "any resource" : question.resource;
  return fmt::format("{} on {} by {}", question.action, resource, caller.principal.arn);
}

void write_reasons(Lines& lines, const Decision& decision) {
  if (!decision.rule.empty()) lines.add("rule", decision.rule);
  // One policy may be attached at several levels of the organization.
  std::map<std::pair<Layer, const Statement*>, size_t> levels;
  for (const StatementReference& each : decision.decided_by) ++levels[{each.layer, each.statement}];
  for (const StatementReference& reference : decision.decided_by) {
    const auto found = levels.extract({reference.layer, reference.statement});
    if (found.empty()) continue;
    const bool deny = reference.statement->effect == Effect::kDeny;
    const std::string at = found.mapped() > 1 ? fmt::format(", at {} levels", found.mapped()) : "";
    lines.add(fmt::format("{} {}", layer_name(reference.layer), deny ? "Deny" : "Allow"),
              reference_text(reference) + at);
  }
  if (!decision.blocked_by.empty()) {
    std::vector<std::string_view> names;
    for (Layer layer : decision.blocked_by) names.push_back(layer_name(layer));
    lines.add("blocked by", fmt::format("{}", fmt::join(names, ", ")), Style::kDenied);
  }
}

// The parts that are granted with their reasons; of what is denied, why.
void write_decision_text(Lines& lines, const ResourceDecision& decided) {
  for (const ResourceGrant& grant : decided.grants) {
    lines.add("on", grant.pattern, verdict_style(Verdict::kAllowed));
    for (const std::string& except : excepted_on({grant})) lines.add("except", except);
    if (std::string rest = condition_text(grant.decision.condition);
        grant.decision.verdict == Verdict::kConditional && !rest.empty())
      lines.add("if", rest, Style::kConditional);
    write_reasons(lines, grant.decision);
  }
  if (decided.grants.empty()) {
    if (decided.verdict == Verdict::kConditional)
      lines.add("if", to_text(decided.decision.condition), Style::kConditional);
    write_reasons(lines, decided.decision);
  }
}

void write_text(const Caller& caller, const Question& question, const Answered& answered,
                Terminal& terminal) {
  Output& out = terminal.data();
  out.write(styled(verdict_name(answered.verdict), verdict_style(answered.verdict), terminal.color()));
  out.write(fmt::format(": {}\n", printable(question_text(caller, question))));
  Lines lines(terminal);
  if (has_wildcard(question.action) && answered.asked > 0) lines.add("actions", count_text(answered));
  for (const GrantedActions& each : answered.alike) {
    lines.add(verdict_name(each.verdict), fmt::format("{}", fmt::join(each.actions, ", ")),
              verdict_style(each.verdict));
    write_decision_text(lines, each);
  }
  if (answered.alike.empty()) write_decision_text(lines, answered);
  for (const std::string& note : answered.notes) lines.add("note", note, Style::kDim);
}

void write_json(const Caller& caller, const Question& question, const Answered& answered,
                const ExaminedAnswer* examined, Terminal& terminal) {
  std::string text;
  JsonWriter json(text, Layout::kIndented);
  json.begin_object().member("principal", caller.principal.arn).member("action", question.action);
  json.member("resource", question.resource);
  write_answered(json, answered);
  if (examined != nullptr) write_explanation(json, *examined);
  json.end_object();
  terminal.data().write(text + "\n");
}

}  // namespace

int run_can(const Options& options, Terminal& terminal) {
  auto one = read_caller(options, terminal);
  if (!one) return kFailed;
  const Answered answered = can(*one->access, one->caller, one->question);
  std::optional<ExaminedAnswer> examined;
  if (options.explain && !answered.action.empty())
    examined = examine(*one->access, one->caller, one->question, answered);
  if (options.format == "json") {
    write_json(one->caller, one->question, answered, examined ? &*examined : nullptr, terminal);
  } else {
    write_text(one->caller, one->question, answered, terminal);
    if (examined) write_explanation(*examined, one->question, terminal);
  }
  return answered.verdict == Verdict::kAllowed ? kYes : kNo;
}

}  // namespace arnscope::cli
