#include "engine/snapshot/pages.h"

#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "engine/snapshot/iam_details.h"

namespace arnscope {
namespace {

constexpr std::array<std::string_view, 2> kFlags = {"IsTruncated", "Truncated"};
constexpr std::array<std::string_view, 3> kTokens = {"NextToken", "NextMarker", "PaginationToken"};

std::optional<Place> says_more(Value object) {
  for (std::string_view name : kFlags)
    if (const auto flag = find_member(object, name); flag && flag->text() == "true") return flag->place();
  for (std::string_view name : kTokens)
    if (const auto token = find_member(object, name); token && token->is_string() && !token->text().empty())
      return token->place();
  return std::nullopt;
}

}  // namespace

// Amazon CloudFront has them in the object that holds the list.
std::optional<Place> says_more(Value page, const Operation& operation) {
  if (auto place = says_more(page)) return place;
  const auto member = page.find(operation.member);
  return member && member->is_object() ? says_more(*member) : std::nullopt;
}

std::vector<FoundPage> unfinished(const std::vector<FoundPage>& pages) {
  using Call = std::tuple<OperationId, std::string_view, std::string_view, std::vector<std::string>>;
  struct Pages {
    bool finished = false;
    const FoundPage* last = nullptr;
  };
  std::map<Call, Pages> calls;
  std::set<OperationId> finished_of_any;
  std::set<OperationId> finished;
  for (const FoundPage& page : pages) {
    Pages& call = calls[{page.operation, page.account, page.region, page.parameters}];
    if (page.more) {
      call.last = &page;
      continue;
    }
    call.finished = true;
    finished.insert(page.operation);
    if (page.account.empty()) finished_of_any.insert(page.operation);
  }
  std::vector<FoundPage> result;
  for (const auto& [call, found] : calls) {
    const auto& [operation, account, region, parameters] = call;
    const bool elsewhere = (account.empty() ? finished : finished_of_any).contains(operation);
    if (found.last != nullptr && !found.finished && !elsewhere) result.push_back(*found.last);
  }
  return result;
}

}  // namespace arnscope
