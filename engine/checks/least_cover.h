// Covering rows by columns at least cost: each column has a cost and covers some rows, each row is to be
// covered by one column at least. Of this folder alone; any thread; deterministic: work is bounded by counts,
// never by time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace arnscope {

struct CoverColumn {
  uint32_t cost = 0;           // above 0
  std::vector<uint32_t> rows;  // ascending
};

struct Cover {
  std::vector<uint32_t> columns;  // positions, ascending
  uint32_t cost = 0;
  bool least = false;  // proven: no cover costs less
};

// A cover of the rows 0 to `rows`, the cheapest that was found. Exact where the work allows: columns and rows
// that others stand in for are taken out, what falls apart is solved apart, and what is left is searched by
// branch and bound with a bound from Lagrange multipliers (Beasley, "An algorithm for set covering problem",
// European Journal of Operational Research 31, 1987). REQUIRES: each row is in a column.
Cover least_cover(uint32_t rows, std::span<const CoverColumn> columns);

}  // namespace arnscope
