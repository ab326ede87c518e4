// The resources that layouts found, brought together: those with one key are one, and what adds to a resource
// finds it by name. Internal to snapshot/. One thread.
#pragma once

#include <deque>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/snapshot/builder.h"

namespace arnscope {

// Places in the order of their inputs' names: the same on any number of threads, and in whatever order the
// inputs are given.
using PlaceKey = std::tuple<std::string_view, uint32_t, uint32_t>;
PlaceKey place_key(const Place& place);

// All that was found of one resource. What names it (arn, id, name, region, account, type) stands in the
// first record, as far as any record has it.
struct JoinedResource {
  std::span<const FoundResource* const> records;  // by place; at least one
  std::span<const FoundAddition* const> additions;
};

class ResourceTable {
 public:
  void add(FoundResource resource) { found_.push_back(std::move(resource)); }
  void add(FoundAddition addition) { additions_.push_back(std::move(addition)); }

  const std::deque<FoundResource>& found() const { return found_; }

  // Joins what was added: sorted by key. An addition that names no resource is a finding. The spans are valid
  // as long as this. O(n log n) in resources and additions, besides the paths of ids and names.
  std::vector<JoinedResource> join(unsigned jobs, TextPool& texts, std::vector<Finding>& findings);

 private:
  void name_all(unsigned jobs, TextPool& texts);
  void sort_records();
  void sort_additions(std::vector<Finding>& findings);

  std::deque<FoundResource> found_;
  std::deque<FoundAddition> additions_;
  std::vector<const FoundResource*> records_;  // by key and place
  std::vector<JoinedResource> joined_;
  std::vector<const FoundAddition*> placed_;  // by resource and place
};

}  // namespace arnscope
