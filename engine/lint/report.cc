#include <cassert>

#include "engine/lint/linted_policy.h"

namespace arnscope {
namespace {

// From the end of the element before, or to the begin of the one behind where it is the first.
Span with_comma(const std::vector<Span>& elements, size_t at, size_t first_kept) {
  if (at < first_kept) return {elements[at].begin, elements[at + 1].begin};
  return {elements[at - 1].end, elements[at].end};
}

}  // namespace

void Report::add(std::string_view code, Span at, std::string message, std::vector<Edit> fix) {
  const Check* check = find_check(code);
  assert(check != nullptr);
  if ((check->types & policy_.type) == 0) return;
  findings_.push_back(
      {{check->severity, check->code, std::move(message), {policy_.policy.source, at}, std::string(subject_)},
       "",
       check,
       std::move(fix)});
}

void Report::add(Finding finding) {
  const Check* check = find_check(finding.code);
  if (check != nullptr) {
    if ((check->types & policy_.type) == 0) return;
    finding.severity = check->severity;
  }
  findings_.push_back({std::move(finding), "", check, {}});
}

std::vector<Edit> without_elements(Value list, const std::vector<size_t>& positions) {
  std::vector<Span> elements;
  for (Value element : list.elements()) elements.push_back(element.span());
  size_t first_kept = 0;
  while (first_kept < positions.size() && positions[first_kept] == first_kept) ++first_kept;
  std::vector<Edit> edits;
  for (size_t at : positions) edits.push_back({with_comma(elements, at, first_kept), ""});
  return edits;
}

}  // namespace arnscope
