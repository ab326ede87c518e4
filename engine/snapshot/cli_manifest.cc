#include "engine/snapshot/cli_manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "engine/base/folder.h"
#include "engine/base/text.h"
#include "engine/model/readings.h"
#include "engine/model/value_path.h"

namespace arnscope {
namespace {

struct CallRecord {
  std::string_view region, error;
  std::vector<std::string> parameters;
  Place place;
};

std::string path_in(std::string_view folder, std::string_view path) {
  return folder.empty() ? std::string(path) : fmt::format("{}/{}", folder, path);
}

bool has_manifest(const CliAccount& account) {
  return std::any_of(account.files.begin(), account.files.end(),
                     [](const CliFile& file) { return !file.place.operation; });
}

class ManifestReader {
 public:
  ManifestReader(const CliAccount& account, SnapshotBuilder& builder)
      : account_(account), builder_(builder) {}

  void read(Value line);
  void finish();

 private:
  void take_nothing(OperationId operation, const CallRecord& call);
  void report_missing() const;

  using Call = std::tuple<OperationId, std::string_view, std::vector<std::string>>;
  const CliAccount& account_;
  SnapshotBuilder& builder_;
  std::map<Call, CallRecord> calls_;
};

void ManifestReader::read(Value line) {
  const std::string name = first_text({line}, "operation");
  if (name.empty())
    return builder_.report(
        Severity::kError, "UNREADABLE_INPUT",
        "left out: this is no record of a call: an object with `operation` must stand here", line.place());
  const auto operation = find_operation(name);
  if (!operation) return;
  CallRecord call;
  call.region = builder_.intern(first_text({line}, "region"));
  call.error = builder_.intern(first_text({line}, "error"));
  const std::string exit = first_text({line}, "exit");
  if (call.error.empty() && !exit.empty() && exit != "0")
    call.error = builder_.intern(fmt::format("exit {}", exit));
  for_each_value({line}, "parameters[]", [&](Value value) { call.parameters.emplace_back(value.text()); });
  call.place = line.place();
  Call key{*operation, call.region, call.parameters};
  calls_.insert_or_assign(std::move(key), std::move(call));
}

void ManifestReader::take_nothing(OperationId operation, const CallRecord& call) {
  const Operation& row = operations()[operation];
  builder_.add_operation(account_.id, call.region, operation, {});
  if (row.name == kAccountPublicAccessBlock) builder_.restrict_public_buckets(account_.id, false);
  for (const Reading& reading : readings_of(row.name)) {
    if (reading.policy.empty() || reading.adds_to != "$1" || call.parameters.empty()) continue;
    FoundAddition found;
    found.row = find_entity_type(reading.type);
    found.named = builder_.intern(call.parameters.front());
    found.account = account_.id;
    found.region = row.scope == OperationScope::kRegion ? call.region : std::string_view();
    found.place = call.place;
    found.policy_knowledge = PolicyKnowledge::kNone;
    builder_.add(std::move(found));
  }
}

// Calls that answered, and whose answer nobody handed on.
void ManifestReader::report_missing() const {
  std::set<std::tuple<OperationId, std::string_view, std::vector<std::string>>> files;
  for (const CliFile& file : account_.files)
    if (file.place.operation) files.emplace(*file.place.operation, file.place.region, file.place.parameters);
  struct Missing {
    size_t count = 0;
    std::string path;
    Place place;
  };
  std::map<std::pair<OperationId, std::string_view>, Missing> missing;
  for (const auto& [key, call] : calls_) {
    const auto& [operation, region, parameters] = key;
    const bool kept = operations()[operation].scope != OperationScope::kCollection;
    if (!call.error.empty() || !kept || files.contains(key)) continue;
    Missing& same = missing[{operation, region}];
    if (same.count++ == 0) same.path = cli_path(region, operation, parameters), same.place = call.place;
  }
  for (auto& [key, same] : missing) {
    const auto& [operation, region] = key;
    builder_.report(
        Severity::kWarning, "MISSING_INPUT",
        fmt::format(
            "`{}` is missing{}, though the call is said to have answered: what it told is unknown",
            printable(path_in(account_.files.front().place.account_folder, same.path)),
            same.count == 1 ? "" : fmt::format(", and {} more of the operation there", same.count - 1)),
        std::move(same.place), account_.id);
    builder_.add_operation(account_.id, region, operation, "MissingOutput");
  }
}

void ManifestReader::finish() {
  report_missing();
  struct Failures {
    size_t count = 0;
    Place first;
  };
  std::map<std::tuple<OperationId, std::string_view, std::string_view>, Failures> failures;
  for (const auto& [key, call] : calls_) {
    if (call.error.empty()) continue;
    const OperationId operation = std::get<0>(key);
    const auto nothing = split(operations()[operation].nothing, ' ');
    if (std::find(nothing.begin(), nothing.end(), call.error) != nothing.end()) {
      take_nothing(operation, call);
      continue;
    }
    builder_.add_operation(account_.id, call.region, operation, call.error);
    Failures& same = failures[{operation, call.region, call.error}];
    if (same.count++ == 0 || call.place.span.begin < same.first.span.begin) same.first = call.place;
  }
  for (auto& [key, same] : failures) {
    const auto& [operation, region, error] = key;
    report_failure(builder_, account_.id, region, operation, error, same.count, std::move(same.first));
  }
}

}  // namespace

void report_failure(SnapshotBuilder& builder, std::string_view account, std::string_view region,
                    OperationId operation, std::string_view error, size_t calls, Place place) {
  builder.report(Severity::kWarning, "OPERATION_FAILED",
                 fmt::format("`{}` failed in {} with {}{}: what it would have told is unknown",
                             operations()[operation].name, region, error,
                             calls == 1 ? "" : fmt::format(", {} calls", calls)),
                 std::move(place), account);
}

void report_missing_manifests(std::span<const CliAccount> accounts, SnapshotBuilder& builder) {
  if (std::none_of(accounts.begin(), accounts.end(), has_manifest)) return;
  for (const CliAccount& account : accounts) {
    if (has_manifest(account)) continue;
    builder.report(Severity::kWarning, "MISSING_INPUT",
                   "the file is missing, which other accounts have: which calls failed here, and which files "
                   "are missing, is "
                   "unknown",
                   place_of_file(path_in(account.files.front().place.account_folder, kManifest)), account.id);
  }
}

void read_manifest(const CliAccount& account, SnapshotBuilder& builder) {
  ManifestReader reader(account, builder);
  for (const CliFile& file : account.files) {
    if (file.place.operation) continue;
    for (const auto& document : file.input->documents) reader.read(document->root());
    if (is_blank(*file.input))
      builder.report(Severity::kWarning, "EMPTY_INPUT",
                     "the file is empty: which calls failed, and which files are missing, is unknown",
                     {file.input->source, {}}, account.id);
  }
  reader.finish();
}

}  // namespace arnscope
