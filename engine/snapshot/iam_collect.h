// Layout: the directory that iam-collect writes, aws/PARTITION/{accounts,organizations,indexes}: a folder a
// resource, in it a JSON file for each kind of thing that is known of it. Paths are in lower case, so names
// and ARNs come from the folder's metadata.json. What it collects and how it calls it: its docs/Storage.md.
#pragma once

#include <span>

#include "engine/snapshot/builder.h"
#include "engine/snapshot/load.h"

namespace arnscope {

// Whether the file stands where this layout puts one: below accounts/ACCOUNT/SERVICE or
// organizations/ORGANIZATION, or in the indexes beside them. What is given may be any folder of these.
bool is_iam_collect(const InputFile& file);

// Reads the files of this layout. One without documents is known to be there and could not be read: what it
// would have told is unknown, not absent. A folder without metadata.json is a finding and left out.
// O(n log n) in the number of files.
void load_iam_collect(std::span<const InputFile> files, SnapshotBuilder& builder);

}  // namespace arnscope
