#include "engine/document/document.h"

#include <array>

namespace arnscope {

std::string_view kind_name(Kind kind) {
  constexpr std::array<std::string_view, 6> kNames = {"null",     "a boolean", "a number",
                                                      "a string", "a list",    "an object"};
  return kNames[static_cast<size_t>(kind)];
}

Place Value::place() const { return {document_->source(), span()}; }

std::optional<Value> Value::find(std::string_view name) const {
  std::optional<Value> found;
  for (const auto [key, value] : members()) {
    if (key.text() == name) found = value;
  }
  return found;
}

}  // namespace arnscope
