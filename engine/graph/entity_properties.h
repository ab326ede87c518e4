// The properties of an entity as records have them. Of this folder alone.
#pragma once

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/graph/graph.h"
#include "engine/report/graph_writer.h"

namespace arnscope {

class EntityProperties {
 public:
  explicit EntityProperties(const Graph& graph);

  // The columns of all entities: those that any graph has, then this graph's properties of resources and its
  // tags, sorted by name. The names live as long as this. One pass over the entities.
  std::vector<PropertyColumn> columns();
  // Valid until the next call.
  std::span<const Property> of(const Entity& entity);

 private:
  void add(std::string_view name, PropertyValue value) { properties_.push_back({name, value}); }
  void add_text(std::string_view name, std::string_view text);
  void add_tags(const Entity& entity);
  void add_document(std::string_view name, const PolicyEntry& policy);
  void add_account(AccountId id);
  void add_operations(AccountId id);
  void add_organization();
  void add_truncated(const Account& account);
  void add_described(const Entity& entity);
  void add_documents(const Entity& entity);
  void add_policy(const PolicyEntry& policy);
  void add_resource(const Entity& entity);
  std::string_view named(std::string_view prefix, std::string_view name);

  const Graph& graph_;
  std::vector<Property> properties_;
  std::vector<std::string_view> truncated_;
  // Accounts of which the user said something: by id.
  std::unordered_map<std::string_view, const Account*> labelled_;
  std::unordered_map<std::string_view, std::string> tag_names_, property_names_;  // with their prefix
  std::vector<Tag> tags_;                                                         // of the entity at hand
  std::vector<ResourceProperty> resource_;                                        // the same
  std::string document_;
};

}  // namespace arnscope
