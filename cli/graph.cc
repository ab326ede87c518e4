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

// Whether --output names what a format writes to that is no text on standard output.
bool has_output(const GraphFormat& format, const std::string& output, Terminal& terminal) {
  if ((format.outputs.empty() && format.open == nullptr) || (!output.empty() && output != "-")) return true;
  terminal.fail(format.open != nullptr
                    ? fmt::format("`--format {}` writes a file: name it with --output", format.name)
                    : fmt::format("`--format {}` writes {} files: name their folder with --output",
                                  format.name, format.outputs.size()));
  return false;
}

// What of a graph is written.
struct Written {
  const Graph& graph;
  RelationClasses classes = kAllRelationClasses;
  Places places = Places::kWritten;

  bool write(GraphWriter& writer) const { return write_graph(graph, classes, writer, places); }
};

// The format that writes several files writes them into a folder.
int write_folder(const Written& written, const GraphFormat& format, const std::string& folder,
                 Terminal& terminal) {
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
  if (written.write(*format.make(pointers, graph_schema(written.graph)))) return kYes;
  terminal.fail(fmt::format("cannot write into `{}`: {}", folder, std::strerror(errno)));
  return kFailed;
}

int write_file(const Written& written, const GraphFormat& format, const std::string& path,
               Terminal& terminal) {
  auto writer = format.open(path);
  if (!writer) return terminal.fail(writer.error().message), kFailed;
  if (written.write(**writer)) return kYes;
  terminal.fail((*writer)->fault());
  return kFailed;
}

}  // namespace

int run_graph(const Options& options, Terminal& terminal) {
  auto classes = read_classes(options, terminal);
  if (!classes) return kFailed;
  const GraphFormat& format = *find_graph_format(options.format);
  if (!has_output(format, options.output, terminal)) return kFailed;
  auto snapshot = load(options, terminal);
  if (!snapshot) return kFailed;
  Access access(*snapshot);
  const Graph graph = build_graph(access, {*classes, GrantStorage::kDrawn, options.effective});
  const Written written{graph, *classes, options.no_places ? Places::kLeftOut : Places::kWritten};
  if (format.open != nullptr) return write_file(written, format, options.output, terminal);
  if (!format.outputs.empty()) return write_folder(written, format, options.output, terminal);
  std::array<Output*, 1> outputs = {&terminal.data()};
  written.write(*format.make(outputs, graph_schema(graph)));
  return kYes;
}

}  // namespace arnscope::cli
