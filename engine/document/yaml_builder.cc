#include "engine/document/yaml_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/base/text.h"
#include "engine/document/json_grammar.h"
#include "engine/document/yaml_scalar.h"

namespace arnscope {
namespace {

// Of a key's node: it came by `<<`, and a key of the object itself has its name.
constexpr uint8_t kMerged = 1, kOverridden = 2;

constexpr std::string_view kStandardTags = "tag:yaml.org,2002:";

// What a plain scalar may be besides text. Source: YAML 1.1, "Boolean Language-Independent Type", which
// CloudFormation follows; y and n stay text, as its own examples have them for attribute types.
constexpr std::array<std::string_view, 9> kTrue = {"true", "True", "TRUE", "yes", "Yes",
                                                   "YES",  "on",   "On",   "ON"};
constexpr std::array<std::string_view, 9> kFalse = {"false", "False", "FALSE", "no", "No",
                                                    "NO",    "off",   "Off",   "OFF"};
constexpr std::array<std::string_view, 4> kNull = {"~", "null", "Null", "NULL"};

template <class Words>
bool is_one_of(std::string_view text, const Words& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool is_letter_or_digit(char c) { return (fold(c) >= 'a' && fold(c) <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

bool YamlBuilder::fail(Span span, std::string message) {
  const auto size = static_cast<uint32_t>(source_->text().size());
  span.begin = std::min(span.begin, size);
  span.end = std::clamp(span.end, span.begin, size);
  if (!error_) error_ = Error{std::move(message), {source_, span}};
  return false;
}

std::string_view YamlBuilder::text_of(const Node& node) const {
  const std::string_view text = node.in_arena ? std::string_view(arena_) : source_->text();
  return text.substr(node.text_begin, node.text_size);
}

bool YamlBuilder::has_room(const Event& event, uint32_t levels) {
  return open_.size() + levels <= Document::kMaxDepth ||
         fail(tag_span(event.at),
              fmt::format("lists and objects nest deeper than {} levels", Document::kMaxDepth));
}

// The tag or whatever else begins at `at`, up to the next blank.
Span YamlBuilder::tag_span(uint32_t at) const {
  const std::string_view text = source_->text();
  return {at, static_cast<uint32_t>(std::min(text.find_first_of(" \t\r\n", at), text.size()))};
}

// What must hold before a value, and what it does to the container around.
bool YamlBuilder::begin_value(const Event& event, Kind kind) {
  Open* const open = top();
  if (open == nullptr) return true;
  if (open->merges || open->is_merge_list)
    return fail(tag_span(event.at), "`<<` takes an alias of an object, or a list of such aliases");
  Node& node = nodes_[open->node];
  if (node.kind == Kind::kArray) {
    ++node.text_size;
  } else if (open->wants_key) {
    return fail(tag_span(event.at),
                fmt::format("{} cannot be a key: a text must stand here", kind_name(kind)));
  } else {
    open->wants_key = true;
  }
  return true;
}

void YamlBuilder::end_value(uint32_t node, uint32_t height, size_t anchor) {
  if (anchor != 0) {
    if (anchors_.size() <= anchor) anchors_.resize(anchor + 1);
    anchors_[anchor] = {node, height, true};
  }
  if (Open* open = top()) open->height = std::max(open->height, height + 1);
  if (!open_.empty() && open_.back().is_function) close_top();
}

bool YamlBuilder::known_tag(const Event& event) {
  if (event.tag == "?" || event.tag == "!" || event.tag.empty() || event.tag.starts_with(kStandardTags))
    return true;
  return fail(tag_span(event.at),
              fmt::format("the tag `{}` is not known: CloudFormation's functions are, such as `!Ref`",
                          printable(event.tag)));
}

// The long form of a short one; "" for other tags. `!Name` is `Fn::Name` but for the two that have no prefix.
// Source: CloudFormation User Guide, "Intrinsic function reference".
bool YamlBuilder::function_name(const Event& event, std::string& name) {
  const std::string_view word = event.tag.substr(std::min<size_t>(1, event.tag.size()));
  if (!event.tag.starts_with('!') || word.empty()) return known_tag(event);
  for (const char c : word)
    if (!is_letter_or_digit(c)) return known_tag(event);
  name = word == "Ref" || word == "Condition" ? std::string(word) : fmt::format("Fn::{}", word);
  return true;
}

// The object with one member that a short form stands for, up to that member's value.
void YamlBuilder::open_function(const Event& event, std::string_view name) {
  Node& node = nodes_.emplace_back();
  merged_.push_back(0);
  node.kind = Kind::kObject;
  node.span = {event.at, event.at};
  node.text_size = 1;
  Open& open = open_.emplace_back();
  open.node = size() - 1;
  open.anchor = event.anchor;
  open.is_function = true;
  add_text(Kind::kString, tag_span(event.at), name);
}

void YamlBuilder::add_text(Kind kind, Span span, std::string_view text) {
  Node& node = nodes_.emplace_back();
  merged_.push_back(0);
  node.kind = kind;
  node.span = span;
  node.next = size();
  node.in_arena = true;
  node.text_begin = static_cast<uint32_t>(arena_.size());
  node.text_size = static_cast<uint32_t>(text.size());
  arena_ += text;
}

void YamlBuilder::add_scalar(uint32_t begin, std::string_view value, Plain plain) {
  const YamlScalar found = find_yaml_scalar(source_->text(), begin, value);
  const Span span{begin, std::max(begin, found.end)};
  last_end_ = std::max(last_end_, span.end);
  if (plain == Plain::kText) return add_text(Kind::kString, span, value);
  if (is_one_of(value, kTrue)) return add_text(Kind::kBool, span, "true");
  if (is_one_of(value, kFalse)) return add_text(Kind::kBool, span, "false");
  add_text(is_json_number(value) ? Kind::kNumber : Kind::kString, span, value);
}

// `!GetAtt Bucket.Arn`: a list of the resource and the attribute, which may have dots itself.
void YamlBuilder::add_attribute(uint32_t begin, std::string_view value) {
  const size_t dot = value.find('.');
  if (dot == std::string_view::npos) return add_scalar(begin, value, Plain::kText);
  const YamlScalar found = find_yaml_scalar(source_->text(), begin, value);
  const Span span{begin, std::max(begin, found.end)};
  last_end_ = std::max(last_end_, span.end);
  const uint32_t list = size();
  Node& node = nodes_.emplace_back();
  merged_.push_back(0);
  node.kind = Kind::kArray;
  node.span = span;
  node.text_size = 2;
  const bool plain = found.marks.size() == 1;
  const uint32_t first = found.marks[0].parent;
  const auto at = [first](size_t offset) { return first + static_cast<uint32_t>(offset); };
  add_text(Kind::kString, plain ? Span{at(0), at(dot)} : span, value.substr(0, dot));
  add_text(Kind::kString, plain ? Span{at(dot + 1), at(value.size())} : span, value.substr(dot + 1));
  nodes_[list].next = size();
}

void YamlBuilder::note_key(uint32_t node) {
  Open& open = open_.back();
  if (!open.names) return;
  const auto [found, is_new] = open.names->try_emplace(std::string(text_of(nodes_[node])), node);
  if (is_new) return;
  if (merged_[found->second] == kMerged) {
    merged_[found->second] |= kOverridden;
    --nodes_[open.node].text_size;
    has_overridden_ = true;
  }
  found->second = node;
}

bool YamlBuilder::key(const Event& event, std::string_view value) {
  Open& open = open_.back();
  open.wants_key = false;
  const bool is_plain = event.tag == "?";
  if ((is_plain && value == "<<") || event.tag == "tag:yaml.org,2002:merge") {
    open.merges = true;
    last_end_ = std::max(last_end_, event.at + 2);
    return true;
  }
  if (!is_plain && event.tag != "!" && event.tag != "tag:yaml.org,2002:str")
    return fail(tag_span(event.at), "a key has no tag: a text must stand here");
  const uint32_t node = size();
  add_scalar(event.at, value, Plain::kText);
  if (event.anchor != 0) {
    if (anchors_.size() <= event.anchor) anchors_.resize(event.anchor + 1);
    anchors_[event.anchor] = {node, 0, true};
  }
  ++nodes_[open.node].text_size;
  note_key(node);
  return true;
}

bool YamlBuilder::scalar(const Event& event, std::string_view value) {
  Open* const open = top();
  if (open != nullptr && open->wants_key) return key(event, value);
  std::string function;
  if (!begin_value(event, Kind::kString) || !function_name(event, function)) return false;
  const bool is_attribute = function == "Fn::GetAtt";
  size_t anchor = event.anchor;
  if (!function.empty()) {
    if (!has_room(event, is_attribute ? 2 : 1)) return false;
    open_function(event, function);
    anchor = 0;
  }
  const uint32_t node = size();
  const uint32_t begin = function.empty() ? event.at : skip_yaml_properties(source_->text(), event.at);
  if (is_attribute) {
    add_attribute(begin, value);
  } else {
    add_scalar(begin, value, event.tag == "?" ? Plain::kAny : Plain::kText);
  }
  end_value(node, nodes_[node].kind == Kind::kArray ? 1 : 0, anchor);
  return true;
}

// yaml-cpp tells of a value that is not there as of one that is null, at whatever comes next.
bool YamlBuilder::null(const Event& event) {
  if (!begin_value(event, Kind::kNull)) return false;
  Span span{last_end_, last_end_};
  const std::string_view rest = source_->text().substr(std::min<size_t>(event.at, source_->text().size()));
  const std::string_view word = rest.substr(0, rest.find_first_of(" \t\r\n,:]}"));
  if (event.at >= last_end_ && is_one_of(word, kNull))
    span = {event.at, event.at + static_cast<uint32_t>(word.size())};
  last_end_ = std::max(last_end_, span.end);
  const uint32_t node = size();
  add_text(Kind::kNull, span, "null");
  end_value(node, 0, event.anchor);
  return true;
}

bool YamlBuilder::begin(const Event& event, Kind kind) {
  Open* const around = top();
  if (around != nullptr && around->merges && kind == Kind::kArray) {
    around->merges = false;
    around->wants_key = true;
    const uint32_t object = around->node;
    Open& list = open_.emplace_back();
    list.node = object;
    list.is_merge_list = true;
    return true;
  }
  std::string function;
  if (!begin_value(event, kind) || !function_name(event, function)) return false;
  if (!has_room(event, function.empty() ? 1 : 2)) return false;
  uint32_t at = event.at;
  if (!function.empty()) {
    open_function(event, function);
    at = skip_yaml_properties(source_->text(), at);
  }
  Node& node = nodes_.emplace_back();
  merged_.push_back(0);
  node.kind = kind;
  node.span = {at, at};
  Open& open = open_.emplace_back();
  open.node = size() - 1;
  open.anchor = function.empty() ? event.anchor : 0;
  open.wants_key = kind == Kind::kObject;
  return true;
}

// Where the bracket stands that ends the list or object that was read last; where there is none, the end of
// its last child.
uint32_t YamlBuilder::flow_end(char bracket) const {
  const std::string_view text = source_->text();
  size_t at = last_end_;
  while (at < text.size() && std::string_view(" \t\r\n,:?#").find(text[at]) != std::string_view::npos) {
    at = text[at] == '#' ? std::min(text.find_first_of("\r\n", at), text.size()) : at + 1;
  }
  return at < text.size() && text[at] == bracket ? static_cast<uint32_t>(at + 1) : last_end_;
}

void YamlBuilder::close_top() {
  const Open open = std::move(open_.back());
  open_.pop_back();
  Node& node = nodes_[open.node];
  node.next = size();
  node.span.end = std::max(node.span.begin, last_end_);
  end_value(open.node, open.height, open.anchor);
}

bool YamlBuilder::end() {
  const Open& open = open_.back();
  if (open.is_merge_list) {
    last_end_ = flow_end(']');
    open_.pop_back();
    return true;
  }
  const Node& node = nodes_[open.node];
  const bool is_list = node.kind == Kind::kArray;
  const std::string_view text = source_->text();
  const uint32_t at = skip_yaml_properties(text, node.span.begin);
  if (at < text.size() && text[at] == (is_list ? '[' : '{')) {
    last_end_ = std::max(last_end_, at + 1);
    last_end_ = flow_end(is_list ? ']' : '}');
  }
  close_top();
  return true;
}

bool YamlBuilder::copied(const Event& event, uint32_t count) {
  copied_ += count;
  return copied_ <= kMaxCopied ||
         fail(tag_span(event.at), fmt::format("aliases repeat more than {} values", kMaxCopied));
}

// Repeats nodes at the end. What they hold has the places of the original.
void YamlBuilder::copy(uint32_t begin, uint32_t end) {
  const uint32_t shift = size() - begin;
  for (uint32_t i = begin; i < end; ++i) {
    Node node = nodes_[i];
    node.next += shift;
    nodes_.push_back(node);
    merged_.push_back(merged_[i]);
  }
}

bool YamlBuilder::alias(const Event& event) {
  const Span span{event.at,
                  static_cast<uint32_t>(std::min(source_->text().find_first_of(" \t\r\n,[]{}", event.at),
                                                 source_->text().size()))};
  const Anchor anchor = event.anchor < anchors_.size() ? anchors_[event.anchor] : Anchor{};
  if (!anchor.is_known) return fail(span, "an alias cannot stand inside what it repeats");
  last_end_ = std::max(last_end_, span.end);
  Open* const open = top();
  if (open != nullptr && (open->merges || open->is_merge_list)) return merge(event, anchor);
  if (!begin_value(event, Kind::kString)) return false;
  if (!has_room(event, anchor.height)) return false;
  const uint32_t node = size();
  if (!copied(event, nodes_[anchor.node].next - anchor.node)) return false;
  copy(anchor.node, nodes_[anchor.node].next);
  end_value(node, anchor.height, 0);
  return true;
}

// Adds the members of another object whose names the object at hand does not have: its own come before those
// merged, and of those the first. Source: yaml.org, "Merge Key Language-Independent Type for YAML
// Version 1.1".
bool YamlBuilder::merge(const Event& event, const Anchor& anchor) {
  if (nodes_[anchor.node].kind != Kind::kObject)
    return fail(tag_span(event.at), fmt::format("`<<` takes an alias of an object, and this one is {}",
                                                kind_name(nodes_[anchor.node].kind)));
  Open& open = open_.back().is_merge_list ? open_[open_.size() - 2] : open_.back();
  if (open.merges) open.wants_key = true;
  open.merges = false;
  const uint32_t object = open.node;
  if (!open.names) {
    open.names = std::make_unique<std::unordered_map<std::string, uint32_t>>();
    for (uint32_t at = object + 1; at < size(); at = nodes_[at + 1].next)
      open.names->insert_or_assign(std::string(text_of(nodes_[at])), at);
  }
  if (!has_room(event, anchor.height)) return false;
  open.height = std::max(open.height, anchor.height);
  const uint32_t end = nodes_[anchor.node].next;
  if (!copied(event, end - anchor.node)) return false;
  for (uint32_t at = anchor.node + 1; at < end; at = nodes_[at + 1].next) {
    if ((merged_[at] & kOverridden) != 0) continue;
    const uint32_t copy_at = size();
    if (!open.names->try_emplace(std::string(text_of(nodes_[at])), copy_at).second) continue;
    copy(at, nodes_[at + 1].next);
    merged_[copy_at] = kMerged;
    ++nodes_[object].text_size;
  }
  return true;
}

// Takes the members out that came by `<<` before the object's own of the same name.
void YamlBuilder::drop_overridden() {
  std::vector<uint32_t> moved(nodes_.size() + 1);
  std::vector<Node> kept;
  kept.reserve(nodes_.size());
  for (uint32_t at = 0, dropped_to = 0; at < nodes_.size(); ++at) {
    moved[at] = static_cast<uint32_t>(kept.size());
    if (at >= dropped_to && (merged_[at] & kOverridden) != 0) dropped_to = nodes_[at + 1].next;
    if (at >= dropped_to) kept.push_back(nodes_[at]);
  }
  moved[nodes_.size()] = static_cast<uint32_t>(kept.size());
  for (Node& node : kept) node.next = moved[node.next];
  nodes_ = std::move(kept);
}

std::shared_ptr<const Document> YamlBuilder::finish() {
  if (has_overridden_) drop_overridden();
  return std::make_shared<const Document>(source_, std::move(nodes_), std::move(arena_), Syntax::kYaml);
}

}  // namespace arnscope
