// What the AWS managed policies say, as input for benchmarks: the distinct texts of some elements, sorted.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/catalog/catalog.h"

namespace arnscope {

inline void collect_texts(const nlohmann::json& element, std::vector<std::string>& texts) {
  if (element.is_string()) texts.push_back(element.get<std::string>());
  if (element.is_array())
    for (const auto& each : element) collect_texts(each, texts);
}

inline std::vector<std::string> managed_policy_texts(std::initializer_list<const char*> elements) {
  std::vector<std::string> texts;
  for (uint32_t i = 0; i < catalog::managed_policy_count(); ++i) {
    const auto document = nlohmann::json::parse(catalog::managed_policy(i).document);
    const auto& statements = document.at("Statement");
    const auto collect = [&](const nlohmann::json& statement) {
      for (const char* element : elements)
        if (statement.contains(element)) collect_texts(statement.at(element), texts);
    };
    if (statements.is_object()) collect(statements);
    if (statements.is_array())
      for (const auto& statement : statements) collect(statement);
  }
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

}  // namespace arnscope
