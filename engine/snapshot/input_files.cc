#include "engine/snapshot/input_files.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "engine/base/folder.h"
#include "engine/base/parallel.h"
#include "engine/base/text.h"
#include "engine/document/json_reader.h"

namespace arnscope {
namespace {

// The same file named alone may have Source::kMaxBytes: many of them are read at once.
constexpr uint64_t kMaxFolderFileBytes = uint64_t{1} << 30;
// A file that no layout would call data may be one all the same: named after a bucket, `docs.example.sh`.
// Such files are small.
constexpr uint64_t kMaxOtherFileBytes = uint64_t{1} << 20;

constexpr std::array<std::string_view, 22> kOtherEndings = {
    ".md",   ".txt",  ".sh",  ".csv", ".html", ".htm", ".log", ".py",     ".js", ".tf",      ".yml",
    ".yaml", ".toml", ".zip", ".tar", ".png",  ".svg", ".pdf", ".sqlite", ".db", ".graphml", ".dot"};

bool has_name_of_data(std::string_view path) {
  return std::none_of(kOtherEndings.begin(), kOtherEndings.end(), [&](std::string_view ending) {
    return path.size() > ending.size() && equal_folded(path.substr(path.size() - ending.size()), ending);
  });
}

// What the AWS CLI prints as a table, as text or as YAML begins so; broken JSON does not.
bool looks_like_other_output(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  const char c = text[first];
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '|' || c == '+';
}

void read_documents(ReadFile& read) {
  auto documents = read_json_sequence(read.file.source);
  if (!documents) {
    read.error = documents.error();
    if (looks_like_other_output(read.file.source->text()))
      read.error->message = "this is not JSON: run `aws` with `--output json`";
    return;
  }
  read.file.documents = std::move(*documents);
  for (const auto& document : read.file.documents) find_duplicate_keys(*document, read.findings);
}

void read_one(ReadFile& read) {
  const bool itself = read.named == Named::kItself;
  const std::string path = itself ? read.file.root : joined_path(read.file.root, read.file.path);
  auto source = Source::read(path, itself         ? Source::kMaxBytes
                                   : read.is_data ? kMaxFolderFileBytes
                                                  : kMaxOtherFileBytes);
  if (!source) {
    read.error = source.error();
    if (!read.error->place.source) read.error->place = place_of_file(path);
    return;
  }
  read.file.source = *source;
  read_documents(read);
}

}  // namespace

Result<ReadFiles> read_files(std::span<const std::string> paths, const LoadOptions& options) {
  ReadFiles read;
  for (const std::string& path : paths) {
    if (path == "-" || !is_folder(path)) {
      read.files.emplace_back().file = {path, path, {}, {}};
      continue;
    }
    auto folder = list_folder(path);
    if (!folder) return folder.error();
    std::move(folder->findings.begin(), folder->findings.end(), std::back_inserter(read.findings));
    for (std::string& file : folder->files) {
      const bool is_data = has_name_of_data(file);
      read.files.push_back({{std::move(file), path, {}, {}}, Named::kFolder, is_data, {}, {}});
    }
  }
  const size_t count = read.files.size();
  parallel_for(
      count, options.jobs, [&](size_t i) { read_one(read.files[i]); },
      [&](size_t done) {
        if (options.progress) options.progress(done, count);
      });
  for (const ReadFile& each : read.files)
    if (each.named == Named::kItself && each.file.source == nullptr) return Error{each.error->message, {}};
  return read;
}

ReadFile read_source(const std::shared_ptr<const Source>& source) {
  ReadFile read;
  read.file = {source->name(), source->name(), source, {}};
  read_documents(read);
  return read;
}

}  // namespace arnscope
