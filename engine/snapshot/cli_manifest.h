// The manifest of `collect`: which calls failed. Internal to snapshot/.
#pragma once

#include "engine/snapshot/builder.h"
#include "engine/snapshot/cli_account.h"

namespace arnscope {

// Takes note of the calls that failed: a finding for each operation, region and error. An error that means
// that there is nothing tells that a resource has no policy. A later line about the same call replaces the
// one before: `collect` was run again.
void read_manifest(const CliAccount& account, SnapshotBuilder& builder);

}  // namespace arnscope
