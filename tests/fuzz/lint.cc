// Input: a file of policies, JSON or YAML, well-formed or not. Every finding has a code, a message and a
// place in the text; what is fixed is proven by fix_source itself, reads as before or better, and has nothing
// more to fix.
#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/lint/fix.h"
#include "tests/fuzz/require.h"

namespace arnscope {
namespace {

void check(const LintResult& result, const Source& source) {
  for (const LintFinding& each : result.findings) {
    ARNSCOPE_REQUIRE(!each.finding.code.empty());
    ARNSCOPE_REQUIRE(!each.finding.message.empty());
    ARNSCOPE_REQUIRE(!format_finding(each.finding).empty());
    ARNSCOPE_REQUIRE(each.path.empty() || each.path.front() == '/');
    if (!each.finding.place.source) continue;
    const Span span = each.finding.place.source->to_outermost(each.finding.place.span);
    ARNSCOPE_REQUIRE(span.begin <= span.end && span.end <= source.text().size());
    for (const Edit& edit : each.fix)
      ARNSCOPE_REQUIRE(edit.span.begin <= edit.span.end && edit.span.end <= source.text().size());
  }
}

}  // namespace
}  // namespace arnscope

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace arnscope;
  if (size == 0 || size > 16384) return 0;
  // The first byte says as what policies are linted whose type nothing tells.
  constexpr const char* kTypes[] = {"identity", "trust", "resource", "scp", "rcp", "s3-bucket", "endpoint"};
  LintOptions options;
  if (data[0] % 8 < 7) options.type = linted_as(kTypes[data[0] % 8]);
  const auto source = Source::from_text("p", std::string(reinterpret_cast<const char*>(data + 1), size - 1));
  check(lint_source(source, options), *source);
  const auto fixed = fix_source(source, options);
  if (!fixed) return 0;
  const auto again = Source::from_text("p", fixed->text);
  check(lint_source(again, options), *again);
  const auto twice = fix_source(again, options);
  ARNSCOPE_REQUIRE(twice.has_value() && twice->fixes == 0 && twice->text == fixed->text);
  return 0;
}
