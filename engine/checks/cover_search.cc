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
constexpr uint64_t kFirstWork = 5'000'000;
constexpr uint64_t kMostWork = 30'000'000;

// What is searched anew at a time when a cover is improved.
constexpr uint32_t kNearRows = 60;
constexpr uint64_t kNearWork = 300'000;

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
    collect();
    const int64_t lower = ascend(multipliers, kRootSteps);
    if (!is_hopeless(lower)) {
      search(multipliers, kFirstWork);
      if (!complete_) {
        improve(multipliers);
        search(multipliers, kMostWork);
      }
    }
    best_.least = complete_;
    std::sort(best_.columns.begin(), best_.columns.end());
    return std::move(best_);
  }

 private:
  struct Live {
    uint32_t column;
    size_t begin, end;  // its rows in live_rows_
  };

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
    for (const Live& live : live_)
      if (reduced_[live.column] <= 0) take(live.column);
    for (const uint32_t row : rows_) {
      if (covered(row)) continue;
      uint32_t best = UINT32_MAX;
      for (const uint32_t c : of_row_[row])
        if (open_[c] && (best == UINT32_MAX || reduced_[c] < reduced_[best])) best = c;
      take(best);
    }
    finish(size);
  }

  // The rows and columns that are left, listed. Returns whether the rows can be covered.
  bool collect() {
    rows_.clear();
    live_.clear();
    live_rows_.clear();
    for (uint32_t row = 0; row < of_row_.size(); ++row)
      if (!covered(row)) rows_.push_back(row);
    std::vector<bool> coverable(of_row_.size(), false);
    for (uint32_t c = 0; c < columns_.size(); ++c) {
      if (!open_[c]) continue;
      const size_t begin = live_rows_.size();
      for (const uint32_t row : columns_[c].rows)
        if (!covered(row)) {
          live_rows_.push_back(row);
          coverable[row] = true;
        }
      if (live_rows_.size() > begin) live_.push_back({c, begin, live_rows_.size()});
    }
    work_ += live_rows_.size();
    return std::all_of(rows_.begin(), rows_.end(), [&](uint32_t row) { return coverable[row]; });
  }

  // The lower bound that the multipliers give, and what each column costs beyond them.
  int64_t bound(const Multipliers& multipliers) {
    int64_t sum = 0;
    for (const uint32_t row : rows_) sum += multipliers[row];
    for (const Live& live : live_) {
      int64_t cost = columns_[live.column].cost * kScale;
      for (size_t i = live.begin; i < live.end; ++i) cost -= multipliers[live_rows_[i]];
      reduced_[live.column] = cost;
      sum += std::min<int64_t>(cost, 0);
    }
    work_ += live_rows_.size();
    return sum;
  }

  // By how much each row is covered too little or too often by the columns that the bound takes; the sum of
  // squares.
  int64_t gradient(std::vector<int64_t>& missing) const {
    missing.assign(of_row_.size(), 1);
    for (const Live& live : live_)
      if (reduced_[live.column] < 0)
        for (size_t i = live.begin; i < live.end; ++i) --missing[live_rows_[i]];
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
    for (const Live& live : live_)
      if (reduced_[live.column] > 0 && is_hopeless(lower + reduced_[live.column])) {
        open_[live.column] = false;
        closed.push_back(live.column);
      }
    return closed;
  }

  void search(const Multipliers& multipliers, uint64_t work) {
    complete_ = true;
    most_work_ = work_ + work;
    branch(multipliers, 0);
  }

  // Some rows near `first`: those that share columns with it, those that share columns with these, and so on.
  std::vector<bool> near(uint32_t first) const {
    std::vector<bool> near(of_row_.size(), false);
    std::vector<uint32_t> rows = {first};
    near[first] = true;
    for (size_t next = 0; next < rows.size(); ++next)
      for (const uint32_t c : of_row_[rows[next]])
        for (const uint32_t row : columns_[c].rows) {
          if (near[row]) continue;
          if (rows.size() == kNearRows) return near;
          near[row] = true;
          rows.push_back(row);
        }
    return near;
  }

  // Covers the rows near each row in turn anew, the rest being as in the best cover, until none gains by it.
  void improve(const Multipliers& multipliers) {
    if (of_row_.size() <= kNearRows) return;
    const uint64_t most_work = work_ + kMostWork;
    const uint32_t all = static_cast<uint32_t>(of_row_.size());
    uint32_t since = 0;
    for (uint32_t row = 0; since < all && work_ < most_work; row = (row + 1) % all) {
      const uint32_t cost = best_.cost;
      const std::vector<bool> free = near(row);
      const std::vector<uint32_t> columns = best_.columns;
      for (const uint32_t c : columns) {
        const auto& rows = columns_[c].rows;
        if (std::none_of(rows.begin(), rows.end(), [&](uint32_t r) { return free[r]; })) take(c);
      }
      search(multipliers, kNearWork);
      while (!chosen_.empty()) put_back();
      since = best_.cost < cost ? 0 : since + 1;
    }
  }

  void branch(Multipliers multipliers, uint32_t depth) {
    if (!collect()) return;
    if (rows_.empty()) return finish(chosen_.size());
    if (depth > kMostDepth || work_ > most_work_) {
      complete_ = false;
      return;
    }
    const int64_t lower = ascend(multipliers, kNodeSteps);
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
    uint32_t narrowest = 0;
    std::ptrdiff_t least = PTRDIFF_MAX;
    for (const uint32_t row : rows_) {
      const auto& of = of_row_[row];
      const auto open = std::count_if(of.begin(), of.end(), [&](uint32_t c) { return open_[c]; });
      if (open >= least) continue;
      least = open;
      narrowest = row;
    }
    std::vector<uint32_t> fewest;
    for (const uint32_t c : of_row_[narrowest])
      if (open_[c]) fewest.push_back(c);
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
  uint64_t most_work_ = 0;
  // Of the node at hand.
  std::vector<uint32_t> rows_;  // not covered
  std::vector<Live> live_;      // columns that are open and cover one of them
  std::vector<uint32_t> live_rows_;
  std::vector<int64_t> reduced_;  // costs, scaled
};

}  // namespace

Cover search_cover(const CoverPart& part) { return Search(part).run(); }

}  // namespace arnscope
