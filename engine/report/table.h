// Rows under column titles, and how they are written: aligned for people, CSV for spreadsheets, JSON for
// programs. A Table is filled first and written whole, since alignment looks at every row; what is too large
// for that is a graph (graph_writer.h). Any thread.
//
//   Table table{{{"PRINCIPAL", "principal"}, {"ACTIONS", "actions", Align::kRight}}, {}};
//   table.rows.push_back({{arn, Style::kAllowed}, Cell::number(12)});
//   write_table_text(table, {.color = Color::kOn, .max_width = 80}, output);
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/report/output.h"
#include "engine/report/style.h"

namespace arnscope {

enum class Align : uint8_t { kLeft, kRight };

struct Column {
  std::string_view title;  // above the column; a table without any title has no heading
  std::string_view key;    // its name in JSON and CSV, camelCase
  Align align = Align::kLeft;
};

struct Cell {
  Cell() = default;
  Cell(std::string shown, Style look = Style::kPlain) : text(std::move(shown)), style(look) {}
  Cell(std::string_view shown, Style look = Style::kPlain) : text(shown), style(look) {}
  Cell(const char* shown, Style look = Style::kPlain) : text(shown), style(look) {}

  // A number; and a list, which text and CSV show joined by ", " and JSON as a list of strings.
  static Cell number(int64_t value, Style style = Style::kPlain);
  static Cell list(std::span<const std::string> values, Style style = Style::kPlain);
  static Cell list(std::span<const std::string_view> values, Style style = Style::kPlain);

  std::string text;
  Style style = Style::kPlain;
  std::string json;  // the value in JSON, where that is not the text as a string
};

struct Table {
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  // REQUIRES: of each, as many cells as columns
};

struct TextLayout {
  Color color = Color::kOff;
  size_t max_width = 0;  // columns of the terminal; 0 where the output is none, and no line is broken
};

// Aligned text: titles as a heading, two blanks between columns, no padding at the end of a line. Control
// characters of cells are escaped by printable(). Cells are never cut; with a max_width, the last column is
// broken into lines, between words where it has any, unless fewer than 20 columns are left for it.
// O(bytes of the cells).
void write_table_text(const Table& table, const TextLayout& layout, Output& output);

// CSV after RFC 4180, lines ending in CR LF, the keys as the first record. Cells are shown by printable(), so
// that a record is one line and harmless on a terminal. A cell that a spreadsheet would take for a formula,
// one that begins with = + - @ (or their full-width forms) and is not a plain number, gets an apostrophe
// before it: names in policies are an attacker's to choose, and CSV is what people open with a double click.
// Who needs the text unchanged takes JSON.
void write_table_csv(const Table& table, Output& output);

// A JSON array of objects, one row a line, members named by the columns' keys.
void write_table_json(const Table& table, Output& output);

}  // namespace arnscope
