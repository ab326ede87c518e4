#include <gtest/gtest.h>

#include <set>

#include "engine/base/text.h"
#include "tests/unit/report/capture.h"
#include "tests/unit/report/graph_sample.h"

namespace arnscope {
namespace {

constexpr std::string_view kHead = R"(<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="node._key" for="node" attr.name="_key" attr.type="string"/>
  <key id="node._type" for="node" attr.name="_type" attr.type="string"/>
  <key id="node._class" for="node" attr.name="_class" attr.type="string"/>
  <key id="node.displayName" for="node" attr.name="displayName" attr.type="string"/>
  <key id="node.accountId" for="node" attr.name="accountId" attr.type="string"/>
  <key id="node.tags" for="node" attr.name="tags" attr.type="string"/>
  <key id="node.named" for="node" attr.name="named" attr.type="boolean"/>
  <key id="node.tag.aws:a_x002F_b_x0020__x0022__x003C_c_x003E__x0022__x0020__x007B_d_x007D__x0025_" for="node" attr.name="tag.aws:a/b &quot;&lt;c&gt;&quot; {d}%" attr.type="string"/>
  <key id="edge._key" for="edge" attr.name="_key" attr.type="string"/>
  <key id="edge._type" for="edge" attr.name="_type" attr.type="string"/>
  <key id="edge._class" for="edge" attr.name="_class" attr.type="string"/>
  <key id="edge.actions" for="edge" attr.name="actions" attr.type="string"/>
  <key id="edge.statement" for="edge" attr.name="statement" attr.type="long"/>
  <key id="edge.condition" for="edge" attr.name="condition" attr.type="string"/>
  <graph id="arnscope" edgedefault="directed">
)";
constexpr std::string_view kTail = "  </graph>\n</graphml>\n";

TEST(GraphGraphml, DeclaresItsKeysThenNodesThenEdges) {
  const std::string text = written("graphml", Sample::kSmall).at(0);
  ASSERT_TRUE(text.starts_with(kHead)) << text;
  EXPECT_EQ(
      text.substr(kHead.size()),
      R"(    <node id="arn:aws:iam::111122223333:user_x002F_ana"><data key="node._key">arn:aws:iam::111122223333:user/ana</data><data key="node._type">aws_iam_user</data><data key="node._class">["User"]</data><data key="node.displayName">ana</data><data key="node.accountId">111122223333</data><data key="node.tags">{"team":"a b\" c","n":1}</data></node>
    <node id="arn:aws:iam::111122223333:role_x002F_app"><data key="node._key">arn:aws:iam::111122223333:role/app</data><data key="node._type">aws_iam_role</data><data key="node._class">["AccessRole"]</data><data key="node.displayName">app</data></node>
    <node id="arn:aws:s3:::data"><data key="node._key">arn:aws:s3:::data</data><data key="node._type">aws_s3_bucket</data><data key="node._class">["DataStore","Archive"]</data><data key="node.displayName">data</data><data key="node.named">true</data><data key="node.accountId"></data><data key="node.tag.aws:a_x002F_b_x0020__x0022__x003C_c_x003E__x0022__x0020__x007B_d_x007D__x0025_">e</data></node>
    <edge source="arn:aws:iam::111122223333:user_x002F_ana" target="arn:aws:iam::111122223333:role_x002F_app"><data key="edge._key">r1</data><data key="edge._type">aws_iam_user_can_assume_role</data><data key="edge._class">CAN_ASSUME</data><data key="edge.condition">{"key":"aws:MultiFactorAuthPresent"}</data></edge>
    <edge source="arn:aws:iam::111122223333:role_x002F_app" target="arn:aws:s3:::data"><data key="edge._key">r2</data><data key="edge._type">aws_iam_role_allows_aws_s3_bucket</data><data key="edge._class">ALLOWS</data><data key="edge.actions">["s3:Get*","s3:PutObject","s3:ListBucket","s3:DeleteObject","s3:Abort*","s3:x"]</data><data key="edge.statement">-2</data></edge>
    <edge source="arn:aws:iam::111122223333:role_x002F_app" target="arn:aws:iam::111122223333:user_x002F_ana"><data key="edge._key">r3</data><data key="edge._type">aws_iam_role_has_user</data><data key="edge._class">HAS</data></edge>
)" + std::string(kTail));
}

TEST(GraphGraphml, OfNothing) {
  EXPECT_EQ(written("graphml", Sample::kEmpty).at(0), std::string(kHead) + std::string(kTail));
}

std::string graphml_of_entity(std::string_view key) {
  return captured([&](Output& output) {
    Output* outputs[] = {&output};
    make_graph_graphml(outputs, {})->entity({key, "t", {}, key, {}});
  });
}

TEST(GraphGraphml, EscapesIdsAndText) {
  const struct {
    std::string_view name;
    std::string_view id;
    std::string_view text;
  } rows[] = {
      {"a<b>&\"'", "a_x003C_b_x003E__x0026__x0022__x0027_", "a&lt;b&gt;&amp;\"'"},
      {"]]>", "_x005D__x005D__x003E_", "]]&gt;"},
      {"a\nb\rc\td", "a_x000A_b_x000D_c_x0009_d", "a&#10;b&#13;c&#9;d"},
      {"\x1b", "_x001B_", "\ufffd"},
      {{"\0", 1}, "_x0000_", "\ufffd"},
      {"\xff", "_xFFFD_", "\ufffd"},
      {"\uffff", "_xFFFF_", "\ufffd"},
      {"\u009b\x7f", "_x009B__x007F_", "&#155;&#127;"},
      {"\U0001f600", "_x0001F600_", "\U0001f600"},
      {"\u2028", "_x2028_", "\u2028"},
      {"a_b", "a_b", "a_b"},
      {"_x002F_", "_x005F_x002F_", "_x002F_"},
      {"_/", "__x002F_", "_/"},
  };
  for (const auto& row : rows) {
    const std::string text = graphml_of_entity(row.name);
    EXPECT_TRUE(text.starts_with("    <node id=\"" + std::string(row.id) + "\"><data key=\"node._key\">" +
                                 std::string(row.text) + "</data>"))
        << text;
  }
}

// Whether `text` is XML as far as the writer uses it: elements closed in order, attributes in quotes,
// references to characters that exist, no character that XML does not have. "" where it is, else what is
// wrong.
class XmlCheck {
 public:
  explicit XmlCheck(std::string_view text) : text_(text) {}

  std::string run() {
    size_t bad = 0;
    if (!is_utf8(text_, &bad)) return "not UTF-8 at " + std::to_string(bad);
    const size_t declaration = text_.find("?>");
    if (!text_.starts_with("<?xml ") || declaration == std::string_view::npos) return "no declaration";
    text_.remove_prefix(declaration + 2);
    while (!text_.empty()) {
      if (std::string wrong = text_[0] == '<' ? tag() : data(); !wrong.empty()) return wrong;
    }
    return open_.empty() ? "" : "not closed: " + open_.back();
  }

  std::set<std::string> ids;

 private:
  std::string tag() {
    const size_t end = text_.find('>');
    if (end == std::string_view::npos) return "a tag without an end";
    std::string_view tag = text_.substr(1, end - 1);
    text_.remove_prefix(end + 1);
    if (tag.starts_with('/')) {
      if (open_.empty() || open_.back() != tag.substr(1)) return "closed but not open: " + std::string(tag);
      open_.pop_back();
      return "";
    }
    const bool empty = tag.ends_with('/');
    if (empty) tag.remove_suffix(1);
    const std::string_view element = tag.substr(0, tag.find(' '));
    for (tag.remove_prefix(element.size()); !tag.empty();) {
      const size_t begin = tag.find("=\"");
      const size_t close = begin == std::string_view::npos ? begin : tag.find('"', begin + 2);
      if (tag[0] != ' ' || close == std::string_view::npos) return "no attribute: " + std::string(tag);
      const std::string_view value = tag.substr(begin + 2, close - begin - 2);
      if (value.empty() || value.find('<') != std::string_view::npos)
        return "in an attribute: " + std::string(value);
      for (size_t at = value.find('&'); at != std::string_view::npos; at = value.find('&', at + 1))
        if (value.find(';', at) == std::string_view::npos) return "markup in " + std::string(value);
      if (tag.substr(1, begin - 1) == "id" && !ids.insert(std::string(value)).second)
        return "twice: " + std::string(value);
      tag.remove_prefix(close + 1);
    }
    if (!empty) open_.emplace_back(element);
    return "";
  }

  std::string data() {
    const Character character = first_character(text_);
    const char32_t c = character.code_point;
    text_.remove_prefix(character.size);
    if ((c < 0x20 && c != '\n') || c == 0xFFFE || c == 0xFFFF) return "a character that XML does not have";
    if (c != '&') return "";
    const size_t end = text_.find(';');
    if (end == std::string_view::npos) return "a reference without an end";
    const std::string_view name = text_.substr(0, end);
    text_.remove_prefix(end + 1);
    const std::set<std::string_view> known = {"amp", "lt", "gt", "#9", "#10", "#13", "#127", "#155"};
    return known.contains(name) ? "" : "unknown reference: " + std::string(name);
  }

  std::string_view text_;
  std::vector<std::string> open_;
};

TEST(GraphGraphml, IsWellFormed) {
  for (const Sample sample : {Sample::kEmpty, Sample::kSmall, Sample::kHostile}) {
    const std::string text = written("graphml", sample).at(0);
    XmlCheck check(text);
    EXPECT_EQ(check.run(), "") << text;
    const size_t nodes = sample == Sample::kEmpty   ? 0
                         : sample == Sample::kSmall ? 3
                                                    : std::size(kHostileNames);
    EXPECT_EQ(check.ids.size(), 14 + 1 + nodes) << "keys, the graph, and nodes, all different";
  }
}

TEST(GraphGraphml, TheCheckFindsWhatIsWrong) {
  for (const std::string_view bad :
       {"<a></a>", "<?xml ?><a>", "<?xml ?><a></b>", "<?xml ?><a b=c></a>", "<?xml ?><a>&x;</a>",
        "<?xml ?><a>\x1b</a>", "<?xml ?><a>\xff</a>", "<?xml ?><a><b id=\"1\"/><b id=\"1\"/></a>"})
    EXPECT_NE(XmlCheck(bad).run(), "") << bad;
  EXPECT_EQ(XmlCheck("<?xml ?><a b=\"c\">x &amp; y<d/></a>").run(), "");
}

}  // namespace
}  // namespace arnscope
