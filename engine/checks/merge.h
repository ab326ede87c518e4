// Fewer statements that say the same: what is said twice goes, and what belongs together comes together.
// Everything that goes is told, with what makes it superfluous. Source of what may be merged: IAM User Guide,
// "Policy evaluation logic": statements are united, Deny apart from Allow.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/checks/normal_form.h"
#include "engine/checks/statement_list.h"

namespace arnscope {

// A statement and the policy that it came from.
struct SourcedStatement {
  Statement statement;
  uint32_t policy = 0;  // position among those given; `statement.index` is its position there
};

// Something that is not in the result.
struct Removal {
  enum class Reason : uint8_t {
    kRepeated,   // it stands twice in one list
    kContained,  // another value or statement of the input says it
    kAttached,   // a policy that is attached says it
    kMerged,     // its statement became part of another, which says it now
  };
  Reason reason = Reason::kRepeated;
  uint32_t policy = 0;     // where it stood
  uint32_t statement = 0;  // likewise
  std::string element;     // "Action", "Resource"; "" is the whole statement
  std::string value;
  std::string by;  // what says it: "s3:*", "statement 2 Reading", "aws:SecurityAudit statement 0"
  std::optional<uint32_t> by_policy;  // where `by` is a statement that was given: of which policy
};
std::string_view removal_reason_name(Removal::Reason reason);  // "repeated", ...

using SourcedStatements = std::vector<SourcedStatement>;

// Drops values that stand twice in a list.
void drop_repeated(SourcedStatements& statements, std::vector<Removal>& removals);

// Drops values and statements that others contain, and makes one statement of those that differ in their
// actions alone, or in their resources alone, until there is nothing left to do. `version` is that of all.
// O(statements^2) at worst.
void merge(SourcedStatements& statements, Version version, std::vector<Removal>& removals);

// Drops what Allow statements grant and an attached policy grants as well. A Deny stays: an attached policy
// may be detached, and then it would be missed without a sign.
void drop_attached(SourcedStatements& statements, Version version, const CompiledPolicies& attached,
                   std::vector<Removal>& removals);

}  // namespace arnscope
