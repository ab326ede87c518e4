// Malformed JSON with the mends that leave no doubt. Any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/document/json_grammar.h"

namespace arnscope {

struct RepairedJson {
  std::string text;             // white space, order and escapes as they were
  std::vector<JsonMend> mends;  // places in the source, in reading order; empty: it was JSON
};

// The text of `source` as one JSON value, every fault mended that find_json_faults calls certain.
//   repair_json(R"(["s3:Get*" "s3:List*",])")  // ["s3:Get*", "s3:List*"], mends at 1:10 and 1:21
// Errors: the first fault that is not certain, as find_json_faults says it with the certain ones before it.
// O(bytes), no recursion.
Result<RepairedJson> repair_json(const std::shared_ptr<const Source>& source);

}  // namespace arnscope
