#include "engine/document/document.h"

#include <array>

namespace arnscope {

std::string_view kind_name(Kind kind) {
  constexpr std::array<std::string_view, 6> kNames = {"null",     "a boolean", "a number",
                                                      "a string", "a list",    "an object"};
  return kNames[static_cast<size_t>(kind)];
}

Place Value::place() const { return {document_->source(), span()}; }

std::string_view Value::text() const { return document_->text_of(node()); }

uint32_t Value::size() const {
  const Node& node = this->node();
  return node.kind == Kind::kArray || node.kind == Kind::kObject ? node.text_size : 0;
}

template <class Iterator>
Value::Range<Iterator> Value::children(Kind kind) const {
  const uint32_t first = index_ + 1;
  const uint32_t last = node().kind == kind ? node().next : first;
  return {Iterator(document_, first), Iterator(document_, last)};
}

Value::Range<Value::ElementIterator> Value::elements() const {
  return children<ElementIterator>(Kind::kArray);
}

Value::Range<Value::MemberIterator> Value::members() const { return children<MemberIterator>(Kind::kObject); }

std::optional<Value> Value::find(std::string_view name) const {
  std::optional<Value> found;
  for (const auto [key, value] : members()) {
    if (key.text() == name) found = value;
  }
  return found;
}

std::string_view Document::text_of(const Node& node) const {
  if (node.kind == Kind::kArray || node.kind == Kind::kObject) return {};
  const std::string_view text = node.in_arena ? std::string_view(arena_) : source_->text();
  return text.substr(node.text_begin, node.text_size);
}

}  // namespace arnscope
