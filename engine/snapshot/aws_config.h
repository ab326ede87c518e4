// Layout: what AWS Config records of resources: a configuration snapshot or a history file as it is delivered
// to S3, the output of `aws configservice get-resource-config-history` and its like, the result of an
// advanced query, or one configuration item a line. AWS Config records no organization. Sources: AWS Config
// Developer Guide, "Components of a configuration item", "Example configuration snapshot" and "Querying the
// current configuration state"; AWS Config API Reference, ConfigurationItem.
#pragma once

#include <span>

#include "engine/snapshot/builder.h"
#include "engine/snapshot/load.h"

namespace arnscope {

// By the content of the file's first value.
bool is_aws_config(const InputFile& file);

// Reads the items of all files together: of several items of one resource the newest counts, and one that
// says that the resource was deleted takes it away. What is no configuration item is a finding. O(n log n) in
// the number of items.
void load_aws_config(std::span<const InputFile> files, SnapshotBuilder& builder);

}  // namespace arnscope
