// Statements as bin packing sees them: what each takes, and along which list it is divided.
#pragma once

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
  std::vector<TooLarge> too_large;  // where this is not empty the rest says nothing
};

// Divides for documents with room for `capacity` characters of statements, a comma each included. A statement
// is dealt out along the list that takes the most; one that is too large for that along two lists.
Division divide(std::span<const Statement> statements, uint32_t capacity);

}  // namespace arnscope
