// The files of an input, read and parsed on several threads. Internal to snapshot/.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/snapshot/load.h"

namespace arnscope {

// Whether somebody named the file, or a folder that it lies in.
enum class Named : uint8_t { kItself, kFolder };

struct ReadFile {
  InputFile file;
  Named named = Named::kItself;
  bool is_data = true;            // going by its name: what is none is left out without a word
  std::optional<Error> error;     // why there are no documents
  std::vector<Finding> findings;  // of its documents: duplicate keys
};

struct ReadFiles {
  std::vector<ReadFile> files;    // those of a folder by their paths
  std::vector<Finding> findings;  // what folders hold besides files
};

// Reads files and folders. Errors: a path that was given cannot be read.
Result<ReadFiles> read_files(std::span<const std::string> paths, const LoadOptions& options);

ReadFile read_source(const std::shared_ptr<const Source>& source);

}  // namespace arnscope
