// Finds the entities that a text of a resource names: by ARN, id, name or address. Of this folder alone.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/graph/builder.h"

namespace arnscope {

// Whether a type is the one that a join names, which may be `*`.
inline bool is_of(std::string_view type, std::string_view wanted) { return wanted == "*" || type == wanted; }

// The ARN of the resource that a text contains, as a policy that says the same would name it; nothing where
// the text holds no ARN.
std::optional<std::string> resource_arn(std::string_view text, ResourceShapes& shapes);

// The text of a host's name without what AWS and the DNS leave open: lower case, without the dot at its end
// and without "dualstack." before it. Source: Amazon Route 53 Developer Guide, "Values specific for simple
// alias records", "Value/route traffic to".
std::string normal_address(std::string_view address);

// Positions by text and scope. Texts are compared, not their hashes; they outlive the index.
class TextIndex {
 public:
  static constexpr uint32_t kEverywhere = 0xFFFFFFFF;

  void add(std::string_view text, uint32_t scope, EntityId id);
  // In the order in which they were added; kMost at most.
  void find(std::string_view text, uint32_t scope, std::vector<EntityId>& found) const;

 private:
  // Names that more entities share than this tell nothing: `default` must not cost entities squared.
  static constexpr size_t kMost = 256;
  struct Key {
    std::string_view text;
    uint32_t scope;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    size_t operator()(const Key& key) const {
      return std::hash<std::string_view>()(key.text) ^ (key.scope * size_t{0x9E3779B97F4A7C15});
    }
  };
  struct Entry {
    EntityId id;
    uint32_t next;
  };
  struct List {
    uint32_t first, last, size;
  };

  std::unordered_map<Key, List, Hash> lists_;
  std::vector<Entry> entries_;
};

class EntityIndex {
 public:
  // REQUIRES: the builder's entities are finished, and it outlives this. Linear in the entities.
  explicit EntityIndex(const GraphBuilder& builder);

  // Where the text stands: what is near goes first.
  struct From {
    AccountId account = 0;
    std::string_view region;
  };

  // The entities of the type that the text names, as the joins by reference say: by key or ARN; else by id,
  // by name, by address. Ids that nothing else has (IdScope::kEverywhere) count in the same account and
  // region, else in the same account, else anywhere, where it is one. Other ids and names count in the same
  // account and region, or in the account where one of both ends has no region. A name that several have near
  // is none; names count only where the type is given.
  void by_reference(std::string_view text, From from, std::string_view type, std::vector<EntityId>& found);
  // The one whose ARN the text contains, or that this lies in.
  void by_contained_arn(std::string_view text, std::string_view type, std::vector<EntityId>& found);
  // Those that the network knows by the text: of the same account, else anywhere, where it is one. Addresses
  // that other networks have as well and aliases count as names do.
  void by_address(std::string_view text, From from, std::string_view type, std::vector<EntityId>& found);

 private:
  void add(TextIndex& index, std::string_view text, EntityId id, std::string_view account);
  void add_names(EntityId id);
  void keep(std::string_view type);
  bool nearest(const TextIndex& index, std::string_view text, From from, std::string_view type,
               std::vector<EntityId>& found);
  bool near(const TextIndex& index, std::string_view text, From from, std::string_view type,
            std::vector<EntityId>& found);
  void roles_of_profile(std::string_view text, From from, std::vector<EntityId>& found);

  const GraphBuilder& builder_;
  const Graph& graph_;
  std::unordered_map<std::string_view, EntityId> by_arn_;  // keys and ARNs
  TextIndex unique_ids_, ids_, names_, addresses_;
  std::vector<EntityId> candidates_;
  TextPool addresses_texts_;
};

}  // namespace arnscope
