#include "engine/checks/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>

#include "engine/base/text.h"
#include "engine/checks/limits_text.h"
#include "engine/document/fields.h"
#include "engine/document/json_reader.h"

namespace arnscope {
namespace {

constexpr std::array<std::string_view, 10> kCountedNames = {"characters without white space",
                                                            "characters",
                                                            "bytes",
                                                            "statements",
                                                            "principals",
                                                            "conditions",
                                                            "actions in a statement",
                                                            "versions",
                                                            "attached policies",
                                                            "groups"};

class LimitsReader {
 public:
  Result<Limits> read(Value root) {
    if (root_fields(root)) return std::move(limits_);
    return *fields_.error();
  }
  // The value of each row's `type`, for errors about rows.
  std::vector<Value> places;

 private:
  bool root_fields(Value root) {
    if (!fields_.known_fields(root, "a file of limits", {"date", "limits"})) return false;
    if (auto date = root.find("date"); date && !fields_.string(*date, "date", limits_.date)) return false;
    auto rows = root.find("limits");
    if (!rows) return fields_.fail(root, "a file of limits has `limits`: a list of rows");
    if (auto error = wrong_kind(*rows, "limits", Kind::kArray)) return fields_.fail(*std::move(error));
    for (Value each : rows->elements())
      if (!row(each)) return false;
    return true;
  }

  bool row(Value object) {
    if (!fields_.known_fields(object, "a limit",
                              {"type", "counted", "limit", "adjustable", "upTo", "note", "source"}))
      return false;
    Limit limit;
    for (auto [key, value] : object.members())
      if (!field(key.text(), value, limit)) return false;
    for (std::string_view name : {"type", "counted", "limit"})
      if (!object.find(name)) return fields_.fail(object, fmt::format("a limit has `{}`", name));
    if (find_limit(limits_, limit.type, limit.counted) != nullptr)
      return fields_.fail(
          object, fmt::format("`{}` of `{}` stands here twice", counted_name(limit.counted), limit.type));
    places.push_back(*object.find("type"));
    limits_.rows.push_back(std::move(limit));
    return true;
  }

  bool field(std::string_view name, Value value, Limit& limit) {
    if (name == "type") return fields_.string(value, name, limit.type);
    if (name == "note") return fields_.string(value, name, limit.note);
    if (name == "source") return fields_.string(value, name, limit.source);
    if (name == "counted") return counted(value, limit.counted);
    if (name == "limit") return number(value, name, limit.limit);
    if (name == "upTo") return number(value, name, limit.up_to);
    if (auto error = wrong_kind(value, name, Kind::kBool)) return fields_.fail(*std::move(error));
    limit.adjustable = value.text() == "true";
    return true;
  }

  bool counted(Value value, Counted& out) {
    std::string text;
    if (!fields_.string(value, "counted", text)) return false;
    const auto at = std::find(kCountedNames.begin(), kCountedNames.end(), text);
    if (at == kCountedNames.end())
      return fields_.fail(value, fmt::format("`{}` is nothing that is counted: did you mean `{}`?", text,
                                             nearest_name(text, kCountedNames).value_or("characters")));
    out = static_cast<Counted>(at - kCountedNames.begin());
    return true;
  }

  bool number(Value value, std::string_view name, uint32_t& out) {
    if (auto error = wrong_kind(value, name, Kind::kNumber)) return fields_.fail(*std::move(error));
    const std::string_view text = value.text();
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (code != std::errc() || end != text.data() + text.size() || out == 0 || out > 1'000'000'000)
      return fields_.fail(value,
                          fmt::format("{} is {}: a whole number from 1 on must stand here", name, text));
    return true;
  }

  FieldReader fields_;
  Limits limits_;
};

Limits read_published() {
  auto document = read_json(Source::from_static("limits.json", kLimitsText));
  assert(document);
  auto limits = read_limits((*document)->root());
  assert(limits);
  return std::move(*limits);
}

Error no_such_row(const Limits& base, const Limit& row, Place place) {
  std::vector<std::string_view> types;
  for (const Limit& each : base.rows) types.push_back(each.type);
  if (std::find(types.begin(), types.end(), row.type) != types.end())
    return {fmt::format("`{}` has no limit of {}", row.type, counted_name(row.counted)), std::move(place)};
  auto nearest = nearest_name(row.type, types);
  return {fmt::format("`{}` is no type that has limits{}", row.type,
                      nearest ? fmt::format(": did you mean `{}`?", *nearest) : ""),
          std::move(place)};
}

}  // namespace

std::string_view counted_name(Counted counted) { return kCountedNames[static_cast<size_t>(counted)]; }

const Limits& published_limits() {
  static const Limits kLimits = read_published();
  return kLimits;
}

Result<Limits> read_limits(Value root) { return LimitsReader().read(root); }

Result<Limits> override_limits(Limits base, Value root) {
  LimitsReader reader;
  auto rows = reader.read(root);
  if (!rows) return rows.error();
  for (size_t i = 0; i < rows->rows.size(); ++i) {
    const Limit& row = rows->rows[i];
    auto old = std::find_if(base.rows.begin(), base.rows.end(), [&](const Limit& each) {
      return each.type == row.type && each.counted == row.counted;
    });
    if (old == base.rows.end()) return no_such_row(base, row, reader.places[i].place());
    old->limit = row.limit;
    if (!row.note.empty()) old->note = row.note;
    if (!row.source.empty()) old->source = row.source;
  }
  return base;
}

const Limit* find_limit(const Limits& limits, std::string_view type, Counted counted) {
  for (const Limit& row : limits.rows)
    if (row.type == type && row.counted == counted) return &row;
  return nullptr;
}

const Limit* size_limit(const Limits& limits, std::string_view type) {
  for (const Limit& row : limits.rows)
    if (row.type == type && is_size(row.counted)) return &row;
  return nullptr;
}

std::vector<std::string_view> policy_types(const Limits& limits) {
  std::vector<std::string_view> types;
  for (const Limit& row : limits.rows)
    if (size_limit(limits, row.type) == &row) types.push_back(row.type);
  return types;
}

}  // namespace arnscope
