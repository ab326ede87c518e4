#include "engine/report/findings.h"

#include <fmt/format.h>

#include <set>
#include <string>
#include <string_view>

#include "engine/document/json_writer.h"

namespace arnscope {
namespace {

// As format_finding() writes it, but the severity styled.
void append_text(std::string& out, const Finding& finding, Color color) {
  const std::string text = format_finding(finding);
  const std::string_view name = severity_name(finding.severity);
  std::string place = format_place(finding.place);
  if (!place.empty()) place += ": ";
  out += place;
  append_styled(out, name, severity_style(finding.severity), color);
  out += std::string_view(text).substr(place.size() + name.size());
}

void write_position(JsonWriter& json, std::string_view name, const Source& source, uint32_t offset) {
  const LineColumn at = source.position(offset);
  json.key(name).begin_object();
  json.key("line").number(at.line).key("column").number(at.column - 1).key("offset").number(offset);
  json.end_object();
}

void write_place(JsonWriter& json, const Place& place) {
  if (place.source == nullptr) {
    for (const std::string_view name : {"file", "line", "column", "span"}) json.key(name).null();
    return;
  }
  const Source& source = place.source->outermost();
  const Span span = place.source->to_outermost(place.span);
  const LineColumn at = source.position(span.begin);
  json.member("file", source.name()).key("line").number(at.line).key("column").number(at.column);
  json.key("span").begin_object();
  write_position(json, "start", source, span.begin);
  write_position(json, "end", source, span.end);
  json.end_object();
}

void write_text_or_null(JsonWriter& json, std::string_view name, std::string_view text) {
  json.key(name);
  text.empty() ? json.null() : json.string(text);
}

}  // namespace

FindingCounts count_findings(std::span<const Finding> findings) {
  FindingCounts counts{};
  for (const Finding& finding : findings) ++counts[static_cast<size_t>(finding.severity)];
  return counts;
}

void write_finding(JsonWriter& json, const Finding& finding, const FindingDetails* details) {
  json.begin_object();
  json.member("code", finding.code).member("severity", severity_key(finding.severity));
  json.member("message", finding.message);
  write_place(json, finding.place);
  write_text_or_null(json, "policy", finding.subject);
  if (details != nullptr) {
    json.member("path", details->path);  // the whole document's is ""
    write_text_or_null(json, "help", details->help);
  }
  json.end_object();
}

void write_findings_text(std::span<const Finding> findings, Color color, Output& output,
                         std::span<const FindingDetails> details) {
  std::string text;
  std::set<std::string_view> explained;
  for (size_t i = 0; i < findings.size(); ++i) {
    text.clear();
    append_text(text, findings[i], color);
    if (!details.empty() && !details[i].help.empty() && explained.insert(findings[i].code).second)
      text += fmt::format("    help: {}\n", details[i].help);
    if (!output.write(text)) return;
  }
}

void write_findings_json(std::span<const Finding> findings, Output& output,
                         std::span<const FindingDetails> details) {
  output.write("{\n  \"findings\": [");
  std::string record;
  for (size_t i = 0; i < findings.size(); ++i) {
    record = i == 0 ? "\n    " : ",\n    ";
    JsonWriter json(record, Layout::kCompact);
    write_finding(json, findings[i], details.empty() ? nullptr : &details[i]);
    if (!output.write(record)) return;
  }
  record = findings.empty() ? "],\n  \"summary\": " : "\n  ],\n  \"summary\": ";
  JsonWriter json(record, Layout::kCompact);
  json.begin_object();
  const FindingCounts counts = count_findings(findings);
  for (size_t i = 0; i < counts.size(); ++i)
    json.key(severity_key(static_cast<Severity>(i))).number(static_cast<int64_t>(counts[i]));
  json.end_object();
  output.write(record += "\n}\n");
}

}  // namespace arnscope
