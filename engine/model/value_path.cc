#include "engine/model/value_path.h"

#include <algorithm>
#include <charconv>

#include "engine/base/text.h"
#include "engine/document/embedded.h"
#include "engine/document/json_reader.h"

namespace arnscope {
namespace {

using Visit = std::function<void(Value)>;

std::optional<Value> find_folded(Value object, std::string_view name) {
  if (auto exact = object.find(name)) return exact;
  for (auto [key, value] : object.members())
    if (equal_folded(key.text(), name)) return value;
  return std::nullopt;
}

// Cuts what stands before `separator`.
std::string_view next_part(std::string_view& rest, char separator) {
  const size_t end = rest.find(separator);
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return part;
}

void walk(Value value, std::string_view path, const Visit& visit);

void step(Value value, std::string_view name, bool each, std::string_view rest, const Visit& visit) {
  const auto go_on = [&](Value found) {
    if (!each) return walk(found, rest, visit);
    for (Value element : found.elements()) walk(element, rest, visit);
  };
  if (name == "*") {
    for (auto [key, member] : value.members()) go_on(member);
  } else if (name.empty()) {
    go_on(value);
  } else if (auto found = find_folded(value, name)) {
    go_on(*found);
  }
}

void walk(Value value, std::string_view path, const Visit& visit) {
  if (path.empty()) return visit(value);
  std::shared_ptr<const Document> inner;
  if (value.is_string()) {
    auto read = read_json(embedded_source(value));
    if (!read) return;
    inner = *read;
    value = inner->root();
  }
  std::string_view name = next_part(path, '.');
  const bool each = name.ends_with("[]");
  if (each) name.remove_suffix(2);
  step(value, name, each, path, visit);
}

// What a path that begins with "$" means; nothing where it names no parameter that there is.
std::optional<std::string_view> named_text(const Described& described, std::string_view path) {
  if (path == "$account") return described.account;
  if (path == "$region") return described.region;
  if (path == "$partition") return described.partition;
  if (path == "$value" && described.value.is_string()) return described.value.text();
  size_t number = 0;
  std::from_chars(path.data() + 1, path.data() + path.size(), number);
  if (number == 0 || number > described.parameters.size()) return std::nullopt;
  return described.parameters[number - 1];
}

// The part of a text that "~" asks for: `part` is the character and the number, which may be missing.
std::string_view part_of(std::string_view text, std::string_view part) {
  const char separator = part.front();
  if (part.size() == 1) return text.substr(text.rfind(separator) + 1);
  size_t number = 0;
  std::from_chars(part.data() + 1, part.data() + part.size(), number);
  if (number == 0) return text.substr(text.starts_with(separator) ? 1 : 0);
  for (; number > 1; --number) next_part(text, separator);
  return next_part(text, separator);
}

bool visit_texts(const Described& described, std::string_view path,
                 const std::function<void(std::string_view)>& visit) {
  bool any = false;
  const std::string_view part = path.substr(std::min(path.find('~'), path.size()));
  path.remove_suffix(part.size());
  const auto give = [&](std::string_view text) {
    if (part.size() > 1) text = part_of(text, part.substr(1));
    if (text.empty()) return;
    any = true;
    visit(text);
  };
  if (path.starts_with('$')) {
    if (auto text = named_text(described, path)) give(*text);
    return any;
  }
  walk(described.value, path, [&](Value value) {
    if (value.kind() != Kind::kNull) give(value.text());
  });
  return any;
}

// Cuts what stands before the next "|" that is in no braces.
std::string_view next_template(std::string_view& rest) {
  bool inside = false;
  size_t end = 0;
  for (; end < rest.size() && (inside || rest[end] != '|'); ++end)
    if (rest[end] == '{' || rest[end] == '}') inside = rest[end] == '{';
  const std::string_view text = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return text;
}

std::optional<std::string> fill_one(const Described& described, std::string_view text) {
  std::string filled;
  while (!text.empty()) {
    filled += next_part(text, '{');
    if (text.empty()) break;
    const std::string value = first_text(described, next_part(text, '}'));
    if (value.empty()) return std::nullopt;
    filled += value;
  }
  return filled;
}

}  // namespace

void for_each_value(const Described& described, std::string_view path, const Visit& visit) {
  walk(described.value, path, visit);
}

void for_each_text(const Described& described, std::string_view path,
                   const std::function<void(std::string_view)>& visit) {
  while (!path.empty())
    if (visit_texts(described, next_part(path, '|'), visit)) return;
}

std::string first_text(const Described& described, std::string_view path) {
  std::string first;
  for_each_text(described, path, [&](std::string_view text) {
    if (first.empty()) first = text;
  });
  return first;
}

std::optional<std::string> fill_template(const Described& described, std::string_view text) {
  while (!text.empty())
    if (auto filled = fill_one(described, next_template(text))) return filled;
  return std::nullopt;
}

}  // namespace arnscope
