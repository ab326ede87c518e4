#include "engine/report/graph_record.h"

#include <algorithm>

namespace arnscope {
namespace {

void write_properties(JsonWriter& json, std::span<const Property> properties) {
  for (const Property& property : properties) {
    json.key(property.name);
    write_json_value(json, property.value);
  }
}

void write_texts(JsonWriter& json, std::span<const std::string_view> texts) {
  json.begin_array();
  for (const std::string_view text : texts) json.string(text);
  json.end_array();
}

}  // namespace

const Property* find_property(std::span<const Property> properties, std::string_view name) {
  for (const Property& property : properties)
    if (property.name == name) return &property;
  return nullptr;
}

bool fits_schema(std::span<const Property> properties, std::span<const PropertyColumn> columns) {
  return std::all_of(properties.begin(), properties.end(), [columns](const Property& property) {
    return std::any_of(columns.begin(), columns.end(), [&property](const PropertyColumn& column) {
      return column.name == property.name &&
             (column.type == type_of(property.value) || column.type == PropertyType::kText);
    });
  });
}

void append_compact_json(std::string& out, std::string_view json) {
  constexpr std::string_view kBlanks = " \t\n\r";
  size_t end = 0;
  for (size_t begin = 0; begin < json.size(); begin = end) {
    end = begin + 1;
    if (kBlanks.find(json[begin]) != std::string_view::npos) continue;
    if (json[begin] == '"') {
      while (end < json.size() && json[end] != '"') end += json[end] == '\\' ? 2 : 1;
      ++end;
    } else {
      end = std::min(json.find_first_of("\" \t\n\r", end), json.size());
    }
    out += json.substr(begin, end - begin);
  }
}

void write_json_value(JsonWriter& json, const PropertyValue& value) {
  switch (type_of(value)) {
    case PropertyType::kText:
      json.string(*std::get_if<std::string_view>(&value));
      break;
    case PropertyType::kTexts:
      write_texts(json, *std::get_if<std::span<const std::string_view>>(&value));
      break;
    case PropertyType::kNumber:
      json.number(*std::get_if<int64_t>(&value));
      break;
    case PropertyType::kBoolean:
      json.boolean(*std::get_if<bool>(&value));
      break;
    case PropertyType::kJson: {
      std::string compact;
      append_compact_json(compact, std::get_if<RawJson>(&value)->text);
      json.raw(compact);
      break;
    }
  }
}

void write_json_members(JsonWriter& json, const GraphEntity& entity) {
  json.member("_key", entity.key).member("_type", entity.type).key("_class");
  write_texts(json, entity.classes);
  json.member("displayName", entity.display_name);
  write_properties(json, entity.properties);
}

void write_json_members(JsonWriter& json, const GraphRelationship& relationship) {
  json.member("_key", relationship.key).member("_type", relationship.type);
  json.member("_class", relationship.class_name);
  json.member("_fromEntityKey", relationship.from_key).member("_toEntityKey", relationship.to_key);
  write_properties(json, relationship.properties);
}

void append_value_text(std::string& out, const PropertyValue& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    out += *text;
    return;
  }
  JsonWriter json(out, Layout::kCompact);
  write_json_value(json, value);
}

}  // namespace arnscope
