// The table of relations: what is drawn between which types, and by which function. To add a relation: a row
// here, its function, a case in tests/unit/graph. Of this folder alone.
#pragma once

#include <span>
#include <string_view>

#include "engine/graph/builder.h"

namespace arnscope {

// Types are globs, for a function may draw to several.
struct Relation {
  RelationClass relation;
  std::string_view from, to;
  void (*draw)(GraphBuilder& builder);
};

std::span<const Relation> relations();

}  // namespace arnscope
