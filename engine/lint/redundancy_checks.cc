// What a statement says twice. Measured against IAM Access Analyzer's own findings on AWS managed policies:
// it compares texts alone, actions without regard to case, resources with it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/base/text.h"
#include "engine/lint/linted_policy.h"
#include "engine/policy/glob.h"

namespace arnscope {
namespace {

// Patterns of one list by the literal text that they begin with, so that each is compared with few others.
class Patterns {
 public:
  explicit Patterns(std::vector<std::string> texts) : texts_(std::move(texts)) {
    for (size_t i = 0; i < texts_.size(); ++i) {
      first_.try_emplace(texts_[i], i);
      if (literal(i).size() < texts_[i].size()) by_literal_[literal(i)].push_back(i);
    }
  }

  Patterns(const Patterns&) = delete;  // the maps view its texts
  Patterns& operator=(const Patterns&) = delete;

  // One that matches all that the given one matches; of equal ones the first. Itself where there is none.
  size_t container(size_t i) const {
    if (first_.at(texts_[i]) != i) return first_.at(texts_[i]);
    const std::string_view begin = literal(i);
    for (size_t size = 0; size <= begin.size(); ++size) {
      const auto same = by_literal_.find(begin.substr(0, size));
      if (same == by_literal_.end()) continue;
      for (size_t other : same->second)
        if (other != i && is_outer(other, i)) return other;
    }
    return i;
  }

 private:
  std::string_view literal(size_t i) const { return literal_prefix(texts_[i]); }
  // Of two that match the same in other words (`a*`, `a**`) the first stays.
  bool is_outer(size_t other, size_t i) const {
    return glob_contains(texts_[other], texts_[i]) && (other < i || !glob_contains(texts_[i], texts_[other]));
  }

  std::vector<std::string> texts_;
  std::unordered_map<std::string_view, size_t> first_;
  std::unordered_map<std::string_view, std::vector<size_t>> by_literal_;
};

struct ListedElement {
  std::string_view code;
  std::string_view name, negated;  // "Action", "NotAction"
  bool folds_case;
};
constexpr ListedElement kAction = {"REDUNDANT_ACTION", "Action", "NotAction", true};
constexpr ListedElement kResource = {"REDUNDANT_RESOURCE", "Resource", "NotResource", false};

void check_list(const ElementList& list, const ListedElement& element, Value statement, Report& report) {
  std::vector<std::string> texts;
  for (const Text& text : list.values) texts.push_back(element.folds_case ? fold(text.value) : text.value);
  const Patterns patterns(std::move(texts));
  const auto written = statement.find(list.polarity == Polarity::kListed ? element.name : element.negated);
  for (size_t i = 0; i < list.values.size(); ++i) {
    const size_t container = patterns.container(i);
    if (container == i) continue;
    std::vector<Edit> fix;
    if (written && written->size() == list.values.size()) fix = without_elements(*written, {i});
    const std::string& outer = list.values[container].value;
    report.add(element.code, list.values[i].span,
               outer == list.values[i].value
                   ? fmt::format("`{}` is listed twice: once is enough", outer)
                   : fmt::format("`{}` is redundant: `{}` covers it", list.values[i].value, outer),
               std::move(fix));
  }
}

void check_redundancy(const LintedPolicy& policy, Report& report) {
  for (const Statement& statement : policy.policy.statements) {
    const Value written = policy.statements[statement.index];
    check_list(statement.action, kAction, written, report);
    if (statement.resource) check_list(*statement.resource, kResource, written, report);
  }
}

constexpr std::array kRows = {
    Check{"REDUNDANT_ACTION", Severity::kSuggestion, kAllTypes, "action that another one covers",
          "The other pattern of the statement matches the same actions: take this one out.",
          check_redundancy},
    Check{"REDUNDANT_RESOURCE", Severity::kSuggestion, kAllTypes, "resource that another one covers",
          "The other pattern of the statement matches the same resources: take this one out.",
          check_redundancy},
};

}  // namespace

std::span<const Check> redundancy_checks() { return kRows; }

}  // namespace arnscope
