#include "engine/policy/arn.h"

#include <algorithm>

namespace arnscope {
namespace {

// Splits at the first five colons; returns how many fields there are.
size_t split_fields(std::string_view text, ArnFields& fields) {
  for (size_t i = 0; i + 1 < fields.field.size(); ++i) {
    const size_t colon = text.find(':');
    fields.field[i] = text.substr(0, colon);
    if (colon == std::string_view::npos) return i + 1;
    text.remove_prefix(colon + 1);
  }
  fields.field.back() = text;
  return fields.field.size();
}

// The fields of an ARN that is no pattern.
std::optional<ArnFields> split_arn(std::string_view text) {
  if (!text.starts_with("arn:")) return std::nullopt;
  ArnFields fields;
  if (split_fields(text, fields) < fields.field.size()) return std::nullopt;
  return fields;
}

// Whether a letter before the pattern's first wildcard differs, which decides most pairs before any
// splitting.
bool prefix_differs(std::string_view pattern, std::string_view arn) {
  for (size_t i = 0; i < pattern.size() && i < arn.size(); ++i) {
    if (pattern[i] == '*' || pattern[i] == '?') return false;
    if (pattern[i] != arn[i]) return true;
  }
  return false;
}

template <class Compare>
bool all_fields(const ArnFields& a, const ArnFields& b, Compare compare) {
  // The resource and the service differ most often.
  for (const size_t i : {size_t{2}, size_t{4}, size_t{5}, size_t{1}, size_t{3}})
    if (!compare(a.field[i], b.field[i], Case::kSensitive)) return false;
  return true;
}

}  // namespace

std::string_view Arn::resource_type() const {
  const size_t separator = resource.find_first_of("/:");
  return separator == std::string_view::npos ? std::string_view() : resource.substr(0, separator);
}

std::string_view Arn::resource_name() const {
  const std::string_view type = resource_type();
  return type.empty() ? resource : resource.substr(type.size() + 1);
}

std::optional<Arn> parse_arn(std::string_view text) {
  const auto fields = split_arn(text);
  if (!fields) return std::nullopt;
  const auto& f = fields->field;
  return Arn{f[1], f[2], f[3], f[4], f[5]};
}

bool is_account_id(std::string_view text) {
  return text.size() == 12 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_match_all(std::string_view pattern) {
  return !pattern.empty() && pattern.find_first_not_of('*') == std::string_view::npos;
}

std::optional<ArnFields> split_arn_pattern(std::string_view pattern, ShortArn short_arn) {
  ArnFields fields;
  size_t count = split_fields(pattern, fields);
  if (count < fields.field.size()) {
    if (short_arn == ShortArn::kNeverMatches && !is_match_all(pattern)) return std::nullopt;
    std::fill(fields.field.begin() + static_cast<std::ptrdiff_t>(count), fields.field.end(), "*");
  }
  if (fields.field[0] != "arn" && !glob_match(fields.field[0], "arn")) return std::nullopt;
  return fields;
}

bool fields_match(const ArnFields& pattern, const ArnFields& arn) {
  return all_fields(pattern, arn, glob_match);
}

bool fields_intersect(const ArnFields& a, const ArnFields& b) { return all_fields(a, b, glob_intersects); }

bool fields_contain(const ArnFields& outer, const ArnFields& inner) {
  return all_fields(outer, inner, glob_contains);
}

bool arn_match(std::string_view pattern, std::string_view arn, ShortArn short_arn) {
  if (is_match_all(pattern)) return true;
  if (prefix_differs(pattern, arn)) return false;
  const auto text = split_arn(arn);
  if (!text) return false;
  const auto fields = split_arn_pattern(pattern, short_arn);
  return fields && fields_match(*fields, *text);
}

bool arn_intersects(std::string_view a, std::string_view b, ShortArn short_arn) {
  const auto x = split_arn_pattern(a, short_arn);
  const auto y = split_arn_pattern(b, short_arn);
  return x && y && fields_intersect(*x, *y);
}

bool arn_contains(std::string_view outer, std::string_view inner, ShortArn short_arn) {
  if (is_match_all(outer)) return true;
  if (is_match_all(inner)) return false;
  const auto y = split_arn_pattern(inner, short_arn);
  if (!y) return true;
  const auto x = split_arn_pattern(outer, short_arn);
  return x && fields_contain(*x, *y);
}

std::optional<std::string> arn_intersection(std::string_view a, std::string_view b) {
  if (!arn_intersects(a, b)) return std::nullopt;
  if (arn_contains(a, b)) return std::string(b);
  if (arn_contains(b, a)) return std::string(a);
  const auto x = split_arn_pattern(a, ShortArn::kCompleted);
  const auto y = split_arn_pattern(b, ShortArn::kCompleted);
  std::string text;
  for (size_t i = 0; i < x->field.size(); ++i) {
    const bool first = glob_contains(y->field[i], x->field[i]);
    if (!first && !glob_contains(x->field[i], y->field[i])) return std::nullopt;
    text += i == 0 ? "" : ":";
    text += first ? x->field[i] : y->field[i];
  }
  return text;
}

}  // namespace arnscope
