#include "engine/snapshot/iam_collect_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/text.h"
#include "engine/policy/arn.h"

namespace arnscope {
namespace {

std::string_view without_suffix(std::string_view text, std::string_view suffix) {
  return text.ends_with(suffix) ? text.substr(0, text.size() - suffix.size()) : text;
}

// The part of a path from `begin` to the next slash, or to the end.
std::string_view part_at(std::string_view path, size_t begin) {
  return path.substr(begin, path.find('/', begin) - begin);
}

bool is_organization_id(std::string_view text) { return text.starts_with("o-"); }

struct AreaRow {
  std::string_view part;
  CollectedArea area;
  bool (*is_owner)(std::string_view text);
};
constexpr std::array kAreas = {
    AreaRow{"accounts", CollectedArea::kAccount, is_account_id},
    AreaRow{"organizations", CollectedArea::kOrganization, is_organization_id},
};

}  // namespace

// The last part that fits counts: what stands before it is where the directory was put.
CollectedPlace place_in_iam_collect(std::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  CollectedPlace place;
  place.name = without_suffix(without_suffix(path.substr(slash + 1), ".gz"), ".json");
  size_t folder = 0;
  std::string_view before, last;
  for (size_t begin = 0; begin <= slash;) {
    const std::string_view part = part_at(path, begin);
    const size_t next = begin + part.size() + 1;
    for (const AreaRow& row : kAreas) {
      if (part != row.part || next > slash || !row.is_owner(part_at(path, next))) continue;
      place.area = row.area;
      place.partition = last.starts_with("aws") ? last : std::string_view();
      place.owner = part_at(path, next);
      folder = next + place.owner.size() + 1;
    }
    before = last;
    last = part;
    begin = next;
  }
  if (place.area == CollectedArea::kNone) {
    if (last == "indexes" && before.starts_with("aws")) place.area = CollectedArea::kIndex;
    return place;
  }
  if (folder < slash) place.folder = path.substr(folder, slash - folder);
  return place;
}

std::string whole_path(const InputFile& file) {
  if (file.root == file.path || file.root.ends_with("/" + file.path)) return file.root;
  return file.root + (file.root.ends_with('/') ? "" : "/") + file.path;
}

std::vector<std::string_view> CollectedFolder::parts() const { return split(place_.folder, '/'); }

const CollectedFile* CollectedFolder::find(std::string_view name) const {
  const auto at = std::find_if(files_.begin(), files_.end(),
                               [&](const CollectedFile& each) { return each.name == name; });
  return at == files_.end() ? nullptr : &*at;
}

std::optional<CollectedValue> CollectedFolder::value(std::string_view name, SnapshotBuilder& builder) const {
  const CollectedFile* file = find(name);
  if (file == nullptr || file->input->documents.empty()) return std::nullopt;
  const auto& document = file->input->documents.front();
  return CollectedValue{DetailReader(document, builder), document, document->root()};
}

std::optional<CollectedValue> CollectedFolder::object(std::string_view name, SnapshotBuilder& builder) const {
  auto found = value(name, builder);
  if (!found || found->root.is_object()) return found;
  found->reader.mistyped(found->root, name, "an object");
  return std::nullopt;
}

std::optional<CollectedValue> CollectedFolder::metadata(SnapshotBuilder& builder) const {
  auto found = object("metadata", builder);
  if (!found) {
    builder.report(Severity::kError, "METADATA_MISSING",
                   fmt::format("{} has no metadata.json that can be read: what the folder describes is left "
                               "out",
                               path_),
                   finding_place(), path_);
  }
  return found;
}

Place CollectedFolder::finding_place() const {
  for (const CollectedFile& file : files_)
    if (!file.input->documents.empty()) return file.input->documents.front()->root().place();
  return {};
}

CollectedFolders::CollectedFolders(std::span<const InputFile> files) {
  struct Placed {
    std::string_view path, folder;
    CollectedPlace place;
    const InputFile* input = nullptr;
  };
  std::vector<Placed> placed;
  placed.reserve(files.size());
  for (const InputFile& file : files) {
    const std::string_view path = paths_.emplace_back(whole_path(file));
    const CollectedPlace place = place_in_iam_collect(path);
    if (place.area == CollectedArea::kNone || place.area == CollectedArea::kIndex) continue;
    placed.push_back({path, path.substr(0, path.rfind('/')), place, &file});
  }
  std::sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) {
    return a.folder != b.folder ? a.folder < b.folder : a.path < b.path;
  });
  files_.reserve(placed.size());
  for (const Placed& each : placed) files_.push_back({each.place.name, each.input});
  for (size_t first = 0, end = 0; first < placed.size(); first = end) {
    while (end < placed.size() && placed[end].folder == placed[first].folder) ++end;
    CollectedPlace place = placed[first].place;
    place.name = {};
    folders_.emplace_back(placed[first].folder, place, std::span(files_).subspan(first, end - first));
  }
}

}  // namespace arnscope
