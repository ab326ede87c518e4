#include "engine/snapshot/cli_manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

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

class ManifestReader {
 public:
  ManifestReader(const CliAccount& account, SnapshotBuilder& builder)
      : account_(account), builder_(builder) {}

  void read(Value line);
  void finish();

 private:
  void take_nothing(OperationId operation, const CallRecord& call);

  using Call = std::tuple<OperationId, std::string_view, std::vector<std::string>>;
  const CliAccount& account_;
  SnapshotBuilder& builder_;
  std::map<Call, CallRecord> calls_;
};

void ManifestReader::read(Value line) {
  const auto operation = find_operation(first_text({line}, "operation"));
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

void ManifestReader::finish() {
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
    builder_.report(Severity::kWarning, "OPERATION_FAILED",
                    fmt::format("`{}` failed in {} with {}{}: what it would have told is unknown",
                                operations()[operation].name, region, error,
                                same.count == 1 ? "" : fmt::format(", {} calls", same.count)),
                    std::move(same.first), account_.id);
  }
}

}  // namespace

void read_manifest(const CliAccount& account, SnapshotBuilder& builder) {
  ManifestReader reader(account, builder);
  for (const CliFile& file : account.files) {
    if (file.place.operation) continue;
    for (const auto& document : file.input->documents) reader.read(document->root());
  }
  reader.finish();
}

}  // namespace arnscope
