#include <fmt/format.h>

#include <array>
#include <cassert>
#include <iterator>

#include "engine/report/escape.h"
#include "engine/report/graph_record.h"
#include "engine/report/xml.h"

namespace arnscope {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

constexpr PlainBytes kPlainInId(" !\"#$%&'()*+,/;<=>?@[\\]^_`{|}~");  // leaves letters, digits and . - :

// The attr.type of a key, indexed by PropertyType.
constexpr std::array<std::string_view, 5> kTypeNames = {"string", "string", "long", "boolean", "string"};

// Appends an NMTOKEN that stands for `key` and for no other: what is not an ASCII name character is _xHHHH_,
// and so is the _ of a text that looks like one.
void append_id(std::string& out, std::string_view key) {
  append_escaped(out, key, kPlainInId, [key](std::string& id, Character character, std::string_view text) {
    const char* const next = text.data() + text.size();
    const bool escape_like = next != key.data() + key.size() && *next == 'x';
    if (text == "_" && !escape_like) {
      id += '_';
      return;
    }
    const char32_t c = character.code_point == Character::kNotUtf8 ? kReplacement : character.code_point;
    fmt::format_to(std::back_inserter(id), "_x{:0{}X}_", static_cast<uint32_t>(c), c > 0xFFFF ? 8 : 4);
  });
}

class GraphGraphml final : public GraphWriter {
 public:
  GraphGraphml(Output& output, const GraphSchema& schema) : output_(output), schema_(schema) {}

  bool begin() override {
    output_.write(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n");
    for (const std::string_view name : {"_key", "_type", "_class", "displayName"}) write_key("node", {name});
    for (const PropertyColumn& column : schema_.entities) write_key("node", column);
    for (const std::string_view name : {"_key", "_type", "_class"}) write_key("edge", {name});
    for (const PropertyColumn& column : schema_.relationships) write_key("edge", column);
    return output_.write("  <graph id=\"arnscope\" edgedefault=\"directed\">\n");
  }

  bool entity(const GraphEntity& entity) override {
    assert(fits_schema(entity.properties, schema_.entities));
    line_ = "    <node id=\"";
    append_id(line_, entity.key);
    line_ += "\">";
    append_data("node", "_key", entity.key);
    append_data("node", "_type", entity.type);
    append_data("node", "_class", entity.classes);
    append_data("node", "displayName", entity.display_name);
    for (const Property& property : entity.properties) append_data("node", property.name, property.value);
    line_ += "</node>\n";
    return output_.write(line_);
  }

  bool relationship(const GraphRelationship& relationship) override {
    assert(fits_schema(relationship.properties, schema_.relationships));
    line_ = "    <edge source=\"";
    append_id(line_, relationship.from_key);
    line_ += "\" target=\"";
    append_id(line_, relationship.to_key);
    line_ += "\">";
    append_data("edge", "_key", relationship.key);
    append_data("edge", "_type", relationship.type);
    append_data("edge", "_class", relationship.class_name);
    for (const Property& property : relationship.properties)
      append_data("edge", property.name, property.value);
    line_ += "</edge>\n";
    return output_.write(line_);
  }

  bool finish() override {
    output_.write("  </graph>\n</graphml>\n");
    return output_.flush();
  }

 private:
  void write_key(std::string_view element, const PropertyColumn& column) {
    line_ = "  <key id=\"";
    append_property_id(element, column.name);
    fmt::format_to(std::back_inserter(line_), "\" for=\"{}\" attr.name=\"", element);
    append_xml(line_, column.name, XmlText::kAttribute);
    fmt::format_to(std::back_inserter(line_), "\" attr.type=\"{}\"/>\n",
                   kTypeNames[static_cast<size_t>(column.type)]);
    output_.write(line_);
  }

  void append_property_id(std::string_view element, std::string_view name) {
    line_ += element;
    line_ += '.';
    append_id(line_, name);
  }

  void append_data(std::string_view element, std::string_view name, const PropertyValue& value) {
    line_ += "<data key=\"";
    append_property_id(element, name);
    line_ += "\">";
    text_.clear();
    append_value_text(text_, value);
    append_xml(line_, text_);
    line_ += "</data>";
  }

  Output& output_;
  GraphSchema schema_;
  std::string line_;
  std::string text_;
};

}  // namespace

std::unique_ptr<GraphWriter> make_graph_graphml(std::span<Output* const> outputs, const GraphSchema& schema) {
  assert(outputs.size() == 1);
  return std::make_unique<GraphGraphml>(*outputs[0], schema);
}

}  // namespace arnscope
