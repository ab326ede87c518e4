// The values that condition operators compare, read from text. All allocate nothing.
// Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace arnscope {

// Decimal numbers with an optional sign and fraction: "10", "-2.5". "10abc", "1e3" and "" are none.
std::optional<double> parse_number(std::string_view text);

// A point in time in microseconds since 1970: ISO 8601 in the W3C profile's forms (a year, a month, a day, or
// a day and a time with a zone, its seconds and their fraction optional; no zone means UTC), or epoch
// seconds.
std::optional<int64_t> parse_date(std::string_view text);

std::optional<bool> parse_bool(std::string_view text);  // "true" and "false" in any case

// An address or a CIDR block. IPv4 and IPv6 addresses are never equal.
struct IpRange {
  std::array<uint8_t, 16> address{};
  uint8_t prefix = 0;  // bits
  bool v6 = false;
};
std::optional<IpRange> parse_ip(std::string_view text);

// Whether `inner` lies in `outer`.
bool in_range(const IpRange& outer, const IpRange& inner);

}  // namespace arnscope
