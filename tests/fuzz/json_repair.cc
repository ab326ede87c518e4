// Input: any bytes. What is mended reads, and there is nothing left to mend in it; what was JSON is left
// alone; each mend takes out what it says, or puts a comma in.
#include "engine/document/json_repair.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/text.h"
#include "engine/document/json_reader.h"
#include "tests/fuzz/require.h"

namespace arnscope {
namespace {

// Whether mends come in order, do not overlap, and touch nothing but what may be mended.
void check_mends(const std::vector<JsonMend>& mends, std::string_view text) {
  size_t at = 0;
  for (const auto& [span, what] : mends) {
    ARNSCOPE_REQUIRE(at <= span.begin && span.begin <= span.end && span.end <= text.size());
    const std::string_view out = text.substr(span.begin, span.end - span.begin);
    ARNSCOPE_REQUIRE(out.empty() || out == "," || out == "\xef\xbb\xbf" || out.starts_with("//") ||
                     (out.size() >= 4 && out.starts_with("/*") && out.ends_with("*/")));
    ARNSCOPE_REQUIRE(!what.empty() && what == printable(what));
    at = span.end;
  }
}

void check(const std::shared_ptr<const Source>& source) {
  const auto document = read_json(source);
  const JsonFaults faults = find_json_faults(source);
  const auto repaired = repair_json(source);
  check_mends(faults.mends, source->text());
  ARNSCOPE_REQUIRE(repaired.has_value() == !faults.uncertain.has_value());
  ARNSCOPE_REQUIRE(document.has_value() == (repaired.has_value() && faults.mends.empty()));
  if (!repaired) {
    ARNSCOPE_REQUIRE(repaired.error().message == printable(repaired.error().message));
    ARNSCOPE_REQUIRE(repaired.error().place.span == faults.uncertain->place.span);
    return;
  }
  ARNSCOPE_REQUIRE(repaired->mends.size() == faults.mends.size());
  ARNSCOPE_REQUIRE(!faults.mends.empty() || repaired->text == source->text());
  const auto again = repair_json(Source::from_text("again", repaired->text));
  ARNSCOPE_REQUIRE(again.has_value() && again->mends.empty() && again->text == repaired->text);
}

}  // namespace
}  // namespace arnscope

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  arnscope::check(
      arnscope::Source::from_text("text", std::string(reinterpret_cast<const char*>(data), size)));
  return 0;
}
