// `who-can SNAPSHOT ACTION [RESOURCE]`: who may do this, through what, and under which condition.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "cli/answers.h"
#include "cli/input.h"
#include "cli/suggestions.h"
#include "engine/evaluate/decision_json.h"

namespace arnscope::cli {
namespace {

// What a denial lacks, in the column where others name their policies.
std::string why_not(const Decision& decision) {
  if (!decision.rule.empty()) return decision.rule;
  std::vector<std::string_view> names;
  for (Layer layer : decision.blocked_by) names.push_back(layer_name(layer));
  return fmt::format("blocked by {}", fmt::join(names, ", "));
}

// The policies that decided, of a pattern of actions those that decided on any of them.
std::vector<std::string> through(const Answered& answered) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  auto add = [&](const ResourceDecision& decided) {
    const auto add_from = [&](const Decision& decision) {
      for (std::string& name : deciding_policies(decision))
        if (seen.insert(name).second) names.push_back(std::move(name));
    };
    if (decided.grants.empty()) return add_from(decided.decision);
    for (const ResourceGrant& grant : decided.grants) add_from(grant.decision);
  };
  if (answered.alike.empty()) add(answered);
  for (const GrantedActions& each : answered.alike) add(each);
  return names;
}

// The parts of the pattern that are meant, those excepted, and the condition.
std::vector<std::string> limits(const Question& question, const ResourceDecision& decided,
                                const Expression& chain_condition) {
  std::vector<std::string> parts;
  std::vector<std::string> on = granted_on(decided.grants);
  if (!on.empty() && on != std::vector<std::string>{question.resource})
    parts.push_back(fmt::format("on {}", fmt::join(on, ", ")));
  std::vector<std::string> except = excepted_on(decided.grants);
  if (!except.empty()) parts.push_back(fmt::format("except {}", fmt::join(except, ", ")));
  const Expression& condition =
      decided.grants.empty() ? decided.decision.condition : decided.grants.front().decision.condition;
  std::vector<std::string> conditions;
  if (condition.is(false) || decided.verdict != Verdict::kConditional) {
    // Nothing remains to hold at the end itself.
  } else if (std::string text = condition_text(condition); !text.empty()) {
    conditions.push_back(std::move(text));
  }
  if (!chain_condition.is(true)) conditions.push_back(to_text(chain_condition));
  if (!conditions.empty()) parts.push_back(fmt::format("if {}", fmt::join(conditions, " and ")));
  return parts;
}

// The same of a pattern of actions, once for all that have it in common; their decision where it is not that
// of the whole.
std::string limits(const Question& question, const WhoCanAnswer& answer) {
  const Answered& answered = answer.answer;
  if (answered.alike.empty())
    return fmt::format("{}", fmt::join(limits(question, answered, answer.chain_condition), "; "));
  struct Alike {
    Verdict verdict;
    std::string limits;
    std::vector<std::string> actions;
  };
  std::vector<Alike> groups;
  for (const GrantedActions& each : answered.alike) {
    std::string text = fmt::format("{}", fmt::join(limits(question, each, answer.chain_condition), ", "));
    auto group = std::find_if(groups.begin(), groups.end(), [&](const Alike& other) {
      return other.verdict == each.verdict && other.limits == text;
    });
    if (group == groups.end()) group = groups.insert(groups.end(), {each.verdict, std::move(text), {}});
    group->actions.insert(group->actions.end(), each.actions.begin(), each.actions.end());
  }
  std::string text;
  for (const Alike& group : groups) {
    const size_t count = group.actions.size();
    if (!text.empty()) text += "; ";
    text += count == 1 ? group.actions.front() : fmt::format("{} actions", count);
    if (group.verdict != answered.verdict) text += fmt::format(" {}", verdict_name(group.verdict));
    if (!group.limits.empty()) text += " " + group.limits;
  }
  return text;
}

Table table_of(const Question& question, const std::vector<WhoCanAnswer>& answers) {
  Table table{{{"DECISION", "decision"},
               {"PRINCIPAL", "principal"},
               {"THROUGH", "through"},
               {"ON, EXCEPT, IF", "limits"}},
              {}};
  for (const WhoCanAnswer& each : answers) {
    const Answered& answer = each.answer;
    const bool granted = answer.verdict == Verdict::kAllowed || answer.verdict == Verdict::kConditional;
    std::vector<std::string> names = through(answer);
    if (each.principal.type == PrincipalType::kRoot && names.empty()) names = {"the root user"};
    std::vector<std::string> short_names;
    for (const std::string& name : names) short_names.push_back(name.substr(name.rfind('/') + 1));
    for (const std::string& step : each.chain) {
      if (&step == &each.chain.front()) short_names.clear();
      short_names.push_back(fmt::format("as {}", step.substr(step.rfind(':') + 1)));
    }
    Cell reason = granted ? Cell::list(short_names) : Cell(why_not(answer.decision), Style::kDim);
    table.rows.push_back({Cell(verdict_name(answer.verdict), verdict_style(answer.verdict)),
                          Cell(each.principal.arn), std::move(reason),
                          Cell(limits(question, each), Style::kConditional)});
  }
  return table;
}

void write_json(const Question& question, const std::vector<WhoCanAnswer>& answers,
                const std::set<std::string>& notes, Terminal& terminal) {
  std::string text;
  JsonWriter json(text, Layout::kIndented);
  json.begin_object().member("action", question.action).member("resource", question.resource);
  json.key("principals").begin_array();
  for (const WhoCanAnswer& each : answers) {
    json.begin_object()
        .member("principal", each.principal.arn)
        .member("type", principal_type_name(each.principal.type));
    if (!each.chain.empty()) {
      json.member_list("chain", each.chain).key("chainCondition");
      write_condition(json, each.chain_condition, Places::kWritten);
    }
    write_answered(json, each.answer);
    json.end_object();
    if (text.size() > Output::kBufferBytes) {
      terminal.data().write(text);
      text.clear();
    }
  }
  json.end_array().member_list("notAnswered", notes).end_object();
  terminal.data().write(text + "\n");
}

void say_count(const std::vector<WhoCanAnswer>& answers, const std::set<std::string>& notes,
               Terminal& terminal) {
  size_t allowed = 0;
  size_t conditional = 0;
  for (const WhoCanAnswer& each : answers) {
    allowed += each.answer.verdict == Verdict::kAllowed ? 1 : 0;
    conditional += each.answer.verdict == Verdict::kConditional ? 1 : 0;
  }
  terminal.say(fmt::format("{} allowed, {} under a condition", allowed, conditional));
  for (const std::string& note : notes) terminal.say(note);
}

}  // namespace

int run_who_can(const Options& options, Terminal& terminal) {
  auto asked = read_question(options, terminal);
  if (!asked) return kFailed;
  auto snapshot = load(options, terminal);
  if (!snapshot) return kFailed;
  tell_unknown_keys(asked->question, *snapshot, terminal);
  Access access(*snapshot, asked->unlisted);
  const Question& question = asked->question;
  auto progress = [&](size_t done, size_t all) { terminal.progress("asking every principal", done, all); };
  std::vector<WhoCanAnswer> answers =
      who_can(access, question, options.all ? Include::kEveryone : Include::kAllowed, progress);
  if (options.via_chains) add_chains(access, answers);
  std::set<std::string> notes;
  for (const WhoCanAnswer& each : answers) notes.insert(each.answer.notes.begin(), each.answer.notes.end());
  if (options.format == "json") {
    write_json(question, answers, notes, terminal);
  } else if (options.format == "csv") {
    write_table_csv(table_of(question, answers), terminal.data());
  } else {
    write_table_text(table_of(question, answers), terminal.layout(), terminal.data());
    say_count(answers, notes, terminal);
  }
  bool any = false;
  for (const WhoCanAnswer& each : answers)
    any = any || each.answer.verdict == Verdict::kAllowed || each.answer.verdict == Verdict::kConditional;
  return any ? kYes : kNo;
}

}  // namespace arnscope::cli
