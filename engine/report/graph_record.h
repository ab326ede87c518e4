// What the graph writers share: a record as JSON, its values as text, and how a property is found.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/document/json_writer.h"
#include "engine/report/graph_writer.h"

namespace arnscope {

// The type of a value: which alternative it holds.
constexpr PropertyType type_of(const PropertyValue& value) {
  return static_cast<PropertyType>(value.index());
}

// The property of this name, or nullptr. O(properties).
const Property* find_property(std::span<const Property> properties, std::string_view name);

// Whether every property is one of `columns`, with a type that it takes: what GraphSchema demands.
bool fits_schema(std::span<const Property> properties, std::span<const PropertyColumn> columns);

// Appends well-formed JSON without the white space between its tokens, so that it takes one line.
void append_compact_json(std::string& out, std::string_view json);

void write_json_value(JsonWriter& json, const PropertyValue& value);

// The members of a record, without the brackets around them.
void write_json_members(JsonWriter& json, const GraphEntity& entity);
void write_json_members(JsonWriter& json, const GraphRelationship& relationship);

// Appends a value as text: a text as it is, numbers and booleans as in JSON, the rest as compact JSON.
void append_value_text(std::string& out, const PropertyValue& value);

}  // namespace arnscope
