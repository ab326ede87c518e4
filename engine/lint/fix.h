// Mends that leave no doubt, applied and proven. Any thread.
#pragma once

#include <memory>
#include <string>

#include "engine/base/result.h"
#include "engine/lint/lint.h"

namespace arnscope {

struct FixedText {
  std::string text;
  size_t fixes = 0;  // findings that are mended; 0: the text is as it was
};

// The text of a file with policies, every fix applied that lint_source() offers; those of other codes and the
// rest of the text stay as they are. What the policies decide is proven to be the same before and after, of
// malformed JSON from where its commas are mended: each statement lies in those of the other text
// (engine/checks/normal_form.h).
// Errors: a proof that fails; then nothing should be written.
Result<FixedText> fix_source(const std::shared_ptr<const Source>& source, const LintOptions& options);

}  // namespace arnscope
