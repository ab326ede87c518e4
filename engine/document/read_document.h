// A document in whichever of the two languages its text is written. Any thread.
#pragma once

#include "engine/base/result.h"
#include "engine/document/document.h"

namespace arnscope {

// Reads JSON where the text begins with `{` or `[`, or is empty, and YAML where it does not. Errors and cost
// are those of read_json and read_yaml.
Result<std::shared_ptr<const Document>> read_document(const std::shared_ptr<const Source>& source);

}  // namespace arnscope
