#include "engine/base/finding.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>

#include "engine/base/text.h"

namespace arnscope {
namespace {

// How wide a shown source line may be, and how much of that stands before the caret where the line is cut.
constexpr uint32_t kMaxColumns = 100;
constexpr uint32_t kColumnsBefore = 60;
// Bytes of the line that are looked at on either side of the caret; the rest would not fit.
constexpr size_t kMaxBytes = 4 * kMaxColumns;
constexpr std::string_view kIndent = "  ";
constexpr std::string_view kCut = "...";

struct Width {
  char32_t first, last;
  uint32_t columns;
};

// Characters that do not take one column of a terminal: the blocks that matter, not all of Unicode's table.
constexpr std::array kWidths = {
    Width{0x300, 0x36F, 0},     Width{0x1100, 0x115F, 2},   Width{0x1AB0, 0x1AFF, 0},
    Width{0x1DC0, 0x1DFF, 0},   Width{0x20D0, 0x20FF, 0},   Width{0x2E80, 0x303E, 2},
    Width{0x3041, 0xA4CF, 2},   Width{0xAC00, 0xD7A3, 2},   Width{0xF900, 0xFAFF, 2},
    Width{0xFE00, 0xFE0F, 0},   Width{0xFE20, 0xFE2F, 0},   Width{0xFE30, 0xFE6F, 2},
    Width{0xFF00, 0xFF60, 2},   Width{0xFFE0, 0xFFE6, 2},   Width{0x1F300, 0x1F64F, 2},
    Width{0x1F680, 0x1F6FF, 2}, Width{0x1F900, 0x1F9FF, 2}, Width{0x20000, 0x3FFFD, 2},
};

uint32_t columns_of(char32_t c) {
  const auto* const width = std::find_if(kWidths.begin(), kWidths.end(),
                                         [c](const Width& w) { return w.first <= c && c <= w.last; });
  return width == kWidths.end() ? 1 : width->columns;
}

// A character of the line as it is shown.
struct Shown {
  std::string text;
  uint32_t columns = 1;
};

std::vector<Shown> show(std::string_view text) {
  std::vector<Shown> shown;
  while (!text.empty()) {
    const Character character = first_character(text);
    const std::string_view raw = text.substr(0, character.size);
    Shown one;
    if (raw == "\t") {
      one.text = " ";
    } else {
      append_printable(one.text, character, raw);
      one.columns =
          one.text == raw ? columns_of(character.code_point) : static_cast<uint32_t>(one.text.size());
    }
    shown.push_back(std::move(one));
    text.remove_prefix(character.size);
  }
  return shown;
}

uint32_t total_columns(const std::vector<Shown>& shown) {
  return std::accumulate(shown.begin(), shown.end(), 0U,
                         [](uint32_t sum, const Shown& s) { return sum + s.columns; });
}

bool inside_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// The line and a caret under its byte `caret`, cut to a window around it.
std::string caret_lines(std::string_view line, size_t caret) {
  caret = std::min(caret, line.size());
  for (int i = 0; i < 3 && caret > 0 && caret < line.size() && inside_character(line[caret]); ++i) --caret;
  size_t begin = caret - std::min(caret, kMaxBytes);
  while (begin > 0 && begin < caret && inside_character(line[begin])) ++begin;
  std::vector<Shown> before = show(line.substr(begin, caret - begin));
  std::vector<Shown> after = show(line.substr(caret, kMaxBytes));
  bool cut_before = begin > 0;
  bool cut_after = line.size() - caret > kMaxBytes;

  uint32_t columns = total_columns(after);
  const uint32_t room = kMaxColumns - std::min(total_columns(before), kColumnsBefore);
  for (; columns > room; after.pop_back(), cut_after = true) columns -= after.back().columns;
  uint32_t indent = total_columns(before);
  size_t skipped = 0;
  for (; indent > kMaxColumns - columns; ++skipped, cut_before = true) indent -= before[skipped].columns;

  std::string out(kIndent);
  if (cut_before) out += kCut;
  for (size_t i = skipped; i < before.size(); ++i) out += before[i].text;
  for (const Shown& one : after) out += one.text;
  if (cut_after) out += kCut;
  out += '\n';
  out.append(kIndent.size() + (cut_before ? kCut.size() : 0) + indent, ' ');
  out += "^\n";
  return out;
}

std::string format(const Place& place, std::string_view severity, std::string_view message,
                   std::string_view code) {
  std::string out = format_place(place);
  if (!out.empty()) out += ": ";
  fmt::format_to(std::back_inserter(out), "{}: {}", severity, printable(message));
  if (!code.empty()) fmt::format_to(std::back_inserter(out), " [{}]", code);
  out += '\n';
  if (place.source == nullptr) return out;
  const Source& source = place.source->outermost();
  const LineColumn at = source.position(place.source->to_outermost(place.span).begin);
  const std::string_view line = source.line(at.line);
  return line.empty() ? out : out + caret_lines(line, at.column - 1);
}

}  // namespace

std::string_view severity_name(Severity severity) {
  constexpr std::array<std::string_view, 4> kNames = {"error", "security warning", "warning", "suggestion"};
  return kNames[static_cast<size_t>(severity)];
}

std::string_view severity_key(Severity severity) {
  constexpr std::array<std::string_view, 4> kKeys = {"error", "securityWarning", "warning", "suggestion"};
  return kKeys[static_cast<size_t>(severity)];
}

std::string format_place(const Place& place) {
  if (place.source == nullptr) return {};
  const Source& source = place.source->outermost();
  if (source.text().empty()) return printable(source.name());
  const LineColumn at = source.position(place.source->to_outermost(place.span).begin);
  return fmt::format("{}:{}:{}", printable(source.name()), at.line, at.column);
}

std::string format_finding(const Finding& finding) {
  return format(finding.place, severity_name(finding.severity), finding.message, finding.code);
}

std::string format_error(const Error& error) {
  return format(error.place, severity_name(Severity::kError), error.message, {});
}

void sort_findings(std::vector<Finding>& findings) {
  struct Keyed {
    std::string_view name;
    Span span;
    Finding finding;
    auto key() const {
      const Finding& f = finding;
      return std::tie(name, span.begin, span.end, f.severity, f.code, f.message, f.subject);
    }
  };
  std::vector<Keyed> keyed;
  keyed.reserve(findings.size());
  for (Finding& finding : findings) {
    const Source* source = finding.place.source.get();
    keyed.push_back({source == nullptr ? std::string_view{} : source->outermost().name(),
                     source == nullptr ? finding.place.span : source->to_outermost(finding.place.span),
                     std::move(finding)});
  }
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const Keyed& a, const Keyed& b) { return a.key() < b.key(); });
  const auto last = std::unique(keyed.begin(), keyed.end(),
                                [](const Keyed& a, const Keyed& b) { return a.key() == b.key(); });
  findings.clear();
  for (auto it = keyed.begin(); it != last; ++it) findings.push_back(std::move(it->finding));
}

}  // namespace arnscope
