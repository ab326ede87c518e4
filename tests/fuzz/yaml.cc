// Input: a text as YAML. What is read of it stands within the text, nests within bounds, and written as JSON
// it reads to the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/document/embedded.h"
#include "engine/document/json_reader.h"
#include "engine/document/yaml_reader.h"
#include "tests/fuzz/require.h"
#include "tests/unit/document/as_json.h"

namespace arnscope {
namespace {

void check(const Document& document) {
  const size_t size = document.source()->text().size();
  const std::vector<Node>& nodes = document.nodes();
  ARNSCOPE_REQUIRE(!nodes.empty() && nodes[0].next == nodes.size());
  for (uint32_t i = 0; i < nodes.size(); ++i) {
    const Node& node = nodes[i];
    ARNSCOPE_REQUIRE(node.span.begin <= node.span.end && node.span.end <= size);
    ARNSCOPE_REQUIRE(node.next > i && node.next <= nodes.size());
    const Value value(&document, i);
    if (!value.is_string()) continue;
    uint32_t before = 0;
    for (const Source::Mark& mark : text_marks(value)) {
      ARNSCOPE_REQUIRE(mark.here <= value.text().size() && mark.parent <= size);
      ARNSCOPE_REQUIRE(mark.here >= before);
      before = mark.here;
    }
    const auto inside = embedded_source(value);
    const auto end = static_cast<uint32_t>(value.text().size());
    const Span outer = inside->to_outermost({end / 2, end});
    ARNSCOPE_REQUIRE(outer.begin <= size && outer.end <= size);
  }
  const std::string json = as_json(document.root());
  const auto again = read_json(Source::from_text("json", json));
  ARNSCOPE_REQUIRE(again.has_value());
  ARNSCOPE_REQUIRE(as_json((*again)->root()) == json);
  ARNSCOPE_REQUIRE((*again)->nodes().size() == nodes.size());
}

}  // namespace
}  // namespace arnscope

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace arnscope;
  if (size > 16384) return 0;
  const auto document =
      read_yaml(Source::from_text("y", std::string(reinterpret_cast<const char*>(data), size)));
  if (document) {
    check(**document);
  } else {
    ARNSCOPE_REQUIRE(!format_error(document.error()).empty());
  }
  return 0;
}
