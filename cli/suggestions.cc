#include "cli/suggestions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/policy/glob.h"
#include "engine/snapshot/condition_keys.h"

namespace arnscope::cli {
namespace {

constexpr size_t kMostSuggestions = 5;

// "`a`, `b` or `c`".
std::string alternatives(const std::vector<std::string>& names) {
  std::string text;
  for (size_t i = 0; i < names.size(); ++i)
    text += fmt::format("{}`{}`", i == 0 ? "" : i + 1 == names.size() ? " or " : ", ", names[i]);
  return text;
}

}  // namespace

std::string action_suggestion(std::string_view action) {
  if (has_wildcard(action)) {
    return action.find(':') == std::string_view::npos
               ? fmt::format(": write SERVICE:{}, such as s3:{}", printable(action), printable(action))
               : "";
  }
  std::vector<std::string_view> names;
  for (ActionId id = 0; id < catalog::action_count(); ++id) names.push_back(catalog::action(id).name);
  const auto nearest = nearest_name(action, names);
  if (!nearest) return ": write SERVICE:NAME, such as s3:GetObject";
  std::vector<std::string> called;
  for (ActionId id = 0; id < catalog::action_count(); ++id)
    if (equal_folded(names[id], *nearest)) called.push_back(catalog::action_name(id));
  std::stable_sort(called.begin(), called.end(),
                   [](const auto& a, const auto& b) { return a.find(':') < b.find(':'); });
  const size_t more = called.size() - std::min(called.size(), kMostSuggestions);
  called.resize(called.size() - more);
  return fmt::format(": did you mean {}{}?", alternatives(called),
                     more == 0 ? "" : fmt::format(", or that of {} more services", more));
}

void tell_unknown_keys(const Question& question, const Snapshot& snapshot, Terminal& terminal) {
  for (const auto& [key, value] : question.context) {
    if (knows_condition_key(snapshot, key)) continue;
    const auto nearest = nearest_condition_key(snapshot, key);
    // The prefix of an identity provider's key is its host, and the provider may be one of another account.
    const bool of_provider = key.find('.') < key.find(':') && key.find(':') != std::string::npos;
    if (!nearest && of_provider) continue;
    terminal.say(
        fmt::format("`{}` is a condition key of neither the catalog of {} nor the snapshot's policies{}",
                    printable(key), catalog::origins().front().date.substr(0, 10),
                    nearest ? fmt::format(": did you mean `{}`?", printable(*nearest)) : ""));
  }
}

}  // namespace arnscope::cli
