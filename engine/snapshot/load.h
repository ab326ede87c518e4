// Input files into a Snapshot. Layouts are recognised by content and stand in one table; each has a file of
// its own.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "engine/base/result.h"
#include "engine/base/source.h"
#include "engine/document/document.h"
#include "engine/snapshot/snapshot.h"

namespace arnscope {

// Whether a document is one that load_snapshot() knows: its layout is in the table.
bool is_snapshot(Value root);

// Reads one or several sources into one snapshot. What cannot be understood is a finding in the snapshot and
// the rest goes on: a broken policy, an unknown document, a source that is not JSON beside others that are.
// AWS managed policies that are attached and not in the input come from the catalog, with a finding.
// Errors: no source could be read, or none holds anything known.
// Cost: linear in the size of the sources.
Result<std::unique_ptr<const Snapshot>> load_snapshot(std::span<const std::shared_ptr<const Source>> sources);

}  // namespace arnscope
