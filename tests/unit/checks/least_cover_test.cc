// Against every choice of columns, on small problems drawn at random but always the same.
#include "engine/checks/least_cover.h"

#include <gtest/gtest.h>

#include <random>

namespace arnscope {
namespace {

struct Problem {
  uint32_t rows = 0;
  std::vector<CoverColumn> columns;
};

Problem draw(std::mt19937& engine, uint32_t rows, uint32_t wide) {
  Problem problem{rows, {}};
  for (uint32_t row = 0; row < rows; ++row)
    problem.columns.push_back({static_cast<uint32_t>(8 + engine() % 20), {row}});
  for (uint32_t c = 0; c < wide; ++c) {
    CoverColumn column{static_cast<uint32_t>(5 + engine() % 30), {}};
    const uint32_t in = 2 + static_cast<uint32_t>(engine() % 5);
    for (uint32_t row = 0; row < rows; ++row)
      if (engine() % in == 0) column.rows.push_back(row);
    problem.columns.push_back(std::move(column));
  }
  return problem;
}

// The least cost of covering each set of rows, column by column.
uint32_t judge_cost(const Problem& problem) {
  std::vector<uint32_t> cost(size_t{1} << problem.rows, UINT32_MAX / 2);
  cost[0] = 0;
  for (const CoverColumn& column : problem.columns) {
    size_t covers = 0;
    for (const uint32_t row : column.rows) covers |= size_t{1} << row;
    for (size_t set = 0; set < cost.size(); ++set)
      cost[set | covers] = std::min(cost[set | covers], cost[set] + column.cost);
  }
  return cost.back();
}

void expect_cover(const Problem& problem, const Cover& cover) {
  std::vector<bool> covered(problem.rows, false);
  uint32_t cost = 0;
  for (const uint32_t c : cover.columns) {
    cost += problem.columns[c].cost;
    for (const uint32_t row : problem.columns[c].rows) covered[row] = true;
  }
  EXPECT_EQ(cost, cover.cost);
  EXPECT_EQ(std::count(covered.begin(), covered.end(), false), 0);
  EXPECT_TRUE(std::is_sorted(cover.columns.begin(), cover.columns.end()));
}

TEST(LeastCover, CostsWhatTheCheapestChoiceOfColumnsCosts) {
  std::mt19937 engine(1);
  for (uint32_t round = 0; round < 600; ++round) {
    SCOPED_TRACE(round);
    const Problem problem = draw(engine, 1 + round % 11, static_cast<uint32_t>(engine() % 25));
    const Cover cover = least_cover(problem.rows, problem.columns);
    expect_cover(problem, cover);
    EXPECT_EQ(cover.cost, judge_cost(problem));
    EXPECT_TRUE(cover.least);
  }
}

// A part of its own beside another, and columns of the same rows and cost: the first is taken.
TEST(LeastCover, TakesEqualColumnsInOrder) {
  const std::vector<CoverColumn> columns = {{5, {0}}, {5, {1}}, {7, {0, 1}}, {7, {0, 1}}, {4, {2}}, {4, {2}}};
  const Cover cover = least_cover(3, columns);
  EXPECT_EQ(cover.columns, (std::vector<uint32_t>{2, 4}));
  EXPECT_EQ(cover.cost, 11u);
  EXPECT_TRUE(cover.least);
}

TEST(LeastCover, OfNoRowsIsEmpty) {
  const Cover cover = least_cover(0, {});
  EXPECT_TRUE(cover.columns.empty());
  EXPECT_TRUE(cover.least);
}

// Too large to search in full: still a cover, of a cost no higher than taking each row alone, and the same
// again.
TEST(LeastCover, OfALargeProblemIsACoverAndTheSameEachTime) {
  std::mt19937 engine(2);
  Problem problem{80, {}};
  uint32_t alone = 0;
  for (uint32_t row = 0; row < problem.rows; ++row) {
    problem.columns.push_back({20, {row}});
    alone += 20;
  }
  for (uint32_t c = 0; c < 400; ++c) {
    CoverColumn column{static_cast<uint32_t>(15 + engine() % 15), {}};
    for (uint32_t row = 0; row < problem.rows; ++row)
      if (engine() % 25 == 0) column.rows.push_back(row);
    problem.columns.push_back(std::move(column));
  }
  const Cover cover = least_cover(problem.rows, problem.columns);
  expect_cover(problem, cover);
  EXPECT_LT(cover.cost, alone);
  EXPECT_EQ(cover.columns, least_cover(problem.rows, problem.columns).columns);
}

}  // namespace
}  // namespace arnscope
