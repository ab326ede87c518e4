#include "engine/snapshot/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "engine/base/folder.h"
#include "engine/base/text.h"
#include "engine/snapshot/account_authorization_details.h"
#include "engine/snapshot/aws_config.h"
#include "engine/snapshot/builder.h"
#include "engine/snapshot/cli_output.h"
#include "engine/snapshot/graph_json.h"
#include "engine/snapshot/iam_collect.h"
#include "engine/snapshot/input_files.h"

namespace arnscope {
namespace {

bool has_details(const InputFile& file);
void load_details(std::span<const InputFile> files, SnapshotBuilder& builder);

// What becomes of the files of a folder that hold no JSON, blank or damaged, but stand where one of the
// layout would.
enum class Unread : uint8_t {
  kNone,       // there is a finding of each
  kGiven,      // the layout is given them beside that: what they would have told is unknown
  kBlankTold,  // the same, but of blank ones the layout itself says what they mean
};

struct LayoutRow {
  std::string_view name;
  Unread unread;
  bool (*recognises)(const InputFile& file);
  // The files that it recognised, those of a folder by their paths.
  void (*load)(std::span<const InputFile> files, SnapshotBuilder& builder);
};

// A file goes to the first that recognises it. The AWS CLI's folder has the account's details, too.
constexpr std::array kLayouts = {
    LayoutRow{"a folder of the AWS CLI's output", Unread::kBlankTold, is_cli_output, load_cli_output},
    LayoutRow{"the directory that iam-collect writes", Unread::kGiven, is_iam_collect, load_iam_collect},
    LayoutRow{"what AWS Config records", Unread::kNone, is_aws_config, load_aws_config},
    LayoutRow{"what `arnscope graph` writes as JSON", Unread::kNone, is_graph_json, load_graph_json},
    LayoutRow{"the output of `aws iam get-account-authorization-details`", Unread::kNone, has_details,
              load_details},
};

// "a folder, a file and a list".
std::string layout_names() {
  std::string names;
  for (const LayoutRow& row : kLayouts) {
    if (!names.empty()) names += &row == &kLayouts.back() ? " and " : ", ";
    names += row.name;
  }
  return names;
}

Error unknown_layout(Value root) {
  return {fmt::format("this is no snapshot: {} is read", kLayouts.back().name), root.place()};
}

bool is_details(const std::shared_ptr<const Document>& document) {
  return document->root().is_object() && is_account_authorization_details(document->root());
}

bool has_details(const InputFile& file) {
  return std::any_of(file.documents.begin(), file.documents.end(), is_details);
}

void load_details(std::span<const InputFile> files, SnapshotBuilder& builder) {
  for (const InputFile& file : files) {
    for (const auto& document : file.documents) {
      if (is_details(document)) {
        load_account_authorization_details(document, builder);
      } else {
        const Error error = unknown_layout(document->root());
        builder.report(Severity::kError, "UNREADABLE_INPUT", fmt::format("left out: {}", error.message),
                       error.place);
      }
    }
  }
}

// Gives each file to its layout, and says what belongs to none.
class Loader {
 public:
  explicit Loader(const LoadOptions& options) {
    for (const AccountLabel& label : options.labels) builder_.label(label);
  }

  void take(ReadFile&& read);
  void take(std::vector<Finding> findings);
  Result<std::unique_ptr<const Snapshot>> finish(std::span<const std::string> paths, unsigned jobs);

 private:
  void report_empty(std::span<const std::string> paths);
  void leave_out(Finding finding) { left_out_.push_back(std::move(finding)); }

  std::array<std::vector<InputFile>, kLayouts.size()> claimed_;
  std::set<std::string> roots_;  // the paths that were given and have files of a layout
  bool any_ = false;
  std::vector<Finding> left_out_;
  std::optional<Error> first_error_;
  SnapshotBuilder builder_;
};

void Loader::take(std::vector<Finding> findings) {
  for (Finding& each : findings)
    builder_.report(each.severity, each.code, std::move(each.message), std::move(each.place));
}

void Loader::take(ReadFile&& read) {
  const bool is_blank = read.file.source != nullptr && read.named == Named::kFolder &&
                        read.file.source->text().find_first_not_of(" \t\r\n") == std::string_view::npos;
  for (size_t i = 0; i < kLayouts.size(); ++i) {
    const Unread unread = kLayouts[i].unread;
    const bool is_given = !read.error || (unread != Unread::kNone && read.named == Named::kFolder);
    if (!is_given || !kLayouts[i].recognises(read.file)) continue;
    roots_.insert(read.file.root);
    claimed_[i].push_back(std::move(read.file));
    read.is_data = true;  // going by its place
    if (read.error && !(is_blank && unread == Unread::kBlankTold)) break;
    any_ = true;
    return take(std::move(read.findings));
  }
  if (!read.is_data) return;
  if (!read.error && read.named == Named::kFolder)
    return leave_out({Severity::kSuggestion,
                      "UNKNOWN_INPUT",
                      "left out: no layout of a snapshot has this file",
                      read.file.documents.front()->root().place(),
                      {}});
  Error error = read.error ? *read.error : unknown_layout(read.file.documents.front()->root());
  leave_out(
      {Severity::kError, "UNREADABLE_INPUT", fmt::format("left out: {}", error.message), error.place, {}});
  if (!first_error_) first_error_ = std::move(error);
}

// Of a file there is a finding already.
void Loader::report_empty(std::span<const std::string> paths) {
  for (const std::string& path : paths)
    if (path != "-" && !roots_.contains(path) && is_folder(path))
      builder_.report(Severity::kWarning, "EMPTY_INPUT",
                      fmt::format("`{}` holds no snapshot", printable(path)), place_of_file(path));
}

Result<std::unique_ptr<const Snapshot>> Loader::finish(std::span<const std::string> paths, unsigned jobs) {
  if (!any_ && first_error_) return *first_error_;
  if (!any_ && paths.empty()) return Error{"no snapshot was given", {}};
  if (!any_)
    return Error{fmt::format("`{}` holds no snapshot: {} are read", printable(paths.front()), layout_names()),
                 {}};
  for (size_t i = 0; i < kLayouts.size(); ++i) {
    if (!claimed_[i].empty()) kLayouts[i].load(claimed_[i], builder_);
    claimed_[i] = {};
  }
  take(std::move(left_out_));
  report_empty(paths);
  return std::unique_ptr<const Snapshot>(builder_.finish(jobs));
}

}  // namespace

bool is_snapshot(Value root) {
  InputFile file;
  // Shares nothing: the document is the caller's.
  file.documents = {std::shared_ptr<const Document>(std::shared_ptr<const Document>(), &root.document())};
  return std::any_of(kLayouts.begin(), kLayouts.end(),
                     [&](const LayoutRow& row) { return row.recognises(file); });
}

Result<std::unique_ptr<const Snapshot>> load_snapshot(std::span<const std::string> paths,
                                                      const LoadOptions& options) {
  auto read = read_files(paths, options);
  if (!read) return read.error();
  Loader loader(options);
  loader.take(std::move(read->findings));
  for (ReadFile& each : read->files) loader.take(std::move(each));
  read->files = {};
  return loader.finish(paths, options.jobs);
}

Result<std::unique_ptr<const Snapshot>> load_snapshot(std::span<const std::shared_ptr<const Source>> sources,
                                                      const LoadOptions& options) {
  Loader loader(options);
  for (const auto& source : sources) loader.take(read_source(source));
  return loader.finish({}, 1);
}

}  // namespace arnscope
