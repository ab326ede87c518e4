// A graph as text: entities, then relationships, one at a time as they are found, in one of several formats.
// Writers hold one record and no more, so that memory does not grow with the graph. What is written depends
// on the calls alone: the same calls, the same bytes. One thread at a time.
//
//   const GraphFormat* format = find_graph_format("dot");
//   Output* outputs[] = {&output};
//   std::unique_ptr<GraphWriter> writer = format->make(outputs, schema);
//   writer->begin();
//   for (...) if (!writer->entity({...})) break;        // all entities first
//   for (...) if (!writer->relationship({...})) break;
//   writer->finish();
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "engine/base/finding.h"
#include "engine/base/result.h"
#include "engine/report/output.h"

namespace arnscope {

// A value that is JSON already, on however many lines. REQUIRES: one well-formed JSON value.
struct RawJson {
  std::string_view text;
};

using PropertyValue =
    std::variant<std::string_view, std::span<const std::string_view>, int64_t, bool, RawJson>;

// The alternatives of PropertyValue, in its order.
enum class PropertyType : uint8_t { kText, kTexts, kNumber, kBoolean, kJson };

struct Property {
  std::string_view name;
  PropertyValue value;
};

// The members that a record has besides these: _key, _type, _class, displayName, _fromEntityKey,
// _toEntityKey. A property that does not apply is not listed. Views need to live as long as the call.
// REQUIRES: an entity's key is its own and not empty; a relationship is between keys of entities.
struct GraphEntity {
  std::string_view key;
  std::string_view type;
  std::span<const std::string_view> classes;
  std::string_view display_name;
  std::span<const Property> properties;
};

struct GraphRelationship {
  std::string_view key;
  std::string_view type;
  std::string_view class_name;
  std::string_view from_key;
  std::string_view to_key;
  std::span<const Property> properties;
};

struct PropertyColumn {
  std::string_view name;
  PropertyType type = PropertyType::kText;
};

// Which properties records may have: GraphML and CSV name them before the first record.
// REQUIRES: names none of which stands twice in a list or is one of the members above, whatever characters
// they have; a record's properties are among them, of that type or of any where the column is kText, none
// twice, in any order.
struct GraphSchema {
  std::span<const PropertyColumn> entities = {};
  std::span<const PropertyColumn> relationships = {};
  // For drawings, names of relationship properties or empty: the texts beside the class on an edge, and the
  // property that makes an edge dashed.
  std::string_view edge_label = {};
  std::string_view edge_dashed = {};
  std::shared_ptr<const void> owner = {};  // of what is viewed, where that does not live anyway
};

// Abstract: which of the formats is written is known when the program runs. Each call returns false where
// nothing more need be written: the reader went away, or fault() tells; further calls then do nothing.
// REQUIRES: begin(), every entity(), every relationship(), every finding(), finish(), in this order.
class GraphWriter {
 public:
  virtual ~GraphWriter() = default;
  virtual bool begin() = 0;
  virtual bool entity(const GraphEntity& entity) = 0;
  virtual bool relationship(const GraphRelationship& relationship) = 0;
  // What there is to say of the input. Formats that are a graph and no more have no place for it.
  virtual bool finding(const Finding& /*finding*/) { return true; }
  virtual bool finish() = 0;  // flushes the outputs too
  // Why a call returned false, one line; "" where the reader went away.
  virtual std::string fault() const { return {}; }
};

// Makes a writer. `outputs` are as many as GraphFormat::outputs says. The outputs and what `schema` views
// outlive the writer.
using MakeGraphWriter = std::unique_ptr<GraphWriter> (*)(std::span<Output* const> outputs,
                                                         const GraphSchema& schema);

// {"entities": [...], "relationships": [...]}, one record a line. Members in this order: _key, _type, _class
// (of an entity a list, of a relationship a text), displayName or _fromEntityKey and _toEntityKey, then the
// properties as given. Control characters are escaped; bytes that are not UTF-8 become U+FFFD.
std::unique_ptr<GraphWriter> make_graph_json(std::span<Output* const> outputs, const GraphSchema& schema);

// The same records, one a line, nothing else; the first member is "_kind": "entity" or "relationship".
std::unique_ptr<GraphWriter> make_graph_ndjson(std::span<Output* const> outputs, const GraphSchema& schema);

// A digraph for Graphviz. Nodes are named by their keys and labelled with name and type, the shape by class;
// edges are labelled with class and the first texts of schema.edge_label, then "+N"; their colour is by
// class. Keys and labels are shown by printable(), and two different keys stay different. Edges that run
// beside each other are drawn beside each other: who wants them merged merges them before.
// (https://graphviz.org/doc/info/lang.html)
std::unique_ptr<GraphWriter> make_graph_dot(std::span<Output* const> outputs, const GraphSchema& schema);

// GraphML, XML 1.0, valid by its schema (http://graphml.graphdrawing.org/specification.html). GraphML has no
// lists: those, and JSON, are texts that hold JSON. A node's id is its key as an NMTOKEN, in which a
// character that may not stand there is _xHHHH_ (the encoding of .NET's XmlConvert); the key itself is the
// data "_key"; the ids of properties are made in the same way. A character that XML cannot hold becomes
// U+FFFD, and so do bytes that are not UTF-8.
std::unique_ptr<GraphWriter> make_graph_graphml(std::span<Output* const> outputs, const GraphSchema& schema);

// Two CSV texts for Neo4j's `neo4j-admin database import` with its default options, entities and
// relationships: _key:ID, :LABEL from the classes, :START_ID, :END_ID, :TYPE, columns typed as
// `name:string[]` and `name:long`. (https://neo4j.com/docs/operations-manual/current/import/) Every text is
// shown by printable(), since the importer takes a record to be a line; in keys a backslash is doubled first,
// so that two different keys stay different; in a property's name the same, { } and %, of which the first two
// mean something to the importer, are %7B %7D %25, and one with a : has its type behind it. The importer has
// no escape for the ; between the texts of a list: inside one it is %3B. No apostrophes against formulas here
// (see write_table_csv): keys have to be keys.
std::unique_ptr<GraphWriter> make_graph_csv(std::span<Output* const> outputs, const GraphSchema& schema);

// Makes a writer of a format that is a file and no text, at `path`. The file stands there once finish() has
// returned true; until then what stood there stays. Errors: it cannot be written; what stands there is not a
// file of this format that was written here.
using OpenGraphFile = Result<std::unique_ptr<GraphWriter>> (*)(const std::string& path);

// An SQLite database with the tables entities, relationships, properties and findings: docs/sqlite.md has
// them, with queries. The same calls, the same bytes. This is the one writer that opens a file itself, for
// SQLite writes no stream; beside `path` it makes `path`.part, and SQLite keeps what it sorts in its own
// temporary files. Texts stand as they are; bytes that are not UTF-8 are \xNN. Cost: memory is SQLite's
// cache, 64 MiB. (https://www.sqlite.org/fileformat2.html)
Result<std::unique_ptr<GraphWriter>> open_graph_sqlite(const std::string& path);

// Where a format goes: one text (`make`), several texts as files of a folder (`make` and `outputs`), or a
// file of its own (`open`).
struct GraphFormat {
  std::string_view name;                      // as --format takes it
  std::string_view suffix;                    // of a file in this format
  std::span<const std::string_view> outputs;  // file names in a folder where the format writes several, in
                                              // the order of make's outputs
  MakeGraphWriter make = nullptr;
  OpenGraphFile open = nullptr;
};

inline constexpr std::array<std::string_view, 2> kGraphCsvFiles = {"entities.csv", "relationships.csv"};

inline constexpr std::array<GraphFormat, 6> kGraphFormats = {{
    {"json", ".json", {}, make_graph_json, nullptr},
    {"ndjson", ".ndjson", {}, make_graph_ndjson, nullptr},
    {"dot", ".dot", {}, make_graph_dot, nullptr},
    {"graphml", ".graphml", {}, make_graph_graphml, nullptr},
    {"csv", ".csv", kGraphCsvFiles, make_graph_csv, nullptr},
    {"sqlite", ".sqlite", {}, nullptr, open_graph_sqlite},
}};

// The format of this name, or nullptr.
constexpr const GraphFormat* find_graph_format(std::string_view name) {
  for (const GraphFormat& format : kGraphFormats)
    if (format.name == name) return &format;
  return nullptr;
}

}  // namespace arnscope
