// Input: lines of scenarios as text. Each is answered with a line that is JSON: a decision, or an error that
// says something; an answer does not depend on what was answered before, nor on how the line was read.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/text.h"
#include "engine/evaluate/simulate.h"
#include "tests/fuzz/require.h"

namespace arnscope {
namespace {

constexpr std::string_view kDecisions[] = {"allowed", "explicitDeny", "implicitDeny", "conditional"};

void check_answer(Simulated simulated, const std::string& answer) {
  ARNSCOPE_REQUIRE(answer.ends_with('\n') && answer.find('\n') == answer.size() - 1);
  const auto document = read_json(Source::from_text("answer", answer));
  ARNSCOPE_REQUIRE(document.has_value());
  const Value root = (*document)->root();
  if (simulated == Simulated::kError) {
    ARNSCOPE_REQUIRE(!root.find("error")->text().empty() && root.find("line")->text() == "7");
    return;
  }
  const std::string_view decision = root.find("decision")->text();
  bool known = false;
  for (std::string_view each : kDecisions) known = known || each == decision;
  ARNSCOPE_REQUIRE(known);
  const bool conditional = root.find("condition")->kind() != Kind::kNull;
  ARNSCOPE_REQUIRE(decision != "conditional" || conditional);
}

// The answer of a simulator that has seen nothing, to a document that was read whole.
std::string answer_alone(const std::shared_ptr<const Source>& source, Span line) {
  JsonReader json;
  Simulator simulator;
  std::string answer;
  const auto document = json.read(source, line);
  if (!document) {
    write_line_error(document.error().message, 7, answer);
  } else {
    simulator.answer((*document)->root(), 7, answer);
  }
  return answer;
}

}  // namespace
}  // namespace arnscope

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace arnscope;
  if (size > 16384) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto source = Source::from_text("lines", text);
  Simulator simulator;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const Span line{static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
    begin = end + 1;
    std::string first, second;
    const Simulated simulated = simulator.answer(source, line, 7, first);
    check_answer(simulated, first);
    ARNSCOPE_REQUIRE(simulator.answer(source, line, 7, second) == simulated && first == second);
    const std::string alone = answer_alone(source, line);
    // A fault inside the policies is found later where they are stepped over: the message may be another.
    ARNSCOPE_REQUIRE(simulated == Simulated::kError ? alone.find("\"error\"") != std::string::npos
                                                    : alone == first);
  }
  return 0;
}
