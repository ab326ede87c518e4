// How large a policy document is, counted as AWS counts it, against the limits of its type. Any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/base/finding.h"
#include "engine/checks/limits.h"
#include "engine/document/document.h"

namespace arnscope {

// The lengths of a document. Characters are code points; escapes count as they are written. White space
// inside strings counts everywhere: whether IAM counts it is not documented.
struct DocumentSize {
  uint32_t characters_without_white_space = 0;
  uint32_t characters = 0;
  uint32_t bytes = 0;
  // Whether `characters` and `bytes` are of a text that stands in the input as it is submitted to AWS: a file
  // that holds the policy alone, a string that holds it. Else they are of the text without white space, which
  // is what remains of a policy that is a part of a snapshot or a template.
  bool as_submitted = false;
};

// A policy as the text of `source` in `span`, which is JSON.
DocumentSize text_size(const Source& source, Span span);

// Any policy. One whose text is not the JSON of its value (YAML, a template whose functions were resolved) is
// counted as JSON written without white space. O(size of the policy).
DocumentSize document_size(Value policy);

// A number against a limit.
struct Measurement {
  Counted counted = Counted::kCharactersWithoutWhiteSpace;
  uint64_t number = 0;
  uint64_t safe = 0;  // the largest number that surely fits
  const Limit* limit = nullptr;

  int64_t headroom() const { return static_cast<int64_t>(safe) - static_cast<int64_t>(number); }
  bool over() const { return headroom() < 0; }
};

// `documents`: how many the number is the sum of. Where white space does not count, AWS's own figure is one
// more for each document than the characters are: so it was on each of 138 findings of IAM Access Analyzer
// that name a policy's size. What fits surely is therefore one less.
Measurement measure(const Limit& limit, uint64_t number, uint64_t documents = 1);

// A document against each limit of its type, its size first; empty where the limits do not know the type.
// A number of an `open` document is the least that it will be.
std::vector<Measurement> measure_document(Value policy, const DocumentSize& size, std::string_view type,
                                          const Limits& limits);

// The first character, as it stands in the text, that a policy of this type may not hold: IAM and AWS STS
// take the tab, line feed, carriage return and U+0020 to U+00FF. Adds a finding (code INVALID_CHARACTER, an
// error) at its place. Of other services the documentation names no such set. Source: IAM User Guide, "IAM
// and AWS STS quotas", IAM name requirements; AWS STS API Reference, AssumeRole.
void find_invalid_character(Value policy, std::string_view type, const Limits& limits,
                            std::string_view subject, std::vector<Finding>& findings);

}  // namespace arnscope
