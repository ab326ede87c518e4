// The files of an iam-collect directory, put together by folder. Internal to snapshot/; one thread.
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/snapshot/iam_details.h"
#include "engine/snapshot/load.h"

namespace arnscope {

enum class CollectedArea : uint8_t { kNone, kAccount, kOrganization, kIndex };

// Where a file stands: "accounts/111122223333/iam/role/app/metadata.json" is "iam/role/app" of the account
// 111122223333.
struct CollectedPlace {
  CollectedArea area = CollectedArea::kNone;
  std::string_view partition;  // "aws"; "" where the path does not say
  std::string_view owner;      // the account's or the organization's id
  std::string_view folder;     // below the owner; "" is directly in it
  std::string_view name;       // of the file, without .json and .gz
};

// A view into `path`.
CollectedPlace place_in_iam_collect(std::string_view path);

// The path of a file from where it was given: "snapshot/aws/aws/accounts/...".
std::string whole_path(const InputFile& file);

// A file's value, with a reader for it.
struct CollectedValue {
  DetailReader reader;
  std::shared_ptr<const Document> document;
  Value root;
};

struct CollectedFile {
  std::string_view name;
  const InputFile* input = nullptr;
};

class CollectedFolder {
 public:
  CollectedFolder(std::string_view path, CollectedPlace place, std::span<const CollectedFile> files)
      : path_(path), place_(place), files_(files) {}

  const CollectedPlace& place() const { return place_; }
  std::span<const CollectedFile> files() const { return files_; }
  // The parts of its path below the owner: {"lambda", "eu-west-1", "function", "app"}.
  std::vector<std::string_view> parts() const;

  bool has(std::string_view name) const { return find(name) != nullptr; }
  // Nothing where the file is not there or could not be read.
  std::optional<CollectedValue> value(std::string_view name, SnapshotBuilder& builder) const;
  // The same of a file that holds an object; a finding where it is something else.
  std::optional<CollectedValue> object(std::string_view name, SnapshotBuilder& builder) const;
  // The object in metadata.json. Nothing, and a finding that names the folder, where there is none.
  std::optional<CollectedValue> metadata(SnapshotBuilder& builder) const;
  // Where findings about the whole folder stand.
  Place finding_place() const;

 private:
  const CollectedFile* find(std::string_view name) const;

  std::string_view path_;
  CollectedPlace place_;
  std::span<const CollectedFile> files_;
};

// All folders that hold files, sorted by path; views into this.
class CollectedFolders {
 public:
  explicit CollectedFolders(std::span<const InputFile> files);
  CollectedFolders(const CollectedFolders&) = delete;
  CollectedFolders& operator=(const CollectedFolders&) = delete;

  const std::vector<CollectedFolder>& all() const { return folders_; }

 private:
  std::deque<std::string> paths_;
  std::vector<CollectedFile> files_;  // by folder and name
  std::vector<CollectedFolder> folders_;
};

// The organization's folder and those below it.
void load_collected_organization(const CollectedFolder& folder, SnapshotBuilder& builder);

}  // namespace arnscope
