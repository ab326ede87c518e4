#include "engine/snapshot/cli_place.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/folder.h"
#include "engine/base/text.h"

namespace arnscope {
namespace {

// No operation of the table has more.
constexpr size_t kMaxParameters = 3;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Two letters, words, a number, "-" between: "eu-central-1". Regions that the table lacks are some, too.
bool is_region_shaped(std::string_view name) {
  const auto parts = split(name, '-');
  if (parts.size() < 3 || parts.front().size() != 2 || parts.back().empty()) return false;
  if (!std::all_of(parts.back().begin(), parts.back().end(), is_digit)) return false;
  return std::all_of(parts.begin(), parts.end() - 1, [](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), is_lower);
  });
}

std::string_view without_ending(std::string_view name) {
  constexpr std::array<std::string_view, 2> kEndings = {".gz", ".json"};
  for (std::string_view ending : kEndings)
    if (name.ends_with(ending)) name.remove_suffix(ending.size());
  return name;
}

std::string decoded(std::string_view part) { return percent_decode(part).value_or(std::string(part)); }

bool stands_for_itself(char c) {
  return is_lower(c) || is_digit(c) || (c >= 'A' && c <= 'Z') ||
         std::string_view("-_.~").find(c) != std::string_view::npos;
}

}  // namespace

std::string cli_path(std::string_view region, OperationId operation,
                     std::span<const std::string> parameters) {
  std::string path = fmt::format("{}/{}", region, operations()[operation].name);
  for (const std::string& parameter : parameters) {
    path += '/';
    for (const char c : parameter) {
      if (stands_for_itself(c)) {
        path += c;
      } else {
        path += fmt::format("%{:02X}", static_cast<unsigned char>(c));
      }
    }
  }
  return path + ".json";
}

bool is_blank(const InputFile& file) {
  return file.documents.empty() && file.source != nullptr &&
         file.source->text().find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::optional<CliPlace> cli_place(const InputFile& file) {
  // The names of the account and the region may stand in the path that was given.
  const std::string_view path = file.path;
  auto parts = split(path, '/');
  if (file.path != file.root) {
    auto outer = split(file.root, '/');
    while (!outer.empty() && outer.back().empty()) outer.pop_back();
    parts.insert(parts.begin(), outer.begin(), outer.end());
  }
  const auto folder = [&](size_t end) {
    std::string result;
    for (size_t i = 0; i < end; ++i) {
      if (i > 0) result += '/';
      result += parts[i];
    }
    return result;
  };
  CliPlace place;
  if (parts.back() == kManifest) {
    place.account_folder = folder(parts.size() - 1);
    return place;
  }
  const size_t last = parts.size() - 1;
  for (size_t count = 0; count <= std::min(kMaxParameters, last); ++count) {
    const size_t at = last - count;  // of the operation
    if (at == 0 || !is_region_shaped(parts[at - 1])) continue;
    place.operation = find_operation(count == 0 ? without_ending(parts[at]) : parts[at]);
    if (!place.operation) continue;
    place.account_folder = folder(at - 1);
    place.region = parts[at - 1];
    for (size_t i = at + 1; i <= last; ++i)
      place.parameters.push_back(decoded(i == last ? without_ending(parts[i]) : parts[i]));
    return place;
  }
  return std::nullopt;
}

}  // namespace arnscope
