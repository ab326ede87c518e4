// How conditions on one key relate, in a table: what the first says of the second.
#include "engine/evaluate/relation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

namespace arnscope {
namespace {

// "StringLike a* b*", "not Null true"; every clause on the key `k`. `~` stands for an empty text.
struct Written {
  Clause clause;
  bool negated = false;

  explicit Written(std::string_view text) {
    if (text.starts_with("not ")) {
      negated = true;
      text.remove_prefix(4);
    }
    clause.key = "k";
    size_t space = text.find(' ');
    clause.op = text.substr(0, space);
    while (space != std::string_view::npos) {
      text.remove_prefix(space + 1);
      space = text.find(' ');
      std::string value(text.substr(0, space));
      clause.values.push_back(value == "~" ? "" : value);
    }
  }
  Literal literal() const { return {&clause, negated}; }
};

enum class Relation : uint8_t { kNone, kImplies, kImplied, kEqual, kDisjoint, kOpposite, kCovers };

std::string_view name(Relation relation) {
  constexpr std::string_view kNames[] = {"none",     "implies",  "implied", "equal",
                                         "disjoint", "opposite", "covers"};
  return kNames[static_cast<size_t>(relation)];
}

Relation relation(const Literal& a, const Literal& b) {
  const bool disjoint = implies(a, !b);
  const bool covers = implies(!a, b);
  if (disjoint || covers)
    return disjoint && covers ? Relation::kOpposite : disjoint ? Relation::kDisjoint : Relation::kCovers;
  const bool forth = implies(a, b);
  const bool back = implies(b, a);
  return forth && back ? Relation::kEqual
         : forth       ? Relation::kImplies
         : back        ? Relation::kImplied
                       : Relation::kNone;
}

struct Row {
  std::string_view a;
  std::string_view b;
  Relation relation;
};

void check(std::span<const Row> rows) {
  for (const Row& row : rows) {
    const Written a(row.a);
    const Written b(row.b);
    const Relation found = relation(a.literal(), b.literal());
    EXPECT_EQ(name(found), name(row.relation)) << row.a << " / " << row.b;
    const Relation back = row.relation == Relation::kImplies   ? Relation::kImplied
                          : row.relation == Relation::kImplied ? Relation::kImplies
                                                               : row.relation;
    EXPECT_EQ(name(relation(b.literal(), a.literal())), name(back)) << row.b << " / " << row.a;
  }
}

using enum Relation;

TEST(Relation, Texts) {
  constexpr Row kRows[] = {
      {"StringEquals a", "StringEquals a", kEqual},
      {"StringEquals a", "not StringEquals a", kOpposite},
      {"StringEquals a", "StringEquals b", kDisjoint},
      {"StringEquals a", "StringEquals A", kDisjoint},
      {"StringEquals a", "StringEquals a b", kImplies},
      {"StringEquals a b", "StringEquals b a", kEqual},
      {"StringEquals a b", "StringEquals b c", kNone},
      {"StringEquals a", "StringLike a*", kImplies},
      {"StringEquals a*", "StringLike a*", kImplies},
      {"StringEquals a*", "StringLike a?", kImplies},
      {"StringEquals a*", "StringLike a", kDisjoint},
      {"StringEquals a*", "StringLike a${*}", kEqual},
      {"StringEquals x", "StringLike y*", kDisjoint},
      {"StringLike a*", "StringLike *", kImplies},
      {"StringLike a*b", "StringLike a*", kImplies},
      {"StringLike a*", "StringLike *b", kNone},
      {"StringLike a*", "StringLike b*", kDisjoint},
      {"StringLike a* b*", "StringLike b* a*", kEqual},
      {"StringLike a* b*", "StringLike a* b* c*", kImplies},
      {"StringLike a?", "StringLike a??", kDisjoint},
      {"StringLike a", "StringEquals a", kEqual},
      {"StringLike a${*}", "StringLike a*", kImplies},
      {"StringLike a${?}", "StringLike a${*}", kDisjoint},
      {"StringLike a${$}b", "StringEquals a$b", kEqual},
      {"StringEquals a", "StringNotEquals a", kDisjoint},
      {"StringEquals a", "StringNotEquals b", kImplies},
      {"StringEquals a b", "StringNotEquals b", kNone},
      {"StringNotEquals a b", "StringNotEquals a", kImplies},
      {"StringNotEquals a", "not StringEquals a", kImplies},
      {"StringNotEquals a", "StringNotEquals b", kNone},
      {"StringNotLike a*", "StringEquals ab", kDisjoint},
      {"StringNotLike a*", "StringNotEquals ab", kImplies},
      {"StringNotLike a*", "StringNotLike a*b", kImplies},
      {"StringLike b*", "StringNotLike a*", kImplies},
      {"StringLike ab*", "StringNotLike a*", kDisjoint},
      {"StringNotLike *", "StringEquals a", kDisjoint},
      {"StringNotLike *", "Null true", kEqual},
      {"StringEquals ~", "StringLike ?*", kDisjoint},
      {"StringEqualsIgnoreCase aB", "StringEqualsIgnoreCase Ab", kEqual},
      {"StringEqualsIgnoreCase ab", "StringEquals aB", kImplied},
      {"StringEqualsIgnoreCase ab", "StringEquals ac", kDisjoint},
      {"StringEqualsIgnoreCase ab", "StringLike a*", kNone},
      {"StringEqualsIgnoreCase ab", "StringLike ??", kImplies},
      {"StringEqualsIgnoreCase ab", "StringLike B*", kDisjoint},
      {"StringEqualsIgnoreCase 12", "StringLike 1*", kImplies},
      {"StringEqualsIgnoreCase ab", "StringNotEqualsIgnoreCase AB", kDisjoint},
      {"StringEqualsIgnoreCase a*", "StringLike A${*}", kImplied},
      {"stringequals a", "STRINGLIKE a*", kImplies},
      {"BinaryEquals YQ==", "BinaryEquals YQ==", kEqual},
      {"BinaryEquals YQ==", "BinaryEquals Yg==", kDisjoint},
      {"BinaryEquals YQ==", "StringLike Y*", kImplies},
  };
  check(kRows);
}

TEST(Relation, NumbersDatesAndBooleans) {
  constexpr Row kRows[] = {
      {"NumericLessThan 5", "NumericGreaterThan 7", kDisjoint},
      {"NumericLessThan 5", "NumericGreaterThanEquals 5", kDisjoint},
      {"NumericLessThanEquals 5", "NumericGreaterThanEquals 5", kNone},
      {"NumericLessThan 5", "NumericLessThan 7", kImplies},
      {"NumericLessThan 5", "NumericLessThanEquals 5", kImplies},
      {"NumericLessThan 5.0", "NumericLessThan 5", kEqual},
      {"NumericEquals 5", "NumericLessThanEquals 5", kImplies},
      {"NumericEquals 5", "NumericEquals +5.00", kEqual},
      {"NumericEquals 5", "NumericNotEquals 5", kDisjoint},
      {"NumericEquals 5", "NumericNotEquals 6", kImplies},
      {"NumericLessThan 5 9", "NumericLessThan 9", kEqual},
      {"NumericLessThan 5", "NumericNotEquals 5", kImplies},
      {"NumericNotEquals 5", "NumericLessThan 5", kImplied},
      {"NumericLessThan 5", "not NumericGreaterThanEquals 5", kImplies},
      {"NumericLessThan x", "NumericLessThan 5", kDisjoint},  // it never holds
      {"NumericLessThanIfExists x", "Null true", kEqual},
      {"NumericEquals 5", "StringEquals 5", kImplied},
      {"NumericEquals 5", "StringEquals 5.0 5", kImplied},
      {"NumericLessThan 5", "StringEquals 5.0", kDisjoint},
      {"NumericLessThan 5", "DateLessThan 5", kNone},
      {"DateLessThan 2026-01-01T00:00:00Z", "DateGreaterThan 2026-01-02T00:00:00Z", kDisjoint},
      {"DateLessThan 2026-01-01", "DateLessThan 2026-01-02", kImplies},
      {"DateLessThan 2026-01-01T00:00:00Z", "DateLessThan 2026-01-01T01:00:00+01:00", kEqual},
      {"DateGreaterThan 1767225600", "DateGreaterThan 2026-01-01T00:00:00Z", kEqual},
      {"DateGreaterThan 2026-01-01", "DateLessThan 2026-02-01", kNone},
      {"DateEquals 2026-01-01", "DateGreaterThanEquals 2026-01-01", kImplies},
      {"DateLessThan tomorrow", "DateLessThan 2026-01-01", kDisjoint},
      {"Bool true", "Bool false", kDisjoint},
      {"Bool true", "Bool TRUE", kEqual},
      {"Bool true", "Bool true false", kImplies},
      {"Bool true", "not Bool false", kImplies},
      {"Bool true", "not Bool true", kOpposite},
      {"Bool true", "StringEquals true", kImplied},
      {"Bool true", "StringEquals false", kDisjoint},
      {"BoolIfExists true", "Bool true", kImplied},
      {"BoolIfExists false", "Bool true", kDisjoint},
      {"BoolIfExists false", "BoolIfExists true", kNone},  // both hold for an absent key
  };
  check(kRows);
}

TEST(Relation, Addresses) {
  constexpr Row kRows[] = {
      {"IpAddress 10.0.0.0/8", "IpAddress 192.0.2.0/24", kDisjoint},
      {"IpAddress 10.1.0.0/16", "IpAddress 10.0.0.0/8", kImplies},
      {"IpAddress 10.1.2.3/8", "IpAddress 10.0.0.0/8", kEqual},
      {"IpAddress 10.1.2.3", "IpAddress 10.1.2.3/32", kEqual},
      {"IpAddress 10.0.0.0/8 192.0.2.0/24", "IpAddress 192.0.2.7", kImplied},
      {"IpAddress 10.0.0.0/8", "NotIpAddress 10.1.0.0/16", kNone},
      {"IpAddress 10.0.0.0/8", "NotIpAddress 10.0.0.0/8", kDisjoint},
      {"IpAddress 10.0.0.0/8", "NotIpAddress 192.0.2.0/24", kImplies},
      {"IpAddress 0.0.0.0/0", "IpAddress 2001:db8::/32", kDisjoint},
      {"IpAddress 2001:DB8::/32", "IpAddress 2001:db8:0::/32", kEqual},
      {"IpAddress 10.0.0.0/33", "IpAddress 10.0.0.0/8", kDisjoint},
      {"NotIpAddress 10.0.0.0/8", "NotIpAddress 10.1.0.0/16", kImplies},
      {"IpAddress 10.0.0.0/8", "StringEquals 10.1.2.3", kImplied},
      {"NotIpAddress 10.0.0.0/8", "StringEquals 10.1.2.3", kDisjoint},
  };
  check(kRows);
}

TEST(Relation, Arns) {
  constexpr Row kRows[] = {
      {"ArnLike arn:aws:iam::1:role/*", "ArnLike arn:aws:iam::1:user/*", kDisjoint},
      {"ArnLike arn:aws:iam::1:role/a", "ArnLike arn:aws:iam::1:role/*", kImplies},
      {"ArnLike arn:aws:iam::1:role/*", "ArnEquals arn:aws:iam::*:role/*", kImplies},
      {"ArnLike arn:aws:iam::1:role/*", "ArnLike *", kImplies},
      {"ArnLike arn:aws:iam:*:role/*", "ArnLike *", kDisjoint},  // short: it matches nothing
      {"ArnLike arn:aws:s3:::b", "ArnNotLike arn:aws:s3:::b", kDisjoint},
      {"ArnLike arn:aws:s3:::b", "ArnNotEquals arn:aws:s3:::c", kImplies},
      {"ArnLike arn:aws:s3:::b", "StringEquals arn:aws:s3:::b", kEqual},
      {"ArnLike arn:aws:s3:::b*", "StringEquals arn:aws:s3:::b/x", kImplied},
      {"ArnLike arn:aws:s3:::b*", "StringLike arn:aws:s3:::*", kImplies},
      {"ArnLike arn:aws:s3:::b*", "StringLike arn:aws:sqs:*", kDisjoint},
      {"ArnLike arn:aws:s3:::*", "StringLike arn:aws:s3:::b*", kNone},  // fields against text: not told
      {"ArnLike arn:aws:*:*:1:x", "StringEquals arn:aws:a:b:c:1:x", kDisjoint},
      {"StringLike *", "ArnLike *", kEqual},
  };
  check(kRows);
}

TEST(Relation, AbsentKeysAndSeveralValues) {
  constexpr Row kRows[] = {
      {"Null true", "Null false", kOpposite},
      {"Null true", "StringEquals a", kDisjoint},
      {"Null true", "StringNotEquals a", kImplies},
      {"Null true", "StringEqualsIfExists a", kImplies},
      {"Null false", "StringEquals a", kImplied},
      {"Null false", "StringNotEquals a", kCovers},
      {"Null false", "not StringEquals a", kCovers},
      {"not Null false", "Null true", kEqual},
      {"Null true false", "Null true", kCovers},
      {"StringEquals x", "StringEqualsIfExists x", kImplies},
      {"StringEqualsIfExists x", "StringEqualsIfExists y", kNone},
      {"StringEqualsIfExists x", "StringEquals y", kDisjoint},
      {"StringNotEquals x", "StringNotEqualsIfExists x", kEqual},
      {"ForAnyValue:StringEquals a", "ForAnyValue:StringEquals b", kNone},
      {"ForAnyValue:StringEquals a", "ForAnyValue:StringLike a*", kImplies},
      {"ForAllValues:StringEquals a", "ForAllValues:StringLike a*", kImplies},
      {"ForAllValues:StringEquals a", "ForAllValues:StringEquals b", kNone},  // none at all
      {"ForAllValues:StringEquals a", "ForAnyValue:StringEquals b", kDisjoint},
      {"ForAllValues:StringEquals a", "ForAnyValue:StringEquals a", kNone},
      {"ForAnyValue:StringEquals a", "StringEquals a", kImplied},
      {"ForAllValues:StringEquals a", "StringEquals a", kImplied},
      {"ForAllValues:StringEquals a", "StringEquals ~", kImplied},
      {"ForAllValues:StringEquals a", "not ForAnyValue:StringNotEquals a", kImplied},
      {"not ForAllValues:StringEquals a", "ForAnyValue:StringNotEquals a", kImplies},
      {"ForAnyValue:StringLike *", "Null false", kEqual},
      {"ForAllValues:StringNotLike *", "Null false", kCovers},
      {"ForAllValues:StringNotEquals a", "ForAnyValue:StringEquals a", kOpposite},
      {"ForAllValues:Bool true", "ForAnyValue:Bool false", kDisjoint},
      {"ForAnyValue:StringEqualsIfExists a", "Null true", kImplied},
  };
  check(kRows);
}

TEST(Relation, PolicyVariables) {
  constexpr Row kRows[] = {
      {"StringEquals ${v}", "StringEquals ${v}", kEqual},
      {"StringEquals ${v}", "StringNotEquals ${v}", kDisjoint},
      {"StringEquals ${v}", "not StringEquals ${v}", kOpposite},
      {"StringEquals ${v}", "StringEquals ${w}", kNone},
      {"StringEquals ${v}", "StringEquals ${v} a", kImplies},
      {"StringEquals ${v}", "StringLike ${v}", kNone},
      {"StringEquals ${v}", "StringEquals a", kNone},
      {"StringEquals ${v}", "StringEqualsIfExists ${v}", kImplies},
      {"StringLike home/${v}/*", "StringLike home/*", kImplies},
      {"StringLike home/${v}/*", "StringLike work/*", kDisjoint},
      {"StringLike home/${v}/*", "StringLike home/ann/*", kNone},
      {"StringLike home/${v}/*", "StringNotLike home/${v}/*", kDisjoint},
      {"ArnLike arn:aws:iam::${v}:role/x", "ArnLike arn:aws:iam::*:role/x", kNone},  // a colon in it
      {"ArnLike arn:aws:iam::${v}:role/x", "ArnEquals arn:aws:iam::${v}:role/x", kEqual},
      {"StringLike ${}", "StringEquals ${}", kEqual},  // no variable
      {"NumericEquals ${v}", "NumericEquals 5", kDisjoint},
  };
  check(kRows);
}

TEST(Relation, OthersAreRelatedToThemselvesAlone) {
  Clause resource{"ArnLike", kResourceKey, {"arn:aws:s3:::b/*"}, {}};
  Clause other{"ArnLike", kResourceKey, {"arn:aws:s3:::c/*"}, {}};
  Clause missing{"unknown", "identity policy", {"X"}, {}};
  Clause more{"unknown", "identity policy", {"X", "Y"}, {}};
  Clause odd{"unknown", "k", {"a"}, {}};
  Clause text{"StringEquals", "K", {"a"}, {}};
  for (const Clause& clause : {resource, missing, odd}) {
    EXPECT_TRUE(implies({&clause, false}, {&clause, false}));
    EXPECT_FALSE(implies({&clause, false}, {&clause, true}));
    EXPECT_FALSE(implies({&clause, true}, {&clause, false}));
  }
  for (const auto& [a, b] : {std::pair{&resource, &other}, {&missing, &more}, {&odd, &text}, {&text, &odd}})
    for (bool x : {false, true})
      for (bool y : {false, true}) EXPECT_FALSE(implies({a, x}, {b, y})) << a->key;
}

TEST(Relation, KeysCompareWithoutCase) {
  Clause a{"StringEquals", "aws:PrincipalTag/Team", {"x"}, {}};
  Clause b{"StringEquals", "AWS:principaltag/team", {"y"}, {}};
  Clause c{"StringEquals", "aws:PrincipalTag/Teams", {"y"}, {}};
  EXPECT_TRUE(implies({&a, false}, {&b, true}));
  EXPECT_FALSE(implies({&a, false}, {&c, true}));
}

TEST(Relation, SeveralTogether) {
  struct Group {
    std::vector<std::string_view> literals;
    bool contradict;
  };
  for (const Group& group : std::vector<Group>{
           {{"StringEquals 1 2", "StringEquals 2 3", "StringEquals 1 3"}, true},
           {{"StringEquals 1 2", "StringEquals 2 3", "StringEquals 1 2 3"}, false},
           {{"StringEquals 1 2", "not StringEquals 1", "StringNotEquals 2"}, true},
           {{"StringEquals a b", "StringNotLike a*", "StringLike a* c*"}, true},
           {{"NumericLessThan 5 7", "NumericGreaterThan 4", "NumericNotEquals 5", "not NumericLessThan 9"},
            true},
           {{"NumericGreaterThan 4", "NumericLessThan 6", "NumericNotEquals 5"}, false},
           {{"NumericGreaterThanEquals 5", "NumericLessThanEquals 5", "NumericNotEquals 5"}, true},
           {{"not Bool true", "not Bool false", "Null false"}, false},  // `maybe`, or several
           {{"Bool true false", "not Bool true", "not Bool false"}, true},
           {{"IpAddress 10.0.0.0/8 192.0.2.0/24", "NotIpAddress 10.0.0.0/8", "NotIpAddress 192.0.0.0/16"},
            true},
           {{"DateGreaterThan 2026-01-01", "DateLessThan 2026-01-03", "not DateLessThan 2026-01-04"}, true},
           {{"ForAllValues:StringEquals 1 2", "ForAllValues:StringEquals 2 3",
             "ForAnyValue:StringEquals 1 3"},
            true},
           {{"ForAllValues:StringEquals 1 2", "ForAllValues:StringEquals 2 3", "ForAnyValue:StringEquals 2"},
            false},
           {{"Null true"}, false},
           {{"Null"}, true},
           {{"StringEquals"}, true},
           {{"not StringEquals"}, false},
           {{"NumericEquals five"}, true},
           {{"ArnLike role/x"}, true},
           {{"not ForAllValues:StringLike *"}, true},
           {{"not StringLikeIfExists *"}, false},  // several values
       }) {
    std::vector<Written> written;
    for (std::string_view each : group.literals) written.emplace_back(each);
    std::vector<Literal> literals;
    for (const Written& each : written) literals.push_back(each.literal());
    EXPECT_EQ(contradict(literals), group.contradict) << fmt::format("{}", fmt::join(group.literals, ", "));
  }
}

}  // namespace
}  // namespace arnscope
