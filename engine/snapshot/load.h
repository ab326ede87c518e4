// Input files into a Snapshot. Layouts are recognised by content and stand in one table; each has a file of
// its own.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/source.h"
#include "engine/document/document.h"
#include "engine/snapshot/snapshot.h"

namespace arnscope {

// Whether a document is one that load_snapshot() knows: its layout is in the table.
bool is_snapshot(Value root);

// One file of the input.
struct InputFile {
  std::string path;  // from the folder that was given, "/" between; of a file that was given its name
  std::string root;  // the folder or file that was given
  std::shared_ptr<const Source> source;
  // One or several JSON values; none where the file is blank.
  std::vector<std::shared_ptr<const Document>> documents;
};

struct LoadOptions {
  unsigned jobs = 1;                      // threads that read and parse; the result does not depend on it
  std::vector<AccountLabel> labels = {};  // what the user says of accounts
  // Called now and then with the number of files done and of all; may be empty.
  std::function<void(size_t, size_t)> progress = {};
};

// Reads files and folders into one snapshot; folders are walked, as list_folder() does it; "-" is standard
// input. What cannot be understood is a finding in
// the snapshot and the rest goes on: a broken policy, an unknown document, a file that is not JSON or cannot
// be read. AWS managed policies that are attached and not in the input come from the catalog, with a finding.
// A file of a folder may have 1 GiB. Errors: a path that was given cannot be read, or none of them holds
// anything known. Cost: linear in the size of the input.
Result<std::unique_ptr<const Snapshot>> load_snapshot(std::span<const std::string> paths,
                                                      const LoadOptions& options = {});

// The same of texts in memory.
Result<std::unique_ptr<const Snapshot>> load_snapshot(std::span<const std::shared_ptr<const Source>> sources,
                                                      const LoadOptions& options = {});

}  // namespace arnscope
