// The text of a string in a document as a source of its own, whose places stay true: policies stand in
// strings in Terraform plans and in some properties of CloudFormation. Any thread.
#pragma once

#include <memory>
#include <vector>

#include "engine/document/document.h"

namespace arnscope {

// REQUIRES of both: value.is_string(). O(bytes of the string).
std::shared_ptr<const Source> embedded_source(Value value);

// Where the pieces of the text stand in the document's source, see Source::embedded.
std::vector<Source::Mark> text_marks(Value value);

}  // namespace arnscope
