#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/unit/report/capture.h"
#include "tests/unit/report/graph_sample.h"

namespace arnscope {
namespace {

namespace fs = std::filesystem;

// A fresh folder for each test.
class GraphSqlite : public ::testing::Test {
 protected:
  GraphSqlite() { fs::create_directories(folder_); }
  ~GraphSqlite() override { fs::remove_all(folder_); }

  std::string path(std::string_view name) const { return (folder_ / name).string(); }

  std::string write(std::string_view name, Sample sample) {
    auto writer = open_graph_sqlite(path(name));
    EXPECT_TRUE(writer) << writer.error().message;
    write_sample(**writer, sample);
    EXPECT_EQ((*writer)->fault(), "");
    return bytes(path(name));
  }

  static std::string bytes(const std::string& path) {
    std::ostringstream content;
    content << std::ifstream(path, std::ios::binary).rdbuf();
    return content.str();
  }

  // Rows with "|" between columns, each on a line. NULL is "-".
  std::string ask(std::string_view name, const std::string& query) const {
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open_v2(path(name).c_str(), &database, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(database, query.c_str(), -1, &statement, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    std::string rows;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      for (int i = 0; i < sqlite3_column_count(statement); ++i) {
        const void* text = sqlite3_column_blob(statement, i);
        rows += i == 0 ? "" : "|";
        if (sqlite3_column_type(statement, i) == SQLITE_NULL) rows += "-";
        rows.append(static_cast<const char*>(text), static_cast<size_t>(sqlite3_column_bytes(statement, i)));
      }
      rows += '\n';
    }
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return rows;
  }

 private:
  const fs::path folder_ =
      fs::path(::testing::TempDir()) /
      (std::string("graph_sqlite_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(GraphSqlite, HoldsEveryRecordAndProperty) {
  write("graph", Sample::kSmall);
  EXPECT_EQ(ask("graph", "SELECT * FROM entities"),
            "1|arn:aws:iam::111122223333:user/ana|aws_iam_user|[\"User\"]|ana|-|-|-\n"
            "2|arn:aws:iam::111122223333:role/app|aws_iam_role|[\"AccessRole\"]|app|-|-|-\n"
            "3|arn:aws:s3:::data|aws_s3_bucket|[\"DataStore\",\"Archive\"]|data|-|-|-\n");
  EXPECT_EQ(ask("graph", "SELECT id, key, type, class FROM relationships WHERE from_key LIKE '%role/app'"),
            "5|r2|aws_iam_role_allows_aws_s3_bucket|ALLOWS\n6|r3|aws_iam_role_has_user|HAS\n");
  EXPECT_EQ(ask("graph", "SELECT owner, name, type, typeof(value), value FROM properties"),
            "1|accountId|text|text|111122223333\n"
            "1|tags|json|text|{\"team\":\"a b\\\" c\",\"n\":1}\n"
            "3|accountId|text|text|\n"
            "3|named|boolean|integer|1\n"
            "3|tag.aws:a/b \"<c>\" {d}%|text|text|e\n"
            "4|condition|json|text|{\"key\":\"aws:MultiFactorAuthPresent\"}\n"
            "5|actions|texts|text|[\"s3:Get*\",\"s3:PutObject\",\"s3:ListBucket\",\"s3:DeleteObject\","
            "\"s3:Abort*\",\"s3:x\"]\n"
            "5|statement|number|integer|-2\n");
  EXPECT_EQ(ask("graph", "PRAGMA integrity_check"), "ok\n");
}

TEST_F(GraphSqlite, SomePropertiesAreColumnsOfEntities) {
  const Property properties[] = {{"region", "eu-west-1"}, {"arn", "arn:x"}, {"path", "/"}, {"account", true}};
  auto writer = open_graph_sqlite(path("graph"));
  (*writer)->begin();
  EXPECT_TRUE((*writer)->entity({"k", "t", {}, "n", properties}));
  EXPECT_TRUE((*writer)->finish());
  EXPECT_EQ(ask("graph", "SELECT arn, account, region, classes FROM entities"), "arn:x|-|eu-west-1|[]\n");
  EXPECT_EQ(ask("graph", "SELECT name, value FROM properties"), "account|1\npath|/\n");
}

TEST_F(GraphSqlite, SameBytesEachTime) {
  for (const Sample sample : {Sample::kEmpty, Sample::kSmall, Sample::kHostile})
    EXPECT_TRUE(write("one", sample) == write("two", sample));
}

// Texts are bound and never part of a statement; what is not UTF-8 is shown, the rest is as it was.
TEST_F(GraphSqlite, HostileNamesStayTexts) {
  write("graph", Sample::kHostile);
  std::string expected;
  for (const std::string_view name : kHostileNames) {
    const bool bad = name.find('\xff') != std::string_view::npos;
    expected.append(bad ? "bad\\xff utf\\xc3(" : name).append("\n");
  }
  EXPECT_EQ(ask("graph", "SELECT key FROM entities ORDER BY id"), expected);
  EXPECT_EQ(ask("graph", "SELECT key FROM relationships ORDER BY id"), expected);
}

TEST_F(GraphSqlite, HoldsFindings) {
  const auto source = Source::from_text("export.json", "{\n  \"a\": 1\n}");
  auto writer = open_graph_sqlite(path("graph"));
  (*writer)->begin();
  EXPECT_TRUE(
      (*writer)->finding({Severity::kSecurityWarning, "CODE", "it's odd", {source, {4, 7}}, "role/a"}));
  EXPECT_TRUE((*writer)->finding({Severity::kError, "OTHER", "no place", {}, ""}));
  EXPECT_TRUE((*writer)->finish());
  EXPECT_EQ(ask("graph", "SELECT * FROM findings"),
            "1|CODE|securityWarning|it's odd|export.json|2|3|role/a\n2|OTHER|error|no place|-|-|-|-\n");
}

TEST_F(GraphSqlite, ReplacesOnlyItsOwn) {
  const std::string first = write("graph", Sample::kSmall);
  EXPECT_FALSE(write("graph", Sample::kHostile) == first);
  EXPECT_TRUE(write("graph", Sample::kSmall) == first);
  std::ofstream(path("empty")).flush();
  EXPECT_TRUE(write("empty", Sample::kSmall) == first);

  std::ofstream(path("other")) << "a file of somebody's";
  sqlite3* database = nullptr;
  sqlite3_open(path("database").c_str(), &database);
  sqlite3_exec(database, "CREATE TABLE mine (a)", nullptr, nullptr, nullptr);
  sqlite3_close(database);
  for (const std::string& taken : {path("other"), path("database")}) {
    const std::string before = bytes(taken);
    const auto refused = open_graph_sqlite(taken);
    ASSERT_FALSE(refused) << taken;
    EXPECT_EQ(
        refused.error().message,
        "`" + taken + "` is not a database that was written here, and is left alone: name another file");
    EXPECT_EQ(bytes(taken), before);
  }
}

TEST_F(GraphSqlite, RefusesWhatIsNoFile) {
  fs::create_directories(path("folder"));
  EXPECT_EQ(open_graph_sqlite(path("folder")).error().message,
            "`" + path("folder") + "` is no file: a database must be one");
  EXPECT_EQ(open_graph_sqlite("/dev/null").error().message, "`/dev/null` is no file: a database must be one");
  EXPECT_EQ(open_graph_sqlite(path("no/folder/graph")).error().message,
            "cannot write `" + path("no/folder/graph") + "`: unable to open database file");
}

// What stood there stays until the new one is whole, and nothing is left of one that was not finished.
TEST_F(GraphSqlite, AnUnfinishedOneChangesNothing) {
  const std::string before = write("graph", Sample::kSmall);
  {
    auto writer = open_graph_sqlite(path("graph"));
    (*writer)->begin();
    (*writer)->entity({"k", "t", {}, "n", {}});
    EXPECT_TRUE(fs::exists(path("graph.part")));
  }
  EXPECT_FALSE(fs::exists(path("graph.part")));
  EXPECT_TRUE(bytes(path("graph")) == before);
}

TEST_F(GraphSqlite, AFaultStopsIt) {
  auto writer = open_graph_sqlite(path("graph"));
  (*writer)->begin();
  (*writer)->entity({"k", "t", {}, "n", {}});
  (*writer)->entity({"k", "t", {}, "n", {}});  // against what the writer requires
  EXPECT_FALSE((*writer)->finish());
  EXPECT_EQ((*writer)->fault(),
            "cannot write `" + path("graph") + "`: UNIQUE constraint failed: entities.key");
  EXPECT_FALSE((*writer)->entity({"l", "t", {}, "n", {}}));
  EXPECT_FALSE((*writer)->finish());
  EXPECT_FALSE(fs::exists(path("graph")));
}

}  // namespace
}  // namespace arnscope
