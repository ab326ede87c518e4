// What an answer rests on, layer by layer, and what would change it: for people and as JSON.
#pragma once

#include "cli/terminal.h"
#include "engine/document/json_writer.h"
#include "engine/graph/query.h"

namespace arnscope::cli {

void write_explanation(const ExaminedAnswer& examined, const Question& question, Terminal& terminal);

// The member `explanation`.
void write_explanation(JsonWriter& json, const ExaminedAnswer& examined);

}  // namespace arnscope::cli
