#include "cli/explain.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/answers.h"
#include "engine/catalog/catalog.h"
#include "engine/evaluate/decision_json.h"

namespace arnscope::cli {
namespace {

constexpr size_t kLabelWidth = 18;

// What a layer or a level says, in words.
std::string_view says_text(Answer deny, Answer allow) {
  if (deny == Answer::kYes) return "denies";
  const bool may_deny = deny == Answer::kUnknown;
  switch (allow) {
    case Answer::kYes:
      return may_deny ? "allows, and may deny" : "allows";
    case Answer::kUnknown:
      return may_deny ? "may allow, and may deny" : "may allow";
    case Answer::kNo:
      break;
  }
  return may_deny ? "allows nothing, and may deny" : "allows nothing";
}

Style says_style(Answer deny, Answer allow) {
  if (deny == Answer::kYes || allow == Answer::kNo) return Style::kDenied;
  return deny == Answer::kUnknown || allow == Answer::kUnknown ? Style::kConditional : Style::kAllowed;
}

std::string_view match_text(Answer matches) {
  return matches == Answer::kYes ? "matches" : matches == Answer::kUnknown ? "may match" : "nearly matches";
}

Style match_style(const ExaminedStatement& statement) {
  if (statement.matches == Answer::kNo) return Style::kPlain;
  if (statement.matches == Answer::kUnknown) return Style::kConditional;
  return statement.reference.statement->effect == Effect::kDeny ? Style::kDenied : Style::kAllowed;
}

// How a statement of a resource policy names the caller: the strongest way.
std::string_view naming_text(const ExaminedStatement& statement) {
  const Layer layer = statement.reference.layer;
  if (!names_principals(layer)) return "";
  if ((statement.naming & kNamesItself) != 0) return ", names the caller";
  if ((statement.naming & kNamesRole) != 0) return ", names the caller's role";
  if ((statement.naming & kNamesEveryone) != 0) return ", names everyone";
  return (statement.naming & kNamesAccount) != 0 ? ", names the caller's account" : "";
}

std::string statement_text(const StatementReference& reference) {
  return fmt::format("{} {}", effect_name(reference.statement->effect), reference_text(reference));
}

bool all_have_changes(const ExaminedStatement& statement) {
  for (const Mismatch& mismatch : statement.mismatches)
    if (!mismatch.change) return false;
  return !statement.mismatches.empty();
}

void add_statement(Lines& lines, const ExaminedStatement& statement) {
  lines.add(fmt::format("  {}", match_text(statement.matches)),
            statement_text(statement.reference) + std::string(naming_text(statement)),
            match_style(statement));
  for (const Mismatch& mismatch : statement.mismatches)
    lines.add(fmt::format("    {}", element_name(mismatch.element, mismatch.polarity)), mismatch.reason);
  if (!all_have_changes(statement) || statement.mismatches.size() > 2) return;
  std::string changes;
  for (const Mismatch& mismatch : statement.mismatches)
    changes += (changes.empty() ? "" : " and ") + mismatch.change->text;
  lines.add("    would match", changes);
}

void add_level(Lines& lines, const ExaminedLevel& level) {
  for (const ExaminedStatement& statement : level.statements) add_statement(lines, statement);
  if (level.left_out > 0)
    lines.add("",
              fmt::format("and {} more that nearly match{}", level.left_out, level.left_out == 1 ? "es" : ""),
              Style::kDim);
}

void add_layer(Lines& lines, const ExaminedLayer& layer) {
  const std::string name(layer_name(layer.layer));
  if (!layer.applies) return lines.add(name, fmt::format("does not apply: {}", layer.because), Style::kDim);
  if (layer.state == LayerState::kUnknown && layer.levels.empty())
    return lines.add(name, "its policies are not known", Style::kConditional);
  std::string says(says_text(layer.deny, layer.allow));
  if (!layer.because.empty()) says += fmt::format(": {}", layer.because);
  lines.add(name, says, says_style(layer.deny, layer.allow));
  for (const std::string& missing : layer.missing) lines.add("  not known", missing, Style::kConditional);
  for (size_t i = 0; i < layer.levels.size(); ++i) {
    const ExaminedLevel& level = layer.levels[i];
    if (layer.levels.size() > 1)
      lines.add(fmt::format("  level {}", i), says_text(level.deny, level.allow),
                says_style(level.deny, level.allow));
    add_level(lines, level);
  }
}

// Each test that could not be made, and where it stands.
void add_conditions(Lines& lines, const Expression& expression, std::string_view negation) {
  if (expression.kind() == Expression::Kind::kClause) {
    lines.add("hangs on", std::string(negation) + to_text(expression), Style::kConditional);
    if (expression.clause().from.statement != nullptr)
      lines.add("", statement_text(expression.clause().from));
    return;
  }
  const bool flips = expression.kind() == Expression::Kind::kNot;
  for (const Expression& child : expression.children())
    add_conditions(lines, child, flips == negation.empty() ? "not " : "");
}

std::string place_text(const MissingGrant& grant) {
  if (grant.layer != Layer::kScp) return fmt::format("  {}", layer_name(grant.layer));
  return fmt::format("  {} level {}", layer_name(grant.layer), grant.level);
}

// A statement for any resource is seldom what is wanted.
bool could_be_narrower(const ExaminedAnswer& examined) {
  const ActionId action = catalog::find_action(examined.action);
  return examined.resource == "*" && action != kNoAction && !catalog::action_resources(action).empty();
}

void add_grants(Lines& lines, const ExaminedAnswer& examined) {
  const std::vector<Trial>& sufficient = examined.examination.sufficient;
  if (sufficient.empty()) return lines.add("to allow it", "no statement that could be added is enough");
  const bool conditional = sufficient.front().verdict == Verdict::kConditional;
  const bool several = sufficient.front().grants.size() > 1;
  std::string intent = several                 ? "each of these statements is needed, and they are enough"
                       : sufficient.size() > 1 ? "one of these statements is enough"
                                               : "this statement is enough";
  if (conditional) intent += ", under a condition";
  lines.add("to allow it", intent, Style::kHeading);
  for (const Trial& each : sufficient) {
    for (const MissingGrant& grant : each.grants)
      lines.add(place_text(grant), grant.statement, Style::kAllowed);
    if (conditional) lines.add("    if", to_text(each.condition), Style::kConditional);
  }
  if (could_be_narrower(examined))
    lines.add("", "name the resource in the question for a narrower one", Style::kDim);
}

void add_denials(Lines& lines, const ExaminedAnswer& examined) {
  const Examination& examination = examined.examination;
  for (const StatementReference& denial : examination.denials)
    lines.add("in the way", fmt::format("{} {}", layer_name(denial.layer), statement_text(denial)),
              Style::kDenied);
  const std::string without = examination.denials.size() == 1 ? "without it" : "without them";
  const Trial& rest = examination.without_denials;
  lines.add(without, verdict_name(rest.verdict), verdict_style(rest.verdict));
  if (rest.verdict == Verdict::kConditional) lines.add("  if", to_text(rest.condition), Style::kConditional);
  if (rest.verdict == Verdict::kImplicitDeny) add_grants(lines, examined);
}

// What was explained, where that is not the question itself.
void add_subject(Lines& lines, const ExaminedAnswer& examined, const Question& question) {
  if (examined.action == question.action && examined.resource == question.resource) return;
  auto on = [](const std::string& resource) {
    return resource == "*" ? std::string("any resource") : resource;
  };
  std::string text = fmt::format("{} on {}", examined.action, on(examined.resource));
  if (examined.action != question.action) text += fmt::format(", one that {} matches", question.action);
  if (examined.resource != question.resource) text += ", a part of what was asked";
  lines.add("explained", text, Style::kHeading);
}

void write_statement(JsonWriter& json, const ExaminedStatement& statement) {
  json.begin_object();
  write_reference(json, statement.reference, Places::kWritten);
  json.member("matches", statement.matches == Answer::kYes       ? "yes"
                         : statement.matches == Answer::kUnknown ? "unknown"
                                                                 : "nearly");
  json.key("mismatches").begin_array();
  for (const Mismatch& mismatch : statement.mismatches) {
    json.begin_object().member("element", element_name(mismatch.element, mismatch.polarity));
    json.member("matches", mismatch.holds == Answer::kUnknown ? "unknown" : "no");
    if (mismatch.clause != nullptr) {
      json.member("operator", mismatch.clause->operator_text.value).member("key", mismatch.clause->key.value);
      json.key("wanted").begin_array();
      for (const Text& value : mismatch.clause->values) json.string(value.value);
      json.end_array();
      json.key("held");
      if (mismatch.key_state == KeyState::kUnknown) {
        json.null();
      } else {
        json.begin_array();
        for (const std::string& value : mismatch.held) json.string(value);
        json.end_array();
      }
    }
    json.member("reason", mismatch.reason);
    if (mismatch.change) json.member("wouldMatch", mismatch.change->text);
    json.end_object();
  }
  json.end_array().end_object();
}

void write_level(JsonWriter& json, const ExaminedLevel& level) {
  json.begin_object().member("says", says_text(level.deny, level.allow));
  json.key("statements").begin_array();
  for (const ExaminedStatement& statement : level.statements) write_statement(json, statement);
  json.end_array().key("leftOut").number(static_cast<int64_t>(level.left_out)).end_object();
}

void write_layer(JsonWriter& json, const ExaminedLayer& layer) {
  json.begin_object().member("layer", layer_name(layer.layer));
  json.member("policies", layer.state == LayerState::kNone      ? "none"
                          : layer.state == LayerState::kUnknown ? "unknown"
                                                                : "known");
  json.key("applies").boolean(layer.applies);
  if (!layer.because.empty()) json.member("because", layer.because);
  if (layer.applies && layer.state != LayerState::kNone)
    json.member("says", says_text(layer.deny, layer.allow));
  if (!layer.missing.empty()) json.member_list("missing", layer.missing);
  json.key("levels").begin_array();
  for (const ExaminedLevel& level : layer.levels) write_level(json, level);
  json.end_array().end_object();
}

void write_grants(JsonWriter& json, const std::vector<Trial>& sufficient) {
  json.key("sufficient").begin_array();
  for (const Trial& each : sufficient) {
    json.begin_object().member("decision", verdict_name(each.verdict));
    json.key("grants").begin_array();
    for (const MissingGrant& grant : each.grants) {
      json.begin_object().member("layer", layer_name(grant.layer)).key("level").number(grant.level);
      json.key("statement").raw(grant.statement).end_object();
    }
    json.end_array();
    if (each.verdict == Verdict::kConditional) {
      json.key("condition");
      write_condition(json, each.condition, Places::kLeftOut);
    }
    json.end_object();
  }
  json.end_array();
}

}  // namespace

void write_explanation(const ExaminedAnswer& examined, const Question& question, Terminal& terminal) {
  const Examination& examination = examined.examination;
  terminal.data().write("\n");
  Lines lines(terminal, kLabelWidth);
  add_subject(lines, examined, question);
  std::vector<std::string_view> none;
  for (const ExaminedLayer& layer : examination.layers) {
    if (layer.state == LayerState::kNone && layer.allow == Answer::kNo) {
      none.push_back(layer_name(layer.layer));
    } else {
      add_layer(lines, layer);
    }
  }
  if (!none.empty()) lines.add("no policies here", fmt::format("{}", fmt::join(none, ", ")), Style::kDim);
  const Decision& decision = examination.decision;
  if (examination.by_rule) return lines.add("rule", decision.rule + ": no policy changes it");
  if (decision.verdict == Verdict::kConditional) add_conditions(lines, decision.condition, "");
  if (decision.verdict == Verdict::kExplicitDeny) add_denials(lines, examined);
  if (decision.verdict == Verdict::kImplicitDeny) add_grants(lines, examined);
}

void write_explanation(JsonWriter& json, const ExaminedAnswer& examined) {
  const Examination& examination = examined.examination;
  json.key("explanation").begin_object();
  json.member("action", examined.action).member("resource", examined.resource);
  json.member("decision", verdict_name(examination.decision.verdict));
  json.key("byRule").boolean(examination.by_rule);
  json.key("layers").begin_array();
  for (const ExaminedLayer& layer : examination.layers) write_layer(json, layer);
  json.end_array();
  if (examination.decision.verdict == Verdict::kExplicitDeny) {
    json.key("denials").begin_array();
    for (const StatementReference& denial : examination.denials) {
      json.begin_object().member("layer", layer_name(denial.layer));
      write_reference(json, denial, Places::kWritten);
      json.end_object();
    }
    json.end_array().member("withoutDenials", verdict_name(examination.without_denials.verdict));
  }
  write_grants(json, examination.sufficient);
  json.end_object();
}

}  // namespace arnscope::cli
