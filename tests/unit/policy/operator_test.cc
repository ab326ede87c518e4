// The names of condition operators. Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
#include <gtest/gtest.h>

#include "engine/base/text.h"
#include "engine/policy/policy.h"

namespace arnscope {
namespace {

struct Row {
  std::string_view name;
  Operator op;
};

constexpr Row kRows[] = {
    {"StringEquals", Operator::kStringEquals},
    {"StringNotEquals", Operator::kStringNotEquals},
    {"StringEqualsIgnoreCase", Operator::kStringEqualsIgnoreCase},
    {"StringNotEqualsIgnoreCase", Operator::kStringNotEqualsIgnoreCase},
    {"StringLike", Operator::kStringLike},
    {"StringNotLike", Operator::kStringNotLike},
    {"NumericEquals", Operator::kNumericEquals},
    {"NumericNotEquals", Operator::kNumericNotEquals},
    {"NumericLessThan", Operator::kNumericLessThan},
    {"NumericLessThanEquals", Operator::kNumericLessThanEquals},
    {"NumericGreaterThan", Operator::kNumericGreaterThan},
    {"NumericGreaterThanEquals", Operator::kNumericGreaterThanEquals},
    {"DateEquals", Operator::kDateEquals},
    {"DateNotEquals", Operator::kDateNotEquals},
    {"DateLessThan", Operator::kDateLessThan},
    {"DateLessThanEquals", Operator::kDateLessThanEquals},
    {"DateGreaterThan", Operator::kDateGreaterThan},
    {"DateGreaterThanEquals", Operator::kDateGreaterThanEquals},
    {"Bool", Operator::kBool},
    {"BinaryEquals", Operator::kBinaryEquals},
    {"IpAddress", Operator::kIpAddress},
    {"NotIpAddress", Operator::kNotIpAddress},
    {"ArnEquals", Operator::kArnEquals},
    {"ArnLike", Operator::kArnLike},
    {"ArnNotEquals", Operator::kArnNotEquals},
    {"ArnNotLike", Operator::kArnNotLike},
    {"Null", Operator::kNull},
};

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

TEST(Operator, EveryNameWithEveryPrefixAndSuffixInEveryCase) {
  EXPECT_EQ(std::size(kRows), static_cast<size_t>(Operator::kNull));
  struct Prefix {
    std::string_view text;
    SetOperator op;
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(operator_name(row.op), row.name);
    for (const Prefix& prefix :
         {Prefix{"", SetOperator::kNone}, Prefix{"ForAllValues:", SetOperator::kForAllValues},
          Prefix{"ForAnyValue:", SetOperator::kForAnyValue}}) {
      for (std::string_view suffix : {"", "IfExists"}) {
        std::string name = std::string(prefix.text) + std::string(row.name) + std::string(suffix);
        OperatorName wanted{row.op, prefix.op, !suffix.empty()};
        if (row.op == Operator::kNull && !suffix.empty()) wanted.op = Operator::kUnknown;
        for (const std::string& each : {name, fold(name), upper(name)})
          EXPECT_EQ(parse_operator(each), wanted) << each;
      }
    }
  }
}

TEST(Operator, NamesThatAreNone) {
  for (std::string_view name : {"",
                                " StringEquals",
                                "StringEquals ",
                                "String",
                                "Equals",
                                "IfExists",
                                "ForAnyValue:",
                                "ForAnyValue",
                                "ForAnyValue:IfExists",
                                "ForAllValues:ForAnyValue:StringEquals",
                                "StringEqualsIfExistsIfExists",
                                "IfExistsStringEquals",
                                "ForAnyValues:StringEquals",
                                "ForAllValue:StringEquals",
                                "ForAnyValue: StringEquals",
                                "BinaryNotEquals",
                                "NotNull",
                                "IpAddressEquals",
                                "DateLike",
                                "StringEqualsFoo"}) {
    EXPECT_EQ(parse_operator(name).op, Operator::kUnknown) << name;
  }
  EXPECT_EQ(operator_name(Operator::kUnknown), "");
}

}  // namespace
}  // namespace arnscope
