#include "engine/report/table.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/base/text.h"
#include "tests/unit/report/capture.h"
#include "tests/unit/report/csv_reader.h"

namespace arnscope {
namespace {

Table small_table() {
  Table table;
  table.columns = {{"PRINCIPAL", "principal"}, {"ACTIONS", "actions", Align::kRight}, {"THROUGH", "through"}};
  table.rows.push_back({{"role/app", Style::kAllowed}, Cell::number(12), "AppAccess"});
  table.rows.push_back({"user/bo", Cell::number(7), ""});
  return table;
}

std::string text_of(const Table& table, const TextLayout& layout = {}) {
  return captured([&](Output& output) { write_table_text(table, layout, output); });
}

std::string csv_of(const Table& table) {
  return captured([&](Output& output) { write_table_csv(table, output); });
}

std::string json_of(const Table& table) {
  return captured([&](Output& output) { write_table_json(table, output); });
}

TEST(TableText, AlignsAndLeavesNoBlanksAtTheEnd) {
  EXPECT_EQ(text_of(small_table()),
            "PRINCIPAL  ACTIONS  THROUGH\n"
            "role/app        12  AppAccess\n"
            "user/bo          7\n");
}

TEST(TableText, ColoursCellsAndNotTheBlanksBetween) {
  EXPECT_EQ(text_of(small_table(), {.color = Color::kOn}),
            "\x1b[1mPRINCIPAL\x1b[0m  \x1b[1mACTIONS\x1b[0m  \x1b[1mTHROUGH\x1b[0m\n"
            "\x1b[32mrole/app\x1b[0m        12  AppAccess\n"
            "user/bo          7\n");
}

TEST(TableText, WithoutTitlesHasNoHeading) {
  EXPECT_EQ(text_of({{{"", "a"}, {"", "b"}}, {{"x", "y"}, {"long", "z"}}}), "x     y\nlong  z\n");
}

TEST(TableText, WithoutRowsIsTheHeading) {
  EXPECT_EQ(text_of({{{"A", "a"}, {"B", "b"}}, {}}), "A  B\n");
  EXPECT_EQ(text_of({}), "");
}

TEST(TableText, CountsColumnsOfTheTerminalNotBytes) {
  EXPECT_EQ(text_of({{{"", "a"}, {"", "b"}}, {{"\u65e5\u672c", "1"}, {"cafe\u0301", "2"}, {"abcde", "3"}}}),
            "\u65e5\u672c   1\ncafe\u0301   2\nabcde  3\n");
}

TEST(TableText, ShowsHostileTextSafely) {
  EXPECT_EQ(text_of({{{"NAME", "a"}, {"N", "b"}},
                     {{"\x1b[2J\n", "1"}, {std::string_view("\0\xff", 2), "2"}, {"\u202ex\u2028", "3"}}}),
            "NAME           N\n"
            "\\u001b[2J\\n    1\n"
            "\\u0000\\xff     2\n"
            "\\u202ex\\u2028  3\n");
}

TEST(TableText, DoesNotCutOrBreakWithoutAWidth) {
  const std::string name(5000, 'x');
  EXPECT_EQ(text_of({{{"", "a"}, {"", "b"}}, {{"k", name}}}), "k  " + name + "\n");
}

TEST(TableText, BreaksTheLastColumn) {
  const Table table{{{"ROLE", "role"}, {"ACTIONS", "actions"}},
                    {{"app", {"s3:GetObject, s3:PutObject, s3:ListBucket", Style::kDim}},
                     {"ci", "s3:AVeryLongActionNameWithoutAnyBlank"},
                     {"", "short"}}};
  EXPECT_EQ(text_of(table, {.color = Color::kOff, .max_width = 32}),
            "ROLE  ACTIONS\n"
            "app   s3:GetObject,\n"
            "      s3:PutObject,\n"
            "      s3:ListBucket\n"
            "ci    s3:AVeryLongActionNameWith\n"
            "      outAnyBlank\n"
            "      short\n");
  EXPECT_EQ(text_of({table.columns, {table.rows[0]}}, {.color = Color::kOn, .max_width = 36}),
            "\x1b[1mROLE\x1b[0m  \x1b[1mACTIONS\x1b[0m\n"
            "app   \x1b[2ms3:GetObject, s3:PutObject,\x1b[0m\n"
            "      \x1b[2ms3:ListBucket\x1b[0m\n");
}

TEST(TableText, NoLineIsWiderThanAskedAndNothingIsLost) {
  const std::string words =
      "  one  two three \u65e5\u672c\u8a9e\u65e5\u672c\u8a9e\u65e5\u672c\u8a9e\u65e5 end";
  for (size_t width = 23; width < 60; ++width) {
    const std::string text = text_of({{{"", "a"}, {"", "b"}}, {{"k", words}}}, {.max_width = width});
    std::string letters;
    for (const std::string_view line : split(text, '\n')) {
      EXPECT_LE(display_width(line), width) << line;
      EXPECT_FALSE(line.ends_with(' ')) << "width " << width;
    }
    for (const char c : text)
      if (c != ' ' && c != '\n') letters += c;
    EXPECT_EQ(letters,
              "konetwothree\u65e5\u672c\u8a9e\u65e5\u672c\u8a9e\u65e5\u672c\u8a9e\u65e5"
              "end");
  }
}

TEST(TableText, DoesNotBreakWhereHardlyAnyRoomIsLeft) {
  const Table table{{{"", "a"}, {"", "b"}}, {{std::string(30, 'k'), "one two three four five six"}}};
  EXPECT_EQ(text_of(table, {.max_width = 51}), text_of(table));
  EXPECT_NE(text_of(table, {.max_width = 52}), text_of(table));
}

TEST(TableCsv, IsCsv) {
  EXPECT_EQ(csv_of(small_table()),
            "principal,actions,through\r\n"
            "role/app,12,AppAccess\r\n"
            "user/bo,7,\r\n");
}

TEST(TableCsv, QuotesAndGuardsCells) {
  const struct {
    std::string_view cell;
    std::string_view expected;
  } rows[] = {
      {"plain text", "plain text"},
      {"a,b", "\"a,b\""},
      {"say \"hi\"", "\"say \"\"hi\"\"\""},
      {"two\nlines", "two\\nlines"},
      {"\x1b[31m", "\\u001b[31m"},
      {"\xff", "\\xff"},
      {"=1+1", "'=1+1"},
      {"=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""},
      {"+1", "'+1"},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"-", "'-"},
      {"-1+1", "'-1+1"},
      {"-12", "-12"},
      {"\t=1", "\\t=1"},
      {"\uff1d1+1", "'\uff1d1+1"},
      {"a=b", "a=b"},
      {"*", "*"},
      {"", ""},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(csv_of({{{"", "c"}}, {{row.cell}}}), "c\r\n" + std::string(row.expected) + "\r\n") << row.cell;
  }
}

TEST(TableCsv, ReadsBack) {
  Table table{{{"", "name"}, {"", "list"}}, {}};
  for (const std::string_view name : kHostileNames)
    table.rows.push_back({name, Cell::list(std::span(kHostileNames))});
  const CsvRecords records = read_csv(csv_of(table));
  ASSERT_EQ(records.size(), std::size(kHostileNames) + 1);
  for (size_t i = 0; i < std::size(kHostileNames); ++i) {
    const std::string shown = printable(kHostileNames[i]);
    EXPECT_EQ(records[i + 1][0], shown.starts_with('=') ? "'" + shown : shown);
    EXPECT_EQ(records[i + 1][1], printable(table.rows[i][1].text));
  }
}

TEST(TableJson, IsOneRowALine) {
  EXPECT_EQ(json_of(small_table()),
            "[\n"
            "  {\"principal\":\"role/app\",\"actions\":12,\"through\":\"AppAccess\"},\n"
            "  {\"principal\":\"user/bo\",\"actions\":7,\"through\":\"\"}\n"
            "]\n");
  EXPECT_EQ(json_of({{{"A", "a"}}, {}}), "[]\n");
}

TEST(TableJson, CellsHaveTheirOwnJson) {
  const std::string actions[] = {"s3:GetObject", "a\"b"};
  Cell condition = "if MFA";
  condition.json = "{\"key\":\"aws:MultiFactorAuthPresent\"}";
  EXPECT_EQ(json_of({{{"", "list"}, {"", "none"}, {"", "condition"}, {"", "number"}},
                     {{Cell::list(std::span(actions)), Cell::list(std::span<const std::string>()), condition,
                       Cell::number(-5)}}}),
            "[\n  {\"list\":[\"s3:GetObject\",\"a\\\"b\"],\"none\":[],"
            "\"condition\":{\"key\":\"aws:MultiFactorAuthPresent\"},\"number\":-5}\n]\n");
  EXPECT_EQ(Cell::list(std::span(actions)).text, "s3:GetObject, a\"b");
}

TEST(TableJson, ReadsBack) {
  Table table{{{"", "name"}, {"", "list"}}, {}};
  for (const std::string_view name : kHostileNames)
    table.rows.push_back({name, Cell::list(std::span(&name, 1))});
  const nlohmann::json read = nlohmann::json::parse(json_of(table), nullptr, false);
  ASSERT_EQ(read.size(), std::size(kHostileNames));
  for (size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(read[i]["name"], as_utf8(kHostileNames[i]));
    EXPECT_EQ(read[i]["list"][0], as_utf8(kHostileNames[i]));
  }
}

TEST(Table, WritersStopWhereNobodyReads) {
  Table table{{{"A", "a"}}, {}};
  for (int i = 0; i < 3; ++i) table.rows.push_back({std::string(Output::kBufferBytes, 'x')});
  const auto calls_of = [&table](auto write) {
    int calls = 0;
    Output output([&calls](std::string_view) { return ++calls < 0; });
    write(table, output);
    return calls;
  };
  EXPECT_EQ(calls_of([](const Table& t, Output& o) { write_table_text(t, {}, o); }), 1);
  EXPECT_EQ(calls_of([](const Table& t, Output& o) { write_table_csv(t, o); }), 1);
  EXPECT_EQ(calls_of([](const Table& t, Output& o) { write_table_json(t, o); }), 1);
}

}  // namespace
}  // namespace arnscope
