// Reading an object whose fields are all known, where the first fault ends the reading: what scenarios, tests
// and lists are read with. Each error names the field and what would be right. One thread.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/finding.h"
#include "engine/document/document.h"

namespace arnscope {

// What is wrong with a value; nothing where it is good. No object, or a field of another name.
std::optional<Error> unknown_field(Value object, std::string_view where,
                                   std::span<const std::string_view> names);

// A value of another kind.
std::optional<Error> wrong_kind(Value value, std::string_view field, Kind kind);

class FieldReader {
 public:
  // Keeps the first fault, with its place. Returns false, for the caller to return.
  bool fail(Error error);
  bool fail(Place at, std::string message) { return fail(Error{std::move(message), std::move(at)}); }
  bool fail(Value at, std::string message) { return fail(at.place(), std::move(message)); }

  // Whether the value is an object without fields other than `names`. `where` is what messages call it.
  bool known_fields(Value object, std::string_view where, std::initializer_list<std::string_view> names);

  // A string, called `field` in messages.
  bool string(Value value, std::string_view field, std::string& out);

  const std::optional<Error>& error() const { return error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace arnscope
