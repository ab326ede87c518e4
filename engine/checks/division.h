// Statements as bin packing sees them: what each takes, and along which list it is divided.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/checks/packing.h"
#include "engine/checks/statement_list.h"

namespace arnscope {

// A statement, or a part of one that was too large, and the list of it that is dealt out to documents;
// without a list it stays whole.
struct Share {
  Statement statement;
  std::optional<StatementList> list;

  // The statement with the values at these positions; the whole where there is no list.
  Statement take(const std::vector<uint32_t>& positions) const;
  PackingGroup group() const;  // its overhead counts the comma between statements
};

// A statement of which even the smallest part that may be made takes more than a document has room for.
struct TooLarge {
  size_t statement = 0;
  std::string why;
};

// What statements are divided into, and a number of documents that no division can do with less of.
struct Division {
  std::vector<Share> shares;
  uint32_t fewest_documents = 0;
  bool only_way = true;  // no statement could be divided otherwise: what no packing of the shares does with
                         // less of, no division does
  std::vector<TooLarge> too_large;  // where this is not empty the rest says nothing
};

// Along which list a statement is dealt out that has several: the one that takes the most, so that what is
// repeated is the least; or one kind wherever that is possible.
enum class DealOut : uint8_t { kLargest, kActions, kResources };

// More documents than this are nothing that anybody attaches: an account has 1,500 customer managed policies.
// Source: IAM User Guide, "IAM and AWS STS quotas".
constexpr uint32_t kMaxDocuments = 1500;

// Divides for documents with room for `capacity` characters of statements, a comma each included. A statement
// that is too large to be dealt out along one list is cut along another first. Where more than kMaxDocuments
// are needed nothing is divided.
Division divide(std::span<const Statement> statements, uint32_t capacity,
                DealOut deal_out = DealOut::kLargest);

}  // namespace arnscope
