// Input: a policy document as text. Split, merged or not, it comes out proven and no larger than it may be,
// or is refused for a reason other than a proof that failed.
#include "engine/checks/split.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/document/json_reader.h"
#include "engine/policy/printer.h"
#include "tests/fuzz/require.h"

namespace arnscope {
namespace {

void check(const Policy& policy, const SplitOptions& options) {
  const auto result = split(std::span(&policy, 1), options);
  if (!result) {
    ARNSCOPE_REQUIRE(!result.error().message.starts_with("the result could not be proven"));
    return;
  }
  ARNSCOPE_REQUIRE(result->fewest <= result->documents.size());
  for (const Policy& document : result->documents)
    ARNSCOPE_REQUIRE(count_characters(print_policy(document, Layout::kCompact)) <= options.most_characters);
  SplitOptions again = options;
  again.previous = result->documents;
  const auto same = split(std::span(&policy, 1), again);
  ARNSCOPE_REQUIRE(same && same->documents.size() <= result->documents.size());
}

}  // namespace
}  // namespace arnscope

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace arnscope;
  if (size > 4096) return 0;
  const auto document =
      read_json(Source::from_text("p", std::string(reinterpret_cast<const char*>(data), size)));
  if (!document) return 0;
  for (const PolicyKind kind : {PolicyKind::kIdentity, PolicyKind::kResource}) {
    std::vector<Finding> findings;
    const Policy policy = parse_policy((*document)->root(), kind, "subject", findings);
    for (const uint32_t most : {6143U, static_cast<uint32_t>(60 + size % 300)}) {
      SplitOptions options;
      options.most_characters = most;
      check(policy, options);
      options.merge = true;
      check(policy, options);
    }
  }
  return 0;
}
