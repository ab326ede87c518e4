#include "engine/lint/paths.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/template/layouts.h"

namespace arnscope {

Paths::Paths(const Document& document) : document_(document), positions_(document.nodes().size()) {
  const std::vector<Node>& nodes = document.nodes();
  starts_.reserve(nodes.size());
  for (uint32_t id = 0; id < nodes.size(); ++id) {
    starts_.push_back({nodes[id].span.begin, id});
    const bool is_object = nodes[id].kind == Kind::kObject;
    if ((!is_object && nodes[id].kind != Kind::kArray) || nodes[id].unread) continue;
    uint32_t index = 0;
    for (uint32_t child = id + 1; child < nodes[id].next; child = nodes[child].next) {
      const uint32_t key = is_object ? child : UINT32_MAX;
      positions_[child] = {id, key, index++};
      if (is_object) positions_[++child] = {id, key, 0};
    }
  }
  std::stable_sort(starts_.begin(), starts_.end(),
                   [](const Start& a, const Start& b) { return a.begin < b.begin; });
}

std::string Paths::pointer(Span span, Value root) const {
  const std::vector<Node>& nodes = document_.nodes();
  auto at = std::upper_bound(starts_.begin(), starts_.end(), span.begin,
                             [](uint32_t begin, const Start& start) { return begin < start.begin; });
  if (at == starts_.begin()) return "";
  uint32_t node = (--at)->node;
  while (node != UINT32_MAX && nodes[node].span.end < span.end) node = positions_[node].parent;
  std::vector<std::string> steps;
  for (; node != UINT32_MAX && node != root.index(); node = positions_[node].parent) {
    const Position& position = positions_[node];
    if (position.parent == UINT32_MAX) return "";
    steps.push_back(position.key == UINT32_MAX ? fmt::format("/{}", position.index)
                                               : pointer_step(document_.text_of(nodes[position.key])));
  }
  std::string pointer;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) pointer += *step;
  return pointer;
}

}  // namespace arnscope
