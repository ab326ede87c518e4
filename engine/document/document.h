// A document, read from JSON or YAML, as a flat arena of nodes in reading order, each with its place in the
// source. Duplicate keys are kept. A Document never changes after it is read; any number of threads may read
// one. A Value is a cheap handle, valid as long as its Document.
//
//   for (auto [key, value] : document.root().members()) ...
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/finding.h"
#include "engine/base/source.h"

namespace arnscope {

class Document;

enum class Kind : uint8_t { kNull, kBool, kNumber, kString, kArray, kObject };

// "null", "a boolean", "a number", "a string", "a list", "an object": for messages.
std::string_view kind_name(Kind kind);

// One node. Containers are followed by their children; `next` is the index after the whole subtree, so a
// reader skips what it does not want in one step. Members of an object are a string node, then its value.
struct Node {
  Span span;  // in the source, quotes and brackets included
  uint32_t next = 0;
  uint32_t text_begin = 0;  // string and number: where its text begins, in the source or in the arena
  uint32_t text_size = 0;   // array and object: the number of elements or members
  Kind kind = Kind::kNull;
  bool in_arena = false;  // the text had escapes and was decoded into the arena
  bool unread = false;    // an object or list that the reader was told to step over: it has no children
};

class Value {
 public:
  Value(const Document* document, uint32_t index) : document_(document), index_(index) {}

  Kind kind() const;
  bool is_object() const { return kind() == Kind::kObject; }
  bool is_array() const { return kind() == Kind::kArray; }
  bool is_string() const { return kind() == Kind::kString; }
  Span span() const;
  Place place() const;  // O(1); shares the source

  // A string's text with escapes undone; a number's as written, of whatever size; "true", "false" or "null".
  // Valid as long as the document. Empty for containers.
  std::string_view text() const;

  // The text of the value as it stands in the source: JSON where the document was read from that.
  std::string_view json() const;
  // Whether the reader stepped over the children: see JsonReader::read.
  bool is_unread() const;

  // The number of elements of an array or of members of an object; 0 for others.
  uint32_t size() const;

  // Empty for a value of another kind.
  //   for (Value element : list.elements()) ...
  //   for (auto [key, value] : object.members()) ...
  struct Member;
  class ElementIterator;
  class MemberIterator;
  template <class Iterator>
  struct Range;
  Range<ElementIterator> elements() const;
  Range<MemberIterator> members() const;

  // The value of the last member with this name, as JSON readers do with duplicates. O(members).
  std::optional<Value> find(std::string_view name) const;

  uint32_t index() const { return index_; }
  const Document& document() const { return *document_; }

 private:
  const Node& node() const;
  template <class Iterator>
  Range<Iterator> children(Kind kind) const;

  const Document* document_;
  uint32_t index_;
};

// What a document was read from: it says how a string stands in the source.
enum class Syntax : uint8_t { kJson, kYaml };

class Document {
 public:
  // Nesting deeper than this is an error: IAM documents are under ten levels, snapshots under twenty.
  static constexpr uint32_t kMaxDepth = 200;

  Document(std::shared_ptr<const Source> source, std::vector<Node> nodes, std::string arena,
           Syntax syntax = Syntax::kJson)
      : source_(std::move(source)), nodes_(std::move(nodes)), arena_(std::move(arena)), syntax_(syntax) {}

  const std::shared_ptr<const Source>& source() const { return source_; }
  Syntax syntax() const { return syntax_; }
  Value root() const { return Value(this, 0); }
  const std::vector<Node>& nodes() const { return nodes_; }
  std::string_view text_of(const Node& node) const;  // as Value::text

 private:
  std::shared_ptr<const Source> source_;
  std::vector<Node> nodes_;
  std::string arena_;
  Syntax syntax_;
};

// A member of an object: its key, which is a string with a place of its own, and its value.
struct Value::Member {
  Value key, value;
};

class Value::ElementIterator {
 public:
  ElementIterator(const Document* document, uint32_t index) : document_(document), index_(index) {}
  Value operator*() const { return {document_, index_}; }
  ElementIterator& operator++() { return index_ = document_->nodes()[index_].next, *this; }
  bool operator==(const ElementIterator&) const = default;

 private:
  const Document* document_;
  uint32_t index_;
};

class Value::MemberIterator {
 public:
  MemberIterator(const Document* document, uint32_t index) : document_(document), index_(index) {}
  Member operator*() const { return {{document_, index_}, {document_, index_ + 1}}; }
  MemberIterator& operator++() { return index_ = document_->nodes()[index_ + 1].next, *this; }
  bool operator==(const MemberIterator&) const = default;

 private:
  const Document* document_;
  uint32_t index_;
};

template <class Iterator>
struct Value::Range {
  Iterator first, last;
  Iterator begin() const { return first; }
  Iterator end() const { return last; }
};

inline const Node& Value::node() const { return document_->nodes()[index_]; }
inline Kind Value::kind() const { return node().kind; }
inline Span Value::span() const { return node().span; }
inline std::string_view Document::text_of(const Node& node) const {
  if (node.kind == Kind::kArray || node.kind == Kind::kObject) return {};
  const std::string_view text = node.in_arena ? std::string_view(arena_) : source_->text();
  return text.substr(node.text_begin, node.text_size);
}
inline std::string_view Value::text() const { return document_->text_of(node()); }
inline uint32_t Value::size() const {
  const Node& node = this->node();
  return node.kind == Kind::kArray || node.kind == Kind::kObject ? node.text_size : 0;
}
template <class Iterator>
Value::Range<Iterator> Value::children(Kind kind) const {
  const uint32_t first = index_ + 1;
  const uint32_t last = node().kind == kind ? node().next : first;
  return {Iterator(document_, first), Iterator(document_, last)};
}
inline Value::Range<Value::ElementIterator> Value::elements() const {
  return children<ElementIterator>(Kind::kArray);
}
inline Value::Range<Value::MemberIterator> Value::members() const {
  return children<MemberIterator>(Kind::kObject);
}
inline bool Value::is_unread() const { return node().unread; }
inline std::string_view Value::json() const {
  return document_->source()->text().substr(span().begin, span().end - span().begin);
}

}  // namespace arnscope
