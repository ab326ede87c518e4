#include "engine/document/fields.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "engine/base/text.h"

namespace arnscope {

std::optional<Error> unknown_field(Value object, std::string_view where,
                                   std::span<const std::string_view> names) {
  if (auto error = wrong_kind(object, where, Kind::kObject)) return error;
  for (auto [key, value] : object.members()) {
    if (std::find(names.begin(), names.end(), key.text()) != names.end()) continue;
    auto nearest = nearest_name(key.text(), names);
    return Error{
        nearest ? fmt::format("`{}` is no field of {}: did you mean `{}`?", key.text(), where, *nearest)
                : fmt::format("`{}` is no field of {}: it has {}", key.text(), where, fmt::join(names, ", ")),
        key.place()};
  }
  return std::nullopt;
}

std::optional<Error> wrong_kind(Value value, std::string_view field, Kind kind) {
  if (value.kind() == kind) return std::nullopt;
  return Error{fmt::format("{} is {}: {} must stand here", field, kind_name(value.kind()), kind_name(kind)),
               value.place()};
}

bool FieldReader::fail(Error error) {
  if (!error_) error_ = std::move(error);
  return false;
}

bool FieldReader::known_fields(Value object, std::string_view where,
                               std::initializer_list<std::string_view> names) {
  auto error = unknown_field(object, where, std::span(names.begin(), names.size()));
  return !error || fail(*std::move(error));
}

bool FieldReader::string(Value value, std::string_view field, std::string& out) {
  if (auto error = wrong_kind(value, field, Kind::kString)) return fail(*std::move(error));
  out = value.text();
  return true;
}

}  // namespace arnscope
