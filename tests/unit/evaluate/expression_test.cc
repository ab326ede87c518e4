// Expressions are simplified as they are built: the form that is left, in words.
#include "engine/evaluate/expression.h"

#include <gtest/gtest.h>

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
