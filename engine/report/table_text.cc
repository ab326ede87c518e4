#include <algorithm>
#include <cassert>

#include "engine/base/text.h"
#include "engine/report/table.h"

namespace arnscope {
namespace {

constexpr size_t kGutter = 2;
constexpr size_t kNarrowest = 20;  // a last column with less room is not broken into lines

// The front of `text` that fits into `width` columns, at least one character.
std::string_view fitting_front(std::string_view text, size_t width) {
  size_t size = 0;
  size_t columns = 0;
  while (size < text.size()) {
    const Character character = first_character(text.substr(size));
    columns += display_width(character.code_point);
    if (size > 0 && columns > width) break;
    size += character.size;
  }
  return text.substr(0, size);
}

// `text` in lines of at most `width` columns, broken at blanks, or inside a word that is too long for a line.
std::vector<std::string_view> wrap(std::string_view text, size_t width) {
  std::vector<std::string_view> lines;
  for (;;) {
    std::string_view line = fitting_front(text, width);
    if (line.size() == text.size()) break;
    const size_t blank = text.substr(0, line.size() + 1).rfind(' ');
    const size_t word = text.find_first_not_of(' ');
    if (blank != std::string_view::npos && blank > word) line = text.substr(0, blank);
    text.remove_prefix(line.size());
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    lines.push_back(line.substr(0, line.find_last_not_of(' ') + 1));
    if (text.empty()) return lines;
  }
  lines.push_back(text);
  return lines;
}

// A cell as it is shown: the text safe to print, and its width.
struct ShownCell {
  std::string text;
  size_t width = 0;
  Style style = Style::kPlain;
};

using ShownRow = std::vector<ShownCell>;

ShownCell show(std::string_view text, Style style) {
  ShownCell cell{printable(text), 0, style};
  cell.width = display_width(cell.text);
  return cell;
}

std::vector<ShownRow> show(const Table& table) {
  std::vector<ShownRow> rows;
  rows.reserve(table.rows.size() + 1);
  if (std::any_of(table.columns.begin(), table.columns.end(),
                  [](const Column& c) { return !c.title.empty(); })) {
    ShownRow& heading = rows.emplace_back();
    for (const Column& column : table.columns) heading.push_back(show(column.title, Style::kHeading));
  }
  for (const std::vector<Cell>& cells : table.rows) {
    assert(cells.size() == table.columns.size());
    ShownRow& row = rows.emplace_back();
    for (const Cell& cell : cells) row.push_back(show(cell.text, cell.style));
  }
  return rows;
}

class TextTable {
 public:
  TextTable(const Table& table, const TextLayout& layout, Output& output)
      : table_(table), layout_(layout), output_(output), rows_(show(table)), widths_(table.columns.size()) {
    for (const ShownRow& row : rows_)
      for (size_t i = 0; i < row.size(); ++i) widths_[i] = std::max(widths_[i], row[i].width);
    for (size_t i = 0; i + 1 < widths_.size(); ++i) last_begins_ += widths_[i] + kGutter;
    const bool room = layout.max_width >= last_begins_ + kNarrowest;
    if (layout.max_width > 0 && room)
      widths_.back() = std::min(widths_.back(), layout.max_width - last_begins_);
    wraps_ = layout.max_width > 0 && room;
  }

  void write() {
    for (const ShownRow& row : rows_) {
      write_row(row);
      if (output_.closed()) return;
    }
  }

 private:
  void write_row(const ShownRow& row) {
    line_.clear();
    blanks_ = 0;
    for (size_t i = 0; i + 1 < row.size(); ++i) put(row[i].text, row[i].width, row[i].style, i);
    const ShownCell& last = row.back();
    if (!wraps_ || last.width <= widths_.back()) {
      put(last.text, last.width, last.style, row.size() - 1);
      return end_line();
    }
    bool first = true;
    for (const std::string_view piece : wrap(last.text, widths_.back())) {
      if (!first) blanks_ = last_begins_;
      put(piece, display_width(piece), last.style, row.size() - 1);
      end_line();
      first = false;
    }
  }

  // Adds a cell to the line. Blanks wait until text follows, so that no line ends in them.
  void put(std::string_view text, size_t width, Style style, size_t column) {
    const size_t padding = widths_[column] - std::min(width, widths_[column]);
    const bool right = table_.columns[column].align == Align::kRight;
    if (right) blanks_ += padding;
    if (!text.empty()) {
      line_.append(blanks_, ' ');
      blanks_ = 0;
      append_styled(line_, text, style, layout_.color);
    }
    blanks_ += (right ? 0 : padding) + kGutter;
  }

  void end_line() {
    line_ += '\n';
    output_.write(line_);
    line_.clear();
    blanks_ = 0;
  }

  const Table& table_;
  const TextLayout& layout_;
  Output& output_;
  std::vector<ShownRow> rows_;
  std::vector<size_t> widths_;
  size_t last_begins_ = 0;  // the column of the terminal where the last column of the table begins
  bool wraps_ = false;
  std::string line_;
  size_t blanks_ = 0;
};

}  // namespace

void write_table_text(const Table& table, const TextLayout& layout, Output& output) {
  if (table.columns.empty()) return;
  TextTable(table, layout, output).write();
}

}  // namespace arnscope
