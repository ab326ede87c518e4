#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <iterator>

#include "engine/report/escape.h"
#include "engine/report/graph_record.h"

namespace arnscope {
namespace {

struct ClassLook {
  std::string_view class_name;
  std::string_view look;  // a shape of Graphviz, or a colour
};

// https://graphviz.org/doc/info/shapes.html; an entity of several classes takes the first that is here.
constexpr ClassLook kShapes[] = {
    {"Account", "house"},         {"User", "ellipse"},       {"Person", "ellipse"},
    {"UserGroup", "folder"},      {"AccessRole", "hexagon"}, {"AccessPolicy", "note"},
    {"AccessKey", "diamond"},     {"Key", "diamond"},        {"Service", "component"},
    {"DataStore", "cylinder"},    {"Database", "cylinder"},  {"Function", "cds"},
    {"Internet", "doublecircle"}, {"Network", "tab"},        {"Secret", "octagon"},
};
constexpr std::string_view kOtherShape = "box";

// https://graphviz.org/doc/info/colors.html
constexpr ClassLook kColors[] = {
    {"ALLOWS", "forestgreen"}, {"DENIES", "firebrick"}, {"TRUSTS", "royalblue"}, {"CAN_ASSUME", "darkorange"},
    {"HAS", "gray60"},         {"CONTAINS", "gray60"},  {"ASSIGNED", "gray60"},  {"IS", "gray60"},
};
constexpr std::string_view kOtherColor = "black";

// How many texts of a list an edge's label shows.
constexpr size_t kMaxLabelTexts = 4;

std::string_view look_of(std::span<const ClassLook> looks, std::string_view class_name) {
  const auto look = std::find_if(looks.begin(), looks.end(),
                                 [class_name](const ClassLook& l) { return l.class_name == class_name; });
  return look == looks.end() ? std::string_view{} : look->look;
}

std::string_view shape_of(std::span<const std::string_view> classes) {
  for (const std::string_view class_name : classes)
    if (const std::string_view shape = look_of(kShapes, class_name); !shape.empty()) return shape;
  return kOtherShape;
}

std::string_view color_of(std::string_view class_name) {
  const std::string_view color = look_of(kColors, class_name);
  return color.empty() ? kOtherColor : color;
}

constexpr PlainBytes kPlainInId("\"\\");
constexpr PlainBytes kPlainInLabel("\"\\&");

// Appends an ID in quotes: a quote and a backslash are escaped; a hidden character is as printable() shows
// it, with a single backslash, which no escaped one is.
void append_id(std::string& out, std::string_view key) {
  out += '"';
  append_escaped(out, key, kPlainInId, [](std::string& id, Character character, std::string_view text) {
    if (text == "\"" || text == "\\") id += '\\';
    append_printable(id, character, text);
  });
  out += '"';
}

// Appends text of a label, where Graphviz reads backslashes (\N is the node's name) and HTML entities.
void append_label(std::string& out, std::string_view label) {
  append_escaped(out, label, kPlainInLabel,
                 [](std::string& shown, Character character, std::string_view text) {
                   const size_t begin = shown.size();
                   append_printable(shown, character, text);
                   if (text == "\"" || shown[begin] == '\\') shown.insert(begin, "\\");
                   if (text == "&") shown += "amp;";
                 });
}

class GraphDot final : public GraphWriter {
 public:
  GraphDot(Output& output, const GraphSchema& schema)
      : output_(output), edge_label_(schema.edge_label), edge_dashed_(schema.edge_dashed) {}

  bool begin() override {
    return output_.write(
        "digraph arnscope {\n"
        "  graph [rankdir=LR];\n"
        "  node [shape=box, fontname=\"Helvetica\", fontsize=10];\n"
        "  edge [fontname=\"Helvetica\", fontsize=8];\n");
  }

  bool entity(const GraphEntity& entity) override {
    line_ = "  ";
    append_id(line_, entity.key);
    line_ += " [label=\"";
    append_label(line_, entity.display_name.empty() ? entity.key : entity.display_name);
    line_ += "\\n";
    append_label(line_, entity.type);
    line_ += "\", shape=";
    line_ += shape_of(entity.classes);
    line_ += "];\n";
    return output_.write(line_);
  }

  bool relationship(const GraphRelationship& relationship) override {
    line_ = "  ";
    append_id(line_, relationship.from_key);
    line_ += " -> ";
    append_id(line_, relationship.to_key);
    line_ += " [label=\"";
    append_label(line_, relationship.class_name);
    append_texts(relationship.properties);
    const std::string_view color = color_of(relationship.class_name);
    line_ += "\", color=";
    line_ += color;
    line_ += ", fontcolor=";
    line_ += color;
    if (find_property(relationship.properties, edge_dashed_) != nullptr) line_ += ", style=dashed";
    line_ += "];\n";
    return output_.write(line_);
  }

  bool finish() override {
    output_.write("}\n");
    return output_.flush();
  }

 private:
  // The texts of schema.edge_label, each on a line of the label.
  void append_texts(std::span<const Property> properties) {
    const Property* property = find_property(properties, edge_label_);
    if (property == nullptr) return;
    std::span<const std::string_view> texts;
    if (const auto* text = std::get_if<std::string_view>(&property->value)) texts = {text, 1};
    if (const auto* list = std::get_if<std::span<const std::string_view>>(&property->value)) texts = *list;
    const size_t shown = std::min(texts.size(), kMaxLabelTexts);
    for (const std::string_view text : texts.first(shown)) {
      line_ += "\\n";
      append_label(line_, text);
    }
    if (shown < texts.size()) fmt::format_to(std::back_inserter(line_), "\\n+{}", texts.size() - shown);
  }

  Output& output_;
  std::string_view edge_label_;
  std::string_view edge_dashed_;
  std::string line_;
};

}  // namespace

std::unique_ptr<GraphWriter> make_graph_dot(std::span<Output* const> outputs, const GraphSchema& schema) {
  assert(outputs.size() == 1);
  return std::make_unique<GraphDot>(*outputs[0], schema);
}

}  // namespace arnscope
