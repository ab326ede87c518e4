// What tests of the AWS CLI's output look at.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/snapshot/folders.h"

namespace arnscope {

using Texts = std::vector<std::string>;

inline constexpr std::string_view kCaller =
    R"({"UserId": "AIDA", "Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/audit"})";

inline Texts keys(const Snapshot& s) {
  Texts out;
  for (const Resource& each : s.resources) out.emplace_back(each.key);
  return out;
}
inline Texts accounts(const Snapshot& s) {
  Texts out;
  for (const Account& each : s.accounts)
    out.push_back(std::string(each.id) + " " + std::string(each.partition) + " " + std::string(each.name) +
                  (each.described ? "" : " named"));
  return out;
}
inline Texts operations_of(const Snapshot& s) {
  Texts out;
  for (const OperationRead& each : s.operations)
    out.push_back(std::string(each.region) + " " + std::string(operations()[each.operation].name) +
                  (each.error.empty() ? "" : " ") + std::string(each.error));
  return out;
}
inline const Resource* find(const Snapshot& s, std::string_view key) {
  for (const Resource& each : s.resources)
    if (each.key == key) return &each;
  ADD_FAILURE() << key;
  return &s.resources.front();
}

}  // namespace arnscope
