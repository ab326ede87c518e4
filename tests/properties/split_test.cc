// A split policy says what the policy said, in the fewest documents that anybody knows. The judges: the
// evaluator on requests, first-fit decreasing, and an exhaustive search on small instances.
#include "engine/checks/split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>

#include "engine/catalog/catalog.h"
#include "engine/checks/packing.h"
#include "engine/document/json_reader.h"
#include "engine/evaluate/authorize.h"
#include "engine/policy/printer.h"
#include "tests/properties/dice.h"

namespace arnscope {
namespace {

Text text(std::string value) { return {std::move(value), {}}; }

// Sizes as bin packing sees them.

std::vector<PackingGroup> random_groups(Dice& dice, uint32_t count, uint32_t items, uint32_t largest) {
  std::vector<PackingGroup> groups(1 + dice.below(count));
  for (PackingGroup& group : groups) {
    group.overhead = 2 + dice.below(largest);
    group.saving = dice.chance(2) ? 2 : 0;
    for (uint32_t n = 1 + dice.below(items); n > 0; --n) group.items.push_back(1 + dice.below(largest));
  }
  return groups;
}

uint32_t smallest_capacity(const std::vector<PackingGroup>& groups) {
  uint32_t capacity = 1;
  for (const PackingGroup& group : groups)
    for (uint32_t item : group.items) capacity = std::max(capacity, group.overhead + item);
  return capacity;
}

// What a bin holds, from the packing alone.
uint64_t size_of(const std::vector<PackedGroup>& bin, const std::vector<PackingGroup>& groups) {
  uint64_t size = 0;
  for (const PackedGroup& packed : bin) {
    const PackingGroup& group = groups[packed.group];
    size += group.overhead;
    for (uint32_t item : packed.items) size += group.items[item];
    if (packed.items.size() == 1) size -= group.saving;
  }
  return size;
}

void expect_whole(const Packing& packing, const std::vector<PackingGroup>& groups, uint32_t capacity) {
  std::vector<std::vector<uint32_t>> seen(groups.size());
  uint64_t size = 0;
  for (const auto& bin : packing.bins) {
    EXPECT_LE(size_of(bin, groups), capacity);
    size += size_of(bin, groups);
    for (const PackedGroup& packed : bin)
      seen[packed.group].insert(seen[packed.group].end(), packed.items.begin(), packed.items.end());
  }
  EXPECT_EQ(size, packing.size);
  for (size_t g = 0; g < groups.size(); ++g) {
    std::sort(seen[g].begin(), seen[g].end());
    std::vector<uint32_t> all(groups[g].items.size());
    std::iota(all.begin(), all.end(), 0);
    EXPECT_EQ(seen[g], all) << "group " << g;
  }
}

// Whether everything fits into so many bins, by trying all.
bool fits(const std::vector<PackingGroup>& groups, uint32_t capacity, uint32_t bins) {
  struct Item {
    uint32_t group, size;
  };
  std::vector<Item> items;
  for (uint32_t g = 0; g < groups.size(); ++g)
    for (uint32_t size : groups[g].items) items.push_back({g, size});
  std::vector<std::vector<uint32_t>> count(bins, std::vector<uint32_t>(groups.size()));
  std::vector<uint64_t> sum(bins);
  const auto used = [&](uint32_t bin) {
    uint64_t size = sum[bin];
    for (size_t g = 0; g < groups.size(); ++g)
      if (count[bin][g] > 0) size += groups[g].overhead - (count[bin][g] == 1 ? groups[g].saving : 0);
    return size;
  };
  const std::function<bool(size_t)> place = [&](size_t at) {
    if (at == items.size()) return true;
    for (uint32_t bin = 0; bin < bins; ++bin) {
      const bool empty = sum[bin] == 0;
      ++count[bin][items[at].group];
      sum[bin] += items[at].size;
      if (used(bin) <= capacity && place(at + 1)) return true;
      --count[bin][items[at].group];
      sum[bin] -= items[at].size;
      if (empty) return false;  // one empty bin is like another
    }
    return false;
  };
  return place(0);
}

TEST(Pack, IsHeldAgainstEveryPackingOfSmallInstances) {
  Dice dice(1);
  uint32_t minimal = 0;
  uint32_t proven = 0;
  constexpr uint32_t kRounds = 3000;
  for (uint32_t round = 0; round < kRounds; ++round) {
    const std::vector<PackingGroup> groups = random_groups(dice, 4, 3, 2 + dice.below(12));
    const uint32_t capacity = smallest_capacity(groups) + dice.below(20);
    const Packing packing = pack(groups, capacity);
    SCOPED_TRACE(testing::Message() << "round " << round);
    expect_whole(packing, groups, capacity);
    uint32_t least = 1;
    while (!fits(groups, capacity, least)) ++least;
    EXPECT_LE(packing.lower_bound, least);
    EXPECT_GE(packing.bins.size(), least);
    if (packing.bins.size() == least) ++minimal;
    if (packing.proven_minimal()) ++proven;
  }
  EXPECT_EQ(minimal, kRounds);
  EXPECT_GT(proven, kRounds * 9 / 10);
}

TEST(Pack, LargestSubsetIsHeldAgainstEverySubset) {
  Dice dice(2);
  for (uint32_t round = 0; round < 2000; ++round) {
    std::vector<uint32_t> sizes(dice.below(12));
    for (uint32_t& size : sizes) size = 1 + dice.below(40);
    const uint32_t capacity = dice.below(150);
    uint32_t best = 0;
    for (uint32_t set = 0; set < 1U << sizes.size(); ++set) {
      uint32_t sum = 0;
      for (size_t i = 0; i < sizes.size(); ++i) sum += (set >> i & 1) != 0 ? sizes[i] : 0;
      if (sum <= capacity) best = std::max(best, sum);
    }
    uint32_t sum = 0;
    for (uint32_t at : largest_subset(sizes, capacity)) sum += sizes[at];
    EXPECT_EQ(sum, best) << "round " << round;
  }
}

TEST(Repack, KeepsEverythingWhereItWasAndTheNumberOfBins) {
  Dice dice(3);
  for (uint32_t round = 0; round < 1000; ++round) {
    const std::vector<PackingGroup> groups = random_groups(dice, 6, 12, 30);
    const uint32_t capacity = smallest_capacity(groups) + 40 + dice.below(100);
    const Packing fresh = pack(groups, capacity);
    Placement previous;
    for (const PackingGroup& group : groups) previous.emplace_back(group.items.size(), kNoBin);
    for (uint32_t bin = 0; bin < fresh.bins.size(); ++bin)
      for (const PackedGroup& packed : fresh.bins[bin])
        for (uint32_t item : packed.items) previous[packed.group][item] = bin;
    const Packing same = repack(groups, capacity, previous, fresh);
    SCOPED_TRACE(testing::Message() << "round " << round);
    expect_whole(same, groups, capacity);
    ASSERT_EQ(same.bins.size(), fresh.bins.size());
    for (uint32_t bin = 0; bin < same.bins.size(); ++bin)
      for (const PackedGroup& packed : same.bins[bin])
        for (uint32_t item : packed.items) EXPECT_EQ(previous[packed.group][item], bin);
    // Something new, and something that was never there.
    previous[dice.below(static_cast<uint32_t>(groups.size()))].front() = kNoBin;
    const Packing changed = repack(groups, capacity, previous, fresh);
    expect_whole(changed, groups, capacity);
    EXPECT_EQ(changed.bins.size(), fresh.bins.size());
  }
}

// Policies.

const std::vector<std::string> kNouns = {"Object", "Bucket", "Key",   "Table",  "Queue",    "Instance",
                                         "Policy", "Role",   "Alias", "Stream", "Snapshot", "Distribution"};
const std::vector<std::string> kVerbs = {"Get", "List", "Describe", "Put", "Delete", "Create", "Update"};
const std::vector<std::string> kServices = {"s3", "kms", "dynamodb", "sqs", "ec2", "iam"};
const std::vector<std::string> kConditionKeys = {"aws:RequestedRegion", "aws:PrincipalOrgID"};

// Actions that the catalog may not know: they match by name.
std::string random_action(Dice& dice) {
  return dice.one_of(kServices) + ":" + dice.one_of(kVerbs) + dice.one_of(kNouns) +
         std::to_string(dice.below(3));
}

std::string random_resource(Dice& dice) {
  if (dice.chance(4)) return "*";
  if (dice.chance(12)) return dice.chance(2) ? "arn:aws:s3" : "arn:aws:s3*:bucket-1/*";
  return "arn:aws:s3:::bucket-" + std::to_string(dice.below(12)) +
         (dice.chance(2) ? "/*" : "/a/${aws:username}/*");
}

void add_values(Dice& dice, uint32_t most, std::vector<Text>& values,
                const std::function<std::string(Dice&)>& make) {
  for (uint32_t n = 1 + dice.below(most); n > 0; --n) values.push_back(text(make(dice)));
}

ConditionClause random_clause(Dice& dice) {
  ConditionClause clause;
  clause.operator_text = text(dice.chance(4) ? "StringNotEquals" : "StringEquals");
  clause.op = parse_operator(clause.operator_text.value);
  clause.key = text(dice.one_of(kConditionKeys));
  for (uint32_t n = 1 + dice.below(4); n > 0; --n)
    clause.values.push_back(text("v" + std::to_string(dice.below(4))));
  return clause;
}

Statement random_statement(Dice& dice, uint32_t most) {
  Statement statement;
  statement.effect = dice.chance(5) ? Effect::kDeny : Effect::kAllow;
  if (dice.chance(8)) statement.action.polarity = Polarity::kAllBut;
  add_values(dice, most, statement.action.values, random_action);
  if (dice.chance(6)) statement.action.values.push_back(text(dice.one_of(kServices) + ":Get*"));
  statement.resource = ElementList{};
  if (dice.chance(8)) statement.resource->polarity = Polarity::kAllBut;
  add_values(dice, 1 + most / 4, statement.resource->values, random_resource);
  if (dice.chance(3)) statement.conditions.push_back(random_clause(dice));
  return statement;
}

Policy random_policy(Dice& dice) {
  Policy policy;
  policy.version = Version::k2012;
  const uint32_t most = 1 + dice.below(30);
  for (uint32_t n = 1 + dice.below(12); n > 0; --n) {
    policy.statements.push_back(random_statement(dice, most));
    Statement& statement = policy.statements.back();
    statement.index = static_cast<uint32_t>(policy.statements.size() - 1);
    if (dice.chance(2)) statement.sid = text("Sid" + std::to_string(statement.index));
  }
  return policy;
}

Policies attached(const std::vector<Policy>& documents) {
  Policies policies;
  for (const Policy& document : documents)
    policies.add(Layer::kIdentity,
                 compile(std::make_shared<const Policy>(document), PolicyKind::kIdentity, "p"));
  return policies;
}

// The evaluator on both, asked for what the statements name and for what they do not.
void expect_same_decisions(Dice& dice, const std::vector<Policy>& before, const std::vector<Policy>& after) {
  const Principal ann = *parse_principal("arn:aws:iam::111122223333:user/ann");
  const Policies old_policies = attached(before);
  const Policies new_policies = attached(after);
  for (uint32_t n = 0; n < 20; ++n) {
    Context context(Unlisted::kAbsent);
    for (const std::string& key : kConditionKeys)
      if (!dice.chance(3)) context.set(key, "v" + std::to_string(dice.below(4)));
    Request request(ann, context);
    const std::string action = random_action(dice);
    const std::string resource = "arn:aws:s3:::bucket-" + std::to_string(dice.below(12)) + "/a/ann/x";
    request.set_action(action);
    request.set_resource(resource);
    request.set_resource_account("111122223333");
    EXPECT_EQ(decide(request, old_policies), decide(request, new_policies)) << action << " on " << resource;
  }
}

// First-fit decreasing, written plainly: statements from the largest on, each into the first document that
// takes it whole; one that no empty document takes is cut into single actions first, and those into single
// resources where they are still too large.
void cut(const Statement& statement, StatementList list, uint32_t most, std::vector<Statement>& pieces) {
  if (count_statement(statement) + 39 <= most) {
    pieces.push_back(statement);
    return;
  }
  for (const Text& value : values_of(statement, list))
    pieces.push_back(with_values(statement, list, {value}));
}

size_t first_fit_decreasing(const std::vector<Statement>& statements, uint32_t most) {
  std::vector<Statement> pieces;
  for (const Statement& statement : statements) {
    std::vector<Statement> single = {statement};
    if (statement.action.polarity == Polarity::kListed) {
      single.clear();
      cut(statement, {ListKind::kActions, 0}, most, single);
    }
    for (const Statement& piece : single) {
      if (piece.resource->polarity == Polarity::kListed)
        cut(piece, {ListKind::kResources, 0}, most, pieces);
      else
        pieces.push_back(piece);
    }
  }
  std::stable_sort(pieces.begin(), pieces.end(), [](const Statement& a, const Statement& b) {
    return count_statement(a) > count_statement(b);
  });
  // With one action and one resource each they may still be too large: then it has no answer.
  if (!pieces.empty() && count_statement(pieces.front()) + 39 > most) return SIZE_MAX;
  std::vector<Policy> documents;
  const auto count = [](const Policy& policy) {
    return count_characters(print_policy(policy, Layout::kCompact));
  };
  for (const Statement& piece : pieces) {
    bool placed = false;
    for (Policy& document : documents) {
      document.statements.push_back(piece);
      placed = count(document) <= most;
      if (placed) break;
      document.statements.pop_back();
    }
    if (placed) continue;
    documents.emplace_back().version = Version::k2012;
    documents.back().statements.push_back(piece);
  }
  return documents.size();
}

TEST(Split, SaysTheSameInNoMoreDocumentsThanFirstFitDecreasing) {
  Dice dice(4);
  uint32_t split_at_all = 0;
  uint32_t proven = 0;
#if defined(NDEBUG) && !defined(__SANITIZE_ADDRESS__)
  constexpr uint32_t kRounds = 5000;
#else
  constexpr uint32_t kRounds = 500;  // of a slow build
#endif
  for (uint32_t round = 0; round < kRounds; ++round) {
    const std::vector<Policy> policies = {random_policy(dice)};
    SplitOptions options;
    uint32_t largest = 0;
    for (const Statement& statement : policies.front().statements)
      largest = std::max(largest, count_statement(statement));
    options.most_characters = 39 + largest / (1 + dice.below(2)) + dice.below(2000);
    options.merge = dice.chance(3);
    std::vector<Policy> beside;
    if (dice.chance(3)) {
      beside.push_back(random_policy(dice));
      if (dice.chance(3)) beside.back().version = Version::k2008;
      options.attached = {compile(std::make_shared<const Policy>(beside.back()), PolicyKind::kIdentity, "a")};
    }
    auto result = split(policies, options);
    if (!result) continue;  // a statement that cannot be made small enough
    SCOPED_TRACE(testing::Message() << "round " << round);
    ++split_at_all;
    for (size_t i = 0; i < result->documents.size(); ++i) {
      const uint32_t characters = count_characters(print_policy(result->documents[i], Layout::kCompact));
      EXPECT_EQ(characters, result->characters[i]);
      EXPECT_LE(characters, options.most_characters);
    }
    EXPECT_LE(result->fewest, result->documents.size());
    EXPECT_LE(result->documents.size(),
              first_fit_decreasing(policies.front().statements, options.most_characters));
    if (result->proven_minimal()) ++proven;
    std::vector<Policy> before = policies;
    std::vector<Policy> after = result->documents;
    before.insert(before.end(), beside.begin(), beside.end());
    after.insert(after.end(), beside.begin(), beside.end());
    expect_same_decisions(dice, before, after);
  }
  EXPECT_GT(split_at_all, kRounds * 3 / 4);
  EXPECT_GT(proven, split_at_all * 19 / 20);
}

// At AWS's limit, to twelve documents: all of them are proven minimal.
TEST(Split, IsProvenMinimalAtTheLimitOfManagedPolicies) {
  Dice dice(5);
  for (uint32_t round = 0; round < 60; ++round) {
    Policy policy;
    policy.version = Version::k2012;
    const uint32_t most = 2 + dice.below(120);
    const uint64_t wanted = 3000 + dice.below(66'000);
    for (uint64_t size = 0; size < wanted; size += count_statement(policy.statements.back()))
      policy.statements.push_back(random_statement(dice, most));
    auto result = split(std::vector{policy}, {});
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_TRUE(result->proven_minimal())
        << "round " << round << ": " << policy.statements.size() << " statements, "
        << result->documents.size() << " documents, at least " << result->fewest;
  }
}

// What people really write: the policies that AWS manages, merged and shortened too.
TEST(Split, EveryManagedPolicyIsSplitAndProven) {
  uint32_t refused = 0;
  for (uint32_t i = 0; i < catalog::managed_policy_count(); ++i) {
    const catalog::ManagedPolicy managed = catalog::managed_policy(i);
    auto document = read_json(Source::from_static(std::string(managed.name), managed.document));
    std::vector<Finding> findings;
    const std::vector<Policy> policies = {
        parse_policy((*document)->root(), PolicyKind::kIdentity, managed.name, findings)};
    SplitOptions options;
    options.merge = i % 2 == 0;
    auto result = split(policies, options);
    if (!result) {  // two that are boundaries hang on one NotAction
      EXPECT_TRUE(result.error().message.ends_with("nothing in it can be divided"))
          << managed.name << ": " << result.error().message;
      ++refused;
      continue;
    }
    EXPECT_TRUE(result->proven_minimal()) << managed.name;
    for (uint32_t characters : result->characters) EXPECT_LE(characters, options.most_characters);
  }
  EXPECT_LE(refused, catalog::managed_policy_count() / 100);
}

}  // namespace
}  // namespace arnscope
