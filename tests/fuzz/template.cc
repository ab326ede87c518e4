// Input: a document in JSON or YAML. Every policy that is found in it parses and has its places in the text,
// and the same document written as JSON has the same policies.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/document/json_reader.h"
#include "engine/document/read_document.h"
#include "engine/policy/parser.h"
#include "engine/template/policies.h"
#include "tests/fuzz/require.h"
#include "tests/unit/document/as_json.h"

namespace arnscope {
namespace {

Policy parse(const FoundPolicy& found) {
  std::vector<Finding> findings;
  Policy policy = parse_policy(found.value, PolicyKind::kResource, "", findings);
  for (const Finding& finding : findings) ARNSCOPE_REQUIRE(!format_finding(finding).empty());
  return policy;
}

void check(const FoundPolicies& found) {
  for (const FoundPolicy& policy : found.policies) {
    ARNSCOPE_REQUIRE(&policy.value.document() == policy.document.get());
    ARNSCOPE_REQUIRE(policy.value.is_object());
    ARNSCOPE_REQUIRE(!format_place(policy.value.place()).empty());
    parse(policy);
  }
  for (const Finding& finding : found.findings) ARNSCOPE_REQUIRE(!format_finding(finding).empty());
}

}  // namespace
}  // namespace arnscope

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace arnscope;
  if (size > 32768) return 0;
  const auto document =
      read_document(Source::from_text("t", std::string(reinterpret_cast<const char*>(data), size)));
  if (!document) return 0;
  const FoundPolicies found = find_policies(*document);
  check(found);
  const auto json = read_json(Source::from_text("j", as_json((*document)->root())));
  ARNSCOPE_REQUIRE(json.has_value());
  const FoundPolicies again = find_policies(*json);
  check(again);
  ARNSCOPE_REQUIRE(again.known_layout == found.known_layout);
  ARNSCOPE_REQUIRE(again.policies.size() == found.policies.size());
  ARNSCOPE_REQUIRE(again.findings.size() == found.findings.size());
  for (size_t i = 0; i < found.policies.size(); ++i) {
    const FoundPolicy &a = found.policies[i], &b = again.policies[i];
    ARNSCOPE_REQUIRE(a.path == b.path && a.name == b.name && a.type == b.type && a.owner == b.owner);
    ARNSCOPE_REQUIRE(a.open == b.open && parse(a) == parse(b));
  }
  return 0;
}
