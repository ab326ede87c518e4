// The relationships that need no analysis: one row each, as what joins the two ends. And the older names of
// types. Any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/model/relation_class.h"

namespace arnscope {

using JoinId = uint16_t;  // a position in joins()

// How the two ends find each other.
enum class JoinBy : uint8_t {
  kService,    // the from end is the service that the type belongs to, as the account uses it; no path
  kAccount,    // the from end is the entity's account; no path
  kReference,  // the texts at `path` are the other end's key, id or name
  kAddress,    // the texts at `path` are names or addresses of the other end
};
enum class Holder : uint8_t { kFrom, kTo };

struct Join {
  RelationClass relation = RelationClass::kHas;
  std::string_view from = {}, to = {};  // types; "*": any
  JoinBy by = JoinBy::kReference;
  Holder holder = Holder::kFrom;  // the end in whose values the path is looked up
  std::string_view path = {};     // as in value_path.h
};

std::span<const Join> joins();

// Names of types that documents of the data model use and that are no type of their own: an older name, or
// one for several types ("aws_lb"). The types with blanks between.
struct TypeAlias {
  std::string_view name, types;
};
std::span<const TypeAlias> type_aliases();

}  // namespace arnscope
