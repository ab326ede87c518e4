// The manifest of `collect`: which calls were made, and how they ended. Internal to snapshot/.
#pragma once

#include <span>

#include "engine/snapshot/builder.h"
#include "engine/snapshot/cli_account.h"

namespace arnscope {

// Takes note of the calls that failed: a finding for each operation, region and error. An error that means
// that there is nothing tells that a resource has no policy. A call that answered, and whose file is not
// there: a finding for each operation and region, which names the first. A later line about the same call
// replaces the one before: `collect` was run again.
void read_manifest(const CliAccount& account, SnapshotBuilder& builder);

// The finding of calls of an operation that failed alike.
void report_failure(SnapshotBuilder& builder, std::string_view account, std::string_view region,
                    OperationId operation, std::string_view error, size_t calls, Place place);

// Where some accounts have a manifest: a finding for each that has none.
void report_missing_manifests(std::span<const CliAccount> accounts, SnapshotBuilder& builder);

}  // namespace arnscope
