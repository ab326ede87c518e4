// Layout: a folder of the AWS CLI's output, ACCOUNT/REGION/OPERATION.json, as `collect` and CloudMapper write
// it. What is read is what engine/model's tables of operations and readings say.
#pragma once

#include <span>

#include "engine/snapshot/builder.h"
#include "engine/snapshot/load.h"

namespace arnscope {

// By the file's place: an operation of the table under a folder with the name of a region, or the manifest of
// `collect`. Of the content load_cli_output() says where it is not the operation's.
bool is_cli_output(const InputFile& file);
void load_cli_output(std::span<const InputFile> files, SnapshotBuilder& builder);

}  // namespace arnscope
