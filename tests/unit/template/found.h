// Policies found in short texts, a line each.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/document/read_document.h"
#include "engine/policy/parser.h"
#include "engine/policy/printer.h"
#include "engine/template/policies.h"

namespace arnscope {

inline FoundPolicies find_in(std::string text) {
  auto document = read_document(Source::from_text("t", std::move(text)));
  EXPECT_TRUE(document) << (document ? "" : format_error(document.error()));
  return document ? find_policies(*document) : FoundPolicies{};
}

inline std::string printed(const FoundPolicy& found) {
  std::vector<Finding> findings;
  return print_policy(parse_policy(found.value, PolicyKind::kResource, "", findings), Layout::kCompact);
}

// "path type name owner" and "open".
inline std::string line_of(const FoundPolicy& policy) {
  return policy.path + " " + (policy.type.empty() ? "-" : std::string(policy.type)) + " " + policy.name +
         " " + (policy.owner.empty() ? "-" : policy.owner) + (policy.open ? " open" : "");
}

inline std::vector<std::string> lines(const FoundPolicies& found) {
  std::vector<std::string> out;
  for (const FoundPolicy& policy : found.policies) out.push_back(line_of(policy));
  for (const Finding& f : found.findings)
    out.push_back(format_place(f.place) + " " + std::string(severity_name(f.severity)) + " " +
                  std::string(f.code) + " " + f.message + " [" + f.subject + "]");
  return out;
}

using Lines = std::vector<std::string>;

}  // namespace arnscope
