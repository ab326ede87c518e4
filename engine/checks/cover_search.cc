#include "engine/checks/cover_search.h"

#include <algorithm>
#include <cassert>

namespace arnscope {
namespace {

// Multipliers are integers, so that every machine finds the same cover.
constexpr int64_t kScale = 1 << 12;
constexpr uint32_t kRootSteps = 400;
constexpr uint32_t kNodeSteps = 40;
constexpr uint32_t kMostDepth = 100;
// Entries of the matrix that a search may touch, which is what it costs: about 0.1 s.
constexpr uint64_t kMostWork = 100'000'000;

using Multipliers = std::vector<int64_t>;

class Search {
 public:
  explicit Search(const CoverPart& part)
      : columns_(part.columns),
        of_row_(part.rows),
        open_(part.columns.size(), true),
        times_(part.rows, 0),
        reduced_(part.columns.size(), 0) {
    for (uint32_t c = 0; c < columns_.size(); ++c)
      for (const uint32_t row : columns_[c].rows) of_row_[row].push_back(c);
  }

  Cover run() {
    take_greedily();
    Multipliers multipliers(of_row_.size());
    for (uint32_t row = 0; row < of_row_.size(); ++row) {
      multipliers[row] = INT64_MAX;
      for (const uint32_t c : of_row_[row])
        multipliers[row] = std::min(
            multipliers[row], columns_[c].cost * kScale / static_cast<int64_t>(columns_[c].rows.size()));
    }
    branch(std::move(multipliers), 0);
    best_.least = complete_;
    std::sort(best_.columns.begin(), best_.columns.end());
    return std::move(best_);
  }

 private:
  bool covered(uint32_t row) const { return times_[row] != 0; }

  uint32_t new_rows(uint32_t column) const {
    const auto& rows = columns_[column].rows;
    return static_cast<uint32_t>(
        std::count_if(rows.begin(), rows.end(), [&](uint32_t r) { return !covered(r); }));
  }

  void take(uint32_t column) {
    chosen_.push_back(column);
    spent_ += columns_[column].cost;
    for (const uint32_t row : columns_[column].rows) ++times_[row];
  }

  void put_back() {
    const uint32_t column = chosen_.back();
    chosen_.pop_back();
    spent_ -= columns_[column].cost;
    for (const uint32_t row : columns_[column].rows) --times_[row];
  }

  bool is_cover() const {
    return std::all_of(times_.begin(), times_.end(), [](uint32_t times) { return times != 0; });
  }

  // What is chosen now is a cover: keeps it, without what it can spare, where it is the best; then goes back
  // to the first `size` columns.
  void finish(size_t size) {
    assert(is_cover());
    std::vector<uint32_t> order = chosen_;
    std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
      return columns_[a].cost != columns_[b].cost ? columns_[a].cost > columns_[b].cost : a < b;
    });
    std::vector<uint32_t> needed;
    uint32_t cost = spent_;
    for (const uint32_t column : order) {
      const auto& rows = columns_[column].rows;
      if (std::all_of(rows.begin(), rows.end(), [&](uint32_t row) { return times_[row] > 1; })) {
        for (const uint32_t row : rows) --times_[row];
        cost -= columns_[column].cost;
      } else {
        needed.push_back(column);
      }
    }
    for (const uint32_t column : order)
      if (std::find(needed.begin(), needed.end(), column) == needed.end())
        for (const uint32_t row : columns_[column].rows) ++times_[row];
    while (chosen_.size() > size) put_back();
    if (!best_.columns.empty() && cost >= best_.cost) return;
    best_.columns = std::move(needed);
    best_.cost = cost;
  }

  // The column with the least cost for each new row, again and again.
  void take_greedily() {
    while (!is_cover()) {
      uint32_t best = 0;
      uint32_t best_rows = 0;
      for (uint32_t c = 0; c < columns_.size(); ++c) {
        const uint32_t rows = new_rows(c);
        if (rows > 0 && (best_rows == 0 || columns_[c].cost * best_rows < columns_[best].cost * rows)) {
          best = c;
          best_rows = rows;
        }
      }
      take(best);
    }
    finish(0);
  }

  // A cover near the multipliers: each row that is open takes the column that is cheapest by them.
  void take_by_reduced_cost() {
    const size_t size = chosen_.size();
    for (const uint32_t row : rows_) {
      if (covered(row)) continue;
      uint32_t best = UINT32_MAX;
      for (const uint32_t c : of_row_[row])
        if (open_[c] && (best == UINT32_MAX || reduced_[c] < reduced_[best])) best = c;
      take(best);
    }
    finish(size);
  }

  // The rows and columns that are left, listed.
  bool collect() {
    rows_.clear();
    live_.clear();
    for (uint32_t row = 0; row < of_row_.size(); ++row)
      if (!covered(row)) {
        rows_.push_back(row);
        if (std::none_of(of_row_[row].begin(), of_row_[row].end(), [&](uint32_t c) { return open_[c]; }))
          return false;
      }
    for (uint32_t c = 0; c < columns_.size(); ++c)
      if (open_[c] && new_rows(c) > 0) live_.push_back(c);
    return true;
  }

  // The lower bound that the multipliers give, and what each column costs beyond them.
  int64_t bound(const Multipliers& multipliers) {
    int64_t sum = 0;
    for (const uint32_t row : rows_) sum += multipliers[row];
    for (const uint32_t c : live_) {
      int64_t cost = columns_[c].cost * kScale;
      for (const uint32_t row : columns_[c].rows)
        if (!covered(row)) cost -= multipliers[row];
      reduced_[c] = cost;
      sum += std::min<int64_t>(cost, 0);
      work_ += columns_[c].rows.size();
    }
    return sum;
  }

  // By how much each row is covered too little or too often by the columns that the bound takes; the sum of
  // squares.
  int64_t gradient(std::vector<int64_t>& missing) const {
    missing.assign(of_row_.size(), 1);
    for (const uint32_t c : live_)
      if (reduced_[c] < 0)
        for (const uint32_t row : columns_[c].rows) --missing[row];
    int64_t sum = 0;
    for (const uint32_t row : rows_) sum += missing[row] * missing[row];
    return sum;
  }

  bool is_hopeless(int64_t lower) const {
    return spent_ + static_cast<uint32_t>((std::max<int64_t>(lower, 0) + kScale - 1) / kScale) >= best_.cost;
  }

  // Moves the multipliers towards the highest bound. Returns it; they are then those that gave it.
  int64_t ascend(Multipliers& multipliers, uint32_t steps) {
    Multipliers now = multipliers;
    int64_t highest = INT64_MIN;
    int64_t stride = 256;  // in parts of 256
    std::vector<int64_t> missing;
    for (uint32_t step = 0, since = 0; step < steps && stride > 0; ++step) {
      const int64_t lower = bound(now);
      if (lower > highest) {
        highest = lower;
        multipliers = now;
        since = 0;
      } else if (++since % 8 == 0) {
        stride /= 2;
      }
      if (step % 4 == 0) take_by_reduced_cost();
      if (is_hopeless(highest)) break;
      const int64_t squares = gradient(missing);
      if (squares == 0) break;
      const int64_t gap = (static_cast<int64_t>(best_.cost) - spent_) * kScale - lower;
      const int64_t move = std::max<int64_t>(gap * stride / 256 / squares, 1);
      for (const uint32_t row : rows_) now[row] = std::max<int64_t>(now[row] + move * missing[row], 0);
    }
    bound(multipliers);
    return highest;
  }

  // Columns that no better cover can have.
  std::vector<uint32_t> close_expensive(int64_t lower) {
    std::vector<uint32_t> closed;
    for (const uint32_t c : live_)
      if (reduced_[c] > 0 && is_hopeless(lower + reduced_[c])) {
        open_[c] = false;
        closed.push_back(c);
      }
    return closed;
  }

  void branch(Multipliers multipliers, uint32_t depth) {
    if (!collect()) return;
    if (rows_.empty()) return finish(chosen_.size());
    if (depth > kMostDepth || work_ > kMostWork) {
      complete_ = false;
      return;
    }
    const int64_t lower = ascend(multipliers, depth == 0 ? kRootSteps : kNodeSteps);
    if (is_hopeless(lower)) return;
    std::vector<uint32_t> closed = close_expensive(lower);
    for (const uint32_t column : choices()) {
      take(column);
      branch(multipliers, depth + 1);
      put_back();
      open_[column] = false;
      closed.push_back(column);
    }
    for (const uint32_t column : closed) open_[column] = true;
  }

  // The columns of the row that has fewest, cheapest first by the multipliers.
  std::vector<uint32_t> choices() const {
    std::vector<uint32_t> fewest;
    bool any = false;
    for (const uint32_t row : rows_) {
      std::vector<uint32_t> open;
      for (const uint32_t c : of_row_[row])
        if (open_[c]) open.push_back(c);
      if (any && open.size() >= fewest.size()) continue;
      fewest = std::move(open);
      any = true;
    }
    std::sort(fewest.begin(), fewest.end(), [&](uint32_t a, uint32_t b) {
      return reduced_[a] != reduced_[b] ? reduced_[a] < reduced_[b] : a < b;
    });
    return fewest;
  }

  const std::vector<CoverColumn>& columns_;
  std::vector<std::vector<uint32_t>> of_row_;
  std::vector<bool> open_;       // columns that may still be taken
  std::vector<uint32_t> times_;  // how often each row is covered
  std::vector<uint32_t> chosen_;
  uint32_t spent_ = 0;
  Cover best_;
  bool complete_ = true;
  uint64_t work_ = 0;
  // Of the node at hand.
  std::vector<uint32_t> rows_, live_;
  std::vector<int64_t> reduced_;  // costs, scaled
};

}  // namespace

Cover search_cover(const CoverPart& part) { return Search(part).run(); }

}  // namespace arnscope
