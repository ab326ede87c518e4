#include "engine/checks/division.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace arnscope {
namespace {

// What a list of a statement takes. The comma of the last value counts as that of the statement.
struct Extents {
  StatementList list;
  std::vector<uint32_t> sizes;  // each value with a comma
  uint64_t sum = 0;
  uint32_t largest = 0;
};

Extents extents_of(const Statement& statement, StatementList list) {
  Extents extents{list, {}, 0, 0};
  for (const Text& text : values_of(statement, list)) {
    extents.sizes.push_back(count_quoted(text.value) + 1);
    extents.sum += extents.sizes.back();
    extents.largest = std::max(extents.largest, extents.sizes.back());
  }
  return extents;
}

// The statement and its comma without the values of the list, written as a list.
uint64_t overhead_of(uint32_t statement_size, const Extents& extents) {
  return uint64_t{statement_size} + 1 + (extents.sizes.size() == 1 ? 2 : 0) - extents.sum;
}

uint64_t ceil_divide(uint64_t a, uint64_t b) { return (a + b - 1) / b; }

// How many documents a statement takes by itself when it is dealt out along `inner` with `overhead`; nothing
// where a value does not fit.
std::optional<uint64_t> documents_along(const Extents& inner, uint64_t overhead, uint32_t capacity) {
  if (overhead + inner.largest > capacity) return std::nullopt;
  return ceil_divide(inner.sum, capacity - overhead);
}

// Runs of values of about the same size, two of them at least. REQUIRES: several values.
std::vector<std::vector<Text>> chunks_of(const Statement& statement, const Extents& extents, size_t count) {
  const std::vector<Text>& values = values_of(statement, extents.list);
  std::vector<std::vector<Text>> chunks(1);
  uint64_t done = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    const bool full = done >= ceil_divide(extents.sum * chunks.size(), count);
    const bool alone = i + 1 == values.size() && chunks.size() == 1;
    if ((full || alone) && !chunks.back().empty()) chunks.emplace_back();
    chunks.back().push_back(values[i]);
    done += extents.sizes[i];
  }
  return chunks;
}

// A plan: cut `outer` into so many chunks, deal each out along `inner`. What all of it takes decides.
struct Plan {
  uint64_t size = UINT64_MAX;
  size_t chunks = 1;
  const Extents* outer = nullptr;
  const Extents* inner = nullptr;
};

// Chunks are taken as equal; what comes out is packed by what it really takes.
void consider(const Extents& outer, const Extents& inner, uint32_t statement_size, uint32_t capacity,
              Plan& best) {
  for (size_t chunks = 2; chunks <= outer.sizes.size(); ++chunks) {
    const uint64_t chunk =
        std::max<uint64_t>(ceil_divide(outer.sum, chunks) + outer.largest / 2, outer.largest);
    const uint64_t overhead = overhead_of(statement_size, inner) - outer.sum + std::min(chunk, outer.sum);
    const auto each = documents_along(inner, overhead, capacity);
    if (!each) continue;
    const uint64_t size = chunks * (*each * overhead + inner.sum);
    if (size < best.size) best = {size, chunks, &outer, &inner};
  }
}

Plan plan(const std::vector<Extents>& lists, uint32_t statement_size, uint32_t capacity) {
  Plan best;
  for (const Extents& inner : lists) {
    const uint64_t overhead = overhead_of(statement_size, inner);
    const auto documents = documents_along(inner, overhead, capacity);
    if (!documents) continue;
    const uint64_t size = *documents * overhead + inner.sum;
    if (size < best.size) best = {size, 1, nullptr, &inner};
  }
  for (const Extents& outer : lists)
    for (const Extents& inner : lists)
      if (&outer != &inner) consider(outer, inner, statement_size, capacity, best);
  return best;
}

std::vector<Extents> lists_of(const Statement& statement) {
  std::vector<Extents> lists;
  for (StatementList list : divisible_lists(statement)) lists.push_back(extents_of(statement, list));
  return lists;
}

const Extents* largest_of(const std::vector<Extents>& lists) {
  auto at = std::max_element(lists.begin(), lists.end(),
                             [](const Extents& a, const Extents& b) { return a.sum < b.sum; });
  return at == lists.end() ? nullptr : &*at;
}

bool add_shares(const Statement& statement, uint32_t capacity, DealOut deal_out, std::vector<Share>& shares);

// Deals the statement out along the list of the kind that is wanted: the values that fit beside the rest of
// it together, each other one in a statement of its own, to be cut on. Nothing where none fits.
std::optional<bool> add_wanted(const Statement& statement, const std::vector<Extents>& lists, uint32_t size,
                               uint32_t capacity, DealOut deal_out, std::vector<Share>& shares) {
  if (deal_out == DealOut::kLargest) return std::nullopt;
  const ListKind kind = deal_out == DealOut::kActions ? ListKind::kActions : ListKind::kResources;
  const auto list =
      std::find_if(lists.begin(), lists.end(), [&](const Extents& each) { return each.list.kind == kind; });
  if (list == lists.end()) return std::nullopt;
  const uint64_t overhead = overhead_of(size, *list);
  std::vector<Text> fitting;
  std::vector<Text> others;
  for (size_t i = 0; i < list->sizes.size(); ++i)
    (overhead + list->sizes[i] <= capacity ? fitting : others).push_back(values_of(statement, list->list)[i]);
  if (fitting.empty()) return std::nullopt;
  shares.push_back({with_values(statement, list->list, std::move(fitting)), list->list});
  return std::all_of(others.begin(), others.end(), [&](const Text& value) {
    return add_shares(with_values(statement, list->list, {value}), capacity, deal_out, shares);
  });
}

// Adds the shares of a statement; false where it cannot be made small enough.
bool add_shares(const Statement& statement, uint32_t capacity, DealOut deal_out, std::vector<Share>& shares) {
  const uint32_t size = count_statement(statement);
  const std::vector<Extents> lists = lists_of(statement);
  const Extents* largest = largest_of(lists);
  if (auto added = add_wanted(statement, lists, size, capacity, deal_out, shares)) return *added;
  if (size + 1 <= capacity) {
    shares.push_back({statement, largest == nullptr ? std::nullopt : std::optional(largest->list)});
    return true;
  }
  if (largest == nullptr) return false;
  const Plan best = plan(lists, size, capacity);
  if (best.inner != nullptr && best.chunks == 1) {
    shares.push_back({statement, best.inner->list});
    return true;
  }
  // Nothing fits along two lists: halves of the largest, and on.
  const Extents& outer = best.outer != nullptr ? *best.outer : *largest;
  for (std::vector<Text>& chunk : chunks_of(statement, outer, std::max<size_t>(best.chunks, 2)))
    if (!add_shares(with_values(statement, outer.list, std::move(chunk)), capacity, deal_out, shares))
      return false;
  return true;
}

// Characters that have no shape: what a statement takes at least, however it is divided, each part of it at
// least `fee`. Of the items the bounds see the least and the sum.
PackingGroup fluid(uint64_t size, uint32_t fee = 0) {
  const uint64_t items = std::min<uint64_t>(size - fee, UINT32_MAX);
  return {fee, 0, {1, static_cast<uint32_t>(items - 1)}};
}

// A statement that is too large and has two lists is covered by parts of few values each: of the product of
// both lists a part of a and r characters covers a * r and takes a + r, and least for what it covers where it
// fills a document. A part with a single value of a list goes without its brackets.
uint64_t least_size(uint32_t size, const std::vector<Extents>& lists, uint32_t capacity) {
  const auto a = static_cast<double>(lists[0].sum);
  const auto r = static_cast<double>(lists[1].sum);
  const double room = capacity - (size - a - r - 4);
  if (room < 2 || room >= a + r) return size;
  const double part = std::clamp(room / 2, room - std::min(r, room - 1), std::min(a, room - 1));
  const double least = std::floor(a * r * capacity / (part * (room - part)));
  return std::max<uint64_t>(size, static_cast<uint64_t>(std::min(least, double{UINT32_MAX})));
}

// What every way to divide the statement takes: with several lists each value stands somewhere, and each part
// takes what surrounds the lists. Twice what the brackets of the lists take is left out of that: no part
// saves more, and the first of several is counted with all of them.
PackingGroup relaxed(const Statement& statement, uint32_t capacity) {
  std::vector<Extents> lists;
  for (StatementList list : all_divisible_lists(statement)) lists.push_back(extents_of(statement, list));
  if (lists.size() < 2)
    return Share{statement, lists.empty() ? std::nullopt : std::optional(lists.front().list)}.group();
  const uint32_t size = count_statement(statement) + 1;
  if (lists.size() == 2 && size > capacity) return fluid(least_size(size, lists, capacity));
  uint64_t fee = size;
  for (const Extents& each : lists) fee -= each.sum;
  return fluid(size, static_cast<uint32_t>(fee - std::min<uint64_t>(fee, 4 * lists.size())));
}

// Whether the statement can be made small enough at all: with the largest value of each list alone.
bool can_fit(const Statement& statement, uint32_t capacity) {
  uint64_t size = count_statement(statement) + 1;
  for (StatementList list : divisible_lists(statement)) {
    const Extents extents = extents_of(statement, list);
    size -= extents.sum - extents.largest + 2;
  }
  return size <= capacity;
}

uint32_t fewest_documents(std::span<const Statement> statements, uint32_t capacity) {
  std::vector<PackingGroup> relaxations;
  for (const Statement& statement : statements)
    if (can_fit(statement, capacity)) relaxations.push_back(relaxed(statement, capacity));
  return fewest_bins(relaxations, capacity);
}

std::string why_too_large(const Statement& statement, uint32_t capacity) {
  std::vector<std::string> names;
  for (StatementList list : divisible_lists(statement)) names.push_back(list_name(statement, list));
  const uint32_t size = count_statement(statement);
  std::string message = fmt::format(
      "statement {} takes {} characters by itself and {} are left in a document: ", statement.index, size,
      capacity - 1);
  if (names.empty()) return message + "nothing in it can be divided";
  std::string text = names.front();
  for (size_t i = 1; i < names.size(); ++i) text += (i + 1 == names.size() ? " and " : ", ") + names[i];
  return message +
         fmt::format("it is too large with one value of {}, and nothing else in it can be divided", text);
}

}  // namespace

Statement Share::take(const std::vector<uint32_t>& positions) const {
  if (!list) return statement;
  std::vector<Text> values;
  for (uint32_t at : positions) values.push_back(values_of(statement, *list)[at]);
  return with_values(statement, *list, std::move(values));
}

PackingGroup Share::group() const {
  const uint32_t size = count_statement(statement);
  if (!list) return {size + 1, 0, {0}};
  Extents extents = extents_of(statement, *list);
  return {static_cast<uint32_t>(overhead_of(size, extents)), 2, std::move(extents.sizes)};
}

Division divide(std::span<const Statement> statements, uint32_t capacity, DealOut deal_out) {
  Division division;
  division.fewest_documents = fewest_documents(statements, capacity);
  if (division.fewest_documents > kMaxDocuments) return division;
  for (size_t i = 0; i < statements.size(); ++i) {
    division.only_way = division.only_way && all_divisible_lists(statements[i]).size() < 2;
    if (!add_shares(statements[i], capacity, deal_out, division.shares))
      division.too_large.push_back({i, why_too_large(statements[i], capacity)});
  }
  return division;
}

}  // namespace arnscope
