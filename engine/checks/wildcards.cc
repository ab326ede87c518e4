#include "engine/checks/wildcards.h"

#include <algorithm>
#include <cassert>
#include <numeric>

#include "engine/base/text.h"
#include "engine/checks/exact_patterns.h"
#include "engine/checks/least_cover.h"

namespace arnscope {
namespace {

bool may_be_under_wildcard(ActionId id, const WildcardOptions& options) {
  return (catalog::action(id).levels & ~options.levels) == 0;
}

// The patterns of one service.
class ServicePatterns {
 public:
  ServicePatterns(catalog::ServiceId id, const ActionSet& wanted, const WildcardOptions& options)
      : service_(catalog::service(id)), options_(options) {
    for (ActionId action = service_.first_action; action < service_.last_action; ++action) {
      const bool is_wanted = wanted.contains(action);
      const bool under_wildcard = is_wanted && may_be_under_wildcard(action, options);
      names_.names.push_back(catalog::action(action).name);
      (under_wildcard ? names_.wanted : names_.unwanted).push_back(action - service_.first_action);
      if (is_wanted && !under_wildcard) alone_.push_back(action);
    }
  }

  void append_to(ShortestPatterns& all) {
    std::vector<ActionPattern> chosen;
    if (!names_.wanted.empty()) {
      const uint32_t least_members = std::max(options_.least_members, 1u);
      std::vector<ExactPattern> patterns = exact_patterns(names_, least_members);
      Cover cover = choose(patterns);
      all.least = all.least && cover.least;
      if (!cover.least) {
        std::vector<ExactPattern> prefixes = prefix_patterns(names_, least_members);
        Cover of_prefixes = choose(prefixes);
        if (of_prefixes.cost < cover.cost) {
          patterns = std::move(prefixes);
          cover = std::move(of_prefixes);
        }
      }
      for (const uint32_t column : cover.columns)
        chosen.push_back(column < names_.wanted.size()
                             ? plain(names_.wanted[column] + service_.first_action)
                             : expanded(patterns[column - names_.wanted.size()].text));
    }
    if (!means_what_is_wanted(chosen)) {
      assert(false);
      all.least = false;
      chosen.clear();
      for (const uint32_t name : names_.wanted) chosen.push_back(plain(name + service_.first_action));
    }
    for (const ActionId action : alone_) chosen.push_back(plain(action));
    std::sort(chosen.begin(), chosen.end(),
              [](const auto& a, const auto& b) { return a.pattern < b.pattern; });
    std::move(chosen.begin(), chosen.end(), std::back_inserter(all.patterns));
  }

 private:
  static ActionPattern plain(ActionId action) { return {catalog::action_name(action), {action}}; }

  ActionPattern expanded(const std::string& text) const {
    ActionPattern pattern{std::string(service_.prefix) + ':' + text, {}};
    catalog::expand(pattern.pattern, pattern.members);
    return pattern;
  }

  // Columns are the names that may be under a wildcard, then the patterns.
  Cover choose(const std::vector<ExactPattern>& patterns) const {
    const size_t beside = service_.prefix.size() + 1 + 3;  // colon, quotes and comma
    std::vector<CoverColumn> columns;
    for (uint32_t i = 0; i < names_.wanted.size(); ++i)
      columns.push_back({static_cast<uint32_t>(names_.names[names_.wanted[i]].size() + beside), {i}});
    for (const ExactPattern& pattern : patterns) {
      CoverColumn& column = columns.emplace_back();
      column.cost = static_cast<uint32_t>(pattern.text.size() + beside);
      pattern.members.for_each([&](ActionId member) { column.rows.push_back(member); });
    }
    return least_cover(static_cast<uint32_t>(names_.wanted.size()), columns);
  }

  bool means_what_is_wanted(const std::vector<ActionPattern>& chosen) const {
    std::vector<ActionId> members;
    for (const ActionPattern& pattern : chosen)
      members.insert(members.end(), pattern.members.begin(), pattern.members.end());
    std::sort(members.begin(), members.end());
    members.erase(std::unique(members.begin(), members.end()), members.end());
    return std::equal(members.begin(), members.end(), names_.wanted.begin(), names_.wanted.end(),
                      [&](ActionId a, uint32_t name) { return a == name + service_.first_action; });
  }

  catalog::Service service_;
  const WildcardOptions& options_;
  ServiceNames names_;
  std::vector<ActionId> alone_;  // wanted, and never under a wildcard
};

}  // namespace

ShortestPatterns shortest_patterns(const ActionSet& wanted, const WildcardOptions& options) {
  assert(wanted.universe() == catalog::action_count());
  std::vector<bool> touched(catalog::service_count(), false);
  wanted.for_each([&](ActionId action) { touched[catalog::action(action).service] = true; });
  ShortestPatterns shortest;
  for (uint32_t id = 0; id < touched.size(); ++id)
    if (touched[id])
      ServicePatterns(static_cast<catalog::ServiceId>(id), wanted, options).append_to(shortest);
  return shortest;
}

}  // namespace arnscope
