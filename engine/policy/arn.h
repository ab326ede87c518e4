// Amazon Resource Names and patterns of them: six fields separated by colons, of which the first five hold no
// colon. Everything here is a view into the caller's text; no state, any thread. Source: IAM User Guide,
// "Identify AWS resources with Amazon Resource Names (ARNs)".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/policy/glob.h"

namespace arnscope {

// Views into the text that was split.
struct Arn {
  std::string_view partition;
  std::string_view service;
  std::string_view region;
  std::string_view account;
  std::string_view resource;  // all after the fifth colon

  // The resource's type where it has one: "role" of "role/path/name", "function" of "function:name"; else "".
  // By shape alone, the text before the first `/` or `:`; of an S3 object that is its bucket.
  std::string_view resource_type() const;
  // The resource after its type: "path/name", "name"; the whole where there is no type.
  std::string_view resource_name() const;

  bool operator==(const Arn&) const = default;
};

// The fields of an ARN or of a pattern of ARNs. Nothing where there are fewer than six or the first is not
// `arn`.
std::optional<Arn> parse_arn(std::string_view text);

// Whether the text has the shape of an AWS account id: twelve digits.
bool is_account_id(std::string_view text);

// What a pattern with fewer than six fields means: completed with `*` in identity policies, boundaries,
// session policies and SCPs; never a match in resource policies.
enum class ShortArn : uint8_t { kCompleted, kNeverMatches };

// Whether `arn` (an ARN, or `*` for an action without a resource) matches a pattern. `*` matches all; else
// field by field, where a wildcard does not cross a colon in the first five: so ARN conditions compare, and
// Resource elements but for a `*` that ends a field (ResourcePattern::crosses_colons). A text that is neither
// an ARN nor `*` matches `*` alone. O(|pattern| * |arn|), allocates nothing. Source: IAM User Guide, "IAM
// JSON policy elements: Resource".
bool arn_match(std::string_view pattern, std::string_view arn, ShortArn short_arn = ShortArn::kCompleted);

// The same between two patterns: whether some ARN matches both, and whether `outer` matches all that `inner`
// does (a pattern that matches nothing lies in any).
bool arn_intersects(std::string_view a, std::string_view b, ShortArn short_arn = ShortArn::kCompleted);
bool arn_contains(std::string_view outer, std::string_view inner, ShortArn short_arn = ShortArn::kCompleted);

// The one pattern that matches what both match, where a pattern can say it: field by field the narrower of
// the two. Nothing where they have nothing in common or no pattern says it (`a*` and `*b`).
//   arn_intersection("arn:aws:sqs:*:*:jobs", "arn:aws:sqs:eu-west-1:*:*")  // arn:aws:sqs:eu-west-1:*:jobs
std::optional<std::string> arn_intersection(std::string_view a, std::string_view b);

// The steps of the functions above, for who splits a pattern once and matches it many times.

// Whether a pattern is `*` (or `**`, ...), which matches every ARN and the `*` of a request without resource.
bool is_match_all(std::string_view pattern);

// arn, partition, service, region, account, resource.
struct ArnFields {
  std::array<std::string_view, 6> field;

  bool operator==(const ArnFields&) const = default;
};

// The fields of a pattern, missing ones completed. Nothing where the pattern can match no ARN: its first
// field does not match `arn`, or it is short where that never matches. The lone `*` gives six times `*`.
std::optional<ArnFields> split_arn_pattern(std::string_view pattern, ShortArn short_arn);

// Field by field, from the partition on; the first field is known to match.
bool fields_match(const ArnFields& pattern, const ArnFields& arn);
bool fields_intersect(const ArnFields& a, const ArnFields& b);
bool fields_contain(const ArnFields& outer, const ArnFields& inner);

}  // namespace arnscope
