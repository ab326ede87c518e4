#include <algorithm>
#include <array>
#include <cassert>

#include "engine/base/text.h"
#include "engine/report/csv.h"
#include "engine/report/table.h"

namespace arnscope {
namespace {

// How a cell begins that spreadsheets take for a formula
// (https://owasp.org/www-community/attacks/CSV_Injection). Tabs and line breaks, which belong here too, do
// not get past printable(). The last four are full-width forms.
constexpr std::array<std::string_view, 8> kFormulaBeginnings = {
    "=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20",
};

// Whether `text` is digits, with a minus or without: nothing that a spreadsheet could run.
bool is_plain_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

void append_cell(std::string& record, std::string_view text) {
  const std::string shown = printable(text);
  const bool formula =
      !is_plain_number(shown) &&
      std::any_of(kFormulaBeginnings.begin(), kFormulaBeginnings.end(),
                  [&shown](std::string_view beginning) { return shown.starts_with(beginning); });
  append_csv_field(record, formula ? "'" + shown : shown);
}

}  // namespace

void write_table_csv(const Table& table, Output& output) {
  std::string record;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    if (i > 0) record += ',';
    append_csv_field(record, table.columns[i].key);
  }
  record += kCsvLineEnd;
  output.write(record);
  for (const std::vector<Cell>& row : table.rows) {
    assert(row.size() == table.columns.size());
    record.clear();
    for (size_t i = 0; i < row.size(); ++i) {
      if (i > 0) record += ',';
      append_cell(record, row[i].text);
    }
    record += kCsvLineEnd;
    if (!output.write(record)) return;
  }
}

}  // namespace arnscope
