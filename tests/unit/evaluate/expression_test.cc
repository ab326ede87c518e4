// Expressions are simplified as they are built: the form that is left, in words.
#include "engine/evaluate/expression.h"

#include <gtest/gtest.h>

#include "engine/evaluate/simplify.h"

namespace arnscope {
namespace {

Expression clause(const std::string& key) { return Expression(Clause{"Bool", key, {"true"}, {}}); }

TEST(Expression, Text) {
  EXPECT_EQ(to_text(Expression(true)), "always");
  EXPECT_EQ(to_text(Expression(false)), "never");
  EXPECT_EQ(to_text(clause("a")), "a Bool true");
  EXPECT_EQ(to_text(Expression(Clause{"ForAnyValue:StringLike", "k", {"x", "y*"}, {}})),
            "k ForAnyValue:StringLike x | y*");
  EXPECT_EQ(to_text(Expression(Clause{"unknown", "identity policy", {"X", "Y"}, {}})),
            "identity policy of X, Y allows");
}

TEST(Expression, Simplification) {
  const Expression t(true);
  const Expression f(false);
  const Expression a = clause("a");
  const Expression b = clause("b");
  const Expression c = clause("c");
  struct Row {
    Expression expression;
    std::string_view text;
  };
  const std::vector<Row> rows = {
      {t && t, "always"},
      {t && f, "never"},
      {f || t, "always"},
      {f || f, "never"},
      {!t, "never"},
      {!f, "always"},
      {a && t, "a Bool true"},
      {t && a, "a Bool true"},
      {a && f, "never"},
      {f && a, "never"},
      {a || f, "a Bool true"},
      {f || a, "a Bool true"},
      {a || t, "always"},
      {t || a, "always"},
      {!a, "not a Bool true"},
      {!!a, "a Bool true"},
      {!!!a, "not a Bool true"},
      {a && a, "a Bool true"},
      {a || a, "a Bool true"},
      {a && !a, "never"},
      {!a && a, "never"},
      {a || !a, "always"},
      {!a || a, "always"},
      {a && b && !a, "never"},
      {a || b || !a, "always"},
      {(a && b) || !(a && b), "always"},
      {(a || b) && !(a || b), "never"},
      {a && b, "a Bool true and b Bool true"},
      {b && a, "b Bool true and a Bool true"},
      {(a && b) && c, "a Bool true and b Bool true and c Bool true"},
      {a && (b && c), "a Bool true and b Bool true and c Bool true"},
      {(a && b) && (b && a), "a Bool true and b Bool true"},
      {(a || b) || (c || b), "a Bool true or b Bool true or c Bool true"},
      {a || (a && b), "a Bool true"},
      {(a && b) || a, "a Bool true"},
      {a && (a || b), "a Bool true"},
      {(a || b) && a, "a Bool true"},
      {(a && b) || (a && b && c), "a Bool true and b Bool true"},
      {(a && b && c) || (c && a), "c Bool true and a Bool true"},
      {(a && b) || (b && a), "a Bool true and b Bool true"},
      {(a || b) && (b || a), "a Bool true or b Bool true"},
      {c || (a && b), "c Bool true or (a Bool true and b Bool true)"},
      {(a && b) || c, "(a Bool true and b Bool true) or c Bool true"},
      {(a || b) && c, "(a Bool true or b Bool true) and c Bool true"},
      {!(a && b), "not (a Bool true and b Bool true)"},
      {!(a || b) && c, "not (a Bool true or b Bool true) and c Bool true"},
      {a && !b, "a Bool true and not b Bool true"},
  };
  for (size_t i = 0; i < rows.size(); ++i)
    EXPECT_EQ(to_text(rows[i].expression), rows[i].text) << "row " << i;
}

// `org 1 2`: the key org has one of the values; the operator is StringEquals unless it is given.
Expression one_of(const std::string& key, std::vector<std::string> values,
                  const std::string& op = "StringEquals") {
  return Expression(Clause{op, key, std::move(values), {}});
}

TEST(Expression, SimplificationByMeaning) {
  const Expression o1 = one_of("org", {"1"});
  const Expression o2 = one_of("org", {"2"});
  const Expression o12 = one_of("org", {"1", "2"});
  const Expression like = one_of("org", {"1*"}, "StringLike");
  const Expression absent = one_of("org", {"true"}, "Null");
  const Expression present = one_of("org", {"false"}, "Null");
  const Expression a = clause("a");
  const Expression b = clause("b");
  struct Row {
    Expression expression;
    std::string_view text;
  };
  const std::vector<Row> rows = {
      // In a conjunction the stronger stays, in a disjunction the weaker, wherever it stands.
      {o1 && o12, "org StringEquals 1"},
      {o12 && o1, "org StringEquals 1"},
      {o1 || o12, "org StringEquals 1 | 2"},
      {o12 || o1, "org StringEquals 1 | 2"},
      {o12 && a && o1, "a Bool true and org StringEquals 1"},
      {o1 && one_of("ORG", {"1", "1"}), "org StringEquals 1"},
      {one_of("org", {"2", "1"}) && o12, "org StringEquals 2 | 1"},
      {o1 && !o2, "org StringEquals 1"},
      {!o2 && o1, "org StringEquals 1"},
      {!o1 && !o12, "not org StringEquals 1 | 2"},
      {!o1 || !o12, "not org StringEquals 1"},
      // Constants.
      {o1 && o2, "never"},
      {o1 && a && o2, "never"},
      {!o1 || !o2, "always"},
      {absent || present, "always"},
      {a || absent || b || present, "always"},
      {absent && o1, "never"},
      {o1 || o2, "org StringEquals 1 or org StringEquals 2"},
      {one_of("n", {"x"}, "NumericEquals"), "never"},
      {!one_of("n", {"x"}, "NumericEquals") && a, "a Bool true"},
      {one_of("org", {}), "never"},
      // Of a choice only what the others leave stays.
      {(o1 || o2) && !o1, "org StringEquals 2"},
      {!o1 && (o1 || (o2 && a)), "org StringEquals 2 and a Bool true"},
      {(o1 || a) && o2, "a Bool true and org StringEquals 2"},
      {o2 && (o1 || a), "org StringEquals 2 and a Bool true"},
      {o1 && !(o1 && a), "org StringEquals 1 and not a Bool true"},
      {!(o1 && a) && o1, "not a Bool true and org StringEquals 1"},
      {o1 && !(o2 && a), "org StringEquals 1"},
      {o1 || (!o1 && a), "org StringEquals 1 or a Bool true"},
      {(o12 && a) || o1, "(org StringEquals 1 | 2 and a Bool true) or org StringEquals 1"},
      {(o1 && a) || o12, "org StringEquals 1 | 2"},
      {(o1 && a) || (o12 && a && b),
       "(org StringEquals 1 and a Bool true) or "
       "(org StringEquals 1 | 2 and a Bool true and b Bool true)"},
      {(o1 && a && b) || (o12 && a), "org StringEquals 1 | 2 and a Bool true"},
      {(o1 || a) && (like || a || b), "org StringEquals 1 or a Bool true"},
      {(a || o1) && (b || o2) && !a && !b, "never"},
      {!(o1 || a) && (o12 || a), "not (org StringEquals 1 or a Bool true) and org StringEquals 1 | 2"},
  };
  for (size_t i = 0; i < rows.size(); ++i)
    EXPECT_EQ(to_text(rows[i].expression), rows[i].text) << "row " << i;
}

TEST(Expression, ManyOnOneKey) {
  Expression others(true);
  for (int i = 0; i < 40; ++i) others = std::move(others) && !one_of("org", {std::to_string(i)});
  EXPECT_EQ(others.children().size(), 40u);
  EXPECT_TRUE((others && one_of("org", {"7"})).is(false));
  EXPECT_EQ(to_text(others && one_of("org", {"x"})), "org StringEquals x");
  EXPECT_EQ((others && one_of("org", {"1*"}, "StringLike")).children().size(), 12u);  // 1 and 10 to 19
}

// What parts leave of each other by twos does not show that all of them together cannot hold.
TEST(Expression, SettledByTryingEveryWay) {
  const auto of = [](const char* key, const char* value) { return one_of(key, {value}); };
  const Expression twisted = (of("x", "1") || of("y", "1")) && (of("x", "2") || of("y", "2")) &&
                             (of("x", "1") || of("x", "2")) && (of("x", "2") || of("y", "3")) &&
                             (of("x", "1") || of("y", "4"));
  EXPECT_EQ(twisted.kind(), Expression::Kind::kAnd);
  EXPECT_EQ(to_text(settle(twisted)), "never");
  EXPECT_EQ(to_text(settle(!twisted)), "always");
  const Expression open = (of("x", "1") || of("y", "1")) && (of("x", "2") || of("y", "2"));
  EXPECT_EQ(settle(open), open);
  for (bool constant : {false, true}) EXPECT_TRUE(settle(Expression(constant)).is(constant));
}

// 3^12 ways to satisfy them and none that does: the limit is met, and nothing is claimed.
TEST(Expression, SettlingGivesUpInTime) {
  Expression all(true);
  for (int i = 0; i < 13; ++i) {
    Expression pigeon(false);
    for (int hole = 0; hole < 12; ++hole)
      pigeon = std::move(pigeon) || one_of("hole" + std::to_string(hole), {std::to_string(i)});
    all = std::move(all) && std::move(pigeon);
  }
  EXPECT_EQ(settle(all), all);
}

TEST(Expression, OfDifferentRequestsBesideEachOther) {
  const Expression o1 = one_of("org", {"1"});
  const Expression o2 = one_of("org", {"2"});
  const Expression a = clause("a");
  EXPECT_EQ(to_text(beside(o1, o2)), "org StringEquals 1 and org StringEquals 2");
  EXPECT_EQ(to_text(beside(o1 && a, a)), "org StringEquals 1 and a Bool true");
  EXPECT_EQ(to_text(beside(o1, !o1)), "org StringEquals 1 and not org StringEquals 1");
  EXPECT_EQ(to_text(beside(o1, o1)), "org StringEquals 1");
  EXPECT_EQ(to_text(beside(Expression(true), o1)), "org StringEquals 1");
  EXPECT_EQ(to_text(beside(o1, Expression(true))), "org StringEquals 1");
  EXPECT_TRUE(beside(o1, Expression(false)).is(false));
  EXPECT_TRUE(beside(Expression(false), o1).is(false));
}

TEST(Expression, ClausesAreTheSameWhereverTheyStand) {
  Clause here{"Bool", "k", {"true"}, {Layer::kIdentity, 0, 0, nullptr, nullptr}};
  Clause there{"Bool", "k", {"true"}, {Layer::kBoundary, 0, 3, nullptr, nullptr}};
  EXPECT_EQ(here, there);
  EXPECT_EQ((Expression(here) && Expression(there)).kind(), Expression::Kind::kClause);
  EXPECT_TRUE((Expression(here) && !Expression(there)).is(false));
  for (const Clause& other :
       {Clause{"StringLike", "k", {"t*"}, {}}, Clause{"Bool", "j", {"true"}, {}},
        Clause{"unknown", "k", {"true"}, {}}, Clause{"ForAnyValue:Bool", "k", {"true"}, {}}}) {
    EXPECT_NE(here, other);
    EXPECT_EQ((Expression(here) || Expression(other)).children().size(), other.op[0] == 'F' ? 0u : 2u);
  }
}

TEST(Answer, KleenesTables) {
  constexpr Answer kAll[] = {Answer::kNo, Answer::kUnknown, Answer::kYes};
  for (Answer a : kAll) {
    EXPECT_EQ(a && Answer::kNo, Answer::kNo);
    EXPECT_EQ(a && Answer::kYes, a);
    EXPECT_EQ(a || Answer::kNo, a);
    EXPECT_EQ(a || Answer::kYes, Answer::kYes);
    EXPECT_EQ(!!a, a);
    for (Answer b : kAll) EXPECT_EQ(!(a && b), !a || !b);
  }
  EXPECT_EQ(Answer::kUnknown && Answer::kUnknown, Answer::kUnknown);
  EXPECT_EQ(!Answer::kUnknown, Answer::kUnknown);
  EXPECT_EQ(answer(true), Answer::kYes);
  EXPECT_EQ(answer(false), Answer::kNo);
}

}  // namespace
}  // namespace arnscope
