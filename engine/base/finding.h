// What there is to say of an input: a Finding where a value was made all the same, an Error where none could
// be. Both name their place. Messages: lower case, no full stop, input in backticks, one line, what would be
// right.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/source.h"

namespace arnscope {

// Where in an input. `source` may be null: a place in no text.
struct Place {
  std::shared_ptr<const Source> source;
  Span span;
};

enum class Severity : uint8_t { kError, kSecurityWarning, kWarning, kSuggestion };

// "error", "security warning", "warning", "suggestion".
std::string_view severity_name(Severity severity);

// The same words as JSON and SARIF readers expect them: "error", "securityWarning", ...
std::string_view severity_key(Severity severity);

struct Finding {
  Severity severity = Severity::kError;
  std::string_view code;  // a constant, e.g. "INVALID_ACTION"
  std::string message;
  Place place;
  std::string subject;  // what it is about: the ARN or name of a policy or principal; may be empty
};

struct Error {
  std::string message;
  Place place;
};

// "file:line:column", "file" where the place has no text, "" where it has no source.
std::string format_place(const Place& place);

// "file:line:column: severity: message [code]", the source line and a caret under it. Ends in a newline.
// Control characters of the input are escaped, and long lines are cut around the caret.
std::string format_finding(const Finding& finding);
std::string format_error(const Error& error);

// Sorts by source name, place, severity, code, message, and drops exact repetitions.
void sort_findings(std::vector<Finding>& findings);

}  // namespace arnscope
