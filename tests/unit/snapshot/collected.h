// Files of a collector that a test writes down, read by one layout.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/document/json_reader.h"
#include "engine/snapshot/builder.h"
#include "engine/snapshot/load.h"
#include "tests/unit/snapshot/build.h"

namespace arnscope {

struct CollectorFile {
  std::string path;  // "aws/aws/accounts/..."
  std::string text;
};

// As they are given to layouts: one that is not JSON is without documents.
inline std::vector<InputFile> input_files(const std::vector<CollectorFile>& files) {
  std::vector<InputFile> inputs;
  for (const CollectorFile& file : files) {
    InputFile& input = inputs.emplace_back();
    input.path = file.path;
    input.root = "data";
    input.source = Source::from_text(file.path, file.text);
    if (auto documents = read_json_sequence(input.source)) input.documents = *documents;
  }
  return inputs;
}

using LoadLayout = void (*)(std::span<const InputFile> files, SnapshotBuilder& builder);

inline std::unique_ptr<const Snapshot> read_by(LoadLayout load, const std::vector<CollectorFile>& files) {
  SnapshotBuilder builder;
  load(input_files(files), builder);
  return builder.finish();
}

// The lines of lines() without AWS managed policies from the catalog.
inline std::vector<std::string> faults(const Snapshot& snapshot) {
  std::vector<std::string> result = lines(snapshot);
  std::erase_if(result,
                [](const std::string& line) { return line.find("POLICY_FROM_CATALOG") != line.npos; });
  return result;
}

inline const Resource* resource(const Snapshot& snapshot, std::string_view arn) {
  const auto found = snapshot.resource_by_arn.find(arn);
  return found == snapshot.resource_by_arn.end() ? nullptr : &snapshot.resources[found->second];
}

// The property's text, "" where there is none.
inline std::string_view property(const Snapshot& snapshot, const Resource& resource, std::string_view name) {
  for (const ResourceProperty& each : Snapshot::part(snapshot.properties, resource.properties))
    if (each.name == name) return each.text;
  return {};
}

inline std::vector<std::string> tags(const Snapshot& snapshot, const Resource& resource) {
  std::vector<std::string> result;
  for (const Tag& tag : Snapshot::part(snapshot.resource_tags, resource.tags))
    result.push_back(std::string(tag.key) + "=" + std::string(tag.value));
  return result;
}

}  // namespace arnscope
