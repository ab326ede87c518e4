#include "engine/evaluate/values.h"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <cstring>

#include "engine/base/text.h"

namespace arnscope {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool all_digits(std::string_view text) {
  for (char c : text)
    if (!is_digit(c)) return false;
  return !text.empty();
}

// Takes a number of exactly `digits` digits from the front.
bool take(std::string_view& text, size_t digits, int& value) {
  if (text.size() < digits || !all_digits(text.substr(0, digits))) return false;
  value = 0;
  for (size_t i = 0; i < digits; ++i) value = value * 10 + (text[i] - '0');
  text.remove_prefix(digits);
  return true;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// Days since 1970-01-01 in the proleptic Gregorian calendar; Howard Hinnant's days_from_civil.
int64_t days_since_epoch(int year, int month, int day) {
  const int64_t y = month <= 2 ? year - 1 : year;
  const int64_t era = (y >= 0 ? y : y - 399) / 400;
  const int64_t year_of_era = y - era * 400;
  const int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

int days_of_month(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return kDays[static_cast<size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

// The fraction of a second behind the point, in microseconds.
bool take_fraction(std::string_view& text, int64_t& micros) {
  size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  if (digits == 0) return false;
  int64_t unit = 100000;
  for (size_t i = 0; i < digits && unit > 0; ++i, unit /= 10) micros += (text[i] - '0') * unit;
  text.remove_prefix(digits);
  return true;
}

// "Z", "+hh:mm", "-hhmm" or nothing: the offset in minutes.
bool take_zone(std::string_view& text, int& minutes) {
  minutes = 0;
  if (text.empty() || take(text, 'Z') || take(text, 'z')) return true;
  int sign = text.front() == '-' ? -1 : 1;
  if (!take(text, '+') && !take(text, '-')) return false;
  int hours = 0;
  int rest = 0;
  if (!take(text, 2, hours)) return false;
  take(text, ':');
  if (!take(text, 2, rest) || hours > 23 || rest > 59) return false;
  minutes = sign * (hours * 60 + rest);
  return true;
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  std::string_view digits = text;
  if (!digits.empty() && (digits.front() == '-' || digits.front() == '+')) digits.remove_prefix(1);
  if (text.starts_with('+')) text.remove_prefix(1);
  size_t point = digits.find('.');
  if (!all_digits(digits.substr(0, point))) return std::nullopt;
  if (point != std::string_view::npos && !all_digits(digits.substr(point + 1))) return std::nullopt;
  double value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<int64_t> parse_date(std::string_view text) {
  constexpr int64_t kSecond = 1000000;
  if (text.size() != 4 && text.find('-', 1) == std::string_view::npos) {
    auto seconds = parse_number(text);
    if (!seconds || *seconds > 9e12 || *seconds < -9e12) return std::nullopt;
    return static_cast<int64_t>(*seconds * static_cast<double>(kSecond));
  }
  int year = 0;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int zone = 0;
  int64_t micros = 0;
  if (!take(text, 4, year)) return std::nullopt;
  if (take(text, '-') && !take(text, 2, month)) return std::nullopt;
  const bool has_day = take(text, '-');
  if (has_day && !take(text, 2, day)) return std::nullopt;
  if (has_day && (take(text, 'T') || take(text, 't'))) {
    if (!take(text, 2, hour) || !take(text, ':') || !take(text, 2, minute)) return std::nullopt;
    if (take(text, ':')) {
      if (!take(text, 2, second)) return std::nullopt;
      if (take(text, '.') && !take_fraction(text, micros)) return std::nullopt;
    }
    if (!take_zone(text, zone)) return std::nullopt;
  }
  // 24:00 is the end of the day, and 60 a leap second.
  const bool past_midnight = hour == 24 && (minute > 0 || second > 0 || micros > 0);
  if (!text.empty() || month < 1 || month > 12 || day < 1 || day > days_of_month(year, month) || hour > 24 ||
      past_midnight || minute > 59 || second > 60)
    return std::nullopt;
  int64_t minutes = (days_since_epoch(year, month, day) * 24 + hour) * 60 + minute - zone;
  return (minutes * 60 + second) * kSecond + micros;
}

std::optional<bool> parse_bool(std::string_view text) {
  if (equal_folded(text, "true")) return true;
  if (equal_folded(text, "false")) return false;
  return std::nullopt;
}

std::optional<IpRange> parse_ip(std::string_view text) {
  IpRange range;
  size_t slash = text.find('/');
  std::string_view address = text.substr(0, slash);
  std::array<char, 64> buffer{};
  if (address.size() >= buffer.size() || address.find('\0') != std::string_view::npos) return std::nullopt;
  std::memcpy(buffer.data(), address.data(), address.size());
  range.v6 = address.find(':') != std::string_view::npos;
  if (inet_pton(range.v6 ? AF_INET6 : AF_INET, buffer.data(), range.address.data()) != 1) return std::nullopt;
  const int width = range.v6 ? 128 : 32;
  int bits = width;
  if (slash != std::string_view::npos) {
    std::string_view suffix = text.substr(slash + 1);
    if (suffix.empty() || suffix.size() > 3 || !all_digits(suffix) || !take(suffix, suffix.size(), bits) ||
        bits > width)
      return std::nullopt;
  }
  range.prefix = static_cast<uint8_t>(bits);
  return range;
}

bool in_range(const IpRange& outer, const IpRange& inner) {
  if (outer.v6 != inner.v6 || outer.prefix > inner.prefix) return false;
  size_t whole = outer.prefix / 8;
  if (std::memcmp(outer.address.data(), inner.address.data(), whole) != 0) return false;
  int rest = outer.prefix % 8;
  if (rest == 0) return true;
  auto mask = static_cast<uint8_t>(0xFF << (8 - rest));
  return (outer.address[whole] & mask) == (inner.address[whole] & mask);
}

}  // namespace arnscope
