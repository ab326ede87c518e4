// Input: a Resource pattern, an ARN and another pattern, separated by NUL. Splitting loses nothing, matching
// agrees with a slow judge, and the relations between patterns with what the patterns do to the ARN.
#include "engine/policy/arn.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/text.h"
#include "tests/fuzz/require.h"
#include "tests/properties/glob_judge.h"

namespace arnscope {
namespace {

// All that lies behind the fifth colon is one field.
std::vector<std::string> fields_of(std::string_view text) {
  std::vector<std::string> fields;
  for (const std::string_view part : split(text, ':')) {
    if (fields.size() < 6)
      fields.emplace_back(part);
    else
      fields.back() += ':' + std::string(part);
  }
  return fields;
}

bool judge(std::string_view pattern, std::string_view arn, ShortArn short_arn) {
  if (!pattern.empty() && pattern.find_first_not_of('*') == std::string_view::npos) return true;
  auto wanted = fields_of(pattern);
  const auto fields = fields_of(arn);
  if (fields.size() < 6 || fields[0] != "arn") return false;
  if (wanted.size() < 6 && short_arn == ShortArn::kNeverMatches) return false;
  wanted.resize(6, "*");
  for (size_t i = 0; i < 6; ++i)
    if (!judge_match(wanted[i], fields[i])) return false;
  return true;
}

void check_parse(std::string_view text) {
  const auto arn = parse_arn(text);
  if (!arn) return;
  std::string joined = "arn";
  for (const std::string_view field :
       {arn->partition, arn->service, arn->region, arn->account, arn->resource})
    joined += ':' + std::string(field);
  ARNSCOPE_REQUIRE(joined == text);
  ARNSCOPE_REQUIRE(arn->resource.ends_with(arn->resource_name()));
  ARNSCOPE_REQUIRE(arn->resource.starts_with(arn->resource_type()));
}

void check_match(std::string_view pattern, std::string_view arn) {
  if (std::count(pattern.begin(), pattern.end(), '*') > 4 || pattern.size() > 128 || arn.size() > 128) return;
  for (const ShortArn each : {ShortArn::kCompleted, ShortArn::kNeverMatches})
    ARNSCOPE_REQUIRE(arn_match(pattern, arn, each) == judge(pattern, arn, each));
}

void check_relations(std::string_view a, std::string_view b, std::string_view arn, ShortArn short_arn) {
  const bool meet = arn_intersects(a, b, short_arn);
  ARNSCOPE_REQUIRE(meet == arn_intersects(b, a, short_arn));
  if (!is_utf8(a) || !is_utf8(b) || !is_utf8(arn)) return;
  const bool contain = arn_contains(a, b, short_arn);
  ARNSCOPE_REQUIRE(arn_contains(a, a, short_arn));
  ARNSCOPE_REQUIRE(arn_contains("*", a, short_arn));
  if (!arn_match(b, arn, short_arn)) return;
  ARNSCOPE_REQUIRE(!contain || arn_match(a, arn, short_arn));
  ARNSCOPE_REQUIRE(meet || !arn_match(a, arn, short_arn));
}

}  // namespace
}  // namespace arnscope

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 8192) return 0;
  const auto parts = arnscope::split({reinterpret_cast<const char*>(data), size}, '\0');
  const auto part = [&](size_t i) { return i < parts.size() ? parts[i] : std::string_view(); };
  for (size_t i = 0; i < 3; ++i) arnscope::check_parse(part(i));
  arnscope::check_match(part(0), part(1));
  for (const auto each : {arnscope::ShortArn::kCompleted, arnscope::ShortArn::kNeverMatches})
    arnscope::check_relations(part(0), part(2), part(1), each);
  return 0;
}
