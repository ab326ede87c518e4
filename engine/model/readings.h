// Where entities stand in the output of operations: one row for each place. Any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/model/value_path.h"

namespace arnscope {

// A value at `path` in the output of `operation` describes an entity, or adds to one that another operation
// describes. Columns that do not apply are "". Paths are those of value_path.h.
struct Reading {
  std::string_view operation = {};
  std::string_view path = {};  // of each value: "Reservations[].Instances[]"; "" is the whole output
  std::string_view type = {};  // "aws_instance"; "": of whatever type is what the value adds to
  // Taken only where this holds: a path, "=", texts with "," between, of which the path has one; "*" in them
  // is any run of characters: "Type=application,network", "ResourceId=vpc-*". meets() tells.
  std::string_view where = {};
  // Path of what names the entity that the value adds to, by its key, id or name; "$1" is the parameter that
  // the operation was called with. "" where the value describes the entity. What names nothing that there is
  // adds to nothing.
  std::string_view adds_to = {};
  std::string_view policy = {};  // path of the entity's resource policy
};

std::span<const Reading> readings();

// The readings of one operation, by its name in operations(), stand together. O(1).
std::span<const Reading> readings_of(std::string_view operation);

// Whether a value meets a Reading's `where`; yes where that is "".
bool meets(const Described& described, std::string_view where);

}  // namespace arnscope
