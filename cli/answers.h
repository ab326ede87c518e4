// How answers look: the reasons of a decision, for people and as JSON.
#pragma once

#include <string>
#include <vector>

#include "cli/terminal.h"
#include "engine/document/json_writer.h"
#include "engine/evaluate/decision_json.h"
#include "engine/graph/query.h"

namespace arnscope::cli {

Style verdict_style(Verdict verdict);

// Lines of a label and a text, the texts one below the other.
class Lines {
 public:
  explicit Lines(Terminal& terminal, size_t width = 16) : terminal_(terminal), width_(width) {}
  void add(std::string_view label, std::string_view text, Style style = Style::kPlain);

 private:
  Terminal& terminal_;
  size_t width_;  // of the labels
};

// A reason in one line: "AppData statement 0 ReadObjects (fixtures/acme/export.json:120:17)".
std::string reference_text(const StatementReference& reference);

// The names of the policies that decided, without repetition.
std::vector<std::string> deciding_policies(const Decision& decision);

// A remaining condition for people; what it says of the resource is left to granted_on().
std::string condition_text(const Expression& condition);

// The patterns that are granted, and those excepted, of an answer on a pattern of resources.
std::vector<std::string> granted_on(const std::vector<ResourceGrant>& grants);
std::vector<std::string> excepted_on(const std::vector<ResourceGrant>& grants);

// How many of an action pattern's actions are allowed, conditional and denied: "3 allowed, 1 denied".
std::string count_text(const Answered& answered);

// The members of an answer as JSON.
void write_answered(JsonWriter& json, const Answered& answered);

}  // namespace arnscope::cli
