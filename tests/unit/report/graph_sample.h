// Two graphs for the tests of the graph writers, and the text that a format makes of one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/report/graph_writer.h"

namespace arnscope {

// The schema of both graphs.
GraphSchema sample_schema();

enum class Sample {
  kEmpty,
  kSmall,    // a user, a role and a bucket; every type of property
  kHostile,  // an entity for each of kHostileNames and a relationship to itself, the name wherever a text is
};

// All calls of a writer, begin() to finish().
void write_sample(GraphWriter& writer, Sample sample);

// What the format writes, one text for each of its outputs; nothing of a format that is a file of its own.
std::vector<std::string> written(std::string_view format, Sample sample);

}  // namespace arnscope
