// Rows of what lies inside what, for the tests of the normal form.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/checks/normal_form.h"
#include "tests/unit/checks/held.h"

namespace arnscope {

constexpr std::string_view kOld = "2008-10-17";
constexpr std::string_view kNew = "2012-10-17";

// Statements, or a whole policy; `'` stands for `"`.
inline std::shared_ptr<const CompiledPolicy> policy_of(std::string_view text, std::string_view version,
                                                       PolicyKind kind) {
  std::string whole = fmt::format("{{{}'Statement':[{}]}}",
                                  version.empty() ? "" : fmt::format("'Version':'{}',", version), text);
  std::replace(whole.begin(), whole.end(), '\'', '"');
  auto document = read_json(Source::from_text("policy.json", whole));
  EXPECT_TRUE(document) << whole;
  std::vector<Finding> findings;
  auto policy = std::make_shared<const Policy>(parse_policy((*document)->root(), kind, "p", findings));
  EXPECT_FALSE(policy->statements.empty()) << whole;
  return compile(std::move(policy), kind, "p");
}

inline std::string allow(std::string_view action, std::string_view resource = "'*'",
                         std::string_view rest = "") {
  return fmt::format("{{'Effect':'Allow','Action':{},'Resource':{}{}}}", action, resource, rest);
}

inline std::string when(std::string_view condition) {
  return allow("'s3:GetObject'", "'*'", fmt::format(",'Condition':{{{}}}", condition));
}

inline std::string on(std::string_view resource) { return allow("'s3:GetObject'", resource); }

inline std::string not_on(std::string_view resource) {
  return fmt::format("{{'Effect':'Allow','Action':'s3:GetObject','NotResource':{}}}", resource);
}

inline std::string all_but(std::string_view action, std::string_view resource = "'*'") {
  return fmt::format("{{'Effect':'Allow','NotAction':{},'Resource':{}}}", action, resource);
}

struct Row {
  std::string_view name;
  std::string inner;
  std::vector<std::string> outer;  // a policy each
  bool forever;
  bool today;
  std::string_view inner_version = kNew;
  std::string_view outer_version = kNew;
  PolicyKind kind = PolicyKind::kIdentity;
};

inline void expect_rows(std::initializer_list<Row> rows) {
  for (const Row& row : rows) {
    const CompiledPolicies inner = {policy_of(row.inner, row.inner_version, row.kind)};
    CompiledPolicies outer;
    for (const std::string& each : row.outer) outer.push_back(policy_of(each, row.outer_version, row.kind));
    EXPECT_EQ(atoms_outside(inner, outer, Wildcards::kForever).empty(), row.forever) << row.name;
    EXPECT_EQ(atoms_outside(inner, outer, Wildcards::kToday).empty(), row.today) << row.name << ", today";
  }
}

}  // namespace arnscope
