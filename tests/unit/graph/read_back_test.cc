// Layout 2.5: the graph of a graph that was read back is the same graph.
#include <gtest/gtest.h>

#include <array>

#include "engine/document/json_reader.h"
#include "engine/graph/write.h"
#include "engine/snapshot/graph_json.h"
#include "tests/unit/graph/described.h"
#include "tests/unit/graph/drawn.h"

namespace arnscope {
namespace {

std::string text_of(const Snapshot& snapshot, MakeGraphWriter make) {
  Access access(snapshot);
  const Graph graph = build_graph(access);
  std::string text;
  {
    Output output([&text](std::string_view piece) { return text.append(piece), true; });
    const std::array<Output*, 1> outputs = {&output};
    write_graph(graph, kAllRelationClasses, *make(outputs, graph_schema(graph)), Places::kLeftOut);
  }
  return text;
}

InputFile file_of(const std::string& text) {
  const auto documents = read_json_sequence(Source::from_text("graph.json", text));
  EXPECT_TRUE(documents) << documents.error().message;
  return {"graph.json", "graph.json",
          documents ? *documents : std::vector<std::shared_ptr<const Document>>{}};
}

std::unique_ptr<Snapshot> read_back(const std::string& text) {
  const InputFile file = file_of(text);
  EXPECT_TRUE(is_graph_json(file));
  SnapshotBuilder builder;
  load_graph_json({&file, 1}, builder);
  return builder.finish();
}

// The first line that differs, for people.
std::string difference(std::string_view a, std::string_view b) {
  if (a == b) return "";
  size_t at = 0;
  while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
  const auto line = [&](std::string_view text) {
    const size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    return std::string(text.substr(begin, text.find('\n', at) - begin));
  };
  return "\n- " + line(a) + "\n+ " + line(b);
}

void expect_the_same(const Snapshot& snapshot, std::string_view name) {
  for (const MakeGraphWriter make : {make_graph_json, make_graph_ndjson}) {
    const std::string text = text_of(snapshot, make);
    EXPECT_EQ(difference(text, text_of(*read_back(text), make)), "") << name;
  }
}

TEST(ReadBack, GivesTheSameGraph) {
  for (const std::string_view name :
       {"acme/account-authorization-details.json", "exports/bare-statement.json",
        "exports/broken-policy.json", "exports/china.json", "exports/govcloud.json",
        "exports/hostile-names.json", "exports/missing-keys.json", "exports/page-1.json",
        "exports/page-2.json", "exports/pages-concatenated.json", "exports/url-encoded.json"})
    expect_the_same(Drawn::file(std::string(name)).snapshot(), name);
}

}  // namespace
}  // namespace arnscope
