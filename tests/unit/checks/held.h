// Policies and requirements from text, for the tests of this folder.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/catalog/catalog.h"
#include "engine/checks/require.h"
#include "engine/document/json_reader.h"

namespace arnscope {

// One statement becomes a policy; `'` stands for `"`.
inline std::string policy_text(std::string_view statements) {
  std::string text = "{'Version':'2012-10-17','Statement':[" + std::string(statements) + "]}";
  for (char& c : text)
    if (c == '\'') c = '"';
  return text;
}

inline std::shared_ptr<const CompiledPolicy> compiled(const std::string& name, const std::string& text) {
  auto document = read_json(Source::from_text(name, text));
  EXPECT_TRUE(document) << name << ": " << text;
  std::vector<Finding> findings;
  auto policy = std::make_shared<const Policy>(
      parse_policy((*document)->root(), PolicyKind::kIdentity, name, findings));
  for (const Finding& finding : findings) ADD_FAILURE() << format_finding(finding);
  return compile(std::move(policy), PolicyKind::kIdentity, name);
}

inline RequiredPermissions required(const std::string& text) {
  auto read = read_required_permissions(Source::from_text("spec", text));
  EXPECT_TRUE(read) << text;
  return *std::move(read);
}

}  // namespace arnscope
