// The search behind engine/checks/least_cover.h, of which this is a part: branch and bound over columns.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/checks/least_cover.h"

namespace arnscope {

// Rows and columns of which none is to be had alone.
struct CoverPart {
  uint32_t rows = 0;
  std::vector<CoverColumn> columns;
  std::vector<uint32_t> positions;  // of the columns in the whole problem
};

// The cheapest cover that a bounded search finds.
Cover search_cover(const CoverPart& part);

}  // namespace arnscope
