#include "engine/snapshot/resources.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string>
#include <tuple>
#include <unordered_map>

#include "engine/base/parallel.h"
#include "engine/model/value_path.h"

namespace arnscope {
namespace {

// What names resources besides their keys, within an account.
struct Name {
  EntityTypeId row = kNoEntityType;
  std::string_view account, region, text;

  bool operator==(const Name&) const = default;
};
struct NameHash {
  size_t operator()(const Name& name) const {
    const std::hash<std::string_view> hash;
    constexpr size_t kFactor = 0x9E3779B97F4A7C15U;
    size_t result = name.row;
    for (std::string_view part : {name.account, name.region, name.text})
      result = result * kFactor + hash(part);
    return result;
  }
};

class NameIndex {
 public:
  // The first one of a name stands.
  void add(const FoundResource& resource, std::string_view text, uint32_t index) {
    if (text.empty()) return;
    known_.try_emplace({resource.row, resource.account, resource.region, text}, index);
    known_.try_emplace({resource.row, resource.account, kAnyRegion, text}, index);
  }
  // What one region says is of its own resources, which have their names to themselves there, and of those
  // without a region; what a global service says is of any.
  const uint32_t* find(const FoundAddition& addition) const {
    const std::string_view here = addition.region.empty() ? kAnyRegion : addition.region;
    for (std::string_view region : {here, std::string_view()}) {
      const auto found = known_.find({addition.row, addition.account, region, addition.named});
      if (found != known_.end()) return &found->second;
    }
    return nullptr;
  }

 private:
  static constexpr std::string_view kAnyRegion = "*";
  std::unordered_map<Name, uint32_t, NameHash> known_;
};

// An id or a name by the paths of the type.
std::string text_by_path(const FoundResource& found, std::string_view path) {
  std::string text;
  if (path.empty()) return text;
  for (const FoundResource::Description& each : found.descriptions) {
    text = first_text({Value(each.document.get(), each.value), each.parameters, found.partition,
                       found.account, found.region},
                      path);
    if (!text.empty()) break;
  }
  return text;
}

// "no aws_instance of 111122223333 in eu-west-1 is called `i-1`: ..."
std::string missing_text(const FoundAddition& addition) {
  std::string text = fmt::format(
      "no {} of {}", addition.row == kNoEntityType ? "resource" : entity_types()[addition.row].name,
      addition.account.empty() ? "the snapshot" : addition.account);
  if (!addition.region.empty()) text += fmt::format(" in {}", addition.region);
  return text + fmt::format(" is called `{}`: what stands here of it is left out", addition.named);
}

}  // namespace

PlaceKey place_key(const Place& place) {
  const std::string_view name = place.source == nullptr ? std::string_view() : place.source->name();
  return {name, place.span.begin, place.span.end};
}

void ResourceTable::name_all(unsigned jobs, TextPool& texts) {
  struct Names {
    std::string id, name;
  };
  std::vector<Names> names(found_.size());
  parallel_for(found_.size(), jobs, [&](size_t i) {
    const FoundResource& found = found_[i];
    if (found.row == kNoEntityType) return;
    const EntityTypeRow& row = entity_types()[found.row];
    if (found.id.empty()) names[i].id = text_by_path(found, row.id);
    if (found.name.empty()) names[i].name = text_by_path(found, row.display_name);
  });
  for (size_t i = 0; i < found_.size(); ++i) {
    fill(found_[i].id, texts.intern(names[i].id));
    fill(found_[i].name, texts.intern(names[i].name));
  }
}

void ResourceTable::sort_records() {
  std::vector<FoundResource*> sorted;
  sorted.reserve(found_.size());
  for (FoundResource& each : found_) sorted.push_back(&each);
  std::sort(sorted.begin(), sorted.end(), [](const FoundResource* a, const FoundResource* b) {
    if (a->key != b->key) return a->key < b->key;
    return place_key(a->place) < place_key(b->place);
  });
  records_.assign(sorted.begin(), sorted.end());
  for (size_t first = 0, end = 0; first < sorted.size(); first = end) {
    FoundResource& one = *sorted[first];
    while (end < sorted.size() && sorted[end]->key == one.key) {
      const FoundResource& other = *sorted[end++];
      if (one.row == kNoEntityType) one.row = other.row;
      fill(one.type, other.type);
      fill(one.arn, other.arn);
      fill(one.id, other.id);
      fill(one.name, other.name);
      fill(one.region, other.region);
      fill(one.account, other.account);
      fill(one.partition, other.partition);
    }
    joined_.push_back({std::span(records_).subspan(first, end - first), {}});
  }
}

void ResourceTable::sort_additions(std::vector<Finding>& findings) {
  std::vector<bool> wanted(size_t{kNoEntityType} + 1);  // whether a type is added to by name
  for (const FoundAddition& each : additions_) wanted[each.row] = true;
  std::unordered_map<std::string_view, uint32_t> by_key;
  NameIndex by_name;
  for (const auto member : {&FoundResource::id, &FoundResource::name}) {
    for (uint32_t i = 0; i < joined_.size(); ++i) {
      const FoundResource& one = *joined_[i].records.front();
      if (!additions_.empty()) by_key.try_emplace(one.key, i);
      if (wanted[one.row]) by_name.add(one, one.*member, i);
    }
  }
  std::vector<std::pair<uint32_t, const FoundAddition*>> placed;
  placed.reserve(additions_.size());
  for (const FoundAddition& each : additions_) {
    const auto exact = by_key.find(each.named);
    const uint32_t* found = exact != by_key.end() ? &exact->second : by_name.find(each);
    if (found != nullptr) {
      placed.emplace_back(*found, &each);
      continue;
    }
    if (!each.expected) continue;
    findings.push_back(
        {Severity::kWarning, "RESOURCE_MISSING", missing_text(each), each.place, std::string(each.named)});
  }
  std::sort(placed.begin(), placed.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : place_key(a.second->place) < place_key(b.second->place);
  });
  placed_.reserve(placed.size());
  for (const auto& [resource, addition] : placed) placed_.push_back(addition);
  for (size_t first = 0, end = 0; first < placed.size(); first = end) {
    while (end < placed.size() && placed[end].first == placed[first].first) ++end;
    joined_[placed[first].first].additions = std::span(placed_).subspan(first, end - first);
  }
}

std::vector<JoinedResource> ResourceTable::join(unsigned jobs, TextPool& texts,
                                                std::vector<Finding>& findings) {
  name_all(jobs, texts);
  sort_records();
  sort_additions(findings);
  return std::move(joined_);
}

}  // namespace arnscope
