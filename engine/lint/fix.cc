#include "engine/lint/fix.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "engine/base/text.h"
#include "engine/checks/normal_form.h"
#include "engine/checks/policy_type.h"
#include "engine/document/read_document.h"
#include "engine/evaluate/compiled.h"
#include "engine/policy/parser.h"

namespace arnscope {
namespace {

// Fixes may lay others bare; each round takes something out of the text.
constexpr int kMaxRounds = 100;

// Of edits that touch each other the first counts; the next round finds the others again.
size_t apply_fixes(const std::vector<LintFinding>& findings, std::string& text) {
  std::vector<const LintFinding*> fixable;
  for (const LintFinding& each : findings)
    if (!each.fix.empty()) fixable.push_back(&each);
  std::stable_sort(fixable.begin(), fixable.end(), [](const LintFinding* a, const LintFinding* b) {
    return a->fix.front().span.begin < b->fix.front().span.begin;
  });
  std::string out;
  uint32_t at = 0;
  size_t applied = 0;
  for (const LintFinding* each : fixable) {
    if (each->fix.front().span.begin < at) continue;
    for (const Edit& edit : each->fix) {
      out.append(text, at, edit.span.begin - at).append(edit.text);
      at = edit.span.end;
    }
    ++applied;
  }
  text = out.append(text, at);
  return applied;
}

bool has_syntax_error(const LintResult& result) {
  return std::any_of(result.findings.begin(), result.findings.end(),
                     [](const LintFinding& each) { return each.finding.code == "JSON_SYNTAX_ERROR"; });
}

// Nothing where the text cannot be read.
std::vector<CompiledPolicies> compiled(const std::shared_ptr<const Source>& source) {
  std::vector<CompiledPolicies> policies;
  const auto document = read_document(source);
  if (!document) return policies;
  for (const FoundPolicy& found : find_policies(*document).policies) {
    std::vector<Finding> ignored;
    const std::string_view shape = policy_type(found.value);
    const PolicyKind kind = shape == "trust"     ? PolicyKind::kTrust
                            : shape == "managed" ? PolicyKind::kIdentity
                                                 : PolicyKind::kResource;
    auto policy = std::make_shared<Policy>(parse_policy(found.value, kind, found.name, ignored));
    policies.push_back({compile(std::move(policy), kind, found.name)});
  }
  return policies;
}

bool decide_alike(const std::vector<CompiledPolicies>& before, const std::vector<CompiledPolicies>& after) {
  if (before.size() != after.size()) return false;
  for (size_t i = 0; i < before.size(); ++i)
    if (!atoms_outside(before[i], after[i], Wildcards::kForever, 1).empty() ||
        !atoms_outside(after[i], before[i], Wildcards::kForever, 1).empty())
      return false;
  return true;
}

}  // namespace

Result<FixedText> fix_source(const std::shared_ptr<const Source>& source, const LintOptions& options) {
  FixedText fixed{std::string(source->text()), 0};
  std::vector<CompiledPolicies> before;
  bool is_read = false;
  for (int round = 0; round < kMaxRounds; ++round) {
    const auto here = Source::from_text(source->name(), fixed.text);
    LintResult result = lint_source(here, options);
    const bool malformed = has_syntax_error(result);
    if (malformed)
      std::erase_if(result.findings,
                    [](const LintFinding& each) { return each.finding.code != "JSON_SYNTAX_ERROR"; });
    if (!malformed && !is_read) before = compiled(here), is_read = true;
    const size_t applied = apply_fixes(result.findings, fixed.text);
    if (applied == 0) break;
    fixed.fixes += applied;
  }
  if (fixed.fixes == 0) return fixed;
  // Other faults keep it from being read: nothing can be proven.
  if (!is_read) return FixedText{std::string(source->text()), 0};
  if (!decide_alike(before, compiled(Source::from_text(source->name(), fixed.text))))
    return Error{
        fmt::format("`{}` is left as it is: that the mended policy decides the same cannot be proven",
                    printable(source->name())),
        {}};
  return fixed;
}

}  // namespace arnscope
