#include "engine/document/fields.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "engine/base/text.h"

namespace arnscope {

bool FieldReader::fail(Place at, std::string message) {
  if (!error_) error_ = Error{std::move(message), std::move(at)};
  return false;
}

bool FieldReader::known_fields(Value object, std::string_view where,
                               std::initializer_list<std::string_view> names) {
  if (!object.is_object())
    return fail(object, fmt::format("{} is {}: an object must stand here", where, kind_name(object.kind())));
  for (auto [key, value] : object.members()) {
    if (std::find(names.begin(), names.end(), key.text()) != names.end()) continue;
    auto nearest = nearest_name(key.text(), std::span(names.begin(), names.size()));
    return fail(
        key, nearest ? fmt::format("`{}` is no field of {}: did you mean `{}`?", key.text(), where, *nearest)
                     : fmt::format("`{}` is no field of {}: it has {}", key.text(), where,
                                   fmt::join(names, ", ")));
  }
  return true;
}

bool FieldReader::string(Value value, std::string_view field, std::string& out) {
  if (!value.is_string())
    return fail(value, fmt::format("{} is {}: a string must stand here", field, kind_name(value.kind())));
  out = value.text();
  return true;
}

}  // namespace arnscope
