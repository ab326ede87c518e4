#include "engine/document/json_reader.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <cassert>
#include <cstring>
#include <new>
#include <string>
#include <utility>

#include "engine/base/text.h"
#include "engine/document/json_grammar.h"

namespace arnscope {
namespace {

namespace ondemand = simdjson::ondemand;

static_assert(Source::kPadding >= simdjson::SIMDJSON_PADDING);

// Room is made in advance for a node in this many bytes of text. Exports have fewer, and what is not needed
// is never touched.
constexpr size_t kBytesPerNode = 10;
constexpr size_t kBytesPerLineNode = 40;  // where the greater part is stepped over

std::string_view without_space_behind(std::string_view text) {
  while (!text.empty() && is_json_space(text.back())) text.remove_suffix(1);
  return text;
}

// Where the document that begins at `at` ends, going by its brackets and quotes alone.
size_t end_of_document(std::string_view text, size_t at) {
  size_t depth = 0;
  do {
    const char c = text[at++];
    if (c == '"') {
      while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
      at = std::min(at + 1, text.size());
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (depth > 0) --depth;
    } else if (depth == 0) {
      while (at < text.size() && !ends_json_word(text[at])) ++at;
    }
  } while (depth > 0 && at < text.size());
  return at;
}

// The text of an object or a list, which is stepped over.
template <class Container>
bool raw_text(simdjson::simdjson_result<Container> container, std::string_view& text) {
  Container value;
  return std::move(container).get(value) == simdjson::SUCCESS &&
         value.raw_json().get(text) == simdjson::SUCCESS;
}

Error too_large(const Source& source) {
  return {fmt::format("`{}` does not fit in memory", printable(source.name())), {}};
}

Span whole(const Source& source) { return {0, static_cast<uint32_t>(source.text().size())}; }

}  // namespace

// Reads documents out of one text. simdjson's On-Demand reader steps from token to token, and what it leaves
// to its caller is checked here: numbers, words, escapes, depth, and that nothing follows the document.
class JsonReader::Impl {
 public:
  Impl() { open_.reserve(Document::kMaxDepth); }

  // What `read` reads from. Copies a text that has no padding of its own.
  void set_source(const std::shared_ptr<const Source>& source);

  // The document that fills a span of the text; null where that is not one.
  std::shared_ptr<const Document> read(Span span, std::string_view step_over = {});

 private:
  // A container whose end has not been reached. By its kind, one of the iterators is in use.
  struct Open {
    uint32_t node = 0;
    ondemand::array_iterator element;
    ondemand::object_iterator member;
  };

  bool read_nodes(Span span);
  bool step();
  bool step_array(Open& array);
  bool step_object(Open& object);
  bool step_over(ondemand::value value);
  void advance();
  void close();
  bool add(ondemand::value value);
  bool add_object(ondemand::object object, const char* begin);
  bool add_array(ondemand::array array, const char* begin);
  bool add_scalar(std::string_view token);
  const char* add_string(const char* begin);
  const char* decode(const char* begin);
  void add_node(Kind kind, const char* begin, const char* end);
  std::string_view text_of(const Node& node) const;
  uint32_t offset(const char* at) const { return static_cast<uint32_t>(at - text_.data()); }

  std::shared_ptr<const Source> source_;
  std::string padded_;     // a copy of a text that has no padding of its own
  std::string_view text_;  // the source's, padding behind it
  const char* end_ = nullptr;
  ondemand::parser parser_;
  ondemand::document tokens_;
  std::vector<Node> nodes_;
  std::string arena_;
  std::vector<Open> open_;
  std::string_view step_over_;
  size_t stepped_over_ = 0;
};

void JsonReader::Impl::set_source(const std::shared_ptr<const Source>& source) {
  if (source == source_) return;
  source_ = source;
  text_ = source->text();
  if (source->padding() >= simdjson::SIMDJSON_PADDING) return;
  padded_.reserve(text_.size() + simdjson::SIMDJSON_PADDING);
  padded_ = text_;
  padded_.resize(text_.size() + simdjson::SIMDJSON_PADDING);
  text_ = std::string_view(padded_).substr(0, text_.size());
}

std::shared_ptr<const Document> JsonReader::Impl::read(Span span, std::string_view step_over) {
  nodes_ = {};
  arena_ = {};
  open_.clear();
  step_over_ = step_over;
  stepped_over_ = 0;
  nodes_.reserve((span.end - span.begin) / (step_over.empty() ? kBytesPerNode : kBytesPerLineNode) + 1);
  if (!read_nodes(span)) return nullptr;
  // Of members that repeat a name only the last is used: the faults of the others would never show.
  if (stepped_over_ > 1) return read(span);
  return std::make_shared<const Document>(source_, std::move(nodes_), std::move(arena_));
}

bool JsonReader::Impl::read_nodes(Span span) {
  const std::string_view text = without_space_behind(text_.substr(span.begin, span.end - span.begin));
  end_ = text.data() + text.size();
  const size_t readable = text_.size() + simdjson::SIMDJSON_PADDING - span.begin;
  const simdjson::error_code error = parser_.iterate(text.data(), text.size(), readable).get(tokens_);
  if (error == simdjson::MEMALLOC) throw std::bad_alloc();
  std::string_view token;
  if (error != simdjson::SUCCESS || tokens_.raw_json_token().get(token) != simdjson::SUCCESS) return false;
  if (token[0] == '{') {
    ondemand::object object;
    if (tokens_.get_object().get(object) != simdjson::SUCCESS || !add_object(object, token.data()))
      return false;
  } else if (token[0] == '[') {
    ondemand::array array;
    if (tokens_.get_array().get(array) != simdjson::SUCCESS || !add_array(array, token.data())) return false;
  } else {
    return add_scalar({token.data(), static_cast<size_t>(end_ - token.data())});
  }
  while (!open_.empty()) {
    if (!step()) return false;
  }
  return tokens_.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

// Reads the next child of the innermost open container, or closes it.
bool JsonReader::Impl::step() {
  Open& top = open_.back();
  return nodes_[top.node].kind == Kind::kArray ? step_array(top) : step_object(top);
}

bool JsonReader::Impl::step_array(Open& array) {
  if (array.element == ondemand::array_iterator()) return close(), true;
  ondemand::value value;
  if ((*array.element).get(value) != simdjson::SUCCESS) return false;
  ++nodes_[array.node].text_size;
  return add(value);
}

bool JsonReader::Impl::step_object(Open& object) {
  if (object.member == ondemand::object_iterator()) return close(), true;
  ondemand::field field;
  if ((*object.member).get(field) != simdjson::SUCCESS) return false;
  ++nodes_[object.node].text_size;
  if (add_string(field.key().raw() - 1) == nullptr) return false;
  const bool stepped_over = open_.size() == 1 && !step_over_.empty() && text_of(nodes_.back()) == step_over_;
  return stepped_over ? step_over(field.value()) : add(field.value());
}

// Adds an object or a list as one node. What is none is read as ever.
bool JsonReader::Impl::step_over(ondemand::value value) {
  const std::string_view token = value.raw_json_token();
  const bool is_object = token[0] == '{';
  if (!is_object && token[0] != '[') return add(value);
  std::string_view json;
  if (is_object ? !raw_text(value.get_object(), json) : !raw_text(value.get_array(), json)) return false;
  json = without_space_behind(json);
  add_node(is_object ? Kind::kObject : Kind::kArray, json.data(), json.data() + json.size());
  nodes_.back().unread = true;
  ++stepped_over_;
  advance();
  return true;
}

// Moves the innermost open container on to its next child. What stands wrongly between shows at the next
// step.
void JsonReader::Impl::advance() {
  Open& top = open_.back();
  if (nodes_[top.node].kind == Kind::kArray) {
    ++top.element;
  } else {
    ++top.member;
  }
}

// Ends the innermost open container: its bracket is the last token that was stepped over.
void JsonReader::Impl::close() {
  const char* next = end_;
  if (tokens_.current_location().get(next) != simdjson::SUCCESS) next = end_;
  while (is_json_space(next[-1])) --next;
  assert(next[-1] == ']' || next[-1] == '}');
  Node& node = nodes_[open_.back().node];
  node.span.end = offset(next);
  node.next = static_cast<uint32_t>(nodes_.size());
  open_.pop_back();
  if (!open_.empty()) advance();
}

bool JsonReader::Impl::add(ondemand::value value) {
  const std::string_view token = value.raw_json_token();
  if (token[0] == '{') {
    ondemand::object object;
    return value.get_object().get(object) == simdjson::SUCCESS && add_object(object, token.data());
  }
  if (token[0] == '[') {
    ondemand::array array;
    return value.get_array().get(array) == simdjson::SUCCESS && add_array(array, token.data());
  }
  if (!add_scalar(without_space_behind(token))) return false;
  // Other scalars are stepped over on the way to the next child. A string must not be: where a colon follows,
  // simdjson would take it for a key.
  ondemand::raw_json_string string;
  if (token[0] == '"' && value.get_raw_json_string().get(string) != simdjson::SUCCESS) return false;
  advance();
  return true;
}

bool JsonReader::Impl::add_object(ondemand::object object, const char* begin) {
  if (open_.size() == Document::kMaxDepth) return false;
  Open& open = open_.emplace_back();
  open.node = static_cast<uint32_t>(nodes_.size());
  add_node(Kind::kObject, begin, begin);
  return object.begin().get(open.member) == simdjson::SUCCESS;
}

bool JsonReader::Impl::add_array(ondemand::array array, const char* begin) {
  if (open_.size() == Document::kMaxDepth) return false;
  Open& open = open_.emplace_back();
  open.node = static_cast<uint32_t>(nodes_.size());
  add_node(Kind::kArray, begin, begin);
  return array.begin().get(open.element) == simdjson::SUCCESS;
}

bool JsonReader::Impl::add_scalar(std::string_view token) {
  const char* const begin = token.data();
  const char* const end = begin + token.size();
  if (token[0] == '"') return add_string(begin) == end;
  const Kind kind = token == "null"                       ? Kind::kNull
                    : token == "true" || token == "false" ? Kind::kBool
                                                          : Kind::kNumber;
  if (kind == Kind::kNumber && !is_json_number(token)) return false;
  add_node(kind, begin, end);
  nodes_.back().text_begin = offset(begin);
  nodes_.back().text_size = static_cast<uint32_t>(token.size());
  return true;
}

// Adds the string whose opening quote stands at `begin`. Returns where it ends, or null where an escape is
// wrong.
const char* JsonReader::Impl::add_string(const char* begin) {
  const char* const text = begin + 1;
  const auto* const quote =
      static_cast<const char*>(std::memchr(text, '"', static_cast<size_t>(end_ - text)));
  if (quote == nullptr) return nullptr;
  const auto size = static_cast<size_t>(quote - text);
  if (std::memchr(text, '\\', size) != nullptr) return decode(begin);
  add_node(Kind::kString, begin, quote + 1);
  nodes_.back().text_begin = offset(text);
  nodes_.back().text_size = static_cast<uint32_t>(size);
  return quote + 1;
}

// The same for a string with escapes, whose text goes to the arena.
const char* JsonReader::Impl::decode(const char* begin) {
  const size_t text_begin = arena_.size();
  std::string_view rest(begin + 1, static_cast<size_t>(end_ - begin - 1));
  for (;;) {
    size_t plain = 0;
    while (plain < rest.size() && rest[plain] != '"' && rest[plain] != '\\') ++plain;
    if (plain == rest.size()) return nullptr;
    arena_ += rest.substr(0, plain);
    rest.remove_prefix(plain);
    if (rest[0] == '"') break;
    const std::optional<JsonEscape> escape = json_escape(rest);
    if (!escape) return nullptr;
    append_utf8(arena_, escape->code_point);
    rest.remove_prefix(escape->size);
  }
  add_node(Kind::kString, begin, rest.data() + 1);
  nodes_.back().in_arena = true;
  nodes_.back().text_begin = static_cast<uint32_t>(text_begin);
  nodes_.back().text_size = static_cast<uint32_t>(arena_.size() - text_begin);
  return rest.data() + 1;
}

std::string_view JsonReader::Impl::text_of(const Node& node) const {
  return (node.in_arena ? std::string_view(arena_) : text_).substr(node.text_begin, node.text_size);
}

void JsonReader::Impl::add_node(Kind kind, const char* begin, const char* end) {
  Node& node = nodes_.emplace_back();
  node.kind = kind;
  node.span = {offset(begin), offset(end)};
  node.next = static_cast<uint32_t>(nodes_.size());
}

JsonReader::JsonReader() : impl_(std::make_unique<Impl>()) {}
JsonReader::~JsonReader() = default;

Result<std::shared_ptr<const Document>> JsonReader::read(const std::shared_ptr<const Source>& source,
                                                         Span span, std::string_view step_over) {
  try {
    impl_->set_source(source);
    auto document = impl_->read(span, step_over);
    if (document == nullptr) return find_json_fault(source, span, Extent::kOne);
    return document;
  } catch (const std::bad_alloc&) {
    return too_large(*source);
  }
}

Result<std::shared_ptr<const Document>> read_json(const std::shared_ptr<const Source>& source) {
  return JsonReader().read(source, whole(*source));
}

Result<std::vector<std::shared_ptr<const Document>>> read_json_sequence(
    const std::shared_ptr<const Source>& source) {
  try {
    const std::string_view text = source->text();
    const Span all = whole(*source);
    JsonReader::Impl reader;
    reader.set_source(source);
    std::vector<std::shared_ptr<const Document>> documents;
    if (auto document = reader.read(all)) {
      documents.push_back(std::move(document));
      return documents;
    }
    for (size_t at = 0; (at = text.find_first_not_of(" \n\t\r", at)) != std::string_view::npos;) {
      const Span span{static_cast<uint32_t>(at), static_cast<uint32_t>(end_of_document(text, at))};
      auto document = reader.read(span);
      if (document == nullptr) return find_json_fault(source, {span.begin, all.end}, Extent::kSequence);
      documents.push_back(std::move(document));
      at = span.end;
    }
    if (documents.empty()) return find_json_fault(source, all, Extent::kSequence);
    return documents;
  } catch (const std::bad_alloc&) {
    return too_large(*source);
  }
}

}  // namespace arnscope
