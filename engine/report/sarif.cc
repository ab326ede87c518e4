#include "engine/report/sarif.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "engine/document/json_writer.h"

namespace arnscope {
namespace {

struct Level {
  std::string_view name;               // of SARIF
  std::string_view security_severity;  // as a score of 0 to 10; GitHub shows it as critical, high, ...
};
// By Severity.
constexpr std::array kLevels = {Level{"error", "6.0"}, Level{"warning", "8.0"}, Level{"warning", "4.0"},
                                Level{"note", "1.0"}};

const Level& level_of(Severity severity) { return kLevels[static_cast<size_t>(severity)]; }

// FNV-1a, 64 bits.
std::string fingerprint(std::initializer_list<std::string_view> parts) {
  uint64_t hash = 0xcbf29ce484222325;
  for (std::string_view part : parts) {
    for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    hash = (hash ^ 0xff) * 0x100000001b3;
  }
  return fmt::format("{:016x}", hash);
}

// A path as a reference of RFC 3986: what may not stand in one is percent-encoded.
std::string uri_of(std::string_view path) {
  constexpr std::string_view kPlain = "-._~/!$&'()*+,;=@";
  std::string uri;
  for (const char c : path) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          kPlain.find(c) != std::string_view::npos;
    is_plain ? uri.push_back(c) : void(uri += fmt::format("%{:02X}", static_cast<unsigned char>(c)));
  }
  return path.starts_with('/') ? "file://" + uri : uri;
}

// From 1, in characters.
int64_t column_of(const Source& source, LineColumn at) {
  const std::string_view line = source.line(at.line).substr(0, at.column - 1);
  const auto characters = std::count_if(
      line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  return characters + 1;
}

void write_rule(JsonWriter& json, const SarifRule& rule) {
  const Level& level = level_of(rule.severity);
  json.begin_object().member("id", rule.code).member("name", rule.code);
  json.key("shortDescription").begin_object().member("text", rule.title).end_object();
  json.key("fullDescription").begin_object().member("text", rule.help).end_object();
  json.key("help").begin_object().member("text", rule.help).end_object();
  json.key("defaultConfiguration").begin_object().member("level", level.name).end_object();
  json.key("properties").begin_object().member("security-severity", level.security_severity);
  json.member_list("tags", std::array<std::string_view, 2>{"security", "aws-iam"}).end_object();
  json.end_object();
}

void write_location(JsonWriter& json, const Place& place, std::string_view path) {
  json.key("locations").begin_array().begin_object();
  if (place.source != nullptr) {
    const Source& source = place.source->outermost();
    const Span span = place.source->to_outermost(place.span);
    const LineColumn begin = source.position(span.begin), end = source.position(span.end);
    json.key("physicalLocation").begin_object();
    json.key("artifactLocation").begin_object().member("uri", uri_of(source.name())).end_object();
    json.key("region").begin_object();
    json.key("startLine").number(begin.line).key("startColumn").number(column_of(source, begin));
    json.key("endLine").number(end.line).key("endColumn").number(column_of(source, end));
    json.end_object().end_object();
  }
  if (!path.empty()) {
    json.key("logicalLocations").begin_array().begin_object();
    json.member("fullyQualifiedName", path).end_object().end_array();
  }
  json.end_object().end_array();
}

void write_result(JsonWriter& json, const Finding& finding, std::string_view path,
                  std::span<const SarifRule> rules) {
  const auto rule =
      std::lower_bound(rules.begin(), rules.end(), finding.code,
                       [](const SarifRule& each, std::string_view code) { return each.code < code; });
  json.begin_object().member("ruleId", finding.code);
  if (rule != rules.end() && rule->code == finding.code) json.key("ruleIndex").number(rule - rules.begin());
  json.member("level", level_of(finding.severity).name);
  json.key("message").begin_object().member("text", finding.message).end_object();
  write_location(json, finding.place, path);
  const std::string_view file =
      finding.place.source ? std::string_view(finding.place.source->outermost().name()) : "";
  json.key("partialFingerprints").begin_object();
  json.member("arnscope/v1", fingerprint({finding.code, file, path, finding.message})).end_object();
  json.end_object();
}

}  // namespace

void write_sarif(std::span<const Finding> findings, std::span<const FindingDetails> details,
                 std::span<const SarifRule> rules, std::string_view version, Output& output) {
  std::string text;
  JsonWriter json(text, Layout::kIndented);
  json.begin_object();
  json.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json").member("version", "2.1.0");
  json.key("runs").begin_array().begin_object();
  json.key("tool").begin_object().key("driver").begin_object();
  json.member("name", "arnscope").member("version", version);
  json.key("rules").begin_array();
  for (const SarifRule& rule : rules) write_rule(json, rule);
  json.end_array().end_object().end_object();
  json.member("columnKind", "unicodeCodePoints");
  json.key("results").begin_array();
  for (size_t i = 0; i < findings.size(); ++i) {
    write_result(json, findings[i], details.empty() ? "" : details[i].path, rules);
    if (!output.write(text)) return;
    text.clear();
  }
  json.end_array().end_object().end_array().end_object();
  output.write(text += '\n');
}

}  // namespace arnscope
