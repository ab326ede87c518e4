// YAML text into Documents, with yaml-cpp: what CloudFormation templates are written in. The result is what
// the same template in JSON would be.
#pragma once

#include <memory>

#include "engine/base/result.h"
#include "engine/document/document.h"

namespace arnscope {

// Reads one YAML document that fills the whole source.
// - Each node has its place in the YAML text, tag and anchor included; what an alias repeats has the place of
//   the original, and a value that is not there is null right behind its key.
// - CloudFormation's short forms become the long ones: `!Ref X` is {"Ref": "X"}, `!GetAtt A.B` is
//   {"Fn::GetAtt": ["A", "B"]}, and `!Name` {"Fn::Name": ...} whatever the name, since functions are added.
// - Plain text is a number only where JSON would have it as one, so that account numbers with a leading zero
// and
//   dates (`Version: 2012-10-17`) stay text; it is a boolean by the words of YAML 1.1, y and n excepted.
// - Duplicate keys are kept. Merge keys (`<<`) are undone.
// Errors, each with its place: those of the grammar; an empty text, a byte order mark, control characters,
// bytes that are not UTF-8; a second document; keys that are no text; unknown tags; nesting over
// Document::kMaxDepth; aliases that repeat more than a million nodes or stand inside what they repeat; texts
// of 2 GiB and more. O(bytes + repeated nodes), some 5 MB a second: a template has a megabyte at most.
// Source: CloudFormation User Guide, "CloudFormation template format" and "Intrinsic function reference".
Result<std::shared_ptr<const Document>> read_yaml(const std::shared_ptr<const Source>& source);

}  // namespace arnscope
