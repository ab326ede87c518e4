// Scenario lines into answer lines: what `simulate` does to each line of its input.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "engine/document/json_reader.h"
#include "engine/evaluate/scenario.h"

namespace arnscope {

// Whether a line was a scenario and has its decision, or an error in its place.
enum class Simulated : uint8_t { kDecided, kError };

// Answers scenarios one after the other and remembers the policies that it has compiled. One thread.
class Simulator {
 public:
  // Appends one line of JSON, its end included, for the scenario that stands in `line` of the source: name,
  // decision, blockedBy, decidedBy, condition, and for a pattern of resources extent and grants. Where it is
  // none: name (null where it cannot be told), error, and `number` as line.
  // Cost: reading the line once and one decision, five microseconds in all where the policies are known.
  Simulated answer(const std::shared_ptr<const Source>& source, Span line, uint64_t number, std::string& out);

  // The same for a scenario that is read already.
  Simulated answer(Value scenario, uint64_t number, std::string& out);

 private:
  JsonReader json_;
  ScenarioReader reader_{Expect::kPassedOver};
};

// Appends the answer to a line that could not be read.
void write_line_error(std::string_view message, uint64_t number, std::string& out);

}  // namespace arnscope
