// What a snapshot lacks, and which answers are unknown for it. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/snapshot/snapshot.h"

namespace arnscope {

// An operation that was not called in an account, or that failed there.
struct MissingOperation {
  AccountId account = 0;
  OperationId operation = 0;
  std::vector<std::string_view> regions;  // where; empty for operations of the account
  std::string_view error;                 // "" where it was not called
};

// Of the accounts of which there is output of the AWS CLI at all: the operations of the table without output,
// by account and operation. One that is called once for each of something counts as missing where the
// snapshot has such things. O(operations of the table * accounts * regions).
std::vector<MissingOperation> missing_operations(const Snapshot& snapshot);

// A line each: operations that are missing or failed, pages that were not given, accounts that are named and
// not described, documents and layers of policies that nobody gave, and what is unknown without them. The
// order is fixed.
std::vector<std::string> missing_parts(const Snapshot& snapshot);

}  // namespace arnscope
