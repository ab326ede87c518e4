#include "engine/template/functions.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <variant>

#include "engine/base/text.h"
#include "engine/document/embedded.h"

namespace arnscope {
namespace {

constexpr std::string_view kPseudo = "AWS::";

// No default is longer. Source: CloudFormation User Guide, "CloudFormation quotas", parameter value.
constexpr size_t kMaxDefault = 4096;

// The name in angle brackets. Whatever ARNs, patterns or policy variables give a meaning becomes a hyphen.
std::string placeholder(std::string_view name) {
  if (name.starts_with(kPseudo)) name.remove_prefix(kPseudo.size());
  std::string text = "<";
  for (const char c : name) {
    const char folded = fold(c);
    const bool plain = (folded >= 'a' && folded <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
    text += plain ? c : '-';
  }
  return text += ">";
}

KnownText unknown(std::string_view name) { return {placeholder(name), {}, true}; }

std::optional<Value> element(Value list, size_t position) {
  if (position >= list.size() || !list.is_array()) return std::nullopt;
  auto at = list.elements().begin();
  for (; position > 0; --position) ++at;
  return *at;
}

// "a.b" or ["a", "b"], as Fn::GetAtt has its argument.
std::string attribute_name(Value argument) {
  if (!argument.is_array()) return std::string(argument.text());
  std::string name;
  for (Value part : argument.elements()) {
    if (!name.empty()) name += '.';
    name += part.text();
  }
  return name;
}

// Copies nodes into a new document over the same source.
class NodeWriter {
 public:
  explicit NodeWriter(const Document& document) : document_(document) {}

  uint32_t begin(Kind kind, Span span) {
    Node& node = nodes_.emplace_back();
    node.kind = kind;
    node.span = span;
    return static_cast<uint32_t>(nodes_.size() - 1);
  }
  void end(uint32_t container, uint32_t children) {
    nodes_[container].next = static_cast<uint32_t>(nodes_.size());
    nodes_[container].text_size = children;
  }
  void null(Span span) { in_arena(Kind::kNull, span, "null"); }
  void text(Span span, std::string_view text) { in_arena(Kind::kString, span, text); }
  void scalar(Value value) {
    const Node& node = document_.nodes()[value.index()];
    if (node.in_arena) return in_arena(node.kind, node.span, value.text());
    nodes_.push_back(node);
    nodes_.back().next = static_cast<uint32_t>(nodes_.size());
  }
  // Takes back what was added since the writer had `size` nodes.
  void shrink(uint32_t size) { nodes_.resize(size); }
  uint32_t size() const { return static_cast<uint32_t>(nodes_.size()); }

  std::shared_ptr<const Document> finish() {
    return std::make_shared<const Document>(document_.source(), std::move(nodes_), std::move(arena_),
                                            document_.syntax());
  }

 private:
  void in_arena(Kind kind, Span span, std::string_view text) {
    Node& node = nodes_.emplace_back();
    node.kind = kind;
    node.span = span;
    node.next = static_cast<uint32_t>(nodes_.size());
    node.in_arena = true;
    node.text_begin = static_cast<uint32_t>(arena_.size());
    node.text_size = static_cast<uint32_t>(text.size());
    arena_ += text;
  }

  const Document& document_;
  std::vector<Node> nodes_;
  std::string arena_;
};

// Adds the marks of the bytes from `begin` to `end` of a text, as they stand at the end of `out`.
void add_marks(const std::vector<Source::Mark>& marks, size_t begin, size_t end, KnownText& out) {
  const auto base = static_cast<uint32_t>(out.text.size());
  auto at = std::upper_bound(marks.begin(), marks.end(), begin,
                             [](size_t value, const Source::Mark& mark) { return value < mark.here; });
  if (at == marks.begin() || begin == end) return;
  const auto first = static_cast<uint32_t>(begin);
  out.marks.push_back({base, std::prev(at)->parent + (first - std::prev(at)->here)});
  for (; at != marks.end() && at->here < end; ++at)
    out.marks.push_back({base + (at->here - first), at->parent});
}

}  // namespace

std::string_view function_called(Value value) {
  if (!value.is_object() || value.size() != 1) return {};
  const std::string_view name = (*value.members().begin()).key.text();
  return name == "Ref" || name.starts_with("Fn::") ? name : std::string_view();
}

Value function_argument(Value call) { return (*call.members().begin()).value; }

bool is_no_value(Value value) {
  return function_called(value) == "Ref" && function_argument(value).text() == "AWS::NoValue";
}

// What one function comes to. The depth of its recursion is that of the document, which is bounded.
class Functions::Evaluator {
 public:
  // A list of texts; a value of the template in the function's place; the two branches of an Fn::If.
  struct List {
    std::vector<std::string> parts;
    bool open = false;
  };
  struct Branches {
    Value first, second;
  };
  using Result = std::variant<KnownText, List, Value, Branches>;

  Evaluator(Functions& functions, NodeWriter* writer) : f_(functions), writer_(writer) {}

  Result call(Value call);
  std::optional<KnownText> text(Value value);
  // Writes what the value comes to. Whether there is something.
  bool copy(Value value);
  bool open() const { return open_; }

 private:
  using Function = Result (Evaluator::*)(Value argument);
  struct Row {
    std::string_view name;
    Function function;
  };
  static const std::array<Row, 8> kRows;

  Result ref(Value argument);
  Result sub(Value argument);
  Result join(Value argument);
  Result select(Value argument);
  Result split(Value argument);
  Result find_in_map(Value argument);
  Result get_att(Value argument);
  Result branch(Value argument);

  Result named(std::string_view name);
  std::optional<List> list(Value value);
  bool variable(std::string_view name, std::optional<Value> given, KnownText& out);
  uint32_t copy_elements(Value value);
  uint32_t copy_element(Value value);
  bool copy_call(Value call);
  // Whether as much text may be made. Each piece counts for some more, since it costs time too.
  bool spend(size_t size) { return (f_.text_made_ += size + 100) <= kMaxText; }

  Functions& f_;
  NodeWriter* writer_;
  bool open_ = false;
};

const std::array<Functions::Evaluator::Row, 8> Functions::Evaluator::kRows = {{
    {"Ref", &Evaluator::ref},
    {"Fn::Sub", &Evaluator::sub},
    {"Fn::Join", &Evaluator::join},
    {"Fn::Select", &Evaluator::select},
    {"Fn::Split", &Evaluator::split},
    {"Fn::FindInMap", &Evaluator::find_in_map},
    {"Fn::GetAtt", &Evaluator::get_att},
    {"Fn::If", &Evaluator::branch},
}};

Functions::Evaluator::Result Functions::Evaluator::call(Value call) {
  const std::string_view name = function_called(call);
  for (const Row& row : kRows)
    if (row.name == name) return (this->*row.function)(function_argument(call));
  return unknown(name.substr(name.rfind(':') + 1));
}

// A parameter by its default, all else by its name alone. The default of a parameter of the Systems Manager
// types is the name of the value and not the value. Source: CloudFormation User Guide, "Parameters".
Functions::Evaluator::Result Functions::Evaluator::named(std::string_view name) {
  const auto found = f_.parameters_.find(name);
  if (found == f_.parameters_.end()) return unknown(name);
  const auto type = found->second.find("Type");
  const auto value = found->second.find("Default");
  if (!type || !value || value->is_object() || value->is_array() || value->kind() == Kind::kNull ||
      value->text().size() > kMaxDefault || type->text().starts_with("AWS::SSM::Parameter::")) {
    return unknown(name);
  }
  if (!type->text().starts_with("List<") && type->text() != "CommaDelimitedList")
    return KnownText{std::string(value->text()), {}, false};
  List list;
  for (std::string_view part : arnscope::split(value->text(), ',')) {
    const size_t first = part.find_first_not_of(' ');
    part = first == std::string_view::npos ? std::string_view() : part.substr(first);
    list.parts.emplace_back(part.substr(0, part.find_last_not_of(' ') + 1));
  }
  return list;
}

Functions::Evaluator::Result Functions::Evaluator::ref(Value argument) { return named(argument.text()); }

Functions::Evaluator::Result Functions::Evaluator::get_att(Value argument) {
  return unknown(attribute_name(argument));
}

Functions::Evaluator::Result Functions::Evaluator::branch(Value argument) {
  const auto first = element(argument, 1);
  const auto second = element(argument, 2);
  if (!first || !second) return unknown("If");
  return Branches{*first, *second};
}

std::optional<KnownText> Functions::Evaluator::text(Value value) {
  if (value.is_string()) return KnownText{std::string(value.text()), text_marks(value), false};
  if (value.kind() == Kind::kNumber || value.kind() == Kind::kBool)
    return KnownText{std::string(value.text()), {}, false};
  if (function_called(value).empty()) return std::nullopt;
  Result result = call(value);
  if (std::holds_alternative<Branches>(result)) return unknown("If");
  if (const Value* other = std::get_if<Value>(&result)) return text(*other);
  if (auto* text = std::get_if<KnownText>(&result)) return std::move(*text);
  return std::nullopt;
}

std::optional<Functions::Evaluator::List> Functions::Evaluator::list(Value value) {
  if (!function_called(value).empty()) {
    Result result = call(value);
    if (auto* list = std::get_if<List>(&result)) return std::move(*list);
    const Value* other = std::get_if<Value>(&result);
    return other != nullptr && other->is_array() ? list(*other) : std::nullopt;
  }
  if (!value.is_array()) return std::nullopt;
  List all;
  for (Value each : value.elements()) {
    if (is_no_value(each)) continue;
    auto part = text(each);
    if (!part || !spend(part->text.size())) return std::nullopt;
    all.open |= part->open;
    all.parts.push_back(std::move(part->text));
  }
  return all;
}

// One `${name}` of Fn::Sub. Whether it is certain.
bool Functions::Evaluator::variable(std::string_view name, std::optional<Value> given, KnownText& out) {
  std::optional<KnownText> value;
  if (const auto own = given ? given->find(name) : std::nullopt) {
    value = text(*own);
  } else {
    Result result = named(name);
    if (auto* text = std::get_if<KnownText>(&result)) value = std::move(*text);
  }
  if (!value || !spend(value->text.size())) value = unknown(name);
  out.text += value->text;
  return !value->open;
}

// `${!name}` is `${name}` as a text. Source: CloudFormation User Guide, "Fn::Sub".
Functions::Evaluator::Result Functions::Evaluator::sub(Value argument) {
  const auto first = argument.is_array() ? element(argument, 0) : std::optional<Value>(argument);
  const auto given = argument.is_array() ? element(argument, 1) : std::nullopt;
  if (!first || !first->is_string()) return unknown("Sub");
  const std::string_view pattern = first->text();
  if (!spend(pattern.size())) return unknown("Sub");
  const std::vector<Source::Mark> marks = text_marks(*first);
  KnownText out;
  size_t at = 0;
  while (at < pattern.size()) {
    const size_t begin = std::min(pattern.find("${", at), pattern.size());
    const size_t end = begin < pattern.size() ? pattern.find('}', begin) : std::string_view::npos;
    if (end == std::string_view::npos) break;
    const bool literal = pattern[begin + 2] == '!';
    const size_t stop = literal ? begin + 2 : begin;
    add_marks(marks, at, stop, out);
    out.text += pattern.substr(at, stop - at);
    at = literal ? begin + 3 : end + 1;
    if (literal) continue;
    add_marks(marks, begin, begin + 1, out);
    if (!variable(pattern.substr(begin + 2, end - begin - 2), given, out)) out.open = true;
  }
  add_marks(marks, at, pattern.size(), out);
  out.text += pattern.substr(at);
  return out;
}

Functions::Evaluator::Result Functions::Evaluator::join(Value argument) {
  const auto delimiter = element(argument, 0);
  const auto parts = element(argument, 1);
  if (!delimiter || !parts) return unknown("Join");
  const auto list = this->list(*parts);
  if (!list || !spend(list->parts.size() * delimiter->text().size())) return unknown("Join");
  KnownText out;
  out.open = list->open;
  for (const std::string& part : list->parts) {
    if (&part != list->parts.data()) out.text += delimiter->text();
    out.text += part;
  }
  return out;
}

Functions::Evaluator::Result Functions::Evaluator::select(Value argument) {
  const auto index = element(argument, 0);
  const auto values = element(argument, 1);
  const auto position = index ? text(*index) : std::nullopt;
  if (!position || !values) return unknown("Select");
  size_t number = 0;
  const std::string& digits = position->text;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return unknown("Select");
  if (values->is_array()) {
    const auto chosen = element(*values, number);
    if (!chosen) return unknown("Select");
    return *chosen;
  }
  auto list = this->list(*values);
  if (!list || number >= list->parts.size()) return unknown("Select");
  return KnownText{std::move(list->parts[number]), {}, list->open};
}

// A text with placeholders is not split: what they stand for may have the delimiter.
Functions::Evaluator::Result Functions::Evaluator::split(Value argument) {
  const auto delimiter = element(argument, 0);
  const auto source = element(argument, 1);
  const auto whole = source ? text(*source) : std::nullopt;
  if (!delimiter || delimiter->text().empty() || !whole || whole->open || !spend(whole->text.size()))
    return unknown("Split");
  List list;
  std::string_view rest = whole->text;
  for (size_t at; (at = rest.find(delimiter->text())) != std::string_view::npos;) {
    list.parts.emplace_back(rest.substr(0, at));
    rest.remove_prefix(at + delimiter->text().size());
  }
  list.parts.emplace_back(rest);
  return list;
}

// A text or a list of texts, without functions: what a mapping may hold. Source: CloudFormation User Guide,
// "Mappings".
bool is_mapped_value(Value value) {
  if (value.is_object()) return false;
  for (Value each : value.elements())
    if (each.is_object() || each.is_array()) return false;
  return true;
}

Functions::Evaluator::Result Functions::Evaluator::find_in_map(Value argument) {
  std::optional<Value> found = f_.mappings_;
  for (size_t i = 0; i < 3 && found; ++i) {
    const auto key = element(argument, i);
    const auto name = key ? text(*key) : std::nullopt;
    found = name && !name->open ? found->find(name->text) : std::nullopt;
  }
  if (!found || !is_mapped_value(*found) ||
      !spend(found->document().nodes()[found->index()].next - found->index()))
    return unknown("FindInMap");
  return *found;
}

// Writes an element of a list. How many it came to.
uint32_t Functions::Evaluator::copy_element(Value value) {
  if (function_called(value) == "Fn::If") {
    const Result result = call(value);
    if (const Branches* branches = std::get_if<Branches>(&result)) {
      open_ = true;
      const uint32_t first = copy_element(branches->first);
      return first + copy_element(branches->second);
    }
  }
  return copy(value) ? 1 : 0;
}

uint32_t Functions::Evaluator::copy_elements(Value value) {
  uint32_t count = 0;
  for (Value each : value.elements()) count += copy_element(each);
  return count;
}

bool Functions::Evaluator::copy_call(Value call) {
  if (is_no_value(call)) return false;
  const Result result = this->call(call);
  if (const Branches* branches = std::get_if<Branches>(&result)) {
    open_ = true;
    return copy(branches->first) || copy(branches->second);
  }
  if (const Value* other = std::get_if<Value>(&result)) return copy(*other);
  if (const KnownText* text = std::get_if<KnownText>(&result)) {
    open_ |= text->open;
    writer_->text(call.span(), text->text);
    return true;
  }
  const uint32_t container = writer_->begin(Kind::kArray, call.span());
  const List& list = std::get<List>(result);
  open_ |= list.open;
  for (const std::string& each : list.parts) writer_->text(call.span(), each);
  writer_->end(container, static_cast<uint32_t>(list.parts.size()));
  return true;
}

bool Functions::Evaluator::copy(Value value) {
  if (!function_called(value).empty()) return copy_call(value);
  if (!value.is_object() && !value.is_array()) return writer_->scalar(value), true;
  const uint32_t container = writer_->begin(value.kind(), value.span());
  if (value.is_array()) {
    writer_->end(container, copy_elements(value));
    return true;
  }
  uint32_t count = 0;
  for (auto [key, member] : value.members()) {
    const uint32_t before = writer_->size();
    writer_->scalar(key);
    if (copy(member)) {
      ++count;
    } else {
      writer_->shrink(before);
    }
  }
  writer_->end(container, count);
  return true;
}

Functions::Functions(std::shared_ptr<const Document> document) : document_(std::move(document)) {
  if (const auto parameters = document_->root().find("Parameters"))
    for (auto [name, parameter] : parameters->members()) parameters_.insert_or_assign(name.text(), parameter);
  mappings_ = document_->root().find("Mappings");
}

ResolvedValue Functions::resolve(Value value) {
  const std::vector<Node>& nodes = document_->nodes();
  bool calls = false;
  for (uint32_t i = value.index(); i < nodes[value.index()].next && !calls; ++i)
    calls = !function_called(Value(document_.get(), i)).empty();
  if (!calls) return {document_, value, false};
  NodeWriter writer(*document_);
  Evaluator evaluator(*this, &writer);
  if (!evaluator.copy(value)) writer.null(value.span());
  const auto made = writer.finish();
  return {made, made->root(), evaluator.open()};
}

std::optional<KnownText> Functions::text(Value value) { return Evaluator(*this, nullptr).text(value); }

std::string_view Functions::resource(Value value) const {
  const std::string_view name = function_called(value);
  if (name != "Ref" && name != "Fn::GetAtt") return {};
  Value argument = function_argument(value);
  if (argument.is_array()) argument = element(argument, 0).value_or(argument);
  std::string_view id = argument.text();
  if (name == "Fn::GetAtt") id = id.substr(0, id.find('.'));
  const auto resources = document_->root().find("Resources");
  return resources && resources->find(id) ? id : std::string_view();
}

}  // namespace arnscope
