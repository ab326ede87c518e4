// The fewest policy documents under a limit that say what the given policies say. It is sound where the
// documents are united, as those attached to one identity are, and the result is proven before it is given:
// both sides in normal form contain one another. Source: IAM User Guide, "IAM and AWS STS quotas", "IAM and
// AWS STS character limits".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/checks/merge.h"
#include "engine/checks/wildcards.h"

namespace arnscope {

struct SplitOptions {
  // The most characters of a document in compact form. One less than the limit where AWS leaves out white
  // space (Measurement::safe).
  uint32_t most_characters = 6143;
  bool merge = false;            // as merge() does
  CompiledPolicies attached;     // what these grant need not be carried
  std::vector<Policy> previous;  // of an earlier split: what stands in one stays there where it can
  std::optional<WildcardOptions> wildcards;  // actions become the shortest patterns that mean them today
};

// A pattern that stands for actions of the input.
struct WildcardUse {
  uint32_t policy = 0;     // where the actions stood
  uint32_t statement = 0;  // likewise
  std::string pattern;
  std::vector<std::string> actions;
};

struct Split {
  std::vector<Policy> documents;
  std::vector<uint32_t> characters;  // of each in compact form
  uint32_t fewest = 0;               // no split of these statements has fewer documents
  std::vector<Removal> removals;
  std::vector<WildcardUse> wildcards;
  uint64_t input_atoms = 0;       // pairs of action and resource that were held against the result, and
  uint64_t result_atoms = 0;      // the other way round
  std::optional<uint32_t> moved;  // with `previous`: values that stand in another document than before

  bool proven_minimal() const { return documents.size() <= fewest; }
};

// Splits. Documents are in the order of the statements that they begin with, statements and values in the
// written order; Sids stay unique. Before fewest characters comes the least change where `previous` is given.
// Errors, each with its place: a limit that leaves no room; a statement that cannot be made small enough;
// more documents than kMaxDocuments; versions of the policy language that cannot be united; a result that
// could not be proven. Cost: merge() and pack(); a policy of thousands of actions takes tens of milliseconds.
Result<Split> split(std::span<const Policy> policies, const SplitOptions& options);

}  // namespace arnscope
