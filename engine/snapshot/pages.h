// Pages of operations' output: where the page after one is not given. Internal to snapshot/; one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/source.h"
#include "engine/document/document.h"
#include "engine/model/operations.h"

namespace arnscope {

// The place where a page of an operation's output says that another one follows. Sources: IAM API Reference,
// GetAccountAuthorizationDetails, IsTruncated; AWS CLI User Guide, "Using the pagination options in the AWS
// CLI": with --max-items the output ends with a NextToken.
std::optional<Place> says_more(Value page, const Operation& operation);

// Outputs of one call are those in which everything but `more` is the same.
struct FoundPage {
  OperationId operation = 0;
  std::string_view account;  // its id; "" where the page does not tell: of any
  std::string_view region;   // "" of the account's details
  std::vector<std::string> parameters;
  std::optional<Place> more;  // nothing: it is the last page
};

// Of each call of which there are pages and the last is not among them, the page that was found last; sorted
// by call. O(pages * log(pages)).
std::vector<FoundPage> unfinished(const std::vector<FoundPage>& pages);

}  // namespace arnscope
