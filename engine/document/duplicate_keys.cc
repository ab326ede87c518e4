#include <fmt/format.h>

#include <algorithm>

#include "engine/base/text.h"
#include "engine/document/json_reader.h"

namespace arnscope {

void find_duplicate_keys(const Document& document, std::vector<Finding>& findings) {
  const std::vector<Node>& nodes = document.nodes();
  std::vector<Value> keys;
  for (uint32_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].kind != Kind::kObject || nodes[i].text_size < 2) continue;
    keys.clear();
    for (const auto [key, value] : Value(&document, i).members()) keys.push_back(key);
    std::stable_sort(keys.begin(), keys.end(), [](Value a, Value b) { return a.text() < b.text(); });
    for (size_t first = 0, k = 1; k < keys.size(); ++k) {
      if (keys[k].text() != keys[first].text()) {
        first = k;
        continue;
      }
      const Source& source = document.source()->outermost();
      const Span span = document.source()->to_outermost(keys[first].span());
      findings.push_back(
          {Severity::kWarning, "DUPLICATE_KEY",
           fmt::format("`{}` stands more than once in this object, first at line {}: the last one counts",
                       printable(keys[k].text()), source.position(span.begin).line),
           keys[k].place(), ""});
    }
  }
}

}  // namespace arnscope
