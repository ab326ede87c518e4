// The values that conditions compare, read from text.
#include "engine/evaluate/values.h"

#include <gtest/gtest.h>

#include <string>

namespace arnscope {
namespace {

using std::string_view_literals::operator""sv;

TEST(Values, Numbers) {
  struct Row {
    std::string_view text;
    double value;
  };
  for (const Row& row :
       {Row{"0", 0}, Row{"10", 10}, Row{"+10", 10}, Row{"-2.5", -2.5}, Row{"007", 7}, Row{"1.50", 1.5},
        Row{"-0", 0}, Row{"99999999999", 99999999999.0}, Row{"+0.125", 0.125}}) {
    ASSERT_TRUE(parse_number(row.text)) << row.text;
    EXPECT_EQ(*parse_number(row.text), row.value) << row.text;
  }
  for (std::string_view text :
       {"",   "-",   "+",     ".",   "1.",  ".5",  "10abc", "abc", "1e3",      "1E3",   "0x10",    " 1",
        "1 ", "1,5", "1.2.3", "--1", "+-1", "-+1", "inf",   "nan", "infinity", "1_000", "\xC2\xB2"}) {
    EXPECT_FALSE(parse_number(text)) << text;
  }
  EXPECT_FALSE(parse_number("1\0"sv));
  EXPECT_FALSE(parse_number(std::string(400, '9')));
}

constexpr int64_t kSecond = 1000000;
constexpr int64_t kDay = 86400 * kSecond;

TEST(Values, DatesOfAllForms) {
  struct Row {
    std::string_view text;
    int64_t micros;
  };
  for (const Row& row : {
           Row{"1970-01-01T00:00:00Z", 0},
           Row{"1970", 0},
           Row{"1970-01", 0},
           Row{"1970-01-01", 0},
           Row{"1970-01-01T00:00Z", 0},
           Row{"1970-01-01t00:00:00z", 0},
           Row{"1970-01-01T00:00:00", 0},
           Row{"1970-01-02", kDay},
           Row{"1970-02", 31 * kDay},
           Row{"1971", 365 * kDay},
           Row{"1969-12-31T23:59:59Z", -kSecond},
           Row{"1970-01-01T00:00:00.5Z", kSecond / 2},
           Row{"1970-01-01T00:00:00.000001Z", 1},
           Row{"1970-01-01T00:00:00.0000019Z", 1},
           Row{"1970-01-01T01:00:00+01:00", 0},
           Row{"1969-12-31T16:00:00-08:00", 0},
           Row{"1969-12-31T16:00-0800", 0},
           Row{"1970-01-01T05:45+05:45", 0},
           Row{"1970-01-01T24:00:00Z", kDay},
           Row{"1972-06-30T23:59:60Z", 912 * kDay},
           Row{"2000-02-29", 11016 * kDay},
           Row{"2024-02-29T12:00:00Z", 19782 * kDay + kDay / 2},
           Row{"0", 0},
           Row{"1", kSecond},
           Row{"-1", -kSecond},
           Row{"1.5", kSecond * 3 / 2},
           Row{"1709208000", 19782 * kDay + kDay / 2},
           Row{"19700", 19700 * kSecond},
       }) {
    ASSERT_TRUE(parse_date(row.text)) << row.text;
    EXPECT_EQ(*parse_date(row.text), row.micros) << row.text;
  }
}

TEST(Values, TextsThatAreNoDates) {
  for (std::string_view text : {"",
                                "-",
                                "x",
                                "2024-",
                                "2024-1",
                                "2024-01-",
                                "2024-01-1",
                                "2024-00",
                                "2024-13",
                                "2024-01-00",
                                "2024-01-32",
                                "2024-04-31",
                                "2023-02-29",
                                "1900-02-29",
                                "2100-02-29",
                                "2024-02-30",
                                "2024-01-01T",
                                "2024-01-01T1",
                                "2024-01-01T10",
                                "2024-01-01T10:",
                                "2024-01-01T10:0",
                                "2024-01-01T25:00",
                                "2024-01-01T24:01",
                                "2024-01-01T24:00:01",
                                "2024-01-01T10:60",
                                "2024-01-01T10:00:61",
                                "2024-01-01T10:00:00.",
                                "2024-01-01T10:00:00.Z",
                                "2024-01-01T10:00.5Z",
                                "2024-01-01T10:00:00+",
                                "2024-01-01T10:00:00+1",
                                "2024-01-01T10:00:00+24:00",
                                "2024-01-01T10:00:00+01:60",
                                "2024-01-01T10:00:00ZZ",
                                "2024-01-01 10:00:00",
                                "2024-01-01Z",
                                "2024-01T10:00:00Z",
                                "2024T10:00:00Z",
                                "24-01-01",
                                "02024-01-01",
                                "20240101T000000Z",
                                "2024-01-01T10:00:00 Z",
                                "1e9",
                                "99999999999999999999",
                                "0x10",
                                "2024/01/01"}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(Values, Booleans) {
  for (std::string_view text : {"true", "True", "TRUE", "tRuE"}) EXPECT_EQ(parse_bool(text), true) << text;
  for (std::string_view text : {"false", "False", "FALSE"}) EXPECT_EQ(parse_bool(text), false) << text;
  for (std::string_view text : {"", "1", "0", "yes", "no", "true ", " true", "truefalse", "t"})
    EXPECT_EQ(parse_bool(text), std::nullopt) << text;
}

TEST(Values, Addresses) {
  for (std::string_view text :
       {"0.0.0.0", "255.255.255.255", "10.0.0.0/8", "10.1.2.3/0", "10.1.2.3/32", "::", "::1", "2001:db8::/32",
        "2001:DB8:0:0:0:0:0:1", "::/0", "::1/128", "::ffff:10.0.0.1"})
    EXPECT_TRUE(parse_ip(text)) << text;
  for (std::string_view text : {"",
                                "/",
                                "10",
                                "10.0.0",
                                "10.0.0.0.0",
                                "256.0.0.0",
                                "10.0.0.0/",
                                "10.0.0.0/33",
                                "10.0.0.0/-1",
                                "10.0.0.0/8/8",
                                "10.0.0.0/255.0.0.0",
                                "10.0.0.0/1000",
                                " 10.0.0.0",
                                "10.0.0.0 ",
                                "10.0.0.*",
                                "::1/129",
                                ":::",
                                "1::2::3",
                                "fe80::1%eth0",
                                "g::",
                                "x",
                                "1:2:3:4:5:6:7",
                                "1:2:3:4:5:6:7:8:9",
                                "10.0.0.a"})
    EXPECT_FALSE(parse_ip(text)) << text;
  EXPECT_FALSE(parse_ip("10.0.0.1\0"sv));
  EXPECT_FALSE(parse_ip("10.0.0.1\0.evil"sv));
  EXPECT_FALSE(parse_ip(std::string(64, '1')));
  EXPECT_FALSE(parse_ip(std::string(63, ':')));
}

TEST(Values, Ranges) {
  struct Row {
    std::string_view outer, inner;
    bool in;
  };
  for (const Row& row : {
           Row{"0.0.0.0/0", "1.2.3.4", true},
           Row{"10.0.0.0/8", "10.255.255.255", true},
           Row{"10.0.0.0/8", "11.0.0.0", false},
           Row{"10.0.0.0/8", "9.255.255.255", false},
           Row{"10.1.2.3/8", "10.9.9.9", true},  // host bits do not count
           Row{"10.0.0.0/9", "10.127.255.255", true},
           Row{"10.0.0.0/9", "10.128.0.0", false},
           Row{"192.0.2.4/31", "192.0.2.5", true},
           Row{"192.0.2.4/31", "192.0.2.6", false},
           Row{"192.0.2.4", "192.0.2.4", true},
           Row{"192.0.2.4", "192.0.2.5", false},
           Row{"192.0.2.4/32", "192.0.2.4", true},
           Row{"10.0.0.0/8", "10.0.0.0/16", true},
           Row{"10.0.0.0/16", "10.0.0.0/8", false},
           Row{"::/0", "2001:db8::1", true},
           Row{"::/0", "10.0.0.1", false},
           Row{"0.0.0.0/0", "::1", false},
           Row{"0.0.0.0/0", "::ffff:10.0.0.1", false},
           Row{"2001:db8::1", "2001:0DB8:0000:0000:0000:0000:0000:0001", true},
           Row{"2001:db8::/32", "2001:db8:ffff::", true},
           Row{"2001:db8::/32", "2001:db9::", false},
           Row{"2001:db8::/33", "2001:db8:7fff::", true},
           Row{"2001:db8::/33", "2001:db8:8000::", false},
           Row{"2001:db8::/127", "2001:db8::1", true},
           Row{"2001:db8::/127", "2001:db8::2", false},
       }) {
    EXPECT_EQ(in_range(*parse_ip(row.outer), *parse_ip(row.inner)), row.in) << row.outer << " " << row.inner;
  }
}

}  // namespace
}  // namespace arnscope
