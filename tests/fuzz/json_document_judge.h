// Judges the JSON reader on one text against nlohmann's parser, slowly. The unit test runs it over a table,
// the fuzz target over whatever comes.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/text.h"
#include "engine/document/json_reader.h"

namespace arnscope::json_judge {

// The longest text whose values are read again one by one: that takes quadratic time.
inline constexpr size_t kMaxReread = 2000;

// What nlohmann's parser says of a text.
struct Verdict {
  bool accepted = false;
  bool overflow = false;      // it refuses numbers that a double cannot hold; our reader keeps them as text
  size_t error_position = 0;  // how many bytes it had read when it refused
  size_t depth = 0;
  std::vector<std::string> events;
};

struct Recorder {
  Verdict verdict;
  size_t depth = 0;

  bool record(std::string event) { return verdict.events.push_back(std::move(event)), true; }
  bool open(std::string event) {
    return verdict.depth = std::max(verdict.depth, ++depth), record(std::move(event));
  }
  bool close(std::string event) { return --depth, record(std::move(event)); }

  // nlohmann's names from here on.
  bool null() { return record("null"); }
  bool boolean(bool value) { return record(value ? "true" : "false"); }
  bool number_integer(nlohmann::json::number_integer_t value) {
    return record(fmt::format("number {}", value));
  }
  bool number_unsigned(nlohmann::json::number_unsigned_t value) {
    return record(fmt::format("number {}", value));
  }
  bool number_float(nlohmann::json::number_float_t, const std::string& text) {
    return record("number " + text);
  }
  bool string(std::string& text) { return record("string " + text); }
  bool binary(nlohmann::json::binary_t&) { return false; }
  bool start_object(size_t) { return open("{"); }
  bool key(std::string& text) { return record("string " + text); }
  bool end_object() { return close("}"); }
  bool start_array(size_t) { return open("["); }
  bool end_array() { return close("]"); }
  bool parse_error(size_t position, const std::string&, const nlohmann::json::exception& error) {
    verdict.overflow = error.id == 406;
    verdict.error_position = position;
    return false;
  }
};

inline Verdict nlohmann_verdict(std::string_view text) {
  Recorder recorder;
  recorder.verdict.accepted = nlohmann::json::sax_parse(text.begin(), text.end(), &recorder);
  return std::move(recorder.verdict);
}

inline std::string event_of(const Value& value) {
  switch (value.kind()) {
    case Kind::kObject:
      return "{";
    case Kind::kArray:
      return "[";
    case Kind::kString:
      return "string " + std::string(value.text());
    case Kind::kNumber:
      return value.text() == "-0" ? "number 0" : "number " + std::string(value.text());
    default:
      return std::string(value.text());
  }
}

// The events that nlohmann's parser would report for a value.
inline std::vector<std::string> events_of(Value value) {
  const Document& document = value.document();
  const std::vector<Node>& nodes = document.nodes();
  std::vector<std::string> events;
  std::vector<uint32_t> open;
  for (uint32_t i = value.index(); i <= nodes[value.index()].next; ++i) {
    for (; !open.empty() && nodes[open.back()].next == i; open.pop_back()) {
      events.push_back(nodes[open.back()].kind == Kind::kArray ? "]" : "}");
    }
    if (i == nodes[value.index()].next) break;
    events.push_back(event_of(Value(&document, i)));
    if (nodes[i].kind == Kind::kArray || nodes[i].kind == Kind::kObject) open.push_back(i);
  }
  return events;
}

inline std::string judge_span(const Value& value, Span inside, std::string_view text) {
  const Span span = value.span();
  if (span.begin < inside.begin || span.end > inside.end || span.begin >= span.end) {
    return fmt::format("a span [{}, {}) is not inside [{}, {})", span.begin, span.end, inside.begin,
                       inside.end);
  }
  const std::string_view covered = text.substr(span.begin, span.end - span.begin);
  if (text.size() <= kMaxReread && nlohmann_verdict(covered).events != events_of(value)) {
    return fmt::format("the span of {} covers `{}`", kind_name(value.kind()), printable(covered));
  }
  return "";
}

// Walks all nodes, every child within what its parent leaves it.
inline std::string judge_spans(const Document& document) {
  const std::string_view text = document.source()->text();
  std::string complaint = judge_span(document.root(), {0, static_cast<uint32_t>(text.size())}, text);
  for (uint32_t i = 0; i < document.nodes().size() && complaint.empty(); ++i) {
    const Value parent(&document, i);
    Span room = {parent.span().begin + 1, parent.span().end - 1};
    const auto judge = [&](Value child) {
      if (complaint.empty()) complaint = judge_span(child, room, text);
      room.begin = child.span().end;
    };
    uint32_t children = 0;
    for (const Value element : parent.elements()) judge(element), ++children;
    for (const auto [key, value] : parent.members()) judge(key), judge(value), ++children;
    if (children != parent.size())
      complaint = fmt::format("{} children where {} are said", children, parent.size());
  }
  return complaint;
}

inline std::string judge_error(const Error& error, const Source* source) {
  const Span span = error.place.span;
  if (error.place.source.get() != source) return "an error without its source";
  if (span.begin > span.end || span.end > source->text().size()) return "an error outside the text";
  if (error.message.empty() || error.message != printable(error.message)) return "an error not fit to print";
  if (error.message == "this JSON cannot be read") return "an error without its reason";
  return format_error(error).ends_with('\n') ? "" : "an error without its line";
}

// Whether two readers refused a text for the same fault. nlohmann's counts to the byte that it could not
// accept, which may be anywhere in the word, string or escape that ours names; at the end of the text all is
// one.
inline bool is_near(Span span, size_t position, std::string_view text) {
  constexpr size_t kLongestEscape = 12;
  return position >= text.size() || (span.begin <= position && position <= span.end + kLongestEscape);
}

inline std::string judge_sequence(const std::shared_ptr<const Source>& source,
                                  const std::vector<std::string>& events, size_t copies) {
  const auto documents = read_json_sequence(source);
  if (!documents) return "not read as a sequence: " + documents.error().message;
  if (documents->size() != copies) return fmt::format("{} documents for {}", documents->size(), copies);
  for (const auto& document : *documents) {
    if (events_of(document->root()) != events) return "read otherwise as a sequence";
    if (std::string complaint = judge_spans(*document); !complaint.empty()) return complaint;
  }
  return "";
}

// What is wrong with what our reader makes of `text`; empty where all is well: it accepts what nlohmann
// accepts but for its own limits (byte order mark, NUL, depth), reads the same strings and numbers, its spans
// nest and cover just their values, and errors have a place in the text.
inline std::string judge_json(std::string_view text) {
  const Verdict verdict = nlohmann_verdict(text);
  const auto source = Source::from_text("text", std::string(text));
  const auto document = read_json(source);
  if (!document) {
    const std::string complaint = judge_error(document.error(), source.get());
    if (!complaint.empty()) return complaint;
    const bool limit = text.starts_with("\xEF\xBB\xBF") || text.find('\0') != std::string_view::npos ||
                       verdict.depth > Document::kMaxDepth;
    if (verdict.accepted && !limit) return "refused: " + document.error().message;
    if (!limit && !verdict.overflow && !is_near(document.error().place.span, verdict.error_position, text)) {
      return fmt::format("refused at byte {}, and not at {}: {}", document.error().place.span.begin,
                         verdict.error_position, document.error().message);
    }
    const auto sequence = read_json_sequence(source);
    return sequence ? "" : judge_error(sequence.error(), source.get());
  }
  if (!verdict.accepted) return verdict.overflow ? "" : "accepted";
  if (events_of((*document)->root()) != verdict.events) return "read otherwise";
  if (std::string complaint = judge_spans(**document); !complaint.empty()) return complaint;
  if (std::string complaint = judge_sequence(source, verdict.events, 1); !complaint.empty()) return complaint;
  const auto twice = Source::from_text("twice", fmt::format("{}\n{}", text, text));
  return judge_sequence(twice, verdict.events, 2);
}

}  // namespace arnscope::json_judge
