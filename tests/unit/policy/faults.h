// Policies from text with the places of their expected faults marked in it: one `^` before each.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "engine/document/json_reader.h"
#include "engine/policy/parser.h"

namespace arnscope {

struct Fault {
  std::string_view code;
  std::string message;
};

// The text without its marks, and where they stood.
struct Marked {
  std::string text;
  std::vector<uint32_t> marks;

  explicit Marked(std::string_view with_marks) {
    for (char c : with_marks) {
      if (c == '^') {
        marks.push_back(static_cast<uint32_t>(text.size()));
      } else {
        text += c;
      }
    }
  }
};

struct Read {
  Policy policy;
  std::vector<Finding> findings;  // sorted
};

inline Read read_policy(std::string_view text, PolicyKind kind = PolicyKind::kIdentity) {
  Read read;
  auto document = read_json(Source::from_text("p.json", std::string(text)));
  if (!document) {
    read.findings.push_back(
        {Severity::kError, "NOT_JSON", document.error().message, document.error().place, ""});
    return read;
  }
  read.policy = parse_policy((*document)->root(), kind, "the subject", read.findings);
  sort_findings(read.findings);
  return read;
}

inline std::vector<std::string> lines(const std::vector<Finding>& findings) {
  std::vector<std::string> out;
  for (const Finding& f : findings)
    out.push_back(
        fmt::format("{} {} {} {}", f.place.span.begin, severity_name(f.severity), f.code, f.message));
  return out;
}

// What lines() gives where every mark has its fault, all of them errors.
inline std::vector<std::string> expected_lines(const Marked& marked, const std::vector<Fault>& faults) {
  std::vector<std::string> out;
  for (size_t i = 0; i < std::max(marked.marks.size(), faults.size()); ++i) {
    out.push_back(i < marked.marks.size() && i < faults.size()
                      ? fmt::format("{} error {} {}", marked.marks[i], faults[i].code, faults[i].message)
                      : "a mark without a fault, or a fault without a mark");
  }
  return out;
}

}  // namespace arnscope
