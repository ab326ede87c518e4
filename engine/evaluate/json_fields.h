// What is wrong with a value that a reader of JSON objects meets; each error names the field and what would
// be right. Nothing where the value is good.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "engine/base/result.h"
#include "engine/document/document.h"

namespace arnscope {

// No object, or a field of another name.
std::optional<Error> unknown_field(Value object, std::string_view where,
                                   std::span<const std::string_view> names);

// A value of another kind.
std::optional<Error> wrong_kind(Value value, std::string_view field, Kind kind);

}  // namespace arnscope
