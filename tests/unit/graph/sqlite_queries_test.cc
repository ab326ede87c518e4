// The queries of docs/sqlite.md, as they stand there, on databases of the fixtures.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "engine/base/source.h"
#include "engine/base/text.h"
#include "engine/graph/search.h"
#include "engine/graph/write.h"
#include "tests/unit/graph/drawn.h"

namespace arnscope {
namespace {

namespace fs = std::filesystem;

using Rows = std::vector<std::vector<std::string>>;

// The ```sql blocks of the document.
std::vector<std::string> documented() {
  const auto document = *Source::read(std::string(ARNSCOPE_SOURCE_DIR) + "/docs/sqlite.md");
  constexpr std::string_view kBegin = "```sql\n";
  std::vector<std::string> queries;
  const std::string_view text = document->text();
  for (size_t at = text.find(kBegin); at != std::string_view::npos; at = text.find(kBegin, at)) {
    at += kBegin.size();
    queries.emplace_back(text.substr(at, text.find("```", at) - at));
  }
  return queries;
}

std::string replaced(std::string text, std::string_view old, std::string_view with) {
  const size_t at = text.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return text.replace(at, old.size(), with);
}

class SqliteQueries : public ::testing::Test {
 protected:
  SqliteQueries() { fs::create_directories(folder_); }
  ~SqliteQueries() override { fs::remove_all(folder_); }

  std::string path(std::string_view name) const { return (folder_ / name).string(); }

  void write(const Graph& graph, std::string_view name) {
    auto writer = open_graph_sqlite(path(name));
    ASSERT_TRUE(writer) << writer.error().message;
    ASSERT_TRUE(write_graph(graph, kAllRelationClasses, **writer)) << (*writer)->fault();
  }

  Rows ask(std::string_view name, const std::string& queries) const {
    sqlite3* database = nullptr;
    sqlite3_open_v2(path(name).c_str(), &database, SQLITE_OPEN_READONLY, nullptr);
    Rows rows;
    const auto take = [](void* to, int count, char** values, char**) {
      auto& row = static_cast<Rows*>(to)->emplace_back();
      for (int i = 0; i < count; ++i) row.emplace_back(values[i] == nullptr ? "" : values[i]);
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(database, queries.c_str(), take, &rows, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database);
    sqlite3_close(database);
    return rows;
  }

 private:
  const fs::path folder_ =
      fs::path(::testing::TempDir()) /
      (std::string("sqlite_queries_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(SqliteQueries, AreThree) { EXPECT_EQ(documented().size(), 3u); }

// The same as the search through the graph finds, for every role.
TEST_F(SqliteQueries, WhoComesToActAsARole) {
  const Drawn acme = Drawn::file("acme/account-authorization-details.json");
  write(acme.graph(), "acme.sqlite");
  const std::string query = documented()[0];
  const AssumeChains chains(acme.graph());
  size_t found = 0;
  for (const Role& role : acme.snapshot().roles) {
    Rows expected;
    const EntityId target = *acme.graph().find(role.arn);
    for (const Chain& chain : chains.to(std::span(&target, 1)))
      expected.push_back({std::string(acme.graph().entities[chain.from].key), chain.conditional ? "1" : "0"});
    Rows rows =
        ask("acme.sqlite", replaced(query, "arn:aws:iam::111122223333:role/finance-payroll", role.arn));
    for (auto& row : rows) row.erase(row.begin() + 3), row.erase(row.begin() + 1);
    std::sort(rows.begin(), rows.end());
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(rows, expected) << role.arn;
    found += rows.size();
  }
  EXPECT_GT(found, 100u);
  const Rows rows = ask("acme.sqlite", query);
  ASSERT_FALSE(rows.empty());
  EXPECT_EQ(rows.back(), (std::vector<std::string>{"arn:aws:iam::111122223333:user/machine/ci-deploy",
                                                   "aws_iam_user", "1", "4"}));
}

TEST_F(SqliteQueries, WhoMayWriteToABucket) {
  const auto allow = [](std::string_view action, std::string_view more = "") {
    return fmt::format(R"({{"Effect": "Allow", "Action": "{}", "Resource": "arn:aws:s3:::data/*"{}}})",
                       action, more);
  };
  const std::string deny = R"({"Effect": "Deny", "Action": "s3:Put*", "Resource": "arn:aws:s3:::data/x/*"})";
  const std::string elsewhere =
      R"({"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::other/*"})";
  const std::string mfa = R"(, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}})";
  const std::string attached = fmt::format(
      R"(, "AttachedManagedPolicies": [{{"PolicyName": "put", "PolicyArn": "{}"}}])", iam("policy/put"));
  write(Drawn(Export{user("reader", allow("s3:GetObject")) + "," + user("writer", allow("s3:Put*")) + "," +
                         user("elsewhere", elsewhere) + "," + user("mfa", allow("s3:PutObject", mfa)) + "," +
                         user("member", deny, R"(, "GroupList": ["writers"])") + "," +
                         user("attached", "", attached),
                     group("writers", allow("s3:*")), role("own", trusting(R"({"AWS": "*"})"), allow("s3:*")),
                     managed("put", allow("s3:PutObject"))})
            .graph(),
        "graph.sqlite");
  const Rows rows =
      ask("graph.sqlite", replaced(documented()[1], "arn:aws:s3:::acme-payroll", "arn:aws:s3:::data"));
  EXPECT_EQ(rows, (Rows{{iam("role/own"), iam("role/own/policy/own"), "0", "0"},
                        {iam("user/attached"), iam("policy/put"), "0", "0"},
                        {iam("user/member"), iam("group/writers/policy/own"), "0", "1"},
                        {iam("user/mfa"), iam("user/mfa/policy/own"), "1", "0"},
                        {iam("user/writer"), iam("user/writer/policy/own"), "0", "0"}}));
}

TEST_F(SqliteQueries, WhatChanged) {
  const std::string read = R"({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"})";
  const std::string more =
      R"({"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::a/*"})";
  const std::string anna = user("anna", read);
  write(Drawn(Export{anna + "," + user("bert"), "", "", ""}).graph(), "old.sqlite");
  // Another line for anna, who stays the same; bert is gone, carl is new; and anna's policy changes then.
  write(Drawn(Export{user("carl") + ",\n" + anna, "", "", ""}).graph(), "new.sqlite");
  write(Drawn(Export{user("bert") + ",\n\n" + user("anna", more), "", "", ""}).graph(), "changed.sqlite");
  const std::string query = replaced(documented()[2], "old.sqlite", path("old.sqlite"));
  const std::string service = "111122223333:aws_iam|HAS|";
  EXPECT_EQ(ask("old.sqlite", query), Rows{});
  EXPECT_EQ(ask("new.sqlite", query), (Rows{{"added", service + iam("user/carl")},
                                            {"added", iam("user/carl")},
                                            {"removed", service + iam("user/bert")},
                                            {"removed", iam("user/bert")}}));
  const std::string policy = iam("user/anna/policy/own");
  EXPECT_EQ(ask("changed.sqlite", query),
            (Rows{{"changed", policy}, {"changed", policy + "|ALLOWS|arn:aws:s3:::a"}}));
}

}  // namespace
}  // namespace arnscope
