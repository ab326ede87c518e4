// `lint PATH...`: what is wrong with policies, templates, plans and snapshots, and where.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "cli/command.h"
#include "cli/input.h"
#include "cli/lint_report.h"
#include "cli/policies.h"
#include "engine/base/parallel.h"
#include "engine/base/text.h"
#include "engine/document/json_reader.h"
#include "engine/document/read_document.h"
#include "engine/lint/fix.h"
#include "engine/lint/profile.h"
#include "engine/lint/snapshot_policies.h"
#include "engine/snapshot/load.h"

namespace arnscope::cli {
namespace {

constexpr std::array<std::string_view, 4> kPolicyFiles = {".json", ".yaml", ".yml", ".template"};

// Whether a text that is no policy, and one that cannot be read, could hold one.
bool may_hold_policy(const Source& source) {
  return source.text().find("Statement") != std::string_view::npos;
}

// What one file holds.
struct LintedFile {
  std::string path;
  bool is_named = false;  // on the command line, and not in a folder
  std::shared_ptr<const Source> source;
  std::optional<Error> unreadable;
  bool is_snapshot = false;
  LintResult result;
};

class Linter {
 public:
  Linter(const Options& options, LintOptions how, Terminal& terminal)
      : options_(options), how_(how), terminal_(terminal) {}

  void add(const std::string& path);
  void run();
  // Writes the mended files, and lints them again.
  void fix();
  std::vector<LintFinding> take_findings();
  bool failed() const { return failed_; }

 private:
  void read(LintedFile& file) const;
  void tell(LintedFile& file);
  void run_snapshots();
  void fail(const Error& error) { terminal_.fail(error), failed_ = true; }

  const Options& options_;
  LintOptions how_;
  Terminal& terminal_;
  std::vector<LintedFile> files_;
  std::vector<LintFinding> findings_;
  bool failed_ = false;
};

void Linter::add(const std::string& path) {
  auto files = files_of(path, kPolicyFiles, terminal_);
  if (!files) {
    failed_ = true;
    return;
  }
  if (files->empty())
    return fail({fmt::format("`{}` holds no files {}", printable(path), fmt::join(kPolicyFiles, ", ")), {}});
  const bool is_named = *files == std::vector{path};
  for (std::string& file : *files) {
    files_.emplace_back();
    files_.back().path = std::move(file);
    files_.back().is_named = is_named;
  }
}

bool holds_snapshot(const std::shared_ptr<const Source>& source) {
  const size_t first = source->text().find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || source->text()[first] != '{') return false;
  const auto documents = read_json_sequence(source);
  return documents && is_snapshot(documents->front()->root());
}

void Linter::read(LintedFile& file) const {
  auto source = open_word(file.path);
  if (!source) {
    file.unreadable = source.error();
    return;
  }
  file.source = *source;
  file.is_snapshot = !how_.type && holds_snapshot(file.source);
  if (!file.is_snapshot) file.result = lint_source(file.source, how_);
}

void Linter::tell(LintedFile& file) {
  if (file.unreadable) return fail(*file.unreadable);
  if (file.is_snapshot) return;
  const bool is_passed_over = !file.result.known_layout && !file.is_named && !may_hold_policy(*file.source);
  if (is_passed_over || (!file.result.known_layout && file.result.findings.empty())) {
    if (file.is_named) return fail({fmt::format("`{}` holds no policy", printable(file.path)), {}});
    if (options_.verbose)
      terminal_.say(fmt::format("`{}` holds no policy: passed over", printable(file.path)));
    return;
  }
  std::move(file.result.findings.begin(), file.result.findings.end(), std::back_inserter(findings_));
}

void Linter::run_snapshots() {
  std::vector<std::shared_ptr<const Source>> sources;
  for (const LintedFile& file : files_)
    if (file.is_snapshot) sources.push_back(file.source);
  if (sources.empty()) return;
  auto snapshot = load_snapshot(sources);
  if (!snapshot) return fail(snapshot.error());
  lint_snapshot(**snapshot, findings_);
}

void Linter::run() {
  const unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
  parallel_for(
      files_.size(), jobs, [this](size_t i) { read(files_[i]); },
      [this](size_t done) { terminal_.progress("linting", done, files_.size()); });
}

std::vector<LintFinding> Linter::take_findings() {
  for (LintedFile& file : files_) tell(file);
  run_snapshots();
  sort_lint_findings(findings_);
  return std::move(findings_);
}

void Linter::fix() {
  for (LintedFile& file : files_) {
    const bool has_fix = std::any_of(file.result.findings.begin(), file.result.findings.end(),
                                     [](const LintFinding& each) { return !each.fix.empty(); });
    if (!has_fix || file.source == nullptr || !std::filesystem::is_regular_file(file.path)) continue;
    auto fixed = fix_source(file.source, how_);
    if (!fixed) {
      fail(fixed.error());
      continue;
    }
    std::ofstream out(file.path, std::ios::binary);
    out << fixed->text;
    out.close();
    if (!out) {
      fail({fmt::format("cannot write `{}`", printable(file.path)), {}});
      continue;
    }
    terminal_.say(fmt::format("{}: {} mended", printable(file.path), fixed->fixes));
    file.result = lint_source(Source::from_text(file.path, std::move(fixed->text)), how_);
  }
}

std::string today() {
  const std::chrono::year_month_day day(
      std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

std::shared_ptr<const Document> read_file(const std::string& path, Terminal& terminal) {
  auto source = Source::read(path);
  if (!source) return terminal.fail(source.error()), nullptr;
  auto document = read_document(*source);
  if (!document) return terminal.fail(document.error()), nullptr;
  return *document;
}

// Whether the profile and the baseline could be read.
bool apply_decisions(const Options& options, std::vector<LintFinding>& findings, Terminal& terminal) {
  if (!options.profile.empty()) {
    const auto document = read_file(options.profile, terminal);
    if (!document) return false;
    const auto profile = read_profile(*document);
    if (!profile) return terminal.fail(profile.error()), false;
    apply_profile(*profile, today(), findings);
  }
  if (options.baseline.empty()) return true;
  const auto document = read_file(options.baseline, terminal);
  if (!document) return false;
  const auto hidden = apply_baseline(*document, findings);
  if (!hidden) return terminal.fail(hidden.error()), false;
  if (*hidden > 0) terminal.say(fmt::format("findings of the baseline, not shown: {}", *hidden));
  return true;
}

}  // namespace

int run_lint(const Options& options, Terminal& terminal) {
  if (options.list) return write_lint_catalogue(options, terminal), kYes;
  if (options.words.empty())
    return terminal.fail("name what to lint: files, folders, `-`, or `--list` for the checks"), kFailed;
  const auto fail_on = severity_of(options.fail_on.empty() ? "error" : options.fail_on);
  if (!fail_on && options.fail_on != "never")
    return terminal.fail(
               fmt::format("`{}` is no severity: error, securityWarning, warning, suggestion or never",
                           printable(options.fail_on))),
           kFailed;
  LintOptions how;
  if (!options.type.empty() && !(how.type = linted_as(options.type)))
    return terminal.fail(
               fmt::format("`{}` is no type of policy: identity, boundary, session, trust, resource, "
                           "scp, rcp, endpoint, or one of `arnscope size --help`",
                           printable(options.type))),
           kFailed;
  Linter linter(options, how, terminal);
  for (const std::string& path : options.words) linter.add(path);
  linter.run();
  if (options.fix) linter.fix();
  std::vector<LintFinding> findings = linter.take_findings();
  if (!apply_decisions(options, findings, terminal)) return kFailed;
  write_lint_report(findings, options, terminal);
  if (linter.failed()) return kFailed;
  const bool found = fail_on && std::any_of(findings.begin(), findings.end(), [&](const LintFinding& each) {
                       return each.finding.severity <= *fail_on;
                     });
  return found ? kNo : kYes;
}

}  // namespace arnscope::cli
