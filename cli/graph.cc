// `graph SNAPSHOT`: the entities and relationships, in one of the formats of graph_writer.h.
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "cli/input.h"
#include "engine/base/text.h"
#include "engine/graph/write.h"

namespace arnscope::cli {
namespace {

std::optional<RelationClasses> read_classes(const Options& options, Terminal& terminal) {
  if (options.classes.empty()) return kAllRelationClasses;
  RelationClasses classes = 0;
  std::vector<std::string_view> names;
  for (size_t i = 0; i < kRelationClassCount; ++i)
    names.push_back(relation_class_name(static_cast<RelationClass>(i)));
  for (const std::string& name : options.classes) {
    auto found = find_relation_class(name);
    if (!found) {
      terminal.fail(fmt::format("`{}` is no class of relationships: did you mean `{}`?", printable(name),
                                nearest_name(name, names).value_or("ALLOWS")));
      return std::nullopt;
    }
    classes |= class_bit(*found);
  }
  return classes;
}

// The format that writes several files writes them into a folder, which --output names.
int write_folder(const Graph& graph, RelationClasses classes, const GraphFormat& format,
                 const std::string& folder, Terminal& terminal) {
  if (folder.empty() || folder == "-") {
    terminal.fail(fmt::format("`--format {}` writes {} files: name their folder with --output", format.name,
                              format.outputs.size()));
    return kFailed;
  }
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  std::vector<std::ofstream> files;
  std::vector<std::unique_ptr<Output>> outputs;
  std::vector<Output*> pointers;
  files.reserve(format.outputs.size());
  for (std::string_view name : format.outputs) {
    const std::string path = fmt::format("{}/{}", folder, name);
    std::ofstream& file = files.emplace_back(path, std::ios::binary);
    if (!file)
      return terminal.fail(fmt::format("cannot write `{}`: {}", path, std::strerror(errno))), kFailed;
    outputs.push_back(std::make_unique<Output>([&file](std::string_view piece) {
      return static_cast<bool>(file.write(piece.data(), static_cast<std::streamsize>(piece.size())).flush());
    }));
    pointers.push_back(outputs.back().get());
  }
  const GraphSchema schema = graph_schema();
  if (write_graph(graph, classes, *format.make(pointers, schema))) return kYes;
  terminal.fail(fmt::format("cannot write into `{}`: {}", folder, std::strerror(errno)));
  return kFailed;
}

}  // namespace

int run_graph(const Options& options, Terminal& terminal) {
  auto classes = read_classes(options, terminal);
  if (!classes) return kFailed;
  auto snapshot = load(options, terminal);
  if (!snapshot) return kFailed;
  Access access(*snapshot);
  const Graph graph = build_graph(access, {*classes});
  const GraphFormat& format = *find_graph_format(options.format);
  if (!format.outputs.empty()) return write_folder(graph, *classes, format, options.output, terminal);
  const GraphSchema schema = graph_schema();
  std::array<Output*, 1> outputs = {&terminal.data()};
  write_graph(graph, *classes, *format.make(outputs, schema));
  return kYes;
}

}  // namespace arnscope::cli
