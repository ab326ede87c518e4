// Action patterns to actions.
#include <algorithm>
#include <array>
#include <numeric>
#include <string>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/catalog/tables.h"
#include "engine/policy/arn.h"
#include "engine/policy/glob.h"

namespace arnscope::catalog {
namespace {

// A text in lower case, on the stack unless it is longer than any action name.
class Folded {
 public:
  explicit Folded(std::string_view text) {
    if (text.size() > small_.size()) {
      large_ = fold(text);
      text_ = large_;
      return;
    }
    std::transform(text.begin(), text.end(), small_.begin(), [](char c) { return fold(c); });
    text_ = {small_.data(), text.size()};
  }
  Folded(const Folded&) = delete;
  Folded& operator=(const Folded&) = delete;

  std::string_view text() const { return text_; }

 private:
  std::array<char, 128> small_;
  std::string large_;
  std::string_view text_;
};

struct Range {
  ActionId first, last;  // half-open
};

std::string_view folded_prefix(size_t service) {
  return data::text_at(data::kServicePrefixes, data::kServicePrefixAt, service);
}

// The folded name of an action from `skip` on.
std::string_view name_from(ActionId id, size_t skip) {
  const uint32_t at = data::kActionNameAt[id];
  return {data::kFoldedActionNames + at + skip, data::kActionNameAt[id + 1u] - at - skip};
}

// The part of a service's actions whose names begin with `prefix`, which is in lower case.
Range with_prefix(Range range, size_t skip, std::string_view prefix) {
  const auto first_not = [&](ActionId first, ActionId last, auto before) {
    while (first < last) {
      const ActionId middle = first + (last - first) / 2;
      if (before(name_from(middle, skip).substr(0, prefix.size())))
        first = middle + 1;
      else
        last = middle;
    }
    return first;
  };
  range.first = first_not(range.first, range.last, [&](std::string_view name) { return name < prefix; });
  range.last = first_not(range.first, range.last, [&](std::string_view name) { return name == prefix; });
  return range;
}

// Adds the actions of one service whose names match `names`.
template <class Add>
void expand_names(size_t service, std::string_view names, Add& add) {
  const size_t skip = folded_prefix(service).size() + 1;
  const std::string_view prefix = literal_prefix(names);
  const std::string_view rest = names.substr(prefix.size());
  Range range = {data::kServiceActionAt[service], data::kServiceActionAt[service + 1]};
  if (!prefix.empty()) range = with_prefix(range, skip, prefix);
  if (range.first == range.last) return;
  if (rest.empty()) {
    // Of all names that begin with the prefix the prefix itself sorts first.
    if (name_from(range.first, skip).size() == prefix.size()) add(range.first, range.first + 1);
  } else if (is_match_all(rest)) {
    add(range.first, range.last);
  } else {
    for (ActionId id = range.first; id < range.last; ++id)
      if (glob_match(rest, name_from(id, skip + prefix.size()))) add(id, id + 1);
  }
}

template <class Add>
void expand_folded(std::string_view pattern, Add& add) {
  if (is_match_all(pattern)) return add(0, data::kActions);
  const size_t colon = pattern.find(':');
  if (colon == std::string_view::npos) {
    // A wildcard stands for the colon.
    if (!has_wildcard(pattern)) return;
    for (ActionId id = 0; id < data::kActions; ++id)
      if (glob_match(pattern, name_from(id, 0))) add(id, id + 1);
    return;
  }
  // A name has one colon, so the pattern's stands for it and its wildcards stay on their side.
  const std::string_view services = pattern.substr(0, colon);
  const std::string_view names = pattern.substr(colon + 1);
  if (!has_wildcard(services)) {
    if (const auto service = find_service(services)) expand_names(*service, names, add);
    return;
  }
  for (size_t service = 0; service < data::kServices; ++service)
    if (glob_match(services, folded_prefix(service))) expand_names(service, names, add);
}

}  // namespace

bool expand(std::string_view pattern, ActionSet& set) {
  bool any = false;
  const auto add = [&](ActionId first, ActionId last) {
    set.insert_range(first, last);
    any = true;
  };
  expand_folded(Folded(pattern).text(), add);
  return any;
}

void expand(std::string_view pattern, std::vector<ActionId>& actions) {
  const auto add = [&](ActionId first, ActionId last) {
    const auto size = static_cast<std::ptrdiff_t>(actions.size());
    actions.resize(actions.size() + (last - first));
    std::iota(actions.begin() + size, actions.end(), first);
  };
  expand_folded(Folded(pattern).text(), add);
}

}  // namespace arnscope::catalog
