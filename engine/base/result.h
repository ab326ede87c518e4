// A value or the reason why there is none. The shape and the names are std::expected's (C++23).
#pragma once

#include <cassert>
#include <utility>
#include <variant>

#include "engine/base/finding.h"

namespace arnscope {

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : content_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return content_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  // REQUIRES: has_value().
  T& value() & { return assert(has_value()), *std::get_if<0>(&content_); }
  const T& value() const& { return assert(has_value()), *std::get_if<0>(&content_); }
  T&& value() && { return assert(has_value()), std::move(*std::get_if<0>(&content_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // REQUIRES: !has_value().
  const Error& error() const { return assert(!has_value()), *std::get_if<1>(&content_); }

 private:
  std::variant<T, Error> content_;
};

}  // namespace arnscope
