#include "engine/document/yaml_scalar.h"

#include <algorithm>

#include "engine/base/text.h"

namespace arnscope {
namespace {

constexpr bool is_break(char c) { return c == '\n' || c == '\r'; }
constexpr bool is_space(char c) { return c == ' ' || c == '\t' || is_break(c); }

// How many bytes of UTF-8 a code point takes.
constexpr uint32_t utf8_size(uint32_t c) { return c < 0x80 ? 1U : c < 0x800 ? 2U : c < 0x10000 ? 3U : 4U; }

class Walk {
 public:
  Walk(std::string_view text, uint32_t begin, std::string_view value)
      : text_(text), value_(value), at_(begin) {}

  YamlScalar find();

 private:
  bool more() const { return at_ < text_.size(); }
  void mark();
  void quoted(char quote);
  void unquoted();
  void escape();
  void spaces();
  void step() { ++at_, ++here_; }

  std::string_view text_, value_;
  uint32_t at_;
  uint32_t here_ = 0;
  YamlScalar out_;
};

// The bytes that follow correspond one to one.
void Walk::mark() {
  const auto here = std::min(here_, static_cast<uint32_t>(value_.size()));
  const auto parent = std::min(at_, static_cast<uint32_t>(text_.size()));
  if (!out_.marks.empty() && out_.marks.back().here == here) {
    out_.marks.back().parent = parent;
  } else {
    out_.marks.push_back({here, parent});
  }
}

// One escape of a double-quoted text. Source: YAML 1.2, 5.7 "Escaped Characters".
void Walk::escape() {
  const char c = at_ + 1 < text_.size() ? text_[at_ + 1] : '\\';
  at_ += 2;
  if (is_break(c)) {
    while (more() && is_space(text_[at_])) ++at_;
    return mark();
  }
  const uint32_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  uint32_t code = c == 'N' || c == '_' ? 0x85 : c == 'L' || c == 'P' ? 0x2028 : 0;
  for (uint32_t i = 0; i < digits && more() && hex_value(text_[at_]) >= 0; ++i)
    code = code * 16 + static_cast<uint32_t>(hex_value(text_[at_++]));
  here_ += utf8_size(code);
  mark();
}

// White space: as it is within a line, folded where it has a line break.
void Walk::spaces() {
  uint32_t end = at_;
  bool folded = false;
  while (end < text_.size() && is_space(text_[end])) folded = is_break(text_[end++]) || folded;
  if (!folded) {
    while (at_ < end) step();
    return;
  }
  mark();
  at_ = end;
  while (here_ < value_.size() && is_space(value_[here_])) ++here_;
  mark();
}

void Walk::quoted(char quote) {
  ++at_;
  mark();
  while (more()) {
    const char c = text_[at_];
    if (c == quote) {
      const bool doubled = quote == '\'' && at_ + 1 < text_.size() && text_[at_ + 1] == quote;
      if (!doubled) break;
      ++at_;
      step();
      mark();
    } else if (c == '\\' && quote == '"') {
      escape();
    } else if (is_space(c)) {
      spaces();
    } else {
      step();
    }
  }
  out_.end = std::min(at_ + 1, static_cast<uint32_t>(text_.size()));
}

// Plain text and blocks have no escapes: but for white space they stand as they are read.
void Walk::unquoted() {
  mark();
  while (here_ < value_.size()) {
    if (more() && is_space(text_[at_])) {
      spaces();
    } else if (is_space(value_[here_])) {
      ++here_;
    } else if (more() && text_[at_] == value_[here_]) {
      step();
      out_.end = at_;
    } else {
      break;
    }
  }
}

YamlScalar Walk::find() {
  const uint32_t begin = at_;
  at_ = skip_yaml_properties(text_, begin);
  out_.end = begin;
  while (out_.end < at_ && !is_space(text_[out_.end])) ++out_.end;
  const char first = more() ? text_[at_] : '\0';
  const bool is_quote = first == '"' || first == '\'';
  const bool empty_quotes = is_quote && at_ + 1 < text_.size() && text_[at_ + 1] == first;
  if (is_quote && (!value_.empty() || empty_quotes || at_ == begin)) {
    quoted(first);
  } else if (first == '|' || first == '>') {
    while (more() && !is_break(text_[at_])) ++at_;
    out_.end = at_;
    unquoted();
  } else if (!value_.empty()) {
    unquoted();
  } else {
    mark();
  }
  if (out_.marks[0].here != 0) out_.marks[0].here = 0;
  return std::move(out_);
}

}  // namespace

uint32_t skip_yaml_properties(std::string_view text, uint32_t begin) {
  size_t at = begin;
  while (at < text.size() && (text[at] == '!' || text[at] == '&')) {
    while (at < text.size() && !is_space(text[at])) ++at;
    while (at < text.size() && (is_space(text[at]) || text[at] == '#')) {
      at = text[at] == '#' ? std::min(text.find_first_of("\r\n", at), text.size()) : at + 1;
    }
  }
  return static_cast<uint32_t>(at);
}

YamlScalar find_yaml_scalar(std::string_view text, uint32_t begin, std::string_view value) {
  return Walk(text, begin, value).find();
}

}  // namespace arnscope
