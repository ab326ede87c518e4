// `size PATH...`: how large policies are, counted as AWS counts them, against which limit.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <map>
#include <optional>
#include <tuple>

#include "cli/command.h"
#include "cli/input.h"
#include "cli/policies.h"
#include "cli/size_report.h"
#include "engine/base/text.h"
#include "engine/checks/policy_type.h"
#include "engine/checks/principal_sizes.h"
#include "engine/document/json_reader.h"
#include "engine/document/read_document.h"
#include "engine/snapshot/load.h"
#include "engine/template/policies.h"

namespace arnscope::cli {
namespace {

constexpr std::array<std::string_view, 4> kPolicyFiles = {".json", ".yaml", ".yml", ".template"};

std::optional<Limits> read_limits_file(const std::string& path, Terminal& terminal) {
  if (path.empty()) return published_limits();
  auto source = Source::read(path);
  if (!source) return terminal.fail(source.error()), std::nullopt;
  auto document = read_json(*source);
  if (!document) return terminal.fail(document.error()), std::nullopt;
  auto limits = override_limits(published_limits(), (*document)->root());
  if (!limits) return terminal.fail(limits.error()), std::nullopt;
  return std::move(*limits);
}

// Whether a file was named or is one of a folder, where what holds no policy is passed over.
enum class Named : uint8_t { kItself, kFolder };

// Whether a text that cannot be read could be one with policies: in a tree there is much else.
bool may_hold_policy(const Source& source) {
  return source.text().find("Statement") != std::string_view::npos;
}

class Measurer {
 public:
  Measurer(const Options& options, const Limits& limits, Terminal& terminal)
      : options_(options), limits_(limits), terminal_(terminal) {}

  void path(const std::string& path);
  // Adds up what belongs together. REQUIRES: no path() afterwards.
  SizeReport finish();
  bool failed() const { return failed_; }

 private:
  void file(const std::string& path, Named named);
  bool take_snapshot(const std::shared_ptr<const Source>& source);
  void add(const std::string& file, const FoundPolicy& found);
  void add_inline_sums();
  void add_snapshot();
  void fail(const Error& error) { terminal_.fail(error), failed_ = failed_here_ = true; }

  const Options& options_;
  const Limits& limits_;
  Terminal& terminal_;
  SizeReport report_;
  bool failed_ = false;
  bool found_ = false, failed_here_ = false;  // of the path in hand: something that holds policies, a fault
  size_t passed_over_ = 0;
  std::vector<std::shared_ptr<const Source>> snapshots_;

  struct Sum {
    uint64_t characters = 0, documents = 0;
    bool at_least = false;
  };
  std::map<std::tuple<std::string, std::string, std::string_view>, Sum> sums_;  // by file, owner, type
};

void Measurer::path(const std::string& path) {
  auto files = files_of(path, kPolicyFiles, terminal_);
  if (!files) {
    failed_ = true;
    return;
  }
  const Named named = *files == std::vector{path} ? Named::kItself : Named::kFolder;
  found_ = failed_here_ = false;
  for (size_t i = 0; i < files->size(); ++i) {
    terminal_.progress("reading", i, files->size());
    file((*files)[i], named);
  }
  if (files->empty())
    fail({fmt::format("`{}` holds no files {}", printable(path), fmt::join(kPolicyFiles, ", ")), {}});
  else if (!found_ && !failed_here_)
    fail({fmt::format("`{}` holds no policy", printable(path)), {}});
}

// Snapshots may be several documents one after the other, and several files: they are loaded together.
bool Measurer::take_snapshot(const std::shared_ptr<const Source>& source) {
  const size_t first = source->text().find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || source->text()[first] != '{') return false;
  auto documents = read_json_sequence(source);
  if (!documents || !is_snapshot(documents->front()->root())) return false;
  snapshots_.push_back(source);
  return true;
}

void Measurer::file(const std::string& path, Named named) {
  auto source = open_word(path);
  if (!source) return fail(source.error());
  if (take_snapshot(*source)) {
    found_ = true;
    return;
  }
  auto document = read_document(*source);
  if (!document && named == Named::kFolder && !may_hold_policy(**source)) {
    ++passed_over_;
    return;
  }
  if (!document) return fail(document.error());
  FoundPolicies found = find_policies(*document);
  for (Finding& finding : found.findings) report_.findings.push_back(std::move(finding));
  for (const FoundPolicy& policy : found.policies) add(path, policy);
  found_ = found_ || found.known_layout;
  if (!found.policies.empty()) return;
  if (named == Named::kFolder || found.known_layout) {
    ++passed_over_;
  } else {
    fail({"no policy stands here: an object with `Statement` must", (*document)->root().place()});
  }
}

void Measurer::add(const std::string& file, const FoundPolicy& found) {
  MeasuredDocument document;
  document.file = file;
  document.path = found.path;
  document.policy = found.name;
  document.holder = found.owner;
  document.at_least = found.open;
  document.type = !found.type.empty()      ? found.type
                  : !options_.type.empty() ? std::string_view(options_.type)
                                           : policy_type(found.value);
  document.size = document_size(found.value);
  document.measurements = measure_document(found.value, document.size, document.type, limits_);
  if (names_aws_policy(file) && is_over(document.measurements))
    document.note = "AWS's own policies may be larger: the limit is that of a copy";
  const size_t before = report_.findings.size();
  find_invalid_character(found.value, document.type, limits_, file, report_.findings);
  if (report_.findings.size() > before) document.note = "holds a character that AWS rejects";
  if (!found.owner.empty() && document.type.ends_with("-inline")) {
    Sum& sum = sums_[{file, found.owner, document.type}];
    sum.characters += document.size.characters_without_white_space;
    ++sum.documents;
    sum.at_least = sum.at_least || found.open;
  }
  report_.documents.push_back(std::move(document));
}

void Measurer::add_inline_sums() {
  for (const auto& [key, sum] : sums_) {
    const auto& [file, owner, type] = key;
    const Limit* limit = find_limit(limits_, type, Counted::kCharactersWithoutWhiteSpace);
    if (limit == nullptr) continue;
    report_.principals.push_back(
        {From::kFile, file, owner, {measure(*limit, sum.characters, sum.documents)}, sum.at_least});
  }
}

void Measurer::add_snapshot() {
  if (snapshots_.empty()) return;
  auto snapshot = load_snapshot(snapshots_);
  if (!snapshot) return fail(snapshot.error());
  tell_findings(**snapshot, terminal_);
  SnapshotSizes sizes = snapshot_sizes(**snapshot, limits_);
  for (const SizedPolicy& each : sizes.policies) {
    const PolicyEntry& entry = (*snapshot)->policies[each.policy];
    const std::string_view policy =
        entry.type == PolicyType::kTrust ? (*snapshot)->roles[entry.owner].arn : entry.arn;
    MeasuredDocument& document = report_.documents.emplace_back();
    document.from = From::kSnapshot;
    document.file = entry.policy->source->outermost().name();
    document.policy = policy;
    document.type = each.type;
    document.size = each.size;
    document.measurements = {each.measurement};
  }
  const std::string file = snapshots_.size() == 1 ? snapshots_.front()->name() : "";
  for (SizedPrincipal& each : sizes.principals)
    report_.principals.push_back(
        {From::kSnapshot, file, std::string(each.arn), std::move(each.measurements), each.at_least});
}

SizeReport Measurer::finish() {
  add_inline_sums();
  add_snapshot();
  sort_fullest_first(report_);
  if (passed_over_ > 0) terminal_.say(fmt::format("files without a policy, passed over: {}", passed_over_));
  sort_findings(report_.findings);
  for (const Finding& finding : report_.findings) terminal_.warn(finding);
  return std::move(report_);
}

bool something_found(const SizeReport& report) {
  for (const MeasuredDocument& each : report.documents)
    if (is_over(each.measurements)) return true;
  for (const MeasuredPrincipal& each : report.principals)
    if (is_over(each.measurements)) return true;
  for (const Finding& each : report.findings)
    if (each.severity == Severity::kError) return true;
  return false;
}

}  // namespace

int run_size(const Options& options, Terminal& terminal) {
  const auto limits = read_limits_file(options.limits, terminal);
  if (!limits || (!options.type.empty() && !is_policy_type(options.type, *limits, terminal))) return kFailed;
  Measurer measurer(options, *limits, terminal);
  for (const std::string& path : options.words) measurer.path(path);
  const SizeReport report = measurer.finish();
  write_size_report(report, options, terminal);
  if (measurer.failed()) return kFailed;
  return something_found(report) ? kNo : kYes;
}

}  // namespace arnscope::cli
