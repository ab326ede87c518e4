#include "engine/checks/least_cover.h"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "engine/checks/cover_search.h"

namespace arnscope {
namespace {

// The problem while it shrinks: what is alive, and what was chosen on the way.
class Reduction {
 public:
  Reduction(uint32_t rows, std::span<const CoverColumn> columns)
      : columns_(columns.begin(), columns.end()),
        of_row_(rows),
        column_alive_(columns.size(), true),
        row_alive_(rows, true) {
    for (uint32_t c = 0; c < columns_.size(); ++c)
      for (const uint32_t row : columns_[c].rows) of_row_[row].push_back(c);
  }

  // Until nothing changes: columns that a cheaper one contains, rows that are covered with another, and
  // columns without which a row is left.
  void run() {
    for (bool changed = true; changed;) {
      changed = drop_columns();
      changed = drop_rows() || changed;
      changed = choose_required() || changed;
    }
  }

  // Splits what is left into parts that share nothing.
  std::vector<CoverPart> parts() const {
    std::vector<CoverPart> parts;
    std::vector<uint32_t> position(of_row_.size(), kNone);
    for (uint32_t row = 0; row < of_row_.size(); ++row)
      if (row_alive_[row] && position[row] == kNone) parts.push_back(part_of(row, position));
    return parts;
  }

  std::vector<uint32_t> chosen() && { return std::move(chosen_); }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;

  static bool includes(const std::vector<uint32_t>& outer, const std::vector<uint32_t>& inner) {
    return inner.size() <= outer.size() &&
           std::includes(outer.begin(), outer.end(), inner.begin(), inner.end());
  }

  bool stands_in(uint32_t other, uint32_t column) const {
    const CoverColumn& a = columns_[other];
    const CoverColumn& b = columns_[column];
    if (other == column || a.cost > b.cost || !includes(a.rows, b.rows)) return false;
    return a.cost < b.cost || a.rows.size() > b.rows.size() || other < column;
  }

  bool drop_columns() {
    bool changed = false;
    for (uint32_t c = 0; c < columns_.size(); ++c) {
      if (!column_alive_[c]) continue;
      const auto& rows = columns_[c].rows;
      bool drop = rows.empty();
      if (!drop) {
        const uint32_t rarest = *std::min_element(rows.begin(), rows.end(), [&](uint32_t a, uint32_t b) {
          return of_row_[a].size() < of_row_[b].size();
        });
        drop = std::any_of(of_row_[rarest].begin(), of_row_[rarest].end(),
                           [&](uint32_t other) { return stands_in(other, c); });
      }
      if (!drop) continue;
      drop_column(c);
      changed = true;
    }
    return changed;
  }

  bool drop_rows() {
    bool changed = false;
    for (uint32_t row = 0; row < of_row_.size(); ++row) {
      if (!row_alive_[row]) continue;
      const auto& of = of_row_[row];
      const uint32_t narrowest = *std::min_element(of.begin(), of.end(), [&](uint32_t a, uint32_t b) {
        return columns_[a].rows.size() < columns_[b].rows.size();
      });
      const std::vector<uint32_t> others = columns_[narrowest].rows;
      for (const uint32_t other : others) {
        if (other == row || !includes(of_row_[other], of)) continue;
        drop_row(other);
        changed = true;
      }
    }
    return changed;
  }

  bool choose_required() {
    bool changed = false;
    for (uint32_t row = 0; row < of_row_.size(); ++row) {
      if (!row_alive_[row] || of_row_[row].size() != 1) continue;
      const uint32_t column = of_row_[row].front();
      chosen_.push_back(column);
      const std::vector<uint32_t> rows = columns_[column].rows;
      for (const uint32_t covered : rows) drop_row(covered);
      drop_column(column);
      changed = true;
    }
    return changed;
  }

  void drop_column(uint32_t column) {
    column_alive_[column] = false;
    for (const uint32_t row : columns_[column].rows) std::erase(of_row_[row], column);
    columns_[column].rows.clear();
  }

  void drop_row(uint32_t row) {
    row_alive_[row] = false;
    for (const uint32_t column : of_row_[row]) std::erase(columns_[column].rows, row);
    of_row_[row].clear();
  }

  CoverPart part_of(uint32_t first, std::vector<uint32_t>& position) const {
    CoverPart part;
    std::vector<uint32_t> rows = {first};
    std::vector<uint32_t> columns;
    position[first] = 0;
    for (size_t next = 0; next < rows.size(); ++next)
      for (const uint32_t column : of_row_[rows[next]]) {
        columns.push_back(column);
        for (const uint32_t row : columns_[column].rows) {
          if (position[row] != kNone) continue;
          position[row] = static_cast<uint32_t>(rows.size());
          rows.push_back(row);
        }
      }
    std::sort(columns.begin(), columns.end());
    columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
    part.rows = static_cast<uint32_t>(rows.size());
    part.positions = columns;
    for (const uint32_t column : columns) {
      CoverColumn& own = part.columns.emplace_back(columns_[column]);
      for (uint32_t& row : own.rows) row = position[row];
      std::sort(own.rows.begin(), own.rows.end());
    }
    return part;
  }

  std::vector<CoverColumn> columns_;           // rows: those that are alive
  std::vector<std::vector<uint32_t>> of_row_;  // the columns of each row, those that are alive
  std::vector<bool> column_alive_, row_alive_;
  std::vector<uint32_t> chosen_;
};

}  // namespace

Cover least_cover(uint32_t rows, std::span<const CoverColumn> columns) {
  Reduction reduction(rows, columns);
  reduction.run();
  Cover cover;
  cover.least = true;
  const std::vector<CoverPart> parts = reduction.parts();
  cover.columns = std::move(reduction).chosen();
  for (const CoverPart& part : parts) {
    const Cover found = search_cover(part);
    cover.least = cover.least && found.least;
    for (const uint32_t column : found.columns) cover.columns.push_back(part.positions[column]);
  }
  std::sort(cover.columns.begin(), cover.columns.end());
  for (const uint32_t column : cover.columns) cover.cost += columns[column].cost;
  return cover;
}

}  // namespace arnscope
