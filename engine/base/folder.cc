#include "engine/base/folder.h"

#include <dirent.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <set>
#include <system_error>
#include <utility>

#include "engine/base/file.h"

namespace arnscope {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

bool is_left_out(std::string_view name) { return name.starts_with('.') || name == "node_modules"; }

class Lister {
 public:
  explicit Lister(const std::string& root) : root_(root) {}

  Result<Folder> list();

 private:
  struct Waiting {
    std::string path;  // from the root; "" is the root
    size_t depth = 0;
  };
  // 0 or the number of an error.
  int read(const Waiting& folder);
  void take(const std::string& path, size_t depth, unsigned char type);
  void take_stated(const std::string& path, size_t depth, const struct stat& status);
  std::string full(const std::string& path) const { return path.empty() ? root_ : joined_path(root_, path); }
  void report(Severity severity, const std::string& path, std::string message) {
    result_.findings.push_back(
        {severity, "UNREADABLE_INPUT", std::move(message), place_of_file(full(path)), {}});
  }

  const std::string& root_;
  Folder result_;
  std::set<std::pair<dev_t, ino_t>> seen_;
  std::vector<Waiting> folders_;
  std::vector<Waiting> links_;  // to folders: after all that stand in their own place
};

int Lister::read(const Waiting& folder) {
  const std::unique_ptr<DIR, CloseFolder> open(::opendir(full(folder.path).c_str()));
  struct stat status = {};
  if (!open || ::fstat(::dirfd(open.get()), &status) != 0) return errno;
  if (!seen_.emplace(status.st_dev, status.st_ino).second) {
    report(Severity::kWarning, folder.path,
           "left out: the link leads to a folder that is read in its own place");
    return 0;
  }
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(open.get());
    if (entry == nullptr) return errno;
    const std::string_view name = entry->d_name;
    if (is_left_out(name)) continue;
    take(folder.path.empty() ? std::string(name) : joined_path(folder.path, name), folder.depth + 1,
         entry->d_type);
  }
}

void Lister::take(const std::string& path, size_t depth, unsigned char type) {
  if (type == DT_REG) {
    result_.files.push_back(path);
    return;
  }
  struct stat status = {};
  if (::lstat(full(path).c_str(), &status) != 0)
    return report(Severity::kError, path,
                  fmt::format("left out: {}", std::generic_category().message(errno)));
  take_stated(path, depth, status);
}

void Lister::take_stated(const std::string& path, size_t depth, const struct stat& status) {
  if (S_ISREG(status.st_mode)) {
    result_.files.push_back(path);
  } else if (S_ISDIR(status.st_mode) && depth > kMaxFolderDepth) {
    report(Severity::kError, path,
           fmt::format("left out: the folder lies more than {} levels deep", kMaxFolderDepth));
  } else if (S_ISDIR(status.st_mode)) {
    folders_.push_back({path, depth});
  } else if (S_ISLNK(status.st_mode)) {
    struct stat target = {};
    if (::stat(full(path).c_str(), &target) != 0)
      report(Severity::kError, path,
             fmt::format("left out: the link leads nowhere: {}", std::generic_category().message(errno)));
    else if (S_ISDIR(target.st_mode))
      links_.push_back({path, depth});
    else
      take_stated(path, depth, target);
  } else {
    report(Severity::kWarning, path, "left out: it is neither a file nor a folder");
  }
}

Result<Folder> Lister::list() {
  if (const int number = read({}); number != 0) return cannot("read", root_, number);
  while (!folders_.empty() || !links_.empty()) {
    if (folders_.empty()) {
      // One link at a time, the first by name: what stands behind it is listed before the next one.
      const auto first = std::min_element(links_.begin(), links_.end(),
                                          [](const Waiting& a, const Waiting& b) { return a.path < b.path; });
      folders_.push_back(std::move(*first));
      links_.erase(first);
    }
    const Waiting folder = std::move(folders_.back());
    folders_.pop_back();
    if (const int number = read(folder); number != 0)
      report(Severity::kError, folder.path,
             fmt::format("left out: {}", std::generic_category().message(number)));
  }
  std::sort(result_.files.begin(), result_.files.end());
  sort_findings(result_.findings);
  return std::move(result_);
}

}  // namespace

bool is_folder(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

std::string joined_path(std::string_view folder, std::string_view path) {
  return fmt::format("{}{}{}", folder, folder.ends_with('/') ? "" : "/", path);
}

Place place_of_file(const std::string& path) { return {Source::from_text(path, {}), {}}; }

Result<Folder> list_folder(const std::string& path) { return Lister(path).list(); }

}  // namespace arnscope
