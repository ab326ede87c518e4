#include "engine/graph/write.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "engine/report/output.h"
#include "tests/unit/graph/drawn.h"

namespace arnscope {
namespace {

using nlohmann::json;

const Drawn& acme() {
  static const Drawn drawn = Drawn::file("acme/account-authorization-details.json");
  return drawn;
}

TEST(WriteGraph, SameBytesEachTime) {
  const Drawn again = Drawn::file("acme/account-authorization-details.json");
  EXPECT_TRUE(acme().text() == again.text());
}

// In what order an export lists things does not count.
TEST(WriteGraph, OrderOfTheExportDoesNotCount) {
  const std::string any = R"({"Effect": "Allow", "Action": "*", "Resource": "*"})";
  const std::string anna = user("anna", any);
  const std::string bert = user("bert", any);
  const auto without_places = [](std::string text) {
    for (size_t at = text.find("\"line\":"); at != std::string::npos; at = text.find("\"line\":", at + 1))
      text.erase(at, text.find(',', at) - at);
    return text;
  };
  EXPECT_EQ(without_places(Drawn(Export{anna + ",\n" + bert, "", "", ""}).text()),
            without_places(Drawn(Export{bert + ",\n" + anna, "", "", ""}).text()));
}

TEST(WriteGraph, Sorted) {
  const auto key = [](const json& each) { return each["_key"].get<std::string>(); };
  EXPECT_TRUE(std::is_sorted(acme().entities().begin(), acme().entities().end(),
                             [&](const json& a, const json& b) { return key(a) < key(b); }));
  const auto place = [](const json& each) {
    return std::tuple(each["_class"].get<std::string>(), each["_fromEntityKey"].get<std::string>(),
                      each["_toEntityKey"].get<std::string>(), each.value("statement", 0));
  };
  EXPECT_TRUE(std::is_sorted(acme().relationships().begin(), acme().relationships().end(),
                             [&](const json& a, const json& b) { return place(a) < place(b); }));
}

TEST(WriteGraph, KeysAreUnique) {
  std::set<std::string> keys;
  for (const json& each : acme().entities()) EXPECT_TRUE(keys.insert(each["_key"]).second) << each["_key"];
  for (const json& each : acme().relationships())
    EXPECT_TRUE(keys.insert(each["_key"]).second) << each["_key"];
}

// Statement positions are those of the document: a place can be found from them.
TEST(WriteGraph, StatementsCanBeFound) {
  for (const json& each : acme().relationships()) {
    if (!each.contains("statement")) continue;
    const json policy = acme().entity(each["_fromEntityKey"].get<std::string>());
    const json& statement = policy["policyDocument"]["Statement"][each["statement"].get<size_t>()];
    ASSERT_EQ(statement["Effect"], each["effect"]) << each["_key"];
    if (each.contains("sid")) {
      EXPECT_EQ(statement["Sid"], each["sid"]);
    }
    EXPECT_FALSE(each["normalizedActions"].empty()) << each["_key"];
    EXPECT_EQ(statement.contains("Condition"), each.contains("conditions")) << each["_key"];
  }
}

TEST(WriteGraph, FilterByClass) {
  const RelationClasses classes = class_bit(RelationClass::kTrusts) | class_bit(RelationClass::kContains);
  std::set<std::string> seen, touched, entities;
  std::istringstream lines(written(acme().graph(), classes));
  for (std::string line; std::getline(lines, line);) {
    const json record = json::parse(line);
    if (record["_kind"] == "entity") {
      entities.insert(record["_key"]);
    } else {
      seen.insert(record["_class"]);
      touched.insert(record["_fromEntityKey"]);
      touched.insert(record["_toEntityKey"]);
    }
  }
  EXPECT_EQ(seen, std::set<std::string>({"CONTAINS", "TRUSTS"}));
  EXPECT_EQ(entities, touched);
}

// Building one class gives what writing one class of all gives.
TEST(WriteGraph, BuildingOneClassIsTheSame) {
  const std::string any = R"({"Effect": "Allow", "Action": ["s3:*", "sts:*"], "Resource": "*"})";
  const Export parts{user("anna", any), "",
                     role("a", trusting(R"({"AWS": "arn:aws:iam::111122223333:root"})")), ""};
  const Drawn all(parts);
  for (size_t i = 0; i < kRelationClassCount; ++i) {
    const RelationClasses classes = class_bit(static_cast<RelationClass>(i));
    EXPECT_EQ(Drawn(parts, classes).text(), written(all.graph(), classes)) << kRelationClassCount;
  }
}

TEST(WriteGraph, EveryFormatTakesIt) {
  for (const GraphFormat& format : kGraphFormats) {
    if (format.make == nullptr) continue;
    std::string text;
    Output first([&text](std::string_view piece) { return text.append(piece), true; });
    Output second([&text](std::string_view piece) { return text.append(piece), true; });
    std::vector<Output*> outputs = {&first};
    if (!format.outputs.empty()) outputs.push_back(&second);
    const GraphSchema schema = graph_schema(acme().graph());
    EXPECT_TRUE(write_graph(acme().graph(), class_bit(RelationClass::kTrusts), *format.make(outputs, schema)))
        << format.name;
    EXPECT_GT(text.size(), 1000u) << format.name;
  }
}

TEST(WriteGraph, StopsWhereNobodyReads) {
  size_t pieces = 0;
  Output output([&pieces](std::string_view) { return ++pieces < 2; });
  const std::array<Output*, 1> outputs = {&output};
  const GraphSchema schema = graph_schema(acme().graph());
  EXPECT_FALSE(write_graph(acme().graph(), kAllRelationClasses, *make_graph_ndjson(outputs, schema)));
  EXPECT_EQ(pieces, 2u);
}

TEST(CountGraph, Counts) {
  const GraphCounts counts = count_graph(acme().graph());
  uint64_t entities = 0;
  for (const auto& [type, count] : counts.entities) entities += count;
  EXPECT_EQ(entities, acme().graph().entities.size());
  EXPECT_TRUE(std::is_sorted(counts.entities.begin(), counts.entities.end()));
  ASSERT_EQ(counts.relationships.size(), kRelationClassCount);
  for (const auto& [relation, count] : counts.relationships)
    EXPECT_EQ(count, acme().count(relation)) << relation;
  const auto of = [&](std::string_view type) {
    for (const auto& [name, count] : counts.entities)
      if (name == type) return count;
    return uint64_t{0};
  };
  EXPECT_EQ(of("aws_iam_user"), 35u);
  EXPECT_EQ(of("aws_iam_group"), 10u);
  EXPECT_EQ(of("aws_iam_instance_profile"), 4u);
}

TEST(RelationClasses, Names) {
  for (size_t i = 0; i < kRelationClassCount; ++i) {
    const auto relation = static_cast<RelationClass>(i);
    EXPECT_EQ(find_relation_class(relation_class_name(relation)), relation);
  }
  EXPECT_EQ(find_relation_class("can_assume"), RelationClass::kCanAssume);
  EXPECT_FALSE(find_relation_class("OWNS"));
}

}  // namespace
}  // namespace arnscope
