#include <cassert>

#include "engine/document/json_writer.h"
#include "engine/report/table.h"

namespace arnscope {

void write_table_json(const Table& table, Output& output) {
  output.write("[");
  bool first = true;
  std::string record;
  for (const std::vector<Cell>& row : table.rows) {
    assert(row.size() == table.columns.size());
    record = first ? "\n  " : ",\n  ";
    first = false;
    JsonWriter json(record, Layout::kCompact);
    json.begin_object();
    for (size_t i = 0; i < row.size(); ++i) {
      json.key(table.columns[i].key);
      row[i].json.empty() ? json.string(row[i].text) : json.raw(row[i].json);
    }
    json.end_object();
    if (!output.write(record)) return;
  }
  output.write(first ? "]\n" : "\n]\n");
}

}  // namespace arnscope
