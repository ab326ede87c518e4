#include "engine/report/table.h"

#include "engine/document/json_writer.h"

namespace arnscope {
namespace {

template <class Texts>
Cell list_cell(const Texts& values, Style style) {
  Cell cell;
  cell.style = style;
  JsonWriter json(cell.json, Layout::kCompact);
  json.begin_array();
  for (const auto& value : values) {
    if (!cell.text.empty()) cell.text += ", ";
    cell.text += value;
    json.string(value);
  }
  json.end_array();
  return cell;
}

}  // namespace

Cell Cell::number(int64_t value, Style style) {
  Cell cell(std::to_string(value), style);
  cell.json = cell.text;
  return cell;
}

Cell Cell::list(std::span<const std::string> values, Style style) { return list_cell(values, style); }
Cell Cell::list(std::span<const std::string_view> values, Style style) { return list_cell(values, style); }

}  // namespace arnscope
