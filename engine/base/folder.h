// The files of a folder and of the folders in it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/finding.h"
#include "engine/base/result.h"

namespace arnscope {

struct Folder {
  std::vector<std::string> files;  // from the folder, "/" between; sorted by bytes
  std::vector<Finding> findings;   // what was left out; each place has the name of the file and no text
};

// Folders deeper than this are left out, with a finding.
constexpr size_t kMaxFolderDepth = 100;

bool is_folder(const std::string& path);

// A folder's path and one from there.
std::string joined_path(std::string_view folder, std::string_view path);

// A place in no text: the file itself.
Place place_of_file(const std::string& path);

// Lists all files, whatever their names but for those that begin with a dot. Not looked into: folders that
// tools fill for themselves (.git, .terraform, node_modules). Symbolic links are followed; a folder that was
// listed before is left out where a link leads to it, with a finding, and so are folders that cannot be read
// and what is neither file nor folder: nothing of it is opened. Errors: `path` is no folder or cannot be
// read. O(files).
Result<Folder> list_folder(const std::string& path);

}  // namespace arnscope
