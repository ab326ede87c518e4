// The tables against the data model's own names, which are data: tests/conformance/model/.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "engine/base/text.h"
#include "engine/model/entity_types.h"
#include "engine/model/joins.h"

namespace arnscope {
namespace {

using Lines = std::vector<std::vector<std::string>>;

// Fields with tabs between; lines that begin with "#" are left out.
Lines lines_of(const std::string& name) {
  std::ifstream file(std::string(ARNSCOPE_SOURCE_DIR) + "/tests/conformance/model/" + name);
  Lines result;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    result.emplace_back();
    for (std::string_view field : split(line, '\t')) result.back().emplace_back(field);
  }
  return result;
}

TEST(DataModel, EveryTypeHasItsClasses) {
  const Lines lines = lines_of("entity_types.txt");
  EXPECT_EQ(lines.size(), 94u);
  for (const auto& line : lines) {
    ASSERT_EQ(line.size(), 2u);
    const EntityTypeId id = find_entity_type(line[0]);
    ASSERT_NE(id, kNoEntityType) << line[0];
    EntityClasses classes = {};
    std::string_view rest = line[1];
    const auto words = split(rest, ' ');
    ASSERT_LE(words.size(), classes.size());
    std::copy(words.begin(), words.end(), classes.begin());
    EXPECT_EQ(entity_types()[id].classes, classes) << line[0];
  }
}

// The table has them in the data model's order.
TEST(DataModel, TypesStandInOrder) {
  EntityTypeId last = 0;
  for (const auto& line : lines_of("entity_types.txt")) {
    const EntityTypeId id = find_entity_type(line[0]);
    if (id == 0) continue;
    EXPECT_GT(id, last) << line[0];
    last = id;
  }
}

// What a name of the data model's relationships means: a type, an older name, each type of a class, any.
struct Meaning {
  std::vector<std::string> types;
  bool all = true;  // each of them must have the relationship; else some
};

Meaning meaning_of(const std::string& name) {
  if (name == "resource") return {{"*"}};
  for (const TypeAlias& alias : type_aliases())
    if (alias.name == name) {
      Meaning result;
      for (std::string_view type : split(alias.types, ' ')) result.types.emplace_back(type);
      return result;
    }
  Meaning of_class = {{}, false};
  for (const EntityTypeRow& row : entity_types())
    if (std::find(row.classes.begin(), row.classes.end(), name) != row.classes.end())
      of_class.types.emplace_back(row.name);
  return of_class.types.empty() ? Meaning{{name}} : of_class;
}

bool is_joined(RelationClass relation, std::string_view from, std::string_view to) {
  return std::any_of(joins().begin(), joins().end(), [&](const Join& join) {
    return join.relation == relation && join.from == from && (join.to == to || join.to == "*" || to == "*");
  });
}

bool is_joined(const std::vector<std::string>& line) {
  const auto relation = find_relation_class(line[0]);
  const Meaning from = meaning_of(line[1]), to = meaning_of(line[2]);
  bool some = false, every = true;
  for (const std::string& one : from.types)
    for (const std::string& other : to.types) {
      const bool joined = is_joined(*relation, one, other);
      some = some || joined;
      every = every && joined;
    }
  return from.all && to.all ? every : some;
}

// Drawn by code of engine/graph, from tables of its own: IAM, organizations, what policies say.
constexpr std::array<std::array<std::string_view, 3>, 26> kByCode = {{
    {"HAS", "aws_account", "aws_account"},
    {"HAS", "aws_account", "Service"},
    {"HAS", "aws_iam", "aws_iam_policy"},
    {"HAS", "aws_iam", "aws_iam_role"},
    {"HAS", "aws_iam", "aws_iam_role_policy"},
    {"HAS", "aws_iam", "aws_iam_user"},
    {"HAS", "aws_iam", "aws_iam_user_policy"},
    {"HAS", "aws_iam", "aws_iam_group"},
    {"HAS", "aws_iam", "aws_iam_group_policy"},
    {"HAS", "aws_iam_group", "aws_iam_group_policy"},
    {"CONTAINS", "aws_iam_group", "aws_iam_user"},
    {"HAS", "aws_iam_group", "aws_iam_policy"},
    {"HAS", "aws_iam_role", "aws_iam_role_policy"},
    {"HAS", "aws_iam_role", "aws_iam_policy"},
    {"HAS", "aws_iam_user", "aws_iam_policy"},
    {"HAS", "aws_iam_user", "aws_iam_user_policy"},
    {"HAS", "aws_s3_bucket", "aws_s3_bucket_policy"},
    {"IS", "aws_iam_user", "Person"},
    {"TRUSTS", "aws_iam_role", "aws_iam_user"},
    {"TRUSTS", "aws_iam_role", "aws_iam_role"},
    {"TRUSTS", "aws_iam_role", "aws_account"},
    {"TRUSTS", "aws_iam_role", "Service"},
    {"ALLOWS", "aws_iam_policy", "resource"},
    {"CAN_ASSUME", "User", "aws_iam_role"},
    {"CAN_ASSUME", "Service", "aws_iam_role"},
    {"CAN_ASSUME", "AccessRole", "aws_iam_role"},
}};

bool is_by_code(const std::vector<std::string>& line) {
  const Meaning from = meaning_of(line[1]), to = meaning_of(line[2]);
  return std::any_of(kByCode.begin(), kByCode.end(), [&](const auto& row) {
    const auto same = [](std::string_view name, const std::string& written, const Meaning& meaning) {
      return name == written || (meaning.types.size() == 1 && meaning.types.front() == name);
    };
    return row[0] == line[0] && same(row[1], line[1], from) && same(row[2], line[2], to);
  });
}

TEST(DataModel, EveryRelationshipIsDrawn) {
  const Lines lines = lines_of("relationships.txt");
  EXPECT_EQ(lines.size(), 179u);
  EXPECT_EQ(std::count_if(lines.begin(), lines.end(), [](const auto& line) { return line[4] == "newest"; }),
            165);
  for (const auto& line : lines) {
    ASSERT_EQ(line.size(), 5u);
    ASSERT_TRUE(find_relation_class(line[0])) << line[0];
    EXPECT_NE(is_joined(line), is_by_code(line)) << line[1] << " " << line[0] << " " << line[2];
  }
}

}  // namespace
}  // namespace arnscope
