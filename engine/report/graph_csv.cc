#include <fmt/format.h>

#include <array>
#include <cassert>
#include <iterator>
#include <unordered_map>
#include <vector>

#include "engine/report/csv.h"
#include "engine/report/escape.h"
#include "engine/report/graph_record.h"

namespace arnscope {
namespace {

// The type of a column after its name, indexed by PropertyType; text is the importer's default.
constexpr std::array<std::string_view, 5> kTypeSuffixes = {"", ":string[]", ":long", ":boolean", ""};

constexpr char kBetweenTexts = ';';
constexpr std::string_view kSemicolonInText = "%3B";

constexpr PlainBytes kPlainInText("");
constexpr PlainBytes kPlainInKey("\\");
constexpr PlainBytes kPlainInName("\\{}%");
constexpr PlainBytes kPlainInList(";");

void append_text(std::string& out, std::string_view text) {
  append_escaped(out, text, kPlainInText, append_printable);
}

// The key, with a backslash doubled and what printable() escapes after a single one.
void append_key(std::string& out, std::string_view key) {
  append_escaped(out, key, kPlainInKey, [](std::string& shown, Character character, std::string_view text) {
    if (text == "\\") shown += '\\';
    append_printable(shown, character, text);
  });
}

// A property's name in the header, where braces enclose options.
void append_name(std::string& out, std::string_view name) {
  append_escaped(out, name, kPlainInName, [](std::string& shown, Character character, std::string_view text) {
    if (text == "{" || text == "}" || text == "%") {
      fmt::format_to(std::back_inserter(shown), "%{:02X}", static_cast<unsigned>(text.front()));
      return;
    }
    if (text == "\\") shown += '\\';
    append_printable(shown, character, text);
  });
}

void append_list(std::string& out, std::span<const std::string_view> list) {
  for (size_t i = 0; i < list.size(); ++i) {
    if (i > 0) out += kBetweenTexts;
    append_escaped(out, list[i], kPlainInList,
                   [](std::string& shown, Character character, std::string_view text) {
                     if (text == ";") {
                       shown += kSemicolonInText;
                     } else {
                       append_printable(shown, character, text);
                     }
                   });
  }
}

// JSON as printable() shows it: \u202e means in a JSON string what it stands for. A hidden character past
// U+FFFF it shows in a way that JSON does not know; that one becomes a pair of surrogates.
void append_json(std::string& out, std::string_view json) {
  append_escaped(out, json, kPlainInText, [](std::string& shown, Character character, std::string_view text) {
    const size_t begin = shown.size();
    append_printable(shown, character, text);
    if (character.size < 4 || shown.compare(begin, std::string::npos, text) == 0) return;
    const uint32_t bits = static_cast<uint32_t>(character.code_point) - 0x10000;
    shown.resize(begin);
    fmt::format_to(std::back_inserter(shown), "\\u{:04x}\\u{:04x}", 0xD800 + (bits >> 10U),
                   0xDC00 + (bits & 0x3FFU));
  });
}

void append_value(std::string& out, const PropertyValue& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return append_text(out, *text);
  if (const auto* list = std::get_if<std::span<const std::string_view>>(&value))
    return append_list(out, *list);
  std::string json;
  append_value_text(json, value);
  append_json(out, json);
}

class GraphCsv final : public GraphWriter {
 public:
  GraphCsv(Output& entities, Output& relationships, const GraphSchema& schema)
      : entities_(entities),
        relationships_(relationships),
        schema_(schema),
        entity_columns_(positions(schema.entities)),
        relationship_columns_(positions(schema.relationships)) {}

  bool begin() override {
    field("_key:ID");
    field("_type");
    field("displayName");
    header(schema_.entities);
    field(":LABEL");
    const bool written = end_record(entities_);
    for (const std::string_view name : {":START_ID", ":END_ID", ":TYPE", "_key", "_type"}) field(name);
    header(schema_.relationships);
    return end_record(relationships_) && written;
  }

  bool entity(const GraphEntity& entity) override {
    assert(fits_schema(entity.properties, schema_.entities));
    key_field(entity.key);
    field(entity.type);
    field(entity.display_name);
    property_fields(entity.properties, entity_columns_);
    append_list(begin_field(), entity.classes);
    end_field();
    return end_record(entities_);
  }

  bool relationship(const GraphRelationship& relationship) override {
    assert(fits_schema(relationship.properties, schema_.relationships));
    key_field(relationship.from_key);
    key_field(relationship.to_key);
    field(relationship.class_name);
    key_field(relationship.key);
    field(relationship.type);
    property_fields(relationship.properties, relationship_columns_);
    return end_record(relationships_);
  }

  bool finish() override {
    const bool flushed = entities_.flush();
    return relationships_.flush() && flushed;
  }

 private:
  using Columns = std::unordered_map<std::string_view, size_t>;

  static Columns positions(std::span<const PropertyColumn> columns) {
    Columns positions;
    for (const PropertyColumn& column : columns) positions.emplace(column.name, positions.size());
    return positions;
  }

  std::string& begin_field() {
    field_.clear();
    return field_;
  }

  void end_field() {
    append_csv_field(record_, field_);
    record_ += ',';
  }

  void field(std::string_view text) {
    append_text(begin_field(), text);
    end_field();
  }

  void key_field(std::string_view key) {
    append_key(begin_field(), key);
    end_field();
  }

  void header(std::span<const PropertyColumn> columns) {
    for (const PropertyColumn& column : columns) {
      append_name(begin_field(), column.name);
      const std::string_view type = kTypeSuffixes[static_cast<size_t>(column.type)];
      // The importer takes what is behind the last colon for the type.
      const bool colon = column.name.find(':') != std::string_view::npos;
      field_ += type.empty() && colon ? ":string" : type;
      end_field();
    }
  }

  // One field a column. A property that is not there is nothing between commas, which the importer takes for
  // no value; an empty text is two quotes.
  void property_fields(std::span<const Property> properties, const Columns& columns) {
    fields_.assign(columns.size(), nullptr);
    for (const Property& property : properties)
      if (const auto at = columns.find(property.name); at != columns.end()) fields_[at->second] = &property;
    for (const Property* property : fields_) {
      begin_field();
      if (property != nullptr) append_value(field_, property->value);
      if (property != nullptr && field_.empty()) record_ += "\"\"";
      end_field();
    }
  }

  bool end_record(Output& output) {
    record_.pop_back();  // the comma after the last field
    record_ += kCsvLineEnd;
    const bool written = output.write(record_);
    record_.clear();
    return written;
  }

  Output& entities_;
  Output& relationships_;
  GraphSchema schema_;
  const Columns entity_columns_, relationship_columns_;
  std::vector<const Property*> fields_;  // of the record at hand, by column
  std::string record_;
  std::string field_;
};

}  // namespace

std::unique_ptr<GraphWriter> make_graph_csv(std::span<Output* const> outputs, const GraphSchema& schema) {
  assert(outputs.size() == kGraphCsvFiles.size());
  return std::make_unique<GraphCsv>(*outputs[0], *outputs[1], schema);
}

}  // namespace arnscope
