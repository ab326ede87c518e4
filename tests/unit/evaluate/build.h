// Policies, scenarios and requests from short texts.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "engine/document/json_reader.h"
#include "engine/evaluate/authorize.h"
#include "engine/evaluate/decision_json.h"
#include "engine/evaluate/grants.h"
#include "engine/evaluate/scenario.h"

namespace arnscope {

inline std::shared_ptr<const Document> json_document(std::string text) {
  auto document = read_json(Source::from_text("t.json", text));
  EXPECT_TRUE(document) << text << "\n" << (document ? "" : document.error().message);
  return document ? *document : nullptr;
}

inline std::shared_ptr<const CompiledPolicy> compiled_policy(const std::string& text,
                                                             PolicyKind kind = PolicyKind::kIdentity,
                                                             std::string name = "p") {
  std::vector<Finding> findings;
  auto policy =
      std::make_shared<const Policy>(parse_policy(json_document(text)->root(), kind, name, findings));
  return compile(std::move(policy), kind, std::move(name));
}

inline Result<Scenario> scenario_of(const std::string& text) {
  return ScenarioReader().read(json_document(text)->root());
}

// A policy of one statement; `rest` is what stands between its braces.
inline std::string one_statement(std::string_view rest) {
  return "{\"Version\":\"2012-10-17\",\"Statement\":[{" + std::string(rest) + "}]}";
}

inline std::string condition_json(const Expression& condition, Places places = Places::kLeftOut) {
  std::string text;
  JsonWriter json(text, Layout::kCompact);
  write_condition(json, condition, places);
  return text;
}

}  // namespace arnscope
