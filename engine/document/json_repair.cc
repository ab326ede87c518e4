#include "engine/document/json_repair.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "engine/base/text.h"
#include "engine/document/json_reader.h"

namespace arnscope {
namespace {

std::string mended(std::string_view text, const std::vector<JsonMend>& mends) {
  std::string out;
  out.reserve(text.size() + mends.size());
  size_t at = 0;
  for (const auto& [span, what] : mends) {
    out += text.substr(at, span.begin - at);
    if (span.begin == span.end) out += ',';
    at = span.end;
  }
  return out += text.substr(at);
}

}  // namespace

Result<RepairedJson> repair_json(const std::shared_ptr<const Source>& source) {
  const std::string_view text = source->text();
  if (read_json(source)) return RepairedJson{std::string(text), {}};
  JsonFaults faults = find_json_faults(source);
  if (faults.uncertain) return *std::move(faults.uncertain);
  RepairedJson repaired = {mended(text, faults.mends), std::move(faults.mends)};
  if (repaired.text.size() > Source::kMaxBytes) {
    return Error{fmt::format("`{}` is too large to mend", printable(source->name())), {}};
  }
  const auto again = read_json(Source::from_text(source->name(), repaired.text));
  if (!again) return again.error();
  return repaired;
}

}  // namespace arnscope
