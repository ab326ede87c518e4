// Questions to be examined, and examinations as short texts.
#pragma once

#include "engine/evaluate/examine.h"
#include "tests/unit/evaluate/build.h"

namespace arnscope {

inline constexpr std::string_view kAnn = R"("arn:aws:iam::111122223333:user/ann")";

// Who asks for what; the context is what stands between its braces.
struct Asked {
  std::string_view action, resource;
  std::string_view principal = kAnn;
  std::string_view context = "";
};

inline Result<Scenario> scenario(const Asked& question, std::string_view policies) {
  return scenario_of(R"({"context":"open","request":{"principal":)" + std::string(question.principal) +
                     R"(,"action":")" + std::string(question.action) + R"(","resource":")" +
                     std::string(question.resource) + R"(","context":{)" + std::string(question.context) +
                     R"(}},"policies":{)" + std::string(policies) + "}}");
}

inline std::string show(const ExaminedStatement& statement) {
  std::string text =
      statement.reference.policy->name + "/" + std::to_string(statement.reference.statement->index);
  text += statement.matches == Answer::kYes       ? " matches"
          : statement.matches == Answer::kUnknown ? " may"
                                                  : " nearly";
  for (const Mismatch& mismatch : statement.mismatches) {
    text += "; " + std::string(element_name(mismatch.element, mismatch.polarity)) + ": " + mismatch.reason;
    if (mismatch.change) text += " -> " + mismatch.change->text;
  }
  return text;
}

inline std::vector<std::string> show(const ExaminedLayer& layer) {
  std::vector<std::string> lines;
  for (const ExaminedLevel& level : layer.levels) {
    for (const ExaminedStatement& statement : level.statements) lines.push_back(show(statement));
    if (level.left_out > 0) lines.push_back(std::to_string(level.left_out) + " more");
  }
  return lines;
}

inline std::string show(const Trial& trial) {
  std::string text;
  for (const MissingGrant& grant : trial.grants)
    text += std::string(layer_name(grant.layer)) + "/" + std::to_string(grant.level) + " " + grant.statement +
            " ";
  text += verdict_name(trial.verdict);
  if (trial.verdict == Verdict::kConditional) text += " if " + to_text(trial.condition);
  return text;
}

inline std::vector<std::string> show(const std::vector<Trial>& trials) {
  std::vector<std::string> lines;
  for (const Trial& trial : trials) lines.push_back(show(trial));
  return lines;
}

inline constexpr std::string_view kQueue = "arn:aws:sqs:eu-west-1:111122223333:jobs";

using Lines = std::vector<std::string>;

}  // namespace arnscope
