// The properties of an entity as records have them. Of this folder alone.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/report/graph_writer.h"

namespace arnscope {

class EntityProperties {
 public:
  explicit EntityProperties(const Graph& graph) : graph_(graph) {}

  static std::span<const PropertyColumn> columns();
  // Valid until the next call.
  std::span<const Property> of(const Entity& entity);

 private:
  void add(std::string_view name, PropertyValue value) { properties_.push_back({name, value}); }
  void add_text(std::string_view name, std::string_view text);
  void add_tags(const std::vector<Tag>& tags);
  void add_document(std::string_view name, const PolicyEntry& policy);
  void add_described(const Entity& entity);
  void add_policy(const PolicyEntry& policy);

  const Graph& graph_;
  std::vector<Property> properties_;
  std::string tags_, document_;
};

}  // namespace arnscope
