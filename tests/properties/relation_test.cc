// Laws of relating conditions, on thousands of random clauses and every point of a small domain: the key
// absent, one value, several values. The judge is the evaluator itself.
#include "engine/evaluate/relation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <map>

#include "engine/evaluate/condition.h"
#include "engine/evaluate/simplify.h"
#include "engine/policy/printer.h"
#include "tests/properties/policy_world.h"

namespace arnscope {
namespace {

using List = std::vector<std::string>;

// Operators of one family, what policies list under them, and what requests carry.
struct World {
  std::string_view name;
  List operators;
  List listed;
  List carried;       // as one value
  List carried_many;  // of which sets of several values are made
  // How much the relation may miss, in per cent. Where it may miss something, so may the domain: what always
  // holds on it need not always hold. In the world of variables that is the rule.
  uint32_t missed = 0;
};

// Every text over the letters up to a length.
List texts_of(std::string_view letters, size_t length) {
  List all = {""};
  for (size_t begin = 0, size = 1; size <= length; ++size) {
    const size_t end = all.size();
    for (; begin < end; ++begin)
      for (char c : letters) all.push_back(all[begin] + c);
  }
  return all;
}

const List kTextOperators = {"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase",
                             "StringNotEqualsIgnoreCase"};
const List kPatternOperators = {"StringEquals",  "StringNotEquals", "StringLike",
                                "StringNotLike", "StringLike",      "StringNotEqualsIgnoreCase"};
const List kNumbers = {"5", "5.0", "6", "-1", "five", "7.5"};
const List kDates = {"2026-01-01", "2026-01-02T00:00:00Z", "1767225600", "2027", "soon"};
const List kAddresses = {"10.0.0.0/8",    "10.1.0.0/16", "10.1.2.3", "0.0.0.0/0", "192.0.2.0/24",
                         "2001:db8::/32", "::/0",        "here",     "10.9.8.7/8"};
const List kArnTexts = {"arn:aws:s3:::a",
                        "arn:aws:s3:::b",
                        "arn:aws:s3:::ab",
                        "arn:aws:sqs:x:1:a",
                        "arn:aws-cn:s3:::b",
                        "arn:aws:s3:::?",
                        "arn:aws:s3:::*",
                        "arn:aws:sqs:::b",
                        "a:b:c",
                        "*",
                        ""};

List joined(List a, const List& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

std::vector<World> worlds() {
  return {
      {"texts",
       kTextOperators,
       {"a", "b", "AB", "ab", "a*", ""},
       texts_of("abAB*", 2),
       {"a", "b", "AB", "aB", "a*", "", "?"},
       2},
      {"one case",
       {"StringEquals", "StringNotEquals", "BinaryEquals"},
       {"a", "b", "ab", "a*", ""},
       texts_of("ab*", 2),
       {"a", "b", "ab", "a*", "", "?"},
       0},
      {"patterns",
       kPatternOperators,
       {"a", "ab", "*", "a*", "*b", "?", "?*", "a?", "b*a", "a${*}", "${?}b", "**"},
       texts_of("abA*?", 3),
       {"a", "b", "ab", "ba", "A", "a*", "*", "**", "?", "?*", "a?", "*b", "b*a", "?b", "AB", "", "c"},
       2},
      {"numbers",
       {"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan",
        "NumericGreaterThanEquals"},
       kNumbers,
       {"5", "6", "-1", "7.5", "-2", "0", "5.5", "7", "8", "five", ""},
       {"5", "6", "-1", "7.5", "-2", "0", "5.5", "7", "8", "five", ""},
       0},
      {"dates",
       {"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan",
        "DateGreaterThanEquals"},
       kDates,
       joined(kDates, {"2025", "2026-01-01T12:00:00Z", "2026-07-01", "2028", ""}),
       joined(kDates, {"2025", "2026-01-01T12:00:00Z", "2026-07-01", "2028", ""}),
       0},
      {"booleans",
       {"Bool"},
       {"true", "false", "True", "maybe"},
       {"true", "FALSE", "maybe", ""},
       {"true", "FALSE", "maybe", ""},
       0},
      {"addresses",
       {"IpAddress", "NotIpAddress"},
       kAddresses,
       joined(kAddresses, {"10.1.2.4", "10.2.0.1", "192.0.2.1", "8.8.8.8", "2001:db8::1", "2002::1", ""}),
       joined(kAddresses, {"10.2.0.1", "8.8.8.8", "2002::1", ""}),
       0},
      {"arns",
       {"ArnLike", "ArnEquals", "ArnNotLike", "ArnNotEquals"},
       {"arn:aws:s3:::a", "arn:aws:s3:::*", "arn:aws:s3:::?", "arn:aws:*:*:*:a", "*", "arn:aws:s3",
        "arn:*:s3:::b"},
       kArnTexts,
       kArnTexts,
       3},
      {"mixed",
       {"StringEquals", "StringLike", "StringNotEquals", "StringNotLike", "ArnLike", "NumericLessThan",
        "DateGreaterThan", "Bool", "IpAddress", "NotIpAddress", "BinaryEquals", "NumericNotEquals"},
       {"5", "true", "10.0.0.0/8", "arn:aws:s3:::a", "arn:aws:s3:::*", "*", "1*", "t*", "", "2026"},
       {"5",
        "5.0",
        "true",
        "TRUE",
        "10.0.0.0/8",
        "10.0.0.1",
        "arn:aws:s3:::a",
        "arn:aws:s3:::b",
        "1",
        "t",
        "",
        "2026",
        "2027",
        "12",
        "4",
        "2025",
        "*",
        "arn:aws:s3:::*",
        "1*",
        "t*",
        "x",
        "1.0.0.0",
        "11",
        "1a",
        "2027-01-01",
        "-5000.0",
        "tx",
        "3000",
        "3000.0"},
       {"5", "true", "TRUE", "10.0.0.1", "10.0.0.0/8", "arn:aws:s3:::a", "arn:aws:s3:::*", "", "2026", "2027",
        "1", "*", "1*", "t*", "4", "2025", "x", "3000.0", "1.0.0.0"},
       6},
      {"variables",
       {"StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "ArnLike", "ArnNotLike", "Bool"},
       {"${v}", "${w}", "a", "true", "a*", "a${v}", "${v}b", "*", "arn:aws:s3:::${v}", "arn:aws:s3::${v}:a",
        "arn:aws:s3::*:a", "${v, 'a'}"},
       {"a", "b", "ab", "aa", "*", "a*", "", "true", "false", "arn:aws:s3:::a", "arn:aws:s3:::*",
        "arn:aws:s3::1:a", "arn:aws:s3::1:b:a"},
       {"a", "b", "*", "True"},
       100},
  };
}

// A request: what `k` holds. In the world of variables two more keys vary.
std::vector<Context> points_of(const World& world) {
  std::vector<List> sets = {{}};
  for (const std::string& value : world.carried) sets.push_back({value});
  for (size_t i = 0; i < world.carried_many.size(); ++i)
    for (size_t j = i; j < world.carried_many.size(); ++j)
      sets.push_back({world.carried_many[i], world.carried_many[j]});
  if (!world.carried_many.empty())
    sets.push_back({world.carried_many[0], world.carried_many[1], world.carried_many[2]});
  std::vector<List> variable = {{}};
  if (world.name == "variables") variable = {{}, {"a"}, {"*"}, {"1:b"}, {"TRUE"}, {"a", "b"}};
  std::vector<Context> points;
  for (const List& set : sets) {
    for (const List& v : variable) {
      for (const List& w : {List{}, List{"a"}}) {
        Context point;
        point.set("k", set);
        point.set("v", v);
        point.set("w", w);
        points.push_back(std::move(point));
        if (world.name != "variables") break;
      }
    }
  }
  return points;
}

using Truth = std::vector<bool>;  // at each point

Truth operator!(Truth a) {
  a.flip();
  return a;
}
Truth all(Truth a, const Truth& b) {
  for (size_t i = 0; i < a.size(); ++i) a[i] = a[i] && b[i];
  return a;
}
Truth any(Truth a, const Truth& b) { return !all(!std::move(a), !b); }
bool is_constant(const Truth& a, bool value) { return std::find(a.begin(), a.end(), !value) == a.end(); }

// Clauses as one policy asks them of every point.
class Judge {
 public:
  explicit Judge(const World& world) : points_(points_of(world)) {}

  size_t points() const { return points_.size(); }

  const Truth& of(const Clause& clause) {
    auto [at, is_new] = known_.try_emplace(fmt::format("{} {}", clause.op, fmt::join(clause.values, "|")));
    if (!is_new) return at->second;
    Statement statement;
    ConditionClause& written = statement.conditions.emplace_back();
    written.operator_text.value = clause.op;
    written.op = parse_operator(clause.op);
    written.key.value = clause.key;
    for (const std::string& value : clause.values) written.values.push_back({value, {}});
    const auto policy = compiled_of({statement});
    const Principal principal;
    for (const Context& point : points_)
      at->second.push_back(evaluate(policy->statements[0].clauses[0], Request(principal, point)) ==
                           Answer::kYes);
    return at->second;
  }
  Truth of(const Literal& literal) { return literal.negated ? !of(*literal.clause) : of(*literal.clause); }

  Truth of(const Expression& expression) {
    using Kind = Expression::Kind;
    if (expression.kind() == Kind::kClause) return of(expression.clause());
    if (expression.kind() == Kind::kNot) return !of(expression.children()[0]);
    Truth result(points(), expression.kind() == Kind::kTrue || expression.kind() == Kind::kAnd);
    for (const Expression& child : expression.children())
      result = expression.kind() == Kind::kAnd ? all(std::move(result), of(child))
                                               : any(std::move(result), of(child));
    return result;
  }

 private:
  std::vector<Context> points_;
  std::map<std::string, Truth> known_;
};

Clause random_clause(const World& world, Dice& dice) {
  Clause clause{dice.one_of(world.operators), "k", {}, {}};
  if (dice.chance(8)) return {"Null", "k", {dice.chance(2) ? "true" : "false"}, {}};
  if (dice.chance(4)) clause.op = (dice.chance(2) ? "ForAllValues:" : "ForAnyValue:") + clause.op;
  if (dice.chance(5)) clause.op += "IfExists";
  for (uint32_t n = 1 + dice.below(3); n > 0; --n) clause.values.push_back(dice.one_of(world.listed));
  return clause;
}

std::vector<Clause> random_clauses(const World& world, Dice& dice, size_t count) {
  std::vector<Clause> clauses;
  while (clauses.size() < count) clauses.push_back(random_clause(world, dice));
  return clauses;
}

std::string show(std::span<const Literal> literals) {
  std::string out;
  for (const Literal& each : literals)
    out += fmt::format("{}{} [{}]; ", each.negated ? "not " : "", each.clause->op,
                       fmt::join(each.clause->values, ", "));
  return out;
}

// How often a claim is true, and how often it is not made though it is.
struct Count {
  size_t holds = 0;
  size_t missed = 0;

  std::string text() const { return fmt::format("{} of {} missed", missed, holds); }
};

TEST(Relation, ImpliesOnlyWhatIsImplied) {
  for (const World& world : worlds()) {
    Dice dice(5);
    Judge judge(world);
    const std::vector<Clause> clauses = random_clauses(world, dice, 70);
    Count count;
    std::string missed;
    for (const Clause& first : clauses) {
      for (const Clause& second : clauses) {
        for (uint32_t signs = 0; signs < 4; ++signs) {
          const Literal both[] = {{&first, (signs & 1) != 0}, {&second, (signs & 2) != 0}};
          const bool expected = is_constant(any(!judge.of(both[0]), judge.of(both[1])), true);
          const bool found = implies(both[0], both[1]);
          ASSERT_TRUE(expected || !found) << world.name << ": " << show(both);
          count.holds += expected ? 1 : 0;
          count.missed += expected && !found ? 1 : 0;
          if (expected && !found && missed.size() < 2000) missed += show(both) + "\n";
        }
      }
    }
    RecordProperty(std::string(world.name), count.text());
    EXPECT_GT(count.holds, 1000u) << world.name;
    EXPECT_LE(count.missed * 100, count.holds * world.missed) << world.name << ": " << count.text() << "\n"
                                                              << missed;
  }
}

TEST(Relation, ThreeContradictOnlyWhereNoPointSatisfiesThem) {
  for (const World& world : worlds()) {
    Dice dice(6);
    Judge judge(world);
    const std::vector<Clause> clauses = random_clauses(world, dice, 60);
    Count count;
    for (uint32_t round = 0; round < 4000; ++round) {
      std::vector<Literal> three;
      Truth together(judge.points(), true);
      for (int i = 0; i < 3; ++i) {
        three.push_back({&dice.one_of(clauses), dice.chance(2)});
        together = all(std::move(together), judge.of(three.back()));
      }
      const bool expected = is_constant(together, false);
      const bool found = contradict(three);
      ASSERT_TRUE(expected || !found) << world.name << ": " << show(three);
      count.holds += expected ? 1 : 0;
      count.missed += expected && !found ? 1 : 0;
    }
    RecordProperty(std::string(world.name), count.text());
    EXPECT_GT(count.holds, 500u) << world.name;
    EXPECT_LE(count.missed * 100, count.holds * world.missed) << world.name << ": " << count.text();
  }
}

// An expression as it is simplified, and what it says unsimplified.
struct Grown {
  Expression expression;
  Truth truth;
};

Grown grow(const std::vector<Clause>& clauses, Judge& judge, Dice& dice, uint32_t depth) {
  if (depth == 0 || dice.chance(4)) {
    const Clause& clause = dice.one_of(clauses);
    Grown leaf{Expression(clause), judge.of(clause)};
    return dice.chance(2) ? Grown{!leaf.expression, !leaf.truth} : leaf;
  }
  const bool conjunction = dice.chance(2);
  Grown result = grow(clauses, judge, dice, depth - 1);
  for (uint32_t n = 1 + dice.below(3); n > 0; --n) {
    Grown next = grow(clauses, judge, dice, depth - 1);
    result = conjunction
                 ? Grown{std::move(result.expression) && next.expression, all(result.truth, next.truth)}
                 : Grown{std::move(result.expression) || next.expression, any(result.truth, next.truth)};
  }
  return dice.chance(4) ? Grown{!result.expression, !result.truth} : result;
}

TEST(Relation, SimplifiedExpressionsSayTheSame) {
  for (const World& world : worlds()) {
    Dice dice(7);
    Judge judge(world);
    const std::vector<Clause> clauses = random_clauses(world, dice, 40);
    Count count;
    for (uint32_t round = 0; round < 900; ++round) {
      const Grown grown = grow(clauses, judge, dice, 1 + round % 3);
      ASSERT_EQ(judge.of(grown.expression), grown.truth) << world.name << ": " << to_text(grown.expression);
      const Expression settled = settle(grown.expression);
      ASSERT_EQ(judge.of(settled), grown.truth) << world.name << ": " << to_text(grown.expression);
      const bool constant = is_constant(grown.truth, true) || is_constant(grown.truth, false);
      const bool found = settled.is(true) || settled.is(false);
      count.holds += constant ? 1 : 0;
      count.missed += constant && !found ? 1 : 0;
    }
    RecordProperty(std::string(world.name), count.text());
    EXPECT_GT(count.holds, 50u) << world.name;
    EXPECT_LE(count.missed * 100, count.holds * world.missed) << world.name << ": " << count.text();
  }
}

// With the variable `v` known and the keys `k` and `w` not: what remains to hold is what the policy says of
// every completion, whether the variable was folded into it or not, and in versions without variables too.
TEST(Relation, WhatRemainsIsWhatThePolicySays) {
  const std::vector<World> all_worlds = worlds();
  const World& world = all_worlds.back();
  const std::vector<Context> points = points_of(world);
  const Principal ann = *parse_principal("arn:aws:iam::111122223333:user/ann");
  Judge judge(world);
  Dice dice(8);
  size_t conditional = 0;
  for (uint32_t round = 0; round < 1500; ++round) {
    auto policy = std::make_shared<Policy>();
    policy->version = dice.chance(4) ? Version::k2008 : Version::k2012;
    for (Effect effect : {Effect::kAllow, Effect::kAllow, Effect::kDeny}) {
      Statement& statement = policy->statements.emplace_back();
      statement.effect = effect;
      statement.action.values.push_back({"sqs:*", {}});
      for (const Clause& clause : random_clauses(world, dice, 1 + dice.below(2))) {
        ConditionClause& written = statement.conditions.emplace_back();
        written.operator_text.value = clause.op;
        written.op = parse_operator(clause.op);
        written.key.value = clause.key;
        for (const std::string& value : clause.values) written.values.push_back({value, {}});
      }
    }
    Policies policies;
    policies.add(Layer::kIdentity, compile(policy, PolicyKind::kIdentity, "p"));
    const auto ask = [&](const Context& context) {
      Request request(ann, context);
      request.set_action("sqs:ListQueues");
      return explain(request, policies);
    };
    const List v = dice.one_of(std::vector<List>{{}, {"a"}, {"*"}, {"1:b"}, {"TRUE"}, {"a", "b"}});
    Context open(Unlisted::kUnknown);
    open.set("v", v);
    const Decision decision = ask(open);
    conditional += decision.verdict == Verdict::kConditional ? 1 : 0;
    const Truth remains = decision.verdict == Verdict::kConditional
                              ? judge.of(decision.condition)
                              : Truth(points.size(), decision.verdict == Verdict::kAllowed);
    for (size_t i = 0; i < points.size(); ++i) {
      const KeyValues held = points[i].get(make_key("v"));
      if (!std::equal(held.many.begin(), held.many.end(), v.begin(), v.end())) continue;
      ASSERT_EQ(remains[i], ask(points[i]).verdict == Verdict::kAllowed)
          << to_text(decision.condition) << "\n"
          << print_policy(*policy, Layout::kCompact);
    }
  }
  EXPECT_GT(conditional, 300u);
}

}  // namespace
}  // namespace arnscope
