#include "engine/checks/size.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>

#include "engine/base/text.h"
#include "engine/document/json_reader.h"
#include "engine/document/json_writer.h"

namespace arnscope {
namespace {

constexpr bool is_white_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; }

// Of a text of JSON: all of it, and what is left without white space between its tokens.
struct Counts {
  uint32_t characters = 0, bytes = 0;
  uint32_t compact_characters = 0, compact_bytes = 0;
};

Counts count(std::string_view json) {
  Counts counts;
  bool in_string = false;
  bool escaped = false;
  for (const char c : json) {
    const uint32_t character = begins_character(c) ? 1 : 0;
    counts.characters += character;
    ++counts.bytes;
    if (in_string || !is_white_space(c)) {
      counts.compact_characters += character;
      ++counts.compact_bytes;
    }
    if (escaped) {
      escaped = false;
    } else if (in_string && c == '\\') {
      escaped = true;
    } else if (c == '"') {
      in_string = !in_string;
    }
  }
  return counts;
}

DocumentSize size_of(const Counts& counts, bool as_submitted) {
  if (as_submitted) return {counts.compact_characters, counts.characters, counts.bytes, true};
  return {counts.compact_characters, counts.compact_characters, counts.compact_bytes, false};
}

// Whether two values are the same to the node: kinds, texts, members in their order.
bool same(Value a, Value b) {
  const std::vector<Node>& left = a.document().nodes();
  const std::vector<Node>& right = b.document().nodes();
  const uint32_t count = left[a.index()].next - a.index();
  if (right[b.index()].next - b.index() != count) return false;
  for (uint32_t i = 0; i < count; ++i) {
    const Node& x = left[a.index() + i];
    const Node& y = right[b.index() + i];
    if (x.kind != y.kind || x.text_size != y.text_size) return false;
    if (a.document().text_of(x) != b.document().text_of(y)) return false;
  }
  return true;
}

// Whether the text at the value's place is JSON that says just that: not so in YAML, nor where a template's
// functions were resolved.
bool stands_as_json(Value value) {
  if (!value.json().starts_with('{')) return false;
  auto read = JsonReader().read(value.document().source(), value.span());
  return read && same(value, (*read)->root());
}

// The value as JSON without white space. Not recursive: nodes stand in reading order.
class CompactWriter {
 public:
  explicit CompactWriter(std::string& out) : json_(out, Layout::kCompact) {}

  void write(Value value) {
    const std::vector<Node>& nodes = value.document().nodes();
    const uint32_t end = nodes[value.index()].next;
    for (uint32_t i = value.index(); i < end; ++i) {
      close_before(i);
      node(nodes[i], value.document().text_of(nodes[i]));
    }
    close_before(end);
  }

 private:
  struct Open {
    uint32_t end;
    bool object;
    bool key_next;
  };

  void close_before(uint32_t index) {
    for (; !open_.empty() && open_.back().end == index; open_.pop_back())
      open_.back().object ? json_.end_object() : json_.end_array();
  }

  void node(const Node& node, std::string_view text) {
    const bool is_key = !open_.empty() && open_.back().object && open_.back().key_next;
    if (!open_.empty()) open_.back().key_next = !is_key;
    if (is_key) {
      json_.key(text);
    } else if (node.kind == Kind::kObject) {
      json_.begin_object();
      open_.push_back({node.next, true, true});
    } else if (node.kind == Kind::kArray) {
      json_.begin_array();
      open_.push_back({node.next, false, false});
    } else {
      node.kind == Kind::kString ? json_.string(text) : json_.raw(text);
    }
  }

  JsonWriter json_;
  std::vector<Open> open_;
};

// What SQS and SNS count besides bytes. SQS does not say what a condition is: a key under an operator.
struct StatementCounts {
  uint64_t statements = 0, principals = 0, conditions = 0, most_actions = 0;

  static uint64_t values(std::optional<Value> value) {
    if (!value) return 0;
    return value->is_array() ? value->size() : 1;
  }

  void add(Value statement) {
    ++statements;
    for (std::string_view name : {"Principal", "NotPrincipal"}) {
      auto principal = statement.find(name);
      if (principal && !principal->is_object()) ++principals;
      if (principal)
        for (auto [kind, value] : principal->members()) principals += values(value);
    }
    if (auto condition = statement.find("Condition"))
      for (auto [name, keys] : condition->members()) conditions += keys.size();
    for (std::string_view name : {"Action", "NotAction"})
      most_actions = std::max(most_actions, values(statement.find(name)));
  }
};

StatementCounts count_statements(Value policy) {
  StatementCounts counts;
  auto statements = policy.find("Statement");
  if (!statements) return counts;
  if (statements->is_object()) counts.add(*statements);
  for (Value each : statements->elements()) counts.add(each);
  return counts;
}

// Nothing for what no document has.
std::optional<uint64_t> number_of(Counted counted, const DocumentSize& size, const StatementCounts& counts) {
  switch (counted) {
    case Counted::kCharactersWithoutWhiteSpace:
      return size.characters_without_white_space;
    case Counted::kCharacters:
      return size.characters;
    case Counted::kBytes:
      return size.bytes;
    case Counted::kStatements:
      return counts.statements;
    case Counted::kPrincipals:
      return counts.principals;
    case Counted::kConditions:
      return counts.conditions;
    case Counted::kActionsInStatement:
      return counts.most_actions;
    case Counted::kVersions:
    case Counted::kAttachedPolicies:
    case Counted::kGroups:
      return std::nullopt;
  }
  return std::nullopt;
}

bool may_stand(char32_t c) { return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xFF); }

// Control characters become escapes when a text that is not JSON is written as JSON.
bool may_stand_once_written(char32_t c) { return c <= 0xFF; }

struct InvalidCharacter {
  size_t offset = 0;
  Character character;
};

std::optional<InvalidCharacter> first_invalid(std::string_view text, bool (*stands)(char32_t)) {
  for (size_t at = 0; at < text.size();) {
    const Character character = first_character(text.substr(at));
    if (!stands(character.code_point)) return InvalidCharacter{at, character};
    at += character.size;
  }
  return std::nullopt;
}

Finding invalid_character(char32_t code_point, Place place, std::string_view subject) {
  return {Severity::kError, "INVALID_CHARACTER",
          fmt::format("U+{:04X} may not stand in a policy, which AWS answers with ValidationError: tab, line "
                      "feed, carriage return and U+0020 to U+00FF may",
                      static_cast<uint32_t>(code_point)),
          std::move(place), std::string(subject)};
}

}  // namespace

DocumentSize text_size(const Source& source, Span span) {
  const std::string_view text = source.text();
  const auto blank = [](std::string_view part) {
    return std::all_of(part.begin(), part.end(), is_white_space);
  };
  const bool alone = blank(text.substr(0, span.begin)) && blank(text.substr(span.end));
  return size_of(count(alone ? text : text.substr(span.begin, span.end - span.begin)), alone);
}

DocumentSize document_size(Value policy) {
  if (stands_as_json(policy)) return text_size(*policy.document().source(), policy.span());
  std::string text;
  CompactWriter(text).write(policy);
  return size_of(count(text), false);
}

Measurement measure(const Limit& limit, uint64_t number, uint64_t documents) {
  const uint64_t kept = limit.counted == Counted::kCharactersWithoutWhiteSpace ? documents : 0;
  return {limit.counted, number, limit.limit - std::min<uint64_t>(kept, limit.limit), &limit};
}

std::vector<Measurement> measure_document(Value policy, const DocumentSize& size, std::string_view type,
                                          const Limits& limits) {
  std::vector<Measurement> measurements;
  const StatementCounts counts = count_statements(policy);
  for (const Limit& row : limits.rows)
    if (auto number = row.type == type ? number_of(row.counted, size, counts) : std::nullopt)
      measurements.push_back(measure(row, *number));
  return measurements;
}

void find_invalid_character(Value policy, std::string_view type, const Limits& limits,
                            std::string_view subject, std::vector<Finding>& findings) {
  const bool limited =
      type == "session" || find_limit(limits, type, Counted::kCharactersWithoutWhiteSpace) != nullptr;
  if (!limited) return;
  const std::shared_ptr<const Source>& source = policy.document().source();
  if (stands_as_json(policy)) {
    if (auto found = first_invalid(policy.json(), may_stand)) {
      const auto begin = static_cast<uint32_t>(policy.span().begin + found->offset);
      findings.push_back(invalid_character(found->character.code_point,
                                           {source, {begin, begin + found->character.size}}, subject));
    }
    return;
  }
  const std::vector<Node>& nodes = policy.document().nodes();
  for (uint32_t i = policy.index(); i < nodes[policy.index()].next; ++i) {
    auto found = first_invalid(policy.document().text_of(nodes[i]), may_stand_once_written);
    if (!found) continue;
    findings.push_back(invalid_character(found->character.code_point, {source, nodes[i].span}, subject));
    return;
  }
}

}  // namespace arnscope
