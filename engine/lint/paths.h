// From places back to JSON pointers. Of this folder alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/document/document.h"

namespace arnscope {

// The nodes of a document by where they begin. O(nodes log nodes) to make.
class Paths {
 public:
  // REQUIRES: the document outlives this.
  explicit Paths(const Document& document);

  // The pointer of the innermost value that holds the span, as seen from `root`: "" of itself, and of places
  // that lie outside. A key stands for its member. O(log nodes + depth).
  std::string pointer(Span span, Value root) const;

 private:
  struct Start {
    uint32_t begin, node;
  };
  struct Position {
    uint32_t parent = UINT32_MAX;  // the container's node
    uint32_t key = UINT32_MAX;     // of a member its key's node
    uint32_t index = 0;            // of an element
  };

  const Document& document_;
  std::vector<Start> starts_;
  std::vector<Position> positions_;
};

}  // namespace arnscope
