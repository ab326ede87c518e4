#include <fmt/format.h>

#include <array>
#include <cassert>

#include "engine/base/text.h"
#include "engine/report/csv.h"
#include "engine/report/graph_record.h"

namespace arnscope {
namespace {

// The type of a column after its name, indexed by PropertyType; text is the importer's default.
constexpr std::array<std::string_view, 5> kTypeSuffixes = {"", ":string[]", ":long", ":boolean", ""};

constexpr char kBetweenTexts = ';';
constexpr std::string_view kSemicolonInText = "%3B";

std::string joined(std::span<const std::string_view> texts) {
  std::string out;
  for (size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += kBetweenTexts;
    for (const char c : printable(texts[i])) {
      if (c == kBetweenTexts) {
        out += kSemicolonInText;
      } else {
        out += c;
      }
    }
  }
  return out;
}

// The key, with a backslash doubled and what printable() escapes after a single one.
std::string key_text(std::string_view key) {
  std::string doubled;
  for (const char c : key) doubled.append(c == '\\' ? 2 : 1, c);
  return printable(doubled);
}

// JSON as printable() shows it: \u202e means in a JSON string what it stands for. A hidden character past
// U+FFFF it shows in a way that JSON does not know; that one becomes a pair of surrogates.
std::string json_text(std::string_view json) {
  std::string out;
  while (!json.empty()) {
    const Character character = first_character(json);
    const std::string_view raw = json.substr(0, character.size);
    const size_t begin = out.size();
    append_printable(out, character, raw);
    if (character.size == 4 && out.compare(begin, std::string::npos, raw) != 0) {
      const uint32_t bits = static_cast<uint32_t>(character.code_point) - 0x10000;
      out.resize(begin);
      out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (bits >> 10U), 0xDC00 + (bits & 0x3FFU));
    }
    json.remove_prefix(character.size);
  }
  return out;
}

std::string value_text(const PropertyValue& value) {
  if (const auto* texts = std::get_if<std::span<const std::string_view>>(&value)) return joined(*texts);
  std::string text;
  append_value_text(text, value);
  return type_of(value) == PropertyType::kJson ? json_text(text) : printable(text);
}

class GraphCsv final : public GraphWriter {
 public:
  GraphCsv(Output& entities, Output& relationships, const GraphSchema& schema)
      : entities_(entities), relationships_(relationships), schema_(schema) {}

  bool begin() override {
    append_field("_key:ID");
    append_field("_type");
    append_field("displayName");
    append_header(schema_.entities);
    append_field(":LABEL");
    const bool written = end_record(entities_);
    for (const std::string_view name : {":START_ID", ":END_ID", ":TYPE", "_key", "_type"}) append_field(name);
    append_header(schema_.relationships);
    return end_record(relationships_) && written;
  }

  bool entity(const GraphEntity& entity) override {
    assert(fits_schema(entity.properties, schema_.entities));
    append_field(key_text(entity.key));
    append_field(printable(entity.type));
    append_field(printable(entity.display_name));
    append_properties(entity.properties, schema_.entities);
    append_field(joined(entity.classes));
    return end_record(entities_);
  }

  bool relationship(const GraphRelationship& relationship) override {
    assert(fits_schema(relationship.properties, schema_.relationships));
    append_field(key_text(relationship.from_key));
    append_field(key_text(relationship.to_key));
    append_field(printable(relationship.class_name));
    append_field(key_text(relationship.key));
    append_field(printable(relationship.type));
    append_properties(relationship.properties, schema_.relationships);
    return end_record(relationships_);
  }

  bool finish() override {
    const bool flushed = entities_.flush();
    return relationships_.flush() && flushed;
  }

 private:
  void append_header(std::span<const PropertyColumn> columns) {
    for (const PropertyColumn& column : columns)
      append_field(fmt::format("{}{}", column.name, kTypeSuffixes[static_cast<size_t>(column.type)]));
  }

  // One field a column. A property that is not there is nothing between commas, which the importer takes for
  // no value; an empty text is two quotes.
  void append_properties(std::span<const Property> properties, std::span<const PropertyColumn> columns) {
    for (const PropertyColumn& column : columns) {
      const Property* property = find_property(properties, column.name);
      const std::string text = property == nullptr ? std::string() : value_text(property->value);
      append_field(text);
      if (property != nullptr && text.empty()) record_ += "\"\"";
    }
  }

  void append_field(std::string_view text) {
    if (fields_++ > 0) record_ += ',';
    append_csv_field(record_, text);
  }

  bool end_record(Output& output) {
    record_ += kCsvLineEnd;
    const bool written = output.write(record_);
    record_.clear();
    fields_ = 0;
    return written;
  }

  Output& entities_;
  Output& relationships_;
  GraphSchema schema_;
  std::string record_;
  size_t fields_ = 0;
};

}  // namespace

std::unique_ptr<GraphWriter> make_graph_csv(std::span<Output* const> outputs, const GraphSchema& schema) {
  assert(outputs.size() == kGraphCsvFiles.size());
  return std::make_unique<GraphCsv>(*outputs[0], *outputs[1], schema);
}

}  // namespace arnscope
