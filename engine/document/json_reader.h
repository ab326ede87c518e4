// JSON text into Documents, with simdjson. Malformed text gives one error with the place and what a person
// would mend.
#pragma once

#include <memory>
#include <vector>

#include "engine/base/result.h"
#include "engine/document/document.h"

namespace arnscope {

// Reads one JSON value that fills the whole source.
// Errors, each with its place: an empty text, a byte order mark, a NUL, bytes that are not UTF-8, text that
// ends too early, text after the value, nesting over Document::kMaxDepth, and every fault of the grammar.
// O(bytes), about one pass at memory speed; memory: 28 bytes a value.
Result<std::shared_ptr<const Document>> read_json(const std::shared_ptr<const Source>& source);

// Reads one or more JSON values that stand one after the other, separated by white space or by nothing, as
// `aws ... >> file` leaves them. The same errors; every document shares the source and keeps its true places.
Result<std::vector<std::shared_ptr<const Document>>> read_json_sequence(
    const std::shared_ptr<const Source>& source);

// Reads many values, one after the other, and keeps its buffers between them: for lines of JSON. One thread.
class JsonReader {
 public:
  class Impl;
  JsonReader();
  ~JsonReader();
  JsonReader(const JsonReader&) = delete;
  JsonReader& operator=(const JsonReader&) = delete;

  // Reads the one value that stands in `span` of the source, white space around it left out. Where it is an
  // object, the object or list that is its only member `step_over` is not looked into: only its text is
  // known, and its faults show when that text is read. The same errors as read_json.
  Result<std::shared_ptr<const Document>> read(const std::shared_ptr<const Source>& source, Span span,
                                               std::string_view step_over = {});

 private:
  std::unique_ptr<Impl> impl_;
};

// Members that repeat a name within one object, in the whole document: a finding each (code DUPLICATE_KEY, a
// warning), at the later one. Readers of values take the last. O(members log members in one object).
void find_duplicate_keys(const Document& document, std::vector<Finding>& findings);

}  // namespace arnscope
