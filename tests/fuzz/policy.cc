// Input: a policy document as text. What is kept of it prints to text that reads to the same, and it compiles
// and decides.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/document/json_reader.h"
#include "engine/evaluate/grants.h"
#include "engine/policy/printer.h"
#include "tests/fuzz/require.h"

namespace arnscope {
namespace {

Policy parse(const Document& document, PolicyKind kind) {
  std::vector<Finding> findings;
  Policy policy = parse_policy(document.root(), kind, "subject", findings);
  for (const Finding& finding : findings) {
    ARNSCOPE_REQUIRE(!finding.code.empty() && !finding.message.empty() && finding.subject == "subject");
    ARNSCOPE_REQUIRE(finding.place.span.begin <= finding.place.span.end);
    ARNSCOPE_REQUIRE(finding.place.span.end <= document.source()->text().size());
    ARNSCOPE_REQUIRE(!format_finding(finding).empty());
  }
  return policy;
}

void check(const Document& document, PolicyKind kind) {
  const Policy policy = parse(document, kind);
  for (const Layout layout : {Layout::kCompact, Layout::kIndented}) {
    const std::string printed = print_policy(policy, layout);
    const auto again = read_json(Source::from_text("printed", printed));
    ARNSCOPE_REQUIRE(again.has_value());
    const Policy read = parse(**again, kind);
    ARNSCOPE_REQUIRE(read == policy);
    ARNSCOPE_REQUIRE(print_policy(read, layout) == printed);
  }
  const auto compiled = compile(std::make_shared<const Policy>(policy), kind, "p");
  ARNSCOPE_REQUIRE(compiled->statements.size() == policy.statements.size());
  const Principal principal = *parse_principal("arn:aws:sts::111122223333:assumed-role/r/s");
  const Context context(Unlisted::kUnknown);
  for (const std::string_view action : {"s3:GetObject", "sts:AssumeRole", "x:Unknown"}) {
    Request request(principal, context);
    request.set_action(action);
    request.set_resource("arn:aws:s3:::b/k");
    Policies policies;
    policies.add(kind == PolicyKind::kIdentity ? Layer::kIdentity : Layer::kResource, compiled);
    const Verdict quick = decide(request, policies);
    const Verdict verdict = explain(request, policies).verdict;
    ARNSCOPE_REQUIRE(quick == verdict || quick == Verdict::kConditional);
    if (kind == PolicyKind::kIdentity) grants_within(request, "*", policies);
  }
}

}  // namespace
}  // namespace arnscope

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace arnscope;
  if (size > 16384) return 0;
  const auto document =
      read_json(Source::from_text("p", std::string(reinterpret_cast<const char*>(data), size)));
  if (!document) return 0;
  for (const PolicyKind kind : {PolicyKind::kIdentity, PolicyKind::kResource, PolicyKind::kTrust})
    check(**document, kind);
  return 0;
}
