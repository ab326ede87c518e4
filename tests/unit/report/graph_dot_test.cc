#include <gtest/gtest.h>

#include <optional>
#include <set>

#include "engine/base/text.h"
#include "tests/unit/report/capture.h"
#include "tests/unit/report/graph_sample.h"

namespace arnscope {
namespace {

constexpr std::string_view kHead =
    "digraph arnscope {\n"
    "  graph [rankdir=LR];\n"
    "  node [shape=box, fontname=\"Helvetica\", fontsize=10];\n"
    "  edge [fontname=\"Helvetica\", fontsize=8];\n";

TEST(GraphDot, DrawsClassesApart) {
  EXPECT_EQ(written("dot", Sample::kSmall).at(0),
            std::string(kHead) +
                R"(  "arn:aws:iam::111122223333:user/ana" [label="ana\naws_iam_user", shape=ellipse];
  "arn:aws:iam::111122223333:role/app" [label="app\naws_iam_role", shape=hexagon];
  "arn:aws:s3:::data" [label="data\naws_s3_bucket", shape=cylinder];
  "arn:aws:iam::111122223333:user/ana" -> "arn:aws:iam::111122223333:role/app" [label="CAN_ASSUME", color=darkorange, fontcolor=darkorange, style=dashed];
  "arn:aws:iam::111122223333:role/app" -> "arn:aws:s3:::data" [label="ALLOWS\ns3:Get*\ns3:PutObject\ns3:ListBucket\ns3:DeleteObject\n+2", color=forestgreen, fontcolor=forestgreen];
  "arn:aws:iam::111122223333:role/app" -> "arn:aws:iam::111122223333:user/ana" [label="HAS", color=gray60, fontcolor=gray60];
}
)");
}

TEST(GraphDot, OfNothing) { EXPECT_EQ(written("dot", Sample::kEmpty).at(0), std::string(kHead) + "}\n"); }

std::string dot_of_entity(std::string_view key, std::string_view name, std::string_view type) {
  return captured([&](Output& output) {
    Output* outputs[] = {&output};
    make_graph_dot(outputs, {})->entity({key, type, {}, name, {}});
  });
}

TEST(GraphDot, EscapesKeysAndLabels) {
  const struct {
    std::string_view name;
    std::string_view key;
    std::string_view label;
  } rows[] = {
      {"a\"b", R"(a\"b)", R"(a\"b)"},
      {"end\\", R"(end\\)", R"(end\\)"},
      {"\\\"", R"(\\\")", R"(\\\")"},
      {"\\N \\G", R"(\\N \\G)", R"(\\N \\G)"},
      {"x\ny", R"(x\ny)", R"(x\\ny)"},
      {"\x1b[0m", R"(\u001b[0m)", R"(\\u001b[0m)"},
      {"\\u001b[0m", R"(\\u001b[0m)", R"(\\u001b[0m)"},
      {"\xff", R"(\xff)", R"(\\xff)"},
      {{"\0", 1}, R"(\u0000)", R"(\\u0000)"},
      {"<b>&amp;", "<b>&amp;", "<b>&amp;amp;"},
      {"\u202e", R"(\u202e)", R"(\\u202e)"},
      {"caf\u00e9", "caf\u00e9", "caf\u00e9"},
  };
  for (const auto& row : rows) {
    const std::string expected = "  \"" + std::string(row.key) + "\" [label=\"" + std::string(row.label) +
                                 "\\n" + std::string(row.label) + "\", shape=box];\n";
    EXPECT_EQ(dot_of_entity(row.name, row.name, row.name), expected);
  }
  EXPECT_EQ(dot_of_entity("key", "", "type"), "  \"key\" [label=\"key\\ntype\", shape=box];\n");
}

// The end of the string in quotes that begins at `begin`, as Graphviz's scanner finds it.
std::optional<size_t> quoted_end(std::string_view text, size_t begin) {
  if (begin >= text.size() || text[begin] != '"') return std::nullopt;
  for (size_t i = begin + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return std::nullopt;
}

TEST(GraphDot, HostileNamesStayInTheirQuotes) {
  const std::string text = written("dot", Sample::kHostile).at(0);
  std::set<std::string_view> keys;
  size_t nodes = 0;
  for (const std::string_view line : split(text, '\n')) {
    if (!line.starts_with("  \"")) continue;
    const std::optional<size_t> key_end = quoted_end(line, 2);
    ASSERT_TRUE(key_end.has_value()) << line;
    const std::string_view key = line.substr(2, *key_end - 2);
    std::string_view rest = line.substr(*key_end);
    if (rest.starts_with(" -> ")) {
      EXPECT_TRUE(keys.contains(key)) << line;
      rest.remove_prefix(4);
      EXPECT_TRUE(rest.starts_with(key)) << line;
      rest.remove_prefix(key.size());
    } else {
      ++nodes;
      keys.insert(key);
    }
    ASSERT_TRUE(rest.starts_with(" [label=\"")) << line;
    const std::optional<size_t> label_end = quoted_end(rest, 8);
    ASSERT_TRUE(label_end.has_value()) << line;
    EXPECT_EQ(rest.find('"', *label_end), std::string_view::npos) << line;
    EXPECT_TRUE(line.ends_with("];")) << line;
  }
  EXPECT_EQ(nodes, std::size(kHostileNames));
  EXPECT_EQ(keys.size(), nodes) << "different keys stay different";
}

TEST(GraphDot, LabelsAnEdgeWithOneText) {
  const Property properties[] = {{"note", "a\"b"}};
  const std::string text = captured([&](Output& output) {
    Output* outputs[] = {&output};
    make_graph_dot(outputs, {.edge_label = "note"})->relationship({"k", "t", "OTHER", "a", "b", properties});
  });
  EXPECT_EQ(text, "  \"a\" -> \"b\" [label=\"OTHER\\na\\\"b\", color=black, fontcolor=black];\n");
}

}  // namespace
}  // namespace arnscope
