// Where entities stand in the output of operations: one row for each place. Any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace arnscope {

// A value at `path` in the output of `operation` describes an entity, or adds to one that another operation
// describes. Columns that do not apply are "". Paths are those of value_path.h.
struct Reading {
  std::string_view operation = {};
  std::string_view path = {};  // of each value: "Reservations[].Instances[]"; "" is the whole output
  std::string_view type = {};  // "aws_instance"
  std::string_view where =
      {};  // taken only where this path has one of these texts: "Type=application,network"
  // Path of what names the entity that the value adds to, by its key, id or name; "$1" is the parameter that
  // the operation was called with. "" where the value describes the entity.
  std::string_view adds_to = {};
  std::string_view policy = {};  // path of the entity's resource policy
};

std::span<const Reading> readings();

// The readings of one operation stand together.
std::span<const Reading> readings_of(std::string_view operation);

}  // namespace arnscope
