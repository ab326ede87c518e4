#include "cli/policies.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>

#include "engine/base/text.h"
#include "engine/catalog/catalog.h"
#include "engine/checks/policy_type.h"
#include "engine/document/json_reader.h"
#include "engine/document/json_repair.h"
#include "engine/document/read_document.h"
#include "engine/policy/parser.h"

namespace arnscope::cli {
namespace {

constexpr std::string_view kAwsPrefix = "aws:";

Result<std::shared_ptr<const Source>> open_aws_policy(const std::string& word) {
  std::string_view name = word;
  if (name.starts_with(kAwsPrefix)) name.remove_prefix(kAwsPrefix.size());
  if (auto policy = catalog::find_managed_policy(name)) return Source::from_static(word, policy->document);
  std::vector<std::string_view> names;
  for (uint32_t i = 0; i < catalog::managed_policy_count(); ++i)
    names.push_back(catalog::managed_policy(i).name);
  std::string message = fmt::format("`{}` is no AWS managed policy of the catalog of {}", printable(word),
                                    catalog::origins().front().date.substr(0, 10));
  if (auto nearest = nearest_name(name, names)) message += fmt::format(": did you mean `aws:{}`?", *nearest);
  return Error{std::move(message), {}};
}

}  // namespace

bool names_aws_policy(std::string_view word) {
  return word.starts_with(kAwsPrefix) || (word.starts_with("arn:") && word.find(":aws:policy/") != word.npos);
}

Result<std::shared_ptr<const Source>> open_word(const std::string& word) {
  return names_aws_policy(word) ? open_aws_policy(word) : Source::read(word);
}

namespace {

// The source, or its text mended.
Result<std::shared_ptr<const Source>> mend(std::shared_ptr<const Source> source, Terminal& terminal) {
  auto repaired = repair_json(source);
  if (!repaired) return repaired.error();
  if (repaired->mends.empty()) return source;
  for (const JsonMend& mend : repaired->mends)
    terminal.warn({Severity::kWarning, "MENDED", mend.what, {source, mend.span}, ""});
  return Source::from_text(source->name(), std::move(repaired->text));
}

// A file and the JSON pointer that may stand behind a `#`: not where a file has such a name.
std::pair<std::string, std::string> split_word(const std::string& word) {
  const size_t hash = word.find("#/");
  std::error_code error;
  if (hash == std::string::npos || std::filesystem::exists(word, error)) return {word, ""};
  return {word.substr(0, hash), word.substr(hash + 1)};
}

bool read_word(const std::string& word, Repair repair, std::vector<NamedPolicy>& policies,
               Terminal& terminal) {
  const auto [file, pointer] = split_word(word);
  auto source = open_word(file);
  if (source && repair == Repair::kYes) source = mend(*source, terminal);
  if (!source) return terminal.fail(source.error()), false;
  auto document = read_document(*source);
  if (!document) return terminal.fail(document.error()), false;
  FoundPolicies found = find_policies(*document);
  for (const Finding& finding : found.findings) terminal.warn(finding);
  if (found.policies.empty()) {
    terminal.fail(
        Error{"no policy stands here: an object with `Statement` must", (*document)->root().place()});
    return false;
  }
  const bool several = found.policies.size() > 1;
  const size_t before = policies.size();
  for (FoundPolicy& policy : found.policies) {
    if (!pointer.empty() && policy.path != pointer) continue;
    std::string name = several ? fmt::format("{}#{}", file, policy.path) : word;
    policies.push_back({std::move(name), file, std::move(policy)});
  }
  if (policies.size() > before) return true;
  terminal.fail(fmt::format("`{}` has no policy at `{}`: `arnscope size {}` lists them", printable(file),
                            printable(pointer), printable(file)));
  return false;
}

}  // namespace

std::optional<std::vector<NamedPolicy>> read_policies(std::span<const std::string> words, Terminal& terminal,
                                                      Repair repair) {
  std::vector<NamedPolicy> policies;
  bool good = true;
  for (const std::string& word : words) good = read_word(word, repair, policies, terminal) && good;
  if (!good) return std::nullopt;
  return policies;
}

bool is_policy_type(const std::string& type, const Limits& limits, Terminal& terminal) {
  if (size_limit(limits, type) != nullptr) return true;
  const std::vector<std::string_view> types = policy_types(limits);
  auto nearest = nearest_name(type, types);
  terminal.fail(fmt::format(
      "`{}` is no type of policy: {}", printable(type),
      nearest ? fmt::format("did you mean `{}`?", *nearest) : fmt::format("{}", fmt::join(types, ", "))));
  return false;
}

std::optional<Policy> parse_whole(const NamedPolicy& named, Terminal& terminal) {
  const std::string_view type = policy_type(named.found.value);
  return parse_whole(named,
                     type == "trust"     ? PolicyKind::kTrust
                     : type == "managed" ? PolicyKind::kIdentity
                                         : PolicyKind::kResource,
                     terminal);
}

std::optional<Policy> parse_whole(const NamedPolicy& named, PolicyKind kind, Terminal& terminal) {
  std::vector<Finding> findings;
  find_duplicate_keys(*named.found.document, findings);
  for (Finding& finding : findings) finding.severity = Severity::kError;
  Policy policy = parse_policy(named.found.value, kind, named.name, findings);
  bool whole = true;
  for (const Finding& finding : findings) {
    if (finding.severity == Severity::kError) {
      whole = false;
      terminal.fail(Error{finding.message, finding.place});
    } else {
      terminal.warn(finding);
    }
  }
  if (named.found.open) {
    terminal.fail(fmt::format("`{}` has parts that only a deployment knows", printable(named.name)));
    whole = false;
  }
  if (!whole) return std::nullopt;
  return policy;
}

}  // namespace arnscope::cli
